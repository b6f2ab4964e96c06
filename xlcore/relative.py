"""Formula texts in relative form: two cells of a filled column share one key, one tree and one compiled formula.

``key`` rewrites the references of a text as offsets (R1C1), which is much cheaper than parsing. ``Template`` goes
further: from one text it
foretells the text of the cell below, so that a long column is recognised by comparing strings.
"""

from __future__ import annotations

import re
from typing import Final

from xlcore.nodes import Node
from xlcore.parser import parse
from xlcore.refs import column_name, column_number
from xlcore.values import MAX_COL, MAX_ROW

# Strings, quoted sheet names and bracketed parts are passed over; a word in front keeps names such as AB12x whole.
_REFERENCE: Final = re.compile(
    r'"(?:[^"]|"")*"'
    r"|'(?:[^']|'')*'"
    r"|\[[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\]"
    r"|(?<![\w.$\\])(?P<c1>\$?[A-Za-z]{1,3}):(?P<c2>\$?[A-Za-z]{1,3})(?![\w.(!\[])"
    r"|(?<![\w.$\\])(?P<r1>\$?[0-9]{1,7}):(?P<r2>\$?[0-9]{1,7})(?![\w.(!])"
    r"|(?<![\w.$\\])(?P<col>\$?[A-Za-z]{1,3})(?P<row>\$?[1-9][0-9]{0,6})(?![\w.(!\[\\?])"
    r"|[\w.\\?]+"
)


LONGEST: Final = 100_000
"""Characters of a formula that is taken apart; Excel writes 8,192 at most, others a little more."""


def key(text: str, row: int, col: int) -> str:
    """The relative form of ``text`` in the cell at ``row``, ``col``: equal exactly when the trees are equal."""

    def offset(match: re.Match[str]) -> str:
        if match["col"]:
            return _line(match["row"], row) + _column(match["col"], col)
        if match["c1"]:
            return f"{_column(match['c1'], col)}:{_column(match['c2'], col)}"
        if match["r1"]:
            return f"{_line(match['r1'], row)}:{_line(match['r2'], row)}"
        return match[0]

    return text if len(text) > LONGEST else _REFERENCE.sub(offset, text)


def _line(text: str, row: int) -> str:
    return f"\x01R{text[1:]}" if text[0] == "$" else f"\x01R[{int(text) - row}]"


def _column(text: str, col: int) -> str:
    return f"\x01C{text[1:].upper()}" if text[0] == "$" else f"\x01C[{column_number(text) - col}]"


class Template:
    """A formula text with its relative row numbers open; ``at(row)`` is the text that filling down gives there."""

    __slots__ = ("offset", "offsets", "parts", "pattern")

    def __init__(self, text: str, row: int) -> None:
        parts: list[str] = []
        offsets: list[int] = []
        last = 0
        for match in () if len(text) > LONGEST else _REFERENCE.finditer(text):
            group = "row" if match["row"] else None
            names = [group] if group else (["r1", "r2"] if match["r1"] else [])
            for name in names:
                digits = match[name]
                if digits[0] == "$":
                    continue
                parts.append(text[last : match.start(name)])
                offsets.append(int(digits) - row)
                last = match.end(name)
        parts.append(text[last:])
        self.parts = parts
        self.pattern = "%d".join(part.replace("%", "%%") for part in parts)
        self.offsets = tuple(offsets)
        # Most formulas look at their own row alone: then one join does it.
        self.offset = offsets[0] if len(set(offsets)) == 1 else None

    def at(self, row: int) -> str:
        if self.offset is not None:
            return str(row + self.offset).join(self.parts)
        return self.pattern % tuple([row + offset for offset in self.offsets])


def shift(text: str, rows: int, cols: int) -> str:
    """``text`` as it reads ``rows`` further down and ``cols`` further right (how a shared formula's children read)."""

    def move(match: re.Match[str]) -> str:
        if match["col"]:
            return _moved_column(match["col"], cols, _moved_line(match["row"], rows))
        if match["c1"]:
            first = _moved_column(match["c1"], cols, "")
            return "#REF!" if first == "#REF!" else f"{first}:{_moved_column(match['c2'], cols, '')}"
        if match["r1"]:
            return f"{_moved_line(match['r1'], rows)}:{_moved_line(match['r2'], rows)}"
        return match[0]

    return text if len(text) > LONGEST else _REFERENCE.sub(move, text)


def _moved_line(text: str, rows: int) -> str:
    if text[0] == "$":
        return text
    # Excel wraps a shared formula's references around the edge of the sheet.
    return str((int(text) + rows - 1) % MAX_ROW + 1)


def _moved_column(text: str, cols: int, rest: str) -> str:
    if text[0] == "$":
        return text + rest
    return column_name((column_number(text) + cols - 1) % MAX_COL + 1) + rest


class FormulaCache:
    """Trees by relative form: ``tree(text, row, col)`` parses once per key."""

    def __init__(self) -> None:
        self._trees: dict[str, Node] = {}

    def tree(self, formula_key: str, text: str, row: int, col: int) -> Node:
        """The tree of ``text``; ``FormulaSyntaxError`` when it is no formula."""
        node = self._trees.get(formula_key)
        if node is None:
            node = self._trees[formula_key] = parse(text, row, col)
        return node

    def __len__(self) -> int:
        return len(self._trees)
