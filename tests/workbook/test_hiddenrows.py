"""Rows that nobody sees: by a filter, by hand; SUBTOTAL and AGGREGATE pass over them as Excel does."""

from __future__ import annotations

from pathlib import Path

import pytest

import workbook
from tests.workbook.xlsxparts import MAIN, OFFICE, parts, sheet, zipped

# Row 3 is hidden inside the list of rows 1 to 5, row 7 below it.
ROWS = "".join(
    f'<row r="{r}"{" hidden=" + chr(34) + "1" + chr(34) if r in (3, 7) else ""}><c r="A{r}"><v>{10**r}</v></c></row>'
    for r in range(1, 9)
) + '<row r="10"><c r="B10"><f>SUBTOTAL(9,A1:A8)</f></c><c r="C10"><f>SUBTOTAL(109,A1:A8)</f></c></row>' + (
    '<row r="11"><c r="B11"><f>_xlfn.AGGREGATE(9,4,A1:A8)</f></c><c r="C11"><f>_xlfn.AGGREGATE(9,5,A1:A8)</f></c></row>'
)  # fmt: skip
ALL, SEEN = 111_111_110.0, 111_111_110.0 - 10**3 - 10**7
COLUMN = '<filterColumn colId="0"><filters><filter val="1"/></filters></filterColumn>'
CASES = [
    ("", "", set(), ALL),
    ("", '<autoFilter ref="A1:A5"/>', set(), ALL),
    ("", f'<autoFilter ref="A1:A5">{COLUMN}</autoFilter>', {3}, ALL - 10**3),
    ('<sheetPr filterMode="1"/>', '<autoFilter ref="A1:A5"/>', {3}, ALL - 10**3),
    ('<sheetPr filterMode="1"><tabColor rgb="FF00FF00"/></sheetPr>', "", {3, 7}, SEEN),
    ("", f'<autoFilter ref="A3:A8">{COLUMN}</autoFilter>', {7}, ALL - 10**7),  # the head of a list is never filtered
]


@pytest.mark.parametrize("head,tail,filtered,subtotal", CASES)
@pytest.mark.parametrize("careful", [False, True])
def test_subtotals_pass_over_hidden_rows(
    tmp_path: Path, head: str, tail: str, filtered: set[int], subtotal: float, careful: bool
) -> None:
    path = tmp_path / "b.xlsx"
    source = sheet(ROWS, head + ("<!-- -->" if careful else ""), tail)
    wide = source.replace(' encoding="UTF-8"', "").encode("utf-16")
    path.write_bytes(zipped(parts({"S": wide if careful and tail else source})))
    book = workbook.load(path)
    own = book.model.sheet("S")
    assert (own.hidden_rows, own.filtered_rows) == ({3, 7}, filtered)
    book.recalculate()
    assert book.values("S", "B10:C11") == [[subtotal, SEEN], [ALL, SEEN]]


def test_the_filter_of_a_table_hides_its_rows(tmp_path: Path) -> None:
    found = parts({"S": sheet(ROWS, tail='<tableParts count="1"><tablePart r:id="rId1"/></tableParts>')})
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    found["xl/worksheets/_rels/sheet1.xml.rels"] = (
        f'<Relationships xmlns="{package}"><Relationship Id="rId1" Type="{OFFICE}/table" '
        'Target="../tables/table1.xml"/></Relationships>'
    ).encode()
    found["xl/tables/table1.xml"] = (
        f'<table xmlns="{MAIN}" id="1" name="B" displayName="B" ref="A1:A5"><autoFilter ref="A1:A5">{COLUMN}'
        '</autoFilter><tableColumns count="1"><tableColumn id="1" name="10"/></tableColumns></table>'
    ).encode()
    path = tmp_path / "b.xlsx"
    path.write_bytes(zipped(found))
    assert workbook.load(path).model.sheet("S").filtered_rows == {3}
