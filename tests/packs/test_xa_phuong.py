"""The commune's pack through a year: months, quarters, half-year, nine months and year, nothing entered twice."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import docx
import pytest

import workbook
from udfs.periods import parse_period
from udfs.text import doubled_words
from workbook import jobs, packs, rolling, sheets
from xlcore.values import Value

PACK = "xa-phuong"
YEAR = 2026
LONGER = {3: ("Q1",), 6: ("Q2", "H1"), 9: ("Q3", "9M"), 12: ("Q4", "")}
# What is done in a month, as a share of the year's plan: crops come twice a year, recruits in February.
CROPS = (0.33, 0.05, 0, 0, 0, 0.04, 0.3, 0.02, 0, 0.2, 0.06, 0)
SEASONS = {
    "gieo_trong": CROPS,
    "luong_thuc": (0, 0, 0, 0, 0.31, 0.2, 0, 0, 0.05, 0.3, 0.15, 0),
    "nhap_ngu": (0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    "giai_ngan": (0.05, 0.02, 0.06, 0.07, 0.08, 0.09, 0.08, 0.09, 0.1, 0.1, 0.12, 0.13),
}
EVEN = (0.09, 0.06, 0.08, 0.09, 0.08, 0.09, 0.08, 0.08, 0.09, 0.08, 0.09, 0.1)
COUNTED = frozenset({"Doanh nghiệp", "Hộ", "Người", "Lượt", "Nhà", "Cây", "Cơ sở", "Triệu đồng", "Sản phẩm"})
# Facts that stand as they are through the year; the others grow with the months.
STANDING = frozenset({"giao_duc"})
WORDS = ("huyện", "thị trấn", "quận")


class Year(NamedTuple):
    files: dict[str, Path]
    rows: dict[str, int]
    facts: dict[str, int]
    books: dict[str, workbook.Workbook]

    def book(self, code: str) -> workbook.Workbook:
        """The workbook of a period, read once for all tests: longer periods as rolling left them, computed."""
        if code not in self.books:
            book = workbook.load(self.files[code])
            if "-M" in code:
                book.recalculate()
            self.books[code] = book
        return self.books[code]


def rows_of(path: Path, sheet: str, cells: str, col: int, first: int) -> dict[str, int]:
    found = workbook.load(path).values(sheet, cells)
    return {str(row[col - 1]): number for number, row in enumerate(found, first) if isinstance(row[col - 1], str)}


def monthly(row: packs.Row, month: int) -> float | None:
    """A plausible figure for the month alone; None where the year's end decides."""
    if row.year_end and month < 12:
        return None
    plan = float(row.plan or 0)
    if row.aggregate == sheets.SUMMED:
        if row.year_end:
            return round(plan)
        done = plan * SEASONS.get(row.code, EVEN)[month - 1]
        return round(done) if row.unit in COUNTED else round(done, 1)
    if row.direction == "thấp":
        return round(plan - 0.2, 2)
    return round(plan - 2 + month / 6 + (0.1 if month % 2 else 0), 2)


def enter(path: Path, month: int, pack: packs.Pack, year: Year) -> None:
    book = workbook.load(path)
    for row in pack.rows:
        book.set(sheets.CHI_TIEU, f"T{year.rows[row.code]}", monthly(row, month))
    for fact in pack.facts:
        if fact.is_computed or fact.kind == sheets.TOTAL or not isinstance(fact.actual, float):
            continue
        grown = fact.actual if fact.agg == sheets.LAST else round(fact.actual * month * (1 + month % 3 / 100))
        book.set(sheets.SO_LIEU, f"F{year.facts[fact.code]}", grown)
    book.save()


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    folder = tmp_path_factory.mktemp("xa")
    pack = packs.read(PACK)
    first = folder / f"xa-{YEAR}-M01.xlsx"
    jobs.new(PACK, first)
    made = Year(
        {},
        rows_of(first, sheets.CHI_TIEU, sheets.TABLE_CELLS, sheets.CODE, sheets.FIRST_ROW),
        rows_of(first, sheets.SO_LIEU, sheets.FACT_CELLS, sheets.FACT_CODE, sheets.FACT_FIRST_ROW),
        {},
    )
    path = first
    for month in range(1, 13):
        code = f"{YEAR}-M{month:02d}"
        if month > 1:
            path = rolling.roll(path, code).out
        made.files[code] = path
        enter(path, month, pack, made)
        for kind in LONGER.get(month, ()):
            code = f"{YEAR}-{kind}".rstrip("-")
            path = rolling.roll(path, code).out
            made.files[code] = path
    made.files[f"{YEAR + 1}-M06"] = rolling.roll(path, f"{YEAR + 1}-M06").out
    return made


def sentences(book: workbook.Workbook) -> list[tuple[str, Value]]:
    """The sentences that speak, each with its warning."""
    rows = book.values(sheets.CAU_MAU, sheets.SENTENCE_CELLS)
    return [(str(row[sheets.SENTENCE - 1]), row[sheets.SENTENCE_WARNING - 1]) for row in rows if row[2] is True]


def test_the_pack_has_what_a_commune_reports_on() -> None:
    pack = packs.read(PACK)
    assert 28 <= len(pack.rows) <= 34
    assert [group.tt for group in pack.groups] == ["I", "II", "III", "IV", "V"]
    assert pack.accumulate and pack.upper_plan_head
    for name in ("pack.toml", "catalogue.csv", "facts.csv", "sentences.csv"):
        text = packs.folder(PACK).joinpath(name).read_text(encoding="utf-8").lower()
        assert not [word for word in WORDS if re.search(rf"\b{word}\b", text)], name


def test_longer_periods_follow_from_the_months(year: Year) -> None:
    pack = packs.read(PACK)
    for code in year.files:
        period = parse_period(code)
        assert period is not None
        if period.year > YEAR:
            continue
        book = year.book(code)
        for row in pack.rows:
            months = [monthly(row, month) for month in range(1, period.last_month + 1)]
            known = [figure for figure in months if figure is not None]
            value = book.value(sheets.CHI_TIEU, f"F{year.rows[row.code]}")
            if not known:
                assert value == ""
            elif row.aggregate == sheets.SUMMED:
                assert value == pytest.approx(sum(known)), (code, row.code)
            elif row.aggregate == sheets.MEAN:
                assert value == pytest.approx(sum(known) / len(known), abs=0.006), (code, row.code)
            else:
                assert value == known[-1], (code, row.code)


def test_the_year_after_has_its_same_period(year: Year) -> None:
    before, after = (year.book(f"{number}-M06") for number in (YEAR, YEAR + 1))
    for row in year.rows.values():
        reached = before.value(sheets.CHI_TIEU, f"F{row}")
        same = after.value(sheets.CHI_TIEU, f"E{row}")
        assert same is None if reached == "" else same == pytest.approx(reached, abs=0.006)
    fact = year.facts["ho_so_truc_tuyen"]
    assert after.value(sheets.SO_LIEU, f"E{fact}") == before.value(sheets.SO_LIEU, f"F{fact}")
    assert after.value(sheets.SO_LIEU, f"F{fact}") is None


def test_no_sentence_of_the_year_has_a_fault(year: Year) -> None:
    for code in year.files:
        for text, warning in sentences(year.book(code)):
            assert not warning, (code, text, warning)
            assert "…" not in text and "{" not in text and "[" not in text, (code, text)
            assert not doubled_words(text), (code, text)
            assert not re.search(r"\d\.\d{1,2}\b(?!\.)", text), (code, text)  # a decimal point
            assert not re.search(r"đạt\s+KH|  | [,;.]", text), (code, text)


def test_the_months_do_not_read_alike(year: Year) -> None:
    openings = set()
    for month in range(2, 13):
        said = [text for text, _ in sentences(year.book(f"{YEAR}-M{month:02d}")) if "thịt hơi" in text]
        openings.add(re.sub(r"[\d.,]+", "", said[0].replace(f"tháng {month}", "")).strip()[:30])
    assert len(openings) >= 2


def test_nothing_looks_wrong_but_what_is_not_entered(year: Year) -> None:
    for code in (f"{YEAR}-M01", f"{YEAR}-M06", f"{YEAR}-Q2", f"{YEAR}-9M", str(YEAR)):
        found = year.book(code).values(sheets.KIEM_TRA, sheets.FINDING_CELLS)
        texts = [str(row[sheets.FINDING_TEXT - 1]) for row in found if row[sheets.FINDING_TEXT - 1]]
        assert texts == [sheets.NO_FINDING], (code, texts)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("M05", ("tháng 5 năm 2026", "tháng 6 năm 2026")),
        ("Q3", ("quý III năm 2026", "quý IV năm 2026")),
        ("H1", ("6 tháng đầu năm 2026", "6 tháng cuối năm 2026")),
        ("9M", ("9 tháng đầu năm 2026", "3 tháng cuối năm 2026")),
        ("", ("năm 2026", "năm 2027")),
    ],
)
def test_the_report_of_each_kind_of_period(year: Year, tmp_path: Path, code: str, words: tuple[str, str]) -> None:
    source = year.files[f"{YEAR}-{code}".rstrip("-")]
    copy = tmp_path / source.name
    copy.write_bytes(source.read_bytes())
    job = jobs.report(copy)
    text = "\n".join(paragraph.text for paragraph in docx.Document(str(job.report.path)).paragraphs)
    for said in words:
        assert said in text
    assert "năm năm" not in text and "./." in text
    assert not [word for word in WORDS if re.search(rf"\b{word}\b", text.lower())]
