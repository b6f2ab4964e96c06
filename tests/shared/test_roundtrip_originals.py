"""Every public workbook comes through load and save as it was; after a recalculation only sheet values differ."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

import workbook
from xlcore import ExcelError

ORIGINALS = Path(__file__).resolve().parents[2].parent / "shared" / "conformance" / "original"
FILES = sorted(ORIGINALS.glob("*.xls[xm]"))


def test_there_are_workbooks() -> None:
    assert len(FILES) > 200


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_saved_without_change_it_is_the_same_file(path: Path, tmp_path: Path) -> None:
    book = workbook.load(path)
    for name in book._facts:  # as after a recalculation that changed everything: every cell is compared, none differs
        book._changed[name] = [(1, range(10**9))]
    book.save(tmp_path / path.name)
    assert (tmp_path / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("path", FILES[::8], ids=lambda path: path.stem)
def test_recalculated_only_sheet_parts_differ_and_read_back(path: Path, tmp_path: Path) -> None:
    book = workbook.load(path)
    book.recalculate(seed=1)
    book.save(tmp_path / path.name)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / path.name) as new:
        assert new.testzip() is None
        assert old.namelist() == new.namelist()
        differing = [name for name in old.namelist() if old.read(name) != new.read(name)]
    assert all("sheet" in name.lower() and name.endswith(".xml") for name in differing)
    again = workbook.load(tmp_path / path.name)
    for sheet in book.sheet_names:
        for cell, value, formula in book.cells(sheet):
            assert again.formula(sheet, cell) == formula
            if not isinstance(value, ExcelError):  # files have no code for the young errors
                assert again.value(sheet, cell) == value, (sheet, cell)
