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
from udfs.functions import ct_dem
from udfs.numbers import number_words, write_number
from udfs.sentences import FIGURE
from workbook import jobs, packs, report_memory, sheets
from workbook.report_sentences import text_of
from workbook.report_sources import NUMBER
from workbook.report_trace import TYPED
from xlcore.dates import to_ymd

Line = dict[str, str]
PACKS = (*packs.ids(), report_pack.ID)


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
        date = to_ymd(float(str(book.value(dated[2], dated[3]))))
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
            assert line["loai"] == TYPED and line["nguon"] == "tieu_de", line
    assert not wrong[:3] and followed > 60


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
