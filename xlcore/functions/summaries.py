"""GROUPBY and PIVOTBY: tables of aggregates by one or two axes.

What Excel's pages leave open follows its usual pivot layout: a subtotal stands under its group with the labels of the
upper levels, the last line is "Total", or "Grand Total" where there are subtotals. Field headers that nobody gave are
"Row Field 1", "Column Field 1", "Value 1".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from xlcore.coerce import to_bool, to_number
from xlcore.functions.lambdas import single
from xlcore.functions.matching import order_key
from xlcore.functions.reshape import full_rows, identity
from xlcore.matrix import Array, Result
from xlcore.records import Record
from xlcore.registry import Kind, Library, declare
from xlcore.values import CALC, VALUE, ExcelError, Value

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)

Rows = list[list[Any]]
Places = list[int]
"""Rows of the data by their numbers."""
_ETA: Final = "_xleta."


class Problem(Exception):
    """The arguments allow no table; ``error`` is what the cell shows."""

    def __init__(self, error: ExcelError) -> None:
        super().__init__(error.code)
        self.error = error


def number(given: Any) -> float | None:
    """An optional number: ``None`` when it was left out."""
    if given is None:
        return None
    found = to_number(full_rows(given)[0][0])
    if isinstance(found, ExcelError):
        raise Problem(found)
    return found


class Aggregate:
    """A function with the name that stands above what it gives."""

    def __init__(self, function: Callable[..., Any]) -> None:
        parameters = getattr(function, "parameters", ["x"])
        self.function = function
        self.pair = len(parameters) > 1
        self.name = parameters[0][len(_ETA) :].upper() if parameters[0].startswith(_ETA) else "CUSTOM"

    def of(self, values: list[Value], everything: list[Value]) -> Value:
        """The aggregate of a column of values, perhaps in relation to others; of none it is an empty text."""
        if not values:
            return ""
        column = Array([[value] for value in values])
        if not self.pair:
            return single(self.function(column))
        return single(self.function(column, Array([[value] for value in everything] or [[None]])))


def aggregates(given: Any) -> tuple[list[Aggregate], bool]:
    """The functions, and whether they stand below one another."""
    rows: Rows = full_rows(given)
    cells = [cell for row in rows for cell in row]
    if not all(callable(cell) for cell in cells):
        raise Problem(VALUE)
    return [Aggregate(cell) for cell in cells], len(rows) > 1 and len(rows[0]) == 1


class Axis(Record):
    """One way to group: the fields, how deep totals go, how groups are sorted, and the levels above."""

    __slots__ = ("fields", "depth", "on_top", "orders", "flat")

    def __init__(self, fields: Rows, depth: int, on_top: bool, orders: list[int], flat: bool) -> None:
        self.fields = fields
        self.depth = depth
        self.on_top = on_top
        self.orders = orders
        self.flat = flat

    @property
    def levels(self) -> int:
        return len(self.fields[0])


class Line(Record):
    """A line of the table: its labels, the data in it, and the data of the group above it."""

    __slots__ = ("labels", "places", "parent")

    def __init__(self, labels: list[Value], places: Places, parent: Places) -> None:
        self.labels = labels
        self.places = places
        self.parent = parent


def axis(fields: Rows, depth: float | None, orders: Any, relationship: float | None) -> Axis:
    """The axis that the arguments describe."""
    levels, flat = len(fields[0]), relationship == 1
    wanted = [to_number(cell) for row in full_rows(orders) for cell in row] if orders is not None else []
    found = [int(order) for order in wanted if isinstance(order, float)]
    if len(found) < len(wanted) or 0 in found:
        raise Problem(VALUE)
    totals = int(depth) if depth is not None else (1 if flat else min(2, levels))
    if abs(totals) > (1 if flat else levels) and totals != 0 and abs(totals) > 1:
        raise Problem(VALUE)
    return Axis(fields, abs(totals), totals < 0, found, flat)


def lines(axis: Axis, places: Places, weigh: Callable[[Places, int], Value]) -> list[Line]:
    """The lines of an axis from top to bottom; ``weigh`` gives the aggregate in the n-th column of values."""
    found: list[Line] = []
    if axis.flat:
        groups = _groups(places, lambda place: tuple(identity(value) for value in axis.fields[place]))
        for group in _sorted_flat(axis, groups, weigh):
            found.append(Line(axis.fields[group[0]], group, places))
    else:
        _descend(axis, places, 0, weigh, found)
    if axis.depth:
        label = "Grand Total" if axis.depth > 1 else "Total"
        total = Line([label, *[""] * (axis.levels - 1)], places, places)
        found.insert(0, total) if axis.on_top else found.append(total)
    return found


def _groups(places: Places, key: Callable[[int], Any]) -> list[Places]:
    groups: dict[Any, Places] = {}
    for place in places:
        groups.setdefault(key(place), []).append(place)
    return list(groups.values())


def _rank(value: Value) -> tuple[int, Any]:
    """Numbers, texts, booleans, errors, blanks: the order in which groups are sorted."""
    known = order_key(value)
    return known if known is not None else ((3, value.code) if isinstance(value, ExcelError) else (4, 0))


def _sorted_flat(axis: Axis, groups: list[Places], weigh: Callable[[Places, int], Value]) -> list[Places]:
    orders = [*axis.orders, *[n for n in range(1, axis.levels + 1) if n not in map(abs, axis.orders)]]
    for order in reversed(orders):
        groups = sorted(groups, key=lambda group: _sort_key(axis, order, group, weigh), reverse=order < 0)
    return groups


def _sort_key(axis: Axis, order: int, group: Places, weigh: Callable[[Places, int], Value]) -> tuple[int, Any]:
    column = abs(order) - 1
    return _rank(axis.fields[group[0]][column] if column < axis.levels else weigh(group, column - axis.levels))


def _descend(axis: Axis, places: Places, level: int, weigh: Callable[[Places, int], Value], found: list[Line]) -> None:
    """Adds the groups of one level, each with what is below it and its subtotal."""
    groups = _groups(places, lambda place: identity(axis.fields[place][level]))
    own = [order for order in axis.orders if abs(order) == level + 1 or abs(order) > axis.levels]
    for order in reversed([*own, *([] if any(abs(o) == level + 1 for o in own) else [level + 1])]):
        groups = sorted(groups, key=lambda group: _sort_key(axis, order, group, weigh), reverse=order < 0)
    for group in groups:
        labels = axis.fields[group[0]]
        if level == axis.levels - 1:
            found.append(Line(labels, group, places))
            continue
        subtotal = Line([*labels[: level + 1], *[""] * (axis.levels - level - 1)], group, places)
        with_total = level < axis.depth - 1
        if with_total and axis.on_top:
            found.append(subtotal)
        _descend(axis, group, level + 1, weigh, found)
        if with_total and not axis.on_top:
            found.append(subtotal)


class Data:
    """The values to aggregate, the filtered rows, and the heads of all columns."""

    def __init__(self, fields: list[Rows], values: Rows, headers: float | None, chosen: Any) -> None:
        if any(len(rows) != len(values) for rows in fields):
            raise Problem(VALUE)
        if headers is not None and headers not in (0.0, 1.0, 2.0, 3.0):
            raise Problem(VALUE)
        first = 1 if headers in (1.0, 3.0) or (headers is None and _has_heads(values)) else 0
        self.shown = headers in (2.0, 3.0) or (headers is None and first == 1 and any(len(f[0]) > 1 for f in fields))
        self.values = values
        self.heads = [rows[0] for rows in (*fields, values)] if first else None
        self.places = list(range(first, len(values)))
        if chosen is not None:
            self.filter(full_rows(chosen), first)
        if not self.places:
            raise Problem(CALC)

    def filter(self, rows: Rows, first: int) -> None:
        """Leaves the rows that are TRUE; the list may begin with the head or after it."""
        marks = [cell for row in rows for cell in row]
        if len(marks) == len(self.values) - first:
            marks = [None] * first + marks
        if len(marks) != len(self.values):
            raise Problem(VALUE)
        known = [(place, to_bool(marks[place])) for place in self.places]
        error = next((mark for _, mark in known if isinstance(mark, ExcelError)), None)
        if error is not None:
            raise Problem(error)
        self.places = [place for place, mark in known if mark]

    def column(self, places: Places, col: int) -> list[Value]:
        return [self.values[place][col] for place in places]

    def head(self, part: int, col: int, word: str) -> Value:
        return f"{word} {col + 1}" if self.heads is None else self.heads[part][col]


def _has_heads(values: Rows) -> bool:
    return len(values) > 1 and isinstance(values[0][0], str) and isinstance(values[1][0], float)


def _tabled(make: Callable[[], Rows]) -> Result:
    try:
        return Array(make())
    except Problem as problem:
        return problem.error


@excel("GROUPBY", "R R R v? v? R? R? v?", Kind.ARRAY)
def groupby(
    row_fields: Any,
    values: Any,
    function: Any,
    headers: Value = None,
    depth: Value = None,
    orders: Any = None,
    chosen: Any = None,
    relationship: Value = None,
) -> Result:
    """A table of the rows' groups with the aggregates of their values."""

    def make() -> Rows:
        functions, below = aggregates(function)
        data = Data([full_rows(row_fields)], full_rows(values), number(headers), chosen)
        by = axis(full_rows(row_fields), number(depth), orders, number(relationship))
        cells = _cells_of(data, functions, data.places)

        def weigh(places: Places, column: int) -> Value:
            found = cells(places, data.places)
            if column >= len(found):
                raise Problem(VALUE)
            return found[column]

        table = _heads_of_groups(data, functions, below, by.levels)
        for line in lines(by, data.places, weigh):
            found = cells(line.places, data.places)
            table += _below(line.labels, found, functions) if below else [[*line.labels, *found]]
        return table

    return _tabled(make)


def _cells_of(data: Data, functions: list[Aggregate], _: Places) -> Callable[[Places, Places], list[Value]]:
    """What gives the cells of a line: every column of values, by every function."""

    def cells(places: Places, everything: Places) -> list[Value]:
        return [
            function.of(data.column(places, col), data.column(everything, col))
            for col in range(len(data.values[0]))
            for function in functions
        ]

    return cells


def _below(labels: list[Value], found: list[Value], functions: list[Aggregate]) -> Rows:
    """A line per function, its name behind the labels."""
    count = len(functions)
    return [[*labels, function.name, *found[k::count]] for k, function in enumerate(functions)]


def _heads_of_groups(data: Data, functions: list[Aggregate], below: bool, levels: int) -> Rows:
    columns = range(len(data.values[0]))
    heads: Rows = []
    if data.shown:
        labels = [data.head(0, level, "Row Field") for level in range(levels)]
        repeated = 1 if below else len(functions)
        values = [data.head(1, col, "Value") for col in columns for _ in range(repeated)]
        heads.append([*labels, *([""] if below else []), *values])
    if len(functions) > 1 and not below:
        names = [function.name for _ in columns for function in functions]
        heads.append([*[""] * levels, *names])
    return heads


@excel("PIVOTBY", "R R R R v? v? R? v? R? R? v?", Kind.ARRAY)
def pivotby(
    row_fields: Any,
    col_fields: Any,
    values: Any,
    function: Any,
    headers: Value = None,
    row_depth: Value = None,
    row_orders: Any = None,
    col_depth: Value = None,
    col_orders: Any = None,
    chosen: Any = None,
    relative: Value = None,
) -> Result:
    """A table of the rows' groups by the columns' groups with the aggregates of their values."""

    def make() -> Rows:
        functions, below = aggregates(function)
        rows, cols = full_rows(row_fields), full_rows(col_fields)
        data = Data([rows, cols], full_rows(values), number(headers), chosen)
        cells = _cells_of(data, functions, data.places)

        def weigh(places: Places, column: int) -> Value:
            found = cells(places, data.places)
            if column >= len(found):
                raise Problem(VALUE)
            return found[column]

        down = lines(axis(rows, number(row_depth), row_orders, None), data.places, weigh)
        across = lines(axis(cols, number(col_depth), col_orders, None), data.places, weigh)
        other = _RELATIVE.get(int(number(relative) or 0))
        if other is None:
            raise Problem(VALUE)
        table = _heads_of_pivot(data, functions, below, len(rows[0]), len(cols[0]), across)
        for line in down:
            found: list[list[Value]] = []
            for column in across:
                inside = set(column.places)
                places = [place for place in line.places if place in inside]
                found.append(cells(places, other(line, column, data.places)))
            if below:
                count = len(functions)
                for k, each in enumerate(functions):
                    table.append([*line.labels, each.name, *[v for part in found for v in part[k::count]]])
            else:
                table.append([*line.labels, *[value for part in found for value in part]])
        return table

    return _tabled(make)


def _both(one: Places, other: Places) -> Places:
    inside = set(other)
    return [place for place in one if place in inside]


_RELATIVE: Final[dict[int, Callable[[Line, Line, Places], Places]]] = {
    0: lambda row, col, every: col.places,
    1: lambda row, col, every: row.places,
    2: lambda row, col, every: every,
    3: lambda row, col, every: _both(row.places, col.parent),
    4: lambda row, col, every: _both(row.parent, col.places),
}


def _heads_of_pivot(
    data: Data, functions: list[Aggregate], below: bool, levels: int, col_levels: int, across: Sequence[Line]
) -> Rows:
    """Above the cells: the names of the fields when they are shown, a line per level of the columns, and what tells
    several values or functions apart."""
    per_column = len(data.values[0]) * (1 if below else len(functions))
    empty: list[Value] = [""] * (levels + (1 if below else 0))
    heads: Rows = []
    if data.shown:
        fields = [data.head(1, level, "Column Field") for level in range(col_levels)]
        width = per_column * len(across)
        heads.append([*empty, *fields[:width], *[""] * (width - len(fields))])
    for level in range(col_levels):
        heads.append([*empty, *[line.labels[level] for line in across for _ in range(per_column)]])
    if data.shown:
        rows = [data.head(0, level, "Row Field") for level in range(levels)]
        repeated = 1 if below else len(functions)
        values = [data.head(2, col, "Value") for col in range(len(data.values[0])) for _ in range(repeated)]
        heads.append([*rows, *empty[levels:], *values * len(across)])
    if len(functions) > 1 and not below:
        names = [function.name for _ in data.values[0] for function in functions]
        heads.append([*empty, *names * len(across)])
    return heads
