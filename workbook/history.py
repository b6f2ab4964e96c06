"""LichSu: the figures of earlier periods, a row per code and period, as values.

Formulas and ``rolling`` look a figure up by a hidden key of code and last month, because a month, a quarter and a half
year that end together share what was reached since January. The program keeps the keys; a row that somebody writes by
hand has one after the next recalculation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from udfs.periods import Period, parse_period
from udfs.text import is_blank, normalise
from workbook import sheets
from workbook.refusal import Refusal
from xlcore.values import ExcelError, Value

if TYPE_CHECKING:
    from workbook.book import Workbook

_KINDS: Final = ("month", "quarter", "half", "months", "year")
FIGURES: Final = (sheets.HISTORY_IN_PERIOD, sheets.HISTORY_CUMULATIVE)
CARRIED: Final = "Mang lũy kế sang"  # how the note of a figure begins that stands in for months nobody told of


class Entry(NamedTuple):
    """What one row of LichSu says of a code in a period."""

    code: str
    name: str
    unit: str
    period: Period
    in_period: Value
    cumulative: Value
    note: str = ""

    @property
    def key(self) -> str:
        """What formulas look for: the code and the last month."""
        return key_of(self.code, self.period.year, self.period.last_month)

    @property
    def is_carried(self) -> bool:
        """Whether the figure is that of an earlier month: good for adding to, but not what was reached."""
        return self.note.startswith(CARRIED) and is_blank(self.in_period)


def key_of(code: str, year: int, last_month: int) -> str:
    """The hidden key of a code for the periods of ``year`` that end with ``last_month``."""
    return f"{code}|{year * 100 + last_month}"


def rows(book: Workbook) -> list[list[Value]]:
    """The rows of LichSu in use, A to H."""
    last = min(book.last_row(sheets.LICH_SU), sheets.HISTORY_LAST_ROW)
    if last < sheets.HISTORY_FIRST_ROW:
        return []
    found = book.values(sheets.LICH_SU, f"A{sheets.HISTORY_FIRST_ROW}:H{last}")
    while found and found[-1][sheets.HISTORY_CODE - 1] is None and found[-1][sheets.HISTORY_PERIOD - 1] is None:
        found.pop()
    return found


def entry_of(row: list[Value]) -> Entry | None:
    """What a row says; None for one without code, period or figure."""
    code, period = _text(row[sheets.HISTORY_CODE - 1]), parse_period(row[sheets.HISTORY_PERIOD - 1])
    in_period, cumulative = (row[col - 1] for col in FIGURES)
    if not code or period is None or (is_blank(in_period) and is_blank(cumulative)):
        return None
    name, unit, note = (_text(row[c - 1]) for c in (sheets.HISTORY_NAME, sheets.HISTORY_UNIT, sheets.HISTORY_NOTE))
    return Entry(code, name, unit, period, in_period, cumulative, note)


def _text(value: Value) -> str:
    return normalise(value).strip() if isinstance(value, str) else ""


class History:
    """The entries of a workbook: the last one of a code and period counts."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._exact = {(entry.code, entry.period): entry for entry in self.entries}
        known = [entry for entry in self.entries if not is_blank(entry.cumulative)]
        self._told = {entry.key: entry for entry in known if not entry.is_carried}
        self._ending = {entry.key: entry for entry in known if entry.is_carried} | self._told

    @classmethod
    def of(cls, book: Workbook) -> History:
        """What the workbook's LichSu holds."""
        return cls(entry for entry in map(entry_of, rows(book)) if entry is not None)

    def exact(self, code: str, period: Period) -> Entry | None:
        """What is kept of a code for just this period."""
        return self._exact.get((code, period))

    def cumulative(self, code: str, period: Period) -> Value:
        """The figure since January at the end of ``period``, kept for it or for another one that ends with it."""
        found = self._exact.get((code, period))
        if found is None or is_blank(found.cumulative) or found.is_carried:
            found = self._told.get(key_of(code, period.year, period.last_month))
        return None if found is None else found.cumulative

    def to_add_to(self, code: str, year: int, last_month: int) -> Value:
        """What the months after ``last_month`` are added to: what was reached by then, or what is carried so far."""
        found = self._ending.get(key_of(code, year, last_month))
        return None if found is None else found.cumulative

    def last_told(self, code: str, year: int, last_month: int) -> Entry | None:
        """The last figure since January of ``year`` that is known up to that month; None without one."""
        months = (self._told.get(key_of(code, year, month)) for month in range(last_month, 0, -1))
        return next((entry for entry in months if entry is not None), None)

    def mean(self, code: str, period: Period, alone: Value) -> float | None:
        """The mean of the months up to the month ``period``, unrounded; None where one of them is not known."""
        if period.kind != "month":
            found = self.cumulative(code, period)
            return found if isinstance(found, float) else None
        months = [self._exact.get((code, Period(period.year, "month", n))) for n in range(1, period.last_month)]
        figures = [None if month is None else month.in_period for month in months]
        numbers = [figure for figure in (*figures, alone) if isinstance(figure, float)]
        return round(sum(numbers) / period.last_month, 9) if len(numbers) == period.last_month else None

    def in_period(self, code: str, period: Period, aggregate: str) -> Value:
        """The figure of the period alone: kept for it, or what follows from the figures since January."""
        found = self._exact.get((code, period))
        if found is not None and not is_blank(found.in_period):
            return found.in_period
        reached, start = self.cumulative(code, period), months_before(period)
        if is_blank(reached) or start == 0 or aggregate == sheets.LAST or isinstance(reached, str):
            return reached
        earlier = self._ending.get(key_of(code, period.year, start))
        return None if earlier is None else alone(reached, earlier.cumulative, start, period.last_month, aggregate)


def alone(reached: Value, earlier: Value, start: int, end: int, aggregate: str) -> Value:
    """What the months after ``start`` up to ``end`` make, from the figures since January at both; None without both."""
    if aggregate == sheets.LAST:
        return reached
    if not isinstance(reached, float) or not isinstance(earlier, float):
        return None
    if aggregate == sheets.MEAN:
        return round((reached * end - earlier * start) / (end - start), 9)
    return round(reached - earlier, 9)


def months_before(period: Period) -> int:
    """How many months of the year had passed when the period began."""
    return period.last_month - {"month": 1, "quarter": 3}.get(period.kind, period.last_month)


def order(period: Period) -> tuple[int, int, int]:
    """What periods are sorted by: their end, then their length: June, the second quarter, the half year."""
    return period.year, period.last_month, _KINDS.index(period.kind)


def record(book: Workbook, entries: Iterable[Entry]) -> None:
    """Writes the entries: over the row that has the code and period already, else below the last row in use."""
    present = rows(book)
    places: dict[tuple[str, Period], int] = {}
    for row, cells in enumerate(present, sheets.HISTORY_FIRST_ROW):
        code, period = _text(cells[sheets.HISTORY_CODE - 1]), parse_period(cells[sheets.HISTORY_PERIOD - 1])
        if code and period is not None:
            places[code, period] = row
    free = sheets.HISTORY_FIRST_ROW + len(present)
    for entry in entries:
        row = places.get((entry.code, entry.period), free)
        if row == free:
            free += 1
        if row > sheets.HISTORY_LAST_ROW:
            raise Refusal(
                "history-full",
                f"Trang {sheets.LICH_SU} đã đầy (đến dòng {sheets.HISTORY_LAST_ROW}): hãy xóa các dòng của những năm"
                " đầu rồi làm lại.",
            )
        _write(book, row, entry)


def _write(book: Workbook, row: int, entry: Entry) -> None:
    figures = (
        (sheets.HISTORY_CODE, entry.code),
        (sheets.HISTORY_NAME, entry.name or None),
        (sheets.HISTORY_UNIT, entry.unit or None),
        (sheets.HISTORY_PERIOD, entry.period.code),
        (sheets.HISTORY_IN_PERIOD, entry.in_period),
        (sheets.HISTORY_CUMULATIVE, entry.cumulative),
        (sheets.HISTORY_NOTE, entry.note or None),
    )
    for col, value in figures:
        plain = None if isinstance(value, ExcelError) or is_blank(value) else value
        book.set(sheets.LICH_SU, f"{sheets.COLUMN_LETTERS[col - 1]}{row}", plain, overwrite=True)


def refresh_keys(book: Workbook) -> None:
    """Brings the hidden keys up to the rows: of rows that end in the same month the last one that is written counts."""
    present = rows(book)
    wanted: dict[str, int] = {}
    for place, cells in enumerate(present):
        entry = entry_of(cells)
        if entry is not None and not is_blank(entry.cumulative) and not (entry.is_carried and entry.key in wanted):
            wanted[entry.key] = place
    keys: Mapping[int, str] = {place: key for key, place in wanted.items()}
    letter = sheets.COLUMN_LETTERS[sheets.HISTORY_KEY - 1]
    for place, cells in enumerate(present):
        if cells[sheets.HISTORY_KEY - 1] != keys.get(place):
            book.set(sheets.LICH_SU, f"{letter}{sheets.HISTORY_FIRST_ROW + place}", keys.get(place), overwrite=True)
