"""A report written again over one that somebody edited: what was touched stays, what was not is brought up to date.

The edited document is the ground, so its formatting, its added paragraphs and its page set-up stay. An edited paragraph
(or cell) whose facts have changed since gets a comment with the new words; what was deleted stays deleted; what is new
is put behind the unit that precedes it in the new document.
"""

from __future__ import annotations

from typing import Final

from workbook import report_memory, report_units, word_charts, word_text, wordxml
from workbook.report_memory import Entry, Memory, bookmark
from workbook.report_units import Unit, cell_texts, cells
from workbook.word_comments import Comments
from workbook.word_graft import Graft
from workbook.word_notes import Notes
from workbook.wordpackage import WordPackage
from workbook.wordxml import Element, w
from xlcore.records import Record

CHANGED: Final = "Số liệu đã đổi; chỗ này giữ nguyên lời sửa tay. Lời mới theo số liệu:"
GONE: Final = "Theo số liệu hiện nay chương trình không còn viết câu này; chỗ này giữ nguyên lời sửa tay."


class Merged(Record):
    """What became of the units: ``kept`` were edited by hand, ``changed`` of those have a comment with new words.

    ``outside`` counts what was taken out of the edited document because it is elsewhere (``word_outside``).
    """

    __slots__ = ("kept", "changed", "updated", "inserted", "removed", "deleted", "outside")

    def __init__(self) -> None:
        self.kept = 0
        self.changed = 0
        self.updated = 0
        self.inserted = 0
        self.removed = 0
        self.deleted = 0
        self.outside = 0

    @property
    def touches(self) -> bool:
        """Whether anything in the document became another."""
        return bool(self.changed or self.updated or self.inserted or self.removed or self.outside)


def merge(old: WordPackage, new: WordPackage) -> Merged | None:
    """Brings ``old``, which somebody may have edited, up to date with ``new``; None when it carries no memory."""
    before, after = report_memory.read(old), report_memory.read(new)
    if before is None or after is None:
        return None
    merge_ = _Merge(old, new, before, after)
    merge_.run()
    return merge_.result


class _Merge:
    def __init__(self, old: WordPackage, new: WordPackage, before: Memory, after: Memory) -> None:
        self.old, self.new = old, new
        self.before, self.after = before, after
        self.notes, self.comments = Notes(old), Comments(old)
        self.graft = Graft(old, new, self.notes)
        self.found = report_units.located(old, before)
        self.result = Merged()
        self.kept: dict[str, Entry] = {}

    def run(self) -> None:
        units = list(self._units())
        for name, entry in self.before.entries.items():
            if name not in self.after.entries:
                self._no_longer(name, entry)
        anchors: dict[Element, Element] = {}
        waiting: list[tuple[Unit, Element]] = []  # new ones before the first known unit of their place
        for unit in units:
            known = self._known(unit)
            if known is not None:
                anchors[unit.place] = known
                for early, place in [pair for pair in waiting if pair[1] is unit.place]:
                    self.graft.before(self._copied(early), known)
                    waiting.remove((early, place))
            elif self._was_deleted(unit):
                self.result.deleted += 1
            elif unit.place in anchors:
                anchors[unit.place] = self.graft.after(self._copied(unit), anchors[unit.place])
            elif unit.place.tag == w("body"):
                waiting.append((unit, unit.place))
        self._remember()

    def _units(self) -> list[Unit]:
        """The units of the new document, named as its bookmarks name them."""
        located = report_units.located(self.new, self.after)
        marks = {element: self.after.entries[name].mark for name, element in located.items() if element.tag == w("p")}
        for name, element in located.items():
            if element.tag == w("tr"):
                marks[next(element.iter(w("p")))] = self.after.entries[name].mark
        return list(report_units.units(self.new.body, marks))

    # Known units --------------------------------------------------------------------------------------------------

    def _known(self, unit: Unit) -> Element | None:
        """The element of the old document that the unit is, brought up to date; None when it is not there."""
        if unit.rows is None:
            element = self.found.get(bookmark(unit.mark))
            if element is not None:
                self._paragraph(unit, element)
            return element
        rows = (self.found.get(bookmark(mark)) for mark in unit.rows)
        table = next((wordxml.ancestor(row, "tbl") for row in rows if row is not None), None)
        if table is not None:
            self._table(unit.rows)
        return table

    def _was_deleted(self, unit: Unit) -> bool:
        return any(bookmark(mark) in self.before.entries for mark in unit.marks)

    def _paragraph(self, unit: Unit, element: Element) -> None:
        name = bookmark(unit.mark)
        if word_charts.has_chart(unit.element):
            if word_charts.update(self.old, element, self.new, unit.element):
                self.result.updated += 1
            return
        self._text([element], self.before.entries[name].texts[0], self.after.entries[name].texts[0])

    def _text(self, paragraphs: list[Element], last: str, new: str) -> None:
        """Brings the text of a paragraph, or of a cell with its paragraphs, up to date, unless it was edited."""
        first = paragraphs[0]
        now = "\n".join(word_text.text_of(p, self.notes) for p in paragraphs)
        if word_text.same(now, new):
            self.comments.clear(first)
        elif word_text.same(now, last) and word_text.is_plain(first):
            word_text.rewrite(first, new, self.notes)
            for more in paragraphs[1:]:
                wordxml.removed(more)
            self.comments.clear(first)
            self.result.updated += 1
        else:
            self.result.kept += 1
            if not word_text.same(last, new):
                self.comments.add(first, CHANGED, new)
                self.result.changed += 1

    # Tables -------------------------------------------------------------------------------------------------------

    def _table(self, rows: dict[str, Element]) -> None:
        anchor: Element | None = None
        early: list[Element] = []
        for mark, row in rows.items():
            name = bookmark(mark)
            element = self.found.get(name)
            if element is not None:
                self._row(name, element)
                anchor = element
                for new in early:
                    element.addprevious(new)
                early = []
            elif name in self.before.entries:
                self.result.deleted += 1
            else:
                copied = self.graft.copied(row)
                self.result.inserted += 1
                if anchor is None:
                    early.append(copied)
                else:
                    anchor.addnext(copied)
                    anchor = copied

    def _row(self, name: str, row: Element) -> None:
        last, new = self.before.entries[name].texts, self.after.entries[name].texts
        held = cells(row)
        if len(held) == len(last) == len(new):
            for cell, old_text, new_text in zip(held, last, new, strict=True):
                self._text([p for p in cell if p.tag == w("p")], old_text, new_text)
        elif last != new:  # cells were added, joined or taken away by hand
            self.result.kept += 1
            self.result.changed += 1
            self.comments.add(next(row.iter(w("p"))), CHANGED, " | ".join(text for text in new if text))

    # What goes and what comes ---------------------------------------------------------------------------------------

    def _no_longer(self, name: str, entry: Entry) -> None:
        """A unit that the program writes no more: it goes, unless it was edited."""
        element = self.found.get(name)
        if element is None:
            self.kept[name] = Entry(name, entry.mark, entry.texts, True)
            return
        if element.tag == w("tr"):
            touched = not all(map(word_text.same, cell_texts(element, self.notes), entry.texts))
            first = next(element.iter(w("p")))
        else:
            touched = not word_text.same(word_text.text_of(element, self.notes), entry.texts[0])
            first = element
        if not touched:
            self.graft.take_out(element)
            self.result.removed += 1
            return
        self.result.kept += 1
        if not entry.gone:
            self.comments.add(first, GONE)
            self.result.changed += 1
        self.kept[name] = Entry(name, entry.mark, entry.texts, True)

    def _copied(self, unit: Unit) -> Element:
        self.result.inserted += 1
        return self.graft.copied(unit.element)

    def _remember(self) -> None:
        entries = [*self.after.entries.values(), *self.kept.values()]
        report_memory.write(self.old, Memory(entries, by_hand=True))
