"""udf: a Python function in every cell of a long column."""

from __future__ import annotations

import random
from typing import Final

import xlsxwriter

from benchmarks.inputs import written
from benchmarks.scenario import Case, Contestant, Scenario, job

ROWS: Final = 100_000


def fill(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("S")
    chance = random.Random(13)
    for index in range(ROWS):
        sheet.write_row(index, 0, [round(chance.uniform(0, 900), 1), chance.choice([0, 250, 500, 720.5])])
        sheet.write_formula(index, 2, f"=DIEM(A{index + 1},B{index + 1})")


SAMPLE: Final = tuple(("S", f"C{row}") for row in range(1, ROWS, 499))

SCENARIO: Final = Scenario(
    name="udf",
    about=f"the same Python function of two numbers in {ROWS:,} cells of a column; what is timed is the calculation of"
    " the loaded workbook; peak memory is the whole process's",
    aim="30 times faster than formualizer, as a column block",
    cases=(
        Case(
            f"{ROWS:,} cells",
            written("udf", fill),
            (
                Contestant("chitieu, declared for columns", job("ours_job", "udf-block"), inner=True, prints=True),
                Contestant("chitieu, cell by cell", job("ours_job", "udf"), inner=True, prints=True),
                Contestant("formualizer", job("formualizer_job", "udf"), inner=True, prints=True),
            ),
            SAMPLE,
        ),
    ),
    absent={
        "IronCalc": "takes no functions of the caller's",
        "LibreOffice": "takes them from installed extensions only",
        "formulas": "takes them, but builds a node per cell: minutes for this column",
    },
)
