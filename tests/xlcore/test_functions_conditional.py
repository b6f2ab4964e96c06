"""SUMIF, COUNTIFS and their kin, on arrays and on ranges of a sheet."""

import pytest

from xlcore.functions.conditional import FUNCTIONS
from xlcore.grid import Area, Grid
from xlcore.locales import EN_US, VI_VN
from xlcore.matrix import Array
from xlcore.values import DIV0, NA, VALUE

WHOLE_COLUMN = 1_048_576


class Context:
    """What these functions ask of their context."""

    locale, date1904 = EN_US, False

    def index(self, cells):
        return None


class Vietnamese(Context):
    locale = VI_VN


def call(name, *arguments, context=Context):
    return FUNCTIONS[name].call(context(), *arguments)


def column(*values):
    return Array([[value] for value in values])


def sheet(**columns):
    """A grid whose columns A, B, ... hold the given values from row 1 on."""
    grid = Grid("S")
    for letter, values in columns.items():
        grid.column(ord(letter) - 64).put(1, values)
    return grid


FRUIT = column("apples", "oranges", "peaches", "Apples", None, 5.0, "5")
AMOUNT = column(32.0, 54.0, 75.0, 86.0, 1.0, 2.0, "x")


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("COUNTIF", (FRUIT, "apples"), 2.0),
        ("COUNTIF", (FRUIT, "*"), 5.0),
        ("COUNTIF", (FRUIT, 5.0), 2.0),
        ("COUNTIF", (FRUIT, "<>"), 6.0),
        ("COUNTIF", (FRUIT, "="), 1.0),
        ("COUNTIF", (FRUIT, "<>apples"), 5.0),
        ("COUNTIF", (AMOUNT, ">55"), 2.0),
        ("COUNTIF", (column(NA, DIV0, NA), NA), 2.0),
        ("COUNTIF", (FRUIT, "x" * 256), VALUE),
        ("COUNTIFS", (FRUIT, "apples", AMOUNT, ">40"), 1.0),
        ("COUNTIFS", (FRUIT, "<>apples", AMOUNT, "<60"), 3.0),
        ("COUNTIFS", (FRUIT, "apples", column(1.0), 1.0), VALUE),
        ("SUMIF", (FRUIT, "apples", AMOUNT), 118.0),
        ("SUMIF", (AMOUNT, ">50"), 215.0),
        ("SUMIF", (FRUIT, "a*", column(1.0)), 1.0),
        ("SUMIF", (FRUIT, "none", AMOUNT), 0.0),
        ("SUMIF", (column("a", "b"), "a", column(1.0, NA)), 1.0),
        ("SUMIF", (column("a", "b"), "b", column(1.0, NA)), NA),
        ("SUMIF", (FRUIT, None, AMOUNT), 0.0),
        ("SUMIFS", (AMOUNT, FRUIT, "apples", AMOUNT, "<80"), 32.0),
        ("SUMIFS", (AMOUNT, column("a"), "a"), VALUE),
        ("SUMIFS", (AMOUNT, FRUIT, "=", FRUIT, "<>q"), 1.0),
        ("AVERAGEIF", (FRUIT, "apples", AMOUNT), 59.0),
        ("AVERAGEIF", (FRUIT, "none", AMOUNT), DIV0),
        ("AVERAGEIF", (column(True, 4.0, 6.0), ">=4"), 5.0),
        ("AVERAGEIFS", (AMOUNT, FRUIT, "*es", AMOUNT, ">50"), (54.0 + 75.0 + 86.0) / 3.0),
        ("AVERAGEIFS", (AMOUNT, FRUIT, "none"), DIV0),
        ("MAXIFS", (AMOUNT, FRUIT, "apples"), 86.0),
        ("MINIFS", (AMOUNT, FRUIT, "apples"), 32.0),
        ("MAXIFS", (AMOUNT, FRUIT, "none"), 0.0),
        ("MINIFS", (column(-1.0, -2.0), column("a", "b"), "a"), -1.0),
    ],
)
def test_documented_answers(name, arguments, expected):
    result = call(name, *arguments)
    assert result == expected
    assert type(result) is type(expected)


def test_criteria_are_read_in_the_computers_locale():
    values = column(1.4, 1.5, 1.6)
    assert call("COUNTIF", values, ">=1,5", context=Vietnamese) == 2.0
    assert call("COUNTIF", values, ">=1.5") == 2.0


def test_blanks_of_a_whole_column_are_counted_without_being_walked():
    area = Area(sheet(A=["x", "", None, "y"]), 1, 1, WHOLE_COLUMN, 1)
    assert call("COUNTIF", area, "=") == WHOLE_COLUMN - 3
    assert call("COUNTIF", area, "") == WHOLE_COLUMN - 2
    assert call("COUNTIF", area, "<>x") == WHOLE_COLUMN - 1
    assert call("COUNTIFS", area, "<>x", area, "<>y") == WHOLE_COLUMN - 2


def test_ranges_used_to_different_depths():
    grid = sheet(A=["x"], B=[None, 2.0, 3.0])
    names, amounts = Area(grid, 1, 1, WHOLE_COLUMN, 1), Area(grid, 1, 2, WHOLE_COLUMN, 1)
    assert call("SUMIFS", amounts, names, "<>x") == 5.0
    assert call("SUMIFS", amounts, names, "x") == 0.0
    assert call("COUNTIFS", names, "", amounts, ">2") == 1.0


def test_the_sum_range_takes_the_shape_of_the_range():
    grid = sheet(A=["a", "b", "a"], B=[1.0, 2.0, 4.0])
    names = Area(grid, 1, 1, 3, 1)
    assert call("SUMIF", names, "a", Area(grid, 1, 2, 1, 1)) == 5.0
    assert call("SUMIF", names, "a", Area(grid, 1, 2, 3, 9)) == 5.0
    assert call("AVERAGEIF", names, "a", Area(grid, 1, 2, 2, 1)) == 2.5


def test_several_columns_are_added_row_by_row():
    grid = sheet(A=[1.0, 1.0], B=[1.0, 1.0], C=[0.1, 0.2], D=[1e16, -1e16])
    flags, amounts = Area(grid, 1, 1, 2, 2), Area(grid, 1, 3, 2, 2)
    assert call("SUMIFS", amounts, flags, 1.0) == ((0.1 + 1e16) + 0.2) - 1e16
