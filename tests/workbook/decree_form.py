"""The form of Nghị định 30/2020/NĐ-CP in a docx: which style is which element, and how a paragraph really looks.

What a paragraph looks like is resolved as Word does it: its own properties, those of its runs, its style and the styles
that one is based on, the document's defaults.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Length
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from docx.text.run import Run

# Style -> sizes the decree allows, bold, italic. Source: Phụ lục I, phần V (mẫu chữ và chi tiết trình bày).
DECREE = {
    "Quốc hiệu": ((12, 13), True, False),
    "Tiêu ngữ": ((13, 14), True, False),
    "Cơ quan chủ quản": ((12, 13), False, False),
    "Cơ quan ban hành": ((12, 13), True, False),
    "Số ký hiệu": ((13, 13), False, False),
    "Địa danh ngày tháng": ((13, 14), False, True),
    "Tên loại": ((13, 14), True, False),
    "Trích yếu": ((13, 14), True, False),
    "Kính gửi": ((13, 14), False, False),
    "Nội dung": ((13, 14), False, False),
    "Mục": ((13, 14), True, False),
    "Khoản": ((13, 14), True, False),
    "Điểm": ((13, 14), False, False),
    "Phần": ((13, 14), True, False),
    "Tên phần": ((13, 14), True, False),
    "Tên bảng": ((13, 14), True, False),
    "Nơi nhận": ((12, 12), True, True),
    "Nơi nhận danh sách": ((11, 11), False, False),
    "Quyền hạn chức vụ": ((13, 14), True, False),
    "Họ tên": ((13, 14), True, False),
    "Phụ lục": ((14, 14), True, False),
    "Tên phụ lục": ((13, 14), True, False),
    "Kèm theo": ((13, 14), False, True),
    "Số trang": ((13, 14), False, False),
}
CENTRED = (
    "Phần",
    "Tên phần",
    "Quốc hiệu",
    "Tiêu ngữ",
    "Tên loại",
    "Trích yếu",
    "Phụ lục",
    "Tên phụ lục",
    "Kèm theo",
    "Số trang",
)


def all_paragraphs(document: WordDocument) -> list[Paragraph]:
    """Every paragraph of the body, those inside tables too."""
    return [Paragraph(node, document._body) for node in document.element.body.iter(qn("w:p"))]


def in_style(document: WordDocument, style: str) -> list[Paragraph]:
    """The paragraphs in ``style`` that say something."""
    return [p for p in all_paragraphs(document) if p.style.name == style and p.text.strip()]


def page_number_field(paragraphs: object) -> str:
    """The field in a header part, "" without one."""
    field = paragraphs._element.find(f".//{qn('w:fldSimple')}")  # type: ignore[attr-defined]
    return "" if field is None else field.get(qn("w:instr")).strip()


def fonts(paragraph: Paragraph) -> set[tuple[str, float, bool, bool]]:
    """Name, size, bold and italic of every run of ``paragraph`` that shows something."""
    return {
        (
            str(_of_run(run, paragraph, lambda font: font.name) or "Times New Roman"),
            _points(_of_run(run, paragraph, lambda font: font.size)),
            bool(_of_run(run, paragraph, lambda font: font.bold)),
            bool(_of_run(run, paragraph, lambda font: font.italic)),
        )
        for run in paragraph.runs
        if run.text.strip()
    }


def alignment(paragraph: Paragraph) -> WD_ALIGN_PARAGRAPH | None:
    """How ``paragraph`` is aligned."""
    found = _of_paragraph(paragraph, lambda form: form.alignment)
    return found if isinstance(found, WD_ALIGN_PARAGRAPH) else None


def first_line_cm(paragraph: Paragraph) -> float:
    """The indent of its first line."""
    found = _of_paragraph(paragraph, lambda form: form.first_line_indent)
    return found.cm if isinstance(found, Length) else 0.0


def gap_pt(paragraph: Paragraph) -> float:
    """The space before and after it, together."""
    return sum(
        _points(_of_paragraph(paragraph, get))
        for get in (lambda form: form.space_before, lambda form: form.space_after)
    )


def line_spacing(paragraph: Paragraph) -> float:
    """Its line spacing in lines; single where nothing says otherwise."""
    found = _of_paragraph(paragraph, lambda form: form.line_spacing)
    return float(found) if isinstance(found, float) else 1.0


def _styles(paragraph: Paragraph) -> Iterator[ParagraphStyle]:
    style = paragraph.style
    while isinstance(style, ParagraphStyle):
        yield style
        style = style.base_style


def _of_run(run: Run, paragraph: Paragraph, get: Callable[..., object]) -> object:
    own = get(run.font)
    return own if own is not None else _first(get(style.font) for style in _styles(paragraph))


def _of_paragraph(paragraph: Paragraph, get: Callable[..., object]) -> object:
    own = get(paragraph.paragraph_format)
    return own if own is not None else _first(get(style.paragraph_format) for style in _styles(paragraph))


def _first(found: Iterator[object]) -> object:
    return next((value for value in found if value is not None), None)


def _points(length: object) -> float:
    return length.pt if isinstance(length, Length) else 0.0
