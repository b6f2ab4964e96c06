"""Criteria: what each one matches, alone and in bulk."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcore.criteria import criterion, literal_text, wildcard_pattern
from xlcore.locales import EN_US, VI_VN
from xlcore.values import DIV0, NA

VALUES = [None, "", 5.0, 6.0, 0.0, "5", "5.0", "six", "Six", "si", "a*b", "axb", "a?b", True, False, "TRUE", DIV0, NA]


def matched(wanted, locale=EN_US):
    return [value for value, met in zip(VALUES, criterion(wanted, locale).mask(VALUES), strict=True) if met]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (5.0, [5.0, "5", "5.0"]),
        ("5", [5.0, "5", "5.0"]),
        ("=5", [5.0, "5", "5.0"]),
        (">5", [6.0]),
        (">=5", [5.0, 6.0]),
        ("<5", [0.0]),
        ("<=5", [5.0, 0.0]),
        ("<>5", [v for v in VALUES if v != 5.0]),
        (None, [0.0]),
        ("", [None, ""]),
        ("=", [None]),
        ("<>", VALUES[1:]),
        (">", []),
        ("<", []),
        ("six", ["six", "Six"]),
        ("=SIX", ["six", "Six"]),
        ("<>TRUE", [v for v in VALUES if v is not True]),
        ("<>six", [v for v in VALUES if v not in ("six", "Six")]),
        ("s*", ["six", "Six", "si"]),
        ("*", [v for v in VALUES if isinstance(v, str)]),
        ("?*", [v for v in VALUES if isinstance(v, str) and v]),
        ("<>*", [v for v in VALUES if not isinstance(v, str)]),
        ("???", ["5.0", "six", "Six", "a*b", "axb", "a?b"]),
        ("a?b", ["a*b", "axb", "a?b"]),
        ("a~?b", ["a?b"]),
        ("a~*b", ["a*b"]),
        (">six", ["TRUE"]),
        (">=six", ["six", "Six", "TRUE"]),
        ("<b", ["", "5", "5.0", "a*b", "axb", "a?b"]),
        (True, [True]),
        ("TRUE", [True]),
        ("false", [False]),
        (DIV0, [DIV0]),
        ("#N/A", [NA]),
        ("<>#DIV/0!", [v for v in VALUES if v != DIV0]),
        ("=500%", [5.0, "5", "5.0"]),
    ],
)
def test_what_a_criterion_matches(wanted, expected):
    found = matched(wanted)
    assert found == expected
    assert [type(v) for v in found] == [type(v) for v in expected]


def test_numbers_and_dates_are_read_in_the_locale():
    values = [1.5, 15.0, 45112.0]
    assert criterion(">1,4", VI_VN).mask(values) == [True, True, True]
    assert criterion("1,5", VI_VN).mask(values) == [True, False, False]
    assert criterion("1.5", EN_US).mask(values) == [True, False, False]
    assert criterion("5/7/2023", VI_VN).mask(values) == [False, False, True]
    assert criterion("7/5/2023", EN_US).mask(values) == [False, False, True]


def test_vietnamese_text_is_compared_without_case():
    assert criterion("Đạt").matches("ĐẠT")
    assert not criterion("Đạt").matches("Dat")
    assert criterion("chưa*").matches("Chưa thực hiện")


def test_equal_criteria_share_one_object_but_types_do_not_mix():
    assert criterion("a*") is criterion("a*")
    assert criterion(1.0) is not criterion(True)
    assert criterion("=Six").key == criterion("=SIX").key
    assert criterion(">5").key == criterion("> 5".replace(" ", "")).key
    assert criterion("").key != criterion("=").key
    assert criterion(1.0).key != criterion(True).key


def test_long_texts_are_marked():
    assert criterion("x" * 256).too_long
    assert not criterion("x" * 255).too_long


def test_wildcard_helpers():
    assert wildcard_pattern("plain") is None
    assert wildcard_pattern("100~%") is None
    assert wildcard_pattern("a~~*").fullmatch("A~b")
    assert wildcard_pattern("a.*").fullmatch("axb") is None
    assert wildcard_pattern("a*").fullmatch("a\nb")
    assert literal_text("~*~?~~~a") == "*?~~a"


scalars = st.one_of(st.none(), st.floats(-9, 9), st.text("aB*?~<>=5.", max_size=4), st.booleans(), st.just(NA))


@given(scalars, st.lists(scalars, max_size=20))
def test_mask_is_matches_one_by_one(wanted, values):
    compiled = criterion(wanted)
    assert compiled.mask(values) == [compiled.matches(value) for value in values]
    assert compiled.matches_blank == compiled.matches(None)


@given(st.sampled_from(["a", "aB*", "?", "~*", "TRUE", "#N/A", ""]), scalars)
def test_unequal_is_what_equal_is_not(wanted, value):
    assert criterion(f"<>{wanted}").matches(value) != criterion(f"={wanted}").matches(value)


@given(st.floats(-9, 9), scalars)
def test_unequal_to_a_number_is_everything_but_this_number(wanted, value):
    assert criterion(f"<>{wanted!r}").matches(value) == (value != wanted or type(value) is not float)
