"""KiemTra in the workbook itself: what the program finds is in its first rows, each with the cells it is about."""

from __future__ import annotations

from pathlib import Path

import pytest

import workbook
from udfs.numbers import write_number
from workbook import jobs, sheets
from workbook import template_fact_formulas as fact_formulas
from xlcore import BUILTINS

PACK = "xa-phuong"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    jobs.new(PACK, tmp_path / "so.xlsx")
    return tmp_path / "so.xlsx"


def findings(book: workbook.Workbook) -> list[tuple[str, str]]:
    rows = book.values(sheets.KIEM_TRA, sheets.FINDING_CELLS)
    texts = ((str(row[sheets.FINDING_PLACE - 1] or ""), str(row[sheets.FINDING_TEXT - 1] or "")) for row in rows)
    return [(place, text) for place, text in texts if text and text not in sheets.NOT_FINDINGS]


def test_a_part_larger_than_the_whole_leaves_a_remainder_that_is_told(path: Path) -> None:
    """The whole stands in ChiTieu, its parts in SoLieu: no sum is wrong."""
    book = workbook.load(path)
    before = findings(book)
    book.set(sheets.SO_LIEU, "F8", 5000)
    book.recalculate()
    rest = book.value(sheets.SO_LIEU, "F11")
    assert isinstance(rest, float) and rest < -3000
    ((place, text),) = [found for found in findings(book) if found not in before]
    assert findings(book)[0] == (place, text)
    told = f"«Các khoản thu khác»: số đã thực hiện tự tính là {write_number(rest)}, số âm"
    assert place == "SoLieu!F11" and told in text
    assert "cần xem lại số chung và các phần, trước hết là «Thu tiền sử dụng đất» (5.000 ở ô SoLieu!F8)" in text
    book.save()
    assert any(warning.startswith("SoLieu!F11: ") for warning in jobs.report(path).report.warnings)


def test_excel_alone_says_so_beside_the_row(path: Path) -> None:
    book = workbook.load(path, functions=BUILTINS)
    book.set(sheets.SO_LIEU, "F8", 5000)
    book.recalculate()
    assert book.value(sheets.SO_LIEU, "N11") == fact_formulas.NEGATIVE
    book.set(sheets.SO_LIEU, "F8", 440)
    book.recalculate()
    assert book.value(sheets.SO_LIEU, "N11") == ""


def test_a_brace_that_is_not_closed_is_the_first_thing_to_mend(path: Path) -> None:
    book = workbook.load(path)
    rows = book.values(sheets.CAU_MAU, sheets.SENTENCE_CELLS)
    spoken = [number for number, row in enumerate(rows, sheets.SENTENCE_FIRST_ROW) if row[sheets.CONDITION - 1] is True]
    book.set(sheets.SO_LIEU, "F8", 5000)
    book.set(sheets.CHI_TIEU, "D7", "nhiều")
    book.set(sheets.CAU_MAU, f"D{spoken[-1]}", "Thu ngân sách đạt {thu_ngan_sach.th triệu đồng.")
    book.recalculate()
    places = [place for place, _ in findings(book)]
    assert places[0] == f"CauMau!D{spoken[-1]}" and places.index("D7") < places.index("SoLieu!F11")


def test_a_code_that_stands_twice_is_told_with_both_cells(path: Path) -> None:
    book = workbook.load(path)
    code, name = book.value(sheets.CHI_TIEU, "M8"), book.value(sheets.CHI_TIEU, "B8")
    book.set(sheets.CHI_TIEU, "M9", code)
    book.recalculate()
    ((place, text),) = [found for found in findings(book) if "mang mã ẩn" in found[1]]
    assert place == "B9" and f"«{code}»" in text and str(name) in text and text.endswith("(dòng kia ở ô B8).")
