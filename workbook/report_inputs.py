"""The inputs that decide how a whole report reads: the period, the date of issue, the threshold, the codes of the rows.

One that cannot be understood is refused, or warned about, by its cell: it must not fall silently out of the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from udfs.dates import date_words
from udfs.numbers import write_number
from udfs.periods import parse_period
from udfs.table import Table
from workbook import report_wording as wording
from workbook import sheets
from workbook.refusal import Refusal
from workbook.report_sentences import place, text_of
from xlcore.dates import from_ymd
from xlcore.values import ExcelError, Value

Rows = Sequence[Sequence[Value]]

PERIODS: Final = "2023-M06 (tháng), 2023-Q2 (quý), 2023-H1 (6 tháng đầu năm), 2023-9M (9 tháng), 2023 (cả năm)"
SPOKEN_KEYS: Final = ("ky_chu", "nam")  # what formulas of ThongTin make of the period
# "5/7/2023", "05-07-2023", "5.7.2023", "ngày 05 tháng 7 năm 2023": day before month, as Vietnamese documents write.
_TYPED_DATE: Final = re.compile(
    r"(?:ngày\s*)?(\d{1,2})\s*(?:[/.-]|tháng)\s*(\d{1,2})\s*(?:[/.-]|năm)\s*(\d{4})", re.IGNORECASE
)
FIRST_DATE: Final = 36526.0  # 1 January 2000; the cell's own check asks for 2000 to 2099
LAST_DATE: Final = 73050.0


def information(rows: Rows) -> dict[str, Value]:
    """The values of ``ThongTin`` by key."""
    found: dict[str, Value] = {}
    for row in rows:
        key = row[sheets.INFO_KEY - 1]
        if isinstance(key, str) and key.strip():
            found[key.strip()] = row[sheets.INFO_VALUE - 1]
    return found


def cell_of(rows: Rows, key: str) -> str:
    """The cell of a key's value, ``ThongTin!C11``; the sheet alone where the key is gone."""
    for number, row in enumerate(rows, sheets.INFO_FIRST_ROW):
        if isinstance(name := row[sheets.INFO_KEY - 1], str) and name.strip() == key:
            return place(sheets.THONG_TIN, sheets.INFO_VALUE, number)
    return sheets.THONG_TIN


def require_period(rows: Rows) -> None:
    """``Refusal`` when the period is none, or the workbook's own formulas cannot make words of it."""
    info = information(rows)
    value = info.get(sheets.KEY_PERIOD)
    spoken = all(text_of(info[key]) for key in SPOKEN_KEYS if key in info)
    if parse_period(value) is not None and spoken:
        return
    said = f"kỳ báo cáo “{text_of(value)}” không đúng" if text_of(value) else "chưa nhập kỳ báo cáo"
    raise Refusal("bad-period", f"Ô {cell_of(rows, sheets.KEY_PERIOD)}: {said}; hãy ghi như {PERIODS}.")


def issue_date(rows: Rows) -> str:
    """The date of issue in words, with gaps to fill by hand while there is none; ``Refusal`` for what is no date.

    A date that was typed as text is read day first.
    """
    info = information(rows)
    value = info.get(sheets.KEY_DATE)
    if not text_of(value):
        period = parse_period(info.get(sheets.KEY_PERIOD))
        year = wording.GAP if period is None else str(period.year)
        return f"ngày {wording.GAP} tháng {wording.GAP} năm {year}"
    serial = _typed(value) if isinstance(value, str) else value
    if isinstance(serial, float) and FIRST_DATE <= serial <= LAST_DATE:
        return str(date_words(serial))
    raise Refusal(
        "bad-date",
        f"Ô {cell_of(rows, sheets.KEY_DATE)}: “{text_of(value)}” không phải là một ngày; hãy nhập ngày/tháng/năm,"
        " ví dụ 05/07/2023, hoặc để trống khi chưa ký.",
    )


def _typed(text: str) -> float | None:
    match = _TYPED_DATE.fullmatch(text.strip())
    if match is None:
        return None
    day, month, year = map(int, match.groups())
    serial = from_ymd(year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None
    if isinstance(serial, ExcelError) or serial is None:
        return None
    return serial if f" {day:02d} " in f"{date_words(serial)} " else None  # 31/6 would run over into July


def threshold_warning(info: Mapping[str, Value], rows: Rows) -> list[str]:
    """A warning when the threshold is no number above 0 and up to 100: the share of the year counts instead."""
    value = info.get(sheets.KEY_THRESHOLD)
    if isinstance(value, float) and 0 < value <= 100:
        return []
    period = parse_period(info.get(sheets.KEY_PERIOD))
    share = 50.0 if period is None else round(float(period.share), 2)
    said = f"ngưỡng “{text_of(value)}” không dùng được" if text_of(value) else "chưa nhập ngưỡng"
    return [
        f"{cell_of(rows, sheets.KEY_THRESHOLD)}: {said}, cần một số lớn hơn 0 và không quá 100;"
        f" mức thường dùng của kỳ này là {write_number(share, 2)}."
    ]


def require_codes(table: Table) -> None:
    """``Refusal`` for a table without any code: the sentences would find none of their rows and stay away silently."""
    if table.indicators and not any(record.code for record in table.records):
        letter = sheets.COLUMN_LETTERS[sheets.CODE - 1]
        raise Refusal(
            "no-codes",
            f"Trang {sheets.CHI_TIEU} không còn mã chỉ tiêu nào ở cột {letter} (cột ẩn), nên các câu không tìm được số"
            " liệu: hãy khôi phục cột đó từ bản sao lưu rồi viết báo cáo lại.",
        )
