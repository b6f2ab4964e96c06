"""The workbook part: its sheets, defined names, calculation settings, and where the parts they need are."""

from __future__ import annotations

from typing import Final, NamedTuple

from workbook.opc import Relationship, content_type, relationships
from workbook.package import Package, Part
from workbook.refusal import refuse
from workbook.xmltext import Element, attribute, elements, is_true, unescape, whole
from xlcore.recalculation import Iteration
from xlcore.records import Record
from xlcore.refs import parse_range

_ODS: Final = {"mimetype": "OpenDocument", "word/document.xml": "Word", "ppt/presentation.xml": "PowerPoint"}


class SheetEntry(NamedTuple):
    """One sheet tab: ``kind`` is ``worksheet``, ``chartsheet``, ``dialogsheet``...; ``part`` its part's name."""

    name: str
    sheet_id: int
    kind: str
    part: str


class DefinedName(NamedTuple):
    """A name and its text; ``sheet`` is the sheet it belongs to, ``None`` for the whole workbook."""

    name: str
    text: str
    sheet: str | None


class TableEntry(NamedTuple):
    """A table as formulas call it; ``box`` is ``(row1, col1, row2, col2)``, header and totals included, ``filtered``
    the range of its filter where that hides rows."""

    name: str
    box: tuple[int, int, int, int]
    columns: tuple[str, ...]
    header_rows: int
    totals_rows: int
    filtered: tuple[int, int, int, int] | None = None


class WorkbookInfo(Record):
    """What the workbook part says. Part names are ``""`` where the package has no such part."""

    __slots__ = (
        "part",
        "macros",
        "sheets",
        "names",
        "date1904",
        "iterate",
        "precision_as_displayed",
        "strings",
        "metadata",
        "calc_chain",
        "external_links",
    )

    def __init__(self, part: str, macros: bool) -> None:
        self.part = part
        self.macros = macros
        self.sheets: list[SheetEntry] = []
        self.names: list[DefinedName] = []
        self.date1904: bool = False
        self.iterate: Iteration = Iteration()
        self.precision_as_displayed: bool = False
        self.strings: str = ""
        self.metadata: str = ""
        self.calc_chain: str = ""
        self.external_links: list[str] = []


def read_workbook(package: Package) -> WorkbookInfo:
    """What the package's workbook part says; ``Refusal`` when there is none or it is damaged."""
    name = _workbook_part(package)
    kind = content_type(package, name)
    if "sheet.binary" in kind or name.endswith(".bin"):
        raise refuse("xlsb", file=package.file)
    if "ms-excel.addin" in kind:
        raise refuse("is-addin", file=package.file)
    info = WorkbookInfo(name, "macroEnabled" in kind)
    related = {rel.id: rel for rel in relationships(package, name)}
    for rel in related.values():
        if rel.kind == "sharedStrings" and rel.target in package:
            info.strings = rel.target
        elif rel.kind == "sheetMetadata" and rel.target in package:
            info.metadata = rel.target
        elif rel.kind == "calcChain" and rel.target in package:
            info.calc_chain = rel.target
    _read_elements(info, elements(package.part(name)), related, package)
    return info


def _workbook_part(package: Package) -> str:
    """The name of the part that the package's own relationships call the office document."""
    for name, program in _ODS.items():
        if name in package:
            raise refuse("not-excel", file=package.file, detail=program)
    if "[Content_Types].xml" not in package:
        raise refuse("no-workbook", file=package.file, part="[Content_Types].xml")
    found = [rel.target for rel in relationships(package, "") if rel.kind == "officeDocument"]
    if not found or found[0] not in package:
        raise refuse("no-workbook", file=package.file, part=found[0] if found else "xl/workbook.xml")
    return found[0]


def _read_elements(
    info: WorkbookInfo, found: list[Element], related: dict[str, Relationship], package: Package
) -> None:
    for element in found:
        values = element.attributes
        if element.name == "sheet" and element.depth == 2:
            info.sheets.append(_sheet(values, related, package))
        elif element.name == "workbookPr":
            info.date1904 = is_true(values.get("date1904"))
        elif element.name == "calcPr":
            info.iterate = _iteration(values)
            info.precision_as_displayed = not is_true(values.get("fullPrecision", "1"))
        elif element.name == "externalReference":
            rel = related.get(attribute(values, "id") or "")
            info.external_links.append(rel.target if rel is not None and rel.target in package else "")
    for element in found:
        if element.name == "definedName" and not is_true(element.attributes.get("function")):
            _add_name(element, info)


def _sheet(values: dict[str, str], related: dict[str, Relationship], package: Package) -> SheetEntry:
    name = unescape(values.get("name", ""))
    relationship = attribute(values, "id") or ""
    rel = related.get(relationship)
    if not relationship:  # a module sheet of Excel 95, kept by name alone
        rel = Relationship("", "module", "", False)
    if rel is None or (rel.kind == "worksheet" and rel.target not in package):
        raise refuse("missing-part", file=package.file, part=rel.target if rel else name)
    return SheetEntry(name, whole(values.get("sheetId")), rel.kind, rel.target)


_ROUNDS: Final = 32_767  # the most that Excel allows


def _iteration(values: dict[str, str]) -> Iteration:
    default = Iteration()
    try:
        count = int(values.get("iterateCount", default.count))
        delta = float(values.get("iterateDelta", default.delta))
    except ValueError:
        count, delta = default.count, default.delta
    return Iteration(is_true(values.get("iterate")), max(0, min(count, _ROUNDS)), delta)


def _add_name(element: Element, info: WorkbookInfo) -> None:
    given = element.attributes.get("localSheetId")
    sheet = None
    if given is not None:
        index = whole(given, -1)
        if not 0 <= index < len(info.sheets):
            return  # the name of a sheet that is gone: nobody sees it, and Excel drops it when it repairs the file
        sheet = info.sheets[index].name
    name = unescape(element.attributes.get("name", ""))
    info.names.append(DefinedName(name, unescape(element.text.strip()), sheet))


def read_tables(package: Package, sheet_part: str, seen: set[str]) -> list[TableEntry]:
    """The tables on a worksheet whose parts were not ``seen`` yet."""
    found = [rel.target for rel in relationships(package, sheet_part) if rel.kind == "table" and rel.target in package]
    new = [name for name in dict.fromkeys(found) if name.casefold() not in seen]
    seen.update(name.casefold() for name in new)
    return [_table(package.part(name)) for name in new]


def _table(part: Part) -> TableEntry:
    found = elements(part)
    values = found[0].attributes
    box = parse_range(values.get("ref", ""))
    if box is None:
        raise part.refusal("bad-xml", detail="vùng của bảng sai")
    columns = tuple(unescape(e.attributes.get("name", "")) for e in found if e.name == "tableColumn")
    header, totals = values.get("headerRowCount", "1"), values.get("totalsRowCount", "0")
    name = values.get("displayName") or values.get("name", "")
    active = any(e.name == "filterColumn" for e in found)
    ref = next((e.attributes.get("ref", "") for e in found if e.name == "autoFilter"), "")
    filtered = parse_range(ref) if active else None
    return TableEntry(name, box, columns, int(header != "0"), int(totals != "0"), filtered)


def dynamic_array_marks(package: Package, info: WorkbookInfo) -> set[int]:
    """The ``cm`` numbers (1-based) that mark a cell's formula as a dynamic array (metadata type XLDAPR)."""
    if not info.metadata:
        return set()
    types: list[str] = []
    marks: set[int] = set()
    section, number = "", 0
    for element in elements(package.part(info.metadata)):
        if element.name == "metadataType":
            types.append(element.attributes.get("name", ""))
        elif element.depth == 1:
            section, number = element.name, 0
        elif section == "cellMetadata" and element.name == "bk":
            number += 1
        elif section == "cellMetadata" and element.name == "rc":
            kind = whole(element.attributes.get("t"))
            if 0 < kind <= len(types) and types[kind - 1] == "XLDAPR":
                marks.add(number)
    return marks
