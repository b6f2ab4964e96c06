"""What a new workbook is filled with: the pack's catalogue, for a unit and a period, with the numbers of a CSV.

Numbers in the CSV are read as Vietnamese documents write them; a text that can mean two numbers is refused with its
line, never guessed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from udfs.numbers import readings, write_number
from udfs.periods import parse_period
from udfs.plans import meanings
from udfs.text import key
from workbook import pack_csv, pack_facts, packs, sheets
from workbook.history import Entry, months_before
from workbook.pack_csv import CellValue
from workbook.pack_facts import Fact
from workbook.packs import Pack, Row
from workbook.refusal import Refusal

TT_COLUMN: Final = "tt"
PLAN_COLUMN: Final = "ke_hoach"
SAME_PERIOD_COLUMN: Final = "cung_ky"
ACTUAL_COLUMN: Final = "thuc_hien"
NOTE_COLUMN: Final = "ghi_chu"
DATA_COLUMNS: Final = (TT_COLUMN, PLAN_COLUMN, SAME_PERIOD_COLUMN, ACTUAL_COLUMN, NOTE_COLUMN)
WORDED_PLANS: Final = frozenset({"range", "bound", "fraction", "composite"})
# What the pack's ThongTin says of its own unit, and of nobody else's.
OWN_INFO: Final = ("co_quan_chu_quan", "dia_danh", "kinh_gui", "noi_nhan", "so_van_ban", "ngay_ban_hanh", "nguoi_ky")
KEY_PLACE: Final = "dia_danh"
_KINDS: Final = "xã|phường|thị trấn|đặc khu|huyện|quận|thị xã|thành phố|tỉnh"
_UNIT: Final = re.compile(rf"(?:(?:UBND|ủy ban nhân dân)\s+)?(?:{_KINDS})\s+(?P<place>\S.*)", re.IGNORECASE)
WORDS_FOR_NUMBERS: Final = frozenset({sheets.DASH, sheets.MAINTAIN})


@dataclass(frozen=True, slots=True)
class MergedRow:
    """A row of HopNhat: the figures of the units that were merged, and whether they may be added."""

    code: str
    name: str
    unit: str
    figures: tuple[CellValue, ...]
    added: bool

    def sum_formula(self, row: int) -> str:
        """Their sum, in row ``row`` of the sheet; blank while no unit has a figure."""
        columns = sheets.MERGED_FIRST_UNIT, sheets.MERGED_FIRST_UNIT + len(self.figures) - 1
        first, last = (sheets.COLUMN_LETTERS[col - 1] for col in columns)
        area = f"{sheets.HOP_NHAT}!${first}${row}:${last}${row}"
        return f'=IF(COUNT({area})=0,"",SUM({area}))'


@dataclass(frozen=True, slots=True)
class Content:
    """A pack made ready for one unit and period: ``rows`` carry what is to be written, ``notices`` what lacks."""

    pack: Pack
    unit: str
    period: str
    threshold: float
    rows: tuple[Row, ...]
    notices: tuple[str, ...] = ()
    history: tuple[Entry, ...] = ()  # what LichSu begins with
    facts: tuple[Fact, ...] = ()
    merged: tuple[MergedRow, ...] = ()  # what HopNhat holds, and whose it is
    merged_units: tuple[str, ...] = ()

    def rows_of(self, group: str) -> tuple[Row, ...]:
        """The rows of the group with this roman numeral, in order."""
        return tuple(row for row in self.rows if row.group == group)

    def facts_of(self, group: str) -> tuple[Fact, ...]:
        """The facts of the group with this key, in order."""
        return tuple(fact for fact in self.facts if fact.group == group)


def content(
    pack: Pack, data: str | os.PathLike[str] | None = None, period: str | None = None, unit: str | None = None
) -> Content:
    """The pack's content for ``unit`` and ``period`` (its own when None), with the numbers of the CSV ``data``.

    A period other than the pack's starts without actuals; where it is the same period a year later, the pack's actuals
    become its same-period figures. Another unit starts without any figure, and without the places and addressees of the
    pack's own. ``Refusal`` for a unit without a name, a period or a CSV that cannot be read.
    """
    wanted = packs.check_period(pack_csv.nfc(period), "--period") if period is not None else pack.period
    name = pack.unit if unit is None else _unit_name(unit)
    other = key(name) != key(pack.unit)
    rows = pack.rows if wanted == pack.period else tuple(_moved(pack.rows, pack.period, wanted))
    facts = pack.facts if wanted == pack.period else tuple(_moved_facts(pack.facts, pack.period, wanted))
    if other:
        facts = tuple(pack_facts.emptied(fact) for fact in facts)
        pack = replace(pack, info=_info_of(pack.info, name))
        rows = tuple(_emptied(row) for row in rows)
    if data is not None:
        rows = _with_data(rows, Path(data))
    threshold = pack.threshold if wanted == pack.period else _share(wanted)
    notices = tuple(_notices(pack, name, wanted, other, data is not None))
    history = tuple(_same_periods(rows, wanted))
    return Content(pack, name, wanted, threshold, rows, notices, history, facts)


def _same_periods(rows: Iterable[Row], wanted: str) -> Iterator[Entry]:
    """The same-period figures of the table as history: they are of January to the period's end."""
    period = parse_period(wanted)
    assert period is not None
    before = period.previous_year
    for row in rows:
        if row.same_period is not None:
            alone = row.same_period if months_before(before) == 0 else None
            note = "Số cùng kỳ trong trang ChiTieu"
            yield Entry(row.code, row.name, row.unit, before, alone, row.same_period, note)


def _emptied(row: Row) -> Row:
    """The row without anybody's figures; a note stays where it says when the row is judged."""
    note = row.note if row.year_end else ""
    return replace(row, plan=None, same_period=None, actual=None, hand_verdict="", note=note)


def _unit_name(unit: str) -> str:
    name = " ".join(pack_csv.nfc(unit).split())
    if not name:
        raise Refusal("no-unit", "Tên đơn vị (--unit) để trống: hãy ghi như trong câu văn, ví dụ “xã Ninh Hải”.")
    return name


def _info_of(info: Mapping[str, str], unit: str) -> dict[str, str]:
    """The pack's ThongTin for another unit: its place follows from the name, other places and people stay blank."""
    match = _UNIT.fullmatch(unit)
    left = {name: value for name, value in info.items() if name not in OWN_INFO}
    return left if match is None else left | {KEY_PLACE: match["place"]}


def _notices(pack: Pack, unit: str, period: str, other: bool, filled: bool) -> Iterator[str]:
    """What an officer has to enter because it could not be taken over from the pack."""
    if other:
        figures = "" if filled else "kế hoạch, cùng kỳ, thực hiện và "
        place = f", địa danh ghi là “{pack.info[KEY_PLACE]}”" if KEY_PLACE in pack.info else ", địa danh"
        yield (
            f"sổ lập cho {unit} nên {figures}cơ quan chủ quản, nơi gửi, nơi nhận để trống{place}:"
            f" hãy nhập ở trang {sheets.CHI_TIEU} và {sheets.THONG_TIN}."
        )
    elif period != pack.period and not filled:
        yield f"kỳ {period} khác kỳ của gói báo cáo ({pack.period}) nên số thực hiện để trống: hãy nhập vào bảng."


def _share(period: str) -> float:
    """The share of the year that the period covers, in percent, to two decimals."""
    parsed = parse_period(period)
    return 50.0 if parsed is None else round(float(parsed.share), 2)


def _moved_facts(facts: Iterable[Fact], own: str, wanted: str) -> Iterable[Fact]:
    year_later = wanted == f"{int(own[:4]) + 1}{own[4:]}"
    return (pack_facts.moved(fact, wanted[:4] == own[:4], year_later) for fact in facts)


def _moved(rows: Iterable[Row], own: str, wanted: str) -> Iterable[Row]:
    year_later = wanted == f"{int(own[:4]) + 1}{own[4:]}"
    same_year = wanted[:4] == own[:4]
    for row in rows:
        plan = row.plan if same_year else (sheets.MAINTAIN if row.plan == sheets.MAINTAIN else None)
        yield replace(row, plan=plan, same_period=row.actual if year_later else None, actual=None, hand_verdict="")


# The CSV --------------------------------------------------------------------------------------------------------
def _with_data(rows: tuple[Row, ...], path: Path) -> tuple[Row, ...]:
    """The rows with the CSV's values: actuals come from the CSV alone, other columns where the CSV has them."""
    records = pack_csv.read_csv(_content(path), path.name)
    pack_csv.require_columns(records, (TT_COLUMN,), path.name)
    unknown = sorted({column for column in records[0][1] if column not in DATA_COLUMNS})
    if unknown:
        raise Refusal(
            "unknown-column",
            f"Tệp {path.name}, dòng 1: không biết cột “{unknown[0]}”; các cột được dùng là {', '.join(DATA_COLUMNS)}.",
        )
    places = _places(rows)
    given: dict[int, Row] = {}
    for line, record in records:
        where = f"Tệp {path.name}, dòng {line} (TT {record[TT_COLUMN]})"
        place = places.get(record[TT_COLUMN].lower())
        if place is None:
            raise Refusal("unknown-tt", f"{where}: không có chỉ tiêu mang TT “{record[TT_COLUMN]}” trong gói báo cáo.")
        if place in given:
            raise Refusal("repeated-tt", f"{where}: TT này đã có ở dòng trên.")
        given[place] = _filled(rows[place], record, where)
    return tuple(given.get(place, replace(row, actual=None)) for place, row in enumerate(rows))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise Refusal("no-file", f"Không tìm thấy tệp số liệu “{path}”: hãy kiểm tra lại tên tệp và thư mục.") from None
    except OSError as error:
        raise Refusal("no-read", f"Không đọc được tệp số liệu “{path}” ({error.strerror}).") from error


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


def _number(text: str, words_allowed: bool, where: str) -> CellValue:
    """The value of a CSV cell: None, a number, "-", "Duy trì", or the text itself where the plan is worded."""
    if not text:
        return None
    if text.lower() == sheets.MAINTAIN.lower():
        return sheets.MAINTAIN
    if text in ("-", "–", "—"):
        return sheets.DASH
    numbers = readings(text)
    if len(numbers) == 1:
        return float(numbers[0])
    if len(numbers) > 1:
        both = " hoặc ".join(write_number(number, 6) for number in numbers)
        raise Refusal(
            "ambiguous-number",
            f"{where}: “{text}” có thể là {both}; hãy bỏ dấu hàng nghìn, hoặc viết rõ phần thập phân bằng dấu phẩy.",
        )
    if words_allowed and all(meaning.kind in WORDED_PLANS for meaning in meanings(text)):
        return text
    advice = "nhập số thuần, không kèm đơn vị (ví dụ 2300 hoặc 102,68)"
    raise Refusal("bad-number", f"{where}: “{text}” không phải là số; {advice}.")
