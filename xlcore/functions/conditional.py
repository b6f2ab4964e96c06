"""Sums, counts, averages, minima and maxima of the cells that meet criteria (SUMIF, COUNTIFS, MAXIFS, ...).

A whole-column range is walked only where it is used; what lies beyond is blank and is counted without looking when the
criteria match blanks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from xlcore.criteria import criterion
from xlcore.functions.gather import columns, error_in, finite, total
from xlcore.functions.indexes import RangeTest, indexed_rows
from xlcore.matrix import Array, Matrix
from xlcore.registry import CallContext, Kind, Library, declare
from xlcore.values import DIV0, VALUE, ExcelError, Value

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)


_FLOAT = {float}


def resized(matrix: Matrix, rows: int, cols: int) -> Matrix:
    """The rectangle of that shape with the same top-left corner; an array is cut, or filled up with blanks."""
    if matrix.rows == rows and matrix.cols == cols:
        return matrix
    cut = getattr(matrix, "resized", None)
    if cut is not None:
        area: Matrix = cut(rows, cols)
        return area
    height, width = min(rows, matrix.rows), min(cols, matrix.cols)
    data: list[list[Value]] = [[None] * cols for _ in range(rows)]
    for i in range(height):
        data[i][:width] = [matrix.get(i, j) for j in range(width)]
    return Array(data)


def _tests(context: CallContext, pairs: Sequence[Matrix | Value]) -> list[RangeTest] | ExcelError:
    """The (range, criterion) pairs; ``#VALUE!`` when the ranges have different shapes or a criterion is too long."""
    if len(pairs) % 2:
        return VALUE
    ranges = cast("Sequence[Matrix]", pairs[0::2])
    wanted = [criterion(c, context.locale, context.date1904) for c in cast("Sequence[Value]", pairs[1::2])]
    if any(c.too_long for c in wanted):
        return VALUE
    if any(r.rows != ranges[0].rows or r.cols != ranges[0].cols for r in ranges):
        return VALUE
    reading = context.locale, context.date1904
    return [RangeTest(cells, c, context.index(cells), reading) for cells, c in zip(ranges, wanted, strict=True)]


def matching_rows(tests: list[RangeTest], col: int, rows: int) -> Sequence[int]:
    """The 0-based rows below ``rows`` of column ``col`` that meet every test."""
    known = [test for test in tests if test.grouping is not None]
    if known:
        found = indexed_rows(known)
        if found and found[-1] >= rows:
            found = [i for i in found if i < rows]
        if len(known) == len(tests):
            return found
        left = [test for test in tests if test.grouping is None]
    else:
        first, left = tests[0], tests[1:]
        cells = _column(first.matrix, col)[:rows]
        found = [i for i, met in enumerate(first.condition.mask(cells)) if met]
        if first.condition.matches_blank:
            found.extend(range(len(cells), rows))
    for test in left:
        cells, matches, blank = _column(test.matrix, col), test.condition.matches, test.condition.matches_blank
        size = len(cells)
        found = [i for i in found if (matches(cells[i]) if i < size else blank)]
    return found


def _column(matrix: Matrix, col: int) -> Sequence[Value]:
    return matrix.column(col) if col < matrix.used_cols else ()


def _matched(values: Matrix, tests: list[RangeTest]) -> list[Value]:
    """The values whose cells meet every test, row by row."""
    if values.cols == 1:
        return values.picked(matching_rows(tests, 0, values.used_rows))
    places = [
        (i, col, column[i])
        for col, column in enumerate(columns(values))
        for i in matching_rows(tests, col, len(column))
    ]
    return [value for _, _, value in sorted(places, key=lambda place: place[:2])]


def matched_numbers(values: Matrix, tests: list[RangeTest]) -> list[float] | ExcelError:
    """The numbers among the values whose cells meet every test, or the first error among them."""
    matched = _matched(values, tests)
    kinds = set(map(type, matched))
    if ExcelError in kinds:
        return error_in(matched) or []
    return cast("list[float]", matched) if kinds <= _FLOAT else [v for v in matched if type(v) is float]


def count_matches(tests: list[RangeTest]) -> float:
    """How many cells meet every test; blanks beyond the used parts are counted without being looked at."""
    if all(test.grouping is not None for test in tests):
        return float(len(indexed_rows(tests)))
    matrix = tests[0].matrix
    rows = max(test.matrix.used_rows for test in tests)
    cols = max(test.matrix.used_cols for test in tests)
    found = sum(len(matching_rows(tests, col, rows)) for col in range(cols))
    if all(test.condition.matches_blank for test in tests):
        found += matrix.rows * matrix.cols - rows * cols
    return float(found)


@excel("COUNTIF", "x e", Kind.LOOKUP, context=True)
def countif(context: CallContext, cells: Matrix, wanted: Value) -> float | ExcelError:
    """How many cells meet the criterion."""
    tests = _tests(context, (cells, wanted))
    return tests if isinstance(tests, ExcelError) else count_matches(tests)


@excel("COUNTIFS", "x e | x e", Kind.LOOKUP, context=True)
def countifs(context: CallContext, *pairs: Matrix | Value) -> float | ExcelError:
    """How many rows meet all criteria."""
    tests = _tests(context, pairs)
    return tests if isinstance(tests, ExcelError) else count_matches(tests)


def _numbers_if(context: CallContext, cells: Matrix, wanted: Value, values: Matrix | None) -> list[float] | ExcelError:
    """The numbers of the one-criterion functions: ``values`` is given the shape of ``cells``, which it defaults to."""
    tests = _tests(context, (cells, wanted))
    if isinstance(tests, ExcelError):
        return tests
    return matched_numbers(cells if values is None else resized(values, cells.rows, cells.cols), tests)


def _numbers_ifs(context: CallContext, values: Matrix, pairs: Sequence[Matrix | Value]) -> list[float] | ExcelError:
    tests = _tests(context, pairs)
    if isinstance(tests, ExcelError):
        return tests
    if (tests[0].matrix.rows, tests[0].matrix.cols) != (values.rows, values.cols):
        return VALUE
    return matched_numbers(values, tests)


def sum_of(found: list[float] | ExcelError) -> float | ExcelError:
    return found if isinstance(found, ExcelError) else finite(total(found))


def _average(found: list[float] | ExcelError) -> float | ExcelError:
    if isinstance(found, ExcelError):
        return found
    return finite(total(found) / len(found)) if found else DIV0


@excel("SUMIF", "x e x?", Kind.LOOKUP, context=True)
def sumif(context: CallContext, cells: Matrix, wanted: Value, values: Matrix | None = None) -> float | ExcelError:
    """The sum of the numbers whose cell meets the criterion."""
    return sum_of(_numbers_if(context, cells, wanted, values))


@excel("AVERAGEIF", "x e x?", Kind.LOOKUP, context=True)
def averageif(context: CallContext, cells: Matrix, wanted: Value, values: Matrix | None = None) -> float | ExcelError:
    """The mean of the numbers whose cell meets the criterion; ``#DIV/0!`` when there is none."""
    return _average(_numbers_if(context, cells, wanted, values))


@excel("SUMIFS", "x x e | x e", Kind.LOOKUP, context=True)
def sumifs(context: CallContext, values: Matrix, *pairs: Matrix | Value) -> float | ExcelError:
    """The sum of the numbers whose row meets all criteria."""
    return sum_of(_numbers_ifs(context, values, pairs))


@excel("AVERAGEIFS", "x x e | x e", Kind.LOOKUP, context=True)
def averageifs(context: CallContext, values: Matrix, *pairs: Matrix | Value) -> float | ExcelError:
    """The mean of the numbers whose row meets all criteria; ``#DIV/0!`` when there is none."""
    return _average(_numbers_ifs(context, values, pairs))


@excel("MINIFS", "x x e | x e", Kind.LOOKUP, context=True)
def minifs(context: CallContext, values: Matrix, *pairs: Matrix | Value) -> float | ExcelError:
    """The smallest number whose row meets all criteria; 0 when there is none."""
    found = _numbers_ifs(context, values, pairs)
    return found if isinstance(found, ExcelError) else min(found, default=0.0)


@excel("MAXIFS", "x x e | x e", Kind.LOOKUP, context=True)
def maxifs(context: CallContext, values: Matrix, *pairs: Matrix | Value) -> float | ExcelError:
    """The largest number whose row meets all criteria; 0 when there is none."""
    found = _numbers_ifs(context, values, pairs)
    return found if isinstance(found, ExcelError) else max(found, default=0.0)
