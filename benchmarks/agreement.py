"""Whether two engines say the same in the sampled cells."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any, Final

from benchmarks.scenario import PYTHON, Cell

CLOSE: Final = 1e-9  # relative: engines add up in different orders


def saved_values(path: Path, cells: tuple[Cell, ...]) -> list[Any]:
    """The values that stand in a file, read (not computed) in a process of its own; nothing when it cannot be read."""
    command = [PYTHON, "-m", "benchmarks.rivals.saved_values", str(path)]
    done = subprocess.run(command, input=json.dumps(cells), capture_output=True, encoding="utf-8", check=False)
    found: list[Any] = json.loads(done.stdout) if done.returncode == 0 else []
    return found


def agreement(ours: list[Any], theirs: list[Any]) -> str:
    """``"200 of 200"``: how many sampled cells agree; empty when one side has none."""
    if not ours or len(ours) != len(theirs):
        return ""
    return f"{sum(map(alike, ours, theirs))} of {len(ours)}"


def alike(a: Any, b: Any) -> bool:
    """Numbers to nine digits, the rest exactly; an empty text counts as nothing, as interfaces mix them up."""
    a, b = ("" if value is None else value for value in (a, b))
    if isinstance(a, bool) or isinstance(b, bool) or isinstance(a, str) or isinstance(b, str):
        return bool(a == b)
    return abs(a - b) <= CLOSE * max(abs(a), abs(b), 1e-3)
