"""Formulas that differ only in their operands - plain references, numbers, texts - have one *shape*.

One pass of a regular expression takes the operands out of a text; what stands between them is the shape, which is
parsed once. A shape is used only when the lexer sees in its first formula exactly the operands that the pass took out,
between operators, functions and sheet names alone; then every other formula of the shape has the same tree (a
reference, number or text ends where it ends whatever comes before it, and all else is the same text). Names, whole
columns, other workbooks, arrays and whatever else looks odd have no shape and are read one by one.
"""

from __future__ import annotations

import math
import re
from typing import Any, Final

from xlcore.lexer import FormulaSyntaxError, Token, tokens
from xlcore.nodes import Binary, Call, Literal, Node, Point, Prefix, Reference, walk
from xlcore.parser import Parser, read_prefix
from xlcore.refs import column_number
from xlcore.values import MAX_COL, MAX_ROW

# An operand as the lexer has it, after an operator or what ends a sheet's name. A number with which such a name or rows
# might begin is none.
_OPERAND: Final = r"""
    (?<=[-+*/^&=<>%:,()!\ \n])
    (\$?[A-Za-z]{1,3}+\$?[1-9][0-9]{0,6}+(?![\w.(!\[\\?]|:[^\x00-\x2d\x2f:-@\[\]^`{-\x7f]++!)
    |(?:[0-9]++(?:\.[0-9]*+)?+|\.[0-9]++)(?:[eE][+-]?[0-9]++)?+(?![^\x00-\x2d\x2f;-@\[\]^`{-\x7f]|!)
    |"(?:[^"]|"")*+")
"""
_SIMPLE: Final = re.compile(_OPERAND, re.VERBOSE)
_QUOTED: Final = re.compile(rf"('(?:[^']|'')*+'!)|{_OPERAND}", re.VERBOSE)  # sheets in apostrophes stay in the shape
_BETWEEN: Final = re.compile(r"[-+*/^&=<>%:,()! \t\r\n\w.]*")
_KINDS: Final = frozenset({"operator", "space", "string", "function", "cell", "number", "prefix", "name", "end"})
_TAKEN: Final = frozenset({"cell", "number", "string"})
_NOT_ONCE: Final = frozenset({"LET", "LAMBDA", "ANCHORARRAY", "SINGLE"})
ROW_FIXED: Final = 2
COLUMN_FIXED: Final = 1

ROW: Final = 1 << 15
"""A cell among the operands is one number, ``row * ROW + col``: quicker to look up than a pair, and moved by adding."""
COLUMN: Final = ROW - 1

Operand = Any
"""The number of a cell (an ``int``), a ``float`` or a ``str``."""
Operands = list[Operand]
Key = tuple[Any, ...]


class _Known(dict[str, Operand]):
    """Operands by their text; ``None`` for what lies off the sheet."""

    def __missing__(self, text: str) -> Operand:
        found = self[text] = _operand(text)
        return found


def _operand(text: str) -> Operand:
    first = text[0]
    if first == '"':
        return text[1:-1].replace('""', '"')
    if first in "0123456789.":
        number = float(text)
        return None if math.isinf(number) else number
    bare = text.replace("$", "")
    letters = bare.rstrip("0123456789")
    row, col = int(bare[len(letters) :]), column_number(letters)
    return row * ROW + col if row <= MAX_ROW and col <= MAX_COL else None


class _Marks(dict[str, int]):
    """Where an operand's text has dollar signs."""

    def __missing__(self, text: str) -> int:
        cell = text[0] not in '".0123456789'
        found = self[text] = COLUMN_FIXED * (cell and text[0] == "$") | ROW_FIXED * (cell and "$" in text[1:])
        return found


class Reader:
    """Takes formula texts apart; remembers the operands it has seen."""

    def __init__(self) -> None:
        self.known = _Known()
        self.marks = _Marks()

    def read(self, text: str) -> tuple[Key, Operands]:
        """The key of the shape of ``text``, and its operands."""
        parts: list[Any]
        # Whatever stands first comes after an equals sign.
        if "'" in text:
            parts = _QUOTED.split("=" + text)
            taken = [part for part in parts[2::3] if part is not None]
            del parts[2::3]
        else:
            parts = _SIMPLE.split("=" + text)
            taken = parts[1::2]
            del parts[1::2]
        operands = list(map(self.known.__getitem__, taken))
        # A number is no reference; neither is one with dollar signs like one without.
        parts += map(type, operands)
        if "$" in text:
            parts += map(self.marks.__getitem__, taken)
        return tuple(parts), operands

    def texts(self, text: str) -> list[str]:
        """The operands of ``text`` as they stand there."""
        return [part for part in _QUOTED.split("=" + text)[2::3] if part is not None]

    def fixed(self, text: str) -> tuple[int, ...]:
        """Which coordinates of its operands have dollar signs."""
        return tuple([self.marks[part] for part in self.texts(text)])

    def is_plain(self, text: str) -> bool:
        """Whether between its operands there is nothing but operators, functions and names, and colons only between
        two cells."""
        between = _QUOTED.split("=" + text)[::3]
        return all(map(_BETWEEN.fullmatch, between)) and not any(":" in part and part != ":" for part in between)


class Hole(Literal):
    """A number or text that is not part of the shape, told by its place among the operands."""

    __slots__ = ("place",)

    def __init__(self, place: int) -> None:
        super().__init__(None)
        self.place = place


def shape_tree(text: str, reader: Reader) -> Node | None:
    """The tree of the shape of ``text``: a ``Hole`` for each number and text, and references whose coordinates are
    places among the operands (those of the first corner and of the last). ``None`` when it has no sure shape."""
    if not reader.is_plain(text):
        return None
    try:
        found = tokens(text)
        if any(token.kind not in _KINDS for token in found):
            return None
        if [token.text for token in found if token.kind in _TAKEN] != reader.texts(text):
            return None
        tree = _ShapeParser(found).formula()
    except FormulaSyntaxError:
        return None
    return tree if all(_is_sure(node) for node in walk(tree)) else None


def _is_sure(node: Node) -> bool:
    if isinstance(node, Call):
        # What SUMIF reads is not what is written there.
        return node.name not in _NOT_ONCE and not (node.name in ("SUMIF", "AVERAGEIF") and len(node.args) == 3)
    if isinstance(node, Binary):
        return node.op != ":"
    prefix = node.prefix if isinstance(node, Reference) else None
    return prefix is None or (bool(prefix.sheet) and prefix.last_sheet is None and prefix.book is None)


class _ShapeParser(Parser):
    """Builds the tree with places in the stead of operands."""

    def __init__(self, found: list[Token]) -> None:
        super().__init__(found, 1, 1)
        taken = [token.position for token in found if token.kind in _TAKEN]
        self.places = {position: place for place, position in enumerate(taken)}

    def constant(self, token: Token) -> Node:
        return Hole(self.places[token.position])

    def reference(self, token: Token, prefix: Prefix | None) -> Reference:
        first = last = Point(self.places[token.position], True)
        colon, other = self.peek(), self.tokens[min(self.index + 1, len(self.tokens) - 1)]
        one = Point(1, True)
        if colon.text == ":" and colon.kind == "operator" and other.kind == "cell":
            self.index += 2
            last = Point(self.places[other.position], True)
            return Reference(prefix, first, one, last, one)
        return Reference(prefix, first, one, last, one, "cell")

    def name(self, token: Token) -> Node:
        if token.text.upper() not in ("TRUE", "FALSE"):
            raise FormulaSyntaxError("a name has no shape", token.position)
        return super().name(token)

    def prefixed(self, token: Token) -> Node:
        if self.peek().kind != "cell":
            raise FormulaSyntaxError("only cells have a shape", token.position)
        return self.reference(self.next(), read_prefix(token.text))


def moved(operands: Operands, fixed: tuple[int, ...], rows: int, cols: int = 0) -> Operands:
    """The operands of the same formula ``rows`` further down and ``cols`` further right."""
    steps = (rows * ROW + cols, rows * ROW, cols, 0)  # by what is fixed: nothing, the column, the row, both
    return [
        operand + steps[mark] if operand.__class__ is int else operand
        for operand, mark in zip(operands, fixed, strict=True)
    ]


def is_on_sheet(operands: Operands) -> bool:
    """Whether no cell has been moved off the sheet; a column too far to the left comes out as one too far right."""
    return all(
        1 <= operand // ROW <= MAX_ROW and 1 <= operand & COLUMN <= MAX_COL
        for operand in operands
        if operand.__class__ is int
    )


def as_reference(ref: Reference, operands: Operands, fixed: tuple[int, ...], row: int, col: int) -> Reference:
    """A reference of a shape's tree with the operands put in, as the formula in the cell at ``row``, ``col`` has it."""
    first, last = ref.row1.value, ref.row2.value
    row1, col1 = _points(operands[first], fixed[first], row, col)
    row2, col2 = (row1, col1) if last == first else _points(operands[last], fixed[last], row, col)
    return Reference(ref.prefix, row1, col1, row2, col2, ref.kind)


def _points(operand: Operand, mark: int, row: int, col: int) -> tuple[Point, Point]:
    own_row, own_col = divmod(operand, ROW)
    return (
        Point(own_row, True) if mark & ROW_FIXED else Point(own_row - row, False),
        Point(own_col, True) if mark & COLUMN_FIXED else Point(own_col - col, False),
    )
