"""The sheets on paper, as LibreOffice prints them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import workbook
from workbook import jobs, sheets


def pages(path: Path) -> list[str]:
    """The texts of the pages of a workbook in print."""
    profile = f"-env:UserInstallation={(path.parent / 'ho-so').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(path.parent), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    made = path.with_suffix(".pdf")
    told = subprocess.run(["pdftotext", "-layout", str(made), "-"], check=True, capture_output=True, timeout=60)
    return told.stdout.decode("utf-8").split("\f")


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """A commune's workbook with a plan of the level above, what was done in the month, and one finding."""
    path = tmp_path_factory.mktemp("giay") / "xa.xlsx"
    jobs.new("xa-phuong", path)
    book = workbook.load(path)
    for cell, value in (("D7", 71234), ("Q7", 72345), ("T7", 7345), ("U7", 7456)):
        book.set(sheets.CHI_TIEU, cell, value)
    book.save()
    jobs.recalc(path)
    return pages(path)


def test_the_columns_right_of_the_official_ones_stand_on_the_same_page(printed: list[str]) -> None:
    official, added = {"71.234", "10,31"}, {"72.345", "7.345", "7.456"}  # signs are those of the computer
    wanted = {number.replace(",", ".") for number in official | added}
    assert any(wanted <= set(page.replace(",", ".").split()) for page in printed)


def test_findings_take_one_page(printed: list[str]) -> None:
    assert sum("Điều cần xem lại" in page for page in printed) == 1
