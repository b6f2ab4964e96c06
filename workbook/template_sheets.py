"""The sheets around the table: ThongTin, CauMau, TongHop, KiemTra, LichSu."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from udfs.variants import variants
from workbook import sheets
from workbook import template_conditions as conditions
from workbook import template_excel as excel
from workbook import template_fingerprints as fingerprints
from workbook import template_formulas as formulas
from workbook.template_data import Content
from workbook.template_excel import Look, Worksheet

TITLE: Final = Look(size=14, bold=True, wrap=False, boxed=False)
HELP: Final = Look(size=11, italic=True, colour=excel.GREY_TEXT, boxed=False, down="top")
HEAD: Final = Look(bold=True, across="center", fill=excel.HEAD_FILL)
LABEL: Final = Look()
REMARK: Final = Look(size=11, italic=True, colour=excel.GREY_TEXT)
INPUT: Final = Look(fill=excel.INPUT_FILL, locked=False)
RESULT: Final = Look(fill=excel.GROUP_FILL)
CENTRED: Final = Look(across="center")
SPARE: Final = replace(CENTRED, boxed=False)  # a line of a list that may stay empty: it has borders when it is used
FREE: Final = Look(locked=False, down="top", size=11)
FREE_INPUT: Final = replace(FREE, fill=excel.INPUT_FILL)


def _top(ws: Worksheet, title: str, help_text: str, last: str, height: float = 34) -> None:
    """The sheet's title and its help line, over columns A to ``last``."""
    excel.merge(ws, f"A1:{last}1", title, TITLE)
    excel.merge(ws, f"A2:{last}2", help_text, HELP)
    ws.row_dimensions[1].height = 24
    ws.row_dimensions[2].height = height


def _heads(ws: Worksheet, row: int, heads: tuple[str, ...]) -> None:
    excel.fit_row(ws, row, dict(enumerate(heads, 1)), least=24)
    for col, text in enumerate(heads, 1):
        excel.put(ws, row, col, text, HEAD)


# ThongTin -------------------------------------------------------------------------------------------------------
INFO_LABELS: Final = {
    "goi": ("Gói báo cáo", "Loại báo cáo của tệp này; không sửa."),
    "don_vi": ("Đơn vị", "Viết như trong câu văn, ví dụ: xã Ninh Hải, phường Bút Sơn."),
    "co_quan_chu_quan": ("Cơ quan chủ quản", "In ở dòng trên tên cơ quan ban hành; để trống nếu không có."),
    "dia_danh": ("Địa danh", "Nơi ban hành, in trước ngày tháng."),
    "so_van_ban": ("Số văn bản", "Để trống khi chưa lấy số."),
    "ky_hieu": ("Ký hiệu", "Phần sau dấu gạch chéo, ví dụ: BC-UBND."),
    "ngay_ban_hanh": ("Ngày ban hành", "Ngày/tháng/năm; để trống khi chưa ký."),
    "ky": ("Kỳ báo cáo", "Viết 2023-M06 (tháng), 2023-Q2 (quý), 2023-H1 (6 tháng), 2023-9M (9 tháng), 2023 (năm)."),
    "nguong": ("Ngưỡng đạt (%)", ""),
    "kinh_gui": ("Kính gửi", "Mỗi nơi một dòng (Alt+Enter để xuống dòng)."),
    "noi_nhan": ("Nơi nhận", "Mỗi nơi một dòng (Alt+Enter để xuống dòng)."),
    "quyen_han": ("Quyền hạn ký", "Ví dụ: TM. ỦY BAN NHÂN DÂN; ký thay thì thêm dòng KT. CHỦ TỊCH."),
    "chuc_vu": ("Chức vụ người ký", "Ví dụ: CHỦ TỊCH, PHÓ CHỦ TỊCH."),
    "nguoi_ky": ("Người ký", "Họ và tên."),
    "nam": ("Năm", "Tự tính từ kỳ báo cáo."),
    "thang_cuoi": ("Tháng cuối của kỳ", "Tự tính từ kỳ báo cáo."),
    "ky_chu": ("Kỳ báo cáo bằng chữ", "Tự tính từ kỳ báo cáo."),
    "ky_con_lai": ("Thời gian tiếp theo", "Tự tính: tháng sau, quý sau, số tháng còn lại của năm hoặc năm sau."),
    "ky_cung_ky": ("Cùng kỳ năm trước", "Tự tính từ kỳ báo cáo."),
    "nguong_ky": ("Ngưỡng dùng trong kỳ (%)", "Tự tính: ngưỡng đạt ở trên; để trống thì theo kỳ; hết năm là 100."),
    "thang_truoc": ("Tháng cuối trước kỳ", "Tự tính từ kỳ báo cáo; kỳ bắt đầu từ tháng 1 thì là 0."),
}
DERIVED: Final = frozenset({"nam", "thang_cuoi", "ky_chu", "ky_con_lai", "ky_cung_ky", "nguong_ky", "thang_truoc"})


def information(ws: Worksheet, content: Content) -> None:
    """ThongTin: what the report needs to know besides the table."""
    excel.widths(ws, (12, 28, 52, 78))
    _top(ws, "THÔNG TIN BÁO CÁO", "Nhập vào các ô nền vàng; các ô nền xám tự tính.", "C", 20)
    excel.put(ws, sheets.INFO_FIRST_ROW - 2, sheets.INFO_NOTE, formulas.DECIMAL_SIGN, HELP)
    _heads(ws, sheets.INFO_FIRST_ROW - 1, ("Mã", "Nội dung", "Giá trị", "Giải thích"))
    values = _values(content)
    for key, row in formulas.INFO_ROWS.items():
        label, remark = INFO_LABELS[key]
        excel.put(ws, row, sheets.INFO_KEY, key, LABEL)
        excel.put(ws, row, sheets.INFO_LABEL, label, LABEL)
        derived = key in DERIVED
        value = formulas.derived(key) if derived else values.get(key)
        look = RESULT if derived or key == sheets.KEY_PACK else INPUT
        write = excel.put if derived else excel.tell
        write(ws, row, sheets.INFO_VALUE, value, replace(look, number_format=_format(key)))
        excel.put(ws, row, sheets.INFO_NOTE, remark or formulas.usual_threshold(), REMARK)
        excel.fit_row(ws, row, {sheets.INFO_VALUE: str(values.get(key) or ""), sheets.INFO_NOTE: remark}, least=22)
    _check_information(ws)
    excel.hide(ws, "A")
    excel.freeze(ws, f"A{sheets.INFO_FIRST_ROW}")
    excel.page(ws, True)
    excel.protect(ws)
    excel.tab_colour(ws, "4F81BD")


def _values(content: Content) -> dict[str, object]:
    threshold = content.threshold
    return {
        **content.pack.info,
        sheets.KEY_PACK: content.pack.id,
        sheets.KEY_UNIT: content.unit,
        sheets.KEY_PERIOD: content.period,
        sheets.KEY_THRESHOLD: int(threshold) if threshold.is_integer() else threshold,
    }


def _format(key: str) -> str:
    """A date is a date; other inputs but the threshold are texts, so that "2023" or "01" stays as it was typed."""
    if key == sheets.KEY_DATE:
        return excel.DATE_FORMAT
    return "General" if key in DERIVED or key == sheets.KEY_THRESHOLD else "@"


def _check_information(ws: Worksheet) -> None:
    period = f"C{formulas.INFO_ROWS[sheets.KEY_PERIOD]}"
    kinds = "||-H1|-9M|-Q1|-Q2|-Q3|-Q4|-M01|-M02|-M03|-M04|-M05|-M06|-M07|-M08|-M09|-M10|-M11|-M12|"
    digits = "".join(f',ISNUMBER(FIND(MID({period},{n},1),"0123456789"))' for n in (3, 4))
    rule = f'AND(LEN({period})>3,LEFT({period},2)="20"{digits},ISNUMBER(FIND("|"&MID({period},5,9)&"|","{kinds}")))'
    message = "Viết kỳ như 2023-M06 (tháng 6), 2023-Q2 (quý II), 2023-H1 (6 tháng), 2023-9M (9 tháng), 2023 (cả năm)."
    excel.check_entry(ws, period, rule, "Kỳ báo cáo chưa đúng", message)
    threshold = f"C{formulas.INFO_ROWS[sheets.KEY_THRESHOLD]}"
    message = "Ngưỡng là số lớn hơn 0 và không quá 100, không kèm dấu %. Ví dụ 6 tháng: 50; 9 tháng: 75."
    excel.check_between(ws, threshold, "decimal", "0.01", "100", "Ngưỡng chưa đúng", message)
    date = f"C{formulas.INFO_ROWS[sheets.KEY_DATE]}"
    message = "Nhập một ngày có thật, theo thứ tự ngày/tháng/năm của máy này, ví dụ 05/07/2023; hoặc để trống."
    excel.check_between(ws, date, "date", "36526", "73050", "Ngày chưa đúng", message)


# CauMau ---------------------------------------------------------------------------------------------------------
SENTENCE_HELP: Final = (
    "Mỗi dòng một câu. Câu được đưa vào báo cáo khi cột Điều kiện là TRUE. Muốn đổi cách viết chung: sửa cột Mẫu câu "
    "(giữ nguyên các chỗ trong ngoặc nhọn; phần trong ngoặc vuông tự bỏ khi thiếu số liệu). Muốn viết riêng lần này: "
    "gõ vào cột Câu sửa tay, câu đó được dùng thay."
)
SENTENCE_HEADS: Final = (
    "Mục",
    "Mã câu",
    "Điều kiện",
    "Mẫu câu",
    "Câu tự viết",
    "Câu sửa tay",
    "Cảnh báo",
    "Bản lưu",
    "Dấu vết đã lưu",
    "Dấu vết hiện tại",
    "Câu sửa tay kỳ trước",
)
SENTENCE_GUARD: Final = "Ô này là công thức. Muốn sửa câu: sửa cột Mẫu câu, hoặc viết vào cột Câu sửa tay."


def sentence_rules(ws: Worksheet, content: Content, groups: tuple[int, int]) -> None:
    """CauMau: one row per sentence rule of the pack."""
    excel.widths(ws, (16, 24, 10, 58, 58, 44, 26, 20, 20, 20, 44))
    _top(ws, "CÂU VĂN CỦA BÁO CÁO", SENTENCE_HELP, "G")
    _heads(ws, sheets.SENTENCE_HEAD_ROW, SENTENCE_HEADS)
    used, fingerprint = map(formulas.absolute, (sheets.TABLE_USED, sheets.TABLE_FINGERPRINT))
    excel.put(ws, sheets.SENTENCE_HEAD_ROW - 3, sheets.FINGERPRINT, fingerprints.last_used_row(), FREE)
    has_facts = bool(content.facts)
    table_fingerprint = fingerprints.table_fingerprint(used, has_facts)
    excel.put(ws, sheets.SENTENCE_HEAD_ROW - 2, sheets.FINGERPRINT, table_fingerprint, FREE)
    if has_facts:
        ws[sheets.FACTS_USED] = fingerprints.last_used_fact()
        ws[sheets.FACTS_FINGERPRINT] = fingerprints.facts_fingerprint(formulas.absolute(sheets.FACTS_USED))
    unwrapped = replace(FREE, wrap=False)
    excel.put(ws, sheets.SENTENCE_HEAD_ROW - 1, sheets.FINGERPRINT, fingerprints.names_fingerprint(), unwrapped)
    ws.row_dimensions[sheets.SENTENCE_HEAD_ROW - 1].height = 15
    first = sheets.SENTENCE_FIRST_ROW
    facts = {fact.code for fact in content.facts}
    for row, rule in enumerate(content.pack.rules, first):
        excel.tell(ws, row, sheets.SECTION, rule.section, FREE)
        excel.tell(ws, row, sheets.SENTENCE_CODE, rule.code, FREE)
        is_varied = len(variants(rule.pattern)) > 1
        condition = conditions.condition(rule.condition, groups, facts)
        excel.put(ws, row, sheets.CONDITION, condition, replace(FREE, across="center"))
        excel.tell(ws, row, sheets.PATTERN, rule.pattern, FREE_INPUT)
        excel.put(ws, row, sheets.SENTENCE, formulas.sentence(row, has_facts, is_varied), FREE)
        excel.put(ws, row, sheets.OWN_WORDING, None, FREE_INPUT)
        warning = formulas.sentence_warning(row, has_facts, is_varied)
        excel.put(ws, row, sheets.SENTENCE_WARNING, warning, replace(FREE, colour="8E1B10"))
        excel.put(ws, row, sheets.SAVED_TEXT, None, replace(FREE, wrap=False))
        excel.put(ws, row, sheets.SAVED_FINGERPRINT, None, replace(FREE, wrap=False))
        seen = formulas.sentence_fingerprint(row, fingerprint)
        excel.put(ws, row, sheets.FINGERPRINT, seen, replace(FREE, wrap=False))
        excel.fit_row(ws, row, {sheets.PATTERN: rule.pattern}, size=11)
    _guard_sentences(ws)


def _guard_sentences(ws: Worksheet) -> None:
    first, last = sheets.SENTENCE_FIRST_ROW, sheets.SENTENCE_LAST_ROW
    areas = f"E{first}:E{last} G{first}:J{last}"
    excel.check_entry(ws, areas, "FALSE", "Ô công thức", SENTENCE_GUARD)
    excel.colour_when(ws, f"A{first}:C{last}", f'AND($A{first}<>"",NOT($C{first}))', "later")
    excel.colour_when(ws, f"E{first}:E{last}", f'$E{first}="{sheets.RECALCULATE}"', "slow")
    excel.hide(ws, "HIJ")
    excel.unlock_columns(ws, 1)
    excel.freeze(ws, f"C{first}")
    # The wording of the period before is for the screen: on paper it would only make the letters small.
    excel.page(ws, True, f"{sheets.SENTENCE_HEAD_ROW}:{sheets.SENTENCE_HEAD_ROW}", f"A1:G{excel.SHEET_ROWS}")
    excel.protect(ws, rows=True)
    excel.tab_colour(ws, "E0A030")


# KiemTra --------------------------------------------------------------------------------------------------------
FINDING_HEIGHT: Final = 31.5  # two lines: what a finding will say is not known when the sheet is built


def findings(ws: Worksheet, facts: bool = False) -> None:
    """KiemTra: what looks wrong, each with a link to its cell."""
    help_text = "Những chỗ cần xem lại trước khi ký. Bấm vào cột Đi tới để mở ô; sửa xong, dòng tương ứng tự mất."
    _top(ws, "KIỂM TRA SỐ LIỆU", help_text, "D", 20)
    _heads(ws, sheets.FINDING_HEAD_ROW, ("STT", "Ô", "Điều cần xem lại", "Đi tới"))
    for number in range(1, sheets.FINDING_COUNT + 1):
        row = sheets.FINDING_FIRST_ROW + number - 1
        missing = sheets.NOT_CHECKED if number == 1 else ""
        excel.put(ws, row, sheets.FINDING_NUMBER, number, SPARE)
        place = formulas.finding("CT_KIEM_TRA_O", row, sheets.SAVED_PLACE, "", facts)
        excel.put(ws, row, sheets.FINDING_PLACE, place, SPARE)
        found = formulas.finding("CT_KIEM_TRA", row, sheets.SAVED_FINDING, missing, facts)
        excel.put(ws, row, sheets.FINDING_TEXT, found, replace(SPARE, across="left"))
        link = replace(SPARE, colour="0563C1")
        excel.put(ws, row, sheets.FINDING_LINK, formulas.finding_link(row), link)
        ws.row_dimensions[row].height = FINDING_HEIGHT
    first, last = sheets.FINDING_FIRST_ROW, sheets.FINDING_LAST_ROW
    excel.hide_when(ws, f"A{first}:A{last}", f'$C{first}=""')
    excel.box_when(ws, f"A{first}:D{last}", f'$C{first}<>""')
    row, col = sheets.FINDING_HEAD_ROW - 2, sheets.FINDING_FINGERPRINTS
    excel.put(ws, row, col, fingerprints.findings_fingerprint(), LABEL)
    excel.widths(ws, (6, 13, 100, 14, 12, 40, 40))
    excel.hide(ws, "EFG")
    excel.freeze(ws, f"A{first}")
    # One page for all lines, used or not: a print area that follows the findings is not understood by every program.
    excel.page(ws, False, f"{sheets.FINDING_HEAD_ROW}:{sheets.FINDING_HEAD_ROW}", f"A1:D{last}", one_page=True)
    excel.protect(ws)
    excel.tab_colour(ws, "C0504D")


# LichSu ---------------------------------------------------------------------------------------------------------
HISTORY_HELP: Final = (
    "Số liệu các kỳ trước: kỳ mới lấy số cùng kỳ và lũy kế ở đây. Lập kỳ mới (lệnh chitieu roll) thì số của kỳ vừa "
    "xong tự vào đây; sửa số kỳ trước thì sửa ngay ở cột E, F. Thêm dòng bằng tay: ghi đủ mã, kỳ và số rồi tính lại."
)


def history(ws: Worksheet, content: Content) -> None:
    """LichSu: what is known of earlier periods, as values."""
    excel.widths(ws, (24, 60, 12, 12, 14, 14, 34, 26))
    _top(ws, "LỊCH SỬ CHỈ TIÊU THEO KỲ", HISTORY_HELP, "G")
    heads = ("Mã", "Chỉ tiêu", "ĐVT", "Kỳ", "Trong kỳ", "Lũy kế từ đầu năm", "Ghi chú", "Khóa")
    _heads(ws, sheets.HISTORY_HEAD_ROW, heads)
    excel.put(ws, 2, sheets.HISTORY_KEY, fingerprints.history_used(), replace(FREE, wrap=False, boxed=False))
    number = replace(FREE, across="center", number_format=excel.NUMBER_FORMAT)
    first = sheets.HISTORY_FIRST_ROW
    for row, entry in enumerate(content.history, first):
        known = "" if entry.cumulative is None else entry.key
        figures = (entry.code, entry.name, entry.unit or None, entry.period.code, entry.in_period, entry.cumulative)
        for col, figure in enumerate((*figures, entry.note or None, known or None), 1):
            excel.tell(ws, row, col, figure, number if col in (4, 5, 6) else FREE)
        excel.fit_row(ws, row, {sheets.HISTORY_NAME: entry.name}, size=11, least=17)
    excel.show_decimals_by_value(ws, f"E{first}:F{sheets.HISTORY_LAST_ROW}", f"E{first}")
    excel.hide(ws, "H")
    excel.unlock_columns(ws, 1)
    for letter in "ABCDEFGH":  # what the rows look like that rolling adds
        excel.dress_column(ws, letter, number if letter in "DEF" else FREE)
    for col in range(1, sheets.HISTORY_KEY + 1):  # but not what stands above the head
        excel.put(ws, sheets.HISTORY_HEAD_ROW - 1, col, None, HELP)
    excel.put(ws, 1, sheets.HISTORY_KEY, None, HELP)
    excel.freeze(ws, f"C{first}")
    excel.page(ws, True, f"{sheets.HISTORY_HEAD_ROW}:{sheets.HISTORY_HEAD_ROW}")
    excel.protect(ws, rows=True)
    excel.tab_colour(ws, "7F7F7F")
