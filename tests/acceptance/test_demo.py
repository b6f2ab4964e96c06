"""Item 1 of the first issue: the demonstration reproduces the official table of thị trấn Bút Sơn."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import openpyxl

# Columns 5, 6, 7 as the official table prints them (row 28 rounded as its own numbers give it); all other rows blank.
PRINTED = {
    "3": ("102.68", "55.42", "1850"),
    "4": ("94.89", "65", "35"),
    "7": ("", "-", "2"),
    "9": ("160", "80", "2"),
    "11": ("220", "78.57", "0.3"),
    "12": ("", "-", "500"),
    "13": ("Duy trì", "Duy trì", ""),
    "16": ("160", "42.11", "11"),
    "19": ("119.51", "50.26", "97"),
    "24": ("Duy trì", "Duy trì", ""),
    "26": ("100", "100", "-"),
    "27": ("100", "100", "-"),
    "28": ("100", "101.01", ""),
    "-": ("100", "100", "-"),
}
INDICATORS = [str(number) for number in range(1, 30)]


def shown(value: object) -> str:
    """A cell's value as the table prints it: rounded half up to two decimals, without trailing zeros."""
    if value is None or isinstance(value, str):
        return value or ""
    number = Decimal(repr(value)).quantize(Decimal("0.01"), ROUND_HALF_UP).normalize()
    return f"{number:f}"


def table_rows(path: Path) -> dict[str, tuple[str, str, str]]:
    sheet = openpyxl.load_workbook(path, data_only=True)["ChiTieu"]
    rows = sheet.iter_rows(min_row=6, max_col=9, values_only=True)
    return {str(row[0]): tuple(map(shown, row[6:9])) for row in rows if row[0] is not None}  # type: ignore[misc]


def test_the_28_printed_numbers_come_out_and_nothing_else_does(demo: tuple[Path, str]) -> None:
    rows = table_rows(demo[0] / "but-son-2023-h1.xlsx")
    assert [number for number in rows if number.isdigit()] == INDICATORS
    for number, values in rows.items():
        assert values == PRINTED.get(number, ("", "", "")), number
    assert sum(re.fullmatch(r"[\d.]+", text) is not None for row in PRINTED.values() for text in row) == 28


def test_the_summary_counts_as_the_official_report_does(demo: tuple[Path, str]) -> None:
    lines = demo[1].splitlines()
    assert [line for line in lines if line.startswith("Số chỉ tiêu: ")] == [
        "Số chỉ tiêu: 29 = 12 đánh giá cuối năm + 14 đạt và vượt trên 50% + 01 đạt dưới 50% + 02 chưa thực hiện"
    ]
    for number, results in (
        ("3", "2.300 102,68 55,42 1.850"),
        ("4", "65 94,89 65 35"),
        ("19", "98 119,51 50,26 97"),
        ("28", "100 100 101,01"),
    ):
        (row,) = (line for line in lines if line.split()[:1] == [number])
        assert f" {results} Đạt và vượt trên 50%" in " ".join(row.split())


def test_both_files_are_there(demo: tuple[Path, str]) -> None:
    assert {path.name for path in demo[0].iterdir()} == {"but-son-2023-h1.xlsx", "but-son-2023-h1.docx"}
