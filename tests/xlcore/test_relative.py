"""Relative form: equal keys exactly for equal trees, foretold texts, shared formulas' children."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcore.nodes import write
from xlcore.parser import parse
from xlcore.relative import Template, key, shift

TEXTS = [
    'IF($P12="không","",F12/E12*100)',
    "SUM(B$1:B5)+'Tờ A1'!C3&\"A1\"",
    "LOG10(A5)+AB12x+Bang[[#This Row],[A1]]",
    "$A:C+3:$4",
    "5%*A5",
]


@pytest.mark.parametrize("text", TEXTS)
def test_key_is_shared_down_a_column(text: str) -> None:
    below = shift(text, 3, 0)
    assert key(below, 23, 8) == key(text, 20, 8)
    assert Template(text, 20).at(23) == below
    assert parse(below, 23, 8) == parse(text, 20, 8)


@pytest.mark.parametrize(
    ("one", "other"), [("A1", "A2"), ("A1", "$A$1"), ("A1", "Sheet2!A1"), ('"A1"', "A1"), ("A1", "B1")]
)
def test_different_formulas_have_different_keys(one: str, other: str) -> None:
    assert key(one, 5, 5) != key(other, 5, 5)


def test_case_of_a_reference_does_not_matter() -> None:
    assert key("a1+B2", 3, 3) == key("A1+b2", 3, 3)


@given(st.integers(1, 500), st.integers(1, 50), st.integers(0, 400), st.integers(0, 40), st.booleans(), st.booleans())
def test_shift_moves_what_is_relative(
    row: int, col: int, down: int, right: int, fixed_row: bool, fixed_col: bool
) -> None:
    text = write(parse(f"{'$' * fixed_col}C{'$' * fixed_row}7*2", 9, 4), 9, 4)
    moved = shift(text, down, right)
    assert parse(moved, 9 + down, 4 + right) == parse(text, 9, 4)
    assert (moved == text) == ((down == 0 or fixed_row) and (right == 0 or fixed_col))
