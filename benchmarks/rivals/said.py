"""What a contestant says at its end: the seconds of the step in question, and sampled values when they are wanted."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from typing import Any, Final

CELLS: Final = "BENCHMARK_CELLS"
"""The environment variable that names the file with the sampled cells; measured runs have none."""


def say(read: Callable[[str, str], Any], seconds: float | None = None, first: float | None = None) -> None:
    """Prints the JSON object; ``read`` gives the value of a cell of a sheet, ``first`` a time unlike others."""
    said: dict[str, Any] = {} if seconds is None else {"seconds": seconds}
    if first is not None:
        said["first"] = first
    place = os.environ.get(CELLS)
    if place:
        with open(place, encoding="utf-8") as file:
            said["values"] = [plain(read(sheet, cell)) for sheet, cell in json.load(file)]
    print(json.dumps(said or {"done": True}), flush=True)


def plain(value: Any) -> Any:
    """A value as JSON has it; an error is a text with its code."""
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)


def median(times: Iterable[float]) -> float:
    """The middle one (without the module ``statistics``, whose import would be measured)."""
    ordered = sorted(times)
    return ordered[len(ordered) // 2]
