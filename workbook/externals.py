"""The values that a workbook keeps of other workbooks its formulas refer to (``[1]Sheet!A1``); no other file is opened.

Source: ISO/IEC 29500-1, 18.14 (external workbook references). A sheet with ``refreshError`` and no cells could never be
read: it gets no grid, and formulas that read it keep their own values.
"""

from __future__ import annotations

from workbook.cellvalues import KINDS, SHARED, CellReader
from workbook.package import Package, Part
from workbook.workbookxml import WorkbookInfo
from workbook.xmltext import is_true, local, new_parser, parse, unescape, whole
from xlcore.grid import Grid
from xlcore.model import Model
from xlcore.refs import parse_cell
from xlcore.values import Value

Cells = dict[tuple[int, int], Value]
"""Values by 1-based row and column."""


def add_externals(model: Model, package: Package, info: WorkbookInfo) -> None:
    """Give the model a grid for every sheet of another workbook of which the package keeps values."""
    known: dict[str, dict[str, Cells]] = {}
    for number, name in enumerate(info.external_links, 1):
        if not name:
            continue
        if name not in known:
            known[name] = read_external(package.part(name), info.date1904)
        for sheet, cells in known[name].items():
            fill(model.add_external(f"[{number}]", sheet), cells)


def fill(grid: Grid, cells: Cells) -> None:
    """Put the values into the grid."""
    for (row, col), value in cells.items():
        grid.set(row, col, value)


def read_external(part: Part, date1904: bool = False) -> dict[str, Cells]:
    """The values kept of each sheet, by its name; ``Refusal`` when the part is damaged. Links that are no workbook
    (DDE, OLE) have none."""
    reader = CellReader(part, (), date1904, bytes.decode)
    names: list[str] = []
    sheets: dict[str, Cells] = {}
    failed: set[str] = set()
    cells: Cells = {}
    attributes: dict[str, str] | None = None  # of the cell whose value comes next
    text: list[str] = []

    def start(qualified: str, values: dict[str, str]) -> None:
        nonlocal cells, attributes
        tag = local(qualified)
        if tag == "sheetName":
            names.append(unescape(values.get("val", "")))
        elif tag == "sheetData":
            index = whole(values.get("sheetId"), -1)
            name = names[index] if 0 <= index < len(names) else ""
            cells = sheets[name] = {}
            failed.update({name} if not name or is_true(values.get("refreshError")) else ())
        elif tag == "cell":
            attributes = values
        elif tag == "v":
            text.clear()

    def end(qualified: str) -> None:
        nonlocal attributes
        if local(qualified) == "v" and attributes is not None:
            _take(cells, attributes, "".join(text), reader)
            attributes = None

    parser = new_parser(part)
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text.append
    parse(parser, part)
    return {name: found for name, found in sheets.items() if name and (found or name not in failed)}


def _take(cells: Cells, attributes: dict[str, str], text: str, reader: CellReader) -> None:
    name = attributes.get("r", "")
    place, kind = parse_cell(name), KINDS.get(attributes.get("t", "n"), -1)
    if place is None or kind == SHARED:
        raise reader.damaged(name, text)
    try:
        cells[place] = reader.text_value(kind, text)
    except ValueError:
        raise reader.damaged(name, text) from None
