"""A workbook whose days are counted from 1904: its sentences and its report speak of the days that Excel shows."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import pytest

import workbook
from tests.workbook.word_file import WordFile
from workbook import jobs, sheets
from workbook.template_formulas import INFO_ROWS

DAY = dt.date(2023, 7, 5)
WORDS = "ngày 05 tháng 7 năm 2023"


@pytest.fixture(params=[False, True], ids=["1900", "1904"])
def table(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    made, path = tmp_path / "moi.xlsx", tmp_path / "so.xlsx"
    jobs.new(jobs.DEMO_PACK, made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/workbook.xml" and request.param:
                assert data.count(b"<workbookPr/>") == 1
                data = data.replace(b"<workbookPr/>", b'<workbookPr date1904="1"/>')
            new.writestr(name, data)
    return path


def test_dates_are_those_that_excel_shows(table: Path) -> None:
    book = workbook.load(table)
    book.set(sheets.THONG_TIN, f"C{INFO_ROWS[sheets.KEY_DATE]}", DAY)
    book.set(sheets.CAU_MAU, "D5", "Báo cáo làm {ngay_ban_hanh}.")
    book.save()
    text = WordFile(jobs.report(table).report.path).texts()
    assert f"Bút Sơn, {WORDS}" in text
    assert any(f"làm {WORDS}" in line for line in text)
