"""Parts that hang together in hostile ways: missing, foreign, the same one over and over."""

from __future__ import annotations

from collections.abc import Mapping

from tests.security.hostile import COMPUTED, PLAIN_ROWS, S1, TYPES, Hostile, with_part
from tests.workbook.xlsxparts import MAIN, OFFICE, parts, sheet, zipped


def replaced(name: str, old: str, new: str, content: Mapping[str, bytes] | None = None) -> bytes:
    found = dict(parts({"S": sheet(PLAIN_ROWS)}) if content is None else content)
    assert old.encode() in found[name], (name, old)
    found[name] = found[name].replace(old.encode(), new.encode())
    return zipped(found)


def one_part_many_sheets(count: int) -> bytes:
    tabs = "".join(f'<sheet name="T{n}" sheetId="{n + 9}" r:id="rId1"/>' for n in range(count))
    large = sheet("".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, 20_000)))
    return replaced("xl/workbook.xml", "</sheets>", f"{tabs}</sheets>", parts({"S": large}))


def one_table_many_sheets(count: int) -> bytes:
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/table" Target="../tables/table1.xml"/></Relationships>'
    )
    found = parts({f"S{n}": sheet("") for n in range(1, count + 1)})
    for number in range(1, count + 1):
        found[f"xl/worksheets/_rels/sheet{number}.xml.rels"] = rels.encode()
    columns = "".join(f'<tableColumn id="{n}" name="c{n}"/>' for n in range(1, 16_385))
    found["xl/tables/table1.xml"] = (
        f'<table xmlns="{MAIN}" id="1" name="T" displayName="T" ref="A1:XFD9"><tableColumns>{columns}</tableColumns>'
        "</table>"
    ).encode()
    return zipped(found)


def itself_related() -> bytes:
    """Relationships that lead back to the workbook: a sheet, a table and the strings are the workbook itself."""
    rels = f'<Relationship Id="rId9" Type="{OFFICE}/sharedStrings" Target="workbook.xml"/></Relationships>'
    return replaced("xl/_rels/workbook.xml.rels", "</Relationships>", rels)


PARTS = [
    Hostile(
        "parts",
        "the workbook declared as a picture",
        lambda: replaced("[Content_Types].xml", f"{TYPES}sheet.main+xml", "image/png"),
        COMPUTED,
    ),
    Hostile(
        "parts",
        "the workbook declared as binary (.xlsb)",
        lambda: replaced(
            "[Content_Types].xml", f"{TYPES}sheet.main+xml", "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
        ),
        "xlsb",
    ),
    Hostile(
        "parts",
        "no content types at all",
        lambda: zipped({k: v for k, v in parts({"S": sheet("")}).items() if k != "[Content_Types].xml"}),
        "no-workbook",
    ),
    Hostile(
        "parts",
        "a sheet that is not there",
        lambda: zipped({k: v for k, v in parts({"S": sheet("")}).items() if k != S1}),
        "missing-part",
    ),
    Hostile(
        "parts",
        "a sheet outside the package (file:///etc/passwd)",
        lambda: replaced(
            "xl/_rels/workbook.xml.rels",
            'Target="worksheets/sheet1.xml"',
            'Target="file:///etc/passwd" TargetMode="External"',
        ),
        "missing-part",
    ),
    Hostile(
        "parts",
        "a sheet whose target leaves the package",
        lambda: replaced("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "../../../../etc/passwd"),
        "missing-part",
    ),
    Hostile("parts", "shared strings that are the workbook part itself", itself_related, COMPUTED),
    Hostile(
        "parts", "a sheet part that is a picture", lambda: with_part(S1, b"\x89PNG\r\n\x1a\n" + bytes(5000)), "bad-xml"
    ),
    Hostile("parts", "5,000 sheets that are one large part", lambda: one_part_many_sheets(5_000), "bad-xml"),
    Hostile(
        "parts",
        "a table of 16,384 columns on each of 500 sheets",
        lambda: one_table_many_sheets(500),
        COMPUTED,
        costly=True,
    ),
    Hostile("parts", "two sheets of one name", lambda: zipped(parts({"S": sheet(""), "s": sheet("")})), "bad-xml"),
    Hostile(
        "parts",
        "a sheet number of 5,000 digits",
        lambda: replaced("xl/workbook.xml", 'sheetId="5"', f'sheetId="{"9" * 5000}"'),
        COMPUTED,
    ),
    Hostile(
        "parts",
        "a document of Word",
        lambda: zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<x/>"}),
        "not-excel",
    ),
    Hostile(
        "parts",
        "content types in which everything refers to one part 200,000 times",
        lambda: replaced(
            "[Content_Types].xml",
            "</Types>",
            '<Override PartName="/xl/workbook.xml" ContentType="a/b"/>' * 200_000 + "</Types>",
        ),
        COMPUTED,
        costly=True,
    ),
]
