"""A source of a printed number: one cell, or an Excel expression over cells, with the value that it gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from udfs.dates import date_in
from udfs.facts import Fact
from udfs.numbers import number_in, round_half_up
from udfs.plans import progress
from udfs.sentences import FIGURE
from udfs.table import Record
from workbook import sheets
from workbook.report_sentences import text_of
from xlcore.dates import to_ymd
from xlcore.records import Record as Base
from xlcore.values import Value

NUMBER: Final = "số"  # the expression's value, rounded, is the printed number
TEXT: Final = "chữ"  # the cell's text holds it
_PERCENT: Final = Decimal(100)
_DATE_PARTS: Final = ("DAY", "MONTH", "YEAR")  # in the order in which Vietnamese writes them


class Origin(Base):
    """A source: its first cell, the expression, its value; ``kind`` says whether the value or the text counts."""

    __slots__ = ("kind", "sheet", "cell", "expression", "value")

    def __init__(self, kind: str, sheet: str, cell: str, expression: str, value: Decimal | str) -> None:
        self.kind = kind
        self.sheet = sheet
        self.cell = cell
        self.expression = expression
        self.value = value

    def gives(self, printed: str) -> bool:
        """Whether the source gives the number as it is printed."""
        if isinstance(self.value, str):
            return printed in FIGURE.findall(self.value)
        return agrees(printed, self.value)


def agrees(printed: str, value: Decimal) -> bool:
    """Whether ``value``, rounded half up to the decimals of ``printed`` and without its sign, is that number."""
    whole, _, decimals = printed.replace(".", "").partition(",")
    return round_half_up(abs(value), len(decimals)) == Decimal(f"{whole}.{decimals or 0}")


def cell_origin(sheet: str, cell: str, value: Value) -> Origin | None:
    """The source that a cell is by itself; None for a blank one."""
    number = number_in(value)
    if number is not None:
        return Origin(NUMBER, sheet, cell, f"{sheet}!{cell}", number)
    text = text_of(value)
    return Origin(TEXT, sheet, cell, f"{sheet}!{cell}", text) if text else None


class Row:
    """A row of ``ChiTieu`` or ``SoLieu`` as a source."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.sheet = sheets.SO_LIEU if isinstance(record, Fact) else sheets.CHI_TIEU
        first = sheets.FACT_FIRST_ROW if isinstance(record, Fact) else sheets.FIRST_ROW
        self.number = first + record.position

    def cell(self, column: int) -> str:
        """The address of a cell of the row."""
        return f"{sheets.COLUMN_LETTERS[column - 1]}{self.number}"

    def cells(self, columns: Iterable[int]) -> Iterator[Origin]:
        """The cells of these columns that hold anything."""
        for column in columns:
            found = cell_origin(self.sheet, self.cell(column), self.record.cells[column - 1])
            if found is not None:
                yield found

    def _of_two(self, left: int, right: int, pattern: str, value: Decimal) -> Origin:
        cells = [f"{self.sheet}!{self.cell(column)}" for column in (left, right)]
        return Origin(NUMBER, self.sheet, self.cell(left), pattern.format(*cells), value)

    def change(self, now: int, before: int, in_points: bool) -> Iterator[Origin]:
        """The change from one column to another, in points or in percent, without its sign."""
        left, right = (number_in(self.record.cells[column - 1]) for column in (now, before))
        if left is None or right is None:
            return
        if in_points:
            yield self._of_two(now, before, "ABS({}-{})", abs(left - right))
        elif right:
            yield self._of_two(now, before, "ABS({}/{}*100-100)", abs(left * _PERCENT / right - _PERCENT))

    def share(self, column: int) -> Iterator[Origin]:
        """The actual in percent of the plan, of the same period, or of the upper plan."""
        now, whole = number_in(self.record.actual), number_in(self.record.cells[column - 1])
        if now is not None and whole:
            yield self._of_two(sheets.ACTUAL, column, "{}/{}*100", now * _PERCENT / whole)

    def share_of_bound(self) -> Iterator[Origin]:
        """The actual in percent of a plan such as ">1.650"."""
        now = number_in(self.record.actual)
        share = None if now is None else progress(self.record.plan, self.record.actual)
        if now and share and number_in(self.record.plan) is None:
            goal = round_half_up(now * _PERCENT / share, 6).normalize()
            expression = f"{self.sheet}!{self.cell(sheets.ACTUAL)}/{goal:f}*100"
            yield Origin(NUMBER, self.sheet, self.cell(sheets.ACTUAL), expression, share)

    def left(self) -> Iterator[Origin]:
        """What is left of the plan, where the row's own formula is not right."""
        now, goal = number_in(self.record.actual), number_in(self.record.plan)
        if now is not None and goal is not None:
            yield self._of_two(sheets.PLAN, sheets.ACTUAL, "{}-{}", goal - now)


def date_part(sheet: str, cell: str, value: Value, place: int) -> Iterator[Origin]:
    """Day, month or year (``place`` 0, 1, 2) of the date that a cell is meant to hold; nothing where it holds none."""
    serial = date_in(value)
    date = None if serial is None else to_ymd(serial)
    if isinstance(date, tuple) and place < len(_DATE_PARTS):
        name, number = _DATE_PARTS[place], date[-1 - place]
        yield Origin(NUMBER, sheet, cell, f"{name}({sheet}!{cell})", Decimal(number))
