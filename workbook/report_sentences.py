"""The body of the report: which sentences of ``CauMau`` speak, under which numbered headings.

Inputs are plain rows of values and the pack's sections, so that nothing here opens a file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Final

from udfs.numbers import write_number
from udfs.patterns import parse_pattern
from udfs.sentences import Source, resolve
from workbook import report_wording as wording
from workbook import sheets
from workbook.pack_sections import Section
from workbook.refusal import Refusal
from workbook.report_marks import HEADING, SENTENCE, Marked
from xlcore.records import Record
from xlcore.values import ExcelError, Value

LETTER: Final = "a"  # the sign of headings that are not lettered while they stand alone


class Part(Record):
    """``muc`` in the template: heading number, title, level (0: no heading, or a "Phần") and what stands below it."""

    __slots__ = ("so", "ten", "cap", "cac_doan", "tieu_de", "la_phan", "cac_bang", "cac_hinh")

    def __init__(
        self,
        so: str,
        ten: str,
        cap: int,
        cac_doan: list[str],
        tieu_de: str = "",
        la_phan: bool = False,
        cac_bang: Sequence[object] = (),
        cac_hinh: Sequence[object] = (),
    ) -> None:
        self.so = so
        self.ten = ten
        self.cap = cap
        self.cac_doan = cac_doan
        self.tieu_de = tieu_de
        self.la_phan = la_phan
        self.cac_bang = list(cac_bang)
        self.cac_hinh = list(cac_hinh)


class Spoken(Record):
    """A sentence that is printed: the row of ``CauMau`` it comes from, its paragraphs, whether the officer wrote it."""

    __slots__ = ("row", "section", "code", "pattern", "paragraphs", "own")

    def __init__(self, row: int, section: str, code: str, pattern: str, paragraphs: list[Marked], own: bool) -> None:
        self.row = row
        self.section = section
        self.code = code
        self.pattern = pattern
        self.paragraphs = paragraphs
        self.own = own


class Sentences(Record):
    """The sentences that speak, in order and by section, and what is odd about the sheet."""

    __slots__ = ("by_section", "warnings", "spoken")

    def __init__(self) -> None:
        self.by_section: dict[str, list[str]] = {}
        self.warnings: list[str] = []
        self.spoken: list[Spoken] = []

    def add(self, spoken: Spoken) -> None:
        """Takes up a sentence that is printed."""
        self.spoken.append(spoken)
        self.by_section.setdefault(spoken.section, []).extend(spoken.paragraphs)


def text_of(value: Value) -> str:
    """``value`` as the report prints it: numbers in the Vietnamese notation, a blank as ""."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, float):
        return write_number(value, 6)  # an input is printed as it was entered, not rounded
    return wording.clean(str(value)).strip()


def place(sheet: str, column: int, row: int) -> str:
    """The cell as an officer finds it: ``CauMau!E12``."""
    return f"{sheet}!{sheets.COLUMN_LETTERS[column - 1]}{row}"


# Sentences ------------------------------------------------------------------------------------------------------


def sentences(rows: Sequence[Sequence[Value]], sections: Sequence[Section], source: Source) -> Sentences:
    """The sentences whose condition is TRUE, the officer's wording before the generated one.

    ``Refusal`` names the cell where a sentence, or what decides on it, is an error or was never computed, and that of a
    pattern which finds nothing in ``source``: it would be printed raw.
    """
    result = Sentences()
    known = {section.key: section for section in sections}
    counts: dict[str, int] = {}
    for row_number, row in enumerate(rows, sheets.SENTENCE_FIRST_ROW):
        key = text_of(_no_error(row, sheets.SECTION, row_number))
        if not key or not _speaks(row, row_number, result.warnings):
            continue
        if key not in known:
            result.warnings.append(
                f"{place(sheets.CAU_MAU, sheets.SECTION, row_number)}: mục “{key}” không có trong gói báo cáo, "
                "câu này không được đưa vào văn bản."
            )
            continue
        paragraphs = _wording(row, row_number, result.warnings, source)
        code = text_of(_no_error(row, sheets.SENTENCE_CODE, row_number))
        counts[f"{key}/{code}"] = counts.get(f"{key}/{code}", 0) + 1
        name = f"{SENTENCE}{key}/{code or '-'}{'' if counts[f'{key}/{code}'] == 1 else counts[f'{key}/{code}']}"
        marked = [
            Marked(_listed(text) if known[key].listed else text, f"{name}/{number}")
            for number, text in enumerate(paragraphs, 1)
        ]
        own = bool(text_of(row[sheets.OWN_WORDING - 1]))
        result.add(Spoken(row_number, key, code, text_of(row[sheets.PATTERN - 1]), marked, own))
    return result


def _listed(text: str) -> str:
    """A paragraph of a list."""
    return f"- {text.lstrip('-–+• ')}"


def _speaks(row: Sequence[Value], row_number: int, warnings: list[str]) -> bool:
    condition = _no_error(row, sheets.CONDITION, row_number)
    if condition is None and text_of(_no_error(row, sheets.OWN_WORDING, row_number)):
        warnings.append(
            f"{place(sheets.CAU_MAU, sheets.CONDITION, row_number)}: câu sửa tay có nội dung nhưng ô điều kiện để "
            "trống, câu này không được đưa vào văn bản; nhập TRUE để dùng câu."
        )
    return condition is True or (isinstance(condition, float) and condition != 0)


def _wording(row: Sequence[Value], row_number: int, warnings: list[str], source: Source) -> list[str]:
    own = text_of(_no_error(row, sheets.OWN_WORDING, row_number))
    if own:
        stale = row[sheets.SENTENCE_WARNING - 1]
        if isinstance(stale, str) and stale.strip():
            warnings.append(f"{place(sheets.CAU_MAU, sheets.OWN_WORDING, row_number)}: {stale.strip()}")
        return wording.lines(own)
    made = text_of(_no_error(row, sheets.SENTENCE, row_number))
    cell = place(sheets.CAU_MAU, sheets.SENTENCE, row_number)
    if made == sheets.RECALCULATE:
        raise Refusal("sentence-not-computed", f"Câu ở ô {cell} chưa được tính: hãy tính lại bảng rồi xuất báo cáo.")
    if not made:
        warnings.append(f"{cell}: điều kiện là TRUE nhưng câu để trống.")
    _require_filled(made, row, row_number, source)
    return wording.lines(made)


def _require_filled(made: str, row: Sequence[Value], row_number: int, source: Source) -> None:
    """``Refusal`` when the sentence shows a brace because its pattern cannot be filled."""
    if "{" not in made and "}" not in made:
        return
    problem = broken(text_of(row[sheets.PATTERN - 1]), source)
    if problem:
        cell = place(sheets.CAU_MAU, sheets.PATTERN, row_number)
        raise Refusal("bad-pattern", f"Ô {cell}: {problem}; hãy sửa mẫu câu, hoặc viết câu vào cột Câu sửa tay.")


def broken(pattern_text: str, source: Source) -> str:
    """What stays unfilled in a pattern, and why; "" when nothing does. A figure not yet entered is not broken."""
    pattern = parse_pattern(pattern_text)
    if pattern.problems:
        return pattern.problems[0]
    for part in pattern.parts:
        if not isinstance(part, str):
            filled = resolve(part, source)
            if filled.problem and filled.text == part.text:
                return filled.problem
    return ""


def _no_error(row: Sequence[Value], column: int, row_number: int) -> Value:
    value = row[column - 1]
    if isinstance(value, ExcelError):
        raise Refusal(
            "sentence-error",
            f"Ô {place(sheets.CAU_MAU, column, row_number)} đang có lỗi {value.code}: hãy sửa ô này rồi xuất báo cáo.",
        )
    return value


Below = Mapping[str, Sequence[object]]  # tables or charts by section


class Numbering(Record):
    """How headings are numbered: a sign for each of the levels 1 to 4, and words or numbers for level 0."""

    __slots__ = ("signs", "parts")

    def __init__(self, signs: Sequence[str] = ("I", "1", "a", "-"), parts: str = "số") -> None:
        self.signs = tuple(signs)
        self.parts = parts


def parts(
    titles: Sequence[Section],
    by_section: dict[str, list[str]],
    tables: Below | None = None,
    charts: Below | None = None,
    numbering: Numbering | None = None,
) -> list[Part]:
    """The sections that have something to say, in order and numbered; the last paragraph ends with "./."."""
    tables, charts = tables or {}, charts or {}
    full = {
        title.key for title in titles if by_section.get(title.key) or tables.get(title.key) or charts.get(title.key)
    }
    kept = [title for position, title in enumerate(titles) if _is_needed(titles, position, full)]
    counters: dict[int, int] = {}
    made = []
    for position, title in enumerate(kept):
        alone = _is_alone(kept, position)
        part = _part(title, counters, by_section.get(title.key, []), numbering or Numbering(), alone)
        part.cac_bang, part.cac_hinh = list(tables.get(title.key, ())), list(charts.get(title.key, ()))
        made.append(part)
    for part in reversed(made):
        if part.cac_doan:
            last = part.cac_doan[-1]
            closed = wording.close(last)
            part.cac_doan[-1] = Marked(closed, last.mark) if isinstance(last, Marked) else closed
            break
    return made


def _is_needed(titles: Sequence[Section], position: int, full: set[str]) -> bool:
    """Whether the section has something below its heading, or a deeper section that follows it has."""
    title = titles[position]
    if title.key in full:
        return True
    if not title.title:
        return False
    beneath = True  # an untitled section belongs to a heading that stands right above it, and is deeper
    for later in titles[position + 1 :]:
        if later.level <= title.level:
            return False
        beneath = beneath and not later.title
        if later.key in full and (later.title or beneath):
            return True
    return False


def _is_alone(titles: Sequence[Section], position: int) -> bool:
    """Whether no other heading of its level stands under the same higher one, so that an "a)" would wait for a "b)"."""
    title = titles[position]
    return not any(_has_sibling(others, title.level) for others in (titles[:position][::-1], titles[position + 1 :]))


def _has_sibling(titles: Sequence[Section], level: int) -> bool:
    """Whether a numbered heading of ``level`` comes before the next higher one."""
    headings = takewhile(lambda other: other.level >= level, (other for other in titles if other.title))
    return any(other.level == level and other.numbered for other in headings)


def _part(
    title: Section, counters: dict[int, int], paragraphs: list[str], numbering: Numbering, alone: bool = False
) -> Part:
    if not title.title:
        return Part("", "", 0, list(paragraphs))
    number = _number(title, counters, numbering) if title.numbered else ""
    if alone and title.level and numbering.signs[title.level - 1] == LETTER:
        number = ""
    text = Marked(title.title.upper() if title.level < 2 else title.title, f"{HEADING}{title.key}")
    heading = Marked(f"{number} {text}".strip(), text.mark)
    if title.level == 0:
        so = Marked(number, f"{HEADING}{title.key}/so") if number else ""
        return Part(so, text, 0, list(paragraphs), heading, la_phan=True)
    return Part(number, text, title.level, list(paragraphs), heading)


def _number(title: Section, counters: dict[int, int], numbering: Numbering) -> str:
    for deeper in [level for level in counters if level > title.level]:
        del counters[deeper]
    counters[title.level] = counters.get(title.level, 0) + 1
    if title.level == 0:
        return wording.part_number(counters[0], numbering.parts == "chữ")
    above = [counters.get(level, 1) for level in range(1, title.level + 1)]
    return wording.heading_number(title.level, counters[title.level], numbering.signs, above)
