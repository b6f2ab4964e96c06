"""Excel's functions of annuities, loans and interest rates (category "Financial", first part).

Payments, present and future value are tied by one equation, with ``g = (1 + rate) ^ nper`` and ``d`` 1 when payments
are due at the beginning of a period:

    pv * g + pmt * (1 + rate * d) * (g - 1) / rate + fv = 0        (pv + pmt * nper + fv = 0 when the rate is 0)
"""

from __future__ import annotations

import math
from typing import Final

from xlcore.functions.gather import finite, total
from xlcore.functions.toolpak import MOST_PERIODS, Number, each_value, power, strict_number, toolpak
from xlcore.matrix import Result
from xlcore.registry import CallContext, Kind, Library, declare
from xlcore.values import DIV0, NUM, VALUE, ExcelError

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)

_RATE_STEPS: Final = 50
_RATE_CLOSE: Final = 1e-7


def _growth_and_annuity(rate: float, nper: float, due: float) -> tuple[float, float]:
    """``(1 + rate) ^ nper`` and what payments of 1 have grown to by then."""
    if rate == 0.0:
        return 1.0, nper
    growth = power(1.0 + rate, nper)
    return growth, (1.0 + rate if due else 1.0) * (growth - 1.0) / rate


def _future(rate: float, nper: float, payment: float, present: float, due: float) -> float:
    growth, annuity = _growth_and_annuity(rate, nper, due)
    # Nothing grown without bound is still nothing: a zero must not become "not a number".
    return -sum(part * value for part, value in ((present, growth), (payment, annuity)) if part)


@excel("FV", "n n n n? n?")
def fv(rate: float, nper: float, payment: float, present: float = 0.0, due: float = 0.0) -> Number:
    """The future value of an investment with constant payments and a constant rate."""
    if rate == -1.0 and nper < 0.0:
        return DIV0
    return finite(_future(rate, nper, payment, present, due))


@excel("PV", "n n n n? n?")
def pv(rate: float, nper: float, payment: float, future: float = 0.0, due: float = 0.0) -> Number:
    """The present value of constant payments and a future value at a constant rate."""
    growth, annuity = _growth_and_annuity(rate, nper, due)
    if growth == 0.0:
        return DIV0
    if math.isinf(growth):
        return finite(-payment * (1.0 + rate if due else 1.0) / rate)
    return finite(-(future + payment * annuity) / growth)


def _payment(rate: float, nper: float, present: float, future: float, due: float) -> Number:
    if rate <= -1.0 or nper == 0.0:
        return NUM
    growth, annuity = _growth_and_annuity(rate, nper, due)
    if math.isinf(growth):
        return finite(-present * rate / (1.0 + rate if due else 1.0))
    return finite(-(present * growth + future) / annuity) if annuity else NUM


@excel("PMT", "n n n n? n?")
def pmt(rate: float, nper: float, present: float, future: float = 0.0, due: float = 0.0) -> Number:
    """The constant payment for a loan."""
    return _payment(rate, nper, present, future, due)


@excel("NPER", "n n n n? n?")
def nper(rate: float, payment: float, present: float, future: float = 0.0, due: float = 0.0) -> Number:
    """How many periods an investment or a loan takes."""
    if rate == 0.0:
        return finite(-(present + future) / payment) if payment else DIV0
    if rate <= -1.0:
        return NUM
    perpetual = payment * (1.0 + rate if due else 1.0) / rate
    if perpetual + present == 0.0:
        return NUM
    ratio = (perpetual - future) / (perpetual + present)
    return finite(math.log(ratio) / math.log1p(rate)) if ratio > 0.0 else NUM


@excel("RATE", "n n n n? n? n?")
def rate(
    nper: float, payment: float, present: float, future: float = 0.0, due: float = 0.0, guess: float = 0.1
) -> Number:
    """The rate per period of an annuity, by Newton's method from the guess; ``#NUM!`` when it does not converge."""
    if nper <= 0.0 or guess <= -1.0:
        return NUM
    at = guess
    for _ in range(_RATE_STEPS):
        value, slope = _balance_and_slope(at, nper, payment, present, future, due)
        if not (math.isfinite(value) and math.isfinite(slope)) or slope == 0.0:
            return NUM
        step = value / slope
        at -= step
        if at <= -1.0:
            return NUM
        if abs(step) < _RATE_CLOSE:
            return finite(at)
    return NUM


def _balance_and_slope(
    rate: float, nper: float, payment: float, present: float, future: float, due: float
) -> tuple[float, float]:
    """The left side of the module's equation and its derivative by the rate."""
    timing = 1.0 if due else 0.0
    if abs(rate) < 1e-10:
        slope = present * nper + payment * nper * (timing + (nper - 1.0) / 2.0)
        return present + payment * nper + future + slope * rate, slope
    growth = power(1.0 + rate, nper)
    growing = nper * growth / (1.0 + rate)
    first = 1.0 + rate * timing
    annuity = (growth - 1.0) / rate
    value = present * growth + payment * first * annuity + future
    return value, present * growing + payment * (timing * annuity + first * (growing - annuity) / rate)


# Interest and principal of single payments ----------------------------------------------------------------------------


def _interest(rate: float, period: float, payment: float, present: float, due: float) -> float:
    """The interest part of the payment in a period (which may be fractional, as Excel allows)."""
    if not due:
        return _future(rate, period - 1.0, payment, present, 0.0) * rate
    return 0.0 if period == 1.0 else (_future(rate, period - 2.0, payment, present, 1.0) - payment) * rate


@excel("IPMT", "n n n n n? n?")
def ipmt(rate: float, period: float, nper: float, present: float, future: float = 0.0, due: float = 0.0) -> Number:
    """The interest part of the payment in one period of a loan."""
    payment = _payment(rate, nper, present, future, due)
    if isinstance(payment, ExcelError):
        return payment
    if not 1.0 <= period < nper + 1.0:
        return NUM
    return finite(_interest(rate, period, payment, present, due))


@excel("PPMT", "n n n n n? n?")
def ppmt(rate: float, period: float, nper: float, present: float, future: float = 0.0, due: float = 0.0) -> Number:
    """The repayment part of the payment in one period of a loan."""
    interest = ipmt(rate, period, nper, present, future, due)
    payment = _payment(rate, nper, present, future, due)
    if isinstance(interest, ExcelError):
        return interest
    return payment if isinstance(payment, ExcelError) else finite(payment - interest)


@excel("ISPMT", "n n n n")
def ispmt(rate: float, period: float, nper: float, present: float) -> Number:
    """The interest of one period of a loan that is repaid in equal parts, the first period being number 0."""
    return finite(present * rate * (period / nper - 1.0)) if nper else DIV0


def _whole_periods(
    rate: float, nper: float, present: float, start: float, end: float, due: float
) -> tuple[float, range] | ExcelError:
    """The payment of a loan and the whole periods from ``start`` to ``end``, after the checks of CUMIPMT."""
    if rate <= 0.0 or nper <= 0.0 or present <= 0.0 or due not in (0.0, 1.0):
        return NUM
    if start < 1.0 or end < start or end > nper or end - start > MOST_PERIODS:
        return NUM
    payment = _payment(rate, nper, present, 0.0, due)
    return payment if isinstance(payment, ExcelError) else (payment, range(math.ceil(start), math.floor(end) + 1))


@excel("CUMIPMT", "e e e e e e", context=True)
@toolpak
def cumipmt(
    _context: CallContext, rate: float, nper: float, present: float, start: float, end: float, due: float
) -> Number:
    """The interest of a loan paid from one period to another, both included."""
    loan = _whole_periods(rate, nper, present, start, end, due)
    if isinstance(loan, ExcelError):
        return loan
    payment, periods = loan
    return finite(total(_interest(rate, float(period), payment, present, due) for period in periods))


@excel("CUMPRINC", "e e e e e e", context=True)
@toolpak
def cumprinc(
    _context: CallContext, rate: float, nper: float, present: float, start: float, end: float, due: float
) -> Number:
    """The principal of a loan repaid from one period to another, both included."""
    loan = _whole_periods(rate, nper, present, start, end, due)
    if isinstance(loan, ExcelError):
        return loan
    payment, periods = loan
    # Repayments grow by the rate. Payment less interest would lose the digits of what is small beside them.
    first = -present * rate / (power(1.0 + rate, nper) - 1.0) / (1.0 + rate if due else 1.0)
    return finite(total(payment if due and k == 1 else first * power(1.0 + rate, k - 1.0) for k in periods))


# Interest rates -------------------------------------------------------------------------------------------------------


@excel("EFFECT", "e e", context=True)
@toolpak
def effect(_context: CallContext, nominal_rate: float, per_year: float) -> Number:
    """The effective annual rate of a nominal one that is compounded so many (truncated) times a year."""
    times = math.floor(per_year)
    if nominal_rate <= 0.0 or times < 1:
        return NUM
    return finite(power(1.0 + nominal_rate / times, times) - 1.0)


@excel("NOMINAL", "e e", context=True)
@toolpak
def nominal(_context: CallContext, effective_rate: float, per_year: float) -> Number:
    """The nominal annual rate of an effective one that is compounded so many (truncated) times a year."""
    times = math.floor(per_year)
    if effective_rate <= 0.0 or times < 1:
        return NUM
    return finite((power(1.0 + effective_rate, 1.0 / times) - 1.0) * times)


@excel("RRI", "n n n")
def rri(nper: float, present: float, future: float) -> Number:
    """The rate at which an investment grows from one value to another."""
    if nper <= 0.0:
        return NUM
    if present == future:
        return 0.0
    return finite(power(future / present, 1.0 / nper) - 1.0) if present else NUM


@excel("PDURATION", "n n n")
def pduration(rate: float, present: float, future: float) -> Number:
    """How many periods an investment needs to grow from one value to another."""
    if rate <= 0.0 or present <= 0.0 or future <= 0.0:
        return NUM
    return finite((math.log(future) - math.log(present)) / math.log1p(rate))


@excel("FVSCHEDULE", "e r", Kind.REDUCTION, context=True)
def fvschedule(context: CallContext, principal: float, schedule: Result) -> Number:
    """The value of a principal after a series of rates; a blank rate is 0, a text ``#VALUE!``."""
    value = strict_number(context, principal)
    for given in each_value(schedule):
        step = VALUE if isinstance(given, str) else strict_number(context, given)
        if isinstance(value, ExcelError) or isinstance(step, ExcelError):
            return value if isinstance(value, ExcelError) else step
        value *= 1.0 + step
    return value if isinstance(value, ExcelError) else finite(value)


def _fraction_base(fraction: float) -> tuple[int, float] | ExcelError:
    """The (truncated) denominator of a price in fractions, and the power of ten that its digits fill."""
    base = int(fraction)
    if fraction < 0.0 or fraction > 1e300:
        return NUM
    return (base, 10.0 ** math.ceil(math.log10(base))) if base else DIV0


@excel("DOLLARDE", "e e", context=True)
@toolpak
def dollarde(_context: CallContext, price: float, fraction: float) -> Number:
    """A price in fractions (1.02 in 16ths is 1 2/16) as a decimal number."""
    base = _fraction_base(fraction)
    if isinstance(base, ExcelError):
        return base
    rest, whole = math.modf(price)
    return finite(whole + rest * base[1] / base[0])


@excel("DOLLARFR", "e e", context=True)
@toolpak
def dollarfr(_context: CallContext, price: float, fraction: float) -> Number:
    """A decimal price in fractions: 1.125 in 16ths is 1.02."""
    base = _fraction_base(fraction)
    if isinstance(base, ExcelError):
        return base
    rest, whole = math.modf(price)
    return finite(whole + rest * base[0] / base[1])
