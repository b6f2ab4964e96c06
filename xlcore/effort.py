"""How much one formula may ask for: a workbook from a stranger must not keep a computer busy for hours.

Work is counted in elements of arrays and calls of LAMBDAs, not in seconds: the same workbook gets the same answer on
every computer. What a formula may spend grows with what the workbook holds, so that a large table is never too large
for formulas about it; what is made of nothing (``SEQUENCE``, ``ROW(A:A)*COLUMN(1:1)``, a LAMBDA that calls itself) is
what the bounds are for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

TOO_MUCH: Final = "#TOO-MUCH"
"""The name under which a recalculation reports formulas that asked for more; their cached values stay."""

_ONE: Final = 3_000_000
_ALL: Final = 8_000_000
_STILL: Final = 300_000
_PER_CELL: Final = 60

CALL: Final = 16
"""A function called for one element of an array."""
STEPS: Final = 8
"""Steps of simple arithmetic that count as one element."""
LAMBDA_CALL: Final = 16
"""A LAMBDA called once."""


class TooMuch(Exception):
    """The formula that is being computed asks for more work than it may."""


class Effort:
    """What the formulas of one recalculation may still spend.

    Each begins with the same; when all of them together have spent much, those that follow may spend little, but
    always enough to go over everything that the workbook holds several times.
    """

    __slots__ = ("_count", "_place", "_stored", "left", "spent")

    def __init__(self, count: Callable[[], int]) -> None:
        self._count = count
        self._stored = -1
        self._place: object = None
        self.left = 0
        self.spent = 0

    def spend(self, amount: int, place: object) -> None:
        """Takes down work for the formula at ``place``; ``TooMuch`` when that is more than it may ask for."""
        if place != self._place:
            self._place = place
            self.left = self.allowance()
        self.left -= amount
        self.spent += amount
        if self.left < 0:
            self._place = None
            raise TooMuch

    def allowance(self) -> int:
        """What a formula may spend now."""
        if self._stored < 0:
            self._stored = self._count()
        held = self._stored * _PER_CELL
        return (_ONE if self.spent < _ALL + held else _STILL) + held
