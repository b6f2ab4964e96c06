"""Functions of scalars applied to arrays, element by element, for the functions that receive their arguments whole.

The evaluator lifts the scalar argument codes itself; the lazy functions and the matrix functions do it here, by the
same rule: a single row or column repeats to the common shape, and what lies outside an argument is ``#N/A``.
"""

from __future__ import annotations

from collections.abc import Callable

from xlcore.functions.gather import SCALARS, shape
from xlcore.matrix import Array, Result, lengthened, shortened
from xlcore.values import NA, Value


def element(argument: Result, row: int, col: int) -> Value:
    """The value of an argument at 0-based ``row``, ``col`` of the common shape."""
    if isinstance(argument, SCALARS):
        return argument
    i = 0 if argument.rows == 1 else row
    j = 0 if argument.cols == 1 else col
    return argument.get(i, j) if i < argument.rows and j < argument.cols else NA


def lift(function: Callable[..., Value], *arguments: Result) -> Value | Array:
    """``function`` of the arguments: a scalar when all are scalars, else an array of their common shape."""
    if all(isinstance(a, SCALARS) for a in arguments):
        return function(*arguments)
    sides, length = shortened(arguments)
    shapes = [shape(a) for a in sides]
    rows, cols = max(s[0] for s in shapes), max(s[1] for s in shapes)
    found = Array([[function(*(element(a, i, j) for a in sides)) for j in range(cols)] for i in range(rows)])
    return lengthened(found, length)


def only_value(argument: Result) -> Result:
    """The value of a rectangle of one cell; any other argument as it is."""
    if not isinstance(argument, SCALARS) and argument.rows == 1 and argument.cols == 1:
        return argument.get(0, 0)
    return argument
