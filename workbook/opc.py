"""Relationships and content types of a package (ECMA-376 part 2): reading them, and taking one part out of both."""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple
from urllib.parse import unquote

from workbook.package import Package
from workbook.xmltext import elements

_TAG = re.compile(r"<(?:[\w.]+:)?(?:Override|Relationship)\b(?:\"[^\"<]*\"|'[^'<]*'|[^'\"<>])*?(?:/>|>\s*</[^<>]*>)")


class Relationship(NamedTuple):
    """``kind`` is the last word of the relationship type; ``target`` a part's name, or a foreign address."""

    id: str
    kind: str
    target: str
    external: bool


def relationships_name(part: str) -> str:
    """The part that holds the relationships of ``part`` (of the package itself for ``""``)."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", name + ".rels")


def relationships(package: Package, part: str) -> list[Relationship]:
    """The relationships of ``part``, in file order; none when it has no relationships part."""
    name = relationships_name(part)
    if name not in package:
        return []
    found = []
    for element in elements(package.part(name)):
        if element.name == "Relationship":
            values = element.attributes
            external = values.get("TargetMode") == "External"
            target = values.get("Target", "")
            kind = values.get("Type", "").rsplit("/", 1)[-1]
            target = target if external else resolve(part, target)
            found.append(Relationship(values.get("Id", ""), kind, target, external))
    return found


def resolve(source: str, target: str) -> str:
    """The name of the part that ``target`` means in the relationships of ``source``."""
    target = target.replace("\\", "/")
    path = target if target.startswith("/") else posixpath.join("/", posixpath.dirname(source), target)
    return posixpath.normpath(unquote(path)).lstrip("/")


def content_type(package: Package, part: str) -> str:
    """The content type of ``part``: its override, else its extension's default, else ``""``."""
    default = ""
    for element in elements(package.part("[Content_Types].xml")):
        values = element.attributes
        if element.name == "Override" and values.get("PartName", "").lstrip("/").casefold() == part.casefold():
            return values.get("ContentType", "")
        if element.name == "Default" and values.get("Extension", "").casefold() == part.rsplit(".", 1)[-1].casefold():
            default = values.get("ContentType", "")
    return default


def drop_part(package: Package, source: str, name: str) -> None:
    """Remove part ``name``, its content type override, and the relationships of ``source`` that lead to it."""
    package.remove(name)
    forget_content_type(package, name)
    _drop_tags(package, relationships_name(source), "Target", source, name)


def forget_content_type(package: Package, name: str) -> None:
    """Take out what is said of part ``name`` alone; the default of its extension stays."""
    _drop_tags(package, "[Content_Types].xml", "PartName", "", name)


def _drop_tags(package: Package, part: str, key: str, source: str, name: str) -> None:
    """Cut the tags of ``part`` whose attribute ``key`` means part ``name``; every other byte stays."""
    text = package.read(part).decode("utf-8")

    def kept(match: re.Match[str]) -> str:
        value = re.search(rf"\b{key}\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", match[0])
        target = (value[1] or value[2] or "") if value else ""
        return "" if value and resolve(source, target).casefold() == name.casefold() else match[0]

    package.replace(part, _TAG.sub(kept, text).encode("utf-8"))
