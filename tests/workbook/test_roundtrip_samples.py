"""Every sample of what real workbooks carry: only results of formulas change, and the other programs read them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import python_calamine

import workbook
from tests.workbook import readers
from tests.workbook.lossless import FileReport, compare_files, compare_sheets, lines, main, round_trip
from tests.workbook.roundtrip_samples import EXPECTED, SAMPLES, write_samples
from tests.workbook.xlsxparts import read_parts, zipped

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {path.name: path for path in write_samples(tmp_path_factory.mktemp("samples"))}


@pytest.fixture(scope="module")
def saved(originals: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The samples, recalculated and saved elsewhere."""
    folder = tmp_path_factory.mktemp("saved")
    for name, path in originals.items():
        book = workbook.load(path)
        book.recalculate()
        book.save(folder / name)
    return {name: folder / name for name in originals}


@pytest.mark.parametrize("name", SAMPLES)
def test_only_results_change(name: str, originals: dict[str, Path], tmp_path: Path) -> None:
    report = round_trip(originals[name], tmp_path)
    assert not report.wrong
    assert set(report.changed) <= {SHEET, "xl/worksheets/sheet2.xml"} and report.changed
    assert report.parts == len(read_parts(originals[name]))


@pytest.mark.parametrize("name", SAMPLES)
def test_the_values_are_right_and_the_second_time_nothing_changes(
    name: str, saved: dict[str, Path], tmp_path: Path
) -> None:
    book = workbook.load(saved[name])
    assert {cell: book.value(book.sheet_names[0], cell) for cell in EXPECTED} == EXPECTED
    book.recalculate()
    book.save(tmp_path / name)
    assert (tmp_path / name).read_bytes() == saved[name].read_bytes()


@pytest.mark.parametrize("name", SAMPLES)
def test_saved_without_a_recalculation_it_is_the_same_file(
    name: str, originals: dict[str, Path], tmp_path: Path
) -> None:
    workbook.load(originals[name]).save(tmp_path / name)
    assert (tmp_path / name).read_bytes() == originals[name].read_bytes()


# What a reader does not read of the original either: it is read with other names, encodings or children of a cell.
UNREADABLE = {
    ("strict.xlsx", "openpyxl"): None,  # finds no sheet
    ("strict.xlsx", "pandas-openpyxl"): ValueError,
    ("utf-16.xlsx", "calamine"): python_calamine.XmlError,
    ("utf-16.xlsx", "pandas-calamine"): python_calamine.CalamineError,
    ("custom-xml.xlsx", "calamine"): python_calamine.CalamineError,
    ("custom-xml.xlsx", "pandas-calamine"): python_calamine.CalamineError,
}


@pytest.mark.parametrize("reader", readers.READERS)
@pytest.mark.parametrize("name", SAMPLES)
def test_others_read_what_we_wrote(name: str, reader: str, originals: dict[str, Path], saved: dict[str, Path]) -> None:
    """Every result as we computed it, every other cell as in the original."""
    read = readers.READERS[reader]
    if (name, reader) in UNREADABLE:
        for path in (originals[name], saved[name]):
            assert_unread(read, path, UNREADABLE[name, reader])
        return
    count, wrong = readers.disagreements(originals[name], saved[name], read)
    assert count >= len(EXPECTED) and not wrong
    first, after = workbook.load(saved[name]).sheet_names[0], read(saved[name])
    assert {cell: after[first, cell] for cell in EXPECTED} == EXPECTED


def assert_unread(read: Callable[[Path], readers.Cells], path: Path, error: type[Exception] | None) -> None:
    if error is None:
        assert read(path) == {}
    else:
        with pytest.raises(error):
            read(path)


def test_libreoffice_opens_what_we_wrote_and_shows_our_values(saved: dict[str, Path], tmp_path: Path) -> None:
    opened = readers.opened_by_libreoffice(list(saved.values()), tmp_path)
    assert set(opened) == set(saved)
    for name, cells in opened.items():
        first = workbook.load(saved[name]).sheet_names[0]
        assert {cell: cells[first, cell] for cell in EXPECTED} == EXPECTED, name


def test_what_excel_needs_to_show_and_to_recalculate_stays(originals: dict[str, Path], saved: dict[str, Path]) -> None:
    before, after = read_parts(originals["plain.xlsx"]), read_parts(saved["plain.xlsx"])
    assert b'fullCalcOnLoad="1"' in after["xl/workbook.xml"]
    assert after["xl/calcChain.xml"] == before["xl/calcChain.xml"]
    formulas = set(re.findall(rb'r="([A-Z]+[0-9]+)"[^>]*><f', after[SHEET]))
    assert formulas == set(re.findall(rb'r="([A-Z]+[0-9]+)"', after["xl/calcChain.xml"]))
    texts = read_parts(saved["texts.xlsx"])
    indexes = [int(i) for i in re.findall(rb't="s"><v>([0-9]+)', texts[SHEET])]
    assert max(indexes) < texts["xl/sharedStrings.xml"].count(b"<si>")
    assert texts["xl/sharedStrings.xml"] == read_parts(originals["texts.xlsx"])["xl/sharedStrings.xml"]


def test_what_nobody_has_is_kept_and_read_on(saved: dict[str, Path]) -> None:
    book = workbook.load(saved["formulas.xlsx"])
    assert (book.value("S", "A7"), book.value("S", "B7"), book.value("S", "D7")) == (17.0, 34.0, 3.0)
    assert [book.value("S", cell) for cell in ("C3", "C4", "C5")] == [1.0, 2.0, 3.0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<v>2</v>", b"<v>3</v>"),
        (b"A1*21", b"A1*22"),
        (b' spans="1:4"', b""),
        (b"<v>42</v>", b"<v>42.0</v>"),
        (b'<c r="D1"', b'<c r="D1" s="1"'),
        (b"</row>", b'<c r="E1"><v>1</v></c></row>'),
        (b"</sheetData>", b"</sheetData> "),
    ],
    ids=["constant", "formula", "spans", "spelling", "style", "new cell", "behind"],
)
def test_the_comparison_sees_what_is_wrong(old: bytes, new: bytes, saved: dict[str, Path], tmp_path: Path) -> None:
    before = read_parts(saved["plain.xlsx"])
    assert before[SHEET].count(old) == 1
    changed = before | {SHEET: before[SHEET].replace(old, new)}
    assert compare_sheets(before[SHEET], changed[SHEET])[1]
    (tmp_path / "a.xlsx").write_bytes(zipped(before))
    (tmp_path / "b.xlsx").write_bytes(zipped(changed))
    assert compare_files(tmp_path / "a.xlsx", tmp_path / "b.xlsx").wrong


def test_the_comparison_sees_other_parts_and_lets_results_pass(saved: dict[str, Path], tmp_path: Path) -> None:
    before = read_parts(saved["plain.xlsx"])
    result = before[SHEET].replace(b"<v>42</v>", b"<v>43</v>")
    assert compare_sheets(before[SHEET], result) == ({"values": 1, "types": 0, "rich errors": 0, "spill ranges": 0}, [])
    (tmp_path / "a.xlsx").write_bytes(zipped(before))
    chain = before["xl/calcChain.xml"]
    (tmp_path / "b.xlsx").write_bytes(zipped(before | {"xl/calcChain.xml": chain + b" "}))
    assert compare_files(tmp_path / "a.xlsx", tmp_path / "b.xlsx").wrong == ["xl/calcChain.xml is no sheet and differs"]


def test_the_table_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    printed = capsys.readouterr().out
    assert f"{len(SAMPLES)} files" in printed and "wrong: 0" in printed
    assert "WRONG: cells burnt" in "\n".join(lines([FileReport("x", wrong=["cells burnt"])]))
