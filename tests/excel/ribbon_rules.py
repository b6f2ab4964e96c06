"""What Office asks of a ribbon part, as far as our tabs go (MS-CUSTOMUI2): else it drops the tab in silence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree

from workbook.vba.project import Module

NAMESPACES = (
    "http://schemas.microsoft.com/office/2006/01/customui",
    "http://schemas.microsoft.com/office/2009/07/customui",
)
CHILDREN = {
    "customUI": {"ribbon"},
    "ribbon": {"tabs"},
    "tabs": {"tab"},
    "tab": {"group"},
    "group": {"button"},
    "button": set[str](),
}
_CONTROL = {"id", "idQ", "label", "visible", "getVisible", "keytip", "tag", "insertAfterMso", "insertBeforeMso"}
ATTRIBUTES = {
    "customUI": {"onLoad"},
    "ribbon": {"startFromScratch"},
    "tabs": set[str](),
    "tab": _CONTROL,
    "group": (_CONTROL | {"imageMso", "screentip", "supertip"}),
    "button": _CONTROL
    | {"size", "imageMso", "onAction", "screentip", "supertip", "description", "enabled", "getEnabled", "showImage"},
}
NEEDED = {"tab": {"label"}, "group": {"label"}, "button": {"label", "onAction", "imageMso", "screentip", "supertip"}}
CALLBACKS = {"onAction": 1, "onLoad": 1, "getVisible": 2, "getEnabled": 2}
"""Attributes that name a procedure, and how many arguments Office gives it."""
LONGEST = 1024
_SUB = re.compile(r"^(?:Public )?Sub (\w+)\(([^)]*)\)", re.MULTILINE)


def broken_rules(part: bytes, modules: Iterable[Module]) -> list[str]:
    """What is wrong with the part, given the VBA that its callbacks should be in."""
    root = ElementTree.fromstring(part)
    namespace, _, name = root.tag.removeprefix("{").partition("}")
    if namespace not in NAMESPACES or name != "customUI":
        return [f"the root is {root.tag}"]
    procedures = {
        f"{module.name}.{found[1]}": len([argument for argument in found[2].split(",") if argument.strip()])
        for module in modules
        if module.kind == "standard"
        for found in _SUB.finditer(module.source)
    }
    wrong = list(_of_element(root, namespace, procedures))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    wrong += [f"the id {each} is used twice" for each in {each for each in ids if ids.count(each) > 1}]
    return wrong


def _of_element(element: ElementTree.Element, namespace: str, procedures: dict[str, int]) -> Iterator[str]:
    name = element.tag.removeprefix(f"{{{namespace}}}")
    given = set(element.attrib)
    if name not in CHILDREN:
        yield f"the element {name} is not known"
        return
    yield from (f"{name} has no attribute {each}" for each in given - ATTRIBUTES[name])
    yield from (f"{name} needs {each}" for each in NEEDED.get(name, set()) - given)
    if name in NEEDED and len(given & {"id", "idQ", "idMso"}) != 1:
        yield f"{name} has not one id"
    for key, value in element.attrib.items():
        yield from _of_attribute(f"{name}.{key}", key, value, procedures)
    for child in element:
        if child.tag.removeprefix(f"{{{namespace}}}") not in CHILDREN[name]:
            yield f"{child.tag} inside {name}"
        yield from _of_element(child, namespace, procedures)


def _of_attribute(place: str, key: str, value: str, procedures: dict[str, int]) -> Iterator[str]:
    if not value or len(value) > LONGEST:
        yield f"{place} is empty or too long"
    if key == "id" and not re.fullmatch(r"[A-Za-z_][\w.-]*", value):
        yield f"{place}: {value} is no name"
    if key == "keytip" and not re.fullmatch(r"[A-Z0-9]{1,3}", value):
        yield f"{place}: {value} cannot be typed"
    if key == "size" and value not in ("normal", "large"):
        yield f"{place}: {value}"
    if key == "imageMso" and not re.fullmatch(r"[A-Za-z0-9]+", value):
        yield f"{place}: {value} is no picture"
    if key in CALLBACKS and procedures.get(value) != CALLBACKS[key]:
        yield f"{place}: no procedure {value} with {CALLBACKS[key]} arguments"
