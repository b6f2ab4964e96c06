"""The dependency graph over column blocks, single cells and array formulas: topological order, cycles, dirty
propagation."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from operator import attrgetter, itemgetter

from xlcore.families import Formula
from xlcore.grid import Grid
from xlcore.nodes import Point, Reference
from xlcore.shapes import ROW, Operands, moved

Box = tuple[int, int, int, int]
"""``(row1, col1, row2, col2)``, both ends included."""


class Block:
    """A node of the graph: the cells of a column block (or one cell, or an array formula's rectangle) and their
    formula.

    A block whose formula serves all of its shape has ``operands``, those of its first row; ``reads`` is then made of
    them when somebody asks.
    """

    __slots__ = (
        "_reads",
        "array",
        "broken",
        "col1",
        "col2",
        "direction",
        "dynamic",
        "formula",
        "grid",
        "operands",
        "place",
        "row1",
        "row2",
    )

    def __init__(
        self,
        grid: Grid,
        formula: Formula,
        row1: int,
        row2: int,
        col1: int,
        col2: int,
        array: bool = False,
        operands: Operands | None = None,
    ) -> None:
        self.grid = grid
        self.formula = formula
        self.row1 = row1
        self.row2 = row2
        self.col1 = col1
        self.col2 = col2
        self.array = array
        self.operands = operands
        self.dynamic = False  # an array formula that spills as far as its result goes
        self.direction = 0
        self.broken = False  # part of a cycle
        self.place = 0  # position in the topological order
        self._reads: list[tuple[Grid, Reference]] | None = None

    @property
    def rows(self) -> int:
        return self.row2 - self.row1 + 1

    @property
    def reads(self) -> list[tuple[Grid, Reference]]:
        """The references its formula reads, each with its sheet."""
        if self._reads is None:
            self._reads = []
            if self.operands is not None:
                self._reads += self.formula.references(self.operands, self.row1, self.col1)
        return self._reads

    def operands_at(self, row: int) -> Operands:
        """The operands of the formula in one of its rows."""
        assert self.operands is not None
        if row == self.row1:
            return self.operands
        return moved(self.operands, self.formula.fixed, row - self.row1)

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


class Columns:
    """The blocks of one sheet by column, in row order (they never overlap)."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        self.blocks: dict[int, list[Block]] = {}
        for block in blocks:
            for col in range(block.col1, block.col2 + 1):
                self.blocks.setdefault(col, []).append(block)
        self.order = sorted(self.blocks)
        for found in self.blocks.values():
            found.sort(key=_ROW1)

    def within(self, box: Box) -> list[Block]:
        row1, col1, row2, col2 = box
        found: list[Block] = []
        if col1 == col2:
            wanted: Iterable[int] = (col1,) if col1 in self.blocks else ()
        else:
            wanted = self.order[bisect_left(self.order, col1) : bisect_right(self.order, col2)]
        for col in wanted:
            blocks = self.blocks[col]
            i = bisect_right(blocks, row1, key=_ROW1)
            if i and blocks[i - 1].row2 >= row1:
                i -= 1
            found += blocks[i : bisect_right(blocks, row2, i, key=_ROW1)]
        return found


class Places:
    """Which block computes a cell: single cells by their number, larger blocks (and for ranges all) by column."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        self.cells: dict[Grid, dict[int, Block]] = {}
        larger: dict[Grid, list[Block]] = {}
        for block in blocks:
            grid, row, col = block.grid, block.row1, block.col1
            if row == block.row2 and col == block.col2:
                cells = self.cells.get(grid)
                if cells is None:
                    cells = self.cells[grid] = {}
                cells[row * ROW + col] = block
            else:
                larger.setdefault(grid, []).append(block)
        self.larger = {grid: Columns(found) for grid, found in larger.items()}
        self._all: dict[Grid, Columns] = {}

    def within(self, grid: Grid, box: Box) -> list[Block]:
        """The blocks with a cell in ``box``; one that spans columns may come more than once."""
        row1, col1, row2, col2 = box
        if row1 == row2 and col1 == col2:
            block = self.at(grid, row1, col1)
            return [] if block is None else [block]
        return self.columns(grid).within(box)

    def at(self, grid: Grid, row: int, col: int) -> Block | None:
        """The block that computes a cell."""
        cells = self.cells.get(grid)
        found = None if cells is None else cells.get(row * ROW + col)
        if found is None and grid in self.larger:
            return next(iter(self.larger[grid].within((row, col, row, col))), None)
        return found

    def columns(self, grid: Grid) -> Columns:
        """All blocks of a sheet by column: made when the first range asks."""
        found = self._all.get(grid)
        if found is None:
            cells = self.cells.get(grid, {})
            larger = self.larger.get(grid)
            if larger is not None and not cells:
                found = larger
            else:
                beside = {} if larger is None else {id(b): b for found in larger.blocks.values() for b in found}
                found = Columns([*cells.values(), *beside.values()])
            self._all[grid] = found
        return found


def split(block: Block) -> list[Block]:
    """A column block as single cells."""
    if block.array or block.rows == 1:
        return [block]
    cells = []
    for row in range(block.row1, block.row2 + 1):
        operands = None if block.operands is None else block.operands_at(row)
        cell = Block(block.grid, block.formula, row, row, block.col1, block.col2, False, operands)
        cell._reads = block.reads
        cells.append(cell)
    return cells


class Readers:
    """Who reads one column: single cells by their row, ranges by their first row."""

    def __init__(self) -> None:
        self._cells: dict[int, list[tuple[Block, Reference]]] = {}
        self._ranges: list[tuple[int, int, Block, Reference]] = []
        self._lowest: list[int] = []  # the last row that the ranges up to here reach

    def add(self, row1: int, row2: int, block: Block, ref: Reference) -> None:
        if row1 == row2:
            self._cells.setdefault(row1, []).append((block, ref))
        else:
            self._ranges.append((row1, row2, block, ref))
            self._lowest.clear()

    def of(self, row1: int, row2: int) -> list[tuple[Block, Reference]]:
        """The blocks, each with the reference, that read a cell of the rows ``row1`` to ``row2``."""
        found: list[tuple[Block, Reference]] = []
        if row2 - row1 < len(self._cells):
            for row in range(row1, row2 + 1):
                found += self._cells.get(row, ())
        else:
            for row, readers in self._cells.items():
                if row1 <= row <= row2:
                    found += readers
        ranges = self._ranges
        if not ranges:
            return found
        if not self._lowest:
            ranges.sort(key=_FIRST_ROW)
            self._lowest += accumulate((last for _, last, _, _ in ranges), max)
        i = bisect_right(ranges, row2, key=_FIRST_ROW) - 1
        while i >= 0 and self._lowest[i] >= row1:
            _, last, block, ref = ranges[i]
            if last >= row1:
                found.append((block, ref))
            i -= 1
        return found


_FIRST_ROW = itemgetter(0)


class Dependents:
    """Which blocks read a cell: the graph's edges the other way round, built when the first edit asks for them."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        self._columns: dict[tuple[Grid, int], Readers] = {}
        self._read: dict[Grid, list[int]] = {}
        self._wide: dict[Grid, list[tuple[Box, Block, Reference]]] = {}
        for block in blocks:
            for (grid, box), (_, ref) in zip(block.precedent_boxes(), block.reads, strict=True):
                row1, col1, row2, col2 = box
                if col2 - col1 >= 64:
                    self._wide.setdefault(grid, []).append((box, block, ref))
                    continue
                for col in range(col1, col2 + 1):
                    readers = self._columns.get((grid, col))
                    if readers is None:
                        readers = self._columns[grid, col] = Readers()
                        self._read.setdefault(grid, []).append(col)
                    readers.add(row1, row2, block, ref)

    def of(self, grid: Grid, box: Box) -> list[tuple[Block, Reference]]:
        """The blocks, each with the reference, that read a cell of ``box``."""
        row1, col1, row2, col2 = box
        if col1 == col2:
            readers = self._columns.get((grid, col1))
            found = [] if readers is None else readers.of(row1, row2)
        else:
            found = []
            for col in self._read.get(grid, ()):
                if col1 <= col <= col2:
                    found += self._columns[grid, col].of(row1, row2)
        if grid in self._wide:
            for (a, b, c, d), block, ref in self._wide[grid]:
                if a <= row2 and c >= row1 and b <= col2 and d >= col1:
                    found.append((block, ref))
        return found


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
