"""SUBTOTAL and AGGREGATE: a chosen reduction over what is left of ranges when some cells are passed over."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Sequence
from typing import Final, Protocol, cast

from xlcore.functions.gather import SCALARS, all_values, filled, finite, first_error, matrix_numbers, total
from xlcore.functions.mathematics import product_of
from xlcore.functions.ranking import kth_largest, kth_smallest, percentile_exc, percentile_inc
from xlcore.functions.statistics import deviation, mean, median_of, modes, variance
from xlcore.matrix import Array, Matrix, Result
from xlcore.registry import CallContext, Kind, Library, declare
from xlcore.values import NA, VALUE, ExcelError, Value

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)

_SUBTOTAL: Final = re.compile(r"\b(?:SUBTOTAL|AGGREGATE)\(", re.IGNORECASE)

Reduction = Callable[[list[float]], float | ExcelError]

# The numbers that SUBTOTAL and AGGREGATE give their functions; 2 and 3 (COUNT, COUNTA) look at the cells themselves.
_REDUCTIONS: Final[dict[int, Reduction]] = {
    1: mean,
    4: lambda found: max(found, default=0.0),
    5: lambda found: min(found, default=0.0),
    6: product_of,
    7: lambda found: deviation(found, 1),
    8: lambda found: deviation(found, 0),
    9: lambda found: finite(total(found)),
    10: lambda found: variance(found, 1),
    11: lambda found: variance(found, 0),
    12: median_of,
    13: lambda found: next(iter(modes(found)), NA),
}
_WITH_K: Final[dict[int, Callable[[list[float], float], float | ExcelError]]] = {
    14: kth_largest,
    15: kth_smallest,
    16: percentile_inc,
    17: lambda found, k: percentile_inc(found, int(k) / 4.0),
    18: percentile_exc,
    19: lambda found, k: percentile_exc(found, int(k) / 4.0),
}


class Located(Matrix, Protocol):
    """A range that knows its sheet and its 1-based top-left cell."""

    @property
    def sheet(self) -> str: ...
    @property
    def row(self) -> int: ...
    @property
    def col(self) -> int: ...


class KnowsHiddenRows(Protocol):
    """What a context may offer besides ``CallContext``; one that does not shows all rows."""

    def hidden_rows(self, sheet: str, by_hand: bool) -> Container[int]:
        """The 1-based rows that a filter hides; with ``by_hand`` also those hidden by hand or in a closed group."""
        ...


def _visible(context: CallContext, area: Matrix, by_hand: bool, nested: bool, hide: bool = True) -> Matrix:
    """``area`` with blanks instead of what is passed over.

    That is: hidden rows (``hide``; with ``by_hand`` not only those that a filter hides), and with ``nested`` the cells
    whose own formula holds a SUBTOTAL or AGGREGATE.
    """
    if not area.is_reference:
        return area
    place = cast(Located, area)
    ask = getattr(context, "hidden_rows", None)
    hidden: Container[int] = ask(place.sheet, by_hand) if ask is not None and hide else ()
    rows, cols = place.used_rows, place.used_cols
    kept = [
        [None if place.row + i in hidden else _kept(context, place, i, j, nested) for j in range(cols)]
        for i in range(rows)
    ]
    return Array(kept) if rows and cols else area


def _kept(context: CallContext, place: Located, i: int, j: int, nested: bool) -> Value:
    value = place.get(i, j)
    if not nested or value is None:
        return value
    formula = context.formula_text(place.sheet, place.row + i, place.col + j)
    return None if formula is not None and _SUBTOTAL.search(formula) else value


@excel("SUBTOTAL", "n x | x", Kind.REDUCTION, context=True)
def subtotal(context: CallContext, function: float, *areas: Matrix) -> float | ExcelError:
    """The reduction number 1 to 11 (101 to 111: without rows hidden by hand) of ranges, other subtotals left out."""
    number = int(function)
    by_hand = 101 <= number <= 111
    if not (by_hand or 1 <= number <= 11):
        return VALUE
    return _reduce(number % 100, [_visible(context, area, by_hand, True) for area in areas], skip_errors=False)


def _reduce(number: int, areas: Sequence[Matrix], skip_errors: bool) -> float | ExcelError:
    if number == 2:
        return float(sum(type(value) is float for value in all_values(areas)))
    if number == 3:
        errors = sum(isinstance(v, ExcelError) for v in all_values(areas)) if skip_errors else 0
        return float(sum(filled(area) for area in areas) - errors)
    found = _numbers(areas, skip_errors)
    return found if isinstance(found, ExcelError) else _REDUCTIONS[number](found)


def _numbers(areas: Iterable[Matrix], skip_errors: bool) -> list[float] | ExcelError:
    found: list[float] = []
    for area in areas:
        if skip_errors:
            found += [v for v in all_values([area]) if type(v) is float]
            continue
        more = matrix_numbers(area)
        if isinstance(more, ExcelError):
            return more
        found += more
    return found


@excel("AGGREGATE", "n n R | R", Kind.REDUCTION, context=True)
def aggregate(context: CallContext, function: float, option: float, *arguments: Result) -> float | ExcelError:
    """The function number 1 to 19 of ranges, or (14 to 19) of an array and ``k``, passing over what ``option`` says.

    Options: 0 nested subtotals, 1 also hidden rows, 2 also errors, 3 all three; 4 nothing, 5 hidden rows, 6 errors,
    7 hidden rows and errors.
    """
    number, choice = int(function), int(option)
    if not 1 <= number <= 19 or not 0 <= choice <= 7:
        return VALUE
    skip_errors = choice in (2, 3, 6, 7)
    shown = [_shown(context, argument, choice) for argument in arguments]
    if number <= 13:
        return _reduce(number, shown, skip_errors)
    if len(arguments) != 2:
        return VALUE
    return _with_k(number, shown[0], shown[1], skip_errors)


def _shown(context: CallContext, argument: Result, choice: int) -> Matrix:
    if isinstance(argument, SCALARS):
        data: list[list[Value]] = [[argument]]
        return Array(data)
    return _visible(context, argument, True, choice <= 3, choice in (1, 3, 5, 7))


def _with_k(number: int, values: Matrix, places: Matrix, skip_errors: bool) -> float | ExcelError:
    k = places.get(0, 0)
    error = None if skip_errors else first_error(values)
    if isinstance(k, ExcelError):
        return k
    if error is not None or type(k) is not float:
        return error or VALUE
    found = _numbers([values], skip_errors)
    return found if isinstance(found, ExcelError) else _WITH_K[number](found, k)
