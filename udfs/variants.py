"""Several ways to say the same: a pattern may hold variants separated by `` || ``, of which one is chosen.

The choice is fixed by the period and the sentence's code: the same report always reads alike, the next one otherwise,
and the sentences of one report do not all change in step.
"""

from __future__ import annotations

import re
import zlib
from functools import lru_cache
from typing import Final

from udfs.periods import Period
from udfs.text import normalise

SEPARATOR: Final = "||"
_SEPARATED: Final = re.compile(r"\s+\|\|\s+")


@lru_cache(maxsize=1024)
def variants(pattern_text: str) -> tuple[str, ...]:
    """The ways to write a sentence that a pattern holds, at least one (it may be blank)."""
    if SEPARATOR not in pattern_text:
        return (pattern_text,)
    found = tuple(part.strip() for part in _SEPARATED.split(f" {pattern_text} "))
    return tuple(part for part in found if part) or ("",)


def ordered(pattern_text: str, period: Period | None, code: str) -> tuple[str, ...]:
    """The variants, the chosen one first; where the code is unknown, the pattern itself stands for it."""
    found = variants(pattern_text)
    if len(found) == 1:
        return found
    start = (_turn(period) + zlib.crc32(normalise(code or pattern_text).strip().lower().encode())) % len(found)
    return found[start:] + found[:start]


def chosen(pattern_text: str, period: Period | None, code: str) -> str:
    """The variant that is written."""
    return ordered(pattern_text, period, code)[0]


def _turn(period: Period | None) -> int:
    """A number that grows by one from each period to the next of its kind."""
    if period is None:
        return 0
    match period.kind:
        case "month":
            return period.year * 12 + period.last_month
        case "quarter":
            return period.year * 4 + period.last_month // 3
        case "half" | "months" | "year":
            return period.year
