"""Where a printed number may come from: cells, and Excel expressions over cells, that give it.

A placeholder says which row and field a piece of a sentence is made of; among what that row offers, the first source
whose value, rounded to the printed decimals, is the printed number is its source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from udfs.facts import Fact
from udfs.lists import listed
from udfs.numbers import MONEY_UNITS, number_in, round_half_up
from udfs.part_fields import LARGEST, largest, parts_of
from udfs.plans import progress
from udfs.sentences import FIGURE, Source
from udfs.table import COUNTED, Record
from udfs.tidying import Piece
from workbook import sheets
from workbook.report_sentences import place, text_of
from xlcore.dates import to_ymd
from xlcore.records import Record as Base
from xlcore.values import Value

NUMBER: Final = "số"  # the expression's value, rounded, is the printed number
TEXT: Final = "chữ"  # the cell's text holds it
_PERCENT: Final = Decimal(100)
_MONEY: Final = {"dong": "đồng", "nghin": "nghìn đồng", "trieu": "triệu đồng", "ty": "tỷ đồng"}
_MONEY_FORM: Final = re.compile(r"(dong|nghin|trieu|ty)[0-4]?")
_CLASSES: Final = ("cuoi_nam", "chua_nhap", "dat", "vuot", "hoan_thanh", "chua_dat", "chua_thuc_hien", "can_kiem_tra")
# Each field's own source first; whatever else the row offers is tried after it.
_FIELD_COLUMNS: Final = {
    "kh": (sheets.PLAN,),
    "ke_hoach": (sheets.PLAN,),
    "so_muc": (sheets.PLAN,),
    "ck": (sheets.SAME_PERIOD,),
    "th": (sheets.ACTUAL,),
    "ket_qua": (sheets.ACTUAL,),
    "ngay": (sheets.ACTUAL,),
    "ss_ck": (sheets.VS_SAME,),
    "ss_kh": (sheets.VS_PLAN,),
    "so_kh": (sheets.VS_PLAN,),
    "con": (sheets.REMAINING,),
    "kh_tren": (sheets.UPPER_PLAN,),
    "ss_kh_tren": (sheets.VS_UPPER_PLAN,),
    "so_kh_tren": (sheets.VS_UPPER_PLAN,),
    "ten": (sheets.NAME,),
    "tt": (sheets.TT,),
    "dvt": (sheets.UNIT,),
}
_CHANGES: Final = ("tang_giam", "diem", "so_ck", "bien_dong")
_ANY: Final = (sheets.ACTUAL, sheets.PLAN, sheets.SAME_PERIOD, sheets.VS_SAME, sheets.VS_PLAN, sheets.REMAINING)
_PERIODS: Final = ("ky", "cung_ky", "nam")  # what keys about the period begin with
_PERIOD_WORDS: Final = ("ky_chu", "ky_con_lai", "ky_cung_ky", "ky_ngan")  # keys whose words are made of the period
_WORDS: Final = (sheets.NAME, sheets.UNIT, sheets.TT, sheets.NOTE)


class Origin(Base):
    """A source: its first cell, the expression, its value; ``kind`` says whether the value or the text counts."""

    __slots__ = ("kind", "sheet", "cell", "expression", "value")

    def __init__(self, kind: str, sheet: str, cell: str, expression: str, value: Decimal | str) -> None:
        self.kind = kind
        self.sheet = sheet
        self.cell = cell
        self.expression = expression
        self.value = value

    def gives(self, printed: str) -> bool:
        """Whether the source gives the number as it is printed."""
        if isinstance(self.value, str):
            return printed in FIGURE.findall(self.value)
        return agrees(printed, self.value)


def agrees(printed: str, value: Decimal) -> bool:
    """Whether ``value``, rounded half up to the decimals of ``printed`` and without its sign, is that number."""
    whole, _, decimals = printed.replace(".", "").partition(",")
    return round_half_up(abs(value), len(decimals)) == Decimal(f"{whole}.{decimals or 0}")


def cell_origin(sheet: str, cell: str, value: Value) -> Origin | None:
    """The source that a cell is by itself; None for a blank one."""
    number = number_in(value)
    if number is not None:
        return Origin(NUMBER, sheet, cell, f"{sheet}!{cell}", number)
    text = text_of(value)
    return Origin(TEXT, sheet, cell, f"{sheet}!{cell}", text) if text else None


def of_piece(piece: Piece, source: Source) -> list[Origin]:
    """The sources that a placeholder's piece of text may have, the likeliest first."""
    code, *fields = piece.path
    record = source.record(code)
    if record is not None and fields:
        if fields[0] == LARGEST:
            record = largest(record, source) or record
        found = [*of_record(record, fields[-1], source)]
        return [scaled for origin in found for scaled in (_scaled(origin, piece.form, record), origin) if scaled]
    if code == "dem":
        return list(_of_counts(fields, source))
    if code == "ds":
        return list(_of_list(fields, source))
    return list(_of_info(code, source))


def of_record(record: Record, field: str, source: Source) -> Iterator[Origin]:
    """What a row offers for a field: its own column, then its changes, its other columns, its parts, its words."""
    row = Row(record)
    yield from row.cells(_FIELD_COLUMNS.get(field, ()))
    if field in _CHANGES:
        yield from row.changes(field == "diem" or record.is_rate)
    yield from row.shares()
    if field == "hang":
        yield from _rank(record, source)
    if field == "ngay":
        yield from row.dates()
    for part in parts_of(record, source) if field == "phan" else ():
        yield from Row(part).cells((sheets.ACTUAL, sheets.NAME))
    if field == "ti_le_phan":
        yield from _share_of_parent(record, source)
    yield from row.cells(_ANY)
    yield from row.changes(record.is_rate)
    yield from row.cells(_WORDS)
    if field in ("trang_thai", "so_kh"):
        yield from _of_info(sheets.KEY_THRESHOLD, source)


class Row:
    """A row of ``ChiTieu`` or ``SoLieu`` as a source."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.sheet = sheets.SO_LIEU if isinstance(record, Fact) else sheets.CHI_TIEU
        first = sheets.FACT_FIRST_ROW if isinstance(record, Fact) else sheets.FIRST_ROW
        self.number = first + record.position

    def cell(self, column: int) -> str:
        """The address of a cell of the row."""
        return f"{sheets.COLUMN_LETTERS[column - 1]}{self.number}"

    def cells(self, columns: Iterable[int]) -> Iterator[Origin]:
        """The cells of these columns that hold anything."""
        for column in columns:
            found = cell_origin(self.sheet, self.cell(column), self.record.cells[column - 1])
            if found is not None:
                yield found

    def _of_two(self, left: int, right: int, pattern: str, value: Decimal) -> Origin:
        cells = [f"{self.sheet}!{self.cell(column)}" for column in (left, right)]
        return Origin(NUMBER, self.sheet, self.cell(left), pattern.format(*cells), value)

    def changes(self, points_first: bool) -> Iterator[Origin]:
        """The change since the same period, in points and in percent."""
        now, before = number_in(self.record.actual), number_in(self.record.same_period)
        if now is None or before is None:
            return
        points = self._of_two(sheets.ACTUAL, sheets.SAME_PERIOD, "ABS({}-{})", abs(now - before))
        if points_first:
            yield points
        if before:
            change = abs(now * _PERCENT / before - _PERCENT)
            yield self._of_two(sheets.ACTUAL, sheets.SAME_PERIOD, "ABS({}/{}*100-100)", change)
        if not points_first:
            yield points

    def shares(self) -> Iterator[Origin]:
        """The actual in percent of the plan, of the same period, and of the upper plan."""
        now = number_in(self.record.actual)
        for column in (sheets.PLAN, sheets.SAME_PERIOD, sheets.UPPER_PLAN):
            whole = number_in(self.record.cells[column - 1])
            if now is not None and whole:
                yield self._of_two(sheets.ACTUAL, column, "{}/{}*100", now * _PERCENT / whole)
        share = None if now is None else progress(self.record.plan, self.record.actual)
        if now and share and number_in(self.record.plan) is None:  # a bound: ">1.650"
            goal = round_half_up(now * _PERCENT / share, 6).normalize()
            expression = f"{self.sheet}!{self.cell(sheets.ACTUAL)}/{goal:f}*100"
            yield Origin(NUMBER, self.sheet, self.cell(sheets.ACTUAL), expression, share)

    def dates(self) -> Iterator[Origin]:
        """Day, month and year of the date in the row."""
        yield from date_origins(self.sheet, self.cell(sheets.ACTUAL), self.record.actual)


def date_origins(sheet: str, cell: str, value: Value) -> Iterator[Origin]:
    """Day, month and year of a date in a cell."""
    date = to_ymd(value) if isinstance(value, float) and value >= 1 else None
    if isinstance(date, tuple):
        for name, number in zip(("YEAR", "MONTH", "DAY"), date, strict=True):
            yield Origin(NUMBER, sheet, cell, f"{name}({sheet}!{cell})", Decimal(number))


def _rank(record: Record, source: Source) -> Iterator[Origin]:
    parent = source.facts.parent(record) if isinstance(record, Fact) else None
    own = number_in(record.actual)
    if parent is None or own is None:
        return
    rows = [Row(part) for part in parts_of(parent, source)]
    above = sum(number > own for row in rows if (number := number_in(row.record.actual)) is not None)
    cell = Row(record).cell(sheets.ACTUAL)
    terms = "+".join(f"({row.sheet}!{row.cell(sheets.ACTUAL)}>{sheets.SO_LIEU}!{cell})" for row in rows)
    yield Origin(NUMBER, sheets.SO_LIEU, cell, f"1+{terms}", Decimal(1 + above))


def _share_of_parent(record: Record, source: Source) -> Iterator[Origin]:
    if isinstance(record, Fact):
        parent: Record | None = source.facts.parent(record)
    else:
        parent = next((other for other in source.table.records if other.position == record.parent), None)
    part, whole = number_in(record.actual), None if parent is None else number_in(parent.actual)
    if parent is None or part is None or not whole:
        return
    own, above = Row(record), Row(parent)
    cells = [f"{row.sheet}!{row.cell(sheets.ACTUAL)}" for row in (own, above)]
    expression = f"{cells[0]}/{cells[1]}*100"
    yield Origin(NUMBER, own.sheet, own.cell(sheets.ACTUAL), expression, part * _PERCENT / whole)


def _scaled(origin: Origin, form: str, record: Record) -> Origin | None:
    """The source in the unit of money that the format asks for; None where it asks for none."""
    match = _MONEY_FORM.fullmatch(form)
    if match is None or not isinstance(origin.value, Decimal):
        return None
    factor = MONEY_UNITS.get(record.unit, Decimal(1)) / MONEY_UNITS[_MONEY[match[1]]]
    if factor == 1:
        return None
    change = f"*{factor:f}" if factor > 1 else f"/{(1 / factor):f}"
    return Origin(NUMBER, origin.sheet, origin.cell, f"({origin.expression}){change}", origin.value * factor)


def _of_counts(fields: list[str], source: Source) -> Iterator[Origin]:
    """Counts of indicators, as the function CT_DEM gives them; the threshold that the words name."""
    *group, kind = fields or [""]
    kinds = _CLASSES if kind not in COUNTED and kind == "phan_loai" else (kind,)
    for name in kinds:
        yield from counted(name, group[0] if group else "", source)
    yield from _of_info(sheets.KEY_THRESHOLD, source)


def counted(kind: str, group: str, source: Source) -> Iterator[Origin]:
    """How many indicators are counted as ``kind``."""
    found = listed(source.table, kind, source.info.period, source.info.threshold, group)
    if found is None:
        return
    period, threshold = (_info_cell(key, source) for key in (sheets.KEY_PERIOD, sheets.KEY_THRESHOLD))
    table = f"{sheets.CHI_TIEU}!{sheets.TABLE_CELLS}"
    expression = (
        f'CT_DEM({table},"{kind}",{sheets.THONG_TIN}!{period},{sheets.THONG_TIN}!{threshold},"{group.upper()}")'
    )
    yield Origin(NUMBER, sheets.CHI_TIEU, sheets.TABLE_CELLS, expression, Decimal(len(found)))


def _of_list(fields: list[str], source: Source) -> Iterator[Origin]:
    *group, kind = fields or [""]
    records = listed(source.table, kind, source.info.period, source.info.threshold, group[0] if group else "")
    for record in records or ():
        row = Row(record)
        yield from row.cells((sheets.NAME, sheets.REMAINING))
        yield from row.changes(record.is_rate)
        yield from row.cells(_ANY)


def _info_cell(key: str, source: Source) -> str:
    position = source.info.positions.get(key)
    return (
        "" if position is None else f"{sheets.COLUMN_LETTERS[sheets.INFO_VALUE - 1]}{sheets.INFO_FIRST_ROW + position}"
    )


def _of_info(key: str, source: Source) -> Iterator[Origin]:
    """The value of a key of ThongTin; what follows from the period alone comes from the period's own cell."""
    for name in (key, *(_PERIOD_WORDS if key.startswith(_PERIODS) else ())):
        cell, value = _info_cell(name, source), source.info.values.get(name)
        found = cell_origin(sheets.THONG_TIN, cell, value) if cell else None
        if found is not None:
            yield found
            yield from date_origins(sheets.THONG_TIN, cell, value)
    period = _info_cell(sheets.KEY_PERIOD, source)
    year = source.info.period.year if source.info.period else None
    if period and year is not None:
        for shift in (0, -1, 1):
            sign = f"{shift:+d}" if shift else ""
            expression = f"VALUE(LEFT({sheets.THONG_TIN}!{period},4)){sign}"
            yield Origin(NUMBER, sheets.THONG_TIN, period, expression, Decimal(year + shift))


def of_info(source: Source) -> list[Origin]:
    """Every value of ThongTin as a source, for texts that are made of several of them."""
    return [origin for key in source.info.positions for origin in _of_info(key, source)]


def address(sheet: str, column: int, row: int) -> str:
    """The cell alone, ``E12``."""
    return place(sheet, column, row).partition("!")[2]
