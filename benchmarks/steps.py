"""The steps of one cold recalculation, each with the time of the processor that it took, as JSON.

    python -m benchmarks.steps WORKBOOK TARGET

Nothing is imported above the first look at the clock: importing is one of the steps.
"""

from __future__ import annotations

import sys
import time

STARTED = time.process_time()  # what a bare Python has taken until here


class Clock:
    """Gives each step the time since the one before."""

    def __init__(self) -> None:
        self.last = STARTED
        self.steps = {"Python starts": STARTED}

    def done(self, step: str) -> None:
        now = time.process_time()
        self.steps[step] = self.steps.get(step, 0.0) + now - self.last
        self.last = now


class Timed:
    """A function that adds up the time its calls take."""

    spent = 0.0

    def __init__(self, call: object) -> None:
        self.call = call

    def __call__(self, *arguments: object) -> object:
        before = time.process_time()
        try:
            return self.call(*arguments)  # type: ignore[operator]
        finally:
            Timed.spent += time.process_time() - before


def steps(path: str, target: str) -> dict[str, float]:
    """The steps of recalculating a workbook, as the command makes them."""
    clock = Clock()
    from contextlib import redirect_stdout
    from io import StringIO
    from pathlib import Path

    from udfs import FUNCTIONS
    from workbook import cli, console, guards, history, jobs, load, saved, summary
    from xlcore import BUILTINS
    from xlcore.registry import Function

    cli.parse(["recalc", path])
    clock.done("modules are imported")
    ours = {
        name: Function(**{slot: getattr(one, slot) for slot in one.__slots__} | {"call": Timed(one.call)})
        for name, one in FUNCTIONS.items()
    }
    clock.last = time.process_time()
    book = load(path, BUILTINS | ours)
    clock.done("the file is read")
    guards.require_table(Path(path), book)
    history.refresh_keys(book)
    book.model.plan()
    clock.done("formulas are parsed, compiled and put in order")
    run = book.recalculate()
    clock.done("Excel's functions and operators are computed")
    clock.steps["Excel's functions and operators are computed"] -= Timed.spent
    clock.steps["our own CT_ functions are computed"] = Timed.spent
    saved.refresh(book)
    said = summary.summarize(book)
    clock.done("saved copies are brought up to date, the summary is made")
    book.save(target)
    clock.done("the file is written")
    with redirect_stdout(StringIO()):
        console.show_recalc([jobs.RecalcResult(Path(path), Path(target), run, None, said)], [])
    clock.done("what happened is told")
    return clock.steps


if __name__ == "__main__":
    found = steps(sys.argv[1], sys.argv[2])
    print("{" + ", ".join(f'"{step}": {seconds}' for step, seconds in found.items()) + "}")
