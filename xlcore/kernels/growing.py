"""Ranges that grow by one cell from row to row, ``B$2:B2``: conditional totals so far, in one walk down the column.

Without this every row walks its own range, and twice the rows take four times as long. The totals of each key are
carried on from row to row: the same numbers added in the same order as the scalar path adds them, so the last bit is
the same. Rows whose criterion is more than "equal to" are left to the scalar path, unless every row has the same one.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import product
from typing import Final, NamedTuple, Protocol

import numpy as np

from xlcore.criteria import criterion
from xlcore.frame import Frame
from xlcore.functions.gather import finite
from xlcore.functions.indexes import is_plain
from xlcore.functions.matching import exact_key
from xlcore.graph import Block
from xlcore.grid import Area, Grid
from xlcore.kernels.elementwise import Decided
from xlcore.kernels.vectors import Mask, Vec, from_values, to_values
from xlcore.nodes import Call, Node, Reference
from xlcore.numbertext import parse_number
from xlcore.values import DIV0, ExcelError, Value


class Rows(Protocol):
    """The block being evaluated, as a growing range needs it."""

    block: Block
    frame: Frame
    row1: int
    length: int

    def value(self, node: Node) -> Vec: ...
    def is_scalar(self, node: Node) -> bool: ...


class Growing(NamedTuple):
    """The cells from row ``top`` on; ``height`` of them belong to the block's first row, one more to each after it."""

    grid: Grid
    col: int
    cols: int
    top: int
    height: int

    def values(self, length: int) -> list[Value]:
        """The values of the first column in the range of the last of ``length`` rows."""
        return self.grid.column(self.col).slice(self.top, self.top + self.height + length - 2)

    def whole(self, length: int) -> Area:
        """The range of the last of ``length`` rows."""
        return Area(self.grid, self.top, self.col, self.height + length - 1, self.cols)


def growing_range(rows: Rows, node: Node) -> Growing | None:
    """The growing range that ``node`` is, as the rows of the block see it, else ``None``."""
    if not isinstance(node, Reference):
        return None
    prefix, top, bottom = node.prefix, node.row1, node.row2
    if prefix is not None and (prefix.last_sheet is not None or prefix.book is not None):
        return None
    grid = rows.block.grid if prefix is None else rows.frame.host.grid(prefix.sheet)
    col1, col2 = sorted((node.col1.at(rows.block.col1), node.col2.at(rows.block.col1)))
    if grid is None or col1 < 1:
        return None
    if not top.absolute or bottom.absolute or rows.row1 + bottom.value < top.value:
        return None
    return Growing(grid, col1, col2 - col1 + 1, top.value, rows.row1 + bottom.value - top.value + 1)


class Tally:
    """What is known of the cells that a criterion found so far."""

    __slots__ = ("error", "high", "low", "matched", "numbers", "total")

    def __init__(self) -> None:
        self.matched = 0
        self.numbers = 0
        self.total = 0.0
        self.low = 0.0
        self.high = 0.0
        self.error: ExcelError | None = None

    def add(self, value: Value) -> None:
        self.matched += 1
        if value.__class__ is float:
            number: float = value
            self.total += number
            if not self.numbers or number < self.low:
                self.low = number
            if not self.numbers or number > self.high:
                self.high = number
            self.numbers += 1
        elif self.error is None and isinstance(value, ExcelError):
            self.error = value

    def answer(self, function: str) -> Value:
        """What COUNT, SUM, AVERAGE, MIN or MAX gives for them."""
        if function == "COUNT":
            return float(self.matched)
        if self.error is not None:
            return self.error
        if function == "SUM":
            return finite(self.total)
        if function == "AVERAGE":
            return finite(self.total / self.numbers) if self.numbers else DIV0
        return self.low if function == "MIN" else self.high


_NOTHING: Final = Tally()
_FUNCTIONS: Final = {
    "COUNTIF": "COUNT",
    "COUNTIFS": "COUNT",
    "SUMIF": "SUM",
    "SUMIFS": "SUM",
    "AVERAGEIF": "AVERAGE",
    "AVERAGEIFS": "AVERAGE",
    "MINIFS": "MIN",
    "MAXIFS": "MAX",
}


def growing_conditional(rows: Rows, node: Call) -> Decided | None:
    """The result of a conditional count, sum, mean or extreme over growing ranges, or ``None`` when it is not one."""
    if node.name not in _FUNCTIONS:
        return None
    function, (values, pairs) = _FUNCTIONS[node.name], _arguments(node)
    if len(pairs) % 2 or not all(rows.is_scalar(wanted) for wanted in pairs[1::2]):
        return None
    ranges = [growing_range(rows, place) for place in pairs[0::2]]
    summed = None if values is None else growing_range(rows, values)
    found = [place for place in (*ranges, *([] if values is None else [summed])) if place is not None]
    if len(found) < len(ranges) + (values is not None) or any(place.cols > 1 for place in found):
        return None
    if len({place.height for place in found}) > 1:
        return None
    height = found[0].height
    tested = [place.values(rows.length) for place in found[: len(ranges)]]
    numbers = None if summed is None else summed.values(rows.length)
    tests = Tests(rows, height + rows.length - 1)
    for cells, wanted in zip(tested, pairs[1::2], strict=True):
        tests.add(cells, to_values(rows.value(wanted)))
    return _walk(function, tests, height, rows.length, numbers)


def _arguments(node: Call) -> tuple[Node | None, tuple[Node, ...]]:
    """What is added up (``None`` for counts) and the pairs of ranges and criteria."""
    args = node.args
    if node.name.startswith("COUNT"):
        return None, args
    if node.name.endswith("IFS"):
        return args[0], args[1:]
    return args[2] if len(args) > 2 else args[0], args[:2]


class Tests:
    """The criteria of all rows: those that are the same in every row rule cells out, the others become keys."""

    def __init__(self, rows: Rows, size: int) -> None:
        self.locale, self.date1904 = rows.frame.locale, rows.frame.date1904
        self.size = size
        self.out: list[bool] | None = None
        self.cells: list[list[tuple[Hashable, ...]]] = []
        self.sought: list[list[Hashable | None]] = []
        self.odd: Mask = np.zeros(rows.length, dtype=np.bool_)

    def add(self, cells: list[Value], wanted: list[Value]) -> None:
        """One range with the criterion of every row."""
        if len({(value.__class__, value) for value in wanted}) == 1:
            self._same(cells, wanted[0])
        else:
            self._different(cells, wanted)

    def _same(self, cells: list[Value], value: Value) -> None:
        test = criterion(value, self.locale, self.date1904)
        if test.too_long:
            self.odd[:] = True
            return
        met = test.mask(cells)
        out = self.out or [False] * self.size
        self.out = [known or not new for known, new in zip(out, met, strict=True)]

    def _different(self, cells: list[Value], wanted: list[Value]) -> None:
        known: dict[tuple[type, Value], Hashable | None] = {}
        keys: list[Hashable | None] = []
        for value in wanted:
            place = (value.__class__, value)
            if place not in known:
                known[place] = self._sought_key(value)
            keys.append(known[place])
        self.odd |= np.fromiter((key is None for key in keys), dtype=np.bool_, count=len(keys))
        self.sought.append(keys)
        self.cells.append(self._cell_keys(cells))

    def _sought_key(self, value: Value) -> Hashable | None:
        """The key of the cells that a criterion finds; ``None`` when it is not simply "equal to"."""
        test = criterion(value, self.locale, self.date1904)
        if test.too_long or test.operator != "=" or test.matches_blank or not is_plain(test.operand):
            return None
        return exact_key(test.operand)

    def _cell_keys(self, cells: list[Value]) -> list[tuple[Hashable, ...]]:
        """For every cell the keys under which criteria find it: two for a text that reads as a number."""
        known: dict[tuple[type, Value], tuple[Hashable, ...]] = {}
        found = []
        for value in cells:
            place = (value.__class__, value)
            keys = known.get(place)
            if keys is None:
                keys = known[place] = self._keys_of(value)
            found.append(keys)
        return found

    def _keys_of(self, value: Value) -> tuple[Hashable, ...]:
        key = exact_key(value)
        if isinstance(value, str) and any(c.isdigit() for c in value):
            number = parse_number(value, self.locale, self.date1904)
            return (key,) if number is None else (key, number)
        return () if key is None else (key,)

    def cell_keys(self) -> Sequence[tuple[Hashable, ...]]:
        """For every cell, in its row of the ranges, the keys under which it counts; a key is one of each range."""
        if len(self.cells) == 1:
            keys: Sequence[tuple[Hashable, ...]] = self.cells[0]
        elif self.cells:
            keys = [tuple(product(*several)) for several in zip(*self.cells, strict=True)]
        else:
            keys = [((),)] * self.size
        if self.out is None:
            return keys
        return [() if ruled_out else known for ruled_out, known in zip(self.out, keys, strict=True)]

    def sought_keys(self, length: int) -> Sequence[Hashable]:
        """For every row of the block the key it asks for."""
        if len(self.sought) == 1:
            return self.sought[0]
        return list(zip(*self.sought, strict=True)) if self.sought else [()] * length


def _walk(function: str, tests: Tests, height: int, length: int, numbers: list[Value] | None) -> Decided:
    """The answers of all rows, top down: each row's range has one cell more than the one above."""
    tallies: dict[Hashable, Tally] = {}
    found: list[Value] = []
    keys = tests.cell_keys()
    values = [None] * len(keys) if numbers is None else numbers
    place = 0
    odd = tests.odd
    for row, (sought, undecided) in enumerate(zip(tests.sought_keys(length), odd.tolist(), strict=True)):
        while place < height + row:
            for key in keys[place]:
                tally = tallies.get(key)
                if tally is None:
                    tally = tallies[key] = Tally()
                tally.add(values[place])
            place += 1
        found.append(None if undecided else tallies.get(sought, _NOTHING).answer(function))
    return from_values(found), odd if odd.any() else None
