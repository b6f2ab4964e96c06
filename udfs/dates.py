"""Dates in the wording of Nghị định 30/2020/NĐ-CP: a leading zero for days below 10 and for January and February."""

from __future__ import annotations

import re
from typing import Final

from udfs.text import normalise
from xlcore.dates import from_ymd, to_ymd
from xlcore.values import ExcelError, Value

# "5/7/2023", "05-07-2023", "5.7.2023", "ngày 05 tháng 7 năm 2023": the day first, as Vietnamese documents write.
_TYPED: Final = re.compile(r"(?:ngày\s*)?(\d{1,2})\s*(?:[/.-]|tháng)\s*(\d{1,2})\s*(?:[/.-]|năm)\s*(\d{4})", re.I)


def read_date(text: str) -> float | None:
    """The serial number of a date typed as text, day first; None for anything else, 31/6/2023 among it."""
    match = _TYPED.fullmatch(normalise(text).strip())
    if match is None:
        return None
    day, month, year = (int(part) for part in match.groups())
    serial = from_ymd(year, month, day)
    return None if isinstance(serial, ExcelError) or to_ymd(serial) != (year, month, day) else serial


_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def date_in(value: Value) -> float | None:
    """The serial number of the date in a cell: a number, or a text as ``read_date`` takes it, or "2023-07-05"."""
    if isinstance(value, str):
        iso = _ISO.fullmatch(value.strip())
        return read_date("/".join(reversed(iso.groups())) if iso else value)
    return value if isinstance(value, float) else None


def date_figures(serial: float) -> str | ExcelError:
    """The date of a serial number as figures: "05/7/2023", with zeros as in ``date_words``."""
    parts = to_ymd(serial)
    if isinstance(parts, ExcelError):
        return parts
    year, month, day = parts
    return f"{day:02d}/{month:02d}/{year}" if month < 3 else f"{day:02d}/{month}/{year}"


def date_words(serial: float) -> str | ExcelError:
    """The date of a serial number in words: "ngày 05 tháng 7 năm 2023"; ``#NUM!`` outside Excel's calendar.

    Source: Nghị định 30/2020/NĐ-CP, Phụ lục I, phần II, mục I, khoản 4.
    """
    parts = to_ymd(serial)
    if isinstance(parts, ExcelError):
        return parts
    year, month, day = parts
    return f"ngày {day:02d} tháng {month:02d} năm {year}" if month < 3 else f"ngày {day:02d} tháng {month} năm {year}"
