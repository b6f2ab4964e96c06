"""Small edits to the text of a part: an attribute set, an element put in; every other byte stays.

A part is edited as text and not parsed into a tree, so that what nobody here knows of (extension lists, prefixes, the
order of attributes) comes out as it went in. Parts are those that Office and openpyxl write: UTF-8, one root.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from workbook.xmltext import local

_VALUES: Final = r"(?:\"[^\"]*\"|'[^']*'|[^'\">])*?"


def prefix_of(text: str) -> str:
    """The namespace prefix of the root, with its colon; ``""`` where it has none."""
    found = re.search(r"<([A-Za-z_][\w.-]*:)?[A-Za-z_][\w.-]*[\s/>]", text)
    return (found[1] or "") if found else ""


def start_tag(text: str, name: str) -> re.Match[str] | None:
    """The first start tag of an element with this local name; group 1 is ``/`` for an empty element."""
    return re.search(rf"<(?:[\w.-]+:)?{name}(?=[\s/>]){_VALUES}(/?)>", text)


def attribute_of(text: str, element: str, name: str) -> str | None:
    """The attribute of the first such element, None where it has none (or there is no element)."""
    tag = start_tag(text, element)
    found = tag and re.search(rf"\s{name}\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", tag[0])
    return (found[1] or found[2] or "") if found else None


def with_attribute(text: str, element: str, name: str, value: str) -> str:
    """The text in which the first such element has the attribute; a value that is there is replaced."""
    tag = start_tag(text, element)
    if tag is None:
        raise ValueError(f"no element {element}")
    bare = re.sub(rf"\s{name}\s*=\s*(?:\"[^\"]*\"|'[^']*')", "", tag[0])
    at = len(bare) - (2 if tag[1] else 1)
    return f"{text[: tag.start()]}{bare[:at].rstrip()} {name}={quoteattr(value)}{bare[at:]}{text[tag.end() :]}"


def with_child(text: str, parent: str, child: str) -> str:
    """The text in which the first element ``parent`` has ``child`` (an element) as its last."""
    tag = start_tag(text, parent)
    if tag is None:
        raise ValueError(f"no element {parent}")
    name = re.match(r"<([\w.:-]+)", tag[0])
    assert name is not None
    if tag[1]:
        return f"{text[: tag.start()]}{tag[0][:-2].rstrip()}>{child}</{name[1]}>{text[tag.end() :]}"
    end = re.compile(rf"</{re.escape(name[1])}\s*>").search(text, tag.end())
    if end is None:
        raise ValueError(f"{parent} has no end")
    return f"{text[: end.start()]}{child}{text[end.start() :]}"


def with_first_child(text: str, parent: str, child: str) -> str:
    """The text in which ``child`` is the first in the element ``parent``, which is not empty."""
    tag = start_tag(text, parent)
    if tag is None or tag[1]:
        raise ValueError(f"no element {parent} with content")
    return f"{text[: tag.end()]}{child}{text[tag.end() :]}"


def with_element_before(text: str, element: str, following: Iterable[str], root: str) -> str:
    """The text with ``element`` (as XML) before the first child of the root that must follow it, else at its end."""
    names = frozenset(following)
    place = next((at for name, at in _children(text.encode("utf-8")) if name in names), None)
    if place is None:
        return with_child(text, root, element)
    data = text.encode("utf-8")
    return (data[:place] + element.encode("utf-8") + data[place:]).decode("utf-8")


def _children(data: bytes) -> list[tuple[str, int]]:
    """The local names of the root's children, and at which byte each begins."""
    found: list[tuple[str, int]] = []
    depth = 0
    parser = expat.ParserCreate()

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal depth
        if depth == 1:
            found.append((local(name), parser.CurrentByteIndex))
        depth += 1

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(data, True)
    return found
