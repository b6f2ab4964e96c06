"""Locales by name, and by the signs that a program says it uses."""

from __future__ import annotations

import pytest

from xlcore.functions import BUILTINS
from xlcore.locales import EN_US, LOCALES, VI_VN, Locale, locale_of
from xlcore.model import Model
from xlcore.values import VALUE

SIGNS = ("decimal", "group", "list_sign", "date_order", "date_sign", "currency")


@pytest.mark.parametrize("tag", LOCALES)
def test_the_signs_of_a_known_locale_are_that_locale(tag: str) -> None:
    known = LOCALES[tag]
    assert locale_of(*(getattr(known, sign) for sign in SIGNS)) is known


def test_other_signs_are_a_locale_of_their_own() -> None:
    mixed = locale_of(",", ".", ";", "mdy", "/", "₫")
    same, other = locale_of(",", ".", ";", "mdy", "/", "₫"), locale_of(",", " ", ";", "mdy", "/", "₫")
    assert mixed == same and hash(mixed) == hash(same)
    assert len({mixed.tag, other.tag, VI_VN.tag}) == 3


def answer(formula: str, locale: Locale) -> object:
    model = Model(functions=BUILTINS)
    sheet = model.add_sheet("Tính")
    sheet.set_formula(1, 1, formula)
    model.recalculate(locale=locale)
    return sheet.value(1, 1)


def test_a_model_computes_in_a_locale_that_has_no_name() -> None:
    mixed = locale_of(",", ".", ";", "mdy", "-", "đ")
    assert answer('=VALUE("1.234,5")', mixed) == 1234.5
    assert answer('=VALUE("1,234.5")', EN_US) == 1234.5
    assert answer('=TEXT(DATE(2023,3,5),"mmmm")', mixed) == answer('=TEXT(DATE(2023,3,5),"mmmm")', VI_VN)


@pytest.mark.parametrize(
    ("formula", "in_vietnam", "in_america"),
    [
        ('=SUM("1,5")', 1.5, VALUE),
        ('=SUM("1.5",1)', VALUE, 2.5),
        ('=SUM("1/2/2023")', 44958.0, 44928.0),
        ('=MAX(1,"2,25")', 2.25, VALUE),
        ('=AVERAGE("0,5","1,5")', 1.0, VALUE),
        ('=COUNT("0,5","x","")', 1.0, 0.0),
        ('=NPV(0,"0,5")', 0.5, VALUE),
        ('=SUM({"1,5"})', 0.0, 0.0),
        ('=SUM("x")', VALUE, VALUE),
        ('=COUNTA("0,5","")', 2.0, 2.0),
    ],
)
def test_texts_among_arguments_are_numbers_as_typed_there(formula: str, in_vietnam: object, in_america: object) -> None:
    assert (answer(formula, VI_VN), answer(formula, EN_US)) == (in_vietnam, in_america)
