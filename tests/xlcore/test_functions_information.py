"""Information functions against Excel's documented answers."""

import pytest

from xlcore.functions.information import FUNCTIONS
from xlcore.grid import Area, Grid
from xlcore.matrix import Array
from xlcore.values import DIV0, ERRORS, NA, VALUE


def call(name, *arguments):
    return FUNCTIONS[name].call(*arguments)


VALUES = (None, 1.0, "text", "", True, DIV0, NA)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ISBLANK", (True, False, False, False, False, False, False)),
        ("ISNUMBER", (False, True, False, False, False, False, False)),
        ("ISTEXT", (False, False, True, True, False, False, False)),
        ("ISNONTEXT", (True, True, False, False, True, True, True)),
        ("ISLOGICAL", (False, False, False, False, True, False, False)),
        ("ISERROR", (False, False, False, False, False, True, True)),
        ("ISERR", (False, False, False, False, False, True, False)),
        ("ISNA", (False, False, False, False, False, False, True)),
        ("ISREF", (False,) * 7),
        ("N", (0.0, 1.0, 0.0, 0.0, 1.0, DIV0, NA)),
        ("TYPE", (1.0, 1.0, 2.0, 2.0, 4.0, 16.0, 16.0)),
        ("ERROR.TYPE", (NA, NA, NA, NA, NA, 2.0, 7.0)),
    ],
)
def test_one_value(name, expected):
    results = tuple(call(name, value) for value in VALUES)
    assert results == expected
    assert [type(r) for r in results] == [type(e) for e in expected]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("ISEVEN", -1.0, False),
        ("ISEVEN", 2.5, True),
        ("ISEVEN", None, True),
        ("ISEVEN", "4", True),
        ("ISEVEN", "x", VALUE),
        ("ISEVEN", True, VALUE),
        ("ISODD", -1.0, True),
        ("ISODD", 2.5, False),
        ("ISODD", 5.0, True),
        ("ISODD", False, VALUE),
    ],
)
def test_even_and_odd(name, value, expected):
    assert call(name, value) == expected


def test_na_and_error_numbers():
    assert call("NA") == NA
    assert [call("ERROR.TYPE", error) for error in ERRORS.values()] == [float(i + 1) for i in range(14)]


def test_type_of_rectangles():
    assert call("TYPE", Array([[1.0, 2.0]])) == 64.0
    assert call("TYPE", Array([["a"]])) == 2.0


def test_isref_and_isformula():
    class Context:
        def is_formula(self, sheet, row, col):
            assert sheet == "S"
            return (row, col) == (3, 2)

    grid = Grid("S")
    assert call("ISREF", Area(grid, 1, 1, 2, 2)) is True
    assert call("ISREF", Array([[1.0]])) is False
    assert call("ISFORMULA", Context(), Area(grid, 3, 2, 1, 1)) is True
    assert call("ISFORMULA", Context(), Area(grid, 2, 2, 2, 1)) == Array([[False], [True]])
