"""Locales by name, and by the signs that a program says it uses."""

from __future__ import annotations

import pytest

from xlcore.functions import BUILTINS
from xlcore.locales import EN_US, LOCALES, VI_VN, Locale, locale_of
from xlcore.model import Model

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
