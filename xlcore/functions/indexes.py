"""One index per long column, shared by all lookups and criteria of a recalculation.

Within one recalculation a range is read only after its cells were computed, so an index never goes stale; rounds of
iterative calculation,
where this does not hold, forget them.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, Final

from xlcore.criteria import Criterion
from xlcore.functions.matching import exact_key
from xlcore.locales import Locale
from xlcore.numbertext import parse_number
from xlcore.values import Value

_WILD: Final = ("*", "?", "~")
_LONGEST: Final = 255
_LONG: Final = 256
"""Shorter columns are searched as quickly as they are indexed."""


class ColumnIndex:
    """Where each value stands in a column: ``first`` for lookups, ``places`` (0-based, rising) for criteria."""

    def __init__(self, values: list[Value]) -> None:
        self.values = values
        self.first: dict[Hashable, int] = {}
        self.places: dict[Hashable, list[int]] = {}
        self.keys: list[Hashable | None] = []
        self._with_texts: dict[Locale, dict[Hashable, list[int]]] = {}
        groups = self.places
        # Most columns repeat few values: each is keyed once.
        keys: dict[tuple[type, Value], Hashable | None] = {}
        for i, value in enumerate(values):
            if value.__class__ is float:
                key: Hashable | None = value
            else:
                place = (value.__class__, value)
                if place in keys:
                    key = keys[place]
                else:
                    key = keys[place] = exact_key(value)
            self.keys.append(key)
            if key is None:
                continue
            found = groups.get(key)
            if found is None:
                self.first[key] = i
                groups[key] = [i]
            else:
                found.append(i)

    def matching(self, wanted: Criterion, locale: Locale) -> Sequence[int] | None:
        """The positions that a criterion finds; ``None`` when only looking at every cell can tell."""
        if wanted.operator != "=" or wanted.matches_blank or not is_plain(wanted.operand):
            return None
        if isinstance(wanted.operand, float):
            return self._numbers(locale).get(wanted.operand, ())
        return self.places.get(exact_key(wanted.operand), ())

    def among(self, positions: list[int], wanted: Criterion, locale: Locale) -> list[int]:
        """Those of ``positions`` (within the column) whose value meets the criterion."""
        key = exact_key(wanted.operand)
        found = self.matching(wanted, locale)
        # More than the equal values: texts that read as the number.
        if found is None or len(found) != len(self.places.get(key, ())):
            values, matches = self.values, wanted.matches
            return [i for i in positions if matches(values[i])]
        keys = self.keys
        return [i for i in positions if keys[i] == key]

    def _numbers(self, locale: Locale) -> dict[Hashable, list[int]]:
        """``places`` in which a text that reads as a number stands among that number's, as criteria see it."""
        known = self._with_texts.get(locale)
        if known is None:
            known = dict(self.places)
            for key, places in self.places.items():
                number = parse_number(key, locale) if isinstance(key, str) else None
                if number is not None:
                    known[number] = sorted([*known.get(number, ()), *places])
            self._with_texts[locale] = known
        return known


def is_plain(value: Value) -> bool:
    """Whether looking for ``value`` is looking for equal values: a number, a boolean, or a text without wildcards."""
    if isinstance(value, str):
        return len(value) <= _LONGEST and not any(sign in value for sign in _WILD)
    return value.__class__ is float or value.__class__ is bool


class Indexes:
    """The column indexes of a recalculation, by place."""

    def __init__(self) -> None:
        self._known: dict[Hashable, ColumnIndex] = {}
        self._asked: set[Hashable] = set()

    def column(self, area: Any) -> ColumnIndex:
        """The index of a one-column area's used part."""
        index = self._known.get(area)
        if index is None:
            index = self._known[area] = ColumnIndex(area.column(0))
        return index

    def if_worthwhile(self, matrix: Any) -> ColumnIndex | None:
        """The index of a long one-column area that was asked for before: ranges that grow from row to row are each
        searched once only, and are not indexed."""
        if not matrix.is_reference or matrix.cols != 1 or matrix.rows < _LONG:
            return None
        if matrix in self._known:
            return self._known[matrix]
        if matrix not in self._asked:
            self._asked.add(matrix)
            return None
        return self.column(matrix)

    def forget(self) -> None:
        self._known.clear()
        self._asked.clear()
