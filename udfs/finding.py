"""A finding of ``KiemTra``: what looks wrong, where, and how grave it is."""

from __future__ import annotations

from typing import Final, NamedTuple

from udfs.table import ACTUAL, NAME, NOTE, PLAN, SAME, UNIT, WIDTH, Record

IMPOSSIBLE: Final = 0  # no report can be written while it is so
UNUSABLE: Final = 1  # a figure that cannot be used, or is wrong by orders of magnitude
MISSING: Final = 2  # something is not there, or says two things
DISAGREES: Final = 3  # figures that do not fit each other or the rules
STRUCTURE: Final = 4  # numbering, names, codes

# Columns of ChiTieu that the report prints as they are: it is refused while one of them holds an error.
PRINTED: Final = (NAME, UNIT, PLAN, SAME, ACTUAL, NOTE)

NOWHERE: Final = -1
INFO_SHEET: Final = "ThongTin"
RULES_SHEET: Final = "CauMau"
FACTS_SHEET: Final = "SoLieu"
INFO_VALUE: Final = 2  # column C of ThongTin
# Where the ranges of the other sheets that functions are given begin; ChiTieu's first row is told by the caller.
_FIRST_ROWS: Final = {INFO_SHEET: 4, RULES_SHEET: 5, FACTS_SHEET: 6}
_SHEET_ORDER: Final = (INFO_SHEET, "", FACTS_SHEET, RULES_SHEET)
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWX"
assert len(LETTERS) == WIDTH


class Finding(NamedTuple):
    """One finding: ``position`` and ``column`` are 0-based in the table, ``NOWHERE`` when it belongs to no cell.

    ``sheet`` is "" for ChiTieu, else the sheet that the position counts in.
    """

    severity: int
    position: int
    column: int
    text: str
    sheet: str = ""
    other: int = NOWHERE  # the position of the row in the same sheet that it is about as well

    def order(self) -> tuple[int, int, int, int]:
        """What findings are sorted by: the gravest first, then as the sheets are read."""
        return self.severity, _SHEET_ORDER.index(self.sheet), self.position, self.column

    def cell(self, first_row: int) -> str:
        """The cell's address when the table starts in row ``first_row``, "ThongTin!C11" elsewhere; "" for none."""
        if self.position == NOWHERE:
            return ""
        return f"{self.sheet + '!' if self.sheet else ''}{self._address(self.position, first_row)}"

    def told(self, first_row: int) -> str:
        """The text as it is read, with the cell of the other row where there is one."""
        if self.other == NOWHERE:
            return self.text
        return f"{self.text.removesuffix('.')} (dòng kia ở ô {self._address(self.other, first_row)})."

    def _address(self, position: int, first_row: int) -> str:
        return f"{LETTERS[self.column]}{position + _FIRST_ROWS.get(self.sheet, first_row)}"


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
