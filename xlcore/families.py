"""Formula families: neighbouring cells of a column with the same relative formula become one column block.

A shared formula of the file is evidence (its children need no text), the relative key is the proof.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from xlcore.grid import Grid
from xlcore.nodes import Node, Reference
from xlcore.relative import Template, key, shift
from xlcore.shapes import Operands, as_reference, moved


class SharedFormula:
    """The master of a shared formula: its text and the 1-based cell that ``text`` is written for."""

    __slots__ = ("_key", "col", "row", "text")

    def __init__(self, text: str, row: int, col: int) -> None:
        self.text = text.removeprefix("=")
        self.row = row
        self.col = col
        self._key: str | None = None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SharedFormula):
            return NotImplemented
        return (self.text, self.row, self.col) == (other.text, other.row, other.col)

    def __hash__(self) -> int:
        return hash((self.text, self.row, self.col))

    @property
    def key(self) -> str:
        if self._key is None:
            self._key = key(self.text, self.row, self.col)
        return self._key

    def at(self, row: int, col: int) -> str:
        """The text of the child at ``row``, ``col``."""
        if (row, col) == (self.row, self.col):
            return self.text
        return shift(self.text, row - self.row, col - self.col)


class FilledFormula(SharedFormula):
    """The formula of cells of one column whose texts were found to be one text filled down, as ``Template`` foretells
    it; ``ValueError`` when a shared formula would read otherwise."""

    __slots__ = ("template",)

    def __init__(self, text: str, row: int, col: int) -> None:
        super().__init__(text, row, col)
        self.template = Template(self.text, row)
        if self.template.at(row + 1) != shift(self.text, 1, 0):
            raise ValueError("small letters, or the edge of the sheet")

    def at(self, row: int, col: int) -> str:
        return self.template.at(row) if col == self.col else super().at(row, col)


Source = str | SharedFormula
"""A cell's formula as it came: its own text without ``=``, or its shared master."""


Input = tuple[Grid, Reference]
"""A sheet and a reference to it whose row numbers are places among the operands of a shape."""


class Formula:
    """What all cells of a family share: the relative key, one cell's text, and what was found out about it.

    Where it serves a whole shape, its closure finds the operands in the frame and ``inputs`` says what is read;
    ``code`` then may give the result where all operands are plain numbers.
    """

    __slots__ = (
        "cells",
        "closure",
        "code",
        "col",
        "dynamic",
        "example",
        "fixed",
        "home",
        "inputs",
        "key",
        "node",
        "precedents",
        "row",
        "slots",
        "text",
        "unknown",
        "volatile",
    )

    node: Node
    closure: Callable[[Any], Any] | None
    precedents: list[Reference]
    dynamic: bool
    volatile: bool
    unknown: list[str]

    def __init__(self, formula_key: str, text: str, row: int, col: int) -> None:
        self.key = formula_key
        self.text = text
        self.row = row
        self.col = col
        self.fixed: tuple[int, ...] = ()
        self.inputs: list[Input] = []
        self.home: Grid | None = None
        self.slots: tuple[int, ...] = ()
        self.code: Callable[[Operands], float | bool | None] | None = None
        self.cells = 0
        self.example: Operands | None = None

    def serve_shape(self, fixed: tuple[int, ...], inputs: list[Input], example: Operands) -> None:
        """Makes it the formula of a shape with these inputs; ``fixed`` tells which coordinates of its operands are,
        ``example`` has the operands of one of its formulas."""
        self.fixed = fixed
        self.example = example
        self.inputs = inputs
        if len({id(grid) for grid, _ in inputs}) == 1 and all(ref.kind == "cell" for _, ref in inputs):
            # All it reads are single cells of one sheet.
            self.home = inputs[0][0]
            self.slots = tuple([ref.row1.value for _, ref in inputs])

    def references(self, operands: Operands, row: int, col: int) -> Iterator[tuple[Grid, Reference]]:
        """What the formula with these operands reads in the cell at ``row``, ``col``, the same cells once."""
        fixed, seen = self.fixed, set()
        for grid, ref in self.inputs:
            first, last = ref.row1.value, ref.row2.value
            cells = grid, operands[first], operands[last], fixed[first], fixed[last], ref.kind
            if cells not in seen:
                seen.add(cells)
                yield grid, as_reference(ref, operands, fixed, row, col)


class Run:
    """A stretch of one column, rows ``row1`` to ``row2``, whose cells have the same relative formula.

    ``read`` is what a ``Reader`` makes of the first cell's text, ``None`` when the formula came as a shared one.
    """

    __slots__ = ("col", "read", "row1", "row2", "source")

    def __init__(self, source: Source, read: tuple[Any, Operands] | None, row: int, col: int) -> None:
        self.source = source
        self.read = read
        self.row1 = row
        self.row2 = row
        self.col = col

    @property
    def text(self) -> str:
        """The first cell's text."""
        return self.source if isinstance(self.source, str) else self.source.at(self.row1, self.col)

    @property
    def key(self) -> str:
        """The relative key."""
        return key(self.source, self.row1, self.col) if isinstance(self.source, str) else self.source.key

    def goes_on(self, source: Source, read: tuple[Any, Operands] | None, row: int) -> bool:
        """Whether ``source`` in the next row is the same relative formula."""
        if self.read is None or read is None:
            other = key(source, row, self.col) if isinstance(source, str) else source.key
            return self.key == other
        shape, operands = read
        if self.read[0] is not shape:
            return False
        if shape is None:
            return isinstance(source, str) and self.key == key(source, row, self.col)
        return bool(moved(self.read[1], shape.fixed, row - self.row1) == operands)


def families(col: int, sources: dict[int, Source], read: Callable[[str], tuple[Any, Operands]]) -> Iterator[Run]:
    """The runs of one column, top down. ``read`` gives the shape of a text (``None``: it has none) and its operands."""
    run: Run | None = None
    template: Template | None = None
    last: Source | None = None
    for row in sorted(sources):
        source = sources[row]
        above = run if run is not None and row == run.row2 + 1 else None
        if above is not None and source is last and not isinstance(source, str):
            above.row2 = row  # the same master as above: nearly always, where formulas came as shared ones
            continue
        last = source
        found: tuple[Any, Operands] | None = None
        if isinstance(source, str):
            if above is not None and template is not None:
                shift_by = template.offset
                # The commonest case by hand: this line runs once per formula of the workbook.
                text = template.at(row) if shift_by is None else str(row + shift_by).join(template.parts)
                if text == source:
                    above.row2 = row
                    continue
            found = read(source)
        if above is not None and above.goes_on(source, found, row):
            above.row2 = row
            if not isinstance(source, str):
                template = None
            elif template is None:
                # Once two neighbours agree, the text below can be foretold.
                template = Template(source, row)
            continue
        if run is not None:
            yield run
        template = None
        run = Run(source, found, row, col)
    if run is not None:
        yield run


BOTTOM_UP: Final = -1
TOP_DOWN: Final = 1


def sequence(references: list[Reference], sheet: str, col: int, row1: int, row2: int) -> int | None:
    """How a block that reads its own column must be run: ``TOP_DOWN`` (a running total), ``BOTTOM_UP``, 0 when it
    does not
    read itself, ``None`` when no order does (then its cells are looked at one by one)."""
    found: set[int] = set()
    for ref in references:
        if _reads_itself(ref, sheet, col, row1, row2):
            found.add(_direction(ref, row1))
    if not found:
        return 0
    return found.pop() if len(found) == 1 and 0 not in found else None


def _reads_itself(ref: Reference, sheet: str, col: int, row1: int, row2: int) -> bool:
    prefix = ref.prefix
    if prefix is not None and prefix.sheet and prefix.last_sheet is None and prefix.sheet.lower() != sheet.lower():
        return False
    c1, c2 = sorted((ref.col1.at(col), ref.col2.at(col)))
    if not c1 <= col <= c2:
        return False
    rows = [point.at(row) for point in (ref.row1, ref.row2) for row in (row1, row2)]
    return min(rows) <= row2 and max(rows) >= row1


def _direction(ref: Reference, row1: int) -> int:
    """``TOP_DOWN`` when every row reads only rows above it, ``BOTTOM_UP`` when only rows below, 0 when neither is
    sure."""
    top, bottom = ref.row1, ref.row2
    if not bottom.absolute and bottom.value < 0 and (top.absolute or top.value < 0):
        return TOP_DOWN if not top.absolute or top.value < row1 else 0
    if not top.absolute and top.value > 0 and not bottom.absolute and bottom.value > 0:
        return BOTTOM_UP
    return 0
