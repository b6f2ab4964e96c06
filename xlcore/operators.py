"""Excel's operators on scalar values: the truth that the column blocks must match."""

from __future__ import annotations

import math
import operator
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
    Excel shows it, or to their last two or three bits, even where these tip the fifteenth digit."""
    if isinstance(result, float) and result != 0.0 and abs(result) <= abs(a) * 1e-14:
        return 0.0 if abs(result) <= abs(a) * _LAST_BITS or compare_numbers(a, -b) == 0 else result
    return result


_LAST_BITS: Final = 2.0**-50
"""Differences that Excel saved as 0 were up to 2**-51 of their operands, of whatever decimal digits."""


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


_EXACT: Final[dict[str, Callable[[float, float], float]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


def pairwise(op: str, left: list[Value], right: list[Value], locale: Locale) -> list[Value]:
    """``binary`` of each pair of two lists of one length, without a call for each where all are numbers."""
    kinds = {*map(type, left), *map(type, right)}
    if op in ARITHMETIC and ExcelError not in kinds:
        if kinds != _FLOAT:
            a, b = _numbers(left, locale), _numbers(right, locale)
            kinds = {*map(type, a), *map(type, b)}
        else:
            a, b = left, right
        if kinds == _FLOAT:
            return _arithmetic(op, a, b)  # type: ignore[arg-type]
        return [binary(op, x, y, locale) for x, y in zip(left, right, strict=True)]
    if op in COMPARISONS and ExcelError not in kinds:
        if kinds <= _TEXTS and op in _EQUAL:
            return list(map(_EQUAL[op], map(_folded, left), map(_folded, right)))
        order = compare_numbers if kinds == _FLOAT else _order
        return list(map(COMPARISONS[op], map(order, left, right)))  # type: ignore[arg-type]
    if bool in kinds:  # 1 and TRUE are equal to Python
        return [binary(op, x, y, locale) for x, y in zip(left, right, strict=True)]
    # Most of a range is alike: equal pairs are looked at once.
    known = {pair: binary(op, *pair, locale) for pair in set(zip(left, right, strict=True))}
    return list(map(known.__getitem__, zip(left, right, strict=True)))


_FLOAT: Final = {float}
_TEXTS: Final = {str, type(None)}
_EQUAL: Final[dict[str, Callable[[object, object], bool]]] = {"=": operator.eq, "<>": operator.ne}


def _folded(value: Value) -> str:
    """A text, or a blank beside texts, as comparisons see it."""
    return value.lower() if isinstance(value, str) else ""


def _order(left: Value, right: Value) -> int:
    """``compare`` for lists in which a number beside a number, or beside a text, is the usual case."""
    a, b = left.__class__, right.__class__
    if a is float and b is float:
        return compare_numbers(left, right)  # type: ignore[arg-type]
    if a is str:
        if b is float:
            return 1
        if right is None:
            return 1 if left else 0
    return compare(left, right)


def _numbers(values: list[Value], locale: Locale) -> list[Value]:
    return [value if value.__class__ is float else to_number(value, locale) for value in values]


_SMALL_POWERS: Final = {1.0, 2.0, 3.0}
_NO_OVERFLOW: Final = 1e100  # raised to a small power


def _arithmetic(op: str, left: list[float], right: list[float]) -> list[Value]:
    """``op`` for each pair of numbers; a result that is none, or a zero divisor, has all of them looked at closely."""
    exact = _EXACT.get(op)
    if op == "^" and left and min(left) > 0.0 and max(left) < _NO_OVERFLOW and set(right) <= _SMALL_POWERS:
        exact = math.pow
    if exact is not None and not (op == "/" and 0.0 in right):
        found = list(map(exact, left, right))
        if all(map(math.isfinite, found)):
            return found  # type: ignore[return-value]
    return list(map(ARITHMETIC[op], left, right))


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
