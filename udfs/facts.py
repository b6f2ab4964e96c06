"""The figures of the prose (sheet SoLieu): twenty columns of cells read into facts with groups, parents and parts.

A fact is a record as an indicator is, so that placeholders ask both the same questions. The same cells are read once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import chain
from typing import Final, NamedTuple

from udfs.once import Rows, once, typed
from udfs.table import ACTUAL, NOTE, Record
from udfs.table import WIDTH as RECORD_WIDTH
from udfs.text import is_blank, key, prose_unit
from xlcore.values import ExcelError, Value

WIDTH: Final = 20
# Columns of SoLieu, 0-based; those up to J are as in the indicator table.
PRINTED, PRINTED_PLAN, PRINTED_GROWTH, CHECK, CODE, KIND, PARENT, PARTS, DIRECTION, AGG = range(10, WIDTH)

GROUP: Final = "nhóm"
ENTERED: Final = "nhập"
TOTAL: Final = "tổng"
COMPUTED: Final = "tính"
WORDED: Final = "chữ"
DATED: Final = "ngày"
KINDS: Final = (ENTERED, TOTAL, COMPUTED, WORDED, DATED)
COMPLETE: Final = "đủ"
PARTIAL: Final = "một phần"
SHARES: Final = "cơ cấu"


class Fact(Record):
    """A row of SoLieu as a record; ``row`` are its own twenty cells, ``place`` its group's key."""

    def __init__(self, position: int, row: tuple[Value, ...], place: str) -> None:
        percent = prose_unit(row[2] if isinstance(row[2], str) else "") == "%"
        hidden = (row[CODE], row[DIRECTION], None, "không" if percent else None, None, None, row[AGG])
        cells = (*row[: NOTE + 1], None, None, *hidden)
        super().__init__(position, "sub", (*cells, *(None,) * (RECORD_WIDTH - len(cells))), "", None)
        self.row = row
        self.place = place

    @cached_property
    def form(self) -> str:
        """Its kind: "nhập" where the cell says nothing."""
        return _word(self.row[KIND]) or ENTERED

    @property
    def is_date(self) -> bool:
        return self.form == DATED

    @property
    def is_computed(self) -> bool:
        """Whether its actual is a formula."""
        return self.form in (TOTAL, COMPUTED)

    @cached_property
    def parent_code(self) -> str:
        return _word(self.row[PARENT])

    @cached_property
    def parts_kind(self) -> str:
        """How its parts stand to it: "đủ", "một phần", "cơ cấu", or "" where it has none."""
        return _word(self.row[PARTS])


def _word(value: Value) -> str:
    return key(value) if isinstance(value, str) else ""


class FactGroup(NamedTuple):
    """A group of SoLieu: its key and title, the 0-based position of its head, its facts."""

    key: str
    title: str
    position: int
    facts: tuple[Fact, ...]


class Facts:
    """All facts, in order and by group; equal only to itself, so that caches may key on it."""

    def __init__(self, groups: tuple[FactGroup, ...]) -> None:
        self.groups = groups
        self.records = tuple(chain.from_iterable(group.facts for group in groups))

    @cached_property
    def by_code(self) -> dict[str, Fact]:
        """The fact of each code; the first one where a code stands twice."""
        return {fact.code: fact for fact in reversed(self.records) if fact.code}

    @cached_property
    def _parts(self) -> dict[str, list[Fact]]:
        found: dict[str, list[Fact]] = {}
        for fact in self.records:
            if fact.parent_code:
                found.setdefault(fact.parent_code, []).append(fact)
        return found

    def parts(self, fact: Record) -> Sequence[Fact]:
        """The parts of a fact, in order."""
        return self._parts.get(fact.code, ()) if fact.code else ()

    def parent(self, fact: Fact) -> Fact | None:
        """The fact that ``fact`` is a part of."""
        return self.by_code.get(fact.parent_code)

    def group(self, name: str) -> FactGroup | None:
        """The group with this key."""
        return next((group for group in self.groups if group.key == name), None)


NO_FACTS: Final = Facts(())


@once
def facts_of(rows: Rows) -> Facts:
    """The facts of the rows (shorter ones count as blank beyond their end); the same content is read once."""
    if not rows or (len(rows) == 1 and isinstance(rows[0][0], ExcelError)):  # the sheet has been deleted
        return NO_FACTS
    return _read(*typed(rows))


@lru_cache(maxsize=8)
def _read(rows: tuple[tuple[Value, ...], ...], _types: tuple[type, ...]) -> Facts:
    groups: list[tuple[str, str, int, list[Fact]]] = []
    for position, given in enumerate(rows):
        row = (*given, *(None,) * (WIDTH - len(given)))[:WIDTH]
        if all(is_blank(cell) for cell in (*row[: ACTUAL + 1], row[CODE])):
            continue
        if _word(row[KIND]) == GROUP:
            groups.append((_word(row[PARENT]), row[1] if isinstance(row[1], str) else "", position, []))
            continue
        if not groups:
            groups.append(("", "", position, []))
        groups[-1][3].append(Fact(position, row, groups[-1][0]))
    return Facts(tuple(FactGroup(name, title, position, tuple(facts)) for name, title, position, facts in groups))
