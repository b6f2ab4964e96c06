"""A large workbook where there is no numpy, as in the Python of LibreOffice: slower, and the same values."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import openpyxl
from as_user import ROOT

import workbook
from workbook import sheetxml
from workbook.package import read_package

ROWS = 20_000
WITHOUT_NUMPY = """
import sys
sys.modules["numpy"] = None  # as if it were not installed
import workbook
book = workbook.load(sys.argv[1])
book.recalculate()
book.save(sys.argv[2])
"""


def test_twenty_thousand_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Bảng")
    for row in range(1, ROWS + 1):
        note = f"Xã số {row} " + "x" * 150 * (row % 2)
        sheet.append([row, note, f"=A{row}*2+1", f'=IF(C{row}>100,SUM(C$1:C9),0)&"/"&B{row}'])
    sheet.append([None, None, f"=SUM(C1:C{ROWS})"])
    path, made = tmp_path / "lon.xlsx", tmp_path / "lon-ra.xlsx"
    book.save(path)
    assert len(sheet_part(path)) > sheetxml.BULK
    subprocess.run([sys.executable, "-c", WITHOUT_NUMPY, str(path), str(made)], cwd=ROOT, check=True, timeout=600)
    theirs, ours = workbook.load(made), workbook.load(path)
    ours.recalculate()
    assert theirs.value("Bảng", f"C{ROWS + 1}") == ROWS * (ROWS + 2)
    assert list(theirs.cells("Bảng")) == list(ours.cells("Bảng"))


def sheet_part(path: Path) -> bytes:
    return read_package(path).read("xl/worksheets/sheet1.xml") or b""
