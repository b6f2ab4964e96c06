"""Findings about CauMau: patterns that cannot be filled, own wording that nobody will read or that has gone stale."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from udfs.finding import DISAGREES, IMPOSSIBLE, MISSING, RULES_SHEET, UNUSABLE, Finding
from udfs.once import Rows
from udfs.sentence_checks import UNUSED, warnings
from udfs.sentences import Source, fill
from udfs.text import capitalise, is_blank, normalise
from udfs.variants import chosen
from xlcore.values import ExcelError, Value

SECTION, CODE, CONDITION, PATTERN, SENTENCE, OWN = range(6)
_READ: Final = {
    SECTION: "mục",
    CODE: "mã câu",
    CONDITION: "điều kiện",
    PATTERN: "mẫu câu",
    OWN: "câu sửa tay",
}
# A row or group taken out of the table silences its sentences, and that is all.
_TAKEN_OUT: Final = ("không có mã chỉ tiêu", "bảng không có nhóm")


def sentence_findings(rules: Rows, source: Source) -> Iterator[Finding]:
    """Findings of every row of CauMau; a sentence that does not speak is read for slips of its pattern alone."""
    for position, row in enumerate(rules):
        if any(not is_blank(cell) for cell in row):
            yield from _of_row(position, (*row, *(None,) * (OWN + 1 - len(row))), source)


def is_used(condition: Value) -> bool:
    """Whether a sentence speaks: its condition is TRUE, or a number that is not zero."""
    return not isinstance(condition, str) and not isinstance(condition, ExcelError) and bool(condition)


def _of_row(position: int, row: tuple[Value, ...], source: Source) -> Iterator[Finding]:
    for column, what in _READ.items():
        value = row[column]
        if isinstance(value, ExcelError):
            yield _at(position, column, IMPOSSIBLE, f"ô {what} đang lỗi {value.code}")
            return
    pattern, own, code = _text(row[PATTERN]), _text(row[OWN]), _text(row[CODE])
    used = is_used(row[CONDITION])
    faults = fill(pattern, source, code).faults
    # Of several ways to write the sentence one is printed; a slip in the others spoils later reports.
    spoken = fill(chosen(pattern, source.info.period, code), source, code)
    for problem in warnings(pattern, own, source, used, code):
        if problem in faults:
            if used and not own:
                raw = problem in spoken.faults and ("{" in spoken.text or "}" in spoken.text)
                yield _at(position, PATTERN, IMPOSSIBLE if raw else UNUSABLE, problem)
            elif not any(words in problem for words in _TAKEN_OUT):
                yield _at(position, PATTERN, MISSING, problem)
        elif problem == UNUSED:
            yield _at(position, OWN, DISAGREES, problem)
        else:
            yield _at(position, OWN if own else PATTERN, DISAGREES, problem)


def _text(value: Value) -> str:
    return normalise(value).strip() if isinstance(value, str) else ""


def _at(position: int, column: int, severity: int, text: str) -> Finding:
    return Finding(severity, position, column, f"{capitalise(text)}.", RULES_SHEET)
