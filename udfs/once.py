"""Rows that nobody can change are read once: a recalculation hands the same ones to a hundred formulas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from itertools import chain
from typing import Final, TypeVar

from xlcore.values import Value

Read = TypeVar("Read")
Rows = Sequence[Sequence[Value]]

KEPT: Final = 8  # readings, as many as a workbook has ranges of a kind that its formulas look at


def once(read: Callable[[Rows], Read]) -> Callable[[Rows], Read]:
    """``read``, which of the very same tuple of tuples is called once.

    Rows in lists may have changed since they were seen last: those are read again.
    """
    known: dict[int, tuple[Rows, Read]] = {}

    @wraps(read)
    def remembered(rows: Rows) -> Read:
        if rows.__class__ is not tuple or (rows and rows[0].__class__ is not tuple):
            return read(rows)
        kept = known.get(id(rows))
        if kept is None:
            if len(known) >= KEPT:
                del known[next(iter(known))]
            kept = known[id(rows)] = rows, read(rows)  # while they are kept, no other rows can have their number
        return kept[1]

    return remembered


def typed(rows: Rows) -> tuple[tuple[tuple[Value, ...], ...], tuple[type, ...]]:
    """The rows as a key of caches: their cells and the types of these, for 1.0 == True."""
    cells = tuple(map(tuple, rows))
    return cells, tuple(map(type, chain.from_iterable(cells)))
