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
from docx.shared import Mm
from docx.table import Table

from tests.workbook.decree_form import CENTRED, DECREE, all_paragraphs, page_number_field
from workbook import report_sections, word_template
from workbook import report_wording as wording
from workbook.report_sections import Plan

PACKS = sorted(Path(__file__).parents[2].joinpath("templates").glob("*/bao-cao.docx"))

TEXTS = {
    "Quốc hiệu": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Tiêu ngữ": "Độc lập - Tự do - Hạnh phúc",
    "Nơi nhận": "Nơi nhận:",
}


@pytest.fixture(scope="module", params=PACKS, ids=lambda path: path.parent.name)
def pack(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


@pytest.fixture(scope="module")
def document(pack: Path) -> WordDocument:
    return Document(str(pack))


@pytest.fixture(scope="module")
def plan(pack: Path) -> Plan:
    return report_sections.read(pack.parent)


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


def test_pages_are_a4_with_the_margins_of_the_decree(document: WordDocument, plan: Plan) -> None:
    shapes = [(210, 297), *((297, 210) if annex.landscape else (210, 297) for annex in plan.annexes)]
    assert len(document.sections) == len(shapes)
    for section, size in zip(document.sections, shapes, strict=True):
        assert (round(section.page_width.mm), round(section.page_height.mm)) == size
        for margin, low, high in (
            (section.top_margin, 20, 25), (section.bottom_margin, 20, 25),
            (section.left_margin, 30, 35), (section.right_margin, 15, 20),
        ):  # fmt: skip
            assert low <= margin.mm <= high


def test_page_number_is_centred_on_top_from_page_two_and_the_annex_counts_anew(document: WordDocument) -> None:
    first, *annexes = document.sections
    assert all(section.different_first_page_header_footer for section in document.sections)
    assert page_number_field(first.header) == "PAGE"
    assert first.header.paragraphs[0].style.name == "Số trang"
    assert page_number_field(first.first_page_header) == ""
    assert all(annex.header.is_linked_to_previous for annex in annexes)
    for section in document.sections:
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"


@pytest.mark.parametrize("style", TEXTS)
def test_fixed_words(document: WordDocument, style: str) -> None:
    assert [p.text for p in all_paragraphs(document) if p.style.name == style] == [TEXTS[style]]


def annex_words(plan: Plan) -> list[str]:
    """One annex has no number; several are numbered in roman (Phụ lục I, phần II, mục III.1)."""
    if len(plan.annexes) < 2:
        return ["Phụ lục"] * len(plan.annexes)
    return [f"Phụ lục {wording.roman(number)}" for number in range(1, len(plan.annexes) + 1)]


def test_annexes_are_numbered_when_there_are_several(document: WordDocument, plan: Plan) -> None:
    assert [p.text for p in all_paragraphs(document) if p.style.name == "Phụ lục"] == annex_words(plan)


def test_elements_stand_in_the_decrees_order(document: WordDocument, plan: Plan) -> None:
    seen = list(dict.fromkeys(p.style.name for p in all_paragraphs(document)))
    order = ["Cơ quan chủ quản", "Cơ quan ban hành", "Quốc hiệu", "Tiêu ngữ", "Số ký hiệu", "Địa danh ngày tháng",
             "Tên loại", "Trích yếu", "Kính gửi", "Nội dung", "Nơi nhận", "Quyền hạn chức vụ", "Họ tên", "Phụ lục",
             "Tên phụ lục", "Kèm theo"][: None if plan.annexes else -3]  # fmt: skip
    assert [style for style in seen if style in order] == order


def test_the_signature_never_stands_on_a_page_of_its_own(document: WordDocument) -> None:
    body = document.element.body
    signature = next(table for table in document.tables if "Nơi nhận:" in table.rows[0].cells[0].text)
    before = signature._tbl.getprevious()
    assert before in list(body) and before.pPr.keepNext is not None
    assert document.styles["Đoạn kết"].paragraph_format.keep_with_next
    assert any(p.style.name == "Đoạn kết" and p.text == "{{ doan }}" for p in document.paragraphs)
    assert signature.rows[0]._tr.trPr.find(f"{{{signature._tbl.nsmap['w']}}}cantSplit") is not None


def official_table(document: WordDocument, plan: Plan) -> Table | None:
    """The table in the official columns, of the packs that annex it."""
    if not any(annex.official for annex in plan.annexes):
        return None
    return next(table for table in document.tables if "{{ dau_bang.tt }}" in table.rows[0].cells[0].text)


def test_annex_table_repeats_its_head_and_keeps_rows_whole(document: WordDocument, plan: Plan) -> None:
    table = official_table(document, plan)
    if table is None:
        assert not any(annex.official for annex in plan.annexes)
        return
    columns = word_template.columns_of(plan)
    heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert heads == [True] * 3 + [False] * (len(heads) - 3)
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    letters = ["A", "B", "1", "2", "3", "4", "5=4/3*100", "6=4/2*100", "7=2-4"]
    assert [cell.text for cell in table.rows[2].cells if cell.text] == letters
    merged = [at for at, column in enumerate(columns) if column.field in word_template.MERGED]
    assert len({id(cell._tc) for cell in table.rows[0].cells[merged[0] : merged[-1] + 1]}) == 1
    tall = [at for at in range(len(columns)) if at not in merged]
    assert all(table.rows[0].cells[at]._tc is table.rows[1].cells[at]._tc for at in tall)


def test_tables_that_take_any_columns_repeat_their_head(document: WordDocument) -> None:
    tables = [table for table in document.tables if "{%tc for cot in" in table.rows[0].cells[0].text]
    assert tables
    for table in tables:
        heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
        assert heads == [True] + [False] * (len(heads) - 1)
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_tables_fit_between_the_margins(document: WordDocument, plan: Plan) -> None:
    for section, annex in zip(document.sections[1:], plan.annexes, strict=True):
        room = section.page_width - section.left_margin - section.right_margin
        width = Mm(word_template.LANDSCAPE_MM if annex.landscape else word_template.PORTRAIT_MM)
        assert width <= room + Mm(1)  # margins are rounded up to whole units of Word
    table = official_table(document, plan)
    assert table is None or sum(column.width for column in table.columns) <= Mm(word_template.LANDSCAPE_MM) + Mm(1)


def test_only_placeholders_loops_and_the_decrees_own_words(document: WordDocument, plan: Plan) -> None:
    words = (
        set(TEXTS.values())
        | set(annex_words(plan))
        | {"Kính gửi:"}
        | {column.letter for column in word_template.COLUMNS}
    )
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
