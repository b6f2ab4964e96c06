"""Rounding functions, with Excel's idea of equality: 15 significant digits.

A binary number such as 1.005 lies a little below the decimal that was typed. Excel therefore takes what it rounds at 15
significant digits: ROUND(1.005, 2) is 1.01 and INT(4.35*100) is 435. The scaled value decides quickly; only when it is
within 1E-14 (relative) of the point where the answer changes are its 15 digits looked at. Everything else is
multiplication, division, comparison and floor, which numpy computes to the same bits.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from xlcore.functions.gather import SCALARS, finite, strict_number
from xlcore.functions.lifting import lift, only_value
from xlcore.matrix import Array, Result
from xlcore.registry import Kind, Library, declare
from xlcore.values import DIV0, NA, NUM, VALUE, ExcelError, Value

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)

Step = Callable[[float], float]

POWERS: Final = [float(f"1e{k}") for k in range(309)]
"""Powers of ten, each the nearest float (``10.0 ** 23`` is not)."""

_WHOLE: Final = 2.0**52
"""From here on a float has no fraction."""

_NEAR: Final = 1e-14


def fifteen_digits(number: float) -> float:
    """``number`` rounded to 15 significant digits."""
    return float(f"{number:.14e}")


def floor(number: float) -> float:
    """The largest whole number not above ``number``, which is taken at 15 significant digits."""
    if not -_WHOLE < number < _WHOLE:
        return number
    whole = float(math.floor(number))
    if whole + 1.0 - number <= abs(number) * _NEAR and fifteen_digits(number) >= whole + 1.0:
        return whole + 1.0
    return whole


def ceiling(number: float) -> float:
    """The smallest whole number not below ``number``, which is taken at 15 significant digits."""
    return -floor(-number)


def half_up(number: float) -> float:
    """The nearest whole number, halves away from zero; ``number`` >= 0 is taken at 15 significant digits."""
    if number >= _WHOLE:
        return number
    whole = float(math.floor(number))
    rest = number - whole
    if rest >= 0.5 or (0.5 - rest <= number * _NEAR and fifteen_digits(number) - whole >= 0.5):
        return whole + 1.0
    return whole


def _scaled(number: float, decimals: float, step: Step) -> float | ExcelError:
    """``number`` with ``decimals`` (truncated) decimals, ``step`` making a whole number of its scaled magnitude."""
    size, digits = abs(number), int(max(-400.0, min(decimals, 400.0)))
    if digits < 0:
        if digits < -308:
            return 0.0 if step is not ceiling or number == 0.0 else NUM
        rounded = step(size / POWERS[-digits]) * POWERS[-digits]
    else:
        if digits > 308 or size * POWERS[digits] >= _WHOLE:
            return number
        rounded = step(size * POWERS[digits]) / POWERS[digits]
    return finite(-rounded if number < 0.0 else rounded)


@excel("ROUND", "n n")
def round_(number: float, digits: float) -> float | ExcelError:
    """The number with so many decimals (negative: tens, hundreds), halves away from zero."""
    return _scaled(number, digits, half_up)


@excel("ROUNDUP", "n n")
def roundup(number: float, digits: float) -> float | ExcelError:
    """The number with so many decimals, rounded away from zero."""
    return _scaled(number, digits, ceiling)


@excel("ROUNDDOWN", "n n")
def rounddown(number: float, digits: float) -> float | ExcelError:
    """The number with so many decimals, rounded towards zero."""
    return _scaled(number, digits, floor)


@excel("TRUNC", "n n?")
def trunc(number: float, digits: float = 0.0) -> float | ExcelError:
    """The number cut after so many decimals."""
    return _scaled(number, digits, floor)


@excel("INT", "n")
def int_(number: float) -> float:
    """The largest whole number that is not larger."""
    return floor(number)


@excel("MROUND", "r r", Kind.REFERENCE)
def mround(value: Result, to: Result) -> Value | Array:
    """The nearest multiple, halves away from zero; both must have the same sign, else ``#NUM!``.

    Excel does not look at 15 digits here: MROUND(6.05, 0.1) is 6.0 and MROUND(7.05, 0.1) is 7.1 (its own page says so).
    As the old Analysis ToolPak has it, booleans and ranges of several cells are refused (``#VALUE!``), and an argument
    left empty is ``#N/A``.
    """
    if value is None or to is None:
        return NA
    if _is_range(value) or _is_range(to):
        return VALUE
    return lift(_mround, only_value(value), only_value(to))


def _is_range(argument: Result) -> bool:
    return not isinstance(argument, SCALARS) and argument.is_reference and argument.rows * argument.cols > 1


def _mround(value: Value, to: Value) -> float | ExcelError:
    number, multiple = strict_number(value), strict_number(to)
    if isinstance(number, ExcelError):
        return number
    if isinstance(multiple, ExcelError):
        return multiple
    if multiple == 0.0 or number == 0.0:
        return 0.0
    if (number < 0.0) != (multiple < 0.0):
        return NUM
    return _to_multiple(number, multiple, lambda quotient: math.floor(quotient + 0.5))


def _to_multiple(number: float, significance: float, step: Step) -> float | ExcelError:
    """``step`` (floor or ceiling) of number / significance, times the significance."""
    quotient = number / significance
    if not math.isfinite(quotient):
        return NUM
    return finite(step(quotient) * significance)


@excel("CEILING", "n n")
def ceiling_(number: float, significance: float) -> float | ExcelError:
    """The nearest multiple away from zero; towards zero for a negative number and a positive significance."""
    if number == 0.0 or significance == 0.0:
        return 0.0
    if number > 0.0 > significance:
        return NUM
    return _to_multiple(number, significance, ceiling)


@excel("FLOOR", "n n")
def floor_(number: float, significance: float) -> float | ExcelError:
    """The nearest multiple towards zero; away from zero for a negative number and a positive significance."""
    if number == 0.0:
        return 0.0
    if significance == 0.0:
        return DIV0
    if number > 0.0 > significance:
        return NUM
    return _to_multiple(number, significance, floor)


@excel("CEILING.MATH", "n n? n?")
def ceiling_math(number: float, significance: float = 1.0, mode: float = 0.0) -> float | ExcelError:
    """The nearest multiple upwards; for a negative number away from zero when ``mode`` is not 0."""
    if number == 0.0 or significance == 0.0:
        return 0.0
    away = number < 0.0 and mode != 0.0
    return _to_multiple(number, abs(significance), floor if away else ceiling)


@excel("FLOOR.MATH", "n n? n?")
def floor_math(number: float, significance: float = 1.0, mode: float = 0.0) -> float | ExcelError:
    """The nearest multiple downwards; for a negative number towards zero when ``mode`` is not 0."""
    if number == 0.0 or significance == 0.0:
        return 0.0
    towards = number < 0.0 and mode != 0.0
    return _to_multiple(number, abs(significance), ceiling if towards else floor)


@excel("CEILING.PRECISE ISO.CEILING ECMA.CEILING", "n n?")
def ceiling_precise(number: float, significance: float = 1.0) -> float | ExcelError:
    """The nearest multiple upwards, whatever the signs."""
    return _to_multiple(number, abs(significance), ceiling) if significance else 0.0


@excel("FLOOR.PRECISE", "n n?")
def floor_precise(number: float, significance: float = 1.0) -> float | ExcelError:
    """The nearest multiple downwards, whatever the signs."""
    return _to_multiple(number, abs(significance), floor) if significance else 0.0


@excel("EVEN", "n")
def even(number: float) -> float | ExcelError:
    """The nearest even whole number away from zero."""
    return finite(math.copysign(ceiling(abs(number) / 2.0) * 2.0, number))


@excel("ODD", "n")
def odd(number: float) -> float | ExcelError:
    """The nearest odd whole number away from zero; 1 for 0."""
    size = max(0.0, ceiling((abs(number) - 1.0) / 2.0)) * 2.0 + 1.0
    return finite(math.copysign(size, number if number else 1.0))
