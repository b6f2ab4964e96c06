"""million and chain: size itself. Nothing may overflow, and memory stays within 4 GiB."""

from __future__ import annotations

from typing import Final

import xlsxwriter

from benchmarks.inputs import written
from benchmarks.scenario import Case, Scenario, formualizer, ironcalc, libreoffice, recalc
from xlcore.refs import column_name

ROWS: Final = 100_000
COLUMNS: Final = 10
DEEP: Final = 100_000


def million(book: xlsxwriter.Workbook) -> None:
    """Two columns of numbers and ten of formulas, each reading the column before it."""
    sheet = book.add_worksheet("S")
    shapes = ("=IF({x}>500,{x}*0.5,{x}+$A{r})", "={x}*1.01-$B{r}", "=ROUND({x}/3,2)+$A{r}", "=MAX({x},$B{r})+1")
    for index in range(ROWS):
        sheet.write_row(index, 0, [index * 37 % 1009, index * 91 % 523 + 0.25])
        for k in range(COLUMNS):
            text = shapes[k % len(shapes)].format(x=f"{column_name(k + 2)}{index + 1}", r=index + 1)
            sheet.write_formula(index, k + 2, text)


def chain(book: xlsxwriter.Workbook) -> None:
    """A column in which every cell reads the one below it, and two columns that read each other to and fro."""
    sheet = book.add_worksheet("S")
    for row in range(1, DEEP):
        sheet.write_formula(row - 1, 0, f"=A{row + 1}+1")
    sheet.write_number(DEEP - 1, 0, 1)
    for row in range(1, DEEP // 2):
        sheet.write_formula(row - 1, 1, f"=C{row + 1}+1")
        sheet.write_formula(row - 1, 2, f"=B{row}+2")
    sheet.write_row(DEEP // 2 - 1, 1, [1, 1])


MILLION: Final = Scenario(
    name="million",
    about=f"{ROWS * COLUMNS:,} formulas in {COLUMNS} columns of {ROWS:,} rows; whole process, file to file",
    aim="within 4 GiB",
    cases=(
        Case(
            f"{ROWS * COLUMNS:,} formulas",
            written("million", million),
            (recalc(), formualizer(), ironcalc(), libreoffice()),
            tuple(("S", f"{column}{row}") for row in range(1, ROWS, 2999) for column in "CDEFGHIJKL"),
        ),
    ),
    absent={"formulas": "needs minutes for a thirtieth of it (see national)"},
    repeat=3,
)
CHAIN: Final = Scenario(
    name="chain",
    about=f"a chain of {DEEP:,} cells up a column, and another as long that goes to and fro between two columns;"
    " whole process, file to file",
    aim="no stack overflows",
    cases=(
        Case(
            f"two chains {DEEP:,} deep",
            written("chain", chain),
            (recalc(), formualizer(), ironcalc(), libreoffice()),
            tuple(("S", f"{column}{row}") for row in (1, 2, 999, 25_000, 49_000) for column in "ABC"),
        ),
    ),
    absent={"formulas": "is recursive"},
    repeat=3,
)
