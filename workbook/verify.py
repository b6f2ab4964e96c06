"""Recalculates a workbook and sets every formula beside another opinion: the saved value, or another program's."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from udfs import FUNCTIONS
from workbook import verify_formulas, verify_libreoffice
from workbook.book import Workbook, load
from workbook.compare import CLOCK_AND_CHANCE, Comparison, Snapshot, compare, values_of
from workbook.tracing import traced

OPINIONS: Final = ("cached", "libreoffice", "formulas")


def verify(path: Path, against: str = "cached") -> Comparison:
    """Our values of the workbook at ``path`` compared with an opinion of ``OPINIONS``; the file is not touched.

    A formula on which the other side can have no opinion (it calls a function of ours, or one that the other program
    does not know, or the clock), or which follows from such a cell, is excluded rather than compared. Every difference
    comes with the chain of precedents to the cell where it starts.
    """
    book = load(path)
    expected = _opinion(book, path, against)
    run = book.recalculate()
    own = CLOCK_AND_CHANCE if against == "cached" else CLOCK_AND_CHANCE | FUNCTIONS.keys()
    result = compare(book, expected, own, run)
    result.differences = traced(book, result.differences)
    return result


def _opinion(book: Workbook, path: Path, against: str) -> Snapshot:
    """The other side's values; ``book`` has not been recalculated yet, so what it holds is what the file saved."""
    if against == "libreoffice":
        return verify_libreoffice.values(path)
    if against == "formulas":
        return verify_formulas.values(path, book.sheet_names)
    return values_of(book)
