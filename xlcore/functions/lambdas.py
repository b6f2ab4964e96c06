"""The helpers of LAMBDA: MAP, REDUCE, SCAN, BYROW, BYCOL, MAKEARRAY, ISOMITTED.

A LAMBDA arrives as a callable that takes and gives scalars, arrays and references (the engine's ``Lambda``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xlcore.effort import TooMuch
from xlcore.functions.gather import SCALARS, as_rows
from xlcore.matrix import LARGEST_ARRAY, Array, Matrix, Result
from xlcore.registry import Kind, Library, Omitted, declare
from xlcore.values import CALC, MAX_COL, MAX_ROW, NA, VALUE, ExcelError, Value

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)

Given = Any
"""An argument as written: a value, a matrix, or a LAMBDA."""


def single(result: Given) -> Value:
    """A LAMBDA's result where one value is wanted: an array of more than one makes #CALC!."""
    if isinstance(result, SCALARS):
        return 0.0 if result is None else result
    if isinstance(result, Matrix):
        return result.get(0, 0) if result.rows == 1 and result.cols == 1 else CALC
    return CALC


def as_function(given: Given) -> Callable[..., Given] | None:
    return given if callable(given) else None


@excel("MAP", "R R | R", Kind.ARRAY)
def map_(*given: Given) -> Result:
    """The LAMBDA applied to the elements of one or more arrays, position by position; #N/A where one has none."""
    function = as_function(given[-1])
    if function is None:
        return VALUE
    sources = [as_rows(source) for source in given[:-1]]
    rows, cols = max(len(source) for source in sources), max(len(source[0]) for source in sources)

    def element(i: int, j: int) -> Value:
        if any(i >= len(source) or j >= len(source[0]) for source in sources):
            return NA
        return single(function(*[source[i][j] for source in sources]))

    return Array([[element(i, j) for j in range(cols)] for i in range(rows)])


@excel("REDUCE", "R R R", Kind.ARRAY)
def reduce_(start: Given, source: Given, given: Given) -> Result:
    """What is left after the LAMBDA (accumulator, value) has gone over all elements."""
    function = as_function(given)
    if function is None:
        return VALUE
    total = start
    for row in as_rows(source):
        for value in row:
            total = function(total, value)
    return total  # type: ignore[no-any-return]


@excel("SCAN", "R R R", Kind.ARRAY)
def scan(start: Given, source: Given, given: Given) -> Result:
    """Every step of REDUCE, in the shape of the array."""
    function = as_function(given)
    if function is None:
        return VALUE
    total = start
    found: list[list[Value]] = []
    for row in as_rows(source):
        line: list[Value] = []
        for value in row:
            total = function(total, value)
            line.append(single(total))
        found.append(line)
    return Array(found)


@excel("BYROW", "R R", Kind.ARRAY)
def byrow(source: Given, given: Given) -> Result:
    """One column: the LAMBDA of each row."""
    function = as_function(given)
    if function is None:
        return VALUE
    return Array([[single(function(Array([row])))] for row in as_rows(source)])


@excel("BYCOL", "R R", Kind.ARRAY)
def bycol(source: Given, given: Given) -> Result:
    """One row: the LAMBDA of each column."""
    function = as_function(given)
    if function is None:
        return VALUE
    columns = zip(*as_rows(source), strict=True)
    return Array([[single(function(Array([[v] for v in column]))) for column in columns]])


@excel("MAKEARRAY", "n n R", Kind.ARRAY)
def makearray(rows: float, cols: float, given: Given) -> Result:
    """An array of ``rows`` x ``cols`` elements, each the LAMBDA of its 1-based row and column."""
    function = as_function(given)
    height, width = int(rows), int(cols)
    if function is None or not (0 < height <= MAX_ROW and 0 < width <= MAX_COL):
        return VALUE
    if height * width > LARGEST_ARRAY:
        raise TooMuch
    return Array([[single(function(float(i), float(j))) for j in range(1, width + 1)] for i in range(1, height + 1)])


@excel("ISOMITTED", "R")
def isomitted(given: Given) -> bool | ExcelError:
    """TRUE when the call of the LAMBDA left this parameter out."""
    return isinstance(given, Omitted)
