"""Formula families: neighbouring cells of a column with the same relative formula become one column block.

A shared formula of the file is evidence (its children need no text), the relative key is the proof.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from xlcore.nodes import Node, Reference
from xlcore.relative import Template, key, shift


class SharedFormula:
    """The master of a shared formula: its text and the 1-based cell that ``text`` is written for."""

    __slots__ = ("_key", "col", "row", "text")

    def __init__(self, text: str, row: int, col: int) -> None:
        self.text = text.removeprefix("=")
        self.row = row
        self.col = col
        self._key: str | None = None

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


Source = str | SharedFormula
"""A cell's formula as it came: its own text without ``=``, or its shared master."""


class Formula:
    """What all cells of a family share: the relative key, one cell's text, and what was found out about it."""

    __slots__ = ("closure", "col", "dynamic", "key", "node", "precedents", "row", "text", "unknown", "volatile")

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


class Run:
    """A stretch of one column, rows ``row1`` to ``row2``, whose cells have the same relative formula."""

    __slots__ = ("col", "key", "row1", "row2", "text")

    def __init__(self, formula_key: str, text: str, row1: int, row2: int, col: int) -> None:
        self.key = formula_key
        self.text = text
        self.row1 = row1
        self.row2 = row2
        self.col = col


def families(col: int, sources: dict[int, Source]) -> Iterator[Run]:
    """The runs of one column, top down; ``text`` is the first cell's."""
    run: Run | None = None
    template: Template | None = None
    for row in sorted(sources):
        source = sources[row]
        if isinstance(source, SharedFormula):
            found, template = source.key, None
        elif run is not None and row == run.row2 + 1:
            if template is None:
                # The first comparison needs a key; once two neighbours agree, the text below can be foretold.
                found = key(source, row, col)
                template = Template(source, row) if found == run.key else None
            else:
                shift_by = template.offset
                # The commonest case by hand: this line runs once per formula of the workbook.
                text = template.at(row) if shift_by is None else str(row + shift_by).join(template.parts)
                found = run.key if text == source else key(source, row, col)
        else:
            found, template = key(source, row, col), None
        if run is not None and row == run.row2 + 1 and found == run.key:
            run.row2 = row
            continue
        if run is not None:
            yield run
        template = None
        run = Run(found, source if isinstance(source, str) else source.at(row, col), row, row, col)
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
