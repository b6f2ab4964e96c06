"""What a placeholder of a row becomes: its figures, comparisons and judgements, each in the words of a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final, NamedTuple

from udfs.comparison import percent_change, ratio
from udfs.dates import date_figures, date_in
from udfs.facts import NO_FACTS, WORDED, Fact, Facts
from udfs.indicators import category, status_words
from udfs.lists import trend
from udfs.numbers import (
    MONEY_UNITS,
    number_in,
    number_words,
    round_half_up,
    write_count,
    write_money,
    write_number,
    write_visible,
)
from udfs.patterns import Placeholder
from udfs.plans import NOT_MET, is_lower_better, meanings, progress, verdict
from udfs.table import Info, Record, Table, status_of
from udfs.text import MISSING, is_blank, is_dash, is_maintain, key, normalise, prose_name
from xlcore.values import ExcelError, Value


class Filled(NamedTuple):
    """What a placeholder becomes, and what is wrong with it ("" when nothing is)."""

    text: str
    problem: str = ""


class Source(NamedTuple):
    """Where placeholders find their values."""

    table: Table
    info: Info
    facts: Facts = NO_FACTS

    def record(self, code: str) -> Record | None:
        """The row of a code: an indicator's or, where there is none, a fact's."""
        return self.table.by_code.get(code) or self.facts.by_code.get(code)


# ---------------------------------------------------------------- formats

_PLACES: Final = re.compile(r"([0-4])(!?)")
_MONEY_FORM: Final = re.compile(r"(dong|nghin|trieu|ty)([0-4]?)")
_MONEY: Final = {"dong": "đồng", "nghin": "nghìn đồng", "trieu": "triệu đồng", "ty": "tỷ đồng"}


# What is counted by heads is written with two digits, as documents do: "02 doanh nghiệp", but "2 ha".
HEADS: Final = frozenset(
    "người|lao động|hộ|khẩu|doanh nghiệp|hợp tác xã|đơn vị|cơ sở|cơ quan|trường|lớp|nhóm lớp|mô hình|dự án|công trình|"
    "xã|phường|thôn|khu|khu dân cư|tổ|phố|sản phẩm|vụ|vụ việc|cuộc|câu lạc bộ|hồ sơ|trường hợp|đơn|trẻ|em|học sinh|"
    "vườn|văn bản|lượt|ý kiến|đối tượng|vỏ mộ|tiêu chí|tiêu chuẩn|chỉ tiêu|giải|đoạn|viên chức|cán bộ|tiết mục|tin|"
    "thông báo|thành viên|thanh niên|suất|quyết định|phòng|nhà|mắt|lần|lĩnh vực|gian|cặp|công điện|công văn|chỉ thị|"
    "chương trình|ca|băng rôn|nhóm|kế hoạch|báo cáo|tờ trình|bản|phản ánh|đồng chí".split("|")
)


def _by_heads(number: Decimal, unit: str) -> bool:
    return unit in HEADS and 0 < number < 10 and number == number.to_integral_value()


def format_value(number: Decimal, form: str, unit: str = "") -> str | None:
    """``number`` in a placeholder's format, or None when there is no such format.

    "" two decimals at most, two digits for a few heads ("02 hộ"); "0".."4" so many at most, with "!" exactly; "00" two
    digits; "chu" words; "ty", "trieu", "nghin", "dong" money, with two decimals at most or as many as a digit behind
    says ("ty3"), the number counting as đồng unless ``unit`` says it is in triệu or tỷ đồng. Only an exact number of
    decimals shows a small number as zero.
    """
    if form == "":
        return write_count(int(number)) if _by_heads(number, unit) else write_visible(number)
    if match := _PLACES.fullmatch(form):
        places = int(match[1])
        return write_number(number, places, True) if match[2] else write_visible(number, places)
    if form == "00":
        whole = number == number.to_integral_value() and abs(number) < 10**15
        return write_count(int(number)) if whole else write_visible(number)
    if form == "chu":
        return number_words(number)
    if match := _MONEY_FORM.fullmatch(form):
        places = int(match[2] or 2)
        return write_money(number * MONEY_UNITS.get(unit, Decimal(1)), _MONEY[match[1]], places)
    return None


def is_money(placeholder: Placeholder) -> bool:
    """Whether the placeholder's format writes the unit itself."""
    return _MONEY_FORM.fullmatch(placeholder.format) is not None


def formatted(number: Decimal, placeholder: Placeholder, unit: str = "") -> Filled:
    """``number`` in the placeholder's format; the placeholder itself, with a problem, where there is no such format."""
    text = format_value(number, placeholder.format, unit)
    if text is None:
        return Filled(placeholder.text, f"{placeholder.text}: không có dạng viết «{placeholder.format}»")
    return Filled(text)


# ---------------------------------------------------------------- cells


def missing(placeholder: Placeholder, record: Record, what: str) -> Filled:
    """What stands for a figure that is not there, and a problem that says what about ``record`` is wrong."""
    return Filled(MISSING, f"{placeholder.text}: {_called(record)} {what}")


def _called(record: Record) -> str:
    return f"chỉ tiêu {record.tt}" if record.kind == "indicator" and record.tt else f"dòng «{record.name}»"


def _name(placeholder: Placeholder, record: Record) -> Filled:
    if record.prose:
        return Filled(record.prose)
    return Filled(record.spoken, f"{placeholder.text}: {_called(record)} chưa có tên")


def _unit(placeholder: Placeholder, record: Record) -> Filled:
    """The unit; nothing, and a problem, where the table has none: a figure without its unit is still a figure."""
    return Filled(record.unit, "" if record.unit else f"{placeholder.text}: {_called(record)} chưa có đơn vị tính")


def _from_cell(value: Value, placeholder: Placeholder, record: Record, what: str) -> Filled:
    """A cell's value in prose: numbers formatted, "Duy trì" in small letters, other texts as they stand."""
    number = number_in(value)
    if number is not None and record.is_date:
        date = date_figures(date_in(value) or 0.0)
        return Filled(date) if isinstance(date, str) else missing(placeholder, record, f"không có ngày ở ô {what}")
    if number is not None:
        return formatted(number, placeholder, record.unit)
    if is_blank(value):
        return missing(placeholder, record, f"chưa có số {what}")
    if is_dash(value):
        return missing(placeholder, record, f"không có số {what} (ô chỉ có dấu gạch)")
    if isinstance(value, ExcelError):
        return missing(placeholder, record, f"đang lỗi {value.code} ở ô {what}")
    if is_maintain(value):
        return Filled("duy trì")
    if isinstance(record, Fact) and record.form == WORDED:
        return Filled(prose_name(str(value)))
    return Filled(_spelled_bound(" ".join(normalise(str(value)).split())))


_BOUND_WORDS: Final = {">=": "từ", "≥": "từ", "<=": "không quá", "≤": "không quá", ">": "trên", "<": "dưới"}
_BOUND_SIGN: Final = re.compile(r"(>=|≥|<=|≤|>|<)\s*(?=\d)")


def _spelled_bound(text: str) -> str:
    """A bound as a sentence says it: ">70" -> "trên 70"; other texts as they stand."""
    return _BOUND_SIGN.sub(lambda sign: f"{_BOUND_WORDS[sign[1]]} ", text)


def measured(value: Value, placeholder: Placeholder, record: Record, what: str) -> Filled:
    """A cell's value with its unit: "4.150 tấn", "93,3%"; texts as they stand."""
    filled = _from_cell(value, placeholder, record, what)
    if filled.problem or number_in(value) is None:
        return filled
    return filled if is_money(placeholder) else Filled(filled.text + unit_suffix(record))


def unit_suffix(record: Record) -> str:
    """What follows a figure of the row: "%", " tấn", or nothing where the table names no unit."""
    percent = record.unit == "%" or (not record.unit and record.prose.startswith(("tỷ lệ", "tỉ lệ")))
    return "%" if percent else f" {record.unit}" if record.unit else ""


def _from_column(value: Decimal | str, placeholder: Placeholder, record: Record, column: int) -> Filled:
    if isinstance(value, Decimal):
        return formatted(value, placeholder, record.unit if column == 7 else "")
    if value and value != "-":
        return Filled(key(value))
    return missing(placeholder, record, f"không có số ở cột {column}")


# ---------------------------------------------------------------- comparisons

SAME: Final = "bằng cùng kỳ"
NEARLY_SAME: Final = "xấp xỉ cùng kỳ"
_YEAR_BEFORE: Final = " năm trước"


def _change(placeholder: Placeholder, record: Record, in_points: bool) -> Filled:
    """ "tăng 2,68%", "giảm 0,3 điểm %", or "bằng cùng kỳ"."""
    if is_maintain(record.actual):
        return Filled("duy trì")
    now, before = number_in(record.actual), number_in(record.same_period)
    if now is None:
        return missing(placeholder, record, "chưa có số đã thực hiện")
    if before is None:
        return missing(placeholder, record, "không có số cùng kỳ")
    change = now - before if in_points else percent_change(now, before)
    if change is None:
        return missing(placeholder, record, "có số cùng kỳ bằng 0 nên không tính được tăng, giảm")
    if change == 0:
        return Filled(SAME)
    if round_half_up(change, 2) == 0:
        return Filled(NEARLY_SAME)
    filled = formatted(abs(change), placeholder)
    word = "tăng" if change > 0 else "giảm"
    return Filled(f"{word} {filled.text}{' điểm %' if in_points else '%'}", filled.problem)


def _signed(placeholder: Placeholder, record: Record) -> Filled:
    """A figure that is itself a change, as its sign says: -19.7 % -> "giảm 19,7%", 2 vụ -> "tăng 2 vụ"."""
    number = number_in(record.actual)
    if number is None:
        return missing(placeholder, record, "chưa có số đã thực hiện")
    if number == 0:
        return Filled("không thay đổi")
    filled = formatted(abs(number), placeholder, record.unit)
    return Filled(f"{'tăng' if number > 0 else 'giảm'} {filled.text}{unit_suffix(record)}", filled.problem)


def _beside_same(placeholder: Placeholder, record: Record, source: Source) -> Filled:
    """The whole phrase: "tăng 2,68% so với cùng kỳ năm trước", "bằng cùng kỳ năm trước"; points for rates.

    A whole year is compared with "năm trước": it has no same period.
    """
    if number_in(record.actual) is None:
        return missing(placeholder, record, "không có số để so với cùng kỳ")
    filled = _change(placeholder, record, record.is_rate)
    if filled.problem:
        return filled
    whole = filled.text in (SAME, NEARLY_SAME)
    text = filled.text + _YEAR_BEFORE if whole else f"{filled.text} so với cùng kỳ{_YEAR_BEFORE}"
    year = source.info.period is not None and source.info.period.kind == "year"
    return Filled(text.replace("cùng kỳ ", "") if year else text)


def _beside_plan(placeholder: Placeholder, record: Record) -> Filled:
    """The whole phrase: "bằng 55,42% kế hoạch năm", never rounded up to a plan that is not met."""
    share = _share_of_plan(record)
    if share is None:
        return missing(placeholder, record, "không có số kế hoạch để so sánh")
    if share != 100 and round_half_up(share, 2) == 100:
        return Filled("xấp xỉ 100% kế hoạch năm")
    if share > 0 and round_half_up(share, 2) == 0:
        return Filled("chưa bằng 0,01% kế hoạch năm")
    filled = formatted(share, placeholder)
    return Filled(f"bằng {filled.text}% kế hoạch năm", filled.problem)


def _share_of_plan(record: Record) -> Decimal | None:
    """The actual in percent of its plan, a number or a bound (">1.650"); None for other plans."""
    got, goal = number_in(record.actual), number_in(record.plan)
    if got is None or goal is None:
        bound = all(amount.kind == "bound" for amount in meanings(record.plan))
        return progress(record.plan, record.actual) if bound and got is not None else None
    return ratio(got, goal) if goal > 0 else None


def level(record: Record, goal_text: str) -> str:
    """How a level stands to its plan, "thấp hơn mức kế hoạch (78,3%)"; "" where one of them is no number."""
    got, goal = number_in(record.actual), number_in(record.plan)
    if got is None or goal is None:
        return ""
    if got == goal:
        return f"bằng mức kế hoạch ({goal_text})"
    if is_lower_better(record.direction):
        return f"cao hơn mức kế hoạch ({goal_text})" if got > goal else f"trong giới hạn kế hoạch ({goal_text})"
    return f"vượt mức kế hoạch ({goal_text})" if got > goal else f"thấp hơn mức kế hoạch ({goal_text})"


def _beside_level(placeholder: Placeholder, record: Record, source: Source) -> Filled:
    goal = measured(record.plan, placeholder, record, "kế hoạch").text
    words = level(record, goal)
    under_way = source.info.period is not None and not source.info.period.ends_year
    # A level that is still to be reached, and no worse than it was, is no fault within the year.
    if (
        words
        and under_way
        and verdict(record.plan, record.actual, record.direction) == NOT_MET
        and trend(record) in (0, 1)
    ):
        words = f"kế hoạch cả năm là {goal}"
    return Filled(words) if words else missing(placeholder, record, "không có số kế hoạch để so sánh")


def _judged(words: str, placeholder: Placeholder, record: Record) -> Filled:
    if not words:
        return missing(placeholder, record, "không có đánh giá")
    return Filled(words[0].lower() + words[1:])


def _status(record: Record, source: Source) -> str:
    period, threshold = source.info.period, source.info.threshold
    if isinstance(record, Fact):  # facts are not counted among the indicators
        return status_words(
            category(record.plan, record.actual, False, period, threshold, record.direction), period, threshold
        )
    return status_of(source.table, record, period, threshold)


# ---------------------------------------------------------------- the fields

Field = Callable[[Placeholder, Record, Source], Filled]
FIELD_RULES: Final[dict[str, Field]] = {
    "ten": lambda p, r, s: _name(p, r),
    "dvt": lambda p, r, s: _unit(p, r),
    "tt": lambda p, r, s: Filled(r.tt),
    "kh": lambda p, r, s: _from_cell(r.plan, p, r, "kế hoạch"),
    "ck": lambda p, r, s: _from_cell(r.same_period, p, r, "cùng kỳ"),
    "th": lambda p, r, s: _from_cell(r.actual, p, r, "đã thực hiện"),
    "ke_hoach": lambda p, r, s: measured(r.plan, p, r, "kế hoạch"),
    "ket_qua": lambda p, r, s: measured(r.actual, p, r, "đã thực hiện"),
    "ss_ck": lambda p, r, s: _from_column(r.columns.vs_same, p, r, 5),
    "ss_kh": lambda p, r, s: _from_column(r.columns.vs_plan, p, r, 6),
    "con": lambda p, r, s: _from_column(r.columns.remaining, p, r, 7),
    "tang_giam": lambda p, r, s: _change(p, r, False),
    "diem": lambda p, r, s: _change(p, r, True),
    "bien_dong": lambda p, r, s: _signed(p, r),
    "so_ck": lambda p, r, s: _beside_same(p, r, s),
    "so_kh": lambda p, r, s: _beside_plan(p, r),
    "so_muc": lambda p, r, s: _beside_level(p, r, s),
    "trang_thai": lambda p, r, s: _judged(_status(r, s), p, r),
    "danh_gia": lambda p, r, s: _judged(verdict(r.plan, r.actual, r.direction), p, r),
}
FIELDS: Final = tuple(FIELD_RULES)
