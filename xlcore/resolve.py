"""Names and structured references put into the tree, so that only plain references remain; and what a formula depends
on."""

from __future__ import annotations

import re
from typing import Final, Protocol

from xlcore.nodes import (
    Apply,
    Binary,
    Call,
    Group,
    Literal,
    Local,
    Name,
    Node,
    Point,
    Prefix,
    Recursive,
    Reference,
    Structured,
    Unary,
    children,
)
from xlcore.parser import plain_name
from xlcore.records import Record
from xlcore.values import MAX_COL, MAX_ROW, NAME, REF, VALUE

_TAKE_LAMBDAS: Final = {
    "BYCOL": 1,
    "BYROW": 1,
    "GROUPBY": 1,
    "HSTACK": 1,
    "LET": 1,
    "MAKEARRAY": 2,
    "MAP": 1,
    "PIVOTBY": 1,
    "REDUCE": 2,
    "SCAN": 2,
    "VSTACK": 1,
}
"""The functions that take a LAMBDA, with the number of its parameters."""


class Table(Record):
    """A table: its data and head in 1-based rows and columns of ``sheet``."""

    __slots__ = (
        "name",
        "sheet",
        "first_row",
        "first_col",
        "last_row",
        "last_col",
        "columns",
        "header_rows",
        "totals_rows",
    )

    def __init__(
        self,
        name: str,
        sheet: str,
        first_row: int,
        first_col: int,
        last_row: int,
        last_col: int,
        columns: tuple[str, ...],
        header_rows: int = 1,
        totals_rows: int = 0,
    ) -> None:
        self.name = name
        self.sheet = sheet
        self.first_row = first_row
        self.first_col = first_col
        self.last_row = last_row
        self.last_col = last_col
        self.columns = columns
        self.header_rows = header_rows
        self.totals_rows = totals_rows


class Scope(Protocol):
    """Where names are looked up."""

    def named(self, name: str, sheet: str) -> Node | None:
        """The tree of a defined name as seen from ``sheet``, written for the cell A1, its references with prefixes."""
        ...

    def is_function(self, name: str) -> bool: ...
    def table(self, name: str) -> Table | None: ...
    def table_at(self, sheet: str, row: int, col: int) -> Table | None: ...


def resolve(node: Node, scope: Scope, sheet: str, row: int, col: int) -> Node:
    """``node`` with its names and structured references replaced; what cannot be found becomes ``#NAME?`` or
    ``#REF!``."""
    return _Resolver(scope, sheet, row, col).node(node)


class _Resolver:
    def __init__(self, scope: Scope, sheet: str, row: int, col: int) -> None:
        self.scope = scope
        self.sheet = sheet
        self.row = row
        self.col = col
        self.open: list[str] = []
        self.locals: list[str] = []

    def node(self, node: Node) -> Node:
        match node:
            case Name(name, prefix):
                return self.name(name, prefix)
            case Structured(table, spec):
                return self.structured(table, spec)
            case Unary(op, operand):
                return Unary(op, self.node(operand))
            case Binary():
                return self.binary(node)
            case Call(name, args):
                return self.call(name, args)
            case Apply(target, args):
                return Apply(self.node(target), tuple(self.node(arg) for arg in args))
            case Group(inner):
                return Group(self.node(inner))
        return node

    def binary(self, node: Binary) -> Node:
        """A long chain ``1+1+1+...`` leans left; it is walked without recursion."""
        spine: list[tuple[str, Node]] = []
        left: Node = node
        while isinstance(left, Binary):
            spine.append((left.op, left.right))
            left = left.left
        found = self.node(left)
        for op, right in reversed(spine):
            found = Binary(op, found, self.node(right))
        return found

    def call(self, name: str, args: tuple[Node, ...]) -> Node:
        if name == "LET" and len(args) % 2 == 1 and len(args) >= 3:
            return self.let(args)
        if name == "LAMBDA" and args:
            return self.function(args)
        resolved = tuple(self.argument(name, arg, len(args)) for arg in args)
        if name.lower() in self.locals:
            return Apply(Local(name.lower()), resolved)
        # A defined name may hold a LAMBDA; Excel lets no name hide one of its functions.
        if not self.scope.is_function(name) and self.scope.named(name, self.sheet) is not None:
            return Apply(self.name(name, None), resolved)
        return Call(name, resolved)

    def argument(self, caller: str, node: Node, count: int) -> Node:
        """An argument; a function named without a call, ``BYROW(A1:B2,SUM)``, is the LAMBDA that calls it."""
        resolved = self.node(node)
        if caller not in _TAKE_LAMBDAS or not isinstance(node, Name) or resolved != Literal(NAME):
            return resolved
        function = plain_name(node.name.upper().removeprefix("_XLETA."))
        if not self.scope.is_function(function):
            return resolved
        arity = count - 1 if caller == "MAP" else _TAKE_LAMBDAS[caller]
        if function == "PERCENTOF":
            arity = 2
        parameters = tuple(Local(f"_xleta.{function.lower()}{i or ''}") for i in range(arity))
        return Call("LAMBDA", (*parameters, Call(function, parameters)))

    def let(self, args: tuple[Node, ...]) -> Node:
        """LET: each value may use the names before it."""
        found: list[Node] = []
        depth = len(self.locals)
        for variable, value in zip(args[:-1:2], args[1::2], strict=True):
            resolved = self.argument("LET", value, 1)
            found += [self.declare(variable), resolved]
        found.append(self.node(args[-1]))
        del self.locals[depth:]
        return Call("LET", tuple(found))

    def function(self, args: tuple[Node, ...]) -> Node:
        depth = len(self.locals)
        parameters = [self.declare(arg) for arg in args[:-1]]
        body = self.node(args[-1])
        del self.locals[depth:]
        return Call("LAMBDA", (*parameters, body))

    def declare(self, node: Node) -> Node:
        """The variable that a name node (or ``[name]``, an optional parameter) introduces."""
        if isinstance(node, Structured) and not node.table:
            text = node.spec[1:-1]
        elif isinstance(node, Name):
            text = node.name
        else:
            return Literal(VALUE)
        local = plain_name(text).lower()
        self.locals.append(local)
        # Optional parameters are in brackets on the screen and carry a prefix of their own in files.
        return Local(local, isinstance(node, Structured) or text.lower().startswith("_xlop."))

    def name(self, name: str, prefix: Prefix | None) -> Node:
        if prefix is not None and prefix.book is not None:
            return Name(name, prefix)  # of another workbook: not ours to look up
        sheet = prefix.sheet if prefix and prefix.sheet else self.sheet
        local = plain_name(name).lower()
        if prefix is None and local in self.locals:
            return Local(local)
        if name.upper() in self.open:
            return Recursive(name, sheet) if self.within_function() else Literal(NAME)
        found = self.scope.named(name, sheet)
        if found is None:
            table = self.scope.table(name)
            return self.structured(name, "[]") if table else Literal(NAME)
        self.open.append(name.upper())
        outer, self.locals = self.locals, []
        try:
            return Group(self.node(found))
        finally:
            self.open.pop()
            self.locals = outer

    def within_function(self) -> bool:
        """Whether a LAMBDA is open: only there may a name mean itself."""
        return bool(self.locals)

    def structured(self, name: str, spec: str) -> Node:
        table = self.scope.table(name) if name else self.scope.table_at(self.sheet, self.row, self.col)
        return table_reference(table, spec) if table else Literal(REF)


def table_reference(table: Table, spec: str) -> Node:
    """The reference that ``Table[spec]`` means; ``[#This Row]`` and ``[@...]`` stay relative to the formula's row."""
    items, names = _read_spec(spec)
    first_col, last_col = table.first_col, table.last_col
    if names:
        folded = [column.lower() for column in table.columns]
        if any(name.lower() not in folded for name in names):
            return Literal(REF)
        places = [table.first_col + folded.index(name.lower()) for name in names]
        first_col, last_col = min(places), max(places)
    top, bottom = table.first_row + table.header_rows, table.last_row - table.totals_rows
    prefix = Prefix(table.sheet)
    here = Point(0, False)
    if "#this row" in items:
        row1 = row2 = here
    else:
        rows = [(top, bottom)] if not items or "#data" in items else []
        if "#all" in items:
            rows.append((table.first_row, table.last_row))
        if "#headers" in items:
            rows.append((table.first_row, table.first_row + table.header_rows - 1))
        if "#totals" in items:
            rows.append((table.last_row - table.totals_rows + 1, table.last_row))
        low, high = min(r[0] for r in rows), max(r[1] for r in rows)
        if low > high:
            return Literal(REF)
        row1, row2 = Point(low, True), Point(high, True)
    kind = "cell" if row1 == row2 and first_col == last_col else "range"
    return Reference(prefix, row1, Point(first_col, True), row2, Point(last_col, True), kind)


_ITEM: Final = re.compile(r"\[((?:[^'\[\]]|'.)*)\]")


def _read_spec(spec: str) -> tuple[set[str], list[str]]:
    """The items (``#data`` and so on, lower case) and column names of a specifier in brackets."""
    inner = spec[1:-1].strip()
    items: set[str] = set()
    if inner.startswith("@"):
        items.add("#this row")
        inner = inner[1:].strip()
    parts = _ITEM.findall(inner) if inner.startswith("[") else ([inner] if inner else [])
    names: list[str] = []
    for part in parts:
        plain = re.sub(r"'(.)", r"\1", part)
        if part.startswith("#"):
            items.add(plain.strip().lower())
        elif plain.strip():
            names.append(plain)
    return items, names


# These look at where a reference is, not at what it holds: no dependency, so =ROWS(A$1:A5) in A5 is no cycle.
_PLACE_ONLY: Final = frozenset(
    {"ROW", "COLUMN", "ROWS", "COLUMNS", "AREAS", "ISREF", "SHEET", "SHEETS", "FORMULATEXT", "ISFORMULA"}
)
_DYNAMIC: Final = frozenset({"OFFSET", "INDIRECT"})


def precedents(node: Node) -> tuple[list[Reference], bool]:
    """The references whose values ``node`` reads, and whether it may read others that only its evaluation finds."""
    found: dict[Reference, None] = {}
    dynamic = False
    stack: list[Node] = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, Reference):
            found[current] = None
        elif isinstance(current, Call):
            dynamic = dynamic or current.name in _DYNAMIC
            if current.name in _PLACE_ONLY and all(isinstance(arg, Reference) for arg in current.args):
                continue
            if current.name in ("SUMIF", "AVERAGEIF") and len(current.args) == 3:
                found.update(dict.fromkeys(_resized(current.args[0], current.args[2])))
        elif isinstance(current, Binary) and current.op == ":":
            dynamic = True
        elif isinstance(current, Unary) and current.op == "#":
            dynamic = True
        stack.extend(reversed(children(current)))
    return list(found), dynamic


def _resized(like: Node, target: Node) -> list[Reference]:
    """SUMIF's third argument as it is read: from its top-left cell on, in the shape of the first."""
    if not isinstance(like, Reference) or not isinstance(target, Reference):
        return []

    def stretch(a: Point, b: Point, start: Point, limit: int) -> Point:
        return (
            Point(start.value + b.value - a.value, start.absolute) if a.absolute == b.absolute else Point(limit, True)
        )

    row2 = stretch(like.row1, like.row2, target.row1, MAX_ROW)
    col2 = stretch(like.col1, like.col2, target.col1, MAX_COL)
    return [Reference(target.prefix, target.row1, target.col1, row2, col2)]
