"""The number formats of cell styles, from the styles part.

Source: ISO/IEC 29500-1, 18.8.30 (numFmt) and its list of built-in formats.
"""

from __future__ import annotations

from typing import Final

from workbook.opc import relationships
from workbook.package import Package, Part
from workbook.sheetexpat import read_sheet
from workbook.workbookxml import WorkbookInfo
from workbook.xmltext import elements, unescape, whole
from xlcore.formatcode import Part as Piece
from xlcore.formatcode import parse_format

# Decimals of the built-in formats that show a number in fixed notation; 9 and 10 are percents.
_BUILT_IN_DECIMALS: Final = {
    **dict.fromkeys((1, 3, 5, 6, 37, 38, 41, 42), 0),
    **dict.fromkeys((2, 4, 7, 8, 39, 40, 43, 44), 2),
    9: 2,
    10: 4,
}

Formats = list[str | int]
"""By style number: a format code, or the number of a built-in format."""


def style_formats(part: Part) -> Formats:
    """The number format of every cell style, in the order in which cells count them (``s="3"``)."""
    codes: dict[str, str] = {}
    found: Formats = []
    section = ""
    for element in elements(part):
        if element.name == "numFmt":
            codes[element.attributes.get("numFmtId", "")] = unescape(element.attributes.get("formatCode", ""))
        elif element.depth == 1:
            section = element.name
        elif section == "cellXfs" and element.name == "xf" and element.depth == 2:
            identity = element.attributes.get("numFmtId", "0")
            found.append(codes[identity] if identity in codes else whole(identity))
    return found


def formats_of(package: Package, info: WorkbookInfo) -> Formats:
    """The number formats of the workbook's styles; none when it has no styles part."""
    styles = [rel.target for rel in relationships(package, info.part) if rel.kind == "styles" and rel.target in package]
    return style_formats(package.part(styles[0])) if styles else []


def shown_decimals(package: Package, info: WorkbookInfo, sheet_part: str) -> dict[tuple[int, int], int]:
    """The decimals to which "precision as displayed" rounds each cell, by 1-based ``(row, col)``; a percent shown
    without decimals has two. Cells in General, date and fraction formats are not among them."""
    decimals = {
        str(s): places for s, one in enumerate(formats_of(package, info)) if (places := _decimals(one)) is not None
    }
    if not decimals:
        return {}
    cells = read_sheet(package.part(sheet_part)).cells()
    return {(c.row, c.col): decimals[c.attributes["s"]] for c in cells if c.attributes.get("s") in decimals}


def _decimals(number_format: str | int) -> int | None:
    if isinstance(number_format, int):
        return _BUILT_IN_DECIMALS.get(number_format)
    sections = parse_format(number_format)
    if not sections or sections[0].style != "number":
        return None
    kinds = [token.part for token in sections[0].tokens]
    behind = kinds[kinds.index(Piece.POINT) + 1 :] if Piece.POINT in kinds else []
    return behind.count(Piece.DIGIT) + 2 * sections[0].percents - 3 * sections[0].thousands
