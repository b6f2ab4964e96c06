"""Correlation and straight-line regression of pairs of numbers."""

from __future__ import annotations

import math
from typing import NamedTuple

from xlcore.functions.gather import finite, total
from xlcore.functions.mathematics import number_pairs
from xlcore.matrix import Result
from xlcore.registry import Kind, Library, declare
from xlcore.values import DIV0, ExcelError

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)


class Moments(NamedTuple):
    """Count and means of pairs (x, y), and the sums of the products of their deviations."""

    pairs: int
    mean_x: float
    mean_y: float
    xx: float
    yy: float
    xy: float


def _moments(xs: Result, ys: Result) -> Moments | ExcelError:
    """The moments of the pairs that are both numbers; ``#DIV/0!`` when there is none."""
    pairs = number_pairs(xs, ys)
    if isinstance(pairs, ExcelError):
        return pairs
    if not pairs:
        return DIV0
    n = len(pairs)
    mean_x, mean_y = total(x for x, _ in pairs) / n, total(y for _, y in pairs) / n
    return Moments(
        n,
        mean_x,
        mean_y,
        total((x - mean_x) * (x - mean_x) for x, _ in pairs),
        total((y - mean_y) * (y - mean_y) for _, y in pairs),
        total((x - mean_x) * (y - mean_y) for x, y in pairs),
    )


def _correlation(xs: Result, ys: Result) -> float | ExcelError:
    m = _moments(xs, ys)
    if isinstance(m, ExcelError):
        return m
    if m.xx == 0.0 or m.yy == 0.0:
        return DIV0
    return finite(max(-1.0, min(1.0, m.xy / math.sqrt(m.xx * m.yy))))


@excel("CORREL PEARSON", "R R", Kind.REDUCTION)
def correl(xs: Result, ys: Result) -> float | ExcelError:
    """The correlation coefficient, -1 to 1; ``#DIV/0!`` when one side does not vary."""
    return _correlation(xs, ys)


@excel("RSQ", "R R", Kind.REDUCTION)
def rsq(ys: Result, xs: Result) -> float | ExcelError:
    """The square of the correlation coefficient."""
    r = _correlation(xs, ys)
    return r if isinstance(r, ExcelError) else r * r


@excel("COVARIANCE.P COVAR", "R R", Kind.REDUCTION)
def covariance_p(xs: Result, ys: Result) -> float | ExcelError:
    """The covariance of a population."""
    m = _moments(xs, ys)
    return m if isinstance(m, ExcelError) else finite(m.xy / m.pairs)


@excel("COVARIANCE.S", "R R", Kind.REDUCTION)
def covariance_s(xs: Result, ys: Result) -> float | ExcelError:
    """The covariance of a sample; ``#DIV/0!`` for fewer than two pairs."""
    m = _moments(xs, ys)
    if isinstance(m, ExcelError):
        return m
    return finite(m.xy / (m.pairs - 1)) if m.pairs > 1 else DIV0


@excel("SLOPE", "R R", Kind.REDUCTION)
def slope(ys: Result, xs: Result) -> float | ExcelError:
    """The slope of the line that fits best."""
    m = _moments(xs, ys)
    if isinstance(m, ExcelError):
        return m
    return finite(m.xy / m.xx) if m.xx else DIV0


@excel("INTERCEPT", "R R", Kind.REDUCTION)
def intercept(ys: Result, xs: Result) -> float | ExcelError:
    """Where the line that fits best meets x = 0."""
    return _line_at(0.0, ys, xs)


@excel("FORECAST FORECAST.LINEAR", "n R R", Kind.REDUCTION)
def forecast(x: float, ys: Result, xs: Result) -> float | ExcelError:
    """The y of the line that fits best at ``x``."""
    return _line_at(x, ys, xs)


def _line_at(x: float, ys: Result, xs: Result) -> float | ExcelError:
    m = _moments(xs, ys)
    if isinstance(m, ExcelError):
        return m
    return finite(m.mean_y + m.xy / m.xx * (x - m.mean_x)) if m.xx else DIV0


@excel("STEYX", "R R", Kind.REDUCTION)
def steyx(ys: Result, xs: Result) -> float | ExcelError:
    """The standard error of the y that the line predicts; ``#DIV/0!`` for fewer than three pairs."""
    m = _moments(xs, ys)
    if isinstance(m, ExcelError):
        return m
    if m.pairs < 3 or m.xx == 0.0:
        return DIV0
    return math.sqrt(max(0.0, m.yy - m.xy * m.xy / m.xx) / (m.pairs - 2))
