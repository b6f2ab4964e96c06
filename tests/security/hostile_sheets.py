"""Sheets that say that they are huge, and cells that are nowhere."""

from __future__ import annotations

from typing import Final

from tests.security.hostile import COMPUTED, PLAIN_ROWS, Hostile, book, formulas, named
from tests.workbook.xlsxparts import MAIN, OFFICE, parts, sheet, zipped
from xlcore.refs import column_name

WHOLE: Final = "A1:XFD1048576"


def corners(count: int) -> str:
    """A cell at the top and one at the bottom of so many columns."""
    top = "".join(f'<c r="{column_name(col)}1"><v>1</v></c>' for col in range(1, count + 1))
    bottom = "".join(f'<c r="{column_name(col)}1048576"><v>1</v></c>' for col in range(1, count + 1))
    return f'<row r="1">{top}</row><row r="1048576">{bottom}</row>'


def spread_out() -> str:
    """Seven cells in each of 4,000 columns, so far apart that lists would fill the memory."""
    letters = [column_name(col) for col in range(1, 4_001)]
    places = (1, 60_000, 180_000, 420_000, 700_000, 900_000, 1_048_576)
    return "".join(
        f'<row r="{row}">' + "".join(f'<c r="{name}{row}"><v>1</v></c>' for name in letters) + "</row>"
        for row in places
    )


def circle(count: int) -> str:
    return "".join(f'<row r="{n}"><c r="A{n}"><f>A{n % count + 1}+1</f><v>1</v></c></row>' for n in range(1, count + 1))


def arrays_of_one(count: int) -> str:
    return "".join(
        f'<row r="{row}"><c r="A{row}"><f t="array" ref="A{row}">B{row}+1</f><v>1</v></c></row>'
        for row in range(1, count + 1)
    )


def many_array_formulas() -> str:
    return "".join(
        f'<row r="{row}"><c r="A{row}"><f t="array" ref="A{row}:A1048576">1</f><v>1</v></c></row>'
        for row in range(1, 300)
    )


def styles(count: int) -> bytes:
    found = parts({"S": sheet(PLAIN_ROWS)}, workbook='<calcPr fullPrecision="0"/>')
    rels = found["xl/_rels/workbook.xml.rels"].decode()
    new = f'<Relationship Id="rId81" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>'
    found["xl/_rels/workbook.xml.rels"] = rels.replace("</Relationships>", new).encode()
    xfs = "".join(f'<xf numFmtId="{n % 50}"/>' for n in range(count))
    found["xl/styles.xml"] = f'<styleSheet xmlns="{MAIN}"><cellXfs>{xfs}</cellXfs></styleSheet>'.encode()
    return zipped(found)


DIMENSIONS = [
    Hostile("dimensions", f"a dimension of {WHOLE}", lambda: book(head=f'<dimension ref="{WHOLE}"/>'), COMPUTED),
    Hostile(
        "dimensions",
        f"a merge of {WHOLE}, 50,000 times",
        lambda: book(tail="<mergeCells>" + f'<mergeCell ref="{WHOLE}"/>' * 50_000 + "</mergeCells>"),
        COMPUTED,
    ),
    Hostile(
        "dimensions",
        f"a name for {WHOLE}, summed",
        lambda: formulas("SUM(Het)", names=named(Het="S!$D$1:$XFD$1048576")),
        COMPUTED,
    ),
    Hostile(
        "dimensions",
        f"a name for {WHOLE} as an array",
        lambda: formulas("SUM(LEN(Het&Het))", names=named(Het="T!$A$1:$XFD$1048576")),
        COMPUTED,
    ),
    Hostile(
        "dimensions",
        f"a validation of {WHOLE}",
        lambda: book(
            tail=f'<dataValidations><dataValidation sqref="{WHOLE}"><formula1>{WHOLE}</formula1>'
            "</dataValidation></dataValidations>"
        ),
        COMPUTED,
    ),
    Hostile(
        "dimensions",
        f"a conditional format of {WHOLE}",
        lambda: book(
            tail=f'<conditionalFormatting sqref="{WHOLE}"><cfRule type="expression" priority="1">'
            f"<formula>SUM({WHOLE})</formula></cfRule></conditionalFormatting>"
        ),
        COMPUTED,
    ),
    Hostile(
        "dimensions",
        f"an array formula in {WHOLE}",
        lambda: book(f'<row r="1"><c r="A1"><f t="array" ref="{WHOLE}">1</f><v>1</v></c></row>'),
        "bad-cell-data",
    ),
    Hostile(
        "dimensions",
        "300 array formulas that overlap over a whole column",
        lambda: book(many_array_formulas()),
        "bad-cell-data",
    ),
    Hostile(
        "dimensions", "20,000 array formulas of one cell", lambda: book(arrays_of_one(20_000)), COMPUTED, costly=True
    ),
    Hostile(
        "dimensions",
        f"a shared formula for {WHOLE}",
        lambda: book(f'<row r="1"><c r="A1"><f t="shared" ref="{WHOLE}" si="0">1+1</f><v>1</v></c></row>'),
        COMPUTED,
    ),
    Hostile(
        "dimensions",
        f"a data table in {WHOLE}",
        lambda: book(f'<row r="1"><c r="A1"><f t="dataTable" ref="{WHOLE}" r1="B1"/><v>1</v></c></row>'),
        COMPUTED,
    ),
    Hostile(
        "dimensions",
        f"a filter of {WHOLE} with hidden rows",
        lambda: book(
            '<row r="1" hidden="1"><c r="A1"><v>1</v></c></row>',
            tail=f'<autoFilter ref="{WHOLE}"><filterColumn colId="0"/></autoFilter>',
        ),
        COMPUTED,
    ),
    Hostile(
        "dimensions",
        "columns 1 to 4,294,967,295 with a style",
        lambda: book(head='<cols><col min="1" max="4294967295" style="1"/></cols>'),
        COMPUTED,
    ),
    Hostile(
        "dimensions",
        "a cell in row 1,048,577",
        lambda: book('<row r="1048577"><c r="A1048577"><v>1</v></c></row>'),
        "bad-xml",
    ),
    Hostile("dimensions", "a cell in column XFE", lambda: book('<row r="1"><c r="XFE1"><v>1</v></c></row>'), "bad-xml"),
    Hostile("dimensions", "a cell in row 0", lambda: book('<row r="0"><c r="A0"><v>1</v></c></row>'), "bad-xml"),
    Hostile(
        "dimensions", "a row of 5,000 digits", lambda: book(f'<row r="{"9" * 5000}"><c><v>1</v></c></row>'), COMPUTED
    ),
    Hostile(
        "dimensions",
        "a cell named with 5,000 digits",
        lambda: book(f'<row r="1"><c r="A{"1" * 5000}"><v>1</v></c></row>'),
        "bad-cell-data",
    ),
    Hostile(
        "dimensions",
        "a cell at both ends of 2,000 columns, read as a whole",
        lambda: zipped(
            parts(
                {
                    "S": sheet(corners(2_000)),
                    "T": sheet('<row r="1"><c r="A1"><f>SUM(S!A:XFD)+SUM(S!1:1048576)</f><v>7</v></c></row>'),
                }
            )
        ),
        COMPUTED,
        "#TOO-MUCH",
        costly=True,
    ),
    Hostile(
        "dimensions",
        "28,000 cells as far from one another as they can be",
        lambda: book(spread_out()),
        COMPUTED,
        costly=True,
    ),
    Hostile(
        "dimensions",
        "numbers that are none (NaN, INF) in 1,000 rows",
        lambda: book("".join(f'<row r="{n}"><c r="A{n}"><v>NaN</v></c></row>' for n in range(1, 1001))),
        "bad-cell-data",
    ),
    Hostile(
        "dimensions",
        "a number of 5,000 digits",
        lambda: book(f'<row r="1"><c r="A1"><v>{"9" * 5000}</v></c></row>'),
        "bad-cell-data",
    ),
    Hostile("dimensions", "2,000,000 styles", lambda: styles(2_000_000), "bad-xml", costly=True),
    Hostile("dimensions", "100,000 styles", lambda: styles(100_000), COMPUTED, costly=True),
    Hostile(
        "dimensions",
        "200,000 defined names",
        lambda: formulas("N7+1", names=named(**{f"N{n}": str(n) for n in range(200_000)})),
        COMPUTED,
        costly=True,
    ),
    Hostile(
        "dimensions",
        "2,000 cells in a circle, 32,767 rounds",
        lambda: book(circle(2_000), names='<calcPr iterate="1" iterateCount="32767" iterateDelta="0"/>'),
        COMPUTED,
        "#TOO-MUCH",
        costly=True,
    ),
    Hostile(
        "dimensions",
        "iterations: 2,000,000,000 rounds",
        lambda: formulas("C2+1", names='<calcPr iterate="1" iterateCount="2000000000" iterateDelta="0"/>'),
        COMPUTED,
        costly=True,
    ),
]
