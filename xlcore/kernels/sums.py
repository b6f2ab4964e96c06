"""SUM down a column: over the row's own cells, and over a range that grows from row to row.

``numpy.cumsum`` adds strictly one after the other, as the scalar path does, so the last bit is the same.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from xlcore.frame import Frame
from xlcore.graph import Block
from xlcore.grid import Grid
from xlcore.kernels.elementwise import Decided
from xlcore.kernels.vectors import ERROR, NUMBER, Floats, Mask, Vec, from_values, numbers
from xlcore.nodes import Call, Reference

_WIDEST = 64


class Rows(Protocol):
    """The block being evaluated, as a sum needs it."""

    block: Block
    frame: Frame
    row1: int
    length: int


def sum_kernel(rows: Rows, node: Call) -> Decided | None:
    """SUM of one reference, or ``None`` when it is not one of the two forms."""
    if node.name != "SUM" or len(node.args) != 1 or not isinstance(node.args[0], Reference):
        return None
    ref = node.args[0]
    prefix = ref.prefix
    if prefix is not None and (prefix.last_sheet is not None or prefix.book is not None):
        return None
    grid = rows.block.grid if prefix is None else rows.frame.host.grid(prefix.sheet)
    col1, col2 = sorted((ref.col1.at(rows.block.col1), ref.col2.at(rows.block.col1)))
    if grid is None or col1 < 1:
        return None
    top, bottom = ref.row1, ref.row2
    if not top.absolute and top == bottom and col2 - col1 < _WIDEST and rows.row1 + top.value >= 1:
        return _across(rows, grid, rows.row1 + top.value, col1, col2)
    if top.absolute and not bottom.absolute and col1 == col2 and rows.row1 + bottom.value >= top.value:
        return _running(rows, grid, top.value, rows.row1 + bottom.value, col1)
    return None


def _column(grid: Grid, col: int, first: int, last: int) -> Vec:
    return from_values(grid.column(col).slice(first, last))


def _addends(vec: Vec) -> tuple[Floats, Mask]:
    """Numbers, 0 for what a sum passes over, and where the errors are."""
    return np.where(vec.kind == NUMBER, vec.num, 0.0), vec.kind == ERROR


def _across(rows: Rows, grid: Grid, first: int, col1: int, col2: int) -> Decided:
    """``SUM(B2:D2)``: the columns one after the other, for all rows at once."""
    result = np.zeros(rows.length)
    odd = np.zeros(rows.length, dtype=np.bool_)
    with np.errstate(over="ignore", invalid="ignore"):
        for col in range(col1, col2 + 1):
            addends, failed = _addends(_column(grid, col, first, first + rows.length - 1))
            result = result + addends
            odd |= failed
    odd |= ~np.isfinite(result)
    return numbers(result), odd if odd.any() else None


def _running(rows: Rows, grid: Grid, top: int, bottom: int, col: int) -> Decided:
    """``SUM(B$2:B2)``: every row's sum is the one above plus one more."""
    addends, failed = _addends(_column(grid, col, top, bottom + rows.length - 1))
    with np.errstate(over="ignore", invalid="ignore"):
        sums = np.cumsum(addends)[bottom - top :]
    odd = np.logical_or.accumulate(failed)[bottom - top :] | ~np.isfinite(sums)
    return numbers(sums), odd if odd.any() else None
