"""Workbooks that would have something fetched or run."""

from __future__ import annotations

from tests.security.hostile import COMPUTED, PLAIN_ROWS, TYPES, Hostile, formulas
from tests.workbook.xlsxparts import MAIN, OFFICE, parts, sheet, zipped


def with_macros() -> bytes:
    found = parts({"S": sheet(PLAIN_ROWS)})
    found["[Content_Types].xml"] = found["[Content_Types].xml"].replace(
        f"{TYPES}sheet.main+xml".encode(), b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    )
    found["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0" + bytes(range(256)) * 20
    return zipped(found)


def linked(kind: str, target: str, body: str, more: str = "") -> bytes:
    """A workbook with a link to something outside (another workbook, a DDE server), and ``more`` rows."""
    rows = PLAIN_ROWS + '<row r="2"><c r="C2"><f>[1]K!A1+1</f><v>7</v></c></row>' + more
    found = parts(
        {"S": sheet(rows)}, workbook='<externalReferences><externalReference r:id="rId80"/></externalReferences>'
    )
    rels = found["xl/_rels/workbook.xml.rels"].decode()
    new = f'<Relationship Id="rId80" Type="{OFFICE}/externalLink" Target="externalLinks/e.xml"/></Relationships>'
    found["xl/_rels/workbook.xml.rels"] = rels.replace("</Relationships>", new).encode()
    found["xl/externalLinks/e.xml"] = f'<externalLink xmlns="{MAIN}" xmlns:r="{OFFICE}">{body}</externalLink>'.encode()
    found["xl/externalLinks/_rels/e.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    ).encode()
    return zipped(found)


FETCHING = [
    Hostile(
        "outside", "WEBSERVICE", lambda: formulas('_xlfn.WEBSERVICE("http://127.0.0.1:9/")'), COMPUTED, "WEBSERVICE"
    ),
    Hostile("outside", "RTD", lambda: formulas('RTD("server.ole","","x")'), COMPUTED, "RTD"),
    Hostile(
        "outside",
        "IMAGE and HYPERLINK",
        lambda: formulas('_xlfn.IMAGE("http://127.0.0.1:9/a.png")', 'HYPERLINK("file:///etc/passwd","x")'),
        COMPUTED,
        "IMAGE",
    ),
    Hostile(
        "outside",
        "CALL and REGISTER.ID",
        lambda: formulas('CALL("kernel32","WinExec","JCJ","calc",1)', 'REGISTER.ID("kernel32","WinExec")'),
        COMPUTED,
        "CALL",
    ),
    Hostile(
        "outside",
        "EXEC and other functions of macro sheets",
        lambda: formulas('EXEC("calc")', 'FOPEN("/etc/passwd")', "GET.WORKSPACE(1)"),
        COMPUTED,
        "EXEC",
    ),
    Hostile("outside", "DDE in a formula", lambda: formulas("cmd|'/c calc'!A0"), COMPUTED, "#SYNTAX"),
    Hostile(
        "outside",
        "a DDE link",
        lambda: linked(
            "oleLink",
            "cmd",
            '<ddeLink ddeService="cmd" ddeTopic="/c calc"><ddeItems><ddeItem name="A0"/></ddeItems></ddeLink>',
        ),
        COMPUTED,
        "[1]K",
    ),
    Hostile(
        "outside",
        "a link to a file of the system",
        lambda: linked(
            "externalLinkPath",
            "file:///etc/passwd",
            '<externalBook r:id="rId1"><sheetNames><sheetName val="K"/></sheetNames></externalBook>',
        ),
        COMPUTED,
        "[1]K",
    ),
    Hostile(
        "outside",
        "a link to a server",
        lambda: linked(
            "externalLinkPath",
            "http://127.0.0.1:9/a.xlsx",
            '<externalBook r:id="rId1"><sheetNames><sheetName val="K"/></sheetNames>'
            '<sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1"><v>4</v></cell></row></sheetData>'
            "</sheetDataSet></externalBook>",
        ),
        COMPUTED,
    ),
    Hostile(
        "outside",
        "a path in a formula ('/etc/[passwd]S'!A1)",
        lambda: formulas("'/etc/[passwd]S'!A1", "'http://127.0.0.1:9/[a.xlsx]S'!A1"),
        COMPUTED,
        "/etc/[passwd]S",
    ),
    Hostile(
        "outside",
        "what spilled in another workbook ([1]K!A1#)",
        lambda: linked(
            "externalLinkPath",
            "file:///etc/passwd",
            '<externalBook r:id="rId1"><sheetNames><sheetName val="K"/></sheetNames><sheetDataSet>'
            '<sheetData sheetId="0">'
            '<row r="1"><cell r="A1"><v>4</v></cell></row></sheetData></sheetDataSet></externalBook>',
            '<row r="3"><c r="C3"><f>SUM(_xlfn.ANCHORARRAY([1]K!A1))</f><v>7</v></c></row>',
        ),
        COMPUTED,
    ),
    Hostile("outside", "an INDIRECT to another file", lambda: formulas("INDIRECT(\"'/etc/[passwd]S'!A1\")"), COMPUTED),
    Hostile("outside", "a VBA project", with_macros, COMPUTED),
]
