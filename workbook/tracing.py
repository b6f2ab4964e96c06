"""Where differences start: from a cell that differs, through precedents that differ too, to one with none of these."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from workbook.book import Workbook
from workbook.compare import Cell, Difference
from xlcore.grid import Grid
from xlcore.refs import cell_name, parse_cell

LINKS: Final = 5  # links of a chain that are kept; one down a running total may have 100,000


def traced(book: Workbook, differences: list[Difference]) -> list[Difference]:
    """The differences, each with the chain of differing precedents to the cell in which it starts."""
    tracer = Tracer(book, differences)
    return [tracer.with_chain(one) for one in differences]


class Tracer:
    """Follows differences among ``known``, all the cells of ``book`` on which the two sides differ."""

    def __init__(self, book: Workbook, known: list[Difference]) -> None:
        self._book = book
        self._known = {(one.sheet, one.cell): one for one in known}
        self._places = book.model.plan().places
        self._rows: dict[Grid, dict[int, list[int]]] = {}  # sheet -> column -> rows that differ, in order
        self._next: dict[Cell, Cell | None] = {}
        self._ends: dict[Cell, tuple[Cell, int]] = {}  # where the chain of a cell ends, after how many links
        for one in known:
            row, col = _place(one)
            grid = book.model.sheet(one.sheet).grid
            self._rows.setdefault(grid, {}).setdefault(col, []).append(row)
        for columns in self._rows.values():
            for rows in columns.values():
                rows.sort()

    def with_chain(self, one: Difference) -> Difference:
        """The difference with its chain."""
        at: Cell = (one.sheet, one.cell)
        end, length = self._end(at)
        chain = []
        for _ in range(min(length, LINKS - 1)):
            following = self._next[at]
            assert following is not None
            at = following
            chain.append(self._known[at])
        if length >= LINKS:
            chain.append(self._known[end])
        links, omitted = tuple(chain), length - len(chain)
        return Difference(one.sheet, one.cell, one.formula, one.expected, one.got, links, omitted)

    def _end(self, cell: Cell) -> tuple[Cell, int]:
        """The cell where the chain from ``cell`` ends and the number of links to it; each cell is followed once."""
        path: dict[Cell, None] = {}
        at = cell
        while at not in self._ends:
            following = self._next[at] = self._precedent(at)
            if following is None or following in path or following == at:  # the start, or a circle closes
                self._ends[at] = (at, 0)
                break
            path[at] = None
            at = following
        end, length = self._ends[at]
        for passed in reversed(path):
            length += 1
            self._ends[passed] = (end, length)
        return self._ends[cell]

    def _precedent(self, cell: Cell) -> Cell | None:
        """The first differing cell that the formula of ``cell`` reads, in the order of the formula."""
        one = self._known[cell]
        row, col = _place(one)
        grid = self._book.model.sheet(one.sheet).grid
        block = self._places.at(grid, row, col)
        if block is None:
            return None
        base = (block.row1, block.col1) if block.array else (row, col)
        for read, reference in block.reads:
            box = reference.box(*base)
            if box is None:
                continue
            found = min(self._differing(read, *box, () if read is not grid else (row, col)), default=None)
            if found is not None:
                return read.name, cell_name(*found)
        return None

    def _differing(
        self, grid: Grid, row1: int, col1: int, row2: int, col2: int, own: tuple[int, ...]
    ) -> Iterator[tuple[int, int]]:
        """The uppermost differing cell of each column of a rectangle, ``own`` left out."""
        for col, rows in self._rows.get(grid, {}).items():
            if not col1 <= col <= col2:
                continue
            for at in range(bisect_left(rows, row1), len(rows)):
                if rows[at] > row2:
                    break
                if (rows[at], col) != own:
                    yield rows[at], col
                    break


def _place(one: Difference) -> tuple[int, int]:
    place = parse_cell(one.cell)
    assert place is not None, one.cell
    return place
