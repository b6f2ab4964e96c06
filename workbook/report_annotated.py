"""A copy of the report in which comments name the cells that its numbers come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from workbook import report_memory, report_units, wordpackage
from workbook.report_marks import OTHER
from workbook.report_trace import TYPED, Trace
from workbook.word_comments import Comments
from workbook.wordxml import Element, w

_LONG: Final = 120


def annotated(content: bytes, lines: Sequence[Trace]) -> bytes:
    """The report in ``content`` with a comment on every paragraph and table row that holds numbers."""
    package = wordpackage.read(content, "bao-cao.docx")
    memory = report_memory.read(package)
    if memory is None:
        return content
    found, comments = report_units.located(package, memory), Comments(package)
    by_mark: dict[str, list[Trace]] = {}
    for line in lines:
        by_mark.setdefault(line.mark, []).append(line)
    for entry in memory.entries.values():
        element = found.get(entry.name)
        told = [] if entry.mark.startswith(OTHER) else by_mark.get(entry.mark, [])
        if element is not None and told:
            comments.add(_paragraph(element), *dict.fromkeys(map(_words, told)), replace=False)
    return package.packed()


def _paragraph(element: Element) -> Element:
    return element if element.tag == w("p") else next(element.iter(w("p")))


def _words(line: Trace) -> str:
    """ "2.300 ← ChiTieu!F12 (nhập)"."""
    if not line.sheet:
        return f"{line.printed} ← sửa tay trong Word"
    if line.kind == TYPED:
        return f"{line.printed} ← {line.sheet}!{line.cell} (gõ trong câu)"
    formula = line.formula if len(line.formula) <= _LONG else f"{line.formula[:_LONG]}…"
    own = f"{line.sheet}!{line.cell}"
    how = f", tính {line.how}" if line.how != own else ""
    return f"{line.printed} ← {own}{how}{f': {formula}' if formula else ''}"
