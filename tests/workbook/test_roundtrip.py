"""A workbook full of what the engine does not understand comes through with every other part byte-identical."""

from __future__ import annotations

import base64
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

import workbook
from tests.workbook.xlsxparts import parts, read_parts, sheet, zipped
from xlcore.values import NAME

_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
_EXTENSION = (
    '<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:conditionalFormattings/></ext></extLst>'
)


@pytest.fixture
def rich(tmp_path: Path) -> Path:
    """A workbook with a macro project, chart, image, comment, button, validation, custom XML and extension list."""
    plain, macros = tmp_path / "plain.xlsm", tmp_path / "vbaProject.bin"
    macros.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(range(256)) * 20)
    (tmp_path / "dot.png").write_bytes(_PNG)
    book = xlsxwriter.Workbook(plain)
    book.add_vba_project(str(macros))
    sheet, other = book.add_worksheet("Số liệu"), book.add_worksheet("Khác")
    for row in range(10):
        sheet.write_number(row, 0, row + 1)
        sheet.write_formula(row, 1, f"=A{row + 1}*2", None, 0)
        sheet.write_string(row, 2, f"dòng {row % 3}")
    sheet.write_formula("D1", '=IF(SUM(B1:B10)>100," đạt & vượt ","chưa <đạt>")', None, "cũ")
    sheet.write_dynamic_array_formula("E1:E3", "=A1:A3*10", None, 0)
    sheet.write_comment("A1", "ghi chú")
    sheet.insert_image("H1", str(tmp_path / "dot.png"))
    sheet.insert_button("J1", {"macro": "Chay", "caption": "Tính lại"})
    sheet.data_validation("A1:A10", {"validate": "decimal", "criteria": ">", "value": 0})
    sheet.conditional_format("B1:B10", {"type": "data_bar", "data_bar_2010": True})
    sheet.add_table("L1:M3", {"columns": [{"header": "Tên"}, {"header": "Số"}]})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "='Số liệu'!$B$1:$B$10"})
    sheet.insert_chart("H5", chart)
    other.write_formula("A1", "='Số liệu'!D1", None, "cũ")
    book.define_name("Tong", "='Số liệu'!$B$1:$B$10")
    book.close()
    path = tmp_path / "bảng.xlsm"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == "xl/worksheets/sheet2.xml":
                data = data.replace(b"</worksheet>", _EXTENSION.encode() + b"</worksheet>")
            new.writestr(info, data)
        new.writestr("customXml/item1.xml", "<goi xmlns='urn:bao-cao'>của đơn vị</goi>")
    return path


def _masked(source: bytes) -> bytes:
    """A sheet part without what a recalculation may change: ``t`` and ``<v>`` of cells with formulas or in arrays."""
    cell = re.compile(rb'<c r="(?:E[23]"[^>]*>|[A-Z]+[0-9]+"[^>]*><f)(?:(?!</c>).)*</c>', re.DOTALL)
    return cell.sub(lambda m: re.sub(rb' t="\w+"|<v(?: [^>]*)?>[^<]*</v>', b"", m[0]), source)


@pytest.mark.filterwarnings("ignore:.*extension is not supported")  # openpyxl would drop what we keep
def test_every_part_but_formula_values_is_byte_identical(rich: Path, tmp_path: Path) -> None:
    before = read_parts(rich)
    for needed in ("vbaProject.bin", "chart1.xml", "image1.png", "comments1.xml", "customXml/item1.xml", "table1.xml"):
        assert any(name.endswith(needed) for name in before), needed
    book = workbook.load(rich)
    book.recalculate()
    out = tmp_path / "ra.xlsm"
    book.save(out)
    after = read_parts(out)
    assert list(after) == list(before)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"}
    for name in changed:
        assert _masked(after[name]) == _masked(before[name])
        assert re.findall(rb"<f.*?</f>", after[name]) == re.findall(rb"<f.*?</f>", before[name])
        assert after[name].split(b"</sheetData>")[1] == before[name].split(b"</sheetData>")[1]
        assert after[name].split(b"<sheetData>")[0] == before[name].split(b"<sheetData>")[0]
    assert _EXTENSION.encode() in after["xl/worksheets/sheet2.xml"]
    values = openpyxl.load_workbook(out, data_only=True)
    assert [values["Số liệu"][f"B{r}"].value for r in range(1, 11)] == [2 * r for r in range(1, 11)]
    assert values["Số liệu"]["D1"].value == values["Khác"]["A1"].value == " đạt & vượt "


def test_members_that_did_not_change_keep_their_packed_bytes_and_order(rich: Path, tmp_path: Path) -> None:
    book = workbook.load(rich)
    book.recalculate()
    out = tmp_path / "ra.xlsm"
    book.save(out)
    old_data, new_data = rich.read_bytes(), out.read_bytes()
    with zipfile.ZipFile(rich) as old, zipfile.ZipFile(out) as new:
        for a, b in zip(old.infolist(), new.infolist(), strict=True):
            for kept in ("filename", "date_time", "external_attr", "extra"):
                assert getattr(a, kept) == getattr(b, kept)
            if a.CRC == b.CRC:
                start, length = a.header_offset, 30 + len(a.filename.encode()) + a.compress_size
                assert old_data[start : start + length] == new_data[b.header_offset : b.header_offset + length]


def test_saved_again_it_stays_the_same_file(rich: Path, tmp_path: Path) -> None:
    book = workbook.load(rich)
    book.recalculate()
    book.save()
    first = rich.read_bytes()
    again = workbook.load(rich)
    again.recalculate()
    again.save()
    assert rich.read_bytes() == first


def test_an_input_changes_one_cell_and_what_follows(rich: Path) -> None:
    book = workbook.load(rich)
    book.recalculate()
    book.save()
    before = read_parts(rich)
    book.set("Số liệu", "A10", 20)
    book.recalculate()
    book.save()
    after = read_parts(rich)
    assert {name for name in before if before[name] != after[name]} == {"xl/worksheets/sheet1.xml"}
    old, new = before["xl/worksheets/sheet1.xml"], after["xl/worksheets/sheet1.xml"]
    expected = old.replace(b'<c r="A10"><v>10</v></c>', b'<c r="A10"><v>20</v></c>')
    assert new == expected.replace(b"<f>A10*2</f><v>20</v>", b"<f>A10*2</f><v>40</v>")


def test_what_the_workbook_says_is_read(rich: Path) -> None:
    book = workbook.load(rich)
    assert book.sheet_names == ["Số liệu", "Khác"]
    assert book.has_sheet("SỐ LIỆU")
    assert not book.has_sheet("Sheet1")
    assert book.defined_name("tong") == "'Số liệu'!$B$1:$B$10"
    assert book.defined_name("không") is None
    assert book.value("số liệu", "D1") == "cũ"
    assert book.formula("Số liệu", "B10") == "=A10*2"
    assert book.values("Số liệu", "A1:C2") == [[1.0, 0.0, "dòng 0"], [2.0, 0.0, "dòng 1"]]
    cells = list(book.cells("Khác"))
    assert cells == [("A1", "cũ", "='Số liệu'!D1")]
    assert book.path == rich
    book.recalculate()
    assert "Số liệu" in str(book.explain("Khác", "A1"))


def test_nothing_heavy_is_imported(rich: Path) -> None:

    program = (
        "import sys, workbook\nassert 'workbook.book' not in sys.modules\nbook = workbook.load(sys.argv[1])\n"
        "book.recalculate(); book.save()\n"
        "heavy = {'numpy', 'pandas', 'openpyxl', 'lxml', 'zipfile', 'docx', 'formulas', 'jinja2'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    root = Path(__file__).resolve().parents[2]
    subprocess.run([sys.executable, "-c", program, str(rich)], cwd=root, check=True)


def test_a_name_of_a_sheet_that_is_gone_hinders_nobody(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>4</v></c><c r="B1"><f>Gap*10</f><v>0</v></c></row>'
    names = '<definedNames><definedName name="Gap" localSheetId="{}">S!$A$1</definedName></definedNames>'
    for number, answer in (("0", 40.0), ("7", NAME), ("-1", NAME), ("x", NAME)):
        path = tmp_path / "so.xlsx"
        path.write_bytes(zipped(parts({"S": sheet(rows)}, workbook=names.format(number))))
        book = workbook.load(path)
        book.recalculate()
        assert book.value("S", "B1") == answer
