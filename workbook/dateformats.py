"""Which cells are shown as dates: number formats from the styles part, style numbers from the sheet's part.

Read only when asked for: a recalculation does not need them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from workbook.cellformats import formats_of
from workbook.package import Package
from workbook.sheetexpat import read_sheet
from workbook.workbookxml import WorkbookInfo
from xlcore.formatcode import Part as Piece
from xlcore.formatcode import parse_format

# Built-in formats that show a day; 18 to 21 and 45 to 47 are times of day and durations.
BUILT_IN: Final = {14, 15, 16, 17, 22, *range(27, 32), 36, *range(50, 55), 57, 58}

Box = tuple[int, int, int, int]


def date_cells(package: Package, info: WorkbookInfo, sheet_part: str, box: Box) -> frozenset[tuple[int, int]]:
    """The 1-based ``(row, col)`` in ``box`` whose number format shows a date."""
    wanted = {str(number) for number, one in enumerate(formats_of(package, info)) if _is_date(one)}
    if not wanted:
        return frozenset()
    row1, col1, row2, col2 = box
    return frozenset(
        (cell.row, cell.col)
        for cell in read_sheet(package.part(sheet_part)).cells()
        if cell.attributes.get("s") in wanted and row1 <= cell.row <= row2 and col1 <= cell.col <= col2
    )


def _is_date(number_format: str | int) -> bool:
    return number_format in BUILT_IN if isinstance(number_format, int) else shows_date(number_format)


@lru_cache
def shows_date(code: str) -> bool:
    """Whether a number-format code shows the day, the month or the year of a number."""
    sections = parse_format(code)
    if not sections or sections[0].style != "date":
        return False
    return any(token.part is Piece.DATE and token.text[0].lower() in "ymd" for token in sections[0].tokens)
