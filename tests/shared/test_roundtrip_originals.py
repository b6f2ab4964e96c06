"""Every public workbook comes through load and save as it was; a recalculation changes results of formulas alone."""

from __future__ import annotations

from pathlib import Path

import pytest
import python_calamine

import workbook
from tests.workbook import readers
from tests.workbook.lossless import FileReport, files_in, lines, round_trip
from xlcore import ExcelError

ORIGINALS = Path(__file__).resolve().parents[2].parent / "shared" / "conformance" / "original"
FILES = files_in(ORIGINALS)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> list[FileReport]:
    folder = tmp_path_factory.mktemp("table")
    return [round_trip(path, folder) for path in FILES]


def test_the_table_has_every_file_and_nothing_wrong(table: list[FileReport]) -> None:
    assert len(table) > 200
    assert not {report.name: report.wrong for report in table if report.wrong}
    assert sum(report.size for report in table) > 30_000_000
    assert lines(table)


def test_what_changed_is_little_and_most_files_are_the_same(table: list[FileReport]) -> None:
    """No value is written anew in another spelling: what changes is the clock, chance, or the last digits."""
    assert sum(report.same_file for report in table) >= 145
    assert sum(len(report.changed) for report in table) <= 90


def test_what_we_do_not_support_is_kept_and_listed(table: list[FileReport]) -> None:
    assert sum(report.kept for report in table) > 6_000


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_saved_without_change_it_is_the_same_file(path: Path, tmp_path: Path) -> None:
    book = workbook.load(path)
    for name in book._facts:  # as after a recalculation that changed everything: every cell is compared, none differs
        book._changed[name] = [(1, range(10**9))]
    book.save(tmp_path / path.name)
    assert (tmp_path / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("path", FILES[::8], ids=lambda path: path.stem)
def test_recalculated_it_reads_back(path: Path, tmp_path: Path) -> None:
    book = workbook.load(path)
    book.recalculate(seed=1)
    book.save(tmp_path / path.name)
    again = workbook.load(tmp_path / path.name)
    for sheet in book.sheet_names:
        for cell, value, formula in book.cells(sheet):
            assert again.formula(sheet, cell) == formula
            if not isinstance(value, ExcelError):  # files have no code for the young errors
                assert again.value(sheet, cell) == value, (sheet, cell)


# What a reader cannot read of the original either.
UNREADABLE: dict[tuple[str, str], type[Exception]] = {
    ("139557b0ca34843c", "calamine"): python_calamine.CalamineError,
    ("1fd31113d2cb9a5b", "openpyxl"): TypeError,
    ("d7123e493f73cd73", "openpyxl"): KeyError,
}
SOME = [*FILES[::7], *(path for path in FILES if any(path.stem == stem for stem, _ in UNREADABLE))]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with some of the workbooks, recalculated and saved."""
    folder = tmp_path_factory.mktemp("saved")
    for path in SOME:
        book = workbook.load(path)
        book.recalculate(seed=1)
        book.save(folder / path.name)
    return folder


@pytest.mark.parametrize("reader", ["openpyxl", "calamine"])
@pytest.mark.parametrize("path", dict.fromkeys(SOME), ids=lambda path: path.stem)
def test_others_read_our_values(path: Path, reader: str, saved: Path) -> None:
    read = readers.READERS[reader]
    if (path.stem, reader) in UNREADABLE:
        for one in (path, saved / path.name):
            with pytest.raises(UNREADABLE[path.stem, reader]):
                read(one)
        return
    _, wrong = readers.disagreements(path, saved / path.name, read)
    assert not wrong


def test_libreoffice_opens_them(saved: Path, tmp_path: Path) -> None:
    wanted = sorted(saved.iterdir())[::3]
    assert set(readers.opened_by_libreoffice(wanted, tmp_path)) == {path.name for path in wanted}
