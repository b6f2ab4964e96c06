"""Cell values as COM carries them between Excel and Python, and ours.

Excel's errors arrive as the integers of ``CVErr`` (FACILITY_CONTROL, 0x800A0000, plus the number of ``xlErrNA`` and
its like); numbers never are integers. COM cannot carry an error back out of Python (pywin32 makes every VT_ERROR
"missing"), so it goes as the same integer, and VBA makes the error of it (``ChiTieu_Values`` in ``ChiTieuHam.bas``).
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, Final

from workbook.cellcalls import Block
from xlcore.dates import from_datetime
from xlcore.values import ERRORS, VALUE, ExcelError, Value

FACILITY_CONTROL: Final = -2146828288  # 0x800A0000 as COM's signed integer
NUMBERS: Final[dict[str, int]] = {  # XlCVError, as Excel's object model numbers them
    "#NULL!": 2000,
    "#DIV/0!": 2007,
    "#VALUE!": 2015,
    "#REF!": 2023,
    "#NAME?": 2029,
    "#NUM!": 2036,
    "#N/A": 2042,
    "#GETTING_DATA": 2043,
    "#SPILL!": 2045,
    "#CONNECT!": 2046,
    "#BLOCKED!": 2047,
    "#UNKNOWN!": 2048,
    "#FIELD!": 2049,
    "#CALC!": 2050,
}
CODES: Final[dict[str, int]] = {code: FACILITY_CONTROL + number for code, number in NUMBERS.items()}
_ERRORS: Final[dict[int, ExcelError]] = {number: ERRORS[code] for code, number in CODES.items()}


def received(value: Any) -> Value:
    """The value of a cell, or of an argument, that Excel passed."""
    kind = value.__class__
    if value is None or kind is float or kind is str or kind is bool:
        return value
    if isinstance(value, int):
        return _ERRORS.get(value) or float(value)
    if isinstance(value, Decimal):  # a cell in a currency format, where it was not read by Value2
        return float(value)
    if isinstance(value, dt.datetime):
        return from_datetime(value.replace(tzinfo=None))
    return VALUE


def received_block(value: Any) -> Block:
    """Rows of values: of a range, of an array constant (whose single row has one dimension), or of one cell."""
    if not isinstance(value, (tuple, list)):
        return ((received(value),),)
    if not value:
        return ((None,),)
    rows = value if isinstance(value[0], (tuple, list)) else (value,)
    return tuple(tuple(map(received, row)) for row in rows)


def returned(value: Value) -> Any:
    """A result as COM carries it; Excel shows a blank one as 0, as it does that of any formula."""
    if isinstance(value, ExcelError):
        return CODES[value.code]
    return 0.0 if value is None else value


def returned_block(value: Value | Block) -> list[list[Any]]:
    """A result as rows; a single value is one row of one."""
    rows = value if isinstance(value, tuple) else ((value,),)
    return [[returned(cell) for cell in row] for row in rows]
