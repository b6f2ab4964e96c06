"""The charts of TongHop that follow the indicators one by one: progress against the plan, growth since a year ago.

Their figures stand in hidden columns as formulas, so that Excel draws them anew with every number. A row of the table
that has no figure keeps its name and has no bar. What is reached and what is not differ by the darkness of the fill,
which black and white print shows.
"""

from __future__ import annotations

from typing import Final

from workbook import sheets
from workbook import template_excel as excel
from workbook import template_formulas as formulas
from workbook.packs import Pack, Row
from workbook.template_excel import Bars, Look, Worksheet
from xlcore.refs import column_name

HEAD_ROW: Final = 4
FIRST_ROW: Final = HEAD_ROW + 1
PLACE, NAME, REACHED, BEHIND, RISEN, FALLEN = range(31, 37)  # AE to AJ, hidden; columns before them are other counts'
SPARE: Final = 2  # rows for indicators that officers add
MOST: Final = 40
SHORT: Final = 34  # letters of a name that an axis has room for
HEADS: Final = ("Dòng", "Chỉ tiêu", "Từ ngưỡng trở lên", "Dưới ngưỡng", "Tăng", "Giảm")
WIDTH: Final = 14.2  # centimetres, each: together as wide as the table of counts
ROW_CM: Final = 0.53  # an ordinary row
DARK, LIGHT = "404040", "D9D9D9"
PROGRESS_TITLE: Final = "Thực hiện so với kế hoạch (cột 6)"
GROWTH_TITLE: Final = "Tăng, giảm so với cùng kỳ (cột 5)"


def shown(pack: Pack) -> int:
    """How many indicators the charts have room for: those that columns 5 to 7 are printed of, and a few more."""
    return min(MOST, sum(map(_has_share, pack.rows)) + SPARE)


def _has_share(row: Row) -> bool:
    return row.is_indicator and row.show_567


def build(ws: Worksheet, pack: Pack, row: int, used: str) -> int:
    """Writes the figures and both charts, side by side at ``row``; returns the row below them.

    The cell ``used`` says how many rows of the table's range are in use.
    """
    count = shown(pack)
    look = Look(size=9, wrap=False, boxed=False, number_format="#,##0")  # labels are written so: no decimal sign
    for col, head in enumerate(HEADS, PLACE):
        excel.put(ws, HEAD_ROW, col, head, look)
    for place in range(FIRST_ROW, FIRST_ROW + count):
        _figures(ws, place, used, look)
    excel.hide(ws, (column_name(col) for col in range(PLACE, FALLEN + 1)))
    height = 3.4 + 0.56 * count
    rows, size = (FIRST_ROW, FIRST_ROW + count - 1), (WIDTH, height)
    progress = Bars(PROGRESS_TITLE, HEAD_ROW, rows, NAME, REACHED, "% kế hoạch năm", (DARK, LIGHT), size)
    growth = Bars(GROWTH_TITLE, HEAD_ROW, rows, NAME, RISEN, "% so với cùng kỳ", (DARK, LIGHT), size, from_zero=False)
    excel.bars(ws, f"A{row}", progress)
    excel.bars(ws, f"H{row}", growth)
    return row + round(height / ROW_CM) + 1


def _figures(ws: Worksheet, row: int, used: str, look: Look) -> None:
    letter = {col: f"${column_name(col)}{row}" for col in range(PLACE, FALLEN + 1)}
    position = letter[PLACE]

    def cell(col: int) -> str:
        return f"INDEX({formulas.column(col)},{position})"

    name, share, growth = cell(sheets.NAME), cell(sheets.VS_PLAN), cell(sheets.VS_SAME)
    threshold = formulas.info("nguong_ky")
    whole = f'IF({position}="","",{name})'
    moved = f"ROUND({growth}-100,2)"
    values = {
        PLACE: f"={_place(row, used)}",
        NAME: f'=IFERROR(IF(LEN({whole})>{SHORT},LEFT({whole},{SHORT - 1})&"…",{whole}),"")',
        REACHED: _number(share, f"{share}>={threshold}", f"ROUND({share},2)"),
        BEHIND: _number(share, f"{share}<{threshold}", f"ROUND({share},2)"),
        RISEN: _number(growth, f"{growth}>=100", moved),
        FALLEN: _number(growth, f"{growth}<100", moved),
    }
    for col, formula in values.items():
        excel.put(ws, row, col, formula, look)


def _number(cell: str, condition: str, value: str) -> str:
    """A figure where there is one of its kind; a text, of which Excel draws no bar, where there is none."""
    return f'=IFERROR(IF(ISNUMBER({cell}),IF({condition},{value},""),""),"")'


def _place(row: int, used: str) -> str:
    """Where the table has the next indicator with columns 5 to 7 below the one of the row above; "" after the last.

    Only what is below is looked at: every row searching the whole table was half of a recalculation. The range goes two
    rows past the last one used, so that it is never a single cell, which programs do not all take for an array.
    """
    status, mark = formulas.column(sheets.STATUS), formulas.column(sheets.SHOW_567)
    above = "" if row == FIRST_ROW else f"${column_name(PLACE)}{row - 1}+"
    end = f"MIN(ROWS({status}),{used}+2)"
    given, shares = (f"INDEX({area},{above}1):INDEX({area},{end})" for area in (status, mark))
    found = f'MATCH(1,({given}<>"")*({shares}<>"{sheets.HIDE_567}"),0)'
    return f'IFERROR({above}SUMPRODUCT({found}),"")'
