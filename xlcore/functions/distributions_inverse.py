"""Inverses of the continuous distributions: the point at which a probability is reached."""

from __future__ import annotations

import math

from xlcore.functions.distributions import (
    Number,
    beta_density,
    chi_tails,
    degrees,
    f_density,
    f_tails,
    gamma_density,
    t_above,
    t_density,
)
from xlcore.functions.gather import finite
from xlcore.functions.special import beta_tails, gamma_tails, normal_quantile, quantile
from xlcore.registry import Library, declare
from xlcore.values import NUM, ExcelError

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)


@excel("NORM.INV NORMINV", "n n n")
def norm_inv(probability: float, mean: float, spread: float) -> Number:
    """The point below which ``probability`` lies in that normal distribution."""
    if not 0.0 < probability < 1.0 or spread <= 0.0:
        return NUM
    return finite(mean + spread * normal_quantile(probability))


@excel("NORM.S.INV NORMSINV", "n")
def norm_s_inv(probability: float) -> Number:
    """The point below which ``probability`` lies in the standard normal distribution."""
    return normal_quantile(probability) if 0.0 < probability < 1.0 else NUM


@excel("LOGNORM.INV LOGINV", "n n n")
def lognorm_inv(probability: float, mean: float, spread: float) -> Number:
    """The point below which ``probability`` lies in that lognormal distribution."""
    exponent: Number = norm_inv(probability, mean, spread)
    if isinstance(exponent, ExcelError):
        return exponent
    try:
        return math.exp(exponent)
    except OverflowError:
        return NUM


def t_quantile(above: float, freedom: float) -> float:
    """The ``t`` with probability ``above`` (0 to 1, both excluded) above it in Student's distribution."""
    if above == 0.5:
        return 0.0
    if above > 0.5:
        return -t_quantile(1.0 - above, freedom)
    return quantile(
        lambda t: (t_above(-t, freedom), t_above(t, freedom)),
        lambda t: t_density(t, freedom),
        above,
        True,
        normal_quantile(1.0 - above) if above > 1e-15 else 10.0,
    )


@excel("T.INV", "n n")
def t_inv(probability: float, freedom: float) -> Number:
    """The point below which ``probability`` lies in Student's distribution."""
    if not 0.0 < probability < 1.0 or not degrees(freedom):
        return NUM
    if probability < 0.5:
        return -t_quantile(probability, int(freedom))
    return t_quantile(1.0 - probability, int(freedom))


@excel("T.INV.2T TINV", "n n")
def t_inv_2t(probability: float, freedom: float) -> Number:
    """The ``t`` beyond which, on both sides, ``probability`` lies in Student's distribution."""
    if not 0.0 < probability <= 1.0 or not degrees(freedom):
        return NUM
    return t_quantile(0.5 * probability, int(freedom))


def _chi_quantile(probability: float, freedom: int, above: bool) -> Number:
    if not 0.0 <= probability <= 1.0 or probability == float(not above):
        return NUM
    if probability == float(above):
        return 0.0
    return finite(
        quantile(
            lambda x: chi_tails(x, freedom),
            lambda x: gamma_density(x, 0.5 * freedom, 2.0),
            probability,
            above,
            max(0.5, freedom - 2 / 3),
        )
    )


@excel("CHISQ.INV", "n n")
def chisq_inv(probability: float, freedom: float) -> Number:
    """The point below which ``probability`` lies in the chi-squared distribution."""
    return _chi_quantile(probability, int(freedom), False) if degrees(freedom) else NUM


@excel("CHISQ.INV.RT CHIINV", "n n")
def chisq_inv_rt(probability: float, freedom: float) -> Number:
    """The point above which ``probability`` lies in the chi-squared distribution."""
    return _chi_quantile(probability, int(freedom), True) if degrees(freedom) else NUM


def _f_quantile(probability: float, first: float, second: float, above: bool) -> Number:
    if not 0.0 <= probability <= 1.0 or not degrees(first, second) or probability == float(not above):
        return NUM
    if probability == float(above):
        return 0.0
    m, n = int(first), int(second)
    return finite(quantile(lambda x: f_tails(x, m, n), lambda x: f_density(x, m, n), probability, above, 1.0))


@excel("F.INV", "n n n")
def f_inv(probability: float, first: float, second: float) -> Number:
    """The point below which ``probability`` lies in Fisher's F distribution."""
    return _f_quantile(probability, first, second, False)


@excel("F.INV.RT FINV", "n n n")
def f_inv_rt(probability: float, first: float, second: float) -> Number:
    """The point above which ``probability`` lies in Fisher's F distribution."""
    return _f_quantile(probability, first, second, True)


@excel("BETA.INV BETAINV", "n n n n? n?")
def beta_inv(probability: float, a: float, b: float, low: float = 0.0, high: float = 1.0) -> Number:
    """The point below which ``probability`` lies in the beta distribution between ``low`` and ``high``."""
    if not 0.0 < probability < 1.0 or a <= 0.0 or b <= 0.0 or low >= high:
        return NUM
    width = high - low
    if probability <= beta_tails(a, b, 0.5, 0.5)[0]:
        return low + width * _beta_quantile(probability, False, a, b)
    return high - width * _beta_quantile(probability, True, b, a)


def _beta_quantile(probability: float, above: bool, a: float, b: float) -> float:
    """The point in the lower half of 0 to 1, so that it keeps its digits however near it is to the edge."""
    return quantile(
        lambda x: beta_tails(a, b, x, 1.0 - x), lambda x: beta_density(x, a, b), probability, above, 0.25, 0.5
    )


@excel("GAMMA.INV GAMMAINV", "n n n")
def gamma_inv(probability: float, shape: float, scale: float) -> Number:
    """The point below which ``probability`` lies in that gamma distribution."""
    if not 0.0 <= probability < 1.0 or shape <= 0.0 or scale <= 0.0:
        return NUM
    if probability == 0.0:
        return 0.0
    found = quantile(lambda x: gamma_tails(shape, x), lambda x: gamma_density(x, shape, 1.0), probability, False, shape)
    return finite(scale * found)
