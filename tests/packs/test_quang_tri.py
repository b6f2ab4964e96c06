"""The pack of Quảng Trị, first half of 2021: the budget in triệu đồng, its detail in footnotes, petitions."""

from __future__ import annotations

import re
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest

import workbook
from udfs.facts import Facts, facts_of
from udfs.numbers import number_in
from udfs.table import table_of
from udfs.text import doubled_words
from workbook import jobs, sheets

PACK = "quang-tri-2021-h1"
TOTALS = {
    "sl_luong_thuc": 2063.37,
    "dt_lua": 274.35,
    "thu_bo_sung": 66_784,
    "thu_thixa": 148_618,
    "thu_dat": 5_000,
    "thu_khac": 39_740,
    "chi_thuong_xuyen": 70_250,
    "chi_khac": 6_247,
    "td_luot": 8,
    "td_nguoi": 11,
    "td_vu": 10,
    "td_luot_giam": -5,
    "don": 71,
    "don_knpa": 70,
    "don_giam": -3,
}
STATED = [
    "tăng 25,35% so với cùng kỳ năm 2020, bằng 51,7% kế hoạch năm",
    "thị xã được hưởng 148.618 triệu đồng, đạt 66,3% dự toán năm",
    "có thêm 06 công trình được phê duyệt chủ trương đầu tư",
    "08 lượt/11 người/10 vụ việc, đều là lần đầu; giảm 05 lượt so với cùng kỳ (08/13 lượt)",
    "71 đơn (01 đơn khiếu nại, 70 đơn kiến nghị, phản ánh); giảm 03 đơn so với cùng kỳ (71/74 đơn)",
    "Trong 09 chỉ tiêu so với kế hoạch, dự toán năm có 05 chỉ tiêu đạt từ 50% trở lên, 04 chỉ tiêu dưới 50%",
]
# What each footnote says, in order.
FOOTNOTES = [
    "Gồm lúa 1.605,77 tấn; ngô 457,6 tấn.",
    "Tính đến ngày 06 tháng 7 năm 2021, dịch tả lợn Châu Phi xuất hiện ở 06 thôn",
    "gồm bổ sung cân đối 51.000 triệu đồng và bổ sung có mục tiêu 15.784 triệu đồng",
    "Chi thường xuyên 70.250 triệu đồng, đạt 51,8% dự toán, gồm ngân sách cấp huyện 59.233 triệu đồng",
    "Đã xong ở kho vật chứng của Chi cục Thi hành án dân sự",
    "định kỳ 06 lượt/09 người/08 vụ việc, thường xuyên 01 lượt/01 người/01 vụ việc",
    "giao các cơ quan, đơn vị 34 đơn, giao các phường, xã 13 đơn",
]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("quang-tri") / "so.xlsx"
    jobs.new(PACK, made)
    return made


@pytest.fixture(scope="module")
def report(path: Path) -> Path:
    return jobs.report(path).report.path


@pytest.fixture(scope="module")
def book(path: Path) -> workbook.Workbook:
    return workbook.load(path)


@pytest.fixture(scope="module")
def facts(book: workbook.Workbook) -> Facts:
    return facts_of(book.values(sheets.SO_LIEU, sheets.FACT_CELLS))


def findings(book: workbook.Workbook) -> list[tuple[str, str]]:
    rows = book.values(sheets.KIEM_TRA, sheets.FINDING_CELLS)
    texts = ((str(row[sheets.FINDING_PLACE - 1] or ""), str(row[sheets.FINDING_TEXT - 1] or "")) for row in rows)
    return [(place, text) for place, text in texts if text and text not in sheets.NOT_FINDINGS]


def told(book: workbook.Workbook) -> list[str]:
    """The sentences that speak; none of them with a warning."""
    rows = [row for row in book.values(sheets.CAU_MAU, sheets.SENTENCE_CELLS) if row[2] is True]
    assert [row[sheets.SENTENCE - 1] for row in rows if row[sheets.SENTENCE_WARNING - 1]] == []
    return [str(row[sheets.SENTENCE - 1]) for row in rows]


def test_totals_and_remainders_follow_from_others(facts: Facts) -> None:
    found = {code: float(number_in(facts.by_code[code].actual) or 0) for code in TOTALS}
    assert found == pytest.approx(TOTALS, rel=1e-5)
    assert all(facts.by_code[code].is_computed for code in TOTALS)


def test_half_of_the_year_is_the_measure(book: workbook.Workbook) -> None:
    table = table_of(book.values(sheets.CHI_TIEU, sheets.TABLE_CELLS))
    reached = [str(row.cells[sheets.STATUS - 1]).startswith("Đạt và vượt") for row in table.indicators]
    assert reached == [True, False, True, True, True, False, False, False, True]


def test_the_one_sum_that_the_print_has_wrong_is_found_and_no_other(book: workbook.Workbook) -> None:
    ((place, text),) = findings(book)
    assert re.fullmatch(rf"{sheets.SO_LIEU}!K\d+", place)
    assert text == "Số liệu «Chi thường xuyên»: đã công bố 70.067, tính ra là 70.250."


def test_parts_that_exceed_the_whole_are_found(path: Path) -> None:
    book = workbook.load(path)
    rows = book.values(sheets.SO_LIEU, sheets.FACT_CELLS)
    place = next(at for at, row in enumerate(rows, sheets.FACT_FIRST_ROW) if row[sheets.FACT_CODE - 1] == "thu_thue")
    book.set(sheets.SO_LIEU, f"F{place}", 45_000)
    book.recalculate()
    assert any("thu nội địa" in text for _, text in findings(book))


def test_the_report_has_its_sections_in_order(report: Path) -> None:
    document = docx.Document(str(report))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs).replace("\u00a0", " ")
    heads = [
        "I. KẾT QUẢ THỰC HIỆN 6 THÁNG ĐẦU NĂM 2021",
        "3.1. Lĩnh vực kinh tế",
        "3.5. Lĩnh vực quốc phòng an ninh",
        "II. ĐÁNH GIÁ CHUNG",
        "III. PHƯƠNG HƯỚNG CHỈ ĐẠO ĐIỀU HÀNH 6 THÁNG CUỐI NĂM 2021",
    ]
    assert [text.index(head) for head in heads] == sorted(text.index(head) for head in heads)
    assert [wanted for wanted in STATED if wanted not in text] == []
    assert "70.067" not in text


def test_detail_is_in_true_footnotes(report: Path) -> None:
    with ZipFile(report) as file:
        body, notes = (file.read(f"word/{name}.xml").decode("utf-8") for name in ("document", "footnotes"))
    each = re.findall(r"<w:footnote .*?</w:footnote>", notes)
    said = ["".join(re.findall(r"<w:t[^>]*>([^<]*)", note)) for note in each]
    written = [text.replace("\u00a0", " ").strip() for text in said if text.strip()]
    assert len(written) == len(FOOTNOTES) == body.count("<w:footnoteReference ")
    assert [wanted for wanted, text in zip(FOOTNOTES, written, strict=True) if wanted not in text] == []
    assert "^[" not in body + notes


def test_sentences_read_well(book: workbook.Workbook) -> None:
    sentences = told(book)
    assert len(sentences) > 70
    assert [text for text in sentences if doubled_words(text) or "…" in text] == []


def test_another_year_tells_no_old_story(tmp_path: Path) -> None:
    made = tmp_path / "2022.xlsx"
    jobs.new(PACK, made, period="2022-H1")
    old = ("Covid", "bầu cử", "Hải Lệ", "Thành Cổ", "tả lợn", "2021-2026")
    sentences = told(workbook.load(made))
    assert sentences
    assert [text for text in sentences if "…" in text or any(word in text for word in old)] == []
