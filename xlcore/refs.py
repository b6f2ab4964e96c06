"""A1 notation: names of columns and cells to 1-based numbers and back."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from xlcore.values import MAX_COL, MAX_ROW

_CELL: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})\Z")


@lru_cache(maxsize=16_384)
def column_name(col: int) -> str:
    """``"A"`` for 1, ``"XFD"`` for 16384."""
    name = ""
    while col:
        col, rest = divmod(col - 1, 26)
        name = chr(65 + rest) + name
    return name


@lru_cache(maxsize=16_384)
def column_number(name: str) -> int:
    """1 for ``"A"``; more than 16384 for a name beyond ``"XFD"``."""
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - 64
    return number


def cell_name(row: int, col: int) -> str:
    """``"G12"`` for row 12, column 7."""
    return f"{column_name(col)}{row}"


def parse_cell(text: str) -> tuple[int, int] | None:
    """``(row, col)`` of an A1 address, dollar signs allowed; ``None`` when it is no cell of a sheet."""
    match = _CELL.match(text)
    if match is None:
        return None
    row, col = int(match[2]), column_number(match[1])
    return (row, col) if row <= MAX_ROW and col <= MAX_COL else None


def parse_range(text: str) -> tuple[int, int, int, int] | None:
    """``(row1, col1, row2, col2)`` of ``"A6:P505"`` or a single cell, in order; ``None`` when it is no range."""
    first, _, last = text.partition(":")
    a, b = parse_cell(first), parse_cell(last or first)
    if a is None or b is None:
        return None
    return min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])


def range_name(row1: int, col1: int, row2: int, col2: int) -> str:
    """``"A6:P505"``, or ``"A6"`` for a single cell."""
    first = cell_name(row1, col1)
    return first if (row1, col1) == (row2, col2) else f"{first}:{cell_name(row2, col2)}"


_PLAIN_SHEET: Final = re.compile(r"[^\W\d][\w.]*\Z")


def quote_sheet(name: str) -> str:
    """``name`` as formulas write it: quoted when it is not a plain word (or looks like a cell)."""
    if _PLAIN_SHEET.match(name) and parse_cell(name) is None and not re.match(r"(?i)R[0-9]*C?[0-9]*\Z|C[0-9]*\Z", name):
        return name
    return "'" + name.replace("'", "''") + "'"
