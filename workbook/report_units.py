"""The units of a report that are kept or written anew one by one: paragraphs, and tables with their rows.

``label`` gives every unit of a freshly filled document its bookmark and remembers its text; ``located`` finds them
again in a document that went through somebody's hands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Final

from workbook import report_marks as marks
from workbook import report_memory, word_text, wordxml
from workbook.report_memory import Entry, Memory
from workbook.word_notes import Notes
from workbook.wordpackage import WordPackage
from workbook.wordxml import Element, w
from xlcore.records import Record

_LONG: Final = 20  # a text of so many letters is found again without its bookmark, where it stands once


class Unit(Record):
    """A paragraph, or a table (``rows`` by their marks); ``place`` is the body or the cell that holds it."""

    __slots__ = ("mark", "element", "place", "rows")

    def __init__(self, mark: str, element: Element, place: Element, rows: dict[str, Element] | None = None) -> None:
        self.mark = mark
        self.element = element
        self.place = place
        self.rows = rows

    @property
    def marks(self) -> list[str]:
        """The marks that stand for the unit: its own, or those of its rows."""
        return [self.mark] if self.rows is None else list(self.rows)


def take_marks(body: Element) -> dict[Element, str]:
    """The marks that stand in the text, by paragraph; the text is clean afterwards. A paragraph's first mark counts."""
    found: dict[Element, str] = {}
    for node in wordxml.each(body, "t"):
        if node.text and marks.OPEN in node.text:
            paragraph = wordxml.ancestor(node, "p")
            first = marks.SIGN.search(node.text)
            if paragraph is not None and first is not None:
                found.setdefault(paragraph, first[1])
            node.text = marks.SIGN.sub("", node.text)
    return found


def units(body: Element, found: Mapping[Element, str]) -> Iterator[Unit]:
    """Every unit in document order; paragraphs without a mark are named by their style and number."""
    counts: dict[str, int] = {}
    for block, place in _blocks(body, found):
        if block.tag == w("tbl"):
            yield _table(block, place, found, counts)
            continue
        mark = found.get(block, "")
        if mark:
            yield Unit(_once(mark, counts), block, place)
        elif any(node.text for node in wordxml.each(block, "t")):
            style = block.find(f"{w('pPr')}/{w('pStyle')}")
            kind = "" if style is None else style.get(w("val"), "")
            counts[kind] = counts.get(kind, 0) + 1
            yield Unit(f"{marks.OTHER}{kind}/{counts[kind]}", block, place)


def _once(mark: str, counts: dict[str, int]) -> str:
    """``mark``, numbered from its second appearance on: a template may print a text twice."""
    counts[mark] = counts.get(mark, 0) + 1
    return mark if counts[mark] == 1 else f"{mark}~{counts[mark]}"


def _blocks(place: Element, found: Mapping[Element, str]) -> Iterator[tuple[Element, Element]]:
    """Paragraphs and data tables with what holds them; a table that only lays out text is gone into."""
    for block in place:
        if block.tag == w("p"):
            yield block, place
        elif block.tag == w("tbl") and any(found.get(p, "").startswith(marks.ROW) for p in block.iter(w("p"))):
            yield block, place
        elif block.tag == w("tbl"):
            for cell in block.iter(w("tc")):
                yield from _blocks(cell, found)


def _table(table: Element, place: Element, found: Mapping[Element, str], counts: dict[str, int]) -> Unit:
    of_rows = [next((found[p] for p in row.iter(w("p")) if p in found), "") for row in table.iter(w("tr"))]
    key = next(mark.split("/")[1] for mark in of_rows if mark.startswith(marks.ROW))
    rows = {
        _once(mark or f"{marks.HEAD}{key}/{number}", counts): row
        for number, (row, mark) in enumerate(zip(table.iter(w("tr")), of_rows, strict=True))
    }
    return Unit(f"{marks.ROW}{key}", table, place, rows)


def label(package: WordPackage, found: Mapping[Element, str]) -> Memory:
    """Bookmarks every unit and returns what is to be remembered of the document, in order."""
    notes = Notes(package)
    entries: list[Entry] = []
    number = 1 + max((int(node.get(w("id"), "0")) for node in wordxml.each(package.body, "bookmarkStart")), default=0)
    for unit in units(package.body, found):
        for mark, element in ({unit.mark: unit.element} if unit.rows is None else unit.rows).items():
            name = report_memory.bookmark(mark)
            is_row = element.tag == w("tr")
            add_bookmark(next(element.iter(w("p"))) if is_row else element, name, number)
            texts = cell_texts(element, notes) if is_row else [word_text.text_of(element, notes)]
            entries.append(Entry(name, mark, texts))
            number += 1
    return Memory(entries)


def cells(row: Element) -> list[Element]:
    """The cells of a row."""
    return [node for node in row if node.tag == w("tc")]


def cell_texts(row: Element, notes: Notes) -> list[str]:
    """The text of every cell of a row, paragraphs as lines."""
    return ["\n".join(word_text.text_of(p, notes) for p in cell if p.tag == w("p")) for cell in cells(row)]


def add_bookmark(paragraph: Element, name: str, number: int) -> None:
    """Puts the bookmark around the text of the paragraph."""
    start = paragraph.makeelement(w("bookmarkStart"), {w("id"): str(number), w("name"): name})
    paragraph.insert(0 if paragraph.find(w("pPr")) is None else 1, start)
    wordxml.child(paragraph, "bookmarkEnd", id=str(number))


def located(package: WordPackage, memory: Memory) -> dict[str, Element]:
    """The paragraph or row that each remembered unit now is; those that were deleted by hand are missing."""
    notes = Notes(package)
    spans = _spans(package.body)
    found: dict[str, Element] = {}
    taken: set[Element] = set()
    loose: list[tuple[float, str, Element]] = []
    for name, paragraphs in spans.items():
        entry = memory.entries.get(name)
        if entry is None:
            continue
        if entry.mark.startswith((marks.ROW, marks.HEAD)):
            row = wordxml.ancestor(paragraphs[0], "tr")
            if row is not None:
                found[name] = row
            continue
        exact = next((p for p in paragraphs if word_text.same(word_text.text_of(p, notes), entry.texts[0])), None)
        if exact is not None and exact not in taken:
            found[name] = exact
            taken.add(exact)
        else:
            loose += [(_likeness(p, entry.texts[0], notes), name, p) for p in paragraphs]
    for _, name, paragraph in sorted(loose, key=lambda claim: claim[0], reverse=True):  # edited: the likest is it
        if name not in found and paragraph not in taken:
            found[name] = paragraph
            taken.add(paragraph)
    _by_text(package.body, memory, found, taken, notes)
    return found


def _likeness(paragraph: Element, text: str, notes: Notes) -> float:
    return SequenceMatcher(None, word_text.text_of(paragraph, notes), text).ratio()


def _spans(body: Element) -> dict[str, list[Element]]:
    """The paragraphs that each of the program's bookmarks goes over, in document order."""
    open_: dict[str, str] = {}
    spans: dict[str, list[Element]] = {}
    for node in wordxml.each(body, "p", "bookmarkStart", "bookmarkEnd"):
        if node.tag == w("bookmarkEnd"):
            open_.pop(node.get(w("id"), ""), None)
        elif node.tag == w("bookmarkStart"):
            name = node.get(w("name"))
            if name and report_memory.is_ours(name):
                open_[node.get(w("id"), "")] = name
                paragraph = wordxml.ancestor(node, "p")
                spans[name] = [] if paragraph is None else [paragraph]
        else:
            for name in open_.values():
                spans[name].append(node)
    return {name: paragraphs for name, paragraphs in spans.items() if paragraphs}


def _by_text(body: Element, memory: Memory, found: dict[str, Element], taken: set[Element], notes: Notes) -> None:
    """Finds paragraphs whose bookmark some program dropped: by a text that stands only once."""
    lost = [
        entry
        for entry in memory.entries.values()
        if entry.name not in found and not entry.mark.startswith((marks.ROW, marks.HEAD))
    ]
    if not lost:
        return
    standing: dict[str, list[Element]] = {}
    for paragraph in wordxml.each(body, "p"):
        if paragraph not in taken:
            standing.setdefault(word_text.text_of(paragraph, notes).strip(), []).append(paragraph)
    for entry in lost:
        text = entry.texts[0].strip()
        if len(text) >= _LONG and len(standing.get(text, ())) == 1:
            found[entry.name] = standing[text][0]
