"""A finding of ``KiemTra``: what looks wrong, where, and how grave it is."""

from __future__ import annotations

from typing import Final, NamedTuple

from udfs.table import WIDTH, Record

UNUSABLE: Final = 1  # a figure that cannot be used, or is wrong by orders of magnitude
MISSING: Final = 2  # something is not there, or says two things
DISAGREES: Final = 3  # figures that do not fit each other or the rules
STRUCTURE: Final = 4  # numbering, names, codes

NOWHERE: Final = -1
LETTERS: Final = "ABCDEFGHIJKLMNOP"
assert len(LETTERS) == WIDTH


class Finding(NamedTuple):
    """One finding: ``position`` and ``column`` are 0-based in the table, ``NOWHERE`` when it belongs to no cell."""

    severity: int
    position: int
    column: int
    text: str

    def cell(self, first_row: int) -> str:
        """The cell's address when the table starts in row ``first_row``; "" when there is none."""
        return "" if self.position == NOWHERE else f"{LETTERS[self.column]}{self.position + first_row}"


def called(record: Record) -> str:
    """How findings name a row: "Chỉ tiêu 3 (tổng sản lượng lương thực có hạt)"."""
    name = f" ({record.prose})" if record.prose else ""
    if record.kind == "indicator":
        return f"Chỉ tiêu {record.tt}{name}"
    if record.kind == "group":
        return f"Nhóm {record.tt}{name}"
    return f"Dòng con «{record.name}»" if record.name else "Dòng không có tên"


def at(record: Record, column: int, severity: int, text: str) -> Finding:
    """A finding in a record's cell, named by its row."""
    return Finding(severity, record.position, column, f"{called(record)}: {text}.")
