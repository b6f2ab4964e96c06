"""edit: one input of the national workbook changes, and what depends on it is computed, in memory."""

from __future__ import annotations

from typing import Final

from benchmarks.scenario import Case, Contestant, Scenario, job
from benchmarks.scenarios.edits import EDITS, SHEET, places
from benchmarks.scenarios.national import COMMUNES, national


def contestants(column: str) -> tuple[Contestant, ...]:
    return (
        Contestant("chitieu", job("ours_job", f"edit:{column}"), inner=True, prints=True),
        Contestant("formualizer", job("formualizer_job", f"edit:{column}"), inner=True, prints=True),
        Contestant("IronCalc", job("ironcalc_job", f"edit:{column}"), inner=True, compared=False),
    )


def sample(column: str, columns: str) -> tuple[tuple[str, str], ...]:
    """What the edits changed: formulas of their rows, and sums of some provinces."""
    rows = sorted({row for row, _ in places(column)})
    return (*[(SHEET, f"{c}{row}") for row in rows for c in columns], *[("TongHop", f"{c}3") for c in "BCDEFGH"])


SCENARIO: Final = Scenario(
    name="edit",
    about=f"one input of the national workbook changes and its dependents are computed, in memory: median of {EDITS}"
    " edits in cells all over the sheet, after the first full calculation; peak memory is the whole process's",
    aim="faster than formualizer",
    cases=(
        Case("an input that its own row reads", national(COMMUNES), contestants("E"), sample("E", "G")),
        Case("an input that 5 x 34 sums read too", national(COMMUNES), contestants("F"), sample("F", "GHIJ")),
    ),
    absent={
        "LibreOffice": "has no edit without a running office and its bridge",
        "formulas": "computes the whole workbook anew, and needs minutes for this one",
        "agreement with IronCalc": "it made 3 of the 20 edits, since each computes the whole workbook",
    },
    repeat=3,
    limit=300,
)
