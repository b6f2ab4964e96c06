"""Counts, means, extremes, variances and moments (Excel's category "Statistical", first part)."""

from __future__ import annotations

import math
from collections.abc import Iterable

from xlcore.functions.gather import SCALARS, all_values, filled, finite, numbers, numbers_a, total
from xlcore.functions.rounding import floor
from xlcore.matrix import Array, Matrix, Result
from xlcore.numbertext import parse_number
from xlcore.registry import Kind, Library, declare
from xlcore.values import DIV0, NA, NUM, VALUE, ExcelError, Value

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)

Numbers = list[float] | ExcelError


@excel("COUNT", "r | r", Kind.REDUCTION)
def count(*arguments: Result) -> float:
    """How many numbers there are; a boolean or numeric text counts only when written as an argument."""
    found = 0
    for argument in arguments:
        if isinstance(argument, SCALARS):
            found += _counts(argument)
        else:
            found += [type(v) for v in all_values([argument])].count(float)
    return float(found)


def _counts(value: Value) -> bool:
    if isinstance(value, str):
        return parse_number(value) is not None
    return not isinstance(value, ExcelError)


@excel("COUNTA", "r | r", Kind.REDUCTION)
def counta(*arguments: Result) -> float:
    """How many values there are, empty texts and errors included; an argument left empty counts too."""
    found = 0
    for argument in arguments:
        found += 1 if isinstance(argument, SCALARS) else filled(argument)
    return float(found)


@excel("COUNTBLANK", "x", Kind.REDUCTION)
def countblank(cells: Matrix) -> float:
    """How many cells are blank or hold an empty text."""
    empty = sum(1 for value in all_values([cells]) if value == "")
    return float(cells.rows * cells.cols - filled(cells) + empty)


def mean(values: list[float]) -> float | ExcelError:
    """The arithmetic mean; ``#DIV/0!`` of nothing."""
    return finite(total(values) / len(values)) if values else DIV0


@excel("AVERAGE", "r | r", Kind.REDUCTION)
def average(*arguments: Result) -> float | ExcelError:
    """The arithmetic mean of the numbers; ``#DIV/0!`` when there is none."""
    found = numbers(arguments)
    return found if isinstance(found, ExcelError) else mean(found)


@excel("AVERAGEA", "r | r", Kind.REDUCTION)
def averagea(*arguments: Result) -> float | ExcelError:
    """The arithmetic mean, texts in ranges counting as 0 and booleans as 0 or 1."""
    found = numbers_a(arguments)
    return found if isinstance(found, ExcelError) else mean(found)


def _extreme(pick: object, found: Numbers) -> float | ExcelError:
    if isinstance(found, ExcelError):
        return found
    return (min(found) if pick is min else max(found)) + 0.0 if found else 0.0


@excel("MIN", "r | r", Kind.REDUCTION)
def min_(*arguments: Result) -> float | ExcelError:
    """The smallest number; 0 when there is none."""
    return _extreme(min, numbers(arguments))


@excel("MAX", "r | r", Kind.REDUCTION)
def max_(*arguments: Result) -> float | ExcelError:
    """The largest number; 0 when there is none."""
    return _extreme(max, numbers(arguments))


@excel("MINA", "r | r", Kind.REDUCTION)
def mina(*arguments: Result) -> float | ExcelError:
    """The smallest value, texts in ranges counting as 0 and booleans as 0 or 1."""
    return _extreme(min, numbers_a(arguments))


@excel("MAXA", "r | r", Kind.REDUCTION)
def maxa(*arguments: Result) -> float | ExcelError:
    """The largest value, texts in ranges counting as 0 and booleans as 0 or 1."""
    return _extreme(max, numbers_a(arguments))


@excel("MEDIAN", "r | r", Kind.REDUCTION)
def median(*arguments: Result) -> float | ExcelError:
    """The middle number, or the mean of the two in the middle; ``#NUM!`` when there is none."""
    found = numbers(arguments)
    return found if isinstance(found, ExcelError) else median_of(found)


def median_of(values: list[float]) -> float | ExcelError:
    """The median of ``values``; ``#NUM!`` of nothing."""
    if not values:
        return NUM
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else finite((ordered[half - 1] + ordered[half]) / 2.0)


def _strict_numbers(arguments: Iterable[Result]) -> Numbers:
    """As ``numbers``, but a text or boolean written as an argument is ``#VALUE!`` (MODE)."""
    found: list[float] = []
    for argument in arguments:
        if isinstance(argument, (str, bool)):
            return VALUE
        more = numbers([argument])
        if isinstance(more, ExcelError):
            return more
        found += more
    return found


def modes(values: list[float]) -> list[float]:
    """The most frequent values that occur at least twice, in the order of their first occurrence."""
    times: dict[float, int] = {}
    for value in values:
        times[value] = times.get(value, 0) + 1
    most = max(times.values(), default=0)
    return [value for value, n in times.items() if n == most] if most > 1 else []


@excel("MODE MODE.SNGL", "r | r", Kind.REDUCTION)
def mode(*arguments: Result) -> float | ExcelError:
    """The most frequent number (the one that occurs first among several); ``#N/A`` when none repeats."""
    found = _strict_numbers(arguments)
    return found if isinstance(found, ExcelError) else next(iter(modes(found)), NA)


@excel("MODE.MULT", "r | r", Kind.ARRAY)
def mode_mult(*arguments: Result) -> Array | ExcelError:
    """All most frequent numbers, one below the other; ``#N/A`` when none repeats."""
    found = _strict_numbers(arguments)
    if isinstance(found, ExcelError):
        return found
    frequent = modes(found)
    return Array([[value] for value in frequent]) if frequent else NA


def squared_deviations(values: list[float]) -> float:
    """The sum of the squared deviations from the mean (two passes)."""
    centre = total(values) / len(values)
    return total((v - centre) * (v - centre) for v in values)


def variance(found: Numbers, lost: int) -> float | ExcelError:
    """The squared deviations over the count less ``lost`` (1: sample, 0: population); ``#DIV/0!`` for too few."""
    if isinstance(found, ExcelError):
        return found
    return finite(squared_deviations(found) / (len(found) - lost)) if len(found) > lost else DIV0


def deviation(found: Numbers, lost: int) -> float | ExcelError:
    """The square root of ``variance``."""
    value = variance(found, lost)
    return value if isinstance(value, ExcelError) else math.sqrt(value)


@excel("VAR VAR.S", "r | r", Kind.REDUCTION)
def var(*arguments: Result) -> float | ExcelError:
    """The variance of a sample."""
    return variance(numbers(arguments), 1)


@excel("VARP VAR.P", "r | r", Kind.REDUCTION)
def varp(*arguments: Result) -> float | ExcelError:
    """The variance of a population."""
    return variance(numbers(arguments), 0)


@excel("VARA", "r | r", Kind.REDUCTION)
def vara(*arguments: Result) -> float | ExcelError:
    """The variance of a sample, texts in ranges counting as 0 and booleans as 0 or 1."""
    return variance(numbers_a(arguments), 1)


@excel("VARPA", "r | r", Kind.REDUCTION)
def varpa(*arguments: Result) -> float | ExcelError:
    """The variance of a population, texts in ranges counting as 0 and booleans as 0 or 1."""
    return variance(numbers_a(arguments), 0)


@excel("STDEV STDEV.S", "r | r", Kind.REDUCTION)
def stdev(*arguments: Result) -> float | ExcelError:
    """The standard deviation of a sample."""
    return deviation(numbers(arguments), 1)


@excel("STDEVP STDEV.P", "r | r", Kind.REDUCTION)
def stdevp(*arguments: Result) -> float | ExcelError:
    """The standard deviation of a population."""
    return deviation(numbers(arguments), 0)


@excel("STDEVA", "r | r", Kind.REDUCTION)
def stdeva(*arguments: Result) -> float | ExcelError:
    """The standard deviation of a sample, texts in ranges counting as 0 and booleans as 0 or 1."""
    return deviation(numbers_a(arguments), 1)


@excel("STDEVPA", "r | r", Kind.REDUCTION)
def stdevpa(*arguments: Result) -> float | ExcelError:
    """The standard deviation of a population, texts in ranges counting as 0 and booleans as 0 or 1."""
    return deviation(numbers_a(arguments), 0)


@excel("DEVSQ", "r | r", Kind.REDUCTION)
def devsq(*arguments: Result) -> float | ExcelError:
    """The sum of the squared deviations from the mean; ``#NUM!`` when there is no number."""
    found = numbers(arguments)
    if isinstance(found, ExcelError):
        return found
    return finite(squared_deviations(found)) if found else NUM


@excel("AVEDEV", "r | r", Kind.REDUCTION)
def avedev(*arguments: Result) -> float | ExcelError:
    """The mean of the absolute deviations from the mean; ``#NUM!`` when there is no number."""
    found = numbers(arguments)
    if isinstance(found, ExcelError):
        return found
    if not found:
        return NUM
    centre = total(found) / len(found)
    return finite(total(abs(v - centre) for v in found) / len(found))


@excel("GEOMEAN", "r | r", Kind.REDUCTION)
def geomean(*arguments: Result) -> float | ExcelError:
    """The geometric mean; ``#NUM!`` when a number is not positive or there is none."""
    found = numbers(arguments)
    if isinstance(found, ExcelError):
        return found
    if not found or min(found) <= 0.0:
        return NUM
    product = math.prod(found)
    if 1e-300 < product < math.inf:
        return finite(math.pow(product, 1.0 / len(found)))
    return finite(math.exp(total(math.log(v) for v in found) / len(found)))


@excel("HARMEAN", "r | r", Kind.REDUCTION)
def harmean(*arguments: Result) -> float | ExcelError:
    """The harmonic mean; ``#NUM!`` when a number is not positive or there is none."""
    found = numbers(arguments)
    if isinstance(found, ExcelError):
        return found
    if not found or min(found) <= 0.0:
        return NUM
    return finite(len(found) / total(1.0 / v for v in found))


@excel("TRIMMEAN", "r n", Kind.REDUCTION)
def trimmean(argument: Result, share: float) -> float | ExcelError:
    """The mean without ``share`` of the numbers, half of them at either end, rounded down to whole pairs."""
    found = numbers([argument])
    if isinstance(found, ExcelError):
        return found
    if not found or not 0.0 <= share < 1.0:
        return NUM
    cut = int(floor(len(found) * share / 2.0))
    return mean(sorted(found)[cut : len(found) - cut])


def _standard_moment(values: list[float], deviation_: float, power: int) -> float:
    centre = total(values) / len(values)
    return total(((v - centre) / deviation_) ** power for v in values)


@excel("SKEW", "r | r", Kind.REDUCTION)
def skew(*arguments: Result) -> float | ExcelError:
    """The skewness of a sample; ``#DIV/0!`` for fewer than three numbers or no deviation."""
    found = numbers(arguments)
    if isinstance(found, ExcelError):
        return found
    n = len(found)
    spread = deviation(found, 1)
    if n < 3 or isinstance(spread, ExcelError) or spread == 0.0:
        return DIV0
    return finite(_standard_moment(found, spread, 3) * n / ((n - 1.0) * (n - 2.0)))


@excel("SKEW.P", "r | r", Kind.REDUCTION)
def skew_p(*arguments: Result) -> float | ExcelError:
    """The skewness of a population; ``#DIV/0!`` for fewer than three numbers or no deviation."""
    found = numbers(arguments)
    if isinstance(found, ExcelError):
        return found
    spread = deviation(found, 0)
    if len(found) < 3 or isinstance(spread, ExcelError) or spread == 0.0:
        return DIV0
    return finite(_standard_moment(found, spread, 3) / len(found))


@excel("KURT", "r | r", Kind.REDUCTION)
def kurt(*arguments: Result) -> float | ExcelError:
    """The excess kurtosis of a sample; ``#DIV/0!`` for fewer than four numbers or no deviation."""
    found = numbers(arguments)
    if isinstance(found, ExcelError):
        return found
    n = len(found)
    spread = deviation(found, 1)
    if n < 4 or isinstance(spread, ExcelError) or spread == 0.0:
        return DIV0
    scale = n * (n + 1.0) / ((n - 1.0) * (n - 2.0) * (n - 3.0))
    return finite(scale * _standard_moment(found, spread, 4) - 3.0 * (n - 1.0) ** 2 / ((n - 2.0) * (n - 3.0)))
