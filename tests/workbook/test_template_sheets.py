"""What the sheets around the table say once computed: links, colours, the computer's decimal sign, the history."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

import workbook
from udfs import FUNCTIONS
from udfs.functions import NOTHING_FOUND
from workbook import packs, saved, sheets, template
from workbook.template_excel import STATUS_COLOURS
from xlcore import BUILTINS, Model
from xlcore.registry import Library, declare
from xlcore.values import Value

PACK = "but-son-2023-h1"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("trang") / "bang.xlsx"
    template.build(PACK, path)
    return path


# KiemTra: links ---------------------------------------------------------------------------------------------------

LINKS: Library = {}


@declare(LINKS)("HYPERLINK", "t v?")
def link(target: str, shown: Value = None) -> str:
    """Both what the link shows and where it leads, which a cell's value alone does not tell."""
    return f"{shown} -> {target}"


def test_every_finding_has_a_link_to_its_cell(built: Path) -> None:
    book = workbook.load(built, BUILTINS | FUNCTIONS | LINKS)
    for cell in ("F12", "F13", "F18"):
        book.set(sheets.CHI_TIEU, cell, "12,5 tấn")
    book.recalculate()
    found = [row for row in book.values(sheets.KIEM_TRA, sheets.FINDING_CELLS) if row[sheets.FINDING_TEXT - 1]]
    places = [row[sheets.FINDING_PLACE - 1] for row in found]
    assert {"F12", "F13", "F18"} <= set(places)
    for row in found:
        place = row[sheets.FINDING_PLACE - 1]
        assert row[sheets.FINDING_LINK - 1] == f"Mở ô {place} -> #'{sheets.CHI_TIEU}'!{place}"


def test_no_finding_no_link(built: Path) -> None:
    book = workbook.load(built, BUILTINS | FUNCTIONS | LINKS)
    book.recalculate()
    rows = book.values(sheets.KIEM_TRA, sheets.FINDING_CELLS)
    assert [row[sheets.FINDING_TEXT - 1] for row in rows] == [NOTHING_FOUND, *[""] * (len(rows) - 1)]
    assert NOTHING_FOUND == sheets.NO_FINDING
    for row in rows:
        assert not row[sheets.FINDING_PLACE - 1]
        assert row[sheets.FINDING_LINK - 1] == ""


@pytest.mark.parametrize("spoilt", [{}, {"F12": "12,5 tấn", "F13": 65000}])
def test_findings_and_the_closing_sentence_stand_without_our_functions(
    built: Path, tmp_path: Path, spoilt: dict[str, Value]
) -> None:
    book = workbook.load(built)
    for cell, value in spoilt.items():
        book.set(sheets.CHI_TIEU, cell, value)
    book.recalculate()
    saved.refresh(book)
    book.save(tmp_path / "da-tinh.xlsx")
    told = book.values(sheets.KIEM_TRA, "B5:C44")
    assert [row[0] for row in told[:3]] == (["F12", "F13", ""] if spoilt else ["", "", ""])
    closing = book.value(sheets.TONG_HOP, "A13")
    assert "trong tổng số 29 chỉ tiêu" in str(closing)

    bare = workbook.load(tmp_path / "da-tinh.xlsx", functions=BUILTINS)
    bare.recalculate(full=True)
    assert bare.values(sheets.KIEM_TRA, "B5:C44") == told
    assert bare.value(sheets.TONG_HOP, "A13") == closing
    saved.refresh(bare)
    bare.set(sheets.CHI_TIEU, "F14", 7)
    bare.recalculate()
    assert bare.values(sheets.KIEM_TRA, "B5:C6") == [["", sheets.NOT_CHECKED], ["", ""]]
    assert str(bare.value(sheets.TONG_HOP, "A13")).startswith("Tổng số 29 chỉ tiêu")
    saved.refresh(bare)  # what was not checked is no finding to save
    assert bare.value(sheets.KIEM_TRA, "F5") == told[0][1]
    assert bare.value(sheets.TONG_HOP, f"{sheets.SAVED_CLOSING}13") == closing


# ChiTieu: colours -------------------------------------------------------------------------------------------------


def fill_of(built: Path, status: str) -> str | None:
    """The colour in which the sheet shows a status: of the first rule whose formula holds, None without one."""
    ws = openpyxl.load_workbook(built)[sheets.CHI_TIEU]
    area = f"K{sheets.FIRST_ROW}:K{sheets.LAST_ROW}"
    rules = [rule for found in ws.conditional_formatting if str(found.sqref) == area for rule in found.rules]
    for rule in sorted(rules, key=lambda rule: rule.priority):
        model = Model(functions=BUILTINS)
        sheet = model.add_sheet(sheets.CHI_TIEU)
        sheet.set_value(sheets.FIRST_ROW, sheets.STATUS, status)
        sheet.set_formula(sheets.FIRST_ROW, 20, f"={rule.formula[0]}")
        model.recalculate()
        if sheet.value(sheets.FIRST_ROW, 20) is True:
            return str(rule.dxf.fill.bgColor.rgb)[-6:]
    return None


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("Đạt và vượt trên 50%", "good"),
        ("Đạt và vượt trên 22,5%", "good"),
        ("Hoàn thành", "good"),
        ("Hoàn thành vượt", "good"),
        ("Đạt dưới 50%", "slow"),
        ("Chưa thực hiện", "bad"),
        ("Chưa hoàn thành", "bad"),
        ("Chưa nhập số liệu", "bad"),
        ("Cần kiểm tra", "bad"),
        ("Đánh giá cuối năm", "later"),
        ("", None),
    ],
)
def test_each_status_has_its_colour(built: Path, status: str, kind: str | None) -> None:
    assert fill_of(built, status) == (None if kind is None else STATUS_COLOURS[kind][0])


def test_the_colours_differ() -> None:
    assert len(set(STATUS_COLOURS.values())) == len({fill for fill, _ in STATUS_COLOURS.values()}) == 4


# ThongTin: the computer's decimal sign ----------------------------------------------------------------------------


@pytest.mark.parametrize(("locale", "sign"), [("en-US", "."), ("vi-VN", ",")])
def test_the_decimal_sign_is_that_of_the_computer(built: Path, locale: str, sign: str) -> None:
    book = workbook.load(built)
    book.recalculate(locale=locale)
    words = {".": "dấu chấm thập phân", ",": "dấu phẩy thập phân"}[sign]
    assert words in str(book.value(sheets.THONG_TIN, "D2"))


REFERENCE = re.compile(r"(?:(\w+)!)?\$?([A-Z]{1,2})\$?(\d+)(?::\$?([A-Z]{1,2})\$?(\d+))?(?![\w(])")


def test_nothing_rests_on_a_volatile_cell(built: Path) -> None:
    """A volatile cell is computed on opening, with all that rests on it: sentences and findings would not stand."""
    formulas = {
        (ws.title, cell.row, cell.column): str(cell.value)
        for ws in openpyxl.load_workbook(built).worksheets
        for row in ws.iter_rows()
        for cell in row
        if str(cell.value).startswith("=")
    }
    volatile = {
        at for at, text in formulas.items() if re.search(r"\b(NOW|TODAY|RAND|OFFSET|INDIRECT|INFO|CELL)\(", text)
    }
    assert {at[0] for at in volatile} == {sheets.THONG_TIN}
    number = openpyxl.utils.column_index_from_string
    for (sheet, _, _), text in formulas.items():
        for match in REFERENCE.finditer(re.sub(r'"[^"]*"', '""', text)):
            on, col, row, last_col, last_row = match.groups()
            for place, at_row, at_col in volatile:
                inside = int(row) <= at_row <= int(last_row or row) and number(col) <= at_col <= number(last_col or col)
                assert not ((on or sheet) == place and inside), text


# LichSu -----------------------------------------------------------------------------------------------------------


def history(book: workbook.Workbook) -> list[list[Value]]:
    """The filled rows of the sheet, blanks and empty texts alike as None."""
    rows = book.values(sheets.LICH_SU, sheets.HISTORY_CELLS)
    return [[None if value == "" else value for value in row] for row in rows if row[0]]


def test_the_history_begins_with_the_same_period_of_the_table(built: Path) -> None:
    book = workbook.load(built)
    book.recalculate()
    known = [row for row in packs.read(PACK).rows if row.same_period is not None]
    assert len(known) == 18
    note = "Số cùng kỳ trong trang ChiTieu"
    assert history(book)[: len(known)] == [
        [row.code, row.name, row.unit or None, "2022-H1", row.same_period, row.same_period, note] for row in known
    ]
    rice = next(row for row in history(book) if row[0] == "luong_thuc")
    assert rice == ["luong_thuc", "Tổng sản lượng lương thực có hạt", "Tấn", "2022-H1", 2240, 2240, note]


def test_the_history_is_of_values_alone(built: Path) -> None:
    """The table's formulas read it: one that read the table again would go round in a circle."""
    ws = openpyxl.load_workbook(built)[sheets.LICH_SU]
    formulas = [cell.coordinate for row in ws.iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert formulas == [sheets.HISTORY_USED]
    book = workbook.load(built)
    book.recalculate()
    assert book.value(sheets.LICH_SU, sheets.HISTORY_USED) == len(history(book)) == 18


def test_the_same_period_of_a_quarter_is_kept_as_cumulative_alone(tmp_path: Path) -> None:
    (tmp_path / "so-lieu.csv").write_text("tt,thuc_hien,cung_ky\n3,2500,2000\n", encoding="utf-8")
    template.build(PACK, tmp_path / "bang.xlsx", data=tmp_path / "so-lieu.csv", period="2023-Q2")
    book = workbook.load(tmp_path / "bang.xlsx")
    book.recalculate()
    rice = [row[3:6] for row in history(book) if row[0] == "luong_thuc"]
    assert rice == [["2022-Q2", None, 2000]]


def test_the_heads_of_the_history(built: Path) -> None:
    ws = openpyxl.load_workbook(built)[sheets.LICH_SU]
    heads = [cell.value for cell in ws[sheets.HISTORY_HEAD_ROW][:7]]
    assert heads == ["Mã", "Chỉ tiêu", "ĐVT", "Kỳ", "Trong kỳ", "Lũy kế từ đầu năm", "Ghi chú"]
    assert re.search("chitieu roll", str(ws["A2"].value))
