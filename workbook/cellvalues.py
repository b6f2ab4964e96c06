"""A cell's value as the file writes it, ``t`` and ``<v>``, and back.

Source: ISO/IEC 29500-1, 18.18.11 (ST_CellType). Numbers are written as Excel writes them: shortest form that reads back
as the same float, whole numbers without a point, capital E.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from workbook.package import Part
from workbook.refusal import Refusal, refuse
from workbook.xmltext import escape, needs_preserve, unescape
from xlcore.dates import from_datetime
from xlcore.values import ERRORS, MAX_TEXT, ExcelError, Value

NUMBER: Final = 0
SHARED: Final = 1
TEXT: Final = 2
BOOLEAN: Final = 3
ERROR: Final = 4
INLINE: Final = 5
DATE: Final = 6
KINDS: Final = {
    "n": NUMBER, "s": SHARED, "str": TEXT, "b": BOOLEAN, "e": ERROR, "inlineStr": INLINE, "d": DATE,
}  # fmt: skip
_MEMO: Final = 50_000  # distinct texts of formulas remembered: most columns repeat a few


_TYPE: Final = re.compile(rb'(?:^| )t="([^"]*)"')


class Kinds(dict[bytes, int]):
    """Attributes of a ``<c>`` as written -> the kind of its value, -1 unknown; few distinct ones occur in a sheet."""

    def __missing__(self, attributes: bytes) -> int:
        match = _TYPE.search(attributes)
        kind = self[attributes] = KINDS.get(match[1].decode("utf-8", "replace") if match else "n", -1)
        return kind


class _Texts(dict[bytes, str]):
    """Raw character data -> text."""

    def __init__(self, decode: Callable[[bytes], str]) -> None:
        super().__init__()
        self.decode = decode

    def __missing__(self, raw: bytes) -> str:
        if len(self) >= _MEMO:
            self.clear()
        text = self[raw] = unescape(self.decode(raw))
        return text


class CellReader:
    """Turns the raw content of cells of one part into values."""

    def __init__(self, part: Part, strings: Sequence[str], date1904: bool, decode: Callable[[bytes], str]) -> None:
        self.part = part
        self.strings = strings
        self.date1904 = date1904
        self.decode = decode
        self.texts = _Texts(decode)

    def value(self, kind: int, raw: bytes) -> Value:
        """The value of raw character data; ``ValueError`` or ``IndexError`` when it is none of that kind."""
        if kind == TEXT or kind == INLINE:
            return self.texts[raw]
        return self.text_value(kind, self.decode(raw))

    def text_value(self, kind: int, text: str | None) -> Value:
        """The value of decoded character data (``None``: the element is absent)."""
        if kind == TEXT or kind == INLINE:
            return unescape(text or "")
        if not text:
            return None
        if kind == NUMBER:
            return finite_number(text)
        if kind == SHARED:
            return self.strings[shared_index(text)]
        if kind == BOOLEAN:
            return _BOOLEANS[text.strip()] if text.strip() in _BOOLEANS else bool(float(text))
        if kind == ERROR:
            return ERRORS.get(text) or ExcelError(text)
        if kind == DATE:
            return iso_serial(text, self.date1904)
        raise ValueError("unknown cell type")

    def damaged(self, cell: str, raw: bytes | str | None) -> Refusal:
        """The refusal for a cell whose content cannot be read."""
        text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw or ""
        return self.part.refusal("bad-cell-data", cell=cell, detail=f"“{text[:40]}”")


def shared_index(text: str | bytes) -> int:
    """The index of a shared string; ``ValueError`` for a negative one, which Python would count from the end."""
    index = int(text)
    if index < 0:
        raise ValueError("a negative index")
    return index


def finite_numbers(texts: Sequence[bytes]) -> list[Value]:
    """As ``finite_number``, for many."""
    found = list(map(float, texts))
    if not all(map(math.isfinite, found)):
        raise ValueError("not a finite number")
    return found  # type: ignore[return-value]


def finite_number(text: str | bytes) -> float:
    """The number of a cell; ``ValueError`` also for "NaN" and "INF", which Python reads and Excel does not."""
    number = float(text)
    if number - number != 0.0:
        raise ValueError("not a finite number")
    return number


_BOOLEANS: Final = {"1": True, "0": False, "true": True, "false": False}


def iso_serial(text: str, date1904: bool) -> float:
    """The serial of an ISO 8601 date, time or both; ``ValueError`` when it is none."""
    text = text.strip().removesuffix("Z")
    if "T" not in text and "-" not in text:
        time = dt.time.fromisoformat(text)
        return (time.hour * 3600 + time.minute * 60 + time.second + time.microsecond / 1e6) / 86_400
    serial = from_datetime(dt.datetime.fromisoformat(text), date1904)
    if isinstance(serial, ExcelError):
        raise ValueError("date outside the calendar")
    return serial


class Content(NamedTuple):
    """What a cell shall hold: its ``t`` (``""`` for a number) and the character data of ``<v>``, not yet escaped."""

    type: str
    text: str


EMPTY: Final = Content("", "")

# Errors that files know by their code; the younger ones are saved as #VALUE! (Excel adds rich data to tell them apart).
_FILE_ERRORS: Final = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"}


def content(value: Value) -> Content:
    """How ``value`` is written; ``EMPTY`` for a blank."""
    if value.__class__ is float or isinstance(value, (int, float)) and not isinstance(value, bool):
        return Content("", number_text(float(value)))
    if value is None:
        return EMPTY
    if isinstance(value, str):
        return Content("str", value)
    if isinstance(value, bool):
        return Content("b", "1" if value else "0")
    return Content("e", value.code if value.code in _FILE_ERRORS else "#VALUE!")


def number_text(number: float) -> str:
    """``"2300"``, ``"0.1"``, ``"1E+20"``: the shortest text that reads back as the same float.

    ``ValueError`` for an infinite number or one that is none.
    """
    if not math.isfinite(number):
        raise ValueError(f"{number} is not a cell's number")
    text = repr(number)
    if text.endswith(".0"):
        return "0" if text == "-0.0" else text[:-2]
    mantissa, e, exponent = text.partition("e")
    return f"{mantissa}E{int(exponent):+d}" if e else text


def same(new: Content, old_type: str, old_text: str | None) -> bool:
    """Whether a cell with that ``t`` and (unescaped) ``<v>`` already holds ``new``."""
    if old_type in ("", "n"):
        if not old_text:
            return new == EMPTY
        return new.type == "" and new.text != "" and _equal(new.text, old_text)
    if new.type != old_type:
        return False
    if new.type == "b":
        return _BOOLEANS.get((old_text or "").strip()) == (new.text == "1")
    return new.text == (old_text or "")


def _equal(new: str, old: str) -> bool:
    try:
        return new == old or float(new) == float(old)
    except ValueError:
        return False


def value_element(new: Content, prefix: str) -> str:
    """The ``<v>`` element of ``new``, with the part's namespace prefix."""
    space = ' xml:space="preserve"' if new.type == "str" and needs_preserve(new.text) else ""
    return f"<{prefix}v{space}>{escape(new.text)}</{prefix}v>"


def inline_element(text: str, prefix: str) -> str:
    """The ``<is>`` element of an inline text."""
    space = ' xml:space="preserve"' if needs_preserve(text) else ""
    return f"<{prefix}is><{prefix}t{space}>{escape(text)}</{prefix}t></{prefix}is>"


def input_value(value: object, sheet: str, cell: str) -> Value:
    """``value`` as a cell's input: dates become serials, whole numbers floats; ``Refusal`` bad-value otherwise."""
    if value is None or isinstance(value, (bool, ExcelError)):
        return value
    if isinstance(value, str):
        if len(value) > MAX_TEXT:
            raise refuse("bad-value", sheet=sheet, cell=cell, detail=f"chữ dài quá {MAX_TEXT} ký tự")
        return value
    if isinstance(value, (int, float)) or hasattr(value, "__float__"):  # also numpy's numbers and Decimal
        number = _as_float(value)
        if number is None:
            raise refuse("bad-value", sheet=sheet, cell=cell, detail="số vô hạn hoặc không xác định")
        return number
    raise refuse("bad-value", sheet=sheet, cell=cell, detail=f"kiểu {type(value).__name__}")


def _as_float(value: object) -> float | None:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (OverflowError, ValueError):
        return None
    return number if math.isfinite(number) else None
