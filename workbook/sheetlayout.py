"""Where rows and cells stand in a worksheet part, for edits in place: by pattern in plain parts, by expat in others."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from typing import Final, NamedTuple

from workbook.package import Part
from workbook.sheetexpat import SheetSpans, encoding_of, read_sheet
from workbook.sheetxml import plain_bounds
from xlcore.refs import column_name, column_number

_ROW: Final = re.compile(rb'<row r="([0-9]{1,7})"[^<>]*>')
_CELL: Final = re.compile(rb'<c r="([A-Z]{1,3})[0-9]{1,7}"[^<>]*>')


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
    def plain(self) -> tuple[int, int] | None:
        """Where the sheet data of a plain part starts and ends; ``None`` when places must be found by expat."""
        bounds, data = plain_bounds(self.part.data), self.part.data
        same = bounds is not None and data.count(b'<row r="', *bounds) == data.count(b"<row", *bounds)
        return bounds if same else None

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
        if self.plain:
            start, stop = self.plain
            opened = self.part.data.index(b">", start) + 1
            return start, opened, stop + len(b"</sheetData>") if stop > start else opened
        if self.spans.data is None:
            raise self.part.refusal("bad-xml", detail="thiếu sheetData")
        return self.spans.data

    def row(self, number: int) -> tuple[RowPlace | None, int]:
        """Row ``number``, if the file has it, and where it or else the row that follows starts (-1: at the end)."""
        if self.plain is None:
            index = bisect_left(self._numbers, number)
            rows = self.spans.rows[index : index + 1]
            found = [RowPlace(row.number, row.start, row.open_end, row.end) for row in rows]
        else:
            found = self._plain_row(number, *self.plain)
        if not found:
            return None, -1
        return (found[0] if found[0].number == number else None), found[0].start

    def _plain_row(self, number: int, low: int, high: int) -> list[RowPlace]:
        """The first row that is not above ``number``, by halving: rows stand in order."""
        data, found = self.part.data, None
        while low < high:
            middle = (low + high) // 2
            at = data.find(b"<row", middle, high + 3)  # one that starts before ``high``
            match = _ROW.match(data, at) if at >= 0 else None
            if match is not None and int(match[1]) < number:
                low = match.end()
            else:
                high, found = middle, match or found
        if found is None:
            return []
        opened = found.end()
        end = opened if data[opened - 2] == 0x2F else data.index(b"</row>", opened) + 6
        return [RowPlace(int(found[1]), found.start(), opened, end)]

    @cached_property
    def _numbers(self) -> list[int]:
        return [row.number for row in self.spans.rows]

    def cells(self, row: RowPlace) -> list[CellPlace]:
        """The cells of a row, in file order."""
        data, inside = self.part.data, (row.open_end, row.end)
        if self.plain is None or len(_CELL.findall(data, *inside)) != data.count(b"<c", *inside):
            spans = self.spans.rows[bisect_left(self._numbers, row.number)]
            return [CellPlace(cell.col, cell.start, cell.end) for cell in spans.cells]
        found = []
        for match in _CELL.finditer(data, *inside):
            opened = match.end()
            end = opened if data[opened - 2] == 0x2F else data.index(b"</c>", opened) + 4
            found.append(CellPlace(column_number(match[1].decode()), match.start(), end))
        return found

    def cells_at(self, row: RowPlace, cols: list[int]) -> list[CellPlace]:
        """Those of the cells of a row that stand in ``cols``, or all; none is looked at but they where the part is
        plain."""
        data, found = self.part.data, []
        for col in cols if self.plain else ():
            start = data.find(f'<c r="{column_name(col)}{row.number}"'.encode(), row.open_end, row.end)
            opened = data.find(b">", start, row.end) + 1
            if start < 0 or opened == 0:
                break
            end = opened if data[opened - 2] == 0x2F else data.find(b"</c>", opened, row.end) + 4
            found.append(CellPlace(col, start, end))
        return found if len(found) == len(cols) else self.cells(row)

    def cell_text(self, row: int, col: int) -> str:
        """The source of a cell; ``""`` when the file does not have it."""
        place, _ = self.row(row)
        cells = self.cells(place) if place is not None else []
        return next((self.text(cell.start, cell.end) for cell in cells if cell.col == col), "")
