"""The fixture ``chitieu_book``: cheap until used, a copy, the test's own clock, and failures that say where and why."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

import workbook
from workbook.undertest import BookUnderTest, OpenBook
from xlcore import ExcelError


def write(path: Path, cells: dict[str, object]) -> Path:
    """A workbook with a sheet S; formulas have a saved 0."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("S")
    for cell, value in cells.items():
        sheet.write(cell, value)
    book.close()
    return path


@pytest.fixture
def book(chitieu_book: OpenBook, tmp_path: Path) -> BookUnderTest:
    cells = {"A1": 2, "A2": 3, "B1": "=A1*2", "B2": "=B1+A2", "B3": "=1/0", "C1": True, "C2": "chữ", "D1": "=NOW()"}
    return chitieu_book(write(tmp_path / "so.xlsx", cells))


def failure(check: object, *arguments: object, **options: object) -> str:
    """What the failed expectation says."""
    assert callable(check)
    with pytest.raises(AssertionError) as caught:
        check(*arguments, **options)
    return str(caught.value)


def test_the_plugin_is_registered_by_the_package() -> None:
    found = {entry.value for entry in entry_points(group="pytest11") if entry.name == "chitieu"}
    assert found == {"workbook.pytest_plugin"}


def test_importing_the_plugin_imports_nothing_of_ours_and_nothing_heavy() -> None:
    script = (
        "import sys, pytest\nbefore = set(sys.modules)\nimport workbook.pytest_plugin\n"
        "print(sorted({name for name in sys.modules.keys() - before}))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "['workbook', 'workbook.pytest_plugin']"


def test_the_file_itself_is_never_touched(book: BookUnderTest, tmp_path: Path) -> None:
    before = (tmp_path / "so.xlsx").read_bytes()
    book.set("S", "A1", 9)
    book.workbook.save()
    assert (tmp_path / "so.xlsx").read_bytes() == before
    assert book.workbook.path != tmp_path / "so.xlsx"


def test_reading_after_an_input_is_reading_the_new_result(book: BookUnderTest) -> None:
    assert book.value("S", "B2") == 7
    book.set("S", "A1", 5)
    assert book.value("S", "B2") == 13
    book.set_values("S", "A1", [[1], [1]])
    assert book.values("S", "B1:B2") == [[2.0], [3.0]]
    book.set_frame("S", "A1", pd.DataFrame([[2.0], [None]]))
    assert book.to_frame("S", "B1:B2", header=False)["B"].tolist() == [4.0, 4.0]
    assert list(book.run.changed) != []


def test_the_clock_is_the_tests(book: BookUnderTest) -> None:
    assert book.value("S", "D1") == 45292  # 1 January 2024, whatever day it is
    book.recalculate(now=dt.datetime(2023, 7, 5, 12))
    assert book.value("S", "D1") == 45112.5
    book.set("S", "A1", 9)
    assert book.value("S", "D1") == 45112.5


def test_an_open_book_has_the_clock_and_locale_it_was_opened_with(chitieu_book: OpenBook, tmp_path: Path) -> None:
    path = write(tmp_path / "gio.xlsx", {"A1": '=TEXT(NOW(),"yyyy")&"/"&1/2'})
    assert chitieu_book(path, now=dt.datetime(2020, 2, 2), locale="vi-VN").value("S", "A1") == "2020/0,5"
    book = chitieu_book(path)
    assert book.value("S", "A1") == "2024/0.5"
    book.recalculate(locale="vi-VN")
    assert book.value("S", "A1") == "2024/0,5"


def test_what_is_equal_passes(book: BookUnderTest, tmp_path: Path) -> None:
    book.save(tmp_path / "golden.xlsx")
    book.assert_equals(tmp_path / "golden.xlsx")
    book.assert_range("S", "A1:C3", [[2, 4, True], [3, 7, "chữ"], [None, ExcelError("#DIV/0!"), ""]])
    book.assert_range("S", "D1", [[dt.date(2024, 1, 1)]])
    book.assert_frame("S", "A1:B2", pd.DataFrame([[2, 4], [3, 7]]), header=False)


def test_a_difference_names_cell_formula_values_and_where_it_starts(book: BookUnderTest, tmp_path: Path) -> None:
    book.save(tmp_path / "golden.xlsx")
    book.set("S", "A1", 5)
    said = failure(book.assert_equals, tmp_path / "golden.xlsx", sheet="s", range="B2:B3")
    assert said.splitlines() == [
        "so.xlsx differs from golden.xlsx in 1 of 2 cells of S!B2:B3:",
        "  S!B2: expected 7, got 13   =B1+A2",
        "    <- S!B1: expected 4, got 10   =A1*2",
        "    <- S!A1: expected 2, got 5   (an input)",
    ]


def test_a_difference_that_starts_in_a_formula_shows_what_that_reads(book: BookUnderTest) -> None:
    said = failure(book.assert_range, "S", "B1:B2", [[4], [8]])
    assert said.splitlines()[1:] == [
        "  S!B2: expected 8, got 7   =B1+A2",
        "       starts here, from S!B1 = 4, S!A2 = 3",
    ]


@pytest.mark.parametrize(
    ("cell", "expected", "shown"),
    [
        ("A1", "2", 'expected "2", got 2'),
        ("A1", None, "expected ∅, got 2"),
        ("A1", 2.0001, "expected 2.0001, got 2"),
        ("C1", 1, "expected 1, got TRUE"),
        ("A9", 0, "expected 0, got ∅"),
        ("B3", "#DIV/0!", 'expected "#DIV/0!", got #DIV/0!'),
        ("B3", ExcelError("#N/A"), "expected #N/A, got #DIV/0!"),
    ],
)
def test_types_and_blanks_are_not_confused(book: BookUnderTest, cell: str, expected: object, shown: str) -> None:
    assert shown in failure(book.assert_range, "S", cell, [[expected]])


def test_a_tolerance_is_absolute(book: BookUnderTest) -> None:
    book.assert_range("S", "A1:A2", [[2.01], [2.99]], tolerance=0.02)
    failure(book.assert_range, "S", "A1:A2", [[2.01], [2.9]], tolerance=0.02)
    failure(book.assert_range, "S", "A1", [[2 + 1e-12]], tolerance=0)


def test_a_golden_cell_that_the_book_lacks_is_a_difference(book: BookUnderTest, tmp_path: Path) -> None:
    golden = write(tmp_path / "golden.xlsx", {"A1": 2, "A2": 3, "F9": "thêm"})
    said = failure(book.assert_equals, golden, sheet="S", range="A1:F9")
    assert 'S!F9: expected "thêm", got ∅' in said
    assert 'S!C2: expected ∅, got "chữ"' in said


def test_many_differences_are_cut_and_counted(chitieu_book: OpenBook, tmp_path: Path) -> None:
    column = {"A1": 1} | {f"A{row}": f"=A{row - 1}+1" for row in range(2, 41)}
    book = chitieu_book(write(tmp_path / "cot.xlsx", column))
    said = failure(book.assert_range, "S", "A1:A40", [[row + 1] for row in range(1, 41)])
    assert "in 40 of 40 cells" in said
    assert "... and 30 more" in said
    assert said.endswith("they start in 1: S!A1 (40)")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("khong-co.xlsx",), "Không tìm thấy"),
        (("so.xlsx", "Khác"), "Không có trang tính “Khác”"),
        (("so.xlsx", "S", "B"), "không phải địa chỉ vùng"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    book: BookUnderTest, tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(workbook.Refusal, match=sentence):
        book.assert_equals(tmp_path / arguments[0], *arguments[1:])


def test_rows_of_another_shape_are_an_error_of_the_test(book: BookUnderTest) -> None:
    with pytest.raises(ValueError, match="A1:B2 has 2 x 2 cells, 1 x 2 are expected"):
        book.assert_range("S", "A1:B2", [[1, 2]])
