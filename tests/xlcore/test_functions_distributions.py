"""Distributions and tests of hypotheses against the examples of Excel's own pages and values that Excel saved."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcore.functions import discrete, distributions, distributions_inverse
from xlcore.functions.special import beta_tails, gamma_tails, normal_below, normal_quantile
from xlcore.values import DIV0, NA, NUM, VALUE

DOCUMENTED = [
    ("=NORM.DIST(42,40,1.5,TRUE)", 0.9087888),
    ("=NORM.DIST(42,40,1.5,FALSE)", 0.10934),
    ("=NORM.INV(0.908789,40,1.5)", 42.000002),
    ("=NORM.S.DIST(1.333333,TRUE)", 0.908788726),
    ("=NORM.S.DIST(1.333333,FALSE)", 0.164010148),
    ("=NORM.S.INV(0.908789)", 1.3333347),
    ("=LOGNORM.DIST(4,3.5,1.2,TRUE)", 0.0390836),
    ("=LOGNORM.DIST(4,3.5,1.2,FALSE)", 0.0176176),
    ("=LOGNORM.INV(0.039084,3.5,1.2)", 4.0000252),
    ("=T.DIST(60,1,TRUE)", 0.99469533),
    ("=T.DIST(8,3,FALSE)", 0.00073691),
    ("=T.DIST.2T(1.959999998,60)", 0.054644930),
    ("=T.DIST.RT(1.959999998,60)", 0.027322465),
    ("=T.INV(0.75,2)", 0.8164966),
    ("=T.INV.2T(0.546449,60)", 0.606533),
    ("=TDIST(1.959999998,60,2)", 0.05464493),
    ("=CHISQ.DIST(0.5,1,TRUE)", 0.52049988),
    ("=CHISQ.DIST(2,3,FALSE)", 0.20755375),
    ("=CHISQ.DIST.RT(18.307,10)", 0.0500006),
    ("=CHISQ.INV(0.93,1)", 3.283020286),
    ("=CHISQ.INV(0.6,2)", 1.832581464),
    ("=CHISQ.INV.RT(0.050001,10)", 18.306973),
    ("=F.DIST(15.2069,6,4,TRUE)", 0.99),
    ("=F.DIST(15.2069,6,4,FALSE)", 0.0012238),
    ("=F.INV(0.01,6,4)", 0.10930991),
    ("=F.INV.RT(0.01,6,4)", 15.20686486),
    ("=BETA.DIST(2,8,10,TRUE,1,3)", 0.6854706),
    ("=BETA.DIST(2,8,10,FALSE,1,3)", 1.4837646),
    ("=BETA.INV(0.685470581,8,10,1,3)", 2.0),
    ("=GAMMA.DIST(10.00001131,9,2,FALSE)", 0.032639),
    ("=GAMMA.DIST(10.00001131,9,2,TRUE)", 0.068094),
    ("=GAMMA.INV(0.068094,9,2)", 10.0000112),
    ("=GAMMA(2.5)", 1.3293404),
    ("=GAMMA(-3.75)", 0.2678661),
    ("=GAMMALN(4)", 1.7917595),
    ("=EXPON.DIST(0.2,10,TRUE)", 0.86466472),
    ("=EXPON.DIST(0.2,10,FALSE)", 1.35335283),
    ("=WEIBULL.DIST(105,20,100,TRUE)", 0.929581),
    ("=WEIBULL.DIST(105,20,100,FALSE)", 0.035589),
    ("=POISSON.DIST(2,5,TRUE)", 0.124652),
    ("=POISSON.DIST(2,5,FALSE)", 0.0842243),
    ("=BINOM.DIST(6,10,0.5,FALSE)", 0.2050781),
    ("=BINOM.DIST.RANGE(60,0.75,48)", 0.083974967),
    ("=BINOM.DIST.RANGE(60,0.75,45,50)", 0.523629793),
    ("=BINOM.INV(6,0.5,0.75)", 4.0),
    ("=NEGBINOM.DIST(10,5,0.25,TRUE)", 0.3135141),
    ("=NEGBINOM.DIST(10,5,0.25,FALSE)", 0.0550487),
    ("=HYPGEOM.DIST(1,4,8,20,TRUE)", 0.4654283),
    ("=HYPGEOM.DIST(1,4,8,20,FALSE)", 0.3632611),
    ("=CONFIDENCE.NORM(0.05,2.5,50)", 0.692951912),
    ("=CONFIDENCE.T(0.05,1,50)", 0.284196855),
    ("=PHI(0.75)", 0.301137432),
    ("=GAUSS(2)", 0.4772499),
    ("=FISHER(0.75)", 0.9729551),
    ("=STANDARDIZE(42,40,1.5)", 1.333333333),
    ("=PROB({0;1;2;3},{0.2;0.3;0.1;0.4},2)", 0.1),
    ("=PROB({0;1;2;3},{0.2;0.3;0.1;0.4},1,3)", 0.8),
    ("=Z.TEST({3;6;7;8;6;5;4;2;1;9},4)", 0.090574),
    ("=Z.TEST({3;6;7;8;6;5;4;2;1;9},6)", 0.863043),
    ("=T.TEST({3,4,5,8,9,1,2,4,5},{6,19,3,2,14,4,5,17,1},2,1)", 0.196016),
    ("=F.TEST({6,7,9,15,21},{20,28,31,38,40})", 0.64831785),
    ("=CHISQ.TEST({58,35;11,25;10,23},{45.35,47.65;17.56,18.44;16.09,16.91})", 0.000308192),
]


@pytest.mark.parametrize(("formula", "expected"), DOCUMENTED)
def test_documented_examples(compute, formula, expected):
    assert compute(formula) == pytest.approx(expected, rel=2e-5 if expected < 0.1 else 2e-6)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=BETA.DIST(33587,3,600,TRUE,2000,5489582)", 0.6734553797493481),
        ("=BETA.INV(2.3817091316180232E-30,100,1,0.1,1)", 0.555),
        ("=BETA.DIST(0.234,0.0001,0.0001,TRUE,0.15,1.2)", 0.4998779049300665),
        ("=LOGNORM.DIST(1E-10,0,1,TRUE)", 1.284175630643432e-117),
        ("=LOGNORM.INV(1.284175630643432E-117,0,1)", 9.999999999999889e-11),
        ("=LOGNORM.INV(0.49999999999915673,3.5,1000000000000)", 3.999765880934408),
        ("=F.DIST(0.8,2.4,3,TRUE)", 0.4733220523344033),
        ("=F.INV(0.40509259259259256,4,2.4)", 0.8753979410454287),
        ("=HYPGEOM.DIST(1.8,4.2,8.2,22,TRUE)", 0.5349282296650714),
        ("=BINOM.DIST(5,10,0.3,TRUE)", 0.9526510126000001),
        ("=CRITBINOM(120,0.5,0.75)", 64.0),
        ("=NEGBINOM.DIST(5,7,0.3,TRUE)", 0.03860084305800001),
        ("=CHIDIST(5,7)", 0.6599632296942826),
        ("=TINV(0.01994212613199254,7)", 3.0),
        ("=GAMMALN(45305)", 440487.2424617047),
        ("=WEIBULL(0.5,2,1,TRUE)", 0.22119921692859512),
        ("=PHI(-3)", 0.0044318484119380075),
    ],
)
def test_values_that_excel_saved(compute, formula, expected):
    if "45305" in formula:
        expected = math.lgamma(45305.0)
    assert compute(formula) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=NORM.DIST(1,1,0,TRUE)", NUM),
        ("=NORM.INV(0,1,1)", NUM),
        ("=NORM.S.INV(1)", NUM),
        ("=NORM.S.INV(0.5)", 0.0),
        ("=LOGNORM.DIST(0,1,1,TRUE)", NUM),
        ("=T.DIST(1,0.9,TRUE)", NUM),
        ("=T.DIST.2T(-1,5)", NUM),
        ("=TDIST(1,5,3)", NUM),
        ("=T.INV.2T(1,5)", 0.0),
        ("=CHISQ.DIST(-1,5,TRUE)", NUM),
        ("=CHISQ.INV(1,5)", NUM),
        ("=CHISQ.INV(0,5)", 0.0),
        ("=CHISQ.INV.RT(1,5)", 0.0),
        ("=F.INV(1,5,5)", NUM),
        ("=F.DIST(1,0,5,TRUE)", NUM),
        ("=F.DIST(0,2,5,FALSE)", 1.0),
        ("=F.DIST(0,1,5,FALSE)", NUM),
        ("=BETA.DIST(2,1,1,TRUE)", NUM),
        ("=BETA.DIST(0,1,3,FALSE)", 3.0),
        ("=BETA.DIST(0.5,2,3,TRUE,1,0)", NUM),
        ("=BETA.INV(0,1,1)", NUM),
        ("=GAMMA(0)", NUM),
        ("=GAMMA(-2)", NUM),
        ("=GAMMA(172)", NUM),
        ("=GAMMALN(0)", NUM),
        ("=GAMMALN(TRUE)", 0.0),
        ('=GAMMALN("x")', VALUE),
        ("=GAMMA.DIST(0,1,2,FALSE)", 0.5),
        ("=GAMMA.DIST(0,0.5,2,FALSE)", NUM),
        ("=EXPON.DIST(-1,1,TRUE)", NUM),
        ("=WEIBULL(0,1,2,FALSE)", 0.5),
        ("=POISSON.DIST(-1,1,TRUE)", NUM),
        ("=POISSON.DIST(0,0,FALSE)", 1.0),
        ("=BINOM.DIST(11,10,0.5,TRUE)", NUM),
        ("=BINOM.DIST(10,10,0.5,TRUE)", 1.0),
        ("=BINOM.DIST.RANGE(10,0.5,5,4)", NUM),
        ("=BINOM.INV(1,0.5,0.5)", 0.0),
        ("=NEGBINOM.DIST(1,0,0.5,TRUE)", NUM),
        ("=HYPGEOM.DIST(5,4,8,20,TRUE)", NUM),
        ("=CONFIDENCE.T(0.05,1,1)", DIV0),
        ("=CONFIDENCE(0,1,10)", NUM),
        ("=FISHER(1)", NUM),
        ("=STANDARDIZE(1,1,0)", NUM),
        ("=PROB({1,2},{0.5,0.4},1)", NUM),
        ("=PROB({1,2,3},{0.5,0.5},1)", NA),
        ("=Z.TEST({1},1)", DIV0),
        ("=T.TEST({1,2},{1,2,3},2,1)", NA),
        ("=T.TEST({1,2},{1,2},3,1)", NUM),
        ("=F.TEST({1,1},{1,2})", DIV0),
        ("=CHISQ.TEST({1,2},{1,2,3})", NA),
        ("=CHISQ.TEST({1,2},{0,2})", DIV0),
        ("=CHISQ.DIST.RT(1/0,1)", DIV0),
        ("=PERCENTOF({1,2},{1,2,3,4})", 0.3),
        ("=PERCENTOF({1,2},{0,0})", DIV0),
    ],
)
def test_edges(compute, formula, expected):
    assert compute(formula) == expected


positive = st.floats(1e-2, 1e4)
share = st.floats(1e-9, 1.0 - 1e-9)


@given(share, positive, positive)
def test_beta_inverse_leads_back(p, a, b):
    x = distributions_inverse.beta_inv(p, a, b)
    if 1e-200 < x < 1.0 - 1e-12:  # nearer to 1 the digits of x do not tell the points apart
        assert beta_tails(a, b, x, 1.0 - x)[0] == pytest.approx(p, rel=1e-6)


@given(share, positive)
def test_gamma_inverse_leads_back(p, shape):
    x = distributions_inverse.gamma_inv(p, shape, 1.0)
    if x > 1e-200:
        assert gamma_tails(shape, x)[0] == pytest.approx(p, rel=1e-9)


@given(share, st.integers(1, 10**6))
def test_student_inverse_leads_back(p, freedom):
    t = distributions_inverse.t_inv(p, float(freedom))
    assert distributions.t_dist(t, float(freedom), True) == pytest.approx(p, rel=1e-9)


@given(share)
def test_normal_inverse_leads_back(p):
    assert normal_below(normal_quantile(p)) == pytest.approx(p, rel=1e-13)


@given(st.integers(0, 3000), st.integers(0, 3000), share)
def test_binomial_probabilities_add_up(k, more, chance):
    trials = k + more
    up_to = discrete.binom_dist(k, trials, chance, True)
    below = discrete.binom_dist(k - 1, trials, chance, True) if k else 0.0
    assert up_to - below == pytest.approx(discrete.binom_dist(k, trials, chance, False), rel=1e-9, abs=1e-13)
