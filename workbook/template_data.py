"""What a new workbook is filled with: the pack's catalogue and facts, for a unit and a period."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from udfs.periods import parse_period
from udfs.text import key
from workbook import data_csv, pack_csv, pack_facts, packs, sheets
from workbook.history import Entry, months_before
from workbook.pack_csv import CellValue
from workbook.pack_facts import Fact
from workbook.packs import Pack, Row
from workbook.refusal import Refusal

# What the pack's ThongTin says of its own unit, and of nobody else's.
OWN_INFO: Final = ("co_quan_chu_quan", "dia_danh", "kinh_gui", "noi_nhan", "so_van_ban", "ngay_ban_hanh", "nguoi_ky")
KEY_PLACE: Final = "dia_danh"
_KINDS: Final = "xã|phường|thị trấn|đặc khu|huyện|quận|thị xã|thành phố|tỉnh"
_LONGEST_UNIT: Final = 255  # it becomes part of headings and sentences, of which none may be cut short
_UNIT: Final = re.compile(rf"(?:(?:UBND|ủy ban nhân dân)\s+)?(?:{_KINDS})\s+(?P<place>\S.*)", re.IGNORECASE)


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
        rows, facts = data_csv.filled(rows, facts, Path(data))
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
    return replace(row, plan=None, upper_plan=None, same_period=None, actual=None, hand_verdict="", note=note)


def _unit_name(unit: str) -> str:
    name = " ".join(pack_csv.nfc(pack_csv.held(unit, "Tên đơn vị (--unit)")).split())
    if len(name) > _LONGEST_UNIT:
        fault = f"dài quá {_LONGEST_UNIT} ký tự"
        raise Refusal("bad-text", f"Tên đơn vị (--unit) {fault}: hãy ghi như trong câu văn, ví dụ “xã Ninh Hải”.")
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
        figures = "số thực hiện" if period[:4] == pack.period[:4] else "kế hoạch của năm và số thực hiện"
        yield f"kỳ {period} khác kỳ của gói báo cáo ({pack.period}) nên {figures} để trống: hãy nhập vào bảng."


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
        plan, upper = (given if same_year or given == sheets.MAINTAIN else None for given in (row.plan, row.upper_plan))
        same = row.actual if year_later else None
        yield replace(row, plan=plan, upper_plan=upper, same_period=same, actual=None, hand_verdict="")
