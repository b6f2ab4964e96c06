"""Cell values as LibreOffice hands them over, and back."""

from __future__ import annotations

import struct
from functools import lru_cache
from typing import Any, Final

from workbook.cellcalls import Block
from xlcore.values import VALUE, ExcelError, Value

# The numbers of LibreOffice's errors; any other number of its is a wrong argument or a wrong formula.
ERRORS: Final = {
    503: "#NUM!",
    519: "#VALUE!",
    521: "#NULL!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
    32767: "#N/A",
}
_NUMBERS: Final = {code: number for number, code in ERRORS.items()}
_QUIET_NAN: Final = 0x7FF8_0000_0000_0000
_LOW: Final = 0xFFFF
_TABLES: Final = 16  # that are known again: as many as the formulas of a workbook look at


def received(value: Any) -> Value | Block:
    """An argument that was given: a value, or a block of cells."""
    if isinstance(value, tuple):
        return tuple(tuple(map(_cell, row)) for row in value)
    return _one(value)


def received_table(value: Any) -> Value | Block:
    """An argument that is a table: its rows down to the last one in use."""
    return used_rows(value) if isinstance(value, tuple) else _one(value)


@lru_cache(maxsize=_TABLES)
def used_rows(rows: tuple[tuple[Any, ...], ...]) -> Block:
    """The rows of a table down to the last one in use. A hundred formulas look at one table, which is read once."""
    blank = ("", None)
    used = next((count for count in range(len(rows), 0, -1) if any(cell not in blank for cell in rows[count - 1])), 0)
    return tuple(tuple(map(_cell, row)) for row in rows[:used])


def error_of(number: int) -> ExcelError:
    """The error with LibreOffice's number."""
    return ExcelError(ERRORS.get(number, VALUE.code))


def returned(value: Value | Block) -> Any:
    """A result as LibreOffice takes it: an error is a number that is none, with the error's own in its last bits."""
    if isinstance(value, tuple):
        return tuple(tuple(map(_handed, row)) for row in value)
    return _handed(value)


def _one(value: Any) -> Value:
    if isinstance(value, float) and value != value:
        return error_of(struct.unpack("<Q", struct.pack("<d", value))[0] & _LOW)
    if isinstance(value, bool | str | float):
        return value
    return float(value)


def _cell(value: Any) -> Value:
    """A cell of a block, where a blank one is a text without signs."""
    return None if value == "" or value is None else _one(value)


def _handed(value: Value) -> float | str:
    if isinstance(value, ExcelError):
        bits = _QUIET_NAN | _NUMBERS.get(value.code, _NUMBERS[VALUE.code])
        number: float = struct.unpack("<d", struct.pack("<Q", bits))[0]
        return number
    if isinstance(value, str):
        return value
    return float(value or 0.0)  # a blank shows as 0 in Excel's cells too
