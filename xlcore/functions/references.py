"""Excel's functions about references: OFFSET, INDIRECT, ROW, COLUMN, ROWS, AREAS, ADDRESS, FORMULATEXT and kin."""

from __future__ import annotations

import math
import re
from typing import Final, cast

from xlcore.coerce import to_number
from xlcore.functions.lookup import Reference, as_matrix
from xlcore.matrix import Array, Matrix, Result
from xlcore.registry import CallContext, Kind, Library, declare
from xlcore.values import MAX_COL, MAX_ROW, NA, REF, VALUE, ExcelError, Value

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)


@excel("OFFSET", "x i i v? v?", Kind.REFERENCE, volatile=True, context=True)
def offset(
    context: CallContext, base: Matrix, down: int, right: int, height: Value = None, width: Value = None
) -> Result:
    """The reference that many rows and columns away, of that size; negative sizes reach up and to the left."""
    if hasattr(base, "parts"):
        return VALUE
    start = cast(Reference, base)
    rows, cols = _size(height, start.rows), _size(width, start.cols)
    if isinstance(rows, ExcelError):
        return rows
    if isinstance(cols, ExcelError):
        return cols
    row, col = start.row + down, start.col + right
    if rows < 0:
        row, rows = row + rows + 1, -rows
    if cols < 0:
        col, cols = col + cols + 1, -cols
    if row < 1 or col < 1 or rows == 0 or cols == 0 or row + rows - 1 > MAX_ROW or col + cols - 1 > MAX_COL:
        return REF
    return context.area(start.sheet, row, col, rows, cols)


def _size(value: Value, default: int) -> int | ExcelError:
    if value is None:
        return default
    number = to_number(value)
    if isinstance(number, ExcelError):
        return number
    # Excel rounds a size below one up, larger ones down.
    return int(math.copysign(1.0, number)) if 0.0 < abs(number) < 1.0 else int(number)


_ZEROS: Final = re.compile(r"(?<![\w.'])(\$?[A-Za-z]{1,3}\$?)0+(?=[1-9][0-9]*(?::|\Z))")
"""Zeros in front of a row number, as in ``A01`` and ``SS077:SW090``; INDIRECT passes over them."""


@excel("INDIRECT", "t b?", Kind.REFERENCE, volatile=True, context=True)
def indirect(context: CallContext, text: str, a1: bool = True) -> Result:
    """The reference that ``text`` names, in A1 or R1C1 form; #REF! when it names none."""
    found = context.reference(_ZEROS.sub(r"\1", text) if a1 else text, a1)
    return REF if isinstance(found, ExcelError) else found


@excel("ROW", "x?", Kind.REFERENCE, context=True)
def row_number(context: CallContext, area: Matrix | None = None) -> Result:
    """The row of a reference (of every row of it, in an array), or of the cell itself."""
    if area is None:
        return float(context.row)
    if hasattr(area, "parts"):
        return REF
    first = cast(Reference, area).row
    if area.rows == 1:
        return float(first)
    return Array([[float(row)] for row in range(first, first + area.rows)])


@excel("COLUMN", "x?", Kind.REFERENCE, context=True)
def column_number(context: CallContext, area: Matrix | None = None) -> Result:
    """The column of a reference (of every column of it, in an array), or of the cell itself."""
    if area is None:
        return float(context.col)
    if hasattr(area, "parts"):
        return REF
    first = cast(Reference, area).col
    if area.cols == 1:
        return float(first)
    return Array([[float(col) for col in range(first, first + area.cols)]])


@excel("ROWS", "R", Kind.REFERENCE)
def rows_of(argument: Result) -> Value:
    """How many rows a reference or array has."""
    if isinstance(argument, ExcelError):
        return argument
    return REF if hasattr(argument, "parts") else float(as_matrix(argument).rows)


@excel("COLUMNS", "R", Kind.REFERENCE)
def columns_of(argument: Result) -> Value:
    """How many columns a reference or array has."""
    if isinstance(argument, ExcelError):
        return argument
    return REF if hasattr(argument, "parts") else float(as_matrix(argument).cols)


@excel("AREAS", "R | R", Kind.REFERENCE)
def areas(*references: Result) -> Value:
    """How many areas a reference has: the parts of a union arrive one by one."""
    return float(len(references)) if all(getattr(r, "is_reference", False) for r in references) else VALUE


_PLAIN_SHEET: Final = re.compile(r"(?:\[[^\]']+\])?[^\W\d][\w.]*\Z")


@excel("ADDRESS", "i i v? b? t?")
def address(row: int, column: int, absolute: Value = None, a1: bool = True, sheet: str | None = None) -> Value:
    """The address of a cell as text: absolute 1 ``$A$1``, 2 ``A$1``, 3 ``$A1``, 4 ``A1``."""
    kind = 1.0 if absolute is None else to_number(absolute)
    if isinstance(kind, ExcelError):
        return kind
    if not (1 <= row <= MAX_ROW and 1 <= column <= MAX_COL and 1 <= int(kind) <= 4):
        return VALUE
    fixed_row, fixed_column = int(kind) in (1, 2), int(kind) in (1, 3)
    if a1:
        text = f"{'$' * fixed_column}{column_letters(column)}{'$' * fixed_row}{row}"
    else:
        text = f"R{row if fixed_row else f'[{row}]'}C{column if fixed_column else f'[{column}]'}"
    if sheet is None:
        return text
    quoted = sheet if not sheet or _PLAIN_SHEET.match(sheet) else "'" + sheet.replace("'", "''") + "'"
    return f"{quoted}!{text}"


def column_letters(column: int) -> str:
    """The letters of a 1-based column: 1 -> A, 28 -> AB."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@excel("HYPERLINK", "t v?")
def hyperlink(link: str, *shown: Value) -> Value:
    """What the cell of a link shows: its friendly name (0 when that is blank), else the link."""
    if not shown:
        return link
    return 0.0 if shown[0] is None else shown[0]


# Newer functions and LAMBDA's parameters carry prefixes in files that nobody sees in Excel.
_FILE_PREFIX: Final = re.compile(r"_xl(?:fn|ws|pm|udf)\.", re.I)


@excel("FORMULATEXT", "x", Kind.REFERENCE, context=True)
def formula_text(context: CallContext, area: Matrix) -> Value:
    """The formula of a cell as text; #N/A when it holds none."""
    if hasattr(area, "parts"):
        return NA
    cell = cast(Reference, area)
    text = context.formula_text(cell.sheet, cell.row, cell.col)
    return NA if text is None else _FILE_PREFIX.sub("", text)
