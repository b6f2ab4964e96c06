"""From the parts of a package to an ``xlcore`` model: constants, formulas with their cached values, names, tables."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from workbook.package import Package
from workbook.refusal import refuse
from workbook.sharedstrings import read_shared_strings
from workbook.sheetxml import FormulaCell, SheetCells, read_cells
from workbook.workbookxml import SheetEntry, TableEntry, WorkbookInfo, dynamic_array_marks, read_tables
from xlcore.families import SharedFormula
from xlcore.model import Model, Sheet
from xlcore.refs import parse_range
from xlcore.registry import Library
from xlcore.values import Value

Box = tuple[int, int, int, int]
"""``(row1, col1, row2, col2)``."""


class SheetFacts:
    """What a sheet's part says that the model does not keep: its entry, tables, and data table ranges."""

    def __init__(self, entry: SheetEntry, tables: list[TableEntry]) -> None:
        self.entry = entry
        self.tables = tables
        self.data_tables: list[Box] = []


def build_model(package: Package, info: WorkbookInfo, functions: Library) -> tuple[Model, dict[str, SheetFacts]]:
    """The model of a workbook with its cached values, and the facts of each worksheet by its lower-case name."""
    model = Model(functions, date1904=info.date1904)
    model.iterate = info.iterate
    strings = read_shared_strings(package.part(info.strings)) if info.strings else []
    marks = dynamic_array_marks(package, info)
    facts: dict[str, SheetFacts] = {}
    with without_garbage_collection():
        for entry in info.sheets:
            if entry.kind != "worksheet":  # chart sheets and old dialog sheets hold no cells; their parts are kept
                continue
            if entry.name.lower() in facts:
                raise refuse("bad-xml", file=package.file, part=info.part, detail=f"hai trang tính tên {entry.name}")
            found = facts[entry.name.lower()] = SheetFacts(entry, read_tables(package, entry.part))
            cells = read_cells(package.part(entry.part), strings, info.date1904)
            fill_sheet(model.add_sheet(entry.name), cells, marks, found)
    _define(model, info, facts)
    return model, facts


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


def fill_sheet(sheet: Sheet, cells: SheetCells, marks: set[int], facts: SheetFacts) -> None:
    """Put the cells of a part into a sheet of the model; ``marks`` are the ``cm`` numbers of dynamic arrays."""
    for col, (rows, values) in cells.columns.items():
        for first, run in runs(rows, values):
            sheet.put_column(col, first, run)
    masters: dict[int, SharedFormula] = {}
    orphans: list[FormulaCell] = []
    arrays: list[FormulaCell] = []
    for cell in cells.formulas:
        kind = cell.tag.kind
        if kind == "":
            if cell.text:
                sheet.set_formula(cell.row, cell.col, cell.text, cell.cached)
            else:  # a member of a volatile array
                sheet.put_column(cell.col, cell.row, [cell.cached])
        elif kind == "shared":
            _put_shared(sheet, cell, masters, orphans)
        elif kind == "array":
            arrays.append(cell)
        else:
            _put_data_table(sheet, cell, facts)
    for cell in orphans:
        _put_orphan(sheet, cell, masters)
    for cell in arrays:
        _put_array(sheet, cell, marks)


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


def _put_shared(
    sheet: Sheet, cell: FormulaCell, masters: dict[int, SharedFormula], orphans: list[FormulaCell]
) -> None:
    group = cell.tag.group
    if cell.text and (cell.tag.range or group not in masters):
        masters[group] = SharedFormula(cell.text, cell.row, cell.col)
    if group in masters:
        sheet.set_shared(cell.row, cell.col, masters[group], cell.cached)
    else:
        orphans.append(cell)


def _put_orphan(sheet: Sheet, cell: FormulaCell, masters: dict[int, SharedFormula]) -> None:
    """A member that stood before its master; without any master its cached value is all there is."""
    if cell.tag.group in masters:
        sheet.set_shared(cell.row, cell.col, masters[cell.tag.group], cell.cached)
    else:
        sheet.put_column(cell.col, cell.row, [cell.cached])


def _put_array(sheet: Sheet, cell: FormulaCell, marks: set[int]) -> None:
    box = parse_range(cell.tag.range) or (cell.row, cell.col, cell.row, cell.col)
    rows, cols = box[2] - cell.row + 1, box[3] - cell.col + 1
    sheet.set_array(cell.row, cell.col, rows, cols, cell.text, cell.cached, cell.meta in marks)


def _put_data_table(sheet: Sheet, cell: FormulaCell, facts: SheetFacts) -> None:
    """A what-if table: Excel computes it by its own menu command, its cells keep their cached values."""
    sheet.put_column(cell.col, cell.row, [cell.cached])
    box = parse_range(cell.tag.range)
    if box is not None:
        facts.data_tables.append(box)
