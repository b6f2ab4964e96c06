"""The pack of Thanh Hà, 2023: nested totals, the budget in đồng, growth without a base, and what differs from print."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

import workbook
from udfs.facts import Facts, facts_of
from udfs.numbers import number_in
from udfs.table import table_of
from udfs.text import doubled_words
from workbook import jobs, sheets

PACK = "thanh-ha-2023"
# What KiemTra says of the figures as they were printed, and nothing else.
FINDINGS = [
    "Số liệu «Tốc độ tăng giá trị sản xuất nông nghiệp»: đã công bố 2,8",
    "Số liệu «Tốc độ tăng giá trị sản xuất tiểu thủ công nghiệp, dịch vụ»: đã công bố 6,8",
    "Số liệu «Tổng chi ngân sách»: đã công bố 5.371.409.147",
    "Số liệu «Tỷ lệ trẻ nhà trẻ ra lớp»: đã công bố 48,07",
    "Số liệu «Tiền quà ngày 27/7»: đã công bố 227.880.000",
]
TOTALS = {
    "tong_thu_nhap": 663.8,
    "gtsx_nong_nghiep": 70.1,
    "thu_trong_trot": 53.6,
    "thu_chan_nuoi": 15.2,
    "thu_tong": 6_790_880_637,
    "chi_tong": 5_368_409_147,
    "mn_tre": 530,
    "vu_viec": 10,
    "ho_so_nhan": 3356,
    "ho_so_con": 3,
    "qua_277_tien": 226_980_000,
    "kh_tong": 715,
}
# The headings of the report, as its source has them.
HEADINGS = [
    "Phần thứ nhất", "KẾT QUẢ THỰC HIỆN NHIỆM VỤ NĂM 2023", "I. KẾT QUẢ ĐẠT ĐƯỢC", "1. Lĩnh vực kinh tế",
    "Sản xuất nông nghiệp", "2. Giao thông, xây dựng", "3. Tài nguyên và môi trường", "4. Thu, chi ngân sách",
    "5. Công tác giáo dục và đào tạo", "a) Trường Mầm non", "b) Trường Tiểu học", "c) Trường Trung học cơ sở",
    "6. Công tác y tế, dân số - kế hoạch hóa gia đình", "a) Công tác y tế",
    "b) Công tác dân số - kế hoạch hóa gia đình", "7. Hoạt động văn hóa, thông tin và phát thanh",
    "8. Công tác lao động - thương binh và xã hội", "9. Lĩnh vực tư pháp, tiếp công dân và giải quyết đơn thư",
    "10. Lĩnh vực an ninh, quốc phòng", "a) Công tác an ninh", "b) Công tác quốc phòng, quân sự địa phương",
    "11. Công tác cải cách hành chính, văn phòng thống kê, nội vụ", "a) Công tác cải cách hành chính",
    "b) Công tác nội vụ", "c) Công tác thống kê", "II. ĐÁNH GIÁ CHUNG", "1. Ưu điểm", "2. Tồn tại, hạn chế",
    "3. Nguyên nhân", "a) Nguyên nhân chủ quan", "b) Nguyên nhân khách quan", "Phần thứ hai",
    "PHƯƠNG HƯỚNG, NHIỆM VỤ NĂM 2024", "1. Lĩnh vực nông nghiệp", "2. Giao thông, xây dựng",
    "3. Tài nguyên và môi trường, phòng, chống thiên tai", "4. Công tác tài chính - thống kê",
    "5. Công tác giáo dục và đào tạo", "6. Công tác y tế, dân số", "7. Công tác văn hóa, thương binh và xã hội",
    "8. Lĩnh vực tư pháp, tiếp công dân", "9. Lĩnh vực an ninh, quốc phòng", "a) Lĩnh vực an ninh",
    "b) Lĩnh vực quân sự", "10. Công tác cải cách hành chính, nội vụ",
]  # fmt: skip
HEADED = ("Phần", "Tên phần", "Mục", "Khoản", "Điểm", "Tiết")
STATED = [
    "giảm 19,7% so với năm 2022",
    "bình quân đầu người ước đạt 67,8 triệu đồng/người/năm",
    "năng suất bình quân 3,5 tạ/sào/năm",
    "Tổng chi ngân sách là 5.368.409.147 đồng",
    "113/235 trẻ, đạt 48,09%, tăng 7 điểm % so với năm học trước",
    "tổng trị giá 226.980.000 đồng",
    "chiếm 2,1%; 71 hộ cận nghèo, chiếm 2,29%",
    "đốt pháo nổ trái phép 01 vụ, trộm cắp tài sản 02 vụ",
    "02 chỉ tiêu hoàn thành vượt kế hoạch, 03 chỉ tiêu hoàn thành kế hoạch và 02 chỉ tiêu chưa hoàn thành kế hoạch",
]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("thanh-ha") / "so.xlsx"
    jobs.new(PACK, made)
    return made


@pytest.fixture(scope="module")
def book(path: Path) -> workbook.Workbook:
    return workbook.load(path)


@pytest.fixture(scope="module")
def facts(book: workbook.Workbook) -> Facts:
    return facts_of(book.values(sheets.SO_LIEU, sheets.FACT_CELLS))


def speaking(book: workbook.Workbook) -> list[tuple[str, str, str]]:
    """The sentences that speak: code, text, warning."""
    rows = book.values(sheets.CAU_MAU, sheets.SENTENCE_CELLS)
    return [
        (str(row[1]), str(row[sheets.SENTENCE - 1]), str(row[sheets.SENTENCE_WARNING - 1] or ""))
        for row in rows
        if row[2] is True
    ]


def test_totals_follow_from_their_parts(facts: Facts) -> None:
    found = {code: float(number_in(facts.by_code[code].actual) or 0) for code in TOTALS}
    assert found == pytest.approx(TOTALS)
    assert all(facts.by_code[code].is_computed for code in TOTALS)


def test_no_figure_is_typed_that_follows_from_others(book: workbook.Workbook, facts: Facts) -> None:
    for fact in facts.records:
        formula = book.formula(sheets.SO_LIEU, f"F{fact.position + sheets.FACT_FIRST_ROW}")
        assert (formula is not None) == fact.is_computed, fact.code


def test_indicators_are_judged(book: workbook.Workbook) -> None:
    table = table_of(book.values(sheets.CHI_TIEU, sheets.TABLE_CELLS))
    judged = [row.cells[sheets.VERDICT - 1] for row in table.indicators]
    assert judged == ["Đạt", "Đạt", "Không đạt", "Không đạt", "Đạt", "Đạt", "Đạt"]


def test_findings_are_what_differs_from_print(book: workbook.Workbook) -> None:
    rows = book.values(sheets.KIEM_TRA, sheets.FINDING_CELLS)
    texts = [str(row[sheets.FINDING_TEXT - 1]) for row in rows if row[sheets.FINDING_TEXT - 1]]
    assert len(texts) == len(FINDINGS)
    for text, wanted in zip(texts, FINDINGS, strict=True):
        assert text.startswith(wanted)
    places = [str(row[sheets.FINDING_PLACE - 1]) for row in rows if row[sheets.FINDING_TEXT - 1]]
    assert all(place.startswith(f"{sheets.SO_LIEU}!K") for place in places)


def test_the_report_states_what_the_figures_give(path: Path) -> None:
    report = jobs.report(path).report
    document = docx.Document(str(report.path))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs).replace("\u00a0", " ")
    assert [wanted for wanted in STATED if wanted not in text] == []
    assert text.index("KẾT QUẢ THỰC HIỆN NHIỆM VỤ NĂM 2023") < text.index("PHƯƠNG HƯỚNG, NHIỆM VỤ NĂM 2024")
    assert "5.368.409.147" in [cell.text for row in document.tables[1].rows for cell in row.cells]


def test_the_report_has_the_sections_of_its_source_in_order(path: Path) -> None:
    document = docx.Document(str(jobs.report(path).report.path))
    found = [
        paragraph.text.replace("\u00a0", " ") for paragraph in document.paragraphs if paragraph.style.name in HEADED
    ]
    assert found == HEADINGS


def test_the_report_has_its_charts_in_an_annex_of_their_own(path: Path) -> None:
    document = docx.Document(str(jobs.report(path).report.path))
    titles = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Tên biểu đồ"]
    assert [title.partition(",")[0] for title in titles] == [
        "Số chỉ tiêu theo mức đạt và theo nhóm", "Mức thực hiện so với kế hoạch năm (%)",
    ]  # fmt: skip


def test_sentences_read_well(book: workbook.Workbook) -> None:
    told = speaking(book)
    assert len(told) > 90
    assert [sentence for sentence in told if sentence[2] or doubled_words(sentence[1]) or "…" in sentence[1]] == []


def test_another_year_tells_no_old_story(tmp_path: Path) -> None:
    made = tmp_path / "2024.xlsx"
    jobs.new(PACK, made, period="2024")
    told = speaking(workbook.load(made))
    assert told
    old = ("Minh Khánh", "Đống Cao", "giải Nhất", "chưa đạt chỉ tiêu", "Ngư Đại")
    assert [text for _, text, _ in told if "…" in text or any(word in text for word in old)] == []
