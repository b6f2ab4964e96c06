"""Item 5: a workbook with a macro project, a chart, an image, a comment, custom XML and an extension list comes through
``recalc`` with every part byte-identical but the values of formulas in its sheets."""

from __future__ import annotations

import base64
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from as_user import Run
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment

# A PNG of one pixel.
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
MACROS = bytes(range(256)) * 20  # opaque to us: the point is that it stays
CUSTOM = "<?xml version='1.0'?>\r\n<so xmlns='urn:x'>Bút Sơn  &amp; \t</so>".encode()
EXTENSION = (
    '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:odd/></ext></extLst>'
)
VALUE = re.compile(rb"<v>[^<]*</v>|<v/>|<v></v>| t=\"(?:str|n|b|e)\"")


def add_content_types(text: str) -> str:
    overrides = (
        '<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/>'
        '<Override PartName="/customXml/item1.xml" ContentType="application/xml"/>'
    )
    text = text.replace("spreadsheetml.sheet.main+xml", "spreadsheetml.WRONG").replace(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.WRONG",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    return text.replace("</Types>", f"{overrides}</Types>")


def add_relationships(text: str) -> str:
    macro = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    custom = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
    added = (
        f'<Relationship Id="rIdVba" Type="{macro}" Target="vbaProject.bin"/>'
        f'<Relationship Id="rIdCustom" Type="{custom}" Target="../customXml/item1.xml"/>'
    )
    return text.replace("</Relationships>", f"{added}</Relationships>")


@pytest.fixture
def rich(tmp_path: Path) -> Path:
    """A macro workbook with all of that, whose saved values are stale."""
    plain = tmp_path / "plain.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in range(1, 6):
        sheet.append([row, row * 10, f"=A{row}*B{row}", f'=IF(C{row}>100,"lớn","nhỏ")', f"=C{row}>100"])
    sheet["A1"].comment = Comment("ghi chú", "cán bộ")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=1, max_row=5))
    sheet.add_chart(chart, "H2")
    book.save(plain)
    path = tmp_path / "giau.xlsm"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            text = old.read(item).decode("utf-8")
            if item.filename == "[Content_Types].xml":
                text = add_content_types(text).replace(
                    '<Default Extension="rels"',
                    '<Default Extension="png" ContentType="image/png"/><Default Extension="rels"',
                )
            if item.filename == "xl/_rels/workbook.xml.rels":
                text = add_relationships(text)
            if item.filename == "xl/worksheets/sheet1.xml":
                text = text.replace("</worksheet>", f"{EXTENSION}</worksheet>")
            new.writestr(item, text)
        new.writestr("xl/vbaProject.bin", MACROS)
        new.writestr("xl/media/image1.png", PIXEL, zipfile.ZIP_STORED)
        new.writestr("customXml/item1.xml", CUSTOM)
    return path


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {item.filename: package.read(item) for item in package.infolist()}


@pytest.mark.filterwarnings("ignore:.*extension is not supported")  # openpyxl says what it would lose
def test_only_the_values_of_formulas_change(rich: Path, chitieu: Run) -> None:
    before = parts(rich)
    done = chitieu("recalc", rich)
    assert done.returncode == 0, done.stderr
    after = parts(rich)
    assert list(after) == list(before)
    assert [name for name in before if before[name] != after[name]] == ["xl/worksheets/sheet1.xml"]
    sheet = "xl/worksheets/sheet1.xml"
    assert VALUE.sub(b"", after[sheet]) == VALUE.sub(b"", before[sheet])
    values = openpyxl.load_workbook(rich, data_only=True).active
    assert values is not None
    assert [cell.value for cell in values["C"]] == [10, 40, 90, 160, 250]
    assert [cell.value for cell in values["D"]] == ["nhỏ", "nhỏ", "nhỏ", "lớn", "lớn"]
    assert [cell.value for cell in values["E"]] == [False, False, False, True, True]


def test_a_second_recalculation_changes_not_one_byte(rich: Path, chitieu: Run) -> None:
    assert chitieu("recalc", rich).returncode == 0
    once = rich.read_bytes()
    assert chitieu("recalc", rich).returncode == 0
    assert rich.read_bytes() == once
