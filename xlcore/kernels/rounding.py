"""ROUND and its kin on vectors, by the steps of ``functions/rounding.py``.

Rows in which 15 significant digits decide (a value within 1E-14 of where the answer changes) are left to the scalar
path.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from xlcore.functions.rounding import POWERS
from xlcore.kernels.elementwise import Decided, Kernel, not_numeric
from xlcore.kernels.vectors import Floats, Mask, Vec, numbers

_WHOLE: Final = 2.0**52
_NEAR: Final = 1e-14
_MOST: Final = 300  # decimals; beyond them the scalar path has cases of its own
_POWERS: Final = np.array(POWERS)

Step = Callable[[Floats], tuple[Floats, Mask]]
"""The whole number for a magnitude, and where that is not sure."""


def _half_up(size: Floats) -> tuple[Floats, Mask]:
    whole = np.floor(size)
    rest = size - whole
    up = rest >= 0.5
    return whole + up, ~up & (0.5 - rest <= size * _NEAR)


def _down(size: Floats) -> tuple[Floats, Mask]:
    whole = np.floor(size)
    return whole, whole + 1.0 - size <= np.abs(size) * _NEAR


def _up(size: Floats) -> tuple[Floats, Mask]:
    whole, unsure = _down(-size)
    return -whole, unsure


def _rounding(step: Step) -> Kernel:
    def kernel(number: Vec, digits: Vec | None = None) -> Decided:
        size = np.abs(number.num)
        decimals = np.zeros(len(size)) if digits is None else np.trunc(digits.num)
        odd = ~(np.abs(decimals) <= _MOST)
        places = np.where(odd, 0.0, decimals).astype(np.intp)
        power, tens = _POWERS[np.abs(places)], places < 0
        with np.errstate(all="ignore"):
            scaled = np.where(tens, size / power, size * power)
            whole, unsure = step(scaled)
            rounded = np.where(tens, whole * power, whole / power)
        large = ~(scaled < _WHOLE)
        odd |= (unsure & ~large) | (large & tens) | ~np.isfinite(rounded)
        result = np.where(large, number.num, np.where(number.num < 0.0, -rounded, rounded)) + 0.0
        for vec in (number, digits):
            other = None if vec is None else not_numeric(vec)
            if other is not None:
                odd |= other
        return numbers(result), odd if odd.any() else None

    return kernel


def _integer(number: Vec) -> Decided:
    """INT: towards minus infinity, unlike the others."""
    whole, odd = _down(number.num)
    large = ~(np.abs(number.num) < _WHOLE)
    odd &= ~large
    other = not_numeric(number)
    if other is not None:
        odd |= other
    return numbers(np.where(large, number.num, whole)), odd if odd.any() else None


ROUNDING: Final[dict[str, Kernel]] = {
    "ROUND": _rounding(_half_up),
    "ROUNDUP": _rounding(_up),
    "ROUNDDOWN": _rounding(_down),
    "TRUNC": _rounding(_down),
    "INT": _integer,
}
