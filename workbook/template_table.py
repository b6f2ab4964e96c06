"""The sheet ChiTieu: the official table as printed, with inputs, per-row formulas and hidden catalogue fields."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from udfs.plans import MET, NOT_MET, WORDS
from workbook import sheets
from workbook import template_excel as excel
from workbook import template_formulas as formulas
from workbook import template_periods as periods
from workbook.pack_csv import CellValue
from workbook.packs import Group, Pack, Row
from workbook.template_data import Content
from workbook.template_excel import Look, Worksheet

WIDTHS: Final = (6, 40, 9, 12.5, 12, 11, 11.5, 11.5, 11, 16, 24, 14, 22, 8, 9, 9, 12.5, 11.5, 9, 12, 12, 12, 9, 12)
LAST: Final = sheets.LAST_ROW
BODY: Final = f"D{sheets.FIRST_ROW}:I{LAST}"
HELP_BESIDE_ALL: Final = "Y1:AC2"

TITLE: Final = Look(size=14, bold=True, across="center", boxed=False)
SUBTITLE: Final = Look(size=13, italic=True, across="center", boxed=False)
HELP: Final = Look(size=10, italic=True, colour=excel.GREY_TEXT, boxed=False, down="top")
HEAD: Final = Look(bold=True, across="center", fill=excel.HEAD_FILL)
LETTERS: Final = Look(size=11, italic=True, across="center", fill=excel.HEAD_FILL)
TEXT: Final = Look(locked=False)
CENTRED: Final = Look(locked=False, across="center")
NUMBER: Final = replace(CENTRED, number_format=excel.NUMBER_FORMAT, wrap=False)
INPUT: Final = replace(NUMBER, fill=excel.INPUT_FILL, wrap=True)
NOTE: Final = replace(CENTRED, fill=excel.INPUT_FILL)
JUDGED: Final = replace(CENTRED, size=11)

HELP_TEXT: Final = (
    "Ô nền vàng là ô nhập. Thêm chỉ tiêu: chọn cả dòng một chỉ tiêu, Copy, bấm phải chuột chọn Insert Copied Cells, "
    "sửa TT, tên, số và xóa mã ở cột M (ẩn). TT là số: chỉ tiêu; số La Mã: nhóm; “-” hoặc trống: dòng con."
)
ACCUMULATE_HELP: Final = (
    "Nhập số làm được trong kỳ vào cột T (nền vàng); cột 4 là lũy kế từ đầu năm, tự cộng với kỳ trước ở trang LichSu. "
    "Thêm chỉ tiêu: chọn cả dòng một chỉ tiêu, Copy, bấm phải chuột chọn Insert Copied Cells, sửa TT, tên, số và xóa "
    "mã ở cột M (ẩn)."
)
FORMULA_MESSAGE: Final = (
    "Ô này là công thức, tự tính từ kế hoạch, cùng kỳ và số đã thực hiện. Hãy bấm Hủy (Cancel) rồi nhập số vào các ô "
    "nền vàng."
)
ACCUMULATE_MESSAGE: Final = (
    "Ô này là công thức: lũy kế từ đầu năm. Hãy bấm Hủy (Cancel) rồi nhập số làm được trong kỳ vào cột T; số của các "
    "kỳ trước thì sửa ở trang LichSu."
)
NUMBER_MESSAGE: Final = (
    "Nhập số thuần, không kèm đơn vị, không gõ dấu hàng nghìn (ví dụ 4150 hoặc 102,68). Không phải số thì gõ "
    "“Duy trì”, “-” (không có số) hoặc để trống (chưa có số)."
)
PLAN_MESSAGE: Final = (
    "Nhập số thuần, không kèm đơn vị, hoặc “Duy trì”, “-”. Kế hoạch dạng khoảng, mức, phân số thì gõ dấu nháy đơn ở "
    "đầu: '14,5-15,5 hoặc '>70 hoặc '31/38 hoặc '01 xã, 01 phường."
)
HAND_MESSAGE: Final = (
    "Chỉ ghi “Đạt” hoặc “Không đạt” khi đánh giá khác quy tắc, hay để trống. Báo cáo và trang KiemTra nêu cả hai."
)


def build(ws: Worksheet, content: Content, groups: tuple[int, int]) -> int:
    """Fills the sheet and returns its last row; ``groups`` are the first and last group rows of TongHop."""
    excel.widths(ws, WIDTHS)
    _head(ws, content)
    row = sheets.FIRST_ROW
    for group in content.pack.groups:
        _group(ws, row, group, groups)
        row += 1
        for line in content.rows_of(group.tt):
            _line(ws, row, line, content)
            row += 1
    _guards(ws, content.pack)
    _formats(ws, content.pack)
    excel.hide(ws, _hidden(content.pack))
    excel.unlock_columns(ws, 1)
    excel.freeze(ws, f"C{sheets.FIRST_ROW}")
    # Whole columns: what is printed then ends with the last row in use, one written under the table included.
    area = f"A1:{_last_printed(content.pack)}{excel.SHEET_ROWS}"
    excel.page(ws, True, f"{sheets.HEAD_FIRST_ROW}:{sheets.LETTER_ROW}", area)
    excel.protect(ws, rows=True)
    excel.tab_colour(ws, "4E9A51")
    return row - 1


def _head(ws: Worksheet, content: Content) -> None:
    unit, last = formulas.info("don_vi"), _last_printed(content.pack)
    excel.merge(ws, f"A1:{last}1", None, TITLE)
    excel.tell(ws, 1, 1, content.pack.table_title, TITLE)
    subtitle = f'=UPPER(LEFT({unit},1))&MID({unit},2,200)&", "&{formulas.info("ky_chu")}'
    excel.merge(ws, f"A2:{last}2", subtitle, SUBTITLE)
    # Beside what is printed: it is for the screen alone.
    place = "K1:L2" if last == sheets.COLUMN_LETTERS[sheets.LAST_PRINTED_COL - 1] else HELP_BESIDE_ALL
    excel.merge(ws, place, ACCUMULATE_HELP if content.pack.accumulate else HELP_TEXT, replace(HELP, size=8.5))
    ws.row_dimensions[1].height = 28
    ws.row_dimensions[2].height = 26
    first, second = sheets.HEAD_FIRST_ROW, sheets.HEAD_SECOND_ROW
    tall = {
        "A": "TT",
        "B": "CHỈ TIÊU",
        "C": "ĐVT",
        "D": formulas.head(content.pack.plan_head),
        "E": formulas.head("Thực hiện {ky_cung_ky}"),
        "J": None,  # as the pack says
        "K": "Trạng thái",
        "L": "Đánh giá so với KH năm (theo chiều)",
        "M": "Mã",
        "N": "Chiều (cao/thấp)",
        "O": "Cuối năm (x)",
        "P": "Cột 5-7 (không)",
        "Q": formulas.head(content.pack.upper_plan_head or "KH cấp trên giao"),
        "R": "So với KH cấp trên giao (%)",
        "S": f"Gộp ({', '.join(sheets.AGGREGATES)})",
        "T": formulas.head("Thực hiện trong kỳ ({ky_chu})"),
        "U": formulas.head("Trong kỳ năm trước ({ky_cung_ky})"),
        "V": "Lũy kế trước kỳ này",
        "W": "Trong kỳ (tính)",
        "X": "Đánh giá ghi tay",
    }
    for letter, text in tall.items():
        excel.merge(ws, f"{letter}{first}:{letter}{second}", text, HEAD)
    excel.tell(ws, first, sheets.NOTE, content.pack.note_head, HEAD)
    excel.merge(ws, f"F{first}:I{first}", formulas.head("Kết quả thực hiện {ky_chu}"), HEAD)
    below = (
        "Lũy kế từ đầu năm" if content.pack.accumulate else "Số đã thực hiện",
        "So với cùng kỳ (%)",
        "So với kế hoạch (%)",
        "Còn phải thực hiện",
    )
    for col, text in enumerate(below, sheets.ACTUAL):
        excel.put(ws, second, col, text, HEAD)
    letters = ("A", "B", 1, 2, 3, 4, "5=4/3*100", "6=4/2*100", "7=2-4")
    for col in range(1, sheets.LAST_COL + 1):
        excel.put(ws, sheets.LETTER_ROW, col, letters[col - 1] if col <= len(letters) else None, LETTERS)
    ws.row_dimensions[first].height = 32
    ws.row_dimensions[second].height = 50


def _group(ws: Worksheet, row: int, group: Group, groups: tuple[int, int]) -> None:
    bold = replace(CENTRED, bold=True, fill=excel.GROUP_FILL)
    for col in range(1, sheets.LAST_COL + 1):
        excel.put(ws, row, col, None, replace(bold, number_format=excel.NUMBER_FORMAT))
    excel.tell(ws, row, sheets.TT, group.tt, bold)
    excel.put(ws, row, sheets.NAME, formulas.group_label(group.name, *groups), replace(bold, across="left"))
    excel.fit_row(ws, row, {sheets.NAME: group.name}, least=21)


def _line(ws: Worksheet, row: int, line: Row, content: Content) -> None:
    number: CellValue = int(line.tt) if line.is_indicator else (line.tt or None)
    excel.tell(ws, row, sheets.TT, number, CENTRED)
    excel.tell(ws, row, sheets.NAME, line.name, TEXT)
    excel.tell(ws, row, sheets.UNIT, line.unit or None, CENTRED)
    for col, value in ((sheets.PLAN, line.plan), (sheets.SAME_PERIOD, line.same_period), (sheets.ACTUAL, line.actual)):
        write = excel.put if _is_sum(value, content) else excel.tell
        write(ws, row, col, _whole(value), INPUT)
    _period_cells(ws, row, line, content.pack)
    excel.put(ws, row, sheets.VS_SAME, formulas.vs_same(row), NUMBER)
    excel.put(ws, row, sheets.VS_PLAN, formulas.vs_plan(row), NUMBER)
    excel.put(ws, row, sheets.REMAINING, formulas.remaining(row), NUMBER)
    excel.tell(ws, row, sheets.NOTE, line.note or None, NOTE)
    excel.put(ws, row, sheets.STATUS, formulas.status(row), JUDGED)
    excel.put(ws, row, sheets.VERDICT, formulas.verdict(row), JUDGED)
    excel.tell(ws, row, sheets.CODE, line.code, TEXT)
    excel.tell(ws, row, sheets.HAND_VERDICT, line.hand_verdict or None, INPUT)
    excel.tell(ws, row, sheets.DIRECTION, line.direction or None, CENTRED)
    excel.put(ws, row, sheets.YEAR_END, sheets.MARK_YEAR_END if line.year_end else None, CENTRED)
    excel.put(ws, row, sheets.SHOW_567, None if line.show_567 else sheets.HIDE_567, CENTRED)
    excel.fit_row(ws, row, {sheets.NAME: line.name, sheets.NOTE: line.note, sheets.UNIT: line.unit}, least=19)


def _is_sum(value: CellValue, content: Content) -> bool:
    """Whether a same period is our own formula, which adds what merged units had."""
    sums = (one.sum_formula(place) for place, one in enumerate(content.merged, sheets.MERGED_FIRST_ROW))
    return isinstance(value, str) and value.startswith("=") and value in sums


def _period_cells(ws: Worksheet, row: int, line: Row, pack: Pack) -> None:
    """The columns right of the catalogue; in a table that does not accumulate those for what was done in the period
    stay blank."""
    excel.tell(ws, row, sheets.UPPER_PLAN, _whole(line.upper_plan), INPUT)
    excel.put(ws, row, sheets.VS_UPPER_PLAN, periods.vs_upper_plan(row) if pack.upper_plan_head else None, NUMBER)
    excel.tell(ws, row, sheets.AGG, line.aggregate, CENTRED)
    excel.put(ws, row, sheets.IN_PERIOD, None, INPUT)
    excel.tell(ws, row, sheets.IN_PERIOD_BEFORE, _whole(line.in_period_before), INPUT)
    for col in (sheets.BEFORE, sheets.IN_PERIOD_USED):
        excel.put(ws, row, col, None, NUMBER)
    if pack.accumulate:
        excel.tell(ws, row, sheets.IN_PERIOD, _whole(line.actual), INPUT)
        excel.put(ws, row, sheets.ACTUAL, periods.actual(row), NUMBER)
        excel.put(ws, row, sheets.BEFORE, periods.before(row), NUMBER)
        excel.put(ws, row, sheets.IN_PERIOD_USED, periods.in_period(row), NUMBER)


def _last_printed(pack: Pack) -> str:
    """The letter of the last column on paper: that of the official table, or the last one that a pack adds to it."""
    wider = pack.upper_plan_head or pack.accumulate
    last = max(set(sheets.COLUMN_LETTERS[: sheets.LAST_COL]) - set(_hidden(pack))) if wider else ""
    return last or sheets.COLUMN_LETTERS[sheets.LAST_PRINTED_COL - 1]


def _hidden(pack: Pack) -> str:
    """The letters of the columns that nobody needs to see."""
    upper = "" if pack.upper_plan_head else "QR"
    by_hand = "" if any(line.hand_verdict for line in pack.rows) else "X"
    return f"MNOPSW{upper}{'' if pack.accumulate else 'TUV'}{by_hand}"


def _whole(value: CellValue) -> CellValue | int:
    """A whole float as an int, so that the file says 4150 and not 4150.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _in_words(cell: str, words: Iterable[str] = WORDS) -> str:
    """Whether a cell holds a result in words, such as «Ổn định»."""
    return f'ISNUMBER(SEARCH("|"&TRIM({cell})&"|","|{"|".join(words)}|"))'


def _guards(ws: Worksheet, pack: Pack) -> None:
    first = sheets.FIRST_ROW
    worded = f'ISNUMBER($D{first}),$D{first}="{sheets.MAINTAIN}",$D{first}="-",$D{first}=""'
    said = _in_words(f"E{first}")
    number = f'OR(ISNUMBER(E{first}),E{first}="-",E{first}="{sheets.MAINTAIN}",{said},NOT(OR({worded})))'
    entered = f"E{first}:{'E' if pack.accumulate else 'F'}{LAST}"
    excel.check_entry(ws, entered, number, "Số liệu chưa đúng", NUMBER_MESSAGE)
    in_period = number.replace(f"E{first}", f"T{first}")
    excel.check_entry(ws, f"T{first}:U{LAST}", in_period, "Số liệu chưa đúng", NUMBER_MESSAGE)
    d = f"D{first}"
    signs = ",".join(f'ISNUMBER(FIND("{sign}",{d}))' for sign in ("-", "/", ", ", ";"))
    aims = _in_words(d, (word for word, says in WORDS.items() if says == MET))
    plan = f'OR(ISNUMBER({d}),{d}="{sheets.MAINTAIN}",{signs},{aims},ISNUMBER(FIND(LEFT({d},1),"<>≥≤")))'
    assert max(len(number), len(plan)) <= 255  # Excel's limit
    excel.check_entry(ws, f"D{first}:D{LAST}", plan, "Kế hoạch chưa đúng", PLAN_MESSAGE)
    excel.check_entry(ws, f"G{first}:I{LAST} K{first}:L{LAST}", "FALSE", "Ô công thức", FORMULA_MESSAGE)
    if pack.accumulate:
        areas = f"F{first}:F{LAST} V{first}:W{LAST}"
        excel.check_entry(ws, areas, "FALSE", "Ô công thức", ACCUMULATE_MESSAGE)
    listed = ",".join(f'S{first}="{word}"' for word in sheets.AGGREGATES)
    words = "”, “".join(sheets.AGGREGATES)
    excel.check_entry(ws, f"S{first}:S{LAST}", f"OR({listed})", "Cách gộp", f"Chỉ nhập “{words}”, hay để trống.")
    direction = f'OR(N{first}="{sheets.HIGHER_IS_BETTER}",N{first}="{sheets.LOWER_IS_BETTER}")'
    by_hand = f'OR(X{first}="{MET}",X{first}="{NOT_MET}")'
    excel.check_entry(ws, f"X{first}:X{LAST}", by_hand, "Đánh giá ghi tay", HAND_MESSAGE)
    message = "Chỉ nhập “cao” (càng cao càng tốt) hoặc “thấp” (càng thấp càng tốt), hay để trống."
    excel.check_entry(ws, f"N{first}:N{LAST}", direction, "Chiều", message)


def _formats(ws: Worksheet, pack: Pack) -> None:
    first = sheets.FIRST_ROW
    if pack.upper_plan_head or pack.accumulate:
        excel.show_decimals_by_value(ws, f"Q{first}:V{LAST}", f"Q{first}")
    excel.show_decimals_by_value(ws, BODY, f"D{first}", boxed=True)
    # Rows that are written under the last one have no borders of their own.
    excel.box_when(ws, BODY, f'OR($A{first}<>"",$B{first}<>"")')
    excel.box_when(ws, f"A{first}:C{LAST} J{first}:J{LAST}", f'OR($A{first}<>"",$B{first}<>"")')
    k = f"$K{first}"
    status = f"K{first}:K{LAST}"
    excel.colour_when(ws, status, f'OR(LEFT({k},10)="Đạt và vượ",LEFT({k},10)="Hoàn thành")', "good")
    excel.colour_when(ws, status, f'LEFT({k},8)="Đạt dưới"', "slow")
    bad = f'OR({k}="Chưa thực hiện",{k}="Cần kiểm tra",{k}="Chưa nhập số liệu",{k}="Chưa hoàn thành")'
    excel.colour_when(ws, status, bad, "bad", bold=True)
    excel.colour_when(ws, status, f'{k}="Đánh giá cuối năm"', "later")
    forgotten = f'OR({k}="Cần kiểm tra",{k}="Chưa nhập số liệu")'
    excel.colour_when(ws, f"F{first}:F{LAST}", forgotten, "bad")
