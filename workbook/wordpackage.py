"""A Word file as its parts: relationships, content types, parsed roots, and the bytes of the whole with fixed times."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import Final

from workbook import wordxml
from workbook.package import open_package
from workbook.report_target import CORE_PART, UNMARKED, mark
from workbook.wordxml import Element
from workbook.ziparchive import Limits

DOCUMENT: Final = "word/document.xml"
TYPES_PART: Final = "[Content_Types].xml"
_KIND: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_LIMITS: Final = Limits(members=2000, part=64 << 20, total=256 << 20)
_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)  # fixed, so that the same numbers give the same bytes


class WordPackage:
    """The parts of a Word file by name; a root that was asked for may be changed and is written again.

    ``outside`` is what was taken out of it, because it is elsewhere (``word_outside``).
    """

    def __init__(self, parts: dict[str, bytes]) -> None:
        self.parts = parts
        self.outside: list[str] = []
        self._roots: dict[str, Element] = {}

    def __contains__(self, name: str) -> bool:
        return name in self.parts or name in self._roots

    def root(self, name: str) -> Element:
        """The root of a part; ``XMLSyntaxError`` when it is no XML."""
        if name not in self._roots:
            self._roots[name] = wordxml.parse(self.parts[name])
        return self._roots[name]

    @property
    def body(self) -> Element:
        """The body of the document; ``KeyError`` when there is none."""
        found = self.root(DOCUMENT).find(wordxml.w("body"))
        if found is None:
            raise KeyError(DOCUMENT)
        return found

    def put(self, name: str, content: bytes, content_type: str = "") -> None:
        """Sets the bytes of a part; ``content_type`` is given for a new one."""
        self.parts[name] = content
        self._roots.pop(name, None)
        if content_type:
            self._override(name, content_type)

    def _override(self, name: str, content_type: str) -> None:
        types, part = self.root(TYPES_PART), f"/{name}"
        if any(node.get("PartName") == part for node in types):
            return
        node = types.makeelement(
            f"{{{wordxml.CONTENT_TYPES}}}Override", {"PartName": part, "ContentType": content_type}
        )
        types.append(node)

    def default_type(self, extension: str, content_type: str) -> None:
        """Declares the content type of an extension, where it has none."""
        types = self.root(TYPES_PART)
        if not any(node.get("Extension", "").lower() == extension for node in types):
            name = f"{{{wordxml.CONTENT_TYPES}}}Default"
            types.insert(0, types.makeelement(name, {"Extension": extension, "ContentType": content_type}))

    def related(self, source: str, kind: str) -> dict[str, str]:
        """The parts that ``source`` is related to as ``kind`` ("footnotes"), by the relationship's id."""
        name = _rels_name(source)
        if name not in self:
            return {}
        return {
            node.get("Id", ""): _resolved(source, node.get("Target", ""))
            for node in self.root(name)
            if node.get("Type", "").endswith(f"/{kind}") and node.get("TargetMode") != "External"
        }

    def relate(self, source: str, kind: str, target: str) -> str:
        """The id of a new relationship of ``source`` to the part ``target``."""
        name = _rels_name(source)
        if name not in self:
            self.parts[name] = f'<Relationships xmlns="{wordxml.RELATIONSHIPS}"/>'.encode()
        root = self.root(name)
        taken = {node.get("Id") for node in root}
        number = next(number for number in range(1, len(taken) + 2) if f"rId{number}" not in taken)
        relative = posixpath.relpath(target, posixpath.dirname(source) or ".")
        values = {"Id": f"rId{number}", "Type": f"{_KIND}{kind}", "Target": relative}
        root.append(root.makeelement(f"{{{wordxml.RELATIONSHIPS}}}Relationship", values))
        return f"rId{number}"

    def unrelate(self, source: str, kind: str) -> None:
        """Removes the relationships of ``source`` of that kind, wherever they lead."""
        name = _rels_name(source)
        if name in self:
            root = self.root(name)
            for node in [node for node in root if node.get("Type", "").endswith(f"/{kind}")]:
                root.remove(node)

    def free_name(self, pattern: str) -> str:
        """The first name like "word/charts/chart{}.xml" that no part has."""
        number = 1
        while pattern.format(number) in self:
            number += 1
        return pattern.format(number)

    def packed(self) -> bytes:
        """The bytes of the file, with fixed times and the mark of its content in the properties."""
        for name, root in self._roots.items():
            self.parts[name] = wordxml.written(root)
        self._roots = {}
        own = mark((name, zlib.crc32(content)) for name, content in self.parts.items())
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
            for name, content in self.parts.items():
                info = zipfile.ZipInfo(name, _ZIP_TIME)
                info.compress_type = zipfile.ZIP_DEFLATED
                whole = content.replace(UNMARKED.encode(), own.encode()) if name == CORE_PART else content
                target.writestr(info, whole)
        return buffer.getvalue()


def read(content: bytes, file: str) -> WordPackage:
    """The package in ``content``; ``Refusal`` when it is no readable Office file, or one too large for a report."""
    package = open_package(content, file, _LIMITS)
    return WordPackage({name: package.read(name) for name in package.names if not name.endswith("/")})


def _rels_name(source: str) -> str:
    folder, name = posixpath.split(source)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _resolved(source: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(source), target)).lstrip("/")
