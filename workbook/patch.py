"""New values into a worksheet part: the ``<v>`` and ``t`` of cells, and nothing else.

``patch_sheet`` returns the very same bytes when every cell already holds its value. A cell or row that the file does
not have is put in its place; only then the row's ``spans`` and the sheet's ``dimension`` grow to hold it. Formula cells
go through ``bulkpatch.py`` in stretches, explicit edits through the editor of single cells.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import groupby
from typing import Final, NamedTuple

from workbook.bulkpatch import BulkPatch
from workbook.celledit import CellEdit, edit_cell, new_cell
from workbook.cellvalues import EMPTY, content
from workbook.package import Part
from workbook.packing import Piece
from workbook.sheetlayout import Layout, RowPlace
from workbook.sheetxml import chunks
from xlcore.grid import Grid
from xlcore.refs import cell_name, parse_range, range_name

_STYLED_COLUMNS: Final = 1_024  # a style for all the rest of a sheet is not spelt out beyond
_STRETCH: Final = 1 << 17  # bytes rewritten at a time: what a stretch is cut into stays in the processor's cache
_SPANS: Final = re.compile(r"""(\sspans\s*=\s*["'])([0-9]{1,7}):([0-9]{1,7})(?=["'])""")
_DIMENSION: Final = re.compile(r"""(<(?:[\w.-]+:)?dimension\b[^<>]*?\bref\s*=\s*["'])([A-Z0-9:$]+)""")
_PREFIX: Final = re.compile(r"<((?:[\w.-]+:)?)")
_COLUMN: Final = re.compile(r"<(?:[\w.-]+:)?col\s[^<>]*>")
_MEASURE: Final = re.compile(r"""\s(min|max|style)\s*=\s*["']([0-9]{1,7})["']""")
_ROW_STYLE: Final = re.compile(r"""\ss\s*=\s*["']([0-9]{1,7})["']""")

Edits = Mapping[tuple[int, int], CellEdit]
"""What cells, by 1-based row and column, shall hold."""


class Change(NamedTuple):
    """Bytes ``start``:``end`` of a part become ``new``."""

    start: int
    end: int
    new: bytes


def patch_sheet(part: Part, grid: Grid, edits: Edits) -> bytes:
    """The part with the values of all its formula cells from ``grid``, and the explicit ``edits`` of cells."""
    pieces = list(sheet_pieces(Layout(part), grid, edits))
    return part.data if all(map(is_old, pieces)) else b"".join(pieces)


def is_old(piece: Piece) -> bool:
    """Whether a piece is a view of what the part held before."""
    return isinstance(piece, memoryview)


def sheet_pieces(layout: Layout, grid: Grid | None, edits: Edits) -> Iterator[Piece]:
    """The pieces of ``patch_sheet``'s result in order, made one after another; what stays is a view of the part.

    Without a ``grid`` only the ``edits`` are made.
    """
    changes = _edit_changes(layout, edits) if edits else []
    changes.sort(key=_place)  # stable: what is inserted at one place keeps its order
    view = memoryview(layout.part.data)
    values = _FormulaValues(layout, grid, edits) if grid is not None else None
    at = 0
    for change in [*changes, Change(len(view), len(view), b"")]:
        if values is not None:
            yield from values.pieces(at, change.start)
        else:
            yield view[at : change.start]
        if change.new or change.end > change.start:
            yield change.new
        at = change.end


def _place(change: Change) -> tuple[int, int]:
    return change.start, change.end


class _FormulaValues:
    """The part between its edits, with the values of formula cells brought up to date."""

    def __init__(self, layout: Layout, grid: Grid, edits: Edits) -> None:
        self.layout = layout
        self.grid = grid
        self.edits = edits
        self.bounds = layout.plain
        self.bulk = BulkPatch(layout.part, grid)

    def pieces(self, start: int, end: int) -> Iterator[Piece]:
        """The pieces of the stretch between two places, none inside a cell."""
        if self.bounds is None:
            yield from self.careful_pieces(start, end)
            return
        inner, outer = max(start, min(self.bounds[0], end)), min(end, max(self.bounds[1], start))
        yield self.bulk.view[start:inner]
        for first, last in chunks(self.layout.part.data, inner, outer, _STRETCH):
            piece = self.bulk.stretch(first, last)
            if piece is not None:
                yield piece
            else:
                yield from self.careful_pieces(first, last)
        yield self.bulk.view[max(inner, outer) : end]

    def careful_pieces(self, start: int, end: int) -> Iterator[Piece]:
        """The same cell by cell."""
        first, last = (bisect_left(self.changes, (place,)) for place in (start, end))
        for change in self.changes[first:last]:
            yield self.bulk.view[start : change.start]
            yield change.new
            start = change.end
        yield self.bulk.view[start:end]

    @cached_property
    def changes(self) -> list[Change]:
        """The changes of all formula cells of the part, found by the careful reader; in order of their places."""
        return list(_careful_changes(self.layout, self.grid, self.edits))


def _careful_changes(layout: Layout, grid: Grid, edits: Edits) -> Iterator[Change]:
    for cell in layout.spans.cells():
        if cell.formula is None or (cell.row, cell.col) in edits or cell.formula.get("t") == "dataTable":
            continue
        old = layout.text(cell.start, cell.end)
        new = edit_cell(old, CellEdit(content(grid.get(cell.row, cell.col))))
        if new != old:
            yield Change(cell.start, cell.end, new.encode(layout.encoding))


def _edit_changes(layout: Layout, edits: Edits) -> list[Change]:
    """Changes for explicit edits, row by row; what the file lacks is inserted."""
    prefix = _prefix(layout)
    styles = _column_styles(layout)
    changes: list[Change] = []
    new_rows: list[tuple[int, str]] = []
    inserted: list[tuple[int, int]] = []
    for number, group in groupby(sorted(edits), key=lambda place: place[0]):
        places = list(group)
        row, at = layout.row(number)
        if row is not None:
            inserted += _edit_row(layout, row, places, edits, prefix, styles, changes)
            continue
        cells = [place for place in places if edits[place].content != EMPTY]
        if cells:
            body = "".join(
                new_cell(cell_name(*place), prefix, edits[place], styles.get(place[1], "")) for place in cells
            )
            new_rows.append((at, f'<{prefix}row r="{number}">{body}</{prefix}row>'))
            inserted += cells
    _insert_rows(layout, new_rows, prefix, changes)
    _grow_dimension(layout, inserted, changes)
    return changes


def _column_styles(layout: Layout) -> dict[int, str]:
    """The style of each column that has one: what Excel gives to a cell that is not there yet."""
    styles: dict[int, str] = {}
    for tag in _COLUMN.findall(layout.text(0, layout.data_span[0])):
        found: dict[str, str] = dict(_MEASURE.findall(tag))
        if found.get("style", "0") != "0" and "min" in found:
            first, last = int(found["min"]), int(found.get("max", found["min"]))
            styles.update(dict.fromkeys(range(first, min(last, _STYLED_COLUMNS) + 1), found["style"]))
    return styles


def _prefix(layout: Layout) -> str:
    start, opened, _ = layout.data_span
    match = _PREFIX.match(layout.text(start, opened))
    return match[1] if match else ""


def _edit_row(
    layout: Layout,
    row: RowPlace,
    places: list[tuple[int, int]],
    edits: Edits,
    prefix: str,
    styles: Mapping[int, str],
    changes: list[Change],
) -> list[tuple[int, int]]:
    """Adds the changes for cells of an existing row; returns the cells that had to be inserted."""
    cells = layout.cells_at(row, [col for _, col in places])
    own = _ROW_STYLE.search(layout.text(row.start, row.open_end))
    by_col = {cell.col: cell for cell in cells}
    inserted, fresh = [], ""
    for place in places:
        edit, old = edits[place], by_col.get(place[1])
        if old is not None:
            source = layout.text(old.start, old.end)
            new = edit_cell(source, edit)
            if new != source:
                changes.append(Change(old.start, old.end, new.encode(layout.encoding)))
        elif edit.content != EMPTY:
            inserted.append(place)
            source = new_cell(cell_name(*place), prefix, edit, own[1] if own else styles.get(place[1], ""))
            after = next((cell for cell in cells if cell.col > place[1]), None)
            if after is not None:
                changes.append(Change(after.start, after.start, source.encode(layout.encoding)))
            else:
                fresh += source
    if inserted:
        _grow_row(layout, row, [col for _, col in inserted], fresh, changes)
    return inserted


def _grow_row(layout: Layout, row: RowPlace, cols: list[int], fresh: str, changes: list[Change]) -> None:
    """Widen the row's ``spans`` where it has one, and put ``fresh`` cells at its end."""
    opening = layout.text(row.start, row.open_end)
    wide = _SPANS.sub(lambda m: f"{m[1]}{min(int(m[2]), *cols)}:{max(int(m[3]), *cols)}", opening, count=1)
    if row.end == row.open_end:  # <row .../>
        name = opening[1:].split(None, 1)[0].rstrip("/>")
        whole = f"{wide[:-2].rstrip()}>{fresh}</{name}>"
        changes.append(Change(row.start, row.end, whole.encode(layout.encoding)))
        return
    if wide != opening:
        changes.append(Change(row.start, row.open_end, wide.encode(layout.encoding)))
    if fresh:
        at = _closing_tag(layout, row.open_end, row.end)
        changes.append(Change(at, at, fresh.encode(layout.encoding)))


def _closing_tag(layout: Layout, start: int, end: int) -> int:
    """Where the last tag before ``end`` starts."""
    return layout.part.data.rindex("<".encode(layout.encoding), start, end)


def _insert_rows(layout: Layout, rows: list[tuple[int, str]], prefix: str, changes: list[Change]) -> None:
    """Put whole new rows before the rows that follow them (-1: at the end of the sheet data)."""
    start, opened, end = layout.data_span
    at_end = "".join(text for at, text in rows if at < 0)
    changes += [Change(at, at, text.encode(layout.encoding)) for at, text in rows if at >= 0]
    if at_end and opened == end:  # <sheetData/>
        tag = layout.text(start, opened)[:-2].rstrip()
        whole = f"{tag}>{at_end}</{prefix}sheetData>"
        changes.append(Change(start, end, whole.encode(layout.encoding)))
    elif at_end:
        at = _closing_tag(layout, opened, end)
        changes.append(Change(at, at, at_end.encode(layout.encoding)))


def _grow_dimension(layout: Layout, inserted: list[tuple[int, int]], changes: list[Change]) -> None:
    """Widen ``<dimension ref>``: readers that trust it would not see the inserted cells."""
    head = layout.text(0, layout.data_span[0])
    match = _DIMENSION.search(head)
    box = parse_range(match[2].replace("$", "")) if match else None
    if not inserted or match is None or box is None:
        return
    rows, cols = [row for row, _ in inserted], [col for _, col in inserted]
    grown = (min(box[0], *rows), min(box[1], *cols), max(box[2], *rows), max(box[3], *cols))
    if grown != box:
        start = len(head[: match.start(2)].encode(layout.encoding))
        end = start + len(match[2].encode(layout.encoding))
        changes.append(Change(start, end, range_name(*grown).encode(layout.encoding)))
