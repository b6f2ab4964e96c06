"""Parts put into a package together with their content types and relationships (ECMA-376 part 2)."""

from __future__ import annotations

import posixpath
from typing import Final

from workbook.opc import forget_content_type, relationships, relationships_name
from workbook.package import Package
from workbook.partedit import prefix_of, with_child

_NO_RELATIONSHIPS: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
)


def set_content_type(package: Package, part: str, kind: str) -> None:
    """Say that ``part`` is of another kind, whatever was said of it or of its extension."""
    name = "[Content_Types].xml"
    forget_content_type(package, part)
    text = package.read(name).decode("utf-8")
    tag = f'<{prefix_of(text)}Override PartName="/{part}" ContentType="{kind}"/>'
    package.replace(name, with_child(text, "Types", tag).encode("utf-8"))


def add_part(package: Package, source: str, name: str, data: bytes, relation: str, kind: str) -> str:
    """Add part ``name`` of content type ``kind``, and the relationship (of type ``relation``) of ``source`` (``""``:
    the package) that leads to it, whose id is returned."""
    package.add(name, data)
    set_content_type(package, name, kind)
    listing = relationships_name(source)
    if listing not in package:
        package.add(listing, _NO_RELATIONSHIPS)
    used = {rel.id for rel in relationships(package, source)}
    identity = next(each for number in range(1, len(used) + 2) if (each := f"rId{number}") not in used)
    text = package.read(listing).decode("utf-8")
    target = posixpath.relpath(name, posixpath.dirname(source) or ".")
    tag = f'<{prefix_of(text)}Relationship Id="{identity}" Type="{relation}" Target="{target}"/>'
    package.replace(listing, with_child(text, "Relationships", tag).encode("utf-8"))
    return identity
