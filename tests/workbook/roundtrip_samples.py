"""Small workbooks with what real ones carry and the engine does not read, made here: one function per feature.

    python -m tests.workbook.roundtrip_samples FOLDER        (writes them all)

Their saved values are stale on purpose (0 where the result is another), so that every one of them is rewritten.
"""

from __future__ import annotations

import io
import struct
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.workbook.xlsxparts import MAIN, OFFICE, parts, sheet, zipped

Parts = dict[str, bytes]

_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/"
_MICROSOFT: Final = "http://schemas.microsoft.com/office/"
_STRICT: Final = "http://purl.oclc.org/ooxml/"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'

# Three formulas, and what they give: every sample has them (some in another spelling) on its first sheet.
ROWS: Final = (
    '<row r="1" spans="1:4"><c r="A1"><v>2</v></c><c r="B1"><f>A1*21</f><v>0</v></c>'
    '<c r="C1" t="str"><f>IF(B1&gt;40,"đạt &amp; vượt","chưa")</f><v>cũ</v></c><c r="D1"><f>B1=42</f><v>0</v></c></row>'
)
EXPECTED: Final = {"B1": 42.0, "C1": "đạt & vượt", "D1": True}


def _part(found: Parts, name: str, data: str | bytes, kind: str, source: str, content_type: str = "") -> None:
    """Adds a part with a relationship of ``source`` to it and, unless an extension has one, its content type."""
    found[name] = data.encode() if isinstance(data, str) else data
    folder, _, base = source.rpartition("/")
    rels = f"{folder}/_rels/{base}.rels" if base else "_rels/.rels"
    empty = f'{_HEAD}<Relationships xmlns="{_PACKAGE}relationships"></Relationships>'.encode()
    text = found.get(rels, empty).decode()
    identity = f"rIdNew{text.count('<Relationship ') + 1}"
    kind = kind if "://" in kind else f"{OFFICE}/{kind}"
    entry = f'<Relationship Id="{identity}" Type="{kind}" Target="/{name}"/>'
    found[rels] = text.replace("</Relationships>", f"{entry}</Relationships>").encode()
    types = found["[Content_Types].xml"].decode()
    if content_type:
        override = f'<Override PartName="/{name}" ContentType="{content_type}"/>'
        found["[Content_Types].xml"] = types.replace("</Types>", f"{override}</Types>").encode()


def _default(found: Parts, extension: str, content_type: str) -> None:
    types = found["[Content_Types].xml"].decode()
    entry = f'<Default Extension="{extension}" ContentType="{content_type}"/>'
    found["[Content_Types].xml"] = types.replace("<Override", f"{entry}<Override", 1).encode()


_SHEET: Final = "xl/worksheets/sheet1.xml"
_BOOK: Final = "xl/workbook.xml"
_SPREADSHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml."


def plain() -> Parts:
    """The three formulas, with a calculation chain, and Excel asked to recalculate."""
    chain = "".join(f'<c r="{cell}" i="5"/>' for cell in ("D1", "C1", "B1"))
    return parts({"Số": sheet(ROWS)}, workbook='<calcPr calcId="191029" fullCalcOnLoad="1"/>', chain=chain)


def pivot_and_slicer() -> Parts:
    """A pivot table with its cache and records, a slicer and its cache."""
    data = '<row r="3"><c r="F3" t="inlineStr"><is><t>Thôn</t></is></c></row><row r="4"><c r="F4"><v>5</v></c></row>'
    found = parts({"S": sheet(ROWS + data)})
    _part(
        found,
        "xl/pivotCache/pivotCacheDefinition1.xml",
        f'{_HEAD}<pivotCacheDefinition xmlns="{MAIN}" refreshedBy="x" recordCount="1"><cacheSource type="worksheet">'
        '<worksheetSource ref="F3:F4" sheet="S"/></cacheSource><cacheFields count="1"><cacheField name="Thôn"'
        ' numFmtId="0"><sharedItems containsNumber="1" minValue="5" maxValue="5"/></cacheField></cacheFields>'
        "</pivotCacheDefinition>",
        "pivotCacheDefinition",
        _BOOK,
        f"{_SPREADSHEET}pivotCacheDefinition+xml",
    )
    _part(
        found,
        "xl/pivotCache/pivotCacheRecords1.xml",
        f'{_HEAD}<pivotCacheRecords xmlns="{MAIN}" count="1"><r><n v="5"/></r></pivotCacheRecords>',
        "pivotCacheRecords",
        "xl/pivotCache/pivotCacheDefinition1.xml",
        f"{_SPREADSHEET}pivotCacheRecords+xml",
    )
    slicers = f"{_MICROSOFT}spreadsheetml/2009/9/main"
    _part(
        found,
        "xl/slicerCaches/slicerCache1.xml",
        f'{_HEAD}<slicerCacheDefinition xmlns="{slicers}" name="Slicer_Thôn" sourceName="Thôn"/>',
        f"{_MICROSOFT}2007/relationships/slicerCache",
        _BOOK,
        "application/vnd.ms-excel.slicerCache+xml",
    )
    _part(
        found,
        "xl/slicers/slicer1.xml",
        f'{_HEAD}<slicers xmlns="{slicers}"><slicer name="Thôn" cache="Slicer_Thôn" rowHeight="241300"/></slicers>',
        f"{_MICROSOFT}2007/relationships/slicer",
        _SHEET,
        "application/vnd.ms-excel.slicer+xml",
    )
    return found


def comments() -> Parts:
    """A threaded comment with its person, the old comment that stands in for it, and its VML drawing."""
    found = parts({"S": sheet(ROWS)})
    _part(
        found,
        "xl/comments1.xml",
        f'{_HEAD}<comments xmlns="{MAIN}"><authors><author>tc={{1}}</author></authors><commentList>'
        '<comment ref="A1" authorId="0"><text><r><rPr><b/></rPr><t xml:space="preserve">xem </t></r></text></comment>'
        "</commentList></comments>",
        "comments",
        _SHEET,
        f"{_SPREADSHEET}comments+xml",
    )
    threads = f"{_MICROSOFT}spreadsheetml/2018/threadedcomments"
    _part(
        found,
        "xl/threadedComments/threadedComment1.xml",
        f'{_HEAD}<ThreadedComments xmlns="{threads}"><threadedComment ref="A1" personId="{{2}}" id="{{1}}">'
        "<text>xem lại</text></threadedComment></ThreadedComments>",
        f"{_MICROSOFT}2017/10/relationships/threadedComment",
        _SHEET,
        "application/vnd.ms-excel.threadedcomments+xml",
    )
    _part(
        found,
        "xl/persons/person.xml",
        f'{_HEAD}<personList xmlns="{threads}"><person displayName="Cán bộ" id="{{2}}"/></personList>',
        f"{_MICROSOFT}2017/10/relationships/person",
        _BOOK,
        "application/vnd.ms-excel.person+xml",
    )
    _default(found, "vml", "application/vnd.openxmlformats-officedocument.vmlDrawing")
    vml = '<xml xmlns:v="urn:schemas-microsoft-com:vml"><v:shape id="_x0000_s1"><br></v:shape></xml>'  # no real XML
    _part(found, "xl/drawings/vmlDrawing1.vml", vml, "vmlDrawing", _SHEET)
    return found


def controls() -> Parts:
    """A macro project with its signature, an ActiveX control, a form control, an OLE object, printer settings."""
    found = parts({"S": sheet(ROWS, tail='<legacyDrawing r:id="rId9"/><controls/><oleObjects/>')})
    _default(found, "bin", "application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings")
    binary = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 8
    vba = "application/vnd.ms-office.vbaProject"
    _part(found, "xl/vbaProject.bin", binary, f"{_MICROSOFT}2006/relationships/vbaProject", _BOOK, vba)
    signature = f"{_MICROSOFT}2006/relationships/vbaProjectSignature"
    _part(found, "xl/vbaProjectSignature.bin", binary[::-1], signature, "xl/vbaProject.bin", f"{vba}Signature")
    active = (
        f'<ax:ocx xmlns:ax="{_MICROSOFT}2006/activeX" ax:classid="{{8BD21D40}}" ax:persistence="persistStreamInit"/>'
    )
    _part(found, "xl/activeX/activeX1.xml", active, "control", _SHEET, "application/vnd.ms-office.activeX+xml")
    _part(found, "xl/activeX/activeX1.bin", binary[9:], "activeXControlBinary", "xl/activeX/activeX1.xml")
    form = f'<formControlPr xmlns="{_MICROSOFT}spreadsheetml/2009/9/main" objectType="Button"/>'
    _part(
        found, "xl/ctrlProps/ctrlProp1.xml", form, "ctrlProp", _SHEET, "application/vnd.ms-excel.controlproperties+xml"
    )
    _part(found, "xl/embeddings/oleObject1.bin", binary, "oleObject", _SHEET)
    _part(found, "xl/printerSettings/printerSettings1.bin", bytes(900), "printerSettings", _SHEET)
    types = found["[Content_Types].xml"].decode()
    macro = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    found["[Content_Types].xml"] = types.replace(f"{_SPREADSHEET}sheet.main+xml", macro).encode()
    return found


def custom_xml() -> Parts:
    """Custom XML, custom properties, extension lists on sheet, cell and workbook, markup that may be ignored."""
    space = f'xmlns:x14="{_MICROSOFT}spreadsheetml/2009/9/main"'
    ext = f'<extLst><ext uri="{{78C0D931}}" {space}><x14:a> </x14:a></ext></extLst>'
    rows = ROWS.replace("<v>0</v></c></row>", f"<v>0</v>{ext}</c></row>")
    source = sheet(rows, head="<!-- ghi chú của chương trình khác --><sheetPr/>", tail=ext).replace(
        f'xmlns="{MAIN}"',
        f'xmlns="{MAIN}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac xr"'
        f' xmlns:x14ac="{_MICROSOFT}spreadsheetml/2009/9/ac" xmlns:xr="{_MICROSOFT}spreadsheetml/2014/revision"',
    )
    found = parts({"S": source}, workbook=ext)
    _part(found, "customXml/item1.xml", "<goi xmlns='urn:x'>của đơn vị</goi>", "customXml", "", "application/xml")
    properties = f'<Properties xmlns="{_PACKAGE.replace("package", "officeDocument")}custom-properties"/>'
    _part(found, "docProps/custom.xml", properties, "custom-properties", "", f"{_PACKAGE}x".replace("http://", "x/"))
    return found


def signed() -> Parts:
    """A digital signature over the package, as Office puts it in (its value is none that a program would accept)."""
    found = parts({"S": sheet(ROWS)})
    kind, types = (
        f"{_PACKAGE}relationships/digital-signature",
        "application/vnd.openxmlformats-package.digital-signature-",
    )
    _default(found, "sigs", f"{types}origin")
    _part(found, "_xmlsignatures/origin.sigs", b"", f"{kind}/origin", "")
    signature = (
        '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignatureValue>AAAA</SignatureValue></Signature>'
    )
    _part(
        found,
        "_xmlsignatures/sig1.xml",
        signature,
        f"{kind}/signature",
        "_xmlsignatures/origin.sigs",
        f"{types}xmlsignature+xml",
    )
    return found


def strict() -> Parts:
    """Strict Open XML: other namespaces, a date as ISO 8601 text."""
    rows = ROWS.replace("</row>", '<c r="E1" t="d"><v>2023-06-30</v></c><c r="F1"><f>E1+1</f><v>0</v></c></row>')
    pairs = {
        MAIN: f"{_STRICT}spreadsheetml/main",
        f"{OFFICE}": f"{_STRICT}officeDocument/relationships",
    }
    found = {}
    for name, data in parts({"S": sheet(rows)}, workbook="").items():
        text = data.decode().replace("<sheets>", '<workbookPr dateCompatibility="0"/><sheets>')
        for old, new in pairs.items():
            text = text.replace(old, new)
        found[name] = text.encode()
    found[_BOOK] = found[_BOOK].replace(b"<workbook ", b'<workbook conformance="strict" ')
    return found


def utf16() -> Parts:
    """A sheet and the shared strings in UTF-16 of both byte orders."""
    found = parts({"S": sheet(ROWS + _TEXT_ROW)}, strings="<si><t>thôn Đông</t></si>")
    for name, order in ((_SHEET, "utf-16-le"), ("xl/sharedStrings.xml", "utf-16-be")):
        text = found[name].decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
        found[name] = ("\ufeff" + text).encode(order)
    return found


_TEXT_ROW: Final = '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="str"><f>A2&amp;"!"</f><v>cũ</v></c></row>'


def prefixed() -> Parts:
    """Every element with a namespace prefix, attributes in single quotes, white space inside tags and between."""
    rows = (
        "<x:row  r = '1' ><x:c r='A1' ><x:v>2</x:v></x:c>\n  <x:c r='B1'\n s='0'><x:f >A1*21</x:f >"
        "<x:v >0</x:v ></x:c >"
        "<x:c t='str' r='C1'><x:f>IF(B1&gt;40,\"đạt &#38; vượt\",\"chưa\")</x:f><x:v>cũ</x:v></x:c>"
        "<x:c r='D1' t = 'b'><x:f><![CDATA[B1=42]]></x:f><x:v>0</x:v></x:c></x:row>"
    )
    source = f"<?xml version='1.0'?><x:worksheet xmlns:x='{MAIN}'><x:sheetData>{rows}</x:sheetData></x:worksheet>"
    return parts({"S": source})


def without_addresses() -> Parts:
    """Rows and cells without ``r``, as some programs write them."""
    return parts(
        {
            "S": sheet(
                ROWS.replace(' r="1" spans="1:4"', "")
                .replace(' r="A1"', "")
                .replace(' r="B1"', "")
                .replace(' r="C1"', "")
                .replace(' r="D1"', "")
            )
        }
    )


def texts() -> Parts:
    """Inline and rich texts, phonetic hints, escapes, CDATA, comments and processing instructions among the cells."""
    strings = (
        '<si><r><rPr><b/></rPr><t xml:space="preserve">thôn </t></r><r><t>Đông</t></r></si>'
        '<si><t>読</t><rPh sb="0" eb="1"><t>ヨ</t></rPh></si><si><t>a_x000D_b</t></si><si><t/></si>'
    )
    cells = "".join(f'<c r="{col}2" t="s"><v>{i}</v></c>' for i, col in enumerate("ABCD"))
    rows = (
        f'{ROWS}<row r="2">{cells}<c r="E2" t="inlineStr"><is><r><t>đậm</t></r><r><t xml:space="preserve"> nhạt</t></r>'
        "</is></c></row><!-- giữa --><?x y?>"
        '<row r="3"><c r="A3" t="str"><f>A2&amp;"|"&amp;E2</f><v><![CDATA[<cũ>]]></v></c>'
        '<c r="B3" t="inlineStr"><f>B2</f><is><t>cũ</t></is></c><c r="C3"><f>LEN(C2)</f><v/></c>'
        '<c r="D3" t="str"><f>" "&amp;A2&amp;" "</f><v xml:space="preserve"> thôn Đông </v></c></row>'
    )
    return parts({"S": sheet(rows)}, strings)


def formulas() -> Parts:
    """Shared formulas, array formulas, a data table, a dynamic array that grows, an error with rich data, a function
    that nobody has, two sheets."""
    rows = (
        '<row r="3"><c r="A3"><f t="shared" ref="A3:A5" si="0">A1+1</f><v>0</v></c>'
        '<c r="B3"><f t="array" ref="B3:B4">A1*{1;2}</f><v>0</v></c>'
        '<c r="C3" cm="1"><f t="array" ref="C3:C4">_xlfn._xlws.SORT(_xlfn.SEQUENCE(3))</f><v>9</v></c></row>'
        '<row r="4" spans="1:3"><c r="A4"><f t="shared" si="0"/><v>0</v></c><c r="B4"><v>0</v></c>'
        '<c r="C4"><v>9</v></c></row>'
        '<row r="5"><c r="A5"><f t="shared" si="0"/><v>0</v></c></row>'
        '<row r="7"><c r="A7"><f>CO_QUAN(A1)</f><v>17</v></c><c r="B7"><f>A7*2</f><v>0</v></c>'
        '<c r="C7" t="e" vm="1"><f>1/0</f><v>#VALUE!</v></c><c r="D7">'
        '<f t="dataTable" ref="D7:D8" dt2D="0" dtr="0" r1="A1"/><v>3</v></c></row>'
        '<row r="8"><c r="D8"><v>4</v></c></row>'
    )
    found = parts({"S": sheet(ROWS + rows, head='<dimension ref="A1:D8"/>'), "T": sheet(ROWS)})
    metadata = (
        f'{_HEAD}<metadata xmlns="{MAIN}" xmlns:xda="{_MICROSOFT}spreadsheetml/2017/dynamicarray">'
        '<metadataTypes count="1"><metadataType name="XLDAPR" minSupportedVersion="120000" cellMeta="1"/>'
        '</metadataTypes><futureMetadata name="XLDAPR" count="1"><bk><extLst>'
        '<ext uri="{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}"><xda:dynamicArrayProperties fDynamic="1" fCollapsed="0"/>'
        '</ext></extLst></bk></futureMetadata><cellMetadata count="1"><bk><rc t="1" v="0"/></bk></cellMetadata>'
        "</metadata>"
    )
    _part(found, "xl/metadata.xml", metadata, "sheetMetadata", _BOOK, f"{_SPREADSHEET}sheetMetadata+xml")
    return found


def _odd_zip() -> bytes:
    """A zip as other programs lay it out: stored members, a folder, comments, extra fields, the types last."""
    stream, found = io.BytesIO(), plain()
    types = found.pop("[Content_Types].xml")
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(zipfile.ZipInfo("xl/", (2001, 2, 3, 4, 5, 6)), b"")
        for number, (name, data) in enumerate([*found.items(), ("[Content_Types].xml", types)]):
            info = zipfile.ZipInfo(name, (1980 + number, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if number % 2 else zipfile.ZIP_DEFLATED
            info.extra, info.comment = struct.pack("<HH4s", 0xCAFE, 4, b"abcd"), "ghi chú".encode()
            info.create_system, info.external_attr = 3, 0o100640 << 16
            archive.writestr(info, data)
        archive.comment = "của phần mềm khác".encode()
    return stream.getvalue()


class _Pipe(io.RawIOBase):
    """What a program writes into that cannot go back: sizes then stand behind the data."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        self.data += bytes(data)  # type: ignore[call-overload]
        return len(bytes(data))  # type: ignore[call-overload]


def _streamed_zip() -> bytes:
    """A zip written into a pipe: data descriptors, sizes of ZIP64."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        for name, data in plain().items():
            with archive.open(name, "w", force_zip64=name == _SHEET) as member:
                member.write(data)
    return bytes(pipe.data)


SAMPLES: Final[dict[str, Callable[[], bytes]]] = {
    "plain.xlsx": lambda: zipped(plain()),
    "pivot-slicer.xlsx": lambda: zipped(pivot_and_slicer()),
    "comments.xlsx": lambda: zipped(comments()),
    "controls.xlsm": lambda: zipped(controls()),
    "custom-xml.xlsx": lambda: zipped(custom_xml()),
    "signed.xlsx": lambda: zipped(signed()),
    "strict.xlsx": lambda: zipped(strict()),
    "utf-16.xlsx": lambda: zipped(utf16()),
    "prefixed.xlsx": lambda: zipped(prefixed()),
    "no-addresses.xlsx": lambda: zipped(without_addresses()),
    "texts.xlsx": lambda: zipped(texts()),
    "formulas.xlsx": lambda: zipped(formulas()),
    "odd-zip.xlsx": _odd_zip,
    "streamed-zip.xlsx": _streamed_zip,
}


def write_samples(folder: Path) -> list[Path]:
    """Every sample, written into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for name, made in SAMPLES.items():
        (folder / name).write_bytes(made())
        found.append(folder / name)
    return found


if __name__ == "__main__":
    write_samples(Path(sys.argv[1]))
