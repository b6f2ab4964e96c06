"""Pieces that a Word template is built of, over python-docx: an empty document, styles, pages, tables, paragraphs."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any, Final

from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
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

from workbook.word_looks import CENTRED, FONT, JUSTIFIED, LEFT_ALIGNED, LOOKS, NOTE_NUMBER, Look, style_id

LEFT, RIGHT, TOP, BOTTOM = 30, 15, 20, 20  # margins, mm
_ALIGNED: Final = {
    LEFT_ALIGNED: WD_ALIGN_PARAGRAPH.LEFT,
    CENTRED: WD_ALIGN_PARAGRAPH.CENTER,
    JUSTIFIED: WD_ALIGN_PARAGRAPH.JUSTIFY,
}


def strip(document: WordDocument) -> None:
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


def styles(document: WordDocument) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults"))
    document.styles.element.replace(defaults, parse_xml(_defaults_xml()))
    normal = document.styles["Normal"]
    normal.font.size = Pt(14)
    for look in LOOKS:
        _style(document, look)
    number = document.styles.add_style(NOTE_NUMBER, WD_STYLE_TYPE.CHARACTER)
    number.element.styleId = style_id(NOTE_NUMBER)
    number.font.superscript = True


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
    style.element.styleId = style_id(look.name)
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    font, form = style.font, style.paragraph_format
    font.name, font.size = FONT, Pt(look.size)
    font.bold, font.italic, font.underline = look.bold, look.italic, look.underline
    form.alignment = _ALIGNED[look.align]
    form.space_before, form.space_after = Pt(look.before), Pt(look.after)
    form.first_line_indent, form.left_indent = Mm(look.first_line_mm), Mm(look.left_mm)
    form.keep_with_next, form.widow_control = look.keep_next, True
    form.keep_together = look.keep_together or None
    if look.exact is not None:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(look.exact)
    if look.outline is not None:
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(look.outline))
        style.element.get_or_add_pPr().append(level)


def page(section: Section, landscape: bool) -> None:
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


def page_numbers(section: Section) -> None:
    """The page number in the middle of the top margin, not on the first page (Phụ lục I, phần I, mục II.1)."""
    section.different_first_page_header_footer = True
    restart_numbers(section)
    section.first_page_header.is_linked_to_previous = False
    section.first_page_header.paragraphs[0].style = "Số trang"
    section.header.is_linked_to_previous = False
    paragraph = section.header.paragraphs[0]
    paragraph.style = "Số trang"
    field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple>')
    paragraph._p.append(field)


def restart_numbers(section: Section) -> None:
    kind = OxmlElement("w:pgNumType")
    kind.set(qn("w:start"), "1")
    # The schema fixes the order: pgNumType comes right after pgMar.
    child(section._sectPr, "w:pgMar").addnext(kind)


def add(document: WordDocument, style: str, *lines: str) -> None:
    for line in lines:
        document.add_paragraph(line, style=style)


def write(cell: _Cell, style: str, *lines: str) -> None:
    """Writes ``lines`` as paragraphs of ``cell``, using up the empty paragraph a new cell begins with."""
    cell.vertical_alignment = cell.vertical_alignment or WD_CELL_VERTICAL_ALIGNMENT.TOP
    for line in lines:
        paragraph = free_paragraph(cell)
        paragraph.style = style
        paragraph.add_run(line)


def child(parent: BaseOxmlElement, name: str) -> Any:
    """The child element that python-docx always makes; of python-docx's class or a plain one of lxml."""
    found: Any = parent.find(qn(name))
    assert found is not None, name
    return found


def free_paragraph(cell: _Cell) -> Paragraph:
    first: Paragraph = cell.paragraphs[0]
    return first if len(cell.paragraphs) == 1 and not first.runs else cell.add_paragraph()


def row(table: Table) -> _Row:
    row: _Row = table.add_row()
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell in row.cells:
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    return row


def plain_table(document: WordDocument, rows: int, widths_mm: tuple[int, ...]) -> Table:
    table: Table = document.add_table(rows=0, cols=len(widths_mm))
    table.autofit = False
    grid(table, list(widths_mm))
    for _ in range(rows):
        for cell in row(table).cells:
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.TOP
    cell_margins(table, top=0, side=0)
    return table


def grid(table: Table, widths_mm: list[float]) -> None:
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
    total = round(sum(widths_mm) * 1440 / 25.4)
    width_element = child(table._tbl.tblPr, "w:tblW")
    width_element.set(qn("w:type"), "dxa")
    width_element.set(qn("w:w"), str(total))


def borders(table: Table) -> None:
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    # The schema fixes the order inside tblPr: borders, layout, cell margins, look.
    child(table._tbl.tblPr, "w:tblLayout").addprevious(
        parse_xml(f"<w:tblBorders {nsdecls('w')}>{sides}</w:tblBorders>")
    )


def cell_margins(table: Table, top: int, side: int) -> None:
    """Margins inside the cells, in twentieths of a point."""
    sizes = (("top", top), ("left", side), ("bottom", top), ("right", side))
    margins = "".join(f'<w:{name} w:w="{size}" w:type="dxa"/>' for name, size in sizes)
    child(table._tbl.tblPr, "w:tblLook").addprevious(
        parse_xml(f"<w:tblCellMar {nsdecls('w')}>{margins}</w:tblCellMar>")
    )


def whole_rows(row: _Row, *flags: str) -> None:
    """Marks a row: "cantSplit" keeps it on one page, "tblHeader" repeats it on every page."""
    for flag in flags:
        row._tr.get_or_add_trPr().append(OxmlElement(f"w:{flag}"))


def properties(document: WordDocument) -> None:
    """Says nothing about who built the template; the dates are fixed so that two builds are the same bytes."""
    properties = document.core_properties
    properties.author = properties.last_modified_by = properties.comments = properties.title = ""
    properties.language = "vi-VN"
    properties.created = properties.modified = datetime(2020, 3, 5)  # the decree's own date
    properties.revision = 1
