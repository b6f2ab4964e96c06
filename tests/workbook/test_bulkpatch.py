"""Saving a stretch of cells at a time gives, byte for byte, what the editor of single cells gives."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from pathlib import Path

import pytest

import workbook
from tests.workbook.xlsxparts import make, sheet
from workbook import packing
from workbook.bulkpatch import BulkPatch
from workbook.celledit import CellEdit, edit_cell
from workbook.cellvalues import content
from workbook.package import Part, open_package
from workbook.packing import pack, pack_pieces
from workbook.patch import patch_sheet
from workbook.sheetlayout import Layout
from xlcore.grid import Grid
from xlcore.refs import cell_name
from xlcore.values import ExcelError, Value

SHEET = "xl/worksheets/sheet1.xml"
VALUES: list[Value] = [
    0.0, -0.0, 1.0, 2.5, 0.1 + 0.2, 1e16, -1.5e-7, 123456789.0, True, False, ExcelError("#N/A"), ExcelError("#SPILL!"),
    "", "x", "1.0", "inf", "5e-3", "a & <b>", " hai dấu cách ", "_x000D_", "hàng\nmới", "&amp;", None,
]  # fmt: skip
ATTRIBUTES = [
    "", ' s="3"', ' t="str"', ' s="3" t="str"', ' t="n"', ' s="1" t="b"', ' t="e"', ' t="e" vm="2"', ' cm="1"',
    ' t="str" s="9" cm="1"', ' t="s"',
]  # fmt: skip
FORMULAS = [
    "<f>A1+1</f>", '<f t="shared" si="0"/>', '<f t="shared" ref="A1:A9" si="0">B1</f>', '<f ca="1">NOW()</f>', "<f/>",
]  # fmt: skip
ELEMENTS = [
    "<v>0</v>", "<v>1</v>", "<v>0.30000000000000004</v>", "<v>0.30000000000000000004</v>", "<v>x</v>", "<v/>", "<v />",
    "", "<v></v>", '<v xml:space="preserve"> x </v>', "<v> hai dấu cách </v>", "<v>a &amp; &lt;b&gt;</v>", "<v>1.0</v>",
    "<v>&quot;</v>", "<v>_x005F_x000D_</v>", "<v>#N/A</v>", "<v>1E+16</v>",
]  # fmt: skip


def _cells(seed: int) -> tuple[list[str], Grid]:
    """Rows of formula cells in every combination of forms, and values that may or may not be theirs."""
    draw = random.Random(seed)
    rows, grid = [], Grid("S")
    table = draw.random() < 0.5  # the same columns in every row, or gaps
    for row in range(1, 60):
        cells = ""
        for col in range(1, 6):
            if not table and draw.random() < 0.3:
                continue
            attributes, element = draw.choice(ATTRIBUTES), draw.choice(ELEMENTS)
            number = element[3:-4].strip("</v> ")
            kind = attributes.partition('t="')[2].partition('"')[0]
            if kind in ("", "n", "b") and not number.replace(".", "").replace("E+", "").isdecimal():
                element = draw.choice(["<v>1</v>", "<v/>", "", "<v>0.30000000000000004</v>"])
            cells += f'<c r="{cell_name(row, col)}"{attributes}>{draw.choice(FORMULAS)}{element}</c>'
            grid.set(row, col, draw.choice(VALUES))
        rows.append(f'<row r="{row}" spans="1:5">{cells}<c r="F{row}"><v>{row}</v></c><c r="G{row}" s="2"/></row>')
    return rows, grid


@pytest.mark.parametrize("seed", range(40))
def test_a_stretch_at_a_time_is_as_cell_by_cell(seed: int) -> None:
    rows, grid = _cells(seed)
    plain, careful = sheet("".join(rows)).encode(), sheet("<!-- careful -->" + "".join(rows)).encode()
    written = patch_sheet(Part("t", SHEET, plain), grid, {})
    assert written == patch_sheet(Part("t", SHEET, careful), grid, {}).replace(b"<!-- careful -->", b"")
    assert patch_sheet(Part("t", SHEET, written), grid, {}) is not plain


@pytest.mark.parametrize("seed", range(10))
def test_saving_again_changes_nothing(seed: int) -> None:
    rows, grid = _cells(seed)
    once = patch_sheet(Part("t", SHEET, sheet("".join(rows)).encode()), grid, {})
    assert patch_sheet(Part("t", SHEET, once), grid, {}) is once


def test_edits_amid_a_long_sheet_leave_their_neighbours_to_the_stretches() -> None:
    rows, grid = _cells(1)
    edits = {(row, 6): CellEdit(content(-1.0), inline=True) for row in (1, 2, 30, 59)}
    edits |= {(61, 2): CellEdit(content("mới"), inline=True), (7, 9): CellEdit(content(True))}
    for place in edits:
        grid.set(*place, -1.0)
    plain, careful = sheet("".join(rows)).encode(), sheet("<!-- careful -->" + "".join(rows)).encode()
    written = patch_sheet(Part("t", SHEET, plain), grid, edits)
    assert written == patch_sheet(Part("t", SHEET, careful), grid, edits).replace(b"<!-- careful -->", b"")
    assert written.count(b"<v>-1</v>") == 4
    assert b'<c r="B61" t="inlineStr"><is><t>m\xe1\xbb\x9bi</t></is></c>' in written


def test_a_cell_of_another_form_leaves_its_stretch_to_the_careful_reader() -> None:
    rows = "".join(f'<row r="{i}"><c r="A{i}"><f>1</f><v>0</v></c></row>' for i in range(1, 9))
    odd = rows.replace('<c r="A5"><f>1</f>', "<c r='A5'><f>1</f>")
    grid = Grid("S")
    grid.column(1).put(1, [float(i) for i in range(1, 9)])
    data = sheet(odd).encode()
    bulk = BulkPatch(Part("t", SHEET, data), grid)
    assert bulk.stretch(data.find(b"<row"), data.find(b"</sheetData>")) is None
    assert patch_sheet(Part("t", SHEET, data), grid, {}).count(b"<v>0</v>") == 0


def test_a_number_that_is_none_is_not_written() -> None:
    grid = Grid("S")
    grid.set(1, 1, float("inf"))
    part = Part("t", SHEET, sheet('<row r="1"><c r="A1"><f>1</f><v>0</v></c></row>').encode())
    with pytest.raises(ValueError):
        patch_sheet(part, grid, {})


def test_the_opening_tags_are_those_of_the_single_editor() -> None:
    for attributes in ATTRIBUTES:
        source = f'<c r="A1"{attributes}><f>1</f><v>7</v></c>'
        for value in ("chữ", 2.0, True):
            grid = Grid("S")
            grid.set(1, 1, value)
            part = Part("t", SHEET, sheet(f'<row r="1">{source}</row>').encode())
            assert edit_cell(source, CellEdit(content(value))).encode() in patch_sheet(part, grid, {})


# -- packing ---------------------------------------------------------------------------------------------------------


def test_pieces_packed_in_a_thread_are_the_content(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "_LONG", 1000)
    monkeypatch.setattr(packing, "_BATCH", 300)
    data = random.Random(3).randbytes(5000)
    pieces = [data[:10], memoryview(data)[10:2000], b"", data[2000:]]
    packed = pack_pieces(iter(pieces), 5000)
    assert (packed.size, packed.crc, packed.unpacked()) == (5000, zlib.crc32(data), data)
    assert pack_pieces(iter(pieces), 5000, stored=True) == pack(data, stored=True)
    assert pack_pieces(iter([]), 5000).unpacked() == b""


def test_a_failure_while_pieces_are_made_ends_the_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "_LONG", 10)

    def pieces() -> object:
        yield b"x" * 100
        raise ValueError("no more")

    before = packing.threading.active_count()
    with pytest.raises(ValueError, match="no more"):
        pack_pieces(pieces(), 100)  # type: ignore[arg-type]
    assert packing.threading.active_count() == before


def test_a_long_sheet_is_saved_through_the_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "_LONG", 100_000)
    monkeypatch.setattr(packing, "_BATCH", 20_000)
    rows = "".join(
        f'<row r="{i}"><c r="A{i}"><v>{i}</v></c><c r="B{i}"><f>A{i}*1</f><v>0</v></c></row>' for i in range(1, 4_001)
    )
    path = make(tmp_path / "dài.xlsx", rows)
    book = workbook.load(path)
    book.recalculate()
    book.save()
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        written = archive.read(SHEET)
    assert written.count(b"<v>0</v>") == 0
    assert written == sheet(rows).encode().replace(b"<v>0</v>", b"<v>%d</v>") % tuple(range(1, 4_001))
    again = path.read_bytes()
    book.save()
    assert path.read_bytes() == again
    assert open_package(again, "x").read(SHEET) == written


def test_only_sheets_that_changed_are_packed_anew(tmp_path: Path) -> None:
    path = make(tmp_path / "b.xlsx", '<row r="1"><c r="A1"><v>2</v></c><c r="B1"><f>A1*2</f><v>4.0</v></c></row>')
    before = path.read_bytes()
    book = workbook.load(path)
    book.recalculate()
    book.save()
    assert path.read_bytes() == before
    book.set("S", "A1", 3)
    book.recalculate()
    book.save()
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        assert b'<c r="A1"><v>3</v></c><c r="B1"><f>A1*2</f><v>6</v></c>' in archive.read(SHEET)


def test_a_few_changed_cells_are_looked_up_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(
        f'<row r="{i}"><c r="A{i}"><v>{i}</v></c><c r="B{i}"><f>A{i}*2</f><v>{2 * i}.0</v></c></row>'
        for i in range(1, 900)
        if i % 7
    )
    saved = []
    for per_cell in (0, 10**9):  # always one by one; never
        monkeypatch.setattr("workbook.saving._PER_CELL", per_cell)
        book = workbook.load(make(tmp_path / f"{per_cell}.xlsx", rows))
        for cell in ("A1", "A8", "A500", "A899"):
            book.set("S", cell, -1)
        book.set("S", "A7", "mới")
        book.recalculate()
        book.save()
        with zipfile.ZipFile(tmp_path / f"{per_cell}.xlsx") as archive:
            saved.append(archive.read(SHEET))
    assert saved[0] == saved[1]
    assert saved[0].count(b"<v>-2</v>") == 4


@pytest.mark.parametrize("seed", range(5))
def test_rows_are_found_by_halving_as_by_expat(seed: int) -> None:
    draw = random.Random(seed)
    numbers = sorted(draw.sample(range(1, 60), 25))
    rows = "".join(
        draw.choice([f'<row r="{n}"/>', f'<row r="{n}" ht="1"><c r="A{n}"/><c r="C{n}"><v>1</v></c></row>'])
        for n in numbers
    )
    fast, careful = (Layout(Part("t", SHEET, sheet(head + rows).encode())) for head in ("", "<!-- x -->"))
    assert fast.plain and not careful.plain
    shift = len("<!-- x -->")
    for number in range(62):
        (row, at), (other, place) = fast.row(number), careful.row(number)
        assert at == (place - shift if place >= 0 else -1)
        assert (row is None) == (other is None) == (number not in numbers)
        if row is not None and other is not None:
            assert (row.start, row.open_end, row.end) == tuple(n - shift for n in other[1:])
            assert [cell.col for cell in fast.cells(row)] == [cell.col for cell in careful.cells(other)]
