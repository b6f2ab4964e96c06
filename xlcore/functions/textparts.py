"""Excel's newer text functions: TEXTBEFORE, TEXTAFTER, TEXTSPLIT, VALUETOTEXT, ARRAYTOTEXT, ENCODEURL."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from xlcore.coerce import to_text
from xlcore.functions.gather import SCALARS
from xlcore.functions.lookup import as_matrix
from xlcore.matrix import Array, Result
from xlcore.registry import CallContext, Kind, Library, declare
from xlcore.values import CALC, NA, VALUE, ExcelError, Value

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)


def _delimiters(context: CallContext, argument: Result) -> list[str] | ExcelError:
    values = [argument] if isinstance(argument, SCALARS) else list(argument.values())
    found: list[str] = []
    for value in values:
        text = to_text(value, context.locale)
        if isinstance(text, ExcelError):
            return text
        found.append(text)
    return found


def _pattern(delimiters: Sequence[str], any_case: bool) -> re.Pattern[str]:
    """Finds any of the delimiters, the longest where several begin."""
    longest_first = sorted((re.escape(d) for d in delimiters if d), key=len, reverse=True)
    return re.compile("|".join(longest_first), re.IGNORECASE if any_case else 0)


def _span(
    context: CallContext, text: str, delimiter: Result, instance: int, mode: int, to_end: int
) -> tuple[int, int] | None | ExcelError:
    """Where the wanted delimiter stands; None when it does not. An empty one stands at the near end."""
    delimiters = _delimiters(context, delimiter)
    if isinstance(delimiters, ExcelError):
        return delimiters
    if instance == 0 or mode not in (0, 1) or to_end not in (0, 1) or abs(instance) > max(len(text), 1):
        return VALUE
    if not any(delimiters) or "" in delimiters:
        at = 0 if instance > 0 else len(text)
        return at, at
    found = [match.span() for match in _pattern(delimiters, mode == 1).finditer(text)]
    if to_end:
        found = [*found, (len(text), len(text))] if instance > 0 else [(0, 0), *found]
    at = instance - 1 if instance > 0 else instance
    return found[at] if -len(found) <= at < len(found) else None


@excel("TEXTBEFORE", "t R i? i? i? e?", context=True)
def textbefore(
    context: CallContext,
    text: str,
    delimiter: Result,
    instance: int = 1,
    mode: int = 0,
    to_end: int = 0,
    if_not_found: Value = NA,
) -> Value:
    """What stands before the delimiter (its n-th occurrence; negative: counted from the end)."""
    span = _span(context, text, delimiter, instance, mode, to_end)
    if isinstance(span, ExcelError):
        return span
    return if_not_found if span is None else text[: span[0]]


@excel("TEXTAFTER", "t R i? i? i? e?", context=True)
def textafter(
    context: CallContext,
    text: str,
    delimiter: Result,
    instance: int = 1,
    mode: int = 0,
    to_end: int = 0,
    if_not_found: Value = NA,
) -> Value:
    """What stands behind the delimiter (its n-th occurrence; negative: counted from the end)."""
    span = _span(context, text, delimiter, instance, mode, to_end)
    if isinstance(span, ExcelError):
        return span
    return if_not_found if span is None else text[span[1] :]


def _split(text: str, delimiters: Sequence[str], any_case: bool, ignore_empty: bool) -> list[str]:
    if not delimiters:
        return [text]
    pieces: list[str] = []
    start = 0
    for match in _pattern(delimiters, any_case).finditer(text):
        pieces.append(text[start : match.start()])
        start = match.end()
    pieces.append(text[start:])
    return [piece for piece in pieces if piece] if ignore_empty else pieces


@excel("TEXTSPLIT", "t R r? b? i? e?", Kind.ARRAY, context=True)
def textsplit(
    context: CallContext,
    text: str,
    columns: Result,
    rows: Result = None,
    ignore_empty: bool = False,
    mode: int = 0,
    pad: Value = NA,
) -> Result:
    """The text cut into columns, and into rows, at delimiters; short rows are filled up with ``pad``."""
    across = [] if columns is None else _delimiters(context, columns)
    down = [] if rows is None else _delimiters(context, rows)
    if isinstance(across, ExcelError) or isinstance(down, ExcelError):
        return across if isinstance(across, ExcelError) else down  # type: ignore[return-value]
    if mode not in (0, 1) or "" in across or "" in down or not (across or down):
        return VALUE
    lines = [_split(line, across, mode == 1, ignore_empty) for line in _split(text, down, mode == 1, ignore_empty)]
    width = max((len(line) for line in lines), default=0)
    if not width:
        return CALC
    return Array([[*line, *[pad] * (width - len(line))] for line in lines])


def _shown(context: CallContext, value: Value, strict: bool) -> str:
    if isinstance(value, ExcelError):
        return value.code
    if strict and isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return str(to_text(value, context.locale))


@excel("VALUETOTEXT", "e i?", context=True)
def valuetotext(context: CallContext, value: Value, form: int = 0) -> str | ExcelError:
    """The value as text: as shown (0) or as it would be typed into a formula, texts in quotes (1)."""
    return _shown(context, value, form == 1) if form in (0, 1) else VALUE


@excel("ARRAYTOTEXT", "R i?", Kind.REDUCTION, context=True)
def arraytotext(context: CallContext, array: Result, form: int = 0) -> str | ExcelError:
    """All values as text: in a list (0) or as an array constant (1)."""
    if form not in (0, 1):
        return VALUE
    matrix = as_matrix(array)
    lines = [
        [_shown(context, matrix.get(i, j), form == 1) for j in range(matrix.cols)] for i in range(matrix.used_rows)
    ]
    if form == 0:
        return ", ".join(value for line in lines for value in line)
    return "{" + ";".join(",".join(line) for line in lines) + "}"


_UNRESERVED: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")


@excel("ENCODEURL", "t")
def encodeurl(text: str) -> str:
    """The text as part of a web address: bytes of UTF-8 that are not letters, digits or ``-_.~`` as ``%20``."""
    return "".join(chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in text.encode("utf-8", "replace"))
