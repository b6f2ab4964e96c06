"""The commune's report against Nghị định 30/2020/NĐ-CP: its docx measured against every item of ``nd30_spec.json``.

Every item of the specification has a measure here; an item that is added to it fails until it has one. What a report
of a commune does not have (căn cứ, phần, chương) is measured in the styles that its document carries, or said to be
absent.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import docx
import pytest
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph

import workbook
from tests.workbook.decree_form import (
    DECREE,
    alignment,
    all_paragraphs,
    first_line_cm,
    fonts,
    gap_pt,
    in_style,
    line_spacing,
    page_number_field,
)
from workbook import jobs, sheets, word_template
from workbook import report_wording as wording

SPEC: dict[str, Any] = json.loads(
    (Path(__file__).parents[2].parent / "shared" / "nd30_spec.json").read_text(encoding="utf-8")
)
STYLES = {
    "quoc_hieu": "Quốc hiệu", "tieu_ngu": "Tiêu ngữ", "co_quan_chu_quan": "Cơ quan chủ quản",
    "co_quan_ban_hanh": "Cơ quan ban hành", "so_ky_hieu": "Số ký hiệu", "dia_danh_ngay": "Địa danh ngày tháng",
    "ten_loai": "Tên loại", "trich_yeu": "Trích yếu", "noi_dung": "Nội dung", "phan_chuong_word": "Phần",
    "phan_chuong_title": "Tên phần", "muc_I": "Mục", "khoan_with_title": "Khoản", "khoan_no_title": "Nội dung",
    "diem": "Điểm", "kinh_gui": "Kính gửi", "noi_nhan_word": "Nơi nhận", "noi_nhan_list": "Nơi nhận danh sách",
    "quyen_han_chuc_vu": "Quyền hạn chức vụ", "ho_ten": "Họ tên", "phu_luc_word": "Phụ lục",
    "phu_luc_title": "Tên phụ lục", "phu_luc_kem_theo": "Kèm theo",
}  # fmt: skip
# A report rests on no decision, so it names no căn cứ; a commune's has no parts and chapters.
NOT_IN_A_REPORT = ("can_cu",)
NOT_IN_THIS_PACK = ("phan_chuong_word", "phan_chuong_title")
NAME = "Họ Tên Mẫu"
MANY = ("Ủy ban nhân dân tỉnh", "Hội đồng nhân dân xã")


class Reports(NamedTuple):
    """The same month reported on twice: signed, to one body; and still without number and date, to two bodies."""

    signed: WordDocument
    draft: WordDocument


def _report(folder: Path, **info: object) -> WordDocument:
    path = folder / "so.xlsx"
    jobs.new("xa-phuong", path)
    book = workbook.load(path)
    keys = [row[sheets.INFO_KEY - 1] for row in book.values(sheets.THONG_TIN, sheets.INFO_CELLS)]
    for key, value in info.items():
        book.set(sheets.THONG_TIN, f"C{sheets.INFO_FIRST_ROW + keys.index(key)}", value)  # type: ignore[arg-type]
    book.save()
    return docx.Document(str(jobs.report(path).report.path))


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Reports:
    return Reports(
        _report(
            tmp_path_factory.mktemp("ky"),
            so_van_ban=7, ngay_ban_hanh="05/02/2026", nguoi_ky=NAME,
            co_quan_chu_quan="Ủy ban nhân dân tỉnh Bình An",
        ),
        _report(tmp_path_factory.mktemp("nhap"), kinh_gui="\n".join(MANY)),
    )  # fmt: skip


def texts(document: WordDocument, style: str) -> list[str]:
    return [paragraph.text.replace("\u00a0", " ").strip() for paragraph in in_style(document, style)]


def letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalpha())


# The page ---------------------------------------------------------------------------------------------------------


def _margin(side: str) -> Callable[[Reports, Any], None]:
    def measure(reports: Reports, wanted: Any) -> None:
        for section in reports.signed.sections:
            assert wanted[0] <= round(getattr(section, f"{side}_margin").mm, 1) <= wanted[1]

    return measure


def _size(reports: Reports, wanted: Any) -> None:
    for section in reports.signed.sections:
        assert sorted((round(section.page_width.mm), round(section.page_height.mm))) == sorted(wanted)
    first = reports.signed.sections[0]
    assert first.page_width < first.page_height


def _font(reports: Reports, wanted: Any) -> None:
    names = {font[0] for paragraph in all_paragraphs(reports.signed) for font in fonts(paragraph)}
    assert names == {wanted}
    defaults = reports.signed.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:rFonts')}")
    assert {defaults.get(qn(f"w:{kind}")) for kind in ("ascii", "hAnsi", "cs", "eastAsia")} == {wanted}


def _encoding(reports: Reports, wanted: Any) -> None:
    assert "Unicode" in wanted
    for document in reports:
        text = "\n".join(paragraph.text for paragraph in all_paragraphs(document))
        assert unicodedata.is_normalized("NFC", text) and "ƣ" not in text.lower()


def _colour(reports: Reports, wanted: Any) -> None:
    assert wanted == "black"
    for element in (reports.signed.element, reports.signed.styles.element):
        colours = {node.get(qn("w:val")) for node in element.iter(qn("w:color"))}
        assert colours <= {"auto", "000000"}


PAGE = {
    "size_mm": _size,
    "top_mm": _margin("top"),
    "bottom_mm": _margin("bottom"),
    "left_mm": _margin("left"),
    "right_mm": _margin("right"),
    "font": _font,
    "encoding": _encoding,
    "colour": _colour,
}


# The page number --------------------------------------------------------------------------------------------------


def _number_paragraph(reports: Reports) -> Paragraph:
    return reports.signed.sections[0].header.paragraphs[0]


def _number_size(reports: Reports, wanted: Any) -> None:
    size = reports.signed.styles["Số trang"].font.size.pt
    assert _number_paragraph(reports).style.name == "Số trang" and wanted[0] <= size <= wanted[1]


def _number_upright(reports: Reports, wanted: Any) -> None:
    font = reports.signed.styles["Số trang"].font
    assert (wanted, font.bold, font.italic) == ("upright", False, False)


def _number_place(reports: Reports, wanted: Any) -> None:
    assert wanted == "centre of top margin"
    assert alignment(_number_paragraph(reports)) == WD_ALIGN_PARAGRAPH.CENTER
    section = reports.signed.sections[0]
    assert page_number_field(section.header) == "PAGE" and section.header_distance < section.top_margin
    assert page_number_field(section.footer) == ""


def _number_first(reports: Reports, wanted: Any) -> None:
    first = reports.signed.sections[0]
    assert wanted == "hidden" and first.different_first_page_header_footer
    assert page_number_field(first.first_page_header) == ""


def _numbering(reports: Reports, wanted: Any) -> None:
    assert wanted == "arabic from 1"
    kind = reports.signed.sections[0]._sectPr.find(qn("w:pgNumType"))
    assert kind.get(qn("w:start")) == "1" and kind.get(qn("w:fmt")) in (None, "decimal")


def _number_annex(reports: Reports, wanted: Any) -> None:
    assert wanted == "numbered separately per annex"
    _, *annexes = reports.signed.sections
    assert len(annexes) == len(in_style(reports.signed, "Phụ lục"))
    for annex in annexes:
        assert annex.header.is_linked_to_previous
        assert annex._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"


PAGE_NUMBER = {
    "size_pt": _number_size,
    "style": _number_upright,
    "place": _number_place,
    "first_page": _number_first,
    "numbering": _numbering,
    "annex": _number_annex,
}


# What every element may ask for -----------------------------------------------------------------------------------


def _measured(reports: Reports, name: str) -> list[Paragraph]:
    found = in_style(reports.signed, STYLES[name])
    assert bool(found) == (name not in NOT_IN_THIS_PACK), name
    return found


def _looks(reports: Reports, name: str) -> set[tuple[float, bool, bool]]:
    """Size, bold and italic of an element: of its paragraphs, or of the style where this report has none."""
    font = reports.signed.styles[STYLES[name]].font
    of_style = {(font.size.pt, bool(font.bold), bool(font.italic))}
    return {font[1:] for paragraph in _measured(reports, name) for font in fonts(paragraph)} or of_style


def _pt(reports: Reports, name: str, wanted: Any) -> None:
    assert all(wanted[0] <= size <= wanted[1] for size, _, _ in _looks(reports, name))


def _bold(reports: Reports, name: str, wanted: Any) -> None:
    assert {bold for _, bold, _ in _looks(reports, name)} == {wanted}


def _italic(reports: Reports, name: str, wanted: Any) -> None:
    assert {italic for _, _, italic in _looks(reports, name)} == {wanted}


def _case(reports: Reports, name: str, wanted: Any) -> None:
    for text in texts(reports.signed, STYLES[name]):
        assert letters(text).isupper() == (wanted == "upper"), text


def _align(reports: Reports, name: str, wanted: Any) -> None:
    mode = {"centre": WD_ALIGN_PARAGRAPH.CENTER, "justify": WD_ALIGN_PARAGRAPH.JUSTIFY}[wanted]
    assert reports.signed.styles[STYLES[name]].paragraph_format.alignment == mode
    assert all(alignment(paragraph) == mode for paragraph in _measured(reports, name))


def _first_line(reports: Reports, name: str, wanted: Any) -> None:
    for paragraph in _measured(reports, name):
        assert wanted[0] <= round(first_line_cm(paragraph), 2) <= wanted[1]


def _gap(reports: Reports, name: str, wanted: Any) -> None:
    assert all(gap_pt(paragraph) >= wanted for paragraph in _measured(reports, name))


def _line(reports: Reports, name: str, wanted: Any) -> None:
    assert wanted == ["single min", "1.5 max"]
    assert all(1 <= line_spacing(paragraph) <= 1.5 for paragraph in _measured(reports, name))


def _rule_below(reports: Reports, name: str, wanted: Any) -> None:
    """The paragraph below is a line drawn under no-break spaces, as long as the specification says."""
    paragraphs = _measured(reports, name)
    (size,) = {size for size, _, _ in _looks(reports, name)}
    longest = max(wording.text_width(paragraph.text, size) for paragraph in paragraphs)
    below = next(node for node in paragraphs[-1]._p.itersiblings() if node.tag == qn("w:p"))
    line = Paragraph(below, reports.signed._body)
    assert line.style.name == "Đường kẻ" and set(line.text) == {"\u00a0"} and line.style.font.underline
    share = len(line.text) * line.style.font.size.pt * 0.25 / longest  # a space of Times New Roman is a quarter em
    low, high = (1, 1.1) if wanted == "full text width" else (1 / 3, 1 / 2)
    assert wanted in ("full text width", "1/3-1/2 of text") and low <= share <= high


def _example(reports: Reports, name: str, wanted: Any) -> None:
    """Numbered as the example: "I. …", "1. …", "a) …"; one that stands alone under its heading has no letter."""
    mark = {"I": r"[IVX]+\. ", "1": r"\d+\. ", "a": r"([a-zđ]\) )?"}[wanted[0]]
    found = texts(reports.signed, STYLES[name])
    assert found and all(re.match(mark + r"\w", text) for text in found)


def _numerals(reports: Reports, name: str, wanted: Any) -> None:
    if name in NOT_IN_THIS_PACK:
        assert wanted == "roman" and wording.part_number(2, in_words=False).endswith(" II")
        return
    found = texts(reports.signed, STYLES[name])
    assert wanted == "roman when two or more" and len(found) >= 2
    assert found == [f"Phụ lục {wording.roman(number)}" for number in range(1, len(found) + 1)]


COMMON: dict[str, Callable[[Reports, str, Any], None]] = {
    "pt": _pt,
    "bold": _bold,
    "italic": _italic,
    "case": _case,
    "align": _align,
    "first_line_cm": _first_line,
    "para_gap_pt_min": _gap,
    "line": _line,
    "rule_below": _rule_below,
    "example": _example,
    "numerals": _numerals,
}


# What single elements ask for -------------------------------------------------------------------------------------


def _number_and_symbol(reports: Reports) -> None:
    (text,) = texts(reports.signed, "Số ký hiệu")
    assert text == "Số: 07/BC-UBND"


def _date(reports: Reports) -> None:
    (text,) = texts(reports.signed, "Địa danh ngày tháng")
    assert text == "Minh Tân, ngày 05 tháng 02 năm 2026"


def _addressees(reports: Reports) -> None:
    (one,) = texts(reports.signed, "Kính gửi")
    assert one == "Kính gửi: Ủy ban nhân dân tỉnh."
    assert texts(reports.draft, "Kính gửi nhiều nơi") == ["Kính gửi:", f"- {MANY[0]};", f"- {MANY[1]}."]


def _recipients(reports: Reports) -> None:
    found = texts(reports.signed, "Nơi nhận danh sách")
    assert found[0] == "- Như trên;"
    assert re.fullmatch(r"- Lưu: VT, \w[\w ]*\.", found[-1])
    assert all(text.startswith("- ") and text.endswith(";") for text in found[:-1])


def _signer(reports: Reports) -> None:
    assert texts(reports.signed, "Họ tên") == [NAME]


def _authority(reports: Reports) -> None:
    authority, post = texts(reports.signed, "Quyền hạn chức vụ")
    assert authority.startswith(tuple(SPEC["elements"]["quyen_han_chuc_vu"]["abbr"]))
    assert post == "CHỦ TỊCH"


def _annexed_to(reports: Reports) -> None:
    number = r"\(Kèm theo Báo cáo số 07/BC-UBND ngày 05 tháng 02 năm 2026 của [\w ]+\)"
    found = texts(reports.signed, "Kèm theo")
    assert found and all(re.fullmatch(number, text) for text in found)


def _annexed_unsigned(reports: Reports) -> None:
    blanks = r"\(Kèm theo Báo cáo số +/BC-UBND ngày +tháng +năm 2026 của [\w ]+\)"
    found = texts(reports.draft, "Kèm theo")
    assert found and all(re.fullmatch(blanks, text) for text in found)


OWN: dict[tuple[str, str], Callable[[Reports], None]] = {
    ("so_ky_hieu", "rule"): _number_and_symbol,
    ("dia_danh_ngay", "rule"): _date,
    ("kinh_gui", "rule"): _addressees,
    ("noi_nhan_list", "rule"): _recipients,
    ("ho_ten", "rule"): _signer,
    ("quyen_han_chuc_vu", "abbr"): _authority,
    ("phu_luc_kem_theo", "text"): _annexed_to,
    ("phu_luc_kem_theo", "electronic"): _annexed_unsigned,
}
ITEMS = [
    (name, item) for name, asked in SPEC["elements"].items() for item in asked if name not in NOT_IN_A_REPORT
]  # fmt: skip


@pytest.mark.parametrize("item", SPEC["page"])
def test_the_page(reports: Reports, item: str) -> None:
    PAGE[item](reports, SPEC["page"][item])


@pytest.mark.parametrize("item", SPEC["page_number"])
def test_the_page_number(reports: Reports, item: str) -> None:
    PAGE_NUMBER[item](reports, SPEC["page_number"][item])


@pytest.mark.parametrize(("name", "item"), ITEMS, ids=lambda part: part)
def test_each_element(reports: Reports, name: str, item: str) -> None:
    if (name, item) in OWN:
        OWN[name, item](reports)
    else:
        COMMON[item](reports, name, SPEC["elements"][name][item])


@pytest.mark.parametrize("name", NOT_IN_A_REPORT)
def test_what_a_report_does_not_have(reports: Reports, name: str) -> None:
    word = {"can_cu": "Căn cứ "}[name]
    assert not [text for text in texts(reports.signed, "Nội dung") if text.startswith(word)]


def test_the_specification_has_nothing_else() -> None:
    assert set(SPEC) == {"source", "page", "page_number", "elements"}
    assert set(SPEC["elements"]) == {*STYLES, *NOT_IN_A_REPORT}


def test_months_from_march_have_no_leading_zero(tmp_path: Path) -> None:
    (text,) = texts(_report(tmp_path, ngay_ban_hanh="09/03/2026"), "Địa danh ngày tháng")
    assert text == "Minh Tân, ngày 09 tháng 3 năm 2026"


def test_what_all_packs_are_measured_by_is_this_specification() -> None:
    for name, style in STYLES.items():
        asked = SPEC["elements"][name]
        sizes, bold, italic = DECREE[style]
        assert list(sizes) == asked["pt"], name
        assert bold == asked.get("bold", bold) and italic == asked.get("italic", italic), name


def test_the_text_closes_and_tables_stay_between_the_margins(reports: Reports) -> None:
    assert texts(reports.signed, "Đoạn kết")[-1].endswith("./.")
    room = {"portrait": word_template.PORTRAIT_MM, "landscape": word_template.LANDSCAPE_MM}
    for table in reports.signed.tables:
        assert sum(column.width for column in table.columns) <= Mm(max(room.values())) + Mm(1)
