"""TRIMRANGE: a range without the blank rows and columns at its edges."""

from __future__ import annotations

from xlcore.functions.gather import SCALARS
from xlcore.functions.lookup import part
from xlcore.matrix import Matrix, Result
from xlcore.registry import Kind, Library, declare
from xlcore.values import REF, VALUE

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)


@excel("TRIMRANGE", "r i? i?", Kind.REFERENCE)
def trimrange(argument: Result, rows: int = 3, cols: int = 3) -> Result:
    """The range without its blank first (1), last (2) or first and last (3) rows, and columns likewise; 0 keeps them.

    A range that is all blank is ``#REF!``.
    """
    if not (0 <= rows <= 3 and 0 <= cols <= 3):
        return VALUE
    if isinstance(argument, SCALARS):
        return argument if argument is not None else REF
    edges = _edges(argument)
    if edges is None:
        return REF if rows or cols else argument
    first_row, last_row, first_col, last_col = edges
    top = first_row if rows & 1 else 0
    bottom = last_row if rows & 2 else argument.rows - 1
    left = first_col if cols & 1 else 0
    right = last_col if cols & 2 else argument.cols - 1
    return part(argument, top, left, bottom - top + 1, right - left + 1)


def _edges(matrix: Matrix) -> tuple[int, int, int, int] | None:
    """The first and last row, the first and last column that hold something; None when nothing does."""
    filled: list[tuple[int, int, int]] = []
    for col in range(matrix.used_cols):
        places = [i for i, value in enumerate(matrix.column(col)) if value is not None]
        if places:
            filled.append((col, places[0], places[-1]))
    if not filled:
        return None
    return min(f[1] for f in filled), max(f[2] for f in filled), filled[0][0], filled[-1][0]
