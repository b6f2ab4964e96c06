"""Excel's functions of depreciation: SLN, SYD, DB, DDB, VDB and the French AMORLINC and AMORDEGRC."""

from __future__ import annotations

import datetime as dt
import math

from xlcore.dates import days_in_month, is_leap, to_date
from xlcore.functions.daycount import ACTUAL, ACTUAL_360, ACTUAL_365, days_between, year_length
from xlcore.functions.gather import finite
from xlcore.functions.rounding import half_up
from xlcore.functions.toolpak import MOST_PERIODS, Number, power, toolpak
from xlcore.registry import CallContext, Library, declare
from xlcore.values import DIV0, NUM, ExcelError

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)


@excel("SLN", "n n n")
def sln(cost: float, salvage: float, life: float) -> Number:
    """The depreciation of each period when all are equal."""
    return finite((cost - salvage) / life) if life else DIV0


@excel("SYD", "n n n n")
def syd(cost: float, salvage: float, life: float, period: float) -> Number:
    """The depreciation of a period by the sum of the years' digits."""
    if salvage < 0.0 or not 0.0 < period <= life:
        return NUM
    return finite((cost - salvage) * (life - period + 1.0) * 2.0 / (life * (life + 1.0)))


@excel("DB", "n n n n n?")
def db(cost: float, salvage: float, life: float, period: float, months: float = 12.0) -> Number:
    """The depreciation of a period at a fixed rate of the declining balance (the rate has three decimals).

    The first year has ``months`` months; what they lack is made up for in a year after the last.
    """
    first, year = math.floor(months), math.floor(period)
    if cost < 0.0 or salvage < 0.0 or life <= 0.0 or year < 1 or not 1 <= first <= 12:
        return NUM
    if period > life + (first < 12) or year > MOST_PERIODS:
        return NUM
    if cost == 0.0:
        return 0.0
    if not math.isfinite(salvage / cost):
        return NUM
    rate = math.floor((1.0 - power(salvage / cost, 1.0 / life)) * 1000.0 + 0.5) / 1000.0
    depreciation = cost * rate * first / 12.0
    written_off = 0.0
    for _ in range(year - 1):
        written_off += depreciation
        depreciation = (cost - written_off) * rate
    return finite(depreciation * (12.0 - first) / 12.0 if year > life and year > 1 else depreciation)


class _Declining:
    """The declining balance of an asset; ``switch`` goes over to equal parts where these are larger."""

    def __init__(self, cost: float, salvage: float, life: float, factor: float, switch: bool) -> None:
        self.cost, self.salvage, self.life, self.switch = cost, salvage, life, switch
        self.rate = factor / life

    def _step(self, written_off: float, time: float, length: float) -> float:
        """The depreciation of a ``length`` of one period from ``time`` on when so much is written off before."""
        left = self.cost - self.salvage - written_off
        step = min((self.cost - written_off) * self.rate, left)
        if self.switch and time < self.life:
            step = max(step, left / (self.life - time))
        return max(min(step * length, left), 0.0)

    def between(self, start: float, end: float) -> float:
        """The depreciation between two times in periods. Whole periods are counted back and forth from ``start``, so
        that the first and the last may be parts of one; within a period it grows evenly."""
        written_off = before = time = 0.0
        length = start - math.floor(start) or 1.0
        while time < end:
            if time == start:
                before = written_off
            length = min(length, end - time)
            step = self._step(written_off, time, length)
            if step == 0.0 and time > start:
                break
            written_off += step
            time, length = time + length, 1.0
        return written_off - before if end > start else 0.0


@excel("DDB", "n n n n n?")
def ddb(cost: float, salvage: float, life: float, period: float, factor: float = 2.0) -> Number:
    """The depreciation of a period at a multiple of the straight rate; the period may be fractional."""
    if cost < 0.0 or salvage < 0.0 or factor <= 0.0 or not 0.0 < period <= life:
        return NUM
    rate = min(factor / life, 1.0)
    before = cost * power(1.0 - rate, max(period - 1.0, 0.0))
    return finite(max(min(before * rate, before - salvage), 0.0))


@excel("VDB", "n n n n n n? b?")
def vdb(
    cost: float, salvage: float, life: float, start: float, end: float, factor: float = 2.0, stay: bool = False
) -> Number:
    """The depreciation between two times; it goes over to equal parts where they are larger, unless it is to stay."""
    if cost < 0.0 or salvage < 0.0 or life <= 0.0 or factor <= 0.0 or not 0.0 <= start <= end <= life:
        return NUM
    if end > MOST_PERIODS:
        return NUM
    balance = _Declining(cost, salvage, life, factor, switch=not stay)
    return finite(balance.between(start, end))


# The French system ----------------------------------------------------------------------------------------------------


def _french(
    context: CallContext,
    cost: float,
    purchased: float,
    first: float,
    salvage: float,
    period: float,
    rate: float,
    basis: float,
) -> tuple[dt.date, dt.date, int] | ExcelError:
    """The dates and the basis of AMORLINC and AMORDEGRC after all checks."""
    bought, ends = to_date(purchased, context.date1904), to_date(first, context.date1904)
    if isinstance(bought, ExcelError) or isinstance(ends, ExcelError):
        return NUM
    if int(basis) not in (0, 1, 3, 4) or bought > ends:
        return NUM
    if cost < 0.0 or not 0.0 <= salvage <= cost or period < 0.0 or rate <= 0.0:
        return NUM
    return bought, ends, int(basis)


def _first_period(bought: dt.date, ends: dt.date, basis: int) -> float:
    """The first, shorter period as a part of a year."""
    if basis == ACTUAL:
        year = 366.0 if is_leap(bought.year) else 365.0
    else:
        year = year_length(bought, bought, basis)
    return days_between(_no_leap_day(bought, basis), _no_leap_day(ends, basis), basis) / year


def _no_leap_day(date: dt.date, basis: int) -> dt.date:
    """``date``, but 28 February for the leap day in the actual bases."""
    leap_day = date.month == 2 and date.day == days_in_month(date.year, 2) == 29
    return date.replace(day=28) if leap_day and basis in (ACTUAL, ACTUAL_360, ACTUAL_365) else date


@excel("AMORLINC", "e e e e e e e?", context=True)
@toolpak
def amorlinc(
    context: CallContext,
    cost: float,
    purchased: float,
    first: float,
    salvage: float,
    period: float,
    rate: float,
    basis: float = 0.0,
) -> Number:
    """The linear depreciation of a period in the French system; the first period counts by its days."""
    checked = _french(context, cost, purchased, first, salvage, period, rate, basis)
    if isinstance(checked, ExcelError):
        return checked
    begun = _first_period(*checked) * rate * cost or cost * rate
    depreciable = cost - salvage
    if period < 1.0:
        return finite(min(begun, depreciable))
    before = begun + rate * cost * (math.floor(period) - 1.0)
    return finite(max(min(rate * cost, depreciable - before), 0.0))


@excel("AMORDEGRC", "e e e e e e e?", context=True)
@toolpak
def amordegrc(
    context: CallContext,
    cost: float,
    purchased: float,
    first: float,
    salvage: float,
    period: float,
    rate: float,
    basis: float = 0.0,
) -> Number:
    """The degressive depreciation of a period in the French system, rounded to whole units of money.

    The rate is multiplied by 1.5, 2 or 2.5 as the life is 3-4, 5-6 or more years (other lives are ``#NUM!``). The last
    period but one takes half of what is left, the last one all.
    """
    checked = _french(context, cost, purchased, first, salvage, period, rate, basis)
    if isinstance(checked, ExcelError):
        return checked
    life = 1.0 / rate
    if life < 3.0 or 4.0 < life < 5.0 or period > MOST_PERIODS:
        return NUM
    years = math.ceil(life - 1e-9)
    if cost == salvage or period > years:
        return 0.0
    degressive = rate * (1.5 if years <= 4 else 2.0 if years <= 6 else 2.5)
    begun = _first_period(*checked) * degressive * cost
    if begun:
        years += 1
    depreciation = min(begun or cost * degressive, cost - salvage)
    left = cost - half_up(depreciation)
    for number in range(2, math.floor(period) + 2):
        if years - number == 2:
            depreciation, degressive = left * 0.5, 1.0
        else:
            depreciation = left * degressive
        if left < salvage:
            depreciation = 0.0
        left -= depreciation
    return finite(half_up(depreciation))
