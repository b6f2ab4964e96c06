"""Sums, products, powers and logarithms, random numbers (Excel's category "Math & Trig", first part)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from xlcore.functions.gather import SCALARS, as_rows, columns, finite, first_error, numbers, shape, total
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
        error = argument if isinstance(argument, SCALARS) else first_error(argument)
        if isinstance(error, ExcelError):
            return error
    grids = [list(_number_columns(a)) for a in arguments]
    # zip stops at the shortest: beyond an argument's used part its blanks make every product 0
    return finite(total(math.prod(cell) for column in zip(*grids) for cell in zip(*column)))  # noqa: B905


def _number_columns(argument: Result) -> Iterator[list[float]]:
    if isinstance(argument, SCALARS):
        yield [argument if type(argument) is float else 0.0]
        return
    for column in columns(argument):
        yield [v if type(v) is float else 0.0 for v in column]


def _pairwise(term: Callable[[float, float], float], xs: Result, ys: Result) -> float | ExcelError:
    pairs = number_pairs(xs, ys)
    return pairs if isinstance(pairs, ExcelError) else finite(total(term(x, y) for x, y in pairs))


def number_pairs(xs: Result, ys: Result) -> list[tuple[float, float]] | ExcelError:
    """The pairs of corresponding elements that are both numbers, or the first error; ``#N/A`` for unequal counts."""
    first, second = _in_order(xs), _in_order(ys)
    for value in (*first, *second):
        if isinstance(value, ExcelError):
            return value
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


@excel("SERIESSUM", "n n n r", Kind.REDUCTION)
def seriessum(x: float, n: float, m: float, coefficients: Result) -> float | ExcelError:
    """The power series: the sum of a(i) * x^(n + (i-1) m)."""
    found = numbers([coefficients])
    if isinstance(found, ExcelError):
        return found
    terms: list[float] = []
    for i, coefficient in enumerate(found):
        raised = raise_to(x, n + i * m)
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


@excel("SQRTPI", "n")
def sqrtpi(number: float) -> float | ExcelError:
    """The square root of number * pi."""
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


@excel("QUOTIENT", "n n")
def quotient(number: float, divisor: float) -> float | ExcelError:
    """The whole part of the quotient."""
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
