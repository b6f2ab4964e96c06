"""Which blocks are written into an open workbook."""

from __future__ import annotations

import pytest

import workbook
from tests.built import Built
from workbook import jobs, sheets, writeback

TEXT, PRINT = sheets.SAVED_TEXT, sheets.SAVED_FINGERPRINT


@pytest.fixture
def book(built: Built) -> workbook.Workbook:
    return workbook.load(built(jobs.DEMO_PACK))


def boxes(book: workbook.Workbook) -> list[tuple[str, tuple[int, int, int, int]]]:
    return [(one.sheet, one.box) for one in writeback.planned(book)]


def test_scattered_cells_of_an_area_are_one_block(book: workbook.Workbook) -> None:
    kept = book.value("CauMau", "H10")
    book.set("CauMau", "H7", "một")
    book.set("CauMau", "I20", "hai")
    (block,) = writeback.planned(book)
    assert (block.sheet, block.box) == ("CauMau", (7, TEXT, 20, PRINT))
    assert block.values[0][0] == "một" and block.values[13][1] == "hai"
    assert block.values[3][0] == kept


def test_a_row_with_a_formula_parts_the_block(book: workbook.Workbook) -> None:
    book.model.sheet("CauMau").set_formula(12, TEXT, "1+1")
    for row in (7, 9, 15):
        book.set("CauMau", f"H{row}", "câu")
    assert boxes(book) == [("CauMau", (7, TEXT, 11, TEXT)), ("CauMau", (13, TEXT, 15, TEXT))]


def test_a_piece_without_anything_new_is_left_out(book: workbook.Workbook) -> None:
    sheet = book.model.sheet("CauMau")
    sheet.set_formula(12, TEXT, "1+1")
    sheet.set_formula(20, TEXT, "1+1")
    book.set("CauMau", "H7", "câu")
    book.set("CauMau", "H25", "câu")
    assert boxes(book) == [("CauMau", (7, TEXT, 11, TEXT)), ("CauMau", (21, TEXT, 25, TEXT))]


def test_every_area_has_its_own_block(book: workbook.Workbook) -> None:
    book.set("CauMau", sheets.SAVED_NAMES, "tên")
    book.set("CauMau", "H7", "câu")
    book.set("KiemTra", sheets.SAVED_FINDING_FINGERPRINT, "dấu")
    assert [sheet for sheet, _ in boxes(book)] == ["CauMau", "CauMau", "KiemTra"]


def test_nothing_outside_the_areas_is_ever_written(book: workbook.Workbook) -> None:
    book.set("ChiTieu", "F12", 1)
    with pytest.raises(ValueError, match="ChiTieu"):
        writeback.planned(book)


@pytest.mark.parametrize(
    ("text", "is_formula", "value", "expected"),
    [
        ("=A1", True, 5.0, True),
        ("5", True, 5.0, False),
        ("=A1", False, 5.0, False),
        ("=A1", False, None, False),
        ("", False, None, True),
        ("x", False, None, False),
        ("a\r\nb", False, "a\nb", True),
        ("a", False, "b", False),
        ("5", False, 5.0, True),
        ("TRUE", False, True, True),
    ],
)
def test_what_a_cell_shows_of_what_it_was(text: str, is_formula: bool, value: object, expected: bool) -> None:
    assert writeback._is_still(text, is_formula, value) is expected  # type: ignore[arg-type]
