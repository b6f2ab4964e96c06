"""What the summary says of the sheet SoLieu: how much of it is entered, and where a formula has gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from udfs.facts import DATED, SHARES, TOTAL, Fact, Facts, facts_of
from udfs.text import is_blank
from workbook import sheets
from xlcore import records

if TYPE_CHECKING:
    from workbook.book import Workbook


class FactCount(records.Record):
    """How many facts there are, and of those: entered, not yet entered, computed."""

    __slots__ = ("rows", "entered", "blank", "computed")

    def __init__(self, rows: int, entered: int, blank: int, computed: int) -> None:
        self.rows = rows
        self.entered = entered
        self.blank = blank
        self.computed = computed

    def __str__(self) -> str:
        parts = f"{self.entered} đã nhập, {self.blank} để trống, {self.computed} tự tính"
        return f"Số liệu của báo cáo (trang {sheets.SO_LIEU}): {self.rows} dòng, gồm {parts}"

    def to_json(self) -> dict[str, int]:
        """The same as plain numbers."""
        return {name: getattr(self, name) for name in self.__slots__}


def of(book: Workbook) -> Facts | None:
    """The facts of a workbook; None where it has no such sheet."""
    return facts_of(book.values(sheets.SO_LIEU, sheets.FACT_CELLS)) if book.has_sheet(sheets.SO_LIEU) else None


def count(facts: Facts) -> FactCount:
    """How much of the sheet is entered; heads of shares, which have no figure of their own, are left out."""
    rows = [fact for fact in facts.records if not (fact.parts_kind == SHARES and is_blank(fact.actual))]
    computed = sum(fact.is_computed for fact in rows)
    blank = sum(is_blank(fact.actual) and not fact.is_computed for fact in rows)
    return FactCount(len(rows), len(rows) - computed - blank, blank, computed)


def without_formulas(book: Workbook, facts: Facts) -> list[tuple[str, str]]:
    """``(cell, what is wrong)`` of computed facts whose formula is gone: a value was written over it."""
    found = []
    for fact in facts.records:
        columns = [sheets.ACTUAL] if fact.is_computed else []
        if fact.form not in (DATED, sheets.WORDED) and fact.unit != "%":
            columns += [sheets.VS_SAME, sheets.VS_PLAN, sheets.REMAINING]
        missing = [col for col in columns if book.formula(sheets.SO_LIEU, _place(col, fact)) is None]
        if not missing:
            continue
        letters = ", ".join(sheets.COLUMN_LETTERS[col - 1] for col in missing)
        what = "tổng" if fact.form == TOTAL else "tính" if fact.is_computed else "số liệu"
        text = f"dòng {what} «{fact.name}» không còn công thức ở cột {letters}: chép lại từ bản sao lưu"
        found.append((f"{sheets.SO_LIEU}!{_place(missing[0], fact)}", text))
    return found


def _place(col: int, fact: Fact) -> str:
    return f"{sheets.COLUMN_LETTERS[col - 1]}{sheets.FACT_FIRST_ROW + fact.position}"
