"""The shared strings of a workbook, as a list of texts. Fast over the plain form, careful over rich and odd ones."""

from __future__ import annotations

import re
from typing import Final

from workbook.package import Part
from workbook.xmltext import decoder, local, new_parser, parse, split_decode, unescape

_PLAIN: Final = re.compile(rb'<si>\s*+(?:<t(?: xml:space="preserve")?>([^<]*)</t>|<t/>)?\s*+</si>')
_ITEM: Final = re.compile(rb"<si[ >/]")


def read_shared_strings(part: Part) -> list[str]:
    """The texts in index order; phonetic hints (``rPh``) are not part of a text."""
    data = part.data
    if b"<sst" in data and b"<!" not in data and b"\0" not in data and _is_utf8(data):
        raw = _PLAIN.findall(data)
        if len(raw) == len(_ITEM.findall(data)):
            return _decoded(raw, part)
    return _careful(part)


def _is_utf8(data: bytes) -> bool:
    declaration = data[: data.find(b"?>") + 2].lower()
    return b"encoding" not in declaration or b"utf-8" in declaration


def _decoded(raw: list[bytes], part: Part) -> list[str]:
    texts = split_decode(raw, decoder(part))
    return [unescape(text) for text in texts] if b"_x" in part.data else texts


def _careful(part: Part) -> list[str]:
    texts: list[str] = []
    path: list[str] = []
    pieces: list[str] = []

    def start(name: str, _: dict[str, str]) -> None:
        path.append(local(name))

    def end(name: str) -> None:
        path.pop()
        if local(name) == "si":
            texts.append(unescape("".join(pieces)))
            pieces.clear()

    def data(text: str) -> None:
        if path[-1] == "t" and "rPh" not in path:
            pieces.append(text)

    parser = new_parser(part)
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data
    parse(parser, part)
    return texts
