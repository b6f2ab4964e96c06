"""Builds a pack's Word template (``bao-cao.docx``) from its ``pack.toml``, in the form of Nghị định 30/2020/NĐ-CP.

A script for who makes a pack: ``python -m workbook.word_template templates/<pack>``. Its product is data that staff
then edit in Word; rendering never runs this file.
"""

from __future__ import annotations

import io
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.table import Table, _Row

from workbook import report_sections
from workbook import report_wording as wording
from workbook import word_parts as parts
from workbook.pack_sections import PACK_FILE, Annex
from workbook.refusal import Refusal
from workbook.report_sections import Plan

FILE_NAME = "bao-cao.docx"
HEADER_COLUMNS = (70, 95)  # issuing body | national title; together the portrait text width
SIGNATURE_COLUMNS = (80, 85)
PORTRAIT_MM, LANDSCAPE_MM = 165, 252  # the text widths
HEADINGS = ((1, "Mục"), (2, "Khoản"), (3, "Điểm"), (4, "Tiết"))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the official annex: its width, its heading (a placeholder) and its letter in the official head."""

    width_mm: float
    heading: str
    letter: str
    field: str
    left: bool = False


COLUMNS: tuple[Column, ...] = (
    Column(11, "tt", "A", "tt"),
    Column(63, "chi_tieu", "B", "chi_tieu", left=True),
    Column(18, "dvt", "1", "dvt"),
    Column(22, "ke_hoach", "2", "ke_hoach"),
    Column(22, "cung_ky", "3", "cung_ky"),
    Column(21, "thuc_hien", "4", "thuc_hien"),
    Column(22, "ss_cung_ky", "5=4/3*100", "ss_cung_ky"),
    Column(22, "ss_ke_hoach", "6=4/2*100", "ss_ke_hoach"),
    Column(20, "con_lai", "7=2-4", "con_lai"),
    Column(31, "ghi_chu", "", "ghi_chu"),
)
# Their widths beside a second plan, which takes its room from all of them: wide enough for "5=4/3*100" and for notes.
BESIDE_UPPER = {
    "tt": 9.0, "chi_tieu": 54.0, "dvt": 16.0, "ke_hoach": 18.0, "cung_ky": 19.0, "thuc_hien": 17.0,
    "ss_cung_ky": 21.0, "ss_ke_hoach": 21.0, "con_lai": 17.0, "ghi_chu": 22.0,
}  # fmt: skip
UPPER_PLAN = Column(19, "kh_tren", "", "kh_tren")
VS_UPPER_PLAN = Column(19, "ss_kh_tren", "", "ss_kh_tren")
MERGED = ("thuc_hien", "ss_cung_ky", "ss_ke_hoach", "con_lai")  # under "Kết quả thực hiện ..."


def columns_of(plan: Plan) -> tuple[Column, ...]:
    """The columns of the official annex; a second plan takes its room from all of them."""
    if not plan.upper_plan:
        return COLUMNS
    cut = [Column(BESIDE_UPPER[c.field], c.heading, c.letter, c.field, c.left) for c in COLUMNS]
    fields = [column.field for column in cut]
    cut.insert(fields.index("ke_hoach"), UPPER_PLAN)
    cut.insert(fields.index("ghi_chu") + 1, VS_UPPER_PLAN)
    return tuple(cut)


def build(plan: Plan) -> bytes:
    """The bytes of the Word template for a pack's plan; the same bytes on every call."""
    document = Document()
    parts.strip(document)
    parts.styles(document)
    parts.page(document.sections[0], landscape=False)
    parts.page_numbers(document.sections[0])
    _heading_block(document)
    _title(document)
    _body(document)
    _signature(document)
    for position, annex in enumerate(plan.annexes):
        _annex(document, plan, annex, position)
    parts.properties(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return _fixed_times(buffer.getvalue())


def main(arguments: list[str]) -> int:
    """0 after writing ``bao-cao.docx`` into each pack folder named; 1 for one without a plan; 2 when none is named."""
    if not arguments:
        print("Cách dùng: python -m workbook.word_template THƯ_MỤC_GÓI...", file=sys.stderr)
        return 2
    for folder in map(Path, arguments):
        if not (folder / PACK_FILE).is_file():
            print(f"Thư mục “{folder}” không phải là gói báo cáo: thiếu tệp {PACK_FILE}.", file=sys.stderr)
            return 1
        try:
            content = build(report_sections.read(folder))
        except Refusal as refusal:
            print(refusal.message, file=sys.stderr)
            return 1
        (folder / FILE_NAME).write_bytes(content)
        print(f"Đã ghi {folder / FILE_NAME}")
    return 0


# The first page -------------------------------------------------------------------------------------------------


def _heading_block(document: WordDocument) -> None:
    table = parts.plain_table(document, 2, HEADER_COLUMNS)
    body, nation = table.rows[0].cells
    parts.write(body, "Cơ quan chủ quản", "{%p for dong in co_quan_tren %}", "{{ dong }}", "{%p endfor %}")
    parts.write(body, "Cơ quan ban hành", "{%p for dong in co_quan %}", "{{ dong }}", "{%p endfor %}")
    parts.write(body, "Đường kẻ", "{{ ke_co_quan }}")
    parts.write(nation, "Quốc hiệu", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    parts.write(nation, "Tiêu ngữ", "Độc lập - Tự do - Hạnh phúc")
    parts.write(nation, "Đường kẻ", "{{ ke_tieu_ngu }}")
    number, place = table.rows[1].cells
    parts.write(number, "Số ký hiệu", "Số: {{ so_ky_hieu }}")
    parts.write(place, "Địa danh ngày tháng", "{{ dia_danh_ngay_thang }}")


def _title(document: WordDocument) -> None:
    add = parts.add
    add(document, "Tên loại", "{{ ten_loai }}")
    add(document, "Trích yếu", "{%p for dong in trich_yeu %}", "{{ dong }}", "{%p endfor %}")
    add(document, "Đường kẻ", "{{ ke_trich_yeu }}")
    add(document, "Kính gửi", "{%p if noi_gui|length == 1 %}", "Kính gửi: {{ noi_gui[0] }}.", "{%p endif %}")
    add(document, "Kính gửi nhiều nơi", "{%p if noi_gui|length > 1 %}")
    add(document, "Cách nhỏ", "", "")
    add(document, "Kính gửi nhiều nơi", "Kính gửi:")
    add(document, "Kính gửi nhiều nơi", "{%p for noi in noi_gui %}")
    add(document, "Kính gửi nhiều nơi", "- {{ noi }}{{ '.' if loop.last else ';' }}")
    add(document, "Kính gửi nhiều nơi", "{%p endfor %}", "{%p endif %}")
    add(document, "Cách nhỏ", "")


def _body(document: WordDocument) -> None:
    """The sections: heading, sentences, tables, charts; one loop for every pack, so that staff restyle it once."""
    add = parts.add
    add(document, "Nội dung", "{%p for muc in cac_muc %}", "{%p if muc.la_phan %}", "{%p if muc.so %}")
    add(document, "Phần", "{{ muc.so }}")
    add(document, "Nội dung", "{%p endif %}")
    add(document, "Tên phần", "{{ muc.ten }}")
    for level, style in HEADINGS:
        add(document, "Nội dung", f"{{%p elif muc.cap == {level} %}}")
        add(document, style, "{{ muc.tieu_de }}")
    add(document, "Nội dung", "{%p endif %}", "{%p set muc_cuoi = loop.last %}", "{%p for doan in muc.cac_doan %}")
    add(document, "Nội dung", "{%p if muc_cuoi and loop.last %}")
    add(document, "Đoạn kết", "{{ doan }}")
    add(document, "Nội dung", "{%p else %}", "{{ doan }}", "{%p endif %}", "{%p endfor %}")
    add(document, "Nội dung", "{%p for bang in muc.cac_bang %}")
    _captioned_table(document, "bang", PORTRAIT_MM)
    add(document, "Nội dung", "{%p endfor %}")
    _charts(document, "muc.cac_hinh")
    add(document, "Nội dung", "{%p endfor %}")


def _charts(document: WordDocument, pictures: str) -> None:
    parts.add(document, "Nội dung", f"{{%p for hinh in {pictures} %}}")
    parts.add(document, "Tên biểu đồ", "{{ hinh.ten }}")
    parts.add(document, "Biểu đồ", "{{ hinh.cho }}")
    parts.add(document, "Nội dung", "{%p endfor %}")


def _signature(document: WordDocument) -> None:
    document.add_paragraph("", style="Cách nhỏ").paragraph_format.keep_with_next = True
    table = parts.plain_table(document, 1, SIGNATURE_COLUMNS)
    parts.whole_rows(table.rows[0], "cantSplit")
    recipients, signer = table.rows[0].cells
    parts.write(recipients, "Nơi nhận", "Nơi nhận:")
    parts.write(recipients, "Nơi nhận danh sách", "{%p for noi in noi_nhan %}", "- {{ noi }}", "{%p endfor %}")
    parts.write(signer, "Quyền hạn chức vụ", "{%p for dong in quyen_han_chuc_vu %}", "{{ dong }}", "{%p endfor %}")
    parts.write(signer, "Họ tên", "{{ nguoi_ky }}")


# A table with any columns -----------------------------------------------------------------------------------------


def _captioned_table(document: WordDocument, name: str, room_mm: float) -> None:
    parts.add(document, "Nội dung", f"{{%p if {name}.ten %}}")
    parts.add(document, "Tên bảng", f"{{{{ {name}.ten }}}}")
    parts.add(document, "Nội dung", "{%p endif %}")
    _any_table(document, name, room_mm)
    parts.add(document, "Cách nhỏ", f"{{{{ {name}.het }}}}")


def _any_table(document: WordDocument, name: str, room_mm: float) -> None:
    """A loop over columns inside a loop over rows; names begin at the left, everything else stands in the middle."""
    cells = ("{%tc for o in dong.o %}", "{%tc if o.la_chu %}", "{{ o.chu }}", "{%tc else %}", "{{ o.chu }}",
             "{%tc endif %}", "{%tc endfor %}")  # fmt: skip
    table = _bordered(document, [room_mm / len(cells)] * len(cells))
    head = parts.row(table)
    parts.whole_rows(head, "tblHeader")
    heads = (f"{{%tc for cot in {name}.cot %}}", "{{ cot.ten }}", "{%tc endfor %}")
    for cell, text in zip(head.cells, heads, strict=False):
        parts.write(cell, "Đầu bảng", text)
    for cell in head.cells[len(heads) :]:
        head._tr.remove(cell._tc)
    _control(table, f"{{%tr for dong in {name}.dong %}}")
    _control(table, "{%tr if dong.la_nhom %}")
    _cells(parts.row(table), cells, "Tên nhóm", "Nhóm")
    _control(table, "{%tr else %}")
    _cells(parts.row(table), cells, "Tên chỉ tiêu", "Ô bảng")
    _control(table, "{%tr endif %}")
    _control(table, "{%tr endfor %}")


def _cells(row: _Row, texts: tuple[str, ...], left: str, centred: str) -> None:
    for position, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        parts.write(cell, left if position == 2 else centred, text)


def _bordered(document: WordDocument, widths_mm: list[float]) -> Table:
    table = document.add_table(rows=0, cols=len(widths_mm))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    parts.grid(table, widths_mm)
    parts.borders(table)
    parts.cell_margins(table, top=28, side=57)
    return table


# The annexes ------------------------------------------------------------------------------------------------------


def _annex(document: WordDocument, plan: Plan, annex: Annex, position: int) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    parts.page(section, annex.landscape)
    several = len(plan.annexes) > 1
    parts.add(document, "Phụ lục", f"Phụ lục {wording.roman(position + 1)}" if several else "Phụ lục")
    parts.add(document, "Tên phụ lục", f"{{{{ cac_phu_luc[{position}].ten }}}}")
    parts.add(document, "Kèm theo", "{{ kem_theo }}")
    parts.add(document, "Cách nhỏ", "")
    if annex.official:
        _official_table(document, columns_of(plan))
        parts.add(document, "Cuối bảng", "")
    elif annex.table is None:
        _charts(document, "cac_hinh")
    else:
        name = f"cac_phu_luc[{position}].bang"
        parts.add(document, "Nội dung", f"{{%p if {name} %}}")
        _captioned_table(document, name, LANDSCAPE_MM if annex.landscape else PORTRAIT_MM)
        parts.add(document, "Nội dung", "{%p endif %}")


def _official_table(document: WordDocument, columns: tuple[Column, ...]) -> None:
    table = _bordered(document, [column.width_mm for column in columns])
    _head(table, columns)
    _control(table, "{%tr for dong in bang %}")
    _control(table, "{%tr if dong.la_nhom %}")
    _data_row(table, columns, "Nhóm", "Tên nhóm")
    _control(table, "{%tr else %}")
    _data_row(table, columns, "Ô bảng", "Tên chỉ tiêu")
    _control(table, "{%tr endif %}")
    _control(table, "{%tr endfor %}")


def _head(table: Table, columns: tuple[Column, ...]) -> None:
    upper, lower, letters = (parts.row(table) for _ in range(3))
    merged = [position for position, column in enumerate(columns) if column.field in MERGED]
    for position, column in enumerate(columns):
        parts.write(letters.cells[position], "Hàng chữ số", column.letter)
        heading = f"{{{{ dau_bang.{column.heading} }}}}"
        if position in merged:
            parts.write(lower.cells[position], "Đầu bảng", heading)
        else:
            parts.write(upper.cells[position].merge(lower.cells[position]), "Đầu bảng", heading)
    above = upper.cells[merged[0]].merge(upper.cells[merged[-1]])
    parts.write(above, "Đầu bảng", "{{ dau_bang.ket_qua }}")
    for row in (upper, lower, letters):
        parts.whole_rows(row, "tblHeader")


def _control(table: Table, tag: str) -> None:
    row = parts.row(table)
    parts.write(row.cells[0].merge(row.cells[-1]), "Tên chỉ tiêu", tag)


def _data_row(table: Table, columns: tuple[Column, ...], style: str, name_style: str) -> None:
    row = parts.row(table)
    for cell, column in zip(row.cells, columns, strict=True):
        parts.write(cell, name_style if column.left else style, f"{{{{ dong.{column.field} }}}}")


def _fixed_times(package: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(name))
    return buffer.getvalue()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
