"""The text of a paragraph as one string, and a new text put into it that keeps the formatting of what stays.

A footnote is written ``^[its text]`` inside the string, in both directions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from difflib import SequenceMatcher
from typing import Final

from workbook import wordxml
from workbook.word_notes import Notes
from workbook.wordxml import Element, w

NOTE: Final = re.compile(r" ?\^\[([^\[\]]*)\]")
_TOKEN: Final = re.compile(r"\^\[[^\[\]]*\]|\w+|\W")
_BLANK: Final = re.compile(r"[ \t\n]+")
_SIGNS: Final = {w("tab"): "\t", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "-"}
# What a run of text may hold besides text; anything else (a drawing, a field, a comment's mark) is left where it is.
_PLAIN: Final = {w("rPr"), w("t"), w("footnoteReference"), w("lastRenderedPageBreak"), *_SIGNS}
_HIDDEN: Final = {w("del"), w("moveFrom"), w("pPr"), w("txbxContent"), w("pict"), w("object"), w("drawing")}

Letters = list[tuple[str, Element | None]]  # a letter or a whole footnote, with the formatting of its run


def text_of(paragraph: Element, notes: Notes) -> str:
    """The paragraph as it reads, deletions that are being tracked left out."""
    return "".join(_texts(paragraph, notes))


def _texts(element: Element, notes: Notes) -> Iterator[str]:
    for node in element:
        if node.tag in _HIDDEN or not isinstance(node.tag, str) or "}Fallback" in node.tag:
            continue
        if node.tag == w("t"):
            yield node.text or ""
        elif node.tag in _SIGNS:
            yield _SIGNS[node.tag]
        elif node.tag == w("footnoteReference"):
            yield f"^[{notes.text(node.get(w('id'), ''))}]"
        else:
            yield from _texts(node, notes)


def same(one: str, other: str) -> bool:
    """Whether two texts say the same: spaces and line breaks are one, no-break spaces count."""
    return _BLANK.sub(" ", one).strip(" ") == _BLANK.sub(" ", other).strip(" ")


def is_plain(paragraph: Element) -> bool:
    """Whether all its text stands in runs of its own: none in a link, a tracked change or a field."""
    holders = (node.getparent() for node in wordxml.each(paragraph, "t"))
    return all(run is not None and run.getparent() is paragraph for run in holders)


def rewrite(paragraph: Element, text: str, notes: Notes) -> None:
    """Puts ``text`` into the paragraph; words that stay keep their formatting, a new one takes that of the replaced."""
    runs = [run for run in paragraph if run.tag == w("r") and all(node.tag in _PLAIN for node in run)]
    letters = [letter for run in runs for letter in _letters(run, notes)]
    at = paragraph.index(runs[0]) if runs else len(paragraph)
    for run in runs:
        for reference in wordxml.each(run, "footnoteReference"):
            notes.drop(reference.get(w("id"), ""))
        paragraph.remove(run)
    for offset, run in enumerate(_runs(_formatted(letters, text), notes)):
        paragraph.insert(at + offset, run)


def _letters(run: Element, notes: Notes) -> Letters:
    form = run.find(w("rPr"))
    found: Letters = []
    for node in run:
        if node.tag == w("footnoteReference"):
            found.append((f"^[{notes.text(node.get(w('id'), ''))}]", None))
        else:
            found += [
                (letter, form) for letter in (node.text or "" if node.tag == w("t") else _SIGNS.get(node.tag, ""))
            ]
    return found


def _formatted(old: Letters, text: str) -> Letters:
    """The letters of ``text`` with the formatting that they, or what they replace, had."""
    before = _tokens(old)
    after = [token for token in _TOKEN.findall(NOTE.sub(r"^[\1]", text)) if token]
    matcher = SequenceMatcher(None, [token for token, _ in before], after, autojunk=False)
    made: Letters = []
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind == "equal":
            for (_, letters), token in zip(before[first:last], after[start:end], strict=True):
                made += letters if not token.startswith("^[") else [(token, None)]
            continue
        form = _nearest(before, first, last)
        for token in after[start:end]:
            made += [(token, None)] if token.startswith("^[") else [(letter, form) for letter in token]
    return made


def _tokens(letters: Letters) -> list[tuple[str, Letters]]:
    text = "".join(letter for letter, _ in letters)
    found: list[tuple[str, Letters]] = []
    at = 0
    for token in _TOKEN.findall(text):
        taken: Letters = []
        length = 0
        while length < len(token):
            taken.append(letters[at])
            length += len(letters[at][0])
            at += 1
        found.append((token, taken))
    return found


def _nearest(tokens: list[tuple[str, Letters]], first: int, last: int) -> Element | None:
    """The formatting of the first replaced token; of the one before, or behind, where nothing is replaced."""
    order = [*range(first, last), *range(first - 1, -1, -1), *range(last, len(tokens))]
    for place in order:
        token, letters = tokens[place]
        if not token.startswith("^["):
            return letters[0][1]
    return None


def _runs(letters: Letters, notes: Notes) -> Iterator[Element]:
    """Runs of one formatting each; a footnote is a run of its own."""
    held, form = "", None
    for letter, own in letters:
        is_note = letter.startswith("^[")
        if held and (is_note or wordxml.canonical(own) != wordxml.canonical(form)):
            yield _run(held, form)
            held = ""
        if is_note:
            yield notes.reference(letter[2:-1])
        else:
            held, form = held + letter, own
    if held:
        yield _run(held, form)


def _run(text: str, form: Element | None) -> Element:
    run = wordxml.made("<w:r/>")
    if form is not None:
        run.append(deepcopy(form))
    for piece in re.split(r"([\t\n])", text):
        if piece == "\t":
            wordxml.child(run, "tab")
        elif piece == "\n":
            wordxml.child(run, "br")
        elif piece:
            wordxml.text_child(run, piece)
    return run


def spell_notes(paragraph: Element, notes: Notes) -> None:
    """Turns every ``^[...]`` that stands as text in the paragraph into a footnote."""
    if "^[" in "".join(node.text or "" for node in wordxml.each(paragraph, "t")) and is_plain(paragraph):
        rewrite(paragraph, text_of(paragraph, notes), notes)
