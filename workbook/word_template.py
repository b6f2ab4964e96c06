"""Builds a pack's Word template (``bao-cao.docx``) in the form of Nghị định 30/2020/NĐ-CP, Phụ lục I.

A script for developers: ``python -m workbook.word_template templates/<pack>``. Its product is committed data that staff
then edit in Word; rendering never runs this file. Sizes are points and lengths millimetres, chosen inside the decree's
ranges. Style names are Vietnamese because staff meet them in Word's style list.
"""

from __future__ import annotations

import io
import math
import sys
import unicodedata
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Mm, Pt, Twips
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

FONT = "Times New Roman"
FILE_NAME = "bao-cao.docx"
FIRST_LINE_MM = 12.7
LEFT, RIGHT, TOP, BOTTOM = 30, 15, 20, 20  # margins, mm
HEADER_COLUMNS = (70, 95)  # issuing body | national title; together the portrait text width
SIGNATURE_COLUMNS = (80, 85)

LEFT_ALIGNED = WD_ALIGN_PARAGRAPH.LEFT
CENTRED = WD_ALIGN_PARAGRAPH.CENTER
JUSTIFIED = WD_ALIGN_PARAGRAPH.JUSTIFY


@dataclass(frozen=True, slots=True)
class Look:
    """How the paragraphs of one style look; ``exact`` is an exact line height in points (None: single line)."""

    name: str
    size: float
    bold: bool = False
    italic: bool = False
    align: WD_ALIGN_PARAGRAPH = CENTRED
    before: float = 0
    after: float = 0
    first_line_mm: float = 0
    left_mm: float = 0
    keep_next: bool = False
    outline: int | None = None  # level in Word's navigation pane, from 0
    exact: float | None = None
    underline: bool = False


LOOKS: tuple[Look, ...] = (
    Look("Cơ quan chủ quản", 12),
    Look("Cơ quan ban hành", 12, bold=True),
    Look("Quốc hiệu", 12, bold=True),
    Look("Tiêu ngữ", 13, bold=True),
    # A rule is a line of underlined no-break spaces: its length can follow the text above it, and staff can retype it.
    Look("Đường kẻ", 8, exact=7, underline=True),
    Look("Số ký hiệu", 13, before=4),
    Look("Địa danh ngày tháng", 13, italic=True, before=4),
    Look("Tên loại", 14, bold=True, before=18, keep_next=True),
    Look("Trích yếu", 14, bold=True, keep_next=True),
    Look("Kính gửi", 14, before=12, after=12),
    Look("Kính gửi nhiều nơi", 14, align=LEFT_ALIGNED, left_mm=45),
    Look("Nội dung", 14, align=JUSTIFIED, after=6, first_line_mm=FIRST_LINE_MM),
    # The last paragraph goes over to the next page with the signature, which must not stand there alone.
    Look("Đoạn kết", 14, align=JUSTIFIED, after=6, first_line_mm=FIRST_LINE_MM, keep_next=True),
    Look("Mục", 14, bold=True, align=JUSTIFIED, after=6, first_line_mm=FIRST_LINE_MM, keep_next=True, outline=0),
    Look("Khoản", 14, bold=True, align=JUSTIFIED, after=6, first_line_mm=FIRST_LINE_MM, keep_next=True, outline=1),
    Look("Điểm", 14, align=JUSTIFIED, after=6, first_line_mm=FIRST_LINE_MM, keep_next=True, outline=2),
    Look("Nơi nhận", 12, bold=True, italic=True, align=LEFT_ALIGNED, keep_next=True),
    Look("Nơi nhận danh sách", 11, align=LEFT_ALIGNED),
    Look("Quyền hạn chức vụ", 14, bold=True, keep_next=True),
    Look("Họ tên", 14, bold=True, before=84),
    Look("Phụ lục", 14, bold=True, keep_next=True, outline=0),
    Look("Tên phụ lục", 14, bold=True, keep_next=True),
    Look("Kèm theo", 14, italic=True, keep_next=True),
    Look("Đầu bảng", 12, bold=True),
    Look("Hàng chữ số", 11, italic=True),
    Look("Ô bảng", 12),
    Look("Tên chỉ tiêu", 12, align=LEFT_ALIGNED),
    Look("Nhóm", 12, bold=True, keep_next=True),
    Look("Tên nhóm", 12, bold=True, align=LEFT_ALIGNED, keep_next=True),
    Look("Cách nhỏ", 2, exact=6),
    Look("Số trang", 13),
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the annex: its width, its heading (a placeholder) and its letter or number in the official head."""

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
MERGED_FIRST, MERGED_LAST = 5, 8  # positions of the columns under "Kết quả thực hiện ..."


def build() -> bytes:
    """The bytes of the Word template; the same bytes on every call."""
    document = Document()
    _strip(document)
    _styles(document)
    _page(document.sections[0], landscape=False)
    _page_numbers(document.sections[0])
    _heading_block(document)
    _title(document)
    _body(document)
    _signature(document)
    _annex(document)
    _properties(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return _fixed_times(buffer.getvalue())


def main(arguments: list[str]) -> int:
    """0 after writing ``bao-cao.docx`` into each pack folder named in ``arguments``; 2 when none is named."""
    if not arguments:
        print("Cách dùng: python -m workbook.word_template THƯ_MỤC_GÓI...", file=sys.stderr)
        return 2
    for folder in arguments:
        target = Path(folder) / FILE_NAME
        target.write_bytes(build())
        print(f"Đã ghi {target}")
    return 0


# The empty document ---------------------------------------------------------------------------------------------


def _strip(document: WordDocument) -> None:
    """Leaves of the library's default document only what the report uses: a small template opens and renders fast."""
    part = document.part
    unused = {
        RELATIONSHIP_TYPE.CUSTOM_XML,
        RELATIONSHIP_TYPE.FONT_TABLE,
        RELATIONSHIP_TYPE.NUMBERING,
        RELATIONSHIP_TYPE.THEME,
        RELATIONSHIP_TYPE.WEB_SETTINGS,
        "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
    }
    of_package = {RELATIONSHIP_TYPE.THUMBNAIL, RELATIONSHIP_TYPE.EXTENDED_PROPERTIES}
    for rels, kinds in ((part.rels, unused), (part.package.rels, of_package)):
        for rel_id in [key for key, rel in rels.items() if rel.reltype in kinds]:
            del rels[rel_id]
    kept = {"Normal", "Header", "Default Paragraph Font", "Normal Table", "No List"}
    styles = document.styles.element
    for style in list(styles.style_lst):
        if style.name_val not in kept:
            styles.remove(style)
    latent = styles.find(qn("w:latentStyles"))
    if latent is not None:
        styles.remove(latent)
    _settings(document)


def _settings(document: WordDocument) -> None:
    settings = document.settings.element
    for child in list(settings):
        settings.remove(child)
    compat = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word" w:val="{value}"/>'
        for name, value in (("compatibilityMode", 15), ("overrideTableStyleFontSizeAndJustification", 1))
    )
    for xml in (
        '<w:zoom {0} w:percent="100"/>',
        '<w:defaultTabStop {0} w:val="720"/>',
        '<w:characterSpacingControl {0} w:val="doNotCompress"/>',
        "<w:compat {0}>" + compat + "</w:compat>",
        '<w:decimalSymbol {0} w:val=","/>',
        '<w:listSeparator {0} w:val=";"/>',
    ):
        settings.append(parse_xml(xml.format(nsdecls("w"))))


def _styles(document: WordDocument) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults"))
    document.styles.element.replace(defaults, parse_xml(_defaults_xml()))
    normal = document.styles["Normal"]
    normal.font.size = Pt(14)
    for look in LOOKS:
        _style(document, look)


def _defaults_xml() -> str:
    fonts = " ".join(f'w:{kind}="{FONT}"' for kind in ("ascii", "hAnsi", "eastAsia", "cs"))
    return (
        f"<w:docDefaults {nsdecls('w')}><w:rPrDefault><w:rPr><w:rFonts {fonts}/><w:sz w:val='28'/><w:szCs w:val='28'/>"
        "<w:lang w:val='vi-VN' w:eastAsia='vi-VN' w:bidi='ar-SA'/></w:rPr></w:rPrDefault>"
        "<w:pPrDefault><w:pPr><w:spacing w:after='0' w:line='240' w:lineRule='auto'/></w:pPr></w:pPrDefault>"
        "</w:docDefaults>"
    )


def _style(document: WordDocument, look: Look) -> None:
    style = document.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)
    style.element.styleId = _ascii(look.name)
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    font, form = style.font, style.paragraph_format
    font.name, font.size = FONT, Pt(look.size)
    font.bold, font.italic, font.underline = look.bold, look.italic, look.underline
    form.alignment = look.align
    form.space_before, form.space_after = Pt(look.before), Pt(look.after)
    form.first_line_indent, form.left_indent = Mm(look.first_line_mm), Mm(look.left_mm)
    form.keep_with_next, form.widow_control = look.keep_next, True
    if look.exact is not None:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(look.exact)
    if look.outline is not None:
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(look.outline))
        style.element.get_or_add_pPr().append(level)


def _ascii(name: str) -> str:
    """The style's id: its name without marks and spaces, because some readers stumble over other ids."""
    plain = unicodedata.normalize("NFD", name.replace("Đ", "D").replace("đ", "d"))
    return "".join(sign for sign in plain.title() if sign.isascii() and sign.isalnum())


def _page(section: Section, landscape: bool) -> None:
    width, height = (297, 210) if landscape else (210, 297)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin, section.right_margin = _margin(LEFT), _margin(RIGHT)
    section.top_margin, section.bottom_margin = _margin(TOP), _margin(BOTTOM)
    section.header_distance = section.footer_distance = Mm(10)
    section.gutter = Mm(0)


def _margin(millimetres: float) -> Twips:
    """The margin rounded up to Word's unit: rounding down would leave 15 mm a hair below the decree's minimum."""
    return Twips(math.ceil(millimetres * 1440 / 25.4))


def _page_numbers(section: Section) -> None:
    """The page number in the middle of the top margin, not on the first page (Phụ lục I, phần I, mục II.1)."""
    section.different_first_page_header_footer = True
    _restart_numbers(section)
    section.first_page_header.is_linked_to_previous = False
    section.first_page_header.paragraphs[0].style = "Số trang"
    section.header.is_linked_to_previous = False
    paragraph = section.header.paragraphs[0]
    paragraph.style = "Số trang"
    field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple>')
    paragraph._p.append(field)


def _restart_numbers(section: Section) -> None:
    kind = OxmlElement("w:pgNumType")
    kind.set(qn("w:start"), "1")
    # The schema fixes the order: pgNumType comes right after pgMar.
    _child(section._sectPr, "w:pgMar").addnext(kind)


# The first page -------------------------------------------------------------------------------------------------


def _heading_block(document: WordDocument) -> None:
    table = _plain_table(document, 2, HEADER_COLUMNS)
    body, nation = table.rows[0].cells
    _write(body, "Cơ quan chủ quản", "{%p for dong in co_quan_tren %}", "{{ dong }}", "{%p endfor %}")
    _write(body, "Cơ quan ban hành", "{%p for dong in co_quan %}", "{{ dong }}", "{%p endfor %}")
    _write(body, "Đường kẻ", "{{ ke_co_quan }}")
    _write(nation, "Quốc hiệu", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    _write(nation, "Tiêu ngữ", "Độc lập - Tự do - Hạnh phúc")
    _write(nation, "Đường kẻ", "{{ ke_tieu_ngu }}")
    number, place = table.rows[1].cells
    _write(number, "Số ký hiệu", "Số: {{ so_ky_hieu }}")
    _write(place, "Địa danh ngày tháng", "{{ dia_danh_ngay_thang }}")


def _title(document: WordDocument) -> None:
    _add(document, "Tên loại", "{{ ten_loai }}")
    _add(document, "Trích yếu", "{%p for dong in trich_yeu %}", "{{ dong }}", "{%p endfor %}")
    _add(document, "Đường kẻ", "{{ ke_trich_yeu }}")
    _add(document, "Kính gửi", "{%p if noi_gui|length == 1 %}", "Kính gửi: {{ noi_gui[0] }}.", "{%p endif %}")
    _add(document, "Kính gửi nhiều nơi", "{%p if noi_gui|length > 1 %}")
    _add(document, "Cách nhỏ", "", "")
    _add(document, "Kính gửi nhiều nơi", "Kính gửi:")
    _add(document, "Kính gửi nhiều nơi", "{%p for noi in noi_gui %}")
    _add(document, "Kính gửi nhiều nơi", "- {{ noi }}{{ '.' if loop.last else ';' }}")
    _add(document, "Kính gửi nhiều nơi", "{%p endfor %}", "{%p endif %}")
    _add(document, "Cách nhỏ", "")


def _body(document: WordDocument) -> None:
    _add(document, "Nội dung", "{%p for muc in cac_muc %}")
    for condition, style in (("if muc.cap == 1", "Mục"), ("elif muc.cap == 2", "Khoản"), ("elif muc.cap == 3", "Điểm")):
        _add(document, "Nội dung", f"{{%p {condition} %}}")
        _add(document, style, "{{ muc.so }} {{ muc.ten }}")
    _add(document, "Nội dung", "{%p endif %}", "{%p set muc_cuoi = loop.last %}", "{%p for doan in muc.cac_doan %}")
    _add(document, "Nội dung", "{%p if muc_cuoi and loop.last %}")
    _add(document, "Đoạn kết", "{{ doan }}")
    _add(document, "Nội dung", "{%p else %}", "{{ doan }}", "{%p endif %}", "{%p endfor %}", "{%p endfor %}")


def _signature(document: WordDocument) -> None:
    document.add_paragraph("", style="Cách nhỏ").paragraph_format.keep_with_next = True
    table = _plain_table(document, 1, SIGNATURE_COLUMNS)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    recipients, signer = table.rows[0].cells
    _write(recipients, "Nơi nhận", "Nơi nhận:")
    _write(recipients, "Nơi nhận danh sách", "{%p for noi in noi_nhan %}", "- {{ noi }}", "{%p endfor %}")
    _write(signer, "Quyền hạn chức vụ", "{%p for dong in quyen_han_chuc_vu %}", "{{ dong }}", "{%p endfor %}")
    _write(signer, "Họ tên", "{{ nguoi_ky }}")


# The annex ------------------------------------------------------------------------------------------------------


def _annex(document: WordDocument) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    _page(section, landscape=True)
    _add(document, "Phụ lục", "Phụ lục")
    _add(document, "Tên phụ lục", "{{ ten_phu_luc }}")
    _add(document, "Kèm theo", "{{ kem_theo }}")
    _add(document, "Cách nhỏ", "")
    table = document.add_table(rows=0, cols=len(COLUMNS))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _grid(table, [column.width_mm for column in COLUMNS])
    _borders(table)
    _cell_margins(table, top=28, side=57)
    _head(table)
    _loop_rows(table)
    _add(document, "Cách nhỏ", "")


def _head(table: Table) -> None:
    upper, lower, letters = (_row(table) for _ in range(3))
    for position, column in enumerate(COLUMNS):
        _write(letters.cells[position], "Hàng chữ số", column.letter)
        heading = f"{{{{ dau_bang.{column.heading} }}}}"
        if MERGED_FIRST <= position <= MERGED_LAST:
            _write(lower.cells[position], "Đầu bảng", heading)
        else:
            _write(upper.cells[position].merge(lower.cells[position]), "Đầu bảng", heading)
    merged = upper.cells[MERGED_FIRST].merge(upper.cells[MERGED_LAST])
    _write(merged, "Đầu bảng", "{{ dau_bang.ket_qua }}")
    for row in (upper, lower, letters):
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _loop_rows(table: Table) -> None:
    """One row loop; a group's row is bold, every other row plain."""
    _control(table, "{%tr for dong in bang %}")
    _control(table, "{%tr if dong.la_nhom %}")
    _data_row(table, "Nhóm", "Tên nhóm")
    _control(table, "{%tr else %}")
    _data_row(table, "Ô bảng", "Tên chỉ tiêu")
    _control(table, "{%tr endif %}")
    _control(table, "{%tr endfor %}")


def _control(table: Table, tag: str) -> None:
    row = _row(table)
    _write(row.cells[0].merge(row.cells[-1]), "Tên chỉ tiêu", tag)


def _data_row(table: Table, style: str, name_style: str) -> None:
    row = _row(table)
    for cell, column in zip(row.cells, COLUMNS, strict=True):
        _write(cell, name_style if column.left else style, f"{{{{ dong.{column.field} }}}}")


# Small parts ----------------------------------------------------------------------------------------------------


def _add(document: WordDocument, style: str, *lines: str) -> None:
    for line in lines:
        document.add_paragraph(line, style=style)


def _write(cell: _Cell, style: str, *lines: str) -> None:
    """Writes ``lines`` as paragraphs of ``cell``, using up the empty paragraph a new cell begins with."""
    cell.vertical_alignment = cell.vertical_alignment or WD_CELL_VERTICAL_ALIGNMENT.TOP
    for line in lines:
        paragraph = _free_paragraph(cell)
        paragraph.style = style
        paragraph.add_run(line)


def _child(parent: BaseOxmlElement, name: str) -> Any:
    """The child element that python-docx always makes; of python-docx's class or a plain one of lxml."""
    found: Any = parent.find(qn(name))
    assert found is not None, name
    return found


def _free_paragraph(cell: _Cell) -> Paragraph:
    first: Paragraph = cell.paragraphs[0]
    return first if len(cell.paragraphs) == 1 and not first.runs else cell.add_paragraph()


def _row(table: Table) -> _Row:
    row: _Row = table.add_row()
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell in row.cells:
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    return row


def _plain_table(document: WordDocument, rows: int, widths_mm: tuple[int, ...]) -> Table:
    table: Table = document.add_table(rows=0, cols=len(widths_mm))
    table.autofit = False
    _grid(table, list(widths_mm))
    for _ in range(rows):
        for cell in _row(table).cells:
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.TOP
    _cell_margins(table, top=0, side=0)
    return table


def _grid(table: Table, widths_mm: list[float]) -> None:
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
    total = round(sum(widths_mm) * 1440 / 25.4)
    width_element = _child(table._tbl.tblPr, "w:tblW")
    width_element.set(qn("w:type"), "dxa")
    width_element.set(qn("w:w"), str(total))


def _borders(table: Table) -> None:
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    # The schema fixes the order inside tblPr: borders, layout, cell margins, look.
    _child(table._tbl.tblPr, "w:tblLayout").addprevious(
        parse_xml(f"<w:tblBorders {nsdecls('w')}>{sides}</w:tblBorders>")
    )


def _cell_margins(table: Table, top: int, side: int) -> None:
    """Margins inside the cells, in twentieths of a point."""
    sizes = (("top", top), ("left", side), ("bottom", top), ("right", side))
    margins = "".join(f'<w:{name} w:w="{size}" w:type="dxa"/>' for name, size in sizes)
    _child(table._tbl.tblPr, "w:tblLook").addprevious(
        parse_xml(f"<w:tblCellMar {nsdecls('w')}>{margins}</w:tblCellMar>")
    )


def _properties(document: WordDocument) -> None:
    """Says nothing about who built the template; the dates are fixed so that two builds are the same bytes."""
    properties = document.core_properties
    properties.author = properties.last_modified_by = properties.comments = properties.title = ""
    properties.language = "vi-VN"
    properties.created = properties.modified = datetime(2020, 3, 5)  # the decree's own date
    properties.revision = 1


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
