"""Criteria, as COUNTIF, SUMIFS, DSUM and their kin take them: ``">=5"``, ``"a*"``, ``"<>"``, ``""``, a number.

A criterion is compiled once and then asked about many values. What it means (Excel's pages of COUNTIF and SUMIFS):

* a leading ``=``, ``<>``, ``<``, ``<=``, ``>`` or ``>=`` is the operator, otherwise it is ``=``;
* what follows is read as a boolean, an error or a number (dates and percents too, in the computer's locale), else as
  text; text after ``=`` and ``<>`` may hold the wildcards ``*`` and ``?``, and ``~`` before one takes it literally;
* ``=`` a number also finds the texts that read as this number, though ``<>`` does not pass over them; ``<`` and ``>``
  see values of the operand's type alone;
* ``""`` finds blanks and empty texts, ``"="`` blanks alone, ``"<>"`` everything but blanks, and any other ``<>``
  finds everything that its ``=`` does not find: blanks, errors and other types too;
* a blank criterion (a reference to an empty cell) is the number 0.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache
from typing import Any, Final

from xlcore.coerce import fold
from xlcore.locales import EN_US, Locale
from xlcore.numbertext import parse_number
from xlcore.values import ERRORS, ExcelError, Value

Test = Callable[[Value], bool]
Mask = Callable[[Sequence[Value]], list[bool]]

_OPERATORS: Final = ("<>", "<=", ">=", "=", "<", ">")
_ORDERS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_LONGEST_TEXT: Final = 255  # Excel refuses longer texts in criteria (#VALUE!)


class Criterion:
    """A compiled criterion.

    ``matches(value)`` is the answer for one value and ``mask(values)`` for many at once; ``operator`` is one of
    ``= <> < <= > >=``, ``operand`` the value it compares with (``None`` for ``"="`` and ``"<>"`` alone); ``key`` is
    hashable and equal for criteria that match the same values; ``too_long`` says that Excel answers ``#VALUE!``.
    """

    __slots__ = ("key", "mask", "matches", "matches_blank", "operand", "operator", "too_long")

    def __init__(self, value: Value, locale: Locale = EN_US, date1904: bool = False) -> None:
        self.too_long = isinstance(value, str) and len(value) > _LONGEST_TEXT
        self.operator, self.operand = _parsed(value, locale, date1904)
        self.key: Hashable = (self.operator, self.operand.__class__.__name__, _key_part(self.operand), locale.tag)
        self.matches, self.mask = _compiled(self.operator, self.operand, locale, date1904)
        self.matches_blank = self.matches(None)

    def __repr__(self) -> str:
        return f"Criterion({self.operator!r}, {self.operand!r})"


def criterion(value: Value, locale: Locale = EN_US, date1904: bool = False) -> Criterion:
    """The compiled criterion of ``value``; equal values share one."""
    return _cached(value.__class__.__name__, value, locale, date1904)


@lru_cache(maxsize=4096)
def _cached(_kind: str, value: Value, locale: Locale, date1904: bool) -> Criterion:
    # The class is part of the key because 1.0 and TRUE are equal to Python.
    return Criterion(value, locale, date1904)


def _parsed(value: Value, locale: Locale, date1904: bool) -> tuple[str, Value]:
    """``(operator, operand)``."""
    if value is None:
        return "=", 0.0
    if not isinstance(value, str):
        return "=", value
    sign = next((o for o in _OPERATORS if value.startswith(o)), "")
    rest = value[len(sign) :]
    if not rest:
        return sign or "=", None if sign else ""
    return sign or "=", _operand(rest, locale, date1904)


def _operand(text: str, locale: Locale, date1904: bool) -> Value:
    upper = text.upper()
    if upper in ("TRUE", "FALSE"):
        return upper == "TRUE"
    if text.startswith("#") and upper in ERRORS:
        return ERRORS[upper]
    number = parse_number(text, locale, date1904)
    return text if number is None else number


def _key_part(operand: Value) -> Hashable:
    return fold(operand) if isinstance(operand, str) else operand


def _compiled(sign: str, operand: Value, locale: Locale, date1904: bool) -> tuple[Test, Mask]:
    if sign in _ORDERS:
        return _ordered(_ORDERS[sign], operand)
    if sign == "<>" and isinstance(operand, float):
        return _each(lambda value: value != operand or type(value) is not float)
    test, mask = _equal(operand, locale, date1904)
    if sign == "=":
        return test, mask
    return (lambda value: not test(value)), (lambda values: [not found for found in mask(values)])


def _equal(operand: Value, locale: Locale, date1904: bool) -> tuple[Test, Mask]:
    if operand is None:
        return _each(lambda value: value is None)
    if isinstance(operand, bool):
        return _each(lambda value: value is operand)
    if isinstance(operand, float):
        return _equal_number(operand, locale, date1904)
    if isinstance(operand, str):
        return _equal_text(operand)
    return _each(lambda value: isinstance(value, ExcelError) and value == operand)


def _each(test: Test) -> tuple[Test, Mask]:
    return test, lambda values: [test(value) for value in values]


def _equal_number(number: float, locale: Locale, date1904: bool) -> tuple[Test, Mask]:
    def reads_as_number(value: Value) -> bool:
        if not isinstance(value, str) or not any(c.isdigit() for c in value):
            return False
        return parse_number(value, locale, date1904) == number

    def test(value: Value) -> bool:
        return value == number if type(value) is float else reads_as_number(value)

    def mask(values: Sequence[Value]) -> list[bool]:
        return [v == number if type(v) is float else (v is not None and reads_as_number(v)) for v in values]

    return test, mask


def _equal_text(text: str) -> tuple[Test, Mask]:
    if text == "":
        return _each(lambda value: value is None or value == "")
    pattern = wildcard_pattern(text)
    if pattern is not None:
        found = pattern.fullmatch
        return _each(lambda value: isinstance(value, str) and found(value) is not None)
    wanted, size = fold(literal_text(text)), len(literal_text(text))

    def test(value: Value) -> bool:
        return isinstance(value, str) and fold(value) == wanted

    def mask(values: Sequence[Value]) -> list[bool]:
        if wanted.isascii():  # then only texts of equal length can be equal
            return [type(v) is str and len(v) == size and v.lower() == wanted for v in values]
        return [test(v) for v in values]

    return test, mask


def _ordered(compare: Callable[[Any, Any], bool], operand: Value) -> tuple[Test, Mask]:
    if isinstance(operand, bool):
        return _each(lambda value: isinstance(value, bool) and compare(value, operand))
    if isinstance(operand, float):
        number = operand
        return (
            lambda value: type(value) is float and compare(value, number),
            lambda values: [type(v) is float and compare(v, number) for v in values],
        )
    if isinstance(operand, str):
        wanted = fold(operand)
        return _each(lambda value: isinstance(value, str) and compare(fold(value), wanted))
    return _each(lambda _value: False)  # "<" alone, or an order among errors


def wildcard_pattern(text: str) -> re.Pattern[str] | None:
    """The pattern (for ``fullmatch``, case ignored) that ``text`` means, or ``None`` when it holds no wildcard."""
    pieces = _wildcard_pieces(text)
    if pieces is None:
        return None
    first, *others = pieces
    # Atomic groups: what lies between two stars is taken where it stands first, and never again looked for further on.
    middle = "".join(f"(?>.*?{piece})" for piece in others[:-1] if piece)
    return re.compile(first + middle + (".*" + others[-1] if others else ""), re.IGNORECASE | re.DOTALL)


def wildcard_find(wanted: str, text: str, start: int) -> int | None:
    """Where in ``text``, from ``start`` on, what ``wanted`` with its wildcards means first begins: -1 for nowhere.

    ``None`` when there is no wildcard in ``wanted``.
    """
    pieces = _wildcard_pieces(wanted)
    if pieces is None:
        return None
    found = -1
    for piece in pieces:
        match = re.compile(piece, re.IGNORECASE | re.DOTALL).search(text, start)
        if match is None:
            return -1
        found, start = match.start() if found < 0 else found, match.end()
    return found


@lru_cache(maxsize=4096)
def _wildcard_pieces(text: str) -> list[str] | None:
    """The patterns of what lies before, between and after the stars of ``text``; ``None`` without a wildcard."""
    if "*" not in text and "?" not in text:
        return None
    pieces: list[str] = [""]
    wild = False
    i = 0
    while i < len(text):
        char = text[i]
        if char == "~" and text[i + 1 : i + 2] in ("*", "?", "~"):
            i += 1
            pieces[-1] += re.escape(text[i])
        elif char == "*":
            wild = True
            pieces.append("")
        elif char == "?":
            wild = True
            pieces[-1] += "."
        else:
            pieces[-1] += re.escape(char)
        i += 1
    return pieces if wild else None


def literal_text(text: str) -> str:
    """``text`` with ``~*``, ``~?`` and ``~~`` taken literally."""
    return re.sub(r"~([*?~])", r"\1", text) if "~" in text else text
