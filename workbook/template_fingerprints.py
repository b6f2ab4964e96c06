"""Fingerprints: numbers that change when an input does, by which saved sentences and findings know that they are old.

They are the same in every program and locale: sums are rounded and written as integers, texts count by their lengths
and by how often some of their signs occur. A sum has a weight of its own for every cell, spread unevenly, so that two
changes hardly ever make up for each other. Every recalculation computes them: a block of columns is one sum.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from workbook import sheets
from workbook.template_formulas import (
    FIRST_ROW_NUMBER,
    RESULT_COLUMNS,
    absolute,
    column,
    fact_column,
    info,
    number_text,
    quoted,
)

Cells = Callable[[int, int], str]
"""The cells in use from one column to another."""

_LARGE: Final = 1_000_000
_PRIME, _LIGHT = 997, 97
_BESIDE: Final = 331  # how far apart the weights of neighbouring columns are, in rows


def last_used_row() -> str:
    """How many rows of the generous range hold anything, at least 1: what looks at every sign of a cell stops there."""
    used = "+".join(f'({column(col)}<>"")' for col in (sheets.TT, sheets.NAME, sheets.PLAN, sheets.ACTUAL))
    return f"=SUMPRODUCT(MAX(1,({used}>0)*(ROW({column(sheets.TT)})-{FIRST_ROW_NUMBER}+1)))"


def last_used_fact() -> str:
    """How many rows of SoLieu's range hold anything, at least 1."""
    used = "+".join(f'({fact_column(col)}<>"")' for col in (sheets.NAME, sheets.ACTUAL, sheets.FACT_CODE))
    first = f"ROW(INDEX({fact_column(sheets.TT)},1))"
    return f"=SUMPRODUCT(MAX(1,({used}>0)*(ROW({fact_column(sheets.TT)})-{first}+1)))"


def history_used() -> str:
    """How many rows of LichSu are in use: what looks at each of them stops there.

    Where the first rows are filled without a gap, and nothing stands below, their number says it.
    """
    first, last = sheets.HISTORY_FIRST_ROW, sheets.HISTORY_LAST_ROW
    codes = f"$A${first}:$A${last}"
    filled = f"COUNTA({codes})"
    gaps = f"COUNTBLANK(INDEX({codes},1):INDEX({codes},{filled}))"
    searched = f'SUMPRODUCT(MAX(({codes}<>"")*(ROW({codes})-ROW($A${sheets.HISTORY_HEAD_ROW}))))'
    return f"=IF({filled}=0,0,IF({gaps}=0,{filled},{searched}))"


def table_fingerprint(used: str, facts: bool = False) -> str:
    """Of the table and of ThongTin; for names and units see ``names_fingerprint`` too.

    The cell ``used`` says how many rows there are to look at.
    """
    cells = _cells(column, used)
    figures = cells(sheets.PLAN, sheets.ACTUAL)
    joined = "&".join(cells(col, col) for col in (sheets.PLAN, sheets.SAME_PERIOD, sheets.ACTUAL))
    parts = [
        number_text(f"ROUND(SUMPRODUCT({cells(sheets.TT, sheets.TT)},{_weights(cells(sheets.TT, sheets.TT))})*1000,0)"),
        *_weighed(figures),
        _signs(joined, "123456789", cells(sheets.TT, sheets.TT)),
        _lengths(figures),
        _lengths(cells(sheets.NAME, sheets.UNIT)),
        _lengths(cells(sheets.CODE, sheets.SHOW_567)),
        _lengths(cells(sheets.HAND_VERDICT, sheets.HAND_VERDICT)),
        *(number_text(info(key)) for key in ("don_vi", "dia_danh", "ky", "nguong", "ngay_ban_hanh")),
    ]
    return "=" + '&"|"&'.join([*parts, absolute(sheets.FACTS_FINGERPRINT)] if facts else parts)


def facts_fingerprint(used: str) -> str:
    """Of SoLieu. Its figures may be computed, and programs write their last digits differently: sums alone count."""
    cells = _cells(fact_column, used)
    figures = cells(sheets.PLAN, sheets.ACTUAL)
    words = "&".join(
        f"LEFT({cells(col, col)},255*ISTEXT({cells(col, col)}))"
        for col in (sheets.PLAN, sheets.SAME_PERIOD, sheets.ACTUAL)
    )
    names = cells(sheets.NAME, sheets.UNIT)
    spelt = f"{cells(sheets.NAME, sheets.NAME)}&{cells(sheets.UNIT, sheets.UNIT)}"
    parts = [
        *_weighed(figures),
        *_weighed(cells(sheets.FACT_PRINTED, sheets.FACT_PRINTED_GROWTH)),
        _signs(words, "123456789", cells(sheets.TT, sheets.TT)),
        f"SUMPRODUCT(ISTEXT({figures})*LEN({figures})*{_weights(figures)})",
        _signs(spelt, "aeghimnotu", cells(sheets.TT, sheets.TT)),
        _lengths(names),
        _lengths(cells(sheets.FACT_CODE, sheets.FACT_LAST_COL)),
    ]
    return "=" + '&"|"&'.join(parts)


NAMES_ROWS: Final = 80  # as many rows' names and units as a formula of 8192 signs has room for


def names_fingerprint() -> str:
    """The names and units of the first rows of the table, letter by letter: joining them is cheap, and exact."""
    parts = [f"INDEX({column(col)},{row})" for row in range(1, NAMES_ROWS + 1) for col in (sheets.NAME, sheets.UNIT)]
    return "=" + "&".join(parts)


def findings_fingerprint() -> str:
    """What the findings were made from: the table's fingerprint, its results, the sentences, the history."""
    table, used_rows = (f"{sheets.CAU_MAU}!{absolute(cell)}" for cell in (sheets.TABLE_FINGERPRINT, sheets.TABLE_USED))
    results = _cells(column, used_rows)(RESULT_COLUMNS[0], RESULT_COLUMNS[-1])
    first, last = sheets.SENTENCE_FIRST_ROW, sheets.SENTENCE_LAST_ROW
    code, used, pattern, own = (f"{sheets.CAU_MAU}!${letter}${first}:${letter}${last}" for letter in "BCDF")
    kept = f"{sheets.LICH_SU}!$F${sheets.HISTORY_FIRST_ROW}:$F${sheets.HISTORY_LAST_ROW}"
    rows = f"MAX(1,{sheets.LICH_SU}!{absolute(sheets.HISTORY_USED)})"
    known = f"INDEX({kept},1):INDEX({kept},{rows})"
    parts = [
        table,
        f"ROUND(SUMPRODUCT({results},{_weights(results)})*1000,0)",
        *(f"SUMPRODUCT(LEN({area})*ROW({area}))" for area in (code, pattern, own)),
        f"SUMPRODUCT(({used}=TRUE)*ROW({used}))",  # programs disagree on LEN(TRUE)
        number_text(f"ROUND(SUMPRODUCT({known},MOD(ROW({known}),97)+1)*1000,0)"),
    ]
    return "=" + '&"|"&'.join(parts)


def _cells(area: Callable[[int], str], used: str) -> Cells:
    def cells(first: int, last: int) -> str:
        if first == last:
            return f"INDEX({area(first)},1):INDEX({area(first)},{used})"
        # Every column is named: what a formula reads is seen by its references, and not by what it makes of them.
        block = f"{area(first).partition(':')[0]}:{area(last).partition(':')[2]}"
        return f"INDEX({block},1,1):INDEX({block},{used},{last - first + 1})"

    return cells


def _weights(block: str, prime: int = _PRIME) -> str:
    """A weight for each cell of a block, from 1 to ``prime``."""
    return f"(MOD((ROW({block})+{_BESIDE}*COLUMN({block}))^3,{prime})+1)"


def _weighed(block: str) -> list[str]:
    """The weighted sums of a block's small numbers, to thousandths, and of its large ones, to units.

    Apart, because a sum of amounts in đồng has no room for decimals: programs write sixteen digits differently.
    """
    return [
        number_text(f"ROUND(SUMPRODUCT(1*({block}<{_LARGE}),{block},{_weights(block)})*1000,0)"),
        number_text(f"ROUND(SUMPRODUCT(1*({block}>={_LARGE}),{block},{_weights(block, _LIGHT)}),0)"),
    ]


def _lengths(block: str) -> str:
    return f"SUMPRODUCT(LEN({block})*{_weights(block)})"


def _signs(texts: str, signs: str, rows: str) -> str:
    """A number that tells how often each of ``signs`` occurs in each of a column of texts, beside their lengths.

    What is left of a text without a sign counts three times as much as without the sign before it.
    """
    listed = ",".join(quoted(sign) for sign in signs)
    places = ",".join(str(3**place) for place in range(len(signs)))
    return f'SUMPRODUCT(LEN(SUBSTITUTE({texts},{{{listed}}},""))*{{{places}}}*{_weights(rows)})'
