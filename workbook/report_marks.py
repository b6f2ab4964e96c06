"""Marks that travel through the Word template: which generated text a paragraph or table row holds.

A ``Marked`` text is an ordinary text to the template's loops and conditions; only when it is printed its mark goes
along, between two private signs that are taken out again before anybody sees the document.
"""

from __future__ import annotations

import re
from typing import Final

OPEN: Final = "\ue000"
CLOSE: Final = "\ue001"
SIGN: Final = re.compile(f"{OPEN}([^{CLOSE}]*){CLOSE}")

# What marks begin with; the rest says which one.
SENTENCE: Final = "cau/"
HEADING: Final = "muc/"
ROW: Final = "hang/"  # hang/<table>/<row>
CHART: Final = "hinh/"
OTHER: Final = "mau/"  # a paragraph of the template itself
HEAD: Final = "dau/"  # a row of a table's head


class Marked(str):
    """A text with the mark of what it is."""

    __slots__ = ("mark",)

    mark: str

    def __new__(cls, text: str, mark: str) -> Marked:
        made = super().__new__(cls, text)
        made.mark = mark
        return made


def printed(value: object) -> object:
    """What the template prints for ``value``: a marked text together with its mark."""
    return f"{OPEN}{value.mark}{CLOSE}{value}" if isinstance(value, Marked) else value
