"""The cells of a worksheet part: constants by column, formulas with their attributes and cached values.

Two readers, one result. A part as Excel, LibreOffice, openpyxl and XlsxWriter write it goes through one regular
expression; whatever differs (prefixes, other encodings, comments, CDATA, cells without ``r``, rich inline text) goes
through expat in ``sheetexpat.py``. The fast reader proves that it saw every cell by counting the closing tags.
Source: ISO/IEC 29500-1, 18.3.1 (worksheets).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from workbook import sheetexpat
from workbook.cellvalues import INLINE, KINDS, NUMBER, SHARED, CellReader
from workbook.package import Part
from workbook.xmltext import decoder
from xlcore.refs import column_number
from xlcore.values import MAX_COL, MAX_ROW, Value

_CHUNK: Final = 1 << 20  # bytes of sheet data read at a time: bounds what the matches hold
CELL: Final = re.compile(
    rb'<c r="([A-Z]+)([0-9]+)"([^>/]*)>'
    rb"(?:<f([^<]*)(?:</f>)?)?"
    rb'(?:<(?:v|is><t)(?: xml:space="preserve")?>([^<]*)</(?:v|t></is)>|<v ?/>)?</c>'
)
_TYPE: Final = re.compile(rb'(?:^| )t="([A-Za-z]+)"')
_META: Final = re.compile(rb'(?:^| )cm="([0-9]+)"')
_FORMULA_ATTRIBUTE: Final = re.compile(r"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


class FormulaTag(NamedTuple):
    """What an ``<f>`` says beside its text: kind ``""``, ``shared``, ``array`` or ``dataTable``."""

    kind: str = ""
    group: int = -1
    range: str = ""


class FormulaCell(NamedTuple):
    """A formula: its cell, tag, text (empty in the children of a group), cached value, ``cm`` index (0: none)."""

    row: int
    col: int
    tag: FormulaTag
    text: str
    cached: Value
    meta: int


class SheetCells(NamedTuple):
    """All cells with content: ``columns`` maps a column to its rows and constants; ``formulas`` in file order."""

    columns: dict[int, tuple[list[int], list[Value]]]
    formulas: list[FormulaCell]


def read_cells(part: Part, strings: list[str], date1904: bool = False) -> SheetCells:
    """The cells of a worksheet part; ``Refusal`` when it is damaged or lies beyond the sheet."""
    bounds = plain_bounds(part.data)
    cells = _read_plain(part, bounds, strings, date1904) if bounds else None
    cells = cells or _read_careful(part, strings, date1904)
    for col, (rows, _) in cells.columns.items():
        if col > MAX_COL or max(rows, default=1) > MAX_ROW or min(rows, default=1) < 1:
            raise part.refusal("bad-xml", detail="có ô nằm ngoài trang tính")
    if any(not (0 < cell.row <= MAX_ROW and cell.col <= MAX_COL) for cell in cells.formulas):
        raise part.refusal("bad-xml", detail="có ô nằm ngoài trang tính")
    return cells


def plain_bounds(data: bytes) -> tuple[int, int] | None:
    """Where the sheet data of a plainly written UTF-8 part starts and ends; ``None`` when it must be read with care."""
    head = data[:200].removeprefix(b"\xef\xbb\xbf")
    if not head.startswith((b"<?xml", b"<worksheet")) or b"<!" in data:
        return None
    declaration = head[: head.find(b"?>")].lower() if head.startswith(b"<?xml") else b""
    if b"encoding" in declaration and b"utf-8" not in declaration:
        return None
    start = data.find(b"<sheetData")
    if start < 0 or data.find(b"<?", 5) >= 0:
        return None
    if data.startswith(b"<sheetData/>", start):
        return start, start
    stop = data.find(b"</sheetData>", start)
    return (start, stop) if stop > 0 else None


def chunks(data: bytes, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Consecutive slices of the sheet data that end with whole rows."""
    while start < stop:
        end = data.find(b"</row>", min(start + _CHUNK, stop), stop)
        end = stop if end < 0 else end + 6
        yield start, end
        start = end


class _Kinds(dict[bytes, int]):
    """Attributes of a ``<c>`` as written -> the kind of its value; few distinct ones occur in a sheet."""

    def __missing__(self, attributes: bytes) -> int:
        match = _TYPE.search(attributes)
        kind = KINDS.get(match[1].decode() if match else "n", -1)
        self[attributes] = kind
        return kind


class _Columns(dict[bytes, tuple[Callable[[int], None], Callable[[Value], None]]]):
    """Column letters -> the appenders of that column's rows and values."""

    def __init__(self) -> None:
        super().__init__()
        self.columns: dict[int, tuple[list[int], list[Value]]] = {}

    def __missing__(self, letters: bytes) -> tuple[Callable[[int], None], Callable[[Value], None]]:
        rows, values = self.columns.setdefault(column_number(letters.decode()), ([], []))
        appenders = self[letters] = (rows.append, values.append)
        return appenders


def _read_plain(part: Part, bounds: tuple[int, int], strings: list[str], date1904: bool) -> SheetCells | None:
    """The cells, or ``None`` when some cell is not of the plain form."""
    data = part.data
    reader = CellReader(part, strings, date1904, decoder(part))
    columns, kinds = _Columns(), _Kinds()
    formulas: list[FormulaCell] = []
    for start, end in chunks(data, *bounds):
        found = CELL.findall(data, start, end)
        if len(found) != data.count(b"</c", start, end):
            return None
        _collect(found, reader, columns, kinds, formulas)
    return SheetCells(columns.columns, formulas)


def _collect(
    found: list[tuple[bytes, bytes, bytes, bytes, bytes]],
    reader: CellReader,
    columns: _Columns,
    kinds: _Kinds,
    formulas: list[FormulaCell],
) -> None:
    """Turn matches into values; the branches for numbers and shared strings are inline because they are nearly all."""
    strings, slow = reader.strings, reader.value
    last, row = b"", 0
    tags = _FormulaTags()
    for letters, digits, attributes, formula, raw in found:
        if digits != last:
            last, row = digits, int(digits)
        kind = kinds[attributes]
        value: Value
        try:
            if kind == NUMBER:
                value = float(raw) if raw else None
            elif kind == SHARED:
                value = strings[int(raw)] if raw else None
            else:
                value = slow(kind, raw)
        except (ValueError, IndexError):
            raise reader.damaged(f"{letters.decode()}{row}", raw) from None
        if formula:
            head, _, text = formula.partition(b">")
            meta = _META.search(attributes) if b"cm=" in attributes else None
            col = column_number(letters.decode())
            mark = int(meta[1]) if meta else 0
            formulas.append(FormulaCell(row, col, tags[head], reader.decode(text) if text else "", value, mark))
        elif value is not None:
            add_row, add_value = columns[letters]
            add_row(row)
            add_value(value)


class _FormulaTags(dict[bytes, FormulaTag]):
    """Attributes of an ``<f>`` as written -> what they say."""

    def __missing__(self, attributes: bytes) -> FormulaTag:
        found = {name: a or b for name, a, b in _FORMULA_ATTRIBUTE.findall(attributes.decode())}
        tag = self[attributes] = formula_tag(found)
        return tag


_NORMAL: Final = FormulaTag()


def formula_tag(attributes: dict[str, str]) -> FormulaTag:
    """What the attributes of an ``<f>`` say."""
    kind = attributes.get("t", "normal")
    if kind == "normal":
        return _NORMAL
    group = attributes.get("si", "")
    return FormulaTag(kind, int(group) if group.isdigit() else -1, attributes.get("ref", ""))


def _read_careful(part: Part, strings: list[str], date1904: bool) -> SheetCells:
    reader = CellReader(part, strings, date1904, str)
    columns: dict[int, tuple[list[int], list[Value]]] = {}
    formulas: list[FormulaCell] = []
    for cell in sheetexpat.read_sheet(part).cells():
        kind = KINDS.get(cell.attributes.get("t", "n"), -1)
        try:
            value = reader.text_value(kind, cell.inline if kind == INLINE else cell.value)
        except (ValueError, IndexError):
            raise reader.damaged(cell.name, cell.value) from None
        if cell.formula is not None:
            meta = cell.attributes.get("cm", "")
            tag = formula_tag(cell.formula)
            formulas.append(
                FormulaCell(cell.row, cell.col, tag, cell.text, value, int(meta) if meta.isdigit() else 0)
            )
        elif value is not None:
            rows, values = columns.setdefault(cell.col, ([], []))
            rows.append(cell.row)
            values.append(value)
    return SheetCells(columns, formulas)
