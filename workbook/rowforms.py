"""Stretches of rows read one row per match instead of one cell per match.

The rows of a table hold cells of the same columns in the same order. A pattern for a whole row, with a slot for each
column that may be left out, reads a stretch at once; each slot is then a column, converted in one go. What does not
match, row for row, is left to the reader that goes cell by cell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import compress
from typing import Final, NamedTuple

from workbook.cellvalues import (
    INLINE,
    NUMBER,
    SHARED,
    TEXT,
    CellReader,
    Kinds,
    finite_number,
    finite_numbers,
    shared_index,
)
from workbook.sheetcells import FormulaTags, SharedMembers, SheetCells, is_hidden, meta_index
from xlcore.refs import column_number
from xlcore.values import Value

_MIN_ROWS: Final = 400  # of a stretch that is worth a pattern: compiling one takes some milliseconds
_MAX_COLUMNS: Final = 256
_MAX_FAILURES: Final = 6  # after so many stretches in a row that are not of such a form, stop trying
_TEXTS: Final = {TEXT, INLINE}  # an empty one is a text, not a blank
_LETTERS: Final = re.compile(rb'<c r="([A-Z]+)')
_ROW: Final = rb'<row r="([0-9]{1,7}+)"([^<>]*+)>(?:(?<=/>)|'
_CELL: Final = (
    rb'(?:<c r="%s\1"([^<>/]*+)(?:/>|>(?:<f([^<]*+)(?:</f>)?+)?+'
    rb'(?:<(?:v|is><t)(?: xml:space="preserve")?+>([^<]*+)</(?:v|t></is)>|<v ?/>)?+</c>))?+'
)


class _Column(NamedTuple):
    """What one slot holds in each row of a stretch: attributes and formulas as written, values (none: all blank)."""

    col: int
    attributes: tuple[bytes, ...]
    formulas: tuple[bytes, ...]
    values: list[Value]


class RowForms:
    """Reads stretches of one form into ``cells``; the columns learnt are kept for the next stretches."""

    def __init__(self, data: bytes, reader: CellReader, cells: SheetCells, kinds: Kinds, tags: FormulaTags) -> None:
        self.data = data
        self.reader = reader
        self.cells = cells
        self.kinds = kinds
        self.tags = tags
        self.columns: list[int] = []
        self.letters: set[bytes] = set()
        self.pattern: re.Pattern[bytes] | None = None
        self.failures = 0

    def read(self, start: int, end: int) -> bool:
        """Take in the rows between two places; False, with nothing taken in, when they are not of one form."""
        if self.failures >= _MAX_FAILURES:
            return False
        if self.pattern is None and self.data.count(b"<row", start, end) < _MIN_ROWS:
            return False
        if self.take(start, end) or (self.learn(start, end) and self.take(start, end)):
            self.failures = 0
            return True
        self.failures += 1
        return False

    def learn(self, start: int, end: int) -> bool:
        """Add the columns of a stretch to the pattern; False when there is nothing new or there are too many."""
        letters = self.letters | set(_LETTERS.findall(self.data, start, end))
        if letters == self.letters or len(letters) > _MAX_COLUMNS:
            return False
        self.letters = letters
        found = sorted((column_number(name.decode()), name) for name in letters)
        self.columns = [number for number, _ in found]
        self.pattern = re.compile(_ROW + b"".join(_CELL % name for _, name in found) + b"</row>)")
        return True

    def take(self, start: int, end: int) -> bool:
        """Take in the stretch when all its rows match the present pattern."""
        if self.pattern is None:
            return False
        found = self.pattern.findall(self.data, start, end)
        if len(found) != self.data.count(b"<row", start, end) or not found:
            return False
        numbers, tags, *slots = zip(*found, strict=True)
        try:
            columns = [self.column(col, *slots[3 * i : 3 * i + 3]) for i, col in enumerate(self.columns)]
        except (ValueError, IndexError):  # the reader that goes cell by cell names the damaged one
            return False
        rows = list(map(int, numbers))
        for tag in filter(is_hidden, set(tags)):
            self.cells.hidden.update(compress(rows, map(tag.__eq__, tags)))
        self.store(rows, columns)
        return True

    def column(
        self, col: int, attributes: tuple[bytes, ...], formulas: tuple[bytes, ...], raw: tuple[bytes, ...]
    ) -> _Column:
        kinds = {self.kinds[one] for one in set(attributes)}
        return _Column(col, attributes, formulas, self.values(kinds, attributes, raw))

    def values(self, kinds: set[int], attributes: tuple[bytes, ...], raw: tuple[bytes, ...]) -> list[Value]:
        """The values of a column, ``None`` where it has none; empty when all are such."""
        strings, texts = self.reader.strings, self.reader.texts
        if not any(raw) and not kinds & _TEXTS:
            return []
        if len(kinds) == 1 and all(raw):
            if NUMBER in kinds:
                return finite_numbers(raw)
            if SHARED in kinds:
                return list(map(strings.__getitem__, map(shared_index, raw)))
        if kinds == {NUMBER}:
            return [finite_number(one) if one else None for one in raw]
        if kinds <= _TEXTS:
            return list(map(texts.__getitem__, raw))
        slow = self.reader.value
        return [
            texts[one] if kind in _TEXTS
            else None if not one
            else finite_number(one) if kind == NUMBER
            else strings[shared_index(one)] if kind == SHARED
            else slow(kind, one)
            for one, kind in zip(raw, map(self.kinds.__getitem__, attributes), strict=True)
        ]  # fmt: skip

    def store(self, rows: list[int], columns: Sequence[_Column]) -> None:
        for column in columns:
            if column.values:
                own_rows, own_values = self.cells.column(column.col)
                own_rows += rows
                own_values += column.values
            if any(column.formulas):
                self.store_formulas(column, rows)

    def store_formulas(self, column: _Column, rows: list[int]) -> None:
        """Put a column's formulas in: ordinary ones by their texts, the members of a shared one together."""
        col, attributes, formulas, _ = column
        if not all(formulas):
            rows, attributes = list(compress(rows, formulas)), tuple(compress(attributes, formulas))
            formulas = tuple(filter(None, formulas))
        joined = b"\0" + b"\0".join(formulas)
        if joined.count(b"\0>") == len(formulas) and b">\0" not in joined and not joined.endswith(b">"):
            texts = self.reader.decode(joined[2:]).split("\0>")
            self.cells.formula_column(col).update(zip(rows, texts, strict=True))
            return
        groups: dict[bytes, list[int]] = {}
        for row, formula in zip(rows, formulas, strict=True):
            groups.setdefault(formula, []).append(row)
        marks = dict(zip(rows, attributes, strict=True))
        for formula, own_rows in groups.items():
            head, _, text = formula.partition(b">")
            tag = self.tags[head]
            if tag.kind == "shared" and not text:
                self.cells.special.append(SharedMembers(col, tag, own_rows))
                continue
            decoded = self.reader.decode(text)
            for row in own_rows:
                self.cells.add_formula(row, col, tag, decoded, meta_index(marks[row]))
