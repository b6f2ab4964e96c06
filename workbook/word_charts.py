"""Charts inside a Word file: put into a paragraph, brought up to date, carried from one document into another."""

from __future__ import annotations

from copy import deepcopy
from typing import Final

from workbook import wordxml
from workbook.chartxml import Chart, chart_xml, sheet_bytes
from workbook.wordpackage import DOCUMENT, WordPackage
from workbook.wordxml import Element, w

_PART: Final = "word/charts/chart{}.xml"
_SHEET: Final = "word/embeddings/bieu-do{}.xlsx"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CHART: Final = f"{{{wordxml.C}}}chart"
_ID: Final = f"{{{wordxml.R}}}id"
_EMU_PER_MM: Final = 36000
_DATA: Final = ("tx", "dLbls", "cat", "val")


def place(package: WordPackage, paragraph: Element, chart: Chart) -> None:
    """Puts the chart into the paragraph, whose first run takes it."""
    number = package.free_name(_PART)
    sheet = package.free_name(_SHEET)
    package.put(sheet, sheet_bytes(chart), _SHEET_TYPE)
    package.put(number, b"", _TYPE)
    sheet_id = package.relate(number, "package", sheet)
    package.put(number, chart_xml(chart, sheet_id))
    run = paragraph.find(w("r"))
    if run is None:
        run = wordxml.child(paragraph, "r")
    for node in [node for node in run if node.tag != w("rPr")]:
        run.remove(node)
    run.append(_drawing(chart, package.relate(DOCUMENT, "chart", number), len(package.related(DOCUMENT, "chart"))))


def _drawing(chart: Chart, relationship: str, number: int) -> Element:
    width, height = (round(length * _EMU_PER_MM) for length in chart.size_mm)
    description = f"{chart.title}: {'; '.join(chart.categories)}".replace("&", "và").replace('"', "").replace("<", "")
    return wordxml.made(
        '<w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        f'distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:docPr id="{9000 + number}" name="Biểu đồ {number}" descr="{description[:250]}"/><wp:cNvGraphicFramePr/>'
        '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        f'<a:graphicData uri="{wordxml.C}"><c:chart xmlns:c="{wordxml.C}" r:id="{relationship}"/></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing>"
    )


def has_chart(element: Element) -> bool:
    """Whether a chart stands in the element."""
    return next(element.iter(_CHART), None) is not None


def _part_of(package: WordPackage, element: Element) -> str:
    """The part of the chart in the element; "" when there is none."""
    node = next(element.iter(_CHART), None)
    return "" if node is None else package.related(DOCUMENT, "chart").get(node.get(_ID, ""), "")


def update(old: WordPackage, old_element: Element, new: WordPackage, new_element: Element) -> bool:
    """Gives the old chart the numbers of the new one and keeps its looks; False when it has them, or is gone."""
    old_name, new_name = _part_of(old, old_element), _part_of(new, new_element)
    if not old_name or not new_name or _numbers(old.root(old_name)) == _numbers(new.root(new_name)):
        return False
    old_rows, new_rows = (list(root.iter(f"{{{wordxml.C}}}ser")) for root in (old.root(old_name), new.root(new_name)))
    sheet = next(iter(new.related(new_name, "package").values()), "")
    for name in old.related(old_name, "package").values():
        old.put(name, new.parts[sheet])
    if len(old_rows) == len(new_rows) and old.related(old_name, "package"):
        for old_row, new_row in zip(old_rows, new_rows, strict=True):
            _replace_data(old_row, new_row)
    else:
        _replace_part(old, old_name, new, new_name)
    return True


def _replace_data(old: Element, new: Element) -> None:
    for name in _DATA:
        was, now = old.find(f"{{{wordxml.C}}}{name}"), new.find(f"{{{wordxml.C}}}{name}")
        if was is not None and now is not None:
            old.replace(was, deepcopy(now))


def _replace_part(old: WordPackage, old_name: str, new: WordPackage, new_name: str) -> None:
    root = deepcopy(new.root(new_name))
    external = root.find(f"{{{wordxml.C}}}externalData")
    if external is not None:
        sheet_id = next(iter(old.related(old_name, "package")), "")
        if sheet_id:
            external.set(_ID, sheet_id)
        else:
            root.remove(external)
    old.put(old_name, wordxml.written(root))


def _numbers(root: Element) -> list[tuple[str, ...]]:
    """The names and numbers of every series, numbers as numbers are compared."""
    found = []
    for series in root.iter(f"{{{wordxml.C}}}ser"):
        texts = []
        for name in ("tx", "cat", "val"):
            part = series.find(f"{{{wordxml.C}}}{name}")
            points = [] if part is None else part.iter(f"{{{wordxml.C}}}v")
            texts += [_plain(node.text or "") for node in points]
        found.append(tuple(texts))
    return found


def _plain(text: str) -> str:
    try:
        return f"{float(text):.10g}"
    except ValueError:
        return text


def carry(element: Element, source: WordPackage, target: WordPackage) -> None:
    """Copies the parts of the charts in ``element`` into ``target`` and points it to them."""
    for node in element.iter(_CHART):
        name = source.related(DOCUMENT, "chart").get(node.get(_ID, ""), "")
        if not name:
            continue
        own, root = target.free_name(_PART), deepcopy(source.root(name))
        target.put(own, wordxml.written(root), _TYPE)
        for sheet in source.related(name, "package").values():
            copied = target.free_name(_SHEET)
            target.put(copied, source.parts[sheet], _SHEET_TYPE)
            external = root.find(f"{{{wordxml.C}}}externalData")
            relation = target.relate(own, "package", copied)
            if external is not None:
                external.set(_ID, relation)
        target.put(own, wordxml.written(root))
        node.set(_ID, target.relate(DOCUMENT, "chart", own))
