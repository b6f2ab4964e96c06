"""The sheet HopNhat: what the units that were merged had in the same period, a column for each, and their sum."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from workbook import sheets
from workbook import template_excel as excel
from workbook import template_formulas as formulas
from workbook.packs import CellValue
from workbook.template_data import Content
from workbook.template_excel import Look, Worksheet

TITLE: Final = Look(size=14, bold=True, wrap=False, boxed=False)
HELP: Final = Look(size=11, italic=True, colour=excel.GREY_TEXT, boxed=False, down="top")
HEAD: Final = Look(bold=True, across="center", fill=excel.HEAD_FILL)
LABEL: Final = Look()
NUMBER: Final = Look(across="center", number_format=excel.NUMBER_FORMAT)
INPUT: Final = replace(NUMBER, fill=excel.INPUT_FILL, locked=False)
HELP_TEXT: Final = (
    "Số cùng kỳ năm trước của từng đơn vị cũ. Cột cộng được đưa vào cột (3) của trang ChiTieu; thiếu số của đơn vị nào "
    "thì nhập vào ô nền vàng. Tỷ lệ và số bình quân không cộng được: tính lại từ số liệu gốc rồi nhập vào cột (3)."
)
ADDED: Final = "Cộng vào cột (3)"
NOT_ADDED: Final = "Không cộng được: nhập ở cột (3)"


def build(ws: Worksheet, content: Content) -> None:
    """Fills the sheet."""
    count = len(content.merged_units)
    total, told = sheets.MERGED_FIRST_UNIT + count, sheets.MERGED_FIRST_UNIT + count + 1
    last = sheets.COLUMN_LETTERS[told - 1]
    excel.widths(ws, (20, 52, 11, *[15] * count, 15, 30))
    excel.merge(ws, f"A1:{last}1", formulas.head("SỐ LIỆU CỦA CÁC ĐƠN VỊ CŨ, {ky_cung_ky}"), TITLE)
    excel.merge(ws, f"A2:{last}2", HELP_TEXT, HELP)
    ws.row_dimensions[2].height = 48
    heads = ("Mã", "Chỉ tiêu", "ĐVT", *content.merged_units, "Cộng", "Cách dùng")
    excel.fit_row(ws, sheets.MERGED_HEAD_ROW, dict(enumerate(heads, 1)), least=24)
    for col, text in enumerate(heads, 1):
        excel.tell(ws, sheets.MERGED_HEAD_ROW, col, text, HEAD)
    for row, line in enumerate(content.merged, sheets.MERGED_FIRST_ROW):
        excel.tell(ws, row, 1, line.code, LABEL)
        excel.tell(ws, row, 2, line.name, LABEL)
        excel.tell(ws, row, 3, line.unit or None, replace(LABEL, across="center"))
        for col, figure in enumerate(line.figures, sheets.MERGED_FIRST_UNIT):
            excel.tell(ws, row, col, _whole(figure), INPUT)
        excel.put(ws, row, total, line.sum_formula(row) if line.added else None, NUMBER)
        excel.put(ws, row, told, ADDED if line.added else NOT_ADDED, LABEL)
        excel.fit_row(ws, row, {2: line.name, told: NOT_ADDED})
    first = sheets.MERGED_FIRST_ROW
    letter = sheets.COLUMN_LETTERS[sheets.MERGED_FIRST_UNIT - 1]
    excel.show_decimals_by_value(ws, f"{letter}{first}:{last}{first + len(content.merged)}", f"{letter}{first}")
    excel.hide(ws, "A")
    excel.freeze(ws, f"{letter}{first}")
    excel.page(ws, True, f"{sheets.MERGED_HEAD_ROW}:{sheets.MERGED_HEAD_ROW}")
    excel.protect(ws)
    excel.tab_colour(ws, "31859B")


def _whole(value: CellValue) -> CellValue | int:
    return int(value) if isinstance(value, float) and value.is_integer() else value
