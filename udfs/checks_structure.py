"""Findings about the table's structure: running numbers, names, codes, parents, directions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from udfs.finding import IMPOSSIBLE, MISSING, PRINTED, STRUCTURE, UNUSABLE, Finding, at
from udfs.indicators import tt_number
from udfs.numbers import write_number
from udfs.table import CODE, DIRECTION, NAME, NOTE, TT, UNIT, Record, Table
from udfs.text import is_blank, key
from xlcore.values import ExcelError


def structure_findings(table: Table) -> Iterator[Finding]:
    """Findings about rows and their order."""
    for record in table.records:
        yield from _of_record(record)
    if not table.indicators:
        yield Finding(UNUSABLE, 0, TT, "Bảng chưa có chỉ tiêu nào (không dòng nào có số ở cột TT).")
    yield from _numbering(table)
    yield from _codes(table)
    yield from _groups(table)


def _of_record(record: Record) -> Iterator[Finding]:
    for column in (TT, NAME, UNIT, NOTE, CODE):
        value = record.cells[column]
        if isinstance(value, ExcelError):
            yield at(record, column, IMPOSSIBLE if column in PRINTED else UNUSABLE, f"ô đang lỗi {value.code}")
    if record.kind == "empty":
        yield at(record, TT, STRUCTURE, "có số liệu nhưng thiếu cả TT và tên chỉ tiêu")
    elif not record.name and not isinstance(record.cells[NAME], ExcelError):
        yield at(record, NAME, STRUCTURE, "chưa có tên")
    if record.kind == "unknown" and not isinstance(record.cells[TT], ExcelError):
        rule = "chỉ tiêu ghi số, nhóm ghi số La Mã, dòng con ghi «-» hoặc để trống"
        yield at(record, TT, STRUCTURE, f"không hiểu TT «{record.tt}»; {rule}")
    if record.kind == "sub" and record.parent is None:
        yield at(record, TT, STRUCTURE, "không có chỉ tiêu nào ở phía trên trong cùng nhóm")
    yield from _direction(record)


def _direction(record: Record) -> Iterator[Finding]:
    value = record.direction
    if isinstance(value, str) and not is_blank(value) and key(value) not in ("cao", "thấp"):
        yield at(record, DIRECTION, STRUCTURE, f"chiều đánh giá ghi «{value}», chỉ nhận «cao» hoặc «thấp»")


_COUNTED_NAME: Final = re.compile(r"\(\d+ chỉ tiêu\)$")


def _groups(table: Table) -> Iterator[Finding]:
    """Heads of groups that have lost their numeral, and indicators that stand before the first group."""
    for record in table.records:
        if record.kind == "sub" and is_blank(record.cells[TT]) and _COUNTED_NAME.search(record.name):
            yield at(record, TT, MISSING, "dòng nhóm không còn số La Mã ở cột TT")
    if any(record.kind == "group" for record in table.records):
        stray = [record for record in table.indicators if not record.group]
        if stray:
            names = ", ".join(record.tt for record in stray[:8]) + (", …" if len(stray) > 8 else "")
            words = f"Các chỉ tiêu {names} không thuộc nhóm nào: phía trên không có dòng nhóm (số La Mã ở cột TT)."
            yield Finding(MISSING, stray[0].position, TT, words)


def _numbering(table: Table) -> Iterator[Finding]:
    """Duplicate and missing running numbers; a table may number through, or begin anew in each group."""
    for rows in _sequences(table):
        seen: dict[Decimal, Record] = {}
        for record in rows:
            number = tt_number(record.cells[TT])
            if number is None:
                continue
            if number != number.to_integral_value() or number < 1:
                yield at(record, TT, STRUCTURE, f"TT {write_number(number)} không phải là số thứ tự")
            elif number in seen:
                twin = seen[number].name
                yield at(record, TT, STRUCTURE, f"TT {write_number(number, 0)} bị trùng với chỉ tiêu «{twin}»")
            else:
                yield from _gap(record, number, seen, rows)
                seen[number] = record


def _gap(record: Record, number: Decimal, seen: dict[Decimal, Record], rows: list[Record]) -> Iterator[Finding]:
    expected = max(seen, default=Decimal(0)) + 1
    if number <= expected:
        return
    present = {tt_number(row.cells[TT]) for row in rows}
    upto = min(int(number), int(expected) + 50)
    missing = [n for n in map(Decimal, range(int(expected), upto)) if n not in present]
    if missing:
        names = ", ".join(write_number(n, 0) for n in missing[:5])
        yield at(record, TT, STRUCTURE, f"thiếu TT {names} ở trước chỉ tiêu này")


def _sequences(table: Table) -> list[list[Record]]:
    groups: dict[str, list[Record]] = defaultdict(list)
    for record in table.indicators:
        groups[record.group].append(record)
    runs = list(groups.values())
    anew = len(runs) > 1 and all(tt_number(rows[0].cells[TT]) == 1 for rows in runs)
    return runs if anew else [list(table.indicators)]


def _codes(table: Table) -> Iterator[Finding]:
    """Rows that were copied with their hidden code; named by their name, a cell that the officer can see."""
    for copy, original in table.copies:
        words = (
            f"dòng này mang mã ẩn «{copy.code}» của dòng «{original.name}» (thường do chép dòng), câu văn lấy số của "
            "dòng kia; cần bỏ ẩn cột M đến P, xóa mã ở cột M của dòng này, xem lại cột N, O, P rồi ẩn lại"
        )
        yield at(copy, NAME, UNUSABLE, words)._replace(other=original.position)
