"""XML as the parts of a workbook use it: small parts through expat, texts with their entities and ``_xHHHH_`` escapes.

A document type declaration is refused everywhere: no Office program writes one, and entities could expand without end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple
from xml.parsers import expat

from workbook.package import Part

_DIGITS: Final = 15  # of a whole number that is one
_ENTITY: Final = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|(\w+));?")
_NAMED: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ESCAPE: Final = re.compile(r"_x([0-9a-fA-F]{4})_")
_SURROGATES: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]")
# What XML 1.0 cannot hold, and what would be taken for an escape (ST_Xstring, ISO 29500-1 22.9.2.19).
_UNWRITABLE: Final = re.compile("_(?=x[0-9a-fA-F]{4}_)|[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


class Element(NamedTuple):
    """One element in document order: local name, attributes with their names as written, own text, depth from 0."""

    name: str
    attributes: dict[str, str]
    text: str
    depth: int


def local(name: str) -> str:
    """``name`` without its namespace prefix."""
    return name[name.find(":") + 1 :]


def attribute(attributes: dict[str, str], name: str) -> str | None:
    """The attribute with this local name, whatever its prefix (``r:id``, ``d3p1:id``)."""
    if name in attributes:
        return attributes[name]
    return next((value for key, value in attributes.items() if local(key) == name), None)


def is_true(text: str | None) -> bool:
    """An xsd:boolean attribute; absent is false."""
    return text in ("1", "true", "on")


def new_parser(part: Part) -> expat.XMLParserType:
    """An expat parser that refuses a document type declaration."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse_doctype(*_: object) -> None:
        raise part.refusal("dtd")

    parser.StartDoctypeDeclHandler = refuse_doctype
    return parser


def parse(parser: expat.XMLParserType, part: Part) -> None:
    """Run ``parser`` over the part; ``Refusal`` bad-xml with the line where it breaks."""
    try:
        parser.Parse(part.data, True)
    except expat.ExpatError as error:
        raise part.refusal("bad-xml", detail=f"lỗi XML ở dòng {error.lineno}") from None
    except (ValueError, LookupError):  # an encoding of several bytes, as a ValueError; bytes that it does not have
        raise part.refusal("bad-xml", detail="sai mã ký tự") from None


def whole(text: str | None, default: int = 0) -> int:
    """A whole number that is not negative, as files write it; ``default`` where the text is absent or none."""
    return int(text) if text is not None and len(text) <= _DIGITS and text.isascii() and text.isdigit() else default


_MANY: Final = 600_000  # elements: no part that is read whole has more


def elements(part: Part) -> list[Element]:
    """All elements of a (small) part in document order; ``Refusal`` when they would fill the memory."""
    found: list[Element] = []
    open_at: list[int] = []
    texts: list[list[str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(found) >= _MANY:
            raise part.refusal("bad-xml", detail=f"có hơn {_MANY} phần tử")
        open_at.append(len(found))
        texts.append([])
        found.append(Element(local(name), attributes, "", len(open_at) - 1))

    def end(_: str) -> None:
        at, text = open_at.pop(), "".join(texts.pop())
        if text:
            found[at] = found[at]._replace(text=text)

    def data(text: str) -> None:
        texts[-1].append(text)

    parser = new_parser(part)
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data
    parse(parser, part)
    return found


def decoder(part: Part) -> Callable[[bytes], str]:
    """A function from a raw character-data slice of a UTF-8 part to its text, entities and line ends resolved."""

    def decode(raw: bytes) -> str:
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            raise part.refusal("bad-xml", detail="sai mã ký tự") from None
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        return _resolved(text, part) if "&" in text else text

    return decode


def _resolved(text: str, part: Part) -> str:
    """``text`` without entities; decimal numbers and the five names by plain replacement, all that most texts need."""
    try:
        plain = _without_numbers(text) if "&#" in text else text
    except ValueError:
        raise part.refusal("bad-xml", detail="có ký hiệu &#…; không phải chữ") from None
    if "&#" not in plain:
        plain = plain.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&apos;", "'")
        if plain.count("&") == plain.count("&amp;"):
            return plain.replace("&amp;", "&")
    return _ENTITY.sub(lambda match: _entity(match, part), text)


class _Characters(dict[str, str]):
    """Characters by their decimal numbers; a text in Vietnamese has hundreds of the same few. ``ValueError`` for one
    that XML does not have: a NUL would tear a column of texts apart."""

    def __missing__(self, number: str) -> str:
        found = self[number] = _character(int(number))
        return found


def _character(code: int) -> str:
    if code < 0x20 and code not in (9, 10, 13) or 0xD800 <= code < 0xE000 or code in (0xFFFE, 0xFFFF):
        raise ValueError("not a character of XML")
    return chr(code)


_CHARACTERS: Final = _Characters()
_DECIMAL: Final = re.compile("&#([0-9]{1,5});")


def _without_numbers(text: str) -> str:
    """``text`` with characters for their decimal numbers; as it is, where one of them stands for an ampersand."""
    pieces = _DECIMAL.split(text)
    pieces[1::2] = map(_CHARACTERS.__getitem__, pieces[1::2])
    return text if "&" in pieces[1::2] else "".join(pieces)


def split_decode(raw: Sequence[bytes], decode: Callable[[bytes], str]) -> list[str]:
    """Each slice decoded; joined by NUL, which XML cannot hold, so that a column costs one call."""
    return decode(b"\0".join(raw)).split("\0") if raw else []


def _entity(match: re.Match[str], part: Part) -> str:
    hexadecimal, decimal, name = match.groups()
    try:
        if hexadecimal or decimal:
            return _character(int(hexadecimal, 16) if hexadecimal else int(decimal))
        return _NAMED[name]
    except (KeyError, ValueError, OverflowError):
        raise part.refusal("bad-xml", detail=f"ký hiệu {match[0]} lạ") from None


def unescape(text: str) -> str:
    """``text`` with ``_x000D_`` and its like resolved; two halves of a surrogate pair become one character."""
    if "_x" not in text:
        return text
    plain = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return _SURROGATES.sub(lambda match: match[0].encode("utf-16", "surrogatepass").decode("utf-16"), plain)


def escape(text: str) -> str:
    """``text`` as character data of a cell; what XML cannot hold becomes ``_xHHHH_``."""
    if _UNWRITABLE.search(text):
        text = _UNWRITABLE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def needs_preserve(text: str) -> bool:
    """Whether Excel would drop spaces of ``text`` without ``xml:space="preserve"``."""
    return text != text.strip(" \t\n\r") or "\n" in text
