"""Tables in the body and in annexes: a group of facts, or indicators, in the columns that the pack asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from udfs.dates import date_figures
from udfs.facts import Fact, Facts
from udfs.numbers import write_number
from udfs.plans import verdict
from udfs.table import Record, Table
from udfs.text import is_blank
from workbook import sheets
from workbook.pack_sections import COLUMNS, OFFICIAL_TABLE, TableAsked
from workbook.refusal import Refusal
from workbook.report_marks import ROW, Marked
from workbook.report_sentences import place, text_of
from xlcore import records
from xlcore.values import ExcelError, Value

_SHEET_COLUMNS: Final = {
    "tt": sheets.TT,
    "ten": sheets.NAME,
    "dvt": sheets.UNIT,
    "kh": sheets.PLAN,
    "kh_tren": sheets.UPPER_PLAN,
    "ck": sheets.SAME_PERIOD,
    "th": sheets.ACTUAL,
    "ss_ck": sheets.VS_SAME,
    "ss_kh": sheets.VS_PLAN,
    "ss_kh_tren": sheets.VS_UPPER_PLAN,
    "con": sheets.REMAINING,
    "danh_gia": sheets.VERDICT,
    "ghi_chu": sheets.NOTE,
}
_RULED: Final = {"ss_ck": (0, 2), "ss_kh": (1, 2), "con": (2, 6)}
_LEFT: Final = ("ten", "ghi_chu")
_SIGNS: Final = ("-", "+", "•")  # of parts, of their parts, and of what is deeper still
_TYPED_SIGNS: Final = "-–+• "  # what somebody may have put before a name
_WORDS: Final = ("tt", "ten", "dvt", "danh_gia", "ghi_chu")


class Column(records.Record):
    """``cot`` in the template: the heading; ``rong`` is its share of the width."""

    __slots__ = ("ten", "rong")

    def __init__(self, ten: str, rong: float) -> None:
        self.ten = ten
        self.rong = rong


class Cell(records.Record):
    """``o`` in the template: what is printed, whether it begins at the left; ``nguon`` is the sheet's cell."""

    __slots__ = ("chu", "la_chu", "nguon")

    def __init__(self, chu: str, la_chu: bool, nguon: str) -> None:
        self.chu = chu
        self.la_chu = la_chu
        self.nguon = nguon


class Line(records.Record):
    """``dong`` in the template: the cells of a row; ``la_nhom`` says that it is the head of a group."""

    __slots__ = ("la_nhom", "o")

    def __init__(self, la_nhom: bool, o: list[Cell]) -> None:
        self.la_nhom = la_nhom
        self.o = o


class BodyTable(records.Record):
    """``bang`` in the template: caption, columns and rows; ``het`` marks the paragraph behind it."""

    __slots__ = ("khoa", "ten", "cot", "dong", "het")

    def __init__(self, khoa: str, ten: str, cot: list[Column], dong: list[Line], het: str) -> None:
        self.khoa = khoa
        self.ten = ten
        self.cot = cot
        self.dong = dong
        self.het = het


def body_table(asked: TableAsked, key: str, table: Table, facts: Facts) -> BodyTable | None:
    """The table that is asked for; None while no figure of it is entered, or the workbook does not have its group.

    ``key`` names it in the document. ``Refusal`` names a cell that holds an error.
    """
    rows = _rows(asked.source, table, facts)
    columns = [column for column, _ in asked.columns]
    shown = [column for column in columns if column not in _WORDS]
    if not rows or (
        shown and not any(_printed(record, column) not in ("", sheets.DASH) for _, record in rows for column in shown)
    ):
        return None
    # A column without a heading of its own keeps its usual share; names get what is left by short ones.
    heads = [Column(heading, COLUMNS[column][1]) for column, heading in asked.columns]
    lines = [_line(sheet, record, columns, key, _sign(record, facts)) for sheet, record in rows]
    caption = Marked(asked.caption, f"bang/{key}/ten")
    return BodyTable(key, caption, heads, lines, Marked("", f"bang/{key}/het"))


def _rows(source: str, table: Table, facts: Facts) -> list[tuple[str, Record]]:
    if source == OFFICIAL_TABLE:
        return [(sheets.CHI_TIEU, record) for record in table.records]
    group = facts.group(source)
    return [] if group is None else [(sheets.SO_LIEU, fact) for fact in group.facts]


def _sign(record: Record, facts: Facts) -> str:
    """The sign before the name of a part, by how deep it stands; "" for what is a part of nothing."""
    above: list[Fact] = []
    fact = record if isinstance(record, Fact) else None
    while fact is not None and fact.parent_code and fact not in above:  # somebody may have made a circle of them
        above.append(fact)
        fact = facts.parent(fact)
    return _SIGNS[min(len(above), len(_SIGNS)) - 1] if above else ""


def _line(sheet: str, record: Record, columns: Sequence[str], key: str, sign: str) -> Line:
    first = sheets.FIRST_ROW if sheet == sheets.CHI_TIEU else sheets.FACT_FIRST_ROW
    row = first + record.position
    mark = f"{ROW}{key}/{record.code or f'{record.tt} {record.name}'.strip() or row}"
    cells: list[Cell] = []
    for column in columns:
        text = f"{sign} {_bare_name(record)}" if sign and column == "ten" else _printed(record, column)
        by_hand = column == "danh_gia" and record.hand_verdict
        cell = place(sheet, sheets.HAND_VERDICT if by_hand else _SHEET_COLUMNS[column], row)
        cells.append(Cell(text if cells else Marked(text, mark), column in _LEFT, cell))
    return Line(record.kind == "group", cells)


def _bare_name(record: Record) -> str:
    """A part's name without the sign that somebody may have typed before it."""
    return " ".join(text_of(record.cells[sheets.NAME - 1]).split()).lstrip(_TYPED_SIGNS)


def _printed(record: Record, column: str) -> str:
    """A cell of the table as printed."""
    if column == "tt":
        return record.tt
    if column == "ten":
        return " ".join(text_of(record.cells[sheets.NAME - 1]).split())
    if column == "danh_gia":  # the officer's verdict goes before the rule's
        judged = verdict(record.plan, record.actual, record.direction) if record.kind == "indicator" else ""
        return record.hand_verdict or judged
    if column in _RULED:
        which, places = _RULED[column]
        value = record.columns[which]
        return value if isinstance(value, str) else write_number(value, places)
    # What was entered is printed as it was entered; a ratio of it would have no end of decimals.
    computed = column == "ss_kh_tren" or (isinstance(record, Fact) and record.form == sheets.COMPUTED)
    return _value(record.cells[_SHEET_COLUMNS[column] - 1], record, 2 if computed else 6, column)


def _value(value: Value, record: Record, places: int, column: str) -> str:
    if isinstance(value, ExcelError):
        what = record.name or record.tt
        raise Refusal(
            "table-error", f"Bảng của báo cáo: dòng “{what}”, cột “{COLUMNS[column][0]}” đang có lỗi {value.code}."
        )
    if isinstance(value, float) and record.is_date and not is_blank(value):
        date = date_figures(value)
        return date if isinstance(date, str) else text_of(value)
    return write_number(value, places) if isinstance(value, float) else " ".join(text_of(value).split())
