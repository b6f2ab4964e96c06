"""The sheet TongHop: counts by status and group, the closing sentence and a chart, all in ordinary formulas."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from udfs.plans import MET
from workbook import sheets, template_charts
from workbook import template_excel as excel
from workbook import template_formulas as formulas
from workbook.packs import Pack
from workbook.template_excel import Look, Worksheet

HEAD_ROW: Final = 4
FIRST_ROW: Final = HEAD_ROW + 1
GROUP_NUMERALS: Final = tuple("I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX".split())
SPARE_GROUPS: Final = 2  # rows kept ready for groups that officers add

START, END, TOTAL, FIRST_STATUS, LAST_STATUS, WITHOUT, LEFT, PADDED = 3, 4, 5, 6, 11, 12, 13, 14
LISTED: Final = {  # for conditions, hidden
    "cham": 15,
    "chua_bat_dau": 16,
    "kem_muc": 17,
    "giam_ck": 18,
    "duy_tri": 19,
    "dat_muc": 20,
    "dat_ghi_tay": 21,
}
# What the columns of the statuses count: in the year, and once it is over.
KINDS: Final = (
    ("cho_cuoi_nam", "vuot"),
    ("dat", "hoan_thanh"),
    ("chua_dat", "chua_dat"),
    ("chua_thuc_hien", "chua_thuc_hien"),
    ("chua_nhap", "chua_nhap"),
    ("can_kiem_tra", "can_kiem_tra"),
)
USED: Final = "$D$3"  # how many rows of the table's range are used, by TT

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
    end = template_charts.build(ws, pack, last + 26, USED)
    excel.hide_when(ws, f"A{first}:A{last}", f'$C{first}=""')
    excel.widths(ws, (7, 26, 8, 8, 9, 12, 14, 12, 12, 13, 12, 13, 14, 6, 9, 9, 9, 9, 9, 9, 9))
    excel.hide(ws, "CDNOPQRSTU")
    excel.freeze(ws, f"A{FIRST_ROW}")
    excel.page(ws, False, area=f"A1:M{end}", one_page=True)
    excel.protect(ws)
    excel.tab_colour(ws, "8064A2")


def _heads(ws: Worksheet) -> None:
    last_month = formulas.info("thang_cuoi")
    share = f'" "&{formulas.number_text(formulas.info("nguong_ky"))}&"%"'
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
        "Chậm",
        "Chưa làm",
        "Kém mức",
        "Giảm",
        "Duy trì",
        "Đạt mức",
        "Đạt (ghi tay)",
    )
    for col, text in enumerate(heads, 1):
        excel.put(ws, HEAD_ROW, col, text, HEAD)
    ws.row_dimensions[HEAD_ROW].height = 52


def _slice(col: int, row: int) -> str:
    """The cells of a column of the table between the group's row and the next group."""
    area = formulas.column(col)
    return f"INDEX({area},$C{row}):INDEX({area},$D{row})"


def _used(col: int) -> str:
    """The cells of a column of the table down to its last row with a TT."""
    area = formulas.column(col)
    return f"INDEX({area},1):INDEX({area},MAX(1,{USED}))"


def _last_numbered() -> str:
    """How far the table's range is used: every count stops there, and follows rows that come and go."""
    tt = formulas.column(sheets.TT)
    return f'=SUMPRODUCT(MAX(({tt}<>"")*(ROW({tt})-{formulas.FIRST_ROW_NUMBER}+1)))'


def _count(kind: str, native: str, group: str = "") -> str:
    """A count by CT_DEM, which needs no formulas in the rows; ``native`` counts what the rows' formulas say."""
    settings = f"{formulas.info('ky')},{formulas.info(sheets.KEY_THRESHOLD)}"
    call = f"CT_DEM({sheets.TABLE},{kind},{settings}{',' + group if group else ''})"
    return formulas.with_fallback(call, native)


def _kind(within: str, at_end: str) -> str:
    """The kind that a column of statuses counts, as an argument."""
    if within == at_end:
        return formulas.quoted(within)
    return f"IF({formulas.info('thang_cuoi')}=12,{formulas.quoted(at_end)},{formulas.quoted(within)})"


def _group(ws: Worksheet, row: int, numeral: str, first: int, last: int) -> None:
    starts = f"$C${first}:$C${last}"
    label = f"INDEX({formulas.column(sheets.NAME)},C{row})"
    own = f'COUNTIF({starts},"<="&C{row})'
    tt, statuses = _slice(sheets.TT, row), _slice(sheets.STATUS, row)
    cells = {
        1: numeral,
        2: f'=IF(C{row}="","",LEFT({label},FIND(" (",{label}&" (")-1))',
        START: f'=IFERROR(MATCH(A{row},{formulas.column(sheets.TT)},0),"")',
        END: f'=IF(C{row}="","",IF({own}<COUNT({starts}),SMALL({starts},{own}+1)-1,{USED}))',
        TOTAL: f'=IF(C{row}="",0,SUMPRODUCT({formulas.is_indicator(tt)}))',
        WITHOUT: f'=IF(C{row}="",0,E{row}-SUMPRODUCT(1*({statuses}<>"")))',
        LEFT: f'=IF(C{row}="",0,{_count(formulas.quoted("con_lai"), _left(row), f"$A{row}")})',
        PADDED: f'=IF(E{row}<10,"0","")&E{row}',
    }
    for col, kinds in enumerate(KINDS, FIRST_STATUS):
        native = f"COUNTIF({statuses},{sheets.COLUMN_LETTERS[col - 1]}${HEAD_ROW})"
        cells[col] = f'=IF($C{row}="",0,{_count(_kind(*kinds), native, f"$A{row}")})'
    for col in range(1, PADDED + 1):
        look = LABEL if col == 2 else COUNT
        excel.put(ws, row, col, cells[col], replace(look, number_format="0;-0;;@") if col > 2 else look)
    excel.fit_row(ws, row, {})


def _quantities(cells: Callable[[int], str]) -> str:
    """Rows that are no rates, where more is better, of numbers: factors of a SUMPRODUCT."""
    unit, mark, direction = cells(sheets.UNIT), cells(sheets.SHOW_567), cells(sheets.DIRECTION)
    return f'({unit}<>"%")*({mark}<>"{sheets.HIDE_567}")*({direction}<>"{sheets.LOWER_IS_BETTER}")'


def _left(row: int) -> str:
    plan, actual, status = (_slice(col, row) for col in (sheets.PLAN, sheets.ACTUAL, sheets.STATUS))
    numbers = f'({status}<>"")*ISNUMBER({plan})*ISNUMBER({actual})*({plan}>{actual})'
    counted = f"SUMPRODUCT({numbers}*{_quantities(lambda col: _slice(col, row))})"
    return f"IF({formulas.info('thang_cuoi')}=12,0,{counted})"


def _native_lists() -> dict[str, str]:
    """The lists of shortcomings by what the rows' own formulas say; held equal to ``udfs.lists`` by a test."""
    plan, same, actual, status = map(_used, (sheets.PLAN, sheets.SAME_PERIOD, sheets.ACTUAL, sheets.STATUS))
    judged, said = map(_used, (sheets.VERDICT, sheets.HAND_VERDICT))
    direction, unit, mark = map(_used, (sheets.DIRECTION, sheets.UNIT, sheets.SHOW_567))
    lower, higher = (f'({direction}="{word}")' for word in (sheets.LOWER_IS_BETTER, sheets.HIGHER_IS_BETTER))
    over = f"({formulas.info('thang_cuoi')}=12)"
    behind = f"({status}=$H${HEAD_ROW})"
    rate = f'(({unit}="%")+({mark}="{sheets.HIDE_567}")>0)'
    numbers = f'({status}<>"")*ISNUMBER({plan})*ISNUMBER({actual})'
    limited = f"(1-ISNUMBER({plan})*({actual}<={plan}))"
    worse = f"({lower}*({actual}>{same})*{limited}+{higher}*({actual}<{same}))"
    above = f"{lower}*({actual}>{plan})*(1-ISNUMBER({same})*({actual}<{same}))"
    below = f"(1-{lower})*(1-{behind})*{rate}*({actual}<{plan})*ISNUMBER({same})*({actual}<{same})*({actual}<>0)"
    return {
        "cham": f"SUMPRODUCT({behind}*(1-(1-{over})*{lower}))",
        "chua_bat_dau": f'SUMPRODUCT(({status}="Chưa thực hiện")*(1-{lower}))',
        "kem_muc": f"SUMPRODUCT({numbers}*(1-{over}*{behind})*({above}+{below}))",
        "giam_ck": f'SUMPRODUCT(({status}<>"")*ISNUMBER({same})*ISNUMBER({actual})*({actual}<>0)*{worse})',
        "dat_muc": f'SUMPRODUCT(({status}<>"")*({judged}="{MET}"))',
        "dat_ghi_tay": f'SUMPRODUCT(({status}<>"")*(({said}="{MET}")+({said}="")*({judged}="{MET}")>0))',
        "duy_tri": f'SUMPRODUCT(({status}<>"")*({actual}="{sheets.MAINTAIN}"))',
    }


def _total(ws: Worksheet, row: int, first: int, last: int) -> None:
    """The whole table's counts, which do not rest on the groups: a row may stand in none."""
    statuses = formulas.column(sheets.STATUS)
    cells: dict[int, object] = {
        2: "Cộng",
        TOTAL: f"=SUMPRODUCT({formulas.is_indicator(_used(sheets.TT))})",
        WITHOUT: f'=E{row}-SUMPRODUCT(1*({_used(sheets.STATUS)}<>""))',
        LEFT: "=" + _count(formulas.quoted("con_lai"), f"SUM(M{first}:M{last})"),
    }
    for col, kinds in enumerate(KINDS, FIRST_STATUS):
        native = f"COUNTIF({statuses},{sheets.COLUMN_LETTERS[col - 1]}${HEAD_ROW})"
        cells[col] = "=" + _count(_kind(*kinds), native)
    for kind, native in _native_lists().items():
        cells[LISTED[kind]] = "=" + _count(formulas.quoted(kind), native)
    for col in range(1, max(LISTED.values()) + 1):
        excel.put(ws, row, col, cells.get(col), replace(SUM, across="left") if col == 2 else SUM)
    excel.put(ws, HEAD_ROW - 1, END, _last_numbered(), COUNT)


def _closing(ws: Worksheet, row: int, total: int) -> None:
    call = f"CT_TONG_KET({sheets.TABLE},{sheets.INFO})"
    parts = [f'IF({letter}{total}=0,"","; "&{letter}{total}&" "&{letter}{HEAD_ROW})' for letter in "FGHIJK"]
    native = f'"Tổng số "&E{total}&" chỉ tiêu"&' + "&".join(parts)
    copy, then = f"{sheets.SAVED_CLOSING}{row}", f"{sheets.SAVED_CLOSING_FINGERPRINT}{row}"
    now = f"{sheets.CAU_MAU}!{formulas.absolute(sheets.TABLE_FINGERPRINT)}"
    fresh = f'AND({then}<>"",{then}={now},{formulas.same_names()})'
    shown = f"IF({fresh},{copy},{native})"
    excel.merge(ws, f"A{row}:M{row}", "=" + formulas.with_fallback(call, shown), SENTENCE)
    ws.row_dimensions[row].height = 54
    stray = f"(E{total}-SUM(E{FIRST_ROW}:E{total - 1}))"
    warning = (
        f'=IF(L{total}=0,"","Có "&L{total}&" chỉ tiêu chưa có công thức ở các cột G đến L của trang ChiTieu: '
        'chép các ô đó từ dòng phía trên xuống. ")'
        f'&IF({stray}=0,"","Có "&{stray}&" chỉ tiêu không thuộc nhóm nào: ghi lại số La Mã của nhóm ở cột TT.")'
    )
    excel.merge(ws, f"A{row + 1}:M{row + 1}", warning, WARNING)
    ws.row_dimensions[row + 1].height = 20
