"""How much one formula may ask for: a workbook from a stranger must not keep a computer busy for hours.

Work is counted in elements of arrays and calls of LAMBDAs rather than in seconds: the same workbook gets the same
answer on every computer. Only a formula that takes several seconds of the processor's time, because of functions that
are slow for one element already, is ended by the clock. What a formula may spend grows with what the workbook holds, so
that a large table is never too large for formulas about it; what is made of nothing (``SEQUENCE``,
``ROW(A:A)*COLUMN(1:1)``, a LAMBDA that calls itself) is what the bounds are for.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

TOO_MUCH: Final = "#TOO-MUCH"
"""The name under which a recalculation reports formulas that asked for more; their cached values stay."""

_ONE: Final = 3_000_000
_ALL: Final = 8_000_000
_STILL: Final = 300_000
_PER_CELL: Final = 60

LONG_TEXT: Final = 4096
"""Characters from which on a text counts by its length: it costs memory rather than time."""
_TEXTS: Final = 1 << 28
"""Characters that all long texts of a recalculation together may have."""
CHARACTERS: Final = 8
"""Characters of a long text that count as one element."""
CALL: Final = 16
"""A function called for one element of an array."""
STEPS: Final = 8
"""Steps of simple arithmetic that count as one element."""
LAMBDA_CALL: Final = 16
"""A LAMBDA called once."""


class TooMuch(Exception):
    """The formula that is being computed asks for more work than it may."""


_SECONDS: Final = 4.0
_SECONDS_PER_CELL: Final = 2e-5
_LEAST_SECONDS: Final = 0.5
_SELDOM: Final = 16  # of so many times that something is spent, the clock is looked at once
_AT_ONCE: Final = 0.1
"""Seconds of the clock on the wall after which the processor's is asked: that is a call of the system, and dear."""


class Effort:
    """What the formulas of one recalculation may still spend.

    Each begins with the same; when all of them together have spent much, those that follow may spend little, but
    always enough to go over everything that the workbook holds several times.
    """

    __slots__ = ("_begun", "_count", "_place", "_seconds", "_stored", "_texts", "_times", "_worked", "left", "spent")

    def __init__(self, count: Callable[[], int]) -> None:
        self._count = count
        self._stored = -1
        self._place: object = None
        self._begun = 0.0
        self._worked: float | None = None  # the processor's clock when it was first asked about this formula
        self._seconds = _SECONDS
        self._times = 0
        self._texts = 0
        self.left = 0
        self.spent = 0

    def spend(self, amount: int, place: object) -> None:
        """Takes down work for the formula at ``place``; ``TooMuch`` when that is more than it may ask for."""
        if place != self._place:
            self._begin(place)
        self.left -= amount
        self.spent += amount
        self._times += 1
        if self.left < 0:
            self._place = None
            raise TooMuch
        if self._times % _SELDOM == 0:
            self.look(place)

    def keep(self, length: int) -> None:
        """Takes down a long text that is kept; ``TooMuch`` when there is no room for more of them."""
        if self._texts + length > _TEXTS:
            raise TooMuch
        self._texts += length

    def look(self, place: object) -> None:
        """Looks at the clock: ``TooMuch`` when the formula has taken too long; those after it have half the time."""
        if place != self._place:
            self._begin(place)
        if time.perf_counter() - self._begun < _AT_ONCE:
            return
        if self._worked is None:
            self._worked = time.process_time()
        if time.process_time() - self._worked > self._seconds + self._stored * _SECONDS_PER_CELL:
            self._seconds = max(_LEAST_SECONDS, self._seconds / 2)
            self._place = None
            raise TooMuch

    def _begin(self, place: object) -> None:
        self._place = place
        self._times = 0
        self.left = self.allowance()
        self._worked = None
        self._begun = time.perf_counter()

    def allowance(self) -> int:
        """What a formula may spend now."""
        if self._stored < 0:
            self._stored = self._count()
        held = self._stored * _PER_CELL
        return (_ONE if self.spent < _ALL + held else _STILL) + held
