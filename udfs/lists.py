"""Lists of indicators that sentences name: what is behind, what got worse, what is left to do.

The count of the official table judges every indicator by one rule, its share of the plan. A sentence that blames must
know more: where less is better a small share is good, and a rate is not worked off through the year like a quantity.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from udfs.comparison import percent_change
from udfs.numbers import number_in, round_half_up
from udfs.periods import Period
from udfs.plans import MET, NOT_MET, is_higher_better, is_lower_better, verdict
from udfs.table import COUNTED, Record, Table, in_group, records_counted
from udfs.text import is_maintain


def change(record: Record) -> Decimal | None:
    """The change since the same period: in points for a rate, else in percent; None where there is none."""
    now, before = number_in(record.actual), number_in(record.same_period)
    if now is None or before is None:
        return None
    return now - before if record.is_rate else percent_change(now, before)


def trend(record: Record) -> int | None:
    """1 for better than the same period, -1 for worse, 0 for the same to two decimals; None where it is unknown."""
    by = change(record)
    if by is None:
        return None
    rounded = round_half_up(by, 2)
    sign = (rounded > 0) - (rounded < 0)
    return -sign if is_lower_better(record.direction) else sign


def _behind(record: Record, counted_as: str, period: Period) -> bool:
    """Below the share of the plan that the period asks for; less is no fault where less is better."""
    return counted_as == "chua_dat" and (period.ends_year or not is_lower_better(record.direction))


def _not_begun(record: Record, counted_as: str, period: Period) -> bool:
    return counted_as == "chua_thuc_hien" and not is_lower_better(record.direction)


def _off_level(record: Record, counted_as: str, period: Period) -> bool:
    """A level not kept, and not on its way: above the plan where less is better; a rate below it that fell as well."""
    if _behind(record, counted_as, period) or _not_begun(record, counted_as, period):
        return False
    if number_in(record.actual) is None or verdict(record.plan, record.actual, record.direction) != NOT_MET:
        return False
    if is_lower_better(record.direction):
        return trend(record) != 1
    return record.is_rate and trend(record) == -1


def _worse(record: Record, counted_as: str, period: Period) -> bool:
    """Worse than the same period, for a row whose direction is known; a zero is named as not begun.

    What is unwanted and within its limit is no fault, even where it was less before.
    """
    if is_lower_better(record.direction):
        faulty = verdict(record.plan, record.actual, record.direction) != MET
    else:
        faulty = is_higher_better(record.direction)
    return faulty and bool(number_in(record.actual)) and trend(record) == -1


def _left(record: Record, counted_as: str, period: Period) -> bool:
    """A quantity of which a part of the year's plan is left to do."""
    if period.ends_year or record.is_rate or is_lower_better(record.direction):
        return False
    return isinstance(record.columns.remaining, Decimal)


def _judged_met(record: Record, counted_as: str, period: Period) -> bool:
    return verdict(record.plan, record.actual, record.direction) == MET


def _said_met(record: Record, counted_as: str, period: Period) -> bool:
    """Met by an officer's verdict, or by the rule where there is none."""
    return (record.hand_verdict or verdict(record.plan, record.actual, record.direction)) == MET


def _said_otherwise(record: Record, counted_as: str, period: Period) -> bool:
    """An officer's verdict that the rule does not give."""
    return record.hand_verdict not in ("", verdict(record.plan, record.actual, record.direction))


def _met(record: Record, counted_as: str, period: Period) -> bool:
    return number_in(record.actual) is not None and verdict(record.plan, record.actual, record.direction) == MET


_Rule = Callable[[Record, str, Period], bool]
LISTS: Final[dict[str, _Rule]] = {
    "cham": _behind,
    "chua_bat_dau": _not_begun,
    "kem_muc": _off_level,
    "giam_ck": _worse,
    "con_lai": _left,
    "duy_tri": lambda record, counted_as, period: is_maintain(record.actual),
    "dat_ke_hoach": _met,
    # Verdicts: by the rule, whatever the plan is written like; with those set by hand; and where the two differ.
    "dat_muc": _judged_met,
    "dat_ghi_tay": _said_met,
    "ghi_tay_khac": _said_otherwise,
    "han_che": lambda *args: any(rule(*args) for rule in (_behind, _not_begun, _off_level, _worse)),
}
KINDS: Final = (*COUNTED, *LISTS)


def listed(table: Table, kind: str, period: Period | None, threshold: Decimal, group: str = "") -> list[Record] | None:
    """The indicators that are counted as ``kind``, or belong to the list ``kind``; None for an unknown one."""
    rule = LISTS.get(kind.strip().lower())
    if rule is None:
        return records_counted(table, kind, period, threshold, group)
    if period is None:
        return []
    judged = table.categories(period, threshold)
    return [r for r in table.indicators if in_group(r, group) and rule(r, judged[r.position], period)]
