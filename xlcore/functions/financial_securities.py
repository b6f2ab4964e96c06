"""Excel's functions of discounted securities, of interest at maturity, of accrued interest and of treasury bills."""

from __future__ import annotations

import datetime as dt
import math

from xlcore.functions.daycount import (
    ACTUAL_360,
    ACTUAL_365,
    AMERICAN,
    FREQUENCIES,
    add_months,
    american_days,
    coupons,
    days_between,
    is_month_end,
    year_length,
    ymd,
)
from xlcore.functions.financial_bonds import read_basis, read_dates
from xlcore.functions.gather import finite
from xlcore.functions.toolpak import Number, toolpak
from xlcore.registry import CallContext, Library, declare
from xlcore.values import NUM, ExcelError, Value

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)


def _years(context: CallContext, settlement: float, maturity: float, basis: float) -> Number:
    """The time from settlement to maturity in years of the basis; ``#NUM!`` unless it is positive."""
    dates, day_count = read_dates(context, settlement, maturity), read_basis(basis)
    if isinstance(dates, ExcelError) or isinstance(day_count, ExcelError) or dates[0] >= dates[1]:
        return NUM
    return days_between(dates[0], dates[1], day_count) / year_length(dates[0], dates[1], day_count) or NUM


@excel("DISC", "e e e e e?", context=True)
@toolpak
def disc(
    context: CallContext, settlement: float, maturity: float, price: float, redemption: float, basis: float = 0.0
) -> Number:
    """The discount rate of a security."""
    years = _years(context, settlement, maturity, basis)
    if isinstance(years, ExcelError) or price <= 0.0 or redemption <= 0.0:
        return NUM
    return finite((1.0 - price / redemption) / years)


@excel("INTRATE", "e e e e e?", context=True)
@toolpak
def intrate(
    context: CallContext, settlement: float, maturity: float, investment: float, redemption: float, basis: float = 0.0
) -> Number:
    """The interest rate of a fully invested security."""
    years = _years(context, settlement, maturity, basis)
    if isinstance(years, ExcelError) or investment <= 0.0 or redemption <= 0.0:
        return NUM
    return finite((redemption - investment) / investment / years)


@excel("YIELDDISC", "e e e e e?", context=True)
@toolpak
def yielddisc(
    context: CallContext, settlement: float, maturity: float, price: float, redemption: float, basis: float = 0.0
) -> Number:
    """The annual yield of a discounted security."""
    years = _years(context, settlement, maturity, basis)
    if isinstance(years, ExcelError) or price <= 0.0 or redemption <= 0.0:
        return NUM
    return finite((redemption - price) / price / years)


@excel("RECEIVED", "e e e e e?", context=True)
@toolpak
def received(
    context: CallContext, settlement: float, maturity: float, investment: float, discount: float, basis: float = 0.0
) -> Number:
    """What a fully invested security pays at maturity."""
    years = _years(context, settlement, maturity, basis)
    if isinstance(years, ExcelError) or investment <= 0.0 or discount <= 0.0 or discount * years >= 1.0:
        return NUM
    return finite(investment / (1.0 - discount * years))


@excel("PRICEDISC", "e e e e e?", context=True)
@toolpak
def pricedisc(
    context: CallContext, settlement: float, maturity: float, discount: float, redemption: float, basis: float = 0.0
) -> Number:
    """The price per 100 of face value of a discounted security."""
    years = _years(context, settlement, maturity, basis)
    if isinstance(years, ExcelError) or discount <= 0.0 or redemption <= 0.0:
        return NUM
    return finite(redemption - discount * redemption * years)


def _interest_times(
    context: CallContext, settlement: float, maturity: float, issue: float, basis: float
) -> tuple[float, float] | ExcelError:
    """The time from the issue to the maturity and to the settlement, in the years of the basis."""
    dates, day_count = read_dates(context, settlement, maturity, issue), read_basis(basis)
    if isinstance(dates, ExcelError) or isinstance(day_count, ExcelError) or not dates[2] <= dates[0] < dates[1]:
        return NUM
    year = year_length(dates[2], dates[0], day_count)
    return days_between(dates[2], dates[1], day_count) / year, days_between(dates[2], dates[0], day_count) / year


@excel("PRICEMAT", "e e e e e e?", context=True)
@toolpak
def pricemat(
    context: CallContext,
    settlement: float,
    maturity: float,
    issue: float,
    rate: float,
    per_year: float,
    basis: float = 0.0,
) -> Number:
    """The price per 100 of face value of a security that pays its interest at maturity."""
    times = _interest_times(context, settlement, maturity, issue, basis)
    if isinstance(times, ExcelError) or rate < 0.0 or per_year < 0.0:
        return NUM
    life, run = times
    return finite((100.0 + life * rate * 100.0) / (1.0 + (life - run) * per_year) - run * rate * 100.0)


@excel("YIELDMAT", "e e e e e e?", context=True)
@toolpak
def yieldmat(
    context: CallContext,
    settlement: float,
    maturity: float,
    issue: float,
    rate: float,
    price: float,
    basis: float = 0.0,
) -> Number:
    """The annual yield of a security that pays its interest at maturity."""
    times = _interest_times(context, settlement, maturity, issue, basis)
    if isinstance(times, ExcelError) or rate < 0.0 or price <= 0.0 or times[0] == times[1]:
        return NUM
    life, run = times
    paid = price / 100.0 + run * rate
    return finite((1.0 + life * rate - paid) / paid / (life - run))


# Accrued interest -----------------------------------------------------------------------------------------------------


@excel("ACCRINTM", "e e e e e?", context=True)
@toolpak
def accrintm(
    context: CallContext, issue: float, settlement: float, rate: float, par: float = 1000.0, basis: float = 0.0
) -> Number:
    """The interest accrued at maturity on a security that pays it then."""
    years = _years(context, issue, settlement, basis)
    if isinstance(years, ExcelError) or rate <= 0.0 or par <= 0.0:
        return NUM
    return finite(par * rate * years)


@excel("ACCRINT", "e e e e e e e? e?", context=True)
def accrint(context: CallContext, *arguments: Value) -> Number:
    """The accrued interest of a security that pays periodic interest.

    Arguments: issue, first interest, settlement, rate, par, frequency, basis and the method, which is TRUE (1) for the
    interest since the issue and FALSE (0) for the interest since the first interest date.
    """
    method = arguments[7] if len(arguments) > 7 else True
    numeric = float(method) if isinstance(method, bool) else method
    result: Number = _accrint(context, *arguments[:7], *([0.0] if len(arguments) == 6 else []), numeric)
    return result


@toolpak
def _accrint(
    context: CallContext,
    issue: float,
    first: float,
    settlement: float,
    rate: float,
    par: float,
    frequency: float,
    basis: float,
    method: float,
) -> Number:
    dates, day_count = read_dates(context, issue, first, settlement), read_basis(basis)
    if isinstance(dates, ExcelError) or isinstance(day_count, ExcelError) or dates[0] >= dates[2]:
        return NUM
    if rate <= 0.0 or par <= 0.0 or int(frequency) not in FREQUENCIES:
        return NUM
    periods = _accrued_periods(dates[0], dates[1], dates[2], int(frequency), day_count, method != 0.0)
    return finite(par * rate / int(frequency) * periods)


def _accrued_periods(
    issue: dt.date, first: dt.date, settlement: dt.date, frequency: int, basis: int, since_issue: bool
) -> float:
    """The accrued time in coupon periods: the one of the settlement, the one of the issue, and those between.

    Coupon dates are counted from the first interest date, back to the issue and, when all interest since the issue is
    wanted, on to the settlement. Whole periods between count only then: Excel's FALSE leaves them out.
    """
    step, at_end = 12 // frequency, is_month_end(*ymd(first))
    begin = before = add_months(first, -step, at_end)
    if since_issue and settlement > first:
        months = step
        begin = first
        while (later := add_months(first, months, at_end)) < settlement:
            begin, months = later, months + step
    length = coupons(before, first, frequency, basis).days
    periods = days_between(max(issue, begin), settlement, basis) / length
    late = begin
    while late > issue:
        early = add_months(late, -step, at_end)
        periods += float(since_issue) if issue <= early else _stub(issue, early, late, frequency, basis)
        late = early
    return periods


def _stub(issue: dt.date, early: dt.date, late: dt.date, frequency: int, basis: int) -> float:
    """The part of the coupon period ``early`` to ``late`` that follows the issue."""
    if basis in (AMERICAN, ACTUAL_360):
        size = float(american_days(ymd(early), ymd(late), both=basis == AMERICAN))
    elif basis == ACTUAL_365:
        size = 365.0 / frequency
    else:
        size = days_between(early, late, basis)
    return days_between(issue, late, basis) / size


# Treasury bills -------------------------------------------------------------------------------------------------------


def _bill_days(context: CallContext, settlement: float, maturity: float) -> Number:
    """Days from settlement to maturity; ``#NUM!`` unless they are at least one and at most a year."""
    dates = read_dates(context, settlement, maturity)
    if isinstance(dates, ExcelError) or not dates[0] < dates[1] <= add_months(dates[0], 12):
        return NUM
    return float((dates[1] - dates[0]).days)


@excel("TBILLPRICE", "e e e", context=True)
@toolpak
def tbillprice(context: CallContext, settlement: float, maturity: float, discount: float) -> Number:
    """The price per 100 of face value of a treasury bill."""
    days = _bill_days(context, settlement, maturity)
    if isinstance(days, ExcelError) or discount <= 0.0:
        return NUM
    price = 100.0 * (1.0 - discount * days / 360.0)
    return finite(price) if price > 0.0 else NUM


@excel("TBILLYIELD", "e e e", context=True)
@toolpak
def tbillyield(context: CallContext, settlement: float, maturity: float, price: float) -> Number:
    """The yield of a treasury bill."""
    days = _bill_days(context, settlement, maturity)
    if isinstance(days, ExcelError) or price <= 0.0:
        return NUM
    return finite((100.0 - price) / price * 360.0 / days)


@excel("TBILLEQ", "e e e", context=True)
@toolpak
def tbilleq(context: CallContext, settlement: float, maturity: float, discount: float) -> Number:
    """The bond-equivalent yield of a treasury bill; above half a year it takes account of a coupon halfway."""
    days = _bill_days(context, settlement, maturity)
    if isinstance(days, ExcelError) or discount <= 0.0 or discount * days >= 360.0:
        return NUM
    if days <= 182.0:
        return finite(365.0 * discount / (360.0 - discount * days))
    share = days / (366.0 if days == 366.0 else 365.0)
    price = 1.0 - discount * days / 360.0
    root = share * share - (2.0 * share - 1.0) * (1.0 - 1.0 / price)
    return finite(2.0 * (math.sqrt(root) - share) / (2.0 * share - 1.0)) if root >= 0.0 else NUM
