"""The careful reader of a worksheet part: any prefix, encoding, comment or missing address, with byte spans.

Slower than the pattern of ``sheetxml.py`` but true to XML; it also gives the places that ``patch.py`` edits.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Final

from workbook.package import Part
from workbook.xmltext import is_true, local, new_parser, parse, whole
from xlcore.refs import cell_name, parse_cell

_DECLARED: Final = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)""")
# One byte or two to a character of ASCII, and no others: what expat reads of the rest it reads without them.
_ENCODINGS: Final = frozenset({"utf-16", "utf-16-le", "utf-16-be", "us-ascii", "ascii", "iso-8859-1", "latin1"}) | {
    f"windows-125{number}" for number in range(9)
}
_TAG: Final = re.compile(rb"""(?:[^"'>]|"[^"]*"|'[^']*')*>""")


def encoding_of(data: bytes) -> str:
    """The encoding of an XML part by its byte order mark, its first bytes or its declaration."""
    if data.startswith(codecs.BOM_UTF16_LE) or data.startswith(b"<\0"):
        return "utf-16-le"
    if data.startswith(codecs.BOM_UTF16_BE) or data.startswith(b"\0<"):
        return "utf-16-be"
    match = _DECLARED.match(data.removeprefix(codecs.BOM_UTF8))
    declared = match[1].decode().lower() if match else "utf-8"
    return declared if declared in _ENCODINGS else "utf-8"


class CellSpan:
    """One ``<c>``: where it stands, its attributes, and what it holds. ``formula`` is ``None`` without an ``<f>``."""

    __slots__ = ("attributes", "col", "end", "formula", "inline", "row", "start", "text", "value")

    def __init__(self, row: int, col: int, start: int, attributes: dict[str, str]) -> None:
        self.row = row
        self.col = col
        self.start = start
        self.end = start
        self.attributes = attributes
        self.formula: dict[str, str] | None = None
        self.text = ""
        self.value: str | None = None
        self.inline: str | None = None

    @property
    def name(self) -> str:
        return cell_name(self.row, self.col)


class RowSpan:
    """One ``<row>``: its number, the span of the element and of its opening tag, and its cells in file order."""

    __slots__ = ("cells", "end", "hidden", "number", "open_end", "start")

    def __init__(self, number: int, start: int, hidden: bool) -> None:
        self.number = number
        self.hidden = hidden
        self.start = start
        self.open_end = start
        self.end = start
        self.cells: list[CellSpan] = []


class SheetSpans:
    """The rows of a sheet and the span of its ``<sheetData>`` (``None`` when it has none)."""

    def __init__(self) -> None:
        self.rows: list[RowSpan] = []
        self.data: tuple[int, int, int] | None = None  # start, end of the opening tag, end of the element

    def cells(self) -> Iterator[CellSpan]:
        """Every cell in file order."""
        for row in self.rows:
            yield from row.cells


def read_sheet(part: Part) -> SheetSpans:
    """The rows and cells of a worksheet part with their byte spans; ``Refusal`` when the XML is broken."""
    return _Reader(part).run()


class _Reader:
    """The state of one walk through the part."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.parser = new_parser(part)
        self.spans = SheetSpans()
        self.path: list[str] = []
        self.row: RowSpan | None = None
        self.cell: CellSpan | None = None
        self.pieces: list[str] = []
        encoding = encoding_of(part.data)
        self.unit = 2 if encoding.startswith("utf-16") else 1  # bytes of an ASCII character
        self.slash = "/".encode(encoding)

    def run(self) -> SheetSpans:
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.pieces.append
        parse(self.parser, self.part)
        return self.spans

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag, at = local(name), self.parser.CurrentByteIndex
        self.path.append(tag)
        depth = len(self.path)
        if depth == 2 and tag == "sheetData":
            self.spans.data = (at, self.tag_end(at), at)
        elif depth == 3 and tag == "row" and self.path[1] == "sheetData":
            self.start_row(attributes, at)
        elif depth == 4 and tag == "c" and self.row is not None:
            self.start_cell(attributes, at)
        elif depth == 5 and tag == "f" and self.cell is not None:
            self.cell.formula = {local(key): value for key, value in attributes.items()}
        if tag in ("f", "v", "t"):
            self.pieces.clear()

    def start_row(self, attributes: dict[str, str], at: int) -> None:
        previous = self.spans.rows[-1].number if self.spans.rows else 0
        text = attributes.get("r", "")
        self.row = RowSpan(whole(text, previous + 1), at, is_true(attributes.get("hidden")))
        self.row.open_end = self.tag_end(at)
        self.spans.rows.append(self.row)

    def start_cell(self, attributes: dict[str, str], at: int) -> None:
        assert self.row is not None
        previous = self.row.cells[-1].col if self.row.cells else 0
        address = attributes.get("r")
        place = parse_cell(address) if address else (self.row.number, previous + 1)
        if place is None:
            raise self.part.refusal("bad-cell-data", cell=f"“{(address or '')[:20]}”", detail="địa chỉ ô sai")
        self.cell = CellSpan(*place, at, attributes)
        self.row.cells.append(self.cell)

    def end(self, name: str) -> None:
        tag, depth = local(name), len(self.path)
        if self.cell is not None:
            self.end_in_cell(tag, depth)
        if tag == "c" and depth == 4 and self.cell is not None:
            self.cell.end = self.element_end(self.cell.start)
            self.cell = None
        elif tag == "row" and depth == 3 and self.row is not None:
            self.row.end = self.element_end(self.row.start)
            self.row = None
        elif tag == "sheetData" and depth == 2 and self.spans.data is not None:
            start, open_end, _ = self.spans.data
            self.spans.data = (start, open_end, self.element_end(start))
        self.path.pop()

    def end_in_cell(self, tag: str, depth: int) -> None:
        assert self.cell is not None
        if depth == 5 and tag == "f":
            self.cell.text = "".join(self.pieces)
        elif depth == 5 and tag == "v":
            self.cell.value = "".join(self.pieces)
        elif tag == "t" and self.path[4] == "is" and "rPh" not in self.path:
            self.cell.inline = (self.cell.inline or "") + "".join(self.pieces)

    def tag_end(self, at: int) -> int:
        """The byte after the tag that starts at ``at``; quoted attribute values may hold a ``>``."""
        data, quote = self.part.data, b""
        if self.unit == 1:
            match = _TAG.match(data, at)
            return match.end() if match else len(data)
        while True:
            sign = data[at : at + 2].strip(b"\0")
            at += 2
            if quote:
                quote = b"" if sign == quote else quote
            elif sign in (b'"', b"'"):
                quote = sign
            elif sign == b">" or not sign:
                return at

    def element_end(self, start: int) -> int:
        """The byte after the element that began at ``start``, called from its end handler."""
        opened = self.tag_end(start)
        if self.part.data[opened - 2 * self.unit : opened - self.unit] == self.slash:
            return opened
        return self.tag_end(self.parser.CurrentByteIndex)
