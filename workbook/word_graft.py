"""Pieces of one Word document put into another: with their styles, footnotes, charts and bookmarks."""

from __future__ import annotations

from copy import deepcopy

from workbook import word_charts, wordxml
from workbook.word_notes import Notes
from workbook.wordpackage import DOCUMENT, WordPackage
from workbook.wordxml import Element, w

_STYLED = ("pStyle", "rStyle", "tblStyle")


class Graft:
    """Copies of elements of ``new`` that may stand in ``old``."""

    def __init__(self, old: WordPackage, new: WordPackage, notes: Notes) -> None:
        self._old, self._new, self._notes = old, new, notes
        self._from_notes = Notes(new)
        self._styles: dict[str, str] = {}

    def copied(self, element: Element) -> Element:
        """A copy of an element of the new document, all that it refers to being in the old one."""
        copy = deepcopy(element)
        for node in list(wordxml.each(copy, *_STYLED)):
            node.set(w("val"), self._style(node.get(w("val"), "")))
        for node in list(wordxml.each(copy, "footnoteReference")):
            run = node.getparent()
            text = self._from_notes.text(node.get(w("id"), ""))
            if run is not None and run.getparent() is not None:
                run.addprevious(self._notes.reference(text))
                wordxml.removed(run)
        self._number_bookmarks(copy)
        word_charts.carry(copy, self._new, self._old)
        for node in list(wordxml.each(copy, "sectPr")):
            wordxml.removed(node)
        return copy

    def _number_bookmarks(self, copy: Element) -> None:
        taken = (int(node.get(w("id"), "0")) for node in wordxml.each(self._old.body, "bookmarkStart"))
        number = 1 + max(taken, default=0)
        names = {node.get(w("id")): number + offset for offset, node in enumerate(wordxml.each(copy, "bookmarkStart"))}
        for node in wordxml.each(copy, "bookmarkStart", "bookmarkEnd"):
            node.set(w("id"), str(names.get(node.get(w("id")), 0)))

    def _style(self, style_id: str) -> str:
        """The id of the style in the old document (programs rename ids, names stay); a new one is brought along."""
        if style_id not in self._styles:
            self._styles[style_id] = self._same_style(style_id)
        return self._styles[style_id]

    def _same_style(self, style_id: str) -> str:
        old, new = _styles(self._old), _styles(self._new)
        style = new.get(style_id)
        if style is None:
            return style_id
        same = next((id_ for id_, other in old.items() if _name(other) == _name(style)), None)
        if same is not None:
            return same
        copy = deepcopy(style)
        next(iter(old.values())).getparent().append(copy)  # type: ignore[union-attr]
        based = copy.find(w("basedOn"))
        if based is not None:
            based.set(w("val"), self._style(based.get(w("val"), "")))
        return style_id

    def after(self, copy: Element, anchor: Element) -> Element:
        """Puts ``copy`` behind ``anchor``; two tables that would touch get an empty paragraph between them."""
        section = anchor.find(f"{w('pPr')}/{w('sectPr')}") if anchor.tag == w("p") else None
        following = anchor.getnext()
        anchor.addnext(copy)
        if copy.tag == w("tbl") and anchor.tag == w("tbl"):
            anchor.addnext(wordxml.made("<w:p/>"))
        if copy.tag == w("tbl") and following is not None and following.tag == w("tbl"):
            copy.addnext(wordxml.made("<w:p/>"))
        if section is None:
            return copy
        last = copy  # the page section ends with the last paragraph: it moves on
        if copy.tag == w("tbl"):
            last = wordxml.made("<w:p/>")
            copy.addnext(last)
        _properties(last).append(section)
        return copy

    def before(self, copy: Element, known: Element) -> None:
        """Puts ``copy`` in front of ``known``."""
        known.addprevious(copy)
        if copy.tag == known.tag == w("tbl"):
            known.addprevious(wordxml.made("<w:p/>"))

    def take_out(self, element: Element) -> None:
        """Removes a paragraph or row; one that a page section or a cell ends with is only emptied."""
        for node in wordxml.each(element, "footnoteReference"):
            self._notes.drop(node.get(w("id"), ""))
        parent = element.getparent()
        assert parent is not None
        alone = element.tag == w("p") and sum(node.tag == w("p") for node in parent) == 1
        if alone or element.find(f"{w('pPr')}/{w('sectPr')}") is not None:
            for node in [node for node in element if node.tag != w("pPr")]:
                element.remove(node)
            return
        parent.remove(element)
        if parent.tag == w("tbl") and not any(node.tag == w("tr") for node in parent):
            wordxml.removed(parent)


def _properties(paragraph: Element) -> Element:
    found = paragraph.find(w("pPr"))
    if found is None:
        found = wordxml.made("<w:pPr/>")
        paragraph.insert(0, found)
    return found


def _styles(package: WordPackage) -> dict[str, Element]:
    name = next(iter(package.related(DOCUMENT, "styles").values()), "")
    if not name:
        return {}
    return {node.get(w("styleId"), ""): node for node in wordxml.each(package.root(name), "style")}


def _name(style: Element) -> str:
    found = style.find(w("name"))
    return "" if found is None else found.get(w("val"), "").lower()
