"""What the functions of the old Analysis ToolPak share: their strict arguments.

They were an add-in until 2007 and still read their arguments themselves: numbers and numeric text (dates too) are
taken, a boolean is ``#VALUE!``, and the first argument that is wrong decides, whether it holds an error or is one.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterator
from typing import Any, Final

from xlcore.coerce import to_number
from xlcore.functions.gather import SCALARS, row_by_row
from xlcore.matrix import Result
from xlcore.registry import CallContext
from xlcore.values import VALUE, ExcelError, Value

Number = float | ExcelError

MOST_PERIODS: Final = 5_000_000
"""A sum over more periods than this is ``#NUM!``: it would take longer than anybody waits."""


def strict_number(context: CallContext, value: Value) -> Number:
    """``value`` as a number; a boolean is ``#VALUE!``."""
    if type(value) is float:
        return value
    return VALUE if isinstance(value, bool) else to_number(value, context.locale, context.date1904)


def toolpak(call: Callable[..., Any]) -> Callable[..., Any]:
    """``call`` for arguments of any type (code ``e``): it receives numbers, after the context."""

    @functools.wraps(call)
    def run(context: CallContext, *values: Value) -> Any:
        numbers: list[float] = []
        for value in values:
            number = strict_number(context, value)
            if isinstance(number, ExcelError):
                return number
            numbers.append(number)
        return call(context, *numbers)

    return run


def each_value(argument: Result) -> Iterator[Value]:
    """The values of an argument row by row, blanks of its used part included."""
    if isinstance(argument, SCALARS):
        yield argument
    else:
        yield from row_by_row(argument)


def strict_numbers(context: CallContext, argument: Result) -> list[float] | ExcelError:
    """The numbers of a range or array: a blank is 0; texts and booleans are ``#VALUE!``."""
    found: list[float] = []
    for value in each_value(argument):
        number = VALUE if isinstance(value, str) else strict_number(context, value)
        if isinstance(number, ExcelError):
            return number
        found.append(number)
    return found


def power(base: float, exponent: float) -> float:
    """``base`` to the ``exponent``: infinity when it is too large, not a number where it is not real."""
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.inf
    except ValueError:
        return math.inf if base == 0.0 else math.nan
