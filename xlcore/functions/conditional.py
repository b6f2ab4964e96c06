"""Sums, counts, averages, minima and maxima of the cells that meet criteria (SUMIF, COUNTIFS, MAXIFS, ...).

A whole-column range is walked only where it is used; what lies beyond is blank and is counted without looking when the
criteria match blanks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from xlcore.criteria import Criterion, criterion
from xlcore.functions.gather import columns, error_in, finite, total
from xlcore.functions.indexes import ColumnIndex
from xlcore.locales import Locale
from xlcore.matrix import Array, Matrix
from xlcore.registry import CallContext, Kind, Library, declare
from xlcore.values import DIV0, VALUE, ExcelError, Value

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)

Test = tuple[Matrix, Criterion, ColumnIndex | None]
"""A range, what its cells must meet, and the range's index where there is one."""


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


def _tests(context: CallContext, pairs: Sequence[Matrix | Value]) -> list[Test] | ExcelError:
    """The (range, criterion) pairs; ``#VALUE!`` when the ranges have different shapes or a criterion is too long."""
    if len(pairs) % 2:
        return VALUE
    ranges = cast("Sequence[Matrix]", pairs[0::2])
    wanted = [criterion(c, context.locale, context.date1904) for c in cast("Sequence[Value]", pairs[1::2])]
    if any(c.too_long for c in wanted):
        return VALUE
    if any(r.rows != ranges[0].rows or r.cols != ranges[0].cols for r in ranges):
        return VALUE
    return [(cells, c, context.index(cells)) for cells, c in zip(ranges, wanted, strict=True)]


def matching_rows(tests: Sequence[Test], col: int, rows: int, locale: Locale) -> list[int]:
    """The 0-based rows below ``rows`` of column ``col`` that meet every test."""
    start, found = _narrowest(tests, rows, locale)
    if start is None:
        start = 0
        first, wanted, _ = tests[0]
        known = _column(first, col)[:rows]
        found = [i for i, met in enumerate(wanted.mask(known)) if met]
        if wanted.matches_blank:
            found.extend(range(len(known), rows))
    for place, (matrix, condition, index) in enumerate(tests):
        if place == start:
            continue
        if index is not None and not condition.matches_blank:
            size = len(index.values)
            found = index.among([i for i in found if i < size], condition, locale)
            continue
        known = _column(matrix, col)
        size, matches, blank = len(known), condition.matches, condition.matches_blank
        found = [i for i in found if (matches(known[i]) if i < size else blank)]
    return found


def _narrowest(tests: Sequence[Test], rows: int, locale: Locale) -> tuple[int | None, list[int]]:
    """The test whose index leaves the fewest rows, and these rows; ``None`` when no index can tell."""
    best, least = None, [0] * (rows + 1)
    for place, (_, condition, index) in enumerate(tests):
        found = None if index is None else index.matching(condition, locale)
        if found is not None and len(found) < len(least):
            best, least = place, list(found)
    return best, (least if best is None or not least or least[-1] < rows else [i for i in least if i < rows])


def _column(matrix: Matrix, col: int) -> Sequence[Value]:
    return matrix.column(col) if col < matrix.used_cols else ()


def _matched(values: Matrix, tests: Sequence[Test], locale: Locale) -> list[Value]:
    """The values whose cells meet every test, row by row."""
    if values.cols == 1:
        column = values.column(0)
        return [column[i] for i in matching_rows(tests, 0, len(column), locale)]
    places = [
        (i, col, column[i])
        for col, column in enumerate(columns(values))
        for i in matching_rows(tests, col, len(column), locale)
    ]
    return [value for _, _, value in sorted(places, key=lambda place: place[:2])]


def _matched_numbers(values: Matrix, tests: Sequence[Test], locale: Locale) -> list[float] | ExcelError:
    """The numbers among the values whose cells meet every test, or the first error among them."""
    matched = _matched(values, tests, locale)
    found = [v for v in matched if type(v) is float]
    return found if len(found) == len(matched) else error_in(matched) or found


def count_matches(tests: Sequence[Test], locale: Locale) -> float:
    """How many cells meet every test; blanks beyond the used parts are counted without being looked at."""
    matrix = tests[0][0]
    rows = max(m.used_rows for m, _, _ in tests)
    cols = max(m.used_cols for m, _, _ in tests)
    found = sum(len(matching_rows(tests, col, rows, locale)) for col in range(cols))
    if all(c.matches_blank for _, c, _ in tests):
        found += matrix.rows * matrix.cols - rows * cols
    return float(found)


@excel("COUNTIF", "x e", Kind.LOOKUP, context=True)
def countif(context: CallContext, cells: Matrix, wanted: Value) -> float | ExcelError:
    """How many cells meet the criterion."""
    tests = _tests(context, (cells, wanted))
    return tests if isinstance(tests, ExcelError) else count_matches(tests, context.locale)


@excel("COUNTIFS", "x e | x e", Kind.LOOKUP, context=True)
def countifs(context: CallContext, *pairs: Matrix | Value) -> float | ExcelError:
    """How many rows meet all criteria."""
    tests = _tests(context, pairs)
    return tests if isinstance(tests, ExcelError) else count_matches(tests, context.locale)


def _numbers_if(context: CallContext, cells: Matrix, wanted: Value, values: Matrix | None) -> list[float] | ExcelError:
    """The numbers of the one-criterion functions: ``values`` is given the shape of ``cells``, which it defaults to."""
    tests = _tests(context, (cells, wanted))
    if isinstance(tests, ExcelError):
        return tests
    return _matched_numbers(cells if values is None else resized(values, cells.rows, cells.cols), tests, context.locale)


def _numbers_ifs(context: CallContext, values: Matrix, pairs: Sequence[Matrix | Value]) -> list[float] | ExcelError:
    tests = _tests(context, pairs)
    if isinstance(tests, ExcelError):
        return tests
    if (tests[0][0].rows, tests[0][0].cols) != (values.rows, values.cols):
        return VALUE
    return _matched_numbers(values, tests, context.locale)


def _sum(found: list[float] | ExcelError) -> float | ExcelError:
    return found if isinstance(found, ExcelError) else finite(total(found))


def _average(found: list[float] | ExcelError) -> float | ExcelError:
    if isinstance(found, ExcelError):
        return found
    return finite(total(found) / len(found)) if found else DIV0


@excel("SUMIF", "x e x?", Kind.LOOKUP, context=True)
def sumif(context: CallContext, cells: Matrix, wanted: Value, values: Matrix | None = None) -> float | ExcelError:
    """The sum of the numbers whose cell meets the criterion."""
    return _sum(_numbers_if(context, cells, wanted, values))


@excel("AVERAGEIF", "x e x?", Kind.LOOKUP, context=True)
def averageif(context: CallContext, cells: Matrix, wanted: Value, values: Matrix | None = None) -> float | ExcelError:
    """The mean of the numbers whose cell meets the criterion; ``#DIV/0!`` when there is none."""
    return _average(_numbers_if(context, cells, wanted, values))


@excel("SUMIFS", "x x e | x e", Kind.LOOKUP, context=True)
def sumifs(context: CallContext, values: Matrix, *pairs: Matrix | Value) -> float | ExcelError:
    """The sum of the numbers whose row meets all criteria."""
    return _sum(_numbers_ifs(context, values, pairs))


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
