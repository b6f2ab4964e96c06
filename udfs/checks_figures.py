"""Findings about figures: missing, unreadable, ambiguous, off by powers of ten, or not fitting columns 5, 6, 7."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from udfs.comparison import Shown
from udfs.finding import DISAGREES, IMPOSSIBLE, MISSING, UNUSABLE, Finding, at
from udfs.indicators import category, status_words
from udfs.magnitude import Suspicion, mistaken_date, suspicion
from udfs.numbers import number_in, readings, settle, write_number, write_visible
from udfs.plans import MET, NOT_MET, meanings, pairs, printed_percent, verdict, worded
from udfs.table import (
    ACTUAL,
    HAND,
    NAME,
    PLAN,
    REMAINING,
    SAME,
    STATUS,
    UNIT,
    VERDICT,
    VS_PLAN,
    VS_SAME,
    Info,
    Record,
    Table,
)
from udfs.text import is_blank, is_dash, is_maintain, key, normalise
from xlcore.values import ExcelError, Value

_COLUMN: Final = {PLAN: "kế hoạch", SAME: "cùng kỳ", ACTUAL: "đã thực hiện"}
_RULE: Final = {
    VS_SAME: "cột 5 (so với cùng kỳ)",
    VS_PLAN: "cột 6 (so với kế hoạch)",
    REMAINING: "cột 7 (còn phải thực hiện)",
}


def figure_findings(table: Table, info: Info) -> Iterator[Finding]:
    """Findings of every indicator and sub-row."""
    strays: dict[int, list[Finding]] = {}
    for record in table.records:
        if record.kind in ("indicator", "sub", "unknown"):
            yield from _of_record(record, table, info)
            stray = [*_rule_columns(record), *_hand_set(record, info)]
            if stray:
                strays[record.position] = stray
    yield from _strays(table, strays)
    yield from _sums(table)


def _of_record(record: Record, table: Table, info: Info) -> Iterator[Finding]:
    yield from _unusable(record)
    if record.kind == "indicator":
        yield from _not_entered(record, info)
        yield from _plan_missing(record, table)
    yield from _maintained(record)
    yield from _hand_verdict(record)
    yield from _fraction_percent(record)
    dates = list(_dates(record))
    yield from dates
    off = [] if dates else list(_off_by_powers(record))
    yield from off
    if not off and not dates:
        yield from _impossible(record)


# ---------------------------------------------------------------- unusable cells


def _unusable(record: Record) -> Iterator[Finding]:
    broken = False
    for column in (PLAN, SAME, ACTUAL):
        value = record.cells[column]
        if isinstance(value, ExcelError):
            broken = True
            yield at(record, column, IMPOSSIBLE, f"ô {_COLUMN[column]} đang lỗi {value.code}")
        elif isinstance(value, bool):
            yield at(record, column, UNUSABLE, f"ô {_COLUMN[column]} là TRUE/FALSE, cần một con số")
        elif isinstance(value, str) and not is_blank(value):
            problem = _text_problem(record, column, normalise(value).strip())
            if problem:
                broken = True
                yield at(record, column, UNUSABLE, problem)
    for column in (VS_SAME, VS_PLAN, REMAINING, STATUS, VERDICT):
        value = record.cells[column]
        if isinstance(value, ExcelError) and not broken:
            yield at(record, column, UNUSABLE, f"ô đang lỗi {value.code}")


def _text_problem(record: Record, column: int, text: str) -> str:
    """What is wrong with a text where a figure belongs; "" when it may stand."""
    if (
        is_maintain(text)
        or worded(text, None if column == PLAN else record.plan)
        or (is_dash(text) and column != ACTUAL)
    ):
        return ""
    if is_dash(text):
        return ""  # named by _not_entered: no figure is not a wrong figure
    numbers = readings(text)
    if len(numbers) == 1:
        return f"số {_COLUMN[column]} «{text}» đang lưu dạng chữ, cần gõ lại thành số {write_number(numbers[0], 6)}"
    if numbers:
        return _ambiguity(record, column, text, numbers)
    amounts = meanings(text)
    if amounts[0].kind == "text":
        if column == PLAN:
            return f"không đọc được kế hoạch «{text}»"
        return f"ô {_COLUMN[column]} ghi «{text}», cần một con số"
    if column == PLAN:
        return _plan_ambiguity(record, text)
    counted = amounts[0].kind == "composite" and len(amounts[0].parts) == 1
    if column == SAME and not (counted and number_in(record.plan) is not None):
        return ""  # the result of a year that was planned in other words, or whose plan is not entered yet
    if number_in(record.plan) is None and not is_blank(record.plan) and not is_maintain(record.plan):
        return ""  # a range, bound, fraction or composite beside a plan of such a kind
    if counted:
        return f"ô {_COLUMN[column]} ghi «{text}», cần gõ riêng con số, đơn vị để ở cột ĐVT"
    return f"ô {_COLUMN[column]} ghi «{text}», cần một con số để so sánh với kế hoạch"


def _ambiguity(record: Record, column: int, text: str, numbers: tuple[Decimal, ...]) -> str:
    """``2.000`` is 2000 or 2; the row's other figures may say which, but the officer decides."""
    both = " hoặc ".join(write_number(number, 6) for number in numbers)
    fits = next((n for n in (settle(numbers, other) for other in _others(record, column)) if n is not None), None)
    hint = f"; so với các số khác trong dòng thì hợp với {write_number(fits, 6)}" if fits is not None else ""
    return f"số {_COLUMN[column]} «{text}» là chữ, có thể hiểu là {both}{hint}; cần gõ lại thành số"


def _plan_ambiguity(record: Record, text: str) -> str:
    if len(meanings(text)) == 1 or number_in(record.actual) is None or len(pairs(text, record.actual)) == 1:
        return ""
    return f"kế hoạch «{text}» có thể hiểu theo hai cách, cần viết lại cho rõ"


def _others(record: Record, column: int) -> list[Decimal]:
    cells = (record.cells[c] for c in (PLAN, SAME, ACTUAL, REMAINING) if c != column)
    return [number for number in map(number_in, cells) if number]


# ---------------------------------------------------------------- missing


def _not_entered(record: Record, info: Info) -> Iterator[Finding]:
    if is_dash(record.actual):
        yield at(record, ACTUAL, MISSING, "ô đã thực hiện ghi «-»; chưa làm thì gõ 0, chưa có số liệu thì để trống")
    if not is_blank(record.actual) or info.period is None:
        return
    if info.period.ends_year:
        yield at(record, ACTUAL, MISSING, "chưa nhập số đã thực hiện trong năm")
    elif not record.year_end:
        yield at(record, ACTUAL, MISSING, "chưa nhập số đã thực hiện (dòng này không thuộc diện đánh giá cuối năm)")


def _plan_missing(record: Record, table: Table) -> Iterator[Finding]:
    planned_below = any(not is_blank(child.plan) for child in table.children.get(record.position, ()))
    if (is_blank(record.plan) or is_dash(record.plan)) and not planned_below:
        yield at(record, PLAN, MISSING, "chưa có kế hoạch")
    if number_in(record.plan) == 0 and number_in(record.actual):
        yield at(record, PLAN, MISSING, "kế hoạch bằng 0 nên không tính được tỷ lệ so với kế hoạch")


def _maintained(record: Record) -> Iterator[Finding]:
    if is_maintain(record.plan) and number_in(record.actual) is not None:
        yield at(record, ACTUAL, MISSING, "kế hoạch là «Duy trì» nhưng ô đã thực hiện là một con số")
    if is_maintain(record.actual) and number_in(record.plan) is not None:
        yield at(record, ACTUAL, MISSING, "kế hoạch là một con số nhưng ô đã thực hiện ghi «Duy trì»")


def _hand_verdict(record: Record) -> Iterator[Finding]:
    """A verdict that an officer has set: readable, and where it is not the rule's, said why."""
    written, said = _words_in(record.cells[HAND]), record.hand_verdict
    right = verdict(record.plan, record.actual, record.direction)
    if written and not said:
        yield at(record, HAND, UNUSABLE, f"đánh giá ghi tay «{written}» không hiểu được; ghi «{MET}» hoặc «{NOT_MET}»")
    elif said and not right:
        yield at(record, HAND, DISAGREES, f"đánh giá ghi tay là «{said}» nhưng chưa có số để đánh giá theo quy tắc")
    elif said and said != right:
        goal, got = (_shown(value) for value in (record.plan, record.actual))
        words = f"kế hoạch «{goal}», thực hiện «{got}» thì theo quy tắc là «{right}»"
        yield at(record, HAND, DISAGREES, f"đánh giá ghi tay là «{said}», {words}")


def _shown(value: Value) -> str:
    number = number_in(value)
    return normalise(str(value)).strip() if number is None else write_visible(number)


def _fraction_percent(record: Record) -> Iterator[Finding]:
    for column in (PLAN, SAME, ACTUAL):
        value = record.cells[column]
        wrong = printed_percent(value) if isinstance(value, str) else None
        if wrong:
            printed, right = (write_number(number) for number in wrong)
            text = normalise(str(value)).strip()
            yield at(record, column, DISAGREES, f"«{text}» ghi {printed}%, tính ra là {right}%")


# ---------------------------------------------------------------- magnitudes


def _dates(record: Record) -> Iterator[Finding]:
    for column in (PLAN, SAME, ACTUAL):
        number = number_in(record.cells[column])
        date = mistaken_date(number, _others_shown(record, column)) if number is not None else None
        if date and number is not None:
            day, month = date
            shown = write_number(number, grouped=False)
            typed = f"«{day}/{month}» hoặc «{day}-{month}»"
            words = f"ô {_COLUMN[column]} là {shown}, có thể Excel đã đổi {typed} thành ngày tháng"
            yield at(record, column, UNUSABLE, words)


def _others_shown(record: Record, column: int) -> list[Decimal]:
    cells = (record.cells[c] for c in (PLAN, SAME, ACTUAL) if c != column)
    return [number for number in map(number_in, cells) if number]


_SLIP: Final = 6
_FIGURE_COLUMN: Final = {"plan": PLAN, "same": SAME, "actual": ACTUAL}


def _off_by_powers(record: Record) -> Iterator[Finding]:
    figures = {name: number_in(record.cells[column]) for name, column in _FIGURE_COLUMN.items()}
    found = suspicion(figures["plan"], figures["same"], figures["actual"], record.unit == "%")
    if found is None:
        return
    column = _FIGURE_COLUMN[found.figure]
    severity = UNUSABLE if abs(found.power) > 1 and found.sure else DISAGREES
    yield at(record, column, severity, _off_words(record, column, found))


def _off_words(record: Record, column: int, found: Suspicion) -> str:
    written = write_number(number_in(record.cells[column]) or 0, 6)
    times = write_number(10 ** abs(found.power))
    beside = " và ".join(
        f"{_COLUMN[c]} ({write_number(number, 6)})"
        for c in (PLAN, SAME, ACTUAL)
        if c != column and (number := number_in(record.cells[c]))
    )
    direction = "lớn" if found.power > 0 else "nhỏ"
    # A slip of the decimal sign or the unit is at most a million; beyond that the right figure is anyone's guess.
    told = abs(found.power) <= _SLIP
    question = f"có phải là {write_number(found.fits, 6)} không" if told else "cần xem lại"
    return f"số {_COLUMN[column]} {written} có vẻ {direction} hơn khoảng {times} lần so với {beside}; {question}"


_MANIFOLD: Final = 10
# A rate of growth has no bounds: it may be above 100% and below zero; a share of a plan may be above 100%.
_GROWTH: Final = re.compile(r"\b(?:tăng|giảm|tăng trưởng|tự nhiên|so với)\b")


def _impossible(record: Record) -> Iterator[Finding]:
    """Rates above 100%, negative figures, results many times their plan: possible in arithmetic, seldom in life."""
    rate = record.unit == "%" or record.prose.startswith(("tỷ lệ", "tỉ lệ", "tốc độ"))
    growth = rate and bool(_GROWTH.search(record.prose))
    rate = rate and not growth
    for column in (PLAN, SAME, ACTUAL):
        number = number_in(record.cells[column])
        if number is None:
            continue
        if number < 0 and not growth:
            yield at(record, column, DISAGREES, f"số {_COLUMN[column]} {write_visible(number)} là số âm")
        if number > 100 and rate:
            yield at(record, column, DISAGREES, f"tỷ lệ {_COLUMN[column]} {write_visible(number)}% lớn hơn 100%")
    plan, actual = number_in(record.plan), number_in(record.actual)
    if plan is not None and actual is not None and plan > 0 and actual >= _MANIFOLD * plan:
        times = f"gấp {write_number(actual / plan, 1)} lần kế hoạch"
        yield at(record, ACTUAL, DISAGREES, f"số đã thực hiện {write_visible(actual)} {times}")


# ---------------------------------------------------------------- columns 5, 6, 7, status, verdict


_MANY: Final = 4


def _strays(table: Table, strays: dict[int, list[Finding]]) -> Iterator[Finding]:
    """Results that do not fit their rows; in many rows at once it is one mishap, and said once.

    A tool that inserts a row without moving formulas leaves every row below showing its neighbour's results.
    """
    if len(strays) < _MANY:
        for findings in strays.values():
            yield from findings
        return
    rows = [record for record in table.records if record.position in strays]
    names = [record.tt if record.kind == "indicator" else f"«{record.name}»" for record in rows]
    listed = ", ".join(names[:8]) + (", …" if len(names) > 8 else "")
    first = min(strays)
    yield Finding(
        DISAGREES,
        first,
        strays[first][0].column,
        f"Cột 5, 6, 7 hoặc trạng thái, đánh giá không khớp số liệu ở {len(strays)} dòng (TT {listed}), thường do chèn "
        "hoặc xóa dòng bằng phần mềm không dời công thức; cần chép lại công thức từ cột G đến cột L của một dòng đúng "
        "sang các dòng này.",
    )


def _rule_columns(record: Record) -> Iterator[Finding]:
    if any(True for _ in _unusable(record)):
        return
    for column, expected in zip((VS_SAME, VS_PLAN, REMAINING), record.columns, strict=True):
        problem = _disagreement(record, column, record.cells[column], expected)
        if problem:
            yield at(record, column, DISAGREES, f"{_RULE[column]} {problem}")


def _disagreement(record: Record, column: int, value: Value, expected: Shown) -> str:
    if isinstance(expected, Decimal):
        return _number_disagreement(value, expected)
    number = number_in(value)
    compared = record.same_period if column == VS_SAME else record.plan
    if number is None or number == 0 or (isinstance(compared, str) and not is_dash(compared)):
        return ""
    shown = f"«{expected}»" if expected else "trống"
    return f"ghi {write_number(number)}, theo quy tắc phải là {shown}"


def _number_disagreement(value: Value, expected: Decimal) -> str:
    right = write_number(expected)
    if is_blank(value):
        return "" if expected == 0 else f"đang trống, tính ra là {right}; cần chép lại công thức từ dòng khác"
    number = number_in(value)
    if number is None:
        return "" if expected == 0 and is_dash(value) else f"ghi «{value}», tính ra là {right}; cần chép lại công thức"
    # A figure typed with two decimals is right; anything further off is not this row's result.
    if abs(number - expected) <= max(Decimal("0.0051"), abs(expected) * Decimal("1e-9")):
        return ""
    return f"ghi {write_number(number)}, tính ra là {right}; cần chép lại công thức từ dòng khác"


def _hand_set(record: Record, info: Info) -> Iterator[Finding]:
    """A status or verdict set by hand against the rule: both are said, the officer decides."""
    if record.kind != "indicator":
        return
    # A status formula that leaves out the direction is the printed table's own rule, no mistake.
    right, undirected = (_status(record, info, direction) for direction in (record.direction, None))
    written = _words_in(record.cells[STATUS])
    if written and key(written) not in (key(right), key(undirected), "bấm tính lại"):
        yield at(record, STATUS, DISAGREES, f"trạng thái ghi «{written}», theo quy tắc là «{right}»")
    judged, right = _words_in(record.cells[VERDICT]), verdict(record.plan, record.actual, record.direction)
    verdicts = {key(MET), key(NOT_MET)}
    if {key(judged), key(right)} == verdicts:
        yield at(record, VERDICT, DISAGREES, f"đánh giá ghi «{judged}», theo quy tắc là «{right}»")


def _status(record: Record, info: Info, direction: Value) -> str:
    judged = category(record.plan, record.actual, record.year_end, info.period, info.threshold, direction)
    return status_words(judged, info.period, info.threshold)


def _words_in(value: Value) -> str:
    return normalise(value).strip() if isinstance(value, str) else ""


# ---------------------------------------------------------------- parts and totals


def _sums(table: Table) -> Iterator[Finding]:
    for record in table.indicators:
        parts = [
            child
            for child in table.children.get(record.position, ())
            if key(str(child.cells[UNIT] or "")) == key(str(record.cells[UNIT] or ""))
            and not normalise(str(child.cells[NAME] or "")).lstrip().startswith("+")
        ]
        for column in (PLAN, SAME, ACTUAL) if len(parts) > 1 else ():
            numbers = [number for number in (number_in(part.cells[column]) for part in parts) if number is not None]
            if len(numbers) == len(parts):
                yield from _sum_problem(record, column, sum(numbers, Decimal(0)))


def _sum_problem(record: Record, column: int, total: Decimal) -> Iterator[Finding]:
    if record.unit == "%":
        if record.prose.startswith("cơ cấu") and abs(total - 100) > Decimal("0.11"):
            words = f"các phần của cơ cấu ({_COLUMN[column]}) cộng lại là {write_number(total)}%, không bằng 100%"
            yield at(record, column, DISAGREES, words)
        return
    whole = number_in(record.cells[column])
    if whole is not None and whole > 0 and total > whole * Decimal("1.005"):
        parts = f"các dòng con ({_COLUMN[column]}) cộng lại là {write_number(total)}"
        yield at(record, column, UNUSABLE, f"{parts}, lớn hơn số chung {write_number(whole)}")
