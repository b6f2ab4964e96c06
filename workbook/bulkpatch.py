"""New values into long stretches of a plainly written sheet, a column of cells per step instead of a cell per step.

One regular expression cuts a stretch into the parts of its formula cells and what stands between them; whole lists of
values, types and ``<v>`` elements are then made at once and joined again. A cell of an uncommon kind goes through the
editor of single cells, ``celledit.py``, which is also the authority on what the others must become.
"""

from __future__ import annotations

import re
from itertools import compress
from operator import ne, or_
from typing import Final

from workbook.celledit import CellEdit, edit_cell
from workbook.cellvalues import content
from workbook.package import Part
from workbook.packing import Piece
from workbook.valueelements import Elements, Typed
from xlcore.grid import Grid
from xlcore.refs import column_number
from xlcore.values import Value

# Between two matches stands one piece; a match gives six: the cell's opening up to its address, the address in two
# (dropped again before joining), the other attributes, the formula, and the value's element if it has one. Possessive
# throughout: a cell of another form fails at once.
_FORMULA: Final = re.compile(
    rb'(<c r="([A-Z]++)([0-9]++))("[^>/]*+)(><f[^<]*+(?:</f>)?+)'
    rb'(<v(?: xml:space="preserve")?+>[^<]*+</v>|<v ?/>)?+(?=</c>)'
)
_OPENING, _LETTERS, _DIGITS, _TYPE, _TEXT, _VALUE = range(1, 7)
_STEP: Final = 7
_CLOSE: Final = b"</c>"


class BulkPatch:
    """Rewrites stretches of one part with the values of ``grid``."""

    def __init__(self, part: Part, grid: Grid) -> None:
        self.data = part.data
        self.view = memoryview(part.data)
        self.grid = grid
        self.columns = _ColumnNumbers()
        self.elements = Elements()
        self.numeric = Typed("")
        self.textual = Typed("str")
        self.blank = Typed("", blank=True)
        self.others = {kind: Typed(kind) for kind in ("", "b", "e")}

    def stretch(self, start: int, end: int) -> Piece | None:
        """The bytes of whole cells between two places with their values; a view of what is there when they hold them
        already; ``None`` when some formula cell is not plainly written."""
        source = self.data[start:end]
        pieces = _FORMULA.split(source)
        count = len(pieces) // _STEP
        if count != source.count(b"<f"):
            return None
        if count == 0:
            return self.view[start:end]
        values = self.values(pieces[_LETTERS::_STEP], pieces[_DIGITS::_STEP])
        pieces[_LETTERS::_STEP] = pieces[_DIGITS::_STEP] = [b""] * count
        return b"".join(pieces) if self.rewrite(pieces, values) else self.view[start:end]

    def values(self, letters: list[bytes], digits: list[bytes]) -> list[Value]:
        """The present values of the cells; in a table whose rows hold the same columns, a column at a time."""
        count, numbers = len(letters), self.columns
        width = next((i for i in range(1, count) if letters[i] == letters[0]), count)
        height = count // width
        if height > 1 and letters == letters[:width] * height:
            first = digits[::width]
            rows = list(map(int, first))
            together = rows == list(range(rows[0], rows[0] + height))
            if together and all(digits[i::width] == first for i in range(1, width)):
                found: list[Value] = [None] * count
                for i in range(width):
                    column = self.grid.columns.get(numbers[letters[i]])
                    found[i::width] = column.slice(rows[0], rows[-1]) if column is not None else [None] * height
                return found
        get = self.grid.get
        return [get(int(row), numbers[col]) for row, col in zip(digits, letters, strict=True)]

    def rewrite(self, pieces: list[bytes], values: list[Value]) -> bool:
        """Put types and ``<v>`` elements of ``values`` among the pieces; whether any cell changed."""
        old_values = [found or b"" for found in pieces[_VALUE::_STEP]]
        old_types = pieces[_TYPE::_STEP]
        new_values, new_types = self.elements.of(values), self.types(old_types, values)
        retyped = list(map(ne, new_types, old_types))
        differing = list(compress(range(len(values)), map(or_, retyped, map(ne, new_values, old_values))))
        # Another type is another value, unless rich data makes one error of another. The same type in other bytes may
        # be the same value, such as a number in more digits, as Excel writes them: then the bytes stay.
        rich = any(b" vm=" in kind for kind in set(old_types))
        doubtful = [i for i in differing if rich or not retyped[i] or values[i] is None]
        kept = 0
        for i in doubtful:
            value, old = values[i], old_values[i]
            if value.__class__ is float and not rich and old[:3] == b"<v>" and old[3:4] != b"<":
                if float(old[3:-4]) == value:
                    new_values[i] = old
                    kept += 1
            elif rich or not _surely_differs(value, old, new_values[i]):
                if self.edit(pieces, i, value):
                    new_values[i] = new_types[i] = b""
                else:
                    new_values[i], new_types[i] = old, old_types[i]
                    kept += 1
        if kept == len(differing):
            return False
        pieces[_VALUE::_STEP], pieces[_TYPE::_STEP] = new_values, new_types
        return True

    def edit(self, pieces: list[bytes], i: int, value: Value) -> bool:
        """Bring cell ``i`` to its value by the editor of single cells; False when it holds it already."""
        first, last = i * _STEP + _OPENING, i * _STEP + _VALUE + 1
        old = (b"".join(filter(None, pieces[first:last])) + _CLOSE).decode()
        new = edit_cell(old, CellEdit(content(value)))
        if new == old:
            return False
        pieces[first:last] = [new.encode().removesuffix(_CLOSE)] + [b""] * (last - first - 1)
        return True

    def types(self, old: list[bytes], values: list[Value]) -> list[bytes]:
        """The attributes of each cell with the ``t`` of its value."""
        numeric, textual, blank, others = self.numeric, self.textual, self.blank, self.others
        return [
            numeric[attributes] if value.__class__ is float
            else textual[attributes] if value.__class__ is str
            else blank[attributes] if value is None
            else others[content(value).type][attributes]
            for attributes, value in zip(old, values, strict=True)
        ]  # fmt: skip


def _surely_differs(value: Value, old: bytes, new: bytes) -> bool:
    """Whether one element cannot hold, in another spelling, what another one of its type holds."""
    if value.__class__ is not str or b" xml:" in old or b" xml:" in new:
        return value is not None and not old
    return b"&" not in old and b"_x" not in old and b"/>" not in old and b"\r" not in old


class _ColumnNumbers(dict[bytes, int]):
    """Column letters -> column number."""

    def __missing__(self, letters: bytes) -> int:
        number = self[letters] = column_number(letters.decode())
        return number
