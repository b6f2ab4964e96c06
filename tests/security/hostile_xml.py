"""Hostile XML: entities, depth, encodings, what XML cannot hold, and tags that patterns would never end with."""

from __future__ import annotations

from typing import Final

from tests.security.hostile import COMPUTED, PLAIN_ROWS, S1, Hostile, book, with_part
from tests.workbook.xlsxparts import MAIN, parts, sheet, zipped


def declared(part: str, declaration: bytes, use: bytes = b"") -> bytes:
    """The plain workbook with a document type in one of its parts."""
    content = parts({"S": sheet(PLAIN_ROWS)}, "<si><t>x</t></si>")
    head, mark, rest = content[part].partition(b"?>")
    content[part] = head + mark + declaration + rest.replace(b"</", use + b"</", 1)
    return zipped(content)


LAUGHS: Final = (
    b"<!DOCTYPE a ["
    + b"".join(b'<!ENTITY l%d "%b">' % (i, b"&l%d;" % (i - 1) * 10 if i else b"ha") for i in range(15))
    + b"]>"
)
QUADRATIC: Final = b'<!DOCTYPE a [<!ENTITY l "' + b"a" * 100_000 + b'">]>'
EXTERNAL: Final = b'<!DOCTYPE a [<!ENTITY l SYSTEM "file:///etc/passwd">]>'
FETCHED: Final = b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">'
READ_PARTS: Final = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml", S1, "xl/sharedStrings.xml")


def deep(count: int) -> bytes:
    return with_part(S1, sheet(PLAIN_ROWS, tail="<a>" * count + "</a>" * count).encode())


def in_encoding(name: str, encoding: str) -> bytes:
    text = sheet(PLAIN_ROWS).replace('encoding="UTF-8"', f'encoding="{name}"')
    return with_part(S1, text.encode(encoding))


def long_text() -> str:
    """40 MB that do not pack so well that they count as a bomb."""
    return "".join(f"{number * 7919 % 10_000_019:08}" for number in range(5_000_000))


def strings(xml: str) -> bytes:
    return zipped(
        parts({"S": sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')}, "<si/>")
        | {"xl/sharedStrings.xml": f'<?xml version="1.0" encoding="UTF-8"?><sst xmlns="{MAIN}">{xml}</sst>'.encode()}
    )


XMLS = [
    *[
        Hostile(
            "xml",
            f"entities that expand to 10^15 characters, in {name}",
            lambda n=name: declared(n, LAUGHS, b"&l14;"),
            "dtd",
        )
        for name in READ_PARTS
    ],
    Hostile("xml", "one long entity used 10,000 times", lambda: declared(S1, QUADRATIC, b"&l;" * 10_000), "dtd"),
    Hostile("xml", "an external entity (/etc/passwd)", lambda: declared(S1, EXTERNAL, b"&l;"), "dtd"),
    Hostile(
        "xml",
        "an external entity among the shared strings",
        lambda: declared("xl/sharedStrings.xml", EXTERNAL, b"&l;"),
        "dtd",
    ),
    Hostile("xml", "a document type to be fetched", lambda: declared("xl/workbook.xml", FETCHED), "dtd"),
    Hostile("xml", "elements nested 1,000,000 deep", lambda: deep(1_000_000), COMPUTED),
    Hostile(
        "xml",
        "elements nested 300,000 deep in the workbook part",
        lambda: with_part(
            "xl/workbook.xml",
            parts({"S": ""})["xl/workbook.xml"].replace(
                b"</workbook>", b"<a>" * 300_000 + b"</a>" * 300_000 + b"</workbook>"
            ),
        ),
        COMPUTED,
        costly=True,
    ),
    Hostile(
        "xml",
        "2,000,000 elements in the workbook part",
        lambda: with_part(
            "xl/workbook.xml",
            parts({"S": ""})["xl/workbook.xml"].replace(
                b"</workbook>", b"".join(b"<a b='%d'/>" % n for n in range(2_000_000)) + b"</workbook>"
            ),
        ),
        "bad-xml",
        costly=True,
    ),
    Hostile("xml", "a part in UTF-7", lambda: in_encoding("utf-7", "ascii"), "bad-xml"),
    Hostile("xml", "a part in an encoding that does not exist", lambda: in_encoding("x-none", "ascii"), "bad-xml"),
    Hostile("xml", "a part that says UTF-8 and is UTF-16", lambda: in_encoding("UTF-8", "utf-16"), "bad-xml"),
    Hostile("xml", "a part in UTF-32", lambda: in_encoding("UTF-32", "utf-32"), "bad-xml"),
    Hostile("xml", "a part without its end", lambda: with_part(S1, sheet(PLAIN_ROWS).encode()[:-20]), "bad-xml"),
    Hostile(
        "xml",
        "bytes that are no UTF-8",
        lambda: with_part(
            S1, sheet('<row r="1"><c r="A1" t="str"><v>\udcff</v></c></row>').encode("utf-8", "surrogateescape")
        ),
        "bad-xml",
    ),
    Hostile(
        "xml", "a NUL among the shared strings", lambda: strings("<si><t>a&#0;b</t></si><si><t>c</t></si>"), "bad-xml"
    ),
    Hostile(
        "xml",
        "a raw NUL in a sheet",
        lambda: with_part(S1, sheet('<row r="1"><c r="A1" t="str"><f>"\0"</f><v>a</v></c></row>').encode()),
        "bad-xml",
    ),
    Hostile("xml", "half a surrogate pair as a character", lambda: strings("<si><t>a&#xD800;</t></si>"), "bad-xml"),
    Hostile("xml", "half a surrogate pair as an escape", lambda: strings("<si><t>a_xD800_</t></si>"), COMPUTED),
    Hostile("xml", "an entity that nobody declared", lambda: strings("<si><t>&lol;</t></si>"), "bad-xml"),
    Hostile(
        "xml",
        "shared strings within shared strings",
        lambda: strings("<si>" * 50_000 + "<t>x</t>" + "</si>" * 50_000),
        COMPUTED,
    ),
    Hostile("xml", "a megabyte of spaces between two tags", lambda: strings("<si>" + " " * 1_000_000), "bad-xml"),
    Hostile(
        "xml", "a shared string of 40 MB", lambda: strings(f"<si><t>{long_text()}</t></si>"), COMPUTED, costly=True
    ),
    Hostile(
        "xml",
        "cells that point at shared strings that are not there",
        lambda: book('<row r="1"><c r="A1" t="s"><v>99</v></c></row>', "<si><t>x</t></si>"),
        "bad-cell-data",
    ),
    Hostile(
        "xml",
        "cells that point at shared string -1",
        lambda: book('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>', "<si><t>x</t></si>"),
        "bad-cell-data",
    ),
    Hostile(
        "xml",
        "100,000 unclosed tags of cells",
        lambda: with_part(S1, sheet('<row r="1">' + '<c r="A1" ' * 100_000 + "</row>").encode()),
        COMPUTED,
    ),
    Hostile(
        "xml",
        "100,000 unclosed filters in a sheet with a hidden row",
        lambda: with_part(
            S1,
            sheet(
                '<row r="1" hidden="1"><c r="A1"><v>1</v></c></row>', tail='<autoFilter ref="A1:B2">' * 100_000
            ).encode(),
        ),
        COMPUTED,
    ),
    Hostile(
        "xml",
        "a megabyte of letters among the attributes of a formula",
        lambda: book(f'<row r="1"><c r="A1"><f {"a" * 1_000_000}>1+1</f><v>1</v></c></row>'),
        "computed",
    ),
]
