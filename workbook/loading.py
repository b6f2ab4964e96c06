"""From the parts of a package to an ``xlcore`` model: constants, formulas with their cached values, names, tables."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from workbook.cellformats import shown_decimals
from workbook.externals import add_externals
from workbook.hiddenrows import filtered_rows
from workbook.package import Package, Part
from workbook.refusal import refuse
from workbook.sharedstrings import read_shared_strings
from workbook.sheetcells import FormulaCell, SharedMembers, SheetCells
from workbook.sheetxml import BULK, read_cells
from workbook.workbookxml import SheetEntry, TableEntry, WorkbookInfo, dynamic_array_marks, read_tables
from xlcore.evaluator import has_numpy
from xlcore.families import SharedFormula
from xlcore.model import Model, Sheet
from xlcore.refs import cell_name, parse_range
from xlcore.registry import Library
from xlcore.values import Value

if TYPE_CHECKING:
    from workbook.bulkwrite import FormulaPlaces

Box = tuple[int, int, int, int]
"""``(row1, col1, row2, col2)``."""


class SheetFacts:
    """What a sheet's part says that the model does not keep: its entry, tables, and data table ranges."""

    def __init__(self, entry: SheetEntry, tables: list[TableEntry]) -> None:
        self.entry = entry
        self.tables = tables
        self.data_tables: list[Box] = []
        self.places: FormulaPlaces | None = None  # until the part gets new values


def build_model(package: Package, info: WorkbookInfo, functions: Library) -> tuple[Model, dict[str, SheetFacts]]:
    """The model of a workbook with its cached values, and the facts of each worksheet by its lower-case name."""
    model = Model(functions, date1904=info.date1904)
    model.iterate = info.iterate
    large = package.large([entry.part for entry in info.sheets if entry.kind == "worksheet"], BULK)
    if large:
        package.unpack_ahead(large)
        if has_numpy():
            from workbook import bulkread  # noqa: F401  # numpy, while the first large sheet is being unpacked
    strings = read_shared_strings(package.part(info.strings)) if info.strings else []
    marks = dynamic_array_marks(package, info)
    facts: dict[str, SheetFacts] = {}
    seen: set[str] = set()
    with without_garbage_collection():
        for entry in info.sheets:
            if entry.kind != "worksheet":  # chart sheets and old dialog sheets hold no cells; their parts are kept
                continue
            if entry.name.lower() in facts:
                raise refuse("bad-xml", file=package.file, part=info.part, detail=f"hai trang tính tên {entry.name}")
            _once(package, entry.part, seen)
            found = facts[entry.name.lower()] = SheetFacts(entry, read_tables(package, entry.part, seen))
            part = package.part(entry.part)
            cells = read_cells(part, strings, info.date1904)
            sheet = model.add_sheet(entry.name)
            fill_sheet(sheet, cells, marks, found, part)
            found.places = cells.places
            sheet.hidden_rows, sheet.filtered_rows = cells.hidden, filtered_rows(part, cells.hidden, found.tables)
    add_externals(model, package, info)
    _define(model, info, facts)
    if info.precision_as_displayed:
        for found in facts.values():
            shown = shown_decimals(package, info, found.entry.part)
            model.sheet(found.entry.name).shown_decimals = shown
    return model, facts


def _once(package: Package, part: str, seen: set[str]) -> None:
    """``Refusal`` when the part was read already: a small file could have one large part read ten thousand times."""
    if part.casefold() in seen:
        raise refuse("bad-xml", file=package.file, part=part, detail="một phần dùng cho nhiều trang tính")
    seen.add(part.casefold())


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    """Reading makes millions of objects and no cycles: collecting meanwhile would cost a quarter of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _define(model: Model, info: WorkbookInfo, facts: dict[str, SheetFacts]) -> None:
    for name in info.names:
        model.define_name(name.name, name.text, name.sheet)
    for found in facts.values():
        for table in found.tables:
            model.define_table(
                table.name, found.entry.name, *table.box, table.columns, table.header_rows, table.totals_rows
            )


def fill_sheet(sheet: Sheet, cells: SheetCells, marks: set[int], facts: SheetFacts, part: Part) -> None:
    """Put the cells of ``part`` into a sheet of the model; ``marks`` are the ``cm`` numbers of dynamic arrays."""
    for col, (rows, values) in cells.columns.items():
        while values and values[-1] is None:  # a blank must not make the column longer
            rows.pop()
            values.pop()
        for first, run in runs(rows, values):
            sheet.put_column(col, first, run)
    for col, texts in cells.formulas.items():  # as set_formula would, but a column at a time
        sheet.formulas.setdefault(col, {}).update(texts)
    room = _ARRAYS + _ARRAYS_PER_CELL * sum(len(rows) for rows, _ in cells.columns.values())
    masters: dict[int, SharedFormula] = {}
    orphans: list[FormulaCell] = []
    for cell in cells.special:
        if isinstance(cell, SharedMembers):
            _put_members(sheet, cell, masters, orphans)
        elif cell.tag.kind == "shared":
            _put_shared(sheet, cell, masters, orphans)
        elif cell.tag.kind == "array":
            room -= _put_array(sheet, cell, marks, room, part)
        elif cell.tag.kind == "dataTable":
            box = parse_range(cell.tag.range)
            facts.data_tables += [box] if box is not None else []  # Excel's own menu command computes it
    for cell in orphans:  # members that stand before their master; without one the cached value is all there is
        if cell.tag.group in masters:
            sheet.formulas.setdefault(cell.col, {})[cell.row] = masters[cell.tag.group]
    sheet.model.restructured()


def runs(rows: list[int], values: list[Value]) -> Iterator[tuple[int, list[Value]]]:
    """``(first row, values)`` of each stretch of consecutive rows."""
    if rows and rows[-1] - rows[0] + 1 == len(rows) and rows == list(range(rows[0], rows[-1] + 1)):
        yield rows[0], values
        return
    start = 0
    for i in range(1, len(rows) + 1):
        if i == len(rows) or rows[i] != rows[i - 1] + 1:
            yield rows[start], values[start:i]
            start = i


def _put_shared(sheet: Sheet, cell: FormulaCell, masters: dict[int, SharedFormula], orphans: list[FormulaCell]) -> None:
    group = cell.tag.group
    if cell.text and (cell.tag.range or group not in masters):
        masters[group] = SharedFormula(cell.text, cell.row, cell.col)
    if group in masters:
        sheet.formulas.setdefault(cell.col, {})[cell.row] = masters[group]
    else:
        orphans.append(cell)


def _put_members(
    sheet: Sheet, members: SharedMembers, masters: dict[int, SharedFormula], orphans: list[FormulaCell]
) -> None:
    col, tag = members.col, members.tag
    if tag.group in masters:
        sheet.formulas.setdefault(col, {}).update(dict.fromkeys(members.rows, masters[tag.group]))
    else:
        orphans += [FormulaCell(row, col, tag, "", 0) for row in members.rows]


_ARRAYS: Final = 200_000
_ARRAYS_PER_CELL: Final = 8
"""The cells of all array formulas of a sheet together; writers put every one of them into the file."""


def _put_array(sheet: Sheet, cell: FormulaCell, marks: set[int], room: int, part: Part) -> int:
    """Put an array formula in; how many cells it fills. ``Refusal`` when it says more than there is ``room`` for."""
    box = parse_range(cell.tag.range) or (cell.row, cell.col, cell.row, cell.col)
    rows, cols = max(1, box[2] - cell.row + 1), max(1, box[3] - cell.col + 1)
    if rows * cols > room:
        place = cell_name(cell.row, cell.col)
        raise part.refusal("bad-cell-data", cell=place, detail=f"công thức mảng cho cả vùng {cell.tag.range[:40]}")
    cached = sheet.value(cell.row, cell.col)
    sheet.set_array(cell.row, cell.col, rows, cols, cell.text, cached, cell.meta in marks)
    return rows * cols
