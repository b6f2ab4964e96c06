# ruff: noqa: E501 (tables of XML, one case a line)
"""Writing values back: which bytes change, and that no others do."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

import workbook
from tests.workbook.xlsxparts import MAIN, make, parts, read_parts, sheet, zipped
from workbook.celledit import CellEdit, edit_cell
from workbook.cellvalues import content, number_text
from workbook.package import Part
from workbook.patch import patch_sheet
from xlcore.grid import Grid
from xlcore.values import ExcelError, Value

SHEET = "xl/worksheets/sheet1.xml"


def _grid(values: dict[tuple[int, int], Value]) -> Grid:
    grid = Grid("S")
    for place, value in values.items():
        grid.set(*place, value)
    return grid


def _patched(source: str | bytes, values: dict[tuple[int, int], Value], inputs: dict[tuple[int, int], Value]) -> bytes:
    edits = {place: CellEdit(content(value), inline=True) for place, value in inputs.items()}
    part = Part("t.xlsx", SHEET, source.encode() if isinstance(source, str) else source)
    return patch_sheet(part, _grid(values), edits)


@pytest.mark.parametrize(
    "old,value,new",
    [
        ('<c r="A1"><f>B1</f><v>1</v></c>', 2.0, '<c r="A1"><f>B1</f><v>2</v></c>'),
        ('<c r="A1"><f>B1</f><v>1.50</v></c>', 1.5, None),
        ('<c r="A1"><f>B1</f><v>0.30000000000000004</v></c>', 0.1 + 0.2, None),
        ('<c r="A1" s="4" t="n"><f aca="false">B1</f><v>1</v></c>', 2.5, '<c r="A1" s="4" t="n"><f aca="false">B1</f><v>2.5</v></c>'),
        ('<c r="A1" s="4"><f>B1</f></c>', 1e20, '<c r="A1" s="4"><f>B1</f><v>1E+20</v></c>'),
        ('<c r="A1" s="4" cm="1"><f>B1</f><v>1</v></c>', "a<b", '<c r="A1" s="4" t="str" cm="1"><f>B1</f><v>a&lt;b</v></c>'),
        ('<c r="A1" t="str"><f>B1</f><v>x</v></c>', 3.0, '<c r="A1"><f>B1</f><v>3</v></c>'),
        ('<c r="A1" t="str"><f>B1</f><v>a &lt; b</v></c>', "a < b", None),
        ('<c r="A1" t="str"><f>B1</f><v></v></c>', "", None),
        ('<c r="A1" t="str"><f>B1</f></c>', "", '<c r="A1" t="str"><f>B1</f><v></v></c>'),
        ('<c r="A1" t="str"><f>B1</f><v/></c>', "y", '<c r="A1" t="str"><f>B1</f><v>y</v></c>'),
        ('<c r="A1"><f>B1</f><v>1</v></c>', True, '<c r="A1" t="b"><f>B1</f><v>1</v></c>'),
        ('<c r="A1" t="b"><f>B1</f><v>true</v></c>', True, None),
        ('<c r="A1" t="b"><f>B1</f><v>0</v></c>', 0.0, '<c r="A1"><f>B1</f><v>0</v></c>'),
        ('<c r="A1"><f>B1</f><v>1</v></c>', ExcelError("#N/A"), '<c r="A1" t="e"><f>B1</f><v>#N/A</v></c>'),
        ('<c r="A1" t="e" vm="1"><f>B1</f><v>#VALUE!</v></c>', ExcelError("#SPILL!"), None),
        ('<c r="A1" t="e" vm="1"><f>B1</f><v>#VALUE!</v></c>', 1.0, '<c r="A1"><f>B1</f><v>1</v></c>'),
        ('<c r="A1"><f>B1</f><v>1</v></c>', None, '<c r="A1"><f>B1</f></c>'),
        ('<c r="A1"><f t="shared" si="0"/><v>1</v></c>', 2.0, '<c r="A1"><f t="shared" si="0"/><v>2</v></c>'),
        ('<c r="A1"><f>B1</f><v>1</v></c>', " x\n", '<c r="A1" t="str"><f>B1</f><v xml:space="preserve"> x\n</v></c>'),
        ('<c r="A1"><f>B1</f><v>1</v></c>', "_x000D_\r\x01", '<c r="A1" t="str"><f>B1</f><v>_x005F_x000D__x000D__x0001_</v></c>'),
        ('<c r="A1" t="inlineStr"><f>B1</f><is><t>x</t></is></c>', "x", None),
        ('<c r="A1" t="inlineStr"><f>B1</f><is><t>x</t></is></c>', 5.0, '<c r="A1"><f>B1</f><v>5</v></c>'),
        ("<c r='A1' t='str' ><f>B1</f><v>x</v></c >", 3.0, "<c r='A1' ><f>B1</f><v>3</v></c >"),
        ('<c r="A1"><f>B1</f><!-- <v>0</v> --><v>1</v><extLst><v>7</v></extLst></c>', 2.0,
         '<c r="A1"><f>B1</f><!-- <v>0</v> --><v>2</v><extLst><v>7</v></extLst></c>'),
    ],
)  # fmt: skip
def test_one_formula_cell(old: str, value: Value, new: str | None) -> None:
    before = '<row r="1"><c r="@1"/>'.replace("@", "AA") + old + '<c r="B1"><v>9</v></c></row>'
    for head in ("", "<!-- careful -->"):
        source = sheet(head + before.replace('<c r="AA1"/>', ""))
        written = _patched(source, {(1, 1): value}, {})
        assert written.decode() == source.replace(old, old if new is None else new)


def test_bytes_stay_when_nothing_changes() -> None:
    data = sheet('<row r="1"><c r="A1"><f>1</f><v>1.0</v></c></row>').encode()
    part = Part("t", SHEET, data)
    assert patch_sheet(part, _grid({(1, 1): 1.0}), {}) is data


@pytest.mark.parametrize(
    "rows,place,value,expected",
    [
        ('<row r="2"><c r="B2" s="3"/></row>', (2, 2), 5.0, '<row r="2"><c r="B2" s="3"><v>5</v></c></row>'),
        ('<row r="2"><c r="B2" s="3" t="s"><v>0</v></c></row>', (2, 2), 5.0, '<row r="2"><c r="B2" s="3"><v>5</v></c></row>'),
        ('<row r="2"><c r="B2" s="3"><v>1</v></c></row>', (2, 2), "é & =1", '<row r="2"><c r="B2" s="3" t="inlineStr"><is><t>é &amp; =1</t></is></c></row>'),
        ('<row r="2"><c r="B2" s="3" t="s"><v>1</v></c></row>', (2, 2), None, '<row r="2"><c r="B2" s="3"></c></row>'),
        ('<row r="2" spans="2:3"><c r="C2"><v>1</v></c></row>', (2, 1), 7.0, '<row r="2" spans="1:3"><c r="A2"><v>7</v></c><c r="C2"><v>1</v></c></row>'),
        ('<row r="2" spans="2:3"><c r="C2"><v>1</v></c></row>', (2, 4), " a", '<row r="2" spans="2:4"><c r="C2"><v>1</v></c><c r="D2" t="inlineStr"><is><t xml:space="preserve"> a</t></is></c></row>'),
        ('<row r="2" ht="20"/>', (2, 4), True, '<row r="2" ht="20"><c r="D2" t="b"><v>1</v></c></row>'),
        ('<row r="2"/><row r="5"/>', (3, 1), 1.0, '<row r="2"/><row r="3"><c r="A3"><v>1</v></c></row><row r="5"/>'),
        ('<row r="2"/>', (3, 1), 1.0, '<row r="2"/><row r="3"><c r="A3"><v>1</v></c></row>'),
        ("", (3, 1), 1.0, '<row r="3"><c r="A3"><v>1</v></c></row>'),
        ("", (3, 1), None, ""),
        ('<row r="2"/>', (2, 1), None, '<row r="2"/>'),
    ],
)  # fmt: skip
def test_one_input(rows: str, place: tuple[int, int], value: Value, expected: str) -> None:
    for head in ("", "<!-- careful -->"):
        assert _patched(sheet(head + rows), {}, {place: value}).decode() == sheet(head + expected)


def test_inputs_into_an_empty_sheet_and_dimension() -> None:
    source = sheet("", head='<dimension ref="B2"/>').replace("<sheetData></sheetData>", "<sheetData/>")
    written = _patched(source, {}, {(4, 1): 1.0, (2, 3): 2.0}).decode()
    assert '<dimension ref="A2:C4"/>' in written
    assert (
        '<sheetData><row r="2"><c r="C2"><v>2</v></c></row><row r="4"><c r="A4"><v>1</v></c></row></sheetData>'
        in written
    )


def test_a_prefixed_utf16_document_keeps_its_ways() -> None:
    source = (
        f"<x:worksheet xmlns:x='{MAIN}'><x:sheetData><x:row r='1'><x:c r='A1'><x:f>1</x:f></x:c></x:row></x:sheetData>"
        "</x:worksheet>"
    )
    data = f"\ufeff{source}".encode("utf-16-le")
    written = _patched(data, {(1, 1): "é"}, {(1, 2): 2.0, (2, 1): 3.0}).decode("utf-16")
    assert "<x:c r='A1' t=\"str\"><x:f>1</x:f><x:v>é</x:v></x:c>" in written
    assert (
        '<x:c r="B1"><x:v>2</x:v></x:c></x:row><x:row r="2"><x:c r="A2"><x:v>3</x:v></x:c></x:row></x:sheetData>'
        in written
    )


def test_numbers_are_written_shortest() -> None:
    pairs = {
        2300.0: "2300",
        -0.0: "0",
        0.1: "0.1",
        1e16: "1E+16",
        1.5e-7: "1.5E-7",
        123456789012345.6: "123456789012345.6",
    }
    assert {number: number_text(number) for number in pairs} == pairs
    with pytest.raises(ValueError):
        number_text(float("nan"))


def test_editing_is_idempotent() -> None:
    edit = CellEdit(content(" x"), inline=True)
    once = edit_cell('<c r="A1" s="1"/>', edit)
    assert edit_cell(once, edit) == once


# -- formulas that go ------------------------------------------------------------------------------------------------

_SHARED = (
    '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="shared" ref="B1:B4" si="0">A1*$A$1</f><v>1</v></c></row>'
    '<row r="2"><c r="A2"><v>2</v></c><c r="B2"><f t="shared" si="0"/><v>2</v></c></row>'
    '<row r="3"><c r="A3"><v>3</v></c><c r="B3"><f t="shared" si="0"/><v>3</v></c></row>'
    '<row r="4"><c r="A4"><v>4</v></c><c r="B4"><f t="shared" si="0"/><v>4</v></c></row>'
)
_CHAIN = '<c r="B4" i="5" l="1"/><c r="B3"/><c r="B2"/><c r="B1"/>'


def test_the_master_of_a_shared_formula_is_moved_before_it_goes(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", _SHARED, chain=_CHAIN)
    book = workbook.load(path)
    book.set("S", "B1", 50, overwrite=True)
    book.set("S", "B2", "chữ", overwrite=True)
    book.recalculate()
    book.save()
    after = read_parts(path)
    text = after[SHEET].decode()
    assert '<c r="B1"><v>50</v></c>' in text
    assert '<c r="B2" t="inlineStr"><is><t>chữ</t></is></c>' in text
    assert '<c r="B3"><f t="shared" si="0" ref="B3:B4">A3*$A$1</f><v>3</v></c>' in text
    assert '<c r="B4"><f t="shared" si="0"/><v>4</v></c>' in text
    assert b'<c r="B4" i="5" l="1"/><c r="B3"/></calcChain>' in after["xl/calcChain.xml"]
    again = workbook.load(path)
    assert [again.formula("S", f"B{r}") for r in range(1, 5)] == [None, None, "=A3*$A$1", "=A4*$A$1"]
    sheet_again = openpyxl.load_workbook(path)["S"]
    assert [sheet_again[f"B{r}"].value for r in range(1, 5)] == [50, "chữ", "=A3*$A$1", "=A4*$A$1"]


def test_the_sheet_number_moves_on_in_the_chain(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", _SHARED, chain=_CHAIN)
    book = workbook.load(path)
    book.set("S", "B4", None, overwrite=True)
    book.save()
    assert b'<c r="B3" i="5"/><c r="B2"/><c r="B1"/></calcChain>' in read_parts(path)["xl/calcChain.xml"]


def test_an_emptied_chain_goes_with_its_relationship_and_content_type(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", _SHARED, chain=_CHAIN)
    before = read_parts(path)
    book = workbook.load(path)
    for r in range(1, 5):
        book.set("S", f"B{r}", r, overwrite=True)
    book.save()
    after = read_parts(path)
    assert set(before) - set(after) == {"xl/calcChain.xml"}
    assert b"calcChain" not in after["[Content_Types].xml"] + after["xl/_rels/workbook.xml.rels"]
    assert b"sheet1.xml" in after["xl/_rels/workbook.xml.rels"]
    assert openpyxl.load_workbook(path)["S"]["B4"].value == 4


def test_inputs_that_change_nothing_leave_the_file_as_it_was(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", _SHARED, chain=_CHAIN)
    old = path.read_bytes()
    book = workbook.load(path)
    book.set("S", "A1", 1)
    book.recalculate()
    book.save()
    assert path.read_bytes() == old


def test_values_set_are_read_back(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", _SHARED)
    book = workbook.load(path)
    inputs = {
        "A1": 2,
        "D9": "=1+1",
        "E9": True,
        "F9": dt.date(2023, 7, 5),
        "G9": "",
        "H9": 0.1,
        "I9": "dòng\nhai ",
        "C20": -3,
    }
    for cell, value in inputs.items():
        book.set("s", cell, value)
    book.set("S", "A4", None)
    run = book.recalculate()
    assert ("S", "B3") in run.changed
    book.save(tmp_path / "b.xlsx")
    expected = inputs | {"A1": 2.0, "F9": 45112.0, "C20": -3.0, "A4": None, "B3": 6.0, "B4": 0.0}
    for reader in (workbook.load(tmp_path / "b.xlsx"), book):
        assert {cell: reader.value("S", cell) for cell in expected} == expected
        assert reader.formula("S", "D9") is None
    seen = openpyxl.load_workbook(tmp_path / "b.xlsx", data_only=True)["S"]
    assert (seen["D9"].value, seen["I9"].value, seen["B3"].value) == ("=1+1", "dòng\nhai ", 6)
    assert workbook.load(path).value("S", "A1") == 1.0


def test_array_members_are_patched(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="array" ref="B1:B2">A1:A2*2</f><v>0</v></c></row>'
        '<row r="2"><c r="A2"><v>2</v></c><c r="B2"><v>0</v></c></row>'
    )
    path = make(tmp_path / "a.xlsx", rows)
    book = workbook.load(path)
    book.recalculate()
    book.save()
    text = read_parts(path)[SHEET].decode()
    assert '<f t="array" ref="B1:B2">A1:A2*2</f><v>2</v></c>' in text
    assert '<c r="B2"><v>4</v></c>' in text


def test_two_sheets_only_the_changed_part_changes(tmp_path: Path) -> None:
    first = sheet('<row r="1"><c r="A1"><f>Hai!A1+1</f><v>1</v></c></row>')
    second = sheet('<row r="1"><c r="A1"><v>0</v></c><c r="B1"><f>1+1</f><v>2</v></c></row>')
    path = tmp_path / "a.xlsx"
    path.write_bytes(zipped(parts({"Một": first, "Hai": second})))
    before = read_parts(path)
    book = workbook.load(path)
    book.recalculate()
    book.save()
    assert read_parts(path) == before
    book.set("Hai", "A1", 4)
    book.recalculate()
    book.save()
    after = read_parts(path)
    assert {name for name in before if before[name] != after[name]} == {SHEET, "xl/worksheets/sheet2.xml"}
    assert workbook.load(path).value("Một", "A1") == 5.0
