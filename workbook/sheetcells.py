"""What reading a worksheet part yields: values column by column, formulas column by column, and the special ones."""

from __future__ import annotations

from typing import Final, NamedTuple

from xlcore.values import MAX_COL, MAX_ROW, Value


class FormulaTag(NamedTuple):
    """What an ``<f>`` says beside its text: kind ``""``, ``shared``, ``array`` or ``dataTable``."""

    kind: str = ""
    group: int = -1
    range: str = ""


_NORMAL: Final = FormulaTag()


def formula_tag(attributes: dict[str, str]) -> FormulaTag:
    """What the attributes of an ``<f>`` say."""
    kind = attributes.get("t", "normal")
    if kind == "normal":
        return _NORMAL
    group = attributes.get("si", "")
    return FormulaTag(kind, int(group) if group.isdecimal() else -1, attributes.get("ref", ""))


class FormulaCell(NamedTuple):
    """A shared, array or data table formula, or an ``<f>`` without text; ``meta`` is the ``cm`` index (0: none)."""

    row: int
    col: int
    tag: FormulaTag
    text: str
    meta: int


class SheetCells:
    """All cells with content.

    ``columns`` maps a column to its rows and values, cached values of formulas included; ``formulas`` maps a column to
    ``{row: text}`` of ordinary formulas; ``special`` holds the others in file order.
    """

    __slots__ = ("columns", "formulas", "special")

    def __init__(self) -> None:
        self.columns: dict[int, tuple[list[int], list[Value]]] = {}
        self.formulas: dict[int, dict[int, str]] = {}
        self.special: list[FormulaCell] = []

    def column(self, col: int) -> tuple[list[int], list[Value]]:
        """The rows and values of a column, to be added to."""
        return self.columns.setdefault(col, ([], []))

    def formula_column(self, col: int) -> dict[int, str]:
        """The ordinary formulas of a column, to be added to."""
        return self.formulas.setdefault(col, {})

    def on_sheet(self) -> bool:
        """Whether every cell lies on a sheet of 1,048,576 rows and 16,384 columns."""
        places = [rows for rows, _ in self.columns.values()] + [list(texts) for texts in self.formulas.values()]
        cols = [*self.columns, *self.formulas]
        special = all(0 < cell.row <= MAX_ROW and cell.col <= MAX_COL for cell in self.special)
        return special and all(col <= MAX_COL for col in cols) and all(_on_rows(rows) for rows in places)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SheetCells) and all(getattr(self, n) == getattr(other, n) for n in self.__slots__)

    def __hash__(self) -> int:
        raise TypeError("cells are not hashable")


def _on_rows(rows: list[int]) -> bool:
    return not rows or (min(rows) > 0 and max(rows) <= MAX_ROW)
