"""Dates in the wording of Nghị định 30/2020/NĐ-CP: a leading zero for days below 10 and for January and February."""

from __future__ import annotations

from xlcore.dates import to_ymd
from xlcore.values import ExcelError


def date_words(serial: float) -> str | ExcelError:
    """The date of a serial number in words: "ngày 05 tháng 7 năm 2023"; ``#NUM!`` outside Excel's calendar.

    Source: Nghị định 30/2020/NĐ-CP, Phụ lục I, phần II, mục I, khoản 4.
    """
    parts = to_ymd(serial)
    if isinstance(parts, ExcelError):
        return parts
    year, month, day = parts
    return f"ngày {day:02d} tháng {month:02d} năm {year}" if month < 3 else f"ngày {day:02d} tháng {month} năm {year}"
