"""What Word would fetch from elsewhere, run, or ask about as soon as it opens a file: pictures, templates, controls.

The ground of a report may be a file that somebody edited, or has put beside the workbook or into a pack of his own. All
of it is taken out and told. A hyperlink stays: it leads somewhere only when it is clicked.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Iterator
from typing import Final

from workbook import wordxml
from workbook.wordpackage import DOCUMENT, WordPackage
from workbook.wordxml import Element, XMLSyntaxError, w

# What a relationship is for, as its type ends, in the words of an officer.
KINDS: Final = {
    "image": "ảnh",
    "oleObject": "đối tượng",
    "package": "đối tượng",
    "attachedTemplate": "mẫu Word",
    "mailMergeSource": "nguồn trộn thư",
    "mailMergeHeaderSource": "nguồn trộn thư",
    "subDocument": "văn bản con",
    "frame": "khung",
}
OTHER: Final = "phần"
# What is in the file itself and yet fetches or runs: controls, web pages, add-ins of the web.
RUNNING: Final = {
    "control": "điều khiển ActiveX",
    "aFChunk": "văn bản chèn",
    "webextension": "phần bổ trợ trên mạng",
    "webextensiontaskpanes": "phần bổ trợ trên mạng",
}
FIELD: Final = "trường"
# Fields that read a file, a database or a program when they are brought up to date, or run something.
FETCHING: Final = frozenset(
    ("INCLUDEPICTURE", "INCLUDETEXT", "INCLUDE", "IMPORT", "LINK", "DDE", "DDEAUTO", "DATABASE", "RD", "MACROBUTTON")
)
CLICKED: Final = frozenset(("hyperlink", "hlinkClick", "hlinkHover", "hlinkMouseOver"))
SHAPES: Final = frozenset(("imagedata", "fill", "stroke"))  # of older Word: without a picture they are still shapes
SHOWN: Final = 3  # of what was taken out, the rest is counted
LONGEST: Final = 80  # signs of an address that are shown

_ELSEWHERE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|\\\\|//")
_RELATIONS: Final = re.compile(r"(.*)_rels/([^/]*)\.rels")
_VML: Final = "urn:schemas-microsoft-com:vml"
_ADDRESSES: Final = ("src", "{urn:schemas-microsoft-com:office:office}href")


def take_out(package: WordPackage) -> None:
    """Takes it out; ``package.outside`` says what, each in a few words of Vietnamese: ``"ảnh https://x.vn/a.png"``."""
    found = [*_settings(package)]
    for name in sorted(package.parts):
        if _RELATIONS.fullmatch(name):
            found += _related(package, name)
    for name in sorted(package.parts):
        if name.endswith(".xml"):
            found += _in_part(package, name)
    package.outside = found


def warnings(found: list[str]) -> list[str]:
    """The sentence that tells what was taken out; none when nothing was."""
    if not found:
        return []
    shown = "; ".join(dict.fromkeys(found[:SHOWN]))
    rest = f"; và {len(found) - SHOWN} phần nữa" if len(found) > SHOWN else ""
    return [
        f"Đã bỏ khỏi báo cáo {len(found)} phần mà Word sẽ tự lấy từ nơi khác hoặc tự chạy khi mở tệp: {shown}{rest}."
        " Cần ảnh hay số liệu đó thì chèn hẳn vào tệp Word, không chèn liên kết."
    ]


def _settings(package: WordPackage) -> Iterator[str]:
    """A mail merge asks for its data when the file is opened, wherever its settings say that they are."""
    for part in package.related(DOCUMENT, "settings").values():
        if part not in package:
            continue
        for node in package.root(part).findall(w("mailMerge")):
            package.root(part).remove(node)
            yield KINDS["mailMergeSource"]
        for kind in ("mailMergeSource", "mailMergeHeaderSource"):
            package.unrelate(part, kind)


# Relationships ------------------------------------------------------------------------------------------------------


def _related(package: WordPackage, relations: str) -> list[str]:
    """What a part is related to elsewhere is no more: the relationships, and the elements that name them."""
    wanted = {
        node.get("Id", ""): (node.get("Type", "").rpartition("/")[2], node.get("Target", ""))
        for node in package.root(relations)
        if node.get("TargetMode") == "External"
        or _ELSEWHERE.match(node.get("Target", ""))
        or node.get("Type", "").rpartition("/")[2] in RUNNING
    }
    if not wanted:
        return []
    naming = _naming(package, relations, wanted.keys())
    found = []
    for identity, (kind, target) in wanted.items():
        nodes = naming.get(identity, [])
        if kind == "hyperlink" and all(_tag(node) in CLICKED for node in nodes):
            continue
        found.append(f"{(KINDS | RUNNING).get(kind, OTHER)} {_short(target)}".strip())
        for node in nodes:
            _cut(node, identity)
        root = package.root(relations)
        for node in [node for node in root if node.get("Id") == identity]:
            root.remove(node)
    return found


def _naming(package: WordPackage, relations: str, wanted: Container[str]) -> dict[str, list[Element]]:
    """The elements of the part that name these relationships."""
    place = _RELATIONS.fullmatch(relations)
    assert place is not None
    name = posixpath.normpath(place[1] + place[2]) if place[2] else ""
    found: dict[str, list[Element]] = {}
    if name not in package:
        return found
    try:
        root = package.root(name)
    except XMLSyntaxError:  # a picture, say: it names nothing
        return found
    for node in root.iter():
        for attribute in _references(node):
            if (identity := node.get(attribute, "")) in wanted:
                found.setdefault(identity, []).append(node)
    return found


def _references(node: Element) -> list[str]:
    return [str(name) for name in node.keys() if str(name).partition("}")[0].endswith("/relationships")]


def _cut(node: Element, identity: str) -> None:
    """Takes out what an element would fetch; what it has of its own, like the picture last seen, stays."""
    tag = _tag(node)
    if tag not in CLICKED and tag not in SHAPES and tag != "blip":
        _remove_drawn(node)
        return
    for attribute in _references(node):
        if node.get(attribute) == identity:
            del node.attrib[attribute]
    if tag == "blip" and not any(map(node.get, _references(node))):  # a picture with nothing of its own in the file
        picture = next((each for each in node.iterancestors() if _tag(each) == "pic"), None)
        if picture is not None:  # else it fills a shape, which is one without it
            _remove_drawn(picture)


def _remove_drawn(node: Element) -> None:
    """Removes an element; with the drawing that it alone is, which Word would not open without it."""
    holder = node.getparent()
    drawing = wordxml.ancestor(node, "drawing") if holder is not None and _tag(holder) == "graphicData" else None
    wordxml.removed(node if drawing is None else drawing)


# Fields and addresses -----------------------------------------------------------------------------------------------


def _in_part(package: WordPackage, name: str) -> list[str]:
    """The fields and addresses of a part that read what is elsewhere; a part without any is not written anew."""
    content = package.parts[name]
    if not any(sign in content for sign in (b"fldChar", b"fldSimple", _VML.encode())):
        return []
    if name == DOCUMENT:
        return _fetched(package.root(name))
    try:
        found = _fetched(wordxml.parse(content))
    except XMLSyntaxError:
        return []
    return _fetched(package.root(name)) if found else []


def _fetched(root: Element) -> list[str]:
    return [*_simple_fields(root), *_fields(root), *_addresses(root)]


def _simple_fields(root: Element) -> Iterator[str]:
    for node in list(wordxml.each(root, "fldSimple")):
        if code := _fetching(node.get(w("instr"), "")):
            yield code
            for held in list(node):
                node.addprevious(held)
            wordxml.removed(node)


class _Field:
    """A field whose end has not come yet: its code, the elements that say it, and whether its result has begun."""

    def __init__(self, begin: Element) -> None:
        self.code = ""
        self.said = [begin]
        self.shown = False


def _fields(root: Element) -> Iterator[str]:
    """Fields that fetch become their last result."""
    waiting: list[_Field] = []
    for node in list(wordxml.each(root, "fldChar", "instrText", "delInstrText", "t")):
        kind = node.get(w("fldCharType"))
        for outer in waiting if kind == "begin" else waiting[:-1]:
            if not outer.shown:
                outer.said.append(node)  # a field, with its result, within the code of another
        if kind == "begin":
            waiting.append(_Field(node))
        elif waiting:
            field = waiting[-1]
            if kind is not None or not field.shown:
                field.said.append(node)
            if kind is None and node.tag != w("t") and not field.shown:
                field.code += node.text or ""
            field.shown = field.shown or kind == "separate"
            if kind == "end":
                waiting.pop()
                if code := _fetching(field.code):
                    yield code
                    for mark in field.said:
                        wordxml.removed(mark)


def _fetching(code: str) -> str:
    """What a field that fetches is called in the warning; nothing for another."""
    words = code.split()
    return f"{FIELD} {_short(code.strip())}" if words and words[0].upper() in FETCHING else ""


def _addresses(root: Element) -> Iterator[str]:
    """Shapes of older Word may name their picture by an address of its own."""
    for node in root.iter(f"{{{_VML}}}*"):
        for attribute in _ADDRESSES:
            if _ELSEWHERE.match(node.get(attribute, "")):
                yield f"{KINDS['image']} {_short(node.get(attribute, ''))}"
                del node.attrib[attribute]


def _tag(node: Element) -> str:
    return str(node.tag).rpartition("}")[2]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
