"""DataFrames keep types and blanks on the way out and on the way in."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter
from pandas.testing import assert_frame_equal

import workbook
from workbook.book import Workbook
from workbook.dateformats import shows_date
from workbook.frames import area_of, rows_of
from xlcore import ExcelError


@pytest.fixture
def book(tmp_path: Path) -> Workbook:
    """A table with a column of each kind: numbers, booleans, texts, everything, dates, errors, nothing."""
    path = tmp_path / "so.xlsx"
    made = xlsxwriter.Workbook(path)
    sheet = made.add_worksheet("S")
    day, time = made.add_format({"num_format": "dd/mm/yyyy"}), made.add_format({"num_format": "[h]:mm"})
    sheet.write_row("B2", ["số", "đúng", "chữ", "lẫn", "ngày", "lỗi"])
    sheet.write_row("B3", [0, True, "a", 1])
    sheet.write_formula("D4", '=""', None, "")
    sheet.write_row("B5", [2.5, False])
    sheet.write_string("E5", "x")
    sheet.write_number("F3", 45000, day)
    sheet.write_number("F5", 45001.5, day)
    sheet.write_formula("G3", "=1/0", None, "#DIV/0!")
    sheet.write_number("G4", 1, time)
    made.close()
    opened = workbook.load(path)
    opened.recalculate()
    return opened


def test_each_column_has_the_narrowest_type_that_keeps_its_values_apart(book: Workbook) -> None:
    frame = book.to_frame("S", "B2:H5")
    assert frame.columns.tolist() == ["số", "đúng", "chữ", "lẫn", "ngày", "lỗi", "H"]
    assert [str(kind) for kind in frame.dtypes] == ["Float64", "boolean", "string", "object", "Float64"] + [
        "object"
    ] * 2
    assert frame["số"].isna().tolist() == [False, True, False]
    assert frame["số"][0] == 0
    assert frame["đúng"][:2].fillna(False).tolist() == [True, False]
    assert frame["chữ"].isna().tolist() == [False, False, True]
    assert frame["chữ"][1] == ""
    assert frame["lẫn"].tolist() == [1.0, None, "x"]
    assert frame["lỗi"].tolist() == [ExcelError("#DIV/0!"), 1.0, None]
    assert frame["H"].tolist() == [None, None, None]


def test_dates_are_dates_when_asked_for_and_shown_as_dates(book: Workbook) -> None:
    frame = book.to_frame("S", "F2:G5", dates=True)
    assert str(frame["ngày"].dtype) == "datetime64[us]"
    assert frame["ngày"].tolist() == [pd.Timestamp(2023, 3, 15), pd.NaT, pd.Timestamp(2023, 3, 16, 12)]
    assert frame["lỗi"].dtype == object
    book.set("S", "F4", "chưa rõ")
    assert book.to_frame("S", "F2:F5", dates=True)["ngày"].tolist() == [45000.0, "chưa rõ", 45001.5]


def test_without_a_header_the_letters_are_labels(book: Workbook) -> None:
    frame = book.to_frame("S", "B3:C5", header=False)
    assert frame.columns.tolist() == ["B", "C"]
    assert frame.shape == (3, 2)


@pytest.mark.parametrize(
    ("code", "expected"),
    [("dd/mm/yyyy", True), ("mmm-yy", True), ("h:mm", False), ("[h]:mm:ss", False), ("0.00", False), ("General", False),
     ('"ngày" 0', False), ("[$-42A]d mmmm", True), ("mm:ss", False), ("yyyy-mm-dd h:mm", True), ('"', False)],
)  # fmt: skip
def test_which_formats_show_a_date(code: str, expected: bool) -> None:
    assert shows_date(code) is expected


def test_a_frame_written_and_read_again_is_the_same(book: Workbook, tmp_path: Path) -> None:
    frame = book.to_frame("S", "B2:E5")
    book.set_frame("S", "M11", frame, header=True)
    book.save(tmp_path / "moi.xlsx")
    again = workbook.load(tmp_path / "moi.xlsx").to_frame("S", "M11:P14")
    assert_frame_equal(again, frame)


def test_what_pandas_calls_missing_empties_its_cell(book: Workbook) -> None:
    missing = pd.DataFrame({"a": [None, float("nan"), pd.NaT, pd.NA], "b": [1, 2, 3, 4]}, dtype=object)
    book.set_values("S", "J1", [["cũ"]] * 4)
    book.set_frame("S", "J1", missing)
    assert book.values("S", "J1:K4") == [[None, 1.0], [None, 2.0], [None, 3.0], [None, 4.0]]


def test_values_become_cells_values(book: Workbook) -> None:
    frame = pd.DataFrame(
        {
            "whole": pd.array([7], dtype="Int64"),
            "true": [True],
            "text": ["=A1"],
            "day": [pd.Timestamp(2023, 3, 15, 12)],
            "date": [dt.date(2023, 3, 15)],
            "span": [pd.Timedelta(hours=36)],
            "kind": pd.Categorical(["x"]),
        }
    )
    book.set_frame("S", "J1", frame)
    assert book.values("S", "J1:P1") == [[7.0, True, "=A1", 45000.5, 45000.0, 1.5, "x"]]
    assert book.value("S", "K1") is True
    assert book.formula("S", "L1") is None


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (pd.DataFrame([[1.0, 2.0], [3.0, 4.0]]), "formula-cell"),
        (pd.DataFrame([[1.0, float("inf")]]), "bad-value"),
        (pd.DataFrame([[1.0, object()]]), "bad-value"),
    ],
)
def test_a_frame_is_written_whole_or_not_at_all(book: Workbook, frame: pd.DataFrame, code: str) -> None:
    with pytest.raises(workbook.Refusal) as refusal:
        book.set_frame("S", "C3", frame)
    assert refusal.value.code == code
    assert book.values("S", "C3:D3") == [[True, "a"]]


def test_a_frame_must_lie_on_the_sheet(book: Workbook) -> None:
    with pytest.raises(workbook.Refusal, match="vượt khỏi trang tính"):
        book.set_frame("S", "XFD1", pd.DataFrame([[1.0, 2.0]]))


def test_the_range_that_a_frame_fills() -> None:
    frame = pd.DataFrame([[1, 2], [3, 4], [5, 6]])
    assert area_of(frame, "B2", header=True) == "B2:C5"
    assert area_of(frame, "B2:C4", header=False) == "B2:C4"
    with pytest.raises(ValueError, match="fills B2:C5, not B2:C4"):
        area_of(frame, "B2:C4", header=True)
    assert rows_of(pd.DataFrame(), header=False) == []


def test_without_pandas_there_is_one_clear_sentence() -> None:
    script = "import sys; sys.modules['pandas'] = None\nfrom workbook.refusal import Refusal\n"
    script += "try:\n    import workbook.frames\nexcept Refusal as refusal:\n    print(refusal.code)\n"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == "no-pandas\n"
