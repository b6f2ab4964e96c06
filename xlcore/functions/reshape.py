"""Excel's functions that make arrays of arrays: UNIQUE, SORT, SORTBY, FILTER, TAKE, DROP, VSTACK, TOCOL and kin.

An array without any element, which Excel cannot show, is ``#CALC!``. Blanks stay blanks; the cell shows them as 0.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Final

from xlcore.coerce import to_bool, to_number
from xlcore.effort import TooMuch
from xlcore.functions.gather import as_rows
from xlcore.functions.lookup import as_matrix, lengths_agree, part
from xlcore.functions.matching import exact_key, order_key
from xlcore.matrix import LARGEST_ARRAY, Array, Matrix, Result
from xlcore.registry import Kind, Library, declare
from xlcore.values import CALC, ERROR_NUMBERS, MAX_COL, MAX_ROW, NA, NUM, VALUE, ExcelError, Value

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)

Rows = list[list[Value]]


def _array(rows: Rows) -> Result:
    """The rows as an array; one value as itself; nothing as ``#CALC!``."""
    if not rows or not rows[0]:
        return CALC
    return rows[0][0] if len(rows) == len(rows[0]) == 1 else Array(rows)


def _turned(rows: Rows) -> Rows:
    return [list(column) for column in zip(*rows, strict=True)]


def full_rows(argument: Result) -> Rows:
    """All rows of an argument, the unused ones too; a LAMBDA is one by one."""
    if callable(argument):
        return [[argument]]
    matrix = as_matrix(argument)
    if matrix.rows * matrix.cols > LARGEST_ARRAY:
        raise TooMuch
    return [[matrix.get(i, j) for j in range(matrix.cols)] for i in range(matrix.rows)]


def _whole(value: Value) -> int | ExcelError:
    number = to_number(value)
    return number if isinstance(number, ExcelError) else int(number)


def identity(value: Value) -> Hashable:
    """What makes two values the same to UNIQUE: type and value, texts regardless of case."""
    if value is None:
        return ("blank",)
    return ("error", value.code) if isinstance(value, ExcelError) else exact_key(value)


@excel("UNIQUE", "R b? b?", Kind.ARRAY)
def unique(array: Result, by_column: bool = False, once: bool = False) -> Result:
    """The distinct rows (or columns) in the order they first occur, or those that occur but once."""
    if isinstance(array, ExcelError):
        return array
    lines = _turned(as_rows(array)) if by_column else as_rows(array)
    keys = [tuple(identity(value) for value in line) for line in lines]
    counts: dict[tuple[Hashable, ...], int] = {}
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
    kept: Rows = []
    for key, line in zip(keys, lines, strict=True):
        if counts[key] == 1 or (not once and counts[key] > 1):
            kept.append(line)
            counts[key] = 0  # later ones are repetitions
    return _array(_turned(kept) if by_column and kept else kept)


def _sort_key(value: Value) -> tuple[int, float | str | bool]:
    """Numbers, texts, FALSE, TRUE, errors by their number: Excel's order of values."""
    if isinstance(value, ExcelError):
        return 3, ERROR_NUMBERS.get(value.code, 0.0)
    return order_key(value) or (0, 0.0)


def sorted_positions(columns: Sequence[Sequence[Value]], orders: Sequence[int]) -> list[int]:
    """The positions in sorted order by several columns of values; ties keep their order, blanks come last."""
    positions = list(range(len(columns[0])))
    # The last key first: Python's sort is stable, so earlier keys overrule.
    for values, order in reversed(list(zip(columns, orders, strict=True))):
        filled = [i for i in positions if values[i] is not None]
        filled.sort(key=lambda i, v=values: _sort_key(v[i]), reverse=order < 0)  # type: ignore[misc]
        positions = filled + [i for i in positions if values[i] is None]
    return positions


def _orders(argument: Result, count: int) -> list[int] | ExcelError:
    """1 or -1 for each of ``count`` keys; one order serves all."""
    found = [_whole(1.0 if value is None else value) for row in as_rows(argument) for value in row]
    bad = next((o for o in found if isinstance(o, ExcelError) or o not in (1, -1)), None)
    if bad is not None:
        return bad if isinstance(bad, ExcelError) else VALUE
    orders = [o for o in found if not isinstance(o, ExcelError)]
    if len(orders) == 1:
        return orders * count
    return orders if len(orders) == count else VALUE


@excel("SORT", "R R? R? b?", Kind.ARRAY)
def sort(array: Result, keys: Result = 1.0, order: Result = 1.0, by_column: bool = False) -> Result:
    """The rows sorted by one or more 1-based columns, ascending (1) or descending (-1)."""
    if isinstance(array, ExcelError):
        return array
    lines = _turned(as_rows(array)) if by_column else as_rows(array)
    if not lines:
        return CALC
    indexes = [_whole(1.0 if value is None else value) for row in as_rows(keys) for value in row]
    columns: Rows = []
    for at in indexes:
        if isinstance(at, ExcelError):
            return at
        if not 1 <= at <= len(lines[0]):
            return VALUE
        columns.append([line[at - 1] for line in lines])
    orders = _orders(order, len(columns))
    if isinstance(orders, ExcelError):
        return orders
    result = [lines[i] for i in sorted_positions(columns, orders)]
    return _array(_turned(result) if by_column else result)


@excel("SORTBY", "R R R? | R R", Kind.ARRAY)
def sort_by(array: Result, by: Result, *more: Result) -> Result:
    """The rows (or columns) sorted by the values of other ranges of the same length."""
    if isinstance(array, ExcelError):
        return array
    rows = as_rows(array)
    keys = [by, *more[1::2]]
    orders: list[int] = []
    for argument in (*more[0::2], *([1.0] * (len(keys) - len(more[0::2])))):
        found = _orders(argument, 1)
        if isinstance(found, ExcelError):
            return found
        orders += found
    first = as_matrix(keys[0])
    across = first.rows == 1 and first.cols > 1
    columns = [[value for line in as_rows(key) for value in line] for key in keys]
    lines = _turned(rows) if across else rows
    if not lines or any(len(column) != len(lines) for column in columns):
        return VALUE
    result = [lines[i] for i in sorted_positions(columns, orders)]
    return _array(_turned(result) if across else result)


@excel("FILTER", "R R r?", Kind.ARRAY)
def filter_rows(array: Result, include: Result, if_empty: Result = None) -> Result:
    """The rows (or columns) whose entry in ``include`` is true; ``if_empty``, else #CALC!, when there is none."""
    for argument in (array, include):
        if isinstance(argument, ExcelError):
            return argument
    matrix, wanted = as_matrix(array), as_matrix(include)
    down = wanted.cols == 1 and lengths_agree(matrix, wanted, down=True)
    if not down and not (wanted.rows == 1 and lengths_agree(matrix, wanted, down=False)):
        return VALUE
    rows = as_rows(array)
    lines = rows if down else _turned(rows)
    flags = wanted.column(0) if down else [wanted.get(0, j) for j in range(wanted.used_cols)]
    kept: Rows = []
    for at, flag in enumerate(flags):
        keep = to_bool(flag)
        if isinstance(keep, ExcelError):
            return keep
        if keep:
            kept.append(lines[at] if at < len(lines) else [None] * matrix.cols)
    if not kept:
        return CALC if if_empty is None else if_empty
    return _array(kept if down else _turned(kept))


def _counted(value: Value, size: int) -> int | ExcelError:
    """A number of rows or columns to take or drop, at most ``size``; the sign says from which end."""
    number = _whole(value)
    return number if isinstance(number, ExcelError) else max(-size, min(size, number))


@excel("TAKE", "R v? v?", Kind.REFERENCE)
def take(array: Result, rows: Value = None, columns: Value = None) -> Result:
    """The first (or, negative, last) rows and columns; a reference of a reference."""
    return _cut(array, rows, columns, _taken)


@excel("DROP", "R v? v?", Kind.REFERENCE)
def drop(array: Result, rows: Value = None, columns: Value = None) -> Result:
    """All but the first (or, negative, last) rows and columns; a reference of a reference."""
    return _cut(array, rows, columns, _dropped)


def _taken(count: int, size: int) -> tuple[int, int]:
    return (0, count) if count >= 0 else (size + count, -count)


def _dropped(count: int, size: int) -> tuple[int, int]:
    return (count, size - count) if count >= 0 else (0, size + count)


def _cut(array: Result, rows: Value, columns: Value, span: Callable[[int, int], tuple[int, int]]) -> Result:
    if isinstance(array, ExcelError):
        return array
    matrix = as_matrix(array)
    spans: list[tuple[int, int]] = []
    for value, size in ((rows, matrix.rows), (columns, matrix.cols)):
        count = None if value is None else _counted(value, size)
        if isinstance(count, ExcelError):
            return count
        spans.append((0, size) if count is None else span(count, size))
    (row, height), (column, width) = spans
    return part(matrix, row, column, height, width) if height and width else CALC


@excel("CHOOSEROWS", "R R | R", Kind.ARRAY)
def choose_rows(array: Result, *numbers: Result) -> Result:
    """The rows with those 1-based numbers; negative ones count from the end."""
    return _pick(full_rows(array), numbers)


@excel("CHOOSECOLS", "R R | R", Kind.ARRAY)
def choose_columns(array: Result, *numbers: Result) -> Result:
    """The columns with those 1-based numbers; negative ones count from the end."""
    picked = _pick(_turned(as_rows(array) or [[None] * as_matrix(array).cols]), numbers)
    return _array(_turned(picked.data)) if isinstance(picked, Array) else picked


def _pick(lines: Rows, numbers: Sequence[Result]) -> Result:
    chosen: Rows = []
    for argument in numbers:
        for value in (v for row in as_rows(argument) for v in row):
            at = _whole(value)
            if isinstance(at, ExcelError):
                return at
            if at == 0 or abs(at) > len(lines):
                return VALUE
            chosen.append(lines[at - 1 if at > 0 else at])
    return Array(chosen) if chosen else CALC


@excel("VSTACK", "R | R", Kind.ARRAY)
def vstack(*arrays: Result) -> Result:
    """The arrays below one another, narrower ones filled up with #N/A."""
    return _marked(_stacked([full_rows(array) for array in arrays]), arrays)


@excel("HSTACK", "R | R", Kind.ARRAY)
def hstack(*arrays: Result) -> Result:
    """The arrays beside one another, shorter ones filled up with #N/A."""
    stacked = _stacked([_turned(full_rows(array)) for array in arrays])
    return _marked(_array(_turned(stacked.data)) if isinstance(stacked, Array) else stacked, arrays)


def _marked(stacked: Result, arrays: Sequence[Result]) -> Result:
    """The stacked array, which says whether there are functions in it."""
    if isinstance(stacked, Array):
        stacked.has_functions = any(callable(each) or getattr(each, "has_functions", False) for each in arrays)
    return stacked


def _stacked(blocks: Sequence[Rows]) -> Result:
    width = max(len(block[0]) for block in blocks)
    return _array([row + [NA] * (width - len(row)) for block in blocks for row in block])


def _flat(array: Result, ignore: int, by_column: bool) -> list[Value] | ExcelError:
    """The values in a line; ``ignore`` 1 leaves out blanks, 2 errors, 3 both."""
    if not 0 <= ignore <= 3:
        return VALUE
    rows = as_rows(array) if ignore & 1 else full_rows(array)
    lines = _turned(rows) if by_column else rows
    return [
        value
        for line in lines
        for value in line
        if not (ignore & 1 and value is None) and not (ignore & 2 and isinstance(value, ExcelError))
    ]


@excel("TOCOL", "R i? b?", Kind.ARRAY)
def to_column(array: Result, ignore: int = 0, by_column: bool = False) -> Result:
    """All values in one column, row by row (or column by column)."""
    values = _flat(array, ignore, by_column)
    return values if isinstance(values, ExcelError) else _array([[value] for value in values])


@excel("TOROW", "R i? b?", Kind.ARRAY)
def to_row(array: Result, ignore: int = 0, by_column: bool = False) -> Result:
    """All values in one row, row by row (or column by column)."""
    values = _flat(array, ignore, by_column)
    return values if isinstance(values, ExcelError) else _array([values])


_ABSENT: Final = NA


@excel("WRAPROWS", "R i e?", Kind.ARRAY)
def wrap_rows(array: Result, width: int, pad: Value = _ABSENT) -> Result:
    """The values of a row or column in rows of ``width``, the last filled up with ``pad``."""
    wrapped = _wrapped(array, width, pad)
    return wrapped if isinstance(wrapped, ExcelError) else _array(wrapped)


@excel("WRAPCOLS", "R i e?", Kind.ARRAY)
def wrap_columns(array: Result, height: int, pad: Value = _ABSENT) -> Result:
    """The values of a row or column in columns of ``height``, the last filled up with ``pad``."""
    wrapped = _wrapped(array, height, pad)
    return wrapped if isinstance(wrapped, ExcelError) else _array(_turned(wrapped))


def _wrapped(array: Result, size: int, pad: Value) -> Rows | ExcelError:
    if isinstance(array, ExcelError):
        return array
    matrix = as_matrix(array)
    if matrix.rows > 1 and matrix.cols > 1:
        return VALUE
    if size < 1 or size > LARGEST_ARRAY:
        return NUM
    values = [value for row in full_rows(array) for value in row]
    lines = [values[i : i + size] for i in range(0, len(values), size)]
    if len(lines) > 1:  # what fits into one line stays as long as it is
        lines[-1] = lines[-1] + [pad] * (size - len(lines[-1]))
    return lines


@excel("EXPAND", "R v? v? e?", Kind.ARRAY)
def expand(array: Result, rows: Value = None, columns: Value = None, pad: Value = _ABSENT) -> Result:
    """The array enlarged to that many rows and columns, filled up with ``pad``."""
    if isinstance(array, ExcelError):
        return array
    matrix: Matrix = as_matrix(array)
    height = matrix.rows if rows is None else _whole(rows)
    width = matrix.cols if columns is None else _whole(columns)
    for size, least in ((height, matrix.rows), (width, matrix.cols)):
        if isinstance(size, ExcelError):
            return size
        if size < least:
            return VALUE
    assert not isinstance(height, ExcelError) and not isinstance(width, ExcelError)
    if height > MAX_ROW or width > MAX_COL:
        return NUM
    if height * width > LARGEST_ARRAY:
        raise TooMuch
    filled = [row + [pad] * (width - len(row)) for row in full_rows(array)]
    return _array(filled + [[pad] * width for _ in range(height - len(filled))])
