"""Comparisons: percent change, percentage points, ratios, and columns 5, 6, 7 of the official table.

Columns 5=4/3*100, 6=4/2*100 and 7=2-4 are a number, "" (nothing printed), "-" or "Duy trì", as the table prints them.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, NamedTuple

from udfs.numbers import number_in
from udfs.text import MAINTAIN, is_blank, is_dash, is_maintain
from xlcore.values import Value

DASH: Final = "-"
Shown = Decimal | str


def percent_change(now: Decimal, before: Decimal) -> Decimal | None:
    """The change in percent of ``before`` (2300 after 2240 is 2.678...), or None when ``before`` is zero.

    The base counts without its sign, so that a rise is positive from a negative base too.
    """
    return None if before == 0 else (now - before) / abs(before) * 100


def ratio(part: Decimal, whole: Decimal) -> Decimal | None:
    """``part`` in percent of ``whole``, or None when ``whole`` is zero."""
    return None if whole == 0 else part / whole * 100


class Columns(NamedTuple):
    """Columns 5, 6 and 7 of a row."""

    vs_same: Shown
    vs_plan: Shown
    remaining: Shown


NOTHING: Final = Columns("", "", "")


def columns(plan: Value, same_period: Value, actual: Value, shown: bool = True) -> Columns:
    """Columns 5, 6, 7 by the official rule; ``shown`` is false for rows whose catalogue entry has none of them.

    A blank actual leaves all three empty, "Duy trì" repeats itself, 0 prints "-" in column 6, a plan met exactly prints
    "-" in column 7 and a plan exceeded leaves it empty.
    """
    if not shown or is_blank(actual):
        return NOTHING
    if is_maintain(actual):
        compared = not (is_blank(same_period) or is_dash(same_period))
        return Columns(MAINTAIN if compared else "", MAINTAIN, "")
    got = number_in(actual)
    if got is None:
        return NOTHING
    goal, before = number_in(plan), number_in(same_period)
    return Columns(_vs_same(got, before), _vs_plan(got, goal), _remaining(got, goal))


def _vs_same(got: Decimal, before: Decimal | None) -> Shown:
    percent = None if before is None else ratio(got, before)
    return "" if percent is None else percent


def _vs_plan(got: Decimal, goal: Decimal | None) -> Shown:
    if got == 0:
        return DASH
    percent = None if goal is None else ratio(got, goal)
    return "" if percent is None else percent


def _remaining(got: Decimal, goal: Decimal | None) -> Shown:
    if goal is None or got > goal:
        return ""
    return DASH if got == goal else goal - got
