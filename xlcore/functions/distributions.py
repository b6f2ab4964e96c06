"""Continuous distributions: densities, probabilities below and above (Excel's category "Statistical").

Degrees of freedom are truncated. A density that is infinite at the edge of its support is ``#NUM!``.
"""

from __future__ import annotations

import math

from xlcore.functions.gather import finite
from xlcore.functions.special import (
    Tails,
    beta_tails,
    binomial_point,
    gamma_tails,
    normal_below,
    normal_density,
    poisson_point,
    stirling_error,
)
from xlcore.registry import Library, declare
from xlcore.values import NUM, ExcelError

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)

MOST_DEGREES = 1e10
"""Degrees of freedom from here on are refused."""

Number = float | ExcelError


def degrees(*given: float) -> bool:
    """Whether all are degrees of freedom that Excel accepts (before truncation)."""
    return all(1.0 <= d < MOST_DEGREES for d in given)


@excel("NORM.DIST NORMDIST", "n n n b")
def norm_dist(x: float, mean: float, spread: float, cumulative: bool) -> Number:
    """The normal distribution with that mean and standard deviation."""
    if spread <= 0.0:
        return NUM
    z = (x - mean) / spread
    return finite(normal_below(z) if cumulative else normal_density(z) / spread)


@excel("NORM.S.DIST", "n b")
def norm_s_dist(z: float, cumulative: bool) -> float:
    """The standard normal distribution."""
    return normal_below(z) if cumulative else normal_density(z)


@excel("NORMSDIST", "n")
def normsdist(z: float) -> float:
    """The probability below ``z`` in the standard normal distribution."""
    return normal_below(z)


@excel("PHI", "n")
def phi(z: float) -> float:
    """The density of the standard normal distribution."""
    return normal_density(z)


@excel("GAUSS", "n")
def gauss(z: float) -> float:
    """The probability between 0 and ``z`` in the standard normal distribution, negative for negative ``z``."""
    return 0.5 * math.erf(z / math.sqrt(2.0))


@excel("LOGNORM.DIST", "n n n b")
def lognorm_dist(x: float, mean: float, spread: float, cumulative: bool) -> Number:
    """The distribution of what has a normal logarithm."""
    if x <= 0.0 or spread <= 0.0:
        return NUM
    z = (math.log(x) - mean) / spread
    return finite(normal_below(z) if cumulative else normal_density(z) / (spread * x))


@excel("LOGNORMDIST", "n n n")
def lognormdist(x: float, mean: float, spread: float) -> Number:
    """The probability below ``x`` in the lognormal distribution."""
    below: Number = lognorm_dist(x, mean, spread, True)
    return below


def t_density(t: float, freedom: float) -> float:
    """The density of Student's distribution."""
    scale = _ratio_of_gammas(freedom) * math.sqrt(2.0 / freedom) / math.sqrt(2.0 * math.pi)
    return scale * math.exp(-0.5 * (freedom + 1.0) * math.log1p(t * t / freedom))


def _ratio_of_gammas(freedom: float) -> float:
    """Gamma((n + 1) / 2) / Gamma(n / 2)."""
    half = 0.5 * freedom
    if half < 80.0:
        return math.gamma(half + 0.5) / math.gamma(half)
    a = half - 0.5
    exponent = a * math.log1p(0.5 / (half - 1.0)) - 0.5 + stirling_error(a) - stirling_error(half - 1.0)
    return math.exp(exponent) * math.sqrt(a)


def t_above(t: float, freedom: float) -> float:
    """The probability above ``t`` in Student's distribution."""
    square = t * t
    if square == math.inf:
        return 0.0 if t > 0.0 else 1.0
    share = freedom / (freedom + square)
    beyond, within = beta_tails(0.5 * freedom, 0.5, share, square / (freedom + square))
    if t > 0.0:
        return 0.5 * beyond
    return 0.5 + 0.5 * within


@excel("T.DIST", "n n b")
def t_dist(t: float, freedom: float, cumulative: bool) -> Number:
    """Student's distribution."""
    if not degrees(freedom):
        return NUM
    return t_above(-t, int(freedom)) if cumulative else t_density(t, int(freedom))


@excel("T.DIST.RT", "n n")
def t_dist_rt(t: float, freedom: float) -> Number:
    """The probability above ``t`` in Student's distribution."""
    return t_above(t, int(freedom)) if degrees(freedom) else NUM


@excel("T.DIST.2T", "n n")
def t_dist_2t(t: float, freedom: float) -> Number:
    """The probability beyond ``t`` >= 0 on both sides."""
    return 2.0 * t_above(t, int(freedom)) if t >= 0.0 and degrees(freedom) else NUM


@excel("TDIST", "n n n")
def tdist(t: float, freedom: float, tails: float) -> Number:
    """The probability beyond ``t`` >= 0 on one side or on both."""
    if t < 0.0 or not degrees(freedom) or int(tails) not in (1, 2):
        return NUM
    return int(tails) * t_above(t, int(freedom))


def chi_tails(x: float, freedom: float) -> Tails:
    """The probabilities below and above ``x`` in the chi-squared distribution."""
    return gamma_tails(0.5 * freedom, 0.5 * x)


@excel("CHISQ.DIST", "n n b")
def chisq_dist(x: float, freedom: float, cumulative: bool) -> Number:
    """The chi-squared distribution."""
    if x < 0.0 or not degrees(freedom):
        return NUM
    half = 0.5 * int(freedom)
    return gamma_tails(half, 0.5 * x)[0] if cumulative else finite(gamma_density(x, half, 2.0))


@excel("CHISQ.DIST.RT CHIDIST", "n n")
def chisq_dist_rt(x: float, freedom: float) -> Number:
    """The probability above ``x`` in the chi-squared distribution."""
    return chi_tails(x, int(freedom))[1] if x >= 0.0 and degrees(freedom) else NUM


def f_tails(x: float, first: float, second: float) -> Tails:
    """The probabilities below and above ``x`` in Fisher's F distribution."""
    whole = first * x + second
    if whole == math.inf:
        return 1.0, 0.0
    return beta_tails(0.5 * first, 0.5 * second, first * x / whole, second / whole)


def f_density(x: float, m: float, n: float) -> float:
    """The density of Fisher's F distribution; infinite at 0 for one degree of freedom."""
    if x == 0.0:
        return 0.0 if m > 2.0 else (1.0 if m == 2.0 else math.inf)
    q, p = n / (n + x * m), x * m / (n + x * m)
    if m >= 2.0:
        return 0.5 * m * q * binomial_point(0.5 * (m - 2.0), 0.5 * (m + n - 2.0), p, q)
    return m * m * q / (2.0 * p * (m + n)) * binomial_point(0.5 * m, 0.5 * (m + n), p, q)


@excel("F.DIST", "n n n b")
def f_dist(x: float, first: float, second: float, cumulative: bool) -> Number:
    """Fisher's F distribution."""
    if x < 0.0 or not degrees(first, second):
        return NUM
    m, n = int(first), int(second)
    return f_tails(x, m, n)[0] if cumulative else finite(f_density(x, m, n))


@excel("F.DIST.RT FDIST", "n n n")
def f_dist_rt(x: float, first: float, second: float) -> Number:
    """The probability above ``x`` in Fisher's F distribution."""
    return f_tails(x, int(first), int(second))[1] if x >= 0.0 and degrees(first, second) else NUM


def beta_density(x: float, a: float, b: float) -> float:
    """The density of the beta distribution on 0 to 1; infinite at an edge where the parameter is below 1."""
    y = 1.0 - x
    if x == 0.0 or y == 0.0:
        power, other = (a, b) if x == 0.0 else (b, a)
        return math.inf if power < 1.0 else (other if power == 1.0 else 0.0)
    if a >= 1.0 and b >= 1.0:
        return (a + b - 1.0) * binomial_point(a - 1.0, a + b - 2.0, x, y)
    divisor = (a + b) * x * y
    return a * b / divisor * binomial_point(a, a + b, x, y) if divisor > 0.0 else math.inf


@excel("BETA.DIST", "n n n b n? n?")
def beta_dist(x: float, a: float, b: float, cumulative: bool, low: float = 0.0, high: float = 1.0) -> Number:
    """The beta distribution between ``low`` and ``high``."""
    if a <= 0.0 or b <= 0.0 or low >= high or not low <= x <= high:
        return NUM
    width = high - low
    place = (x - low) / width
    if cumulative:
        return beta_tails(a, b, place, (high - x) / width)[0]
    return finite(beta_density(place, a, b) / width)


@excel("BETADIST", "n n n n? n?")
def betadist(x: float, a: float, b: float, low: float = 0.0, high: float = 1.0) -> Number:
    """The probability below ``x`` in the beta distribution between ``low`` and ``high``."""
    below: Number = beta_dist(x, a, b, True, low, high)
    return below


def gamma_density(x: float, shape: float, scale: float) -> float:
    """The density of the gamma distribution; infinite at 0 for a shape below 1."""
    if x == 0.0:
        return math.inf if shape < 1.0 else (1.0 / scale if shape == 1.0 else 0.0)
    if shape < 1.0:
        return poisson_point(shape, x / scale) * shape / x
    return poisson_point(shape - 1.0, x / scale) / scale


@excel("GAMMA.DIST GAMMADIST", "n n n b")
def gamma_dist(x: float, shape: float, scale: float, cumulative: bool) -> Number:
    """The gamma distribution."""
    if x < 0.0 or shape <= 0.0 or scale <= 0.0:
        return NUM
    return gamma_tails(shape, x / scale)[0] if cumulative else finite(gamma_density(x, shape, scale))


@excel("GAMMA", "n")
def gamma(x: float) -> Number:
    """The gamma function; ``#NUM!`` at 0 and at negative whole numbers, and when it is too large."""
    if x <= 0.0 and x == math.floor(x):
        return NUM
    try:
        return math.gamma(x)
    except OverflowError:
        return NUM


@excel("GAMMALN GAMMALN.PRECISE", "n")
def gammaln(x: float) -> Number:
    """The natural logarithm of the gamma function of ``x`` > 0."""
    if x <= 0.0:
        return NUM
    try:
        return math.lgamma(x)
    except OverflowError:
        return NUM


@excel("EXPON.DIST EXPONDIST", "n n b")
def expon_dist(x: float, rate: float, cumulative: bool) -> Number:
    """The exponential distribution."""
    if x < 0.0 or rate <= 0.0:
        return NUM
    return -math.expm1(-rate * x) if cumulative else rate * math.exp(-rate * x)


@excel("WEIBULL.DIST WEIBULL", "n n n b")
def weibull_dist(x: float, shape: float, scale: float, cumulative: bool) -> Number:
    """Weibull's distribution."""
    if x < 0.0 or shape <= 0.0 or scale <= 0.0:
        return NUM
    if x == 0.0 and not cumulative:
        return NUM if shape < 1.0 else (1.0 / scale if shape == 1.0 else 0.0)
    try:
        power = math.pow(x / scale, shape)
    except OverflowError:
        power = math.inf
    if cumulative:
        return -math.expm1(-power)
    return 0.0 if power > 745.0 else finite(shape / x * power * math.exp(-power))
