"""Tokens into a syntax tree: a Pratt parser with Excel's precedences.

From loosest to tightest: comparisons, ``&``, ``+ -``, ``* /``, ``^`` (left-associative), postfix ``%``, prefix ``- +
@``, union ``,``,
intersection (space), range ``:``, spill ``#``. So ``-2^2`` is 4, as in Excel.
"""

from __future__ import annotations

import math
from typing import Final

from xlcore.lexer import FormulaSyntaxError, Token, tokens
from xlcore.nodes import (
    Apply,
    ArrayLiteral,
    Binary,
    Call,
    Group,
    Literal,
    Missing,
    Name,
    Node,
    Point,
    Prefix,
    Reference,
    Structured,
    Unary,
)
from xlcore.refs import column_number
from xlcore.values import ERRORS, MAX_COL, MAX_ROW, REF, Value

_INFIX: Final = {
    "=": 10, "<>": 10, "<": 10, ">": 10, "<=": 10, ">=": 10,
    "&": 20, "+": 30, "-": 30, "*": 40, "/": 40, "^": 50, ",": 80, " ": 90, ":": 100,
}  # fmt: skip
_PERCENT, _PREFIX, _SPILL = 60, 70, 110
_SERVICE_DOTS: Final = 3
"""Dots in the name of a service, under which LibreOffice saves the functions of an extension; Excel's have two."""
_STRIPPED: Final = ("_XLFN.", "_XLWS.", "_XLUDF.", "_XLL.", "_XLPM.", "_XLOP.")
MAX_DEPTH: Final = 250
"""Nesting beyond this is refused; Excel itself allows 64 levels of functions."""


def parse(text: str, row: int = 1, col: int = 1) -> Node:
    """The tree of ``text`` (a formula with or without ``=``) written in the cell at ``row``, ``col``."""
    return Parser(tokens(text.removeprefix("=")), row, col).formula()


def _finite(token: Token) -> float:
    """The number of a token; one that is too large is none, in Excel neither."""
    number = float(token.text)
    if math.isinf(number):
        raise FormulaSyntaxError("too large a number", token.position)
    return number


def plain_name(name: str) -> str:
    """``name`` in upper case without the prefixes under which files save newer functions."""
    upper = name.upper()
    while upper.startswith(_STRIPPED):
        upper = upper.split(".", 1)[1]
    return upper


def _joins_areas(node: Node) -> bool:
    """Whether a union is one of what may be areas; a comma between numbers was a decimal sign to somebody."""
    if isinstance(node, Binary) and node.op == ",":
        return _joins_areas(node.left) and _joins_areas(node.right)
    return not isinstance(node, Literal) or node.value == REF


class Parser:
    """Reads one formula text."""

    def __init__(self, found: list[Token], row: int, col: int) -> None:
        self.tokens = found
        self.index = 0
        self.depth = 0
        self.row = row
        self.col = col

    def formula(self) -> Node:
        node = self.expression(0, union=True)  # names of several areas are unions without parentheses
        self.skip_space()
        if self.peek().kind != "end" or isinstance(node, Binary) and node.op == "," and not _joins_areas(node):
            raise self.error("unexpected text")
        return node

    def peek(self) -> Token:
        return self.tokens[self.index]

    def next(self) -> Token:
        token = self.tokens[self.index]
        self.index += 1
        return token

    def skip_space(self) -> None:
        while self.tokens[self.index].kind == "space":
            self.index += 1

    def error(self, message: str) -> FormulaSyntaxError:
        return FormulaSyntaxError(message, self.peek().position)

    def expect(self, text: str) -> None:
        self.skip_space()
        if self.peek().text != text or self.peek().kind != "operator":
            raise self.error(f"expected {text}")
        self.index += 1

    def expression(self, floor: int, union: bool = False) -> Node:
        """An expression of operators that bind tighter than ``floor``; ``union``: a comma is an operator here."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error("nested too deeply")
        left = self.prefix()
        while True:
            op = self.infix()
            power = _PERCENT if op == "%" else _SPILL if op == "#" else _INFIX.get(op, 0)
            if power <= floor or (op == "," and not union):
                break
            self.consume(op)
            if op in "%#":
                left = Unary(op, left)
            else:
                left = Binary(op, left, self.expression(power, union))
        self.depth -= 1
        return left

    def infix(self) -> str:
        """The operator that comes next; a space is one only between two references."""
        token = self.peek()
        if token.kind == "space":
            after = self.tokens[self.index + 1]
            starts = after.kind in ("cell", "columns", "rows", "name", "function", "prefix", "structured")
            return " " if starts or after.text == "(" else after.text if after.kind == "operator" else ""
        return token.text if token.kind == "operator" else ""

    def consume(self, op: str) -> None:
        self.skip_space()
        if op != " ":
            self.index += 1

    def prefix(self) -> Node:
        self.skip_space()
        token = self.peek()
        if token.kind == "operator" and token.text in "-+@":
            self.index += 1
            return Unary(token.text, self.expression(_PREFIX))
        node = self.primary()
        while self.peek().text == "(" and self.peek().kind == "operator" and isinstance(node, (Call, Apply, Group)):
            self.index += 1
            node = Apply(node, self.arguments())
        return node

    def primary(self) -> Node:
        token = self.next()
        match token.kind:
            case "number" | "string":
                return self.constant(token)
            case "error":
                return self.error_value(token)
            case "cell" | "columns" | "rows":
                return self.reference(token, None)
            case "prefix":
                return self.prefixed(token)
            case "function":
                return self.call(token)
            case "name":
                return self.name(token)
            case "structured":
                if self.peek().text == "#REF!":
                    return self.error_value(self.next())  # [1]#REF!A1, of another workbook
                return Structured("", token.text)
        if token.text == "(":
            inner = self.expression(0, union=True)
            self.expect(")")
            return Group(inner)
        if token.text == "{":
            return self.array()
        self.index -= 1
        raise self.error("expected a value")

    def error_value(self, token: Token) -> Node:
        """An error; with what follows it where ``#REF!`` stands for a sheet that was deleted (``#REF!A1:B2``)."""
        following = self.peek()
        if token.text == "#REF!" and following.kind in ("cell", "columns", "rows", "name", "error"):
            self.index += 1
            if following.kind not in ("name", "error"):
                self.reference(following, None)
        return Literal(ERRORS[token.text])

    def constant(self, token: Token) -> Node:
        if token.kind == "number":
            return Literal(_finite(token))
        return Literal(token.text[1:-1].replace('""', '"'))

    def call(self, token: Token) -> Node:
        self.index += 1
        name = plain_name(token.text)
        if name.count(".") >= _SERVICE_DOTS:
            name = name.rpartition(".")[2]
        return Call(name, self.arguments())

    def arguments(self) -> tuple[Node, ...]:
        """The arguments up to and with the closing parenthesis."""
        args: list[Node] = []
        self.skip_space()
        if self.peek().text == ")" and self.peek().kind == "operator":
            self.index += 1
            return ()
        while True:
            self.skip_space()
            empty = self.peek().kind == "operator" and self.peek().text in ",)"
            args.append(Missing() if empty else self.expression(0))
            self.skip_space()
            token = self.next()
            if token.kind != "operator" or token.text not in ",)":
                self.index -= 1
                raise self.error("expected , or )")
            if token.text == ")":
                return tuple(args)

    def name(self, token: Token) -> Node:
        upper = token.text.upper()
        if upper in ("TRUE", "FALSE"):
            return Literal(upper == "TRUE")
        if self.peek().kind == "structured":
            return Structured(token.text, self.next().text)
        return Name(token.text)

    def prefixed(self, token: Token) -> Node:
        prefix = read_prefix(token.text)
        following = self.next()
        match following.kind:
            case "cell" | "columns" | "rows":
                return self.reference(following, prefix)
            case "error":
                return Literal(ERRORS[following.text])
            case "function":
                # An add-in's function saved with its file, [1]!CT_X(...): the file does not matter.
                return self.call(following)
            case "name":
                if self.peek().kind == "structured":
                    return Structured(following.text, self.next().text)
                return Name(following.text, prefix)
        self.index -= 1
        raise self.error("expected a reference")

    def reference(self, token: Token, prefix: Prefix | None) -> Reference:
        if token.kind == "cell":
            row, col = self.point(token.text)
            colon, other = self.peek(), self.tokens[min(self.index + 1, len(self.tokens) - 1)]
            if colon.text == ":" and colon.kind == "operator" and other.kind == "cell":
                self.index += 2
                row2, col2 = self.point(other.text)
                return Reference(prefix, row, col, row2, col2)
            return Reference(prefix, row, col, row, col, "cell")
        first, last = token.text.split(":")
        if token.kind == "columns":
            c1, c2 = self.column(first), self.column(last)
            return Reference(prefix, Point(1, True), c1, Point(MAX_ROW, True), c2, "columns")
        r1, r2 = self.line(first), self.line(last)
        return Reference(prefix, r1, Point(1, True), r2, Point(MAX_COL, True), "rows")

    def point(self, text: str) -> tuple[Point, Point]:
        letters = text.rstrip("0123456789")
        digits = text[len(letters) :]
        if letters.endswith("$") and len(letters) > 1:
            return self.line("$" + digits), self.column(letters[:-1])
        return self.line(digits), self.column(letters)

    def column(self, text: str) -> Point:
        number = column_number(text.lstrip("$"))
        return Point(number, True) if text.startswith("$") else Point(number - self.col, False)

    def line(self, text: str) -> Point:
        number = int(text.lstrip("$"))
        return Point(number, True) if text.startswith("$") else Point(number - self.row, False)

    def array(self) -> Node:
        rows: list[tuple[Value, ...]] = []
        line: list[Value] = []
        while True:
            self.skip_space()
            line.append(self.array_item())
            self.skip_space()
            token = self.next()
            if token.kind != "operator" or token.text not in ",;}":
                self.index -= 1
                raise self.error("expected , ; or }")
            if token.text != ",":
                rows.append(tuple(line))
                line = []
            if token.text == "}":
                break
        if len({len(r) for r in rows}) != 1:
            raise self.error("rows of an array constant differ in length")
        return ArrayLiteral(tuple(rows))

    def array_item(self) -> Value:
        sign = 1.0
        while self.peek().text in ("-", "+"):
            sign = -sign if self.next().text == "-" else sign
        token = self.next()
        if token.kind == "number":
            return sign * _finite(token)
        if token.kind == "string":
            return token.text[1:-1].replace('""', '"')
        if token.kind == "error":
            return ERRORS[token.text]
        if token.text.upper() in ("TRUE", "FALSE"):
            return token.text.upper() == "TRUE"
        self.index -= 1
        raise self.error("expected a constant")


def read_prefix(text: str) -> Prefix:
    """What a text such as ``'Sheet 1'!`` names."""
    body = text[:-1]
    if body.startswith("'"):
        body = body[1:-1].replace("''", "'")
    book = None
    if "]" in body:
        # 'C:\folder\[Book.xlsx]Sheet' keeps the whole path with the book.
        cut = body.rindex("]") + 1
        book, body = body[:cut], body[cut:]
    first, colon, last = body.partition(":")
    return Prefix(first, last if colon else None, book)
