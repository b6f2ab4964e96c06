"""Discrete distributions: binomial, negative binomial, hypergeometric, Poisson. Counts are truncated."""

from __future__ import annotations

import math
from collections.abc import Callable

from xlcore.functions.gather import finite
from xlcore.functions.special import beta_tails, binomial_point, gamma_tails, patience, poisson_point
from xlcore.registry import Library, declare
from xlcore.values import NUM, ExcelError

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)

Number = float | ExcelError

_MANY = 20_000
_DEVIATIONS = 40.0
_NOTHING = 1e-25
_FEW = 1000
"""Up to so many points are added up one by one; beyond, the incomplete gamma and beta ratios take over."""


def _summed(point: Callable[[int], float], first: int, last: int) -> float:
    return min(1.0, math.fsum(point(k) for k in range(first, last + 1)))


def binomial(k: int, trials: int, chance: float) -> float:
    """The probability of exactly ``k`` successes."""
    if trials <= 60:
        return math.comb(trials, k) * math.pow(chance, k) * math.pow(1.0 - chance, trials - k)
    return binomial_point(float(k), float(trials), chance, 1.0 - chance)


def binomial_up_to(k: int, trials: int, chance: float) -> float:
    """The probability of at most ``k`` successes."""
    if k >= trials:
        return 1.0
    if k <= _FEW:
        return _summed(lambda i: binomial(i, trials, chance), 0, k)
    return beta_tails(k + 1.0, float(trials - k), chance, 1.0 - chance)[1]


@excel("BINOM.DIST BINOMDIST", "i i n b")
def binom_dist(successes: int, trials: int, chance: float, cumulative: bool) -> Number:
    """The binomial distribution: exactly, or at most, so many successes."""
    if not 0 <= successes <= trials or not 0.0 <= chance <= 1.0:
        return NUM
    return binomial_up_to(successes, trials, chance) if cumulative else binomial(successes, trials, chance)


@excel("BINOM.DIST.RANGE", "i n i i?")
def binom_dist_range(trials: int, chance: float, first: int, last: int | None = None) -> Number:
    """The probability of ``first`` to ``last`` successes, or of exactly ``first``."""
    end = first if last is None else last
    if trials < 0 or not 0.0 <= chance <= 1.0 or not 0 <= first <= end <= trials:
        return NUM
    if end - first <= _FEW:
        return _summed(lambda k: binomial(k, trials, chance), first, end)
    below = binomial_up_to(first - 1, trials, chance) if first else 0.0
    return binomial_up_to(end, trials, chance) - below


@excel("BINOM.INV CRITBINOM", "i n n")
def binom_inv(trials: int, chance: float, level: float) -> Number:
    """The smallest count of successes whose cumulative probability reaches ``level``."""
    if trials < 0 or not 0.0 <= chance <= 1.0 or not 0.0 <= level <= 1.0:
        return NUM
    low, high = 0, trials
    still_patient = patience()
    while low < high:
        still_patient()
        middle = (low + high) // 2
        if binomial_up_to(middle, trials, chance) >= level:
            high = middle
        else:
            low = middle + 1
    return float(low)


def _negative_binomial(failures: int, successes: int, chance: float) -> float:
    share = successes / (failures + successes)
    return share * binomial_point(float(successes), float(failures + successes), chance, 1.0 - chance)


@excel("NEGBINOM.DIST", "i i n b")
def negbinom_dist(failures: int, successes: int, chance: float, cumulative: bool) -> Number:
    """The probability of so many failures (exactly, or at most) before that success."""
    if failures < 0 or successes < 1 or not 0.0 <= chance <= 1.0:
        return NUM
    if cumulative:
        return beta_tails(float(successes), failures + 1.0, chance, 1.0 - chance)[0]
    return _negative_binomial(failures, successes, chance)


@excel("NEGBINOMDIST", "i i n")
def negbinomdist(failures: int, successes: int, chance: float) -> Number:
    """The probability of exactly so many failures before that success."""
    exactly: Number = negbinom_dist(failures, successes, chance, False)
    return exactly


def hypergeometric(hits: int, sample: int, marked: int, population: int) -> float:
    """The probability of exactly ``hits`` marked ones in the sample."""
    if not max(0, sample + marked - population) <= hits <= min(sample, marked):
        return 0.0
    if population <= 10_000:
        ways = math.comb(marked, hits) * math.comb(population - marked, sample - hits)
        return ways / math.comb(population, sample)
    p, q = sample / population, (population - sample) / population
    rest = binomial_point(float(sample - hits), float(population - marked), p, q)
    return (
        binomial_point(float(hits), float(marked), p, q) * rest / binomial_point(float(sample), float(population), p, q)
    )


def _hypergeometric_up_to(first: int, hits: int, sample: int, marked: int, population: int) -> float:
    """The probability of at most ``hits`` marked ones: from the most probable count that is asked for downwards, until
    nothing more comes of it."""
    likeliest = (sample + 1) * (marked + 1) // (population + 2)
    share = marked / population
    deviation = math.sqrt(sample * share * (1.0 - share) * (population - sample) / max(1, population - 1))
    last = min(hits, likeliest + int(_DEVIATIONS * deviation) + _FEW)
    points: list[float] = []
    for k in range(last, first - 1, -1):
        points.append(hypergeometric(k, sample, marked, population))
        if k < likeliest and points[-1] < _NOTHING:
            break
    return min(1.0, math.fsum(points))


@excel("HYPGEOM.DIST", "i i i i b")
def hypgeom_dist(hits: int, sample: int, marked: int, population: int, cumulative: bool) -> Number:
    """The hypergeometric distribution: exactly, or at most, so many marked ones in a sample without replacement."""
    if hits < 0 or not (0 < sample <= population and 0 < marked <= population):
        return NUM
    if not max(0, sample + marked - population) <= hits <= min(sample, marked):
        return NUM
    if cumulative:
        first = max(0, sample + marked - population)
        if hits - first > _MANY:
            return _hypergeometric_up_to(first, hits, sample, marked, population)
        return _summed(lambda k: hypergeometric(k, sample, marked, population), first, hits)
    return hypergeometric(hits, sample, marked, population)


@excel("HYPGEOMDIST", "i i i i")
def hypgeomdist(hits: int, sample: int, marked: int, population: int) -> Number:
    """The probability of exactly so many marked ones in a sample without replacement."""
    exactly: Number = hypgeom_dist(hits, sample, marked, population, False)
    return exactly


@excel("POISSON.DIST POISSON", "i n b")
def poisson_dist(count: int, mean: float, cumulative: bool) -> Number:
    """Poisson's distribution: exactly, or at most, so many events."""
    if count < 0 or mean < 0.0:
        return NUM
    if not cumulative:
        return finite(poisson_point(float(count), mean))
    if count <= 100:
        return _summed(lambda k: poisson_point(float(k), mean), 0, count)
    return gamma_tails(count + 1.0, mean)[1]
