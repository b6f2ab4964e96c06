"""The formulas of the sheet SoLieu: totals, computed figures, columns 5 to 7, and what a row's own check says.

References are direct, so that an officer sees what a total is made of and rows may come and go between its parts. A
formula is blank while an operand is, and never an error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from udfs.checks_facts import is_remainder
from udfs.text import prose_name, prose_unit
from workbook import sheets
from workbook.pack_facts import COMPUTE, OPERAND, OPERAND_COLUMNS, Fact
from workbook.template_formulas import lookup, quoted

Places = Mapping[str, tuple[str, int]]  # code: its sheet and row
_LETTERS: Final = sheets.COLUMN_LETTERS


def figure(fact: Fact, column: int, places: Places, parts: Sequence[int]) -> str:
    """The formula of a computed column of a fact, whose parts stand in the rows ``parts``."""
    if fact.kind == sheets.TOTAL:
        return total(column, parts)
    return computed(fact.formula, column, places)


def areas(column: int, rows: Sequence[int]) -> str:
    """The cells of a column in these rows, neighbours as one range: "F8:F10,F12"."""
    letter = _LETTERS[column - 1]
    breaks = [0, *(place for place, (a, b) in enumerate(pairwise(rows), 1) if b != a + 1), len(rows)]
    runs = [rows[start:end] for start, end in pairwise(breaks)]
    return ",".join(f"{letter}{run[0]}" + (f":{letter}{run[-1]}" if len(run) > 1 else "") for run in runs if run)


def total(column: int, parts: Sequence[int]) -> str:
    """The sum of the parts, blank while none of them has a number."""
    cells = areas(column, parts)
    return f'=IF(COUNT({cells})=0,"",SUM({cells}))'


def computed(expression: str, column: int, places: Places) -> str:
    """An expression with ``[code]`` and ``[code.field]`` as references; ``[code]`` is that row in ``column``."""
    operands: dict[str, None] = {}
    pieces: list[str] = []
    end = 0
    for match in OPERAND.finditer(expression):
        sheet, row = places[match[1]]
        letter = _LETTERS[(OPERAND_COLUMNS[match[2]] if match[2] else column) - 1]
        # An indicator is looked up by its code: its sheet may gain rows by tools that rewrite no formulas.
        cell = f"${letter}${row}" if sheet == sheets.SO_LIEU else lookup(match[1], _LETTERS.index(letter) + 1)
        operands[cell] = None
        pieces += [expression[end : match.start()], cell]
        end = match.end()
    formula = "".join((*pieces, expression[end:]))
    if not operands:
        return f'=IFERROR({formula},"")'
    # A text such as "29/38 (76,3%)" may be taken apart; arithmetic with any other is an error, and blank.
    missing = ",".join(f'{operand}=""' for operand in operands)
    return f'=IF(OR({missing}),"",IFERROR({formula},""))'


# Columns 5, 6, 7, as in the official table; a percentage has none ------------------------------------------------
def is_percent(row: int) -> str:
    """Whether the row's unit is a percentage."""
    return f'TRIM($C{row})="%"'


# What stands in N -------------------------------------------------------------------------------------------------
PRINTED: Final = "Khác số đã công bố"
PRINTED_PLAN: Final = "Khác % kế hoạch đã công bố"
PRINTED_GROWTH: Final = "Khác mức tăng, giảm đã công bố"
PARTS_DIFFER: Final = "Các phần cộng lại khác số chung"
PARTS_EXCEED: Final = "Các phần cộng lại lớn hơn số chung"
SHARES_DIFFER: Final = "Các phần cộng lại không bằng 100%"
NEGATIVE: Final = "Số còn lại là số âm"
_PLACES: Final = 6  # decimals to which a sum and its whole are compared
_TOLERANCE: Final = "0.11"  # of shares rounded to one decimal


def check(row: int, fact: Fact, parts: Sequence[int]) -> str:
    """What the row's own figures say against each other, "; " between; blank when nothing does."""
    found = [_printed(row), _printed_plan(row), _printed_growth(row)]
    if fact.parts:
        found.insert(0, _parts(row, fact.parts, parts))
    if is_remainder(fact.kind, prose_unit(fact.unit), prose_name(fact.name)):
        found.insert(0, (f"ROUND(MIN($D{row}:$F{row}),{_PLACES})<0", NEGATIVE))
    joined = "&".join(f'IF({problem},{quoted("; " + words)},"")' for problem, words in found)
    return f'=IFERROR(MID({joined},3,200),"")'


def _differs(shown: str, value: str) -> str:
    """Whether ``value``, to as many decimals as ``shown`` has (three at most), is another number."""
    places = "+".join(f"(ROUND({shown},{n})<>{shown})" for n in range(3))
    return f"ABS({value}-{shown})>0.5*10^-({places})+0.0000001"


def _printed(row: int) -> tuple[str, str]:
    f, k = f"$F{row}", f"$K{row}"
    return f"IF(AND(ISNUMBER({f}),ISNUMBER({k})),{_differs(k, f)})", PRINTED


def _printed_plan(row: int) -> tuple[str, str]:
    d, f, shown = f"$D{row}", f"$F{row}", f"$L{row}"
    numbers = f"AND(ISNUMBER({d}),ISNUMBER({f}),ISNUMBER({shown}))"
    return f"IF({numbers},IF({d}=0,FALSE,{_differs(shown, f'{f}/{d}*100')}))", PRINTED_PLAN


def _printed_growth(row: int) -> tuple[str, str]:
    """A percentage grows by points, anything else in percent of its size."""
    e, f, shown = f"$E{row}", f"$F{row}", f"$M{row}"
    numbers = f"AND(ISNUMBER({e}),ISNUMBER({f}),ISNUMBER({shown}))"
    growth = f"IF({e}=0,FALSE,{_differs(shown, f'({f}-{e})/ABS({e})*100')})"
    return f"IF({numbers},IF({is_percent(row)},{_differs(shown, f'({f}-{e})')},{growth}))", PRINTED_GROWTH


def _parts(row: int, kind: str, parts: Sequence[int]) -> tuple[str, str]:
    columns = (sheets.PLAN, sheets.SAME_PERIOD, sheets.ACTUAL)
    if kind == sheets.SHARES:
        wrong = [f"IF(COUNT({areas(col, parts)})>1,ABS(SUM({areas(col, parts)})-100)>{_TOLERANCE})" for col in columns]
        return f"OR({','.join(wrong)})", SHARES_DIFFER
    complete = kind == sheets.COMPLETE
    wrong = []
    for col in columns:
        whole, cells = f"{_LETTERS[col - 1]}{row}", areas(col, parts)
        apart = f"ROUND(SUM({cells})-{whole},{_PLACES})"
        enough = f"COUNT({cells})>={len(parts)}" if complete else f"COUNT({cells})>0"
        wrong.append(f"IF(AND(ISNUMBER({whole}),{enough}),{apart}{'<>' if complete else '>'}0)")
    return f"OR({','.join(wrong)})", PARTS_DIFFER if complete else PARTS_EXCEED


def is_computed(fact: Fact, column: int) -> bool:
    """Whether the cell of this column holds a formula."""
    values = {sheets.PLAN: fact.plan, sheets.SAME_PERIOD: fact.same_period, sheets.ACTUAL: fact.actual}
    return values[column] == COMPUTE
