"""Functions of whole numbers: factorials, combinations, divisors, and writing numbers in other systems."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from xlcore.coerce import to_number
from xlcore.functions.gather import SCALARS, all_values, filled, finite, shape, strict_number
from xlcore.matrix import Result
from xlcore.registry import Kind, Library, declare
from xlcore.values import NA, NUM, VALUE, ExcelError, Value

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)

_EXACT: Final = 2.0**53
_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ROMAN: Final = "MDCLXVI"
_ROMAN_VALUES: Final = (1000, 500, 100, 50, 10, 5, 1)
_LONGEST_ROMAN: Final = 255


def _as_float(number: int) -> float | ExcelError:
    try:
        return float(number)
    except OverflowError:
        return NUM


@excel("FACT", "i")
def fact(number: int) -> float | ExcelError:
    """The factorial; ``#NUM!`` below 0 and above 170."""
    return float(math.factorial(number)) if 0 <= number <= 170 else NUM


@excel("FACTDOUBLE", "v")
def factdouble(value: Value) -> float | ExcelError:
    """The product n (n-2) (n-4) ...; ``#NUM!`` below -1 and above 300, ``#VALUE!`` for booleans."""
    size = strict_number(value)
    if isinstance(size, ExcelError):
        return size
    number = int(size)
    return float(math.prod(range(number, 0, -2))) if -1 <= number <= 300 else NUM


@excel("COMBIN", "i i")
def combin(number: int, chosen: int) -> float | ExcelError:
    """The number of ways to choose ``chosen`` of ``number`` items."""
    if chosen < 0 or number < chosen:
        return NUM
    return _combinations(number, chosen)


def _combinations(number: int, chosen: int) -> float | ExcelError:
    chosen = min(chosen, number - chosen)
    return NUM if chosen > 1030 else _as_float(math.comb(number, chosen))  # C(2k, k) >= 2^k: too large beyond


@excel("COMBINA", "i i")
def combina(number: int, chosen: int) -> float | ExcelError:
    """The number of ways to choose with repetition."""
    if number < 0 or chosen < 0 or (number == 0 and chosen > 0):
        return NUM
    return _combinations(number + chosen - 1, chosen) if number else 1.0


@excel("PERMUT", "i i")
def permut(number: int, chosen: int) -> float | ExcelError:
    """The number of ordered choices of ``chosen`` of ``number`` items."""
    if number < 0 or chosen < 0 or number < chosen:
        return NUM
    result = 1.0
    for factor in range(number, number - chosen, -1):
        result *= factor
        if result == math.inf:
            return NUM
    return result


@excel("PERMUTATIONA", "i i")
def permutationa(number: int, chosen: int) -> float | ExcelError:
    """The number of ordered choices with repetition."""
    if number < 0 or chosen < 0 or (number == 0 and chosen > 0):
        return NUM
    try:
        return float(number) ** chosen
    except OverflowError:
        return NUM


@excel("MULTINOMIAL", "r | r", Kind.REDUCTION)
def multinomial(*arguments: Result) -> float | ExcelError:
    """The factorial of the sum over the product of the factorials."""
    found = _whole_numbers(arguments)
    if isinstance(found, ExcelError):
        return found
    if sum(found) > 10_000:
        return NUM
    result, seen = 1, 0
    for number in found:
        seen += number
        result *= math.comb(seen, number)
    return _as_float(result)


@excel("GCD", "r | r", Kind.REDUCTION)
def gcd(*arguments: Result) -> float | ExcelError:
    """The greatest common divisor; ``#NUM!`` for negative numbers."""
    found = _whole_numbers(arguments)
    return found if isinstance(found, ExcelError) else float(math.gcd(*found))


@excel("LCM", "r | r", Kind.REDUCTION)
def lcm(*arguments: Result) -> float | ExcelError:
    """The least common multiple; ``#NUM!`` for negative numbers and from 2^53 on."""
    found = _whole_numbers(arguments)
    if isinstance(found, ExcelError):
        return found
    if 0 in found:
        return 0.0
    result = 1
    for number in found:
        result = math.lcm(result, number)
        if result >= _EXACT:
            return NUM
    return float(result)


def _whole_numbers(arguments: Sequence[Result]) -> list[int] | ExcelError:
    """The numbers of all arguments, truncated.

    Text must be numeric, booleans are refused. An argument left empty is ``#N/A``, nothing but single blank cells
    ``#VALUE!``: so have it the functions of the old Analysis ToolPak.
    """
    if None in arguments:
        return NA
    found: list[int] = []
    for value in all_values(arguments):
        if value is None:
            continue
        number = strict_number(value)
        if isinstance(number, ExcelError):
            return number
        if not 0.0 <= number < _EXACT:
            return NUM
        found.append(int(number))
    return found + [0] if _has_blanks(arguments) else found or VALUE


def _has_blanks(arguments: Sequence[Result]) -> bool:
    """Whether a range of several cells holds a blank, which counts as 0 there (a single blank cell does not)."""
    ranges = [a for a in arguments if not isinstance(a, SCALARS) and math.prod(shape(a)) > 1]
    return any(filled(a) < a.rows * a.cols for a in ranges)


@excel("BASE", "n n n?")
def base(number: float, radix: float, min_length: float = 0.0) -> str | ExcelError:
    """The number written in base 2 to 36, with leading zeros up to ``min_length``."""
    if not (0.0 <= number < _EXACT and 2.0 <= radix < 37.0 and 0.0 <= min_length < 256.0):
        return NUM
    rest, step = int(number), int(radix)
    digits = ""
    while rest:
        rest, digit = divmod(rest, step)
        digits = _DIGITS[digit] + digits
    return (digits or "0").rjust(int(min_length), "0")


@excel("DECIMAL", "t n")
def decimal(text: str, radix: float) -> float | ExcelError:
    """The number that ``text`` writes in base 2 to 36; ``#NUM!`` for a foreign digit."""
    step = int(radix)
    if len(text) > 255:
        return VALUE
    if not 2 <= step <= 36:
        return NUM
    result = 0
    for char in text.strip(" ").upper():
        digit = _DIGITS.find(char)
        if not 0 <= digit < step:
            return NUM
        result = result * step + digit
    return _as_float(result)


@excel("ROMAN", "n v?")
def roman(number: float, form: Value = 0.0) -> str | ExcelError:
    """The number (0 to 3999) in roman digits; ``form`` 0 (classic, also TRUE) to 4 (shortest, also FALSE)."""
    if isinstance(form, bool):
        steps = 0 if form else 4
    else:
        wanted = to_number(form)
        if isinstance(wanted, ExcelError):
            return wanted
        steps = int(wanted)
    if not (0.0 <= number < 4000.0 and 0 <= steps <= 4):
        return VALUE
    return _roman(int(number), steps)


def _roman(rest: int, steps: int) -> str:
    """Digit by digit; a 4 or 9 is a subtraction, whose smaller sign may be up to ``steps`` signs smaller."""
    written = ""
    for i in range(0, 7, 2):
        digit = rest // _ROMAN_VALUES[i]
        if digit % 5 != 4:
            written += (_ROMAN[i - 1] if digit > 4 else "") + _ROMAN[i] * (digit % 5)
            rest %= _ROMAN_VALUES[i]
            continue
        large = i - 1 if digit == 4 else i - 2
        small = i
        while small - i < steps and small < 6 and _ROMAN_VALUES[large] - _ROMAN_VALUES[small + 1] <= rest:
            small += 1
        written += _ROMAN[small] + _ROMAN[large]
        rest += _ROMAN_VALUES[small] - _ROMAN_VALUES[large]
    return written


@excel("ARABIC", "t")
def arabic(text: str) -> float | ExcelError:
    """The number that roman digits write (any of ROMAN's forms, a minus sign allowed); ``#VALUE!`` for other text."""
    written = text.strip(" ").upper()
    negative = written.startswith("-")
    signs = written[negative:]
    if len(text) > _LONGEST_ROMAN or any(c not in _ROMAN for c in signs) or (negative and not signs):
        return VALUE
    values = [_ROMAN_VALUES[_ROMAN.index(c)] for c in signs]
    result = 0
    for value, following in zip(values, values[1:] + [0], strict=False):
        result += -value if value < following else value
    return finite(float(-result if negative else result))
