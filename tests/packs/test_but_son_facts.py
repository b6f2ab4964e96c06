"""Bút Sơn's half-year: the figures of the prose, what follows from them, and what the report says with them."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

import workbook
from udfs.facts import Facts, facts_of
from workbook import jobs, sheets
from workbook.book import Workbook

PACK = "but-son-2023-h1"
STREETS = ("dao_son", "hoang_loc", "but_cuong", "phu_vinh_tay", "vinh_son", "tan_son", "tho_van")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("but-son") / "so.xlsx"
    jobs.new(PACK, made)
    return made


@pytest.fixture
def book(path: Path) -> Workbook:
    """The workbook on its own for every test."""
    made = workbook.load(path)
    made.recalculate()
    return made


@pytest.fixture(scope="module")
def lines(path: Path) -> list[str]:
    report = jobs.report(path).report
    document = docx.Document(str(report.path))
    rows = ["|".join(cell.text for cell in row.cells) for table in document.tables for row in table.rows]
    return [paragraph.text for paragraph in document.paragraphs] + rows


def facts(book: Workbook) -> Facts:
    return facts_of(book.values(sheets.SO_LIEU, sheets.FACT_CELLS))


def value(book: Workbook, code: str) -> object:
    return facts(book).by_code[code].actual


def cell(book: Workbook, code: str) -> str:
    """The cell of a fact's actual."""
    return f"F{sheets.FACT_FIRST_ROW + facts(book).by_code[code].position}"


def findings(book: Workbook) -> list[str]:
    rows = book.values(sheets.KIEM_TRA, sheets.FINDING_CELLS)
    return [f"{row[1]}: {row[2]}" for row in rows if row[2] and row[2] not in sheets.NOT_FINDINGS]


def test_the_official_count_stands(book: Workbook) -> None:
    assert [book.value(sheets.TONG_HOP, f"{col}11") for col in "EFGHI"] == [29.0, 12.0, 14.0, 1.0, 2.0]


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("dien_tich", 458.19), ("ho_so_dat", 73), ("giai", 429), ("vu_viec", 28), ("hs_mot_cua", 788),
        ("chung_thuc", 1403), ("tong_vuon_mau", 24),
    ],
)  # fmt: skip
def test_totals_follow_from_their_parts(book: Workbook, code: str, number: float) -> None:
    assert value(book, code) == pytest.approx(number, abs=1e-9)


def test_every_street_with_a_model_garden_is_a_part(book: Workbook) -> None:
    parts = facts(book).parts(facts(book).by_code["tong_vuon_mau"])
    assert [part.code for part in parts] == [f"vm_{street}" for street in STREETS]


def test_nothing_is_wrong_with_what_was_printed(book: Workbook) -> None:
    assert findings(book) == []


def test_a_part_that_changes_is_named_beside_the_published_total(book: Workbook) -> None:
    book.set(sheets.SO_LIEU, cell(book, "dt_lua"), 287)
    book.recalculate()
    assert value(book, "dien_tich") == pytest.approx(467.19)
    (found,) = findings(book)
    assert "458,19" in found and "467,19" in found


def test_more_cases_within_than_there_are_is_a_finding(book: Workbook) -> None:
    book.set(sheets.SO_LIEU, cell(book, "hoa_tang"), 32)
    book.recalculate()
    assert len(findings(book)) == 1 and "SoLieu" in findings(book)[0]


@pytest.mark.parametrize(
    "said",
    [
        "tổng diện tích gieo trồng là 458,19 ha, trong đó lúa chiếm nhiều nhất (60,7%); cụ thể: lúa 278 ha; ngô 98 ha;",
        "trong đó 785 hồ sơ đúng hạn, bằng 99,6%",
        "thu điều tiết được 1.284.671.000 đồng, bằng 49,6% kế hoạch",
        "Trong kỳ có 28 vụ việc, trong đó đã xử lý, giải quyết 13 vụ; đã chuyển Công an huyện 15 vụ",
        "24 vườn mẫu, nhiều nhất ở phố Phú Vinh Tây (06 vườn)",
        "03/03 thanh niên nhập ngũ, bằng 100% chỉ tiêu",
        "- Phú Vinh Tây|Vườn|6",
        "Đăng ký nuôi con nuôi|Trường hợp|0",
    ],
)
def test_the_report_says_it_with_the_numbers(lines: list[str], said: str) -> None:
    assert [line for line in lines if said in line], said


def test_the_report_has_its_two_parts_in_order(lines: list[str]) -> None:
    heads = ["Phần thứ nhất", "I. NHỮNG KẾT QUẢ ĐẠT ĐƯỢC", "1.1. Sản xuất nông nghiệp, thủy sản", "2.4. Công tác chính"
             " sách xã hội", "3.4. Công tác cải cách hành chính", "II. TỒN TẠI, HẠN CHẾ VÀ NGUYÊN NHÂN", "Phần thứ hai",
             "3.3. Tư pháp - cải cách hành chính"]  # fmt: skip
    assert list(dict.fromkeys(line for line in lines if line in heads)) == heads


def test_low_vaccination_is_said_only_while_it_is_low(book: Workbook) -> None:
    def spoken() -> set[object]:
        rows = book.values(sheets.CAU_MAU, sheets.SENTENCE_CELLS)
        return {row[sheets.SENTENCE_CODE - 1] for row in rows if row[sheets.CONDITION - 1] is True}

    assert "tiem_phong_thap" in spoken()
    book.set(sheets.SO_LIEU, cell(book, "tp_lon"), 82.5)
    book.recalculate()
    assert "tiem_phong_thap" not in spoken()
