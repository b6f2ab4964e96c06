"""Sentences: a pattern filled from the table and from ThongTin.

What cannot be filled stays visible (an unknown placeholder as written, a missing figure as "…") and is reported, so
that no report is signed with a silent gap. An optional piece of a pattern goes where one of its figures is missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from udfs.closing import classification, closing_sentence
from udfs.dates import date_words, read_date
from udfs.fields import FIELD_RULES, Filled, Source, format_value, formatted, level, unit_suffix
from udfs.lists import KINDS, listed
from udfs.numbers import decimal_of, number_in, write_number, write_visible
from udfs.part_fields import FIELDS, field
from udfs.patterns import Parts, Placeholder, parse_pattern
from udfs.table import OUTSIDE, Info, Record, Table
from udfs.text import MISSING, capitalise, is_blank, is_dash, join_words, normalise, prose_place
from udfs.tidying import Piece, tidy, tidy_pieces
from udfs.variants import ordered
from xlcore.values import ExcelError, Value

__all__ = [
    "FIELDS",
    "Filled",
    "Piece",
    "Sentence",
    "Source",
    "closing_sentence",
    "fill",
    "format_value",
    "resolve",
    "tidy",
]


class Sentence(NamedTuple):
    """A filled sentence, the problems met while filling it, in Vietnamese, and the table's figures in it as written."""

    text: str
    problems: tuple[str, ...]
    faults: tuple[str, ...] = ()  # those of the problems that are slips in the pattern itself
    figures: tuple[str, ...] = ()
    pieces: tuple[Piece, ...] = ()  # what each placeholder became, and where in the text


# ---------------------------------------------------------------- counts and lists

CLASSIFICATION: Final = "phan_loai"


def _count(placeholder: Placeholder, source: Source) -> Filled:
    """``{dem.tong}``, ``{dem.I.tong}``: how many are counted so; ``{dem.phan_loai}``: every count in words."""
    if placeholder.path[1:] == (CLASSIFICATION,):
        words = classification(source.table, source.info)
        return Filled(words) if words else Filled(MISSING, f"{placeholder.text}: bảng chưa có chỉ tiêu hoặc chưa có kỳ")
    *group, kind = placeholder.path[1:] or ("",)
    found = _listed(kind, group, source)
    if found is None:
        names = ", ".join((*KINDS, CLASSIFICATION))
        return Filled(placeholder.text, f"{placeholder.text}: không có loại đếm này; có: {names}")
    if group and not _has_group(source.table, group[0]):
        return Filled(placeholder.text, f"{placeholder.text}: bảng không có nhóm {group[0].upper()}")
    return formatted(decimal_of(len(found)), placeholder)


def _listed(kind: str, group: list[str], source: Source) -> list[Record] | None:
    """The records of a count or list, in the table's order; None for an unknown kind or a path too long."""
    if len(group) > 1:
        return None
    return listed(source.table, kind, source.info.period, source.info.threshold, group[0] if group else "")


def _has_group(table: Table, group: str) -> bool:
    return group.startswith(OUTSIDE) or any(record.group.lower() == group for record in table.records)


def _name(record: Record) -> str:
    return record.spoken


def _remaining(record: Record) -> str:
    left = record.columns.remaining
    words = "" if isinstance(left, str) else f"{_amount(left, record)}{unit_suffix(record)}"
    return f"{record.spoken} (còn phải thực hiện {words})"


def _amount(number: Decimal, record: Record) -> str:
    return format_value(number, "", record.unit) or ""


def _off_level(record: Record) -> str:
    got = write_visible(number_in(record.actual) or 0) + unit_suffix(record)
    number = number_in(record.plan)
    goal = normalise(str(record.plan)).strip() if number is None else write_visible(number) + unit_suffix(record)
    return f"{record.spoken} là {got}, {level(record, goal) or f'kế hoạch là {goal}'}"


def _by_hand(record: Record) -> str:
    """ "tỷ lệ che phủ rừng (kế hoạch 56-58%, kết quả 55%, được ghi là đạt)"."""
    figures = [
        f"{what} {words}"
        for what, value in (("kế hoạch", record.plan), ("kết quả", record.actual))
        if (words := _written(value, record))
    ]
    return f"{record.spoken} ({', '.join([*figures, f'được ghi là {record.hand_verdict.lower()}'])})"


def _written(value: Value, record: Record) -> str:
    """A plan or result as the table has it, with the unit where it is a number; "" where there is none."""
    number = number_in(value)
    if number is not None:
        return write_visible(number) + unit_suffix(record)
    return "" if is_blank(value) or is_dash(value) else " ".join(normalise(str(value)).split())


def _worse(record: Record) -> str:
    way = "diem" if record.is_rate else "tang_giam"
    change = FIELD_RULES[way](Placeholder("", ("", way), ""), record, _NOWHERE).text
    return f"{record.spoken}, {change}" if record.spoken.endswith(")") else f"{record.spoken} ({change})"


_NOWHERE: Final = Source(Table(()), Info({}, None, decimal_of(50)))  # a change needs the row alone
_WORDED: Final[dict[str, Callable[[Record], str]]] = {
    "con_lai": _remaining,
    "kem_muc": _off_level,
    "giam_ck": _worse,
    "ghi_tay_khac": _by_hand,
}
_NEEDS_UNIT: Final = frozenset({"con_lai"})


def _listing(placeholder: Placeholder, source: Source) -> Filled:
    """``{ds.chua_thuc_hien}``, ``{ds.I.con_lai}``: names of indicators joined as prose, some with their figures."""
    *group, kind = placeholder.path[1:] or ("",)
    found = _listed(kind, group, source)
    if found is None:
        return Filled(placeholder.text, f"{placeholder.text}: không có danh sách này; có: {', '.join(KINDS)}")
    if not found:
        return Filled("không có chỉ tiêu nào", f"{placeholder.text}: danh sách rỗng")
    bare = [record.tt for record in found if kind in _NEEDS_UNIT and not unit_suffix(record)]
    problem = f"{placeholder.text}: chỉ tiêu {', '.join(bare)} chưa có đơn vị tính" if bare else ""
    return Filled(join_words([_WORDED.get(kind, _name)(record) for record in found]), problem)


# ---------------------------------------------------------------- the report's own facts


def _period_words(info: Info) -> dict[str, str]:
    period = info.period
    if period is None:
        return {}
    return {
        "ky": period.name,
        "ky_chu": period.name,
        "ky_ngan": period.short_name,
        "ky_con_lai": period.remaining,
        "ky_trong_cau": period.name if period.kind == "year" else period.short_name,
        "ky_luy_ke": "trong năm" if period.kind == "year" else "từ đầu năm",
        "cung_ky": period.previous_year.name,
        "nam": str(period.year),
        "nam_truoc": str(period.year - 1),
        "nam_sau": str(period.year + 1),
        "nguong": write_number(info.threshold),
    }


_PERIOD_KEYS: Final = frozenset(
    {
        "ky",
        "ky_chu",
        "ky_ngan",
        "ky_con_lai",
        "ky_luy_ke",
        "ky_trong_cau",
        "cung_ky",
        "nam",
        "nam_truoc",
        "nam_sau",
        "nguong",
    }
)


def _information(placeholder: Placeholder, source: Source) -> Filled:
    """A fact of ThongTin: the period in words, a date in words, numbers without thousand dots, texts as they stand."""
    name = placeholder.path[0]
    if name in _PERIOD_KEYS:
        words = _period_words(source.info).get(name)
        problem = "" if words else f"{placeholder.text}: ThongTin chưa có kỳ báo cáo đúng"
        return Filled(words or MISSING, problem)
    if name not in source.info.values:
        return Filled(placeholder.text, f"{placeholder.text}: không có mã «{name}» trong ThongTin hay bảng chỉ tiêu")
    value = source.info.values[name]
    if is_blank(value) or isinstance(value, ExcelError):
        # "Ủy ban nhân dân báo cáo" reads on without the unit's name; the problem is told all the same.
        return Filled("" if name == "don_vi" else MISSING, f"{placeholder.text}: ThongTin chưa có «{name}»")
    if name.startswith("ngay"):
        serial = read_date(value) if isinstance(value, str) else float(value or 0)
        date = None if serial is None else date_words(serial)
        return Filled(date) if isinstance(date, str) else Filled(MISSING, f"{placeholder.text}: ngày không hợp lệ")
    if isinstance(value, str):
        return Filled(prose_place(normalise(value).strip()) if name == "don_vi" else normalise(value).strip())
    return Filled(write_number(decimal_of(float(value or 0)), grouped=False))


# ---------------------------------------------------------------- filling


def resolve(placeholder: Placeholder, source: Source) -> Filled:
    """What a placeholder becomes; an unknown one stays as it is written, with a problem."""
    first = placeholder.path[0]
    record = source.record(first)
    if record is None or len(placeholder.path) == 1:
        if first == "dem":
            return _count(placeholder, source)
        if first == "ds":
            return _listing(placeholder, source)
        if len(placeholder.path) == 1:
            return _without_field(placeholder, source, record)
        return Filled(placeholder.text, f"{placeholder.text}: không có mã chỉ tiêu «{first}»")
    return field(placeholder, record, source)


def _without_field(placeholder: Placeholder, source: Source, record: Record | None) -> Filled:
    if record is not None and placeholder.path[0] not in source.info.values and placeholder.path[0] not in _PERIOD_KEYS:
        return Filled(placeholder.text, f"{placeholder.text}: thiếu trường sau mã, ví dụ {{{record.code}.th}}")
    return _information(placeholder, source)


FIGURE: Final = re.compile(r"\d+(?:\.\d{3})*(?:,\d+)?")
_AFTER_STOP: Final = re.compile(r"(?:^|[.!?]\s+|\n|\^\[)[-–+*•\s\"“(]*$")


@lru_cache(maxsize=1024)
def fill(pattern_text: str, source: Source, code: str = "") -> Sentence:
    """The sentence that a pattern makes, tidied and with a capital first letter, and every problem met; made once.

    Of several ways to write it, the period and the sentence's ``code`` choose one; slips are told of all.
    """
    own, *others = ordered(pattern_text, source.info.period, code)
    sentence = _fill(own, source)
    if not others:
        return sentence
    slips = [slip for other in others for slip in _fill(other, source).faults]
    faults, problems = (tuple(dict.fromkeys((*told, *slips))) for told in (sentence.faults, sentence.problems))
    return sentence._replace(faults=faults, problems=problems)


def _fill(pattern_text: str, source: Source) -> Sentence:
    pattern = parse_pattern(pattern_text)
    made = _Made()
    for segment in pattern.segments:
        if not segment.optional or _is_known(segment.parts, source):
            made.add(segment.parts, source)
    faults = dict.fromkeys((*pattern.problems, *made.faults))
    problems = dict.fromkeys((*pattern.problems, *made.problems))
    text, pieces = tidy_pieces(made.text, made.pieces)
    text = capitalise(text) if made.text.strip()[:1].isupper() else text
    return Sentence(text, tuple(problems), tuple(faults), tuple(dict.fromkeys(made.figures)), pieces)


def _is_known(parts: Parts, source: Source) -> bool:
    """Whether no figure of an optional piece is missing; one that means nothing is to be seen, and stays."""
    filled = [(part, resolve(part, source)) for part in parts if isinstance(part, Placeholder)]
    return not any(found.problem and found.text != part.text for part, found in filled)


class _Made:
    """A sentence while it is filled."""

    def __init__(self) -> None:
        self.text = ""
        self.problems: list[str] = []
        self.faults: list[str] = []
        self.figures: list[str] = []
        self.pieces: list[Piece] = []

    def add(self, parts: Parts, source: Source) -> None:
        for part in parts:
            if isinstance(part, str):
                self.text += part
            else:
                self._fill(part, resolve(part, source))

    def _fill(self, part: Placeholder, filled: Filled) -> None:
        if filled.problem:
            self.problems.append(filled.problem)
        if filled.text == part.text:
            self.faults.append(filled.problem)
            self.text += filled.text
            return
        if len(part.path) > 1:
            self.figures += FIGURE.findall(filled.text)
        start = len(self.text)
        self.text += capitalise(filled.text) if _AFTER_STOP.search(self.text) else filled.text
        self.pieces.append(Piece(start, len(self.text), part.path, part.format))
