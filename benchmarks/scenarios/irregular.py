"""irregular: no two formulas alike, each reading cells at random."""

from __future__ import annotations

import random
from typing import Final

import xlsxwriter

from benchmarks.inputs import written
from benchmarks.scenario import Case, Scenario, formualizer, ironcalc, libreoffice, recalc
from xlcore.refs import cell_name

COLS: Final = 100
INPUTS: Final = 1_000
FORMULAS: Final = 50_000
SHAPES: Final = (
    "=({a}+{b})/2+{k}",
    "=IF({a}>{b},{c},{d})*0.5+{k}",
    "=MAX({a},{b})-MIN({c},{d})",
    "=ROUND({a}*0.9,2)-{b}/{k}",
    "=SUM({a},{b},{c})/3",
    "=ABS({a}-{b})+{k}",
    "=IF(AND({a}>{k},{b}<{c}),{d},IFERROR({a}/{b},{k}))/4",
)


def fill(book: xlsxwriter.Workbook) -> None:
    """A thousand numbers and 50,000 formulas in 100 columns; a formula reads cells that come before it in an order
    of chance."""
    sheet = book.add_worksheet("S")
    chance = random.Random(17)
    places = [divmod(number, COLS) for number in range(INPUTS + FORMULAS)]
    chance.shuffle(places)
    contents: dict[tuple[int, int], str | int] = {}
    for number, place in enumerate(places):
        if number < INPUTS:
            contents[place] = chance.randrange(1, 1000)
            continue
        names = {letter: _name(places[chance.randrange(number)]) for letter in "abcd"}
        contents[place] = chance.choice(SHAPES).format(k=chance.randrange(1, 99), **names)
    for (row, col), content in sorted(contents.items()):
        if isinstance(content, str):
            sheet.write_formula(row, col, content)
        else:
            sheet.write_number(row, col, content)


def _name(place: tuple[int, int]) -> str:
    return cell_name(place[0] + 1, place[1] + 1)


SAMPLE: Final = tuple(("S", cell_name(row, row * 7 % COLS + 1)) for row in range(1, 511))

SCENARIO: Final = Scenario(
    name="irregular",
    about=f"{FORMULAS:,} formulas that reference one another at random, without a circle; whole process, file to file",
    aim="faster than formualizer",
    cases=(
        Case(
            f"{FORMULAS:,} formulas",
            written("irregular", fill),
            (recalc(), formualizer(), formualizer("recalc"), ironcalc(), libreoffice()),
            SAMPLE,
        ),
    ),
    absent={"formulas": "needs minutes to build its graph of 50,000 nodes"},
)
