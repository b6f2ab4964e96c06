"""Texts that Excel takes for numbers, and numbers as text.

``parse_number`` reads what Excel accepts where a text is used as a number (``"1,234.5"``, ``"50%"``, ``"1 1/2"``,
``"31/12/2023"``); ``general`` writes a number as ``&`` does.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Final

from xlcore.dates import SECONDS_A_DAY, days_in_month, from_ymd, full_year
from xlcore.locales import EN_US, Locale
from xlcore.values import ExcelError

MAX_FIXED: Final = 20  # characters (sign apart) that a number in fixed notation may take before & writes 1E+20
_PLAIN: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?\Z")


_LARGEST: Final = 1.7976931348623157e308


def general(number: float, locale: Locale = EN_US) -> str:
    """``number`` as ``&`` writes it: 15 significant digits, and an exponent where the fixed form passes 20 characters.

    Excel: ``1/3&""`` is 0.333333333333333, ``1E-10&""`` 0.0000000001, ``1E+20&""`` 1E+20.
    """
    if -1e15 < number < 1e15 and number == int(number):
        return str(int(number))
    if not -_LARGEST <= number <= _LARGEST:
        # Some programs save the largest double with 16 digits, which reads back as infinity.
        number = -_LARGEST if number < 0 else _LARGEST
    mantissa, _, power = f"{abs(number):.14e}".partition("e")
    digits, exponent = mantissa.replace(".", "").rstrip("0") or "0", int(power)
    text = _fixed(digits, exponent)
    if exponent >= MAX_FIXED or len(text) > MAX_FIXED and exponent < 0:
        text = scientific(digits, exponent)
    if locale.decimal != ".":
        text = text.replace(".", locale.decimal)
    return "-" + text if number < 0 else text


_LONGEST: Final = 1_000
"""A longer text is no number: the largest one has 309 digits."""


def _fixed(digits: str, exponent: int) -> str:
    if exponent < 0:
        return "0." + "0" * (-exponent - 1) + digits
    whole, fraction = digits[: exponent + 1].ljust(exponent + 1, "0"), digits[exponent + 1 :]
    return f"{whole}.{fraction}" if fraction else whole


def scientific(digits: str, exponent: int) -> str:
    """``digits`` (first one before the point) with an exponent of at least two digits: ``1.5E-07``."""
    mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
    return f"{mantissa}E{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def parse_number(
    text: str, locale: Locale = EN_US, date1904: bool = False, this_year: int | None = None
) -> float | None:
    """The number that Excel takes ``text`` for, or None when it takes it for mere text.

    Signs, group signs, percent, the locale's currency, parentheses, exponents, fractions, dates and times in the
    locale's order. A date without a year falls in ``this_year`` (the computer's, unless given).
    """
    if len(text) > _LONGEST:
        return None
    if _PLAIN.match(text) and (locale.decimal == "." or "." not in text):
        return _finite(float(text))
    indented = text.startswith(" ")
    text = text.strip(" ")
    if not text or not _has_digit(text):
        return None
    number = _parse_amount(text, locale)
    if number is None:
        number = _parse_fraction(text)
    if indented:
        return number  # a space in front keeps Excel from taking a text for a date
    return parse_date_time(text, locale, date1904, this_year) if number is None else number


def _has_digit(text: str) -> bool:
    return any("0" <= c <= "9" for c in text)


def _finite(number: float) -> float | None:
    return number if abs(number) < 1.7976931348623158e308 else None


@lru_cache(maxsize=16)
def _amount_pattern(locale: Locale) -> re.Pattern[str]:
    decimal, currency = re.escape(locale.decimal), re.escape(locale.currency)
    # A group sign that is a space of some kind is typed as any of them.
    group = "[ \u00a0\u202f]" if locale.group in "\u00a0\u202f " else re.escape(locale.group)
    return re.compile(
        rf"""(?P<open>\()?\s*
        (?P<sign>[+-])?\s*
        (?P<prefix>%|{currency})?\s*
        (?P<sign2>[+-])?\s*
        (?P<whole>[0-9]+(?:{group}[0-9]{{3,}})*)?
        (?:{decimal}(?P<fraction>[0-9]*))?
        (?:[eE](?P<power>[+-]?[0-9]+))?
        \s*(?P<suffix>%|{currency})?\s*
        (?P<close>\))?\Z""",
        re.VERBOSE | re.ASCII,
    )


def _parse_amount(text: str, locale: Locale) -> float | None:
    match = _amount_pattern(locale).match(text)
    if match is None:
        return None
    whole, fraction = match["whole"], match["fraction"]
    signs = (match["sign"] or "") + (match["sign2"] or "")
    if not (whole or fraction) or len(signs) > 1 or bool(match["open"]) != bool(match["close"]):
        return None
    if match["open"] and signs or match["prefix"] and match["suffix"]:
        return None
    whole = "".join(c for c in whole or "0" if "0" <= c <= "9")
    number = float(f"{whole}.{fraction or '0'}e{match['power'] or '0'}")
    if "%" in (match["prefix"], match["suffix"]):
        number /= 100.0
    return _finite(-number if match["open"] or signs == "-" else number)


_FRACTION: Final = re.compile(r"(?P<sign>[+-]?) *(?P<whole>[0-9]+) +(?P<top>[0-9]{1,5}) */ *(?P<bottom>[0-9]{1,5})\Z")


def _parse_fraction(text: str) -> float | None:
    """A whole and a fraction, ``"1 1/2"``; a fraction alone is a date to Excel."""
    match = _FRACTION.match(text)
    if match is None or int(match["bottom"]) == 0:
        return None
    number = int(match["whole"]) + int(match["top"]) / int(match["bottom"])
    return -number if match["sign"] == "-" else number


# Dates and times -----------------------------------------------------------------------------------------------------

_MONTH_NAMES: Final = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_MONTHS: Final = {name[:size]: i + 1 for i, name in enumerate(_MONTH_NAMES) for size in (3, len(name))} | {"sept": 9}

_TIME: Final = re.compile(
    r"""(?P<h>[0-9]{1,4})
    (?: :(?P<m>[0-9]{1,4}) (?: :(?P<s>[0-9]{1,4})? )? (?:[.,](?P<f>[0-9]*))? )?
    (?:\ *(?P<half>[AaPp])[Mm]?)?\Z""",
    re.VERBOSE,
)
_TIME_INSIDE: Final = re.compile(r"[0-9]{1,4}(?::[0-9.:,]*(?: *[AaPp][Mm]?)?| +[AaPp][Mm]?)(?![A-Za-z])")
_NUMERIC_DATE: Final = re.compile(r"([0-9]{1,4})( *[-/.] *)([0-9]{1,4})(?:( *[-/.] *)([0-9]{1,4}))?\Z")
_DAY_MONTH: Final = re.compile(
    r"(?:([0-9]{1,4})[-/ ,]*)?([A-Za-z]{3,9})\.?(?:[-/ ,]+([0-9]{1,4}))?(?:[-/ ,]+([0-9]{1,4}))?\Z"
)


def parse_date_time(
    text: str, locale: Locale = EN_US, date1904: bool = False, this_year: int | None = None
) -> float | None:
    """The serial of a date, a time, or both in either order, in the locale's order; None when it is neither."""
    text = text.strip(" ")
    time = _parse_time(text)
    if time is not None:
        return time
    inside = _TIME_INSIDE.search(text)
    if inside is None:
        return parse_date(text, locale, date1904, this_year)
    date_text = (text[: inside.start()] + text[inside.end() :]).strip(" ")
    if inside.start() > 0 and inside.end() < len(text):
        return None
    time, date = _parse_time(inside.group()), parse_date(date_text, locale, date1904, this_year)
    return None if time is None or date is None else date + time


def _parse_time(text: str) -> float | None:
    """A fraction of a day (hours may pass 24 when no AM or PM follows)."""
    match = _TIME.match(text)
    if match is None or match["m"] is None and match["half"] is None:
        return None
    hour, minute, second = int(match["h"]), int(match["m"] or 0), int(match["s"] or 0)
    tail = float(f"0.{match['f'] or 0}")
    if match["f"] is not None and match["s"] is None:
        # "1:30.5" is one minute, 30.5 seconds.
        hour, minute, second = 0, hour, minute
    if match["half"]:
        if hour > 12:
            return None
        hour = hour % 12 + (12 if match["half"] in "pP" else 0)
    if minute > 59 or second > 59:
        return None
    return (hour * 3600 + minute * 60 + second + tail) / SECONDS_A_DAY


def parse_date(text: str, locale: Locale = EN_US, date1904: bool = False, this_year: int | None = None) -> float | None:
    """The serial of a date text in the locale's order, without time; None when it is no date."""
    match = _NUMERIC_DATE.match(text)
    parts = _numeric_parts(match, locale) if match else _named_parts(text)
    if parts is None:
        return None
    year, month, day = parts
    if year is None:
        year = dt.date.today().year if this_year is None else this_year
    if not (1 <= month <= 12 and 1 <= day <= days_in_month(year, month)) or year < 1900:
        return None
    serial = from_ymd(year, month, day, date1904 or locale.date1904)
    return None if isinstance(serial, ExcelError) else serial


Parts = tuple[int | None, int, int]


def _year(digits: str) -> int | None:
    """A year of one, two or four typed digits; None for three digits."""
    if len(digits) == 3:
        return None
    return int(digits) if len(digits) == 4 else full_year(int(digits))


def _numeric_parts(match: re.Match[str], locale: Locale) -> Parts | None:
    first, sign, second, sign2, third = match.groups()
    if "." in sign and locale.date_sign != "." or sign2 is not None and sign.strip() != sign2.strip():
        return None
    if third is None:
        return _two_parts(first, second, locale)
    if len(first) == 4 or locale.date_order == "ymd":
        year, month, day = _year(first), int(second), int(third)
    elif locale.date_order == "dmy":
        year, month, day = _year(third), int(second), int(first)
    else:
        year, month, day = _year(third), int(first), int(second)
    return None if year is None else (year, month, day)


def _two_parts(first: str, second: str, locale: Locale) -> Parts | None:
    """Month and day, or month and year where the day cannot be one."""
    if len(first) == 4:
        return int(first), int(second), 1
    if len(second) == 4:
        return int(second), int(first), 1
    month, day = (int(second), int(first)) if locale.date_order == "dmy" else (int(first), int(second))
    if 1 <= month <= 12 and 1 <= day <= 31:
        return None, month, day
    # "1/32" is January 1932 in Excel, whatever the order of the locale.
    year = _year(second)
    return (year, int(first), 1) if year is not None and 1 <= int(first) <= 12 else None


def _named_parts(text: str) -> Parts | None:
    """Dates with an English month name: 2-Jan-2023, January 2, 2023, Jan 2023, 2 Jan."""
    match = _DAY_MONTH.match(text)
    month = _MONTHS.get(match[2].lower()) if match else None
    if match is None or month is None:
        return None
    before, after, last = match[1], match[3], match[4]
    if before is not None:
        return _around_name(before, month, after) if last is None else None
    if after is None:
        return None
    if last is not None:
        year = _year(last)
        return None if year is None else (year, month, int(after))
    if len(after) <= 2 and 1 <= int(after) <= 31:
        return None, month, int(after)
    year = _year(after)
    return None if year is None else (year, month, 1)


def _around_name(before: str, month: int, after: str | None) -> Parts | None:
    """Day month, day month year, or year month day around a month name."""
    if len(before) == 4:
        return int(before), month, int(after) if after else 1
    if after is None:
        return None, month, int(before)
    year = _year(after)
    return None if year is None else (year, month, int(before))
