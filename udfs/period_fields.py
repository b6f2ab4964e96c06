"""What a placeholder of the period's own figures becomes: done in the period alone, and beside the year before; the
plan that the level above has given."""

from __future__ import annotations

from typing import Final

from udfs.comparison import percent_change, ratio
from udfs.fields import NEARLY_SAME, SAME, Field, Filled, Source, formatted, measured, missing
from udfs.numbers import number_in, round_half_up
from udfs.patterns import Placeholder
from udfs.table import IN_PERIOD_BEFORE, IN_PERIOD_USED, UPPER_PLAN, Record
from udfs.text import is_blank
from xlcore.values import Value


def _alone(record: Record, source: Source) -> Value:
    """What was done in the period alone; a period that began in January has the figure since January."""
    value = record.cells[IN_PERIOD_USED]
    period = source.info.period
    if is_blank(value) and period is not None and (period.kind not in ("month", "quarter") or period.last_month == 1):
        return record.actual
    return value


def _in_period(placeholder: Placeholder, record: Record, source: Source) -> Filled:
    """ "410,5 triệu đồng"; what is missing is told as of every figure."""
    return measured(_alone(record, source), placeholder, record, "trong kỳ")


def _beside_year_before(placeholder: Placeholder, record: Record, source: Source) -> Filled:
    """ "tăng 5,2% so với cùng kỳ năm trước", of the figures of the period alone; points for rates."""
    now, before = number_in(_alone(record, source)), number_in(record.cells[IN_PERIOD_BEFORE])
    if now is None or before is None:
        return missing(placeholder, record, "không có số trong kỳ để so với cùng kỳ")
    change = now - before if record.is_rate else percent_change(now, before)
    if change is None:
        return missing(placeholder, record, "có số cùng kỳ bằng 0 nên không tính được tăng, giảm")
    if round_half_up(change, 2) == 0:
        return Filled(f"{SAME if change == 0 else NEARLY_SAME} năm trước")
    filled = formatted(abs(change), placeholder)
    unit = " điểm %" if record.is_rate else "%"
    return Filled(f"{'tăng' if change > 0 else 'giảm'} {filled.text}{unit} so với cùng kỳ năm trước", filled.problem)


def _upper_plan(placeholder: Placeholder, record: Record, source: Source) -> Filled:
    return measured(record.cells[UPPER_PLAN], placeholder, record, "kế hoạch cấp trên giao")


def _beside_upper_plan(placeholder: Placeholder, record: Record, source: Source) -> Filled:
    """ "bằng 50,2% kế hoạch cấp trên giao"; not told where that plan is the unit's own."""
    if number_in(record.plan) is not None and number_in(record.plan) == number_in(record.cells[UPPER_PLAN]):
        return missing(placeholder, record, "có kế hoạch cấp trên giao đúng bằng kế hoạch của đơn vị")
    got, goal = number_in(record.actual), number_in(record.cells[UPPER_PLAN])
    share = ratio(got, goal) if got is not None and goal is not None and goal > 0 else None
    if share is None:
        return missing(placeholder, record, "không có số kế hoạch cấp trên giao để so sánh")
    filled = formatted(share, placeholder)
    return Filled(f"bằng {filled.text}% kế hoạch cấp trên giao", filled.problem)


PERIOD_RULES: Final[dict[str, Field]] = {
    "trong_ky": _in_period,
    "trong_ky_so_ck": _beside_year_before,
    "kh_tren": _upper_plan,
    "so_kh_tren": _beside_upper_plan,
}
