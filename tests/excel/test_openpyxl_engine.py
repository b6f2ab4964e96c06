"""The engine of these tests is one that xlwings itself can work with: callers, ranges, converters, frames."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlwings

from tests.excel.desk import Desk, desk_with
from tests.excel.excel_program import ComError
from tests.excel.openpyxl_engine import book_of

ROWS = [["Chỉ tiêu", "Kế hoạch"], ["Lúa", 4150.0], ["Ngô", None]]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Bảng"
    for row in ROWS:
        sheet.append(row)
    sheet["C2"] = "=B2*2"
    book.save(tmp_path / "sổ & bảng.xlsx")
    with desk_with(tmp_path / "sổ & bảng.xlsx") as found:
        yield found


@pytest.fixture
def sheet(desk: Desk) -> xlwings.Sheet:
    return book_of(desk.document).sheets["Bảng"]


def test_the_caller_is_the_workbook_that_was_named(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlwings.Book, "_mock_caller", None, raising=False)
    book_of(desk.document).set_mock_caller()
    assert xlwings.Book.caller().name == "sổ & bảng.xlsx"
    assert [book.name for book in xlwings.apps.active.books] == ["sổ & bảng.xlsx"]


def test_ranges_and_their_shapes(sheet: xlwings.Sheet) -> None:
    assert sheet.range("A1:B3").value == ROWS
    assert sheet.range((2, 2)).value == 4150
    assert sheet.range((1, 1), (3, 1)).options(ndim=2).value == [["Chỉ tiêu"], ["Lúa"], ["Ngô"]]
    assert sheet["C2"].formula == "=B2*2"
    assert sheet.range("A1:C2").formula == (("Chỉ tiêu", "Kế hoạch", ""), ("Lúa", "4150", "=B2*2"))


def test_converters(sheet: xlwings.Sheet) -> None:
    assert sheet.range("A1:B2").options(dict).value == {"Chỉ tiêu": "Kế hoạch", "Lúa": 4150.0}
    assert sheet.range("B2").options(numbers=int).value == 4150
    sheet.range("E1").options(transpose=True).value = [1, 2, 3]
    assert sheet.range("E1:E3").value == [1.0, 2.0, 3.0]
    assert sheet.range("A1").options(expand="down").value == ["Chỉ tiêu", "Lúa", "Ngô"]


def test_frames_there_and_back(desk: Desk, sheet: xlwings.Sheet) -> None:
    frame = pd.DataFrame({"a": [1.0, 2.0], "b": ["x", "y"]})
    desk.excel.accesses.clear()
    sheet.range("H1").options(index=False).value = frame
    assert desk.excel.accesses["write"] <= 2  # heads and body
    back = sheet.range("H1:I3").options(pd.DataFrame, index=False).value
    pd.testing.assert_frame_equal(back, frame)


def test_it_reads_texts_as_excel_does(sheet: xlwings.Sheet) -> None:
    sheet.range("A5").value = [["12/5", "'12/5", "=1+1", "4.150"]]
    assert sheet.range("A5:D5").formula == (("125", "12/5", "=1+1", "4150"),)
    with pytest.raises(ComError):
        sheet.range("A6").value = [["x" * 9000, "y"]]


def test_it_rejects_and_refuses_as_excel_does(desk: Desk, sheet: xlwings.Sheet) -> None:
    desk.excel.rejects = 1
    with pytest.raises(ComError):
        sheet.range("A1").value  # noqa: B018
    desk.document.cells(values=False)["Bảng"].protection.sheet = True
    with pytest.raises(ComError):
        sheet.range("A1").value = 1
