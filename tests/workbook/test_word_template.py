"""The pack's Word template against Nghị định 30/2020/NĐ-CP, Phụ lục I: read from the docx as Word reads it."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.section import Section
from docx.text.paragraph import Paragraph

from workbook import report_sections, word_template

PACKS = sorted(Path(__file__).parents[2].joinpath("templates").glob("*/bao-cao.docx"))

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
    "Nơi nhận": ((12, 12), True, True),
    "Nơi nhận danh sách": ((11, 11), False, False),
    "Quyền hạn chức vụ": ((13, 14), True, False),
    "Họ tên": ((13, 14), True, False),
    "Phụ lục": ((14, 14), True, False),
    "Tên phụ lục": ((13, 14), True, False),
    "Kèm theo": ((13, 14), False, True),
    "Số trang": ((13, 14), False, False),
}
CENTRED = ("Quốc hiệu", "Tiêu ngữ", "Tên loại", "Trích yếu", "Phụ lục", "Tên phụ lục", "Kèm theo", "Số trang")
TEXTS = {
    "Quốc hiệu": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Tiêu ngữ": "Độc lập - Tự do - Hạnh phúc",
    "Nơi nhận": "Nơi nhận:",
    "Phụ lục": "Phụ lục",
}


@pytest.fixture(scope="module", params=PACKS, ids=lambda path: path.parent.name)
def document(request: pytest.FixtureRequest) -> WordDocument:
    return Document(request.param)


def all_paragraphs(document: WordDocument) -> list[Paragraph]:
    return [Paragraph(node, document._body) for node in document.element.body.iter(qn("w:p"))]


@pytest.mark.parametrize("style", DECREE)
def test_type_of_each_element(document: WordDocument, style: str) -> None:
    sizes, bold, italic = DECREE[style]
    font = document.styles[style].font
    assert sizes[0] <= font.size.pt <= sizes[1]
    assert (font.bold, font.italic, font.name) == (bold, italic, "Times New Roman")
    assert font.color.rgb is None  # automatic: black


@pytest.mark.parametrize("style", CENTRED)
def test_what_stands_in_the_middle(document: WordDocument, style: str) -> None:
    assert document.styles[style].paragraph_format.alignment == WD_ALIGN_PARAGRAPH.CENTER


def test_the_body_is_justified_with_first_line_and_gaps(document: WordDocument) -> None:
    form = document.styles["Nội dung"].paragraph_format
    assert form.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert 10 <= form.first_line_indent.mm <= 12.75
    assert form.space_before.pt + form.space_after.pt >= 6
    assert form.line_spacing is None or 1 <= form.line_spacing <= 1.5


@pytest.mark.parametrize(("index", "size"), [(0, (210, 297)), (1, (297, 210))])
def test_pages_are_a4_with_the_margins_of_the_decree(document: WordDocument, index: int, size: tuple[int, int]) -> None:
    section: Section = document.sections[index]
    assert len(document.sections) == 2
    assert (round(section.page_width.mm), round(section.page_height.mm)) == size
    for margin, low, high in (
        (section.top_margin, 20, 25), (section.bottom_margin, 20, 25),
        (section.left_margin, 30, 35), (section.right_margin, 15, 20),
    ):  # fmt: skip
        assert low <= margin.mm <= high


def test_page_number_is_centred_on_top_from_page_two_and_the_annex_counts_anew(document: WordDocument) -> None:
    first, annex = document.sections
    assert first.different_first_page_header_footer and annex.different_first_page_header_footer
    field = first.header._element.find(f".//{qn('w:fldSimple')}")
    assert field is not None and field.get(qn("w:instr")).strip() == "PAGE"
    assert first.header.paragraphs[0].style.name == "Số trang"
    assert first.first_page_header._element.find(f".//{qn('w:fldSimple')}") is None
    assert annex.header.is_linked_to_previous
    for section in (first, annex):
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"


@pytest.mark.parametrize("style", TEXTS)
def test_fixed_words(document: WordDocument, style: str) -> None:
    assert [p.text for p in all_paragraphs(document) if p.style.name == style] == [TEXTS[style]]


def test_elements_stand_in_the_decrees_order(document: WordDocument) -> None:
    seen = list(dict.fromkeys(p.style.name for p in all_paragraphs(document)))
    order = ["Cơ quan chủ quản", "Cơ quan ban hành", "Quốc hiệu", "Tiêu ngữ", "Số ký hiệu", "Địa danh ngày tháng",
             "Tên loại", "Trích yếu", "Kính gửi", "Nội dung", "Nơi nhận", "Quyền hạn chức vụ", "Họ tên", "Phụ lục",
             "Tên phụ lục", "Kèm theo"]  # fmt: skip
    assert [style for style in seen if style in order] == order


def test_the_signature_never_stands_on_a_page_of_its_own(document: WordDocument) -> None:
    body = document.element.body
    signature = next(table for table in document.tables if "Nơi nhận:" in table.rows[0].cells[0].text)
    before = signature._tbl.getprevious()
    assert before in list(body) and before.pPr.keepNext is not None
    assert document.styles["Đoạn kết"].paragraph_format.keep_with_next
    assert any(p.style.name == "Đoạn kết" and p.text == "{{ doan }}" for p in document.paragraphs)
    assert signature.rows[0]._tr.trPr.find(f"{{{signature._tbl.nsmap['w']}}}cantSplit") is not None


def test_annex_table_repeats_its_head_and_keeps_rows_whole(document: WordDocument) -> None:
    table = document.tables[-1]
    heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert heads == [True] * 3 + [False] * (len(heads) - 3)
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert [cell.text for cell in table.rows[2].cells] == [
        "A", "B", "1", "2", "3", "4", "5=4/3*100", "6=4/2*100", "7=2-4", "",
    ]  # fmt: skip
    assert len({id(cell._tc) for cell in table.rows[0].cells[5:9]}) == 1  # "Kết quả thực hiện ..." is one cell
    assert all(table.rows[0].cells[n]._tc is table.rows[1].cells[n]._tc for n in (0, 1, 2, 3, 4, 9))


def test_annex_table_fits_between_the_margins(document: WordDocument) -> None:
    section = document.sections[1]
    room = section.page_width - section.left_margin - section.right_margin
    assert sum(column.width for column in document.tables[-1].columns) <= room


def test_only_placeholders_loops_and_the_decrees_own_words(document: WordDocument) -> None:
    words = set(TEXTS.values()) | {"Kính gửi:"} | {column.letter for column in word_template.COLUMNS}
    for paragraph in all_paragraphs(document):
        text = paragraph.text
        assert not text or text in words or "{{" in text or text.startswith("{%"), text


def test_properties_name_no_one(document: WordDocument) -> None:
    properties = document.core_properties
    assert (properties.author, properties.last_modified_by, properties.title) == ("", "", "")


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.parent.name)
def test_two_builds_are_the_same_bytes(path: Path) -> None:
    plan = report_sections.read(path.parent)
    assert word_template.build(plan) == word_template.build(plan)


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.parent.name)
def test_the_builder_still_makes_what_the_packs_hold(path: Path) -> None:
    """A pack's own template may be edited in Word; the packs we ship hold the builder's product."""
    content = word_template.build(report_sections.read(path.parent))
    with zipfile.ZipFile(BytesIO(content)) as built, zipfile.ZipFile(path) as held:
        for part in ("word/document.xml", "word/styles.xml"):
            assert held.read(part) == built.read(part), part


def test_script_writes_into_the_folders_it_is_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = PACKS[0].parent / "pack.toml"
    (tmp_path / "pack.toml").write_bytes(source.read_bytes())
    assert word_template.main([str(tmp_path)]) == 0
    assert zipfile.is_zipfile(tmp_path / "bao-cao.docx")
    assert word_template.main([]) == 2 and "Cách dùng" in capsys.readouterr().err


def test_a_folder_that_is_no_pack_or_has_a_faulty_plan_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert word_template.main([str(tmp_path)]) == 1 and "thiếu tệp pack.toml" in capsys.readouterr().err
    (tmp_path / "pack.toml").write_text('[[sections]]\nkey = "a"\nlevel = 7\n', encoding="utf-8")
    assert word_template.main([str(tmp_path)]) == 1 and "level từ 0 đến 4" in capsys.readouterr().err
