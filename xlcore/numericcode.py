"""Python code for shapes that many cells have: what a formula gives when all it reads are numbers.

Whatever is not plain arithmetic on finite numbers - a blank, a text, an error, a division by zero, numbers that differ
in the last digits only - makes the code give ``None``, and the closure decides. So it need not know Excel's rules
beyond those of numbers, and it takes a fifth of the closure's time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from xlcore.functions.logic import and_, not_, or_
from xlcore.functions.mathematics import abs_, raise_to, sum_
from xlcore.functions.statistics import max_, min_
from xlcore.grid import Grid
from xlcore.nodes import Binary, Call, Group, Literal, Node, Reference, Unary
from xlcore.registry import Kind, Library
from xlcore.shapes import COLUMN, ROW, Hole, Operands

OFTEN: Final = 64
"""Cells of a shape from which on code of its own is worth making."""

Code = Callable[[Operands], float | bool | None]

# Spelled out rather than called: given numbers (or booleans) and nothing else, they are these.
_SPELLED: Final[dict[Callable[..., Any], tuple[str, str, str]]] = {
    sum_: ("n", "0.0 + {}", " + "),
    max_: ("n", "max([{}]) + 0.0", ", "),
    min_: ("n", "min([{}]) + 0.0", ", "),
    abs_: ("n", "abs({})", ", "),
    and_: ("b", "({})", " and "),
    or_: ("b", "({})", " or "),
    not_: ("b", "not {}", ", "),
}
_COMPARISONS: Final = {"=": "==", "<>": "!=", "<": "<", ">": ">", "<=": "<=", ">=": ">="}
_DEEPEST: Final = 40


class _Unfit(Exception):
    """The tree has something that is not spelled out here."""


class _Term:
    """A Python name that holds a number ("n") or a boolean ("b"); ``sure``: the number is surely finite."""

    __slots__ = ("kind", "sure", "text")

    def __init__(self, text: str, kind: str, sure: bool) -> None:
        self.text = text
        self.kind = kind
        self.sure = sure


def numeric_code(tree: Node, operands: Operands, functions: Library, grids: Callable[[Reference], Grid]) -> Code | None:
    """Code for the shape with this tree, ``None`` when it cannot be spelled out; ``operands`` are those of any of its
    formulas, ``grids`` tells the sheet of a reference."""
    writer = _Writer(operands, functions, grids)
    try:
        source = writer.source(tree)
    except _Unfit:
        return None
    # The text is made of nothing but what stands in this file.
    exec(compile(source, "<shape>", "exec"), writer.names)
    code: Code = writer.names["code"]
    return code


class _Writer:
    def __init__(self, operands: Operands, functions: Library, grids: Callable[[Reference], Grid]) -> None:
        self.operands = operands
        self.functions = functions
        self.grids = grids
        self.names: dict[str, Any] = {"power": raise_to}
        self.lines: list[str] = []
        self.cells: dict[int, str] = {}
        self.reading: list[str] = []
        self.indent = 1
        self.count = 0

    def source(self, tree: Node) -> str:
        result = self.whole(tree)
        if result.kind == "n" and not result.sure:
            self.line(f"return {result.text} if {result.text} - {result.text} == 0.0 else None")
        else:
            self.line(f"return {result.text}")
        body = [f" {line}" for line in self.lines]
        if self.reading:
            cells = list(self.cells.values())
            # The class of each must be float; a key or index that is not there is a blank.
            body = [
                " try:",
                *[f"  {line}" for line in self.reading],
                " except (KeyError, IndexError):",
                "  return None",
                f" if {' is '.join(f'{cell}.__class__' for cell in cells)} is float:",
                *[f"  {line}" for line in self.lines],
                " return None",
            ]
        return "\n".join(["def code(o):", *body])

    def whole(self, tree: Node) -> _Term:
        """The formula; a last sum or difference whose operands nearly cancel is left to the closure."""
        if not isinstance(tree, Binary) or tree.op not in ("+", "-"):
            return self.term(tree)
        a, b = self.number(tree.left), self.number(tree.right)
        result = self.put(f"{a} {tree.op} {b}")
        self.line(f"if {result.text} != 0.0 and abs({result.text}) <= abs({a}) * 1e-14: return None")
        return result

    def line(self, text: str) -> None:
        self.lines.append(" " * (self.indent - 1) + text)

    def put(self, text: str, kind: str = "n", sure: bool = False) -> _Term:
        self.count += 1
        name = f"t{self.count}"
        self.line(f"{name} = {text}")
        return _Term(name, kind, sure)

    @contextmanager
    def indented(self) -> Iterator[None]:
        self.indent += 1
        if self.indent > _DEEPEST:
            raise _Unfit
        yield
        self.indent -= 1

    def number(self, node: Node, finite: bool = False) -> str:
        """A number; ``finite``: one that is not may not be carried along, since what uses it would hide it."""
        found = self.term(node)
        if found.kind != "n":
            raise _Unfit
        if finite and not found.sure:
            self.line(f"if {found.text} - {found.text} != 0.0: return None")
            found.sure = True
        return found.text

    def boolean(self, node: Node) -> str:
        found = self.term(node)
        if found.kind == "b":
            return found.text
        raise _Unfit

    def term(self, node: Node) -> _Term:
        match node:
            case Hole(place=place):
                if self.operands[place].__class__ is not float:
                    raise _Unfit
                return _Term(f"o[{place}]", "n", True)
            case Literal(bool() as value):
                return _Term(repr(value), "b", True)
            case Reference(kind="cell"):
                return _Term(self.cell(node), "n", True)
            case Group(inner):
                return self.term(inner)
            case Unary("-", operand):
                found = self.number(operand)
                return self.put(f"-{found}")
            case Unary("%", operand):
                return self.put(f"{self.number(operand)} / 100.0")
            case Binary(op, left, right) if op in ("+", "-", "*"):
                a, b = self.number(left), self.number(right)
                return self.put(f"{a} {op} {b}")
            case Binary("/", left, right):
                a, b = self.number(left), self.number(right, finite=True)
                self.line(f"if {b} == 0.0: return None")
                return self.put(f"{a} / {b}")
            case Binary("^", left, right):
                return self.called("power", [left, right])
            case Binary(op, left, right) if op in _COMPARISONS:
                return self.comparison(_COMPARISONS[op], left, right)
            case Call(name, args):
                return self.call(name, args)
        raise _Unfit

    def cell(self, node: Reference) -> str:
        place = node.row1.value
        if place not in self.cells:
            grid = self.grids(node)
            columns = f"columns{id(grid)}"
            self.names[columns] = grid.columns
            name = self.cells[place] = f"v{place}"
            self.reading += [
                f"r = o[{place}]",
                f"c = {columns}[r & {COLUMN}]",
                f"r = r // {ROW} - c.first",
                f"{name} = c.values[r] if r >= 0 else None",
            ]
        return self.cells[place]

    def comparison(self, op: str, left: Node, right: Node) -> _Term:
        a, b = self.number(left, finite=True), self.number(right, finite=True)
        self.line(f"if {a} != {b} and abs({a} - {b}) <= abs({b}) * 1e-14: return None")
        return self.put(f"{a} {op} {b}", "b")

    def call(self, name: str, args: tuple[Node, ...]) -> _Term:
        function = self.functions[name]
        if not function.accepts(len(args)):
            raise _Unfit
        if name == "IF" and len(args) == 3:
            return self.condition(*args)
        if name == "IFERROR":
            return self.term(args[0])  # with an error it would not have come so far
        if function.call in _SPELLED:
            kind, pattern, between = _SPELLED[function.call]
            take = self.boolean if kind == "b" else self.finite
            return self.put(pattern.format(between.join([take(arg) for arg in args])), kind)
        codes = {function.code(i) for i in range(len(args))}
        if function.kind is not Kind.ELEMENTWISE or function.volatile or function.context or codes != {"n"}:
            raise _Unfit
        self.count += 1
        own = f"f{self.count}"
        self.names[own] = function.call
        return self.called(own, list(args))

    def finite(self, node: Node) -> str:
        return self.number(node, finite=True)

    def called(self, name: str, args: list[Node]) -> _Term:
        """The result of a function of numbers, when it is a number."""
        result = self.put(f"{name}({', '.join([self.finite(arg) for arg in args])})")
        self.line(f"if {result.text}.__class__ is not float: return None")
        return result

    def condition(self, test: Node, yes: Node, no: Node) -> _Term:
        decided = self.term(test)
        if decided.kind == "n":
            raise _Unfit
        self.count += 1
        name = f"t{self.count}"
        kinds = []
        for opening, branch in ((f"if {decided.text}:", yes), ("else:", no)):
            self.line(opening)
            with self.indented():
                found = self.term(branch)
                self.line(f"{name} = {found.text}")
                kinds.append(found.kind)
        if kinds[0] != kinds[1]:
            raise _Unfit
        return _Term(name, kinds[0], False)
