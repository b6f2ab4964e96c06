"""Dynamic arrays that fill other cells than when the file was saved: members, emptied cells and the anchor's range."""

from __future__ import annotations

from pathlib import Path

import pytest

import workbook
from tests.workbook.xlsxparts import MAIN, OFFICE, parts, read_parts, sheet, zipped

SHEET = "xl/worksheets/sheet1.xml"
METADATA = (
    f'<metadata xmlns="{MAIN}"><metadataTypes count="1"><metadataType name="XLDAPR"/></metadataTypes>'
    '<cellMetadata count="1"><bk><rc t="1" v="0"/></bk></cellMetadata></metadata>'
)


def _book(folder: Path, rows: str, head: str = "") -> Path:
    found = parts({"S": sheet(rows, head=head)})
    rel = f'<Relationship Id="rId80" Type="{OFFICE}/sheetMetadata" Target="metadata.xml"/></Relationships>'
    name = "xl/_rels/workbook.xml.rels"
    found[name] = found[name].replace(b"</Relationships>", rel.encode())
    found["xl/metadata.xml"] = METADATA.encode()
    path = folder / "b.xlsx"
    path.write_bytes(zipped(found))
    return path


def _anchor(cell: str, ref: str, formula: str, value: str) -> str:
    return f'<c r="{cell}" cm="1"><f t="array" ref="{ref}">{formula}</f><v>{value}</v></c>'


def _saved(path: Path, size: float) -> str:
    book = workbook.load(path)
    book.set("S", "A1", size)
    book.recalculate()
    book.save()
    return read_parts(path)[SHEET].decode()


ROWS = (
    f'<row r="1" spans="1:2"><c r="A1"><v>2</v></c>{_anchor("B1", "B1:B2", "_xlfn.SEQUENCE(A1)", "1")}</row>'
    '<row r="2"><c r="B2" s="4"><v>2</v></c></row>'
    '<row r="4"><c r="C4"><f>SUM(_xlfn.ANCHORARRAY(B1))</f><v>3</v></c></row>'
)


def test_unchanged_the_file_stays_as_it_is(tmp_path: Path) -> None:
    path = _book(tmp_path, ROWS)
    before = path.read_bytes()
    assert _saved(path, 2)
    assert path.read_bytes() == before


@pytest.mark.parametrize("head", ["", "<!-- careful -->"])
def test_growing_inserts_members_and_widens_the_range(tmp_path: Path, head: str) -> None:
    written = _saved(_book(tmp_path, ROWS, head + '<dimension ref="A1:C4"/>'), 5)
    assert '<c r="B1" cm="1"><f t="array" ref="B1:B5">_xlfn.SEQUENCE(A1)</f><v>1</v></c>' in written
    assert '<c r="B2" s="4"><v>2</v></c></row><row r="3"><c r="B3"><v>3</v></c></row>' in written
    assert '<row r="4"><c r="B4"><v>4</v></c><c r="C4"><f>SUM(_xlfn.ANCHORARRAY(B1))</f><v>15</v></c></row>' in written
    assert '<row r="5"><c r="B5"><v>5</v></c></row></sheetData>' in written
    assert '<dimension ref="A1:C5"/>' in written


def test_growing_and_shrinking_again_gives_the_same_values(tmp_path: Path) -> None:
    path = _book(tmp_path, ROWS)
    _saved(path, 5)
    written = _saved(path, 2)
    assert 'ref="B1:B2"' in written
    assert written.count("<v>") == 4
    assert [line[0] for line in workbook.load(path).values("S", "B1:B5")] == [1.0, 2.0, None, None, None]


def test_shrinking_empties_what_is_left_and_keeps_its_style(tmp_path: Path) -> None:
    written = _saved(_book(tmp_path, ROWS), 1)
    assert 'ref="B1"' in written
    assert '<c r="B2" s="4"></c>' in written
    book = workbook.load(tmp_path / "b.xlsx")
    assert book.formula("S", "B1") == "=_xlfn.SEQUENCE(A1)"
    assert book.formula("S", "B2") is None
    book.set("S", "B2", "tự do")  # no longer part of the array


def test_what_stands_in_the_way_stays(tmp_path: Path) -> None:
    rows = ROWS.replace('<row r="4">', '<row r="3"><c r="B3" t="str"><v>chắn</v></c></row><row r="4">')
    written = _saved(_book(tmp_path, rows), 3)
    assert '<c r="B1" t="e" cm="1"><f t="array" ref="B1">_xlfn.SEQUENCE(A1)</f><v>#VALUE!</v></c>' in written
    assert '<c r="B2" s="4"></c>' in written
    assert '<c r="B3" t="str"><v>chắn</v></c>' in written


def test_cells_left_by_one_array_and_taken_by_another(tmp_path: Path) -> None:
    rows = (
        f'<row r="1"><c r="A1"><v>3</v></c>{_anchor("B1", "B1:B3", "_xlfn.SEQUENCE(A1)", "1")}</row>'
        f'<row r="2"><c r="B2"><v>2</v></c></row><row r="3">{_anchor("A3", "A3", "_xlfn.SEQUENCE(1,4-A1)*7", "7")}'
        '<c r="B3"><v>3</v></c></row>'
    )
    path = _book(tmp_path, rows)
    book = workbook.load(path)
    book.set("S", "A1", 2)
    book.recalculate()
    book.recalculate(full=True)  # the second array may have been computed while the first stood in its way
    book.save()
    written = read_parts(path)[SHEET].decode()
    assert 'ref="B1:B2"' in written
    assert '<row r="3"><c r="A3" cm="1"><f t="array" ref="A3:B3">_xlfn.SEQUENCE(1,4-A1)*7</f><v>7</v></c>' in written
    assert '<c r="B3"><v>14</v></c>' in written
