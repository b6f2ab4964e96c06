"""Texts that are numbers to Excel, in two locales, and numbers as ``&`` writes them."""

from __future__ import annotations

import pytest

from xlcore.locales import EN_US, LOCALES, VI_VN
from xlcore.numbertext import general, parse_number

READ = [
    # text, in en-US, in vi-VN
    ("12", 12.0, 12.0),
    (" 12 ", 12.0, 12.0),
    ("+7", 7.0, 7.0),
    ("- 7", -7.0, -7.0),
    (".5", 0.5, None),
    ("5.", 5.0, None),
    ("65,", None, 65.0),
    ("12.5", 12.5, None),
    ("12,5", None, 12.5),
    ("4.150", 4.15, 4150.0),
    ("1,234,567.89", 1234567.89, None),
    ("1.234.567,89", None, 1234567.89),
    ("1,234", 1234.0, 1.234),
    ("50%", 0.5, 0.5),
    ("%50", 0.5, 0.5),
    ("(5)", -5.0, -5.0),
    ("(-5)", None, None),
    ("$1,000", 1000.0, None),
    ("-$5", -5.0, None),
    ("$-5", -5.0, None),
    ("1.000 ₫", None, 1000.0),
    ("1E5", 100000.0, 100000.0),
    ("1e-2", 0.01, 0.01),
    ("1 1/2", 1.5, 1.5),
    ("-2 3/4", -2.75, -2.75),
    ("", None, None),
    ("-", None, None),
    (".", None, None),
    ("--5", None, None),
    ("5-", None, None),
    ("12,5 tấn", None, None),
    ("Duy trì", None, None),
    ("31/38", None, None),
    ("14,5-15,5", None, None),
    ("TRUE", None, None),
    ("nan", None, None),
    ("inf", None, None),
    ("1_000", None, None),
    ("1e400", None, None),
    ("0x10", None, None),
    ("１２", None, None),
    ("1\u00a02", None, None),
    ("3/7/2023", 44992.0, 45110.0),
    ("31/12/2023", None, 45291.0),
    ("12/31/2023", 45291.0, None),
    ("2023-12-31", 45291.0, 45291.0),
    ("2023/12/31", 45291.0, 45291.0),
    ("31-12-23", None, 45291.0),
    ("31.12.2023", None, None),
    ("12/2023", 45261.0, 45261.0),
    ("2023-02-30", None, None),
    ("29/2/1900", None, 60.0),
    ("22-Aug-2008", 39682.0, 39682.0),
    ("August 22, 2008", 39682.0, 39682.0),
    ("Aug 2008", 39661.0, 39661.0),
    ("Jan-32", 11689.0, 11689.0),
    ("2-Thg", None, None),
    ("12:30", 0.5208333333333334, 0.5208333333333334),
    ("2:24 AM", 0.1, 0.1),
    ("1 pm", 13 / 24, 13 / 24),
    ("13 pm", None, None),
    ("27:00", 1.125, 1.125),
    ("12:61", None, None),
    ("22-Aug-2008 6:35 AM", 39682.274305555555, 39682.274305555555),
    ("18:00 2023-12-31", 45291.75, 45291.75),
]


@pytest.mark.parametrize(("text", "american", "vietnamese"), READ, ids=[repr(r[0]) for r in READ])
def test_reading(text: str, american: float | None, vietnamese: float | None) -> None:
    assert parse_number(text, EN_US) == (None if american is None else pytest.approx(american, rel=1e-14))
    assert parse_number(text, VI_VN) == (None if vietnamese is None else pytest.approx(vietnamese, rel=1e-14))


def test_a_date_without_a_year_falls_in_the_given_one() -> None:
    assert parse_number("5-Jul", this_year=2023) == 45112.0
    assert parse_number("7/5", this_year=2023) == 45112.0
    assert parse_number("5/7", VI_VN, this_year=2023) == 45112.0


def test_date_signs_and_spaces_of_other_locales() -> None:
    assert parse_number("31.12.2023", LOCALES["de-de"]) == 45291.0
    assert parse_number("1 234 567,5", LOCALES["fr-fr"]) == 1234567.5
    assert parse_number("1\u202f234", LOCALES["fr-fr"]) == 1234.0


def test_1904_dates() -> None:
    assert parse_number("2023-12-31", date1904=True) == 45291.0 - 1462


WRITTEN = [
    (0.0, "0"),
    (-0.0, "0"),
    (1.0, "1"),
    (-1.5, "-1.5"),
    (0.1 + 0.2, "0.3"),
    (1 / 3, "0.333333333333333"),
    (2 / 3, "0.666666666666667"),
    (1 / 30000, "3.33333333333333E-05"),
    (1 / 3000, "0.000333333333333333"),
    (0.00001, "0.00001"),
    (1e-10, "0.0000000001"),
    (1e-19, "1E-19"),
    (123456789012345678.0, "123456789012346000"),
    (12345678901234567890.0, "12345678901234600000"),
    (1e20, "1E+20"),
    (1.5e300, "1.5E+300"),
    (1234567.8901234567, "1234567.89012346"),
    (-1 / 3, "-0.333333333333333"),
]


@pytest.mark.parametrize(("number", "text"), WRITTEN)
def test_writing(number: float, text: str) -> None:
    assert general(number) == text


def test_writing_with_a_decimal_comma() -> None:
    assert general(1.5, VI_VN) == "1,5"
    assert general(1.5e-30, VI_VN) == "1,5E-30"


@pytest.mark.parametrize(("number", "text"), WRITTEN)
def test_what_is_written_is_read_back(number: float, text: str) -> None:
    assert parse_number(text) == pytest.approx(number, rel=1e-14)


def test_what_reads_back_as_infinity_is_the_largest_number() -> None:
    assert general(float("1.797693134862316E+308")) == "1.79769313486232E+308"
    assert general(float("-inf")) == "-1.79769313486232E+308"
