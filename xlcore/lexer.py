"""Excel's formula text into tokens.

A token is ``(kind, text, position)``. The grammar is MS-XLSX's formula syntax in its file form: comma as list sign,
point as decimal
sign, A1 references. White space is a token of its own because between two references it is the intersection operator.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from xlcore.refs import column_number
from xlcore.values import MAX_COL, MAX_ROW


class FormulaSyntaxError(ValueError):
    """A text that is no formula; ``position`` is the 0-based character where it stops making sense."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(f"{message} at {position}")
        self.position = position


class Token(NamedTuple):
    kind: str
    text: str
    position: int


_WORD = r"(?:[^\W\d]|[\\_])[\w.\\?]*+"
# What needs no quotes in a sheet name: everything but ASCII signs (a set of all of Unicode is slow to compile).
_PLAIN_SHEET = r"[^\x00-\x2d\x2f:-@\[\]^`{-\x7f]++"

# The order matters: what is frequent and quickly told comes first; a prefix is tried only where a reference or a
# function has not matched, since it must run to the end of a word to find no "!". Nothing here backtracks.
_TOKEN: Final = re.compile(
    rf"""
    (?P<operator><=|>=|<>|[-+*/^&=<>%:,;(){{}}@])
  | (?P<space>[ \t\r\n]++)
  | (?P<string>"(?:[^"]|"")*+")
  | (?P<function>{_WORD}(?=\())
  | (?P<cell>\$?[A-Za-z]{{1,3}}\$?[1-9][0-9]{{0,6}}(?![\w.(!\[\\?]|:{_PLAIN_SHEET}!))
  | (?P<columns>\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}(?![\w.(!\[]))
  | (?P<rows>\$?[0-9]{{1,7}}:\$?[0-9]{{1,7}}(?![\w.(!]))
  | (?P<prefix>'(?:[^']|'')++'! | (?:\[[^\[\]]*+\])?{_PLAIN_SHEET}(?::{_PLAIN_SHEET})?! | \[[^\[\]]++\]!)
  | (?P<number>(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?)
  | (?P<name>{_WORD})
  | (?P<error>\#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|GETTING_DATA|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!
        |UNKNOWN!))
  | (?P<hash>\#)
  | (?P<bracket>\[)
    """,
    re.VERBOSE,
)


def tokens(text: str) -> list[Token]:
    """The tokens of ``text`` (without the leading ``=``), an ``end`` token last; ``FormulaSyntaxError`` if it has
    none."""
    found: list[Token] = []
    position, end = 0, len(text)
    match_at = _TOKEN.match
    while position < end:
        match = match_at(text, position)
        if match is None:
            raise FormulaSyntaxError("unexpected character", position)
        kind = match.lastgroup
        if kind == "bracket":
            stop = _closing_bracket(text, position)
            found.append(Token("structured", text[position:stop], position))
            position = stop
            continue
        if kind == "hash":
            kind = "operator"
        word = match[0]
        if kind == "prefix" and found and found[-1].kind == "prefix":
            first = match_at(word.partition(":")[0])
            if first is not None and first.lastgroup == "cell":
                kind, word = "cell", first[0]  # S!A1:S!B2, of which A1:S! is no run of sheets
        if kind in _REFERENCES:
            found.append(_checked(kind, word, position))
        else:
            found.append(_new(Token, (kind, word, position)))  # half the time of Token(...)
        position += len(word)
    found.append(Token("end", "", end))
    return found


_new: Final[Callable[[type[Token], tuple[str | None, str, int]], Token]] = tuple.__new__
_REFERENCES: Final = frozenset({"cell", "columns", "rows"})


def _checked(kind: str, text: str, position: int) -> Token:
    """The token; what looks like a reference but lies off the sheet is a name."""
    if kind == "cell":
        bare = text.replace("$", "")
        letters = bare.rstrip("0123456789")
        if column_number(letters) > MAX_COL or int(bare[len(letters) :]) > MAX_ROW:
            kind = "name"
    elif kind == "columns" and any(column_number(part) > MAX_COL for part in text.replace("$", "").split(":")):
        raise FormulaSyntaxError("no such column", position)
    elif kind == "rows" and not all(1 <= int(part) <= MAX_ROW for part in text.replace("$", "").split(":")):
        raise FormulaSyntaxError("no such row", position)
    return Token(kind, text, position)


def _closing_bracket(text: str, start: int) -> int:
    """The position after the bracket that closes the one at ``start``; an apostrophe escapes the next character."""
    depth, position = 0, start
    while position < len(text):
        char = text[position]
        if char == "'":
            position += 1
        elif char == "[":
            depth += 1
        elif char == "]":
            depth -= 1
            if depth == 0:
                return position + 1
        position += 1
    raise FormulaSyntaxError("bracket is not closed", start)
