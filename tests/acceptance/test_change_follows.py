"""Item 3: numbers changed by any program, then one command; table, judgement, count and sentences follow."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from as_user import Run, row_of
from openpyxl.worksheet.worksheet import Worksheet

Change = Callable[[Callable[[Worksheet], None]], Path]


def report_text(chitieu: Run, path: Path) -> tuple[str, str]:
    """What ``chitieu report`` printed, and the whole text of the document it wrote."""
    done = chitieu("report", path)
    assert done.returncode == 0, done.stderr
    document = docx.Document(str(path.with_suffix(".docx")))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return done.stdout, "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


# The count in the summary on the terminal, and in the closing sentence of the report.
SUMMARY = re.compile(r"Số chỉ tiêu: (\d+) = (\d+) [^+]* \+ (\d+) [^+]* \+ (\d+) [^+]* \+ (\d+) ")
SENTENCE = re.compile(
    r"trong (?:tổng số )?(\d+) chỉ tiêu được giao có (\d+) chỉ tiêu[^,]*, (\d+) chỉ tiêu[^,]*, (\d+) chỉ tiêu"
    r"[^,]*và (\d+) chỉ tiêu chưa thực hiện"
)


def closing(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    """The counts of the closing line: all, at year end, at or above, below, not begun."""
    found = pattern.search(text)
    assert found, text
    return found.groups()


def test_row_16_at_10_leaves_nothing_below_half(change_with_openpyxl: Change, chitieu: Run) -> None:
    def edit(sheet: Worksheet) -> None:
        sheet.cell(row_of(sheet, "16"), 6).value = 10

    path = change_with_openpyxl(edit)
    printed, document = report_text(chitieu, path)
    sheet = openpyxl.load_workbook(path, data_only=True)["ChiTieu"]
    row = row_of(sheet, "16")
    assert [round(sheet.cell(row, column).value, 2) for column in (7, 8, 9)] == [200, 52.63, 9]
    assert sheet.cell(row, 11).value == "Đạt và vượt trên 50%"
    assert "52,63" in document
    assert counts(path) == (29, 12, 15, 0, 2)
    assert "29 = 12" in printed


def test_a_forgotten_number_is_named(change_with_openpyxl: Change, chitieu: Run) -> None:
    def edit(sheet: Worksheet) -> None:
        sheet.cell(row_of(sheet, "3"), 6).value = None

    path = change_with_openpyxl(edit)
    printed, _ = report_text(chitieu, path)
    assert counts(path) == (29, 13, 13, 1, 2)
    assert re.search(r"Chưa nhập số liệu:\n +F12: chỉ tiêu 3,", printed)
    book = openpyxl.load_workbook(path, data_only=True)
    row = row_of(book["ChiTieu"], "3")
    places = [cell.value for cell in book["KiemTra"]["B"][4:44]]
    assert f"F{row}" in places
    assert [book["ChiTieu"].cell(row, column).value or "" for column in (7, 8, 9)] == ["", "", ""]


def test_libreoffice_changes_a_number(table: Path, edit_in_libreoffice: Callable[..., None], chitieu: Run) -> None:
    edit_in_libreoffice(table, "set", "F12", 4150)
    _, document = report_text(chitieu, table)
    sheet = openpyxl.load_workbook(table, data_only=True)["ChiTieu"]
    assert (sheet["F12"].value, sheet["H12"].value, sheet["I12"].value) == (4150, 100, "-")
    assert "185,27" in document


def counts(path: Path) -> tuple[object, ...]:
    """All indicators and the counts by status, from the statuses in the saved table."""
    rows = openpyxl.load_workbook(path, data_only=True)["ChiTieu"].iter_rows(min_row=6, values_only=True)
    statuses = [row[10] for row in rows if row[10]]
    kinds = (
        ("Đánh giá cuối năm", "Chưa nhập số liệu"),
        ("Đạt và vượt trên 50%",),
        ("Đạt dưới 50%",),
        ("Chưa thực hiện",),
    )
    return len(statuses), *(sum(status in kind for status in statuses) for kind in kinds)


NEW = ("30", "Số mô hình kinh tế tập thể thành lập mới", "Mô hình", 10, 4, 6)


def insert_in_the_middle(sheet: Worksheet) -> None:
    """As a script would: the row is there, but openpyxl moves no formula and no reference."""
    row = row_of(sheet, "19")
    sheet.insert_rows(row)
    for column, value in enumerate(NEW, start=1):
        sheet.cell(row, column).value = value  # type: ignore[assignment]


def append_at_the_end(sheet: Worksheet) -> None:
    row = row_of(sheet, "29") + 1
    for column, value in enumerate(NEW, start=1):
        sheet.cell(row, column).value = value  # type: ignore[assignment]


@pytest.mark.parametrize("edit", [insert_in_the_middle, append_at_the_end])
def test_an_indicator_inserted_by_openpyxl_is_counted(
    edit: Callable[[Worksheet], None], change_with_openpyxl: Change, chitieu: Run
) -> None:
    path = change_with_openpyxl(edit)
    printed, document = report_text(chitieu, path)
    assert closing(SUMMARY, printed) == ("30", "12", "15", "01", "02")
    assert closing(SENTENCE, document) == ("30", "12", "15", "01", "02")
    assert NEW[1] in document


def test_an_indicator_inserted_in_libreoffice_is_counted(
    table: Path, edit_in_libreoffice: Callable[..., None], chitieu: Run
) -> None:
    row = row_of(openpyxl.load_workbook(table)["ChiTieu"], "19")
    edit_in_libreoffice(table, "insert", row, *NEW)
    printed, document = report_text(chitieu, table)
    assert closing(SUMMARY, printed) == ("30", "12", "15", "01", "02")
    assert closing(SENTENCE, document) == ("30", "12", "15", "01", "02")
    assert NEW[1] in document
    sheet = openpyxl.load_workbook(table, data_only=True)["ChiTieu"]
    assert round(sheet.cell(row_of(sheet, "19"), 8).value, 2) == 50.26


def test_an_indicator_deleted_in_libreoffice_is_gone(
    table: Path, edit_in_libreoffice: Callable[..., None], chitieu: Run
) -> None:
    sheet = openpyxl.load_workbook(table)["ChiTieu"]
    row, name = row_of(sheet, "19"), sheet.cell(row_of(sheet, "19"), 2).value
    assert name in report_text(chitieu, table)[1]
    edit_in_libreoffice(table, "delete", row)
    printed, document = report_text(chitieu, table)
    assert closing(SUMMARY, printed) == ("28", "12", "13", "01", "02")
    assert closing(SENTENCE, document) == ("28", "12", "13", "01", "02")
    assert name not in document
    assert "việc làm mới cho" not in document  # the sentence that spoke of it is silent
    assert "Văn hóa - xã hội (13 chỉ tiêu)" in document


def test_an_indicator_renamed_in_libreoffice_is_renamed_everywhere(
    table: Path, edit_in_libreoffice: Callable[..., None], chitieu: Run
) -> None:
    sheet = openpyxl.load_workbook(table)["ChiTieu"]
    row, old = row_of(sheet, "3"), sheet.cell(row_of(sheet, "3"), 2).value
    new = "Tổng sản lượng lúa và ngô"
    edit_in_libreoffice(table, "set", f"B{row}", new)
    printed, document = report_text(chitieu, table)
    assert new in printed and old not in printed
    assert f"{new} 6 tháng đầu năm 2023 là 2.300 tấn" in document and old not in document
    assert closing(SUMMARY, printed) == ("29", "12", "14", "01", "02")


@pytest.mark.parametrize(("cell", "held"), [("A3", "TT"), ("G4", "So với cùng kỳ (%)")])
def test_the_head_is_protected_while_rows_are_not(
    cell: str, held: str, table: Path, edit_in_libreoffice: Callable[..., None]
) -> None:
    before = table.read_bytes()
    with pytest.raises(AssertionError, match=re.escape(f"holds {held!r}")):
        edit_in_libreoffice(table, "set", cell, "viết đè")
    assert table.read_bytes() == before
