"""What the launcher's words mean, and which workbook of which Excel they are about."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import openpyxl
import pytest
import xlwings

from tests.excel.desk import desk_with
from tests.excel.openpyxl_engine import book_of
from tests.excel.stage import command, encoded
from workbook import buttons
from workbook.refusal import Refusal
from workbook.ribbon import Call, calling_book, decoded, parse

NAMES = [
    r"C:\Users\Nguyễn Thị Bé\Hồ sơ & số liệu\Bảng 50% = nửa (ký).xlsm",
    "https://d.docs.live.net/1a2b/Tài liệu/Bảng tháng 6.xlsx",
    "\\\\may-chu\\Chung\\kế hoạch; 'sổ'.xlsx",
    "Book1",
    'a"b%41^|<>😀.xlsx',
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_comes_through_the_command_line_as_it_was(name: str) -> None:
    assert encoded(name).isascii()
    assert decoded(encoded(name)) == name
    words = command(Path("python"), "report", name)
    assert parse(words[words.index("workbook.ribbon") + 1 :]) == Call("report", name, 1234)


@pytest.mark.parametrize("text", ["%12", "a b", "tệp", "%D800", "%zzzz", "a&b", "%0041%"])
def test_what_no_launcher_writes_is_no_name(text: str) -> None:
    assert decoded(text) is None


@pytest.mark.parametrize(
    ("name", "file"), [(NAMES[0], "Bảng 50% = nửa (ký).xlsm"), (NAMES[1], "Bảng tháng 6.xlsx"), ("Book1", "Book1")]
)
def test_the_file_of_a_path_or_url(name: str, file: str) -> None:
    assert Call("report", name, 1).file == file


def test_a_button_of_the_add_in_without_any_workbook_says_what_to_do() -> None:
    with pytest.raises(Refusal, match="hãy mở sổ chỉ tiêu") as refused:
        parse(["recalc", "--wb=", "--app=C%003A", "--hwnd=1234"])
    assert refused.value.code == "no-book-open"


def test_every_button_of_the_workbook_is_a_command() -> None:
    source = Path(buttons.__file__).parent / "vba" / "source" / "ChiTieuNut.bas"
    started = re.findall(r'_Start "ribbon (\w+)"', source.read_text(encoding="utf-8"))
    assert sorted(started) == sorted(buttons.COMMANDS)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    openpyxl.Workbook().save(tmp_path / "so.xlsx")
    return tmp_path / "so.xlsx"


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process's own words, which are changed for xlwings."""
    monkeypatch.setattr(sys, "argv", ["ribbon.py", "report"])


def test_the_calling_workbook_is_the_one_of_that_full_name(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with desk_with(file, NAMES[0]) as desk:
        desk.excel.open(file, r"D:\khac\Bảng khác.xlsm")
        monkeypatch.setattr(xlwings.Book, "_mock_caller", book_of(desk.document), raising=False)
        assert calling_book(Call("report", NAMES[0].upper(), 1234)).impl.document is desk.document
        assert sys.argv == ["ribbon.py", "--wb=BẢNG 50% = NỬA (KÝ).XLSM", "--from_xl=1", "--hwnd=1234"]


def test_one_that_xlwings_mistakes_is_searched_for(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with desk_with(file, r"C:\hai\Bảng.xlsx") as desk:
        wanted = desk.excel.open(file, r"C:\mot\Bảng.xlsx")
        monkeypatch.setattr(xlwings.Book, "_mock_caller", book_of(desk.document), raising=False)
        found = calling_book(Call("report", r"C:\mot\Bảng.xlsx", 1234))
    assert found.impl.document is wanted


def test_one_that_is_not_open_is_said(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with desk_with(file) as desk:
        monkeypatch.setattr(xlwings.Book, "_mock_caller", book_of(desk.document), raising=False)
        with pytest.raises(Refusal, match="Không thấy sổ .*khác.xlsx trong Excel đang mở"):
            calling_book(Call("report", r"C:\khác.xlsx", 1234))
        desk.excel.gone = True
        with pytest.raises(Refusal, match="đã đóng giữa chừng"):
            calling_book(Call("report", str(file), 1234))
