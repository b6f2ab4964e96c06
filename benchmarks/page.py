"""The page of figures, ``docs/benchmarks.md``: written from the last run of every scenario, kept beside it as JSON."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import subprocess
from functools import lru_cache
from importlib import metadata
from typing import Any, Final

from benchmarks.inputs import ROOT
from workbook.verify_libreoffice import program

PAGE: Final = ROOT / "docs" / "benchmarks.md"
FIGURES: Final = ROOT / "docs" / "benchmarks.json"
PACKAGES: Final = ("chitieu", "numpy", "formualizer", "ironcalc", "formulas")
HEAD: Final = """# Benchmarks

`make bench` runs every scenario beside its rivals, `make bench SCENARIO=national` one of them, and writes this page.
The inputs are made by the scripts in `benchmarks/scenarios/`, the same on every computer, and kept under `out/`.

How it is measured: every contestant is a process of its own, and they take turns, after one run that does not count. A
time is the median of the runs, from the start of the process to its end; where a scenario says "in memory", it is that
of the step alone. "Processor" is what all cores together worked for the whole process. The ratio is to our own time in
the same run: above 1, the rival is slower than we are. Peak memory is the highest sum over the whole process tree.
"Agree" says in how many sampled cells the rival has our value (numbers to nine digits). The machine was in use by
others while it ran: trust the ratios, not the milliseconds.
"""


@lru_cache(maxsize=1)
def machine() -> str:
    """The versions of everything, the processor and the day, in one line."""
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in PACKAGES)
    office = program()
    if office is not None:
        said = subprocess.run([office, "--version"], capture_output=True, encoding="utf-8", check=False).stdout.split()
        versions += f", LibreOffice {said[1] if len(said) > 1 else '?'}"
    place = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return f"{dt.date.today().isoformat()}; {place}; {versions}"


def table(case: dict[str, Any]) -> list[str]:
    """The lines of a Markdown table, readable on a terminal too."""
    rows = [["", "median", "fastest", "processor", "runs", "ratio", "peak", "agree"]]
    for one in case["contestants"]:
        rows.append([one["name"], *_figures(one)])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rows.insert(1, ["-" * max(3, widths[0]), *["-" * (max(3, width) - 1) + ":" for width in widths[1:]]])
    lines = ["| " + " | ".join(_padded(row, widths)) + " |" for row in rows]
    failed = [f"- {one['name']}: `{one['failure'][:150]}`" for one in case["contestants"] if one["failure"]]
    return [f"**{case['case']}**", "", *lines, "", *failed, *([""] if failed else []), *_steps(case.get("steps", {}))]


def _steps(steps: dict[str, float]) -> list[str]:
    """Where the time of ours goes, step by step."""
    if not steps:
        return []
    rows = [["where our processor time goes", "", "share"]]
    total = sum(steps.values())
    rows += [[step, seconds(taken), f"{taken / total:.0%}"] for step, taken in (steps | {"together": total}).items()]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rows.insert(1, ["-" * widths[0], *["-" * (width - 1) + ":" for width in widths[1:]]])
    return [*("| " + " | ".join(_padded(row, widths)) + " |" for row in rows), ""]


def _padded(row: list[str], widths: list[int]) -> list[str]:
    return [
        row[0].ljust(max(3, widths[0])),
        *[text.rjust(max(3, width)) for text, width in zip(row[1:], widths[1:], strict=True)],
    ]


def _figures(one: dict[str, Any]) -> list[str]:
    if "median" not in one:
        return ["failed", *[""] * 6]
    ratio = "" if one["ratio"] is None else f"{one['ratio']:.2f}"
    name_first = f" (first {seconds(one['first'])})" if "first" in one else ""
    return [
        seconds(one["median"]) + name_first,
        seconds(one["fastest"]),
        seconds(one["busy"]),
        str(one["runs"]),
        ratio,
        f"{one['peak']:,.0f} MiB",
        one["agree"],
    ]


def seconds(value: float) -> str:
    """Milliseconds below a second, with three digits at least."""
    if value < 0.01:
        return f"{value * 1000:.3f} ms"
    if value < 0.1:
        return f"{value * 1000:.1f} ms"
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.2f} s"


def keep(found: dict[str, Any], order: list[str]) -> None:
    """Keeps the results of a scenario and writes the page anew."""
    known = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    known[found["name"]] = found | {"machine": machine()}
    kept = {name: known[name] for name in order if name in known}
    FIGURES.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text("\n".join([HEAD, *(line for one in kept.values() for line in _section(one))]), encoding="utf-8")


def _section(one: dict[str, Any]) -> list[str]:
    lines = [f"## {one['name']}", "", f"{one['about']}.", ""]
    if one["aim"]:
        lines += [f"Aim: {one['aim']}.", ""]
    for case in one["cases"]:
        lines += table(case)
    lines += [f"- {name}: {why}." for name, why in one["absent"].items()]
    return [*lines, *([""] if one["absent"] else []), f"Measured {one['machine']}.", ""]
