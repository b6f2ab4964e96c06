"""Footnotes of a Word file: their texts by id, new ones, and the part and styles that hold them.

Source: ECMA-376 part 1, 17.11: a footnotes part begins with a separator and a continuation separator, which the
settings name; each note's text begins with its own number.
"""

from __future__ import annotations

from typing import Final

from workbook import wordxml
from workbook.wordpackage import DOCUMENT, WordPackage
from workbook.wordxml import Element, w

PART: Final = "word/footnotes.xml"
TEXT_STYLE: Final = "Chú thích"
NUMBER_STYLE: Final = "Số chú thích"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_SEPARATORS: Final = "".join(
    f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:pPr><w:spacing w:after="0"/></w:pPr>'
    f"<w:r><w:{kind}/></w:r></w:p></w:footnote>"
    for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
)
_SETTINGS_AFTER: Final = ("endnotePr", "compat", "docVars", "rsids", "themeFontLang", "clrSchemeMapping",
                          "shapeDefaults", "decimalSymbol", "listSeparator")  # fmt: skip


class Notes:
    """The footnotes of a package; nothing is added to it before the first one is."""

    def __init__(self, package: WordPackage) -> None:
        self._package = package
        held = package.related(DOCUMENT, "footnotes")
        self._part = next(iter(held.values()), "") if held else ""

    def _root(self) -> Element:
        if not self._part:
            self._part = PART
            self._package.put(PART, f'<w:footnotes xmlns:w="{wordxml.W}">{_SEPARATORS}</w:footnotes>'.encode(), _TYPE)
            self._package.relate(DOCUMENT, "footnotes", PART)
            self._declare()
        return self._package.root(self._part)

    def _declare(self) -> None:
        """Names the two separators in the settings, in the place that the schema gives them."""
        name = next(iter(self._package.related(DOCUMENT, "settings").values()), "")
        if not name:
            return
        settings = self._package.root(name)
        if settings.find(w("footnotePr")) is None:
            node = wordxml.made('<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>')
            behind = next((child for child in settings if child.tag in map(w, _SETTINGS_AFTER)), None)
            settings.insert(len(settings) if behind is None else settings.index(behind), node)

    def text(self, number: str) -> str:
        """The text of a note; "" when there is none."""
        note = self._find(number)
        if note is None:
            return ""
        paragraphs = ("".join(node.text or "" for node in p.iter(w("t"))) for p in note.iter(w("p")))
        return " ".join(paragraphs).strip().replace("[", "(").replace("]", ")")

    def _find(self, number: str) -> Element | None:
        if not self._part:
            return None
        return next((note for note in self._root() if note.get(w("id")) == number), None)

    def drop(self, number: str) -> None:
        """Removes a note's text; its reference is the caller's business."""
        note = self._find(number)
        if note is not None:
            wordxml.removed(note)

    def reference(self, text: str) -> Element:
        """A run that refers to a new note with this text."""
        root = self._root()
        number = str(1 + max((int(note.get(w("id"), "0")) for note in root), default=0))
        note = wordxml.child(root, "footnote", id=number)
        paragraph = wordxml.child(note, "p")
        if style := self._style(TEXT_STYLE, "footnote text"):
            wordxml.child(wordxml.child(paragraph, "pPr"), "pStyle", val=style)
        number_style = self._style(NUMBER_STYLE, "footnote reference")
        mark = wordxml.child(paragraph, "r")
        _superscript(mark, number_style)
        wordxml.child(mark, "footnoteRef")
        wordxml.text_child(wordxml.child(paragraph, "r"), f" {text.strip()}")
        run = wordxml.made("<w:r/>")
        _superscript(run, number_style)
        wordxml.child(run, "footnoteReference", id=number)
        return run

    def _style(self, *names: str) -> str:
        """The id of the first of these styles that the document has; "" for none."""
        name = next(iter(self._package.related(DOCUMENT, "styles").values()), "")
        if not name:
            return ""
        found = {node.get(w("val"), ""): node.getparent() for node in self._package.root(name).iter(w("name"))}
        styles = (found[style] for style in names if style in found)
        return next((style.get(w("styleId"), "") for style in styles if style is not None), "")


def _superscript(run: Element, style: str) -> None:
    form = wordxml.child(run, "rPr")
    if style:
        wordxml.child(form, "rStyle", val=style)
    wordxml.child(form, "vertAlign", val="superscript")
