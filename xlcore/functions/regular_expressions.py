"""REGEXTEST, REGEXEXTRACT and REGEXREPLACE.

Excel's patterns are those of PCRE2, Python's differ in some spellings: the common ones are translated. A pattern that
is no pattern, or uses what Python does not know, is ``#VALUE!``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from xlcore.functions.pattern_machine import Found, matches
from xlcore.functions.text import limited
from xlcore.matrix import Array
from xlcore.registry import Kind, Library, declare
from xlcore.values import NA, VALUE, ExcelError

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)

_POSIX: Final = {
    "alpha": "a-zA-Z",
    "digit": "0-9",
    "alnum": "a-zA-Z0-9",
    "upper": "A-Z",
    "lower": "a-z",
    "space": r"\s",
    "blank": r" \t",
    "punct": r"!-/:-@\[-`{-~",
    "xdigit": "0-9A-Fa-f",
    "word": r"\w",
    "cntrl": r"\x00-\x1f\x7f",
}
_LETTERS: Final = r"a-zA-Z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0370-\u052f\u1e00-\u1fff"
_PROPERTIES: Final = {"L": _LETTERS, "N": r"\d", "Nd": r"\d"}
_OUTSIDE: Final = {
    "h": r"[ \t\xa0]",
    "R": r"(?:\r\n|[\n\r\f\x0b])",
    "z": r"\Z",
    "Z": r"(?=\n?\Z)",
}
_TOKEN: Final = re.compile(
    r"""\\Q(?P<quoted>.*?)(?:\\E|\Z)
    |\\p(?:\{(?P<property>\w+)\}|(?P<letter>\w))
    |\\x\{(?P<hex>[0-9A-Fa-f]{1,6})\}
    |\\k(?:<(?P<back1>\w+)>|\{(?P<back2>\w+)\}|'(?P<back3>\w+)')
    |\\g\{?(?P<number>\d+)\}?
    |\\(?P<escape>.)
    |\(\?<(?P<name>[A-Za-z_]\w*)>
    |\[:(?P<posix>\w+):\]
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_REPLACEMENT: Final = re.compile(r"\$(?:(\$)|(\d{1,2})|\{(\w+)\})")


def _python_pattern(pattern: str) -> str:
    """``pattern`` in Python's spelling; ``re.error`` for a property of characters that is not known here."""
    pieces: list[str] = []
    inside = False  # a set of characters
    opened = 0
    for match in _TOKEN.finditer(pattern):
        kind = match.lastgroup
        text = match[kind] if kind else ""
        if kind == "other":
            if text == "[" and not inside:
                inside, opened = True, match.end() + (pattern[match.end() : match.end() + 1] == "^")
            elif text == "]" and inside and match.start() > opened:
                inside = False
            pieces.append(r"\[" if text == "[" and inside and pieces and match.start() >= opened > 0 else text)
        elif kind == "posix" and not inside:
            pieces.append(match[0])
        else:
            pieces.append(_translated(match, str(kind), text, inside))
    return "".join(pieces)


def _translated(match: re.Match[str], kind: str, text: str, inside: bool) -> str:
    """Python's spelling of what is not one plain character."""
    if kind == "quoted":
        return re.escape(text)
    if kind in ("property", "letter"):
        known = _PROPERTIES.get(text)
        if known is None:
            raise re.error(f"unknown property {text}")
        return known if inside else f"[{known}]"
    if kind == "hex":
        return re.escape(chr(int(text, 16))) if int(text, 16) < 0x110000 else match[0]
    if kind in ("back1", "back2", "back3"):
        return f"(?P={text})"
    if kind == "number":
        return f"(?:\\{text})"
    if kind == "name":
        return f"(?P<{text}>"
    if kind == "posix":
        known = _POSIX.get(text)
        if known is None:
            raise re.error(f"unknown class {text}")
        return known
    return match[0] if inside else _OUTSIDE.get(text, match[0])


@lru_cache(maxsize=256)
def _compiled(pattern: str, any_case: bool) -> re.Pattern[str] | None:
    try:
        return re.compile(_python_pattern(pattern), re.IGNORECASE if any_case else 0)
    except (re.error, OverflowError, RecursionError):
        return None


def _pattern(pattern: str, case: int) -> re.Pattern[str] | ExcelError:
    """The compiled pattern; ``case`` 0 makes case count, 1 not."""
    if case not in (0, 1):
        return VALUE
    return _compiled(pattern, case == 1) or VALUE


@excel("REGEXTEST", "t t i?")
def regextest(text: str, pattern: str, case: int = 0) -> bool | ExcelError:
    """Whether any part of the text matches."""
    found = _pattern(pattern, case)
    return found if isinstance(found, ExcelError) else next(matches(found, text), None) is not None


@excel("REGEXEXTRACT", "t t i? i?", Kind.ARRAY)
def regexextract(text: str, pattern: str, mode: int = 0, case: int = 0) -> str | Array | ExcelError:
    """The first match; in a row all matches (``mode`` 1) or the groups of the first (2). ``#N/A`` without a match."""
    found = _pattern(pattern, case)
    if isinstance(found, ExcelError):
        return found
    if mode not in (0, 1, 2):
        return VALUE
    first = next(matches(found, text), None)
    if first is None:
        return NA
    if mode == 0:
        return first[0] or ""
    if mode == 1:
        return Array([[match[0] or "" for match in matches(found, text)]])
    return Array([[group or "" for group in first.groups()]]) if found.groups else NA


@excel("REGEXREPLACE", "t t t i? i?")
def regexreplace(text: str, pattern: str, replacement: str, occurrence: int = 0, case: int = 0) -> str | ExcelError:
    """The text with every match replaced, or with that one only (negative: from the end); ``$1`` names a group."""
    found = _pattern(pattern, case)
    if isinstance(found, ExcelError):
        return found
    every = list(matches(found, text))
    if occurrence:
        at = occurrence - 1 if occurrence > 0 else occurrence
        every = [every[at]] if -len(every) <= at < len(every) else []
    pieces, end = [], 0
    for match in every:
        new = _replaced(match, replacement)
        if isinstance(new, ExcelError):
            return new
        pieces += [text[end : match.start()], new]
        end = match.end()
    return limited("".join(pieces) + text[end:])


def _replaced(match: re.Match[str] | Found, replacement: str) -> str | ExcelError:
    try:
        return _REPLACEMENT.sub(lambda token: _token(match, token), replacement)
    except IndexError:  # there is no such group
        return VALUE


def _token(match: re.Match[str] | Found, token: re.Match[str]) -> str:
    if token[1]:
        return "$"
    name = token[2] or token[3]
    return match[int(name) if name.isdigit() else name] or ""
