"""Matrix algebra and functions that make arrays (the part of "Math & Trig" that returns arrays)."""

from __future__ import annotations

import math
from itertools import accumulate, repeat

from xlcore.coerce import to_number
from xlcore.effort import STEPS, TooMuch
from xlcore.functions.gather import as_rows, finite, shape, total
from xlcore.matrix import LARGEST_ARRAY, Array, Result
from xlcore.registry import CallContext, Kind, Library, declare
from xlcore.values import MAX_COL, MAX_ROW, NUM, VALUE, ExcelError, Value

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)

Rows = list[list[float]]


def _number_rows(argument: Result, square: bool = False) -> Rows | ExcelError:
    """The argument as rows of numbers; its first error, or ``#VALUE!`` when an element is none."""
    rows = as_rows(argument)
    if (len(rows), len(rows[0]) if rows else 0) != shape(argument):
        return VALUE  # there are blanks beyond the used part
    found: Rows = []
    for row in rows:
        for value in row:
            if isinstance(value, ExcelError):
                return value
        numbers = [value for value in row if type(value) is float]
        if len(numbers) != len(row):
            return VALUE
        found.append(numbers)
    return VALUE if square and len(found) != len(found[0]) else found


def _array(rows: Rows) -> Array:
    return Array([[finite(v) for v in row] for row in rows])


@excel("MMULT", "R R", Kind.ARRAY, context=True)
def mmult(context: CallContext, left: Result, right: Result) -> Array | ExcelError:
    """The matrix product; ``#VALUE!`` when shapes do not fit or an element is no number, ``#NUM!`` if one overflows."""
    a, b = _number_rows(left), _number_rows(right)
    if isinstance(a, ExcelError):
        return a
    if isinstance(b, ExcelError):
        return b
    if len(a[0]) != len(b):
        return VALUE
    context.spend(len(a) * len(b) * len(b[0]) // STEPS)
    cols = list(zip(*b, strict=True))
    product = [[total(x * y for x, y in zip(row, col, strict=True)) for col in cols] for row in a]
    if not all(math.isfinite(element) for row in product for element in row):
        return NUM  # the whole, not the element
    return _array(product)


@excel("TRANSPOSE", "R", Kind.ARRAY)
def transpose(argument: Result) -> Array:
    """Rows become columns."""
    rows = as_rows(argument) or [[None]]
    return Array([list(row) for row in zip(*rows, strict=True)])


def _eliminate(rows: Rows, right: Rows) -> float:
    """Brings ``rows`` to diagonal form with partial pivoting, ``right`` alike; the determinant is returned.

    It stops at a column without a pivot (determinant 0).
    """
    determinant = 1.0
    for k in range(len(rows)):
        best = max(range(k, len(rows)), key=lambda i: abs(rows[i][k]))
        pivot = rows[best][k]
        if pivot == 0.0:
            return 0.0
        if best != k:
            rows[k], rows[best] = rows[best], rows[k]
            right[k], right[best] = right[best], right[k]
            determinant = -determinant
        determinant *= pivot
        for i in range(len(rows)):
            factor = rows[i][k] / pivot
            if i == k or factor == 0.0 or (i < k and not right[i]):
                continue
            rows[i] = [x - factor * y for x, y in zip(rows[i], rows[k], strict=True)]
            right[i] = [x - factor * y for x, y in zip(right[i], right[k], strict=True)]
    return determinant


@excel("MDETERM", "R", Kind.REDUCTION, context=True)
def mdeterm(context: CallContext, argument: Result) -> float | ExcelError:
    """The determinant; ``#VALUE!`` when the matrix is not square or an element is no number."""
    rows = _number_rows(argument, square=True)
    if isinstance(rows, ExcelError):
        return rows
    context.spend(len(rows) ** 3 // STEPS)
    return finite(_eliminate(rows, [[] for _ in rows]))


@excel("MINVERSE", "R", Kind.ARRAY, context=True)
def minverse(context: CallContext, argument: Result) -> Array | ExcelError:
    """The inverse; ``#NUM!`` for a singular matrix."""
    rows = _number_rows(argument, square=True)
    if isinstance(rows, ExcelError):
        return rows
    context.spend(2 * len(rows) ** 3 // STEPS)
    right = _unit(len(rows))
    if _eliminate(rows, right) == 0.0:
        return NUM
    return _array([[v / rows[i][i] for v in row] for i, row in enumerate(right)])


def _unit(size: int) -> Rows:
    return [[float(i == j) for j in range(size)] for i in range(size)]


def _refused(rows: int, cols: int) -> ExcelError | None:
    if not (0 < rows <= MAX_ROW and 0 < cols <= MAX_COL):
        return VALUE
    if rows * cols > LARGEST_ARRAY:
        raise TooMuch
    return None


@excel("MUNIT", "i", Kind.ARRAY)
def munit(size: int) -> Array | ExcelError:
    """The unit matrix."""
    return _refused(size, size) or _array(_unit(size))


@excel("SEQUENCE", "v v? v? v?", Kind.ARRAY)
def sequence(rows: Value, cols: Value = None, start: Value = None, step: Value = None) -> Array | ExcelError:
    """Numbers from ``start`` on, each ``step`` more than the one before, row by row (all are 1 when left out)."""
    values = _numbers_or_default([rows, cols, start, step], [1.0, 1.0, 1.0, 1.0])
    if isinstance(values, ExcelError):
        return values
    height, width = int(values[0]), int(values[1])
    first, more = values[2], values[3]
    error = _refused(height, width)
    if error is not None:
        return error
    # Excel adds the step again and again; first + k * step would differ in the last digits.
    numbers = list(accumulate(repeat(more, height * width - 1), initial=first))
    return Array([list(numbers[i : i + width]) for i in range(0, height * width, width)])


def _numbers_or_default(values: list[Value], defaults: list[float]) -> list[float] | ExcelError:
    """Each value as a number; a blank (an argument left empty) takes its default."""
    found: list[float] = []
    for value, default in zip(values, defaults, strict=True):
        number = default if value is None else to_number(value)
        if isinstance(number, ExcelError):
            return number
        found.append(number)
    return found


@excel("RANDARRAY", "v? v? v? v? b?", Kind.ARRAY, volatile=True, context=True)
def randarray(
    context: CallContext,
    rows: Value = None,
    cols: Value = None,
    low: Value = None,
    high: Value = None,
    whole: bool = False,
) -> Array | ExcelError:
    """Random numbers from ``low`` to ``high`` (0 to 1), whole ones on request."""
    values = _numbers_or_default([rows, cols, low, high], [1.0, 1.0, 0.0, 1.0])
    if isinstance(values, ExcelError):
        return values
    height, width, bottom, top = int(values[0]), int(values[1]), values[2], values[3]
    error = _refused(height, width)
    if error is not None:
        return error
    if bottom > top or (whole and (bottom != math.floor(bottom) or top != math.floor(top))):
        return VALUE

    def draw() -> float:
        if whole:
            return bottom + math.floor(context.random() * (top - bottom + 1.0))
        return bottom + context.random() * (top - bottom)

    return Array([[draw() for _ in range(width)] for _ in range(height)])
