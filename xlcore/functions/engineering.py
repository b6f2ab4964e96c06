"""Number systems, bits, steps and the error function (Excel's category "Engineering", without complex numbers).

Most of these come from the old Analysis ToolPak and refuse booleans (``#VALUE!``).
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any, Final

from xlcore.coerce import to_text
from xlcore.functions.gather import finite
from xlcore.functions.toolpak import Number, strict_number
from xlcore.registry import CallContext, Library, declare
from xlcore.values import NUM, VALUE, ExcelError, Value

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)

_DIGITS: Final = "0123456789ABCDEF"
_WIDTH: Final = 10  # digits of every text, the sign in two's complement included
_HALF: Final = {2: 2**9, 8: 2**29, 16: 2**39}  # numbers from here on, and below its negative, cannot be written
_BITS_LIMIT: Final = 2.0**48
_FARTHEST_SHIFT: Final = 53


def strict(call: Callable[..., Any]) -> Callable[..., Any]:
    """``call`` for arguments of any type: it receives numbers; booleans are ``#VALUE!``, the first error decides."""

    @functools.wraps(call)
    def run(context: CallContext, *values: Value) -> Any:
        numbers: list[float] = []
        for value in values:
            number = strict_number(context, value)
            if isinstance(number, ExcelError):
                return number
            numbers.append(number)
        return call(*numbers)

    return run


def _read(value: Value, base: int) -> int | ExcelError:
    """The number that at most ten digits write in two's complement; a blank is 0."""
    if isinstance(value, bool):
        return VALUE
    text = to_text(value)
    if isinstance(text, ExcelError):
        return text
    if len(text) > _WIDTH:
        return NUM
    number = 0
    for char in text.upper():
        digit = _DIGITS.find(char)
        if not 0 <= digit < base:
            return NUM
        number = number * base + digit
    return number - 2 * _HALF[base] if number >= _HALF[base] else number


def _write(number: int, base: int, places: float | None) -> str | ExcelError:
    """The digits of ``number``, with leading zeros up to ``places``; negative numbers always have ten."""
    if not -_HALF[base] <= number < _HALF[base] or (places is not None and not 1.0 <= places < _WIDTH + 1):
        return NUM
    rest = number + 2 * _HALF[base] if number < 0 else number
    digits = ""
    while rest:
        rest, digit = divmod(rest, base)
        digits = _DIGITS[digit] + digits
    digits = digits or "0"
    if places is None or number < 0:
        return digits
    return digits.rjust(int(places), "0") if len(digits) <= int(places) else NUM


def _places(context: CallContext, given: tuple[Value, ...]) -> Number | None:
    """The optional argument for leading zeros; None when it is left out (a blank cell is 0, and too few)."""
    return strict_number(context, given[0]) if given else None


def _from_digits(read: int, write: int) -> Callable[..., str | ExcelError]:
    def convert(context: CallContext, value: Value, *given: Value) -> str | ExcelError:
        number, places = _read(value, read), _places(context, given)
        if isinstance(number, ExcelError):
            return number
        return places if isinstance(places, ExcelError) else _write(number, write, places)

    convert.__doc__ = f"The digits in base {write} of a number given in base {read}."
    return convert


def _to_number(read: int) -> Callable[..., Number]:
    def convert(value: Value) -> Number:
        number = _read(value, read)
        return number if isinstance(number, ExcelError) else float(number)

    convert.__doc__ = f"The number that digits in base {read} write."
    return convert


def _from_number(write: int) -> Callable[..., str | ExcelError]:
    def convert(context: CallContext, value: Value, *given: Value) -> str | ExcelError:
        number, places = strict_number(context, value), _places(context, given)
        if isinstance(value, ExcelError):
            return value
        if isinstance(places, ExcelError):
            return places
        if places is not None and not 1.0 <= places < _WIDTH + 1:
            return NUM  # even when the number is none
        return number if isinstance(number, ExcelError) else _write(int(number), write, places)

    convert.__doc__ = f"The digits in base {write} of a number, which is truncated."
    return convert


_SYSTEMS: Final = {"BIN": 2, "OCT": 8, "HEX": 16}

for _name, _base in _SYSTEMS.items():
    excel(f"{_name}2DEC", "e")(_to_number(_base))
    excel(f"DEC2{_name}", "e e?", context=True)(_from_number(_base))
    for _other in _SYSTEMS.keys() - {_name}:
        excel(f"{_name}2{_other}", "e e?", context=True)(_from_digits(_base, _SYSTEMS[_other]))


def _bits(number: float) -> int | ExcelError:
    """A whole number from 0 up to 2^48 - 1."""
    return int(number) if 0.0 <= number < _BITS_LIMIT and number == math.floor(number) else NUM


def _bitwise(number: float, other: float, combine: Callable[[int, int], int]) -> Number:
    first, second = _bits(number), _bits(other)
    if isinstance(first, ExcelError):
        return first
    return second if isinstance(second, ExcelError) else float(combine(first, second))


@excel("BITAND", "n n")
def bitand(number: float, other: float) -> Number:
    """The bits that are set in both numbers."""
    return _bitwise(number, other, int.__and__)


@excel("BITOR", "n n")
def bitor(number: float, other: float) -> Number:
    """The bits that are set in either number."""
    return _bitwise(number, other, int.__or__)


@excel("BITXOR", "n n")
def bitxor(number: float, other: float) -> Number:
    """The bits that are set in just one of the numbers."""
    return _bitwise(number, other, int.__xor__)


def _shifted(number: float, left: float) -> Number:
    bits = _bits(number)
    if isinstance(bits, ExcelError):
        return bits
    if abs(left) >= _FARTHEST_SHIFT + 1:
        return NUM
    places = int(left)
    shifted = float(bits << places if places >= 0 else bits >> -places)
    return shifted if shifted < _BITS_LIMIT else NUM


@excel("BITLSHIFT", "n n")
def bitlshift(number: float, places: float) -> Number:
    """The bits moved to the left, negative ``places`` to the right."""
    return _shifted(number, places)


@excel("BITRSHIFT", "n n")
def bitrshift(number: float, places: float) -> Number:
    """The bits moved to the right, negative ``places`` to the left."""
    return _shifted(number, -places)


@excel("DELTA", "e e?", context=True)
@strict
def delta(number: float, other: float = 0.0) -> float:
    """1 when both numbers are equal to the last bit, else 0."""
    return float(number == other)


@excel("GESTEP", "e e?", context=True)
@strict
def gestep(number: float, step: float = 0.0) -> float:
    """1 when the number reaches the step, else 0."""
    return float(number >= step)


@excel("ERF", "e e?", context=True)
@strict
def erf(low: float, high: float | None = None) -> Number:
    """The error function from 0 to ``low``, or from ``low`` to ``high``."""
    if high is None:
        return math.erf(low)
    if low > 0.5 and high > 0.5:
        return finite(math.erfc(low) - math.erfc(high))
    return finite(math.erf(high) - math.erf(low))


@excel("ERF.PRECISE", "e", context=True)
@strict
def erf_precise(x: float) -> float:
    """The error function from 0 to ``x``."""
    return math.erf(x)


@excel("ERFC ERFC.PRECISE", "e", context=True)
@strict
def erfc(x: float) -> float:
    """1 less the error function, without losing digits."""
    return math.erfc(x)
