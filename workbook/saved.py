"""The saved copies of the sentences, which a computer without our functions shows instead of ``#NAME?``.

A copy is valid while its fingerprint is the current one: the formula of the sentence compares the two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook import sheets
from xlcore.values import Value

if TYPE_CHECKING:
    from workbook.book import Workbook

GENERATOR = "CT_CAU("


def refresh(book: Workbook) -> int:
    """How many sentences were saved: text and fingerprint go beside each sentence that was just generated.

    Call it after a recalculation; it recalculates nothing. A workbook that is not ours is left alone.
    """
    if not all(book.has_sheet(name) for name in (sheets.CAU_MAU, sheets.CHI_TIEU, sheets.THONG_TIN)):
        return 0
    rows = book.values(sheets.CAU_MAU, sheets.SENTENCE_CELLS)
    return sum(_save(book, number, row) for number, row in enumerate(rows, sheets.SENTENCE_FIRST_ROW))


def _save(book: Workbook, row: int, values: list[Value]) -> bool:
    text, fingerprint = values[sheets.SENTENCE - 1], values[sheets.FINGERPRINT - 1]
    if not isinstance(text, str) or not isinstance(fingerprint, str) or text in ("", sheets.RECALCULATE):
        return False
    if GENERATOR not in (book.formula(sheets.CAU_MAU, _cell(sheets.SENTENCE, row)) or "").upper():
        return False
    targets = {_cell(sheets.SAVED_TEXT, row): text, _cell(sheets.SAVED_FINGERPRINT, row): fingerprint}
    if any(book.formula(sheets.CAU_MAU, cell) for cell in targets):  # someone put these columns to another use
        return False
    for cell, value in targets.items():
        book.set(sheets.CAU_MAU, cell, value)
    return True


def _cell(col: int, row: int) -> str:
    return f"{sheets.COLUMN_LETTERS[col - 1]}{row}"
