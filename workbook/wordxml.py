"""The XML of Word documents: names, reading, writing, small elements. The only file that imports lxml.

lxml comes with docxtpl and keeps the prefixes of a part as they were: ``mc:Ignorable`` names prefixes, and a part whose
prefixes were renamed, as the standard library does, is no longer opened by Word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree
from lxml.etree import XMLSyntaxError
from lxml.etree import _Element as Element

__all__ = ["Element", "XMLSyntaxError"]

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
C: Final = "http://schemas.openxmlformats.org/drawingml/2006/chart"
RELATIONSHIPS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
DC: Final = "http://purl.org/dc/elements/1.1/"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_DECLARED: Final = f'xmlns:w="{W}" xmlns:r="{R}"'
_OPENING: Final = re.compile(r"^<([\w:]+)")


def w(name: str) -> str:
    """``name`` in WordprocessingML: "p" is ``{...}p``."""
    return f"{{{W}}}{name}"


def parse(content: bytes) -> Element:
    """The root of a part; ``XMLSyntaxError`` when it is none. Nothing outside is read and no entity expanded."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(content, parser)


def written(root: Element) -> bytes:
    """The bytes of a part."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def made(xml: str) -> Element:
    """The element that ``xml`` spells, with the prefixes ``w`` and ``r`` declared."""
    return etree.fromstring(_OPENING.sub(rf"<\1 {_DECLARED}", xml))


def child(parent: Element, name: str, **attributes: str) -> Element:
    """A new last child of ``parent``; attribute names are of WordprocessingML too."""
    element = etree.SubElement(parent, w(name))
    for key, value in attributes.items():
        element.set(w(key), value)
    return element


def text_child(parent: Element, text: str) -> None:
    """Appends ``w:t``, its outer spaces kept."""
    element = child(parent, "t")
    element.text = text
    if text != text.strip():
        element.set(_SPACE, "preserve")


def canonical(element: Element | None) -> bytes:
    """Bytes that are the same for elements that say the same; empty for None."""
    return b"" if element is None else etree.tostring(element, method="c14n", exclusive=True)


def ancestor(element: Element, *names: str) -> Element | None:
    """The nearest ancestor with one of these names of WordprocessingML."""
    return next(element.iterancestors(*map(w, names)), None)


def removed(element: Element) -> None:
    """Takes ``element`` out of its parent; Word's parts hold no text beside elements."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def each(root: Element, *names: str) -> Iterator[Element]:
    """The descendants with these names of WordprocessingML, in document order."""
    return root.iter(*map(w, names))
