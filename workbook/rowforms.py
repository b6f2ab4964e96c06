"""Stretches of rows that are all written alike, read one row per match instead of one cell per match.

A table's rows differ only in row numbers, styles and contents. The first row of a stretch is turned into a pattern for
a whole row; when the pattern matches as many rows as the stretch has, each capture group is a column, converted in
one go. Anything else is left to the reader that goes cell by cell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from workbook.cellvalues import INLINE, KINDS, NUMBER, SHARED, TEXT, CellReader
from workbook.sheetcells import FormulaCell, FormulaTag, SheetCells, formula_tag
from workbook.xmltext import split_decode, unescape
from xlcore.refs import column_number
from xlcore.values import Value

_MIN_ROWS: Final = 64  # a pattern must earn its compilation
_MAX_CELLS: Final = 400
_MAX_FAILURES: Final = 6  # after so many stretches in a row without one form, stop trying
_ROW: Final = re.compile(rb'<row r="([0-9]+)"[^>]*>')
_ANY_CELL: Final = re.compile(
    rb'<c r="([A-Z]+)([0-9]+)"([^>/]*)'
    rb'(?:/>|>(<f>[^<]*</f>|<f t="shared"(?: ca="1")? si="[0-9]+"/>)?(<v>[^<]*</v>)?</c>)'
)
_STYLE: Final = re.compile(rb' s="[0-9]+"')
_TYPE: Final = re.compile(rb'^ t="([A-Za-z]+)"$')
_GROUP: Final = re.compile(rb'si="([0-9]+)"')


class _Slot(NamedTuple):
    """One cell of a row form: its column, kind of value (-1: none), ordinary formula or member of a shared group."""

    col: int
    kind: int
    formula: bool
    shared: FormulaTag | None


@dataclass(frozen=True, slots=True)
class _Form:
    """A pattern for whole rows; its groups are the row number, then each slot's formula text and value."""

    pattern: re.Pattern[bytes]
    slots: tuple[_Slot, ...]


class RowForms:
    """Reads stretches of one form into ``cells``; forms learnt are kept for the next stretches."""

    def __init__(self, data: bytes, reader: CellReader, cells: SheetCells) -> None:
        self.data = data
        self.reader = reader
        self.cells = cells
        self.form: _Form | None = None
        self.failures = 0

    def read(self, start: int, end: int) -> bool:
        """Take in the rows between two places; False, with nothing taken in, when they are not of one form."""
        if self.failures >= _MAX_FAILURES:
            return False
        rows = self.data.count(b"<row", start, end)
        if rows < _MIN_ROWS:
            return False
        if self.take(rows, start, end) or (self.learn(start, end) and self.take(rows, start, end)):
            self.failures = 0
            return True
        self.failures += 1
        return False

    def learn(self, start: int, end: int) -> bool:
        """Make the first row of the stretch the form to try; False when it has no form or the same one."""
        form = _form_of(self.data, start, end)
        if form is None or (self.form is not None and form.pattern.pattern == self.form.pattern.pattern):
            return False
        self.form = form
        return True

    def take(self, rows: int, start: int, end: int) -> bool:
        """Take in the stretch when all its rows match the present form."""
        if self.form is None:
            return False
        found = self.form.pattern.findall(self.data, start, end)
        if len(found) != rows:
            return False
        groups = list(zip(*found, strict=True)) if len(self.form.slots) else []
        try:
            columns = self.convert(groups)
        except (ValueError, IndexError):  # the reader that goes cell by cell names the damaged one
            return False
        self.store(list(map(int, groups[0])), columns)
        return True

    def convert(self, groups: list[tuple[bytes, ...]]) -> list[tuple[_Slot, list[str], Sequence[Value]]]:
        """Each slot with its formula texts and values."""
        assert self.form is not None
        columns, at = [], 1
        for slot in self.form.slots:
            texts: list[str] = []
            values: Sequence[Value] = ()
            if slot.formula:
                texts, at = split_decode(groups[at], self.reader.decode), at + 1
            if slot.kind >= 0:
                values, at = self.values(slot.kind, groups[at]), at + 1
            columns.append((slot, texts, values))
        return columns

    def values(self, kind: int, raw: tuple[bytes, ...]) -> Sequence[Value]:
        """The values of a column of one kind."""
        if kind == NUMBER:
            return list(map(float, raw))
        if kind == SHARED:
            return list(map(self.reader.strings.__getitem__, map(int, raw)))
        if kind == TEXT:
            return list(map(unescape, split_decode(raw, self.reader.decode)))
        return [self.reader.value(kind, item) for item in raw]

    def store(self, rows: list[int], columns: list[tuple[_Slot, list[str], Sequence[Value]]]) -> None:
        for slot, texts, values in columns:
            if slot.kind >= 0:
                own_rows, own_values = self.cells.column(slot.col)
                own_rows += rows
                own_values += values
            if slot.formula:
                self.cells.formula_column(slot.col).update(zip(rows, texts, strict=True))
            elif slot.shared is not None:
                tag, col = slot.shared, slot.col
                self.cells.special += [FormulaCell(row, col, tag, "", 0) for row in rows]


def _form_of(data: bytes, start: int, end: int) -> _Form | None:
    """The form of the first row between two places; ``None`` when it has cells of an uncommon kind, or none."""
    opening = _ROW.search(data, start, end)
    if opening is None:
        return None
    stop = data.find(b"</row>", opening.end(), end)
    source = data[opening.end() : stop]
    found = list(_ANY_CELL.finditer(source))
    if stop < 0 or not 0 < len(found) <= _MAX_CELLS or sum(len(match[0]) for match in found) != len(source):
        return None
    pattern, slots = [rb'<row r="([0-9]+)"[^>]*>'], []
    for match in found:
        piece = _slot_of(match)
        if piece is None:
            return None
        pattern.append(piece[0])
        slots.append(piece[1])
    return _Form(re.compile(b"".join([*pattern, b"</row>"])), tuple(slots))


def _slot_of(match: re.Match[bytes]) -> tuple[bytes, _Slot] | None:
    """A cell's piece of the row pattern and its slot; any style matches."""
    letters, _, attributes, formula, value = match.groups()
    rest = _STYLE.sub(b"", attributes)
    kind = _TYPE.match(rest)
    if rest and kind is None:
        return None
    number = KINDS.get(kind[1].decode() if kind else "n", -1)
    if number < 0 or number == INLINE:
        return None
    col, empty = column_number(letters.decode()), match[0].endswith(b"/>") and formula is None
    # One optional style, possessive: with two, or one that could give back, a row that does not match would be tried
    # in 2 ** cells ways.
    style = rb'(?: s="[0-9]+")?+'
    opening = b'<c r="' + letters + rb'\1"' + (rest + style if attributes.startswith(b" t=") else style + rest)
    if empty:
        return opening + b"/>", _Slot(col, -1, False, None)
    middle, shared = b"", None
    if formula is not None and formula.startswith(b"<f>"):
        middle = b"<f>([^<]+)</f>"
    elif formula is not None:
        middle, group = formula, _GROUP.search(formula)
        shared = formula_tag({"t": "shared", "si": group[1].decode() if group else ""})
    if value is not None:
        middle += b"<v>([^<]*)</v>" if number == TEXT else b"<v>([^<]+)</v>"
    slot = _Slot(col, number if value is not None else -1, middle.startswith(b"<f>"), shared)
    return opening + b">" + middle + b"</c>", slot
