"""Findings about ThongTin: the unit, the period, the threshold, the date of issue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from udfs.dates import date_words, read_date
from udfs.finding import DISAGREES, IMPOSSIBLE, INFO_SHEET, INFO_VALUE, MISSING, NOWHERE, UNUSABLE, Finding
from udfs.indicators import usable_threshold, usual_threshold
from udfs.numbers import number_in, write_number
from udfs.table import Info
from udfs.text import is_blank, normalise
from xlcore.values import ExcelError, Value

PERIOD_FORMS: Final = "2023-M06, 2023-Q2, 2023-H1, 2023-9M hoặc 2023"
FIRST_DATE: Final = 36_526  # 1 January 2000; the cell's own check asks for 2000 to 2099
LAST_DATE: Final = 73_050


def info_findings(info: Info) -> Iterator[Finding]:
    """Findings of the settings that every sentence rests on."""
    yield from _unit(info)
    yield from _period(info)
    yield from _threshold(info)
    yield from _date(info)


def _at(info: Info, key: str, severity: int, text: str) -> Finding:
    return Finding(severity, info.positions.get(key, NOWHERE), INFO_VALUE, text, INFO_SHEET)


def _shown(value: Value) -> str:
    number = number_in(value)
    if number is not None:
        return write_number(number, 6, grouped=False)
    return value.code if isinstance(value, ExcelError) else normalise(str(value)).strip()


def _unit(info: Info) -> Iterator[Finding]:
    value = info.values.get("don_vi")
    if "don_vi" in info.values and (is_blank(value) or isinstance(value, ExcelError)):
        yield _at(info, "don_vi", MISSING, "Chưa có tên đơn vị báo cáo.")


def _period(info: Info) -> Iterator[Finding]:
    if info.period is not None:
        return
    value = info.values.get("ky")
    said = "Chưa có kỳ báo cáo" if is_blank(value) else f"Kỳ báo cáo «{_shown(value)}» không đúng"
    yield _at(info, "ky", IMPOSSIBLE, f"{said}; ghi như {PERIOD_FORMS}.")


def _threshold(info: Info) -> Iterator[Finding]:
    value = info.values.get("nguong")
    usual = usual_threshold(info.period)
    number = number_in(value)
    if number is not None and usable_threshold(number):
        # A share that other periods have, 50 for nine months, is likely to be left over from the report before.
        if info.period is not None and not info.period.ends_year and number != usual and number in (25, 50, 75, 100):
            words = f"Ngưỡng đang là {write_number(number)}%, kỳ này thường lấy {write_number(usual)}%."
            yield _at(info, "nguong", DISAGREES, words)
        return
    if is_blank(value):  # the period's own share is meant
        return
    rest = f"cần một số lớn hơn 0 và không quá 100; đang tạm dùng {write_number(info.threshold)}%"
    yield _at(info, "nguong", UNUSABLE, f"Ngưỡng «{_shown(value)}» không dùng được, {rest}.")


def _date(info: Info) -> Iterator[Finding]:
    value = info.values.get("ngay_ban_hanh")
    if is_blank(value):
        return
    serial = read_date(value) if isinstance(value, str) else value
    if isinstance(serial, float) and FIRST_DATE <= serial <= LAST_DATE and isinstance(date_words(serial), str):
        return
    words = f"Ngày ban hành «{_shown(value)}» không phải là ngày; ghi ngày/tháng/năm, ví dụ 05/07/2023."
    yield _at(info, "ngay_ban_hanh", IMPOSSIBLE, words)
