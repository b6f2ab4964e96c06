"""many: the workbooks of 500 communes, on all cores."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Final

from benchmarks.inputs import Input
from benchmarks.scenario import Case, Contestant, Scenario, chitieu, job
from benchmarks.scenarios.commune import TEMPLATES
from workbook import jobs, load

BOOKS: Final = 500
SOME: Final = 50  # for who takes seconds for each


def communes(count: int) -> Input:
    """A folder of ``count`` workbooks with different actuals, saved before they were computed."""

    def many(folder: Path) -> None:
        folder.mkdir(parents=True)
        chance = random.Random(3)
        first = folder / "xa-001.xlsx"
        jobs.new(jobs.DEMO_PACK, first)
        for number in range(2, count + 1):
            path = folder / f"xa-{number:03d}.xlsx"
            shutil.copyfile(first, path)
            book = load(path)
            for row in range(7, 20):
                if isinstance(book.value("ChiTieu", f"F{row}"), float):
                    book.set("ChiTieu", f"F{row}", float(chance.randrange(1, 5000)))
            book.save()

    return Input(f"many-{count}", many, __file__, suffix="", built_from=TEMPLATES)


def each(*words: str) -> Contestant:
    """Ours: one command with the names of all files."""
    command = chitieu(*words)

    def files(source: Path, target: Path) -> list[str]:
        program = command(source, target)
        return [*program, *map(str, sorted(source.iterdir())), "-o", str(target)]

    return Contestant("chitieu recalc", files)


SAMPLE: Final = tuple(
    (f"xa-{number:03d}.xlsx/ChiTieu", f"{c}{row}") for number in (2, 77, 500) for row in range(7, 20) for c in "GHI"
)

SCENARIO: Final = Scenario(
    name="many",
    about=f"{BOOKS} workbooks of one commune each, recalculated by one command on all cores, into another folder",
    aim="faster than all",
    cases=(
        Case(
            f"{BOOKS} workbooks",
            communes(BOOKS),
            (
                each("recalc"),
                Contestant("formualizer, a process per core", job("formualizer_job", "many")),
                Contestant("IronCalc, a process per core", job("ironcalc_job", "many")),
                Contestant(
                    f"LibreOffice, one process, {SOME} workbooks only",
                    job("libreoffice_job"),
                    given=communes(SOME),
                    compared=False,
                ),
            ),
            SAMPLE,
        ),
    ),
    absent={"formulas": "takes three quarters of a minute for one of them (see commune)"},
    repeat=3,
    limit=300,
)
