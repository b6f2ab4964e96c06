"""Least squares with one or several variables: LINEST, LOGEST, TREND, GROWTH.

The columns are made orthogonal one after the other (twice, which keeps all digits); a variable that the earlier ones
already determine is left out with the coefficient 0, as Excel does.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from xlcore.coerce import to_bool
from xlcore.functions.gather import as_rows, finite, shape, total
from xlcore.matrix import Array, Result
from xlcore.registry import Kind, Library, declare
from xlcore.values import NA, NUM, REF, VALUE, ExcelError, Value

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)

Column = list[float]

_DEPENDENT = 1e-14  # what is left of a squared column, relative, when the others determine it


@dataclass(frozen=True)
class Data:
    """The observations: ``ys``, one column per variable, and whether they stood in rows."""

    ys: Column
    xs: list[Column]
    across: bool
    single: bool  # one variable of the shape of the known y


@dataclass(frozen=True)
class Fit:
    """The coefficients (in the order of the variables), the constant, and the statistics of the fit."""

    slopes: Column
    slope_errors: Column
    constant: float
    constant_error: float | None
    squares_explained: float
    squares_left: float
    freedom: int
    variables: int


def _grid(argument: Result) -> list[Column] | ExcelError:
    """The rows of an argument, all of them numbers; ``#VALUE!`` otherwise."""
    rows = as_rows(argument)
    if (len(rows), len(rows[0]) if rows else 0) != shape(argument):
        return VALUE
    found: list[Column] = []
    for row in rows:
        line = [v for v in row if type(v) is float]
        if len(line) != len(row):
            return next((v for v in row if isinstance(v, ExcelError)), VALUE)
        found.append(line)
    return found


def _transposed(rows: list[Column]) -> list[Column]:
    return [list(column) for column in zip(*rows, strict=True)]


def _flat(rows: list[Column]) -> Column:
    return [value for row in rows for value in row]


def _data(known_y: Result, known_x: Result, logarithms: bool) -> Data | ExcelError:
    rows = _grid(known_y)
    if isinstance(rows, ExcelError):
        return rows
    ys = _flat(rows)
    if logarithms:
        if min(ys) <= 0.0:
            return NUM
        ys = [math.log(y) for y in ys]
    across = len(rows) == 1 and len(rows[0]) > 1
    if known_x is None:
        return Data(ys, [[float(i + 1) for i in range(len(ys))]], across, True)
    variables = _grid(known_x)
    if isinstance(variables, ExcelError):
        return variables
    if shape(known_x) == shape(known_y):
        return Data(ys, [_flat(variables)], across, True)
    if across and len(variables[0]) == len(ys):
        return Data(ys, variables, True, False)
    if len(rows[0]) == 1 and len(variables) == len(ys):
        return Data(ys, _transposed(variables), False, False)
    return REF


def _dot(a: Sequence[float], b: Sequence[float]) -> float:
    return math.fsum(x * y for x, y in zip(a, b, strict=True))


def _centred(column: Column) -> tuple[float, Column]:
    centre = math.fsum(column) / len(column)
    return centre, [v - centre for v in column]


def _fit(data: Data, constant: bool) -> Fit | ExcelError:
    n, names = len(data.ys), range(len(data.xs))
    if constant:
        mean, ys = _centred(data.ys)
        means, columns = map(list, zip(*(_centred(x) for x in data.xs), strict=True))
    else:
        mean, ys, means, columns = 0.0, data.ys, [0.0] * len(data.xs), data.xs
    basis, triangle, kept = _orthogonal(columns)
    inverse = _inverse(triangle)
    along = [_dot(q, ys) for q in basis]
    freedom = n - len(kept) - constant
    if freedom < 0:
        return REF if not kept else NUM
    slopes, spread = [0.0] * len(data.xs), [0.0] * len(data.xs)
    for place, i in enumerate(kept):
        slopes[i] = math.fsum(inverse[place][k] * along[k] for k in range(place, len(kept)))
        spread[i] = math.sqrt(_dot(inverse[place][place:], inverse[place][place:]))
    left = [y - math.fsum(slopes[i] * columns[i][row] for i in kept) for row, y in enumerate(ys)]
    squares_left = _dot(left, left) if freedom else 0.0
    error = math.sqrt(squares_left / freedom) if freedom else 0.0
    # The constant's variance: 1/n and that of the slopes carried to the point where every variable is 0.
    reach = [math.fsum(inverse[p][k] * means[i] for p, i in enumerate(kept)) for k in range(len(kept))]
    return Fit(
        slopes,
        [error * s for s in spread],
        mean - math.fsum(slopes[i] * means[i] for i in names) if constant else 0.0,
        error * math.sqrt(1.0 / n + _dot(reach, reach)) if constant else None,
        max(0.0, _dot(ys, ys) - squares_left),
        squares_left,
        freedom,
        len(kept),
    )


def _orthogonal(columns: list[Column]) -> tuple[list[Column], list[Column], list[int]]:
    """``(orthonormal columns, upper triangle by columns, which columns were independent)``."""
    basis: list[Column] = []
    triangle: list[Column] = []
    kept: list[int] = []
    for i, column in enumerate(columns):
        rest, parts = column, [0.0] * len(basis)
        for _ in range(2):
            for k, q in enumerate(basis):
                share = _dot(q, rest)
                parts[k] += share
                rest = [v - share * w for v, w in zip(rest, q, strict=True)]
        square = _dot(rest, rest)
        if square <= _DEPENDENT * _dot(column, column):
            continue
        length = math.sqrt(square)
        basis.append([v / length for v in rest])
        triangle.append([*parts, length])
        kept.append(i)
    return basis, triangle, kept


def _inverse(triangle: list[Column]) -> list[Column]:
    """The inverse, by rows, of an upper triangle given by columns."""
    size = len(triangle)
    inverse = [[0.0] * size for _ in range(size)]
    for j in range(size):
        inverse[j][j] = 1.0 / triangle[j][j]
        for i in range(j - 1, -1, -1):
            covered = math.fsum(triangle[k][i] * inverse[k][j] for k in range(i + 1, j + 1))
            inverse[i][j] = -covered / triangle[i][i]
    return inverse


def _switch(value: Value, default: bool) -> bool | ExcelError:
    """A logical argument that counts as ``default`` when it is left out or left empty."""
    return default if value is None else to_bool(value)


def _quotient(a: float, b: float) -> Value:
    return finite(a / b) if b else NUM


def _report(data: Data, constant: Value, statistics: Value, logarithms: bool) -> Array | ExcelError:
    with_constant, full = _switch(constant, True), _switch(statistics, False)
    if isinstance(with_constant, ExcelError):
        return with_constant
    if isinstance(full, ExcelError):
        return full
    fit = _fit(data, with_constant)
    if isinstance(fit, ExcelError):
        return fit
    found = [*reversed(fit.slopes), fit.constant]
    first: list[Value] = [_power(v) if logarithms else finite(v) for v in found]
    if not full:
        return Array([first])
    beyond: list[Value] = [NA] * (len(fit.slopes) - 1)
    everything = fit.squares_explained + fit.squares_left
    error = _quotient(fit.squares_left, fit.freedom)
    ratio = _quotient(fit.squares_explained / fit.variables, error) if isinstance(error, float) and error else NUM
    second: list[Value] = [*reversed(fit.slope_errors), NA if fit.constant_error is None else fit.constant_error]
    return Array(
        [
            first,
            second,
            [
                _quotient(fit.squares_explained, everything) if everything else 1.0,
                math.sqrt(error) if isinstance(error, float) else 0.0,
                *beyond,
            ],
            [ratio, float(fit.freedom), *beyond],
            [fit.squares_explained, fit.squares_left, *beyond],
        ]
    )


def _power(exponent: float) -> float | ExcelError:
    try:
        return math.exp(exponent)
    except OverflowError:
        return NUM


def _estimated(known_y: Result, known_x: Result, constant: Value, statistics: Value, logs: bool) -> Array | ExcelError:
    data = _data(known_y, known_x, logs)
    return data if isinstance(data, ExcelError) else _report(data, constant, statistics, logs)


@excel("LINEST", "R R? v? v?", Kind.ARRAY)
def linest(
    known_y: Result, known_x: Result = None, constant: Value = None, statistics: Value = None
) -> Array | ExcelError:
    """The slopes (the last variable's first) and the constant of the fit; below, its statistics."""
    return _estimated(known_y, known_x, constant, statistics, False)


@excel("LOGEST", "R R? v? v?", Kind.ARRAY)
def logest(
    known_y: Result, known_x: Result = None, constant: Value = None, statistics: Value = None
) -> Array | ExcelError:
    """The bases (the last variable's first) and the factor of the exponential fit; below, its statistics."""
    return _estimated(known_y, known_x, constant, statistics, True)


def _predicted(known_y: Result, known_x: Result, new_x: Result, constant: Value, logs: bool) -> Array | ExcelError:
    data = _data(known_y, known_x, logs)
    if isinstance(data, ExcelError):
        return data
    with_constant = _switch(constant, True)
    if isinstance(with_constant, ExcelError):
        return with_constant
    points = _points(data, known_y, known_x, new_x)
    if isinstance(points, ExcelError):
        return points
    fit = _fit(data, with_constant)
    if isinstance(fit, ExcelError):
        return fit
    grid, rows, cols = points
    level = [fit.constant + total(s * v for s, v in zip(fit.slopes, point, strict=True)) for point in grid]
    values: list[Value] = [_power(v) if logs else finite(v) for v in level]
    return Array([values[i * cols : (i + 1) * cols] for i in range(rows)])


def _points(data: Data, known_y: Result, known_x: Result, new_x: Result) -> tuple[list[Column], int, int] | ExcelError:
    """``(the points to predict, rows and columns of the result)``."""
    if new_x is None:
        rows, cols = shape(known_y)
        return _transposed(data.xs), rows, cols
    grid = _grid(new_x)
    if isinstance(grid, ExcelError):
        return grid
    if data.single:
        return [[value] for value in _flat(grid)], len(grid), len(grid[0])
    by_point = _transposed(grid) if data.across else grid
    if len(by_point[0]) != len(data.xs):
        return REF
    return (by_point, 1, len(by_point)) if data.across else (by_point, len(by_point), 1)


@excel("TREND", "R R? R? v?", Kind.ARRAY)
def trend(known_y: Result, known_x: Result = None, new_x: Result = None, constant: Value = None) -> Array | ExcelError:
    """The values of the linear fit at ``new_x`` (at ``known_x`` when left out)."""
    return _predicted(known_y, known_x, new_x, constant, False)


@excel("GROWTH", "R R? R? v?", Kind.ARRAY)
def growth(known_y: Result, known_x: Result = None, new_x: Result = None, constant: Value = None) -> Array | ExcelError:
    """The values of the exponential fit at ``new_x`` (at ``known_x`` when left out)."""
    return _predicted(known_y, known_x, new_x, constant, True)
