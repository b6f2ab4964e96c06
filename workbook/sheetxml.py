"""The cells of a worksheet part: values by column, formulas with their attributes.

Four readers, one result. A part as Excel, LibreOffice, openpyxl and XlsxWriter write it goes through one regular
expression, stretches of rows of one form through ``rowforms.py``, a large part through ``bulkread.py``; whatever
differs (prefixes, other encodings, comments, CDATA, cells without ``r``, rich inline text) goes through expat in
``sheetexpat.py``. The fast readers prove that they saw every cell by counting tags.
Source: ISO/IEC 29500-1, 18.3.1 (worksheets).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from workbook import sheetexpat
from workbook.cellvalues import INLINE, KINDS, NUMBER, SHARED, CellReader, Kinds, finite_number, shared_index
from workbook.package import Part
from workbook.rowforms import RowForms
from workbook.sheetcells import FormulaTags, SheetCells, formula_tag, is_hidden, meta_index
from workbook.xmltext import decoder, whole
from xlcore.evaluator import has_numpy
from xlcore.refs import column_number
from xlcore.values import Value

_CHUNK: Final = 1 << 18  # bytes of sheet data read at a time: bounds what the matches hold
BULK: Final = 1 << 22  # bytes of sheet data that are worth the import of numpy
_BULK_CHUNK: Final = 1 << 20
_ROW: Final = re.compile(rb'<row r="([0-9]{1,7})"([^<>]*)>')
_CELL: Final = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"([^<>/]*)>'
    rb"(?:<f([^<]*)(?:</f>)?)?"
    rb'(?:<(?:v|is><t)(?: xml:space="preserve")?>([^<]*)</(?:v|t></is)>|<v ?/>)?</c>'
)


def read_cells(part: Part, strings: Sequence[str], date1904: bool = False) -> SheetCells:
    """The cells of a worksheet part; ``Refusal`` when it is damaged or a cell lies beyond the sheet."""
    bounds = plain_bounds(part.data)
    cells = _read_plain(part, bounds, strings, date1904) if bounds else None
    cells = cells or _read_careful(part, strings, date1904)
    if not cells.on_sheet():
        raise part.refusal("bad-xml", detail="có ô nằm ngoài trang tính")
    return cells


def plain_bounds(data: bytes) -> tuple[int, int] | None:
    """Where the sheet data of a plainly written UTF-8 part starts and ends; ``None``: it must be read with care."""
    head = data[:200].removeprefix(b"\xef\xbb\xbf")
    complete = head.startswith((b"<?xml", b"<worksheet")) and data[-40:].rstrip().endswith(b"</worksheet>")
    if not complete or _holds(data, b"<!", 0) or b"\0" in data:
        return None
    declaration = head[: head.find(b"?>")].lower() if head.startswith(b"<?xml") else b""
    if b"encoding" in declaration and b"utf-8" not in declaration:
        return None
    start = data.find(b"<sheetData")
    if start < 0 or _holds(data, b"<?", 5):
        return None
    if data.startswith(b"<sheetData/>", start):
        return start, start
    stop = data.rfind(b"</sheetData>", start)  # near the end: from there it is found at once
    return (start, stop) if stop > 0 else None


def _holds(data: bytes, opening: bytes, start: int) -> bool:
    """Whether a two-sign ``opening`` occurs from ``start`` on; a single sign is looked for ten times as fast."""
    return data.find(opening[1:], start) >= 0 and data.find(opening, start) >= 0


def chunks(data: bytes, start: int, stop: int, size: int = _CHUNK) -> Iterator[tuple[int, int]]:
    """Consecutive slices of the sheet data of about ``size`` bytes that end with whole rows."""
    while start < stop:
        end = data.find(b"</row>", min(start + size, stop), stop)
        end = stop if end < 0 else end + 6
        yield start, end
        start = end


class _Columns(dict[bytes, tuple[Callable[[int], None], Callable[[Value], None]]]):
    """Column letters -> the appenders of that column's rows and values."""

    def __init__(self, cells: SheetCells) -> None:
        super().__init__()
        self.cells = cells

    def __missing__(self, letters: bytes) -> tuple[Callable[[int], None], Callable[[Value], None]]:
        rows, values = self.cells.column(column_number(letters.decode()))
        appenders = self[letters] = (rows.append, values.append)
        return appenders


class _Formulas(dict[bytes, tuple[list[int], list[bytes]]]):
    """Column letters -> rows and raw texts (each behind a ``>``) of one chunk's ordinary formulas."""

    def __missing__(self, letters: bytes) -> tuple[list[int], list[bytes]]:
        found = self[letters] = ([], [])
        return found


class _Plain:
    """The reading of one plain part."""

    def __init__(self, reader: CellReader) -> None:
        self.reader = reader
        self.cells = SheetCells()
        self.columns = _Columns(self.cells)
        self.kinds = Kinds()
        self.tags = FormulaTags()

    def collect(self, found: list[tuple[bytes, bytes, bytes, bytes, bytes]]) -> None:
        """Take in matches; the branches for numbers and shared strings are inline: nearly all cells are those."""
        strings, slow, kinds, columns = self.reader.strings, self.reader.value, self.kinds, self.columns
        formulas = _Formulas()
        last, row = b"", 0
        for letters, digits, attributes, formula, raw in found:
            if digits != last:
                last, row = digits, int(digits)
            kind = kinds[attributes]
            value: Value
            try:
                if kind == NUMBER:
                    value = finite_number(raw) if raw else None
                elif kind == SHARED:
                    value = strings[shared_index(raw)] if raw else None
                else:
                    value = slow(kind, raw)
            except (ValueError, IndexError):
                raise self.reader.damaged(f"{letters.decode()}{row}", raw) from None
            if value is not None:
                add_row, add_value = columns[letters]
                add_row(row)
                add_value(value)
            if formula:
                if formula[:1] == b">" and formula != b">":
                    rows, texts = formulas[letters]
                    rows.append(row)
                    texts.append(formula)
                else:
                    self.add_special(letters, row, attributes, formula)
        self.add_formulas(formulas)

    def add_formulas(self, formulas: _Formulas) -> None:
        for letters, (rows, raw) in formulas.items():
            texts = self.reader.decode(b"\0".join(raw)[1:]).split("\0>")
            self.cells.formula_column(column_number(letters.decode())).update(zip(rows, texts, strict=True))

    def add_special(self, letters: bytes, row: int, attributes: bytes, formula: bytes) -> None:
        head, _, text = formula.partition(b">")
        col, tag = column_number(letters.decode()), self.tags[head]
        self.cells.add_formula(row, col, tag, self.reader.decode(text), meta_index(attributes))


def _read_plain(part: Part, bounds: tuple[int, int], strings: Sequence[str], date1904: bool) -> SheetCells | None:
    """The cells, or ``None`` when some cell is not of the plain form."""
    plain = _Plain(CellReader(part, strings, date1904, decoder(part)))
    forms = RowForms(part.data, plain.reader, plain.cells, plain.kinds, plain.tags)
    if bounds[1] - bounds[0] >= BULK and has_numpy():
        return _read_large(part.data, bounds, plain, forms)
    return plain.cells if _read_stretch(part.data, bounds, plain, forms) else None


def _read_large(data: bytes, bounds: tuple[int, int], plain: _Plain, forms: RowForms) -> SheetCells | None:
    from workbook.bulkread import BulkReader  # numpy: only large sheets pay for it

    bulk = BulkReader(data, plain.reader, plain.cells, plain.kinds, plain.tags)
    opened = data.index(b">", bounds[0]) + 1
    for start, end in chunks(data, opened, bounds[1], _BULK_CHUNK):
        if bulk.read(start, end):
            continue
        bulk.places.complete = False
        if not _read_stretch(data, (start, end), plain, forms):
            return None
    if bulk.places.complete:
        plain.cells.places = bulk.places
    return plain.cells


def _read_stretch(data: bytes, bounds: tuple[int, int], plain: _Plain, forms: RowForms) -> bool:
    """Take in whole rows between two places; False when some cell is not of the plain form."""
    for start, end in chunks(data, *bounds):
        if forms.read(start, end):
            continue
        found = _CELL.findall(data, start, end)
        if len(found) != data.count(b"</c", start, end):
            return False
        plain.collect(found)
        if data.find(b" hidden=", start, end) >= 0:
            rows = _ROW.findall(data, start, end)
            plain.cells.hidden.update(int(number) for number, attributes in rows if is_hidden(attributes))
    return True


def _read_careful(part: Part, strings: Sequence[str], date1904: bool) -> SheetCells:
    reader = CellReader(part, strings, date1904, bytes.decode)
    cells = SheetCells()
    spans = sheetexpat.read_sheet(part)
    cells.hidden.update(row.number for row in spans.rows if row.hidden)
    for cell in spans.cells():
        kind = KINDS.get(cell.attributes.get("t", "n"), -1)
        try:
            value = reader.text_value(kind, cell.inline if kind == INLINE else cell.value)
        except (ValueError, IndexError):
            raise reader.damaged(cell.name, cell.value) from None
        if value is not None:
            rows, values = cells.column(cell.col)
            rows.append(cell.row)
            values.append(value)
        if cell.formula is not None:
            meta = cell.attributes.get("cm", "")
            cells.add_formula(cell.row, cell.col, formula_tag(cell.formula), cell.text, whole(meta))
    return cells
