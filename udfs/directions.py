"""Words that speak against the figures: "tăng" of what fell, "giảm" of what rose, "vượt" of what fell short."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from udfs.lists import change
from udfs.numbers import number_in
from udfs.patterns import Placeholder, parse_pattern
from udfs.sentences import Source
from udfs.table import Record
from udfs.text import join_words

# "tăng cường", "giảm nghèo" are no claims about a figure.
_UP: Final = re.compile(r"\btăng\b(?!\s+(?:cường|trưởng|gia|tốc|năng|ca)\b)", re.I)
_DOWN: Final = re.compile(r"\bgiảm\b(?!\s+(?:nghèo|thiểu|tải|trừ|nhẹ)\b)", re.I)
_EXCEEDED: Final = re.compile(r"\bvượt\b(?!\s+(?:khó|qua|quá))", re.I)
_CLAUSE_ENDS: Final = re.compile(r"[.;](?=\s|$)")


def said_otherwise(pattern_text: str, edited: str, source: Source) -> list[str]:
    """A hand-written "tăng", "giảm" or "vượt" that the table speaks against; its rows must agree with each other."""
    records = _named_in(pattern_text, source)
    text = edited
    for record in records:  # "số hộ nghèo giảm" is a name, not a claim
        text = re.sub(re.escape(record.prose), " ", text, flags=re.I) if record.prose else text
    changes = [by for by in map(change, records) if by is not None]
    found = []
    if changes and all(by < 0 for by in changes) and _UP.search(text) and not _DOWN.search(text):
        found.append(f"câu sửa tay ghi «tăng» nhưng {_called(records)} giảm so với cùng kỳ")
    if changes and all(by > 0 for by in changes) and _DOWN.search(text) and not _UP.search(text):
        found.append(f"câu sửa tay ghi «giảm» nhưng {_called(records)} tăng so với cùng kỳ")
    if records and _EXCEEDED.search(text) and all(_is_below_plan(record) for record in records):
        found.append(f"câu sửa tay ghi «vượt» nhưng {_called(records)} chưa bằng kế hoạch")
    return found


def written_otherwise(pattern_text: str, source: Source) -> list[str]:
    """A "tăng" or "giảm" that is written into the pattern itself, of figures that went the other way.

    Judged clause by clause, and only where every figure of the clause has one to be compared with.
    """
    found = []
    for text, codes in _clauses(pattern_text):
        records = [record for code in codes if (record := source.record(code))]
        changes = [by for by in map(change, records) if by is not None]
        if not changes or len(changes) < len(codes):
            continue
        if all(by < 0 for by in changes) and _UP.search(text) and not _DOWN.search(text):
            found.append(f"mẫu câu ghi «tăng» nhưng {_called(records)} giảm so với cùng kỳ")
        if all(by > 0 for by in changes) and _DOWN.search(text) and not _UP.search(text):
            found.append(f"mẫu câu ghi «giảm» nhưng {_called(records)} tăng so với cùng kỳ")
    return found


def _clauses(pattern_text: str) -> Iterator[tuple[str, list[str]]]:
    """The words of each clause of a pattern, and the codes that it names."""
    text, codes = "", dict[str, None]()
    for part in parse_pattern(pattern_text).parts:
        if isinstance(part, Placeholder):
            codes.update({part.path[0]: None} if len(part.path) > 1 else {})
            continue
        first, *others = _CLAUSE_ENDS.split(part)
        text += f" {first}"
        for other in others:
            yield text, list(codes)
            text, codes = other, {}
    yield text, list(codes)


def _named_in(pattern_text: str, source: Source) -> list[Record]:
    codes = dict.fromkeys(part.path[0] for part in parse_pattern(pattern_text).parts if isinstance(part, Placeholder))
    return [record for code in codes if (record := source.record(code))]


def _is_below_plan(record: Record) -> bool:
    got, goal = number_in(record.actual), number_in(record.plan)
    return got is not None and goal is not None and got < goal


def _called(records: list[Record]) -> str:
    return join_words([record.spoken for record in records[:2]])
