"""Which cells of the national workbook the scenario ``edit`` changes: the same for every engine."""

from __future__ import annotations

import random
from typing import Final

SHEET: Final = "Xa"
EDITS: Final = 20
_ROWS: Final = 3_321 * 30


def places(column: str) -> list[tuple[int, int]]:
    """1-based rows and columns of the edits in a column, ``"E"`` or ``"F"``."""
    chance = random.Random(11)
    return [(chance.randrange(2, _ROWS + 2), ord(column) - 64) for _ in range(EDITS)]
