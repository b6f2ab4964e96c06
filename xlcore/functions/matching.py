"""How lookups find a value: the one place with Excel's matching rules.

Exact: a number matches the same number, a text the same text in any case, a boolean itself; never one of another type.
Blanks and errors in the range match nothing. In VLOOKUP, HLOOKUP, MATCH and XLOOKUP's mode 2 a text may hold ``*`` and
``?``, with ``~`` before one that is meant literally. Numbers are compared to the last bit (``=`` is more lenient).

Approximate: Excel halves the range, also when it is not sorted, and there the result depends on the halving. The rule
here, checked against values that Excel saved: look at the middle, or at the next value to its right of the type sought
when the middle has another type (texts, blanks and errors are stepped over). The value sought itself ends the search,
at the last of the equals beside it; a value before it sends the search to the right, one beyond it to the left; the
answer is the last value seen that was not beyond. Sorted ranges thus give the last of equals, and
``MATCH(9.9E+307,A:A)`` the last number of a column, whatever the order.

XLOOKUP and XMATCH differ: for "next smaller" and "next larger" all types stand in one order (numbers, texts, FALSE,
TRUE), so that a text is the next smaller of FALSE, and of equals the first counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Final

from xlcore.coerce import fold
from xlcore.criteria import literal_text, wildcard_pattern
from xlcore.values import Value

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


Order = tuple[int, float | str | bool]


def order_key(value: Value) -> Order | None:
    """What orders values: numbers, texts (in any case), FALSE, TRUE; None for blanks and errors."""
    if value.__class__ is float:
        return 0, value
    if isinstance(value, str):
        return 1, fold(value)
    return (2, value) if isinstance(value, bool) else None


def _same_type(values: Sequence[Value], sought: Order) -> Callable[[int], Order | None]:
    """The order key at a position, None where the type is another."""
    rank = sought[0]

    def key_at(position: int) -> Order | None:
        key = order_key(values[position])
        return key if key is not None and key[0] == rank else None

    return key_at


def _halve(key_at: Callable[[int], Order | None], count: int, sought: Order, descending: bool) -> int | None:
    """The position found by halving ``count`` positions, those without a key stepped over."""
    low, high = 0, count - 1
    best: int | None = None
    while low <= high:
        middle = (low + high) // 2
        at, seen = middle, key_at(middle)
        while seen is None and at < high:
            at += 1
            seen = key_at(at)
        if seen is None:
            high = middle - 1
        elif seen == sought:
            return _last_equal(key_at, at, count, sought)
        elif (seen < sought) is descending:
            high = middle - 1
        else:
            best, low = at, at + 1
    return best


def _last_equal(key_at: Callable[[int], Order | None], at: int, count: int, sought: Order) -> int:
    """The last of the equals that follow one another from ``at`` on."""
    last = at
    for position in range(at + 1, count):
        seen = key_at(position)
        if seen is not None and seen != sought:
            break
        if seen is not None:
            last = position
    return last


def find_approximate(values: Sequence[Value], value: Value, descending: bool = False) -> int | None:
    """The 0-based position that MATCH type 1 (or -1, ``descending``) gives, by halving; None when there is none."""
    sought = order_key(value)
    if sought is None:
        return None
    return _halve(_same_type(values, sought), len(values), sought, descending)


def find_next(values: Sequence[Value], value: Value, larger: bool, last: bool = False) -> int | None:
    """The position of an exact match, else of the next smaller (or larger) value, by looking at every value.

    As XLOOKUP's match modes -1 and 1 do on unsorted ranges; of equals the first, or the last with ``last``.
    """
    sought = order_key(value)
    best: int | None = None
    best_seen: Order | None = None
    if sought is None:
        return None
    for i in reversed(range(len(values))) if last else range(len(values)):
        seen = order_key(values[i])
        if seen is None:
            continue
        if seen == sought:
            return i
        beyond = seen < sought if larger else seen > sought
        if not beyond and (best_seen is None or (seen < best_seen if larger else seen > best_seen)):
            best, best_seen = i, seen
    return best


def find_sorted(values: Sequence[Value], value: Value, mode: int, descending: bool) -> int | None:
    """XLOOKUP's binary searches (search modes 2 and -2) with match ``mode`` 0, -1 (next smaller) or 1 (next larger)."""
    sought = order_key(value)
    if sought is None:
        return None
    near = _halve(lambda i: order_key(values[i]), len(values), sought, descending)
    if near is not None and order_key(values[near]) == sought:
        # An ascending search gives the first of equals, a descending one the last.
        while not descending and near and order_key(values[near - 1]) == sought:
            near -= 1
        return near
    if mode == 0:
        return None
    # ``near`` is the neighbour on the side of the start: the smaller one of an ascending range.
    if mode == (1 if descending else -1):
        return near
    start = 0 if near is None else near + 1
    return next((i for i in range(start, len(values)) if order_key(values[i]) is not None), None)
