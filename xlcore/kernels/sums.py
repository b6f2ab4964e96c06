"""SUM and its kin down a column: over the row's own cells, and over a range that grows from row to row.

``numpy.cumsum`` adds strictly one after the other, as the scalar path does, so the last bit is the same.
"""

from __future__ import annotations

from typing import Final, Protocol

import numpy as np

from xlcore.frame import Frame
from xlcore.graph import Block
from xlcore.grid import Grid
from xlcore.kernels.elementwise import Decided
from xlcore.kernels.growing import growing_range
from xlcore.kernels.vectors import BLANK, ERROR, NUMBER, Floats, Mask, Vec, from_values, numbers
from xlcore.nodes import Call, Node, Reference
from xlcore.values import DIV0

_WIDEST: Final = 64
_GROWING: Final = frozenset({"SUM", "AVERAGE", "COUNT", "COUNTA", "MIN", "MAX"})


class Rows(Protocol):
    """The block being evaluated, as a sum needs it."""

    block: Block
    frame: Frame
    row1: int
    length: int

    def value(self, node: Node) -> Vec: ...
    def is_scalar(self, node: Node) -> bool: ...


def sum_kernel(rows: Rows, node: Call) -> Decided | None:
    """SUM of one reference, or another function of a growing range; ``None`` when it is not one of these forms."""
    if node.name not in _GROWING or len(node.args) != 1 or not isinstance(node.args[0], Reference):
        return None
    growing = growing_range(rows, node.args[0])
    if growing is not None:
        if growing.cols > 1:
            return None
        return _running(node.name, from_values(growing.values(rows.length)), growing.height)
    return _across(rows, node.args[0]) if node.name == "SUM" else None


def _column(grid: Grid, col: int, first: int, last: int) -> Vec:
    return from_values(grid.column(col).slice(first, last))


def _addends(vec: Vec) -> tuple[Floats, Mask]:
    """Numbers, 0 for what a sum passes over, and where the errors are."""
    return np.where(vec.kind == NUMBER, vec.num, 0.0), vec.kind == ERROR


def _across(rows: Rows, ref: Reference) -> Decided | None:
    """``SUM(B2:D2)``: the columns one after the other, for all rows at once."""
    prefix = ref.prefix
    if prefix is not None and (prefix.last_sheet is not None or prefix.book is not None):
        return None
    grid = rows.block.grid if prefix is None else rows.frame.host.grid(prefix.sheet)
    col1, col2 = sorted((ref.col1.at(rows.block.col1), ref.col2.at(rows.block.col1)))
    first = rows.row1 + ref.row1.value
    if grid is None or col1 < 1 or col2 - col1 >= _WIDEST or ref.row1.absolute or ref.row1 != ref.row2 or first < 1:
        return None
    result = np.zeros(rows.length)
    odd = np.zeros(rows.length, dtype=np.bool_)
    with np.errstate(over="ignore", invalid="ignore"):
        for col in range(col1, col2 + 1):
            addends, failed = _addends(_column(grid, col, first, first + rows.length - 1))
            result = result + addends
            odd |= failed
    odd |= ~np.isfinite(result)
    return numbers(result), odd if odd.any() else None


def _running(function: str, vec: Vec, height: int) -> Decided:
    """``SUM(B$2:B2)``: what a row gives is what the one above gave, and one cell more."""
    if function == "COUNTA":
        return numbers(np.cumsum(vec.kind != BLANK)[height - 1 :].astype(np.float64)), None
    counts = np.cumsum(vec.kind == NUMBER)[height - 1 :].astype(np.float64)
    if function == "COUNT":
        return numbers(counts), None
    result = numbers(_carried(function, vec)[height - 1 :])
    if function == "AVERAGE":
        with np.errstate(divide="ignore", invalid="ignore"):
            result.num = result.num / counts
    nothing = counts == 0.0
    if nothing.any():
        result.num[nothing] = 0.0
        if function == "AVERAGE":
            result.kind[nothing] = ERROR
            result.objects[nothing] = DIV0
    result.num += 0.0  # -0 is 0
    odd = ~np.isfinite(result.num)
    _spread_error(result, odd, vec, height)
    return result, odd if odd.any() else None


def _carried(function: str, vec: Vec) -> Floats:
    """The total, or the extreme, of every cell and those above it; cells without a number change nothing."""
    number = vec.kind == NUMBER
    if function == "MIN":
        return np.minimum.accumulate(np.where(number, vec.num, np.inf))
    if function == "MAX":
        return np.maximum.accumulate(np.where(number, vec.num, -np.inf))
    with np.errstate(over="ignore", invalid="ignore"):
        return np.cumsum(np.where(number, vec.num, 0.0))


def _spread_error(result: Vec, odd: Mask, vec: Vec, height: int) -> None:
    """The first error of a range is the result of every row that sees it."""
    failed = np.flatnonzero(vec.kind == ERROR)
    if failed.size:
        start = max(0, int(failed[0]) - height + 1)
        result.kind[start:] = ERROR
        result.num[start:] = 0.0
        result.objects[start:] = vec.objects[failed[0]]
        odd[start:] = False
