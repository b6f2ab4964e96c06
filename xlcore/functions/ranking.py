"""Order statistics: largest and smallest, ranks, percentiles, quartiles, frequencies."""

from __future__ import annotations

import math
from bisect import bisect_left

from xlcore.functions.gather import finite, numbers
from xlcore.functions.rounding import POWERS, floor
from xlcore.matrix import Array, Matrix, Result
from xlcore.registry import Kind, Library, declare
from xlcore.values import NA, NUM, ExcelError

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)


@excel("LARGE", "r n", Kind.REDUCTION)
def large(argument: Result, k: float) -> float | ExcelError:
    """The ``k``-th largest number; ``#NUM!`` when there are fewer."""
    found = numbers([argument])
    return found if isinstance(found, ExcelError) else kth_largest(found, k)


def kth_largest(values: list[float], k: float) -> float | ExcelError:
    """The ``k``-th largest of ``values``, ``k`` rounded up; ``#NUM!`` outside 1 to their count."""
    place = math.ceil(k)
    return sorted(values, reverse=True)[place - 1] if 1 <= place <= len(values) else NUM


@excel("SMALL", "r n", Kind.REDUCTION)
def small(argument: Result, k: float) -> float | ExcelError:
    """The ``k``-th smallest number; ``#NUM!`` when there are fewer."""
    found = numbers([argument])
    return found if isinstance(found, ExcelError) else kth_smallest(found, k)


def kth_smallest(values: list[float], k: float) -> float | ExcelError:
    """The ``k``-th smallest of ``values``, ``k`` truncated; ``#NUM!`` outside 1 to their count."""
    place = math.floor(k)
    return sorted(values)[place - 1] if 1 <= place <= len(values) else NUM


def _rank(number: float, cells: Matrix, order: float) -> tuple[int, int] | ExcelError:
    """``(how many come before, how many are equal)``; ``#N/A`` when the number does not occur."""
    found = numbers([cells])
    if isinstance(found, ExcelError):
        return found
    before = sum(v < number for v in found) if order else sum(v > number for v in found)
    equal = found.count(number)
    return (before, equal) if equal else NA


@excel("RANK RANK.EQ", "n x n?", Kind.LOOKUP)
def rank(number: float, cells: Matrix, order: float = 0.0) -> float | ExcelError:
    """The place from the largest down (``order`` not 0: from the smallest up); equal numbers share the best."""
    found = _rank(number, cells, order)
    return found if isinstance(found, ExcelError) else found[0] + 1.0


@excel("RANK.AVG", "n x n?", Kind.LOOKUP)
def rank_avg(number: float, cells: Matrix, order: float = 0.0) -> float | ExcelError:
    """As RANK.EQ, but equal numbers share the mean of their places."""
    found = _rank(number, cells, order)
    return found if isinstance(found, ExcelError) else found[0] + (found[1] + 1.0) / 2.0


def percentile_inc(values: list[float], share: float) -> float | ExcelError:
    """The value below which ``share`` (0 to 1, both included) of ``values`` lie, interpolated."""
    if not values or not 0.0 <= share <= 1.0:
        return NUM
    return _at(sorted(values), share * (len(values) - 1))


def percentile_exc(values: list[float], share: float) -> float | ExcelError:
    """The value below which ``share`` (1/(n+1) to n/(n+1)) of ``values`` lie, interpolated."""
    place = share * (len(values) + 1) - 1.0
    if not values or not 0.0 < share < 1.0 or not -1e-9 <= place <= len(values) - 1 + 1e-9:
        return NUM
    return _at(sorted(values), min(max(place, 0.0), len(values) - 1.0))


def _at(ordered: list[float], place: float) -> float | ExcelError:
    low = int(floor(place))
    rest = max(0.0, place - low)
    if low + 1 >= len(ordered) or rest == 0.0:
        return ordered[low]
    return finite(ordered[low] + rest * (ordered[low + 1] - ordered[low]))


@excel("PERCENTILE PERCENTILE.INC", "r n", Kind.REDUCTION)
def percentile(argument: Result, share: float) -> float | ExcelError:
    """The percentile at ``share`` from 0 to 1."""
    found = numbers([argument])
    return found if isinstance(found, ExcelError) else percentile_inc(found, share)


@excel("PERCENTILE.EXC", "r n", Kind.REDUCTION)
def percentile_exc_(argument: Result, share: float) -> float | ExcelError:
    """The percentile at ``share`` between 0 and 1, both excluded."""
    found = numbers([argument])
    return found if isinstance(found, ExcelError) else percentile_exc(found, share)


@excel("QUARTILE QUARTILE.INC", "r n", Kind.REDUCTION)
def quartile(argument: Result, quarter: float) -> float | ExcelError:
    """The quartile 0 (smallest) to 4 (largest)."""
    found = numbers([argument])
    if isinstance(found, ExcelError):
        return found
    return percentile_inc(found, math.floor(quarter) / 4.0)


@excel("QUARTILE.EXC", "r n", Kind.REDUCTION)
def quartile_exc(argument: Result, quarter: float) -> float | ExcelError:
    """The quartile 1 to 3, by the excluding rule."""
    found = numbers([argument])
    if isinstance(found, ExcelError):
        return found
    return percentile_exc(found, math.floor(quarter) / 4.0)


def _place(values: list[float], number: float) -> float | None:
    """The 0-based place of ``number`` in the ordered ``values``, interpolated; ``None`` outside of them."""
    ordered = sorted(values)
    i = bisect_left(ordered, number)
    if i == len(ordered) or number < ordered[0]:
        return None
    if ordered[i] == number:
        return float(i)
    return i - 1 + (number - ordered[i - 1]) / (ordered[i] - ordered[i - 1])


def _cut(share: float, digits: float) -> float:
    scale = POWERS[min(int(digits), 15)]
    return floor(share * scale) / scale


@excel("PERCENTRANK PERCENTRANK.INC", "r n n?", Kind.REDUCTION)
def percentrank(argument: Result, number: float, digits: float = 3.0) -> float | ExcelError:
    """The share of the numbers that lie below, 0 to 1, cut to ``digits`` decimals; ``#N/A`` outside of them."""
    found = numbers([argument])
    if isinstance(found, ExcelError):
        return found
    if not found or digits < 1.0:
        return NUM
    place = _place(found, number)
    if place is None:
        return NA
    return _cut(place / (len(found) - 1), digits) if len(found) > 1 else 1.0


@excel("PERCENTRANK.EXC", "r n n?", Kind.REDUCTION)
def percentrank_exc(argument: Result, number: float, digits: float = 3.0) -> float | ExcelError:
    """The place over the count plus one, cut to ``digits`` decimals; ``#N/A`` outside of the numbers."""
    found = numbers([argument])
    if isinstance(found, ExcelError):
        return found
    if not found or digits < 1.0:
        return NUM
    place = _place(found, number)
    return NA if place is None else _cut((place + 1.0) / (len(found) + 1), digits)


@excel("FREQUENCY", "R R", Kind.ARRAY)
def frequency(data: Result, bins: Result) -> Array | ExcelError:
    """How many numbers fall into each bin (above the next smaller limit, up to its own) and, last, above all limits."""
    found, limits = numbers([data]), numbers([bins])
    if isinstance(found, ExcelError):
        return found
    if isinstance(limits, ExcelError):
        return limits
    order = sorted(range(len(limits)), key=lambda i: limits[i])
    ordered = [limits[i] for i in order]
    counts = [0.0] * (len(limits) + 1)
    for value in found:
        place = bisect_left(ordered, value)
        counts[order[place] if place < len(order) else len(order)] += 1.0
    return Array([[n] for n in counts])
