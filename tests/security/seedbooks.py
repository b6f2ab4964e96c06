"""Small workbooks of every feature that the readers know, for hostile inputs and fuzzing to start from."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from tests.security import chanceformulas
from tests.workbook.xlsxparts import MAIN, OFFICE, parts, sheet

_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_ROWS = (
    '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="s"><v>0</v></c>'
    '<c r="C1" t="str"><f>B1&amp;"x"</f><v>mộtx</v></c></row>'
    '<row r="2"><c r="A2"><v>2.5</v></c><c r="B2" t="inlineStr"><is><t>hai</t></is></c>'
    '<c r="C2"><f t="shared" ref="C2:C4" si="0">A2*2</f><v>5</v></c></row>'
    '<row r="3" hidden="1"><c r="A3" t="b"><v>1</v></c><c r="B3" t="e"><v>#N/A</v></c>'
    '<c r="C3"><f t="shared" si="0"/><v>2</v></c><c r="D3"><f t="array" ref="D3:D4">A1:A2*2</f><v>2</v></c></row>'
    '<row r="4"><c r="A4" t="d"><v>2023-06-30</v></c><c r="C4"><f t="shared" si="0"/><v>90200</v></c>'
    '<c r="D4"><v>5</v></c>'
    '<c r="E4" cm="1"><f t="array" ref="E4:E5">_xlfn.SEQUENCE(2)</f><v>1</v></c></row>'
    '<row r="5"><c r="A5"><f>SUM(A1:A4)+Ten+[1]K!A1</f><v>7</v></c><c r="E5"><v>2</v></c>'
    '<c r="F5"><f t="dataTable" ref="F5:F6" dt2D="0" dtr="0" r1="A1"/><v>9</v></c></row>'
    '<row r="6"><c r="A6"><f>SUBTOTAL(109,A1:A5)</f><v>0</v></c><c r="F6"><v>9</v></c></row>'
)
_NAMES = (
    '<definedNames><definedName name="Ten">S!$A$1</definedName><definedName name="Vong">Vong+1</definedName>'
    '<definedName name="Ham">_xlfn.LAMBDA(_xlpm.x,_xlpm.x+1)</definedName></definedNames>'
    '<externalReferences><externalReference r:id="rId80"/></externalReferences>'
    '<calcPr calcId="191029" fullPrecision="0" iterate="1" iterateCount="5"/>'
)


@cache
def rich() -> Mapping[str, bytes]:
    """The parts of a workbook with nearly everything that is read: names, tables, a filter, styles, other workbooks."""
    strings = (
        '<si><t>một</t></si><si><r><t>h</t></r><r><t xml:space="preserve">ai </t></r>'
        '<rPh sb="0" eb="1"><t>x</t></rPh></si>'
    )
    filtered = (
        '<autoFilter ref="A1:C4"><filterColumn colId="0"/></autoFilter>'
        '<tableParts count="1"><tablePart r:id="rId1"/></tableParts>'
    )
    found = parts(
        {"S": sheet(_ROWS, '<sheetPr filterMode="1"/><dimension ref="A1:F6"/>', filtered), "S 2": _prefixed()},
        strings,
        _NAMES,
        '<c r="C1" i="5"/><c r="C2" i="5"/>',
    )
    rels = found["xl/_rels/workbook.xml.rels"].decode()
    more = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, kind, target in (
            (80, "externalLink", "externalLinks/externalLink1.xml"),
            (81, "styles", "styles.xml"),
            (82, "sheetMetadata", "metadata.xml"),
        )
    )
    found["xl/_rels/workbook.xml.rels"] = rels.replace("</Relationships>", more + "</Relationships>").encode()
    return found | {name: text.encode() for name, text in _OTHER_PARTS.items()}


def _prefixed() -> bytes:
    """A sheet as few programs write it: UTF-16, a prefix, a comment, cells without addresses."""
    text = (
        f'<?xml version="1.0" encoding="UTF-16"?><x:worksheet xmlns:x="{MAIN}"><!-- a --><x:sheetData><x:row><x:c>'
        "<x:v>3</x:v>"
        '</x:c><x:c t="str"><x:f>S!A1&amp;"y"</x:f><x:v><![CDATA[1y]]></x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    return text.encode("utf-16")


_OTHER_PARTS = {
    "xl/worksheets/_rels/sheet1.xml.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" '
    f'Type="{OFFICE}/table" Target="../tables/table1.xml"/></Relationships>',
    "xl/tables/table1.xml": f'<table xmlns="{MAIN}" id="1" name="Bang" displayName="Bang" ref="A1:C4">'
    '<autoFilter ref="A1:C4"/><tableColumns count="3"><tableColumn id="1" name="So"/><tableColumn id="2" name="Chu"/>'
    '<tableColumn id="3" name="Tinh"/></tableColumns></table>',
    "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{OFFICE}" r:id="rId1">'
    '<sheetNames><sheetName val="K"/></sheetNames><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1"><v>4</v>'
    "</cell></row></sheetData></sheetDataSet></externalBook></externalLink>",
    "xl/externalLinks/_rels/externalLink1.xml.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" '
    f'Type="{OFFICE}/externalLinkPath" Target="file:///C:/khac.xlsx" TargetMode="External"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" '
    'formatCode="#,##0.00;[Red]-#,##0.00"/></numFmts><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164"/>'
    "</cellXfs>"
    "</styleSheet>",
    "xl/metadata.xml": f'<metadata xmlns="{MAIN}"><metadataTypes count="1"><metadataType name="XLDAPR"/>'
    "</metadataTypes>"
    '<futureMetadata name="XLDAPR" count="1"><bk/></futureMetadata><cellMetadata count="1"><bk><rc t="1" v="0"/></bk>'
    "</cellMetadata></metadata>",
}


def with_formulas(rng: random.Random, count: int = 12) -> dict[str, bytes]:
    """The rich workbook with further rows of formulas made at random."""
    rows = "".join(
        f'<row r="{row}"><c r="H{row}"><f>{_escaped(chanceformulas.formula(rng))}</f><v>{row}</v></c></row>'
        for row in range(10, 10 + count)
    )
    found = dict(rich())
    name = "xl/worksheets/sheet1.xml"
    found[name] = found[name].replace(b"</sheetData>", rows.encode("utf-8", "replace") + b"</sheetData>")
    return found


def _escaped(text: str) -> str:
    plain = "".join(sign for sign in text if sign >= " " or sign == "\n")
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def by_openpyxl() -> bytes:
    """A workbook as openpyxl writes it, with a chart, a comment, a validation, a name and conditional formatting."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in range(1, 30):
        page.append([row, row * 1.5, f"Dòng {row}", f"=A{row}*B{row}", f'=IF(A{row}>5,"trên","dưới")'])
    page["G1"] = '=SUMIFS(D1:D29,E1:E29,"trên")'
    page["A1"].comment = Comment("ghi chú", "ai")
    validation = DataValidation(type="list", formula1='"a,b"')
    validation.add("H1:H9")
    page.add_data_validation(validation)
    chart = BarChart()
    chart.add_data(Reference(page, min_col=1, min_row=1, max_row=9))
    page.add_chart(chart, "J2")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def by_xlsxwriter() -> bytes:
    """A workbook as XlsxWriter writes it: a table, dynamic and old arrays, rich text, hidden rows."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    page = book.add_worksheet("Số liệu")
    bold = book.add_format({"bold": True, "num_format": "#,##0.00"})
    page.add_table("A1:C6", {"columns": [{"header": name} for name in ("Ten", "So", "Gap doi")]})
    for row in range(1, 6):
        page.write_row(row, 0, [f"Xã {row}", row])
        page.write_formula(row, 2, "=Table1[[#This Row],[So]]*2", bold, row * 2)
    page.write_dynamic_array_formula("E1", "=SORT(B2:B6,1,-1)", None, 5)
    page.write_array_formula("F1:F3", "{=B2:B4+1}", None, 2)
    page.write_rich_string("H1", "Một ", bold, "hai")
    page.set_row(3, None, None, {"hidden": True})
    book.define_name("Thue", "=0.1")
    page.write_formula("H2", "=SUM(B2:B6)*Thue", None, 1.5)
    book.close()
    return stream.getvalue()


def fixed(parts: Mapping[str, bytes]) -> bytes:
    """A zip file of the parts, the same at every time of the day."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _without_times(book: bytes) -> bytes:
    """The workbook of another program with the time when it was made taken out."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    core = "docProps/core.xml"
    return fixed(parts | {core: re.sub(rb"[0-9-]{10}T[0-9:]{8}Z", b"2023-06-30T00:00:00Z", parts[core])})


@cache
def seeds() -> dict[str, bytes]:
    """Every small workbook by its name."""
    written = {"openpyxl": by_openpyxl(), "xlsxwriter": by_xlsxwriter()}
    made = {"rich": fixed(rich())} | {name: _without_times(book) for name, book in written.items()}
    for number in range(3):
        made[f"formulas{number}"] = fixed(with_formulas(random.Random(number)))
    return made


def in_folder(folder: Path, most: int = 60_000) -> dict[str, bytes]:
    """The workbooks of a folder that are small enough to be tried by the thousand."""
    files = sorted(path for path in folder.rglob("*.xls[xm]") if path.stat().st_size <= most)
    return {path.name: path.read_bytes() for path in files}
