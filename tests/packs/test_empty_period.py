"""A period for which nothing is entered yet: no sentence of any pack tells of a result, of this unit or of another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import workbook
from workbook import jobs, rolling, sheets

NEXT = [
    ("thi-tran-2023-h1", "2023-9M"),
    ("thi-tran-2023-h1", "2024-H1"),
    ("but-son-2023-h1", "2023-9M"),
    ("but-son-2023-h1", "2024-H1"),
    ("thanh-ha-2023", "2024"),
    ("quang-tri-2021-h1", "2021-9M"),
    ("quang-tri-2021-h1", "2022-H1"),
    ("huong-tra-2023", "2024"),
    ("xa-phuong", "2026-M02"),
    ("xa-phuong", "2027-H1"),
]
UNITS = {pack: "xã Thử Nghiệm" for pack, _ in NEXT}
# What is no result: the opening and the closing, tasks, and how many indicators wait for the year's end or for figures.
OPENING_AND_CLOSING = {"mo_dau", "mo_dau_khac", "ket_thuc"}
TASKS = re.compile(r"nv_\w+|nhiem_vu|giai_phap|phuong_huong|chuong_trinh_toi")
COUNTS = {
    "tong_ket", "dem_cuoi_nam", "chua_nhap", "kinh_te_chung", "van_hoa_chung", "an_ninh_cuoi_nam", "kinh_te_cuoi_nam",
    "xa_hoi_cuoi_nam", "ton_tai_thieu_so_lieu", "thieu_so_lieu",
}  # fmt: skip
RESULTS = re.compile(
    r"\bđạt\b(?! (?:an toàn|danh hiệu|tiêu chuẩn|chuẩn))|\bhoàn thành tốt\b|\bổn định\b|\bđược giữ\b|%"
)


def spoken(book: workbook.Workbook) -> list[tuple[str, str, str]]:
    """Section, code and text of the sentences that speak."""
    rows = book.values(sheets.CAU_MAU, sheets.SENTENCE_CELLS)
    return [
        (str(row[sheets.SECTION - 1]), str(row[sheets.SENTENCE_CODE - 1]), str(row[sheets.SENTENCE - 1]))
        for row in rows
        if row[sheets.CONDITION - 1] is True
    ]


def claims(book: workbook.Workbook) -> list[tuple[str, str]]:
    """The sentences that are neither opening, closing, task nor count."""
    return [
        (code, text)
        for section, code, text in spoken(book)
        if code not in OPENING_AND_CLOSING | COUNTS and not TASKS.fullmatch(section)
    ]


def figures(book: workbook.Workbook) -> list[tuple[str, str, object]]:
    """The numbers that stand as inputs in both tables, the plan of the upper level included, and notes of facts."""
    found: list[tuple[str, str, object]] = []
    for sheet, first, columns in (
        (sheets.CHI_TIEU, sheets.LETTER_ROW + 1, (sheets.PLAN, sheets.SAME_PERIOD, sheets.ACTUAL, sheets.UPPER_PLAN)),
        (sheets.SO_LIEU, sheets.FACT_FIRST_ROW, (sheets.PLAN, sheets.SAME_PERIOD, sheets.ACTUAL, sheets.NOTE)),
    ):
        for letter in (sheets.COLUMN_LETTERS[col - 1] for col in columns):
            for cell in (f"{letter}{row}" for row in range(first, first + 200)):
                value = book.value(sheet, cell)
                noted = sheet == sheets.SO_LIEU and letter == sheets.COLUMN_LETTERS[sheets.NOTE - 1] and value
                if book.formula(sheet, cell) is None and (isinstance(value, float) or noted):
                    found.append((sheet, cell, value))
    return found


@pytest.mark.parametrize(("pack", "period"), NEXT)
def test_a_rolled_workbook_claims_nothing(tmp_path: Path, pack: str, period: str) -> None:
    jobs.new(pack, tmp_path / "so.xlsx")
    out = rolling.roll(tmp_path / "so.xlsx", period).out
    book = workbook.load(out)
    book.recalculate()
    assert claims(book) == []
    told = [text for _, code, text in spoken(book) if code in OPENING_AND_CLOSING]
    assert told and not any(RESULTS.search(text) for text in told)


@pytest.mark.parametrize("pack", sorted(UNITS))
def test_another_unit_claims_nothing(tmp_path: Path, pack: str) -> None:
    """Not even in the period of the pack's own story."""
    jobs.new(pack, tmp_path / "so.xlsx", unit=UNITS[pack])
    book = workbook.load(tmp_path / "so.xlsx")
    assert claims(book) == []
    assert figures(book) == []


def test_another_year_has_nobodys_plans(tmp_path: Path) -> None:
    jobs.new("xa-phuong", tmp_path / "so.xlsx", period="2028-M03")
    assert figures(workbook.load(tmp_path / "so.xlsx")) == []


def test_a_status_in_words_is_all_that_a_sentence_waits_for(tmp_path: Path) -> None:
    jobs.new("huong-tra-2023", tmp_path / "so.xlsx")
    out = rolling.roll(tmp_path / "so.xlsx", "2024").out
    book = workbook.load(out)
    rows = book.values(sheets.SO_LIEU, sheets.FACT_CELLS)
    row = next(at for at, cells in enumerate(rows, sheets.FACT_FIRST_ROW) if cells[sheets.FACT_CODE - 1] == "trat_tu")
    book.set(sheets.SO_LIEU, f"F{row}", "Ổn định")
    book.recalculate()
    assert claims(book) == [("trat_tu_chung", "Tình hình an ninh, trật tự ổn định.")]
