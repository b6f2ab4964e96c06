"""Findings beside the figures of earlier periods (sheet LichSu).

A sum since January that fell, a figure ten, a hundred or a thousand times off, a figure of the period before that was
left in its cell, a same period that was typed otherwise, a sum since January that lacks months.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from udfs.facts import Facts
from udfs.finding import DISAGREES, FACTS_SHEET, MISSING, UNUSABLE, Finding, at
from udfs.magnitude import suspicion
from udfs.numbers import number_in, write_number, write_visible
from udfs.once import Rows, once, typed
from udfs.periods import Period, parse_period
from udfs.table import ACTUAL, AGG, IN_PERIOD, IN_PERIOD_USED, SAME, Info, Record, Table
from udfs.text import is_blank, key
from xlcore.values import Value

# Columns of LichSu, 0-based.
CODE, NAME, UNIT, PERIOD, ALONE, REACHED, NOTE = range(7)
CARRIED: Final = "Mang lũy kế sang"  # how the note of a figure begins that stands in for months nobody told of

SUMMED: Final = "tổng"
LAST: Final = "cuối"
_POWERS: Final = (1, 2, 3)
_MANY: Final = 4


class Kept(NamedTuple):
    """What LichSu keeps of a code in a period."""

    period: Period
    alone: Decimal | None
    reached: Decimal | None


class History:
    """The kept figures by code, in the order of their periods; equal only to itself, so that caches may key on it."""

    def __init__(self, by_code: dict[str, list[Kept]], carried: dict[tuple[str, int, int], str]) -> None:
        self._by_code = by_code
        self._carried = carried

    def lacking(self, code: str, period: Period) -> str:
        """What LichSu says of months that are missing in the year's sum before ``period``; "" where none is."""
        started = period.last_month - {"month": 1, "quarter": 3}.get(period.kind, period.last_month)
        said = (self._carried.get((code, period.year, month), "") for month in range(started, 0, -1))
        return next(filter(None, said), "")

    def before(self, code: str, period: Period) -> Kept | None:
        """The last figure since January of this year that was kept before ``period``, of an earlier month."""
        found = None
        for kept in self._by_code.get(code, ()):
            earlier = kept.period.year == period.year and kept.period.last_month < period.last_month
            if earlier and kept.reached is not None:
                found = kept
        return found

    def same(self, code: str, period: Period) -> Decimal | None:
        """What was reached by the end of the same period of the year before."""
        past = period.previous_year
        ending = [
            kept
            for kept in self._by_code.get(code, ())
            if (kept.period.year, kept.period.last_month) == (past.year, past.last_month) and kept.reached is not None
        ]
        exact = [kept for kept in ending if kept.period == past]
        return (exact or ending)[-1].reached if ending else None


NO_HISTORY: Final = History({}, {})


@once
def history_of(rows: Rows) -> History:
    """The history of the rows of LichSu, A to G; the same content is read once."""
    cells = tuple(tuple(row[: NOTE + 1]) for row in rows if len(row) > REACHED and isinstance(row[CODE], str))
    if not cells:
        return NO_HISTORY
    return _read(*typed(cells))


@lru_cache(maxsize=8)
def _read(rows: tuple[tuple[Value, ...], ...], _types: tuple[type, ...]) -> History:
    found: dict[str, list[Kept]] = {}
    carried: dict[tuple[str, int, int], str] = {}
    for row in rows:
        period, code = parse_period(row[PERIOD]), row[CODE]
        if period is None or not isinstance(code, str):
            continue
        note = row[NOTE] if len(row) > NOTE else None
        if isinstance(note, str) and note.startswith(CARRIED) and is_blank(row[ALONE]):
            carried[key(code), period.year, period.last_month] = note.partition(":")[0]
        else:
            found.setdefault(key(code), []).append(Kept(period, number_in(row[ALONE]), number_in(row[REACHED])))
    for name, kept in found.items():
        kept.sort(key=lambda one: (one.period.year, one.period.last_month))
        for one in kept:  # what has been told since needs nothing to stand in for it
            carried.pop((name, one.period.year, one.period.last_month), None)
    return History(found, carried)


def history_findings(table: Table, facts: Facts, info: Info, history: History) -> Iterator[Finding]:
    """Findings of every indicator, sub-row and fact that LichSu knows."""
    if info.period is None or history is NO_HISTORY:
        return
    copies = {copy.position for copy, _ in table.copies}
    rows = [record for record in table.records if record.code and record.position not in copies]
    entered = [fact for fact in facts.records if fact.code and not fact.is_computed and not fact.is_date]
    yield from _lacking(rows, info.period, history)
    yield from _of_sheet(rows, info.period, history)
    for finding in _of_sheet(entered, info.period, history):
        yield finding._replace(sheet=FACTS_SHEET)


def _lacking(records: Iterable[Record], period: Period, history: History) -> Iterator[Finding]:
    """Sums since January in which months are missing, all in one finding."""
    short = [(record, said) for record in records if (said := history.lacking(record.code, period))]
    if not short:
        return
    record, said = short[0]
    words = f"{said[0].lower()}{said[1:]}; có số thì sửa các dòng đó ở trang LichSu"
    finding = at(record, _entered(record), MISSING, f"lũy kế chưa đủ: {words}")
    if len(short) > 1:
        listed = _listed([record for record, _ in short])
        finding = finding._replace(text=f"Lũy kế của {len(short)} dòng (TT {listed}) chưa đủ: {words}.")
    yield finding


def _of_sheet(records: Iterable[Record], period: Period, history: History) -> Iterator[Finding]:
    unchanged: list[tuple[Record, Finding]] = []
    for record in records:
        yield from _same_period(record, period, history)
        kept = history.before(record.code, period)
        now = number_in(record.actual)
        if kept is None or kept.reached is None or now is None:
            continue
        off = _off_by_powers(record, now, kept, period)
        if off is not None:
            yield off
        elif is_summed(record) and now < kept.reached:
            words = f"lũy kế {write_visible(now)} nhỏ hơn số đến hết {kept.period.name} ({write_visible(kept.reached)})"
            yield at(record, _entered(record), DISAGREES, words)
        elif _is_left(record, now, kept):
            unchanged.append((record, _left(record, kept)))
    yield from _together(unchanged)


def is_summed(record: Record) -> bool:
    """Whether the figure since January is the sum of the months, so that it cannot fall."""
    word = key(str(record.cells[AGG] or ""))
    return word == SUMMED or (word == "" and not record.is_rate)


def _entered(record: Record) -> int:
    """The column in which an officer sets right what is wrong: that of the period where the sum is a formula."""
    return IN_PERIOD if number_in(record.cells[IN_PERIOD]) is not None else ACTUAL


def _same_period(record: Record, period: Period, history: History) -> Iterator[Finding]:
    typed, kept = number_in(record.same_period), history.same(record.code, period)
    if typed is None or kept is None or abs(typed - kept) <= max(Decimal("0.0051"), abs(kept) * Decimal("1e-6")):
        return
    past = period.previous_year.name
    words = f"số cùng kỳ {write_visible(typed)} khác số của {past} ở trang LichSu ({write_visible(kept)})"
    yield at(record, SAME, DISAGREES, words)


# ---------------------------------------------------------------- powers of ten


def _off_by_powers(record: Record, now: Decimal, kept: Kept, period: Period) -> Finding | None:
    """A figure that fits the one before only when divided or multiplied by 10, 100, 1000."""
    reached = kept.reached
    if reached is None or reached <= 0 or now <= 0 or _told_already(record):
        return None
    most = Decimal("1.4")
    if is_summed(record):  # it grows with the months, and may do so twice as fast
        most = Decimal(2) * period.last_month / kept.period.last_month
    least = Decimal("0.95") if is_summed(record) else Decimal("0.7")
    small_count = min(now, reached) < 10 and now == now.to_integral_value() and reached == reached.to_integral_value()
    if least <= now / reached <= 4 * most or small_count:
        return None
    for power in _POWERS:
        for sign in (power, -power):
            right = now.scaleb(-sign)
            if least <= right / reached <= most:
                size, times = "lớn" if sign > 0 else "nhỏ", write_number(10**power)
                beside = f"số đến hết {kept.period.name} ({write_number(reached, 6)})"
                words = (
                    f"số đã thực hiện {write_number(now, 6)} có vẻ {size} hơn khoảng {times} lần so với {beside}; "
                    f"có phải là {write_number(right, 6)} không"
                )
                return at(record, _entered(record), UNUSABLE if power > 1 else DISAGREES, words)
    return None


def _told_already(record: Record) -> bool:
    """Whether the figures of the row itself show it: then it is said once."""
    plan, same, actual = (number_in(value) for value in (record.plan, record.same_period, record.actual))
    return suspicion(plan, same, actual, record.unit == "%") is not None


# ---------------------------------------------------------------- left unchanged


def _is_left(record: Record, now: Decimal, kept: Kept) -> bool:
    """Whether the figure is that of the period before, of so many digits that it is hardly chance."""
    typed = number_in(record.cells[IN_PERIOD])
    if typed is not None:
        return typed == kept.alone and _has_many_digits(typed)
    if not is_blank(record.cells[IN_PERIOD_USED]):
        return False  # it follows from LichSu: nobody typed it
    return is_summed(record) and now == kept.reached and _has_many_digits(now)


def _has_many_digits(number: Decimal) -> bool:
    return len(number.normalize().as_tuple().digits) >= 3


def _left(record: Record, kept: Kept) -> Finding:
    column = _entered(record)
    number = number_in(record.cells[column])
    of = f"của {kept.period.name}" if column == IN_PERIOD else f"đến hết {kept.period.name}"
    words = f"số {write_visible(number or 0)} giống hệt số {of}, có thể là số kỳ trước chưa sửa"
    return at(record, column, DISAGREES, words)


def _together(unchanged: list[tuple[Record, Finding]]) -> Iterator[Finding]:
    """In many rows at once it is one mishap, and said once."""
    if len(unchanged) < _MANY:
        yield from (finding for _, finding in unchanged)
        return
    listed = _listed([record for record, _ in unchanged])
    first = unchanged[0][1]
    words = f"{len(unchanged)} dòng có số giống hệt kỳ trước (TT {listed}), có thể là số kỳ trước chưa sửa."
    yield first._replace(text=words)


def _listed(records: list[Record]) -> str:
    """The rows by number or name, the first eight of them."""
    names = [record.tt if record.kind == "indicator" else f"«{record.name}»" for record in records]
    return ", ".join(names[:8]) + (", …" if len(names) > 8 else "")
