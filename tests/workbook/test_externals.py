"""Values of other workbooks that the file itself keeps, and formulas that read them."""

from __future__ import annotations

from pathlib import Path

import pytest

import workbook
from tests.workbook.xlsxparts import MAIN, OFFICE, parts, read_parts, sheet, zipped
from workbook.cli import main
from workbook.compare import KEPT
from workbook.externals import read_external
from workbook.package import Part
from workbook.refusal import Refusal
from workbook.verify import verify
from xlcore.values import ExcelError


def _link(names: str, data: str) -> bytes:
    sheets = "".join(f'<sheetName val="{name}"/>' for name in names.split("|"))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><externalLink xmlns="{MAIN}"><externalBook xmlns:r="{OFFICE}" r:id="r">'
        f"<sheetNames>{sheets}</sheetNames><sheetDataSet>{data}</sheetDataSet></externalBook></externalLink>"
    ).encode()


def _book(folder: Path, formulas: list[str], *links: bytes) -> Path:
    """A workbook with the formulas in column A, cached value 7, and links in that order."""
    rows = "".join(f'<row r="{i}"><c r="A{i}"><f>{f}</f><v>7</v></c></row>' for i, f in enumerate(formulas, 1))
    ids = [f"rId{50 + i}" for i in range(len(links))]
    references = "".join(f'<externalReference r:id="{one}"/>' for one in reversed(ids))
    found = parts({"S": sheet(rows)}, workbook=f"<externalReferences>{references}</externalReferences>")
    rels = "".join(
        f'<Relationship Id="{one}" Type="{OFFICE}/externalLink" Target="externalLinks/externalLink{i}.xml"/>'
        for i, one in enumerate(ids, 1)
    )
    name = "xl/_rels/workbook.xml.rels"
    found[name] = found[name].replace(b"</Relationships>", rels.encode() + b"</Relationships>")
    for i, link in enumerate(links, 1):
        found[f"xl/externalLinks/externalLink{i}.xml"] = link
    path = folder / "b.xlsx"
    path.write_bytes(zipped(found))
    return path


CELLS = (
    '<sheetData sheetId="1"><row r="1"><cell r="A1"><v>2.5</v></cell><cell r="B1" t="str"><v>x &amp; y</v></cell></row>'
    '<row r="3"><cell r="A3" t="b"><v>1</v></cell><cell r="B3" t="e"><v>#N/A</v></cell></row></sheetData>'
)


def test_values_of_another_workbook_are_read_from_the_file(tmp_path: Path) -> None:
    first = _link("Khác", '<sheetData sheetId="0"><row r="2"><cell r="C2"><v>40</v></cell></row></sheetData>')
    second = _link("Bỏ|Tờ 1", CELLS)
    formulas = ["'[1]Tờ 1'!A1*2", "'[1]TỜ 1'!B1", "'[1]Tờ 1'!A3", "'[1]Tờ 1'!B3", "SUM('[1]Tờ 1'!A:A)", "[2]Khác!C2",
                "[2]Khác!C3"]  # fmt: skip
    path = _book(tmp_path, formulas, first, second)  # the workbook lists its links the other way round
    book = workbook.load(path)
    run = book.recalculate()
    values = [line[0] for line in book.values("S", "A1:A7")]
    assert values == [5.0, "x & y", True, ExcelError("#N/A"), 2.5, 40.0, 0.0]
    assert not run.unsupported
    book.save(tmp_path / "out.xlsx")
    before, after = read_parts(path), read_parts(tmp_path / "out.xlsx")
    assert {name for name in before if before[name] != after[name]} == {"xl/worksheets/sheet1.xml"}


def test_without_kept_values_a_formula_keeps_its_own(tmp_path: Path) -> None:
    kept = '<sheetData sheetId="1" refreshError="1"><row r="1"><cell r="A1"><v>3</v></cell></row></sheetData>'
    link = _link("Mất|Còn", '<sheetData sheetId="0" refreshError="1"/>' + kept)
    book = workbook.load(_book(tmp_path, ["[1]Mất!A1", "[1]Còn!A1", "[2]Gì!A1"], link))
    run = book.recalculate()
    assert [line[0] for line in book.values("S", "A1:A3")] == [7.0, 3.0, 7.0]
    assert set(run.unsupported) == {"[1]Mất", "[2]Gì"}


def test_sheets_between_two_of_another_workbook_are_kept(tmp_path: Path) -> None:
    data = "".join(f'<sheetData sheetId="{i}"><row r="1"><cell r="A1"><v>3</v></cell></row></sheetData>' for i in "01")
    book = workbook.load(_book(tmp_path, ["SUM([1]Một:Hai!A1)"], _link("Một|Hai", data)))
    run = book.recalculate()
    assert book.value("S", "A1") == 7.0
    assert run.unsupported == {"[1]Một": [("S", "A1")]}


def test_kept_values_are_reported_not_refused_and_not_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _book(tmp_path, ["[2]Gì!A1", "A1*2", "1+1"])
    found = verify(path)
    assert found.reasons == {KEPT: [("S", "A1")]}
    assert found.compared == 2
    assert [one.cell for one in found.differences] == ["A2", "A3"]
    assert main(["recalc", str(path)]) == 0
    assert "tệp không kèm giá trị của sổ khác [2]Gì, giữ giá trị đang lưu ở S!A1." in capsys.readouterr().err
    assert [line[0] for line in workbook.load(path).values("S", "A1:A3")] == [7.0, 14.0, 2.0]


def test_links_that_are_no_workbook_have_no_values() -> None:
    dde = f'<externalLink xmlns="{MAIN}"><ddeLink ddeService="x" ddeTopic="y"/></externalLink>'.encode()
    assert read_external(Part("b.xlsx", "l.xml", dde)) == {}


@pytest.mark.parametrize("cell", ['<cell r="A0"><v>1</v></cell>', '<cell r="A1"><v>x</v></cell>'])
def test_damaged_values_are_refused(cell: str) -> None:
    data = _link("A", f'<sheetData sheetId="0"><row r="1">{cell}</row></sheetData>')
    with pytest.raises(Refusal) as refusal:
        read_external(Part("b.xlsx", "l.xml", data))
    assert refusal.value.code == "bad-cell-data"
