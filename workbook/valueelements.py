"""The ``<v>`` elements of many values at once, and the attributes that cells get with them."""

from __future__ import annotations

from typing import Final

from workbook.celledit import typed_opening
from workbook.cellvalues import EMPTY, content, value_element
from workbook.xmltext import escape, needs_preserve
from xlcore.values import Value

# Signs that XML cannot hold keep texts apart from numbers, which alone lose their ".0", while a stretch is one string.
_END: Final = "\1"
_SPACE: Final = "\2"
_NO_NUMBER: Final = "\3"
_BETWEEN: Final = "</v>\0<v>"
_TEXT_END: Final = f"{_END}</v>"
_SPACED: Final = f"<v>{_SPACE}"
# Exponents, which Excel writes in its own way, numbers that are none, and other values.
_UNEVEN: Final = ("e-", "e+", "inf</v>", "nan</v>", _NO_NUMBER)
_MEMO: Final = 50_000  # distinct texts remembered: most columns of texts repeat a few


class Elements:
    """Values -> their elements."""

    def __init__(self) -> None:
        self.texts = _Texts()

    def of(self, values: list[Value]) -> list[bytes]:
        """The ``<v>`` element of each value (empty for a blank)."""
        if set(map(type, values)) == {float}:
            return _numbers(values)
        texts = self.texts
        inside = [
            repr(value) if value.__class__ is float
            else texts[value] if value.__class__ is str
            else _NO_NUMBER
            for value in values
        ]  # fmt: skip
        joined = f"<v>{_BETWEEN.join(inside)}</v>"
        if any(map(joined.__contains__, _UNEVEN)):
            return list(map(_element, values))
        joined = joined.replace(".0</v>", "</v>").replace("<v>-0</v>", "<v>0</v>")
        return joined.replace(_TEXT_END, "</v>").replace(_SPACED, '<v xml:space="preserve">').encode().split(b"\0")


def _numbers(values: list[Value]) -> list[bytes]:
    """The elements of numbers; the list's own text has them all, made without a Python loop."""
    joined = f"<v>{str(values)[1:-1].replace(', ', _BETWEEN)}</v>"
    odd = "e" in joined or "n" in joined  # exponents, infinite numbers and those that are none
    elements = joined.replace(".0</v>", "</v>").replace("<v>-0</v>", "<v>0</v>").encode().split(b"\0")
    if odd:
        for i, element in enumerate(elements):
            if b"e" in element or b"n" in element:
                elements[i] = _element(values[i])
    return elements


def _element(value: Value) -> bytes:
    new = content(value)
    return b"" if new == EMPTY else value_element(new, "").encode()


class _Texts(dict[Value, str]):
    """Texts -> what stands for them between ``<v>`` and ``</v>`` until a stretch is joined."""

    def __missing__(self, text: Value) -> str:
        if len(self) >= _MEMO:
            self.clear()
        assert isinstance(text, str)
        inside = self[text] = f"{_SPACE if needs_preserve(text) else ''}{escape(text)}{_END}"
        return inside


class Typed(dict[bytes, bytes]):
    """The attributes behind a cell's address, from its closing quote on -> the same with ``t`` for one type."""

    def __init__(self, kind: str, blank: bool = False) -> None:
        super().__init__()
        self.kind = kind
        self.blank = blank

    def __missing__(self, attributes: bytes) -> bytes:
        before = '<c r="A1'
        opening = typed_opening(f"{before}{attributes.decode()}>", self.kind, self.blank)
        typed = self[attributes] = opening.removeprefix(before).removesuffix(">").encode()
        return typed
