"""Figures ten, a hundred or a thousand times off: the plan, the same period and the actual of a row compared.

``4.150`` typed into an American Excel is the true number 4,15, and no check of texts can see it. Two passes keep
honest numbers quiet: first a figure must stand far from every other figure of its row, while those agree with each
other; then the figure divided (or multiplied) by 10, 100 or 1000 must fit beside them. A small start of a large plan
fails the second pass or has nothing to contradict it. A factor of ten needs both other figures and a close fit.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal, NamedTuple

from xlcore.dates import to_ymd
from xlcore.values import ExcelError

Figure = Literal["plan", "same", "actual"]

_POWERS: Final = range(2, 19)


class Suspicion(NamedTuple):
    """A figure off by ``10 ** power`` (negative: too small), with the value that would fit.

    ``sure`` is False where an honest small start cannot be ruled out.
    """

    figure: Figure
    power: int
    fits: Decimal
    sure: bool = True


class Span(NamedTuple):
    """How a figure may stand to another: their quotient lies from ``low`` to ``high``."""

    low: float
    high: float

    def holds(self, part: Decimal, whole: Decimal) -> bool:
        return self.low <= float(part / whole) <= self.high


# Expected quotients. Within the year an actual may be a small share of its plan; a same period is of its own size.
_ACTUAL_TO_PLAN: Final = Span(0.02, 5)
_ACTUAL_TO_SAME: Final = Span(0.2, 5)
_PLAN_TO_ACTUAL: Final = Span(0.7, 12)
_CLOSE_TO_SAME: Final = Span(0.75, 1.35)
_CLOSE_TO_PLAN: Final = Span(0.2, 1.3)


def suspicion(plan: Decimal | None, same: Decimal | None, actual: Decimal | None, percent: bool) -> Suspicion | None:
    """The figure of a row that is most likely off by a power of ten, or None; ``percent`` for rows in %.

    Figures that are missing, zero or negative are passed over.
    """
    plan, same, actual = (x if x is not None and x > 0 else None for x in (plan, same, actual))
    if plan is not None and actual is not None:
        if same is None:
            return _beside_plan(plan, actual, percent)
        return _of_three(plan, same, actual)
    if same is not None and actual is not None:
        return _beside_same(same, actual)
    return _plan_beside_same(plan, same) if plan is not None and same is not None else None


def _scaled(number: Decimal, power: int) -> Decimal:
    return number.scaleb(-power)


def _of_three(plan: Decimal, same: Decimal, actual: Decimal) -> Suspicion | None:
    to_plan, to_same = float(actual / plan), float(actual / same)
    same_to_plan = float(same / plan)
    if 0.01 <= same_to_plan <= 8:
        if to_plan >= 10 and to_same >= 40:
            return _actual_by(plan, same, actual, 1)
        if to_plan <= 1 / 40 and to_same <= 1 / 40:
            return _actual_by(plan, same, actual, -1)
        return _by_ten(plan, same, actual)
    if 0.2 <= to_same <= 5:
        if to_plan >= 20 and same_to_plan >= 20:
            return _plan_by(plan, actual, -1)
        return _plan_by(plan, actual, 1) if to_plan <= 1 / 300 and same_to_plan <= 1 / 300 else None
    if 0.05 <= to_plan <= 3 and (to_same >= 150 or to_same <= 1 / 150):
        return _same_by(same, actual, -1 if to_same > 1 else 1)
    return None


def _actual_by(plan: Decimal, same: Decimal, actual: Decimal, sign: int) -> Suspicion | None:
    fits = [(sign * p, _scaled(actual, sign * p)) for p in _POWERS]
    fits = [
        (p, right) for p, right in fits if _ACTUAL_TO_SAME.holds(right, same) and _ACTUAL_TO_PLAN.holds(right, plan)
    ]
    return _nearest("actual", fits, same)


def _plan_by(plan: Decimal, actual: Decimal, sign: int) -> Suspicion | None:
    for power in (sign * p for p in _POWERS):
        right = _scaled(plan, power)
        if _PLAN_TO_ACTUAL.holds(right, actual):
            return Suspicion("plan", power, right)
    return None


def _same_by(same: Decimal, actual: Decimal, sign: int) -> Suspicion | None:
    return _fitting("same", same, actual, sign, _ACTUAL_TO_SAME)


def _by_ten(plan: Decimal, same: Decimal, actual: Decimal) -> Suspicion | None:
    """Ten times off: only beside two figures of the same order, and never for the small counts that vary so much."""
    power = 1 if actual > same else -1
    right = _scaled(actual, power)
    far = float(actual / plan) > 2 if power == 1 else float(actual / plan) < 0.13
    small_count = min(actual, same) < 10 and _is_whole(actual) and _is_whole(same)
    if small_count or not far or not 0.1 <= float(same / plan) <= 2:
        return None
    if _CLOSE_TO_SAME.holds(right, same) and _CLOSE_TO_PLAN.holds(right, plan):
        return Suspicion("actual", power, right)
    return None


def _beside_plan(plan: Decimal, actual: Decimal, percent: bool) -> Suspicion | None:
    """Without a same period only gross cases speak: far above the plan, or a fraction where thousands are planned."""
    quotient = float(actual / plan)
    if percent and actual > 150 and quotient >= 5 and plan <= 100 and _scaled(actual, 1) <= 100:
        return Suspicion("actual", 1, _scaled(actual, 1))
    if quotient >= 30:
        return _fitting("actual", actual, plan, 1, Span(0.05, 3))
    if quotient <= 1 / 300 and not _is_whole(actual):
        return _fitting("actual", actual, plan, -1, Span(0.1, 3))
    if quotient <= 1 / 1000:  # 2 of 4.150 tons: a slip more often than a start, but a count of people may begin so
        found = _fitting("actual", actual, plan, -1, Span(0.1, 3))
        return None if found is None else found._replace(sure=False)
    return None


def _beside_same(same: Decimal, actual: Decimal) -> Suspicion | None:
    quotient = float(actual / same)
    if quotient >= 60:
        return _fitting("actual", actual, same, 1, _ACTUAL_TO_SAME)
    return _fitting("actual", actual, same, -1, _ACTUAL_TO_SAME) if quotient <= 1 / 60 else None


def _plan_beside_same(plan: Decimal, same: Decimal) -> Suspicion | None:
    quotient = float(plan / same)
    if quotient <= 1 / 50:
        return _fitting("plan", plan, same, -1, _PLAN_TO_ACTUAL)
    return _fitting("plan", plan, same, 1, _PLAN_TO_ACTUAL) if quotient >= 500 else None


def _fitting(figure: Figure, number: Decimal, beside: Decimal, sign: int, span: Span) -> Suspicion | None:
    """The power of ten that brings ``number`` nearest to ``beside`` within ``span``."""
    fits = [(sign * p, _scaled(number, sign * p)) for p in _POWERS]
    return _nearest(figure, [(p, right) for p, right in fits if span.holds(right, beside)], beside)


def _nearest(figure: Figure, fits: list[tuple[int, Decimal]], beside: Decimal) -> Suspicion | None:
    if not fits:
        return None
    power, right = min(fits, key=lambda fit: abs(float((fit[1] / beside).log10())))
    return Suspicion(figure, power, right)


def _is_whole(number: Decimal) -> bool:
    return number == number.to_integral_value()


# Serials of 2015-2035: "3-5" or "8/10" typed into a cell that was not text turns into such a day.
_FIRST_DAY: Final = 42_005
_LAST_DAY: Final = 49_674


def mistaken_date(number: Decimal, others: list[Decimal]) -> tuple[int, int] | None:
    """Day and month when a figure looks like a date Excel made of "8/10" or "3-5" beside much smaller figures."""
    if not _is_whole(number) or not _FIRST_DAY <= number <= _LAST_DAY:
        return None
    if not others or max(others) > 500:
        return None
    parts = to_ymd(float(number))
    return None if isinstance(parts, ExcelError) else (parts[2], parts[1])
