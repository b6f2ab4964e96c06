"""Cells of a sheet, column by column, and ``Area``, a rectangle of them that functions can walk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from xlcore.effort import TooMuch
from xlcore.values import MAX_COL, MAX_ROW, Value

_SHORT: Final = 1_024
_SPARSE: Final = 64
"""A list is never longer than the first of these and so many times what it holds; cells further off go into a
dictionary: a file of a few cells in every column must not fill the memory."""
_DENSE: Final = 1 << 24
_THIN: Final = 32
"""An area with more cells than the first of these, and so many times more than hold anything, is not walked."""


_JOURNAL: Final = 512
"""Rows that a journal holds: whoever keeps something of a column that changes more begins anew."""


class _Growth:
    """How often columns have grown since the program began."""

    count = 0


_GROWTH: Final = _Growth()
_WIDE: Final = 64  # columns from which on the last row in use is remembered


class Column:
    """The values of one column: a dense list from row ``first`` on, and far-off strays in a dictionary.

    Every write goes through ``set`` and ``put``. Once a ``Watch`` asks for it they note the rows in ``journal``; when
    it is full the journal ends and ``epoch`` counts on.
    """

    __slots__ = ("bottom", "epoch", "filled", "first", "journal", "strays", "values")

    def __init__(self) -> None:
        self.first = 1
        self.values: list[Value] = []
        self.filled = 0  # about how many places of the list were written to, at least
        self.strays: dict[int, Value] = {}
        self.bottom = 0  # of the strays, those of earlier times too
        self.journal: list[int] | None = None
        self.epoch = 0

    @property
    def last(self) -> int:
        """The last row that may hold a value; 0 when there is none."""
        end = self.first + len(self.values) - 1 if self.values else 0
        return max(end, self.bottom)

    @property
    def held(self) -> int:
        """About how many cells hold something."""
        return min(self.filled, len(self.values)) + len(self.strays)

    def get(self, row: int) -> Value:
        i = row - self.first
        if 0 <= i < len(self.values):
            return self.values[i]
        return self.strays.get(row) if self.strays else None

    def note(self, row1: int, row2: int) -> None:
        """Enters the rows ``row1`` to ``row2`` in the journal."""
        assert self.journal is not None
        if len(self.journal) + row2 - row1 >= _JOURNAL:
            self.journal = None
            self.epoch += 1
        else:
            self.journal.extend(range(row1, row2 + 1))

    def set(self, row: int, value: Value) -> None:
        if self.journal is not None:
            self.note(row, row)
        values = self.values
        i = row - self.first
        if 0 <= i < len(values):
            values[i] = value
        elif i == len(values) and not self.strays:
            values.append(value)
            self.filled += 1
            _GROWTH.count += 1
        elif self.reaches(row, row):
            self.values[row - self.first] = value
            self.filled += 1
        else:
            self.strays[row] = value
            self.bottom = max(self.bottom, row)
            _GROWTH.count += 1

    def reaches(self, row1: int, row2: int) -> bool:
        """Whether the list now covers the rows ``row1`` to ``row2``, all of which are about to be written."""
        values = self.values
        if not values:
            self.first = row1
        above = max(0, self.first - row1)
        below = max(0, row2 - self.first - len(values) + 1)
        held = self.filled + len(self.strays) + row2 - row1 + 1
        if above + len(values) + below > _SHORT + _SPARSE * held:
            return False
        if above:
            values[:0] = [None] * above
            self.first = row1
        values.extend([None] * below)
        _GROWTH.count += 1
        if self.strays:
            self.fold()
        return True

    def fold(self) -> None:
        """Takes the strays that the list has come to cover into it."""
        first, end = self.first, self.first + len(self.values)
        for row in [row for row in self.strays if first <= row < end]:
            self.values[row - first] = self.strays.pop(row)
            self.filled += 1

    def slice(self, row1: int, row2: int) -> list[Value]:
        """The values of rows ``row1`` to ``row2``, both included."""
        first, values = self.first, self.values
        last = first + len(values) - 1
        if first <= row1 and row2 <= last:
            found = values[row1 - first : row2 - first + 1]
        else:
            found = [None] * (row2 - row1 + 1)
            a, b = max(row1, first), min(row2, last)
            if a <= b:
                found[a - row1 : b - row1 + 1] = values[a - first : b - first + 1]
        if len(self.strays) <= row2 - row1:
            for row, value in self.strays.items():
                if row1 <= row <= row2:
                    found[row - row1] = value
        elif self.strays:
            return [self.get(row) for row in range(row1, row2 + 1)]
        return found

    def rows(self) -> Iterator[int]:
        """The rows that hold a value, the strays last."""
        yield from (row for row, value in enumerate(self.values, self.first) if value is not None)
        yield from self.strays

    def put(self, row: int, new: Sequence[Value]) -> None:
        """Writes ``new`` into the rows from ``row`` on."""
        if self.journal is not None and new:
            self.note(row, row + len(new) - 1)
        _GROWTH.count += 1
        i = row - self.first
        if not self.values and not self.strays:
            self.first, self.values, self.filled = row, list(new), len(new)
        elif 0 <= i <= len(self.values) and not self.strays:
            self.values[i : i + len(new)] = new
            self.filled = min(self.filled + len(new), len(self.values))
        elif new and self.reaches(row, row + len(new) - 1):
            i = row - self.first
            self.values[i : i + len(new)] = new
            self.filled += len(new)
        else:
            for k, value in enumerate(new):
                self.set(row + k, value)


EMPTY: Final = Column()


class Grid:
    """The values of a sheet."""

    __slots__ = ("_lasts", "columns", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        self._lasts: dict[tuple[int, int], tuple[int, int]] = {}
        self.columns: dict[int, Column] = {}

    def get(self, row: int, col: int) -> Value:
        column = self.columns.get(col)
        if column is None:
            return None
        i = row - column.first
        if 0 <= i < len(column.values):
            return column.values[i]
        return column.strays.get(row) if column.strays else None

    def set(self, row: int, col: int, value: Value) -> None:
        self.column(col).set(row, value)

    def column(self, col: int) -> Column:
        """The column to write to; made when it is not there."""
        column = self.columns.get(col)
        if column is None:
            column = self.columns[col] = Column()
        return column

    def watch(self, col: int) -> Watch:
        """Tells from now on what is written into a column."""
        return Watch(self, col)

    def last_row(self, col1: int = 1, col2: int = MAX_COL) -> int:
        """The last row of the columns ``col1`` to ``col2`` that may hold a value; 0 when there is none."""
        if col1 == col2:
            column = self.columns.get(col1)
            return 0 if column is None else column.last
        if min(col2 - col1, len(self.columns)) > _WIDE:
            return self.last_of_many(col1, col2)
        if col2 - col1 < len(self.columns):
            found = (self.columns[c].last for c in range(col1, col2 + 1) if c in self.columns)
        else:
            found = (column.last for c, column in self.columns.items() if col1 <= c <= col2)
        return max(found, default=0)

    def last_of_many(self, col1: int, col2: int) -> int:
        """As ``last_row``; remembered until some column grows, because a function asks for each column anew."""
        grown, last = self._lasts.get((col1, col2), (-1, 0))
        if grown != _GROWTH.count:
            last = max((column.last for c, column in self.columns.items() if col1 <= c <= col2), default=0)
            self._lasts = {(col1, col2): (_GROWTH.count, last)}
        return last

    def last_col(self) -> int:
        return max(self.columns, default=0)

    @property
    def held(self) -> int:
        """About how many cells hold something."""
        return sum(column.held for column in self.columns.values())


class Watch:
    """What was written into a column since somebody last asked."""

    __slots__ = ("column", "epoch", "grid", "number", "seen")

    def __init__(self, grid: Grid, number: int) -> None:
        self.grid = grid
        self.number = number
        self.begin()

    def begin(self) -> None:
        """Looks at the column as it is now."""
        column = self.column = self.grid.columns.get(self.number)
        self.epoch = self.seen = 0
        if column is not None:
            if column.journal is None:
                column.journal = []
            self.epoch, self.seen = column.epoch, len(column.journal)

    def rows(self) -> Sequence[int] | None:
        """The rows written to since this was last asked (some perhaps twice); ``None`` when nobody knows them all."""
        column = self.grid.columns.get(self.number)
        if column is not self.column or (column is not None and column.epoch != self.epoch):
            self.begin()
            return None
        if column is None or column.journal is None or len(column.journal) == self.seen:
            return []
        found = column.journal[self.seen :]
        self.seen = len(column.journal)
        return found


class Area:
    """A reference: ``rows`` x ``cols`` cells of a sheet from 1-based ``row``, ``col`` on."""

    __slots__ = ("col", "cols", "grid", "row", "rows")
    is_reference = True

    def __init__(self, grid: Grid, row: int, col: int, rows: int, cols: int) -> None:
        self.grid = grid
        self.row = row
        self.col = col
        self.rows = rows
        self.cols = cols

    @property
    def sheet(self) -> str:
        return self.grid.name

    @property
    def used_rows(self) -> int:
        if self.rows <= 64:
            return self.rows
        return max(0, min(self.rows, self.grid.last_row(self.col, self.col + self.cols - 1) - self.row + 1))

    @property
    def used_cols(self) -> int:
        """The columns to walk; ``TooMuch`` when a few cells far from one another would make that endless."""
        if self.cols == 1:
            return 1
        cols = self.cols if self.cols <= 64 else max(0, min(self.cols, self.grid.last_col() - self.col + 1))
        if self.rows * cols > _DENSE:
            walked = self.used_rows * cols
            if walked > _DENSE and walked > _THIN * self.grid.held:
                raise TooMuch
        return cols

    def get(self, row: int, col: int) -> Value:
        return self.grid.get(self.row + row, self.col + col)

    def column(self, col: int) -> list[Value]:
        used = self.used_rows
        if not used:
            return []
        return self.grid.columns.get(self.col + col, EMPTY).slice(self.row, self.row + used - 1)

    def columns(self) -> Iterator[list[Value]]:
        """The columns of the used part; where that ends is found out once for all of them."""
        cols, used = self.used_cols, self.used_rows
        if not used:
            return ([] for _ in range(cols))
        last, known = self.row + used - 1, self.grid.columns
        return (known.get(self.col + c, EMPTY).slice(self.row, last) for c in range(cols))

    def picked(self, rows: Sequence[int]) -> list[Value]:
        """The first column's values at 0-based ``rows``, which rise."""
        column = self.grid.columns.get(self.col, EMPTY)
        values, shift = column.values, self.row - column.first
        if column.strays or not rows or rows[0] + shift < 0 or rows[-1] + shift >= len(values):
            return [column.get(self.row + row) for row in rows]
        return [values[shift + row] for row in rows]

    def watch(self) -> Watch:
        """Tells from now on what is written into its first column."""
        return self.grid.watch(self.col)

    def values(self) -> Iterator[Value]:
        cols = self.used_cols
        if cols == 1:
            yield from self.column(0)
            return
        for line in zip(*self.columns(), strict=True):
            yield from line

    def sub(self, row: int, col: int, rows: int, cols: int) -> Area:
        """The part at the 0-based offset with that shape (it must lie on the sheet)."""
        return Area(self.grid, self.row + row, self.col + col, rows, cols)

    def resized(self, rows: int, cols: int) -> Area:
        """The area of that shape with the same top-left cell, cut at the edge of the sheet."""
        return Area(self.grid, self.row, self.col, min(rows, MAX_ROW - self.row + 1), min(cols, MAX_COL - self.col + 1))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Area)
            and self.row == other.row
            and self.col == other.col
            and self.rows == other.rows
            and self.cols == other.cols
            and self.grid is other.grid
        )

    def __hash__(self) -> int:
        return hash((id(self.grid), self.row, self.col, self.rows, self.cols))

    @property
    def box(self) -> tuple[int, int, int, int]:
        """``(row1, col1, row2, col2)``."""
        return self.row, self.col, self.row + self.rows - 1, self.col + self.cols - 1


class Areas:
    """Several areas as one reference: a union ``(A1,B2)`` or a 3-D reference."""

    __slots__ = ("parts",)
    is_reference = True

    def __init__(self, parts: list[Area]) -> None:
        self.parts = parts


class AreaArray:
    """An array of references, as INDIRECT and OFFSET give for arrays: SUMIF, SUBTOTAL and their kin take them one by
    one; anything else sees the first value of each."""

    __slots__ = ("data",)
    is_reference = False

    def __init__(self, data: list[list[Any]]) -> None:
        self.data = data

    @property
    def rows(self) -> int:
        return len(self.data)

    @property
    def cols(self) -> int:
        return len(self.data[0])

    def first_values(self) -> list[list[Value]]:
        """The top-left value of each reference; errors stay."""
        return [[cell.get(0, 0) if isinstance(cell, Area) else cell for cell in row] for row in self.data]
