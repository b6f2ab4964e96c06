"""The annex: the official table row by row, as printed, from the values of the recalculated workbook.

Columns 5-7 are checked against the official rule (``udfs.comparison``): a row that some program inserted or moved may
carry a formula that points elsewhere. The rule's value is then printed, and a warning names the cell.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from udfs.comparison import Shown
from udfs.numbers import write_count, write_number
from udfs.table import Record, Table, table_of
from udfs.text import key
from workbook import sheets
from workbook.pack_sections import OFFICIAL_TABLE
from workbook.refusal import Refusal
from workbook.report_marks import ROW, Marked
from workbook.report_sentences import place, text_of
from xlcore import records
from xlcore.values import ExcelError, Value

_COUNT: Final = re.compile(r"\s*\(\s*\d+\s*chỉ tiêu\s*\)\s*$", re.IGNORECASE)
# Columns 5, 6, 7 and the decimals they are printed with; a difference keeps those of what it is taken from.
_RULED: Final = ((sheets.VS_SAME, 2), (sheets.VS_PLAN, 2), (sheets.REMAINING, 6))
MANY: Final = 6  # more wrong cells than this share one warning
_GIVEN: Final = (sheets.NAME, sheets.UNIT, sheets.PLAN, sheets.SAME_PERIOD, sheets.ACTUAL, sheets.NOTE)

# Field of ``dau_bang`` -> row of the two-row head (0, 1) and column.
HEAD_FIELDS: Final = {
    "tt": (0, sheets.TT),
    "chi_tieu": (0, sheets.NAME),
    "dvt": (0, sheets.UNIT),
    "ke_hoach": (0, sheets.PLAN),
    "cung_ky": (0, sheets.SAME_PERIOD),
    "ket_qua": (0, sheets.ACTUAL),
    "thuc_hien": (1, sheets.ACTUAL),
    "ss_cung_ky": (1, sheets.VS_SAME),
    "ss_ke_hoach": (1, sheets.VS_PLAN),
    "con_lai": (1, sheets.REMAINING),
    "ghi_chu": (0, sheets.NOTE),
    "kh_tren": (0, sheets.UPPER_PLAN),
    "ss_kh_tren": (0, sheets.VS_UPPER_PLAN),
}


class Line(records.Record):
    """``dong`` in the template: one row of the annex as printed; ``la_nhom`` says that it is a group.

    ``hang`` is the row of the sheet.
    """

    __slots__ = (
        "la_nhom",
        "tt",
        "chi_tieu",
        "dvt",
        "ke_hoach",
        "cung_ky",
        "thuc_hien",
        "ss_cung_ky",
        "ss_ke_hoach",
        "con_lai",
        "ghi_chu",
        "kh_tren",
        "ss_kh_tren",
        "hang",
    )

    def __init__(
        self,
        la_nhom: bool,
        tt: str,
        chi_tieu: str,
        dvt: str,
        ke_hoach: str,
        cung_ky: str,
        thuc_hien: str,
        ss_cung_ky: str,
        ss_ke_hoach: str,
        con_lai: str,
        ghi_chu: str,
        kh_tren: str = "",
        ss_kh_tren: str = "",
        hang: int = 0,
    ) -> None:
        self.la_nhom = la_nhom
        self.tt = tt
        self.chi_tieu = chi_tieu
        self.dvt = dvt
        self.ke_hoach = ke_hoach
        self.cung_ky = cung_ky
        self.thuc_hien = thuc_hien
        self.ss_cung_ky = ss_cung_ky
        self.ss_ke_hoach = ss_ke_hoach
        self.con_lai = con_lai
        self.ghi_chu = ghi_chu
        self.kh_tren = kh_tren
        self.ss_kh_tren = ss_kh_tren
        self.hang = hang


class Wrong(records.Record):
    """A cell of columns 5-7 that is not what the rule gives for its row, and what was printed instead."""

    __slots__ = ("cell", "found", "printed")

    def __init__(self, cell: str, found: str, printed: str) -> None:
        self.cell = cell
        self.found = found
        self.printed = printed


def head(rows: Sequence[Sequence[Value]]) -> dict[str, str]:
    """The headings of the annex by field, from the two rows of the head in the sheet."""
    return {
        name: _one_line(rows[row][column - 1]) if column <= len(rows[row]) else ""
        for name, (row, column) in HEAD_FIELDS.items()
    }


def annex(rows: Sequence[Sequence[Value]], wrong: list[Wrong]) -> list[Line]:
    """The rows of the annex; a cell of columns 5-7 that is not what the rule gives is added to ``wrong``.

    ``Refusal`` names the first other cell that holds an error.
    """
    table = table_of(rows)
    return [_line(table, record, wrong) for record in table.records]


def warnings_of(wrong: Sequence[Wrong]) -> list[str]:
    """A warning for each wrong cell; one for all where there are so many that formulas must have been shifted."""
    if len(wrong) <= MANY:
        return [
            f"{cell.cell}: ô đang là “{cell.found or 'trống'}” nhưng tính theo số liệu của hàng là "
            f"“{cell.printed or 'trống'}”; báo cáo in “{cell.printed or 'trống'}”, hãy sửa lại công thức của ô."
            for cell in wrong
        ]
    first = ", ".join(cell.cell for cell in wrong[:MANY])
    return [
        f"{first} … và {len(wrong) - MANY} ô nữa: cột 5, 6, 7 không khớp số liệu của hàng, thường do chèn hoặc xóa "
        "hàng bằng chương trình không dời công thức; báo cáo in số tính lại, hãy chép lại công thức từ hàng đúng."
    ]


def _line(table: Table, record: Record, wrong: list[Wrong]) -> Line:
    row = sheets.FIRST_ROW + record.position
    for column in _GIVEN:
        value = record.cells[column - 1]
        if isinstance(value, ExcelError):
            cell = place(sheets.CHI_TIEU, column, row)
            raise Refusal("table-error", f"Ô {cell} đang có lỗi {value.code}: hãy sửa ô này rồi xuất báo cáo.")
    name, unit, plan, same, actual, note = (_one_line(record.cells[column - 1]) for column in _GIVEN)
    if record.kind == "group":
        name = _counted(name, table, record)
    elif record.tt == sheets.DASH:
        name = name.removeprefix(sheets.DASH).lstrip()  # the dash stands in TT already
    versus_same, versus_plan, remaining = (
        _ruled(record, column, value, places, wrong)
        for (column, places), value in zip(_RULED, record.columns, strict=True)
    )
    group = record.kind == "group"
    tt = Marked(record.tt, f"{ROW}{OFFICIAL_TABLE}/{record.code or f'{record.tt} {record.name}'.strip() or row}")
    upper = _one_line(record.cells[sheets.UPPER_PLAN - 1])
    share = record.cells[sheets.VS_UPPER_PLAN - 1]
    versus_upper = write_number(share, 2) if isinstance(share, float) else _one_line(share)
    line = Line(group, tt, name, unit, plan, same, actual, versus_same, versus_plan, remaining, note)
    line.kh_tren, line.ss_kh_tren, line.hang = upper, versus_upper, row
    return line


def _counted(name: str, table: Table, group: Record) -> str:
    """A group's name with the number of its indicators, whatever number was typed: "Về kinh tế (12 chỉ tiêu)"."""
    count = sum(1 for record in table.indicators if record.group == group.group)
    return f"{_COUNT.sub('', name)} ({write_count(count)} chỉ tiêu)"


def _ruled(record: Record, column: int, rule: Shown, places: int, wrong: list[Wrong]) -> str:
    """A cell of columns 5-7 as printed: by the rule."""
    printed = rule if isinstance(rule, str) else write_number(rule, places)
    found = record.cells[column - 1]
    if not _agrees(found, rule):
        cell = place(sheets.CHI_TIEU, column, sheets.FIRST_ROW + record.position)
        wrong.append(Wrong(cell, text_of(found), printed))
    return printed


def _agrees(found: Value, rule: Shown) -> bool:
    if isinstance(rule, Decimal):
        return isinstance(found, float) and math.isclose(found, float(rule), rel_tol=1e-9, abs_tol=1e-9)
    return (found is None or isinstance(found, str)) and key(found or "") == key(rule)


def _one_line(value: Value) -> str:
    return " ".join(text_of(value).split())
