"""Sums, products, powers and logarithms, random numbers (Excel's category "Math & Trig", first part)."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Sequence

from xlcore.functions.gather import (
    SCALARS,
    as_rows,
    error_in,
    finite,
    first_error,
    numbers,
    shape,
    strict_number,
    total,
)
from xlcore.functions.rounding import floor
from xlcore.matrix import Result
from xlcore.registry import CallContext, Kind, Library, declare
from xlcore.values import DIV0, NA, NUM, VALUE, ExcelError, Value

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)

_MOD_LIMIT = 2.0**50  # a quotient from here on is #NUM! in Excel 2010 and later


@excel("SUM", "r | r", Kind.REDUCTION)
def sum_(*arguments: Result) -> float | ExcelError:
    """The sum of the numbers (for how it is added up see ``gather.total``)."""
    found = numbers(arguments)
    return found if isinstance(found, ExcelError) else finite(total(found))


@excel("PRODUCT", "r | r", Kind.REDUCTION)
def product(*arguments: Result) -> float | ExcelError:
    """The product of the numbers; 0 when there is none."""
    found = numbers(arguments)
    return found if isinstance(found, ExcelError) else product_of(found)


def product_of(values: list[float]) -> float | ExcelError:
    """The product of ``values`` from left to right; 0 when there is none."""
    return finite(math.prod(values)) if values else 0.0


@excel("SUMSQ", "r | r", Kind.REDUCTION)
def sumsq(*arguments: Result) -> float | ExcelError:
    """The sum of the squares of the numbers."""
    found = numbers(arguments)
    return found if isinstance(found, ExcelError) else finite(total(v * v for v in found))


@excel("SUMPRODUCT", "R | R", Kind.REDUCTION)
def sumproduct(*arguments: Result) -> float | ExcelError:
    """The sum of the products of corresponding elements; what is not a number counts as 0; shapes must be equal."""
    if len({shape(a) for a in arguments}) > 1:
        return VALUE
    for argument in arguments:
        error = first_error(argument)
        if error is not None:
            return error
    # Beyond the used part of one argument its blanks make every product 0.
    rows, cols = _common_part(arguments)
    products, *others = [_factors(argument, rows, cols) for argument in arguments]
    for factors in others:
        products = list(map(operator.mul, products, factors))
    return finite(total(products))


def _common_part(arguments: Sequence[Result]) -> tuple[int, int]:
    parts = [(1, 1) if isinstance(a, SCALARS) else (a.used_rows, a.used_cols) for a in arguments]
    return min(p[0] for p in parts), min(p[1] for p in parts)


def _factors(argument: Result, rows: int, cols: int) -> list[float]:
    """The first ``rows`` x ``cols`` values, row by row; what is not a number is 0."""
    if isinstance(argument, SCALARS):
        return [argument if type(argument) is float else 0.0]
    if cols == 1:
        values: Iterable[Value] = argument.column(0)[:rows]
    else:
        values = (v for row in zip(*(argument.column(j)[:rows] for j in range(cols)), strict=True) for v in row)
    return [v if type(v) is float else 0.0 for v in values]


def _pairwise(term: Callable[[float, float], float], xs: Result, ys: Result) -> float | ExcelError:
    """The sum of ``term`` over the pairs of numbers; ``#DIV/0!`` when there is none."""
    pairs = number_pairs(xs, ys)
    if isinstance(pairs, ExcelError):
        return pairs
    return finite(total(term(x, y) for x, y in pairs)) if pairs else DIV0


def number_pairs(xs: Result, ys: Result) -> list[tuple[float, float]] | ExcelError:
    """The pairs of corresponding elements that are both numbers, or the first error; ``#N/A`` for unequal counts."""
    first, second = _in_order(xs), _in_order(ys)
    error = error_in(first) or error_in(second)
    if error is not None:
        return error
    if math.prod(shape(xs)) != math.prod(shape(ys)):
        return NA
    # What lies beyond the shorter one's used part has a blank as its partner and is no pair.
    return [(x, y) for x, y in zip(first, second, strict=False) if type(x) is float and type(y) is float]


def _in_order(argument: Result) -> list[Value]:
    """The values row by row, up to the last used row."""
    if isinstance(argument, SCALARS):
        return [argument]
    beyond: list[Value] = [None] * (argument.cols - argument.used_cols)
    if argument.rows == 1 or not beyond:
        return list(argument.values())
    return [value for row in as_rows(argument) for value in (*row, *beyond)]


@excel("SUMX2MY2", "R R", Kind.REDUCTION)
def sumx2my2(xs: Result, ys: Result) -> float | ExcelError:
    """The sum of x² - y² of corresponding numbers."""
    return _pairwise(lambda x, y: x * x - y * y, xs, ys)


@excel("SUMX2PY2", "R R", Kind.REDUCTION)
def sumx2py2(xs: Result, ys: Result) -> float | ExcelError:
    """The sum of x² + y² of corresponding numbers."""
    return _pairwise(lambda x, y: x * x + y * y, xs, ys)


@excel("SUMXMY2", "R R", Kind.REDUCTION)
def sumxmy2(xs: Result, ys: Result) -> float | ExcelError:
    """The sum of (x - y)² of corresponding numbers."""
    return _pairwise(lambda x, y: (x - y) * (x - y), xs, ys)


@excel("SERIESSUM", "v v v r", Kind.REDUCTION)
def seriessum(x: Value, n: Value, m: Value, coefficients: Result) -> float | ExcelError:
    """The power series: the sum of a(i) * x^(n + (i-1) m); booleans are refused (``#VALUE!``)."""
    found = numbers([coefficients])
    if isinstance(found, ExcelError):
        return found
    point, first, step = (strict_number(value) for value in (x, n, m))
    for given in (point, first, step):
        if isinstance(given, ExcelError):
            return given
    assert isinstance(point, float) and isinstance(first, float) and isinstance(step, float)
    terms: list[float] = []
    for i, coefficient in enumerate(found):
        raised = raise_to(point, first + i * step)
        if isinstance(raised, ExcelError):
            return raised
        terms.append(coefficient * raised)
    return finite(total(terms))


@excel("ABS", "n")
def abs_(number: float) -> float:
    """The number without its sign."""
    return abs(number)


@excel("SIGN", "n")
def sign(number: float) -> float:
    """1, 0 or -1."""
    return float((number > 0.0) - (number < 0.0))


@excel("SQRT", "n")
def sqrt(number: float) -> float | ExcelError:
    """The square root; ``#NUM!`` of a negative number."""
    return NUM if number < 0.0 else math.sqrt(number)


@excel("SQRTPI", "v")
def sqrtpi(value: Value) -> float | ExcelError:
    """The square root of number * pi; booleans are refused (``#VALUE!``)."""
    number = strict_number(value)
    if isinstance(number, ExcelError):
        return number
    return NUM if number < 0.0 else math.sqrt(number * math.pi)


@excel("POWER", "n n")
def power(number: float, exponent: float) -> float | ExcelError:
    """The number raised to the exponent."""
    return raise_to(number, exponent)


def raise_to(number: float, exponent: float) -> float | ExcelError:
    """``number ^ exponent`` as POWER and the operator give it.

    0^0 is ``#NUM!``, 0 to a negative power ``#DIV/0!``; a negative number has whole powers and odd roots only.
    """
    if number == 0.0 and exponent <= 0.0:
        return NUM if exponent == 0.0 else DIV0
    if number < 0.0 and exponent != math.floor(exponent):
        root = round(1.0 / exponent) if abs(exponent) > 1e-9 else 0
        if root % 2 == 0 or 1.0 / root != exponent:
            return NUM
        return finite(-math.pow(-number, exponent))
    try:
        return finite(math.pow(number, exponent))
    except OverflowError:
        return NUM


@excel("EXP", "n")
def exp(number: float) -> float | ExcelError:
    """e to the power of the number."""
    try:
        return math.exp(number)
    except OverflowError:
        return NUM


@excel("LN", "n")
def ln(number: float) -> float | ExcelError:
    """The natural logarithm; ``#NUM!`` unless the number is positive."""
    return math.log(number) if number > 0.0 else NUM


@excel("LOG10", "n")
def log10(number: float) -> float | ExcelError:
    """The logarithm to base 10; ``#NUM!`` unless the number is positive."""
    return math.log10(number) if number > 0.0 else NUM


@excel("LOG", "n n?")
def log(number: float, base: float = 10.0) -> float | ExcelError:
    """The logarithm to ``base``; ``#DIV/0!`` for base 1."""
    if number <= 0.0 or base <= 0.0:
        return NUM
    if base == 1.0:
        return DIV0
    exact = {2.0: math.log2, 10.0: math.log10}.get(base)
    return exact(number) if exact else math.log(number) / math.log(base)


@excel("MOD", "n n")
def mod(number: float, divisor: float) -> float | ExcelError:
    """The remainder, with the sign of the divisor; ``#NUM!`` when the quotient reaches 2^50."""
    if divisor == 0.0:
        return DIV0
    if abs(number) >= abs(divisor) * _MOD_LIMIT:
        return NUM
    rest = math.fmod(number, divisor)
    return rest + divisor if rest and (rest < 0.0) != (divisor < 0.0) else rest + 0.0


@excel("QUOTIENT", "v v")
def quotient(numerator: Value, denominator: Value) -> float | ExcelError:
    """The whole part of the quotient; booleans are refused (``#VALUE!``)."""
    number, divisor = strict_number(numerator), strict_number(denominator)
    if isinstance(number, ExcelError):
        return number
    if isinstance(divisor, ExcelError):
        return divisor
    if divisor == 0.0:
        return DIV0
    found = number / divisor
    return finite(math.copysign(floor(abs(found)), found)) if math.isfinite(found) else NUM


@excel("PI", "")
def pi() -> float:
    """3.14159265358979."""
    return math.pi


@excel("RAND", "", volatile=True, context=True)
def rand(context: CallContext) -> float:
    """A number from 0 up to but not including 1."""
    return context.random()


@excel("RANDBETWEEN", "n n", volatile=True, context=True)
def randbetween(context: CallContext, bottom: float, top: float) -> float | ExcelError:
    """A whole number from ``bottom`` to ``top``; ``#NUM!`` when there is none."""
    low, high = float(math.ceil(bottom)), float(math.floor(top))
    if low > high:
        return NUM
    return low + math.floor(context.random() * (high - low + 1.0))
