"""Logical functions against Excel's documented answers; lazy arguments are given as thunks."""

import pytest

from xlcore.functions.logic import FUNCTIONS
from xlcore.matrix import Array
from xlcore.values import DIV0, NA, NUM, VALUE, ExcelError

RANGE = Array([[True, "text", None], [1.0, 0.0, "TRUE"]])


def call(name, *arguments):
    return FUNCTIONS[name].call(*arguments)


def lazy(name, *arguments):
    return call(name, *(lambda a=a: a for a in arguments))


def forbidden():
    raise AssertionError("this argument must not be evaluated")


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("IF", (True, 1.0, 2.0), 1.0),
        ("IF", (0.0, 1.0, 2.0), 2.0),
        ("IF", (False, 1.0), False),
        ("IF", (None, 1.0, 2.0), 2.0),
        ("IF", ("true", 1.0, 2.0), 1.0),
        ("IF", ("yes", 1.0, 2.0), VALUE),
        ("IF", (DIV0, 1.0, 2.0), DIV0),
        ("IF", (True, None, 2.0), None),
        ("IF", (Array([[True]]), 1.0, 2.0), 1.0),
        ("IFS", (False, 1.0, True, 2.0), 2.0),
        ("IFS", (False, 1.0, 0.0, 2.0), NA),
        ("IFS", (NUM, 1.0, True, 2.0), NUM),
        ("IFS", ("abc", 1.0, True, 2.0), VALUE),
        ("SWITCH", (2.0, 1.0, "a", 2.0, "b"), "b"),
        ("SWITCH", ("B", "a", 1.0, "b", 2.0), 2.0),
        ("SWITCH", (3.0, 1.0, "a", 2.0, "b"), NA),
        ("SWITCH", (3.0, 1.0, "a", "default"), "default"),
        ("SWITCH", (1.0, "1", "text", "default"), "default"),
        ("SWITCH", (DIV0, 1.0, "a", "default"), DIV0),
        ("IFERROR", (DIV0, "none"), "none"),
        ("IFERROR", (5.0, "none"), 5.0),
        ("IFNA", (NA, "none"), "none"),
        ("IFNA", (DIV0, "none"), DIV0),
    ],
)
def test_lazy_functions(name, arguments, expected):
    result = lazy(name, *arguments)
    assert result == expected
    assert type(result) is type(expected)


def test_if_evaluates_only_the_branch_it_takes():
    assert call("IF", lambda: True, lambda: 1.0, forbidden) == 1.0
    assert call("IF", lambda: False, forbidden, lambda: 2.0) == 2.0


def test_ifs_and_switch_stop_at_the_first_match():
    assert call("IFS", lambda: True, lambda: 1.0, forbidden, forbidden) == 1.0
    assert call("SWITCH", lambda: 1.0, lambda: 1.0, lambda: "one", forbidden, forbidden) == "one"


def test_iferror_leaves_the_alternative_alone():
    assert call("IFERROR", lambda: 5.0, forbidden) == 5.0


def test_if_returns_the_reference_itself():
    area = Array([[1.0], [2.0]])
    assert lazy("IF", True, area, 0.0) is area


def test_if_spreads_over_an_array_and_a_blank_becomes_zero():
    condition = Array([[True], [False], [DIV0]])
    assert lazy("IF", condition, Array([[None], [2.0], [3.0]]), "no") == Array([[0.0], ["no"], [DIV0]])


def test_if_gives_na_where_an_array_is_too_short():
    condition = Array([[True], [True], [True]])
    assert lazy("IF", condition, Array([[1.0], [2.0]]), 0.0) == Array([[1.0], [2.0], [NA]])


def test_ifs_switch_and_iferror_spread_over_arrays():
    values = Array([[1.0], [2.0], [3.0]])
    assert lazy("SWITCH", values, 1.0, "one", 2.0, "two", "many") == Array([["one"], ["two"], ["many"]])
    assert lazy("IFS", Array([[True], [False]]), "a", True, "b") == Array([["a"], ["b"]])
    assert lazy("IFERROR", Array([[1.0], [NA], [None]]), 0.5) == Array([[1.0], [0.5], [0.0]])


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("AND", (True, 1.0), True),
        ("AND", (True, 0.0), False),
        ("AND", (True, None), False),
        ("AND", (True, "false"), False),
        ("AND", (True, "1"), VALUE),
        ("AND", ("", True), True),
        ("AND", ("",), VALUE),
        ("AND", (RANGE,), False),
        ("AND", (Array([["a", None]]),), VALUE),
        ("AND", (Array([["a", None]]), True), True),
        ("AND", (False, DIV0), DIV0),
        ("OR", (False, 0.0), False),
        ("OR", ("", False), False),
        ("OR", (RANGE,), True),
        ("OR", (True, NA), NA),
        ("OR", (Array([["TRUE"]]),), VALUE),
        ("XOR", (True, True), False),
        ("XOR", (True, True, True), True),
        ("XOR", (Array([[1.0, 2.0], [0.0, "x"]]),), False),
        ("XOR", ("", True), True),
        ("NOT", (True,), False),
        ("TRUE", (), True),
        ("FALSE", (), False),
    ],
)
def test_truth_functions(name, arguments, expected):
    result = call(name, *arguments)
    assert result == expected
    assert isinstance(result, (bool, ExcelError))
