"""A report as a person at Word's window has it: read, and edited by hand."""

from __future__ import annotations

from pathlib import Path

from workbook import report_memory, report_units, word_text, wordpackage, wordxml
from workbook.word_notes import Notes
from workbook.wordpackage import WordPackage
from workbook.wordxml import Element, w


class WordFile:
    """The document at ``path``; ``save`` writes it as some other program would, without the program's mark."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.package: WordPackage = wordpackage.read(path.read_bytes(), str(path))
        self.notes = Notes(self.package)

    def paragraphs(self) -> list[Element]:
        return list(wordxml.each(self.package.body, "p"))

    def texts(self) -> list[str]:
        return [word_text.text_of(p, self.notes) for p in self.paragraphs()]

    def find(self, text: str) -> Element:
        (found,) = [p for p in self.paragraphs() if text in word_text.text_of(p, self.notes)]
        return found

    def row(self, first: str) -> Element:
        """The table row that has ``first`` in one of its cells."""
        return next(
            row
            for row in wordxml.each(self.package.body, "tr")
            if first in report_units.cell_texts(row, self.notes) and wordxml.ancestor(row, "tc") is None
        )

    def replace(self, old: str, new: str) -> None:
        """Retypes a stretch of text inside one paragraph."""
        paragraph = next(p for p in self.paragraphs() if old in word_text.text_of(p, self.notes))
        nodes = list(wordxml.each(paragraph, "t"))
        whole = "".join(node.text or "" for node in nodes)
        assert old in whole
        nodes[0].text = whole.replace(old, new)
        for node in nodes[1:]:
            node.text = ""

    def add_after(self, text: str, new: str) -> None:
        added = wordxml.made("<w:p><w:r/></w:p>")
        run = added.find(w("r"))
        assert run is not None
        wordxml.text_child(run, new)
        self.find(text).addnext(added)

    def delete(self, text: str) -> None:
        wordxml.removed(self.find(text))

    def bold(self, text: str) -> None:
        """Makes ``text``, inside one run, bold."""
        paragraph = self.find(text)
        run = next(run for run in paragraph if run.tag == w("r") and text in "".join(t.text or "" for t in run))
        before, _, after = "".join(t.text or "" for t in run).partition(text)
        for piece, is_bold in ((before, False), (text, True), (after, False)):
            made = wordxml.made("<w:r><w:rPr><w:b/></w:rPr></w:r>" if is_bold else "<w:r/>")
            wordxml.text_child(made, piece)
            run.addprevious(made)
        wordxml.removed(run)

    def is_bold(self, text: str) -> bool:
        """Whether exactly ``text`` is bold in its paragraph."""
        bold = [run for run in self.find(text) if run.find(f"{w('rPr')}/{w('b')}") is not None]
        return "".join(t.text or "" for run in bold for t in wordxml.each(run, "t")) == text

    def comments(self) -> dict[str, list[str]]:
        """The program's comments: the paragraph's text, and the lines of each comment on it."""
        name = next(iter(self.package.related("word/document.xml", "comments").values()), "")
        if not name:
            return {}
        lines = {
            node.get(w("id")): ["".join(t.text or "" for t in p.iter(w("t"))) for p in node.iter(w("p"))]
            for node in self.package.root(name)
        }
        return {
            word_text.text_of(p, self.notes): lines[mark.get(w("id"))]
            for p in self.paragraphs()
            for mark in wordxml.each(p, "commentReference")
        }

    def marks(self) -> list[str]:
        memory = report_memory.read(self.package)
        assert memory is not None
        return [entry.mark for entry in memory.entries.values()]

    def save(self) -> None:
        self.package.root("docProps/core.xml").set("hand", "1")
        self.path.write_bytes(self.package.packed())
