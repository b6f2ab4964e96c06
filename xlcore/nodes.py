"""The syntax tree of a formula, in relative form.

Coordinates of a reference that carry no ``$`` are offsets from the cell that holds the formula, so one tree serves
every cell
of a filled column. ``write`` gives the formula text back for a cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from xlcore.records import Record
from xlcore.refs import column_name, quote_sheet
from xlcore.values import MAX_COL, MAX_ROW, Value


class Literal(Record):
    """A number, text, boolean or error written in the formula."""

    __slots__ = ("value",)
    __match_args__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value


class Missing(Record):
    """An argument left empty: the middle one of ``IF(A1,,2)``."""

    __slots__ = ()
    __match_args__ = ()


class Point(Record):
    """A row or column number: absolute (1-based) or an offset from the formula's cell."""

    __slots__ = ("value", "absolute")
    __match_args__ = ("value", "absolute")

    def __init__(self, value: int, absolute: bool) -> None:
        self.value = value
        self.absolute = absolute

    # Hashed and compared more than anything else in a formula, so by hand.
    def __hash__(self) -> int:
        return hash((self.value, self.absolute))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Point) and self.value == other.value and self.absolute is other.absolute

    def at(self, base: int) -> int:
        return self.value if self.absolute else self.value + base


class Prefix(Record):
    """What stands before ``!``: a sheet, a run of sheets (3-D), or a sheet of another workbook (``book`` = "[1]")."""

    __slots__ = ("sheet", "last_sheet", "book")
    __match_args__ = ("sheet", "last_sheet", "book")

    def __init__(self, sheet: str, last_sheet: str | None = None, book: str | None = None) -> None:
        self.sheet = sheet
        self.last_sheet = last_sheet
        self.book = book

    def __hash__(self) -> int:
        return hash((self.sheet, self.last_sheet, self.book))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Prefix):
            return NotImplemented
        return self.sheet == other.sheet and self.last_sheet == other.last_sheet and self.book == other.book


class Reference(Record):
    """A cell, a range, whole columns (``kind`` "columns") or whole rows ("rows")."""

    __slots__ = ("prefix", "row1", "col1", "row2", "col2", "kind")
    __match_args__ = ("prefix", "row1", "col1", "row2", "col2", "kind")

    def __init__(
        self, prefix: Prefix | None, row1: Point, col1: Point, row2: Point, col2: Point, kind: str = "range"
    ) -> None:
        self.prefix = prefix
        self.row1 = row1
        self.col1 = col1
        self.row2 = row2
        self.col2 = col2
        self.kind = kind  # cell | range | columns | rows

    def __hash__(self) -> int:
        return hash((self.row1.value, self.col1.value, self.row2.value, self.col2.value))

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return (
            isinstance(other, Reference)
            and self.row1 == other.row1
            and self.row2 == other.row2
            and self.col1 == other.col1
            and self.col2 == other.col2
            and self.kind == other.kind
            and self.prefix == other.prefix
        )

    def box(self, row: int, col: int) -> tuple[int, int, int, int] | None:
        """``(row1, col1, row2, col2)`` in order for the formula in that cell; ``None`` when it falls off the sheet."""
        r1, r2, c1, c2 = self.row1.at(row), self.row2.at(row), self.col1.at(col), self.col2.at(col)
        if r1 > r2:
            r1, r2 = r2, r1
        if c1 > c2:
            c1, c2 = c2, c1
        return None if r1 < 1 or c1 < 1 or r2 > MAX_ROW or c2 > MAX_COL else (r1, c1, r2, c2)


class Name(Record):
    """A defined name, of the workbook or (with a prefix) of a sheet."""

    __slots__ = ("name", "prefix")
    __match_args__ = ("name", "prefix")

    def __init__(self, name: str, prefix: Prefix | None = None) -> None:
        self.name = name
        self.prefix = prefix


class Local(Record):
    """A variable of LET or a parameter of LAMBDA, found by the resolver; ``name`` is lower case, ``optional`` marks a
    parameter declared in brackets."""

    __slots__ = ("name", "optional")
    __match_args__ = ("name", "optional")

    def __init__(self, name: str, optional: bool = False) -> None:
        self.name = name
        self.optional = optional


class Recursive(Record):
    """A defined name that holds a LAMBDA and is called from inside itself; looked up when it is called."""

    __slots__ = ("name", "sheet")
    __match_args__ = ("name", "sheet")

    def __init__(self, name: str, sheet: str) -> None:
        self.name = name
        self.sheet = sheet


class Structured(Record):
    """A structured reference: ``Table[...]``; ``table`` is empty inside the table itself; ``spec`` keeps its
    brackets."""

    __slots__ = ("table", "spec")
    __match_args__ = ("table", "spec")

    def __init__(self, table: str, spec: str) -> None:
        self.table = table
        self.spec = spec


class Unary(Record):
    """A prefix ``-``, ``+``, ``@`` or a postfix ``%``, ``#``."""

    __slots__ = ("op", "operand")
    __match_args__ = ("op", "operand")

    def __init__(self, op: str, operand: Node) -> None:
        self.op = op
        self.operand = operand


class Binary(Record):
    """Arithmetic, comparison, ``&``, and the reference operators ``:``, `` `` (intersection), ``,`` (union)."""

    __slots__ = ("op", "left", "right")
    __match_args__ = ("op", "left", "right")

    def __init__(self, op: str, left: Node, right: Node) -> None:
        self.op = op
        self.left = left
        self.right = right


class Call(Record):
    """A function call; ``name`` is upper case without ``_xlfn.`` and the like."""

    __slots__ = ("name", "args")
    __match_args__ = ("name", "args")

    def __init__(self, name: str, args: tuple[Node, ...]) -> None:
        self.name = name
        self.args = args


class Apply(Record):
    """A call of what an expression gives: ``LAMBDA(x,x+1)(2)``."""

    __slots__ = ("target", "args")
    __match_args__ = ("target", "args")

    def __init__(self, target: Node, args: tuple[Node, ...]) -> None:
        self.target = target
        self.args = args


class ArrayLiteral(Record):
    """``{1,2;3,4}``: rows of literal values."""

    __slots__ = ("rows",)
    __match_args__ = ("rows",)

    def __init__(self, rows: tuple[tuple[Value, ...], ...]) -> None:
        self.rows = rows


class Group(Record):
    """Parentheses, kept because ``(A1,B1)`` in an argument list is a union and text must come back as written."""

    __slots__ = ("inner",)
    __match_args__ = ("inner",)

    def __init__(self, inner: Node) -> None:
        self.inner = inner


Node = (
    Literal
    | Missing
    | Reference
    | Name
    | Local
    | Recursive
    | Structured
    | Unary
    | Binary
    | Call
    | Apply
    | ArrayLiteral
    | Group
)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below ``node``."""
    below = _BELOW.get(node.__class__)
    return () if below is None else below(node)


_BELOW: Final[dict[type, Callable[[Any], tuple[Node, ...]]]] = {
    Binary: lambda node: (node.left, node.right),
    Call: lambda node: node.args,
    Apply: lambda node: (node.target, *node.args),
    Unary: lambda node: (node.operand,),
    Group: lambda node: (node.inner,),
}
"""Asked of every node of every tree, most of which have nothing below them."""


def walk(node: Node) -> Iterator[Node]:
    """``node`` and everything below it; iterative, so that a formula of 4,000 terms needs no deep stack."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        below = _BELOW.get(current.__class__)
        if below is not None:
            stack.extend(below(current)[::-1])


def write(node: Node, row: int, col: int) -> str:
    """The formula text (without ``=``) of ``node`` for the cell at ``row``, ``col``."""
    match node:
        case Literal(value):
            return _write_literal(value)
        case Missing():
            return ""
        case Reference():
            return _write_reference(node, row, col)
        case Name(name, prefix):
            return _write_prefix(prefix) + name
        case Local(name) | Recursive(name):
            return name
        case Structured(table, spec):
            return table + spec
        case Unary(op, operand):
            text = write(operand, row, col)
            return text + op if op in "%#" else op + text
        case Binary(op, left, right):
            return write(left, row, col) + op + write(right, row, col)
        case Call(name, args):
            return f"{name}({','.join(write(arg, row, col) for arg in args)})"
        case Apply(target, args):
            return f"{write(target, row, col)}({','.join(write(arg, row, col) for arg in args)})"
        case ArrayLiteral(rows):
            return "{" + ";".join(",".join(_write_literal(v) for v in line) for line in rows) + "}"
        case Group(inner):
            return f"({write(inner, row, col)})"


def _write_literal(value: Value) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    if isinstance(value, float):
        text = repr(value)
        return text[:-2] if text.endswith(".0") else text.replace("e", "E")
    return str(value)


def _write_prefix(prefix: Prefix | None) -> str:
    if prefix is None:
        return ""
    book = prefix.book or ""
    if not prefix.sheet:
        return f"{book}!"
    name = prefix.sheet if prefix.last_sheet is None else f"{prefix.sheet}:{prefix.last_sheet}"
    quoted = any(quote_sheet(part).startswith("'") for part in (prefix.sheet, prefix.last_sheet or "a"))
    text = book + (name.replace("'", "''") if quoted else name)
    return f"'{text}'!" if quoted else f"{text}!"


def _write_reference(ref: Reference, row: int, col: int) -> str:
    r1, r2, c1, c2 = ref.row1.at(row), ref.row2.at(row), ref.col1.at(col), ref.col2.at(col)
    prefix = _write_prefix(ref.prefix)
    if min(r1, r2, c1, c2) < 1 or max(r1, r2) > MAX_ROW or max(c1, c2) > MAX_COL:
        return prefix + "#REF!"

    def cell(r: int, c: int, row_point: Point, col_point: Point) -> str:
        return f"{'$' * col_point.absolute}{column_name(c)}{'$' * row_point.absolute}{r}"

    if ref.kind == "columns":
        parts = (f"{'$' * ref.col1.absolute}{column_name(c1)}", f"{'$' * ref.col2.absolute}{column_name(c2)}")
    elif ref.kind == "rows":
        parts = (f"{'$' * ref.row1.absolute}{r1}", f"{'$' * ref.row2.absolute}{r2}")
    elif ref.kind == "cell":
        return prefix + cell(r1, c1, ref.row1, ref.col1)
    else:
        parts = (cell(r1, c1, ref.row1, ref.col1), cell(r2, c2, ref.row2, ref.col2))
    return prefix + ":".join(parts)
