"""Excel's functions of series of payments: NPV, IRR, MIRR and, for payments on given days, XNPV and XIRR."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

from xlcore.coerce import to_number
from xlcore.dates import check_serial
from xlcore.functions.gather import finite, numbers, total
from xlcore.functions.toolpak import Number, power, strict_number, strict_numbers
from xlcore.matrix import Result
from xlcore.registry import CallContext, Kind, Library, declare
from xlcore.values import DIV0, NUM, ExcelError, Value

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)

_IRR_STEPS: Final = 50
_IRR_CLOSE: Final = 1e-9
_DAYS: Final = 365.0

_WIDTH: Final = 1e-8
"""XIRR stops when its bracket is no wider than this part of the bracket's upper end (or of 1) ..."""
_RESIDUE: Final = 2.0**-26
"""... and what is left of the value is this part of all payments."""
_HALVINGS: Final = 100
_DOUBLINGS: Final = 60


def _present_value(rate: float, values: Sequence[float]) -> float:
    """The value of payments at the ends of periods 1, 2, ...; not a number when the rate is -1."""
    growth = 1.0 + rate
    return total(value / factor if (factor := power(growth, i + 1.0)) else math.nan for i, value in enumerate(values))


@excel("NPV", "n r | r", Kind.REDUCTION)
def npv(rate: float, *values: Result) -> Number:
    """The present value of payments at the ends of equal periods."""
    found = numbers(values)
    if isinstance(found, ExcelError):
        return found
    return DIV0 if rate == -1.0 else finite(_present_value(rate, found))


@excel("IRR", "r n?", Kind.REDUCTION)
def irr(values: Result, guess: float = 0.1) -> Number:
    """The rate at which payments at equal intervals are worth nothing, by Newton's method from the guess."""
    found = numbers([values])
    if isinstance(found, ExcelError):
        return found
    if guess <= -1.0 or not _changes_sign(found):
        return NUM
    times = [float(i) for i in range(len(found))]
    at = guess
    for _ in range(_IRR_STEPS):
        value, slope = _value_and_slope(at, found, times)
        if slope == 0.0 or not math.isfinite(value / slope):
            return NUM
        # A step out of the domain goes half the way to its edge instead.
        after = max(at - value / slope, (at - 1.0) / 2.0)
        if abs(after - at) < _IRR_CLOSE:
            return finite(after)
        at = after
    return NUM


def _changes_sign(values: Sequence[float]) -> bool:
    return min(values, default=0.0) < 0.0 < max(values, default=0.0)


def _value_and_slope(rate: float, values: Sequence[float], times: Sequence[float]) -> tuple[float, float]:
    """The value of the payments at time 0 and its derivative by the rate."""
    value = slope = 0.0
    for amount, time in zip(values, times, strict=True):
        factor = power(1.0 + rate, -time)
        value += amount * factor
        slope -= amount * time * factor / (1.0 + rate)
    return value, slope


@excel("MIRR", "r n n", Kind.REDUCTION)
def mirr(values: Result, finance_rate: float, reinvest_rate: float) -> Number:
    """The rate of return when debts cost one rate and income is reinvested at another."""
    found = numbers([values])
    if isinstance(found, ExcelError):
        return found
    if not _changes_sign(found) or -1.0 in (finance_rate, reinvest_rate):
        return DIV0
    income = _present_value(reinvest_rate, [max(v, 0.0) for v in found])
    debts = _present_value(finance_rate, [min(v, 0.0) for v in found])
    debts *= 1.0 + finance_rate
    if debts == 0.0:
        return DIV0
    ratio = -income * power(1.0 + reinvest_rate, float(len(found))) / debts
    return finite(power(ratio, 1.0 / (len(found) - 1)) - 1.0)


# Payments on given days -----------------------------------------------------------------------------------------------


def _years(context: CallContext, dates: list[float]) -> list[float] | ExcelError:
    """Years of 365 days from the first date to each; ``#NUM!`` for no date at all and for one before the first."""
    days: list[int] = []
    for serial in dates:
        day = check_serial(serial, context.date1904)
        if isinstance(day, ExcelError) or (days and day < days[0]):
            return NUM
        days.append(day)
    return [(day - days[0]) / _DAYS for day in days]


def _dated_value(rate: float, values: Sequence[float], years: Sequence[float]) -> float:
    return total(v * power(1.0 + rate, -t) for v, t in zip(values, years, strict=True) if v)


@excel("XNPV", "e r r", Kind.REDUCTION, context=True)
def xnpv(context: CallContext, rate: Value, values: Result, dates: Result) -> Number:
    """The present value of payments on given days, a year having 365; ``#NUM!`` unless the rate is above 0.

    Cells of ``values`` that hold no number are passed over, and then the dates are too many (``#NUM!``).
    """
    per_year = strict_number(context, rate)
    if isinstance(per_year, ExcelError):
        return per_year
    found = numbers([values])
    if isinstance(found, ExcelError):
        return found
    days = numbers([dates])
    if isinstance(days, ExcelError):
        return days
    if not found or len(found) != len(days) or per_year <= 0.0:
        return NUM
    years = _years(context, days)
    return years if isinstance(years, ExcelError) else finite(_dated_value(per_year, found, years))


@excel("XIRR", "r r v?", Kind.REDUCTION, context=True)
def xirr(context: CallContext, values: Result, dates: Result, guess: Value = None) -> Number:
    """The rate at which payments on given days are worth nothing.

    Excel halves a bracket: from 0 to the guess doubled until the value changes its sign there, else from -1 to minus
    the guess. What it calls the result is the last middle, some 1E-9 from the root, and this is the same middle.
    """
    found = strict_numbers(context, values)
    if isinstance(found, ExcelError):
        return found
    days = strict_numbers(context, dates)
    if isinstance(days, ExcelError):
        return days
    start = 0.1 if guess is None else to_number(guess, context.locale, context.date1904)
    if isinstance(start, ExcelError):
        return start
    if len(found) != len(days) or start <= -1.0 or not _changes_sign(found):
        return NUM
    years = _years(context, days)
    if isinstance(years, ExcelError):
        return years
    return _root(lambda rate: _dated_value(rate, found, years), _last_sign(found, years), start, total(map(abs, found)))


def _last_sign(values: Sequence[float], years: Sequence[float]) -> float:
    """The sign of the value when the rate nears -1: the latest payments outgrow all others."""
    last = max(t for v, t in zip(values, years, strict=True) if v)
    return total(v for v, t in zip(values, years, strict=True) if t == last)


def _root(value: Callable[[float], float], near_minus_one: float, guess: float, scale: float) -> Number:
    at_zero, width = value(0.0), abs(guess) or 0.1
    if at_zero == 0.0:
        return 0.0
    high = width
    for _ in range(_DOUBLINGS):
        if value(high) * at_zero <= 0.0:
            return _halved(value, 0.0, high, scale)
        high *= 2.0
    edge = -min(width, 0.5)
    if value(edge) * at_zero <= 0.0:
        return _halved(value, edge, 0.0, scale)
    return _halved(value, -1.0, edge, scale) if near_minus_one * at_zero < 0.0 else NUM


def _halved(value: Callable[[float], float], low: float, high: float, scale: float) -> Number:
    """The first middle that is good enough; ``#NUM!`` when there is none (the value jumps, near -1)."""
    enough = _WIDTH * max(1.0, high)
    positive_above = value(high) > 0.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        found = value(middle) if middle > -1.0 else math.nan
        if high - low < 2.0 * enough and abs(found) <= _RESIDUE * scale:
            return middle
        if (found > 0.0) == positive_above:
            high = middle
        else:
            low = middle
    return NUM
