"""Calls of every CT_… function: with what is ordinary, and with everything odd that a cell may hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import but_son
import openpyxl

from udfs import FUNCTIONS
from workbook.cellcalls import ROWS

INPUTS: Final[list[Any]] = [
    *(4150.0, 102.678, None, '=""', "Duy trì", "-", "=1/0", "4.150", 45112.0, 0.0, "Đạt 31/38 thôn"),
    *(True, False, "=NA()", -2.5, "Tỷ lệ hộ nghèo giảm còn 2,5%", "2023-H1", "=ChiTieu!F7", "=1=1"),
]
"""What the cells of the sheet ``O`` hold, in its first column."""
TABLE, INFO = "ChiTieu!A6:P42", "ThongTin!A4:C10"
LONG = "ChiTieu!A6:P505"
ORDINARY: Final = {
    "CT_TRANG_THAI": ("3", "100", "20", '""', '"2023-H1"', "50", '"thấp"'),
    "CT_DANH_GIA": ("100", "20", '"cao"'),
    "CT_TANG_TRUONG": ("120", "100"),
    "CT_DIEM_PHAN_TRAM": ("12.5", "10"),
    "CT_TI_LE": ("1", "4"),
    "CT_SO": ("1234.5678", "1"),
    "CT_PHAN_TRAM": ("12.345", "1"),
    "CT_TIEN": ("8900000000", '"triệu"', "1"),
    "CT_SO_CHU": ("21",),
    "CT_TIEN_CHU": ("21000",),
    "CT_NGAY": ("45112",),
    "CT_KY": ('"2023-H1"', '"ti_le"'),
    "CT_DOC_SO": ('"8,9 tỷ đồng"', '"vi"'),
    "CT_DEM": (LONG, '"dat"', '"2023-H1"', "50", '"II"'),
    "CT_TONG_KET": (LONG, INFO),
    "CT_CAU": ('"{luong_thuc.ten} đạt {luong_thuc.th} tấn."', TABLE, INFO, "O!A1:T40", '"x"'),
    "CT_CANH_BAO_CAU": ('"{abc.th}"', '"Câu sửa tay"', TABLE, INFO, "TRUE", "O!A1:T40", '"x"'),
    "CT_KIEM_TRA": ("1", LONG, INFO, "6", "O!A1:T40", "1"),
    "CT_KIEM_TRA_O": ("1", LONG, INFO, "6", "O!A1:T40", "1"),
}
"""A call of each function that gives something."""


def odd_calls(name: str) -> list[str]:
    """The ordinary call of a function, and those with something odd in place of one argument that is no table."""
    usual = list(ORDINARY[name])
    given = [usual]
    for place in range(len(usual)):
        if FUNCTIONS[name].code(place) != ROWS:
            cells = (f"O!A{row}" for row in range(1, len(INPUTS) + 1))
            odd = (*cells, "TRUE", "FALSE", '"Ơ kìa"', *[""][: len(usual) - 1])
            given += [[*usual[:place], one, *usual[place + 1 :]] for one in odd]
    return [f"{name}({','.join(arguments)})" for arguments in given]


CALLS: Final = [
    *(call for name in ORDINARY for call in odd_calls(name)),
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
    "CT_DANH_GIA(O!A7,5,\"cao\")",
    "CT_TRANG_THAI(1,O!A7,5,\"\",\"2023-H1\",50)",
]  # fmt: skip
ERROR_CELLS: Final = {f"O!A{row}": code for row, code in ((7, "#DIV/0!"), (14, "#N/A"))}


def error_that_goes_on(call: str) -> str | None:
    """The error of a cell that a call has beside its tables: LibreOffice calls nothing with it, it is the result."""
    return next((code for cell, code in ERROR_CELLS.items() if f"{cell}," in f"{call[:-1]},"), None)


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
