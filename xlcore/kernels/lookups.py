"""Lookups and criteria down a column: one index per range, shared by all rows of all blocks of a recalculation.

``MATCH`` and ``VLOOKUP`` (exact), ``COUNTIF(S)`` and ``SUMIF(S)`` over ranges that are the same for every row, or
that grow from row to row. Lookups of a wildcard, a blank or an error are left to the scalar path.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Protocol

import numpy as np

from xlcore.criteria import criterion
from xlcore.frame import Frame
from xlcore.functions.conditional import count_matches, matched_numbers, sum_of
from xlcore.functions.indexes import RangeTest, is_plain
from xlcore.functions.matching import exact_key
from xlcore.graph import Block
from xlcore.grid import Area
from xlcore.kernels.elementwise import Decided
from xlcore.kernels.growing import growing_conditional, growing_range
from xlcore.kernels.vectors import Mask, Vec, from_values, to_values
from xlcore.nodes import Call, Literal, Node, Reference
from xlcore.registry import Function
from xlcore.values import MAX_ROW, NA, REF, VALUE, ExcelError, Value


class Rows(Protocol):
    """The block being evaluated, as a lookup needs it."""

    block: Block
    frame: Frame
    row1: int
    length: int

    def value(self, node: Node) -> Vec: ...
    def is_scalar(self, node: Node) -> bool: ...


def fixed_area(rows: Rows, node: Node) -> Area | None:
    """The area of a range that is the same for every row of the block, else ``None``."""
    if not isinstance(node, Reference) or not (node.row1.absolute and node.row2.absolute):
        return None
    prefix = node.prefix
    if prefix is not None and (prefix.last_sheet is not None or prefix.book is not None):
        return None
    grid = rows.block.grid if prefix is None else rows.frame.host.grid(prefix.sheet)
    box = node.box(rows.block.row1, rows.block.col1)
    if grid is None or box is None:
        return None
    return Area(grid, box[0], box[1], box[2] - box[0] + 1, box[3] - box[1] + 1)


def lookup_kernel(rows: Rows, node: Call, function: Function) -> Decided | None:
    """The result of a lookup function, or ``None`` when this call is not one that an index can answer."""
    args = node.args
    match node.name:
        case "MATCH" if len(args) == 3 and _is_zero(args[2]):
            return _match(rows, args)
        case "VLOOKUP" if len(args) == 4 and _is_zero(args[3]) and isinstance(args[2], Literal):
            return _vlookup(rows, args)
        case "COUNTIF" | "COUNTIFS":
            return _conditional(rows, None, args) or growing_conditional(rows, node)
        case "SUMIF" if len(args) == 3:
            return _conditional(rows, args[2], args[:2]) or growing_conditional(rows, node)
        case "SUMIFS":
            return _conditional(rows, args[0], args[1:]) or growing_conditional(rows, node)
    return growing_conditional(rows, node)


def _is_zero(node: Node) -> bool:
    return isinstance(node, Literal) and node.value in (0.0, False) and not isinstance(node.value, ExcelError)


def _sought(rows: Rows, node: Node) -> tuple[list[Value], Mask]:
    """The values looked for, and the rows that an index cannot answer."""
    values = to_values(rows.value(node))
    odd = np.fromiter((not is_plain(v) for v in values), dtype=np.bool_, count=len(values))
    return values, odd


def _searched(rows: Rows, node: Node) -> tuple[Area, int] | None:
    """The area that a lookup searches, and how many rows of it the block's first row sees.

    A range that grows (``A$1:A1``) is searched whole: what a row does not see yet is known by its place.
    """
    area = fixed_area(rows, node)
    if area is not None:
        return area, MAX_ROW
    growing = growing_range(rows, node)
    return None if growing is None else (growing.whole(rows.length), growing.height)


def _match(rows: Rows, args: tuple[Node, ...]) -> Decided | None:
    searched = _searched(rows, args[1])
    if searched is None or searched[0].cols != 1 or not rows.is_scalar(args[0]):
        return None
    area, height = searched
    first = rows.frame.indexes.column(area).first
    values, odd = _sought(rows, args[0])
    found: list[Value] = []
    for seen, value in enumerate(values, height):
        place = first.get(exact_key(value))
        found.append(NA if place is None or place >= seen else place + 1.0)
    return from_values(found), odd if odd.any() else None


def _vlookup(rows: Rows, args: tuple[Node, ...]) -> Decided | None:
    searched = _searched(rows, args[1])
    wanted = args[2].value if isinstance(args[2], Literal) else None
    if searched is None or not isinstance(wanted, float) or wanted < 1.0 or not rows.is_scalar(args[0]):
        return None
    area, height = searched
    if int(wanted) > area.cols:
        return from_values([REF] * rows.length), None
    first = rows.frame.indexes.column(area.sub(0, 0, area.rows, 1)).first
    results = area.column(int(wanted) - 1)
    values, odd = _sought(rows, args[0])
    found: list[Value] = []
    for seen, value in enumerate(values, height):
        place = first.get(exact_key(value))
        if place is None or place >= seen:
            found.append(NA)
        else:
            found.append(results[place] if place < len(results) else None)
    return from_values(found), odd if odd.any() else None


def _conditional(rows: Rows, values: Node | None, pairs: tuple[Node, ...]) -> Decided | None:
    """COUNTIFS (``values`` is ``None``) or SUMIFS over one-column ranges of equal height."""
    areas = [fixed_area(rows, node) for node in pairs[0::2]]
    wanted = list(pairs[1::2])
    summed = None if values is None else fixed_area(rows, values)
    known = [area for area in areas if area is not None]
    if len(known) != len(areas) or len(areas) != len(wanted) or (values is not None and summed is None):
        return None
    every = known if summed is None else [*known, summed]
    if any(area.cols != 1 or area.rows != known[0].rows for area in every):
        return None
    if not all(rows.is_scalar(node) for node in wanted):
        return None
    columns = [to_values(rows.value(node)) for node in wanted]
    memo: dict[tuple[Hashable, ...], Value] = {}
    found: list[Value] = []
    for sought in zip(*columns, strict=True):
        # The class belongs to the key: TRUE and 1 are equal to Python.
        key = tuple([(v.__class__, v) for v in sought])
        if key not in memo:
            memo[key] = _answer(rows, known, sought, summed)
        found.append(memo[key])
    return from_values(found), None


def _answer(rows: Rows, areas: list[Area], sought: tuple[Value, ...], summed: Area | None) -> Value:
    """The count or sum for one row's criteria."""
    frame = rows.frame
    reading = frame.locale, frame.date1904
    wanted = [criterion(value, *reading) for value in sought]
    if any(condition.too_long for condition in wanted):
        return VALUE
    tests = [
        RangeTest(area, condition, frame.indexes.column(area), reading)
        for area, condition in zip(areas, wanted, strict=True)
    ]
    return count_matches(tests) if summed is None else sum_of(matched_numbers(summed, tests))
