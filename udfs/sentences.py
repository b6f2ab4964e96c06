"""Sentences: a pattern filled from the table and from ThongTin, and the closing count.

What cannot be filled stays visible (an unknown placeholder as written, a missing figure as "…") and is reported, so
that no report is signed with a silent gap.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final, NamedTuple

from udfs.comparison import percent_change
from udfs.dates import date_words
from udfs.numbers import (
    MONEY_UNITS,
    decimal_of,
    number_in,
    number_words,
    round_half_up,
    write_count,
    write_money,
    write_number,
)
from udfs.patterns import Placeholder, parse_pattern
from udfs.plans import is_lower_better, verdict
from udfs.table import COUNTED, Info, Record, Table, records_counted, status_of
from udfs.text import (
    MISSING,
    capitalise,
    is_blank,
    is_dash,
    is_maintain,
    join_words,
    key,
    normalise,
    prose_place,
)
from xlcore.values import ExcelError, Value


class Filled(NamedTuple):
    """What a placeholder becomes, and what is wrong with it ("" when nothing is)."""

    text: str
    problem: str = ""


class Sentence(NamedTuple):
    """A filled sentence and the problems met while filling it, in Vietnamese."""

    text: str
    problems: tuple[str, ...]


class Source(NamedTuple):
    """Where placeholders find their values."""

    table: Table
    info: Info


# ---------------------------------------------------------------- formats

_PLACES: Final = re.compile(r"([0-4])(!?)")
_MONEY: Final = {"dong": "đồng", "nghin": "nghìn đồng", "trieu": "triệu đồng", "ty": "tỷ đồng"}


def format_value(number: Decimal, form: str, unit: str = "") -> str | None:
    """``number`` in a placeholder's format, or None when there is no such format.

    "" two decimals at most; "0".."4" so many at most, with "!" exactly; "00" two digits; "chu" words; "ty", "trieu",
    "nghin", "dong" money, the number counting as đồng unless ``unit`` says it is in triệu or tỷ đồng.
    """
    if form == "":
        return write_number(number)
    if match := _PLACES.fullmatch(form):
        return write_number(number, int(match[1]), bool(match[2]))
    if form == "00":
        whole = round_half_up(number, 0)
        return write_count(int(whole)) if abs(whole) < 10**15 else write_number(whole, 0)
    if form == "chu":
        return number_words(number)
    if form in _MONEY:
        return write_money(number * MONEY_UNITS.get(unit, Decimal(1)), _MONEY[form])
    return None


# ---------------------------------------------------------------- fields of a row


def _missing(placeholder: Placeholder, record: Record, what: str) -> Filled:
    return Filled(MISSING, f"{placeholder.text}: {_called(record)} {what}")


def _called(record: Record) -> str:
    return f"chỉ tiêu {record.tt}" if record.kind == "indicator" and record.tt else f"dòng «{record.name}»"


def _from_cell(value: Value, placeholder: Placeholder, record: Record, what: str) -> Filled:
    """A cell's value in prose: numbers formatted, "Duy trì" in small letters, other texts as they stand."""
    number = number_in(value)
    if number is not None:
        return _formatted(number, placeholder, record.unit)
    if is_blank(value):
        return _missing(placeholder, record, f"chưa có số {what}")
    if is_dash(value):
        return _missing(placeholder, record, f"không có số {what} (ô chỉ có dấu gạch)")
    if isinstance(value, ExcelError):
        return _missing(placeholder, record, f"đang lỗi {value.code} ở ô {what}")
    if is_maintain(value):
        return Filled("duy trì")
    return Filled(" ".join(normalise(str(value)).split()))


def _formatted(number: Decimal, placeholder: Placeholder, unit: str = "") -> Filled:
    text = format_value(number, placeholder.format, unit)
    if text is None:
        return Filled(placeholder.text, f"{placeholder.text}: không có dạng viết «{placeholder.format}»")
    return Filled(text)


def _from_column(value: Decimal | str, placeholder: Placeholder, record: Record, column: int) -> Filled:
    if isinstance(value, Decimal):
        return _formatted(value, placeholder, record.unit if column == 7 else "")
    if value and value != "-":
        return Filled(key(value))
    return _missing(placeholder, record, f"không có số ở cột {column}")


def _change(placeholder: Placeholder, record: Record, in_points: bool) -> Filled:
    """ "tăng 2,68%", "giảm 0,3 điểm %", or "bằng cùng kỳ"."""
    if is_maintain(record.actual):
        return Filled("duy trì")
    now, before = number_in(record.actual), number_in(record.same_period)
    if now is None:
        return _missing(placeholder, record, "chưa có số đã thực hiện")
    if before is None:
        return _missing(placeholder, record, "không có số cùng kỳ")
    change = now - before if in_points else percent_change(now, before)
    if change is None:
        return _missing(placeholder, record, "có số cùng kỳ bằng 0 nên không tính được tăng, giảm")
    if change == 0:
        return Filled("bằng cùng kỳ")
    filled = _formatted(abs(change), placeholder)
    if filled.text.strip("0,") == "":
        return Filled("xấp xỉ cùng kỳ", filled.problem)
    word = "tăng" if change > 0 else "giảm"
    return Filled(f"{word} {filled.text}{' điểm %' if in_points else '%'}", filled.problem)


_Field = Callable[[Placeholder, Record, Source], Filled]
_FIELDS: Final[dict[str, _Field]] = {
    "ten": lambda p, r, s: Filled(r.prose) if r.prose else _missing(p, r, "chưa có tên"),
    "dvt": lambda p, r, s: Filled(r.unit) if r.unit else _missing(p, r, "chưa có đơn vị tính"),
    "tt": lambda p, r, s: Filled(r.tt),
    "kh": lambda p, r, s: _from_cell(r.plan, p, r, "kế hoạch"),
    "ck": lambda p, r, s: _from_cell(r.same_period, p, r, "cùng kỳ"),
    "th": lambda p, r, s: _from_cell(r.actual, p, r, "đã thực hiện"),
    "ss_ck": lambda p, r, s: _from_column(r.columns.vs_same, p, r, 5),
    "ss_kh": lambda p, r, s: _from_column(r.columns.vs_plan, p, r, 6),
    "con": lambda p, r, s: _from_column(r.columns.remaining, p, r, 7),
    "tang_giam": lambda p, r, s: _change(p, r, False),
    "diem": lambda p, r, s: _change(p, r, True),
    "trang_thai": lambda p, r, s: _in_sentence(status_of(s.table, r, s.info.period, s.info.threshold), p, r),
    "danh_gia": lambda p, r, s: _in_sentence(verdict(r.plan, r.actual, r.direction), p, r),
}
FIELDS: Final = tuple(_FIELDS)


def _in_sentence(words: str, placeholder: Placeholder, record: Record) -> Filled:
    if not words:
        return _missing(placeholder, record, "không có đánh giá")
    return Filled(words[0].lower() + words[1:])


# ---------------------------------------------------------------- counts and lists


def _count(placeholder: Placeholder, source: Source) -> Filled:
    """``{dem.tong}``, ``{dem.I.tong}``: how many indicators are counted so, in all or in a group."""
    *group, kind = placeholder.path[1:] or ("",)
    found = _items(kind, group, source)
    if found is None:
        names = ", ".join((*COUNTED, *_LISTS))
        return Filled(placeholder.text, f"{placeholder.text}: không có loại đếm này; có: {names}")
    if group and not _has_group(source.table, group[0]):
        return Filled(placeholder.text, f"{placeholder.text}: bảng không có nhóm {group[0].upper()}")
    return _formatted(Decimal(len(found)), placeholder)


def _items(kind: str, group: list[str], source: Source) -> list[str] | None:
    """What a list names, in the table's order; None for an unknown kind or a path too long."""
    if len(group) > 1:
        return None
    counted_as = "tong" if kind in _LISTS else kind
    found = records_counted(
        source.table, counted_as, source.info.period, source.info.threshold, group[0] if group else ""
    )
    if found is None:
        return None
    return _LISTS[kind](found) if kind in _LISTS else [record.prose for record in found]


def _has_group(table: Table, group: str) -> bool:
    return any(record.group.lower() == group for record in table.records)


def _remaining_items(records: list[Record]) -> list[str]:
    """What is left of each unmet plan, "tổng sản lượng thủy sản còn 35 tấn"; not where less is better."""
    items = []
    for record in records:
        left = record.columns.remaining
        if isinstance(left, Decimal) and not is_lower_better(record.direction):
            items.append(tidy(f"{record.prose} còn {write_number(left)} {record.unit}"))
    return items


_LISTS: Final[dict[str, Callable[[list[Record]], list[str]]]] = {
    "con_lai": _remaining_items,
    "duy_tri": lambda records: [r.prose for r in records if is_maintain(r.actual)],
    "dat_ke_hoach": lambda records: [
        r.prose for r in records if number_in(r.actual) is not None and verdict(r.plan, r.actual, r.direction) == "Đạt"
    ],
}


def _listing(placeholder: Placeholder, source: Source) -> Filled:
    """``{ds.chua_thuc_hien}``, ``{ds.I.con_lai}``: names of indicators joined as prose."""
    *group, kind = placeholder.path[1:] or ("",)
    items = _items(kind, group, source)
    if items is None:
        names = ", ".join((*COUNTED, *_LISTS))
        return Filled(placeholder.text, f"{placeholder.text}: không có danh sách này; có: {names}")
    if not items:
        return Filled("không có chỉ tiêu nào", f"{placeholder.text}: danh sách rỗng")
    return Filled(join_words(items))


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
        "cung_ky": period.previous_year.name,
        "nam": str(period.year),
        "nam_truoc": str(period.year - 1),
        "nam_sau": str(period.year + 1),
        "nguong": write_number(info.threshold),
    }


_PERIOD_KEYS: Final = frozenset(
    {"ky", "ky_chu", "ky_ngan", "ky_con_lai", "cung_ky", "nam", "nam_truoc", "nam_sau", "nguong"}
)


def _information(placeholder: Placeholder, source: Source) -> Filled:
    """A fact of ThongTin: the period in words, a date in words, numbers without thousand dots, texts as they stand."""
    name = placeholder.path[0]
    if name in _PERIOD_KEYS:
        words = _period_words(source.info).get(name)
        problem = "" if words else f"{placeholder.text}: ThongTin chưa có kỳ báo cáo đúng"
        return Filled(words or placeholder.text, problem)
    if name not in source.info.values:
        return Filled(placeholder.text, f"{placeholder.text}: không có mã «{name}» trong ThongTin hay bảng chỉ tiêu")
    value = source.info.values[name]
    if is_blank(value) or isinstance(value, ExcelError):
        return Filled(MISSING, f"{placeholder.text}: ThongTin chưa có «{name}»")
    if isinstance(value, str):
        return Filled(prose_place(normalise(value).strip()) if name == "don_vi" else normalise(value).strip())
    if name.startswith("ngay"):
        date = date_words(float(value or 0))
        return Filled(str(date)) if isinstance(date, str) else Filled(MISSING, f"{placeholder.text}: ngày không hợp lệ")
    return Filled(write_number(decimal_of(float(value or 0)), grouped=False))


# ---------------------------------------------------------------- filling


def resolve(placeholder: Placeholder, source: Source) -> Filled:
    """What a placeholder becomes; an unknown one stays as it is written, with a problem."""
    first = placeholder.path[0]
    record = source.table.by_code.get(first)
    if record is None or len(placeholder.path) == 1:
        if first == "dem":
            return _count(placeholder, source)
        if first == "ds":
            return _listing(placeholder, source)
        if len(placeholder.path) == 1:
            return _without_field(placeholder, source, record)
        return Filled(placeholder.text, f"{placeholder.text}: không có mã chỉ tiêu «{first}»")
    field = _FIELDS.get(placeholder.path[1]) if len(placeholder.path) == 2 else None
    if field is None:
        wrong = ".".join(placeholder.path[1:])
        return Filled(placeholder.text, f"{placeholder.text}: không có trường «{wrong}»; có: {', '.join(FIELDS)}")
    return field(placeholder, record, source)


def _without_field(placeholder: Placeholder, source: Source, record: Record | None) -> Filled:
    if record is not None and placeholder.path[0] not in source.info.values and placeholder.path[0] not in _PERIOD_KEYS:
        return Filled(placeholder.text, f"{placeholder.text}: thiếu trường sau mã, ví dụ {{{record.code}.th}}")
    return _information(placeholder, source)


_AFTER_STOP: Final = re.compile(r"(?:^|[.!?]\s+|\n)[-–+*•\s\"“(]*$")


def fill(pattern_text: str, source: Source) -> Sentence:
    """The sentence that a pattern makes, tidied and with a capital first letter, and every problem met."""
    pattern = parse_pattern(pattern_text)
    problems = list(pattern.problems)
    text = ""
    for part in pattern.parts:
        if isinstance(part, str):
            text += part
            continue
        filled = resolve(part, source)
        if filled.problem:
            problems.append(filled.problem)
        text += capitalise(filled.text) if _AFTER_STOP.search(text) and not filled.problem else filled.text
    return Sentence(tidy(text), tuple(dict.fromkeys(problems)))


_TIDY: Final = (
    (re.compile(r"[^\S\n]+"), " "),
    (re.compile(r" *\n *"), "\n"),
    (re.compile(r" +([,;.!?)])"), r"\1"),
    (re.compile(r"(\d) %"), r"\1%"),
    (re.compile(r"\b(bằng|xấp xỉ) cùng kỳ so (?:với )?(?:số )?cùng kỳ"), r"\1 cùng kỳ"),
    (re.compile(r"(?<![./])\.\.(?![./])"), "."),
)


def tidy(text: str) -> str:
    """``text`` with single spaces, none before punctuation or a percent sign, and no "bằng cùng kỳ so với cùng kỳ"."""
    for pattern, replacement in _TIDY:
        text = pattern.sub(replacement, text)
    return text.strip()


# ---------------------------------------------------------------- the closing count


def closing_sentence(table: Table, info: Info) -> str:
    """The closing count in one sentence: the total, what is judged later, what is met, unmet, not started; no zeros."""
    total = _numbered(table, info, "tong")
    if not total:
        return "Bảng chưa có chỉ tiêu nào."
    if info.period is None:
        return "Chưa phân loại được các chỉ tiêu vì ThongTin chưa có kỳ báo cáo đúng."
    parts = _year_parts(table, info) if info.period.ends_year else _interim_parts(table, info)
    if len(parts) == 1:
        return f"{capitalise(info.period.name)}, cả {write_count(len(total))} chỉ tiêu được giao đều {parts[0][1]}."
    listed = [f"{write_count(count)} chỉ tiêu {words}" for count, words in parts]
    # Semicolons: the note in brackets and the names in it bring their own commas.
    listing = "; ".join(listed[:-1]) + f"; {listed[-1]}"
    return f"{_opening(info)} {write_count(len(total))} chỉ tiêu được giao có {listing}."


def _opening(info: Info) -> str:
    period = info.period
    return f"Tính đến hết {period.name}, trong tổng số" if period else ""


def _numbered(table: Table, info: Info, kind: str) -> list[Record]:
    return records_counted(table, kind, info.period, info.threshold) or []


def _interim_parts(table: Table, info: Info) -> list[tuple[int, str]]:
    share = write_number(info.threshold)
    later = _numbered(table, info, "cuoi_nam")
    return _present(
        (later, "đánh giá vào cuối năm" + _not_entered_note(table, info, later)),
        (_numbered(table, info, "dat"), f"đạt và vượt trên {share}% kế hoạch năm"),
        (_numbered(table, info, "chua_dat"), f"đạt dưới {share}% kế hoạch năm"),
        (_numbered(table, info, "chua_thuc_hien"), "chưa thực hiện"),
        (_numbered(table, info, "can_kiem_tra"), "cần kiểm tra lại số liệu"),
    )


def _year_parts(table: Table, info: Info) -> list[tuple[int, str]]:
    missing = _numbered(table, info, "chua_nhap")
    return _present(
        (_numbered(table, info, "vuot"), "hoàn thành vượt kế hoạch"),
        (_numbered(table, info, "hoan_thanh"), "hoàn thành kế hoạch"),
        (_numbered(table, info, "chua_dat"), "chưa hoàn thành kế hoạch"),
        (_numbered(table, info, "chua_thuc_hien"), "chưa thực hiện"),
        (missing, f"chưa nhập số liệu ({_names(missing)})"),
        (_numbered(table, info, "can_kiem_tra"), "cần kiểm tra lại số liệu"),
    )


def _present(*parts: tuple[list[Record], str]) -> list[tuple[int, str]]:
    return [(len(records), words) for records, words in parts if records]


def _not_entered_note(table: Table, info: Info, later: list[Record]) -> str:
    missing = _numbered(table, info, "chua_nhap")
    if not missing:
        return ""
    if len(missing) == len(later):
        return f" do chưa nhập số liệu ({_names(missing)})"
    return f", trong đó {write_count(len(missing))} chỉ tiêu chưa nhập số liệu ({_names(missing)})"


_NAMED_AT_MOST: Final = 5


def _names(records: list[Record]) -> str:
    """Indicators by number and name; of many only the first few, so that the sentence stays one."""
    names = [f"số {record.tt} - {record.prose}" for record in records[:_NAMED_AT_MOST]]
    more = len(records) - len(names)
    return join_words(names) + (f"; và {write_count(more)} chỉ tiêu khác" if more else "")
