"""The Python function of the scenario ``udf``: points for an actual beside its plan, capped at 120."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

MOST = 120.0


def points(actual: float, plan: float) -> float:
    """100 when the actual is the plan, at most 120; 0 without a plan."""
    return min(MOST, actual / plan * 100.0) if plan > 0 else 0.0


def points_of_columns(actual: Sequence[float], plan: Sequence[float]) -> Any:
    """``points`` of two columns, to the same last bit."""
    import numpy as np  # engines that call cell by cell must not pay for it

    done, planned = np.asarray(actual), np.asarray(plan)
    given = planned > 0
    parts = np.divide(done, planned, out=np.zeros(len(done)), where=given)
    return np.minimum(MOST, parts * 100.0)
