"""The saved copies of what our functions say, which a computer without them shows instead of ``#NAME?``.

Sentences (CauMau), the closing sentence (TongHop) and findings (KiemTra) each have theirs. A copy is valid while its
fingerprint is the current one: the formula that shows it compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from workbook import sheets
from xlcore.values import Value

if TYPE_CHECKING:
    from workbook.book import Workbook

GENERATOR: Final = "CT_CAU("
CLOSING_GENERATOR: Final = "CT_TONG_KET("
CLOSING_ROWS: Final = range(5, 61)  # where TongHop may say its closing sentence: below the groups


def refresh(book: Workbook) -> int:
    """How many sentences of CauMau were saved: text and fingerprint go beside each that was just generated.

    Call it after a recalculation; it recalculates nothing. A workbook that is not ours is left alone.
    """
    if not all(book.has_sheet(name) for name in (sheets.CAU_MAU, sheets.CHI_TIEU, sheets.THONG_TIN)):
        return 0
    if book.has_sheet(sheets.TONG_HOP):
        _save_closing(book)
    if book.has_sheet(sheets.KIEM_TRA):
        _save_findings(book)
    rows = book.values(sheets.CAU_MAU, sheets.SENTENCE_CELLS)
    if "CT_CAU" in book.model.functions:
        names = book.value(sheets.CAU_MAU, sheets.NAMES_FINGERPRINT)
        if isinstance(names, str):
            _put(book, sheets.CAU_MAU, {sheets.SAVED_NAMES: names})
    return sum(_save(book, number, row) for number, row in enumerate(rows, sheets.SENTENCE_FIRST_ROW))


def _save(book: Workbook, row: int, values: list[Value]) -> bool:
    text, fingerprint = values[sheets.SENTENCE - 1], values[sheets.FINGERPRINT - 1]
    if not isinstance(text, str) or not isinstance(fingerprint, str) or text == sheets.RECALCULATE:
        return False
    if GENERATOR not in (book.formula(sheets.CAU_MAU, _cell(sheets.SENTENCE, row)) or "").upper():
        return False
    copy, then = _cell(sheets.SAVED_TEXT, row), _cell(sheets.SAVED_FINGERPRINT, row)
    if not text:  # a sentence that is not used now has no copy: an old one would outlive the names it was written with
        _put(book, sheets.CAU_MAU, {copy: None, then: None})
        return False
    return _put(book, sheets.CAU_MAU, {copy: text, then: fingerprint})


def _save_closing(book: Workbook) -> None:
    fingerprint = book.value(sheets.CAU_MAU, sheets.TABLE_FINGERPRINT)
    for row in CLOSING_ROWS:
        if CLOSING_GENERATOR in (book.formula(sheets.TONG_HOP, f"A{row}") or "").upper():
            text = book.value(sheets.TONG_HOP, f"A{row}")
            known = "CT_TONG_KET" in book.model.functions  # else a plainer native sentence may stand there
            if known and isinstance(text, str) and isinstance(fingerprint, str):
                targets = {
                    f"{sheets.SAVED_CLOSING}{row}": text,
                    f"{sheets.SAVED_CLOSING_FINGERPRINT}{row}": fingerprint,
                }
                _put(book, sheets.TONG_HOP, targets)
            return


def _save_findings(book: Workbook) -> None:
    """All findings under one fingerprint, the rows that have none as well: they were computed together."""
    fingerprint = book.value(sheets.KIEM_TRA, sheets.FINDING_FINGERPRINT)
    rows = book.values(sheets.KIEM_TRA, sheets.FINDING_CELLS)
    if not isinstance(fingerprint, str) or rows[0][sheets.FINDING_TEXT - 1] == sheets.NOT_CHECKED:
        return
    targets: dict[str, Value] = {sheets.SAVED_FINDING_FINGERPRINT: fingerprint}
    for number, row in enumerate(rows, sheets.FINDING_FIRST_ROW):
        place, text = row[sheets.FINDING_PLACE - 1], row[sheets.FINDING_TEXT - 1]
        if not all(value is None or isinstance(value, str) for value in (place, text)):
            return  # an error: nothing that was found
        targets[_cell(sheets.SAVED_PLACE, number)] = place or None
        targets[_cell(sheets.SAVED_FINDING, number)] = text or None
    _put(book, sheets.KIEM_TRA, targets)


def _put(book: Workbook, sheet: str, targets: Mapping[str, Value]) -> bool:
    """Whether the copies were written; not where someone has put these cells to another use."""
    if any(book.formula(sheet, cell) for cell in targets):
        return False
    for cell, value in targets.items():
        if book.value(sheet, cell) != value:
            book.set(sheet, cell, value)
    return True


def _cell(col: int, row: int) -> str:
    return f"{sheets.COLUMN_LETTERS[col - 1]}{row}"
