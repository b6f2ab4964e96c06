"""The sheet TongHop: counts by status and group, the closing sentence and a chart, all in ordinary formulas."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from workbook import sheets
from workbook import template_excel as excel
from workbook import template_formulas as formulas
from workbook.packs import Pack
from workbook.template_excel import Look, Worksheet

HEAD_ROW: Final = 4
FIRST_ROW: Final = HEAD_ROW + 1
GROUP_NUMERALS: Final = tuple("I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX".split())
SPARE_GROUPS: Final = 2  # rows kept ready for groups that officers add

START, END, TOTAL, FIRST_STATUS, LAST_STATUS, WITHOUT, LEFT, PADDED = 3, 4, 5, 6, 11, 12, 13, 14

HEAD: Final = Look(bold=True, across="center", fill=excel.HEAD_FILL)
LABEL: Final = Look()
COUNT: Final = Look(across="center", number_format="0")
SUM: Final = replace(COUNT, bold=True, fill=excel.GROUP_FILL)
SENTENCE: Final = Look(size=13, boxed=False, down="top")
WARNING: Final = Look(size=12, bold=True, colour="8E1B10", boxed=False, down="top")


def group_rows(pack: Pack) -> tuple[int, int]:
    """The first and last group row of the sheet."""
    return FIRST_ROW, FIRST_ROW + len(_numerals(pack)) - 1


def _numerals(pack: Pack) -> list[str]:
    used = [group.tt for group in pack.groups]
    spare = [numeral for numeral in GROUP_NUMERALS if numeral not in used]
    return used + spare[:SPARE_GROUPS]


def build(ws: Worksheet, pack: Pack) -> None:
    """Fills the sheet."""
    first, last = group_rows(pack)
    excel.merge(ws, "A1:M1", "TỔNG HỢP KẾT QUẢ THỰC HIỆN CHỈ TIÊU", Look(size=14, bold=True, wrap=False, boxed=False))
    help_text = "Số chỉ tiêu theo trạng thái và theo nhóm, tự đếm từ trang ChiTieu; không nhập gì ở trang này."
    excel.merge(ws, "A2:M2", help_text, Look(size=11, italic=True, colour=excel.GREY_TEXT, boxed=False))
    _heads(ws)
    for row, numeral in enumerate(_numerals(pack), first):
        _group(ws, row, numeral, first, last)
    _total(ws, last + 1, first, last)
    _closing(ws, last + 3, last + 1)
    bars, statuses = (first, first + len(pack.groups) - 1), (FIRST_STATUS, LAST_STATUS)
    excel.stacked_bars(ws, f"A{last + 6}", "Số chỉ tiêu theo nhóm và trạng thái", HEAD_ROW, bars, statuses)
    excel.fade_when(ws, f"A{first}:A{last}", f'$C{first}=""')
    excel.widths(ws, (7, 26, 8, 8, 9, 12, 14, 12, 12, 13, 12, 13, 14, 6))
    excel.hide(ws, "CDN")
    excel.freeze(ws, f"A{FIRST_ROW}")
    excel.page(ws, True, area=f"A1:M{last + 26}", one_page=True)
    excel.protect(ws)
    excel.tab_colour(ws, "8064A2")


def _heads(ws: Worksheet) -> None:
    last_month = formulas.info("thang_cuoi")
    share = f'" "&{formulas.number_text(formulas.info(sheets.KEY_THRESHOLD))}&"%"'
    heads = (
        "Nhóm",
        "Tên nhóm",
        "Đầu",
        "Cuối",
        "Tổng số",
        f'=IF({last_month}=12,"Hoàn thành vượt","Đánh giá cuối năm")',
        f'=IF({last_month}=12,"Hoàn thành","Đạt và vượt trên"&{share})',
        f'=IF({last_month}=12,"Chưa hoàn thành","Đạt dưới"&{share})',
        "Chưa thực hiện",
        "Chưa nhập số liệu",
        "Cần kiểm tra",
        "Chưa có công thức",
        "Còn phải thực hiện (cột 7)",
        "Chữ",
    )
    for col, text in enumerate(heads, 1):
        excel.put(ws, HEAD_ROW, col, text, HEAD)
    ws.row_dimensions[HEAD_ROW].height = 52


def _slice(col: int, row: int) -> str:
    """The cells of a column of the table between the group's row and the next group."""
    area = formulas.column(col)
    return f"INDEX({area},$C{row}):INDEX({area},$D{row})"


def _group(ws: Worksheet, row: int, numeral: str, first: int, last: int) -> None:
    starts = f"$C${first}:$C${last}"
    size = sheets.LAST_ROW - sheets.FIRST_ROW + 1
    label = f"INDEX({formulas.column(sheets.NAME)},C{row})"
    own = f'COUNTIF({starts},"<="&C{row})'
    tt = _slice(sheets.TT, row)
    cells = {
        1: numeral,
        2: f'=IF(C{row}="","",LEFT({label},FIND(" (",{label}&" (")-1))',
        START: f'=IFERROR(MATCH(A{row},{formulas.column(sheets.TT)},0),"")',
        END: f'=IF(C{row}="","",IF({own}<COUNT({starts}),SMALL({starts},{own}+1)-1,{size}))',
        TOTAL: f'=IF(C{row}="",0,SUMPRODUCT({formulas.is_indicator(tt)}))',
        WITHOUT: f"=E{row}-SUM(F{row}:K{row})",
        LEFT: f'=IF(C{row}="",0,COUNT({_slice(sheets.REMAINING, row)}))',
        PADDED: f'=IF(E{row}<10,"0","")&E{row}',
    }
    for col in range(FIRST_STATUS, LAST_STATUS + 1):
        letter = sheets.COLUMN_LETTERS[col - 1]
        cells[col] = f'=IF($C{row}="",0,COUNTIF({_slice(sheets.STATUS, row)},{letter}${HEAD_ROW}))'
    for col in range(1, PADDED + 1):
        look = LABEL if col == 2 else COUNT
        excel.put(ws, row, col, cells[col], replace(look, number_format="0;-0;;@") if col > 2 else look)
    excel.fit_row(ws, row, {})


def _total(ws: Worksheet, row: int, first: int, last: int) -> None:
    excel.put(ws, row, 1, None, SUM)
    excel.put(ws, row, 2, "Cộng", replace(SUM, across="left"))
    for col in range(START, PADDED + 1):
        letter = sheets.COLUMN_LETTERS[col - 1]
        summed = TOTAL <= col <= LEFT
        excel.put(ws, row, col, f"=SUM({letter}{first}:{letter}{last})" if summed else None, SUM)


def _closing(ws: Worksheet, row: int, total: int) -> None:
    call = f"CT_TONG_KET({sheets.TABLE},{sheets.INFO})"
    parts = [f'IF({letter}{total}=0,"","; "&{letter}{total}&" "&{letter}{HEAD_ROW})' for letter in "FGHIJK"]
    native = f'"Tổng số "&E{total}&" chỉ tiêu"&' + "&".join(parts)
    excel.merge(ws, f"A{row}:M{row}", "=" + formulas.with_fallback(call, native), SENTENCE)
    ws.row_dimensions[row].height = 54
    warning = (
        f'=IF(L{total}=0,"","Có "&L{total}&" chỉ tiêu chưa có công thức ở các cột G đến L của trang ChiTieu: '
        'chép các ô đó từ dòng phía trên xuống.")'
    )
    excel.merge(ws, f"A{row + 1}:M{row + 1}", warning, WARNING)
    ws.row_dimensions[row + 1].height = 20
