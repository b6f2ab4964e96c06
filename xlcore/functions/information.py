"""Information functions: what kind of value something is."""

from __future__ import annotations

import math
from typing import Protocol

from xlcore.functions.gather import SCALARS, strict_number
from xlcore.functions.lifting import lift, only_value
from xlcore.matrix import Array, Matrix, Result
from xlcore.registry import CallContext, Kind, Library, declare
from xlcore.values import ERROR_NUMBERS, NA, ExcelError, Value

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)


class Located(Matrix, Protocol):
    """A range that knows its sheet and its 1-based top-left cell."""

    @property
    def sheet(self) -> str: ...
    @property
    def row(self) -> int: ...
    @property
    def col(self) -> int: ...


@excel("ISBLANK", "e")
def isblank(value: Value) -> bool:
    """Whether the cell is empty; an empty text is not."""
    return value is None


@excel("ISNUMBER", "e")
def isnumber(value: Value) -> bool:
    """Whether the value is a number (dates are)."""
    return type(value) is float


@excel("ISTEXT", "e")
def istext(value: Value) -> bool:
    """Whether the value is text."""
    return isinstance(value, str)


@excel("ISNONTEXT", "e")
def isnontext(value: Value) -> bool:
    """Whether the value is anything but text; a blank is."""
    return not isinstance(value, str)


@excel("ISLOGICAL", "e")
def islogical(value: Value) -> bool:
    """Whether the value is TRUE or FALSE."""
    return isinstance(value, bool)


@excel("ISERROR", "e")
def iserror(value: Value) -> bool:
    """Whether the value is an error."""
    return isinstance(value, ExcelError)


@excel("ISERR", "e")
def iserr(value: Value) -> bool:
    """Whether the value is an error other than ``#N/A``."""
    return isinstance(value, ExcelError) and value != NA


@excel("ISNA", "e")
def isna(value: Value) -> bool:
    """Whether the value is ``#N/A``."""
    return value == NA


def _whole(value: Value) -> float | ExcelError:
    number = strict_number(value)
    return number if isinstance(number, ExcelError) else float(math.trunc(number))


@excel("ISEVEN", "v")
def iseven(value: Value) -> bool | ExcelError:
    """Whether the number, truncated, is even; ``#VALUE!`` for booleans and texts that are no number."""
    number = _whole(value)
    return number if isinstance(number, ExcelError) else number % 2.0 == 0.0


@excel("ISODD", "v")
def isodd(value: Value) -> bool | ExcelError:
    """Whether the number, truncated, is odd; ``#VALUE!`` for booleans and texts that are no number."""
    number = _whole(value)
    return number if isinstance(number, ExcelError) else number % 2.0 != 0.0


@excel("ISREF", "r", Kind.REFERENCE)
def isref(argument: Result) -> bool:
    """Whether the argument is a reference."""
    return isinstance(argument, Matrix) and argument.is_reference


@excel("ISFORMULA", "x", Kind.REFERENCE, context=True)
def isformula(context: CallContext, area: Located) -> bool | Array:
    """Whether the cell holds a formula; for several cells an array of answers."""
    rows = [
        [context.is_formula(area.sheet, area.row + i, area.col + j) for j in range(area.used_cols or 1)]
        for i in range(area.used_rows or 1)
    ]
    return rows[0][0] if area.rows == area.cols == 1 else Array([list(row) for row in rows])


@excel("N", "r", Kind.REFERENCE)
def n(argument: Result) -> Result:
    """The value as a number: TRUE is 1, a text 0; an error stays one. Of a range the first cell counts."""
    if not isinstance(argument, SCALARS) and argument.is_reference:
        argument = argument.get(0, 0)
    return lift(_number, argument)


def _number(value: Value) -> Value:
    if isinstance(value, (float, ExcelError)):
        return value
    return 1.0 if value is True else 0.0


@excel("NA", "")
def na() -> ExcelError:
    """``#N/A``."""
    return NA


@excel("TYPE", "r", Kind.REDUCTION)
def type_(argument: Result) -> float:
    """1 for a number or blank, 2 text, 4 boolean, 16 error, 64 several values."""
    value = only_value(argument)
    if not isinstance(value, SCALARS):
        return 64.0
    if isinstance(value, bool):
        return 4.0
    if isinstance(value, str):
        return 2.0
    return 16.0 if isinstance(value, ExcelError) else 1.0


@excel("ERROR.TYPE", "e")
def error_type(value: Value) -> float | ExcelError:
    """The number of the error (1 ``#NULL!``, 2 ``#DIV/0!``, ... 7 ``#N/A``, ...); ``#N/A`` when it is none."""
    return ERROR_NUMBERS.get(value.code, NA) if isinstance(value, ExcelError) else NA
