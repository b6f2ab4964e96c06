"""Trigonometric and hyperbolic functions; angles in radians."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from xlcore.functions.gather import finite
from xlcore.registry import Library, declare
from xlcore.values import DIV0, NUM, ExcelError

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)

_LARGEST_ANGLE: Final = 2.0**27
"""SIN, COS, TAN and their kin give ``#NUM!`` from here on."""


def _of_angle(function: Callable[[float], float], angle: float) -> float | ExcelError:
    return function(angle) if abs(angle) < _LARGEST_ANGLE else NUM


def _reciprocal(function: Callable[[float], float], angle: float) -> float | ExcelError:
    if abs(angle) >= _LARGEST_ANGLE:
        return NUM
    value = function(angle)
    return finite(1.0 / value) if value else DIV0


def _hyperbolic(function: Callable[[float], float], number: float) -> float | ExcelError:
    try:
        return function(number)
    except OverflowError:
        return NUM


@excel("SIN", "n")
def sin(angle: float) -> float | ExcelError:
    """The sine."""
    return _of_angle(math.sin, angle)


@excel("COS", "n")
def cos(angle: float) -> float | ExcelError:
    """The cosine."""
    return _of_angle(math.cos, angle)


@excel("TAN", "n")
def tan(angle: float) -> float | ExcelError:
    """The tangent."""
    return _of_angle(math.tan, angle)


@excel("SEC", "n")
def sec(angle: float) -> float | ExcelError:
    """1 / cosine."""
    return _reciprocal(math.cos, angle)


@excel("CSC", "n")
def csc(angle: float) -> float | ExcelError:
    """1 / sine."""
    return _reciprocal(math.sin, angle)


@excel("COT", "n")
def cot(angle: float) -> float | ExcelError:
    """1 / tangent."""
    return _reciprocal(math.tan, angle)


@excel("ASIN", "n")
def asin(number: float) -> float | ExcelError:
    """The angle whose sine is the number."""
    return math.asin(number) if -1.0 <= number <= 1.0 else NUM


@excel("ACOS", "n")
def acos(number: float) -> float | ExcelError:
    """The angle whose cosine is the number."""
    return math.acos(number) if -1.0 <= number <= 1.0 else NUM


@excel("ATAN", "n")
def atan(number: float) -> float:
    """The angle whose tangent is the number."""
    return math.atan(number)


@excel("ATAN2", "n n")
def atan2(x: float, y: float) -> float | ExcelError:
    """The angle of the point (x, y), x first as Excel has it; ``#DIV/0!`` for the origin."""
    return math.atan2(y, x) if x or y else DIV0


@excel("ACOT", "n")
def acot(number: float) -> float:
    """The angle between 0 and pi whose cotangent is the number."""
    return math.pi / 2 - math.atan(number)


@excel("SINH", "n")
def sinh(number: float) -> float | ExcelError:
    """The hyperbolic sine."""
    return _hyperbolic(math.sinh, number)


@excel("COSH", "n")
def cosh(number: float) -> float | ExcelError:
    """The hyperbolic cosine."""
    return _hyperbolic(math.cosh, number)


@excel("TANH", "n")
def tanh(number: float) -> float:
    """The hyperbolic tangent."""
    return math.tanh(number)


@excel("SECH", "n")
def sech(number: float) -> float | ExcelError:
    """1 / hyperbolic cosine."""
    return 1.0 / math.cosh(number) if abs(number) < 710.0 else 0.0


@excel("CSCH", "n")
def csch(number: float) -> float | ExcelError:
    """1 / hyperbolic sine."""
    if number == 0.0:
        return DIV0
    return finite(1.0 / math.sinh(number)) if abs(number) < 710.0 else 0.0


@excel("COTH", "n")
def coth(number: float) -> float | ExcelError:
    """1 / hyperbolic tangent."""
    return finite(1.0 / math.tanh(number)) if number else DIV0


@excel("ASINH", "n")
def asinh(number: float) -> float:
    """The inverse hyperbolic sine."""
    return math.asinh(number)


@excel("ACOSH", "n")
def acosh(number: float) -> float | ExcelError:
    """The inverse hyperbolic cosine."""
    return math.acosh(number) if number >= 1.0 else NUM


@excel("ATANH", "n")
def atanh(number: float) -> float | ExcelError:
    """The inverse hyperbolic tangent."""
    return math.atanh(number) if -1.0 < number < 1.0 else NUM


@excel("ACOTH", "n")
def acoth(number: float) -> float | ExcelError:
    """The inverse hyperbolic cotangent."""
    return math.atanh(1.0 / number) if abs(number) > 1.0 else NUM


@excel("DEGREES", "n")
def degrees(angle: float) -> float | ExcelError:
    """Radians as degrees."""
    return finite(angle * 180.0 / math.pi)


@excel("RADIANS", "n")
def radians(angle: float) -> float:
    """Degrees as radians."""
    return angle * math.pi / 180.0
