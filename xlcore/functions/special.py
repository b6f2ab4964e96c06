"""Special functions that the statistical functions rest on: normal tails, incomplete gamma and beta ratios.

They declare nothing; everything is good to a few units in the 15th digit. The two ideas: probabilities of single points
come from Loader's saddle-point expansion (C. Loader, "Fast and accurate computation of binomial probabilities", 2000),
which does not lose digits for large arguments as differences of logarithms of gamma do; and of the two tails the
smaller one is computed and the other is its complement, so that small probabilities keep all their digits.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Final

from xlcore.effort import TooMuch

Tails = tuple[float, float]
"""The probability below and the probability above a point; they add up to 1."""

_LN_SQRT_2PI: Final = 0.5 * math.log(2.0 * math.pi)
_SQRT_2: Final = math.sqrt(2.0)
_SQRT_2PI: Final = math.sqrt(2.0 * math.pi)
_TINY: Final = 1e-300
_SMALLEST: Final = 5e-324
_CLOSE: Final = 1e-16
_LONGEST: Final = 2_000_000  # terms; sums for parameters up to 1E10 end before
_PATIENCE: Final = 0.25  # seconds of the processor for one quantile


def normal_density(z: float) -> float:
    """The density of the standard normal distribution."""
    return math.exp(-0.5 * z * z) / _SQRT_2PI


def normal_below(z: float) -> float:
    """The probability that a standard normal variable is not above ``z``."""
    return 0.5 * math.erfc(-z / _SQRT_2)


def normal_quantile(p: float) -> float:
    """The ``z`` with probability ``p`` (0 < p < 1) below it."""
    if p == 0.5:
        return 0.0
    tail = min(p, 1.0 - p)
    # Start: Abramowitz & Stegun 26.2.23, good to 4.5E-4; then Halley's steps, each tripling the digits.
    t = math.sqrt(-2.0 * math.log(tail))
    z = t - ((0.010328 * t + 0.802853) * t + 2.515517) / (((0.001308 * t + 0.189269) * t + 1.432788) * t + 1.0)
    central = tail > 0.2
    for _ in range(3):
        # Near the middle the distance from 1/2 keeps the digits that the probability itself has lost.
        missing = 0.5 * math.erf(z / _SQRT_2) - (0.5 - tail) if central else tail - normal_below(-z)
        step = missing / normal_density(z)
        z -= step / (1.0 + 0.5 * z * step)
    return -z if p < 0.5 else z


def stirling_error(n: float) -> float:
    """ln(n!) less Stirling's formula, ``n`` > 0."""
    if n > 15.0:
        s = 1.0 / (n * n)
        series = 1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - s * 691 / 360360))))
        return series / n
    if n < 1.0:
        return math.lgamma(n + 1.0) - (n + 0.5) * math.log(n) + n - _LN_SQRT_2PI
    return math.log(math.gamma(n + 1.0) / (math.sqrt(n) * _SQRT_2PI * math.pow(n / math.e, n)))


def deviance(x: float, mean: float) -> float:
    """x ln(x / mean) + mean - x without cancellation near ``x`` = ``mean``."""
    if abs(x - mean) >= 0.1 * (x + mean):
        ratio = x / mean
        if 0.0 < ratio < math.inf:
            return x * math.log(ratio) + mean - x
        return x * (math.log(x) - math.log(mean)) + mean - x
    v = (x - mean) / (x + mean)
    result, term, square = (x - mean) * v, 2.0 * x * v, v * v
    for k in range(3, 2000, 2):
        term *= square
        following = result + term / k
        if following == result:
            break
        result = following
    return result


def poisson_point(x: float, mean: float) -> float:
    """mean^x e^-mean / x! for real ``x`` >= 0."""
    if mean == 0.0:
        return float(x == 0.0)
    if x == 0.0:
        return math.exp(-mean)
    if x <= 20.0 and 1e-10 < mean < 200.0:
        return math.exp(-mean) * math.pow(mean, x) / math.gamma(x + 1.0)
    if x > mean * 1e300 or mean > x * 1e300:
        return 0.0
    return math.exp(-stirling_error(x) - deviance(x, mean)) / (_SQRT_2PI * math.sqrt(x))


def binomial_point(x: float, n: float, p: float, q: float) -> float:
    """C(n, x) p^x q^(n-x) for real 0 <= ``x`` <= ``n``; ``q`` is 1 - p, given apart to keep its digits."""
    if p == 0.0:
        return float(x == 0.0)
    if q == 0.0:
        return float(x == n)
    if x == 0.0:
        return math.exp(n * (math.log1p(-p) if p < 0.5 else math.log(q)))
    if x == n:
        return math.exp(n * (math.log1p(-q) if q < 0.5 else math.log(p)))
    if not 0.0 < x < n or p * n == 0.0 or q * n == 0.0:
        return 0.0
    exponent = stirling_error(n) - stirling_error(x) - stirling_error(n - x)
    exponent -= deviance(x, n * p) + deviance(n - x, n * q)
    return math.exp(exponent) / (_SQRT_2PI * math.sqrt(x * ((n - x) / n)))


def gamma_tails(shape: float, x: float) -> Tails:
    """The incomplete gamma ratios P and Q of ``x`` >= 0, ``shape`` > 0."""
    if x <= 0.0:
        return 0.0, 1.0
    front = poisson_point(shape, x)
    if x < shape + 1.0:
        below = front * _gamma_series(shape, x)
        return below, 1.0 - below
    above = front * shape * _gamma_fraction(shape, x)
    return 1.0 - above, above


def _gamma_series(shape: float, x: float) -> float:
    result = term = 1.0
    for n in range(1, _LONGEST):
        term *= x / (shape + n)
        result += term
        if term < result * _CLOSE:
            break
    return result


def _gamma_fraction(shape: float, x: float) -> float:
    """Legendre's continued fraction, by Lentz's method."""
    b = x + 1.0 - shape
    c, d = 1.0 / _TINY, 1.0 / _not_zero(b)
    result = d
    for n in range(1, _LONGEST):
        a = -n * (n - shape)
        b += 2.0
        d = 1.0 / _not_zero(a * d + b)
        c = _not_zero(b + a / c)
        result *= d * c
        if abs(d * c - 1.0) < 2.0 * _CLOSE:
            break
    return result


def _not_zero(number: float) -> float:
    return number if abs(number) > _TINY else _TINY


def beta_tails(a: float, b: float, x: float, y: float) -> Tails:
    """The incomplete beta ratios I(x; a, b) and I(y; b, a); ``y`` is 1 - x, given apart to keep its digits."""
    if x <= 0.0:
        return 0.0, 1.0
    if y <= 0.0:
        return 1.0, 0.0
    front = binomial_point(a, a + b, x, y) * a * (b / (a + b))
    if x < (a + 1.0) / (a + b + 2.0):
        below = min(1.0, front / _beta_fraction(a, b, x, y))
        return below, 1.0 - below
    above = min(1.0, front / _beta_fraction(b, a, y, x))
    return 1.0 - above, above


def _beta_fraction(a: float, b: float, x: float, y: float) -> float:
    """The continued fraction of A. Didonato and A. Morris (TOMS 708, 1992), by Lentz's method."""
    level = a * y - b * x + 1.0
    result = c = _not_zero(a * level / (a + 1.0))
    d = 0.0
    for m in range(1, _LONGEST):
        e = a + 2 * m - 1.0
        numerator = (a + m - 1.0) / e * ((a + b + m - 1.0) / e) * (m * (b - m) * x * x)
        denominator = m + m * (b - m) * x / e + (a + m) * (level + m * (2.0 - x)) / (e + 2.0)
        d = 1.0 / _not_zero(denominator + numerator * d)
        c = _not_zero(denominator + numerator / c)
        result *= c * d
        if abs(c * d - 1.0) < 2.0 * _CLOSE:
            break
    return result


def patience() -> Callable[[], None]:
    """What raises ``TooMuch`` when it is called a quarter of a second of the processor's time later."""
    begun = time.process_time()

    def still_patient() -> None:
        if time.process_time() - begun > _PATIENCE:
            raise TooMuch

    return still_patient


def quantile(
    tails: Callable[[float], Tails],
    density: Callable[[float], float],
    probability: float,
    above: bool,
    start: float,
    end: float = math.inf,
) -> float:
    """The point between 0 and ``end`` with ``probability`` (0 to 1, both excluded) below it, or ``above`` it.

    A probability so small that halving it made 0 of it counts as the smallest number.

    Newton's steps between logarithms, which a power law takes in one, kept inside an interval that only shrinks.
    """
    if probability > 0.5:
        probability, above = 1.0 - probability, not above
    probability = max(probability, _SMALLEST)
    low, high, x = 0.0, end, start
    still_patient = patience()
    for _ in range(400):
        still_patient()
        share = tails(x)[above]
        if share == probability:
            return x
        if (share > probability) is not above:
            high = x
        else:
            low = x
        following = _newton(x, share, density(x), probability, above)
        if abs(following - x) <= 1e-10 * x:
            return following  # the steps square their error
        if not low < following < high:
            following = _middle(low, high)
            if following in (low, high):
                return following
        x = following
    return x


def _newton(x: float, share: float, slope: float, probability: float, above: bool) -> float:
    if not (share > 0.0 and 0.0 < x * slope < math.inf):
        return math.nan
    step = math.log(share / probability) * share / (x * slope)
    return x * math.exp(max(-20.0, min(20.0, step if above else -step)))


def _middle(low: float, high: float) -> float:
    if high == math.inf:
        return max(4.0 * low, 1.0)
    if low == 0.0:
        return high / 1024.0
    return math.sqrt(low) * math.sqrt(high) if high > 2.0 * low else 0.5 * (low + high)
