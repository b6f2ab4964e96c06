"""The sheet SoLieu: the figures of the prose, in groups, with totals and computed rows as ordinary formulas."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from workbook import sheets
from workbook import template_excel as excel
from workbook import template_fact_formulas as fact_formulas
from workbook import template_formulas as formulas
from workbook.pack_csv import CellValue
from workbook.pack_facts import Fact
from workbook.template_data import Content
from workbook.template_excel import Look, Worksheet
from workbook.template_fact_formulas import Places

WIDTHS: Final = (7, 44, 11, 15, 15, 15, 11, 11, 15, 22, 15, 12, 12, 30, 22, 9, 22, 10, 8, 10)
FIRST: Final = sheets.FACT_FIRST_ROW
LAST: Final = sheets.FACT_LAST_ROW
BODY: Final = f"D{FIRST}:I{LAST}"
HIDDEN: Final = "OPQRST"
FIGURES: Final = (sheets.PLAN, sheets.SAME_PERIOD, sheets.ACTUAL)

TITLE: Final = Look(size=14, bold=True, across="center", boxed=False)
SUBTITLE: Final = Look(size=13, italic=True, across="center", boxed=False)
HELP: Final = Look(size=9, italic=True, colour=excel.GREY_TEXT, boxed=False, down="top")
HEAD: Final = Look(bold=True, across="center", fill=excel.HEAD_FILL)
LETTERS: Final = Look(size=11, italic=True, across="center", fill=excel.HEAD_FILL)
TEXT: Final = Look(locked=False)
CENTRED: Final = Look(locked=False, across="center")
NUMBER: Final = replace(CENTRED, number_format=excel.NUMBER_FORMAT, wrap=False)
COMPUTED: Final = replace(NUMBER, fill=excel.GROUP_FILL)
INPUT: Final = replace(NUMBER, fill=excel.INPUT_FILL, wrap=True)
NOTE: Final = replace(TEXT, fill=excel.INPUT_FILL, size=11)
WARNING: Final = replace(TEXT, size=11, colour="8E1B10")

HELP_TEXT: Final = (
    "Ô nền vàng là ô nhập, ô nền xám tự tính. Thêm một phần của số chung: chọn cả dòng một phần đã có, Copy, bấm phải "
    "chuột chọn Insert Copied Cells ở giữa các phần, sửa tên, số và xóa mã ở cột O (ẩn)."
)
FORMULA_MESSAGE: Final = "Ô này là công thức, tự tính từ các dòng khác. Hãy bấm Hủy (Cancel) rồi sửa ở các ô nền vàng."
FIGURE_MESSAGE: Final = (
    "Nhập số thuần, không kèm đơn vị, không gõ dấu hàng nghìn (ví dụ 4150 hoặc 102,68). Khoảng, mức, phân số thì gõ "
    "dấu nháy đơn ở đầu: '3-5 hoặc '>70. Dòng tổng và dòng tính thì không nhập."
)
PRINTED_MESSAGE: Final = "Nhập số thuần như đã công bố; mức giảm ghi số âm (giảm 19,7% thì gõ -19,7)."


def places(content: Content) -> dict[str, tuple[str, int]]:
    """The sheet and row of every indicator, sub-row and fact, by code."""
    found: dict[str, tuple[str, int]] = {}
    row = sheets.FIRST_ROW
    for group in content.pack.groups:
        row += 1
        for line in content.rows_of(group.tt):
            found[line.code] = (sheets.CHI_TIEU, row)
            row += 1
    row = FIRST
    for place in content.pack.fact_groups:
        row += 1
        for fact in content.facts_of(place.key):
            found[fact.code] = (sheets.SO_LIEU, row)
            row += 1
    return found


def build(ws: Worksheet, content: Content) -> int:
    """Fills the sheet and returns its last row."""
    excel.widths(ws, WIDTHS)
    _head(ws)
    stand = places(content)
    parts: dict[str, list[int]] = {}
    for fact in content.facts:
        parts.setdefault(fact.parent, []).append(stand[fact.code][1])
    row = FIRST
    for group in content.pack.fact_groups:
        _group(ws, row, group.key, group.title)
        row += 1
        for fact in content.facts_of(group.key):
            _line(ws, row, fact, stand, parts.get(fact.code, []))
            row += 1
    _guards(ws)
    _formats(ws)
    excel.hide(ws, HIDDEN)
    excel.unlock_columns(ws, 1)
    excel.freeze(ws, f"C{FIRST}")
    excel.page(ws, True, f"{sheets.HEAD_FIRST_ROW}:{sheets.LETTER_ROW}", f"A1:J{excel.SHEET_ROWS}")
    excel.protect(ws, rows=True)
    excel.tab_colour(ws, "9BBB59")
    return row - 1


def _head(ws: Worksheet) -> None:
    unit = formulas.info("don_vi")
    excel.merge(ws, "A1:J1", "SỐ LIỆU CỦA BÁO CÁO", TITLE)
    subtitle = f'=UPPER(LEFT({unit},1))&MID({unit},2,200)&", "&{formulas.info("ky_chu")}'
    excel.merge(ws, "A2:J2", subtitle, SUBTITLE)
    excel.merge(ws, "K1:N2", HELP_TEXT, HELP)
    ws.row_dimensions[1].height = 28
    ws.row_dimensions[2].height = 26
    first, second = sheets.HEAD_FIRST_ROW, sheets.HEAD_SECOND_ROW
    tall = {
        "A": "TT",
        "B": "NỘI DUNG",
        "C": "ĐVT",
        "D": formulas.head("Kế hoạch (dự toán) {nam}"),
        "E": formulas.head("Thực hiện {ky_cung_ky}"),
        "J": "Ghi chú",
        "N": "Kiểm tra",
        "O": "Mã",
        "P": "Loại",
        "Q": "Mã dòng cha",
        "R": "Các phần",
        "S": "Chiều (cao/thấp)",
        "T": "Gộp",
    }
    for letter, text in tall.items():
        excel.merge(ws, f"{letter}{first}:{letter}{second}", text, HEAD)
    excel.merge(ws, f"F{first}:I{first}", formulas.head("Kết quả thực hiện {ky_chu}"), HEAD)
    excel.merge(ws, f"K{first}:M{first}", "Số đã công bố ở nơi khác (nếu có)", HEAD)
    below = ("Số đã thực hiện", "So với cùng kỳ (%)", "So với kế hoạch (%)", "Còn phải thực hiện")
    for col, text in enumerate(below, sheets.ACTUAL):
        excel.put(ws, second, col, text, HEAD)
    for col, text in enumerate(("Số thực hiện", "% so với kế hoạch", "% tăng, giảm"), sheets.FACT_PRINTED):
        excel.put(ws, second, col, text, HEAD)
    letters = ("A", "B", 1, 2, 3, 4, "5=4/3*100", "6=4/2*100", "7=2-4")
    for col in range(1, sheets.FACT_LAST_COL + 1):
        excel.put(ws, sheets.LETTER_ROW, col, letters[col - 1] if col <= len(letters) else None, LETTERS)
    ws.row_dimensions[first].height = 32
    ws.row_dimensions[second].height = 50


def _group(ws: Worksheet, row: int, key: str, title: str) -> None:
    bold = replace(CENTRED, bold=True, fill=excel.GROUP_FILL)
    for col in range(1, sheets.FACT_LAST_COL + 1):
        excel.put(ws, row, col, None, bold)
    excel.tell(ws, row, sheets.NAME, title, replace(bold, across="left"))
    excel.put(ws, row, sheets.FACT_KIND, sheets.FACT_GROUP, bold)
    excel.tell(ws, row, sheets.FACT_PARENT, key, bold)
    excel.fit_row(ws, row, {sheets.NAME: title}, least=21)


def _line(ws: Worksheet, row: int, fact: Fact, stand: Places, parts: list[int]) -> None:
    bold = fact.kind == sheets.TOTAL
    excel.tell(ws, row, sheets.TT, fact.tt or None, CENTRED)
    excel.tell(ws, row, sheets.NAME, fact.name, replace(TEXT, bold=bold))
    excel.tell(ws, row, sheets.UNIT, fact.unit or None, CENTRED)
    for col, value in zip(FIGURES, (fact.plan, fact.same_period, fact.actual), strict=True):
        if fact_formulas.is_computed(fact, col):
            shown = fact_formulas.figure(fact, col, stand, parts)
            excel.put(ws, row, col, shown, replace(COMPUTED, bold=bold))
        else:
            excel.tell(ws, row, col, whole(value), _input(fact))
    without = fact_formulas.is_percent(row)
    results = {
        sheets.VS_SAME: formulas.vs_same(row, without),
        sheets.VS_PLAN: formulas.vs_plan(row, without),
        sheets.REMAINING: formulas.remaining(row, without),
    }
    for col, formula in results.items():
        excel.put(ws, row, col, formula if fact.kind not in _WORDS else None, NUMBER)
    excel.tell(ws, row, sheets.NOTE, fact.note or None, NOTE)
    published = (fact.printed, fact.printed_plan, fact.printed_growth)
    for col, value in enumerate(published, sheets.FACT_PRINTED):
        excel.tell(ws, row, col, whole(value), INPUT)
    excel.put(ws, row, sheets.FACT_CHECK, fact_formulas.check(row, fact, parts), WARNING)
    hidden = (fact.code, fact.kind, fact.parent, fact.parts, fact.direction, fact.agg)
    for col, text in enumerate(hidden, sheets.FACT_CODE):
        excel.tell(ws, row, col, text or None, TEXT if col in (sheets.FACT_CODE, sheets.FACT_PARENT) else CENTRED)
    worded = {col: str(value) for col, value in zip(FIGURES, (fact.plan, fact.same_period, fact.actual), strict=True)}
    texts = {sheets.NAME: fact.name, sheets.NOTE: fact.note, sheets.UNIT: fact.unit}
    excel.fit_row(ws, row, texts | (worded if fact.kind == sheets.WORDED else {}), least=19)


_WORDS: Final = (sheets.WORDED, sheets.DATED)


def _input(fact: Fact) -> Look:
    if fact.kind == sheets.DATED:
        return replace(INPUT, number_format=excel.DATE_FORMAT)
    return replace(INPUT, number_format="General") if fact.kind == sheets.WORDED else INPUT


def whole(value: CellValue) -> CellValue | int:
    """A whole float as an int, so that the file says 4150 and not 4150.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _guards(ws: Worksheet) -> None:
    kind = f"$P{FIRST}"
    for letter in "DEF":
        cell = f"{letter}{FIRST}"
        bare = f'SUBSTITUTE(SUBSTITUTE({cell},".",""),",","")'
        signs = ",".join(f'ISNUMBER(FIND("{sign}",{cell}))' for sign in "-/")
        figure = f"OR(ISNUMBER({cell}),{signs},ISERROR(1*{bare}))"
        parts = f"SUMPRODUCT(($Q${FIRST}:$Q${LAST}=$O{FIRST})*ISNUMBER({letter}${FIRST}:{letter}${LAST}))=0"
        computed = f'{kind}<>"{sheets.TOTAL}",{kind}<>"{sheets.COMPUTED}"'
        free = computed if letter == "F" else f'OR($O{FIRST}="",{parts})'
        rule = f"AND({free},{figure})"
        excel.check_entry(ws, f"{letter}{FIRST}:{letter}{LAST}", rule, "Số liệu chưa đúng", FIGURE_MESSAGE)
    excel.check_entry(ws, f"G{FIRST}:I{LAST} N{FIRST}:N{LAST}", "FALSE", "Ô công thức", FORMULA_MESSAGE)
    excel.check_entry(ws, f"K{FIRST}:M{LAST}", f"ISNUMBER(K{FIRST})", "Số đã công bố", PRINTED_MESSAGE)


def _formats(ws: Worksheet) -> None:
    used = f'OR($A{FIRST}<>"",$B{FIRST}<>"")'
    # A date keeps its own format: what is shown by value is for numbers.
    excel.show_decimals_by_value(ws, BODY, f"D{FIRST}", boxed=True, unless=f'$P{FIRST}="{sheets.DATED}"')
    excel.show_decimals_by_value(ws, f"K{FIRST}:M{LAST}", f"K{FIRST}", boxed=True)
    excel.box_when(ws, BODY, used)
    excel.box_when(ws, f"A{FIRST}:C{LAST} J{FIRST}:M{LAST}", used)
    excel.colour_when(ws, f"N{FIRST}:N{LAST}", f'$N{FIRST}<>""', "bad")
    entered = f'OR($P{FIRST}="{sheets.ENTERED}",$P{FIRST}="{sheets.WORDED}",$P{FIRST}="{sheets.DATED}")'
    forgotten = f'AND({entered},$R{FIRST}<>"{sheets.SHARES}",$F{FIRST}="",OR($D{FIRST}<>"",$E{FIRST}<>""))'
    excel.colour_when(ws, f"F{FIRST}:F{LAST}", forgotten, "bad")
