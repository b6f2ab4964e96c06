"""Excel's date and time functions. Dates are serials (see ``dates.py``); one outside the calendar is #NUM!."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from xlcore.coerce import to_number
from xlcore.dates import (
    SECONDS_A_DAY,
    check_serial,
    days_in_month,
    from_datetime,
    from_ymd,
    time_parts,
    to_ymd,
    weekday,
)
from xlcore.functions.daycount import Ymd, american_days, average_year, european_days
from xlcore.functions.gather import SCALARS
from xlcore.locales import Locale
from xlcore.matrix import Result
from xlcore.numbertext import parse_date_time
from xlcore.registry import CallContext, Library, declare
from xlcore.values import NUM, VALUE, ExcelError, Value

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)

Number = float | ExcelError


def _plain(context: CallContext, *values: Value) -> tuple[float, ...] | ExcelError:
    """Arguments of the functions that once were an add-in: they take numbers and texts but no booleans."""
    found: list[float] = []
    for value in values:
        number = VALUE if isinstance(value, bool) else to_number(value, context.locale, context.date1904)
        if isinstance(number, ExcelError):
            return number
        found.append(number)
    return tuple(found)


@excel("DATE", "i i i", context=True)
def date(context: CallContext, year: int, month: int, day: int) -> Number:
    """The serial of a date; months and days run over, years below 1900 count from 1900."""
    return from_ymd(year, month, day, context.date1904)


@excel("TIME", "i i i")
def time(hour: int, minute: int, second: int) -> Number:
    """The fraction of a day; whole days are dropped. #NUM! below 0 or for an argument above 32767."""
    seconds = hour * 3600 + minute * 60 + second
    if seconds < 0 or max(hour, minute, second) > 32767:
        return NUM
    return seconds % SECONDS_A_DAY / SECONDS_A_DAY


@excel("DATEVALUE", "t", context=True)
def date_value(context: CallContext, text: str) -> Number:
    """The serial of a date text, without its time; #VALUE! when it is none."""
    serial = parse_date_time(text, context.locale, context.date1904, context.now.year)
    return VALUE if serial is None else float(serial // 1)


@excel("TIMEVALUE", "t", context=True)
def time_value(context: CallContext, text: str) -> Number:
    """The time of a date or time text as the fraction of a day; #VALUE! when it is none."""
    serial = parse_date_time(text, context.locale, context.date1904, context.now.year)
    return VALUE if serial is None else serial % 1.0


@excel("TODAY", "", volatile=True, context=True)
def today(context: CallContext) -> Number:
    """The date of the recalculation."""
    serial = from_datetime(context.now, context.date1904)
    return serial if isinstance(serial, ExcelError) else float(serial // 1)


@excel("NOW", "", volatile=True, context=True)
def now(context: CallContext) -> Number:
    """The moment of the recalculation."""
    return from_datetime(context.now, context.date1904)


def _ymd_part(context: CallContext, serial: float, index: int) -> Number:
    parts = to_ymd(serial, context.date1904)
    return parts if isinstance(parts, ExcelError) else float(parts[index])


@excel("YEAR", "n", context=True)
def year(context: CallContext, serial: float) -> Number:
    """The year of a date."""
    return _ymd_part(context, serial, 0)


@excel("MONTH", "n", context=True)
def month(context: CallContext, serial: float) -> Number:
    """The month of a date, 1 to 12."""
    return _ymd_part(context, serial, 1)


@excel("DAY", "n", context=True)
def day(context: CallContext, serial: float) -> Number:
    """The day of the month; 0 for serial 0, 29 for the 29 February 1900 that never was."""
    return _ymd_part(context, serial, 2)


def _time_part(serial: float, index: int) -> Number:
    checked = check_serial(serial)
    return checked if isinstance(checked, ExcelError) else float(time_parts(serial)[index])


@excel("HOUR", "n")
def hour(serial: float) -> Number:
    """The hour, 0 to 23, after rounding to the second."""
    return _time_part(serial, 0)


@excel("MINUTE", "n")
def minute(serial: float) -> Number:
    """The minute, 0 to 59, after rounding to the second."""
    return _time_part(serial, 1)


@excel("SECOND", "n")
def second(serial: float) -> Number:
    """The nearest second, 0 to 59."""
    return _time_part(serial, 2)


# Weeks ---------------------------------------------------------------------------------------------------------------

# Return type -> the day that begins the week, 0 = Sunday.
_WEEK_START: Final = {1: 0, 2: 1, 3: 1, 11: 1, 12: 2, 13: 3, 14: 4, 15: 5, 16: 6, 17: 0}


@excel("WEEKDAY", "n i?", context=True)
def weekday_of(context: CallContext, serial: float, kind: int = 1) -> Number:
    """The day of the week from 1 (from 0 for type 3); the type says with which day a week begins."""
    if kind not in _WEEK_START or isinstance(check_serial(serial, context.date1904), ExcelError):
        return NUM
    place = (weekday(serial, context.date1904) - _WEEK_START[kind]) % 7
    return float(place if kind == 3 else place + 1)


@excel("WEEKNUM", "n i?", context=True)
def week_number(context: CallContext, serial: float, kind: int = 1) -> Number:
    """The number of the week, the one with 1 January being week 1; type 21 counts as ISO 8601 does."""
    if kind == 21:
        return _iso_week(serial, context.date1904)
    parts = to_ymd(serial, context.date1904)
    if isinstance(parts, ExcelError) or kind not in _WEEK_START or kind == 3:
        return NUM
    first = from_ymd(parts[0], 1, 1, context.date1904)
    if isinstance(first, ExcelError):
        return first
    before = (weekday(first, context.date1904) - _WEEK_START[kind]) % 7
    return float((int(serial) - int(first) + before) // 7 + 1)


@excel("ISOWEEKNUM", "n", context=True)
def iso_week_number(context: CallContext, serial: float) -> Number:
    """The ISO 8601 week number: weeks begin on Monday, and week 1 holds the first Thursday."""
    return _iso_week(serial, context.date1904)


def _iso_week(serial: float, date1904: bool) -> Number:
    checked = check_serial(serial, date1904)
    if isinstance(checked, ExcelError):
        return checked
    thursday = checked - (weekday(serial, date1904) - 1) % 7 + 3
    parts = to_ymd(float(max(thursday, 0)), date1904)
    if isinstance(parts, ExcelError):
        return parts
    first = from_ymd(parts[0], 1, 1, date1904)
    return first if isinstance(first, ExcelError) else float((thursday - int(first)) // 7 + 1)


# Months and differences ----------------------------------------------------------------------------------------------


def _shifted(context: CallContext, serial: float, months: int) -> tuple[int, int, int] | ExcelError:
    """Year, month and day of the date ``months`` later, the day not yet fitted to the month."""
    parts = to_ymd(serial, context.date1904)
    if isinstance(parts, ExcelError):
        return parts
    year, month0 = divmod(parts[0] * 12 + parts[1] - 1 + months, 12)
    return (year, month0 + 1, parts[2]) if 1900 <= year <= 9999 else NUM


@excel("EDATE", "v v", context=True)
def edate(context: CallContext, serial: Value, months: Value) -> Number:
    """The same day so many months later, or the last of a shorter month."""
    plain = _plain(context, serial, months)
    if isinstance(plain, ExcelError):
        return plain
    parts = _shifted(context, plain[0], int(plain[1]))
    if isinstance(parts, ExcelError):
        return parts
    return from_ymd(parts[0], parts[1], min(parts[2], days_in_month(*parts[:2])), context.date1904)


@excel("EOMONTH", "v v", context=True)
def eomonth(context: CallContext, serial: Value, months: Value) -> Number:
    """The last day of the month so many months later."""
    plain = _plain(context, serial, months)
    if isinstance(plain, ExcelError):
        return plain
    parts = _shifted(context, plain[0], int(plain[1]))
    if isinstance(parts, ExcelError):
        return parts
    return from_ymd(parts[0], parts[1], days_in_month(*parts[:2]), context.date1904)


@excel("DAYS", "n n", context=True)
def days(context: CallContext, end: float, start: float) -> Number:
    """How many days ``end`` is after ``start``."""
    last, first = check_serial(end, context.date1904), check_serial(start, context.date1904)
    if isinstance(last, ExcelError) or isinstance(first, ExcelError):
        return NUM
    return float(last - first)


def _two_dates(context: CallContext, start: float, end: float) -> tuple[Ymd, Ymd] | ExcelError:
    first, last = to_ymd(start, context.date1904), to_ymd(end, context.date1904)
    if isinstance(first, ExcelError) or isinstance(last, ExcelError):
        return NUM
    return first, last


@excel("DAYS360", "n n b?", context=True)
def days360(context: CallContext, start: float, end: float, european: bool = False) -> Number:
    """Days between two dates in a year of twelve 30-day months, in the American or the European manner."""
    both = _two_dates(context, start, end)
    if isinstance(both, ExcelError):
        return both
    (y1, m1, d1), (y2, m2, d2) = both
    if european:
        d1, d2 = min(d1, 30), min(d2, 30)
    else:
        if d1 == days_in_month(y1, m1):
            d1 = 30
        if d2 == 31:
            # The 31st counts as the 1st of the next month unless the start is at a month's end.
            d2 = 30 if d1 >= 30 else 31
    return float((y2 - y1) * 360 + (m2 - m1) * 30 + d2 - d1)


@excel("DATEDIF", "n n t", context=True)
def datedif(context: CallContext, start: float, end: float, unit: str) -> Number:
    """Whole years (Y), months (M) or days (D) between two dates, or what is left of them (MD, YM, YD).

    MD takes the length of the month before ``end``, so that it can be negative, as in Excel.
    """
    both = _two_dates(context, start, end)
    if isinstance(both, ExcelError):
        return both
    if int(start) > int(end):
        return NUM
    (y1, m1, d1), (y2, m2, d2) = both
    months = (y2 - y1) * 12 + m2 - m1 - (d2 < d1)
    kind = unit.upper()
    if kind == "D":
        return float(int(end) - int(start))
    if kind == "MD":
        return float(d2 - d1 if d2 >= d1 else _days_before(y2, m2) + d2 - d1)
    if kind == "YD":
        begin = from_ymd(y2 - ((m2, d2) < (m1, d1)), m1, d1, context.date1904)
        return begin if isinstance(begin, ExcelError) else float(int(end) - int(begin))
    simple = {"Y": months // 12, "M": months, "YM": months % 12}
    return float(simple[kind]) if kind in simple else NUM


def _days_before(year: int, month: int) -> int:
    """The length of the month before."""
    return days_in_month(year, month - 1) if month > 1 else 31


# Working days --------------------------------------------------------------------------------------------------------


def _weekend(value: Value) -> frozenset[int] | ExcelError:
    """The days off, 0 = Sunday: from a number 1-7 or 11-17, or seven signs 0/1 from Monday on."""
    if isinstance(value, str):
        if len(value) != 7 or set(value) - {"0", "1"}:
            return VALUE
        return frozenset((i + 1) % 7 for i, sign in enumerate(value) if sign == "1")
    number = 1.0 if value is None else to_number(value)
    if isinstance(number, ExcelError):
        return number
    kind = int(number)
    if 1 <= kind <= 7:
        return frozenset(((kind + 5) % 7, (kind + 6) % 7))
    return frozenset(((kind - 11) % 7,)) if 11 <= kind <= 17 else NUM


def _holidays(argument: Result, locale: Locale, date1904: bool) -> frozenset[int] | ExcelError:
    """The days named as holidays; blanks are passed over."""
    found: set[int] = set()
    for value in _each(argument):
        if value is None:
            continue
        number = VALUE if isinstance(value, bool) else to_number(value, locale, date1904)
        checked = number if isinstance(number, ExcelError) else check_serial(number, date1904)
        if isinstance(checked, ExcelError):
            return checked
        found.add(checked)
    return frozenset(found)


def _each(argument: Result) -> Iterator[Value]:
    if isinstance(argument, SCALARS):
        yield argument
    else:
        yield from argument.values()


@excel("NETWORKDAYS", "v v r?", context=True)
def networkdays(context: CallContext, start: Value, end: Value, holidays: Result = None) -> Number:
    """How many working days lie between two dates, both included; negative when the end is earlier."""
    return _count_workdays(context, start, end, None, holidays)


@excel("NETWORKDAYS.INTL", "v v v? r?", context=True)
def networkdays_intl(
    context: CallContext, start: Value, end: Value, weekend: Value = None, holidays: Result = None
) -> Number:
    """How many working days lie between two dates, with other days off than Saturday and Sunday."""
    return _count_workdays(context, start, end, weekend, holidays)


def _count_workdays(context: CallContext, start: Value, end: Value, weekend: Value, holidays: Result) -> Number:
    plain = _plain(context, start, end)
    if isinstance(plain, ExcelError):
        return plain
    off = _weekend(weekend)
    free = _holidays(holidays, context.locale, context.date1904)
    if isinstance(off, ExcelError):
        return off
    if isinstance(free, ExcelError):
        return free
    first, last = check_serial(plain[0], context.date1904), check_serial(plain[1], context.date1904)
    if isinstance(first, ExcelError) or isinstance(last, ExcelError):
        return NUM
    sign = 1
    if first > last:
        first, last, sign = last, first, -1
    weeks, rest = divmod(last - first + 1, 7)
    count = weeks * (7 - len(off))
    begin = weekday(float(first), context.date1904)
    count += sum((begin + i) % 7 not in off for i in range(rest))
    count -= sum(first <= d <= last and weekday(float(d), context.date1904) not in off for d in free)
    return float(sign * count)


@excel("WORKDAY", "v v r?", context=True)
def workday(context: CallContext, start: Value, count: Value, holidays: Result = None) -> Number:
    """The date so many working days after (or before) ``start``."""
    return _step_workdays(context, start, count, None, holidays)


@excel("WORKDAY.INTL", "v v v? r?", context=True)
def workday_intl(
    context: CallContext, start: Value, count: Value, weekend: Value = None, holidays: Result = None
) -> Number:
    """The date so many working days away, with other days off than Saturday and Sunday."""
    return _step_workdays(context, start, count, weekend, holidays)


_CALENDAR: Final = 3_000_000
"""More days than there are."""


def _step_workdays(context: CallContext, start: Value, count: Value, weekend: Value, holidays: Result) -> Number:
    plain = _plain(context, start, count)
    if isinstance(plain, ExcelError):
        return plain
    off = _weekend(weekend)
    free = _holidays(holidays, context.locale, context.date1904)
    if isinstance(off, ExcelError):
        return off
    if isinstance(free, ExcelError):
        return free
    at = check_serial(plain[0], context.date1904)
    if isinstance(at, ExcelError):
        return at
    if len(off) == 7:
        return VALUE
    count_of_days = int(plain[1])
    step = 1 if count_of_days > 0 else -1
    left, in_week = min(abs(count_of_days), _CALENDAR), 7 - len(off)
    holidays_met = sorted(step * day for day in free if weekday(float(day), context.date1904) not in off)
    while left:
        weeks = (left - 1) // in_week  # whole ones at once; the last days one by one
        new = at + step * (7 * weeks or 1)
        if isinstance(check_serial(float(new), context.date1904), ExcelError):
            return NUM
        if weeks:
            met = bisect_right(holidays_met, step * new) - bisect_right(holidays_met, step * at)
            left += met - weeks * in_week
        elif weekday(float(new), context.date1904) not in off and new not in free:
            left -= 1
        at = new
    return float(at)


# Fractions of a year -------------------------------------------------------------------------------------------------


@excel("YEARFRAC", "v v v?", context=True)
def yearfrac(context: CallContext, start: Value, end: Value, basis: Value = None) -> Number:
    """The fraction of a year between two dates.

    Basis 0 is 30/360 American, 1 actual/actual, 2 actual/360, 3 actual/365, 4 30/360 European.
    """
    plain = _plain(context, start, end, basis)
    if isinstance(plain, ExcelError):
        return plain
    kind = int(plain[2])
    if not 0 <= kind <= 4:
        return NUM
    begin, close = min(plain[:2]), max(plain[:2])
    both = _two_dates(context, begin, close)
    if isinstance(both, ExcelError):
        return both
    actual = float(int(close) - int(begin))
    if kind == 0:
        return american_days(*both) / 360.0
    if kind == 1:
        return actual / average_year(*both) if actual else 0.0
    if kind == 4:
        return european_days(*both) / 360.0
    return actual / (360.0 if kind == 2 else 365.0)
