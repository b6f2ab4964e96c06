"""LibreOffice with the extension against the engine: every CT_… function, and workbooks there and back again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import but_son
import openpyxl
import pytest
from likeness import same
from office_user import OfficeUser

import workbook
from udfs import FUNCTIONS
from workbook import jobs
from workbook.book import Workbook
from workbook.function_help import help_of, parameters
from xlcore.nodes import Node
from xlcore.parser import parse
from xlcore.values import ExcelError

SCRIPT = Path(__file__).with_name("uno_convert.py")
INPUTS: list[Any] = [4150.0, 102.678, None, '=""', "Duy trì", "-", "=1/0", "4.150", 45112.0, 0.0, "Đạt 31/38 thôn"]
TABLE, INFO = "ChiTieu!A6:P42", "ThongTin!A4:C10"
LONG = "ChiTieu!A6:P505"
CALLS = [
    *(f"CT_{name}(O!A{row})" for name in ("SO", "PHAN_TRAM", "TIEN", "SO_CHU", "TIEN_CHU", "DOC_SO", "NGAY", "KY")
      for row in range(1, len(INPUTS) + 1)),
    *(f"CT_{name}(O!A{row},O!A{10 - row})" for name in ("TANG_TRUONG", "DIEM_PHAN_TRAM", "TI_LE")
      for row in range(1, 10)),
    *(f"CT_TRANG_THAI(ChiTieu!A{row},ChiTieu!D{row},ChiTieu!F{row},ChiTieu!O{row},\"2023-H1\",50)"
      for row in range(6, 43)),
    *(f"CT_TRANG_THAI(ChiTieu!A{row},ChiTieu!D{row},ChiTieu!F{row},ChiTieu!O{row},\"2023-H1\",O!A3,ChiTieu!N{row})"
      for row in range(6, 43)),
    *(f"CT_DANH_GIA(ChiTieu!D{row},ChiTieu!F{row},ChiTieu!N{row})" for row in range(6, 43)),
    *(f"CT_DANH_GIA(100,O!A{row},\"thấp\")" for row in (3, 10)),  # the same but for a blank and a 0
    "CT_TRANG_THAI(3,100,20,\"\",\"2023\",50,\"thấp\")",
    "CT_DANH_GIA(\"14,5-15,5\",15,\"cao\")",
    "CT_SO(1234.5678,1)",
    "CT_TIEN(8900000000,,1)",
    "CT_TIEN(8900000000,\"triệu\")",
    "CT_TIEN(8900000000,\"đấu\")",
    "CT_SO_CHU(1E+30)",
    "CT_KY(\"2023-H1\",\"ti_le\")",
    "CT_KY(2023,\"con_lai\")",
    "CT_DOC_SO(\"8,9 tỷ đồng\")",
    "CT_DOC_SO(O!A8,\"vi\")",
    "CT_TI_LE(1,0)",
    "CT_TI_LE(\"chữ\",2)",
    *(f"CT_DEM({LONG},\"{kind}\",\"2023-H1\",50)" for kind in ("tong", "dat", "chua_dat", "chua_nhap", "la")),
    f"CT_DEM({TABLE},\"dat\",\"2023-H1\",50,\"II\")",
    f"CT_TONG_KET({LONG},{INFO})",
    f"CT_TONG_KET(Loi!A1:P4,{INFO})",
    f"CT_CAU(\"{{luong_thuc.ten}} đạt {{luong_thuc.th}} tấn.\",{LONG},{INFO})",
    f"CT_CAU(O!A3,{TABLE},{INFO})",
    f"CT_CAU(O!A7,{TABLE},{INFO})",
    f"CT_CAU(\"{{luong_thuc.th}}\",{LONG},{INFO},,O!A3)",
    f"CT_CAU(\"{{abc\",{LONG},{INFO},O!A1:T40,\"x\")",
    f"CT_CANH_BAO_CAU(\"{{abc.th}}\",O!A3,{TABLE},{INFO})",
    f"CT_CANH_BAO_CAU(\"{{abc.th}}\",\"Câu sửa tay\",{TABLE},{INFO},TRUE,O!A1:T40,\"x\")",
    *(f"{name}({k},{LONG},{INFO},6)" for name in ("CT_KIEM_TRA", "CT_KIEM_TRA_O") for k in (1, 2)),
    f"CT_KIEM_TRA(\"1\",{TABLE},{INFO},6,,1)",
    f"CT_KIEM_TRA(\"chữ\",{TABLE},{INFO})",
    f"CT_KIEM_TRA(1,Loi!A1:P4,{INFO},6)",
    "\"CT_SO(\"&CT_SO(5)",
    *(ERRORS_GO_ON := {  # LibreOffice calls no function of an add-in with an error: the error is the result
        "CT_DANH_GIA(O!A7,5,\"cao\")": "#DIV/0!",
        "CT_TRANG_THAI(1,O!A7,5,\"\",\"2023-H1\",50)": "#DIV/0!",
    }),
]  # fmt: skip


def fresh(path: Path) -> Workbook:
    """A workbook as the engine computes it."""
    book = workbook.load(path)
    book.recalculate()
    return book


def cases(path: Path) -> Path:
    """A workbook with the table of Bút Sơn, odd inputs, a table with errors, and every call in a cell of ``Ra``."""
    book = openpyxl.Workbook()
    sheets = {
        "ThongTin": (4, but_son.INFO),
        "ChiTieu": (6, but_son.changed("luong_thuc", actual=2.3)),
        "O": (1, [[value] for value in INPUTS]),
        "Loi": (1, [[1, "Lúa", "tấn", "=1/0", 5, 6], ["", ""], [2, "Ngô", "tấn", 5, "=NA()", "=0/0"]]),
        "Ra": (1, [[f"={call}"] for call in CALLS]),
    }
    book.remove(book.worksheets[0])
    for name, (first, rows) in sheets.items():
        sheet = book.create_sheet(name)
        for row, values in enumerate(rows, first):
            for col, value in enumerate(values, 1):
                if value is not None:
                    sheet.cell(row, col, value)
    book.save(path)
    return path


@pytest.fixture(scope="module")
def made(user: OfficeUser) -> dict[str, Path]:
    """Workbooks before and after a way through LibreOffice, in one session of it."""
    folder = user.new_folder("Đi và về")
    found = {"cases": cases(folder / "ham.xlsx"), "xlsx": folder / "so.xlsx", "xlsm": folder / "nut.xlsm"}
    for kind in ("xlsx", "xlsm"):
        jobs.new(jobs.DEMO_PACK, found[kind])
    ways = [
        (found["cases"], folder / "ham-ra.xlsx"),
        (found["xlsx"], folder / "so-ra.xlsx"),
        (found["xlsm"], folder / "nut-ra.xlsm"),
        (found["xlsx"], folder / "so.ods"),
        (folder / "so.ods", folder / "ods-ra.xlsx"),
    ]
    user.own(folder)
    with user.office():
        described = user.tell(SCRIPT, *(path for way in ways for path in way))
    (folder / "ham.json").write_text(described, encoding="utf-8")
    return {path.name: path for way in ways for path in way} | {"ham.json": folder / "ham.json"}


def every_function_is_called() -> None:
    assert {name for name in FUNCTIONS if not any(f"{name}(" in call for call in CALLS)} == set()


def functions_give_what_the_engine_gives(made: dict[str, Path]) -> None:
    ours, theirs = fresh(made["ham.xlsx"]), workbook.load(made["ham-ra.xlsx"])
    pairs = [(call, ours.value("Ra", f"A{row}"), theirs.value("Ra", f"A{row}")) for row, call in enumerate(CALLS, 1)]
    wrong = {call: (left, right) for call, left, right in pairs if not same(left, right)}
    assert set(wrong) == set(ERRORS_GO_ON), wrong
    for call, code in ERRORS_GO_ON.items():
        assert str(getattr(wrong[call][1], "code", "")) == code
    assert sum(isinstance(left, ExcelError) for _, left, _ in pairs) > 10


def read(formula: str | None) -> Node | None:
    """The syntax tree of a formula: LibreOffice writes spaces and numbers in its own way, and TRUE as a function."""
    return None if formula is None else parse(formula.replace("TRUE()", "TRUE").replace("FALSE()", "FALSE"))


def comes_back(before: Path, after: Path) -> None:
    """Formulas are the same, and values are what the engine computes."""
    ours, theirs = fresh(before), workbook.load(after)
    assert theirs.sheet_names == ours.sheet_names
    formulas, values = {}, {}
    for sheet in ours.sheet_names:
        for cell, value, formula in ours.cells(sheet):
            back = theirs.formula(sheet, cell)
            if read(back) != read(formula):
                formulas[sheet, cell] = formula, back
            if not same(value, theirs.value(sheet, cell)):
                values[sheet, cell] = value, theirs.value(sheet, cell)
    assert list(formulas.items())[:5] == []
    assert list(values.items())[:5] == []


def the_function_wizard_explains_every_function(made: dict[str, Path]) -> None:
    told = {one["Name"]: one for one in json.loads(made["ham.json"].read_text(encoding="utf-8"))}
    for name, function in FUNCTIONS.items():
        assert told[name]["Description"] == function.doc
        assert [tuple(one) for one in told[name]["Arguments"]] == [
            *zip(parameters(function), help_of(function), strict=True)
        ]


def test_with_the_extension(made: dict[str, Path]) -> None:
    """One test, because the fixture shows a whole LibreOffice and workers share none."""
    every_function_is_called()
    functions_give_what_the_engine_gives(made)
    the_function_wizard_explains_every_function(made)
    comes_back(made["so.xlsx"], made["so-ra.xlsx"])
    comes_back(made["nut.xlsm"], made["nut-ra.xlsm"])
    comes_back(made["so.xlsx"], made["ods-ra.xlsx"])
