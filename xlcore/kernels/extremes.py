"""MIN and MAX of single cells and values, down a column."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from xlcore.kernels.elementwise import Decided
from xlcore.kernels.sums import Rows
from xlcore.kernels.vectors import ERROR, NUMBER, Mask, numbers
from xlcore.nodes import Call, Reference

_BETTER: Final[dict[str, tuple[Callable[..., Any], float]]] = {"MAX": (np.greater, -np.inf), "MIN": (np.less, np.inf)}


def extreme_kernel(rows: Rows, node: Call) -> Decided | None:
    """MIN or MAX where each argument is one cell or one value per row; ``None`` when it is not of that form."""
    if node.name not in _BETTER or not all(rows.is_scalar(arg) for arg in node.args):
        return None
    better, worst = _BETTER[node.name]
    best = np.full(rows.length, worst)
    any_number: Mask = np.zeros(rows.length, dtype=np.bool_)
    odd: Mask = np.zeros(rows.length, dtype=np.bool_)
    for arg in node.args:
        vec = rows.value(arg)
        number = vec.kind == NUMBER
        # In a cell, what is no number is passed over; as a value it may count, which the scalar path knows.
        odd |= vec.kind == ERROR if isinstance(arg, Reference) else ~number
        best = np.where(number & better(vec.num, best), vec.num, best)
        any_number |= number
    return numbers(np.where(any_number, best, 0.0) + 0.0), odd if odd.any() else None
