"""Excel's functions of securities whose first or last period is odd: ODDFPRICE, ODDFYIELD, ODDLPRICE, ODDLYIELD."""

from __future__ import annotations

import datetime as dt

from xlcore.functions.daycount import (
    ACTUAL,
    ACTUAL_360,
    ACTUAL_365,
    AMERICAN,
    FREQUENCIES,
    add_months,
    american_days,
    coupons,
    days_between,
    is_month_end,
    ymd,
)
from xlcore.functions.financial_bonds import read_basis, read_dates, yield_of
from xlcore.functions.gather import finite, total
from xlcore.functions.toolpak import Number, power, toolpak
from xlcore.records import Record
from xlcore.registry import CallContext, Library, declare
from xlcore.values import NUM, ExcelError

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)


def _days(first: dt.date, last: dt.date, basis: int) -> float:
    """Days of a period, none when it ends before it begins."""
    return max(days_between(first, last, basis), 0.0)


class _OddFirst(Record):
    """What the price of a security with an odd first period is made of, in coupon periods.

    ``first`` is what the first coupon pays, ``accrued`` what of it had accrued at the settlement, ``until`` how far
    off it is, ``later`` how many coupons follow it.
    """

    __slots__ = ("first", "accrued", "until", "later", "frequency")

    def __init__(self, first: float, accrued: float, until: float, later: int, frequency: int) -> None:
        self.first = first
        self.accrued = accrued
        self.until = until
        self.later = later
        self.frequency = frequency

    def price(self, rate: float, per_year: float, redemption: float) -> float:
        coupon, growth = 100.0 * rate / self.frequency, 1.0 + per_year / self.frequency
        paid = total(coupon * power(growth, -k - self.until) for k in range(1, self.later + 1))
        last = redemption * power(growth, -self.later - self.until)
        return last + coupon * self.first * power(growth, -self.until) + paid - coupon * self.accrued


def _odd_first(
    settlement: dt.date, maturity: dt.date, issue: dt.date, first: dt.date, frequency: int, basis: int
) -> _OddFirst:
    period = coupons(settlement, first, frequency, basis)
    length = period.days
    if _days(issue, first, basis) < length:
        later = coupons(settlement, maturity, frequency, basis).count - 1
        paid, accrued = _days(issue, first, basis) / length, _days(issue, settlement, basis) / length
        return _OddFirst(paid, accrued, _days(settlement, first, basis) / length, later, frequency)
    paid, accrued = _long_first(settlement, issue, first, frequency, basis, length)
    if basis in (ACTUAL_360, ACTUAL_365):
        share = _days(settlement, period.next, basis) / length
    else:
        share = (length - period.days_before) / length
    whole = _whole_periods(settlement, first, 12 // frequency)
    later = coupons(first, maturity, frequency, basis).count
    return _OddFirst(paid, accrued, share + whole, later, frequency)


def _long_first(
    settlement: dt.date, issue: dt.date, first: dt.date, frequency: int, basis: int, length: float
) -> tuple[float, float]:
    """What a long first period pays and what has accrued, in coupon periods, summed over its quasi-coupon periods."""
    paid = accrued = 0.0
    late = first
    for number in range(coupons(issue, first, frequency, basis).count, 0, -1):
        early = add_months(late, -12 // frequency)
        size = _days(early, late, basis) if basis == ACTUAL else length
        paid += (size if number > 1 else _days(issue, late, basis)) / size
        accrued += _days(max(issue, early), min(settlement, late), basis) / size
        late = early
    return paid, accrued


def _whole_periods(settlement: dt.date, first: dt.date, step: int) -> int:
    """How many whole coupon periods lie between the settlement and the first coupon."""
    at_end = is_month_end(*ymd(first))
    if not at_end and first.month != 2 and first.day > 28:
        at_end = is_month_end(*ymd(settlement))
    date = add_months(settlement, 0, at_end)
    count = int(settlement < date)
    date = add_months(date, step, at_end)
    while date < first:
        date = add_months(date, step, at_end)
        count += 1
    return count


def _checked_first(
    context: CallContext, dates: tuple[float, float, float, float], frequency: float, basis: float
) -> _OddFirst | ExcelError:
    """Settlement, maturity, issue and first coupon must be in the order issue, settlement, first coupon, maturity."""
    found, day_count = read_dates(context, *dates), read_basis(basis)
    if isinstance(found, ExcelError) or isinstance(day_count, ExcelError) or int(frequency) not in FREQUENCIES:
        return NUM
    settlement, maturity, issue, first = found
    if not issue < settlement < first < maturity:
        return NUM
    return _odd_first(settlement, maturity, issue, first, int(frequency), day_count)


def _on_schedule(context: CallContext, maturity: float, first: float, frequency: float) -> bool:
    """Whether the first coupon is one of the dates counted back from the maturity (Excel asks for it in ODDFPRICE)."""
    found = read_dates(context, maturity, first)
    return not isinstance(found, ExcelError) and coupons(found[1], found[0], int(frequency), 0).previous == found[1]


@excel("ODDFPRICE", "e e e e e e e e e?", context=True)
@toolpak
def oddfprice(
    context: CallContext,
    settlement: float,
    maturity: float,
    issue: float,
    first: float,
    rate: float,
    per_year: float,
    redemption: float,
    frequency: float,
    basis: float = 0.0,
) -> Number:
    """The price per 100 of face value of a security with an odd first period."""
    odd = _checked_first(context, (settlement, maturity, issue, first), frequency, basis)
    if isinstance(odd, ExcelError) or rate < 0.0 or per_year < 0.0 or redemption <= 0.0:
        return NUM
    return finite(odd.price(rate, per_year, redemption)) if _on_schedule(context, maturity, first, frequency) else NUM


@excel("ODDFYIELD", "e e e e e e e e e?", context=True)
@toolpak
def oddfyield(
    context: CallContext,
    settlement: float,
    maturity: float,
    issue: float,
    first: float,
    rate: float,
    wanted: float,
    redemption: float,
    frequency: float,
    basis: float = 0.0,
) -> Number:
    """The yield of a security with an odd first period that costs ``wanted``."""
    odd = _checked_first(context, (settlement, maturity, issue, first), frequency, basis)
    if isinstance(odd, ExcelError) or rate < 0.0 or wanted <= 0.0 or redemption <= 0.0:
        return NUM
    return yield_of(lambda per_year: odd.price(rate, per_year, redemption), wanted, 0.05, float(odd.frequency))


# The last period ------------------------------------------------------------------------------------------------------


class _OddLast(Record):
    """An odd last period in coupon periods: all of it, what had accrued at the settlement, what was left."""

    __slots__ = ("whole", "accrued", "left", "frequency")

    def __init__(self, whole: float, accrued: float, left: float, frequency: int) -> None:
        self.whole = whole
        self.accrued = accrued
        self.left = left
        self.frequency = frequency


def _odd_last(settlement: dt.date, maturity: dt.date, last: dt.date, frequency: int, basis: int) -> _OddLast:
    whole = accrued = left = 0.0
    early, count = last, coupons(last, maturity, frequency, basis).count
    for number in range(1, count + 1):
        late = add_months(early, 12 // frequency)
        size = _quasi_days(early, late, basis)
        part = size if number < count else _quasi_days(early, maturity, basis)
        whole += part / size
        if late < settlement:
            accrued += part / size
        elif early < settlement:
            accrued += _days(early, settlement, basis) / size
        left += _days(max(settlement, early), min(maturity, late), basis) / size
        early = late
    return _OddLast(whole, accrued, left, frequency)


def _quasi_days(first: dt.date, last: dt.date, basis: int) -> float:
    if basis == AMERICAN:
        return max(float(american_days(ymd(first), ymd(last), both=True)), 0.0)
    return _days(first, last, basis)


def _checked_last(
    context: CallContext, dates: tuple[float, float, float], frequency: float, basis: float
) -> _OddLast | ExcelError:
    """Settlement, maturity and last interest must be in the order last interest, settlement, maturity."""
    found, day_count = read_dates(context, *dates), read_basis(basis)
    if isinstance(found, ExcelError) or isinstance(day_count, ExcelError) or int(frequency) not in FREQUENCIES:
        return NUM
    settlement, maturity, last = found
    if not last < settlement < maturity:
        return NUM
    return _odd_last(settlement, maturity, last, int(frequency), day_count)


@excel("ODDLPRICE", "e e e e e e e e?", context=True)
@toolpak
def oddlprice(
    context: CallContext,
    settlement: float,
    maturity: float,
    last: float,
    rate: float,
    per_year: float,
    redemption: float,
    frequency: float,
    basis: float = 0.0,
) -> Number:
    """The price per 100 of face value of a security with an odd last period."""
    odd = _checked_last(context, (settlement, maturity, last), frequency, basis)
    if isinstance(odd, ExcelError) or rate < 0.0 or per_year < 0.0 or redemption <= 0.0:
        return NUM
    coupon = 100.0 * rate / odd.frequency
    worth = (odd.whole * coupon + redemption) / (1.0 + odd.left * per_year / odd.frequency)
    return finite(worth - odd.accrued * coupon)


@excel("ODDLYIELD", "e e e e e e e e?", context=True)
@toolpak
def oddlyield(
    context: CallContext,
    settlement: float,
    maturity: float,
    last: float,
    rate: float,
    wanted: float,
    redemption: float,
    frequency: float,
    basis: float = 0.0,
) -> Number:
    """The yield of a security with an odd last period that costs ``wanted``."""
    odd = _checked_last(context, (settlement, maturity, last), frequency, basis)
    if isinstance(odd, ExcelError) or rate < 0.0 or wanted <= 0.0 or redemption <= 0.0:
        return NUM
    coupon = 100.0 * rate / odd.frequency
    paid = odd.accrued * coupon + wanted
    return finite((odd.whole * coupon + redemption - paid) / paid * odd.frequency / odd.left)
