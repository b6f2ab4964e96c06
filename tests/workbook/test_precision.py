"""Precision as displayed (``fullPrecision="0"``): results are rounded to what their cell shows, step by step."""

from pathlib import Path

import pytest
import xlsxwriter

import workbook
from tests.workbook.xlsxparts import read_parts, zipped
from workbook.cellformats import _decimals


def displayed(path: Path, full_precision: bool) -> workbook.Workbook:
    """One workbook with thirds in several formats; ``fullPrecision`` as wanted."""
    file = path / "do-chinh-xac.xlsx"
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet("S")
    two, percent, general = (book.add_format({"num_format": code}) for code in ("0.00", "0%", "General"))
    sheet.write_formula("A1", "=10/3", two)
    sheet.write_formula("A2", "=A1*3", two)
    sheet.write_formula("B1", "=1/3", percent)
    sheet.write_formula("C1", "=1/3", general)
    sheet.write_formula("D1", '="a"&A1', two)
    for row in range(300):
        sheet.write_formula(row, 5, f"=1/3+ROW(A{row + 1})", two)
    book.close()
    parts = read_parts(file)
    flag = "1" if full_precision else "0"
    name = "xl/workbook.xml"
    parts[name] = parts[name].replace(b"<calcPr ", f'<calcPr fullPrecision="{flag}" '.encode())
    file.write_bytes(zipped(parts))
    loaded = workbook.load(file)
    loaded.recalculate()
    return loaded


def test_results_are_what_their_cells_show(tmp_path: Path) -> None:
    book = displayed(tmp_path, False)
    found = {cell: book.value("S", cell) for cell in ("A1", "A2", "B1", "C1", "D1", "F300")}
    assert found == {"A1": 3.33, "A2": 9.99, "B1": 0.33, "C1": 1 / 3, "D1": "a3.33", "F300": 300.33}


def test_ordinary_workbooks_keep_all_digits(tmp_path: Path) -> None:
    book = displayed(tmp_path, True)
    assert (book.value("S", "A1"), book.value("S", "A2"), book.value("S", "B1")) == (10 / 3, 10.0, 1 / 3)


@pytest.mark.parametrize(
    ("code", "decimals"),
    [
        ("0.00", 2),
        ("#,##0", 0),
        ("0.0%", 3),
        ("0,", -3),
        ("General", None),
        ("d/m/yyyy", None),
        (2, 2),
        (14, None),
        (9, 2),
    ],
)
def test_decimals_of_a_format(code: str | int, decimals: int | None) -> None:
    assert _decimals(code) == decimals
