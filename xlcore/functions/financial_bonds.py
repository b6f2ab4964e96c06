"""Excel's functions of securities with regular coupons: the COUP functions, PRICE, YIELD, DURATION, MDURATION."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from typing import Final

from xlcore.dates import from_date, to_date
from xlcore.functions.daycount import FREQUENCIES, Coupons, coupons
from xlcore.functions.gather import finite, total
from xlcore.functions.toolpak import Number, power, toolpak
from xlcore.registry import CallContext, Library, declare
from xlcore.values import NUM, ExcelError

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)

_STEPS: Final = 100
_CLOSE: Final = 1e-14


def read_dates(context: CallContext, *serials: float) -> list[dt.date] | ExcelError:
    """The dates of serials (their times dropped); ``#NUM!`` when one is no date."""
    dates = [to_date(serial, context.date1904) for serial in serials]
    found = [date for date in dates if not isinstance(date, ExcelError)]
    return found if len(found) == len(dates) else NUM


def read_basis(basis: float) -> int | ExcelError:
    """The day-count basis, truncated; ``#NUM!`` unless it is 0 to 4."""
    return int(basis) if -1.0 < basis < 5.0 else NUM


def read_coupons(
    context: CallContext, settlement: float, maturity: float, frequency: float, basis: float
) -> Coupons | ExcelError:
    """The coupon period around the settlement; ``#NUM!`` unless all four arguments make sense."""
    dates, day_count = read_dates(context, settlement, maturity), read_basis(basis)
    if isinstance(dates, ExcelError) or isinstance(day_count, ExcelError):
        return NUM
    if int(frequency) not in FREQUENCIES or dates[0] >= dates[1]:
        return NUM
    return coupons(dates[0], dates[1], int(frequency), day_count)


def _coupon_function(name: str, doc: str, result: Callable[[CallContext, Coupons], Number]) -> None:
    """Files a COUP function: what ``result`` says of the coupon period."""

    def call(context: CallContext, settlement: float, maturity: float, frequency: float, basis: float = 0.0) -> Number:
        period = read_coupons(context, settlement, maturity, frequency, basis)
        return period if isinstance(period, ExcelError) else result(context, period)

    call.__doc__ = doc
    excel(name, "e e e e?", context=True)(toolpak(call))


_coupon_function("COUPNUM", "How many coupons are paid between settlement and maturity.", lambda _, p: float(p.count))
_coupon_function(
    "COUPPCD", "The coupon date at or before the settlement.", lambda c, p: from_date(p.previous, c.date1904)
)
_coupon_function("COUPNCD", "The first coupon date after the settlement.", lambda c, p: from_date(p.next, c.date1904))
_coupon_function("COUPDAYBS", "Days from the previous coupon date to the settlement.", lambda _, p: p.days_before)
_coupon_function("COUPDAYS", "Days of the coupon period that holds the settlement.", lambda _, p: p.days)
_coupon_function("COUPDAYSNC", "Days from the settlement to the next coupon date.", lambda _, p: p.days_after)


def _price(period: Coupons, rate: float, per_year: float, redemption: float) -> float:
    """The clean price per 100 of face value at the annual yield ``per_year``."""
    coupon = 100.0 * rate / period.frequency
    accrued = coupon * period.days_before / period.days
    left = period.share_left
    if period.count == 1:  # Excel discounts a single coupon by simple interest
        return (redemption + coupon) / (1.0 + left * per_year / period.frequency) - accrued
    growth = 1.0 + per_year / period.frequency
    paid = total(coupon * power(growth, -k - left) for k in range(period.count))
    return redemption * power(growth, 1.0 - period.count - left) + paid - accrued


@excel("PRICE", "e e e e e e e?", context=True)
@toolpak
def price(
    context: CallContext,
    settlement: float,
    maturity: float,
    rate: float,
    per_year: float,
    redemption: float,
    frequency: float,
    basis: float = 0.0,
) -> Number:
    """The price per 100 of face value of a security that pays periodic interest."""
    period = read_coupons(context, settlement, maturity, frequency, basis)
    if isinstance(period, ExcelError) or rate < 0.0 or per_year < 0.0 or redemption <= 0.0:
        return NUM
    return finite(_price(period, rate, per_year, redemption))


@excel("YIELD", "e e e e e e e?", context=True)
@toolpak
def yield_(
    context: CallContext,
    settlement: float,
    maturity: float,
    rate: float,
    wanted: float,
    redemption: float,
    frequency: float,
    basis: float = 0.0,
) -> Number:
    """The yield of a security that pays periodic interest and costs ``wanted``."""
    period = read_coupons(context, settlement, maturity, frequency, basis)
    if isinstance(period, ExcelError) or rate < 0.0 or wanted <= 0.0 or redemption <= 0.0:
        return NUM
    if period.count == 1:
        coupon = rate / period.frequency
        paid = wanted / 100.0 + coupon * period.days_before / period.days
        left = period.share_left
        return finite((redemption / 100.0 + coupon - paid) / paid * period.frequency / left) if left else NUM
    return yield_of(lambda per_year: _price(period, rate, per_year, redemption), wanted, 0.05, float(period.frequency))


def yield_of(price_at: Callable[[float], float], wanted: float, guess: float, frequency: float) -> Number:
    """The yield at which ``price_at`` gives ``wanted``, by secants kept inside a bracket; ``#NUM!`` without one.

    Prices fall as yields rise; a yield is above minus the frequency, where the price has no bound.
    """
    low, high = -frequency, max(guess, 0.01)
    while price_at(high) > wanted:
        low, high = high, high * 2.0 + 1.0
        if high > 1e9:
            return NUM
    at, before = guess, guess + 0.001
    value, value_before = price_at(at) - wanted, price_at(before) - wanted
    for _ in range(_STEPS):
        low, high = (at, high) if value > 0.0 else (low, at)
        slope = (value - value_before) / (at - before) if at != before else 0.0
        after = at - value / slope if slope and math.isfinite(slope) else math.nan
        if not low < after < high:
            after = (low + high) / 2.0
        before, value_before, at = at, value, after
        value = price_at(at) - wanted
        if value == 0.0 or abs(at - before) <= _CLOSE * max(1.0, abs(at)):
            return finite(at)
    return finite(at)


def _duration(
    context: CallContext,
    settlement: float,
    maturity: float,
    rate: float,
    per_year: float,
    frequency: float,
    basis: float,
) -> Number:
    period = read_coupons(context, settlement, maturity, frequency, basis)
    if isinstance(period, ExcelError) or rate < 0.0 or per_year < 0.0:
        return NUM
    growth, left = 1.0 + per_year / period.frequency, period.share_left
    weight = worth = 0.0
    for k in range(period.count):
        payment = 100.0 * rate / period.frequency + (100.0 if k == period.count - 1 else 0.0)
        present = payment * power(growth, -k - left)
        weight += present * (k + left)
        worth += present
    return finite(weight / worth / period.frequency) if worth else NUM


@excel("DURATION", "e e e e e e?", context=True)
@toolpak
def duration(
    context: CallContext,
    settlement: float,
    maturity: float,
    rate: float,
    per_year: float,
    frequency: float,
    basis: float = 0.0,
) -> Number:
    """The Macaulay duration in years of a security of face value 100."""
    return _duration(context, settlement, maturity, rate, per_year, frequency, basis)


@excel("MDURATION", "e e e e e e?", context=True)
@toolpak
def mduration(
    context: CallContext,
    settlement: float,
    maturity: float,
    rate: float,
    per_year: float,
    frequency: float,
    basis: float = 0.0,
) -> Number:
    """The modified duration: the Macaulay duration over one period's growth."""
    years = _duration(context, settlement, maturity, rate, per_year, frequency, basis)
    return years if isinstance(years, ExcelError) else finite(years / (1.0 + per_year / int(frequency)))
