"""Tests of hypotheses, confidence intervals and what goes with them."""

from __future__ import annotations

import math

from xlcore.functions.distributions import Number, chi_tails, f_tails, t_above
from xlcore.functions.distributions_inverse import t_quantile
from xlcore.functions.gather import as_rows, error_in, finite, numbers, shape, total
from xlcore.functions.mathematics import number_pairs
from xlcore.functions.special import normal_below, normal_quantile
from xlcore.functions.statistics import squared_deviations
from xlcore.matrix import Result
from xlcore.registry import Kind, Library, declare
from xlcore.values import DIV0, NA, NUM, ExcelError, Value

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)


@excel("STANDARDIZE", "n n n")
def standardize(x: float, mean: float, spread: float) -> Number:
    """How many standard deviations ``x`` lies above the mean."""
    return finite((x - mean) / spread) if spread > 0.0 else NUM


@excel("FISHER", "n")
def fisher(x: float) -> Number:
    """Fisher's transformation of a correlation coefficient."""
    return math.atanh(x) if -1.0 < x < 1.0 else NUM


@excel("FISHERINV", "n")
def fisherinv(y: float) -> float:
    """The correlation coefficient whose Fisher transformation is ``y``."""
    return math.tanh(y)


_SMALLEST = 1e-307
"""Half of a smaller number is none any more, or has few digits."""


@excel("CONFIDENCE.NORM CONFIDENCE", "n n n")
def confidence_norm(alpha: float, spread: float, size: float) -> Number:
    """Half the width of the confidence interval of a mean, from the normal distribution."""
    if not _SMALLEST < alpha < 1.0 or spread <= 0.0 or size < 1.0:
        return NUM
    return finite(-normal_quantile(0.5 * alpha) * spread / math.sqrt(int(size)))


@excel("CONFIDENCE.T", "n n n")
def confidence_t(alpha: float, spread: float, size: float) -> Number:
    """Half the width of the confidence interval of a mean, from Student's distribution."""
    if not _SMALLEST < alpha < 1.0 or spread <= 0.0 or size < 1.0:
        return NUM
    count = int(size)
    if count == 1:
        return DIV0
    return finite(t_quantile(0.5 * alpha, count - 1) * spread / math.sqrt(count))


@excel("PROB", "R R n n?", Kind.REDUCTION)
def prob(values: Result, chances: Result, low: float, high: float | None = None) -> Number:
    """The probability of the values from ``low`` to ``high`` (of ``low`` alone), whose chances add up to 1."""
    pairs = number_pairs(values, chances)
    if isinstance(pairs, ExcelError):
        return pairs
    if not pairs:
        return DIV0
    if any(not 0.0 < chance <= 1.0 for _, chance in pairs) or abs(total(c for _, c in pairs) - 1.0) > 1e-7:
        return NUM
    end = low if high is None else high
    return total(chance for value, chance in pairs if low <= value <= end)


@excel("Z.TEST ZTEST", "R n n?", Kind.REDUCTION)
def z_test(data: Result, mean: float, spread: float | None = None) -> Number:
    """The probability of a greater mean of a sample like ``data`` when the true mean is ``mean``."""
    found = numbers([data])
    if isinstance(found, ExcelError):
        return found
    if not found:
        return NA
    if spread is None:
        if len(found) < 2:
            return DIV0
        spread = math.sqrt(squared_deviations(found) / (len(found) - 1))
        if spread == 0.0:
            return DIV0
    if spread <= 0.0:
        return NUM
    centre, deviation = total(found) / len(found), spread / math.sqrt(len(found))
    return normal_below(-(centre - mean) / deviation) if deviation > 0.0 else NUM


@excel("T.TEST TTEST", "R R n n", Kind.REDUCTION)
def t_test(first: Result, second: Result, tails: float, kind: float) -> Number:
    """The probability of so different means: paired (``kind`` 1), of equal (2) or unequal (3) variance."""
    if int(tails) not in (1, 2) or int(kind) not in (1, 2, 3):
        return NUM
    found = _paired(first, second) if int(kind) == 1 else _unpaired(first, second, int(kind) == 2)
    if isinstance(found, ExcelError):
        return found
    t, freedom = found
    return int(tails) * t_above(abs(t), freedom)


def _paired(first: Result, second: Result) -> tuple[float, float] | ExcelError:
    """Student's t of the differences of pairs, and its degrees of freedom."""
    pairs = number_pairs(first, second)
    if isinstance(pairs, ExcelError):
        return pairs
    differences = [x - y for x, y in pairs]
    if len(differences) < 2:
        return DIV0
    variance = squared_deviations(differences) / (len(differences) - 1)
    if variance == 0.0:
        return DIV0
    centre = total(differences) / len(differences)
    return centre / math.sqrt(variance / len(differences)), len(differences) - 1.0


def _unpaired(first: Result, second: Result, equal: bool) -> tuple[float, float] | ExcelError:
    """Student's t of two samples, and its degrees of freedom (Welch's, with a fraction, for unequal variances)."""
    x, y = numbers([first]), numbers([second])
    if isinstance(x, ExcelError):
        return x
    if isinstance(y, ExcelError):
        return y
    m, n = len(x), len(y)
    if m < 2 or n < 2:
        return DIV0
    dx, dy = squared_deviations(x), squared_deviations(y)
    difference = total(x) / m - total(y) / n
    if equal:
        square = (dx + dy) / (m + n - 2) * (1.0 / m + 1.0 / n)
        return (difference / math.sqrt(square), m + n - 2.0) if square > 0.0 else DIV0
    vx, vy = dx / (m - 1) / m, dy / (n - 1) / n
    if vx + vy == 0.0:
        return DIV0
    freedom = (vx + vy) ** 2 / (vx * vx / (m - 1) + vy * vy / (n - 1))
    return difference / math.sqrt(vx + vy), freedom


@excel("F.TEST FTEST", "R R", Kind.REDUCTION)
def f_test(first: Result, second: Result) -> Number:
    """The probability of so different variances, on both sides."""
    x, y = numbers([first]), numbers([second])
    if isinstance(x, ExcelError):
        return x
    if isinstance(y, ExcelError):
        return y
    if len(x) < 2 or len(y) < 2:
        return DIV0
    vx, vy = squared_deviations(x) / (len(x) - 1), squared_deviations(y) / (len(y) - 1)
    if vx == 0.0 or vy == 0.0:
        return DIV0
    return 2.0 * min(f_tails(vx / vy, len(x) - 1.0, len(y) - 1.0))


@excel("CHISQ.TEST CHITEST", "R R", Kind.REDUCTION)
def chisq_test(actual: Result, expected: Result) -> Number:
    """The probability of so large differences of actual and expected counts (test for independence)."""
    rows, cols = shape(actual)
    if (rows, cols) != shape(expected) or rows * cols == 1:
        return NA
    pairs: list[tuple[Value, Value]] = [
        pair for x, y in zip(as_rows(actual), as_rows(expected), strict=False) for pair in zip(x, y, strict=False)
    ]
    error = error_in(x for x, _ in pairs) or error_in(y for _, y in pairs)
    if error is not None:
        return error
    statistic = 0.0
    for x, y in pairs:
        observed, awaited = _count(x), _count(y)
        if observed is None or awaited is None:
            continue
        if awaited == 0.0:
            return DIV0
        if awaited < 0.0 or observed < 0.0:
            return NUM
        statistic += (observed - awaited) / awaited * (observed - awaited)
    freedom = (rows - 1) * (cols - 1) if rows > 1 and cols > 1 else rows * cols - 1
    return chi_tails(statistic, freedom)[1]


def _count(value: Value) -> float | None:
    return value if type(value) is float else None


@excel("PERCENTOF", "r r", Kind.REDUCTION)
def percentof(part: Result, whole: Result) -> Number:
    """The sum of the part over the sum of the whole."""
    found, everything = numbers([part]), numbers([whole])
    if isinstance(found, ExcelError):
        return found
    if isinstance(everything, ExcelError):
        return everything
    divisor = total(everything)
    return finite(total(found) / divisor) if divisor else DIV0
