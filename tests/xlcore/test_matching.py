"""The matching rules of lookups: types, case, wildcards, blanks, and halving on unsorted ranges."""

from __future__ import annotations

import random

import pytest

from xlcore.functions.matching import exact_key, find_approximate, find_exact, find_next, find_sorted
from xlcore.values import NA, Value

MIXED: list[Value] = [None, "1", 1.0, True, "Ab*", "abc", NA, 0.0, "", False, "ABC"]


@pytest.mark.parametrize(
    ("value", "position"),
    [
        (1.0, 2),
        ("1", 1),
        (True, 3),
        (False, 9),
        (0.0, 7),
        ("", 8),
        ("ABC", 5),
        ("ab~*", 4),
        ("ab*", 4),
        ("?bc", 5),
        ("*c", 5),
        ("x*", None),
        (2.0, None),
        (None, None),
        (NA, None),
    ],
)
def test_exact(value: Value, position: int | None) -> None:
    assert find_exact(MIXED, value) == position


def test_exact_without_wildcards_and_from_the_end() -> None:
    assert find_exact(MIXED, "ab*", wildcards=False) == 4
    assert find_exact(MIXED, "*c", wildcards=False) is None
    assert find_exact(MIXED, "abc", last=True) == 10
    assert find_exact([1.0, 2.0, 1.0], 1.0, last=True) == 2


def test_keys_of_different_types_differ() -> None:
    values: list[Value] = [1.0, "1", True, 0.0, False, "true"]
    keys = [exact_key(value) for value in values]
    assert len(set(keys)) == len(values)
    assert exact_key("Đạt") == exact_key("ĐẠT")
    assert exact_key(None) is None and exact_key(NA) is None


def test_approximate_on_sorted_ranges_gives_the_last_not_beyond() -> None:
    generator = random.Random(1)
    for _ in range(200):
        values: list[Value] = sorted(float(generator.randrange(30)) for _ in range(generator.randrange(1, 40)))
        sought = float(generator.randrange(-2, 33))
        below = [i for i, v in enumerate(values) if isinstance(v, float) and v <= sought]
        assert find_approximate(values, sought) == (below[-1] if below else None)
        falling = values[::-1]
        above = [i for i, v in enumerate(falling) if isinstance(v, float) and v >= sought]
        assert find_approximate(falling, sought, descending=True) == (above[-1] if above else None)


def test_approximate_on_unsorted_ranges_is_what_excel_saved() -> None:
    heads: list[Value] = ["INTEGRAL", "DOUBLE", "BLANK", "STRING", "REF", "AREA (rows)", None]
    assert find_approximate(heads, "STRING") == 3
    assert find_approximate(heads[1:6], "DOUBLE") == 0
    numbers: list[Value] = ["INTEGRAL", 0.0, 1.0, 2.0, 534.0, 9999999999.0, -9999999999.0, -534.0, -2.0, -1.0]
    assert find_approximate(numbers, 534.0) == 4


def test_approximate_steps_over_other_types() -> None:
    assert find_approximate([1.0, "x", None, 3.0, NA, 5.0, "z", None], 4.0) == 3
    assert find_approximate([3.0, 1.0, "x", 2.0, None, "y"], 9.9e307) == 3
    assert find_approximate(["b", 1.0, "a", 2.0], "zz") == 2
    assert find_approximate([NA, NA, 1.0, NA], 2.0) == 2
    assert find_approximate(["a", None], 1.0) is None
    assert find_approximate([], 1.0) is None
    assert find_approximate([1.0, 2.0], True) is None


def test_next_smaller_and_larger_on_unsorted_ranges() -> None:
    values: list[Value] = [30.0, 10.0, "x", 20.0, 10.0]
    assert find_next(values, 20.0, larger=False) == 3
    assert find_next(values, 19.0, larger=False) == 1
    assert find_next(values, 19.0, larger=False, last=True) == 4
    assert find_next(values, 19.0, larger=True) == 3
    assert find_next(values, 31.0, larger=True) == 2
    assert find_next(values, "y", larger=True) is None
    assert find_next(values, 5.0, larger=False) is None
    # Excel saved these: types stand in one order, numbers before texts before booleans.
    mixed: list[Value] = [2.0, 5.0, 4.0, True, "ala"]
    assert find_next(mixed, False, larger=False) == 4
    assert find_next(mixed, "qwerty", larger=False) == 4
    assert find_next(mixed, "a", larger=False) == 1
    assert find_next(mixed, 10.0, larger=True) == 4
    assert find_sorted([2.0, 3.0, 6.0], "a", -1, descending=False) == 2
    assert find_sorted(["e", "d", "a"], True, -1, descending=True) == 0


@pytest.mark.parametrize(
    ("value", "mode", "descending", "position"),
    [
        (20.0, 0, False, 1),
        (25.0, 0, False, None),
        (25.0, -1, False, 1),
        (25.0, 1, False, 2),
        (5.0, -1, False, None),
        (5.0, 1, False, 0),
        (35.0, 1, False, None),
        (20.0, 0, True, 1),
        (25.0, -1, True, 1),
        (25.0, 1, True, 0),
        (35.0, -1, True, 0),
    ],
)
def test_binary_search_modes(value: float, mode: int, descending: bool, position: int | None) -> None:
    assert find_sorted([1.0, 5.0, 5.0, 5.0, 6.0], 5.0, mode, descending=False) == 1
    assert find_sorted([6.0, 5.0, 5.0, 5.0, 1.0], 5.0, mode, descending=True) == 3
    values: list[Value] = [30.0, 20.0, 10.0] if descending else [10.0, 20.0, 30.0]
    assert find_sorted(values, value, mode, descending) == position
