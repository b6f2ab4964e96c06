"""Where each value stands in a long column: one index per range, shared by all lookups and criteria that read it.

Indexes are kept from one recalculation to the next. Each follows the journal of its column: a cell that changed is
moved from its old group to its new one, so that after an edit nothing is built anew.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import lru_cache
from operator import is_
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
_OFTEN: Final = 12
"""Several columns are grouped together when they are searched together more often than this."""
_KEPT: Final = 256
"""More indexes than this are not kept for the next recalculation: they would fill the memory."""

Key = Hashable | None
Reading = tuple[Locale, bool]
"""How criteria read texts as numbers: the locale, and whether dates count from 1904."""


def is_plain(value: Value) -> bool:
    """Whether looking for ``value`` is looking for equal values: a number, a boolean, or a text without wildcards."""
    if isinstance(value, str):
        return len(value) <= _LONGEST and not any(sign in value for sign in _WILD)
    return value.__class__ is float or value.__class__ is bool


@lru_cache(maxsize=4096)
def plain_key(wanted: Criterion) -> Key:
    """The key of the cells that a criterion finds; ``None`` when it is not simply "equal to" something."""
    if wanted.operator != "=" or wanted.matches_blank or not is_plain(wanted.operand):
        return None
    return exact_key(wanted.operand)


def criteria_key(value: Value, reading: Reading) -> Key:
    """The one plain key under which criteria find a cell: that of a number too for a text that reads as one."""
    if isinstance(value, str) and any(c.isdigit() for c in value):
        number = parse_number(value, *reading)
        if number is not None:
            return number
    return exact_key(value)


def _keys(values: list[Value], key: Callable[[Value], Key]) -> list[Any]:
    kinds = set(map(type, values))
    if kinds <= {float, type(None)}:
        return values
    if bool in kinds:  # TRUE and 1 are equal to Python
        by_kind = {(value.__class__, value): value for value in values}
        keys = {place: key(value) for place, value in by_kind.items()}
        return [keys[value.__class__, value] for value in values]
    # Most columns repeat few values: each is keyed once.
    known = {value: key(value) for value in set(values)}
    return list(map(known.__getitem__, values))


def _grouped(keys: Iterable[Hashable]) -> dict[Hashable, list[int]]:
    found: defaultdict[Hashable, list[int]] = defaultdict(list)
    for row, key in enumerate(keys):
        found[key].append(row)
    found.default_factory = None
    return found


def _move(groups: dict[Hashable, list[int]], row: int, old: Key, new: Key) -> None:
    """Takes ``row`` from one group to another; nothing stands under ``None``."""
    rows = groups.get(old)
    if rows is not None and old is not None:
        place = bisect_left(rows, row)
        if place < len(rows) and rows[place] == row:
            del rows[place]
    if new is not None:
        rows = groups.setdefault(new, [])
        rows.insert(bisect_left(rows, row), row)


class Grouping:
    """The 0-based rows of a column, rising, under the key by which criteria find them."""

    __slots__ = ("joints", "keys", "rows")

    def __init__(self, keys: list[Key]) -> None:
        self.keys = keys
        self.rows = _grouped(keys)
        self.rows.pop(None, None)
        self.joints: list[Joint] = []

    def put(self, row: int, key: Key) -> None:
        """The cell in ``row`` has another key now."""
        keys = self.keys
        if row >= len(keys):
            keys.extend([None] * (row - len(keys) + 1))
        old = keys[row]
        if old == key:
            return
        before = [joint.key(row) for joint in self.joints]
        keys[row] = key
        _move(self.rows, row, old, key)
        for joint, joint_key in zip(self.joints, before, strict=True):
            _move(joint.rows, row, joint_key, joint.key(row))


class Joint:
    """The rows of several columns under their keys together."""

    __slots__ = ("parts", "rows")

    def __init__(self, parts: list[Grouping]) -> None:
        self.parts = parts
        self.rows = _grouped(zip(*(part.keys for part in parts), strict=False))
        for part in dict.fromkeys(parts):  # a column may be asked for twice
            part.joints.append(self)

    def key(self, row: int) -> tuple[Key, ...] | None:
        """The keys of a row; ``None`` where one of the columns is not used."""
        if any(row >= len(part.keys) for part in self.parts):
            return None
        return tuple([part.keys[row] for part in self.parts])

    def release(self) -> None:
        for part in dict.fromkeys(self.parts):
            part.joints.remove(self)


class ColumnIndex:
    """Where each value stands in a one-column area; its parts are made when they are first asked for."""

    __slots__ = ("_area", "_exact", "_first", "_groupings", "_watch", "registry")

    def __init__(self, area: Any, registry: Indexes) -> None:
        self._area = area
        self._watch = area.watch()
        self.registry = registry
        self._exact: list[Key] = []
        self._first: dict[Key, int] | None = None
        self._groupings: dict[Reading, Grouping] = {}

    def refresh(self) -> None:
        """Takes in what was written since."""
        written = self._watch.rows()
        if written is None:
            self._first = None
            self._groupings.clear()
        elif written:
            for row in set(written):
                if 0 <= row - self._area.row < self._area.rows:
                    self._update(row - self._area.row)

    @property
    def first(self) -> dict[Key, int]:
        """The first row of every exact key, for lookups."""
        if self._first is None:
            keys = self._exact = _keys(self._area.column(0), exact_key)
            self._first = dict(zip(reversed(keys), range(len(keys) - 1, -1, -1), strict=True))
            self._first.pop(None, None)
        return self._first

    def grouping(self, reading: Reading) -> Grouping:
        """The rows as criteria find them."""
        found = self._groupings.get(reading)
        if found is None:
            keys = _keys(self._area.column(0), lambda value: criteria_key(value, reading))
            found = self._groupings[reading] = Grouping(keys)
        return found

    def _update(self, row: int) -> None:
        value = self._area.get(row, 0)
        if self._first is not None:
            self._put_first(self._first, row, exact_key(value))
        for reading, grouping in self._groupings.items():
            grouping.put(row, criteria_key(value, reading))

    def _put_first(self, first: dict[Key, int], row: int, key: Key) -> None:
        keys = self._exact
        if row >= len(keys):
            keys.extend([None] * (row - len(keys) + 1))
        old = keys[row]
        keys[row] = key
        if old is not None and old != key and first.get(old) == row:
            try:
                first[old] = keys.index(old, row + 1)
            except ValueError:
                del first[old]
        if key is not None and first.get(key, row) >= row:
            first[key] = row


class RangeTest:
    """A range and what its cells must meet; with ``grouping``, by which ``key`` they are found."""

    __slots__ = ("condition", "grouping", "index", "key", "matrix")

    def __init__(self, matrix: Any, condition: Criterion, index: ColumnIndex | None, reading: Reading) -> None:
        self.matrix = matrix
        self.condition = condition
        self.index = index
        self.key = None if index is None else plain_key(condition)
        self.grouping = None if index is None or self.key is None else index.grouping(reading)


def indexed_rows(tests: list[RangeTest]) -> Sequence[int]:
    """The rows, rising, that meet every test; each test has its grouping."""
    groupings = [test.grouping for test in tests if test.grouping is not None]
    if len(tests) == 1:
        return groupings[0].rows.get(tests[0].key, ())
    assert tests[0].index is not None
    joint = tests[0].index.registry.joint(groupings, tuple([test.index for test in tests]))
    if joint is not None:
        return joint.rows.get(tuple([test.key for test in tests]), ())
    found: Sequence[int] = min((test.grouping.rows.get(test.key, ()) for test in tests if test.grouping), key=len)
    for test, grouping in zip(tests, groupings, strict=True):
        keys, key = grouping.keys, test.key
        size = len(keys)
        if not found or found[-1] >= size:
            found = [row for row in found if row < size]
        found = [row for row in found if keys[row] == key]
    return found


class Indexes:
    """The column indexes of a model, by place."""

    def __init__(self) -> None:
        self._known: dict[Hashable, ColumnIndex] = {}
        self._asked: set[Hashable] = set()
        self._joints: dict[Hashable, Joint | int] = {}

    def begin(self) -> None:
        """A recalculation begins."""
        if self._asked:
            self._asked.clear()
        if len(self._known) > _KEPT:
            self._known.clear()
            self._joints.clear()

    def column(self, area: Any) -> ColumnIndex:
        """The index of a one-column area's used part, as the cells are now."""
        index = self._known.get(area)
        if index is None:
            index = self._known[area] = ColumnIndex(area, self)
        else:
            index.refresh()
        return index

    def if_worthwhile(self, matrix: Any) -> ColumnIndex | None:
        """The index of a long one-column area that was asked for before: ranges that grow from row to row are each
        searched once only, and are not indexed."""
        if not matrix.is_reference or matrix.cols != 1 or matrix.rows < _LONG:
            return None
        index = self._known.get(matrix)
        if index is not None:
            index.refresh()
            return index
        if matrix in self._asked:
            return self.column(matrix)
        self._asked.add(matrix)
        return None

    def joint(self, parts: list[Grouping], place: tuple[ColumnIndex | None, ...]) -> Joint | None:
        """The columns of the indexes ``place`` grouped together, once that is asked for often."""
        known = self._joints.get(place, 0)
        if not isinstance(known, int):
            if all(map(is_, known.parts, parts)):
                return known
            known.release()
            known = _OFTEN
        if known < _OFTEN:
            self._joints[place] = known + 1
            return None
        joint = self._joints[place] = Joint(parts)
        return joint
