"""Mathematical functions against Excel's documented answers."""

import datetime as dt
import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcore.functions import arrays, integers, mathematics, subtotal, trigonometry
from xlcore.functions.gather import total
from xlcore.grid import Area, Grid
from xlcore.locales import EN_US
from xlcore.matrix import Array
from xlcore.values import DIV0, NA, NUM, VALUE, ExcelError

FUNCTIONS = {
    **mathematics.FUNCTIONS,
    **trigonometry.FUNCTIONS,
    **integers.FUNCTIONS,
    **arrays.FUNCTIONS,
    **subtotal.FUNCTIONS,
}
MIXED = Array([[1.0, "5"], [True, None], [2.0, "x"]])
WITH_ERROR = Array([[1.0], [DIV0], [NA]])


class Context:
    """What a function with context may ask: here an arithmetical series of 'random' numbers."""

    sheet, row, col = "S", 1, 1
    locale, date1904, now = EN_US, False, dt.datetime(2023, 7, 5)

    def __init__(self, *randoms):
        self._randoms = itertools.cycle(randoms or (0.5,))

    def random(self):
        return next(self._randoms)

    def spend(self, amount):
        """Work is not limited here."""


def call(name, *arguments):
    function = FUNCTIONS[name]
    own = function.context and not isinstance(arguments[0], Context)
    return function.call(*([Context()] if own else []), *arguments)


def check(name, arguments, expected):
    result = call(name, *arguments)
    if isinstance(expected, float) and isinstance(result, float):
        assert result == pytest.approx(expected, rel=1e-12, abs=1e-14)
    else:
        assert result == expected
        assert type(result) is type(expected)


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("SUM", (3.0, "5", True), 9.0),
        ("SUM", (MIXED,), 3.0),
        ("SUM", (MIXED, 10.0), 13.0),
        ("SUM", ("abc",), VALUE),
        ("SUM", (1.0, None, 2.0), 3.0),
        ("SUM", (WITH_ERROR,), DIV0),
        ("SUM", (NA, WITH_ERROR), NA),
        ("SUM", (Array([[NA, 1.0], [DIV0, 1.0]]),), NA),
        ("SUM", (Array([[1.0, NA], [DIV0, 1.0]]),), NA),
        ("SUM", (1e308, 1e308), NUM),
        ("PRODUCT", (Array([[5.0, 15.0, 30.0]]),), 2250.0),
        ("PRODUCT", (Array([["a", None]]),), 0.0),
        ("SUMSQ", (3.0, 4.0), 25.0),
        ("SUMPRODUCT", (Array([[3.0, 4.0], [8.0, 6.0]]), Array([[2.0, 7.0], [6.0, 7.0]])), 124.0),
        ("SUMPRODUCT", (Array([[1.0], [2.0]]), Array([[3.0, 4.0]])), VALUE),
        ("SUMPRODUCT", (Array([[1.0], ["2"], [True]]), Array([[3.0], [4.0], [5.0]])), 3.0),
        ("SUMPRODUCT", (WITH_ERROR, Array([[0.0], [0.0], [0.0]])), DIV0),
        ("SUMPRODUCT", (MIXED,), 3.0),
        ("SUMPRODUCT", (2.0, 3.0), 6.0),
        ("SUMX2MY2", (Array([[2.0, 3.0, 9.0]]), Array([[6.0, 5.0, 11.0]])), -88.0),
        ("SUMX2PY2", (Array([[2.0], [3.0]]), Array([[6.0], [5.0]])), 74.0),
        ("SUMXMY2", (Array([[2.0], [3.0]]), Array([[6.0], [5.0]])), 20.0),
        ("SUMXMY2", (Array([[2.0], ["x"]]), Array([[6.0], [5.0]])), 16.0),
        ("SUMXMY2", (Array([[2.0], [3.0]]), Array([[6.0]])), NA),
        ("SUMX2PY2", (Array([["a"]]), Array([["b"]])), DIV0),
        ("SERIESSUM", (2.0, 0.0, 1.0, Array([[1.0, 1.0, 1.0]])), 7.0),
        ("SERIESSUM", (True, 0.0, 1.0, Array([[1.0]])), VALUE),
        ("SERIESSUM", (2.0, 1.0, 2.0, Array([[1.0, 3.0]])), 26.0),
        ("ABS", (-4.0,), 4.0),
        ("SIGN", (-0.00001,), -1.0),
        ("SIGN", (0.0,), 0.0),
        ("SQRT", (16.0,), 4.0),
        ("SQRT", (-16.0,), NUM),
        ("SQRTPI", (1.0,), 1.7724538509055159),
        ("POWER", (5.0, 2.0), 25.0),
        ("POWER", (98.6, 3.2), 2401077.2220695773),
        ("POWER", (4.0, 1.25), 5.656854249492381),
        ("POWER", (0.0, 0.0), NUM),
        ("POWER", (0.0, -1.0), DIV0),
        ("POWER", (-8.0, 1 / 3), -2.0),
        ("POWER", (-8.0, 0.5), NUM),
        ("POWER", (-2.0, 3.0), -8.0),
        ("POWER", (10.0, 400.0), NUM),
        ("POWER", (10.0, -400.0), 0.0),
        ("EXP", (1.0,), math.e),
        ("EXP", (710.0,), NUM),
        ("LN", (86.0,), 4.454347296253507),
        ("LN", (0.0,), NUM),
        ("LOG", (10.0,), 1.0),
        ("LOG", (8.0, 2.0), 3.0),
        ("LOG", (86.0, 2.7182818), 4.4543473428883),
        ("LOG", (8.0, 1.0), DIV0),
        ("LOG", (8.0, 0.0), NUM),
        ("LOG10", (100000.0,), 5.0),
        ("MOD", (3.0, 2.0), 1.0),
        ("MOD", (-3.0, 2.0), 1.0),
        ("MOD", (3.0, -2.0), -1.0),
        ("MOD", (-3.0, -2.0), -1.0),
        ("MOD", (3.0, 0.0), DIV0),
        ("MOD", (0.9, 0.3), 5.551115123125783e-17),
        ("MOD", (281.44, 0.02), 0.019999999999985),
        ("MOD", (1e15, 1.0), 0.0),
        ("MOD", (2.0**50, 1.0), NUM),
        ("MOD", (-6.0, 3.0), 0.0),
        ("QUOTIENT", (5.0, 2.0), 2.0),
        ("QUOTIENT", (-10.0, 3.0), -3.0),
        ("QUOTIENT", (1.0, 0.0), DIV0),
        ("QUOTIENT", (True, 1.0), VALUE),
        ("PI", (), math.pi),
        ("RANDBETWEEN", (Context(0.0), 1.0, 6.0), 1.0),
        ("RANDBETWEEN", (Context(0.999999), 1.0, 6.0), 6.0),
        ("RANDBETWEEN", (Context(), 1.2, 1.4), NUM),
        ("RAND", (Context(0.25),), 0.25),
    ],
)
def test_sums_powers_and_logarithms(name, arguments, expected):
    check(name, arguments, expected)


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("SIN", (math.pi / 6,), 0.5),
        ("COS", (1.047,), 0.5001710745970701),
        ("TAN", (0.785,), 0.9992039901050427),
        ("SIN", (134217728.0,), NUM),
        ("COT", (30.0,), -0.15611995216165922),
        ("COT", (0.0,), DIV0),
        ("SEC", (0.0,), 1.0),
        ("CSC", (15.0,), 1.5377805615408537),
        ("ASIN", (-0.5,), -0.5235987755982989),
        ("ASIN", (2.0,), NUM),
        ("ACOS", (-0.5,), 2.0943951023931957),
        ("ATAN", (1.0,), math.pi / 4),
        ("ATAN2", (1.0, 1.0), math.pi / 4),
        ("ATAN2", (-1.0, -1.0), -2.356194490192345),
        ("ATAN2", (0.0, 0.0), DIV0),
        ("ACOT", (2.0,), 0.4636476090008061),
        ("SINH", (1.0,), 1.1752011936438014),
        ("SINH", (1000.0,), NUM),
        ("COSH", (4.0,), 27.308232836016487),
        ("TANH", (0.5,), 0.46211715726000975),
        ("SECH", (0.0,), 1.0),
        ("CSCH", (0.0,), DIV0),
        ("COTH", (2.0,), 1.0373147207275482),
        ("ASINH", (-2.5,), -1.6472311463710958),
        ("ACOSH", (1.0,), 0.0),
        ("ACOSH", (0.5,), NUM),
        ("ATANH", (0.76159416,), 1.0000000098),
        ("ATANH", (1.0,), NUM),
        ("ACOTH", (6.0,), 0.16823611831060645),
        ("DEGREES", (math.pi,), 180.0),
        ("RADIANS", (270.0,), 4.71238898038469),
    ],
)
def test_trigonometry(name, arguments, expected):
    result = call(name, *arguments)
    assert result == (pytest.approx(expected, rel=1e-9, abs=1e-12) if isinstance(expected, float) else expected)


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("FACT", (5,), 120.0),
        ("FACT", (0,), 1.0),
        ("FACT", (-1,), NUM),
        ("FACT", (171,), NUM),
        ("FACTDOUBLE", (6.0,), 48.0),
        ("FACTDOUBLE", (7.0,), 105.0),
        ("FACTDOUBLE", (-1.0,), 1.0),
        ("FACTDOUBLE", (-2.0,), NUM),
        ("FACTDOUBLE", (True,), VALUE),
        ("COMBIN", (8, 2), 28.0),
        ("COMBIN", (2, 8), NUM),
        ("COMBIN", (10_000_000, 5_000_000), NUM),
        ("COMBINA", (4, 3), 20.0),
        ("COMBINA", (10, 3), 220.0),
        ("COMBINA", (0, 0), 1.0),
        ("COMBINA", (0, 1), NUM),
        ("PERMUT", (100, 3), 970200.0),
        ("PERMUT", (3, 2), 6.0),
        ("PERMUTATIONA", (3, 2), 9.0),
        ("MULTINOMIAL", (2.0, 3.0, 4.0), 1260.0),
        ("GCD", (24.0, 36.0), 12.0),
        ("GCD", (5.0, 0.0), 5.0),
        ("GCD", (5.9, "10"), 5.0),
        ("GCD", (-5.0, 10.0), NUM),
        ("GCD", (True, 10.0), VALUE),
        ("GCD", (None, 10.0), NA),
        ("GCD", (Array([["x"]]),), VALUE),
        ("LCM", (24.0, 36.0), 72.0),
        ("LCM", (0.0, 5.0), 0.0),
        ("LCM", (Array([[None]]), 5.0), 5.0),
        ("LCM", (Array([[None, 5.0]]),), 0.0),
        ("LCM", (Array([[None]]), Array([[None]])), VALUE),
        ("LCM", (1e15, 1e15 - 1), NUM),
        ("BASE", (7.0, 2.0), "111"),
        ("BASE", (100.0, 16.0), "64"),
        ("BASE", (15.0, 2.0, 10.0), "0000001111"),
        ("BASE", (0.0, 2.0), "0"),
        ("BASE", (-1.0, 2.0), NUM),
        ("BASE", (7.0, 1.0), NUM),
        ("DECIMAL", ("FF", 16.0), 255.0),
        ("DECIMAL", ("zap", 36.0), 45745.0),
        ("DECIMAL", ("12", 2.0), NUM),
        ("ROMAN", (499.0, 0.0), "CDXCIX"),
        ("ROMAN", (499.0, 1.0), "LDVLIV"),
        ("ROMAN", (499.0, 2.0), "XDIX"),
        ("ROMAN", (499.0, 3.0), "VDIV"),
        ("ROMAN", (499.0, 4.0), "ID"),
        ("ROMAN", (499.0, True), "CDXCIX"),
        ("ROMAN", (499.0, False), "ID"),
        ("ROMAN", (0.0,), ""),
        ("ROMAN", (4000.0,), VALUE),
        ("ARABIC", ("LVII",), 57.0),
        ("ARABIC", ("mcmxii",), 1912.0),
        ("ARABIC", ("-X",), -10.0),
        ("ARABIC", ("",), 0.0),
        ("ARABIC", ("ABC",), VALUE),
    ],
)
def test_whole_numbers(name, arguments, expected):
    check(name, arguments, expected)


def test_roman_and_arabic_are_inverse_in_every_form():
    for number in range(1, 4000, 7):
        for form in range(5):
            assert call("ARABIC", call("ROMAN", float(number), float(form))) == number


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("MMULT", (Array([[1.0, 3.0], [7.0, 2.0]]), Array([[2.0, 0.0], [0.0, 2.0]])), Array([[2.0, 6.0], [14.0, 4.0]])),
        ("MMULT", (Array([[1.0, 3.0]]), Array([[2.0, 0.0]])), VALUE),
        ("MMULT", (Array([[1.0, None]]), Array([[2.0], [0.0]])), VALUE),
        ("MMULT", (Array([[1.0, NA]]), Array([[2.0], [0.0]])), NA),
        ("MMULT", (Array([[1e308, 1e308], [1.0, 1.0]]), Array([[10.0, 1.0], [10.0, 1.0]])), NUM),
        ("TRANSPOSE", (Array([[1.0, "a"], [2.0, True]]),), Array([[1.0, 2.0], ["a", True]])),
        ("MDETERM", (Array([[3.0, 6.0, 1.0], [1.0, 1.0, 0.0], [3.0, 10.0, 2.0]]),), 1.0),
        ("MDETERM", (Array([[3.0, 6.0], [1.0, 2.0]]),), 0.0),
        ("MDETERM", (Array([[3.0, 6.0]]),), VALUE),
        ("MINVERSE", (Array([[4.0, -1.0], [2.0, 0.0]]),), Array([[0.0, 0.5], [-1.0, 2.0]])),
        ("MINVERSE", (Array([[1.0, 2.0], [2.0, 4.0]]),), NUM),
        ("MUNIT", (2,), Array([[1.0, 0.0], [0.0, 1.0]])),
        ("MUNIT", (0,), VALUE),
        ("SEQUENCE", (2.0, 3.0), Array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])),
        ("SEQUENCE", (2.0, None, 10.0, -5.0), Array([[10.0], [5.0]])),
        ("SEQUENCE", (3.0, 1.0, 10.0, 2.2), Array([[10.0], [12.2], [12.2 + 2.2]])),
        ("SEQUENCE", (0.0,), VALUE),
        ("SEQUENCE", (-1.0,), VALUE),
        ("RANDARRAY", (Context(0.0, 0.5), 1.0, 2.0, 1.0, 10.0, True), Array([[1.0, 6.0]])),
        ("RANDARRAY", (Context(0.25),), Array([[0.25]])),
        ("RANDARRAY", (Context(), 1.0, 1.0, 5.0, 1.0), VALUE),
    ],
)
def test_arrays(name, arguments, expected):
    check(name, arguments, expected)


LIST = Array([[120.0], [10.0], [150.0], [23.0]])


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (1, 75.75),
        (2, 4.0),
        (3, 4.0),
        (4, 150.0),
        (5, 10.0),
        (6, 120.0 * 10 * 150 * 23),
        (7, 69.70592992087),
        (8, 60.36710610592),
        (9, 303.0),
        (10, 4858.916666667),
        (11, 3644.1875),
        (109, 303.0),
        (0, VALUE),
        (12, VALUE),
        (112, VALUE),
    ],
)
def test_subtotal(code, expected):
    result = call("SUBTOTAL", Context(), float(code), LIST)
    assert result == (pytest.approx(expected) if isinstance(expected, float) else expected)


class Sheet(Context):
    """A context that knows the formulas and the hidden rows of one sheet."""

    def __init__(self, formulas, filtered=(), hidden_by_hand=()):
        self.formulas, self.filtered, self.by_hand = formulas, set(filtered), set(hidden_by_hand)

    def formula_text(self, sheet, row, col):
        return self.formulas.get((row, col))

    def hidden_rows(self, sheet, by_hand):
        return self.filtered | self.by_hand if by_hand else self.filtered


def area_of(*values):
    grid = Grid("S")
    grid.column(1).put(1, list(values))
    return Area(grid, 1, 1, len(values), 1)


def test_subtotal_passes_over_other_subtotals():
    area = area_of(1.0, 2.0, 3.0, 10.0, 20.0)
    sheet = Sheet({(3, 1): "=SUBTOTAL(9,A1:A2)", (4, 1): "=A1*10", (5, 1): "=1+aggregate(9,4,A1)"})
    assert call("SUBTOTAL", sheet, 9.0, area) == 13.0
    assert call("AGGREGATE", sheet, 9.0, 0.0, area) == 13.0
    assert call("AGGREGATE", sheet, 9.0, 4.0, area) == 36.0


def test_subtotal_passes_over_hidden_rows():
    area = area_of(1.0, 2.0, 4.0, 8.0)
    sheet = Sheet({}, filtered=[1], hidden_by_hand=[2])
    assert call("SUBTOTAL", sheet, 9.0, area) == 14.0
    assert call("SUBTOTAL", sheet, 109.0, area) == 12.0
    assert call("SUBTOTAL", sheet, 103.0, area) == 2.0
    assert call("AGGREGATE", sheet, 9.0, 4.0, area) == 15.0
    assert call("AGGREGATE", sheet, 9.0, 5.0, area) == 12.0


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((4.0, 6.0, WITH_ERROR), 1.0),
        ((9.0, 4.0, WITH_ERROR), DIV0),
        ((14.0, 6.0, Array([[3.0], [DIV0], [7.0], [5.0]]), 2.0), 5.0),
        ((15.0, 6.0, Array([[3.0], [DIV0], [7.0]]), 1.0), 3.0),
        ((15.0, 6.0, Array([[3.0], [DIV0]]), 3.0), NUM),
        ((14.0, 6.0, LIST), VALUE),
        ((12.0, 6.0, LIST), 71.5),
        ((16.0, 4.0, LIST, 0.5), 71.5),
        ((3.0, 6.0, WITH_ERROR), 1.0),
        ((20.0, 6.0, LIST), VALUE),
        ((9.0, 8.0, LIST), VALUE),
    ],
)
def test_aggregate(arguments, expected):
    assert call("AGGREGATE", Context(), *arguments) == expected


def test_sums_run_row_by_row_as_in_excel():
    # Excel's own cached AVERAGE of such numbers shows the order: by columns the large ones would cancel at once.
    cells = Array([[0.1, 1e16], [0.2, -1e16]])
    assert call("SUM", cells) == ((0.1 + 1e16) + 0.2) - 1e16


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False, width=32)))
def test_total_is_strictly_sequential(values):
    assert total(values) == [0.0, *itertools.accumulate([0.0, *values])][-1]


def test_results_are_floats():
    for name in ("ABS", "SIGN", "SQRT", "EXP", "LN", "LOG10", "SIN", "DEGREES"):
        assert isinstance(call(name, 1.0), (float, ExcelError))
