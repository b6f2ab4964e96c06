"""Every number of a report knows its cell: each line of the trace is followed back into the workbook."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

import workbook
from tests.workbook import report_pack
from tests.workbook.word_file import WordFile
from udfs.dates import date_in
from udfs.functions import ct_dem
from udfs.numbers import number_words, write_number
from udfs.part_fields import FIELDS
from udfs.sentences import FIGURE
from workbook import jobs, packs, report_memory, report_sections, report_sources, sheets
from workbook.report_marks import HEADING
from workbook.report_origins import NUMBER
from workbook.report_sentences import text_of
from workbook.report_trace import TYPED
from xlcore.dates import to_ymd

Line = dict[str, str]
PACKS = (*packs.ids(), report_pack.ID)
PERIOD_KEYS = ("ky_chu", "ky_con_lai", "ky_cung_ky")
PLACEHOLDER = re.compile(r"\{[^{}]*\}")


@pytest.fixture(scope="module", params=PACKS)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nguon")
    pack = str(report_pack.made(folder)) if request.param == report_pack.ID else request.param
    jobs.new(pack, folder / "so.xlsx")
    book = workbook.load(folder / "so.xlsx")
    book.set(sheets.THONG_TIN, "C8", 5)
    book.set(sheets.THONG_TIN, "C10", 45112)
    book.save()
    job = jobs.report(folder / "so.xlsx", trace=True)
    assert [path.name for path in job.report.beside] == [f"so-nguon-so-lieu.{kind}" for kind in ("csv", "json", "docx")]
    return folder


def lines_of(folder: Path) -> list[Line]:
    content = (folder / "so-nguon-so-lieu.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def info_rows(book: workbook.Workbook) -> list[list[object]]:
    return [list(row) for row in book.values(sheets.THONG_TIN, sheets.INFO_CELLS)]


def is_meant_as_date(book: workbook.Workbook, sheet: str, cell: str) -> bool:
    """Any number is a serial number: what the row says of itself decides."""
    if sheet == sheets.THONG_TIN:
        return str(book.value(sheet, f"A{cell[1:]}")).startswith("ngay")
    kind = f"{sheets.COLUMN_LETTERS[sheets.FACT_KIND - 1]}{cell[1:]}"
    return sheet == sheets.SO_LIEU and book.value(sheet, kind) == sheets.DATED


def computed(book: workbook.Workbook, expression: str) -> Decimal:
    """What the expression over cells gives; a small calculator of the test's own."""
    counting = re.fullmatch(r'CT_DEM\(ChiTieu!(\S+?),"(\w+)",ThongTin!(\w+),ThongTin!(\w+),"(\w*)"\)', expression)
    if counting:
        table = book.values(sheets.CHI_TIEU, counting[1])
        period, threshold = (book.value(sheets.THONG_TIN, counting[place]) for place in (3, 4))
        return Decimal(str(ct_dem(table, counting[2], period, threshold, counting[5])))

    def number(match: re.Match[str]) -> str:
        value = book.value(match[1], match[2])
        return f"Decimal({str(value)!r})"

    dated = re.fullmatch(r"(YEAR|MONTH|DAY)\((\w+)!(\w+)\)", expression)
    if dated:
        assert is_meant_as_date(book, dated[2], dated[3]), expression
        serial = date_in(book.value(dated[2], dated[3]))
        date = None if serial is None else to_ymd(serial)
        assert isinstance(date, tuple)
        return Decimal(date[("YEAR", "MONTH", "DAY").index(dated[1])])
    expression = re.sub(r"VALUE\(LEFT\((\w+)!(\w+),4\)\)", lambda m: str(book.value(m[1], m[2]))[:4], expression)
    expression = re.sub(r"(\w+)!([A-Z]+\d+)", number, expression).replace("ABS", "abs")
    return Decimal(eval(expression, {"Decimal": Decimal, "abs": abs}))


def test_every_line_leads_back_to_the_number(folder: Path) -> None:
    book = workbook.load(folder / "so.xlsx")
    wrong, followed = [], 0
    for line in lines_of(folder):
        if line["loai"] == NUMBER:
            followed += 1
            value = abs(computed(book, line["cach_tinh"]))
            places = len(line["so_in"].partition(",")[2])
            printed = write_number(value, places, fixed=True)
            same = line["so_in"].lstrip("0") in (
                printed,
                printed.lstrip("0"),
                write_number(value, places, grouped=False),
            )
            if not same and not (number_words(value) or "").lower() == line["so_in"].lower():
                wrong.append((line, value))
        elif line["trang"]:
            text = text_of(book.value(line["trang"], line["o"]))
            if line["so_in"] not in FIGURE.findall(text):
                wrong.append((line, text))
        else:
            assert line["loai"] == TYPED and line["nguon"] in ("tieu_de", "trich_yeu"), line
    assert not wrong[:3] and followed > 60


# Fields of which the numbers are those of other rows, or of ThongTin.
OF_OTHERS = ("phan", "phan_lon_nhat", "trang_thai")


def codes_of(book: workbook.Workbook) -> dict[tuple[str, int], str]:
    """The code of each row of the two tables."""
    found: dict[tuple[str, int], str] = {}
    tables = [(sheets.CHI_TIEU, sheets.TABLE_CELLS, sheets.CODE)]
    if book.has_sheet(sheets.SO_LIEU):
        tables.append((sheets.SO_LIEU, sheets.FACT_CELLS, sheets.FACT_CODE))
    for sheet, cells, column in tables:
        for number, row in enumerate(book.values(sheet, cells), sheets.FIRST_ROW):
            found[sheet, number] = str(row[column - 1] or "").lower()
    return found


def test_a_number_comes_from_the_row_that_its_placeholder_names(folder: Path) -> None:
    book = workbook.load(folder / "so.xlsx")
    codes, wrong, followed = codes_of(book), [], 0
    for line in lines_of(folder):
        code, *fields = line["nguon"].split(".")
        row = (line["trang"], int(re.sub(r"\D", "", line["o"]) or 0)) if ":" not in line["o"] else ("", 0)
        if not line["dau"].startswith("cau/") or code not in codes.values() or not fields:
            continue
        if not set(OF_OTHERS) & set(fields):
            followed += 1
            if codes.get(row) != code:
                wrong.append(line)
    assert not wrong[:3] and followed > 5


def test_what_is_typed_in_a_pattern_or_title_is_named_so_and_nothing_else(folder: Path) -> None:
    """The 19 of Covid-19 comes from no cell, the 6 of "6 tháng đầu năm" does."""
    book = workbook.load(folder / "so.xlsx")
    name = next(str(row[2]) for row in info_rows(book) if row[0] == sheets.KEY_PACK)
    pack = packs.of_workbook(name, folder)
    titles = {f"{HEADING}{section.key}": section.title for section in report_sections.read(pack).sections}
    for line in lines_of(folder):
        if line["nguon"] == "tieu_de":
            typed = FIGURE.findall(PLACEHOLDER.sub(" ", titles[line["dau"]]))
            assert (line["loai"] == TYPED) == (line["so_in"] in typed), line
        elif line["loai"] == TYPED and line["trang"]:
            pattern = str(book.value(line["trang"], line["o"]))
            assert line["so_in"] in FIGURE.findall(PLACEHOLDER.sub(" ", pattern)), line


def test_the_form_comes_from_its_own_cells_alone(folder: Path) -> None:
    book = workbook.load(folder / "so.xlsx")
    keys = {"so_ky_hieu": {"so_van_ban"}, "dia_danh_ngay_thang": {"ngay_ban_hanh"}}
    for line in lines_of(folder):
        if line["trang"] == sheets.THONG_TIN and not line["dau"].startswith("cau/"):
            key = str(book.value(sheets.THONG_TIN, f"A{line['o'][1:]}"))
            allowed = keys.get(line["nguon"]) or {"so_van_ban", "ngay_ban_hanh", "ky", "nam", *PERIOD_KEYS}
            assert key in allowed, (line, key)


def test_every_field_of_a_placeholder_has_its_sources() -> None:
    assert {*report_sources.FIELD_COLUMNS, *report_sources.OTHER_FIELDS} == set(FIELDS)


def test_every_number_of_the_document_is_in_the_trace(folder: Path) -> None:
    """Whatever stands in a paragraph of the body or a cell of a table; heads and ordinal numbers aside."""
    word, lines = WordFile(folder / "so.docx"), lines_of(folder)
    texts: dict[str, list[str]] = {}
    for line in lines:
        texts.setdefault(line["dau"], []).append(line["so_in"])
    missing = []
    memory = report_memory.read(word.package)
    assert memory is not None
    for mark in word.marks():
        if not mark.startswith(("cau/", "hang/")):
            continue
        entry = memory.entries[report_memory.bookmark(mark)]
        numbers = FIGURE.findall(" | ".join(entry.texts))
        if any(number not in texts.get(mark, []) for number in numbers):
            missing.append((mark, numbers, texts.get(mark)))
    assert not missing[:2]


def single_cells(folder: Path) -> list[Line]:
    """The numbers of sentences that are what one cell holds."""
    lines = [line for line in lines_of(folder) if line["dau"].startswith("cau/") and line["loai"] == NUMBER]
    return [line for line in lines if line["cach_tinh"] == f"{line['trang']}!{line['o']}"]


def test_a_number_names_its_cell_formula_and_value(folder: Path) -> None:
    book, lines = workbook.load(folder / "so.xlsx"), single_cells(folder)
    assert len(lines) > 5
    for line in lines:
        assert float(line["gia_tri"]) == pytest.approx(book.value(line["trang"], line["o"]), rel=1e-12)
        assert line["cong_thuc"].lstrip("'") == (book.formula(line["trang"], line["o"]) or "")
    listed = json.loads((folder / "so-nguon-so-lieu.json").read_text(encoding="utf-8"))
    assert [entry["so_in"] for entry in listed] == [line["so_in"] for line in lines_of(folder)]


def test_the_annotated_copy_names_the_cells(folder: Path) -> None:
    comments = WordFile(folder / "so-nguon-so-lieu.docx").comments()
    told = {line.partition(":")[0] for lines in comments.values() for line in lines}
    assert {f"{line['so_in']} ← {line['trang']}!{line['o']}" for line in single_cells(folder)} <= told
    assert WordFile(folder / "so.docx").comments() == {}


def test_a_change_is_told_with_what_it_is_made_of(tmp_path: Path) -> None:
    pack = report_pack.made(tmp_path)
    jobs.new(str(pack), tmp_path / "so.xlsx")
    jobs.report(tmp_path / "so.xlsx", trace=True)
    lines = {line["so_in"]: line for line in lines_of(tmp_path) if line["dau"].startswith("cau/nong")}
    assert lines["2,68"]["cach_tinh"] == "ABS(ChiTieu!F7/ChiTieu!E7*100-100)"
    assert (lines["2.300"]["o"], lines["2.240"]["o"], lines["55,42"]["o"]) == ("F7", "E7", "H7")


def test_what_is_typed_by_hand_says_so(tmp_path: Path) -> None:
    pack = report_pack.made(tmp_path)
    jobs.new(str(pack), tmp_path / "so.xlsx")
    book = workbook.load(tmp_path / "so.xlsx")
    rows = {book.value(sheets.CAU_MAU, f"B{row}"): row for row in range(sheets.SENTENCE_FIRST_ROW, 30)}
    book.set(sheets.CAU_MAU, f"F{rows['ts']}", "Thủy sản 65 tấn, thêm 12 lồng cá.")
    book.save()
    jobs.report(tmp_path / "so.xlsx")
    word = WordFile(tmp_path / "so.docx")
    word.replace("Đàn bò có 1.204 con", "Đàn bò có 1.204 con, đàn trâu 77 con")
    word.save()
    jobs.report(tmp_path / "so.xlsx", trace=True)
    lines = {line["so_in"]: line for line in lines_of(tmp_path) if line["dau"].startswith(("cau/nong", "cau/chan"))}
    assert (lines["65"]["trang"], lines["65"]["o"]) == ("ChiTieu", "F8")
    assert (lines["12"]["loai"], lines["12"]["o"]) == (TYPED, f"F{rows['ts']}")
    assert (lines["77"]["loai"], lines["77"]["trang"]) == (TYPED, "")
    assert (lines["1.204"]["trang"], lines["1.204"]["gia_tri"]) == ("SoLieu", "1204")


def test_the_first_month_of_the_year_is_no_day_of_the_threshold(tmp_path: Path) -> None:
    """8,33 is also the serial number of 8 January 1900."""
    jobs.new("xa-phuong", tmp_path / "so.xlsx")
    book = workbook.load(tmp_path / "so.xlsx")
    cells = {str(row[0]): f"C{number}" for number, row in enumerate(info_rows(book), sheets.INFO_FIRST_ROW)}
    book.set(sheets.THONG_TIN, cells["ky"], "2026-M01")
    book.set(sheets.THONG_TIN, cells["nguong"], None)
    book.set(sheets.THONG_TIN, cells["ngay_ban_hanh"], "2/2/2026")
    book.save()
    jobs.report(tmp_path / "so.xlsx", trace=True)
    lines = lines_of(tmp_path)
    threshold = {cells["nguong"], cells["nguong_ky"]}
    assert {line["o"] for line in lines if line["so_in"] == "01" and line["nguon"] == "tieu_de"} == {cells["ky_chu"]}
    assert not [line for line in lines if line["o"] in threshold and line["so_in"] != "8,33"]
    date = [line["cach_tinh"] for line in lines if line["nguon"] == "dia_danh_ngay_thang"]
    assert date == [f"{part}(ThongTin!{cells['ngay_ban_hanh']})" for part in ("DAY", "MONTH", "YEAR")]


def test_a_date_without_a_cell_has_the_year_of_the_period(tmp_path: Path) -> None:
    pack = report_pack.made(tmp_path)
    jobs.new(str(pack), tmp_path / "so.xlsx")
    jobs.report(tmp_path / "so.xlsx", trace=True)
    (line,) = [line for line in lines_of(tmp_path) if line["nguon"] == "dia_danh_ngay_thang"]
    assert (line["so_in"], line["cach_tinh"]) == ("2025", "VALUE(LEFT(ThongTin!C11,4))")


def test_equal_parts_and_equal_counts_are_told_apart(tmp_path: Path) -> None:
    """Two parts of 98 ha are two cells; what follows a count says of which class it is."""
    pack = report_pack.made(tmp_path)
    jobs.new(str(pack), tmp_path / "so.xlsx")
    book = workbook.load(tmp_path / "so.xlsx")
    book.set(sheets.SO_LIEU, "F8", 98)
    book.save()
    jobs.report(tmp_path / "so.xlsx", trace=True)
    lines = lines_of(tmp_path)
    parts = [line["o"] for line in lines if line["nguon"] == "dien_tich.phan"]
    assert parts == ["F8", "F9"]
    counts = [
        line["cach_tinh"].split('"')[1] for line in lines if line["nguon"] == "dem.phan_loai" and ":" in line["o"]
    ]
    assert len(counts) > 2 and len(set(counts)) == len(counts)


def test_numbers_of_a_table_of_dates_are_day_month_and_year(tmp_path: Path) -> None:
    jobs.new("huong-tra-2023", tmp_path / "so.xlsx")
    jobs.report(tmp_path / "so.xlsx", trace=True)
    dates = [line["cach_tinh"] for line in lines_of(tmp_path) if line["nguon"] == "ngay_van_ban.ngay"]
    cell = dates[0].partition("!")[2]
    assert dates == [f"{part}(SoLieu!{cell}" for part in ("DAY", "MONTH", "YEAR")]


@pytest.mark.parametrize(
    ("pack", "number"), [("quang-tri-2021-h1", "19"), ("but-son-2023-h1", "99"), ("but-son-2023-h1", "1089")]
)
def test_numbers_that_titles_spell_out_are_typed(pack: str, number: str, tmp_path: Path) -> None:
    jobs.new(pack, tmp_path / "so.xlsx")
    jobs.report(tmp_path / "so.xlsx", trace=True)
    found = [line for line in lines_of(tmp_path) if line["so_in"] == number and line["nguon"] == "tieu_de"]
    assert found and {(line["loai"], line["trang"]) for line in found} == {(TYPED, "")}
