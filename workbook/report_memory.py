"""What the program wrote last, kept aside inside the Word file: the text of every paragraph and table row by bookmark.

Word and LibreOffice keep a custom XML part and named bookmarks through edits and saving, which is how a report that is
written again tells hand edits from its own text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Final

from workbook import wordxml
from workbook.wordpackage import DOCUMENT, WordPackage
from workbook.wordxml import Element, XMLSyntaxError
from xlcore.records import Record

NAMESPACE: Final = "urn:chitieu:bao-cao:1"
_PART: Final = "customXml/item{}.xml"
_PROPS: Final = "customXml/itemProps{}.xml"
_PROPS_TYPE: Final = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_PROPS_NS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_STORE_ID: Final = "{6B1E0F52-2A44-4C9B-9D51-7F0C0A61C7B1}"
_BOOKMARK: Final = "_ct_"  # Word hides bookmarks that begin with an underscore


class Entry(Record):
    """The texts of one paragraph (one) or row (one per cell); ``gone``: the program no longer writes it."""

    __slots__ = ("name", "mark", "texts", "gone")

    def __init__(self, name: str, mark: str, texts: Sequence[str], gone: bool = False) -> None:
        self.name = name
        self.mark = mark
        self.texts = list(texts)
        self.gone = gone


class Memory:
    """The entries by bookmark name; ``by_hand`` says that somebody's work is in the document."""

    def __init__(self, entries: Sequence[Entry] = (), by_hand: bool = False) -> None:
        self.entries = {entry.name: entry for entry in entries}
        self.by_hand = by_hand


def bookmark(mark: str) -> str:
    """The name of the bookmark for ``mark``: short, and the same in every run."""
    return _BOOKMARK + hashlib.blake2s(mark.encode(), digest_size=7).hexdigest()


def is_ours(name: str | None) -> bool:
    """Whether a bookmark's name is one of the program's."""
    return bool(name) and str(name).startswith(_BOOKMARK)


def read(package: WordPackage) -> Memory | None:
    """The memory that the document carries; None when it has none."""
    name = _part_of(package)
    if name is None:
        return None
    root = package.root(name)
    entries = [
        Entry(
            node.get("b", ""),
            node.get("u", ""),
            [text.text or "" for text in node],
            node.get("mat") == "1",
        )
        for node in root
    ]
    return Memory(entries, root.get("sua") == "1")


def write(package: WordPackage, memory: Memory) -> None:
    """Puts the memory into the document, in place of the one it carries."""
    root = _root(memory)
    name = _part_of(package)
    if name is not None:
        package.put(name, wordxml.written(root))
        return
    name = package.free_name(_PART)
    number = re.sub(r"\D", "", name)
    props = _PROPS.format(number)
    package.put(name, wordxml.written(root))
    package.default_type("xml", "application/xml")
    declared = f'<ds:datastoreItem xmlns:ds="{_PROPS_NS}" ds:itemID="{_STORE_ID}">'
    declared += f'<ds:schemaRefs><ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
    package.put(props, declared.encode(), _PROPS_TYPE)
    package.relate(name, "customXmlProps", props)
    package.relate(DOCUMENT, "customXml", name)


def _part_of(package: WordPackage) -> str | None:
    for name in [name for name in package.parts if re.fullmatch(r"customXml/item\d+\.xml", name)]:
        try:
            if package.root(name).tag == f"{{{NAMESPACE}}}bao-cao":
                return name
        except XMLSyntaxError:
            continue
    return None


def _root(memory: Memory) -> Element:
    root = wordxml.parse(f'<bao-cao xmlns="{NAMESPACE}" sua="{int(memory.by_hand)}"/>'.encode())
    for entry in memory.entries.values():
        values = {"b": entry.name, "u": entry.mark} | ({"mat": "1"} if entry.gone else {})
        node = root.makeelement(f"{{{NAMESPACE}}}m", values)
        root.append(node)
        for text in entry.texts:
            held = node.makeelement(f"{{{NAMESPACE}}}t", {})
            held.text = text
            node.append(held)
    return root
