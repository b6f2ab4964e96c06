"""The dependency graph over column blocks, single cells and array formulas: topological order, cycles, dirty
propagation."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator
from operator import attrgetter

from xlcore.families import Formula
from xlcore.grid import Grid
from xlcore.nodes import Point, Reference

Box = tuple[int, int, int, int]
"""``(row1, col1, row2, col2)``, both ends included."""


class Block:
    """A node of the graph: the cells of a column block (or one cell, or an array formula's rectangle) and their
    formula."""

    __slots__ = (
        "array",
        "broken",
        "col1",
        "col2",
        "direction",
        "dynamic",
        "formula",
        "grid",
        "place",
        "reads",
        "row1",
        "row2",
    )

    def __init__(
        self, grid: Grid, formula: Formula, row1: int, row2: int, col1: int, col2: int, array: bool = False
    ) -> None:
        self.grid = grid
        self.formula = formula
        self.row1 = row1
        self.row2 = row2
        self.col1 = col1
        self.col2 = col2
        self.array = array
        self.dynamic = False  # an array formula that spills as far as its result goes
        self.direction = 0
        self.broken = False  # part of a cycle
        self.place = 0  # position in the topological order
        self.reads: list[tuple[Grid, Reference]] = []

    @property
    def rows(self) -> int:
        return self.row2 - self.row1 + 1

    def precedent_boxes(self) -> Iterator[tuple[Grid, Box]]:
        """The rectangles its formulas read."""
        row2 = self.row1 if self.array else self.row2
        for grid, ref in self.reads:
            rows = [p.at(r) for p in (ref.row1, ref.row2) for r in (self.row1, row2)]
            c1, c2 = ref.col1.at(self.col1), ref.col2.at(self.col1)
            yield grid, (min(rows), min(c1, c2), max(rows), max(c1, c2))

    def __repr__(self) -> str:
        return f"Block({self.grid.name} r{self.row1}:{self.row2} c{self.col1}:{self.col2} {self.formula.text})"


_ROW1 = attrgetter("row1")


class Places:
    """Which block computes a cell: per sheet and column, blocks in row order (they never overlap)."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        self._columns: dict[Grid, dict[int, list[Block]]] = {}
        self._sorted: dict[Grid, list[int]] = {}
        for block in blocks:
            columns = self._columns.setdefault(block.grid, {})
            for col in range(block.col1, block.col2 + 1):
                columns.setdefault(col, []).append(block)
        for grid, columns in self._columns.items():
            self._sorted[grid] = sorted(columns)
            for found in columns.values():
                found.sort(key=_ROW1)

    def within(self, grid: Grid, box: Box) -> Iterator[Block]:
        """The blocks with a cell in ``box``; one that spans columns may come more than once."""
        columns = self._columns.get(grid)
        if columns is None:
            return
        row1, col1, row2, col2 = box
        if col1 == col2:
            wanted: Iterable[int] = (col1,) if col1 in columns else ()
        else:
            order = self._sorted[grid]
            wanted = order[bisect_left(order, col1) : bisect_right(order, col2)]
        for col in wanted:
            blocks = columns[col]
            i = bisect_right(blocks, row1, key=_ROW1)
            if i and blocks[i - 1].row2 >= row1:
                yield blocks[i - 1]
            while i < len(blocks) and blocks[i].row1 <= row2:
                yield blocks[i]
                i += 1

    def at(self, grid: Grid, row: int, col: int) -> Block | None:
        return next(self.within(grid, (row, col, row, col)), None)


def components(blocks: list[Block], places: Places) -> list[list[Block]]:
    """The strongly connected components in topological order, precedents first (Tarjan, without recursion).

    A block that reads only its own column is not connected to itself here; ``Block.direction`` deals with that.
    """
    index: dict[Block, int] = {}
    low: dict[Block, int] = {}
    on_stack: set[Block] = set()
    stack: list[Block] = []
    found: list[list[Block]] = []
    for root in blocks:
        if root in index:
            continue
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        work = [(root, _precedents(root, places))]
        while work:
            block, pending = work[-1]
            child = next(pending, None)
            if child is None:
                work.pop()
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[block])
                if low[block] == index[block]:
                    found.append(_pop_component(block, stack, on_stack))
            elif child not in index:
                index[child] = low[child] = len(index)
                stack.append(child)
                on_stack.add(child)
                work.append((child, _precedents(child, places)))
            elif child in on_stack:
                low[block] = min(low[block], index[child])
    return found


def _pop_component(block: Block, stack: list[Block], on_stack: set[Block]) -> list[Block]:
    component = []
    while True:
        member = stack.pop()
        on_stack.discard(member)
        component.append(member)
        if member is block:
            return component


def _precedents(block: Block, places: Places) -> Iterator[Block]:
    for grid, box in block.precedent_boxes():
        for found in places.within(grid, box):
            if found is not block:
                yield found


def reads_itself(block: Block) -> bool:
    """Whether one of its own cells is among what the block reads."""
    return any(
        grid is block.grid
        and box[0] <= block.row2
        and box[2] >= block.row1
        and box[1] <= block.col2
        and box[3] >= block.col1
        for grid, box in block.precedent_boxes()
    )


def split(block: Block) -> list[Block]:
    """A column block as single cells."""
    if block.array or block.rows == 1:
        return [block]
    cells = []
    for row in range(block.row1, block.row2 + 1):
        cell = Block(block.grid, block.formula, row, row, block.col1, block.col2)
        cell.reads = block.reads
        cells.append(cell)
    return cells


class Dependents:
    """Which blocks read a cell: the graph's edges the other way round, built when the first edit asks for them."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        self._cells: dict[tuple[Grid, int, int], list[tuple[Block, Reference]]] = {}
        self._ranges: dict[Grid, dict[int, list[tuple[int, int, Block, Reference]]]] = {}
        self._wide: dict[Grid, list[tuple[Box, Block, Reference]]] = {}
        for block in blocks:
            for (grid, box), (_, ref) in zip(block.precedent_boxes(), block.reads, strict=True):
                row1, col1, row2, col2 = box
                if row1 == row2 and col1 == col2:
                    self._cells.setdefault((grid, row1, col1), []).append((block, ref))
                elif col2 - col1 < 64:
                    columns = self._ranges.setdefault(grid, {})
                    for col in range(col1, col2 + 1):
                        insort(columns.setdefault(col, []), (row1, row2, block, ref), key=lambda entry: entry[0])
                else:
                    self._wide.setdefault(grid, []).append((box, block, ref))

    def of(self, grid: Grid, box: Box) -> Iterator[tuple[Block, Reference]]:
        """The blocks, each with the reference, that read a cell of ``box``."""
        row1, col1, row2, col2 = box
        if (row2 - row1 + 1) * (col2 - col1 + 1) <= 4096:
            for row in range(row1, row2 + 1):
                for col in range(col1, col2 + 1):
                    yield from self._cells.get((grid, row, col), ())
        else:
            for (owner, row, col), found in self._cells.items():
                if owner is grid and row1 <= row <= row2 and col1 <= col <= col2:
                    yield from found
        columns = self._ranges.get(grid, {})
        for col in range(col1, col2 + 1) if col2 - col1 < len(columns) else [c for c in columns if col1 <= c <= col2]:
            for start, end, block, ref in columns.get(col, ()):
                if start > row2:
                    break
                if end >= row1:
                    yield block, ref
        for (a, b, c, d), block, ref in self._wide.get(grid, ()):
            if a <= row2 and c >= row1 and b <= col2 and d >= col1:
                yield block, ref


def affected_rows(block: Block, ref: Reference, row1: int, row2: int) -> tuple[int, int] | None:
    """The rows of ``block`` whose formula reads a row from ``row1`` to ``row2`` through ``ref`` (perhaps some more)."""
    low, high = block.row1, block.row2
    if block.array:
        return low, high
    top, bottom = ref.row1, ref.row2
    if not top.absolute and not bottom.absolute:
        offsets = sorted((top.value, bottom.value))
        low, high = max(low, row1 - offsets[1]), min(high, row2 - offsets[0])
    elif top.absolute and not bottom.absolute and _above(top, low + bottom.value):
        low = max(low, row1 - bottom.value)
    elif bottom.absolute and not top.absolute and _above(Point(high + top.value, True), bottom.value):
        high = min(high, row2 - top.value)
    return (low, high) if low <= high else None


def _above(point: Point, row: int) -> bool:
    return point.value <= row


def dirty(
    dependents: Dependents, changed: Iterable[tuple[Grid, Box]], always: Iterable[Block]
) -> dict[Block, tuple[int, int]]:
    """Blocks that must be recomputed, each with its first and last such row, after the cells of ``changed`` changed.

    ``always`` are the volatile blocks.
    """
    rows: dict[Block, tuple[int, int]] = {}
    queue: list[tuple[Grid, Box]] = list(changed)

    def touch(block: Block, low: int, high: int) -> None:
        if block.direction > 0:
            high = block.row2
        elif block.direction < 0:
            low = block.row1
        if block.array or block.broken:
            low, high = block.row1, block.row2
        known = rows.get(block)
        if known is not None:
            if known[0] <= low and high <= known[1]:
                return
            low, high = min(low, known[0]), max(high, known[1])
        rows[block] = (low, high)
        queue.append((block.grid, (low, block.col1, high, block.col2)))

    for block in always:
        touch(block, block.row1, block.row2)
    while queue:
        grid, box = queue.pop()
        for block, ref in dependents.of(grid, box):
            found = affected_rows(block, ref, box[0], box[2])
            if found is not None:
                touch(block, *found)
    return rows
