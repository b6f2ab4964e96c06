"""A workbook with buttons: an ``.xlsx`` package given our VBA project, a ribbon tab, and buttons on the table's sheet.

Everything else in it stays as it is, to the byte. What is put in is the same on every computer: our own sources
(``workbook/vba/source``) and texts; the program that a button starts is recorded in the user's profile, not here.
"""

from __future__ import annotations

import os
import re
from typing import Final

from workbook import macro_drawing, sheets
from workbook.atomic import write_atomically
from workbook.newparts import add_part, set_content_type
from workbook.opc import relationships
from workbook.package import Package, read_package
from workbook.partedit import (
    attribute_of,
    prefix_of,
    start_tag,
    with_attribute,
    with_child,
    with_element_before,
    with_first_child,
)
from workbook.refusal import Refusal
from workbook.vba.project import Module, project_bytes
from workbook.vba.sources import own_modules
from workbook.vba.toolbar import ADVICE, ADVICE_NAME, IN_WORKBOOK, RIBBON_2007, RIBBON_2010, ribbon_xml
from workbook.workbookxml import WorkbookInfo, read_workbook
from workbook.xmltext import escape

PROJECT: Final = "xl/vbaProject.bin"
MACRO_WORKBOOK: Final = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
MACRO_PROJECT: Final = "application/vnd.ms-office.vbaProject"
_DRAWING_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawing+xml"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PROJECT_KIND: Final = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
_RIBBONS: Final = (  # Excel 2010 and later take the second where there are two
    ("customUI/customUI.xml", "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility", RIBBON_2007),
    ("customUI/customUI14.xml", "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility", RIBBON_2010),
)
_CODE_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")
_AFTER_PROPERTIES: Final = (
    "workbookProtection", "bookViews", "sheets", "functionGroups", "externalReferences", "definedNames", "calcPr",
)  # fmt: skip
_AFTER_NAMES: Final = (
    "calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing",
    "fileRecoveryPr", "webPublishObjects", "extLst",
)  # fmt: skip
_AFTER_DRAWING: Final = (
    "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "AlternateContent",
    "webPublishItems", "tableParts", "extLst",
)  # fmt: skip


def add_to_file(path: str | os.PathLike[str]) -> None:
    """Gives the workbook at ``path`` the four buttons; whatever its name ends in, it has no macros yet."""
    package = read_package(path)
    add_macros(package)
    write_atomically(path, package.pieces())


def add_macros(package: Package) -> None:
    """Turns the package of an ``.xlsx`` into that of an ``.xlsm`` with the four buttons.

    ``Refusal`` when it has macros already, or no sheet ChiTieu for the buttons.
    """
    info = read_workbook(package)
    table = next((entry.part for entry in info.sheets if entry.name == sheets.CHI_TIEU), None)
    if table is None:
        raise Refusal("not-ours", f"{package.file} không có trang “{sheets.CHI_TIEU}” nên không đặt nút bấm được.")
    if info.macros or PROJECT in package:
        raise Refusal("has-macros", f"{package.file} đã có macro nên không thêm nút bấm được.")
    documents = _code_names(package, info)
    set_content_type(package, info.part, MACRO_WORKBOOK)
    add_advice(package, info.part)
    _add_buttons(package, table)
    add_part(package, info.part, PROJECT, project_bytes([*documents, *own_modules()]), PROJECT_KIND, MACRO_PROJECT)
    add_ribbon(package)


def add_ribbon(package: Package, group: str = IN_WORKBOOK) -> None:
    """Gives the package the ribbon tab, with the buttons in a ``group`` of that name."""
    for name, kind, namespace in _RIBBONS:
        add_part(package, "", name, ribbon_xml(namespace, group), kind, "application/xml")


# Code names ---------------------------------------------------------------------------------------------------------
def _code_names(package: Package, info: WorkbookInfo) -> list[Module]:
    """The document modules of the workbook and its sheets, each of which gets the ``codeName`` that it has not yet."""
    taken: set[str] = set()
    made = [Module(_code_name(package, info.part, "workbookPr", "ThisWorkbook", taken), "document", "")]
    for number, entry in enumerate(info.sheets, 1):
        if entry.kind in ("worksheet", "chartsheet"):
            name = _code_name(package, entry.part, "sheetPr", f"Sheet{number}", taken)
            made.append(Module(name, "document", ""))
    return made


def _code_name(package: Package, part: str, element: str, wanted: str, taken: set[str]) -> str:
    text = package.read(part).decode("utf-8")
    name = attribute_of(text, element, "codeName")
    if name is None or not _CODE_NAME.fullmatch(name) or name.casefold() in taken:
        name = next(
            each for each in (wanted, *(f"{wanted}_{n}" for n in range(1, 9999))) if each.casefold() not in taken
        )
        text = _with_properties(text, element)
        package.replace(part, with_attribute(text, element, "codeName", name).encode("utf-8"))
    taken.add(name.casefold())
    return name


def _with_properties(text: str, element: str) -> str:
    """The text with the element that bears the code name, where it has none."""
    if start_tag(text, element) is not None:
        return text
    empty = f"<{prefix_of(text)}{element}/>"
    if element == "workbookPr":
        return with_element_before(text, empty, _AFTER_PROPERTIES, "workbook")
    root = "worksheet" if start_tag(text, "worksheet") else "chartsheet"
    return with_first_child(text, root, empty)


# Names and drawing --------------------------------------------------------------------------------------------------
def add_advice(package: Package, part: str) -> None:
    """Gives the workbook part the hidden name from which the launcher reads what to say where there is no program."""
    text = package.read(part).decode("utf-8")
    prefix = prefix_of(text)
    literal = ADVICE.replace('"', '""')
    name = f'<{prefix}definedName name="{ADVICE_NAME}" hidden="1">"{escape(literal)}"</{prefix}definedName>'
    if start_tag(text, "definedNames") is None:
        text = with_element_before(text, f"<{prefix}definedNames/>", _AFTER_NAMES, "workbook")
    package.replace(part, with_child(text, "definedNames", name).encode("utf-8"))


def _add_buttons(package: Package, sheet: str) -> None:
    """Draws the buttons on the sheet, beside whatever is drawn there already."""
    drawing = next((rel.target for rel in relationships(package, sheet) if rel.kind == "drawing"), None)
    if drawing is not None and drawing in package:
        text = package.read(drawing).decode("utf-8")
        used = [int(number) for number in re.findall(r"<(?:[\w.-]+:)?cNvPr\b[^>]*?\sid=[\"'](\d+)", text)]
        anchors = macro_drawing.anchors(max(used, default=1) + 1)
        package.replace(drawing, with_child(text, "wsDr", anchors).encode("utf-8"))
        return
    name = _free_name(package, "xl/drawings/drawing{}.xml")
    identity = add_part(
        package, sheet, name, macro_drawing.drawing().encode("utf-8"), f"{_OFFICE}/drawing", _DRAWING_TYPE
    )
    text = package.read(sheet).decode("utf-8")
    element = f'<{prefix_of(text)}drawing xmlns:r="{_OFFICE}" r:id="{identity}"/>'
    package.replace(sheet, with_element_before(text, element, _AFTER_DRAWING, "worksheet").encode("utf-8"))


def _free_name(package: Package, pattern: str) -> str:
    return next(name for number in range(1, 9999) if (name := pattern.format(number)) not in package)
