"""What a filled template still lacks: charts in their places, widths of columns, footnotes, the memory of its text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workbook import report_marks as marks
from workbook import report_memory, report_units, word_charts, word_outside, word_text, wordpackage, wordxml
from workbook.chartxml import Chart
from workbook.report_target import BY_HAND, CORE_PART
from workbook.word_notes import Notes
from workbook.wordpackage import WordPackage
from workbook.wordxml import Element, w


def finished(content: bytes, charts: Mapping[str, Chart], widths: Mapping[str, Sequence[float]]) -> WordPackage:
    """The filled document with charts (by mark), widths of tables (by key), footnotes, bookmarks and memory."""
    package = wordpackage.read(content, "bao-cao.docx")
    word_outside.take_out(package)
    body = package.body
    found = report_units.take_marks(body)
    for paragraph, mark in found.items():
        if mark in charts:
            word_charts.place(package, paragraph, charts[mark])
    _set_widths(body, found, widths)
    notes = Notes(package)
    for paragraph in list(wordxml.each(body, "p")):
        word_text.spell_notes(paragraph, notes)
    report_memory.write(package, report_units.label(package, found))
    return package


def _set_widths(body: Element, found: Mapping[Element, str], widths: Mapping[str, Sequence[float]]) -> None:
    """Shares the width of a generic table out among its columns: the template cannot know how many there are."""
    done: set[Element] = set()
    for paragraph, mark in found.items():
        table = wordxml.ancestor(paragraph, "tbl") if mark.startswith(marks.ROW) else None
        if table is None or table in done or (shares := widths.get(mark.split("/")[1])) is None:
            continue
        done.add(table)
        room = sum(int(float(node.get(w("w"), "0"))) for node in wordxml.each(table, "gridCol"))
        total = _total(table) or room
        columns = [round(total * share / sum(shares)) for share in shares]
        grid = table.find(w("tblGrid"))
        if grid is not None:
            for node in list(grid):
                grid.remove(node)
            for width in columns:
                wordxml.child(grid, "gridCol", w=str(width))
        for row in wordxml.each(table, "tr"):
            for cell, width in zip(report_units.cells(row), columns, strict=False):
                _set_width(cell, width)


def _total(table: Element) -> int:
    width = table.find(f"{w('tblPr')}/{w('tblW')}")
    return int(width.get(w("w"), "0")) if width is not None and width.get(w("type")) == "dxa" else 0


def _set_width(cell: Element, width: int) -> None:
    properties = cell.find(w("tcPr"))
    if properties is None:
        properties = wordxml.made("<w:tcPr/>")
        cell.insert(0, properties)
    held = properties.find(w("tcW"))
    if held is None:
        held = wordxml.made("<w:tcW/>")
        properties.insert(0, held)
    held.set(w("w"), str(width))
    held.set(w("type"), "dxa")


def titled(package: WordPackage, title: str) -> None:
    """Sets the title of a document that holds somebody's work: it says so in place of the mark of its content."""
    if CORE_PART not in package:
        return
    root = package.root(CORE_PART)
    for name, text in (("title", title), ("identifier", BY_HAND)):
        node = root.find(f"{{{wordxml.DC}}}{name}")
        if node is None:
            node = root.makeelement(f"{{{wordxml.DC}}}{name}", {})
            root.append(node)
        node.text = text
