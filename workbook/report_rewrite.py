"""Whether the report that is already there takes part in the new one: its edits are merged, or it gives way whole."""

from __future__ import annotations

from pathlib import Path

from workbook import report_finish, report_memory, word_outside, wordpackage
from workbook.refusal import Refusal
from workbook.report_merge import Merged, merge
from workbook.report_target import is_untouched
from workbook.wordpackage import WordPackage
from workbook.wordxml import XMLSyntaxError


def rewritten(target: Path, made: WordPackage, title: str) -> tuple[WordPackage, Merged | None]:
    """The report to be written, and what became of the edits in the one at ``target``.

    None for the edits: there is no report, nobody touched it, or it carries no memory of what the program wrote.
    """
    if not target.exists():
        return made, None
    try:
        old = wordpackage.read(target.read_bytes(), str(target))
        word_outside.take_out(old)
        memory = report_memory.read(old)
        holds_text = len(old.body) > 0
    except (Refusal, KeyError, XMLSyntaxError):  # no Word file, or a broken one: it is kept aside as it is
        return made, None
    if memory is None or not holds_text or (not memory.by_hand and is_untouched(target)):
        return made, None
    merged = merge(old, made)
    if merged is None:
        return made, None
    merged.outside = len(old.outside)
    report_finish.titled(old, title)
    return old, merged
