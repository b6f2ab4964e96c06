"""Statistical functions against Excel's documented answers."""

import pytest

from xlcore.functions import ranking, regression, statistics
from xlcore.matrix import Array
from xlcore.values import DIV0, NA, NUM, VALUE

FUNCTIONS = {**statistics.FUNCTIONS, **ranking.FUNCTIONS, **regression.FUNCTIONS}


def call(name, *arguments):
    return FUNCTIONS[name].call(*arguments)


def col(*values):
    return Array([[value] for value in values])


MIXED = col(39790.0, None, 19.0, 22.24, True, DIV0, "5")
STRENGTHS = col(1345.0, 1301.0, 1368.0, 1322.0, 1310.0, 1370.0, 1318.0, 1350.0, 1303.0, 1299.0)
AVERAGEA = col(10.0, 7.0, 9.0, 2.0, "Not available", None)
SPREAD = col(3.0, 4.0, 5.0, 2.0, 3.0, 4.0, 5.0, 6.0, 4.0, 7.0)
RANKED = col(7.0, 3.5, 3.5, 1.0, 2.0)
EXC = col(6.0, 7.0, 15.0, 36.0, 39.0, 40.0, 41.0, 42.0, 43.0, 47.0, 49.0)
PERCENT = col(13.0, 12.0, 11.0, 8.0, 4.0, 3.0, 2.0, 1.0, 1.0, 1.0)
YS = col(2.0, 3.0, 9.0, 1.0, 8.0, 7.0, 5.0)
XS = col(6.0, 5.0, 11.0, 7.0, 5.0, 4.0, 4.0)


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("COUNT", (MIXED,), 3.0),
        ("COUNT", (MIXED, 2.0, "5", True, None, "x", NA), 7.0),
        ("COUNTA", (MIXED,), 6.0),
        ("COUNTA", (MIXED, None, ""), 8.0),
        ("COUNTBLANK", (col(None, "", 0.0, " "),), 2.0),
        ("AVERAGE", (col(10.0, 7.0, 9.0, 27.0, 2.0), 5.0), 10.0),
        ("AVERAGE", (col("a", True),), DIV0),
        ("AVERAGE", (1.0, None, 2.0), 1.0),
        ("AVERAGE", (MIXED,), DIV0),
        ("AVERAGE", ("x",), VALUE),
        ("AVERAGEA", (AVERAGEA,), 5.6),
        ("AVERAGEA", (col(True, False),), 0.5),
        ("MIN", (col(10.0, 7.0, 9.0), 0.5), 0.5),
        ("MIN", (col("a"),), 0.0),
        ("MAX", (col(-10.0, "5", True), -20.0), -10.0),
        ("MAX", (-5.0, "3"), 3.0),
        ("MAX", (col(1.0, NA),), NA),
        ("MINA", (col(False, 0.2, 0.5),), 0.0),
        ("MAXA", (col(0.0, 0.2, 0.5, True),), 1.0),
        ("MAXA", (col(-1.0, "x"),), 0.0),
        ("MEDIAN", (1.0, 2.0, 3.0, 4.0, 5.0), 3.0),
        ("MEDIAN", (col(1.0, 2.0, 3.0, 4.0, 5.0, 6.0),), 3.5),
        ("MEDIAN", (col("a"),), NUM),
        ("MODE", (col(5.6, 4.0, 4.0, 3.0, 2.0, 4.0),), 4.0),
        ("MODE.SNGL", (col(2.0, 1.0, 1.0, 2.0),), 2.0),
        ("MODE", (col(1.0, 2.0),), NA),
        ("MODE", (1.0, "1", 1.0), VALUE),
        ("MODE.MULT", (col(1.0, 2.0, 3.0, 4.0, 3.0, 2.0, 1.0, 2.0, 3.0),), col(2.0, 3.0)),
        ("STDEV", (STRENGTHS,), 27.46391571984349),
        ("STDEV.S", (STRENGTHS,), 27.46391571984349),
        ("STDEVP", (STRENGTHS,), 26.054558142482477),
        ("STDEV.P", (5.0,), 0.0),
        ("STDEV.S", (5.0,), DIV0),
        ("STDEVA", (col(1.0, True, "x"),), 0.57735026918962573),
        ("STDEVPA", (col(1.0, True, "x"),), 0.47140452079103168),
        ("VAR", (STRENGTHS,), 754.2666666666667),
        ("VAR.P", (STRENGTHS,), 678.84),
        ("VARA", (col(1.0, True, "x"),), 1 / 3),
        ("VARPA", (col(1.0, True, "x"),), 2 / 9),
        ("DEVSQ", (col(4.0, 5.0, 8.0, 7.0, 11.0, 4.0, 3.0),), 48.0),
        ("AVEDEV", (col(4.0, 5.0, 6.0, 7.0, 5.0, 4.0, 3.0),), 1.0204081632653061),
        ("GEOMEAN", (col(4.0, 5.0, 8.0, 7.0, 11.0, 4.0, 3.0),), 5.476986969656962),
        ("GEOMEAN", (4.0, 9.0), 6.0),
        ("GEOMEAN", (col(1e200, 1e200, 1e200),), 1e200),
        ("GEOMEAN", (4.0, 0.0), NUM),
        ("HARMEAN", (col(4.0, 5.0, 8.0, 7.0, 11.0, 4.0, 3.0),), 5.028375962061728),
        ("HARMEAN", (col("a"),), NUM),
        ("TRIMMEAN", (col(4.0, 5.0, 6.0, 7.0, 2.0, 3.0, 4.0, 5.0, 1.0, 2.0, 3.0), 0.2), 3.7777777777777777),
        ("TRIMMEAN", (SPREAD, 1.0), NUM),
        ("SKEW", (SPREAD,), 0.3595430714067974),
        ("SKEW.P", (SPREAD,), 0.303193339354144),
        ("SKEW", (col(1.0, 1.0, 1.0),), DIV0),
        ("KURT", (SPREAD,), -0.1517996372084163),
        ("KURT", (col(1.0, 2.0, 3.0),), DIV0),
    ],
)
def test_descriptive(name, arguments, expected):
    result = call(name, *arguments)
    assert result == (pytest.approx(expected, rel=1e-12) if isinstance(expected, float) else expected)
    assert type(result) is type(expected)


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("LARGE", (SPREAD, 3.0), 5.0),
        ("LARGE", (SPREAD, 7.0), 4.0),
        ("LARGE", (SPREAD, 11.0), NUM),
        ("LARGE", (True, 1.0), 1.0),
        ("LARGE", ("2.3", 1.0), 2.3),
        ("SMALL", (SPREAD, 4.0), 4.0),
        ("SMALL", (SPREAD, 0.0), NUM),
        ("SMALL", (col(1.0, NA), 1.0), NA),
        ("RANK", (3.5, RANKED, 1.0), 3.0),
        ("RANK", (7.0, RANKED, 1.0), 5.0),
        ("RANK.EQ", (3.5, RANKED), 2.0),
        ("RANK.AVG", (3.5, RANKED), 2.5),
        ("RANK", (4.0, RANKED), NA),
        ("PERCENTILE", (col(1.0, 2.0, 3.0, 4.0), 0.3), 1.9),
        ("PERCENTILE.INC", (col(1.0, 2.0, 3.0, 4.0), 1.0), 4.0),
        ("PERCENTILE", (col(1.0, 2.0), 1.1), NUM),
        ("PERCENTILE", (col("a"), 0.5), NUM),
        ("PERCENTILE.EXC", (EXC, 0.25), 15.0),
        ("PERCENTILE.EXC", (EXC, 0.01), NUM),
        ("PERCENTILE.EXC", (EXC, 0.0), NUM),
        ("QUARTILE", (col(1.0, 2.0, 4.0, 7.0, 8.0, 9.0, 10.0, 12.0), 1.0), 3.5),
        ("QUARTILE.INC", (SPREAD, 5.0), NUM),
        ("QUARTILE.INC", (SPREAD, 4.9), 7.0),
        ("QUARTILE.EXC", (EXC, 1.0), 15.0),
        ("QUARTILE.EXC", (EXC, 3.0), 43.0),
        ("QUARTILE.EXC", (EXC, 0.0), NUM),
        ("PERCENTRANK", (PERCENT, 2.0), 0.333),
        ("PERCENTRANK.INC", (PERCENT, 4.0), 0.555),
        ("PERCENTRANK.INC", (PERCENT, 8.0), 0.666),
        ("PERCENTRANK.INC", (PERCENT, 5.0), 0.583),
        ("PERCENTRANK.INC", (PERCENT, 5.0, 5.0), 0.58333),
        ("PERCENTRANK.INC", (PERCENT, 14.0), NA),
        ("PERCENTRANK.INC", (PERCENT, 5.0, 0.0), NUM),
        ("PERCENTRANK.EXC", (col(1.0, 2.0, 3.0, 6.0, 6.0, 6.0, 7.0, 8.0, 9.0), 7.0), 0.7),
        ("PERCENTRANK.EXC", (col(1.0, 2.0, 3.0, 6.0, 6.0, 6.0, 7.0, 8.0, 9.0), 5.43), 0.381),
        ("PERCENTRANK.EXC", (col(1.0, 2.0, 3.0, 6.0, 6.0, 6.0, 7.0, 8.0, 9.0), 5.43, 1.0), 0.3),
        (
            "FREQUENCY",
            (col(79.0, 85.0, 78.0, 85.0, 50.0, 81.0, 95.0, 88.0, 97.0), col(70.0, 79.0, 89.0)),
            col(1.0, 2.0, 4.0, 2.0),
        ),
        ("FREQUENCY", (col(1.0, 5.0, "x", None), col(4.0, 2.0, 2.0)), col(0.0, 1.0, 0.0, 1.0)),
    ],
)
def test_order_statistics(name, arguments, expected):
    result = call(name, *arguments)
    assert result == (pytest.approx(expected, rel=1e-12) if isinstance(expected, float) else expected)


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("CORREL", (col(3.0, 2.0, 4.0, 5.0, 6.0), col(9.0, 7.0, 12.0, 15.0, 17.0)), 0.997054485501581),
        ("PEARSON", (col(9.0, 7.0, 5.0, 3.0, 1.0), col(10.0, 6.0, 1.0, 5.0, 3.0)), 0.6993786061802354),
        ("CORREL", (col(1.0, 2.0), col(1.0)), NA),
        ("CORREL", (col(1.0, 2.0), col(5.0, 5.0)), DIV0),
        ("CORREL", (col(1.0, 2.0, "x", 4.0), col(2.0, 4.0, 1.0, 8.0)), 1.0),
        ("RSQ", (YS, XS), 0.05795019157088122),
        ("SLOPE", (YS, XS), 0.3055555555555556),
        ("INTERCEPT", (col(2.0, 3.0, 9.0, 1.0, 8.0), col(6.0, 5.0, 11.0, 7.0, 5.0)), 0.04838709677419217),
        (
            "FORECAST",
            (30.0, col(6.0, 7.0, 9.0, 15.0, 21.0), col(20.0, 28.0, 31.0, 38.0, 40.0)),
            10.607253086419755,
        ),
        ("SLOPE", (col(1.0, 2.0), col(3.0, 3.0)), DIV0),
        ("STEYX", (YS, XS), 3.305718950210041),
        ("STEYX", (col(1.0, 2.0), col(3.0, 4.0)), DIV0),
        ("COVARIANCE.P", (col(3.0, 2.0, 4.0, 5.0, 6.0), col(9.0, 7.0, 12.0, 15.0, 17.0)), 5.2),
        ("COVARIANCE.S", (col(2.0, 4.0, 8.0), col(5.0, 11.0, 12.0)), 9.666666666666668),
        ("COVARIANCE.S", (col(2.0), col(5.0)), DIV0),
        ("COVAR", (col(2.0), col(5.0)), 0.0),
    ],
)
def test_regression(name, arguments, expected):
    result = call(name, *arguments)
    assert result == (pytest.approx(expected, rel=1e-10) if isinstance(expected, float) else expected)
