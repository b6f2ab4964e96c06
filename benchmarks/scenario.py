"""What a scenario is: cases of one size each, the engines that run them, and why some engine cannot."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from benchmarks.inputs import Input

PYTHON: Final = sys.executable
Cell = tuple[str, str]
"""A sheet's name and a cell's, ``("Xa", "G2")``."""
Command = Callable[[Path, Path], list[str]]
"""The command line that turns an input (a file, or a folder of files) into an output."""


@dataclass(frozen=True)
class Contestant:
    """An engine's command. ``inner``: the time is what the process says of the step in question, not its whole life.

    ``prints``: the values are those it prints; else they stand in the output file. ``given`` is its own
    smaller input, when it cannot bear the full one; then ``name`` says so, and ``compared`` is off.
    """

    name: str
    command: Command
    inner: bool = False
    prints: bool = False
    given: Input | None = None
    compared: bool = True
    suffix: str = ""  # of the output, where it is not the input's


@dataclass(frozen=True)
class Case:
    """One size: its input, and the contestants, ours first (ratios are to it).

    ``steps`` is a module that does what ours does and prints how long each step takes.
    """

    name: str
    given: Input
    contestants: tuple[Contestant, ...]
    sample: tuple[Cell, ...] = ()
    steps: str = ""


@dataclass(frozen=True)
class Scenario:
    """``about`` says what is computed, ``aim`` what we want, ``absent`` maps an engine to why it is not there."""

    name: str
    about: str
    cases: tuple[Case, ...]
    aim: str = ""
    absent: dict[str, str] = field(default_factory=dict)
    repeat: int = 7
    limit: float = 150.0  # seconds after which a contestant is ended


def bare() -> Contestant:
    """A Python that does nothing: what no Python program can be faster than."""
    return Contestant("python -c pass", lambda source, target: [PYTHON, "-c", "pass"], compared=False)


def chitieu(*words: str) -> Command:
    """Our command line; ``<`` stands for the input and ``>`` for the output."""
    places = {"<": 0, ">": 1}
    return lambda *paths: [
        PYTHON,
        "-m",
        "workbook",
        *(str(paths[places[word]]) if word in places else word for word in words),
    ]


def recalc() -> Contestant:
    """Ours, from file to file."""
    return Contestant("chitieu recalc", chitieu("recalc", "<", "-o", ">"))


def job(module: str, *words: str) -> Command:
    """A script of ``benchmarks.rivals``: its action, then input and output."""
    return lambda source, target: [PYTHON, "-m", f"benchmarks.rivals.{module}", *words, str(source), str(target)]


def formualizer(action: str = "evaluate") -> Contestant:
    """formualizer: its own command from file to file (``recalc``), or load and evaluate without writing."""
    if action == "recalc":
        return Contestant(
            "formualizer recalc",
            lambda source, target: [PYTHON, "-m", "formualizer", "recalc", str(source), "--output", str(target)],
        )
    return Contestant("formualizer load + evaluate", job("formualizer_job", action), prints=True)


def ironcalc() -> Contestant:
    """IronCalc: load, evaluate, save."""
    return Contestant("IronCalc", job("ironcalc_job", "recalc"))


def libreoffice() -> Contestant:
    """LibreOffice, headless, with every formula computed on loading."""
    return Contestant("LibreOffice", job("libreoffice_job"))


def formulas(given: Input | None = None, part: str = "") -> Contestant:
    """The package ``formulas``: load and calculate, without writing; perhaps a smaller ``part`` of the input."""
    name = f"formulas, {part}" if part else "formulas"
    return Contestant(name, job("formulas_job"), given=given, compared=False)
