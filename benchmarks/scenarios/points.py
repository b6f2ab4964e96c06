"""The Python function of the scenario ``udf``: points for an actual beside its plan, capped at 120."""

from __future__ import annotations

from collections.abc import Sequence

MOST = 120.0


def points(actual: float, plan: float) -> float:
    """100 when the actual is the plan, at most 120; 0 without a plan."""
    if plan <= 0:
        return 0.0
    return min(MOST, round(actual / plan * 100.0, 2))


def points_of_columns(actual: Sequence[float], plan: Sequence[float]) -> list[float]:
    """``points`` of two columns."""
    return [0.0 if p <= 0 else min(MOST, round(a / p * 100.0, 2)) for a, p in zip(actual, plan, strict=True)]
