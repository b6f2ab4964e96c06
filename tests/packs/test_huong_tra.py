"""The pack of Hương Trà, 2023: verdicts by rule and by hand, dossiers of two levels, and what differs from print."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

import workbook
from udfs.facts import Facts, facts_of
from udfs.numbers import number_in
from udfs.table import Table, table_of
from udfs.text import doubled_words
from workbook import jobs, rolling, sheets

PACK = "huong-tra-2023"
BY_RULE = ["Không đạt", "Đạt", "Đạt", "Không đạt", "Không đạt", "Đạt", "Đạt", "Không đạt", "Đạt", "Đạt", "Đạt"]
# As the official table prints them: of the indicators, and of the rows below them.
PRINTED = ["Không đạt", "Đạt", "Đạt", "Không đạt", "Không đạt", "Đạt", "Đạt", "Đạt", "Đạt", "Đạt", "Đạt"]
PRINTED_BELOW = ["", "", "", "", "", "", "Đạt", "Đạt"]
# What KiemTra says of the figures as they were printed, and nothing else.
FINDINGS = [
    ("X21", "đánh giá ghi tay là «Đạt», kế hoạch «01 xã, 01 phường», thực hiện «1 xã» thì theo quy tắc là «Không đạt»"),
    ("X23", "đánh giá ghi tay là «Đạt» nhưng chưa có số để đánh giá theo quy tắc"),
    ("SoLieu!K", "đã công bố 76,31, tính ra là 76,32"),
    ("SoLieu!K", "đã công bố 0, tính ra là 106"),
    ("SoLieu!K", "đã công bố 96,85, tính ra là 96,86"),
    ("SoLieu!K", "đã công bố 3,15, tính ra là 3,14"),
    ("SoLieu!K", "đã công bố 35,5, tính ra là 35,27"),
    ("SoLieu!K", "đã công bố 11.664, tính ra là 11.751"),
]
TOTALS = {
    "tong_thu": 527.191,
    "truong_dat": 29,
    "truong_tong": 38,
    "truong_ke_hoach": 31,
    "tt_giai_quyet": 5726,
    "tt_chua_ro": 106,
    "x_tiep_nhan": 11_751,
    "x_giai_quyet": 11_664,
    "x_dang": 87,
    "vu_chay": 5,
    "nhiem_vu_tinh": 279,
}
# The headings of the report, as its source has them.
HEADINGS = [
    "I. KẾT QUẢ THỰC HIỆN CHƯƠNG TRÌNH CÔNG TÁC VÀ QUY CHẾ LÀM VIỆC CỦA ỦY BAN NHÂN DÂN",
    "1. Các cuộc họp, làm việc của Ủy ban nhân dân thị xã và Chủ tịch Ủy ban nhân dân thị xã",
    "2. Công tác lãnh đạo, chỉ đạo các mặt công tác của địa phương trong năm", "2.1. Về kinh tế",
    "2.2. Văn hóa - xã hội", "2.3. Phát triển đô thị và thực hiện các chương trình mục tiêu quốc gia",
    "2.4. Nội chính, quốc phòng, an ninh", "2.5. Thụ lý hồ sơ một cửa, thủ tục hành chính",
    "a) Tại Trung tâm Hành chính công thị xã", "b) Đối với các xã, phường",
    "2.6. Về tình hình thực hiện các nhiệm vụ do Ủy ban nhân dân tỉnh giao",
    "2.7. Về thực hiện ý kiến chỉ đạo của Ủy ban nhân dân thị xã, Chủ tịch Ủy ban nhân dân thị xã",
    "II. HẠN CHẾ, KHUYẾT ĐIỂM VÀ NGUYÊN NHÂN", "1. Hạn chế, khuyết điểm", "1.1. Về thực hiện chức năng, nhiệm vụ",
    "1.2. Về chỉ đạo, điều hành các lĩnh vực", "2. Nguyên nhân của những khuyết điểm, tồn tại",
    "III. NHIỆM VỤ, GIẢI PHÁP CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH NĂM 2024",
]  # fmt: skip
HEADED = ("Phần", "Tên phần", "Mục", "Khoản", "Điểm", "Tiết")
STATED = [
    "ước có 8/11 chỉ tiêu chủ yếu được đánh giá đạt kế hoạch",
    "thì có 7/11 chỉ tiêu đạt",
    "kế hoạch 01 xã, 01 phường, kết quả 1 xã, được ghi là đạt",
    "giải ngân vốn đầu tư công đạt trên 90% kế hoạch",
    "1.700 tỷ đồng, bằng 103% kế hoạch năm",
    "tỷ lệ hộ nghèo còn dưới 1,5%",
    "29/38 trường đạt chuẩn quốc gia, bằng 76,32%",
    "06 vụ/07 đối tượng, tăng 02 vụ so với năm trước",
    "làm chết 03 người, giảm 13 người so với năm trước",
    "Còn 106 hồ sơ đã tiếp nhận",
    "từ ngày 01 tháng 01 năm 2023 đến ngày 15 tháng 11 năm 2023",
]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("huong-tra") / "so.xlsx"
    jobs.new(PACK, made)
    return made


@pytest.fixture(scope="module")
def book(path: Path) -> workbook.Workbook:
    return workbook.load(path)


@pytest.fixture(scope="module")
def table(book: workbook.Workbook) -> Table:
    return table_of(book.values(sheets.CHI_TIEU, sheets.TABLE_CELLS))


@pytest.fixture(scope="module")
def facts(book: workbook.Workbook) -> Facts:
    return facts_of(book.values(sheets.SO_LIEU, sheets.FACT_CELLS))


def findings(book: workbook.Workbook) -> list[tuple[str, str]]:
    rows = book.values(sheets.KIEM_TRA, sheets.FINDING_CELLS)
    texts = ((str(row[sheets.FINDING_PLACE - 1] or ""), str(row[sheets.FINDING_TEXT - 1] or "")) for row in rows)
    return [(place, text) for place, text in texts if text and text not in sheets.NOT_FINDINGS]


def test_verdicts_by_rule_are_seven_of_eleven(table: Table) -> None:
    assert [row.cells[sheets.VERDICT - 1] for row in table.indicators] == BY_RULE
    assert BY_RULE.count("Đạt") == 7


def test_with_those_set_by_hand_each_verdict_is_the_printed_one(table: Table) -> None:
    said = [row.hand_verdict or row.cells[sheets.VERDICT - 1] for row in table.indicators]
    assert said == PRINTED
    assert said.count("Đạt") == 8
    assert [row.hand_verdict for row in table.records if row.kind == "sub"] == PRINTED_BELOW


def test_findings_name_the_hand_and_what_differs_from_print(book: workbook.Workbook) -> None:
    found = findings(book)
    assert len(found) == len(FINDINGS)
    for (place, text), (wanted_place, wanted) in zip(found, FINDINGS, strict=True):
        assert place.startswith(wanted_place) and wanted in text


def test_without_the_hand_the_report_says_seven(path: Path) -> None:
    book = workbook.load(path)
    for row in (21, 22, 23):
        book.set(sheets.CHI_TIEU, f"X{row}", None)
    book.recalculate()
    rows = book.values(sheets.CAU_MAU, sheets.SENTENCE_CELLS)
    told = [str(row[sheets.SENTENCE - 1]) for row in rows if row[2] is True]
    assert any("ước có 7/11 chỉ tiêu chủ yếu đạt kế hoạch" in text for text in told)
    assert not any("8/11" in text for text in told)
    assert [place for place, _ in findings(book) if place.startswith("X")] == []


def test_totals_and_shares_follow_from_others(facts: Facts) -> None:
    found = {code: float(number_in(facts.by_code[code].actual) or 0) for code in TOTALS}
    assert found == pytest.approx(TOTALS)
    assert all(facts.by_code[code].is_computed for code in TOTALS)


def test_the_report_states_both_counts_and_has_the_table(path: Path) -> None:
    document = docx.Document(str(jobs.report(path).report.path))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs).replace("\u00a0", " ")
    assert [wanted for wanted in STATED if wanted not in text] == []
    body = next(table for table in document.tables if table.rows[0].cells[-1].text == "So sánh")
    lines = {row.cells[1].text: [cell.text for cell in row.cells[3:]] for row in body.rows}
    assert lines["Tỷ lệ trường đạt chuẩn quốc gia"] == ["31/38 (81,6%)", "29/38 (76,3%)", "Không đạt"]
    assert lines["- Phường đạt chuẩn văn minh đô thị"] == ["1", "-", "Đạt"]


def test_the_report_has_the_sections_of_its_source_in_order(path: Path) -> None:
    document = docx.Document(str(jobs.report(path).report.path))
    found = [
        paragraph.text.replace("\u00a0", " ") for paragraph in document.paragraphs if paragraph.style.name in HEADED
    ]
    assert found == HEADINGS


def test_the_chart_of_the_indicators_follows_their_table(path: Path) -> None:
    document = docx.Document(str(jobs.report(path).report.path))
    titles = [paragraph for paragraph in document.paragraphs if paragraph.style.name == "Tên biểu đồ"]
    assert [title.text for title in titles] == ["Số chỉ tiêu theo mức đạt và theo nhóm, năm 2023"]
    before = next(node for node in titles[0]._p.itersiblings(preceding=True) if node.tag.endswith("}tbl"))
    assert "Tỷ lệ che phủ rừng" in "".join(before.itertext())


def test_sentences_read_well(book: workbook.Workbook) -> None:
    rows = book.values(sheets.CAU_MAU, sheets.SENTENCE_CELLS)
    told = [(str(row[sheets.SENTENCE - 1]), row[sheets.SENTENCE_WARNING - 1]) for row in rows if row[2] is True]
    assert len(told) > 60
    assert [text for text, warning in told if warning or doubled_words(text) or "…" in text] == []


def test_another_year_has_no_verdict_set_by_hand(path: Path, tmp_path: Path) -> None:
    made = tmp_path / "2024.xlsx"
    jobs.new(PACK, made, period="2024")
    later = workbook.load(made)
    rolled = workbook.load(rolling.roll(path, "2024").out)
    assert not any(row.hand_verdict for row in table_of(rolled.values(sheets.CHI_TIEU, sheets.TABLE_CELLS)).records)
    assert not any(row.hand_verdict for row in table_of(later.values(sheets.CHI_TIEU, sheets.TABLE_CELLS)).records)
    rows = later.values(sheets.CAU_MAU, sheets.SENTENCE_CELLS)
    told = [str(row[sheets.SENTENCE - 1]) for row in rows if row[2] is True]
    old = ("Covid", "Bình Thành", "năm thứ tư", "dịch bệnh")
    assert [text for text in told if "…" in text or any(word in text for word in old)] == []
