"""national: every commune of the country in one sheet, from file to file."""

from __future__ import annotations

import random
from typing import Final

import xlsxwriter

from benchmarks.inputs import Input, Sheet, written
from benchmarks.scenario import Case, Scenario, formualizer, formulas, ironcalc, libreoffice, recalc

COMMUNES: Final = 3_321
INDICATORS: Final = 30
PROVINCES: Final = [f"Tỉnh {number:02d}" for number in range(1, 35)]
HEADS: Final = ["Tỉnh", "Xã", "Chỉ tiêu", "KH", "CK", "TH", "5", "6", "7", "Đánh giá"]


def national(communes: int) -> Input:
    """A sheet of ``communes`` x 30 indicators with four formulas each, and a sheet of sums and counts by province."""

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet, sums = book.add_worksheet("Xa"), book.add_worksheet("TongHop")
        sheet.write_row(0, 0, HEADS)
        chance = random.Random(7)
        for commune in range(communes):
            for indicator in range(INDICATORS):
                _row(sheet, chance, commune, indicator)
        _sums(sums, communes * INDICATORS + 1)

    return written(f"national-{communes}", fill)


def _row(sheet: Sheet, chance: random.Random, commune: int, indicator: int) -> None:
    index = 1 + commune * INDICATORS + indicator
    row = index + 1
    plan = round(chance.uniform(10, 5000), chance.choice([0, 1, 2]))
    same, actual = round(plan * chance.uniform(0.3, 0.7), 1), round(plan * chance.uniform(0.2, 0.9), 1)
    texts = [PROVINCES[commune % len(PROVINCES)], f"Xã {commune:04d}", f"Chỉ tiêu {indicator + 1}"]
    sheet.write_row(index, 0, [*texts, plan, "-" if chance.random() < 0.1 else same])
    if chance.random() > 0.15:
        sheet.write_number(index, 5, actual)
    sheet.write_formula(index, 6, f'=IF(OR(F{row}="",NOT(ISNUMBER(E{row}))),"",IF(E{row}=0,"",F{row}/E{row}*100))')
    sheet.write_formula(index, 7, f'=IF(F{row}="","",IF(D{row}=0,"",F{row}/D{row}*100))')
    sheet.write_formula(index, 8, f'=IF(F{row}="","",D{row}-F{row})')
    judged = f'IF(F{row}=0,"Chưa thực hiện",IF(H{row}>=50,"Đạt","Chưa đạt"))'
    sheet.write_formula(index, 9, f'=IF(F{row}="","Cuối năm",{judged})')


def _sums(sheet: Sheet, last: int) -> None:
    for index, province in enumerate(PROVINCES):
        sheet.write_string(index, 0, province)
        where = f"Xa!$A$2:$A${last},$A{index + 1}"
        for k in range(5):
            text = f'=SUMIFS(Xa!$F$2:$F${last},{where},Xa!$C$2:$C${last},"Chỉ tiêu {k + 1}")'
            sheet.write_formula(index, 1 + k, text)
        for k, verdict in enumerate(("Đạt", "Chưa đạt")):
            sheet.write_formula(index, 6 + k, f'=COUNTIFS({where},Xa!$J$2:$J${last},"{verdict}")')


def sample(communes: int) -> tuple[tuple[str, str], ...]:
    """All sums, and every column of some rows."""
    chance = random.Random(5)
    rows = [chance.randrange(2, communes * INDICATORS + 2) for _ in range(60)]
    table = [("Xa", f"{column}{row}") for row in rows for column in "GHIJ"]
    return (*table, *[("TongHop", f"{column}{row}") for row in range(1, 35) for column in "BCDEFGH"])


FORMULAS: Final = COMMUNES * INDICATORS * 4 + len(PROVINCES) * 7

SCENARIO: Final = Scenario(
    name="national",
    about=f"{COMMUNES:,} communes x {INDICATORS} indicators in one sheet: columns 5, 6, 7 and a verdict, and a sheet of"
    f" SUMIFS and COUNTIFS by province; {FORMULAS:,} formulas; whole process, from file to file",
    aim="faster than formualizer's load + evaluate, our writing included; under 1 GiB",
    cases=(
        Case(
            f"{COMMUNES * INDICATORS:,} rows",
            national(COMMUNES),
            (
                recalc(),
                formualizer(),
                formualizer("recalc"),
                ironcalc(),
                libreoffice(),
                formulas(national(COMMUNES // 100), "a hundredth of the rows"),
            ),
            sample(COMMUNES),
        ),
    ),
    repeat=5,
)
