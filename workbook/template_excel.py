"""The looks and guards of the staff workbook: the one place that speaks openpyxl's language.

How cells are guarded, and why so. Excel lets a row of a protected sheet be deleted only when every cell of the row is
unlocked, and an inserted row takes its locks from the row above; officers must insert and delete indicators every year.
So the table's sheet is protected without a password, rows may be inserted, deleted and formatted, and *every* cell of
the table's rows is unlocked, out to column XFD (through the column styles, which also serve inserted rows). What
locking no longer does for the formula cells, a data validation does: any typing into them is refused with a sentence
that says why. The heads of the table, and the formulas of the other sheets, are locked in the ordinary way. Neither
guard stops a paste, which no setting of Excel does: the summary names formula cells that lost their formula.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, Final
from weakref import WeakKeyDictionary

from openpyxl import Workbook as ExcelWorkbook
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import ColumnDimension, RowDimension
from openpyxl.worksheet.worksheet import Worksheet

from workbook.pack_csv import held

__all__ = ["ExcelWorkbook", "Worksheet"]

FONT: Final = "Times New Roman"
CALC_ID: Final = 191029  # Excel 2019 and later; an older id would make Excel recalculate on load and lose saved values
SHEET_ROWS: Final = 1_048_576
_OWN_COLUMNS: Final = 24  # as many as the widest sheet has
NUMBER_FORMAT: Final = "#,##0.00"
DATE_FORMAT: Final = "dd/mm/yyyy"

INPUT_FILL: Final = "FFFBE6"
HEAD_FILL: Final = "E8EEF4"
GROUP_FILL: Final = "F3F5F7"
GREY_TEXT: Final = "595959"
STATUS_COLOURS: Final = {  # status: (fill, font); the words themselves stay legible in black and white
    "good": ("DDF0DC", "0B5A1E"),
    "slow": ("FDEBC8", "7A4A00"),
    "bad": ("F8D7D4", "8E1B10"),
    "later": ("E6E6E6", "404040"),
}
_THIN: Final = Side(style="thin", color="000000")
_DOTTED: Final = Side(style="hair", color="7F7F7F")
BOX: Final = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell looks; ``locked`` and ``boxed`` are Excel's lock and a thin border."""

    size: float = 12
    bold: bool = False
    italic: bool = False
    colour: str = "000000"
    fill: str | None = None
    across: str = "left"
    down: str = "center"
    wrap: bool = True
    boxed: bool = True
    locked: bool = True
    number_format: str = "General"


_DRESSED: Final[WeakKeyDictionary[ExcelWorkbook, dict[Look, Any]]] = WeakKeyDictionary()


def dress(cell: Any, look: Look) -> None:
    """Gives a cell (or a column dimension) its look."""
    if cell.has_style:
        _dress(cell, look)
        return
    # openpyxl compares whole style objects for each cell; what it found for the first of a look serves the others.
    known = _DRESSED.setdefault(cell.parent.parent, {})
    if look in known:
        cell._style = copy(known[look])
    else:
        _dress(cell, look)
        known[look] = copy(cell._style)


def _dress(cell: Any, look: Look) -> None:
    cell.font = Font(name=FONT, size=look.size, bold=look.bold, italic=look.italic, color=look.colour)
    cell.alignment = Alignment(horizontal=look.across, vertical=look.down, wrap_text=look.wrap)
    cell.protection = Protection(locked=look.locked)
    cell.number_format = look.number_format
    if look.fill:
        cell.fill = PatternFill("solid", start_color=look.fill, end_color=look.fill)
    if look.boxed:
        cell.border = copy(BOX)


def put(ws: Worksheet, row: int, col: int, value: object, look: Look) -> None:
    """Writes a value (or a formula) with its look; None leaves the cell blank but dressed."""
    cell = ws.cell(row, col)
    if isinstance(value, str):  # what other workbooks bring along was checked by nobody yet; openpyxl cuts it short
        value = held(value, f"Ô {ws.title}!{cell.coordinate} của sổ mới")
    cell.value = value
    if isinstance(value, str) and not value.startswith("="):
        cell.data_type = "s"  # a text such as "-" or "#1" is never a formula or an error
    dress(cell, look)


def tell(ws: Worksheet, row: int, col: int, value: object, look: Look) -> None:
    """Writes what a pack, a data file or an officer says: a text that begins with an equals sign stays a text."""
    put(ws, row, col, value, look)
    if isinstance(value, str) and value.startswith("="):
        cell = ws.cell(row, col)
        cell.data_type, cell.quotePrefix = "s", True  # Excel's apostrophe: it stays one when somebody edits it


def merge(ws: Worksheet, area: str, value: object, look: Look) -> None:
    """One text over a merged area; every cell of it is dressed so that the border closes."""
    for row in ws[area]:
        for cell in row:
            dress(cell, look)
    ws.merge_cells(area)
    first = ws[area.partition(":")[0]]
    first.value = held(value, f"Ô {ws.title}!{first.coordinate} của sổ mới") if isinstance(value, str) else value


def new_workbook(title: str) -> ExcelWorkbook:
    """An empty workbook in Times New Roman whose saved values stand: Excel is not asked to recalculate on load."""
    book = ExcelWorkbook()
    book.remove(book.worksheets[0])
    normal = book._named_styles["Normal"]
    normal.font = Font(name=FONT, size=12, family=1)
    book._fonts[0] = normal.font  # what column widths are measured in
    book.calculation = CalcProperties(calcId=CALC_ID, fullCalcOnLoad=False)
    book.properties.title = title
    book.properties.creator = "chitieu"
    book.properties.language = "vi-VN"
    return book


def save(book: ExcelWorkbook, path: str | os.PathLike[str]) -> None:
    """Writes the workbook."""
    book.save(path)


def widths(ws: Worksheet, measures: Sequence[float]) -> None:
    """Column widths in characters, from column A on."""
    for col, width in enumerate(measures, 1):
        ws.column_dimensions[get_column_letter(col)].width = width


class _FittingRow(RowDimension):
    """A row with a first height that Excel goes on fitting to its text, which a ``customHeight`` would forbid."""

    @property
    def customHeight(self) -> bool:  # noqa: N802 - the attribute's name in the file
        return False


def fit_row(ws: Worksheet, row: int, texts: Mapping[int, str], size: float = 12, least: float = 20) -> None:
    """Gives a row the height its wrapped texts need: ``texts`` by column number, in the columns' present widths.

    Estimated, because only Excel knows the glyphs: a letter of this font is a little narrower than a digit.
    """
    lines = 1
    for col, text in texts.items():
        room = ws.column_dimensions[get_column_letter(col)].width * 1.1 * 12 / size
        lines = max(lines, sum(math.ceil(max(len(part), 1) / room) for part in text.split("\n")))
    height = max(least, lines * size * 1.32 + 3)
    ws.row_dimensions[row] = _FittingRow(ws, index=row, ht=height)


def hide(ws: Worksheet, columns: Iterable[str]) -> None:
    """Hides columns."""
    for letter in columns:
        ws.column_dimensions[letter].hidden = True


def unlock_columns(ws: Worksheet, first: int, last: int = 16384) -> None:
    """Unlocks whole columns, for the cells that no row has yet: the columns up to X keep their looks."""
    for col in range(first, min(last, _OWN_COLUMNS) + 1):
        letter = get_column_letter(col)
        ws.column_dimensions[letter].protection = Protection(locked=False)
        ws.column_dimensions[letter].font = Font(name=FONT, size=12)
    if last > _OWN_COLUMNS:
        letter = get_column_letter(_OWN_COLUMNS + 1)
        rest = ColumnDimension(ws, index=letter, min=_OWN_COLUMNS + 1, max=last, width=9)
        rest.protection = Protection(locked=False)
        ws.column_dimensions[letter] = rest


def dress_column(ws: Worksheet, letter: str, look: Look) -> None:
    """Gives a column the look of the cells that no row has yet."""
    dress(ws.column_dimensions[letter], look)


def protect(ws: Worksheet, rows: bool = False) -> None:
    """Protects a sheet without a password; with ``rows``, rows may be inserted and deleted."""
    guard = ws.protection
    guard.sheet = True
    guard.formatCells = guard.formatColumns = guard.formatRows = False  # False: allowed
    guard.insertRows = guard.deleteRows = not rows
    guard.sort = guard.autoFilter = guard.insertHyperlinks = False
    guard.selectLockedCells = guard.selectUnlockedCells = False


def freeze(ws: Worksheet, cell: str) -> None:
    """Freezes the panes above and left of ``cell``."""
    ws.freeze_panes = cell


def page(
    ws: Worksheet, landscape: bool, title_rows: str | None = None, area: str | None = None, one_page: bool = False
) -> None:
    """A4, one page wide, black on white, with page numbers; ``title_rows`` are repeated on every page."""
    setup = ws.page_setup
    setup.paperSize = ws.PAPERSIZE_A4
    setup.orientation = "landscape" if landscape else "portrait"
    setup.fitToWidth, setup.fitToHeight = 1, int(one_page)
    setup.blackAndWhite = True  # the fills are for the screen; the paper looks like the official page
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    margins = ws.page_margins
    margins.left, margins.right, margins.top, margins.bottom = 0.7, 0.5, 0.75, 0.6
    margins.header = margins.footer = 0.3
    ws.print_options.horizontalCentered = True
    ws.oddFooter.center.text = "Trang &P/&N"
    ws.oddFooter.center.font = FONT
    ws.oddFooter.center.size = 10
    if title_rows:
        ws.print_title_rows = title_rows
    if area:
        ws.print_area = area


def tab_colour(ws: Worksheet, colour: str) -> None:
    """Colours the sheet's tab."""
    ws.sheet_properties.tabColor = colour


# Validation -----------------------------------------------------------------------------------------------------
def check_entry(ws: Worksheet, area: str, formula: str, title: str, message: str, prompt: str = "") -> None:
    """Refuses an entry for which ``formula`` (without "=", at most 255 characters) is not TRUE, with a message."""
    rule = DataValidation(type="custom", formula1=formula, allow_blank=True, showErrorMessage=True)
    _describe(ws, rule, area, title, message, prompt)


def check_between(ws: Worksheet, area: str, kind: str, low: str, high: str, title: str, message: str) -> None:
    """Refuses anything but a number (``kind`` "decimal") or a date ("date") from ``low`` to ``high``."""
    rule = DataValidation(type=kind, operator="between", formula1=low, formula2=high, allow_blank=True)
    _describe(ws, rule, area, title, message, "")


def _describe(ws: Worksheet, rule: DataValidation, area: str, title: str, message: str, prompt: str) -> None:
    rule.errorStyle = "stop"
    rule.showErrorMessage = True
    rule.errorTitle, rule.error = title[:32], message[:225]
    if prompt:
        rule.showInputMessage = True
        rule.promptTitle, rule.prompt = title[:32], prompt[:255]
    for part in area.split():
        rule.add(part)
    ws.add_data_validation(rule)


# Conditional formats --------------------------------------------------------------------------------------------
def show_decimals_by_value(ws: Worksheet, area: str, first: str, boxed: bool = False, unless: str = "") -> None:
    """Number formats that follow the value, so that a whole number never shows a bare decimal sign ("65,").

    The base format has two decimals; ``first`` is the area's first cell. Formats are written in the file's notation and
    shown in the computer's: 4.150 and 102,68 in a Vietnamese Excel. ``boxed`` draws borders too: of rules that
    overlap, some programs follow only one. Where ``unless`` holds, the cell's own format stays.
    """
    for number_id, code, places in ((3, "#,##0", 0), (164, "#,##0.0", 1)):
        border = copy(BOX) if boxed else None
        style = DifferentialStyle(numFmt=NumberFormat(numFmtId=number_id, formatCode=code), border=border)
        others = f"NOT({unless})," if unless else ""
        formula = f"AND({others}ISNUMBER({first}),ROUND({first},2)=ROUND({first},{places}))"
        ws.conditional_formatting.add(area, Rule(type="expression", dxf=style, formula=[formula], stopIfTrue=True))


def colour_when(ws: Worksheet, area: str, formula: str, colours: str, bold: bool = False) -> None:
    """Colours the cells of ``area`` where ``formula`` holds, as ``STATUS_COLOURS`` has it."""
    fill, font = STATUS_COLOURS[colours]
    style = DifferentialStyle(
        font=Font(color=font, bold=bold or None), fill=PatternFill(bgColor=fill, fill_type="solid", start_color=fill)
    )
    ws.conditional_formatting.add(area, Rule(type="expression", dxf=style, formula=[formula]))


def box_when(ws: Worksheet, area: str, formula: str) -> None:
    """Draws the thin borders of the table around the cells of ``area`` where ``formula`` holds."""
    ws.conditional_formatting.add(
        area, Rule(type="expression", dxf=DifferentialStyle(border=copy(BOX)), formula=[formula])
    )


def hide_when(ws: Worksheet, area: str, formula: str) -> None:
    """Shows nothing in the cells of ``area`` where ``formula`` holds: rows kept ready, with nothing to say yet.

    By their number format: letters in white would be printed black by who prints in black and white.
    """
    style = DifferentialStyle(numFmt=NumberFormat(numFmtId=165, formatCode=";;;"))
    ws.conditional_formatting.add(area, Rule(type="expression", dxf=style, formula=[formula]))


# Names and charts -----------------------------------------------------------------------------------------------
def define(book: ExcelWorkbook, name: str, target: str) -> None:
    """A name of the workbook."""
    book.defined_names[name] = DefinedName(name, attr_text=target)


def stacked_bars(
    ws: Worksheet, place: str, title: str, head_row: int, rows: tuple[int, int], cols: tuple[int, int]
) -> None:
    """A stacked bar chart at ``place``: a bar per row (named in column B), a colour per column (named in the head)."""
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap = "bar", "stacked", 100
    chart.title = title
    chart.style = 2
    first_row, last_row = rows
    data = Reference(ws, min_col=cols[0], max_col=cols[1], min_row=head_row, max_row=last_row)
    chart.add_data(data, titles_from_data=True)
    if first_row != head_row + 1:
        raise ValueError("the chart's rows follow its head")
    chart.set_categories(Reference(ws, min_col=2, min_row=first_row, max_row=last_row))
    palette = ("A6A6A6", "4E9A51", "E0A030", "C0504D", "7F7F7F", "8064A2")
    for series, colour in zip(chart.series, palette, strict=False):
        series.graphicalProperties.solidFill = colour
        series.graphicalProperties.line.solidFill = "404040"
        series.dLbls = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False)
        series.dLbls.numFmt = "0;;;"  # a zero has no label
    chart.x_axis.scaling.orientation = "maxMin"  # the first group on top, as in the table
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.crosses = "max"  # the scale below the bars, although the order is turned round
    chart.y_axis.scaling.min = 0
    chart.y_axis.majorGridlines = None
    chart.y_axis.number_format = "0"
    chart.legend.position = "b"
    chart.width, chart.height = 26, 9.5
    chart.gapWidth = 60
    ws.add_chart(chart, place)


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of horizontal bars: rows named in column ``names``, two neighbouring columns of figures, of which each
    row has one; ``unit`` stands at the scale, which begins at zero, ``from_zero``, whatever Excel would choose."""

    title: str
    head_row: int
    rows: tuple[int, int]
    names: int
    figures: int
    unit: str
    colours: tuple[str, str]
    size: tuple[float, float]  # centimetres
    from_zero: bool = True


def bars(ws: Worksheet, place: str, asked: Bars) -> None:
    """Draws the chart at ``place``. The columns it reads may be hidden."""
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap = "bar", "clustered", 100
    chart.title = asked.title
    chart.style = 2
    first, last = asked.rows
    data = Reference(ws, min_col=asked.figures, max_col=asked.figures + 1, min_row=asked.head_row, max_row=last)
    chart.add_data(data, titles_from_data=True)
    chart.set_categories(Reference(ws, min_col=asked.names, min_row=first, max_row=last))
    for series, colour in zip(chart.series, asked.colours, strict=True):
        series.graphicalProperties.solidFill = colour
        series.graphicalProperties.line.solidFill = "000000"
        series.invertIfNegative = False  # else Excel draws what is below zero in white
        series.dLbls = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False)
        series.dLbls.numFmt = "#,##0;-#,##0;;"  # a row without a figure has no label
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.tickLblPos = "low"  # the names beside bars below zero, not across them
    chart.x_axis.tickLblSkip = 1
    chart.y_axis.crosses = "max"
    if asked.from_zero:
        chart.y_axis.scaling.min = 0
    chart.y_axis.title = asked.unit
    chart.y_axis.majorGridlines = None
    chart.y_axis.number_format = "#,##0"
    chart.legend.position = "b"
    chart.visible_cells_only = False
    chart.width, chart.height = asked.size
    chart.gapWidth = 35
    ws.add_chart(chart, place)
