"""Cells of an open workbook as the values that our functions read."""

from __future__ import annotations

from typing import Any, Final

from libreoffice.values import error_of, used_rows
from workbook.cellcalls import Block

ERROR_RESULTS: Final = 4  # com.sun.star.sheet.FormulaResult.ERROR


def table_of(cells: Any) -> Block:
    """What the cells of a range hold, down to the last row in use; errors are those of the cells."""
    place = cells.getRangeAddress()
    cursor = cells.getSpreadsheet().createCursor()
    cursor.gotoEndOfUsedArea(False)
    last = min(place.EndRow, max(place.StartRow, cursor.getRangeAddress().EndRow))
    if last < place.EndRow:
        cells = cells.getCellRangeByPosition(0, 0, place.EndColumn - place.StartColumn, last - place.StartRow)
    held = cells.getDataArray()
    block = used_rows(held)
    if not any(None in row for row in held):  # what LibreOffice has for an error
        return block
    wrong = cells.queryFormulaCells(ERROR_RESULTS).getRangeAddresses()
    width = place.EndColumn - place.StartColumn + 1
    rows = [list(row) for row in block]
    for area in wrong:
        for row in range(area.StartRow - place.StartRow, area.EndRow - place.StartRow + 1):
            while len(rows) <= row:  # an error is the last thing in a table
                rows.append([None] * width)
            for col in range(area.StartColumn - place.StartColumn, area.EndColumn - place.StartColumn + 1):
                rows[row][col] = error_of(cells.getCellByPosition(col, row).getError())
    return tuple(map(tuple, rows))
