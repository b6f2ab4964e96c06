"""The formulas of the table's columns for periods: what was done in the period, and what it makes since January.

In an accumulating table an officer enters column T, what was done in the period; F, the figure since January, follows
from it and from the last figure that LichSu keeps. A longer period that ends in the same month as one already kept
needs nothing entered: F is then the kept figure. LichSu holds values only, so nothing here goes round in a circle.
"""

from __future__ import annotations

from typing import Final

from workbook import sheets
from workbook import template_formulas as formulas

_LAST: Final = formulas.info("thang_cuoi")
_EARLIER: Final = formulas.info("thang_truoc")
_MEAN_PLACES: Final = 2  # of a mean as it is shown; LichSu keeps it unrounded, so that twelve roundings do not add up


def _kept(row: int, month: str, col: int = sheets.HISTORY_CUMULATIVE) -> str:
    """What LichSu keeps of the row for the period of this year that ends with ``month``; an error where nothing is."""

    def area(column: int) -> str:
        letter = sheets.COLUMN_LETTERS[column - 1]
        return f"{sheets.LICH_SU}!${letter}${sheets.HISTORY_FIRST_ROW}:${letter}${sheets.HISTORY_LAST_ROW}"

    key = f'$M{row}&"|"&({formulas.info("nam")}*100+{month})'
    return f"INDEX({area(col)},MATCH({key},{area(sheets.HISTORY_KEY)},0))"


def _counts_at_last(row: int) -> str:
    """Whether a longer period has the figure of its last month; a row without a word is judged as the catalogue is."""
    agg = f"$S{row}"
    level = f'OR($C{row}="%",$P{row}="{sheets.HIDE_567}")'
    return f'OR({agg}="{sheets.LAST}",AND({agg}="",{level}))'


def before(row: int) -> str:
    """Column V: the figure since January that was reached before the period began."""
    kept = _kept(row, _EARLIER)
    return f'=IFERROR(IF({_EARLIER}=0,"",IF({kept}="","",{kept})),"")'


def actual(row: int) -> str:
    """Column F of an accumulating table: T joined to what was reached before, else what LichSu has for this month."""
    t, v = f"$T{row}", f"$V{row}"
    kept = _kept(row, _LAST)
    mean = f"ROUND(({v}*{_EARLIER}+{t}*({_LAST}-{_EARLIER}))/{_LAST},{_MEAN_PLACES})"
    found = f'IF($S{row}="{sheets.MEAN}",ROUND({kept},{_MEAN_PLACES}),{kept})'
    joined = f'IF($S{row}="{sheets.MEAN}",{mean},ROUND({v}+{t},9))'
    alone = f"OR(NOT(ISNUMBER({t})),NOT(ISNUMBER({v})),{_counts_at_last(row)})"
    return f'=IFERROR(IF({t}<>"",IF({alone},{t},{joined}),IF({kept}="","",{found})),"")'


def in_period(row: int) -> str:
    """Column W: T, or what follows for the period alone from F and V."""
    f, t, v = f"$F{row}", f"$T{row}", f"$V{row}"
    mean = f"ROUND(({_kept(row, _LAST)}*{_LAST}-{v}*{_EARLIER})/({_LAST}-{_EARLIER}),{_MEAN_PLACES})"
    alone = f'IF($S{row}="{sheets.MEAN}",{mean},ROUND({f}-{v},9))'
    follows = f'IF(AND(ISNUMBER({f}),ISNUMBER({v})),{alone},"")'
    whole = f"OR({_EARLIER}=0,NOT(ISNUMBER({f})),{_counts_at_last(row)})"
    return f'=IFERROR(IF({t}<>"",{t},IF({f}="","",IF({whole},{f},{follows}))),"")'


def vs_upper_plan(row: int) -> str:
    """Column R: the share of the plan of the level above that is reached; a dash for nothing, as in column 6."""
    q, f = f"$Q{row}", f"$F{row}"
    return f'=IF(AND(ISNUMBER({q}),ISNUMBER({f})),IF({q}=0,"",IF({f}=0,"-",{f}/{q}*100)),"")'
