"""A workbook as plain rows, what a report makes of it, and a docx read back: for the tests of the report."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from xml.etree import ElementTree

from workbook import packs, report, report_context, report_table, sheets
from xlcore.values import Value

PACK = "but-son-2023-h1"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
COLUMNS_5_7 = {
    3: ("102,68", "55,42", "1.850"), 4: ("94,89", "65", "35"), 7: ("", "-", "2"), 11: ("220", "78,57", "0,3"),
    13: ("Duy trì", "Duy trì", ""), 16: ("160", "42,11", "11"), 19: ("119,51", "50,26", "97"),
    26: ("100", "100", "-"), 28: ("100", "101,01", ""), 14: ("", "", ""),
}  # fmt: skip


def catalogue() -> list[list[Value]]:
    """The pack's table as the sheet holds it, columns 5-7 left blank."""
    rows: list[list[Value]] = []
    names = {"I": "Về kinh tế", "II": "Văn hóa - xã hội", "III": "Về môi trường", "IV": "An ninh trật tự"}
    group = ""
    text = packs.folder(PACK).joinpath(packs.CATALOGUE_FILE).read_text(encoding="utf-8")
    for record in csv.DictReader(io.StringIO(text)):
        if record["group"] != group:
            group = record["group"]
            rows.append([group, f"{names[group]} (99 chỉ tiêu)", *[None] * 14])
        rows.append(catalogue_row(record))
    return rows


def catalogue_row(record: dict[str, str]) -> list[Value]:
    numbers = [number(record[key]) for key in ("plan", "same_period", "actual")]
    tt = number(record["tt"])
    hidden = [record[key] or None for key in ("code", "direction", "year_end", "show_567")]
    return [tt, record["name"], record["unit"] or None, *numbers, None, None, None, record["note"], None, None, *hidden]


def number(text: str) -> Value:
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else text or None


def with_columns(rows: list[list[Value]]) -> list[list[Value]]:
    """``rows`` with columns 5-7 as their formulas give them."""
    for record in report_table.table_of(rows).records:
        for column, value in zip((6, 7, 8), record.columns, strict=True):
            rows[record.position][column] = value if isinstance(value, str) else float(value)
    return rows


def info_rows(**changed: Value) -> list[list[Value]]:
    values: dict[str, Value] = {
        "goi": PACK, "don_vi": "UBND thị trấn Bút Sơn", "co_quan_chu_quan": "Ủy ban nhân dân huyện Hoằng Hóa",
        "dia_danh": "Bút Sơn", "so_van_ban": 5.0, "ky_hieu": "BC-UBND", "ngay_ban_hanh": 45112.0, "ky": "2023-H1",
        "nguong": 50.0, "kinh_gui": "Ủy ban nhân dân huyện Hoằng Hóa", "noi_nhan": "Đảng ủy, HĐND;\nLưu: VT.",
        "quyen_han": "TM. ỦY BAN NHÂN DÂN", "chuc_vu": "Chủ tịch", "nguoi_ky": None, "ky_chu": "6 tháng đầu năm 2023",
        "ky_con_lai": "6 tháng cuối năm 2023", "nam": 2023.0,
    }  # fmt: skip
    return [[key, f"Nhãn {key}", value] for key, value in (values | changed).items()]


def sentence(
    section: str, made: Value, own: Value = None, condition: Value = True, warning: Value = None
) -> list[Value]:
    return [section, "ma", condition, "mẫu", made, own, warning, None, None, None]


SENTENCES = [
    sentence("mo_dau", "Mở đầu báo cáo."),
    sentence("kinh_te", "Lương thực đạt 2.300 tấn."),
    sentence("kinh_te", "Câu không nói.", condition=False),
    sentence("an_ninh", "An ninh & trật tự <ổn định>."),
    sentence("ton_tai", "Một chỉ tiêu đạt dưới 50%."),
    sentence("ket_thuc", "Trên đây là báo cáo (kèm theo Phụ lục)."),
]
HEAD: list[list[Value]] = [
    ["Kết quả thực hiện các chỉ tiêu", *[None] * 9],
    ["UBND thị trấn Bút Sơn", *[None] * 9],
    ["TT", "CHỈ TIÊU", "ĐVT", "KH 2023 (theo KH huyện giao)", "Thực hiện 6 tháng năm 2022",
     "Kết quả thực hiện 6 tháng đầu năm 2023", None, None, None, "Ghi chú"],
    [None, None, None, None, None, "Số đã thực hiện", "So với cùng kỳ (%)", "So với kế hoạch (%)",
     "Còn phải thực hiện", None],
    ["A", "B", "1", "2", "3", "4", "5=4/3*100", "6=4/2*100", "7=2-4", None],
]  # fmt: skip


def group_row(key: str) -> list[Value]:
    """The head of a group of SoLieu."""
    row: list[Value] = [None] * sheets.FACT_LAST_COL
    row[sheets.NAME - 1], row[sheets.FACT_KIND - 1], row[sheets.FACT_PARENT - 1] = "Nhóm", "nhóm", key
    return row


GROUPS = [group_row(group.key) for group in packs.read(PACK).fact_groups]  # without a figure


def gathered(
    info: list[list[Value]] | None = None,
    table: list[list[Value]] | None = None,
    sentences: list[list[Value]] | None = None,
    findings: list[list[Value]] | None = None,
) -> report_context.Filled:
    return report_context.gather(
        report_context.Sheets(
            info or info_rows(),
            HEAD,
            table or with_columns(catalogue()),
            sentences or SENTENCES,
            findings or [],
            GROUPS,
        )
    )


def warned(**sheets_: list[list[Value]]) -> list[str]:
    """The warnings, but for those about the pack's tables in the body, which have no figure here."""
    return [warning for warning in gathered(**sheets_).warnings if not warning.startswith("Bảng “")]


def rendered(**sheets_: list[list[Value]]) -> ElementTree.Element:
    """The document's XML after rendering the pack's template."""
    filled = gathered(**sheets_)
    return document(report.render(packs.word_template(PACK), filled.names, filled.title).packed())


def document(content: bytes, part: str = "word/document.xml") -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return ElementTree.fromstring(package.read(part))


def paragraphs(root: ElementTree.Element) -> list[str]:
    return [text_of(node) for node in root.iter(f"{W}p")]


def text_of(node: ElementTree.Element) -> str:
    return "".join(text.text or "" for text in node.iter(f"{W}t"))


def annex_rows(root: ElementTree.Element) -> list[list[str]]:
    table = list(root.iter(f"{W}tbl"))[-1]
    return [[text_of(cell) for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")]


def edited(replace: dict[str, str]) -> bytes:
    """The pack's template with texts replaced, as staff might have done in Word."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packs.word_template(PACK))) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            content = source.read(name).decode()
            for old, new in replace.items():
                assert name != "word/document.xml" or old in content
                content = content.replace(old, new) if name == "word/document.xml" else content
            target.writestr(name, content)
    return buffer.getvalue()
