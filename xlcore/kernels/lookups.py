"""Lookups and criteria down a column: one index per range, shared by all rows of all blocks of a recalculation.

``MATCH`` and ``VLOOKUP`` (exact), ``COUNTIF(S)`` and ``SUMIF(S)`` over ranges that are the same for every row. The
rows whose sought value is
a wildcard, an operator, a blank or an error are left to the scalar path.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Final, Protocol

import numpy as np

from xlcore.criteria import Criterion, criterion
from xlcore.frame import Frame
from xlcore.functions.gather import finite, total
from xlcore.functions.matching import exact_key
from xlcore.graph import Block
from xlcore.grid import Area, Grid
from xlcore.kernels.elementwise import Decided
from xlcore.kernels.vectors import Mask, Vec, from_values, to_values
from xlcore.locales import Locale
from xlcore.nodes import Call, Literal, Node, Reference
from xlcore.numbertext import parse_number
from xlcore.registry import Function
from xlcore.values import NA, REF, ExcelError, Value

_WILD: Final = ("*", "?", "~")
_LONGEST: Final = 255


class Rows(Protocol):
    """The block being evaluated, as a lookup needs it."""

    indexes: Indexes
    block: Block
    frame: Frame
    length: int

    def value(self, node: Node) -> Vec: ...
    def is_scalar(self, node: Node) -> bool: ...


class ColumnIndex:
    """Where each value stands in a column: ``first`` for lookups, ``places`` (0-based, rising) for criteria."""

    def __init__(self, values: list[Value]) -> None:
        self.values = values
        self.first: dict[Hashable, int] = {}
        self.places: dict[Hashable, list[int]] = {}
        for i, value in enumerate(values):
            key = exact_key(value)
            if key is None:
                continue
            found = self.places.get(key)
            if found is None:
                self.first[key] = i
                self.places[key] = [i]
            else:
                found.append(i)
        self._with_texts: dict[Locale, dict[Hashable, list[int]]] = {}

    def matching(self, wanted: Criterion, locale: Locale) -> Sequence[int]:
        """The positions that an ``=`` criterion with a number or plain text finds."""
        if isinstance(wanted.operand, float):
            return self._numbers(locale).get(wanted.operand, ())
        return self.places.get(exact_key(wanted.operand), ())

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


class Indexes:
    """Column indexes by place. Within one recalculation a range is read only after it was computed, so none goes
    stale."""

    def __init__(self) -> None:
        self._known: dict[tuple[Grid, int, int, int], ColumnIndex] = {}

    def column(self, area: Area) -> ColumnIndex:
        """The index of a one-column area's used part."""
        place = (area.grid, area.row, area.col, area.rows)
        index = self._known.get(place)
        if index is None:
            index = self._known[place] = ColumnIndex(area.column(0))
        return index


def fixed_area(rows: Rows, node: Node) -> Area | None:
    """The area of a range that is the same for every row of the block, else ``None``."""
    if not isinstance(node, Reference) or not (node.row1.absolute and node.row2.absolute):
        return None
    prefix = node.prefix
    if prefix is not None and (prefix.last_sheet is not None or prefix.book is not None):
        return None
    grid = rows.block.grid if prefix is None else rows.frame.host.grid(prefix.sheet)
    box = node.box(rows.block.row1, rows.block.col1)
    if grid is None or box is None:
        return None
    return Area(grid, box[0], box[1], box[2] - box[0] + 1, box[3] - box[1] + 1)


def lookup_kernel(rows: Rows, node: Call, function: Function) -> Decided | None:
    """The result of a lookup function, or ``None`` when this call is not one that an index can answer."""
    args = node.args
    match node.name:
        case "MATCH" if len(args) == 3 and _is_zero(args[2]):
            return _match(rows, args)
        case "VLOOKUP" if len(args) == 4 and _is_zero(args[3]) and isinstance(args[2], Literal):
            return _vlookup(rows, args)
        case "COUNTIF" | "COUNTIFS":
            return _conditional(rows, None, args)
        case "SUMIF" if len(args) == 3:
            return _conditional(rows, args[2], args[:2])
        case "SUMIFS":
            return _conditional(rows, args[0], args[1:])
    return None


def _is_zero(node: Node) -> bool:
    return isinstance(node, Literal) and node.value in (0.0, False) and not isinstance(node.value, ExcelError)


def _sought(rows: Rows, node: Node) -> tuple[list[Value], Mask]:
    """The values looked for, and the rows that an index cannot answer."""
    values = to_values(rows.value(node))
    odd = np.fromiter((not _plain(v) for v in values), dtype=np.bool_, count=len(values))
    return values, odd


def _plain(value: Value) -> bool:
    if value.__class__ is str:
        return len(value) <= _LONGEST and not any(sign in value for sign in _WILD)
    return value.__class__ is float or value.__class__ is bool


def _match(rows: Rows, args: tuple[Node, ...]) -> Decided | None:
    area = fixed_area(rows, args[1])
    if area is None or area.cols != 1 or not rows.is_scalar(args[0]):
        return None
    first = rows.indexes.column(area).first
    values, odd = _sought(rows, args[0])
    found: list[Value] = []
    for value in values:
        place = first.get(exact_key(value))
        found.append(NA if place is None else place + 1.0)
    return from_values(found), odd if odd.any() else None


def _vlookup(rows: Rows, args: tuple[Node, ...]) -> Decided | None:
    area = fixed_area(rows, args[1])
    wanted = args[2].value if isinstance(args[2], Literal) else None
    if area is None or not isinstance(wanted, float) or wanted < 1.0 or not rows.is_scalar(args[0]):
        return None
    if int(wanted) > area.cols:
        return from_values([REF] * rows.length), None
    first = rows.indexes.column(area.sub(0, 0, area.rows, 1)).first
    results = area.column(int(wanted) - 1)
    values, odd = _sought(rows, args[0])
    found: list[Value] = []
    for value in values:
        place = first.get(exact_key(value))
        found.append(NA if place is None else results[place] if place < len(results) else None)
    return from_values(found), odd if odd.any() else None


def _conditional(rows: Rows, values: Node | None, pairs: tuple[Node, ...]) -> Decided | None:
    """COUNTIFS (``values`` is ``None``) or SUMIFS over one-column ranges of equal height."""
    areas = [fixed_area(rows, node) for node in pairs[0::2]]
    wanted = list(pairs[1::2])
    summed = None if values is None else fixed_area(rows, values)
    known = [area for area in areas if area is not None]
    if len(known) != len(areas) or len(areas) != len(wanted) or (values is not None and summed is None):
        return None
    every = known if summed is None else [*known, summed]
    if any(area.cols != 1 or area.rows != known[0].rows for area in every):
        return None
    if not all(rows.is_scalar(node) for node in wanted):
        return None
    indexes = [rows.indexes.column(area) for area in known]
    numbers = None if summed is None else summed.column(0)
    columns = [to_values(rows.value(node)) for node in wanted]
    memo: dict[tuple[Hashable, ...], Value | None] = {}
    found: list[Value] = []
    odd = np.zeros(rows.length, dtype=np.bool_)
    for i, sought in enumerate(zip(*columns, strict=True)):
        # The class belongs to the key: TRUE and 1 are equal to Python.
        key = tuple((v.__class__, v) for v in sought)
        if key not in memo:
            memo[key] = _answer(rows, indexes, sought, numbers)
        answer = memo[key]
        odd[i] = answer is None
        found.append(answer)
    return from_values(found), odd if odd.any() else None


def _answer(
    rows: Rows, indexes: list[ColumnIndex], sought: tuple[Value, ...], numbers: list[Value] | None
) -> Value | None:
    """The count or sum for one row's criteria; ``None`` when an index cannot tell."""
    locale = rows.frame.locale
    if any(value.__class__ is not float and value.__class__ is not str for value in sought):
        return None
    wanted = [criterion(value, locale, rows.frame.date1904) for value in sought]
    if any(
        c.operator != "=" or c.matches_blank or not _plain(c.operand) or c.operand.__class__ is bool for c in wanted
    ):
        return None
    lists = sorted(
        ((index.matching(c, locale), index, c) for index, c in zip(indexes, wanted, strict=True)),
        key=lambda item: len(item[0]),
    )
    places = lists[0][0]
    for _, index, condition in lists[1:]:
        cells, matches = index.values, condition.matches
        places = [i for i in places if i < len(cells) and matches(cells[i])]
    if numbers is None:
        return float(len(places))
    added: list[float] = []
    for i in places:
        value = numbers[i] if i < len(numbers) else None
        if value.__class__ is float:
            added.append(value)
        elif isinstance(value, ExcelError):
            return value
    return finite(total(added))
