"""The formulas of the staff workbook, as texts: nothing newer than Excel 2010, nothing that depends on a locale.

Every ``CT_`` call falls back when, and only when, the function is missing on the computer (``ERROR.TYPE(...)=5`` is
``#NAME?``); other errors stay visible. The native rules below are held equal to ``udfs`` by a test.
"""

from __future__ import annotations

import re
from typing import Final

from workbook import sheets

# ThongTin: the row of each key ------------------------------------------------------------------------------------
INFO_KEYS: Final = (
    "goi",
    "don_vi",
    "co_quan_chu_quan",
    "dia_danh",
    "so_van_ban",
    "ky_hieu",
    "ngay_ban_hanh",
    "ky",
    "nguong",
    "kinh_gui",
    "noi_nhan",
    "quyen_han",
    "chuc_vu",
    "nguoi_ky",
    "nam",
    "thang_cuoi",
    "ky_chu",
    "ky_con_lai",
    "ky_cung_ky",
    "nguong_ky",
    "thang_truoc",
)
INFO_ROWS: Final = {key: row for row, key in enumerate(INFO_KEYS, sheets.INFO_FIRST_ROW)}


def info(key: str) -> str:
    """The cell of a key of ThongTin, as formulas name it."""
    return f"{sheets.THONG_TIN}!$C${INFO_ROWS[key]}"


def column(col: int, sheet: str = sheets.CHI_TIEU) -> str:
    """The generous range of a column of the table, as formulas of other sheets name it."""
    letter = sheets.COLUMN_LETTERS[col - 1]
    return f"{sheet}!${letter}${sheets.FIRST_ROW}:${letter}${sheets.LAST_ROW}"


# The number of the table's first row; the range outlives the deletion of that row, a cell of it would not.
FIRST_ROW_NUMBER: Final = f"ROW(INDEX({column(sheets.TT)},1))"


def with_fallback(call: str, native: str) -> str:
    """``call``, or ``native`` where the function is missing; any other error of the call stays visible."""
    return f"IFERROR({call},IF(ERROR.TYPE({call})=5,{native},{call}))"


def absolute(cell: str) -> str:
    """A cell such as "J2" as formulas name it when they are copied: "$J$2"."""
    return f"${cell[0]}${cell[1:]}"


def quoted(text: str) -> str:
    """``text`` as a string literal of a formula."""
    return '"' + text.replace('"', '""') + '"'


def number_text(reference: str) -> str:
    """A number as Vietnamese text whatever the computer's decimal sign: joining writes it with that sign."""
    return f'SUBSTITUTE({reference}&"",".",",")'


# ChiTieu: the columns of a row ------------------------------------------------------------------------------------
def without_567(row: int) -> str:
    """Whether a row of ChiTieu has no columns 5, 6, 7."""
    return f'$P{row}="{sheets.HIDE_567}"'


def vs_same(row: int, without: str = "") -> str:
    """Column 5 = 4/3*100: blank without a same period or an actual, "Duy trì" where that is the result.

    ``without`` says of a row of another sheet whether it has no columns 5, 6, 7.
    """
    e, f = f"$E{row}", f"$F{row}"
    growth = f'IF(AND(ISNUMBER({e}),ISNUMBER({f})),IF({e}=0,"",{f}/{e}*100),"")'
    maintained = f'IF(TRIM({f})="{sheets.MAINTAIN}","{sheets.MAINTAIN}",{growth})'
    return f'=IF({without or without_567(row)},"",IF(OR({e}="",{e}="-",{f}=""),"",{maintained}))'


def vs_plan(row: int, without: str = "") -> str:
    """Column 6 = 4/2*100: "-" for a zero result."""
    d, f = f"$D{row}", f"$F{row}"
    share = f'IF(AND(ISNUMBER({d}),ISNUMBER({f})),IF({f}=0,"-",IF({d}=0,"",{f}/{d}*100)),"")'
    maintained = f'IF(TRIM({f})="{sheets.MAINTAIN}","{sheets.MAINTAIN}",{share})'
    return f'=IF({without or without_567(row)},"",IF({f}="","",{maintained}))'


def remaining(row: int, without: str = "") -> str:
    """Column 7 = 2-4: "-" when the plan is met exactly, blank when it is exceeded."""
    d, f = f"$D{row}", f"$F{row}"
    left = f'IF(AND(ISNUMBER({d}),ISNUMBER({f})),IF({d}={f},"-",IF({f}>{d},"",{d}-{f})),"")'
    return f'=IF({without or without_567(row)},"",{left})'


def is_indicator(reference: str) -> str:
    """1 when a TT is a number or a text such as "12" (digits first and last, no point as in "2.1"); arrays too."""
    first = f'ISNUMBER(FIND(LEFT({reference}&" ",1),"0123456789"))'
    last = f'ISNUMBER(FIND(RIGHT(" "&{reference},1),"0123456789"))'
    return f'{first}*{last}*(ISNUMBER({reference})+ISERROR(FIND(".",{reference}))>0)'


def status(row: int) -> str:
    """The status of an indicator row, by CT_TRANG_THAI or by the same rule natively."""
    call = f"CT_TRANG_THAI($A{row},$D{row},$F{row},$O{row},{info('ky')},{info('nguong')},$N{row})"
    return "=" + with_fallback(call, _native_status(row))


def _native_status(row: int) -> str:
    d, f = f"$D{row}", f"$F{row}"
    last_month, threshold = info("thang_cuoi"), info("nguong_ky")
    share = f'" "&{number_text(threshold)}&"%"'
    within = f'IF(ROUND({f}/{d}*100,9)>={threshold},"Đạt và vượt trên"&{share},"Đạt dưới"&{share})'
    lower = f'$N{row}="{sheets.LOWER_IS_BETTER}"'
    unmet = f'IF(({f}>{d})=({lower}),"Chưa hoàn thành","Hoàn thành vượt")'
    at_end = f'IF({f}={d},"Hoàn thành",{unmet})'
    numbers = f'IF({last_month}=12,{at_end},IF({d}=0,"Cần kiểm tra",{within}))'
    # A text beside a number is no result; beside another text, our functions alone can tell.
    others = f'IF(OR(ISNUMBER({f}),NOT(ISNUMBER({d}))),"{sheets.RECALCULATE}","Cần kiểm tra")'
    judged = f"IF(AND(ISNUMBER({d}),ISNUMBER({f})),{numbers},{others})"
    none = f"AND(ISNUMBER({f}),{f}=0,NOT(AND({last_month}=12,{lower})))"
    not_started = f'IF({none},"Chưa thực hiện",{judged})'
    maintained = f'IF({last_month}=12,"Hoàn thành","Đạt và vượt trên"&{share})'
    filled = f'IF(TRIM({f})="{sheets.MAINTAIN}",{maintained},{not_started})'
    blank = f'IF(AND($O{row}<>"",{last_month}<12),"Đánh giá cuối năm","Chưa nhập số liệu")'
    legible = f'IF(ISNUMBER({last_month}),IF(TRIM({f})="",{blank},{filled}),"Cần kiểm tra")'
    return f'IF({is_indicator(f"$A{row}")},{legible},"")'


def verdict(row: int) -> str:
    """The verdict by direction of an indicator row: numeric plans natively, others by CT_DANH_GIA alone."""
    d, f = f"$D{row}", f"$F{row}"
    call = f"CT_DANH_GIA({d},{f},$N{row})"
    met = f'IF($N{row}="{sheets.LOWER_IS_BETTER}",{f}<={d},{f}>={d})'
    numbers = f'IF(AND(ISNUMBER({d}),ISNUMBER({f})),IF({met},"Đạt","Không đạt"),"{sheets.RECALCULATE}")'
    maintained = f'IF(TRIM({f})="{sheets.MAINTAIN}","Đạt",{numbers})'
    nothing = f'OR(TRIM({d})="",TRIM({d})="-",TRIM({f})="",TRIM({f})="-")'
    native = f'IF({nothing},"",{maintained})'
    return f'=IF($K{row}="","",{with_fallback(call, native)})'


def group_label(name: str, first: int, last: int) -> str:
    """A group's name with its count, "Về kinh tế (12 chỉ tiêu)"; TongHop's groups are rows ``first`` to ``last``.

    The row finds its own TT through ROW(), not through $A6, so that the formula is right even after a tool such as
    openpyxl has moved the cell without rewriting its references.
    """
    own_tt = f"INDEX($A$1:$A${sheets.LAST_ROW},ROW())"
    tts = f"{sheets.TONG_HOP}!$A${first}:$A${last}"
    padded = f"{sheets.TONG_HOP}!$N${first}:$N${last}"
    return f'={quoted(name + " (")}&IFERROR(INDEX({padded},MATCH({own_tt},{tts},0)),"00")&" chỉ tiêu)"'


def head(pattern: str) -> str:
    """A column head in which ``{nam}`` and other keys of ThongTin follow the period."""
    pieces = re.split(r"\{(\w+)\}", pattern)
    parts = [info(piece) if position % 2 else quoted(piece) for position, piece in enumerate(pieces) if piece]
    return "=" + "&".join(parts)


# CauMau ---------------------------------------------------------------------------------------------------------
def lookup(code: str, col: int) -> str:
    """The cell of column ``col`` in the row of ``code``: by code, so that it survives insertion and renaming."""
    return f"INDEX({column(col)},MATCH({quoted(code)},{column(sheets.CODE)},0))"


def fact_column(col: int) -> str:
    """The generous range of a column of SoLieu, as formulas of other sheets name it."""
    letter = sheets.COLUMN_LETTERS[col - 1]
    return f"{sheets.SO_LIEU}!${letter}${sheets.FACT_FIRST_ROW}:${letter}${sheets.FACT_LAST_ROW}"


def lookup_fact(code: str, col: int) -> str:
    """The cell of column ``col`` of SoLieu in the row of ``code``."""
    return f"INDEX({fact_column(col)},MATCH({quoted(code)},{fact_column(sheets.FACT_CODE)},0))"


def same_names() -> str:
    """Whether names and units are those that the saved copies were written with; exact, as ``=`` is not, in case."""
    then, now = (absolute(cell) for cell in (sheets.SAVED_NAMES, sheets.NAMES_FINGERPRINT))
    return f"EXACT({sheets.CAU_MAU}!{then},{sheets.CAU_MAU}!{now})"


def sentence(row: int, facts: bool = False, variants: bool = False) -> str:
    """A sentence by CT_CAU, or its saved copy where the inputs are still those it was written from.

    It is given SoLieu where there is one (``facts``), and its code where there are several ways to write it.
    """
    fresh = f'AND(I{row}<>"",I{row}=J{row},{same_names()})'
    saved = f'IF({fresh},H{row},"{sheets.RECALCULATE}")'
    more = f",{sheets.FACTS if facts else ''},B{row}" if facts or variants else ""
    call = f"CT_CAU(D{row},{sheets.TABLE},{sheets.INFO}{more})"
    return f'=IF(C{row},{with_fallback(call, saved)},"")'


def sentence_warning(row: int, facts: bool = False, variants: bool = False) -> str:
    """What is odd about the pattern and the officer's own wording; of a sentence that is not used, slips alone."""
    more = f",{sheets.FACTS if facts else ''},B{row}" if facts or variants else ""
    call = f"CT_CANH_BAO_CAU(D{row},F{row},{sheets.TABLE},{sheets.INFO},C{row}{more})"
    return f'=IF(AND(D{row}="",F{row}=""),"",{with_fallback(call, quoted(""))})'


def sentence_fingerprint(row: int, table_fingerprint: str) -> str:
    """What a sentence was written from: its pattern, and the table's fingerprint in the cell ``table_fingerprint``."""
    return f'=D{row}&"|"&{table_fingerprint}'


# NOW() only makes the cell volatile: Excel then computes it on opening, so that it shows the sign of the computer the
# file is open on, and not of the one it was saved on. It stands outside ThongTin's range (column D), or every sentence
# and finding would be computed on opening too, and its saved copy replaced where our functions are missing.
DECIMAL_SIGN: Final = (
    '=IF(MID(1/2+0*NOW(),2,1)=",","Máy này dùng dấu phẩy thập phân: gõ 102,68.",'
    '"Máy này dùng dấu chấm thập phân: gõ 102.68; còn 4.150 là bốn phẩy mười lăm.")'
)


# ThongTin: what follows from the period -------------------------------------------------------------------------
def _digit(position: int) -> str:
    return f'(FIND(MID(TRIM({info("ky")}),{position},1),"0123456789")-1)'


def _last_month(period: str, kind: str) -> str:
    """The last month of a period in one of the five forms; "" or an error for anything else."""
    month = f"({_digit(7)}*10+{_digit(8)})"
    quarters = f'IF({kind}&LEN({period})="-Q7",3*FIND(MID({period},7,1),"1234"),"")'
    months = f'IF({kind}&LEN({period})="-M8",IF(AND({month}>=1,{month}<=12),{month},""),{quarters})'
    return f'IF(LEN({period})=4,12,IF(MID({period},5,9)="-H1",6,IF(MID({period},5,9)="-9M",9,{months})))'


def derived(key: str) -> str:
    """The formula of a derived key of ThongTin; ``KeyError`` for a key that is an input."""
    period, year, last = f"TRIM({info('ky')})", info("nam"), info("thang_cuoi")
    kind = f"MID({period},5,2)"
    quarter = f'"quý "&CHOOSE({last}/3,"I","II","III","IV")&" năm "'
    month = f'"tháng "&IF({last}<3,"0","")&{last}&" năm "'
    spoken = f'IF({kind}="-Q",{quarter},IF({kind}="-M",{month},{last}&" tháng đầu năm "))'
    before = f'IF({kind}="-Q",{quarter},IF({kind}="-M",{month},{last}&" tháng năm "))'
    left = f"(12-{last})"
    rest = (
        f'IF({left}=0,"năm "&({year}+1),IF({kind}="-M","tháng "&IF({last}=1,"0","")&({last}+1)&" năm "&{year},'
        f'IF({kind}="-Q","quý "&CHOOSE({last}/3,"II","III","IV")&" năm "&{year},{left}&" tháng cuối năm "&{year})))'
    )

    def worded(words: str) -> str:
        return f'=IFERROR(IF(ISNUMBER({last}),{words},""),"")'

    setting = info("nguong")
    share = f"IF(AND(ISNUMBER({setting}),{setting}>0,{setting}<=100),{setting},IFERROR(ROUND({last}/12*100,2),50))"
    return {
        "nam": f'=IFERROR(IF(LEFT({period},2)="20",2000+{_digit(3)}*10+{_digit(4)},""),"")',
        "thang_cuoi": f'=IFERROR(IF(ISNUMBER({year}),{_last_month(period, kind)},""),"")',
        "ky_chu": worded(f'IF(LEN({period})=4,"năm ",{spoken})&{year}'),
        "ky_con_lai": worded(rest),
        "ky_cung_ky": worded(f'IF(LEN({period})=4,"năm ",{before})&({year}-1)'),
        "nguong_ky": f"=IF({last}=12,100,{share})",
        # A month begins where the one before ended, a quarter likewise; the other periods begin in January.
        "thang_truoc": f'=IFERROR(IF({kind}="-M",{last}-1,IF({kind}="-Q",{last}-3,IF(ISNUMBER({last}),0,""))),"")',
    }[key]


def usual_threshold() -> str:
    """A hint beside the threshold when it is not the share of the year that the period covers."""
    last, threshold = info("thang_cuoi"), info("nguong")
    usual = f"ROUND({last}/12*100,2)"
    return (
        f'=IFERROR(IF(ROUND({threshold},2)={usual},"Mức chia “đạt” và “chưa đạt”, % kế hoạch năm (theo kỳ báo cáo)",'
        f'"Lưu ý: kỳ này thường lấy ngưỡng "&{number_text(usual)}&" (% kế hoạch năm)"),"")'
    )


RESULT_COLUMNS: Final = (sheets.VS_SAME, sheets.VS_PLAN, sheets.REMAINING)


# KiemTra --------------------------------------------------------------------------------------------------------
def finding(function: str, row: int, saved: int, missing: str, facts: bool = False) -> str:
    """The k-th finding (or its cell) of CT_KIEM_TRA.

    Where the function is not there, the copy in column ``saved`` stands while the inputs are those it was saved from;
    after that, ``missing``.
    """
    now, then = (absolute(cell) for cell in (sheets.FINDING_FINGERPRINT, sheets.SAVED_FINDING_FINGERPRINT))
    copy = f"{sheets.COLUMN_LETTERS[saved - 1]}{row}"
    shown = f'IF(AND({then}<>"",{then}={now},{same_names()}),{copy}&"",{quoted(missing)})'
    first, last = sheets.SENTENCE_FIRST_ROW, sheets.SENTENCE_LAST_ROW
    rules = f"{sheets.CAU_MAU}!$A${first}:$F${last}"
    given = f"{sheets.TABLE},{sheets.INFO},{FIRST_ROW_NUMBER},{rules},{sheets.FINDING_COUNT}"
    given += f",{sheets.FACTS if facts else ''},{_history()}"
    return "=" + with_fallback(f"{function}($A{row},{given})", shown)


def _history() -> str:
    """The rows of LichSu in use, A to G."""
    first, last = sheets.HISTORY_FIRST_ROW, sheets.HISTORY_LAST_ROW
    used = f"MAX(1,{sheets.LICH_SU}!{absolute(sheets.HISTORY_USED)})"
    # Two INDEX, although a corner would do: the package formulas reads no other range of this kind.
    corner, end = (f"{sheets.LICH_SU}!${letter}${first}:${letter}${last}" for letter in "AG")
    return f"INDEX({corner},1):INDEX({end},{used})"


def finding_link(row: int) -> str:
    """A link to the finding's cell, which may be on a sheet of its own naming."""
    place = f'IF(ISNUMBER(FIND("!",B{row})),"#"&B{row},"#\'{sheets.CHI_TIEU}\'!"&B{row})'
    return f'=IF(B{row}="","",HYPERLINK({place},"Mở ô "&B{row}))'
