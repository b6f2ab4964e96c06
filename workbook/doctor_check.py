"""One thing the doctor looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: whether it is ``good``, whether the jobs need it, what was found, and what to do."""

    name: str
    good: bool
    needed: bool
    found: str
    advice: str = ""
