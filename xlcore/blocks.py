"""Column blocks: one formula over many rows, evaluated node by node on vectors.

What has no kernel is computed row by row with the scalar closure of that part of the formula, and so are the rows
that a kernel
leaves undecided. The result is therefore the scalar path's to the last bit, whatever the mixture.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from xlcore.calls import SCALARS
from xlcore.compile import Compiler
from xlcore.frame import Frame
from xlcore.graph import Block
from xlcore.grid import Grid, Watch
from xlcore.kernels.elementwise import BINARY, FUNCTIONS, UNARY, Decided, cancelled, truth
from xlcore.kernels.extremes import extreme_kernel
from xlcore.kernels.lookups import lookup_kernel
from xlcore.kernels.rounding import ROUNDING
from xlcore.kernels.sums import sum_kernel
from xlcore.kernels.vectors import BLANK, ERROR, NUMBER, TEXT, Vec, constant, from_values, numbers, select, to_values
from xlcore.nodes import (
    ArrayLiteral,
    Binary,
    Call,
    Group,
    Literal,
    Missing,
    Node,
    Reference,
    Unary,
)
from xlcore.refs import cell_name
from xlcore.registry import Function, Kind, Library
from xlcore.values import ExcelError, Value

Closure = Callable[[Frame], Any]


_KEPT: Final = 64  # columns of which the vector is kept during a recalculation
_KERNELS: Final = FUNCTIONS | ROUNDING
_PLACED: Final = frozenset({"ROW", "COLUMN", "CELL", "SHEET", "INFO"})


def _fits(code: str, vec: Vec) -> bool:
    """Whether every value of an argument is what its code wants, as it stands."""
    if code == "n":
        return vec.all_numbers()
    if code == "t":
        return bool((vec.kind == TEXT).all())
    return code == "e" or (code == "v" and not (vec.kind == ERROR).any())


class BlockEngine:
    """Evaluates column blocks for one recalculation."""

    def __init__(self, functions: Library) -> None:
        self.functions = functions
        self.closures: dict[int, Closure] = {}
        self.stretches: dict[tuple[Grid, int], tuple[int, Vec, Watch]] = {}

    def stretch(self, grid: Grid, col: int, first: int, length: int) -> Vec:
        """The values of a column from row ``first`` on, kept for the blocks that read them too."""
        known = self.stretches.get((grid, col))
        if known is not None and known[0] == first and len(known[1]) == length and known[2].rows() == []:
            return known[1]
        vec = from_values(grid.column(col).slice(first, first + length - 1))
        self.keep(grid, col, first, vec)
        return vec

    def keep(self, grid: Grid, col: int, first: int, vec: Vec) -> None:
        if len(self.stretches) >= _KEPT:
            self.stretches.clear()
        self.stretches[grid, col] = first, vec, grid.watch(col)

    def evaluate(self, block: Block, row1: int, row2: int, frame: Frame) -> None:
        """Computes the rows of ``block`` and writes them into its column."""
        vec = _Rows(self, block, row1, row2, frame).formula()
        values = to_values(vec)
        failed = bool((vec.kind == ERROR).any())
        if failed:
            self.name_origins(values, block, row1)
        block.grid.column(block.col1).put(row1, values)
        if not failed:
            self.keep(block.grid, block.col1, row1, vec)

    @staticmethod
    def name_origins(values: list[Value], block: Block, row1: int) -> None:
        for i, value in enumerate(values):
            if value.__class__ is ExcelError and value.origin is None:
                values[i] = value.at(block.grid.name, cell_name(row1 + i, block.col1))


class _Rows:
    """One evaluation of a block's formula over its rows."""

    def __init__(self, engine: BlockEngine, block: Block, row1: int, row2: int, frame: Frame) -> None:
        self.engine = engine
        self.block = block
        self.row1 = row1
        self.length = row2 - row1 + 1
        self.frame = frame
        self.columns: dict[tuple[Grid, int, int], Vec] = {}

    def formula(self) -> Vec:
        """The settled results: blank is 0, the last sum or difference is exact to 15 digits."""
        node = self.block.formula.node
        vec = self.value(node)
        if isinstance(node, Binary) and node.op in ("+", "-"):
            vec = self.settled(node, vec)
        blank = vec.kind == BLANK
        if blank.any():
            vec = select(~blank, vec, constant(0.0, self.length))
        zero = vec.num == 0.0
        if zero.any():
            vec.num[zero] = 0.0  # -0 is 0
        return vec

    def settled(self, node: Binary, vec: Vec) -> Vec:
        a, b = self.value(node.left), self.value(node.right)
        near = cancelled(a.num, b.num, vec.num) & (vec.kind == NUMBER)
        return self.decided(node, (vec, near if near.any() else None), whole=True)

    def value(self, node: Node) -> Vec:
        match node:
            case Literal(value):
                return constant(value, self.length)
            case Missing():
                return constant(None, self.length)
            case Group(inner):
                return self.value(inner)
            case Reference(kind="cell"):
                return self.cells(node)
            case Unary(op, operand) if op in UNARY:
                return self.decided(node, UNARY[op](self.value(operand)))
            case Unary("+", operand):
                return self.value(operand)
            case Binary(op, left, right) if op in BINARY:
                return self.decided(node, BINARY[op](self.value(left), self.value(right)))
            case Call():
                return self.call(node)
        return self.by_rows(node)

    def cells(self, node: Reference) -> Vec:
        """A cell reference: a stretch of a column, or one value for all rows."""
        prefix = node.prefix
        if prefix is not None and (prefix.last_sheet is not None or prefix.book is not None):
            return self.by_rows(node)
        grid = self.block.grid if prefix is None else self.frame.host.grid(prefix.sheet)
        col = node.col1.at(self.block.col1)
        if grid is None or col < 1:
            return self.by_rows(node)
        if node.row1.absolute:
            return constant(grid.get(node.row1.value, col), self.length)
        first = self.row1 + node.row1.value
        if first < 1:
            return self.by_rows(node)
        place = (grid, col, first)
        vec = self.columns.get(place)
        if vec is None:
            vec = self.columns[place] = self.engine.stretch(grid, col, first, self.length)
        # Kernels may write into what they are given.
        return Vec(vec.kind.copy(), vec.num.copy(), None if vec.obj is None else vec.obj.copy())

    def call(self, node: Call) -> Vec:
        function = self.engine.functions.get(node.name)
        if function is None or not function.accepts(len(node.args)) or function.volatile:
            return self.by_rows(node)
        if node.name == "IF" and 2 <= len(node.args) <= 3:
            return self.condition(node)
        kernel = _KERNELS.get(node.name)
        if kernel is not None and all(self.is_scalar(arg) for arg in node.args):
            return self.decided(node, kernel(*[self.value(arg) for arg in node.args]))
        if self.is_fixed(node):
            return self.once(node)
        found = sum_kernel(self, node) or extreme_kernel(self, node) or lookup_kernel(self, node, function)
        if found is not None:
            return self.decided(node, found)
        if function.kind is Kind.ELEMENTWISE and self.all_scalar(function, node):
            return self.elementwise(function, node)
        return self.by_rows(node)

    def is_fixed(self, node: Node, whole: bool = False) -> bool:
        """Whether a subtree gives the same in every row: it names no cell of the row, does not ask where it is, and
        has no range of which the row picks a cell (``whole``: ranges are read whole here)."""
        match node:
            case Literal() | Missing() | ArrayLiteral():
                return True
            case Reference(kind=kind):
                return node.row1.absolute and node.row2.absolute and (whole or kind == "cell")
            case Group(inner):
                return self.is_fixed(inner, whole)
            case Unary(op, operand):
                return op in "+-%" and self.is_fixed(operand, whole)
            case Binary(op, left, right):
                return op not in (":", " ", ",") and self.is_fixed(left, whole) and self.is_fixed(right, whole)
            case Call(name, args):
                function = self.engine.functions.get(name)
                if function is None or function.volatile or name in _PLACED or not function.accepts(len(args)):
                    return False
                codes = [function.code(i) for i in range(len(args))]
                return all(self.is_fixed_argument(code, arg, whole) for code, arg in zip(codes, args, strict=True))
        return False

    def is_fixed_argument(self, code: str, node: Node, whole: bool) -> bool:
        if isinstance(node, Reference):
            return self.is_fixed(node, whole or code in "rRxm")
        return self.is_fixed(node, whole or code == "R")

    def once(self, node: Node) -> Vec:
        """A subtree that is the same for all rows, computed once."""
        return constant(self.scalar(node, [0], False)[0], self.length)

    def is_scalar(self, node: Node) -> bool:
        """Whether a subtree gives one value per row (no ranges, no arrays)."""
        match node:
            case Literal() | Missing():
                return True
            case Reference(kind="cell"):
                return True
            case Group(inner):
                return self.is_scalar(inner)
            case Unary(op, operand):
                return op in UNARY and self.is_scalar(operand)
            case Binary(op, left, right):
                return op not in (":", " ", ",") and self.is_scalar(left) and self.is_scalar(right)
            case Call(name, _):
                function = self.engine.functions.get(name)
                return function is not None and self.gives_scalar(function, node)
        return False

    def gives_scalar(self, function: Function, node: Call) -> bool:
        if function.kind is Kind.REDUCTION:
            return True
        if function.kind is Kind.ELEMENTWISE or function.name in ("IF", "IFERROR"):
            return all(self.is_scalar(arg) for arg in node.args)
        if function.name in ("VLOOKUP", "MATCH"):
            return self.is_scalar(node.args[0])
        return function.name in ("COUNTIF", "COUNTIFS", "SUMIF", "SUMIFS") and all(
            self.is_scalar(arg) for arg in node.args if not isinstance(arg, Reference)
        )

    def condition(self, node: Call) -> Vec:
        """IF: both branches as vectors (formulas have no side effects), then a choice per row."""
        if not all(self.is_scalar(arg) for arg in node.args):
            return self.by_rows(node)
        test = self.value(node.args[0])
        true, odd = truth(test)
        yes = self.value(node.args[1])
        no = self.value(node.args[2]) if len(node.args) > 2 else constant(False, self.length)
        chosen = select(true, yes, no)
        if odd is not None:
            failed = test.kind == ERROR
            chosen = select(~failed, chosen, test)
            odd &= ~failed
        return self.decided(node, (chosen, odd))

    def all_scalar(self, function: Function, node: Call) -> bool:
        codes = [function.code(i) for i in range(len(node.args))]
        return all(code in SCALARS for code in codes) and all(self.is_scalar(arg) for arg in node.args)

    def elementwise(self, function: Function, node: Call) -> Vec:
        """A scalar function over the rows: arguments as vectors, the function itself once per row, or once per block
        when it says that it takes whole columns."""
        codes = [function.code(i) for i in range(len(node.args))]
        vecs = [self.value(arg) for arg in node.args]
        columns = [to_values(vec) for vec in vecs]
        frame = self.frame
        frame.grid, frame.col = self.block.grid, self.block.col1
        if all(_fits(code, vec) for code, vec in zip(codes, vecs, strict=True)) and not function.context:
            return self.unconverted(function, columns)
        results: list[Value] = [None] * self.length
        ready: list[tuple[int, list[Any]]] = []
        converts = [None if code == "e" else SCALARS[code] for code in codes]
        for i, row in enumerate(zip(*columns, strict=True)):
            args: list[Any] = []
            for value, convert in zip(row, converts, strict=True):
                if convert is not None:
                    value = convert(value, frame)
                    if value.__class__ is ExcelError:
                        results[i] = value
                        break
                args.append(value)
            else:
                ready.append((i, args))
        self.run_calls(function, ready, results)
        return from_values([float(v) if v.__class__ is int else v for v in results])

    def unconverted(self, function: Function, columns: list[list[Value]]) -> Vec:
        """``elementwise`` where no argument needs a conversion and none is an error: nearly always."""
        if function.array_call is not None and columns:
            found = function.array_call(*columns)
        else:
            found = list(map(function.call, *columns)) if columns else [function.call()] * self.length
        if isinstance(found, np.ndarray):
            if found.dtype == np.float64 and np.isfinite(found).all():
                return numbers(found)
            found = found.tolist()
        elif set(map(type, found)) == {float}:
            vec = numbers(np.array(found, dtype=np.float64))
            if np.isfinite(vec.num).all():
                return vec
        settle = self.frame.settle
        return from_values([v if v is None else settle(v) for v in found])

    def run_calls(self, function: Function, ready: list[tuple[int, list[Any]]], results: list[Value]) -> None:
        if function.array_call is not None and ready:
            found = function.array_call(*map(list, zip(*(args for _, args in ready), strict=True)))
            for (i, _), value in zip(ready, found, strict=True):
                results[i] = value
            return
        call, frame, settle = function.call, self.frame, self.frame.settle
        for i, args in ready:
            if function.context:
                frame.row = self.row1 + i
                args.insert(0, frame)
            value = call(*args)
            results[i] = value if value is None else settle(value)

    def decided(self, node: Node, found: Decided, whole: bool = False) -> Vec:
        """A kernel's result with its undecided rows filled in by the scalar path."""
        vec, odd = found
        if odd is not None:
            rows = np.flatnonzero(odd)
            vec.put(rows, self.scalar(node, rows.tolist(), whole))
        return vec

    def by_rows(self, node: Node) -> Vec:
        return from_values(self.scalar(node, range(self.length), False))

    def scalar(self, node: Node, rows: Any, whole: bool) -> list[Value]:
        """The values of ``node`` in some rows by its scalar closure."""
        closure = self.block.formula.closure if whole else self.closure(node)
        assert closure is not None
        frame, block, row1 = self.frame, self.block, self.row1
        settle = frame.settle
        values: list[Value] = []
        for i in rows:
            frame.grid, frame.row, frame.col = block.grid, row1 + i, block.col1
            value = closure(frame)
            values.append(value if value is None else settle(value))
        return values

    def closure(self, node: Node) -> Closure:
        if node is self.block.formula.node and self.block.formula.closure is not None:
            return self.block.formula.closure
        # By identity: 1 and TRUE are equal as literals. The formula keeps its nodes alive, so no number is used twice.
        place = id(node)
        closure = self.engine.closures.get(place)
        if closure is None:
            host: Any = self.frame.host
            compiler = Compiler(host, self.engine.functions, self.block.grid)
            closure = self.engine.closures[place] = compiler.value(node)
        return closure
