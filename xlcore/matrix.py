"""Rectangles of values, as functions see them: ``Array`` (computed) and, in ``grid.py``, ``Area`` (cells of a sheet).

Both offer the ``Matrix`` interface; positions are 0-based from the top-left corner. A whole column is a matrix of
1,048,576 rows, so functions walk ``used_rows`` x ``used_cols``: everything beyond is blank.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, Protocol, runtime_checkable

from xlcore.values import CALC, Value

LARGEST_ARRAY: Final = 1 << 22
"""Elements of an array that a function may make; more is refused rather than filling the memory."""


@runtime_checkable
class Matrix(Protocol):
    """A rectangle of values: shape ``rows`` x ``cols``; beyond ``used_rows`` x ``used_cols`` all is blank."""

    is_reference: bool

    @property
    def rows(self) -> int: ...
    @property
    def cols(self) -> int: ...
    @property
    def used_rows(self) -> int: ...
    @property
    def used_cols(self) -> int: ...
    def get(self, row: int, col: int) -> Value:
        """The value at 0-based ``row``, ``col`` (must lie inside the shape)."""
        ...

    def columns(self) -> Iterator[Sequence[Value]]:
        """The columns of the used part."""
        ...

    def column(self, col: int) -> Sequence[Value]:
        """The first ``used_rows`` values of 0-based column ``col``."""
        ...

    def picked(self, rows: Sequence[int]) -> list[Value]:
        """The first column's values at 0-based ``rows``, which rise."""
        ...

    def values(self) -> Iterator[Value]:
        """Every value of the used part, row by row, blanks included."""
        ...


class Array:
    """A computed array: ``top`` is a non-empty list of equally long, non-empty rows.

    A whole column has a million rows, nearly all of them alike: an array may be longer than ``top``; every row from
    there to ``rows`` is then the row ``rest``. Functions stacked for GROUPBY make it one that ``has_functions``.
    """

    __slots__ = ("_ends", "has_functions", "rest", "rows", "top")
    is_reference = False

    def __init__(self, top: list[list[Value]], rest: list[Value] | None = None, rows: int = 0) -> None:
        self.top = top
        self.rest = rest
        self.rows = len(top) if rest is None else rows
        self.has_functions = False
        self._ends = rest is None or all(value is None for value in rest)  # whether only ``top`` holds anything

    def values_alone(self) -> Array:
        """The array with ``#CALC!`` in place of functions, for whoever wants values."""
        if not self.has_functions:
            return self
        return Array([[CALC if callable(value) else value for value in row] for row in self.data])

    @property
    def data(self) -> list[list[Value]]:
        """Every row."""
        if self.rest is None:
            return self.top
        return self.top + [self.rest] * (self.rows - len(self.top))

    @property
    def cols(self) -> int:
        return len(self.top[0])

    @property
    def used_rows(self) -> int:
        return len(self.top) if self._ends else self.rows

    used_cols = cols

    def get(self, row: int, col: int) -> Value:
        if self.rest is not None and len(self.top) <= row < self.rows:
            return self.rest[col]
        return self.top[row][col]

    def columns(self) -> Iterator[Sequence[Value]]:
        return map(self.column, range(self.used_cols))

    def column(self, col: int) -> Sequence[Value]:
        found = [row[col] for row in self.top]
        if self.rest is not None and not self._ends:
            found += [self.rest[col]] * (self.rows - len(found))
        return found

    def picked(self, rows: Sequence[int]) -> list[Value]:
        return [self.get(row, 0) for row in rows]

    def values(self) -> Iterator[Value]:
        for row in self.top:
            yield from row
        if self.rest is not None:
            for _ in range(len(self.top), self.used_rows):
                yield from self.rest

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Array) and other.data == self.data

    def __hash__(self) -> int:
        raise TypeError("an Array is not hashable")

    def __repr__(self) -> str:
        if self.rest is None:
            return f"Array({self.top!r})"
        return f"Array({self.top!r}, {self.rest!r}, {self.rows})"


Result = Value | Matrix
"""What a function may return: a scalar, an array, or a reference."""


LONG: Final = 8_192
"""References with more rows than this are read as arrays only as far as anything is used; the rest is one blank row."""


def shortened(sides: Sequence[Any]) -> tuple[list[Any], int]:
    """The sides of an operation element by element with all rows that are alike in each of them left out but one, and
    how many rows the result has then; 0 when nothing was left out. ``lengthened`` puts the rows back."""
    tall = [side for side in sides if getattr(side, "rows", 1) > 1]
    rows = max((side.rows for side in tall), default=1)
    if rows <= LONG:
        return list(sides), 0
    own = max(_own_rows(side) for side in tall) + 1
    if own >= rows:
        return list(sides), 0
    return [_first_rows(side, own) if getattr(side, "rows", 1) > 1 else side for side in sides], rows


def lengthened(result: Array, rows: int) -> Array:
    """The result of ``shortened`` sides in its full length: its last row stands for all that were left out."""
    return Array(result.top[:-1], result.top[-1], rows) if rows else result


def _own_rows(matrix: Any) -> int:
    """How many rows may differ from those below them."""
    if isinstance(matrix, Array):
        return len(matrix.top)
    own: int = matrix.used_rows if getattr(matrix, "is_reference", False) else matrix.rows
    return own


def _first_rows(matrix: Any, count: int) -> Any:
    if not hasattr(matrix, "used_rows"):
        return matrix  # an array of references: never long
    if matrix.__class__ is Array and count <= len(matrix.top):
        return Array(matrix.top[:count])  # a million rows that are alike need not be written down
    cols = range(matrix.cols)
    used = min(count, matrix.used_rows)
    columns = [list(matrix.column(col)[:used]) if col < matrix.used_cols else [None] * used for col in cols]
    top = [list(row) for row in zip(*columns, strict=True)]
    return Array(top + [[None] * matrix.cols for _ in range(min(count, matrix.rows) - used)])
