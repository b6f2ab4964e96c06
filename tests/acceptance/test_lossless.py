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
CELL = re.compile(rb"<c .*?(?:/>|</c>)", re.DOTALL)
RESULT = re.compile(rb"<v>[^<]*</v>|<v ?/>| t=\"(?:str|n|b|e)\"")
SHEET = "xl/worksheets/sheet1.xml"


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
        sheet.append([row, row * 10, f"=A{row}*B{row}", f'=IF(C{row}>100,"lớn","nhỏ")', f"=C{row}>100", f"thôn {row}"])
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


def without_results(sheet: bytes) -> bytes:
    """The sheet without what a recalculation may change: values and types of formula cells, and of no others."""
    return CELL.sub(lambda match: RESULT.sub(b"", match[0]) if b"<f" in match[0] else match[0], sheet)


def test_the_comparison_sees_a_changed_constant(rich: Path) -> None:
    sheet = parts(rich)[SHEET]
    for old, new in (
        (b"<v>40</v>", b"<v>41</v>"),
        (b"<f>A2*B2</f>", b"<f>A2*B3</f>"),
        (b"n 2</t>", b"n 3</t>"),
    ):
        assert old in sheet
        assert without_results(sheet.replace(old, new, 1)) != without_results(sheet)
    fresh = re.sub(rb"(<f>A2\*B2</f>)<v ?(?:/>|></v>)", rb"\1<v>7</v>", sheet)
    assert fresh != sheet
    assert without_results(fresh) == without_results(sheet)


@pytest.mark.filterwarnings("ignore:.*extension is not supported")  # openpyxl says what it would lose
def test_only_the_values_of_formulas_change(rich: Path, chitieu: Run) -> None:
    before = parts(rich)
    done = chitieu("recalc", rich)
    assert done.returncode == 0, done.stderr
    after = parts(rich)
    assert list(after) == list(before)
    assert [name for name in before if before[name] != after[name]] == [SHEET]
    assert without_results(after[SHEET]) == without_results(before[SHEET])
    values = openpyxl.load_workbook(rich, data_only=True).active
    assert values is not None
    assert [cell.value for cell in values["A"]] == [1, 2, 3, 4, 5]
    assert [cell.value for cell in values["B"]] == [10, 20, 30, 40, 50]
    assert [cell.value for cell in values["F"]] == [f"thôn {row}" for row in range(1, 6)]
    assert [cell.value for cell in values["C"]] == [10, 40, 90, 160, 250]
    assert [cell.value for cell in values["D"]] == ["nhỏ", "nhỏ", "nhỏ", "lớn", "lớn"]
    assert [cell.value for cell in values["E"]] == [False, False, False, True, True]


def test_a_second_recalculation_changes_not_one_byte(rich: Path, chitieu: Run) -> None:
    assert chitieu("recalc", rich).returncode == 0
    once = rich.read_bytes()
    assert chitieu("recalc", rich).returncode == 0
    assert rich.read_bytes() == once
