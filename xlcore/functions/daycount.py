"""Day-count bases and the coupon dates of bonds, as Excel's functions of securities use them.

Basis 0 is 30/360 American (NASD), 1 actual/actual, 2 actual/360, 3 actual/365, 4 30/360 European. Coupon dates are
counted back from the maturity; when it is the last day of its month, every coupon date is (Excel's page of COUPPCD).
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from xlcore.dates import days_in_month, is_leap
from xlcore.records import Record

Ymd = tuple[int, int, int]
AMERICAN, ACTUAL, ACTUAL_360, ACTUAL_365, EUROPEAN = range(5)
FREQUENCIES: Final = (1, 2, 4)


def ymd(date: dt.date) -> Ymd:
    return date.year, date.month, date.day


def is_month_end(year: int, month: int, day: int) -> bool:
    """Whether it is the last day of its month."""
    return day == days_in_month(year, month)


def american_days(first: Ymd, last: Ymd, both: bool = False) -> int:
    """Days of a 30/360 year in the American manner: the last of February counts as the 30th.

    The end of the period is so moved only when its start is at a month's end too, or when ``both`` are to be.
    """
    (y1, m1, d1), (y2, m2, d2) = first, last
    february1, february2 = m1 == 2 and is_month_end(*first), m2 == 2 and is_month_end(*last)
    if february2 and (february1 or both):
        d2 = 30
    if d2 == 31 and (d1 >= 30 or both):
        d2 = 30
    if d1 == 31 or february1:
        d1 = 30
    return (y2 - y1) * 360 + (m2 - m1) * 30 + d2 - d1


def european_days(first: Ymd, last: Ymd) -> int:
    """Days of a 30/360 year in the European manner: every 31st counts as the 30th."""
    (y1, m1, d1), (y2, m2, d2) = first, last
    return (y2 - y1) * 360 + (m2 - m1) * 30 + min(d2, 30) - min(d1, 30)


def average_year(first: Ymd, last: Ymd) -> float:
    """The length of a year for actual/actual: of the one year touched, or the mean of the calendar years."""
    (y1, m1, d1), (y2, m2, d2) = first, last
    if not (y1 == y2 or (y2 == y1 + 1 and (m1, d1) >= (m2, d2))):
        years = range(y1, y2 + 1)
        return sum(366 if is_leap(y) else 365 for y in years) / len(years)
    if y1 == y2:
        return 366.0 if is_leap(y1) else 365.0
    leap_day = (is_leap(y1) and (m1, d1) <= (2, 29)) or (is_leap(y2) and (m2, d2) >= (2, 29))
    return 366.0 if leap_day else 365.0


def days_between(first: dt.date, last: dt.date, basis: int) -> float:
    """Days from ``first`` to ``last`` in a basis; negative when ``last`` is earlier."""
    if basis == AMERICAN:
        return float(american_days(ymd(first), ymd(last)))
    if basis == EUROPEAN:
        return float(european_days(ymd(first), ymd(last)))
    return float((last - first).days)


def year_length(first: dt.date, last: dt.date, basis: int) -> float:
    """Days of the year that a period from ``first`` to ``last`` is measured in."""
    if basis == ACTUAL:
        return average_year(ymd(first), ymd(last))
    return 365.0 if basis == ACTUAL_365 else 360.0


def add_months(date: dt.date, months: int, at_month_end: bool = False) -> dt.date:
    """The same day ``months`` later (the last day of a shorter month), or that month's last day."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    if year > dt.MAXYEAR:
        return dt.date.max
    last = days_in_month(year, month + 1)
    return dt.date(year, month + 1, last if at_month_end else min(date.day, last))


class Coupons(Record):
    """The coupon period that holds a settlement: ``previous`` <= settlement < ``next``.

    ``count`` is how many coupons are still to be paid, the one at maturity included.
    """

    __slots__ = ("settlement", "previous", "next", "count", "frequency", "basis")

    def __init__(
        self, settlement: dt.date, previous: dt.date, next: dt.date, count: int, frequency: int, basis: int
    ) -> None:
        self.settlement = settlement
        self.previous = previous
        self.next = next
        self.count = count
        self.frequency = frequency
        self.basis = basis

    @property
    def days(self) -> float:
        """The length of the coupon period: actual days for basis 1, else a fraction of the basis's year."""
        if self.basis == ACTUAL:
            return float((self.next - self.previous).days)
        return (365.0 if self.basis == ACTUAL_365 else 360.0) / self.frequency

    @property
    def days_before(self) -> float:
        """Days from the beginning of the period to the settlement."""
        return days_between(self.previous, self.settlement, self.basis)

    @property
    def days_after(self) -> float:
        """Days from the settlement to the next coupon, as COUPDAYSNC counts them."""
        if self.basis == AMERICAN:
            return american_days(ymd(self.previous), ymd(self.next), both=True) - self.days_before
        return days_between(self.settlement, self.next, self.basis)

    @property
    def share_left(self) -> float:
        """The part of the period that lies after the settlement, as prices are discounted by."""
        return (self.days - self.days_before) / self.days


def coupons(settlement: dt.date, maturity: dt.date, frequency: int, basis: int) -> Coupons:
    """The coupon period around ``settlement`` (earlier than ``maturity``) of a bond paying 1, 2 or 4 times a year."""
    step = 12 // frequency
    at_end = is_month_end(*ymd(maturity))
    months = (maturity.year - settlement.year) * 12 + maturity.month - settlement.month
    count = max(months // step - 1, 0)
    while add_months(maturity, -count * step, at_end) > settlement:
        count += 1
    previous = add_months(maturity, -count * step, at_end)
    return Coupons(settlement, previous, add_months(maturity, (1 - count) * step, at_end), count, frequency, basis)
