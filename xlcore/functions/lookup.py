"""Excel's lookup functions: VLOOKUP, HLOOKUP, LOOKUP, MATCH, XMATCH, XLOOKUP, INDEX, CHOOSE.

INDEX, CHOOSE and XLOOKUP return references when they are given references, so that ``SUM(A1:INDEX(A:A,5))`` works. The
matching rules are in ``matching.py``; ranges are walked no further than their used part.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, cast

from xlcore.coerce import to_number
from xlcore.functions.gather import SCALARS
from xlcore.functions.matching import LONGEST_LOOKUP_TEXT, LookupKey, find_approximate, find_next, find_sorted
from xlcore.matrix import Array, Matrix, Result
from xlcore.registry import CallContext, Kind, Library, declare
from xlcore.values import NA, REF, VALUE, ExcelError, Value

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)


class Reference(Matrix, Protocol):
    """An area of cells, as ``grid.py`` has it."""

    sheet: str
    row: int
    col: int

    def sub(self, row: int, col: int, rows: int, cols: int) -> Reference:
        """The part at a 0-based offset."""
        ...


def as_matrix(argument: Result) -> Matrix:
    """The argument as a matrix; a scalar is one by one."""
    if callable(argument):
        return Array([[VALUE]])  # a LAMBDA where values are wanted
    return Array([[argument]]) if isinstance(argument, SCALARS) else argument


def part(matrix: Matrix, row: int, col: int, rows: int, cols: int) -> Result:
    """A part of ``matrix`` at a 0-based offset: of a reference a reference, of an array an array or its one value."""
    if matrix.is_reference:
        return cast(Reference, matrix).sub(row, col, rows, cols)
    if rows == cols == 1:
        return matrix.get(row, col)
    return Array([[matrix.get(i, j) for j in range(col, col + cols)] for i in range(row, row + rows)])


def vector(matrix: Matrix) -> Sequence[Value] | None:
    """The used values of a single column or row; None for a rectangle."""
    if matrix.cols == 1:
        return matrix.column(0)
    if matrix.rows == 1:
        return [matrix.get(0, j) for j in range(matrix.used_cols)]
    return None


def lengths_agree(one: Matrix, other: Matrix, down: bool) -> bool:
    """Whether two matrices have equally many rows (``down``) or columns.

    Arrays computed from ranges that reach beyond all use are cut there, so a reference may be longer than one.
    """
    sizes = [(m.rows, m.used_rows) if down else (m.cols, m.used_cols) for m in (one, other)]
    if sizes[0][0] == sizes[1][0]:
        return True
    (longer, used), (shorter, _) = sorted(sizes, reverse=True)
    long, short = (one, other) if sizes[0][0] == longer else (other, one)
    return long.is_reference and not short.is_reference and shorter >= used


def _too_long(value: Value) -> bool:
    return isinstance(value, str) and len(value) > LONGEST_LOOKUP_TEXT


def _find(values: Sequence[Value], value: Value, approximate: bool) -> int | None:
    sought = 0.0 if value is None else value  # a reference to an empty cell looks for 0
    return find_approximate(values, sought) if approximate else LookupKey(sought).find(values)


def _exact(context: CallContext, column: Matrix, value: Value) -> int | None:
    """The 0-based position of an exact match in a column: by its index where it is searched again and again."""
    key = LookupKey(value)
    index = context.index(column) if key.pattern is None else None
    if index is None:
        return key.find(column.column(0))
    found: int | None = index.first.get(key.key)
    return found


@excel("VLOOKUP", "v r i b?", Kind.LOOKUP, context=True)
def vlookup(context: CallContext, value: Value, table: Result, column: int, approximate: bool = True) -> Value:
    """The value in ``column`` of the row whose first cell matches; #N/A when none does."""
    if isinstance(table, ExcelError):
        return table
    matrix = as_matrix(table)
    if _too_long(value):
        return VALUE
    if column > matrix.cols:
        return REF
    sought = 0.0 if value is None else value  # a reference to an empty cell looks for 0
    if approximate:
        row = find_approximate(matrix.column(0), sought)
    else:
        first = cast(Reference, matrix).sub(0, 0, matrix.rows, 1) if matrix.is_reference else matrix
        row = _exact(context, first, sought)
    if row is None:
        return NA
    return VALUE if column < 1 else matrix.get(row, column - 1)


@excel("HLOOKUP", "v r i b?", Kind.LOOKUP)
def hlookup(value: Value, table: Result, row: int, approximate: bool = True) -> Value:
    """The value in ``row`` of the column whose first cell matches; #N/A when none does."""
    if isinstance(table, ExcelError):
        return table
    matrix = as_matrix(table)
    if _too_long(value):
        return VALUE
    if row > matrix.rows:
        return REF
    column = _find([matrix.get(0, j) for j in range(matrix.used_cols)], value, approximate)
    if column is None:
        return NA
    return VALUE if row < 1 else matrix.get(row - 1, column)


@excel("LOOKUP", "v R R?", Kind.LOOKUP)
def lookup(value: Value, where: Result, results: Result = None) -> Value:
    """The value of ``results`` at the last place not beyond ``value``; without ``results``, the table's last line."""
    for argument in (where, results):
        if isinstance(argument, ExcelError):
            return argument
    matrix = as_matrix(where)
    across = matrix.cols > matrix.rows
    values = [matrix.get(0, j) for j in range(matrix.used_cols)] if across else matrix.column(0)
    at = find_approximate(values, 0.0 if value is None else value)
    if at is None:
        return NA
    if results is None:
        return matrix.get(matrix.rows - 1, at) if across else matrix.get(at, matrix.cols - 1)
    target = as_matrix(results)
    if target.rows != 1 and target.cols != 1:
        return NA
    if target.cols > 1:
        return target.get(0, at) if at < target.cols else NA
    return target.get(at, 0) if at < target.rows else NA


@excel("MATCH", "v r n?", Kind.LOOKUP, context=True)
def match(context: CallContext, value: Value, where: Result, match_type: float = 1.0) -> Value:
    """The 1-based position of ``value`` in a row or column: exact (0), last not above (1), last not below (-1)."""
    if isinstance(where, ExcelError):
        return where
    matrix = as_matrix(where)
    if matrix.cols == 1 and match_type == 0 and not _too_long(value):
        at = _exact(context, matrix, 0.0 if value is None else value)
        return NA if at is None else float(at + 1)
    values = vector(matrix)
    if values is None:
        return NA
    if _too_long(value):
        return VALUE
    sought = 0.0 if value is None else value
    if match_type == 0:
        at = LookupKey(sought).find(values)
    else:
        at = find_approximate(values, sought, descending=match_type < 0)
    return NA if at is None else float(at + 1)


def _xfind(value: Value, matrix: Matrix, mode: int, search: int) -> int | None | ExcelError:
    """The 0-based position that XMATCH and XLOOKUP find, or their error for bad arguments."""
    values = vector(matrix)
    if values is None or mode not in (-1, 0, 1, 2) or search not in (-2, -1, 1, 2):
        return VALUE
    if value is None:
        return _find_blank(values, matrix.rows * matrix.cols, search < 0)
    if mode == 2:
        return VALUE if abs(search) == 2 else LookupKey(value).find(values, search < 0)
    if abs(search) == 2:
        return find_sorted(values, value, mode, search < 0)
    if mode == 0:
        return LookupKey(value, wildcards=False).find(values, search < 0)
    return find_next(values, value, mode > 0, search < 0)


def _find_blank(values: Sequence[Value], size: int, last: bool) -> int | None:
    """An omitted or empty value sought finds the blanks."""
    if last and size > len(values):
        return size - 1
    found = [i for i, value in enumerate(values) if value is None]
    if found:
        return found[-1 if last else 0]
    return len(values) if size > len(values) else None


def _mode(value: Value, default: int) -> int | ExcelError:
    number = to_number(value)
    if value is None:
        return default
    return number if isinstance(number, ExcelError) else int(number)


@excel("XMATCH", "v R v? v?", Kind.LOOKUP)
def xmatch(value: Value, where: Result, match_mode: Value = None, search_mode: Value = None) -> Value:
    """The 1-based position of ``value``: exact (0), or next smaller (-1), or next larger (1), or with wildcards (2)."""
    mode, search = _mode(match_mode, 0), _mode(search_mode, 1)
    if isinstance(mode, ExcelError) or isinstance(search, ExcelError):
        return VALUE
    if isinstance(where, ExcelError):
        return where
    at = _xfind(value, as_matrix(where), mode, search)
    if isinstance(at, ExcelError):
        return at
    return NA if at is None else float(at + 1)


@excel("XLOOKUP", "v R R r? v? v?", Kind.LOOKUP)
def xlookup(
    value: Value,
    where: Result,
    results: Result,
    if_not_found: Result = None,
    match_mode: Value = None,
    search_mode: Value = None,
) -> Result:
    """The line of ``results`` beside the match in ``where``, as a reference if ``results`` is one."""
    mode, search = _mode(match_mode, 0), _mode(search_mode, 1)
    if isinstance(mode, ExcelError) or isinstance(search, ExcelError):
        return VALUE
    for argument in (where, results):
        if isinstance(argument, ExcelError):
            return argument
    matrix, target = as_matrix(where), as_matrix(results)
    down = matrix.cols == 1 and (matrix.rows > 1 or target.rows == 1)
    if not lengths_agree(matrix, target, down):
        return VALUE
    at = _xfind(value, matrix, mode, search)
    if isinstance(at, ExcelError):
        return at
    if at is None:
        return NA if if_not_found is None else if_not_found
    return part(target, at, 0, 1, target.cols) if down else part(target, 0, at, target.rows, 1)


@excel("INDEX", "R i? i? i?", Kind.REFERENCE)
def index(source: Result, row: int = 0, column: int | None = None, area: int = 1) -> Result:
    """The cell at 1-based ``row`` and ``column`` as a reference; 0 means the whole column or row."""
    if isinstance(source, ExcelError):
        return source
    parts = getattr(source, "parts", None)
    if parts is not None:
        if not 1 <= area <= len(parts):
            return REF
        matrix: Matrix = parts[area - 1]
    elif area != 1:
        return REF
    else:
        matrix = as_matrix(source)
    if column is None:
        # With one index only, a single row is counted along; a rectangle gives a whole row.
        row, column = (0, row) if matrix.rows == 1 < matrix.cols else (row, int(matrix.cols == 1))
    if row < 0 or column < 0:
        return VALUE
    if row > matrix.rows or column > matrix.cols:
        return REF
    rows, cols = 1 if row else matrix.rows, 1 if column else matrix.cols
    return part(matrix, max(row - 1, 0), max(column - 1, 0), rows, cols)


@excel("CHOOSE", "L | l", Kind.LAZY)
def choose(which: Callable[[], Result], *choices: Callable[[], Result]) -> Result:
    """The choice with that 1-based number, evaluated alone; an array of numbers gives an array of choices."""
    numbers = as_matrix(which())
    if numbers.rows == numbers.cols == 1:
        at = _choice(numbers.get(0, 0), len(choices))
        return at if isinstance(at, ExcelError) else choices[at]()
    return _choose_each(numbers, choices)


def _choice(value: Value, count: int) -> int | ExcelError:
    number = to_number(value)
    if isinstance(number, ExcelError):
        return number
    return int(number) - 1 if 1 <= int(number) <= count else VALUE


def _choose_each(numbers: Matrix, choices: Sequence[Callable[[], Result]]) -> Result:
    """CHOOSE({1,2},A1:A9,C1:C9): every element picks from its own choice, shapes stretched to one another."""
    wanted = [[_choice(numbers.get(i, j), len(choices)) for j in range(numbers.cols)] for i in range(numbers.rows)]
    used = {at for row in wanted for at in row if not isinstance(at, ExcelError)}
    found = {at: as_matrix(choices[at]()) for at in used}
    rows = max([numbers.rows] + [_used(m.rows, m.used_rows) for m in found.values()])
    cols = max([numbers.cols] + [_used(m.cols, m.used_cols) for m in found.values()])

    def element(i: int, j: int) -> Value:
        at = stretched(wanted, i, j)
        return at if isinstance(at, ExcelError) else NA if at is None else stretched_get(found[at], i, j)

    return Array([[element(i, j) for j in range(cols)] for i in range(rows)])


def _used(size: int, used: int) -> int:
    return size if size == 1 else max(used, 1)


def stretched(rows: Sequence[Sequence[int | ExcelError]], i: int, j: int) -> int | ExcelError | None:
    """The element of ``rows`` at ``i``, ``j`` when a single row or column stands for all; None outside."""
    i, j = 0 if len(rows) == 1 else i, 0 if len(rows[0]) == 1 else j
    return rows[i][j] if i < len(rows) and j < len(rows[0]) else None


def stretched_get(matrix: Matrix, i: int, j: int) -> Value:
    """As ``stretched`` for a matrix; ``#N/A`` outside."""
    i, j = 0 if matrix.rows == 1 else i, 0 if matrix.cols == 1 else j
    return matrix.get(i, j) if i < matrix.rows and j < matrix.cols else NA
