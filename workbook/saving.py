"""The values of a model back into the parts of its package: sheets patched, the calculation chain kept true."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, product
from typing import Any, Final

from workbook.calcchain import remove_entries
from workbook.celledit import CellEdit, NewMaster, NewRange
from workbook.cellvalues import content
from workbook.loading import Box, SheetFacts
from workbook.package import Package
from workbook.packing import Piece
from workbook.patch import is_old, sheet_pieces
from workbook.sheetcells import FormulaCell
from workbook.sheetlayout import Layout
from workbook.sheetxml import read_cells
from workbook.workbookxml import WorkbookInfo
from xlcore.model import Model, Sheet
from xlcore.refs import cell_name, parse_range, range_name
from xlcore.values import Value

_PER_CELL: Final = 2_000  # bytes of a sheet that are gone through in the time that looking up one cell takes
_FORMULA: Final = re.compile(r"<(?:[\w.-]+:)?f[\s/>]")
_REF: Final = re.compile(r"""<(?:[\w.-]+:)?f\b[^<>]*?\sref\s*=\s*["']([A-Z0-9:$]+)""")

Place = tuple[int, int]
"""1-based row and column."""

Run = tuple[int, range | list[int]]
"""A column and rows of it."""


def patch_package(
    package: Package,
    info: WorkbookInfo,
    model: Model,
    facts: Mapping[str, SheetFacts],
    inputs: Mapping[str, Mapping[Place, Value]],
    changed: Mapping[str, Sequence[Run]],
) -> None:
    """Bring the sheet parts to the model's values: of the sheets with ``inputs``, and of those of which a
    recalculation ``changed`` a formula's value. A sheet in which nothing changed keeps its very bytes."""
    gone: set[tuple[int, str]] = set()
    for name, found in facts.items():
        sheet, own = model.sheet(name), inputs.get(name, {})
        altered = changed.get(name, ())
        if not own and not altered and not sheet.arrays:
            continue
        places, found.places = found.places, None  # they are those of the part as it was read
        if not own and not sheet.arrays and places is not None and places.serves(altered):
            package.replace_pieces(found.entry.part, places.pieces(sheet.grid, altered))
            continue
        layout = Layout(package.part(found.entry.part))
        few = sum(len(rows) for _, rows in altered) * _PER_CELL <= len(layout.part.data)
        edits = value_edits(sheet, altered) if few else {}
        edits |= array_edits(sheet, layout)
        removed: set[Place] = set()
        if own:
            removed, masters = replaced_formulas(layout, sheet, own)
            edits |= masters
            gone |= {(found.entry.sheet_id, cell_name(*place)) for place in removed}
        for place, value in own.items():
            edits[place] = CellEdit(content(value), inline=True, formula=False if place in removed else None)
        replace_changed(package, layout.part.name, sheet_pieces(layout, None if few else sheet.grid, edits))
    if gone and info.calc_chain and info.calc_chain in package:
        remove_entries(package, info.part, info.calc_chain, gone)


def replace_changed(package: Package, name: str, pieces: Iterator[Piece]) -> None:
    """Give a part its new pieces, unless all of them are old; nothing is packed before the first new one."""
    old: list[Piece] = []
    for piece in pieces:
        if not is_old(piece):
            package.replace_pieces(name, chain(old, [piece], pieces))
            return
        old.append(piece)


def value_edits(sheet: Sheet, runs: Iterable[Run]) -> dict[Place, CellEdit]:
    """The present values of formula cells."""
    return {(row, col): CellEdit(content(sheet.value(row, col))) for col, rows in runs for row in rows}


def array_edits(sheet: Sheet, layout: Layout) -> dict[Place, CellEdit]:
    """The members of array formulas: they have no ``<f>`` of their own, but a value that the formula gives. An array
    that fills other cells than in the file says so in its anchor, and the cells that it left lose their values."""
    edits: dict[Place, CellEdit] = {}
    anchors: dict[Place, CellEdit] = {}
    for (row, col), array in sheet.arrays.items():
        box = (row, col, row + array.rows - 1, col + array.cols - 1)
        old = _range_in_file(layout, row, col) if array.dynamic else box
        if old != box:
            anchors[row, col] = CellEdit(content(sheet.value(row, col)), formula=NewRange(range_name(*box)))
        members = {place for found in (old, box) for place in cells_of(found)}
        for place in members:
            if place not in sheet.arrays and place[0] not in sheet.formulas.get(place[1], ()):
                edits[place] = CellEdit(content(sheet.value(*place)))
    return edits | anchors


def cells_of(box: Box) -> Iterator[Place]:
    """The cells of a rectangle, row by row."""
    return product(range(box[0], box[2] + 1), range(box[1], box[3] + 1))


def _range_in_file(layout: Layout, row: int, col: int) -> Box:
    """The range that the array formula anchored in a cell fills according to the file."""
    match = _REF.search(layout.cell_text(row, col))
    return (parse_range(match[1]) if match else None) or (row, col, row, col)


def replaced_formulas(
    layout: Layout, sheet: Sheet, inputs: Mapping[Place, Value]
) -> tuple[set[Place], dict[Place, CellEdit]]:
    """The formula cells of the part that inputs now replace, and the edits that move masters of shared formulas."""
    removed = {place for place in inputs if _FORMULA.search(layout.cell_text(*place))}
    if not removed:
        return removed, {}
    cells = read_cells(layout.part, _AnyString())  # all of them: a master may stand anywhere
    groups: dict[int, list[FormulaCell]] = {}
    for cell in cells.special_cells():
        if cell.tag.kind == "shared":
            groups.setdefault(cell.tag.group, []).append(cell)
    masters: dict[Place, CellEdit] = {}
    for members in groups.values():
        left = [cell for cell in members if (cell.row, cell.col) not in removed]
        lost = any(cell.text and cell.tag.range for cell in members if (cell.row, cell.col) in removed)
        if lost and left:
            masters |= _new_master(sheet, left)
    return removed, masters


def _new_master(sheet: Sheet, members: list[FormulaCell]) -> dict[Place, CellEdit]:
    """The first member left speaks for the others: it gets the formula as written for its own place."""
    heir = members[0]
    rows, cols = [cell.row for cell in members], [cell.col for cell in members]
    text = sheet.formula(heir.row, heir.col)
    if text is None:
        return {}
    box = range_name(min(rows), min(cols), max(rows), max(cols))
    value = content(sheet.value(heir.row, heir.col))
    return {(heir.row, heir.col): CellEdit(value, formula=NewMaster(box, text.removeprefix("=")))}


class _AnyString(Sequence[str]):
    """Stands for the shared strings where only formulas are of interest."""

    def __len__(self) -> int:
        return 0

    def __getitem__(self, index: object) -> Any:
        return ""
