"""running: totals and lookups down a long column, at three lengths, to see that time grows as the rows do."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

import xlsxwriter

from benchmarks.inputs import Input, written
from benchmarks.scenario import Case, Scenario, formualizer, ironcalc, libreoffice, recalc

ROWS: Final = (25_000, 50_000, 100_000)
GROUPS: Final = 2_000
Texts = Callable[[int, int], list[str]]
"""The formulas of a row, given the row and the last row."""


def running(row: int, last: int) -> list[str]:
    """The formulas of a row: a total carried on, a growing sum, a lookup and a conditional sum in the whole column."""
    return [
        f"=C{row - 1}+B{row}" if row > 2 else f"=B{row}",
        f"=SUM(B$2:B{row})",
        f"=VLOOKUP(A{row},$A$2:$B${last},2,FALSE)",
        f"=SUMIFS($B$2:$B${last},$A$2:$A${last},A{row})",
    ]


def growing(row: int, _last: int) -> list[str]:
    """The formulas of a row: the group's total so far, and how often it has come so far."""
    return [f"=SUMIFS(B$2:B{row},A$2:A{row},A{row})", f"=COUNTIF(A$2:A{row},A{row})"]


def rows(texts: Texts, count: int) -> Input:
    """A sheet of ``count`` rows: a group of 2,000, an amount, and the formulas."""

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("S")
        sheet.write_row(0, 0, ["Nhóm", "Số", "C", "D", "E", "F"])
        chance = random.Random(19)
        for row in range(2, count + 2):
            sheet.write_row(row - 1, 0, [f"N{chance.randrange(GROUPS):04d}", round(chance.uniform(-500, 900), 2)])
            for col, text in enumerate(texts(row, count + 1), 2):
                sheet.write_formula(row - 1, col, text)

    return written(f"{texts.__name__}-{count}", fill)


def cases(texts: Texts, columns: str) -> tuple[Case, ...]:
    return tuple(
        Case(
            f"{count:,} rows",
            rows(texts, count),
            (recalc(), formualizer(), ironcalc(), libreoffice()),
            tuple(("S", f"{column}{row}") for row in range(2, count, count // 50) for column in columns),
        )
        for count in ROWS
    )


TOO_SLOW: Final = {"formulas": "needs minutes at the smallest of these lengths"}

SCENARIO: Final = Scenario(
    name="running",
    about="down the rows: `=C1+B2`, `=SUM(B$2:B2)`, `=VLOOKUP(...)` and `=SUMIFS(...)` against the same column of"
    f" {GROUPS:,} groups; whole process, file to file (formualizer without writing)",
    aim="faster than all, and linear in the rows",
    cases=cases(running, "CDEF"),
    absent=TOO_SLOW,
    repeat=3,
    limit=100,
)
GROWING: Final = Scenario(
    name="growing",
    about="down the rows: `=SUMIFS(B$2:B2,A$2:A2,A2)` and `=COUNTIF(A$2:A2,A2)`, conditional totals so far;"
    " whole process, file to file (formualizer without writing)",
    aim="faster than all, and linear in the rows",
    cases=cases(growing, "CD"),
    absent=TOO_SLOW,
    repeat=3,
    limit=100,
)
