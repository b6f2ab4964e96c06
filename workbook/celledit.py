"""Editing one ``<c>`` element as text: its value, its type, its formula; whatever else it holds stays as it is."""

from __future__ import annotations

import re
from typing import Final

from workbook.cellvalues import EMPTY, Content, inline_element, same, value_element
from workbook.xmltext import escape, needs_preserve, unescape
from xlcore.records import Record

_TOKEN: Final = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(?:\"[^\"]*\"|'[^']*'|[^'\">])*>|[^<]+", re.DOTALL
)
_NAME: Final = re.compile(r"</?((?:[\w.-]+:)?)([\w.-]+)")
_ATTRIBUTE: Final = r"\s+{}\s*=\s*(?:\"[^\"]*\"|'[^']*')"
_CHARS: Final = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|(\w+));")
# The form in which nearly every writer leaves a cell with a value of its own (no shared string, therefore).
_USUAL: Final = re.compile(
    r'<c r="([A-Z]+[0-9]+)"( s="[0-9]+")?(?: t="(b|e|str)")?>'
    r"(<f(?: [^<>]*)?>[^<]*</f>|<f [^<>]*/>|)(?:<v(?: xml:space=\"preserve\")?>([^<&\r]*)</v>)?</c>"
)
_PHONETIC: Final = re.compile(r"<(?:[\w.-]+:)?rPh\b.*?</(?:[\w.-]+:)?rPh\s*>", re.DOTALL)
_NAMED: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


class NewMaster(Record):
    """A member of a shared formula becomes its master: the cells it now speaks for, and its own formula text."""

    __slots__ = ("range", "text")

    def __init__(self, range: str, text: str) -> None:
        self.range = range
        self.text = text


class NewRange(Record):
    """An array formula fills other cells than before."""

    __slots__ = ("range",)

    def __init__(self, range: str) -> None:
        self.range = range


class CellEdit(Record):
    """What a cell shall hold. ``formula``: ``None`` keeps the ``<f>``, ``False`` drops it."""

    __slots__ = ("content", "inline", "formula")

    def __init__(
        self, content: Content, inline: bool = False, formula: NewMaster | NewRange | bool | None = None
    ) -> None:
        self.content = content
        self.inline = inline
        self.formula = formula


class _Cell:
    """The element taken apart: its opening tag and its children as ``(name, source)``, in order."""

    def __init__(self, source: str) -> None:
        tokens = _TOKEN.findall(source)
        self.open: str = tokens[0]
        name = _NAME.match(self.open)
        assert name is not None
        self.prefix: str = name[1]
        self.empty = self.open.endswith("/>")
        self.close = "" if self.empty else tokens[-1]
        self.children = [] if self.empty else _children(tokens[1:-1])

    def child(self, name: str) -> int:
        """The index of the child, or -1."""
        return next((i for i, (own, _) in enumerate(self.children) if own == name), -1)

    def drop(self, name: str) -> None:
        self.children = [child for child in self.children if child[0] != name]

    def attribute(self, name: str) -> str:
        match = re.search(_ATTRIBUTE.format(name), self.open)
        return match[0].split("=", 1)[1].strip()[1:-1] if match else ""

    def set_attribute(self, name: str, value: str) -> None:
        """Change, add (behind ``s``, else ``r``, else the name) or, for ``""``, remove an attribute."""
        pattern = _ATTRIBUTE.format(name)
        if not value:
            self.open = re.sub(pattern, "", self.open, count=1)
        elif re.search(pattern, self.open):
            self.open = re.sub(pattern, f' {name}="{value}"', self.open, count=1)
        else:
            before = re.search(_ATTRIBUTE.format("s"), self.open) or re.search(_ATTRIBUTE.format("r"), self.open)
            before = before or _NAME.match(self.open)
            at = before.end() if before else len(self.open)
            self.open = f'{self.open[:at]} {name}="{value}"{self.open[at:]}'

    def source(self) -> str:
        """The element as text; one without children keeps or gets the short form it had."""
        if not self.children and self.empty:
            return self.open
        opened = self.open[:-2].rstrip() + ">" if self.empty else self.open
        name = _NAME.match(opened)
        assert name is not None
        return opened + "".join(text for _, text in self.children) + (self.close or f"</{name[1]}{name[2]}>")


def _children(tokens: list[str]) -> list[tuple[str, str]]:
    """The direct children of an element from the tokens between its tags; text and comments have the name ``""``."""
    children: list[tuple[str, str]] = []
    depth = 0
    for token in tokens:
        match = _NAME.match(token) if token.startswith("<") else None
        if depth:
            children[-1] = (children[-1][0], children[-1][1] + token)
        else:
            children.append((match[2] if match else "", token))
        if match and not token.endswith("/>"):
            depth += -1 if token.startswith("</") else 1
    return children


def character_data(source: str) -> str:
    """The text of an element's source: entities, CDATA and line ends resolved, tags and comments left out."""
    found = []
    for token in _TOKEN.findall(source):
        if token.startswith("<![CDATA["):
            found.append(token[9:-3])
        elif not token.startswith("<"):
            found.append(_CHARS.sub(_character, token))
    return "".join(found).replace("\r\n", "\n")


def _inline_text(source: str) -> str:
    """The text of an ``<is>`` element: its ``<t>`` elements but for phonetic hints."""
    texts = re.findall(r"<(?:[\w.-]+:)?t(?:\s[^>]*)?>(.*?)</(?:[\w.-]+:)?t\s*>", _PHONETIC.sub("", source), re.DOTALL)
    return "".join(character_data(text) for text in texts)


def _character(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if hexadecimal or decimal:
        return chr(int(hexadecimal, 16) if hexadecimal else int(decimal))
    return _NAMED.get(name, match[0])


def edit_cell(source: str, edit: CellEdit) -> str:
    """``source`` with the content and formula that ``edit`` asks for; the very same text when it has them already."""
    usual = _USUAL.fullmatch(source) if edit.formula is None and not edit.inline else None
    if usual is not None:
        return _edit_usual(source, usual, edit.content)
    return edit_element(source, edit)


def _edit_usual(source: str, usual: re.Match[str], new: Content) -> str:
    """``edit_element`` of a cell in its usual form, without taking the element apart."""
    name, style, kind, formula, text = usual.groups()
    old = None if text is None else unescape(text)
    if same(new, kind or "", old) and (text is not None or new == EMPTY):
        return source
    typed = f' t="{new.type}"' if new.type else ""
    value = "" if new == EMPTY else value_element(new, "")
    return f'<c r="{name}"{style or ""}{typed}>{formula}{value}</c>'


def edit_element(source: str, edit: CellEdit) -> str:
    """``edit_cell`` for an element of any form."""
    cell = _Cell(source)
    if edit.formula is not None:
        _edit_formula(cell, edit.formula)
    elif _holds(cell, edit.content):
        return source
    if not _holds(cell, edit.content):
        _edit_value(cell, edit)
    return cell.source()


def _holds(cell: _Cell, new: Content) -> bool:
    at = cell.child("v")
    inline = cell.child("is")
    if inline >= 0:
        return new.type == "str" and new.text == unescape(_inline_text(cell.children[inline][1]))
    text = unescape(character_data(cell.children[at][1])) if at >= 0 else None
    return same(new, cell.attribute("t"), text) and (at >= 0 or new == EMPTY)


def _edit_formula(cell: _Cell, formula: NewMaster | NewRange | bool) -> None:
    at = cell.child("f")
    if isinstance(formula, NewRange):
        old = cell.children[at][1]
        opening = _TOKEN.findall(old)[0]
        new = re.sub(_ATTRIBUTE.format("ref"), f' ref="{formula.range}"', opening, count=1)
        cell.children[at] = ("f", new + old[len(opening) :])
        return
    if not isinstance(formula, NewMaster):
        cell.drop("f")
        cell.set_attribute("cm", "")  # cell metadata marks dynamic arrays: it belongs to the formula
        return
    opening = re.sub(_ATTRIBUTE.format("ref"), "", _TOKEN.findall(cell.children[at][1])[0])
    opening = opening.rstrip("/>").rstrip() + f' ref="{formula.range}"'
    space = ' xml:space="preserve"' if needs_preserve(formula.text) and "xml:space" not in opening else ""
    cell.children[at] = ("f", f"{opening}{space}>{escape(formula.text)}</{cell.prefix}f>")


def typed_opening(opening: str, kind: str, blank: bool = False) -> str:
    """The opening tag of a cell as it must be for a value of type ``kind``, ``""`` for a number or a blank."""
    cell = _Cell(f"{opening}</c>")
    _edit_type(cell, kind, blank)
    return cell.open


def _edit_type(cell: _Cell, kind: str, blank: bool) -> None:
    cell.set_attribute("vm", "")  # rich data (an error's kind, a picture) belonged to the old value
    if kind or cell.attribute("t") != "n" or blank:
        cell.set_attribute("t", kind)


def _edit_value(cell: _Cell, edit: CellEdit) -> None:
    new = edit.content
    kind = "inlineStr" if edit.inline and new.type == "str" else new.type
    _edit_type(cell, kind, new == EMPTY)
    if kind == "inlineStr":
        fresh = [("is", inline_element(new.text, cell.prefix))]
    else:
        fresh = [] if new == EMPTY else [("v", value_element(new, cell.prefix))]
    at = max(cell.child("v"), cell.child("is"))
    if at < 0:
        at = cell.child("f") + 1
        cell.children[at:at] = fresh
    else:
        cell.children[at : at + 1] = fresh
    for name in {"v", "is"} - {name for name, _ in fresh}:
        cell.drop(name)


def new_cell(name: str, prefix: str, edit: CellEdit, style: str = "") -> str:
    """A whole new ``<c>`` for a cell that the file does not have, in the ``style`` of its row or column."""
    dressed = f' s="{style}"' if style else ""
    return edit_cell(f'<{prefix}c r="{name}"{dressed}/>', edit)
