"""XPath 1.0 over ``XmlNode`` trees: location paths with all axes but namespaces, predicates, operators, functions."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from xlcore.effort import TooMuch
from xlcore.functions.xmltree import XmlNode

Nodes = list[XmlNode]
Value = Nodes | str | float | bool
Run = Callable[["Context"], Value]
Step = Callable[[XmlNode, "Visits"], Nodes]

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d*)?|\.\d+)|(?P<text>\"[^\"]*\"|'[^']*')"
    r"|(?P<sign>//|::|\.\.|!=|<=|>=|[/@.|()\[\],=<>+*-])|(?P<name>[^\W\d][\w.-]*(?::[^\W\d][\w.-]*)?))"
)
_OPERATORS: Final = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"), ("|",))
_DEEPEST: Final = 50
_MOST_VISITS: Final = 2_000_000


class BadPath(Exception):
    """The expression is no XPath, or asks for something that it cannot have."""


class Visits:
    """How many nodes an evaluation has looked at: predicates within predicates look at each of them for each other."""

    __slots__ = ("count",)

    def __init__(self) -> None:
        self.count = 0

    def add(self, count: int) -> None:
        """So many more; ``TooMuch`` when they are too many."""
        self.count += count
        if self.count > _MOST_VISITS:
            raise TooMuch


class Context:
    """Where an expression is evaluated: a node, its 1-based position and how many there are."""

    __slots__ = ("node", "position", "size", "visits")

    def __init__(self, node: XmlNode, position: int, size: int, visits: Visits) -> None:
        self.node = node
        self.position = position
        self.size = size
        self.visits = visits


def select(root: XmlNode, path: str) -> Nodes:
    """The nodes that a path finds, in document order; ``BadPath`` when it is none or gives no nodes."""
    parser = _Parser(path)
    found = parser.whole()(Context(root, 1, 1, Visits()))
    if not isinstance(found, list):
        raise BadPath("the expression gives no nodes")
    return found


def _ordered(nodes: Nodes) -> Nodes:
    return sorted({node.order: node for node in nodes}.values(), key=lambda node: node.order)


def _as_text(value: Value) -> str:
    if isinstance(value, list):
        return value[0].text() if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value == math.floor(value) and abs(value) < 1e16 else repr(value)
    return value


def _as_number(value: Value) -> float:
    if isinstance(value, (bool, float)):
        return float(value)
    text = _as_text(value).strip()
    return float(text) if re.fullmatch(r"-?(\d+(\.\d*)?|\.\d+)", text) else math.nan


def _as_bool(value: Value) -> bool:
    return not math.isnan(value) and value != 0.0 if isinstance(value, float) else bool(value)


def _descendants(node: XmlNode) -> Iterator[XmlNode]:
    waiting = list(reversed(node.children))
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(reversed(found.children))


def _ancestors(node: XmlNode) -> Iterator[XmlNode]:
    while node.parent is not None:
        node = node.parent
        yield node


def _siblings(node: XmlNode, after: bool) -> Nodes:
    if node.parent is None or node.kind == "attribute":
        return []
    own = node.parent.children
    place = own.index(node)
    return own[place + 1 :] if after else own[:place][::-1]


def _beside(node: XmlNode, after: bool) -> Iterator[XmlNode]:
    """All that stands after (or before) a node, nearest first."""
    for holder in (node, *_ancestors(node)):
        for sibling in _siblings(holder, after):
            inside = [sibling, *_descendants(sibling)]
            yield from inside if after else reversed(inside)


_AXES: Final[dict[str, Callable[[XmlNode], Any]]] = {
    "child": lambda node: node.children,
    "descendant": _descendants,
    "descendant-or-self": lambda node: [node, *_descendants(node)],
    "self": lambda node: [node],
    "parent": lambda node: [] if node.parent is None else [node.parent],
    "ancestor": _ancestors,
    "ancestor-or-self": lambda node: [node, *_ancestors(node)],
    "attribute": lambda node: node.attributes,
    "following-sibling": lambda node: _siblings(node, True),
    "preceding-sibling": lambda node: _siblings(node, False),
    "following": lambda node: _beside(node, True),
    "preceding": lambda node: _beside(node, False),
}


def _substring(text: str, start: float, length: float = math.inf) -> str:
    first = _rounded(start)
    last = first + _rounded(length)
    return "".join(char for i, char in enumerate(text, 1) if first <= i < last)


def _rounded(number: float) -> float:
    return float(math.floor(number + 0.5)) if math.isfinite(number) else number


def _translate(text: str, old: str, new: str) -> str:
    known = {char: new[i] if i < len(new) else "" for i, char in reversed(list(enumerate(old)))}
    return "".join(known.get(char, char) for char in text)


_FUNCTIONS: Final[dict[str, tuple[str, Callable[..., Value]]]] = {
    # What the arguments are (n numbers, t texts, b booleans, s sets of nodes), those after ? may be left out.
    "count": ("s", lambda nodes: float(len(nodes))),
    "sum": ("s", lambda nodes: float(sum(_as_number(node.text()) for node in nodes))),
    "not": ("b", lambda value: not value),
    "boolean": ("b", lambda value: value),
    "true": ("", lambda: True),
    "false": ("", lambda: False),
    "floor": ("n", lambda number: float(math.floor(number)) if math.isfinite(number) else number),
    "ceiling": ("n", lambda number: float(math.ceil(number)) if math.isfinite(number) else number),
    "round": ("n", _rounded),
    "contains": ("tt", lambda text, part: part in text),
    "starts-with": ("tt", lambda text, part: text.startswith(part)),
    "substring": ("tn?n", _substring),
    "substring-before": ("tt", lambda text, part: text.partition(part)[0] if part in text else ""),
    "substring-after": ("tt", lambda text, part: text.partition(part)[2]),
    "translate": ("ttt", _translate),
    "concat": ("tt?tttttttttt", lambda *texts: "".join(texts)),
}
_CONVERTED: Final[dict[str, Callable[[Value], Value]]] = {"n": _as_number, "t": _as_text, "b": _as_bool}
_OF_NODE: Final[dict[str, Callable[[Value], Value]]] = {
    # Functions that take the node where they stand when they are given nothing.
    "string": _as_text,
    "number": _as_number,
    "string-length": lambda value: float(len(_as_text(value))),
    "normalize-space": lambda value: " ".join(_as_text(value).split()),
    "name": lambda value: value[0].name if isinstance(value, list) and value else "",
    "local-name": lambda value: value[0].name.rpartition(":")[2] if isinstance(value, list) and value else "",
}


def _compared(sign: str, left: Value, right: Value) -> bool:
    """A comparison: sets of nodes are compared node by node, and one that fits is enough."""
    if isinstance(left, list) and not isinstance(right, bool):
        return any(_compared(sign, node.text(), right) for node in left)
    if isinstance(right, list) and not isinstance(left, bool):
        return any(_compared(sign, left, node.text()) for node in right)
    if sign in ("=", "!="):
        if isinstance(left, bool) or isinstance(right, bool):
            equal = _as_bool(left) == _as_bool(right)
        elif isinstance(left, float) or isinstance(right, float):
            equal = _as_number(left) == _as_number(right)
        else:
            equal = left == right
        return equal == (sign == "=")
    a, b = _as_number(left), _as_number(right)
    return {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[sign]


def _calculated(sign: str, a: float, b: float) -> float:
    if sign == "+":
        return a + b
    if sign == "-":
        return a - b
    if sign == "*":
        return a * b
    if b == 0.0:
        return math.nan if sign == "mod" or a == 0.0 else math.copysign(math.inf, a)
    return math.fmod(a, b) if sign == "mod" else a / b


def _joined(sign: str, left: Run, right: Run) -> Run:
    if sign == "or":
        return lambda c: _as_bool(left(c)) or _as_bool(right(c))
    if sign == "and":
        return lambda c: _as_bool(left(c)) and _as_bool(right(c))
    if sign == "|":
        return lambda c: _ordered([*_nodes(left(c)), *_nodes(right(c))])
    if sign in ("+", "-", "*", "div", "mod"):
        return lambda c: _calculated(sign, _as_number(left(c)), _as_number(right(c)))
    return lambda c: _compared(sign, left(c), right(c))


def _nodes(value: Value) -> Nodes:
    if not isinstance(value, list):
        raise BadPath("nodes are wanted")
    return value


class _Parser:
    """Reads an expression into closures."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        self.depth = 0
        at = 0
        while text[at:].strip():
            match = _TOKEN.match(text, at)
            if match is None:
                raise BadPath(text[at:])
            self.tokens.append((str(match.lastgroup), match[match.lastgroup or 0]))
            at = match.end()
        self.tokens += [("end", "")] * 3
        self.at = 0

    def peek(self, ahead: int = 0) -> str:
        kind, text = self.tokens[min(self.at + ahead, len(self.tokens) - 1)]
        return text if kind != "text" else ""

    def take(self, *signs: str) -> str | None:
        if self.peek() in signs and self.peek():
            self.at += 1
            return self.tokens[self.at - 1][1]
        return None

    def want(self, sign: str) -> None:
        if self.take(sign) is None:
            raise BadPath(f"{sign} is missing")

    def whole(self) -> Run:
        found = self.binary(0)
        if self.tokens[self.at][0] != "end":
            raise BadPath(self.peek())
        return found

    def binary(self, level: int) -> Run:
        self.depth += 1
        if self.depth > _DEEPEST * len(_OPERATORS):
            raise BadPath("too deep")
        if level == len(_OPERATORS):
            found = self.unary()
        else:
            found = self.binary(level + 1)
            while (sign := self.take(*_OPERATORS[level])) is not None:
                found = _joined(sign, found, self.binary(level + 1))
        self.depth -= 1
        return found

    def unary(self) -> Run:
        if self.take("-"):
            inner = self.unary()
            return lambda c: -_as_number(inner(c))
        return self.path()

    def path(self) -> Run:
        kind, text = self.tokens[self.at]
        if kind in ("number", "text"):
            self.at += 1
            constant: Value = float(text) if kind == "number" else text[1:-1]
            return lambda c: constant
        if kind == "end":
            raise BadPath("an expression is missing")
        if text == "(" or (kind == "name" and self.peek(1) == "(" and text not in ("text", "node")):
            return self.filtered()
        return self.location()

    def filtered(self) -> Run:
        """A call or a bracket, perhaps with predicates and a path behind it."""
        if self.take("("):
            found = self.binary(0)
            self.want(")")
        else:
            found = self.call()
        while self.peek() == "[":
            found = self.narrowed(found, self.predicate())
        while (sign := self.take("/", "//")) is not None:
            found = self.relative(found, sign == "//")
        return found

    @staticmethod
    def narrowed(source: Run, test: Run) -> Run:
        return lambda c: _kept(_nodes(source(c)), test, c.visits)

    def relative(self, source: Run, deep: bool) -> Run:
        steps = self.steps(deep)
        return lambda c: _walked(_nodes(source(c)), steps, c.visits)

    def location(self) -> Run:
        absolute = self.take("/", "//")
        if absolute == "/" and self.tokens[self.at][0] == "end":
            return lambda c: [_top(c.node)]
        steps = self.steps(absolute == "//")
        while (sign := self.take("/", "//")) is not None:
            steps += self.steps(sign == "//")
        return lambda c: _walked([_top(c.node) if absolute else c.node], steps, c.visits)

    def steps(self, deep: bool) -> list[Step]:
        before: list[Step] = [_step("descendant-or-self", "node()", [])] if deep else []
        return [*before, self.step()]

    def step(self) -> Step:
        if self.take("."):
            return _step("self", "node()", [])
        if self.take(".."):
            return _step("parent", "node()", [])
        axis = "child"
        if self.take("@"):
            axis = "attribute"
        elif self.peek(1) == "::":
            axis = self.peek()
            self.at += 2
        kind, name = self.tokens[self.at]
        if axis not in _AXES or (kind != "name" and name != "*"):
            raise BadPath(name)
        self.at += 1
        if name in ("text", "node") and self.take("("):
            self.want(")")
            name += "()"
        tests = []
        while self.peek() == "[":
            tests.append(self.predicate())
        return _step(axis, name, tests)

    def predicate(self) -> Run:
        self.want("[")
        found = self.binary(0)
        self.want("]")
        return found

    def call(self) -> Run:
        name = self.tokens[self.at][1]
        self.at += 2
        args: list[Run] = []
        while not self.take(")"):
            if args:
                self.want(",")
            args.append(self.binary(0))
        if name == "position" and not args:
            return lambda c: float(c.position)
        if name == "last" and not args:
            return lambda c: float(c.size)
        if name in _OF_NODE and len(args) <= 1:
            of_node, given = _OF_NODE[name], args[0] if args else _here
            return lambda c: of_node(given(c))
        if name not in _FUNCTIONS:
            raise BadPath(name)
        codes, function = _FUNCTIONS[name]
        needed = len(codes.partition("?")[0])
        codes = codes.replace("?", "")
        if not needed <= len(args) <= len(codes):
            raise BadPath(name)
        converts = [_CONVERTED.get(code, _nodes) for code in codes[: len(args)]]
        return lambda c: function(*[convert(arg(c)) for convert, arg in zip(converts, args, strict=True)])


def _here(context: Context) -> Value:
    return [context.node]


def _top(node: XmlNode) -> XmlNode:
    while node.parent is not None:
        node = node.parent
    return node


def _step(axis: str, name: str, tests: list[Run]) -> Step:
    wanted = "attribute" if axis == "attribute" else "element"

    def fits(node: XmlNode) -> bool:
        if name == "node()":
            return True
        if name == "text()":
            return node.kind == "text"
        return node.kind == wanted and name in ("*", node.name)

    def run(node: XmlNode, visits: Visits) -> Nodes:
        others = list(_AXES[axis](node))
        visits.add(1 + len(others))
        found = [other for other in others if fits(other)]
        for test in tests:
            found = _kept(found, test, visits)
        return found

    return run


def _kept(nodes: Nodes, test: Run, visits: Visits) -> Nodes:
    """The nodes that meet a predicate; a number is a position."""
    found = []
    for position, node in enumerate(nodes, 1):
        value = test(Context(node, position, len(nodes), visits))
        if value == position if isinstance(value, float) and not isinstance(value, bool) else _as_bool(value):
            found.append(node)
    return found


def _walked(nodes: Nodes, steps: list[Step], visits: Visits) -> Nodes:
    for step in steps:
        nodes = _ordered([found for node in nodes for found in step(node, visits)])
    return nodes
