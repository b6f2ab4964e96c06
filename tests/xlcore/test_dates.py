"""The calendar of serial numbers: every date Excel knows, both ways, and its two false days."""

from __future__ import annotations

import datetime as dt

import pytest

from xlcore import dates
from xlcore.values import NUM


@pytest.mark.parametrize(
    ("serial", "parts"),
    [
        (0.0, (1900, 1, 0)),
        (1.0, (1900, 1, 1)),
        (59.0, (1900, 2, 28)),
        (60.0, (1900, 2, 29)),
        (61.0, (1900, 3, 1)),
        (25569.0, (1970, 1, 1)),
        (45000.9, (2023, 3, 15)),
        (2958465.99, (9999, 12, 31)),
    ],
)
def test_serial_to_date(serial: float, parts: tuple[int, int, int]) -> None:
    assert dates.to_ymd(serial) == parts


@pytest.mark.parametrize("serial", [-1.0, -0.5, 2958466.0])
def test_serial_outside_the_calendar(serial: float) -> None:
    assert dates.to_ymd(serial) == NUM


@pytest.mark.parametrize(
    ("ymd", "serial"),
    [
        ((2008, 1, 1), 39448.0),
        ((108, 1, 2), 39449.0),  # years below 1900 count from 1900
        ((2008, 14, 2), 39846.0),
        ((2008, -3, 2), 39327.0),
        ((2008, 1, 35), 39482.0),
        ((2008, 1, -15), 39432.0),
        ((1900, 2, 29), 60.0),
        ((1900, 3, 0), 60.0),
        ((1900, 1, 0), 0.0),
        ((2023, 0, 15), 44910.0),
        ((9999, 12, 31), 2958465.0),
    ],
)
def test_date_to_serial(ymd: tuple[int, int, int], serial: float) -> None:
    assert dates.from_ymd(*ymd) == serial


@pytest.mark.parametrize("ymd", [(10000, 1, 1), (-1, 1, 1), (1900, 1, -1), (9999, 12, 32)])
def test_date_outside_the_calendar(ymd: tuple[int, int, int]) -> None:
    assert dates.from_ymd(*ymd) == NUM


def test_every_day_goes_there_and_back() -> None:
    for serial in range(0, dates.MAX_SERIAL + 1, 37):
        parts = dates.to_ymd(float(serial))
        assert isinstance(parts, tuple)
        assert dates.from_ymd(*parts) == serial


def test_1904_system() -> None:
    assert dates.to_ymd(0.0, date1904=True) == (1904, 1, 1)
    assert dates.from_ymd(2023, 3, 15, date1904=True) == 45000.0 - 1462
    assert dates.to_ymd(45000.0 - 1462, date1904=True) == (2023, 3, 15)
    assert dates.from_ymd(1903, 12, 31, date1904=True) == NUM


@pytest.mark.parametrize(
    ("serial", "parts"),
    [
        (0.5, (12, 0, 0)),
        (45000.75, (18, 0, 0)),
        (0.7, (16, 48, 0)),
        (0.999999, (0, 0, 0)),
        (1 / 86400, (0, 0, 1)),
    ],
)
def test_time_of_day(serial: float, parts: tuple[int, int, int]) -> None:
    assert dates.time_parts(serial) == parts


def test_weekdays_are_excels_before_march_1900_too() -> None:
    assert dates.weekday(1.0) == 0  # a Sunday to Excel, a Monday in truth
    assert dates.weekday(45000.0) == dt.date(2023, 3, 15).isoweekday() % 7
    assert dates.weekday(45000.0 - 1462, date1904=True) == 3


def test_datetimes() -> None:
    assert dates.from_datetime(dt.datetime(2023, 7, 5, 18, 30)) == 45112 + 18.5 / 24
    assert dates.from_date(dt.date(1899, 12, 31)) == NUM
    assert dates.to_date(45112.7) == dt.date(2023, 7, 5)
    assert dates.to_date(60.0) == NUM


def test_two_digit_years() -> None:
    assert [dates.full_year(y) for y in (0, 29, 30, 99)] == [2000, 2029, 1930, 1999]
