"""Excel's functions of what surrounds a formula: SHEET, SHEETS, CELL and INFO.

CELL and INFO also tell of formats, windows and the computer. The engine knows none of these, so that it answers what
holds for a cell as it is when new, in a workbook that has not been saved.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, cast

from xlcore.coerce import fold
from xlcore.functions.gather import SCALARS
from xlcore.functions.lookup import Reference
from xlcore.functions.references import column_letters
from xlcore.matrix import Matrix, Result
from xlcore.registry import CallContext, Kind, Library, declare
from xlcore.values import NA, VALUE, ExcelError, Value

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)


def _is_reference(argument: Result) -> bool:
    return not isinstance(argument, SCALARS) and argument.is_reference and not hasattr(argument, "parts")


@excel("SHEET", "r?", Kind.REFERENCE, context=True)
def sheet_number(context: CallContext, *arguments: Result) -> Value:
    """The place of the sheet of a reference, of the sheet with that name, or of the formula's own sheet."""
    if not arguments:
        return _place(context, context.sheet)
    argument = arguments[0]
    if _is_reference(argument):
        return _place(context, cast(Reference, argument).sheet)
    if isinstance(argument, ExcelError):
        return argument
    return _place(context, argument) if isinstance(argument, str) else NA


def _place(context: CallContext, sheet: str) -> Value:
    index = context.sheet_index(sheet)
    return NA if index is None else float(index)


@excel("SHEETS", "r?", Kind.REFERENCE, context=True)
def sheets(context: CallContext, *arguments: Result) -> Value:
    """How many sheets a reference covers; without one, how many the workbook has."""
    if not arguments:
        return float(context.sheet_count())
    argument = arguments[0]
    if isinstance(argument, ExcelError):
        return argument
    if isinstance(argument, SCALARS) or not argument.is_reference:
        return NA
    parts = cast("list[Reference]", getattr(argument, "parts", [argument]))
    return float(len({part.sheet for part in parts}))


# CELL -----------------------------------------------------------------------------------------------------------------


@excel("CELL", "t r?", Kind.REFERENCE, volatile=True, context=True)
def cell_info(context: CallContext, kind: str, *reference: Result) -> Value:
    """What is to be told of the first cell of a reference, or of the formula's own cell: ``"address"``, ``"row"``, ...

    ``"filename"`` is ``[]`` and the sheet's name: the formulas that cut the name out of it then work.
    """
    area = reference[0] if reference else context.area(context.sheet, context.row, context.col, 1, 1)
    if isinstance(area, ExcelError):
        return area
    if not _is_reference(area):
        return VALUE
    cell = cast(Reference, area)
    answers: dict[str, Callable[[], Value]] = {
        "address": lambda: _address(context, cell),
        "col": lambda: float(cell.col),
        "row": lambda: float(cell.row),
        "contents": lambda: cell.get(0, 0),
        "type": lambda: _type(cell),
        "filename": lambda: f"[]{cell.sheet}",
    }
    answer = answers.get(fold(kind))
    return answer() if answer is not None else _AS_NEW.get(fold(kind), VALUE)


_AS_NEW: Final[dict[str, Value]] = {
    "color": 0.0,
    "format": "G",
    "parentheses": 0.0,
    "prefix": "",
    "protect": 1.0,
    "width": 8.0,
}


def _address(context: CallContext, cell: Reference) -> str:
    address = f"${column_letters(cell.col)}${cell.row}"
    if cell.sheet == context.sheet:
        return address
    sheet = f"[]{cell.sheet}"
    if cell.sheet.isidentifier():
        return f"{sheet}!{address}"
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{address}"


def _type(cell: Matrix) -> str:
    """``b`` for a blank, ``l`` (label) for a text, ``v`` for any other value."""
    value = cell.get(0, 0)
    return "b" if value is None else "l" if isinstance(value, str) else "v"


# INFO -----------------------------------------------------------------------------------------------------------------

_ANSWERS: Final[dict[str, Value]] = {
    "directory": NA,
    "origin": "$A:$A$1",
    "osversion": "Windows (64-bit) NT 10.00",
    "recalc": "Automatic",
    "release": "16.0",
    "system": "pcdos",
}


@excel("INFO", "t", volatile=True, context=True)
def info(context: CallContext, kind: str) -> Value:
    """What Excel tells of itself: answers of a common Excel for Windows, and ``#N/A`` for its directory."""
    if fold(kind) == "numfile":
        return float(context.sheet_count())
    return _ANSWERS.get(fold(kind), VALUE)
