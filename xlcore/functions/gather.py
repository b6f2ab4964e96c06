"""How functions collect the numbers of their arguments, and the one algorithm by which they add them up.

Excel treats a number, text or boolean written as an argument differently from one found in a range or an array: the
first is converted, in the second texts, booleans and blanks are passed over (the functions ending in A count them).
Ranges are walked row by row, as Excel does (the last digits of its sums show it), and only where they are used.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from xlcore.coerce import to_number
from xlcore.matrix import Matrix, Result
from xlcore.values import NUM, VALUE, ExcelError, Value

SCALARS: Final = (float, str, bool, ExcelError, type(None))
"""What an argument is when it is one value and no rectangle; quicker to ask than the ``Matrix`` protocol."""


def total(values: Iterable[float]) -> float:
    """The sum of ``values``: plain float addition, strictly from left to right, starting at 0.

    The last element of a numpy ``cumsum`` over the same values is the same number to the last bit. Python's own
    ``sum`` is not: from 3.12 on it carries the lost digits along.
    """
    result = 0.0
    for value in values:
        result += value
    return result


def finite(number: float) -> float | ExcelError:
    """``number`` (never a negative zero), or ``#NUM!`` when it is too large or not a number."""
    return number + 0.0 if math.isfinite(number) else NUM


def columns(matrix: Matrix) -> Iterator[Sequence[Value]]:
    """The used part of ``matrix``, column by column."""
    return matrix.columns()


def row_by_row(matrix: Matrix) -> Sequence[Value]:
    """Every value of the used part of ``matrix``, row by row."""
    return matrix.column(0) if matrix.cols == 1 else list(matrix.values())


def error_in(values: Iterable[Value]) -> ExcelError | None:
    """The first error among ``values``; ``None`` when there is none."""
    return next((v for v in values if isinstance(v, ExcelError)), None)


def first_error(argument: Result) -> ExcelError | None:
    """The first error in an argument, row by row; ``None`` when there is none."""
    if isinstance(argument, SCALARS):
        return argument if isinstance(argument, ExcelError) else None
    values = row_by_row(argument)
    return error_in(values) if ExcelError in set(map(type, values)) else None


def matrix_numbers(matrix: Matrix) -> list[float] | ExcelError:
    """The numbers in a range or array, texts, booleans and blanks passed over; or its first error."""
    values = row_by_row(matrix)
    found = [v for v in values if type(v) is float]
    if len(found) != len(values) and ExcelError in set(map(type, values)):
        return error_in(values) or found
    return found


def numbers(arguments: Iterable[Result]) -> list[float] | ExcelError:
    """The numbers of all arguments as SUM takes them, or the first error."""
    found: list[float] = []
    for argument in arguments:
        more = _direct(argument) if isinstance(argument, SCALARS) else matrix_numbers(argument)
        if isinstance(more, ExcelError):
            return more
        found += more
    return found


def _direct(value: Value) -> list[float] | ExcelError:
    number = to_number(value)
    return number if isinstance(number, ExcelError) else [number]


def strict_number(value: Value) -> float | ExcelError:
    """``value`` as the functions of the old Analysis ToolPak take it: a boolean is ``#VALUE!``."""
    return VALUE if isinstance(value, bool) else to_number(value)


def numbers_a(arguments: Iterable[Result]) -> list[float] | ExcelError:
    """The numbers of all arguments as AVERAGEA takes them: in ranges a text is 0, TRUE is 1, blanks are passed over."""
    found: list[float] = []
    for argument in arguments:
        more = _direct(argument) if isinstance(argument, SCALARS) else _matrix_numbers_a(argument)
        if isinstance(more, ExcelError):
            return more
        found += more
    return found


def _matrix_numbers_a(matrix: Matrix) -> list[float] | ExcelError:
    values = row_by_row(matrix)
    return error_in(values) or [v if type(v) is float else float(v is True) for v in values if v is not None]


def all_values(arguments: Iterable[Result]) -> Iterator[Value]:
    """Every value of all arguments, row by row, used parts only."""
    for argument in arguments:
        if isinstance(argument, SCALARS):
            yield argument
        else:
            yield from row_by_row(argument)


def filled(matrix: Matrix) -> int:
    """How many cells are not blank."""
    return sum(len(column) - [*column].count(None) for column in columns(matrix))


def as_rows(argument: Result) -> list[list[Value]]:
    """The used part of an argument as rows; a scalar is one row of one."""
    if isinstance(argument, SCALARS):
        return [[argument]]
    if callable(argument):
        return [[VALUE]]  # a LAMBDA where values are wanted
    return [list(row) for row in zip(*columns(argument), strict=True)]


def shape(argument: Result) -> tuple[int, int]:
    """``(rows, columns)`` of an argument; a scalar is one by one."""
    return (1, 1) if isinstance(argument, SCALARS) or callable(argument) else (argument.rows, argument.cols)
