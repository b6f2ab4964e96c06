"""Comments of a Word file: new ones in the name of the program, and its old ones taken away."""

from __future__ import annotations

from typing import Final

from workbook import wordxml
from workbook.wordpackage import DOCUMENT, WordPackage
from workbook.wordxml import Element, w

AUTHOR: Final = "chitieu"
PART: Final = "word/comments.xml"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_MARKS: Final = ("commentRangeStart", "commentRangeEnd", "commentReference")


class Comments:
    """The comments of a package; the part is made when the first one is."""

    def __init__(self, package: WordPackage) -> None:
        self._package = package
        self._part = next(iter(package.related(DOCUMENT, "comments").values()), "")

    def _root(self) -> Element:
        if not self._part:
            self._part = PART
            self._package.put(PART, f'<w:comments xmlns:w="{wordxml.W}"/>'.encode(), _TYPE)
            self._package.relate(DOCUMENT, "comments", PART)
        return self._package.root(self._part)

    def add(self, paragraph: Element, *lines: str, replace: bool = True) -> None:
        """A comment on the whole paragraph; with ``replace``, one of the program's own that stood there gives way."""
        if replace:
            self.clear(paragraph)
        root = self._root()
        number = str(1 + max((int(comment.get(w("id"), "0")) for comment in root), default=-1))
        comment = wordxml.child(root, "comment", id=number, author=AUTHOR, initials="CT")
        for line in lines:
            wordxml.text_child(wordxml.child(wordxml.child(comment, "p"), "r"), line)
        head = paragraph.find(w("pPr"))
        start = paragraph.makeelement(w("commentRangeStart"), {w("id"): number})
        paragraph.insert(0 if head is None else 1, start)
        wordxml.child(paragraph, "commentRangeEnd", id=number)
        wordxml.child(wordxml.child(paragraph, "r"), "commentReference", id=number)

    def clear(self, paragraph: Element) -> None:
        """Takes the program's own comments off the paragraph."""
        if not self._part:
            return
        own = {comment.get(w("id")): comment for comment in self._root() if comment.get(w("author")) == AUTHOR}
        for mark in list(wordxml.each(paragraph, *_MARKS)):
            number = mark.get(w("id"))
            if number not in own:
                continue
            if mark.tag == w("commentReference"):
                run = mark.getparent()
                wordxml.removed(own[number])
                if run is not None and run.tag == w("r"):
                    mark = run
            wordxml.removed(mark)
