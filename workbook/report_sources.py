"""Where a printed number may come from: cells, and Excel expressions over cells, that give it.

A placeholder says which row and field a piece of a sentence is made of. Only what the field is made of counts as its
source, and in a list the row that is named before the number: a cell that happens to hold the same number is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from udfs.facts import Fact
from udfs.lists import listed
from udfs.numbers import MONEY_UNITS, number_in
from udfs.part_fields import LARGEST, largest, parts_of
from udfs.sentences import CLASSIFICATION, FIGURE, Source
from udfs.table import Record
from udfs.tidying import Piece
from workbook import sheets
from workbook.report_origins import NUMBER, Origin, Row, cell_origin, date_part
from workbook.report_sentences import text_of

_PERCENT: Final = Decimal(100)
_MONEY: Final = {"dong": "đồng", "nghin": "nghìn đồng", "trieu": "triệu đồng", "ty": "tỷ đồng"}
_MONEY_FORM: Final = re.compile(r"(dong|nghin|trieu|ty)[0-4]?")
# What "{dem.phan_loai}" says of each class, after the number and "chỉ tiêu".
_SAID_OF: Final = (
    ("đánh giá vào cuối năm", "cuoi_nam"),
    ("chưa có số liệu", "chua_nhap"),
    ("đạt và vượt", "dat"),
    ("đạt dưới", "chua_dat"),
    ("hoàn thành vượt", "vuot"),
    ("hoàn thành", "hoan_thanh"),
    ("chưa hoàn thành", "chua_dat"),
    ("chưa thực hiện", "chua_thuc_hien"),
    ("cần kiểm tra", "can_kiem_tra"),
)
# The cells that a field is made of; a unit may hold a number too ("triệu đồng/1000 dân").
_MEASURED: Final = (sheets.ACTUAL, sheets.UNIT)
FIELD_COLUMNS: Final[dict[str, tuple[int, ...]]] = {
    "kh": (sheets.PLAN,),
    "ke_hoach": (sheets.PLAN, sheets.UNIT),
    "so_muc": (sheets.PLAN, sheets.UNIT),
    "ck": (sheets.SAME_PERIOD,),
    "th": (sheets.ACTUAL,),
    "ket_qua": _MEASURED,
    "bien_dong": _MEASURED,
    "ngay": (sheets.ACTUAL,),
    "ss_ck": (sheets.VS_SAME,),
    "ss_kh": (sheets.VS_PLAN,),
    "so_kh": (sheets.VS_PLAN,),
    "con": (sheets.REMAINING,),
    "kh_tren": (sheets.UPPER_PLAN, sheets.UNIT),
    "so_kh_tren": (sheets.VS_UPPER_PLAN,),
    "trong_ky": (sheets.IN_PERIOD, sheets.IN_PERIOD_USED, *_MEASURED),
    "ten": (sheets.NAME, sheets.TT),
    LARGEST: (sheets.NAME,),
    "tt": (sheets.TT,),
    "dvt": (sheets.UNIT,),
}
# Those that are computed from several cells, or from other rows; "danh_gia" is a word.
OTHER_FIELDS: Final = tuple("tang_giam diem so_ck trong_ky_so_ck phan ti_le_phan hang trang_thai danh_gia".split())
_NAMED: Final = (sheets.NAME, sheets.TT)
_LISTED: Final = {
    "con_lai": (sheets.REMAINING, sheets.UNIT),
    "kem_muc": (sheets.ACTUAL, sheets.PLAN, sheets.UNIT),
    "ghi_tay_khac": (sheets.PLAN, sheets.ACTUAL, sheets.UNIT),
}
# Keys of ThongTin whose words are made of the period, and those that hold the period in words.
_OF_PERIOD: Final = re.compile(r"ky(?!_hieu)(?:_\w+)?|cung_ky|nam(?:_\w+)?|thang_\w+")
_PERIOD_WORDS: Final = ("ky_chu", "ky_con_lai", "ky_cung_ky")
_THRESHOLD_USED: Final = "nguong_ky"


# Placeholders -------------------------------------------------------------------------------------------------------


def of_piece(piece: Piece, words: str, at: int, source: Source) -> list[Origin]:
    """The sources that the number at ``at`` in ``words``, what a placeholder became, may have; the likeliest first."""
    code, *fields = piece.path
    record = source.record(code)
    if record is not None and fields:
        field = fields[-1]
        if fields[0] == LARGEST:
            record = largest(record, source) or record
        if field == "phan":
            return list(_of_parts(record, piece.form, words, at, source))
        return list(_scaled(of_field(record, field, _place(words, at), source), piece.form, record))
    if code == "dem":
        return list(_of_counts(fields, words, at, source))
    if code == "ds":
        return list(_of_list(fields, words, at, source))
    return list(of_key(code, _place(words, at), source))


def _place(words: str, at: int) -> int:
    """The how manyth number of ``words`` stands at ``at``, from 0."""
    return sum(match.start() < at for match in FIGURE.finditer(words))


def of_field(record: Record, field: str, place: int, source: Source) -> Iterator[Origin]:
    """What a field of a row is made of; ``place`` counts the numbers of the field's words before this one."""
    row, columns = Row(record), FIELD_COLUMNS.get(field, ())
    if record.is_date or field == "ngay":
        for column in columns:
            yield from date_part(row.sheet, row.cell(column), record.cells[column - 1], place)
    yield from row.cells(columns)
    match field:
        case "tang_giam" | "diem" | "so_ck":
            in_points = field == "diem" or (field == "so_ck" and record.is_rate)
            yield from row.change(sheets.ACTUAL, sheets.SAME_PERIOD, in_points)
        case "trong_ky_so_ck":
            alone = sheets.IN_PERIOD_USED if number_in(record.cells[sheets.IN_PERIOD_USED - 1]) is not None else None
            yield from row.change(alone or sheets.ACTUAL, sheets.IN_PERIOD_BEFORE, record.is_rate)
        case "ss_ck":
            yield from row.share(sheets.SAME_PERIOD)
        case "ss_kh" | "so_kh":
            yield from row.share(sheets.PLAN)
            yield from row.share_of_bound()
        case "so_kh_tren":
            yield from row.share(sheets.UPPER_PLAN)
        case "con":
            yield from row.left()
        case "hang":
            yield from _rank(record, source)
        case "ti_le_phan":
            yield from _share_of_parent(record, source)
        case "trang_thai":
            yield from of_key(sheets.KEY_THRESHOLD, 0, source)


def _of_parts(record: Record, form: str, words: str, at: int, source: Source) -> Iterator[Origin]:
    """The part that is named before the number; only those with a number are told."""
    told = [part for part in parts_of(record, source) if number_in(part.actual)]
    part, in_name = named_before(told, words, at)
    if part is not None:
        yield from _scaled(Row(part).cells(_NAMED if in_name else _MEASURED), form, part)


def named_before(records: Iterable[Record], words: str, at: int) -> tuple[Record | None, bool]:
    """Which of ``records``, named in ``words`` in this order, is the last named before ``at``; whether ``at`` is in it.

    Two parts of three schools each are two sources.
    """
    text, end, found = words.lower(), 0, None
    for record in records:
        start = text.find(record.spoken.lower(), end)
        if start < 0:
            continue
        if start > at:
            break
        found, end = record, start + len(record.spoken)
    return found, found is not None and at < end


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


def _scaled(origins: Iterable[Origin], form: str, record: Record) -> Iterator[Origin]:
    """The sources in the unit of money that the format asks for; numbers in words and in text as they are."""
    match = _MONEY_FORM.fullmatch(form)
    factor = MONEY_UNITS.get(record.unit, Decimal(1)) / MONEY_UNITS[_MONEY[match[1]]] if match else Decimal(1)
    change = f"*{factor:f}" if factor > 1 else f"/{(1 / factor):f}"
    for origin in origins:
        if factor == 1 or not isinstance(origin.value, Decimal):
            yield origin
        else:
            expression = f"({origin.expression}){change}"
            yield Origin(NUMBER, origin.sheet, origin.cell, expression, origin.value * factor)


# Counts and lists ---------------------------------------------------------------------------------------------------


def _of_counts(fields: list[str], words: str, at: int, source: Source) -> Iterator[Origin]:
    """Counts of indicators, as the function CT_DEM gives them; in the sentence of all classes the one that is named
    after the number, the threshold, or a number in the name of an indicator."""
    *group, kind = fields or [""]
    if kind != CLASSIFICATION:
        yield from counted(kind, group[0] if group else "", source)
        return
    behind = FIGURE.sub("", words[at:], count=1).removeprefix(" chỉ tiêu ")
    said = next((name for start, name in _SAID_OF if behind.startswith(start)), None)
    if said is not None:
        yield from counted(said, "", source)
        return
    record, in_name = named_before(_records("chua_nhap", [], source), words, at)
    if record is not None and in_name:
        yield from Row(record).cells(_NAMED)
    else:
        yield from of_key(sheets.KEY_THRESHOLD, 0, source)


def _records(kind: str, group: Sequence[str], source: Source) -> Sequence[Record]:
    return listed(source.table, kind, source.info.period, source.info.threshold, group[0] if group else "") or ()


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


def _of_list(fields: list[str], words: str, at: int, source: Source) -> Iterator[Origin]:
    """What a list tells of the indicator that is named before the number."""
    *group, kind = fields or [""]
    record, in_name = named_before(_records(kind, group, source), words, at)
    if record is None:
        return
    row = Row(record)
    yield from row.cells(_NAMED if in_name else _LISTED.get(kind, ()))
    if kind == "con_lai":
        yield from row.left()
    if kind == "giam_ck":
        yield from row.change(sheets.ACTUAL, sheets.SAME_PERIOD, record.is_rate)


# ThongTin -----------------------------------------------------------------------------------------------------------


def _info_cell(key: str, source: Source) -> str:
    position = source.info.positions.get(key)
    return (
        "" if position is None else f"{sheets.COLUMN_LETTERS[sheets.INFO_VALUE - 1]}{sheets.INFO_FIRST_ROW + position}"
    )


def of_key(key: str, place: int, source: Source) -> Iterator[Origin]:
    """What a key of ThongTin is made of; what follows from the period alone comes from the period's own cell.

    Of a date, ``place`` counts the numbers before this one; while there is none, the form has the year of the period.
    """
    value, cell = source.info.values.get(key), _info_cell(key, source)
    if key.startswith("ngay"):
        if text_of(value):
            yield from date_part(sheets.THONG_TIN, cell, value, place)
        else:
            yield from _year(source, (0,))
        return
    spoken = _PERIOD_WORDS if _OF_PERIOD.fullmatch(key) else ()
    for name in (key, *spoken, *([_THRESHOLD_USED] if key == sheets.KEY_THRESHOLD else [])):
        cell = _info_cell(name, source)
        found = cell_origin(sheets.THONG_TIN, cell, source.info.values.get(name)) if cell else None
        if found is not None:
            yield found
    if spoken:
        yield from _year(source, (0, -1, 1))


def _year(source: Source, shifts: Iterable[int]) -> Iterator[Origin]:
    """The period's year, and those beside it."""
    cell, year = _info_cell(sheets.KEY_PERIOD, source), source.info.period and source.info.period.year
    if cell and year:
        for shift in shifts:
            expression = f"VALUE(LEFT({sheets.THONG_TIN}!{cell},4)){f'{shift:+d}' if shift else ''}"
            yield Origin(NUMBER, sheets.THONG_TIN, cell, expression, Decimal(year + shift))
