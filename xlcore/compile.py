"""A resolved tree into Python closures: the scalar path, which is the truth.

``raw`` closures give what a subtree is (a scalar, an ``Array``, an ``Area``); ``value`` closures give a scalar or an
``Array``: a reference
is read, by implicit intersection in an ordinary formula and whole in an array formula.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Protocol

from xlcore.calls import arity_matches, compile_call, joint_shape, shaped, spread
from xlcore.closures import Lambda, apply, let
from xlcore.coerce import to_bool
from xlcore.effort import CHARACTERS, LONG_TEXT
from xlcore.frame import Frame
from xlcore.grid import Area, AreaArray, Areas, Grid
from xlcore.matrix import Array, lengthened, shortened
from xlcore.nodes import (
    Apply,
    ArrayLiteral,
    Binary,
    Call,
    Group,
    Literal,
    Local,
    Missing,
    Name,
    Node,
    Prefix,
    Recursive,
    Reference,
    Unary,
)
from xlcore.operators import ARITHMETIC, binary, pairwise, settle, unary
from xlcore.registry import OMITTED, Library
from xlcore.resolve import Scope, resolve
from xlcore.values import NAME, NULL, REF, VALUE, ExcelError, Value

Closure = Callable[[Frame], Any]


class Sheets(Protocol):
    """The sheets a formula can name."""

    def grid(self, sheet: str) -> Grid | None: ...
    def grids_between(self, first: str, last: str) -> list[Grid]: ...
    def external(self, book: str, sheet: str) -> Grid | None: ...


class World(Sheets, Scope, Protocol):
    """What a compiler needs to know of the model."""


class Compiler:
    """Closures for the formulas of one sheet; ``array`` formulas read ranges whole."""

    def __init__(self, sheets: World, functions: Library, grid: Grid, array: bool = False) -> None:
        self.sheets = sheets
        self.scope = sheets
        self.functions = functions
        self.grid = grid
        self.array = array
        self.lambdas: dict[tuple[str, str], Closure] = {}  # defined ones that call themselves

    def formula(self, node: Node) -> Closure:
        """The closure of a whole formula; a final sum or difference is settled to 15 digits."""
        if isinstance(node, Binary) and node.op in ("+", "-"):
            return self.final_sum(node)
        return self.raw(node)

    def final_sum(self, node: Binary) -> Closure:
        left, right, op = self.value(node.left), self.value(node.right), node.op
        sign = 1.0 if op == "+" else -1.0

        def run(f: Frame) -> Any:
            a, b = left(f), right(f)
            result = apply_binary(op, a, b, f)
            if a.__class__ is float and b.__class__ is float:
                return settle(result, a, sign * b)
            return result

        return run

    def raw(self, node: Node) -> Closure:
        match node:
            case Reference():
                return self.reference(node)
            case Call():
                return self.call(node, raw=True)
            case Group(inner):
                return self.raw(inner)
            case Binary(op, left, right) if op in (":", " ", ","):
                return self.combine(op, left, right)
            case Unary("#", operand):
                return self.spill(operand)
            case Local(name):
                return lambda f: f.variables.get(name, NAME)
            case Recursive():
                return self.recursive(node)
            case Name():
                return _constant(NAME)
            case Apply(target, args):
                return apply(self.raw(target), [self.argument(arg) for arg in args])
        return self.value(node)

    def value(self, node: Node) -> Closure:
        match node:
            case Literal(value):
                return _constant(value)
            case Missing():
                return _constant(None)
            case Reference(kind="cell") if node.prefix is None or node.prefix.last_sheet is None:
                return self.cell(node)
            case ArrayLiteral(rows):
                return _constant(Array([list(row) for row in rows]))
            case Binary(op, left, right) if op not in (":", " ", ","):
                return self.binary(op, left, right)
            case Unary("@", operand):
                return self.single(operand)
            case Unary(op, operand) if op != "#":
                return self.unary(op, operand)
            case Group(inner):
                return self.value(inner)
            case Call():
                return self.read(self.call(node, raw=False))
        return self.read(self.raw(node))

    def read(self, run: Closure) -> Closure:
        """``run`` with a reference turned into values."""
        if self.array:

            def whole(f: Frame) -> Any:
                result = run(f)
                kind = result.__class__
                if kind is float:
                    return result
                if kind is Lambda:
                    return VALUE  # a function where a value is wanted
                if kind is AreaArray:
                    return Array(result.first_values())
                if kind is Array:
                    return result.values_alone()
                return f.to_array(result) if kind is Area or kind is Areas else result

            return whole

        def intersected(f: Frame) -> Any:
            result = run(f)
            kind = result.__class__
            if kind is float:
                return result
            if kind is Lambda:
                return VALUE  # a function where a value is wanted
            if kind is AreaArray:
                return Array(result.first_values())
            if kind is Array:
                return result.values_alone()
            return f.intersect(result) if kind is Area or kind is Areas else result

        return intersected

    def single(self, node: Node) -> Closure:
        run = self.raw(node)

        def one(f: Frame) -> Any:
            result = run(f)
            kind = result.__class__
            if kind is Area or kind is Areas:
                return f.intersect(result)
            return result.get(0, 0) if kind is Array else result

        return one

    def grid_of(self, prefix: Prefix | None) -> Grid | None:
        if prefix is None or (not prefix.sheet and prefix.book is None):
            return self.grid
        if prefix.book is not None:
            return self.sheets.external(prefix.book, prefix.sheet)
        return self.sheets.grid(prefix.sheet)

    def cell(self, node: Reference) -> Closure:
        grid = self.grid_of(node.prefix)
        if grid is None:
            return _constant(REF)
        get, row, col = grid.get, node.row1.value, node.col1.value
        if node.row1.absolute and node.col1.absolute:
            return lambda f: get(row, col)
        if node.row1.absolute:
            return lambda f: get(row, f.col + col) if f.col + col > 0 else REF
        if node.col1.absolute:
            return lambda f: get(f.row + row, col) if f.row + row > 0 else REF
        return lambda f: get(f.row + row, f.col + col) if f.row + row > 0 < f.col + col else REF

    def reference(self, node: Reference) -> Closure:
        prefix = node.prefix
        if prefix is not None and prefix.last_sheet is not None:
            return self.three_d(node, prefix.sheet, prefix.last_sheet)
        grid = self.grid_of(prefix)
        if grid is None:
            return _constant(REF)
        if all(point.absolute for point in (node.row1, node.row2, node.col1, node.col2)):
            box = node.box(1, 1)
            return _constant(area_of(grid, box) if box else REF)

        def run(f: Frame) -> Any:
            place = node.box(f.row, f.col)
            return REF if place is None else area_of(grid, place)

        return run

    def three_d(self, node: Reference, first: str, last: str) -> Closure:
        grids = self.sheets.grids_between(first, last)
        if not grids:
            return _constant(REF)

        def run(f: Frame) -> Any:
            box = node.box(f.row, f.col)
            return REF if box is None else Areas([area_of(grid, box) for grid in grids])

        return run

    def combine(self, op: str, left: Node, right: Node) -> Closure:
        """The reference operators: range, intersection, union."""
        a, b = self.raw(left), self.raw(right)
        join = {":": _span, " ": _overlap, ",": _union}[op]

        def run(f: Frame) -> Any:
            x, y = a(f), b(f)
            for side in (x, y):
                if isinstance(side, ExcelError):
                    return side
                if not isinstance(side, (Area, Areas)):
                    return VALUE
            return join(x, y)

        return run

    def binary(self, op: str, left: Node, right: Node) -> Closure:
        a, b = self.value(left), self.value(right)
        arithmetic = ARITHMETIC.get(op)
        if arithmetic is not None:

            def calculate(f: Frame) -> Any:
                x, y = a(f), b(f)
                if x.__class__ is float and y.__class__ is float:
                    return arithmetic(x, y)
                return apply_binary(op, x, y, f)

            return calculate
        return lambda f: apply_binary(op, a(f), b(f), f)

    def unary(self, op: str, operand: Node) -> Closure:
        run = self.value(operand)

        def calculate(f: Frame) -> Any:
            value = run(f)
            if value.__class__ is Array:
                f.spend(len(value.top) * value.cols)
                top = [[unary(op, v, f.locale) for v in row] for row in value.top]
                rest = value.rest and [unary(op, v, f.locale) for v in value.rest]
                return Array(top, rest, value.rows)
            return unary(op, value, f.locale)

        return calculate

    def argument(self, node: Node) -> Closure:
        """An argument of a LAMBDA: one left empty counts as omitted."""
        return _constant(OMITTED) if isinstance(node, Missing) else self.raw(node)

    def spill(self, operand: Node) -> Closure:
        """``A1#``: the area that the array formula in A1 fills."""
        run = self.raw(operand)

        def area(f: Frame) -> Any:
            anchor = run(f)
            return f.spilled(anchor) if isinstance(anchor, Area) else REF

        return area

    def recursive(self, node: Recursive) -> Closure:
        """A defined LAMBDA that calls itself: compiled at its first call, or it would never end, and once for all."""
        place = node.name.lower(), node.sheet.lower()

        def run(f: Frame) -> Any:
            known = self.lambdas.get(place)
            if known is None:
                tree = resolve(Name(node.name, Prefix(node.sheet)), self.scope, self.grid.name, 1, 1)
                known = self.lambdas[place] = self.raw(tree)
            return known(f)

        return run

    def let(self, args: tuple[Node, ...]) -> Closure:
        names = [node.name if isinstance(node, Local) else "" for node in args[:-1:2]]
        return let(names, [self.raw(node) for node in args[1::2]], self.raw(args[-1]))

    def function(self, args: tuple[Node, ...]) -> Closure:
        declared = [node for node in args[:-1] if isinstance(node, Local)]
        parameters, optional = [node.name for node in declared], sum(node.optional for node in declared)
        body = self.raw(args[-1])
        return lambda f: Lambda(parameters, optional, body, f)

    def call(self, node: Call, raw: bool) -> Closure:
        if node.name == "LET" and len(node.args) >= 3 and len(node.args) % 2:
            return self.let(node.args)
        if node.name == "LAMBDA" and node.args:
            return self.function(node.args)
        if node.name == "ANCHORARRAY" and len(node.args) == 1:  # how files write A1#
            return self.spill(node.args[0])
        if node.name == "SINGLE" and len(node.args) == 1:  # how files write @
            return self.single(node.args[0])
        function = self.functions.get(node.name)
        if function is None:
            return _constant(NAME)
        if not arity_matches(function, node.args):
            return _constant(VALUE)
        if node.name == "IF" and not self.array:
            return self.condition(node, raw)
        return compile_call(self, function, node.args)

    def condition(self, node: Call, raw: bool) -> Closure:
        """IF, by far the most common function, without the detour through thunks."""
        test = self.value(node.args[0])
        compile_branch = self.raw if raw else self.value
        yes = self.deferred(compile_branch, node.args[1])
        no = self.deferred(compile_branch, node.args[2]) if len(node.args) > 2 else _constant(False)
        general = self.deferred(lambda _: compile_call(self, self.functions["IF"], node.args), node)

        def run(f: Frame) -> Any:
            decided = test(f)
            if decided.__class__ is not bool:
                if decided.__class__ is Array:
                    return general(f)
                decided = to_bool(decided)
                if decided.__class__ is ExcelError:
                    return decided
            return yes(f) if decided else no(f)

        return run

    def deferred(self, compile_node: Callable[[Node], Closure], node: Node) -> Closure:
        """A closure compiled at its first call: most branches of a workbook's IFs and IFERRORs are never taken, and
        compiling both sides of a test twice would double with every nesting."""
        array = self.array
        known: list[Closure] = []

        def run(f: Frame) -> Any:
            if not known:
                outer, self.array = self.array, array
                try:
                    known.append(compile_node(node))
                finally:
                    self.array = outer
            return known[0](f)

        return run


def _constant(value: Any) -> Closure:
    return lambda f: value


def area_of(grid: Grid, box: tuple[int, int, int, int]) -> Area:
    """The area of a ``(row1, col1, row2, col2)``."""
    return Area(grid, box[0], box[1], box[2] - box[0] + 1, box[3] - box[1] + 1)


def _span(a: Area | Areas, b: Area | Areas) -> Any:
    parts = [*_parts(a), *_parts(b)]
    if any(part.grid is not parts[0].grid for part in parts):
        return VALUE
    boxes = [part.box for part in parts]
    box = min(x[0] for x in boxes), min(x[1] for x in boxes), max(x[2] for x in boxes), max(x[3] for x in boxes)
    return area_of(parts[0].grid, box)


def _overlap(a: Area | Areas, b: Area | Areas) -> Any:
    found = []
    for x in _parts(a):
        for y in _parts(b):
            if x.grid is y.grid:
                p, q = x.box, y.box
                box = max(p[0], q[0]), max(p[1], q[1]), min(p[2], q[2]), min(p[3], q[3])
                if box[0] <= box[2] and box[1] <= box[3]:
                    found.append(area_of(x.grid, box))
    return NULL if not found else found[0] if len(found) == 1 else Areas(found)


def _union(a: Area | Areas, b: Area | Areas) -> Any:
    return Areas([*_parts(a), *_parts(b)])


def _parts(reference: Area | Areas) -> list[Area]:
    return reference.parts if isinstance(reference, Areas) else [reference]


def apply_binary(op: str, a: Any, b: Any, f: Frame) -> Any:
    """``a op b`` for scalars and arrays; arrays of unequal shape give #N/A where one of them has nothing."""
    if a.__class__ is not Array and b.__class__ is not Array:
        return binary(op, a, b, f.locale)
    (a, b), length = shortened([a, b])
    rows, cols = joint_shape([a, b])
    f.spend(rows * cols)
    left, right = spread(a, rows, cols), spread(b, rows, cols)
    if op == "&":
        f.spend(_joined_texts(left, right))
    found: list[Value] = []
    for at in range(0, rows * cols, _AT_A_TIME):
        if at:
            f.look()
        found += pairwise(op, left[at : at + _AT_A_TIME], right[at : at + _AT_A_TIME], f.locale)
    return lengthened(shaped(found, cols), length)


_AT_A_TIME: Final = 65_536


def _joined_texts(left: list[Value], right: list[Value]) -> int:
    """What texts that are to be joined pair by pair cost, when there are long ones among them."""
    sides = [[len(value) for value in side if value.__class__ is str] for side in (left, right)]
    if max(max(side, default=0) for side in sides) <= LONG_TEXT:
        return 0
    return sum(map(sum, sides)) // CHARACTERS
