"""Named scenarios of known size, each beside its rivals, in one run: medians, ratios, peak memory, agreement.

    python -m benchmarks.run [--repeat N] [SCENARIO ...]

A claim elsewhere in the project may cite only what this prints, with the ratio, never a time from another machine. The
contestants of a case take turns, so that a busy moment of the machine hits them all.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from benchmarks import page
from benchmarks.agreement import agreement, saved_values
from benchmarks.measure import Measurement, measure
from benchmarks.rivals.said import CELLS
from benchmarks.scenario import Case, Contestant, Scenario
from benchmarks.scenarios import button, commune, edit, irregular, large, many, national, running, udf

SCENARIOS: Final = (
    national.SCENARIO,
    commune.SCENARIO,
    button.SCENARIO,
    udf.SCENARIO,
    irregular.SCENARIO,
    running.SCENARIO,
    running.GROWING,
    edit.SCENARIO,
    many.SCENARIO,
    large.MILLION,
    large.CHAIN,
)
SLOW: Final = 20.0  # seconds; who takes longer is measured twice at most, after the run that does not count
OFTEN_ENOUGH: Final = 2


class Runner:
    """The runs of one contestant in one case."""

    def __init__(self, case: Case, contestant: Contestant, folder: Path, limit: float) -> None:
        self.contestant = contestant
        self.case = case
        self.limit = limit
        self.source = (contestant.given or case.given).path()
        self.target = folder / f"out{contestant.suffix or self.source.suffix}"
        self.taken: list[Measurement] = []
        self.values: list[Any] = []
        self.failure = ""

    def once(self) -> Measurement:
        """One run into an empty place."""
        shutil.rmtree(self.target, ignore_errors=True)
        self.target.unlink(missing_ok=True)
        found = measure(self.contestant.command(self.source, self.target), self.limit)
        self.failure = self.failure or found.failure.replace(f"{self.source.parent}{os.sep}", "")
        return found

    def rehearse(self) -> None:
        """An unmeasured run: disk cache and compiled modules are warm for everyone after it, and values are kept."""
        with asked_for(self.case.sample):
            said = self.once().said
        if not self.contestant.compared or self.failure:
            return
        if self.contestant.prints:
            self.values = said.get("values", [])
        elif self.target.is_dir():
            self.values = _of_folder(self.target, self.case)
        else:
            self.values = saved_values(self.target, self.case.sample)

    def take_turn(self, repeat: int) -> None:
        """A measured run, unless it failed before or has had its share."""
        slow = bool(self.taken) and self.taken[0].seconds > SLOW
        if not self.failure and len(self.taken) < (min(repeat, OFTEN_ENOUGH) if slow else repeat):
            self.taken.append(self.once())

    def result(self, ours: Runner) -> dict[str, Any]:
        """What the page shows: a median in seconds, its ratio to ours, the peak in MiB, and how many values agree."""
        found: dict[str, Any] = {"name": self.contestant.name, "failure": self.failure}
        if self.failure or not self.taken:
            return found
        times = [self.seconds(one) for one in self.taken]
        others = [ours.seconds(one) for one in ours.taken]
        found |= {
            "median": statistics.median(times),
            "fastest": min(times),
            "busy": statistics.median(one.busy for one in self.taken),
            "runs": len(times),
            "ratio": statistics.median(times) / statistics.median(others) if others else None,
            "peak": max(one.peak_mib for one in self.taken),
            "agree": agreement(ours.values, self.values) if self is not ours else "",
        }
        firsts = [one.said["first"] for one in self.taken if "first" in one.said]
        return found | ({"first": statistics.median(firsts)} if firsts else {})

    def seconds(self, one: Measurement) -> float:
        return float(one.said["seconds"]) if self.contestant.inner else one.seconds


def _of_folder(folder: Path, case: Case) -> list[Any]:
    """The sampled values of a folder of workbooks; the sample names ``file/sheet``."""
    files: dict[str, list[tuple[str, str]]] = {}
    for place, cell in case.sample:
        file, _, sheet = place.partition("/")
        files.setdefault(file, []).append((sheet, cell))
    return [value for file, cells in files.items() for value in saved_values(folder / file, tuple(cells))]


@contextmanager
def asked_for(cells: tuple[tuple[str, str], ...]) -> Iterator[None]:
    """While this holds, contestants print the values of the cells."""
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(cells, file)
        file.flush()
        os.environ[CELLS] = file.name
        try:
            yield
        finally:
            del os.environ[CELLS]


def run_case(case: Case, repeat: int, limit: float, given_up: set[str]) -> dict[str, Any]:
    """The results of one case; who is not done within ``limit`` is not asked again at a larger size."""
    with tempfile.TemporaryDirectory() as folder:
        runners = [
            Runner(case, contestant, Path(folder), limit)
            for contestant in case.contestants
            if contestant.name not in given_up
        ]
        for runner in runners:
            print(f"  {case.name}: {runner.contestant.name} ...", end="\r", file=sys.stderr, flush=True)
            runner.rehearse()
        for _ in range(repeat):
            for runner in runners:
                runner.take_turn(repeat)
        given_up.update(runner.contestant.name for runner in runners if runner.failure.startswith("not done"))
        return {
            "case": case.name,
            "contestants": [runner.result(runners[0]) for runner in runners],
            "steps": steps(case, runners[0].target, repeat, limit) if case.steps else {},
        }


def steps(case: Case, target: Path, repeat: int, limit: float) -> dict[str, float]:
    """The median of what the processor took for each step of ours, in seconds."""
    command = [sys.executable, "-m", case.steps, str(case.given.path()), str(target)]
    taken = [measure(command, limit).said for _ in range(repeat)]
    return {step: statistics.median(one[step] for one in taken) for step in taken[0]}


def run(scenario: Scenario, repeat: int | None) -> dict[str, Any]:
    """The results of a scenario, printed as they come."""
    print(f"\n{scenario.name}: {scenario.about}", flush=True)
    given_up: set[str] = set()
    cases = []
    for case in scenario.cases:
        cases.append(run_case(case, repeat or scenario.repeat, scenario.limit, given_up))
        print("\n".join(page.table(cases[-1])), flush=True)
    return {
        "name": scenario.name,
        "about": scenario.about,
        "aim": scenario.aim,
        "absent": scenario.absent,
        "cases": cases,
    }


def main() -> None:
    """Runs the named scenarios, or all, and writes their tables into the page of figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario", nargs="*", choices=[[], *(one.name for one in SCENARIOS)])
    parser.add_argument("--repeat", type=int, help="measured runs of every contestant, instead of the scenario's own")
    parser.add_argument("--print-only", action="store_true", help="leave the page of figures as it is")
    arguments = parser.parse_args()
    print(page.machine())
    for scenario in SCENARIOS:
        if not arguments.scenario or scenario.name in arguments.scenario:
            found = run(scenario, arguments.repeat)
            if not arguments.print_only:
                page.keep(found, [one.name for one in SCENARIOS])


if __name__ == "__main__":
    main()
