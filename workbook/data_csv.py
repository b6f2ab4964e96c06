"""The figures of a new workbook from an officer's CSV: indicators by TT or code, facts by code.

Numbers are read as Vietnamese documents write them; a text that can mean two numbers is refused with its line, never
guessed. What a workbook computes is refused too: a total is never typed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from udfs.dates import date_in
from udfs.numbers import readings, write_number
from udfs.plans import meanings
from workbook import pack_csv, pack_facts, sheets
from workbook.pack_csv import TOO_LARGE, CellValue, quoted
from workbook.pack_facts import COMPUTE, Fact
from workbook.packs import Row
from workbook.refusal import Refusal, reason

TT_COLUMN: Final = "tt"
PLAN_COLUMN: Final = "ke_hoach"
SAME_PERIOD_COLUMN: Final = "cung_ky"
ACTUAL_COLUMN: Final = "thuc_hien"
NOTE_COLUMN: Final = "ghi_chu"
DATA_COLUMNS: Final = (TT_COLUMN, PLAN_COLUMN, SAME_PERIOD_COLUMN, ACTUAL_COLUMN, NOTE_COLUMN)
WORDED_PLANS: Final = frozenset({"range", "bound", "fraction", "composite"})
WORDS_FOR_NUMBERS: Final = frozenset({sheets.DASH, sheets.MAINTAIN})


def filled(rows: tuple[Row, ...], facts: tuple[Fact, ...], path: Path) -> tuple[tuple[Row, ...], tuple[Fact, ...]]:
    """Rows and facts with the CSV's values: actuals come from the CSV alone, other columns where the CSV has them."""
    records = pack_csv.read_csv(_content(path), path.name)
    pack_csv.require_columns(records, (TT_COLUMN,), path.name)
    unknown = sorted({column for column in records[0][1] if column not in DATA_COLUMNS})
    if unknown:
        raise Refusal(
            "unknown-column",
            f"Tệp {path.name}, dòng 1: không biết cột “{unknown[0]}”; các cột được dùng là {', '.join(DATA_COLUMNS)}.",
        )
    places = _places(rows)
    by_code = {fact.code: fact for fact in facts}
    given: dict[int, Row] = {}
    told: dict[str, Fact] = {}
    for line, record in records:
        name = record[TT_COLUMN].lower()
        where = f"Tệp {path.name}, dòng {line} (TT {quoted(record[TT_COLUMN])})"
        place = places.get(name)
        if place is None and name not in by_code:
            raise Refusal(
                "unknown-tt", f"{where}: không có chỉ tiêu mang TT “{quoted(record[TT_COLUMN])}” trong gói báo cáo."
            )
        if place in given or name in told:
            raise Refusal("repeated-tt", f"{where}: TT này đã có ở dòng trên.")
        if place is not None:
            given[place] = _filled(rows[place], record, where)
        else:
            told[name] = _filled_fact(by_code[name], record, where)
    return (
        tuple(given.get(place, replace(row, actual=None)) for place, row in enumerate(rows)),
        tuple(told.get(fact.code, pack_facts.without_actual(fact)) for fact in facts),
    )


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise Refusal("no-file", f"Không tìm thấy tệp số liệu “{path}”: hãy kiểm tra lại tên tệp và thư mục.") from None
    except OSError as error:
        raise Refusal("no-read", f"Không đọc được tệp số liệu “{path}” ({reason(error)}).") from error


def _places(rows: tuple[Row, ...]) -> dict[str, int]:
    """The position of a row by what a CSV may call it: its TT, its code, or "2a" for the first sub-row of TT 2."""
    numbers = {row.code: row.tt for row in rows if row.is_indicator}
    children: dict[str, int] = {}
    places: dict[str, int] = {}
    for place, row in enumerate(rows):
        places[row.code] = place
        if row.is_indicator:
            places[row.tt] = place
        else:
            letter = chr(ord("a") + children.get(row.parent, 0))
            children[row.parent] = children.get(row.parent, 0) + 1
            places[numbers[row.parent] + letter] = place
    return places


def _filled(row: Row, record: Mapping[str, str], where: str) -> Row:
    plan, same = row.plan, row.same_period
    if PLAN_COLUMN in record:
        plan = _number(record[PLAN_COLUMN], True, f"{where}, cột {PLAN_COLUMN}")
    worded = isinstance(plan, str) and plan not in WORDS_FOR_NUMBERS
    if SAME_PERIOD_COLUMN in record:
        same = _number(record[SAME_PERIOD_COLUMN], worded, f"{where}, cột {SAME_PERIOD_COLUMN}")
    actual = _number(record.get(ACTUAL_COLUMN, ""), worded, f"{where}, cột {ACTUAL_COLUMN}")
    note = record.get(NOTE_COLUMN, row.note)
    return replace(row, plan=plan, same_period=same, actual=actual, note=note)


_COLUMNS: Final = {"plan": PLAN_COLUMN, "same_period": SAME_PERIOD_COLUMN, "actual": ACTUAL_COLUMN}


def _filled_fact(fact: Fact, record: Mapping[str, str], where: str) -> Fact:
    empty = pack_facts.without_actual(fact)
    figures: dict[str, CellValue] = {}
    for name, column in _COLUMNS.items():
        text = record.get(column, "")
        value = getattr(empty, name)
        if column in record and value != COMPUTE:
            value = _fact_figure(fact, text, f"{where}, cột {column}")
        elif text:
            raise Refusal(
                "computed-fact", f"{where}, cột {column}: dòng “{fact.name}” tự tính từ các dòng khác, hãy để trống."
            )
        figures[name] = value
    return replace(empty, **figures, note=record.get(NOTE_COLUMN, fact.note))  # type: ignore[arg-type]


def _fact_figure(fact: Fact, text: str, where: str) -> CellValue:
    """The value of a fact's cell; its kind says whether it is a number, words or a date."""
    if fact.kind == sheets.WORDED:
        return text or None
    if fact.kind == sheets.DATED and text:
        serial = date_in(text)
        if serial is None:
            raise Refusal(
                "bad-date", f"{where}: “{quoted(text)}” không phải là ngày; ghi như 2023-07-05 hoặc 05/07/2023."
            )
        return serial
    return _number(text, True, where)


def _number(text: str, words_allowed: bool, where: str) -> CellValue:
    """The value of a CSV cell: None, a number, "-", "Duy trì", or the text itself where the plan is worded."""
    if not text:
        return None
    if text.lower() == sheets.MAINTAIN.lower():
        return sheets.MAINTAIN
    if text in ("-", "–", "—"):
        return sheets.DASH
    numbers = readings(text)
    if any(math.isinf(float(number)) for number in numbers):
        raise Refusal("bad-number", f"{where}: “{quoted(text)}”: {TOO_LARGE}.")
    if len(numbers) == 1:
        return float(numbers[0])
    if len(numbers) > 1:
        both = " hoặc ".join(write_number(number, 6) for number in numbers)
        raise Refusal(
            "ambiguous-number",
            f"{where}: “{quoted(text)}” có thể là {both}; hãy bỏ dấu hàng nghìn, "
            "hoặc viết rõ phần thập phân bằng dấu phẩy.",
        )
    if words_allowed and all(meaning.kind in WORDED_PLANS for meaning in meanings(text)):
        return text
    advice = "nhập số thuần, không kèm đơn vị (ví dụ 2300 hoặc 102,68)"
    raise Refusal("bad-number", f"{where}: “{quoted(text)}” không phải là số; {advice}.")
