"""What reading a worksheet part yields: values column by column, formulas column by column, and the special ones."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from workbook.xmltext import whole
from xlcore.filldown import FilledFormula
from xlcore.values import MAX_COL, MAX_ROW, Value

if TYPE_CHECKING:
    from workbook.bulkwrite import FormulaPlaces


class FormulaTag(NamedTuple):
    """What an ``<f>`` says beside its text: kind ``""``, ``shared``, ``array`` or ``dataTable``."""

    kind: str = ""
    group: int = -1
    range: str = ""


_NORMAL: Final = FormulaTag()
_ATTRIBUTE: Final = re.compile(r"(?<![\w:])([\w:]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)')")
_HIDDEN: Final = re.compile(rb"""\shidden\s*=\s*["'](?:1|true|on)["']""")
_META: Final = re.compile(rb'(?:^| )cm="([0-9]{1,9})"')


def formula_tag(attributes: dict[str, str]) -> FormulaTag:
    """What the attributes of an ``<f>`` say."""
    kind = attributes.get("t", "normal")
    if kind == "normal":
        return _NORMAL
    group = attributes.get("si", "")
    return FormulaTag(kind, whole(group, -1), attributes.get("ref", ""))


class FormulaCell(NamedTuple):
    """A shared, array or data table formula, or an ``<f>`` without text; ``meta`` is the ``cm`` index (0: none)."""

    row: int
    col: int
    tag: FormulaTag
    text: str
    meta: int


class SharedMembers(NamedTuple):
    """The cells of one column, in the given rows, that are members of a shared formula."""

    col: int
    tag: FormulaTag
    rows: list[int]


class FormulaTags(dict[bytes, FormulaTag]):
    """Attributes of an ``<f>`` as written -> what they say."""

    def __missing__(self, attributes: bytes) -> FormulaTag:
        found = {name: a or b for name, a, b in _ATTRIBUTE.findall(attributes.decode("utf-8", "replace"))}
        tag = self[attributes] = formula_tag(found)
        return tag


def meta_index(attributes: bytes) -> int:
    """The ``cm`` index among the attributes of a ``<c>`` as written; 0 when there is none."""
    match = _META.search(attributes)
    return int(match[1]) if match else 0


def is_hidden(attributes: bytes) -> bool:
    """Whether the attributes of a ``<row>`` as written hide it."""
    return _HIDDEN.search(attributes) is not None


class SheetCells:
    """All cells with content.

    ``columns`` maps a column to its rows and values (``None`` for a blank), cached values of formulas included;
    ``formulas`` maps a column to ``{row: text}`` of ordinary formulas, the text of a large sheet perhaps as what was
    filled down; ``special`` holds the others, about in file order: the text of a shared formula before its members in
    the same column. ``hidden`` are the rows not shown. ``places`` says where the formula cells stand, if all of them
    were read in bulk.
    """

    __slots__ = ("columns", "formulas", "hidden", "places", "special")

    def __init__(self) -> None:
        self.columns: dict[int, tuple[list[int], list[Value]]] = {}
        self.formulas: dict[int, dict[int, str | FilledFormula]] = {}
        self.special: list[FormulaCell | SharedMembers] = []
        self.hidden: set[int] = set()
        self.places: FormulaPlaces | None = None

    def column(self, col: int) -> tuple[list[int], list[Value]]:
        """The rows and values of a column, to be added to."""
        return self.columns.setdefault(col, ([], []))

    def formula_column(self, col: int) -> dict[int, str | FilledFormula]:
        """The ordinary formulas of a column, to be added to."""
        return self.formulas.setdefault(col, {})

    def add_formula(self, row: int, col: int, tag: FormulaTag, text: str, meta: int) -> None:
        """Put in a formula of whatever kind; ``text`` is empty where the ``<f>`` is."""
        if tag.kind == "" and text:
            self.formula_column(col)[row] = text
        else:
            self.special.append(FormulaCell(row, col, tag, text, meta))

    def special_cells(self) -> Iterator[FormulaCell]:
        """The special formulas cell by cell."""
        for item in self.special:
            if isinstance(item, FormulaCell):
                yield item
            else:
                yield from (FormulaCell(row, item.col, item.tag, "", 0) for row in item.rows)

    def on_sheet(self) -> bool:
        """Whether every cell lies on a sheet of 1,048,576 rows and 16,384 columns."""
        if self.places is not None:
            return True  # reading in bulk looks at every address
        places: list[Collection[int]] = [rows for rows, _ in self.columns.values()]
        places += self.formulas.values()
        cols = {*self.columns, *self.formulas}
        for item in self.special:
            places.append([item.row] if isinstance(item, FormulaCell) else item.rows)
            cols.add(item.col)
        return all(col <= MAX_COL for col in cols) and all(_on_rows(rows) for rows in places)


def _on_rows(rows: Collection[int]) -> bool:
    return not rows or (min(rows) > 0 and max(rows) <= MAX_ROW)
