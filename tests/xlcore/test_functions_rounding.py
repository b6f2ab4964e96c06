"""Rounding functions: Excel's documented answers, and what 15 significant digits make of binary numbers."""

import math
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcore.functions.rounding import FUNCTIONS
from xlcore.values import DIV0, NUM, VALUE


def call(name, *arguments):
    return FUNCTIONS[name].call(*arguments)


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("ROUND", (2.15, 1.0), 2.2),
        ("ROUND", (2.149, 1.0), 2.1),
        ("ROUND", (-1.475, 2.0), -1.48),
        ("ROUND", (21.5, -1.0), 20.0),
        ("ROUND", (626.3, -3.0), 1000.0),
        ("ROUND", (1.98, -1.0), 0.0),
        ("ROUND", (-50.55, -2.0), -100.0),
        ("ROUND", (2.675, 2.0), 2.68),
        ("ROUND", (1.005, 2.0), 1.01),
        ("ROUND", (-1.005, 2.0), -1.01),
        ("ROUND", (0.285, 2.0), 0.29),
        ("ROUND", (0.5, 0.0), 1.0),
        ("ROUND", (2.5, 0.0), 3.0),
        ("ROUND", (-2.5, 0.0), -3.0),
        ("ROUND", (0.499999999999999, 0.0), 0.0),
        ("ROUND", (1234.5678, 2.9), 1234.57),
        ("ROUND", (1e20, 2.0), 1e20),
        ("ROUND", (1e100, 1e50), 1e100),
        ("ROUND", (123.0, -400.0), 0.0),
        ("ROUND", (9007199254740993.0, 0.0), 9007199254740992.0),
        ("ROUNDUP", (3.2, 0.0), 4.0),
        ("ROUNDUP", (76.9, 0.0), 77.0),
        ("ROUNDUP", (3.14159, 3.0), 3.142),
        ("ROUNDUP", (-3.14159, 1.0), -3.2),
        ("ROUNDUP", (31415.92654, -2.0), 31500.0),
        ("ROUNDUP", (0.07, 2.0), 0.07),
        ("ROUNDUP", (1.1, 1.0), 1.1),
        ("ROUNDDOWN", (3.2, 0.0), 3.0),
        ("ROUNDDOWN", (-3.14159, 1.0), -3.1),
        ("ROUNDDOWN", (31415.92654, -2.0), 31400.0),
        ("ROUNDDOWN", (4.35, 2.0), 4.35),
        ("TRUNC", (8.9,), 8.0),
        ("TRUNC", (-8.9,), -8.0),
        ("TRUNC", (0.45,), 0.0),
        ("TRUNC", (5.0, 9.99999e307), 5.0),
        ("TRUNC", (4.35, 2.0), 4.35),
        ("INT", (8.9,), 8.0),
        ("INT", (-8.9,), -9.0),
        ("INT", (4.35 * 100,), 435.0),
        ("INT", (123456789 - 0.0000004,), 123456789.0),
        ("INT", (123456789 - 0.0000005,), 123456788.0),
        ("INT", (-0.5,), -1.0),
        ("MROUND", (10.0, 3.0), 9.0),
        ("MROUND", (-10.0, -3.0), -9.0),
        ("MROUND", (1.3, 0.2), 1.4),
        ("MROUND", (5.0, -2.0), NUM),
        ("MROUND", (6.05, 0.1), 6.0),
        ("MROUND", (7.05, 0.1), 7.1),
        ("MROUND", (5.0, 0.0), 0.0),
        ("MROUND", ("7", 2.0), 8.0),
        ("MROUND", (True, 2.0), VALUE),
        ("CEILING", (2.5, 1.0), 3.0),
        ("CEILING", (-2.5, -2.0), -4.0),
        ("CEILING", (-2.5, 2.0), -2.0),
        ("CEILING", (2.5, -2.0), NUM),
        ("CEILING", (1.5, 0.1), 1.5),
        ("CEILING", (0.234, 0.01), 0.24),
        ("CEILING", (5.0, 0.0), 0.0),
        ("CEILING", (0.0, -2.0), 0.0),
        ("FLOOR", (3.7, 2.0), 2.0),
        ("FLOOR", (-2.5, -2.0), -2.0),
        ("FLOOR", (-2.5, 2.0), -4.0),
        ("FLOOR", (2.5, -2.0), NUM),
        ("FLOOR", (1.58, 0.1), 1.5),
        ("FLOOR", (0.234, 0.01), 0.23),
        ("FLOOR", (0.3, 0.1), 0.3),
        ("FLOOR", (5.0, 0.0), DIV0),
        ("FLOOR", (0.0, 0.0), 0.0),
        ("CEILING.MATH", (24.3, 5.0), 25.0),
        ("CEILING.MATH", (6.7,), 7.0),
        ("CEILING.MATH", (-8.1, 2.0), -8.0),
        ("CEILING.MATH", (-5.5, 2.0, -1.0), -6.0),
        ("CEILING.MATH", (24.3, -5.0), 25.0),
        ("FLOOR.MATH", (24.3, 5.0), 20.0),
        ("FLOOR.MATH", (6.7,), 6.0),
        ("FLOOR.MATH", (-8.1, 2.0), -10.0),
        ("FLOOR.MATH", (-5.5, 2.0, -1.0), -4.0),
        ("CEILING.PRECISE", (4.3,), 5.0),
        ("CEILING.PRECISE", (-4.3,), -4.0),
        ("CEILING.PRECISE", (4.3, -2.0), 6.0),
        ("ISO.CEILING", (-4.3, 2.0), -4.0),
        ("FLOOR.PRECISE", (-3.2, -1.0), -4.0),
        ("FLOOR.PRECISE", (3.2, 0.0), 0.0),
        ("EVEN", (1.5,), 2.0),
        ("EVEN", (3.0,), 4.0),
        ("EVEN", (2.0,), 2.0),
        ("EVEN", (-1.0,), -2.0),
        ("EVEN", (0.0,), 0.0),
        ("ODD", (1.5,), 3.0),
        ("ODD", (3.0,), 3.0),
        ("ODD", (2.0,), 3.0),
        ("ODD", (-1.0,), -1.0),
        ("ODD", (-2.0,), -3.0),
        ("ODD", (0.0,), 1.0),
    ],
)
def test_documented_answers(name, arguments, expected):
    result = call(name, *arguments)
    assert result == pytest.approx(expected, rel=1e-15) if isinstance(expected, float) else result == expected


def test_no_negative_zero():
    assert math.copysign(1.0, call("ROUND", -0.2, 0.0)) == 1.0
    assert math.copysign(1.0, call("CEILING", -0.5, 1.0)) == 1.0


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4), st.integers(min_value=-3, max_value=4))
def test_round_of_a_typed_number_is_the_decimal_rounding(typed, digits):
    exact = Decimal(typed).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    assert call("ROUND", float(typed), float(digits)) == float(exact)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_a_typed_number_with_few_decimals_is_left_alone(typed):
    for name in ("ROUND", "ROUNDUP", "ROUNDDOWN", "TRUNC"):
        assert call(name, float(typed), 3.0) == float(typed)
