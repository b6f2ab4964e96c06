"""Rectangles of values, as functions see them: ``Array`` (computed) and, in ``grid.py``, ``Area`` (cells of a sheet).

Both offer the ``Matrix`` interface; positions are 0-based from the top-left corner. A whole column is a matrix of
1,048,576 rows, so functions walk ``used_rows`` x ``used_cols``: everything beyond is blank.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Protocol, runtime_checkable

from xlcore.values import Value

LARGEST_ARRAY: Final = 10_000_000
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
    """A computed array: ``data`` is a non-empty list of equally long, non-empty rows."""

    __slots__ = ("data",)
    is_reference = False

    def __init__(self, data: list[list[Value]]) -> None:
        self.data = data

    @property
    def rows(self) -> int:
        return len(self.data)

    @property
    def cols(self) -> int:
        return len(self.data[0])

    used_rows = rows
    used_cols = cols

    def get(self, row: int, col: int) -> Value:
        return self.data[row][col]

    def column(self, col: int) -> Sequence[Value]:
        return [row[col] for row in self.data]

    def picked(self, rows: Sequence[int]) -> list[Value]:
        return [self.data[row][0] for row in rows]

    def values(self) -> Iterator[Value]:
        for row in self.data:
            yield from row

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Array) and other.data == self.data

    def __hash__(self) -> int:
        raise TypeError("an Array is not hashable")

    def __repr__(self) -> str:
        return f"Array({self.data!r})"


Result = Value | Matrix
"""What a function may return: a scalar, an array, or a reference."""
