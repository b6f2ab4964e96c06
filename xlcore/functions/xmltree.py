"""An XML text as a tree of nodes in document order, read without fetching or expanding anything."""

from __future__ import annotations

from xml.parsers import expat


class Unreadable(Exception):
    """The text is no XML that may be read here."""


class XmlNode:
    """``kind`` is root, element, attribute or text; ``value`` the text of the last two."""

    __slots__ = ("attributes", "children", "kind", "name", "order", "parent", "value")

    def __init__(self, kind: str, name: str, parent: XmlNode | None, order: int, value: str = "") -> None:
        self.kind = kind
        self.name = name
        self.parent = parent
        self.order = order
        self.value = value
        self.children: list[XmlNode] = []
        self.attributes: list[XmlNode] = []

    def text(self) -> str:
        """The text of the node and all that is in it."""
        if self.kind in ("attribute", "text"):
            return self.value
        pieces: list[str] = []
        waiting = [self]
        while waiting:
            node = waiting.pop()
            if node.kind == "text":
                pieces.append(node.value)
            waiting.extend(reversed(node.children))
        return "".join(pieces)


class _Builder:
    def __init__(self) -> None:
        self.count = 0
        self.root = self.here = XmlNode("root", "", None, 0)

    def made(self, kind: str, name: str, parent: XmlNode, value: str = "") -> XmlNode:
        self.count += 1
        return XmlNode(kind, name, parent, self.count, value)

    def start(self, name: str, attributes: list[str]) -> None:
        node = self.made("element", name, self.here)
        node.attributes = [
            self.made("attribute", key, node, value)
            for key, value in zip(attributes[::2], attributes[1::2], strict=True)
            if key != "xmlns" and not key.startswith("xmlns:")
        ]
        self.here.children.append(node)
        self.here = node

    def end(self, _: str) -> None:
        assert self.here.parent is not None
        self.here = self.here.parent

    def data(self, text: str) -> None:
        last = self.here.children[-1] if self.here.children else None
        if last is not None and last.kind == "text":
            last.value += text
        else:
            self.here.children.append(self.made("text", "", self.here, text))


def _refused(*_: object) -> None:
    raise Unreadable("a document type is not read: its entities may be anything")


def read_xml(text: str) -> XmlNode:
    """The root of the tree; ``Unreadable`` for what is not well-formed or declares a document type."""
    builder, parser = _Builder(), expat.ParserCreate()
    parser.ordered_attributes = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = _refused
    try:
        parser.Parse(text, True)
    except (expat.ExpatError, UnicodeEncodeError) as error:  # half a surrogate pair cannot be encoded
        raise Unreadable(str(error)) from None
    _drop_blanks(builder.root)
    return builder.root


def _drop_blanks(root: XmlNode) -> None:
    """Takes out the white space between elements, as Excel's reader does."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if any(child.kind == "element" for child in node.children):
            node.children = [child for child in node.children if child.kind != "text" or child.value.strip()]
        waiting.extend(node.children)
