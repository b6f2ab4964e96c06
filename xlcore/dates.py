"""Excel's calendar: serial numbers of days, with the false 29 February 1900, and the 1904 system.

Day 1 is 1 January 1900, day 60 the 29 February 1900 that never was, day 0 "0 January 1900"; in the 1904 system day 0 is
1 January 1904. A time is the fraction of a day. Serials below 0 and after 31 December 9999 are ``#NUM!``.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from xlcore.values import NUM, ExcelError

FALSE_DAY: Final = 60
OFFSET_1904: Final = 1462
MAX_SERIAL: Final = 2_958_465
SECONDS_A_DAY: Final = 86_400

_DAY_ZERO: Final = dt.date(1899, 12, 31).toordinal()
_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_leap(year: int) -> bool:
    """Whether the Gregorian calendar gives ``year`` a 29 February (1900 has none here)."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """Days of a month as Excel counts them: February 1900 has 29."""
    return 29 if month == 2 and (is_leap(year) or year == 1900) else _DAYS[month - 1]


def check_serial(serial: float, date1904: bool = False) -> int | ExcelError:
    """The day of ``serial`` (its whole part), or ``#NUM!`` outside the calendar."""
    last = MAX_SERIAL - OFFSET_1904 if date1904 else MAX_SERIAL
    return int(serial) if 0 <= serial < last + 1 else NUM


def _first_of_month(year: int, month: int) -> int:
    day = dt.date(year, month, 1).toordinal() - _DAY_ZERO
    return day + 1 if day >= FALSE_DAY else day


def from_ymd(year: int, month: int, day: int, date1904: bool = False) -> float | ExcelError:
    """The serial of a date as DATE gives it: years below 1900 count from 1900, months and days run over.

    ``#NUM!`` when the year is below 0 or the date lies outside the calendar.
    """
    if 0 <= year < 1900:
        year += 1900
    year, month = divmod(year * 12 + month - 1, 12)
    if not 1900 <= year <= 9999:
        return NUM
    first = _first_of_month(year, month + 1)
    serial = first + day - 1 - (OFFSET_1904 if date1904 else 0)
    checked = check_serial(serial, date1904)
    return checked if isinstance(checked, ExcelError) else float(checked)


def to_ymd(serial: float, date1904: bool = False) -> tuple[int, int, int] | ExcelError:
    """Year, month and day of a serial (its time is ignored): ``(1900, 1, 0)`` for 0, ``(1900, 2, 29)`` for 60."""
    day = check_serial(serial, date1904)
    if isinstance(day, ExcelError):
        return day
    if date1904:
        day += OFFSET_1904
    if day == 0:
        return 1900, 1, 0
    if day == FALSE_DAY:
        return 1900, 2, 29
    date = dt.date.fromordinal(_DAY_ZERO + day - (1 if day > FALSE_DAY else 0))
    return date.year, date.month, date.day


def time_parts(serial: float) -> tuple[int, int, int]:
    """Hour, minute and second of a serial, to the nearest second (a last half second wraps to 0:00:00)."""
    seconds = round_half_up((serial % 1.0) * SECONDS_A_DAY) % SECONDS_A_DAY
    return seconds // 3600, seconds // 60 % 60, seconds % 60


def round_half_up(number: float) -> int:
    """``number`` (not negative) to the nearest whole, halves up (a half less binary noise too)."""
    return int(number + 0.5 + 1e-9)


def weekday(serial: float, date1904: bool = False) -> int:
    """The day of the week, 0 = Sunday ... 6 = Saturday, as Excel counts: day 1 (1 January 1900) is a Sunday."""
    return (int(serial // 1) + (OFFSET_1904 if date1904 else 0) - 1) % 7


def from_date(date: dt.date, date1904: bool = False) -> float | ExcelError:
    """The serial of a date; ``#NUM!`` before the calendar begins."""
    return from_ymd(date.year, date.month, date.day, date1904) if date.year >= 1900 else NUM


def from_datetime(moment: dt.datetime, date1904: bool = False) -> float | ExcelError:
    """The serial of a moment (its time zone is ignored), the time as a fraction of the day."""
    day = from_date(moment, date1904)
    if isinstance(day, ExcelError):
        return day
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6
    return day + seconds / SECONDS_A_DAY


def to_date(serial: float, date1904: bool = False) -> dt.date | ExcelError:
    """The date of a serial; ``#NUM!`` outside the calendar and for the two days that no calendar has (0 and 60)."""
    parts = to_ymd(serial, date1904)
    if isinstance(parts, ExcelError):
        return parts
    year, month, day = parts
    return NUM if day == 0 or parts == (1900, 2, 29) else dt.date(year, month, day)


def full_year(two_digits: int) -> int:
    """The year that two typed digits mean: 00-29 -> 2000-2029, 30-99 -> 1930-1999 (Windows' default window)."""
    return two_digits + (2000 if two_digits < 30 else 1900)
