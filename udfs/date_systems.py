"""Workbooks that count their days from 1904 (an old Mac's, a switch in Excel's options): their dates as from 1900.

Everything here that writes a date counts from 1900. Only what is a date is moved: in ThongTin the values whose key
begins with "ngay", in SoLieu the facts that are dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from udfs.facts import DATED, KIND
from udfs.once import Rows
from udfs.table import ACTUAL, PLAN, SAME
from udfs.text import key
from xlcore.dates import OFFSET_1904
from xlcore.values import Value

DAY: Final = "ngay"  # how the keys of dates begin
_KEY, _VALUE = 0, 2  # columns of ThongTin
_FIGURES: Final = (PLAN, SAME, ACTUAL)


def serial_from_1900(value: Value) -> Value:
    """The serial of the same day counted from 1900; what is no day stays."""
    return value + OFFSET_1904 if isinstance(value, float) and value >= 0 else value


def info_from_1900(rows: Rows) -> Rows:
    """The rows of ThongTin with their dates counted from 1900."""
    return tuple(_moved(row, (_VALUE,)) if _is_day(row) else row for row in rows)


def facts_from_1900(rows: Rows) -> Rows:
    """The rows of SoLieu with the dates among their figures counted from 1900."""
    return tuple(_moved(row, _FIGURES) if _is_dated(row) else row for row in rows)


def _moved(row: Sequence[Value], columns: tuple[int, ...]) -> tuple[Value, ...]:
    cells = list(row)
    for column in columns:
        cells[column] = serial_from_1900(cells[column])
    return tuple(cells)


def _is_day(row: Sequence[Value]) -> bool:
    name = row[_KEY] if len(row) > _VALUE else None
    return isinstance(name, str) and key(name).startswith(DAY)


def _is_dated(row: Sequence[Value]) -> bool:
    kind = row[KIND] if len(row) > KIND else None
    return isinstance(kind, str) and key(kind) == DATED
