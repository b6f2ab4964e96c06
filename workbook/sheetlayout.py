"""Where rows and cells stand in a worksheet part, for edits in place: by pattern in plain parts, by expat in others."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from typing import Final, NamedTuple

from workbook.package import Part
from workbook.sheetexpat import SheetSpans, encoding_of, read_sheet
from workbook.sheetxml import plain_bounds
from xlcore.refs import column_number

_ROW: Final = re.compile(rb'<row r="([0-9]+)"[^>]*>')
_CELL: Final = re.compile(rb'<c r="([A-Z]+)[0-9]+"[^>]*>')


class RowPlace(NamedTuple):
    """A row: its number, where its element starts, where its opening tag and its element end (bytes)."""

    number: int
    start: int
    open_end: int
    end: int


class CellPlace(NamedTuple):
    """A cell: its column and the span of its element (bytes)."""

    col: int
    start: int
    end: int


class Layout:
    """The places of rows and cells of one worksheet part."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.encoding = encoding_of(part.data)

    @cached_property
    def _plain(self) -> tuple[int, int] | None:
        """Where the sheet data of a plain part starts and ends; ``None`` when places must be found by expat."""
        bounds, data = plain_bounds(self.part.data), self.part.data
        if bounds is None or len(_ROW.findall(data, *bounds)) != data.count(b"<row", *bounds):
            return None
        return bounds if data.count(b'<c r="', *bounds) == data.count(b"<c", *bounds) else None

    def text(self, start: int, end: int) -> str:
        """The source between two places."""
        return self.part.data[start:end].decode(self.encoding)

    @cached_property
    def spans(self) -> SheetSpans:
        """All places by expat (only parts that are not plain need it)."""
        return read_sheet(self.part)

    @cached_property
    def data_span(self) -> tuple[int, int, int]:
        """Where ``<sheetData>`` starts, its opening tag ends, and its element ends."""
        if self._plain:
            start, stop = self._plain
            opened = self.part.data.index(b">", start) + 1
            return start, opened, stop + len(b"</sheetData>") if stop > start else opened
        if self.spans.data is None:
            raise self.part.refusal("bad-xml", detail="thiếu sheetData")
        return self.spans.data

    @cached_property
    def rows(self) -> list[RowPlace]:
        """The rows in file order."""
        if not self._plain:
            return [RowPlace(row.number, row.start, row.open_end, row.end) for row in self.spans.rows]
        data = self.part.data
        found = []
        for match in _ROW.finditer(data, *self._plain):
            opened = match.end()
            end = opened if data[opened - 2] == 0x2F else data.index(b"</row>", opened) + 6
            found.append(RowPlace(int(match[1]), match.start(), opened, end))
        return found

    @cached_property
    def _numbers(self) -> list[int]:
        return [row.number for row in self.rows]

    def row_at(self, number: int) -> int:
        """The index in ``rows`` of row ``number``, or of the first one after it."""
        return bisect_left(self._numbers, number)

    def cells(self, index: int) -> list[CellPlace]:
        """The cells of the row at ``index``, in file order."""
        data, row = self.part.data, self.rows[index]
        if not self._plain or len(_CELL.findall(data, row.open_end, row.end)) != data.count(
            b"<c", row.open_end, row.end
        ):
            return [CellPlace(cell.col, cell.start, cell.end) for cell in self.spans.rows[index].cells]
        found = []
        for match in _CELL.finditer(data, row.open_end, row.end):
            opened = match.end()
            end = opened if data[opened - 2] == 0x2F else data.index(b"</c>", opened) + 4
            found.append(CellPlace(column_number(match[1].decode()), match.start(), end))
        return found

    def cell_text(self, row: int, col: int) -> str:
        """The source of a cell; ``""`` when the file does not have it."""
        index = self.row_at(row)
        if index == len(self.rows) or self.rows[index].number != row:
            return ""
        return next((self.text(cell.start, cell.end) for cell in self.cells(index) if cell.col == col), "")
