"""Excel's operators on scalar values: the truth that the column blocks must match."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from xlcore.coerce import compare, compare_numbers, to_number, to_text
from xlcore.functions.mathematics import raise_to
from xlcore.locales import Locale
from xlcore.values import DIV0, MAX_TEXT, NUM, VALUE, ExcelError, Value


def add(a: float, b: float) -> Value:
    return finite(a + b)


def subtract(a: float, b: float) -> Value:
    return finite(a - b)


def multiply(a: float, b: float) -> Value:
    return finite(a * b)


def divide(a: float, b: float) -> Value:
    return DIV0 if b == 0.0 else finite(a / b)


def finite(number: float) -> Value:
    """``number``, or #NUM! when it is beyond what Excel can hold."""
    return number if math.isfinite(number) else NUM


def settle(result: Value, a: float, b: float) -> Value:
    """A sum or difference as a formula's last step: 0 when the operands cancel in their 15 significant digits, as
    Excel shows it."""
    if isinstance(result, float) and result != 0.0 and abs(result) <= abs(a) * 1e-14 and compare_numbers(a, -b) == 0:
        return 0.0
    return result


ARITHMETIC: Final[dict[str, Callable[[float, float], Value]]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "^": raise_to,
}

COMPARISONS: Final[dict[str, Callable[[int], bool]]] = {
    "=": lambda order: order == 0,
    "<>": lambda order: order != 0,
    "<": lambda order: order < 0,
    ">": lambda order: order > 0,
    "<=": lambda order: order <= 0,
    ">=": lambda order: order >= 0,
}


def binary(op: str, left: Value, right: Value, locale: Locale) -> Value:
    """``left op right`` for any two scalars; the left error wins."""
    if isinstance(left, ExcelError):
        return left
    if isinstance(right, ExcelError):
        return right
    if op in COMPARISONS:
        return COMPARISONS[op](compare(left, right))
    if op == "&":
        return concatenate(left, right, locale)
    a = to_number(left, locale)
    if isinstance(a, ExcelError):
        return a
    b = to_number(right, locale)
    return b if isinstance(b, ExcelError) else ARITHMETIC[op](a, b)


def concatenate(left: Value, right: Value, locale: Locale) -> Value:
    a, b = to_text(left, locale), to_text(right, locale)
    if isinstance(a, ExcelError):
        return a
    if isinstance(b, ExcelError):
        return b
    return a + b if len(a) + len(b) <= MAX_TEXT else VALUE


def unary(op: str, value: Value, locale: Locale) -> Value:
    """``-x`` and ``x%`` make numbers; ``+x`` leaves a value as it is."""
    if op == "+" or isinstance(value, ExcelError):
        return value
    number = to_number(value, locale)
    if isinstance(number, ExcelError):
        return number
    return -number if op == "-" else number / 100.0
