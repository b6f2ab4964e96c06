"""Warnings about a sentence: placeholders that find nothing, missing units, doubled words, wording gone stale."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from udfs.directions import said_otherwise, written_otherwise
from udfs.fields import is_money
from udfs.numbers import readings
from udfs.patterns import Pattern, Placeholder, parse_pattern
from udfs.sentences import FIGURE, Sentence, Source, fill
from udfs.table import Record
from udfs.text import doubled_words, key, normalise
from udfs.variants import chosen

_WITH_UNIT: Final = frozenset({"th", "kh", "ck", "con"})
_IN_PERCENT: Final = frozenset({"ss_ck", "ss_kh"})
# Words that follow a figure only when its unit was forgotten.
_NO_UNIT: Final = re.compile(
    r"\s*(?:$|[.,;:)](?!\d)|(?:bằng|đạt|tăng|giảm|so|và|với|trong|của|là|còn|thì|nhưng|hoàn thành|tương ứng|vượt)\b)",
    re.I,
)


UNUSED: Final = "điều kiện là FALSE nên câu sửa tay không được đưa vào báo cáo"


@lru_cache(maxsize=1024)
def warnings(pattern_text: str, edited: str, source: Source, used: bool = True, code: str = "") -> tuple[str, ...]:
    """Everything an officer should look at before the sentence goes into the report, each once, in Vietnamese.

    Of a sentence that is not ``used`` (its condition is FALSE) only slips of the pattern itself, and that own wording
    waits there in vain. Of several ways to write it, the slips of all and the rest of the one that is chosen for the
    period and the sentence's ``code``.
    """
    sentence = fill(pattern_text, source, code)
    edited = normalise(edited).strip()
    if not used:
        return (*sentence.faults, *([UNUSED] if edited else []))
    found = list(sentence.problems)
    pattern_text = chosen(pattern_text, source.info.period, code)
    found += _units(parse_pattern(pattern_text), source)
    found += [f"lặp từ «{words}»" for words in doubled_words(edited or sentence.text)]
    found += _stale_years(edited or sentence.text, source)
    if edited:
        found += _edited_apart(sentence, edited)
        found += said_otherwise(pattern_text, edited, source)
    else:
        found += written_otherwise(pattern_text, source)
    return tuple(dict.fromkeys(found))


def slips(pattern_text: str, source: Source) -> list[str]:
    """What is wrong with one way of writing a sentence, whatever its figures: units left out, doubled words."""
    found = _units(parse_pattern(pattern_text), source)
    return found + [f"lặp từ «{words}»" for words in doubled_words(fill(pattern_text, source).text)]


# ---------------------------------------------------------------- units


def _units(pattern: Pattern, source: Source) -> list[str]:
    found: list[str] = []
    for index, part in enumerate(pattern.parts):
        if isinstance(part, Placeholder) and len(part.path) == 2:
            record = source.record(part.path[0])
            if record is not None:
                found += _unit_problem(part, record, pattern.parts[index + 1 :])
    return found


def _unit_problem(part: Placeholder, record: Record, rest: tuple[str | Placeholder, ...]) -> list[str]:
    field = part.path[1]
    if field == "tang_giam" and record.unit == "%" and record.actual != record.same_period:
        return [f"{part.text}: chỉ tiêu tính bằng % nên so sánh bằng điểm %, dùng {{{part.path[0]}.diem}}"]
    if field == "diem" and record.unit not in ("", "%"):
        return [f"{part.text}: chỉ tiêu không tính bằng % nên dùng {{{part.path[0]}.tang_giam}}"]
    if field in _IN_PERCENT and not _next_text(rest).startswith(("%", "phần trăm", "lần")):
        return [f"{part.text}: thiếu dấu % ở sau"]
    if _is_worded(record, field) or is_money(part) or field not in _WITH_UNIT:
        return []
    if record.unit and not _unit_follows(record, rest):
        return [f"{part.text}: thiếu đơn vị «{record.unit}» ở sau"]
    return []


def _is_worded(record: Record, field: str) -> bool:
    """Whether the cell holds a text ("31/38 (81,6%)", "ổn định") or a date, which says what it is itself."""
    value = {"th": record.actual, "kh": record.plan, "ck": record.same_period}.get(field)
    return record.is_date or (isinstance(value, str) and not readings(value))


def _next_text(rest: tuple[str | Placeholder, ...]) -> str:
    return rest[0].lstrip().lower() if rest and isinstance(rest[0], str) else ""


def _unit_follows(record: Record, rest: tuple[str | Placeholder, ...]) -> bool:
    if not rest:
        return False
    following = rest[0]
    if isinstance(following, Placeholder):
        return following.path[-1] == "dvt"
    if not following.strip() or following.strip() in ("/", "-", "–"):  # "{a.th}/{a.kh} tấn", "{a.th} {a.dvt}"
        after = rest[1] if len(rest) > 1 else ""
        return isinstance(after, Placeholder) and after.path[-1] in (*_WITH_UNIT, "dvt")
    return key(following).startswith((record.unit, "%")) or not _NO_UNIT.match(following)


# ---------------------------------------------------------------- staleness

_PERIOD_YEAR: Final = re.compile(
    r"(?:tháng (?:đầu|cuối) năm|quý [IVX]+(?: năm|/)|tháng \d{1,2}(?: năm|/)|cùng kỳ năm|kế hoạch năm)\s*(20\d\d)\b"
    r"(?!\s*[-–]\s*\d)",
    re.I,
)
_YEAR: Final = re.compile(r"\b20\d\d\b")


def _stale_years(text: str, source: Source) -> list[str]:
    """Years that belong to neither this period, nor its same period, nor the next year: a copied report."""
    period = source.info.period
    if period is None:
        return []
    known = {str(period.year + step) for step in (-1, 0, 1)}
    years = dict.fromkeys(year for year in _PERIOD_YEAR.findall(text) if year not in known)
    return [f"câu nói đến năm {year}, kỳ báo cáo là {period.name}" for year in years]


def _edited_apart(made: Sentence, edited: str) -> list[str]:
    """A hand-written sentence that lacks figures of the table and has others in their place; years are no figures."""
    if "{" in edited or "}" in edited:
        return ["câu sửa tay còn dấu ngoặc nhọn, chỗ điền ở đó không được thay bằng số"]
    known = set(FIGURE.findall(made.text))
    written = list(dict.fromkeys(FIGURE.findall(_YEAR.sub(" ", edited))))
    lacking = [figure for figure in made.figures if not _is_written(figure, written)]
    other = [figure for figure in written if not any(_is_written(figure, [made]) for made in known)]
    if not lacking or not other:
        return []
    return [f"câu sửa tay ghi {_some(other)} còn số liệu hiện nay là {_some(lacking)}"]


def _is_written(figure: str, among: list[str]) -> bool:
    """Whether a figure is among others, "8" for "08" too."""
    return figure.lstrip("0") in {other.lstrip("0") for other in among}


def _some(figures: list[str]) -> str:
    return ", ".join(figures[:3]) + ("…" if len(figures) > 3 else "")
