"""Indicators: what a row of the table is, and the status of an indicator for its period.

The rules reproduce the official classification (12 + 14 + 1 + 2 of 29): a blank actual is judged at the end of the
year, "Duy trì" is met, 0 is not started, anything else is compared with the period's share of the plan.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal

from udfs.numbers import number_in, round_half_up, write_number
from udfs.periods import Period
from udfs.plans import MET, NOT_BEGUN, NOT_MET, is_lower_better, meanings, pairs, progress, verdict, worded
from udfs.text import is_blank, is_maintain, key, normalise
from xlcore.values import ExcelError, Value

RowKind = Literal["indicator", "group", "sub", "empty", "unknown"]

_ROMAN: Final = re.compile(r"(?=[IVXLC])X{0,3}(?:IX|IV|V?I{0,3})|[A-H]")
# "-", "2a", "a)", "2.1", "1)"
_SUB: Final = re.compile(r"[-–—−+*•]+|\d+[.\s]?[a-zđ][.)]?|[a-zđ][.)]?|\d+(?:\.\d+)+\.?|\d+\)", re.IGNORECASE)

# Status words; the two that name the share of the plan are made in ``status_words``.
YEAR_END: Final = "Đánh giá cuối năm"
NOT_ENTERED: Final = "Chưa nhập số liệu"
NOT_STARTED: Final = "Chưa thực hiện"
TO_CHECK: Final = "Cần kiểm tra"
EXCEEDED: Final = "Hoàn thành vượt"
FULFILLED: Final = "Hoàn thành"
UNFULFILLED: Final = "Chưa hoàn thành"

Category = Literal["cuoi_nam", "chua_nhap", "dat", "chua_dat", "chua_thuc_hien", "can_kiem_tra", "vuot"]


def row_kind(tt: Value, name: Value) -> RowKind:
    """What a row is, from its TT alone: a number is an indicator, a roman numeral a group, "-" or nothing a sub-row."""
    if isinstance(tt, (int, float)) and not isinstance(tt, bool):
        return "indicator"
    if is_blank(tt):
        return "empty" if is_blank(name) else "sub"
    return _text_kind(normalise(tt).strip()) if isinstance(tt, str) else "unknown"


@lru_cache(maxsize=1024)
def _text_kind(tt: str) -> RowKind:
    if tt.isdecimal():
        return "indicator"
    if _ROMAN.fullmatch(tt.rstrip(".)")):
        return "group"
    return "sub" if _SUB.fullmatch(tt) else "unknown"


def tt_number(tt: Value) -> Decimal | None:
    """The running number of an indicator row, or None."""
    if isinstance(tt, str):
        digits = normalise(tt).strip()
        return Decimal(int(digits)) if digits.isdecimal() else None
    return number_in(tt)


def threshold_for(period: Period | None, setting: Value) -> Decimal:
    """The share of the plan (percent) that divides "đạt" from "chưa đạt".

    The setting where it is above 0 and up to 100, else the period's own share; at the year's end it is the whole plan.
    """
    chosen = number_in(setting)
    if period is not None and period.ends_year:
        return Decimal(100)
    return chosen if chosen is not None and usable_threshold(chosen) else usual_threshold(period)


def usable_threshold(number: Decimal) -> bool:
    """Whether a number can be a threshold, in percent of the year's plan."""
    return 0 < number <= 100


def usual_threshold(period: Period | None) -> Decimal:
    """The share of the year that has passed at the period's end, to two decimals; 50 without a period."""
    return Decimal(50) if period is None else round_half_up(period.share, 2)


def category(
    plan: Value, actual: Value, year_end: bool, period: Period | None, threshold: Decimal, direction: Value = None
) -> Category:
    """The category of an indicator: what it is counted as. Without a legible period only "can_kiem_tra" is honest."""
    if period is None:
        return "can_kiem_tra"
    if is_blank(actual):
        return "cuoi_nam" if year_end and not period.ends_year else "chua_nhap"
    if is_maintain(actual):
        return "dat"
    if said := worded(actual, plan):
        return _IN_WORDS[said]
    # At the year's end none of what is unwanted is the best result; within the year the printed table says "chưa".
    if number_in(actual) == 0 and not (period.ends_year and is_lower_better(direction)):
        return "chua_thuc_hien"
    if period.ends_year:
        return _at_year_end(plan, actual, direction)
    share = progress(plan, actual)
    if share is None:
        return "can_kiem_tra"
    return "dat" if share >= threshold else "chua_dat"


_IN_WORDS: Final[dict[str, Category]] = {MET: "dat", NOT_MET: "chua_dat", NOT_BEGUN: "chua_thuc_hien"}


def _at_year_end(plan: Value, actual: Value, direction: Value) -> Category:
    if isinstance(actual, str) and number_in(plan) is not None:
        return "can_kiem_tra"
    match verdict(plan, actual, direction):
        case "Đạt":
            return "vuot" if _exceeds(plan, actual, is_lower_better(direction)) else "dat"
        case "Không đạt":
            return "chua_dat"
        case _:
            return "can_kiem_tra"


def _exceeds(plan: Value, actual: Value, lower: bool) -> bool:
    """Whether a met plan is exceeded: a number passed, the far end of a range passed; a bound only asks to be kept."""
    results = set()
    for goal, got in pairs(plan, actual):
        far = goal.low if lower else goal.high
        if goal.kind not in ("number", "range") or far is None or got.size is None:
            results.add(False)
        else:
            results.add(got.size < far if lower else got.size > far)
    return results == {True}


def status_words(counted_as: Category, period: Period | None, threshold: Decimal) -> str:
    """The status as cells and reports print it: "Đạt và vượt trên 50%", at year end "Hoàn thành"."""
    at_end = period is not None and period.ends_year
    share = write_number(threshold)
    match counted_as:
        case "dat":
            return FULFILLED if at_end else f"Đạt và vượt trên {share}%"
        case "chua_dat":
            return UNFULFILLED if at_end else f"Đạt dưới {share}%"
        case "vuot":
            return EXCEEDED
        case "cuoi_nam":
            return YEAR_END
        case "chua_nhap":
            return NOT_ENTERED
        case "chua_thuc_hien":
            return NOT_STARTED
        case "can_kiem_tra":
            return TO_CHECK


def is_marked(mark: Value) -> bool:
    """Whether a row is marked as judged at the year's end: any mark but a blank, 0, FALSE or "không"."""
    if isinstance(mark, ExcelError) or is_blank(mark):
        return False
    return key(mark) != "không" if isinstance(mark, str) else bool(mark)


def readable(value: Value) -> bool:
    """Whether a plan or result is of a kind the rules know."""
    return bool(worded(value)) or all(amount.kind != "text" for amount in meanings(value))
