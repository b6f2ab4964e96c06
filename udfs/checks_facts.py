"""Findings about the figures of the prose: parts and totals, shares, what was published, dates, codes.

The sums and comparisons are those that column N of SoLieu makes natively; a test holds the two equal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from udfs.comparison import percent_change, ratio
from udfs.dates import date_figures, date_in
from udfs.facts import (
    CHECK,
    CODE,
    COMPLETE,
    COMPUTED,
    DATED,
    ENTERED,
    KIND,
    KINDS,
    PARENT,
    PRINTED,
    PRINTED_GROWTH,
    PRINTED_PLAN,
    SHARES,
    WORDED,
    Fact,
    Facts,
)
from udfs.finding import DISAGREES, FACTS_SHEET, MISSING, STRUCTURE, UNUSABLE, Finding
from udfs.magnitude import mistaken_date, suspicion
from udfs.numbers import number_in, readings, round_half_up, write_number, write_visible
from udfs.table import ACTUAL, NAME, NOTE, PLAN, SAME, Table
from udfs.text import is_blank, is_dash, is_maintain, join_words, normalise
from xlcore.values import ExcelError, Value

FIGURES: Final = (PLAN, SAME, ACTUAL)
_COLUMN: Final = {PLAN: "kế hoạch", SAME: "cùng kỳ", ACTUAL: "đã thực hiện"}
_PLACES: Final = 6  # decimals to which a sum and its whole are compared
_SHARES_OFF: Final = Decimal("0.11")
_SLACK: Final = Decimal("0.0000001")


def fact_findings(facts: Facts, table: Table) -> Iterator[Finding]:
    """Findings of every fact, and of facts beside the indicators of ``table``."""
    for fact in facts.records:
        yield from _unusable(fact)
        if fact.form not in (WORDED, DATED):
            yield from _doubtful(fact)
            yield from _below_nothing(fact, facts)
            yield from _published(fact)
        yield from _parts(fact, facts)
        yield from _structure(fact, facts, table)
    yield from _copies(facts)
    yield from _not_entered(facts)


def _at(fact: Fact, column: int, severity: int, text: str) -> Finding:
    named = f"Số liệu «{fact.name}»" if fact.name else "Dòng số liệu không có tên"
    return Finding(severity, fact.position, column, f"{named}: {text}.", FACTS_SHEET)


# ---------------------------------------------------------------- cells that cannot be used


def _unusable(fact: Fact) -> Iterator[Finding]:
    for column in FIGURES:
        value = fact.cells[column]
        problem = _problem(fact, value)
        if problem:
            yield _at(fact, column, UNUSABLE, f"ô {_COLUMN[column]} {problem}")
    value = fact.row[CHECK]
    if isinstance(value, ExcelError):
        yield _at(fact, CHECK, UNUSABLE, f"ô kiểm tra đang lỗi {value.code}")


def _problem(fact: Fact, value: Value) -> str:
    """What is wrong with a figure's cell, or ""."""
    if isinstance(value, ExcelError):
        return f"đang lỗi {value.code}"
    if isinstance(value, bool):
        return "là TRUE/FALSE, cần một con số"
    if fact.form == DATED:
        if is_blank(value) or is_dash(value) or isinstance(date_figures(date_in(value) or -1.0), str):
            return ""
        return f"«{_shown(value)}» không phải là ngày; ghi ngày/tháng/năm"
    if not isinstance(value, str) or fact.form == WORDED or is_blank(value) or is_dash(value) or is_maintain(value):
        return ""
    text = normalise(value).strip()
    numbers = readings(text)
    if len(numbers) == 1:
        return f"ghi «{text}» đang lưu dạng chữ, cần gõ lại thành số {write_number(numbers[0], 6)}"
    if numbers:
        both = " hoặc ".join(write_number(number, 6) for number in numbers)
        return f"ghi «{text}» là chữ, có thể hiểu là {both}; cần gõ lại thành số"
    return ""


def _shown(value: Value) -> str:
    number = number_in(value)
    return normalise(str(value)).strip() if number is None else write_number(number, 6, grouped=False)


# ---------------------------------------------------------------- figures that are hardly right

_GROWTH: Final = re.compile(r"\b(?:tăng|giảm|tăng trưởng|tự nhiên|chênh lệch|so với)\b")
# What is a difference by its name may turn out either way.
_DIFFERENCE: Final = re.compile(
    rf"{_GROWTH.pattern}|"
    r"\b(?:hơn|kém|lệch|cân đối|kết dư|bội thu|bội chi|thặng dư|thâm hụt|lãi|lỗ|lợi nhuận|biến động)\b"
)
_RATE: Final = re.compile(r"^(?:tỷ lệ|tỉ lệ|tỷ trọng|tỉ trọng)\b")
_MANY_DIGITS: Final = 3


def _doubtful(fact: Fact) -> Iterator[Finding]:
    numbers = {column: number_in(fact.cells[column]) for column in FIGURES}
    for column, number in numbers.items():
        others = [other for c, other in numbers.items() if c != column and other]
        date = mistaken_date(number, others) if number is not None else None
        if date and number is not None:
            day, month = date
            shown = write_number(number, grouped=False)
            words = f"ô {_COLUMN[column]} là {shown}, có thể Excel đã đổi «{day}/{month}» thành ngày tháng"
            yield _at(fact, column, UNUSABLE, words)
            return
    found = suspicion(numbers[PLAN], numbers[SAME], numbers[ACTUAL], fact.unit == "%")
    if found is not None and not fact.is_computed:
        column = {"plan": PLAN, "same": SAME, "actual": ACTUAL}[found.figure]
        direction, times = ("lớn" if found.power > 0 else "nhỏ"), write_number(10 ** abs(found.power))
        words = f"số {_COLUMN[column]} {write_number(numbers[column] or 0, 6)} có vẻ {direction} hơn khoảng {times} lần"
        severity = UNUSABLE if abs(found.power) > 1 and found.sure else DISAGREES
        yield _at(fact, column, severity, f"{words}; có phải là {write_number(found.fits, 6)} không")
        return
    yield from _left_over(fact)
    rate = fact.unit == "%" and bool(_RATE.search(fact.prose)) and not _GROWTH.search(fact.prose)
    for column, number in numbers.items():
        if number is not None and number > 100 and rate:
            yield _at(fact, column, DISAGREES, f"tỷ lệ {_COLUMN[column]} {write_visible(number)}% lớn hơn 100%")
        if number is not None and number < 0 and fact.unit != "%" and not fact.is_computed:
            if not _GROWTH.search(fact.prose):
                yield _at(fact, column, DISAGREES, f"số {_COLUMN[column]} {write_visible(number)} là số âm")


def _below_nothing(fact: Fact, facts: Facts) -> Iterator[Finding]:
    """What remains of a whole after its parts, where the parts are larger: "các khoản thu khác" of -4.337."""
    if not is_remainder(fact.form, fact.unit, fact.prose):
        return
    for column in FIGURES:
        number = number_in(fact.cells[column])
        if number is None or round_half_up(number, _PLACES) >= 0:
            continue
        said = f"số {_COLUMN[column]} tự tính là {write_visible(number)}, số âm: các phần đem trừ nhiều hơn số chung"
        largest = _largest_entered(fact, column, facts)
        hint = ""
        if largest is not None and (number_in(largest.cells[column]) or 0) >= -number:
            shown = write_visible(number_in(largest.cells[column]) or 0)
            cell = _at(largest, column, UNUSABLE, "").cell(0)
            hint = f", trước hết là «{largest.name}» ({shown} ở ô {cell})"
        yield _at(fact, column, UNUSABLE, f"{said}; cần xem lại số chung và các phần{hint}")


def is_remainder(form: str, unit: str, name: str) -> bool:
    """Whether a figure of this kind, with unit and name as in prose, is computed and an amount, no rate or difference:
    it cannot be below zero."""
    return form == COMPUTED and unit != "%" and not _DIFFERENCE.search(name)


def _largest_entered(fact: Fact, column: int, facts: Facts) -> Fact | None:
    """The largest figure in the same unit that somebody typed above it in its group, and that is no whole itself."""
    group = facts.group(fact.place)
    typed = [
        other
        for other in (group.facts if group else ())
        if other.position < fact.position
        and other.unit == fact.unit
        and other.form == ENTERED
        and not other.parts_kind
        and number_in(other.cells[column]) is not None
    ]
    return max(typed, key=lambda other: number_in(other.cells[column]) or Decimal(0), default=None)


def _left_over(fact: Fact) -> Iterator[Finding]:
    """Last year's figure left in this year's cell: exactly the same, of so many digits that it is hardly chance.

    A figure that the note explains, or that meets its plan exactly, is meant.
    """
    now, before = number_in(fact.actual), number_in(fact.same_period)
    if fact.form != ENTERED or now is None or now != before or now == number_in(fact.plan):
        return
    if len(now.normalize().as_tuple().digits) >= _MANY_DIGITS and is_blank(fact.row[NOTE]):
        words = f"số đã thực hiện {write_visible(now)} giống hệt số cùng kỳ, có thể là số năm trước chưa sửa"
        yield _at(fact, ACTUAL, DISAGREES, f"{words}; đúng là không đổi thì ghi chú ở cột J")


# ---------------------------------------------------------------- what was published


def _published(fact: Fact) -> Iterator[Finding]:
    plan, same, actual = (number_in(fact.cells[column]) for column in FIGURES)
    if actual is None:
        return
    yield from _differs(fact, PRINTED, actual, "")
    if plan:
        yield from _differs(fact, PRINTED_PLAN, ratio(actual, plan), "% so với kế hoạch ")
    if same is not None:
        growth = actual - same if fact.unit == "%" else percent_change(actual, same)
        yield from _differs(fact, PRINTED_GROWTH, growth, "% tăng, giảm ")


def _differs(fact: Fact, column: int, computed: Decimal | None, what: str) -> Iterator[Finding]:
    printed = number_in(fact.row[column])
    if printed is None or computed is None:
        return
    places = decimals(printed)
    if abs(computed - printed) > Decimal("0.5").scaleb(-places) + _SLACK:
        shown = write_number(computed, max(places, 2))
        made = "tính ra là" if fact.is_computed or column != PRINTED else "số ở cột F là"
        yield _at(fact, column, DISAGREES, f"{what}đã công bố {write_number(printed, 6)}, {made} {shown}")


def decimals(number: Decimal) -> int:
    """The decimals a printed number has, three at most."""
    return next((places for places in range(3) if round_half_up(number, places) == number), 3)


# ---------------------------------------------------------------- parts


def _parts(fact: Fact, facts: Facts) -> Iterator[Finding]:
    if not fact.parts_kind:
        return
    parts = facts.parts(fact)
    for column in FIGURES:
        numbers = [number for number in (number_in(part.cells[column]) for part in parts) if number is not None]
        total = sum(numbers, Decimal(0))
        if fact.parts_kind == SHARES:
            if len(numbers) > 1 and abs(total - 100) > _SHARES_OFF:
                words = f"các phần ({_COLUMN[column]}) cộng lại là {write_number(total)}%, không bằng 100%"
                yield _at(fact, column, DISAGREES, words)
            continue
        whole = number_in(fact.cells[column])
        apart = None if whole is None else round_half_up(total - whole, _PLACES)
        if apart is None or not apart or not numbers:
            continue
        if fact.parts_kind == COMPLETE and len(numbers) == len(parts):
            yield from _sum_apart(fact, column, total, facts)
        elif fact.parts_kind != COMPLETE and apart > 0:
            words = f"các phần ({_COLUMN[column]}) cộng lại là {write_number(total)}, lớn hơn số chung"
            yield _at(fact, column, UNUSABLE, f"{words} {write_number(whole or 0)}")


def _sum_apart(fact: Fact, column: int, total: Decimal, facts: Facts) -> Iterator[Finding]:
    """A total that is not its parts' sum; rows written between the parts, without a code of their own, count too."""
    whole = number_in(fact.cells[column]) or Decimal(0)
    between = sum((number_in(row.cells[column]) or Decimal(0) for row in _between(fact, facts)), Decimal(0))
    if between and not round_half_up(total + between - whole, _PLACES):
        return
    said = f"số {_COLUMN[column]} là {write_number(whole)}, các phần cộng lại là {write_number(total)}"
    outside = [part for part in facts.parts(fact) if number_in(part.cells[column]) == total - whole and total != whole]
    names = join_words([f"«{part.name}»" for part in outside[:2]])
    hint = f"; phần {names} có vẻ đứng ngoài công thức cộng" if outside else ""
    yield _at(fact, column, DISAGREES, f"{said}{hint}; cần xem lại công thức của dòng này")


def _between(fact: Fact, facts: Facts) -> Sequence[Fact]:
    """Rows without a parent that stand between the parts of ``fact``: inserted by hand."""
    places = [part.position for part in facts.parts(fact)]
    return [row for row in facts.records if not row.parent_code and min(places) < row.position < max(places)]


# ---------------------------------------------------------------- codes, kinds, parents


def _structure(fact: Fact, facts: Facts, table: Table) -> Iterator[Finding]:
    if fact.form not in KINDS:
        yield _at(fact, KIND, STRUCTURE, f"loại «{fact.form}» không có; chỉ dùng {', '.join(KINDS)}")
    if not fact.name:
        yield _at(fact, NAME, STRUCTURE, "chưa có tên ở cột B")
    if fact.parent_code and facts.parent(fact) is None:
        yield _at(fact, PARENT, STRUCTURE, f"mã dòng cha «{fact.parent_code}» không có ở trang này")
    other = table.by_code.get(fact.code) if fact.code else None
    if other is not None:
        yield _at(
            fact, CODE, UNUSABLE, f"mã «{fact.code}» trùng với chỉ tiêu «{other.name}», câu văn lấy số của chỉ tiêu"
        )


def _copies(facts: Facts) -> Iterator[Finding]:
    for fact in facts.records:
        original = facts.by_code.get(fact.code) if fact.code else None
        if original is not None and original is not fact:
            words = (
                f"dòng này mang mã ẩn «{fact.code}» của dòng «{original.name}» (thường do chép dòng), câu văn lấy số "
                "của dòng kia; cần bỏ ẩn cột O, xóa mã ở cột O của dòng này rồi ẩn lại"
            )
            yield _at(fact, NAME, UNUSABLE, words)._replace(other=original.position)


# ---------------------------------------------------------------- not entered

_NAMED_AT_MOST: Final = 5


def _not_entered(facts: Facts) -> Iterator[Finding]:
    """One finding for all: which figures are still to be entered, and which cannot be computed for want of them."""
    blank = [
        fact
        for fact in facts.records
        if fact.form not in (WORDED, DATED) and is_blank(fact.actual) and fact.parts_kind != SHARES and _is_wanted(fact)
    ]
    if blank:
        names = ", ".join(f"«{fact.name}»" for fact in blank[:_NAMED_AT_MOST])
        more = ", …" if len(blank) > _NAMED_AT_MOST else ""
        words = f"Trang SoLieu còn {len(blank)} số liệu chưa có số đã thực hiện: {names}{more}."
        yield Finding(MISSING, blank[0].position, ACTUAL, words, FACTS_SHEET)


def _is_wanted(fact: Fact) -> bool:
    """Whether a figure is expected: last year had one, or it follows from others that should be there."""
    return not is_blank(fact.same_period) or fact.is_computed
