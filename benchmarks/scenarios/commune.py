"""commune: the workbook of one commune, cold process, from file to file; and its Word report."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from benchmarks.inputs import Input
from benchmarks.scenario import (
    Case,
    Contestant,
    Scenario,
    bare,
    chitieu,
    formualizer,
    formulas,
    ironcalc,
    libreoffice,
    recalc,
)
from workbook import jobs


def build(path: Path) -> None:
    """The Bút Sơn workbook as ``chitieu new`` leaves it."""
    jobs.new(jobs.DEMO_PACK, path)


TEMPLATES: Final = ("workbook/template*.py", f"templates/{jobs.DEMO_PACK}/*")
COMMUNE: Final = Input("commune", build, __file__, built_from=TEMPLATES)
SAMPLE: Final = tuple(("ChiTieu", f"{column}{row}") for row in range(6, 40) for column in "GHI")

SCENARIO: Final = Scenario(
    name="commune",
    about="one commune's workbook: 29 indicators, 127 sentences, some 1,500 formulas; whole process, from a cold start",
    aim="at most twice formualizer's command",
    cases=(
        Case(
            "recalculated, file to file",
            COMMUNE,
            (recalc(), bare(), formualizer("recalc"), ironcalc(), libreoffice(), formulas()),
            SAMPLE,
            steps="benchmarks.steps",
        ),
        Case(
            "the Word report",
            COMMUNE,
            (Contestant("chitieu report", chitieu("report", "<", "-o", ">"), compared=False, suffix=".docx"), bare()),
        ),
    ),
    absent={"the CT_ functions in other engines": "are unknown to them: the workbook then falls back, as it must"},
    repeat=11,
)
