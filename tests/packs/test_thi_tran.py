"""A town's half-year against the council's resolution: 21 indicators, ranges, results in words, what was misprinted."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

import workbook
from udfs.facts import facts_of
from udfs.table import table_of
from workbook import jobs, sheets
from workbook.book import Workbook

PACK = "thi-tran-2023-h1"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("thi-tran") / "so.xlsx"
    jobs.new(PACK, made)
    return made


@pytest.fixture(scope="module")
def book(path: Path) -> Workbook:
    made = workbook.load(path)
    made.recalculate()
    return made


@pytest.fixture(scope="module")
def lines(path: Path) -> list[str]:
    report = jobs.report(path).report
    return [paragraph.text for paragraph in docx.Document(str(report.path)).paragraphs]


def statuses(book: Workbook) -> dict[str, object]:
    records = table_of(book.values(sheets.CHI_TIEU, sheets.TABLE_CELLS)).indicators
    return {record.tt: record.cells[sheets.STATUS - 1] for record in records}


def test_every_indicator_has_its_status(book: Workbook) -> None:
    found = statuses(book)
    met, low = "Đạt và vượt trên 50%", "Đạt dưới 50%"
    assert list(found) == [str(number) for number in range(1, 22)]
    assert [tt for tt, status in found.items() if status == met] == "3 7 9 12 13 14 15 16 19 21".split()
    assert [tt for tt, status in found.items() if status == low] == ["11", "17", "20"]
    assert [tt for tt, status in found.items() if status == "Chưa thực hiện"] == ["6"]
    assert [tt for tt, status in found.items() if status == "Đánh giá cuối năm"] == ["1", "10"]
    # The source names a result and no target.
    assert [tt for tt, status in found.items() if status == "Cần kiểm tra"] == ["2", "4", "5", "8", "18"]


def test_what_kiem_tra_finds_is_what_the_source_lacks_or_misprints(book: Workbook) -> None:
    rows = book.values(sheets.KIEM_TRA, sheets.FINDING_CELLS)
    found = [str(row[2]) for row in rows if row[2] and row[2] not in sheets.NOT_FINDINGS]
    without_target = [text for text in found if text.endswith("chưa có kế hoạch.")]
    numbers = [text.split()[2] for text in without_target]
    assert numbers == "2 3 4 5 6 7 8 10 18 20".split()
    (printed,) = (text for text in found if text not in without_target)
    assert "Chi ngân sách so với dự toán" in printed and "52,27" in printed and "47,73" in printed


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("van_ban_di", 667), ("thu_dt", 2824 / 7385 * 100), ("chi_dt", 3525 / 7385 * 100), ("bu_thu", 701),
        ("ho_ngheo_nq", 100 / 3), ("attp_nq", 200 / 3), ("tiem_chung_nq", 100), ("bhyt_nq", 78.8 / 93 * 100),
        ("doi_thoai_nq", 40),
    ],
)  # fmt: skip
def test_what_follows_is_computed(book: Workbook, code: str, number: float) -> None:
    held = facts_of(book.values(sheets.SO_LIEU, sheets.FACT_CELLS)).by_code[code].actual
    assert held == pytest.approx(number)


@pytest.mark.parametrize(
    "said",
    [
        "(1) Thu ngân sách địa phương được 2,824 tỷ đồng, bằng 38,24% dự toán giao (7,385 tỷ đồng); "
        "chi ngân sách 3,525 tỷ đồng, bằng 47,73% dự toán giao (7,385 tỷ đồng).",
        "(12) Đã kiểm tra vệ sinh an toàn thực phẩm 02 lần, bằng 66,7% mức thấp nhất của chỉ tiêu nghị quyết "
        "(3-5 lần).",
        "(13) Tỷ lệ tiêm chủng đầy đủ ở trẻ em dưới 1 tuổi là trên 95%, bằng 100% chỉ tiêu nghị quyết.",
        "(16) Bảo hiểm y tế bao phủ 78,8% dân số, bằng 84,73% chỉ tiêu nghị quyết (93%).",
        "(19) Tình hình quốc phòng - an ninh ổn định.",
        "(20) Tội phạm hình sự tăng 37,5% so với cùng kỳ năm trước (11 vụ so với 08 vụ), vì vậy chỉ tiêu kéo giảm tội "
        "phạm, vi phạm hành chính, tai nạn giao thông chưa đạt.",
    ],
)
def test_the_report_states_what_the_numbers_give(lines: list[str], said: str) -> None:
    assert said in lines


def test_all_indicators_are_told_in_order(lines: list[str]) -> None:
    told = [line.split(")")[0][1:] for line in lines if line.startswith("(") and line[1:2].isdigit()]
    assert told == [str(number) for number in range(1, 22)]


def test_a_fall_in_crime_is_said_otherwise(path: Path) -> None:
    book = workbook.load(path)
    facts = facts_of(book.values(sheets.SO_LIEU, sheets.FACT_CELLS))
    book.set(sheets.SO_LIEU, f"F{sheets.FACT_FIRST_ROW + facts.by_code['toi_pham'].position}", 6)
    book.recalculate()
    rows = book.values(sheets.CAU_MAU, sheets.SENTENCE_CELLS)
    said = {row[1]: row[4] for row in rows if row[2] is True}
    assert said["trat_tu"] == "(20) Tội phạm hình sự có 06 vụ, giảm 25% so với cùng kỳ năm trước."
    assert "toi_pham_tang" not in said
