"""Which cells are shown as dates: number formats from the styles part, style numbers from the sheet's part.

Read only when asked for: a recalculation does not need them. Source: ISO/IEC 29500-1, 18.8.30 (numFmt) and its list of
built-in formats.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from workbook.opc import relationships
from workbook.package import Package, Part
from workbook.sheetexpat import read_sheet
from workbook.workbookxml import WorkbookInfo
from workbook.xmltext import elements, unescape
from xlcore.formatcode import Part as Piece
from xlcore.formatcode import parse_format

# Built-in formats that show a day; 18 to 21 and 45 to 47 are times of day and durations.
BUILT_IN: Final = {14, 15, 16, 17, 22, *range(27, 32), 36, *range(50, 55), 57, 58}

Box = tuple[int, int, int, int]


def date_cells(package: Package, info: WorkbookInfo, sheet_part: str, box: Box) -> frozenset[tuple[int, int]]:
    """The 1-based ``(row, col)`` in ``box`` whose number format shows a date."""
    styles = [rel.target for rel in relationships(package, info.part) if rel.kind == "styles" and rel.target in package]
    wanted = date_styles(package.part(styles[0])) if styles else set()
    if not wanted:
        return frozenset()
    row1, col1, row2, col2 = box
    return frozenset(
        (cell.row, cell.col)
        for cell in read_sheet(package.part(sheet_part)).cells()
        if cell.attributes.get("s") in wanted and row1 <= cell.row <= row2 and col1 <= cell.col <= col2
    )


def date_styles(part: Part) -> set[str]:
    """The numbers, as cells write them (``s="3"``), of the cell formats that show a date."""
    codes: dict[str, str] = {}
    found: set[str] = set()
    section, number = "", 0
    for element in elements(part):
        if element.name == "numFmt":
            codes[element.attributes.get("numFmtId", "")] = unescape(element.attributes.get("formatCode", ""))
        elif element.depth == 1:
            section = element.name
        elif section == "cellXfs" and element.name == "xf" and element.depth == 2:
            identity = element.attributes.get("numFmtId", "0")
            if shows_date(codes[identity]) if identity in codes else identity in map(str, BUILT_IN):
                found.add(str(number))
            number += 1
    return found


@lru_cache
def shows_date(code: str) -> bool:
    """Whether a number-format code shows the day, the month or the year of a number."""
    sections = parse_format(code)
    if not sections or sections[0].style != "date":
        return False
    return any(token.part is Piece.DATE and token.text[0].lower() in "ymd" for token in sections[0].tokens)
