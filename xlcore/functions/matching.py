"""How lookups find a value: the one place with Excel's matching rules.

Exact: a number matches the same number, a text the same text in any case, a boolean itself; never one of another type.
Blanks and errors in the range match nothing. In VLOOKUP, HLOOKUP, MATCH and XLOOKUP's mode 2 a text may hold ``*`` and
``?``, with ``~`` before one that is meant literally. Numbers are compared to the last bit (``=`` is more lenient).

Approximate: Excel halves the range, also when it is not sorted, and there the result depends on the halving. The rule
here: look at the middle, or at the next value to its right of the type sought when the middle has another type (texts,
blanks and errors are stepped over); go on to the right of it while the value there does not pass the one sought, else
to the left of the middle; the answer is the last value that did not pass. Sorted ranges thus give the last of equals,
and ``MATCH(9.9E+307,A:A)`` the last number of a column, whatever the order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Final

from xlcore.coerce import fold
from xlcore.criteria import literal_text, wildcard_pattern
from xlcore.values import ExcelError, Value

LONGEST_LOOKUP_TEXT: Final = 255


def exact_key(value: Value) -> Hashable | None:
    """A key equal for values that match exactly (texts without wildcards); None for blanks and errors."""
    if value.__class__ is float:
        return value
    if isinstance(value, str):
        return fold(value)
    # TRUE must not be equal to 1, as it is to Python.
    return ("bool", value) if isinstance(value, bool) else None


class LookupKey:
    """A value sought, compiled: ``key`` as ``exact_key`` gives it, or ``pattern`` when it holds wildcards."""

    __slots__ = ("key", "pattern", "value")

    def __init__(self, value: Value, wildcards: bool = True) -> None:
        self.value = value
        self.pattern: re.Pattern[str] | None = None
        if wildcards and isinstance(value, str):
            self.pattern = wildcard_pattern(value)
            self.value = literal_text(value)
        self.key = None if self.pattern else exact_key(self.value)

    def matches(self, value: Value) -> bool:
        """Whether ``value`` is what is sought."""
        if self.pattern is not None:
            return isinstance(value, str) and self.pattern.fullmatch(value) is not None
        return self.key is not None and exact_key(value) == self.key

    def find(self, values: Sequence[Value], last: bool = False) -> int | None:
        """The 0-based position of the first (or last) match in ``values``; None when there is none."""
        if self.key is None and self.pattern is None:
            return None
        if not last and self.value.__class__ is float:
            return _find_number(values, self.value)
        positions: Iterable[int] = range(len(values))
        if last:
            positions = reversed(range(len(values)))
        if self.pattern is None and isinstance(self.value, str):
            key = self.key
            return next((i for i in positions if (v := values[i]).__class__ is str and fold(v) == key), None)
        return next((i for i in positions if self.matches(values[i])), None)


def _find_number(values: Sequence[Value], number: Value) -> int | None:
    start = 0
    try:
        while True:
            found = values.index(number, start)
            if values[found].__class__ is float:
                return found
            start = found + 1
    except ValueError:
        return None


def find_exact(values: Sequence[Value], value: Value, wildcards: bool = True, last: bool = False) -> int | None:
    """The 0-based position of the first (or last) exact match; None when there is none."""
    return LookupKey(value, wildcards).find(values, last)


def comparable(value: Value) -> Callable[[Value], bool]:
    """A test for values of ``value``'s type: only these are looked at by an approximate search."""
    if isinstance(value, bool):
        return lambda other: other.__class__ is bool
    if isinstance(value, str):
        return lambda other: other.__class__ is str
    return lambda other: other.__class__ is float


def order_key(value: Value) -> float | str | bool:
    """What orders values of one type: texts regardless of case."""
    if isinstance(value, str):
        return fold(value)
    return 0.0 if value is None or isinstance(value, ExcelError) else value


def find_approximate(values: Sequence[Value], value: Value, descending: bool = False) -> int | None:
    """The 0-based position that MATCH type 1 (or -1, ``descending``) gives, by halving; None when there is none."""
    same_type, sought = comparable(value), order_key(value)
    low, high = 0, len(values) - 1
    best: int | None = None
    while low <= high:
        middle = (low + high) // 2
        at = middle
        while at <= high and not same_type(values[at]):
            at += 1
        if at > high:
            high = middle - 1
            continue
        seen = order_key(values[at])
        passed = seen < sought if descending else seen > sought  # type: ignore[operator]
        if passed:
            high = middle - 1
        else:
            best, low = at, at + 1
    return best


def find_next(values: Sequence[Value], value: Value, larger: bool, last: bool = False) -> int | None:
    """The position of an exact match, else of the next smaller (or larger) value, by looking at every value.

    As XLOOKUP's match modes -1 and 1 do on unsorted ranges; of equals the first, or the last with ``last``.
    """
    same_type, sought = comparable(value), order_key(value)
    best: int | None = None
    best_seen: float | str | bool = 0.0
    for i in reversed(range(len(values))) if last else range(len(values)):
        if not same_type(values[i]):
            continue
        seen = order_key(values[i])
        if seen == sought:
            return i
        beyond = seen < sought if larger else seen > sought  # type: ignore[operator]
        if not beyond and (best is None or (seen < best_seen if larger else seen > best_seen)):  # type: ignore[operator]
            best, best_seen = i, seen
    return best


def find_sorted(values: Sequence[Value], value: Value, mode: int, descending: bool) -> int | None:
    """XLOOKUP's binary searches (search modes 2 and -2) with match ``mode`` 0, -1 (next smaller) or 1 (next larger)."""
    last = find_approximate(values, value, descending)
    if last is not None and exact_key(values[last]) == exact_key(value):
        return last
    # ``last`` is the nearest on the near side (smaller when ascending); the other side lies just behind it.
    near_is_wanted = mode == (1 if descending else -1)
    if mode == 0:
        return None
    if near_is_wanted:
        return last
    same_type = comparable(value)
    start = 0 if last is None else last + 1
    return next((i for i in range(start, len(values)) if same_type(values[i])), None)
