"""A workbook file as callers use it: read, set inputs, recalculate, explain, save."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from udfs import FUNCTIONS
from workbook.atomic import Stamp, check_target, keep_backup, stamp, write_atomically
from workbook.cellvalues import content, input_value
from workbook.dateformats import date_cells
from workbook.loading import Box, SheetFacts, build_model
from workbook.package import Package, read_package
from workbook.refusal import refuse
from workbook.saving import Run, patch_package
from workbook.signatures import is_signed
from workbook.workbookxml import WorkbookInfo, read_workbook
from xlcore import BUILTINS
from xlcore.dates import from_datetime
from xlcore.explain import Explanation
from xlcore.locales import Locale, locale_named
from xlcore.model import Model, Sheet
from xlcore.recalculation import Recalculation
from xlcore.refs import cell_name, parse_cell, parse_range, range_name
from xlcore.registry import Library
from xlcore.values import MAX_COL, MAX_ROW, Value

if TYPE_CHECKING:
    from pandas import DataFrame

_MACRO_SUFFIXES: Final = {".xlsm", ".xltm"}
_PLAIN_SUFFIXES: Final = {".xlsx", ".xltx"}


def load(path: str | os.PathLike[str], functions: Library | None = None) -> Workbook:
    """The workbook in an ``.xlsx`` or ``.xlsm`` file, with the values saved in it; ``Refusal`` when it cannot be read.

    ``functions`` are those its formulas may call; by default Excel's that we have and our own ``CT_`` functions.
    """
    before = stamp(path)  # who writes the file while it is read is noticed when it is saved
    package = read_package(path)
    info = read_workbook(package)
    model, facts = build_model(package, info, BUILTINS | FUNCTIONS if functions is None else functions)
    return Workbook(Path(path), package, info, model, facts, before)


class Series:
    """Workbooks that are loaded one after the other, as often of one template.

    Each takes over what was made of the formulas of the one before when its own are the same; the one before must not
    be used any more.
    """

    def __init__(self) -> None:
        self._last: Model | None = None

    def load(self, path: str | os.PathLike[str]) -> Workbook:
        """As the function ``load``."""
        book = load(path)
        if self._last is not None and self._last.refill(book.model):
            book.model = self._last
        self._last = book.model
        return book


class Workbook:
    """An open workbook. Sheets are named in upper or lower case alike; cells are written ``"G12"``."""

    def __init__(
        self,
        path: Path,
        package: Package,
        info: WorkbookInfo,
        model: Model,
        facts: dict[str, SheetFacts],
        read: Stamp | None,
    ) -> None:
        self.path = path
        self.model = model
        self._package = package
        self._info = info
        self._facts = facts
        self._inputs: dict[str, dict[tuple[int, int], Value]] = {}
        self._changed: dict[str, list[Run]] = {}
        self._stamp = read

    # -- reading ---------------------------------------------------------------------------------------------------

    @property
    def sheet_names(self) -> list[str]:
        """The worksheets' names in tab order."""
        return [facts.entry.name for facts in self._facts.values()]

    def has_sheet(self, name: str) -> bool:
        """Whether there is a worksheet of that name."""
        return name.lower() in self._facts

    def value(self, sheet: str, cell: str) -> Value:
        """A cell's value, cached until recalculated: ``None``, ``float``, ``str``, ``bool`` or ``ExcelError``."""
        return self._sheet(sheet).value(*_place(cell))

    def values(self, sheet: str, area: str) -> list[list[Value]]:
        """The values of a range such as ``"A6:P505"``, row by row."""
        grid = self._sheet(sheet).grid
        row1, col1, row2, col2 = _box(area)
        if row1 == row2:
            return [[grid.get(row1, col) for col in range(col1, col2 + 1)]]
        blank: list[Value] = [None] * (row2 - row1 + 1)
        found = [grid.columns.get(col) for col in range(col1, col2 + 1)]
        return list(map(list, zip(*[blank if c is None else c.slice(row1, row2) for c in found], strict=True)))

    def last_row(self, sheet: str) -> int:
        """The last row of a sheet that may hold anything; 0 when there is none."""
        return self._sheet(sheet).grid.last_row()

    def formula(self, sheet: str, cell: str) -> str | None:
        """A cell's formula, ``"=IF(...)"``, or ``None``."""
        return self._sheet(sheet).formula(*_place(cell))

    def cells(self, sheet: str) -> Iterator[tuple[str, Value, str | None]]:
        """``(cell, value, formula or None)`` of every cell with content, row by row."""
        for row, col, value, formula in self._sheet(sheet).contents():
            yield cell_name(row, col), value, formula

    def defined_name(self, name: str) -> str | None:
        """The text of a defined name of the workbook (a sheet's own name only when the workbook has none)."""
        wanted = name.lower()
        found = {defined.sheet: defined.text for defined in self._info.names if defined.name.lower() == wanted}
        return found.get(None, next(iter(found.values()), None))

    def to_frame(self, sheet: str, area: str, header: bool = True, dates: bool = False) -> DataFrame:
        """The range as a pandas DataFrame, its first row the column labels when ``header``; see ``frames.to_frame``."""
        from workbook import frames  # pandas: only who works with frames pays for it

        return frames.to_frame(self, sheet, area, header, dates)

    # -- changing --------------------------------------------------------------------------------------------------

    def set(self, sheet: str, cell: str, value: object, overwrite: bool = False) -> None:
        """Put an input into a cell: a number, text (one that begins with ``=`` stays text), boolean, date or ``None``.

        ``Refusal`` for a formula cell, unless ``overwrite`` replaces the formula, and for cells that Excel itself would
        not let be changed alone: parts of array formulas and data tables, and the column heads of tables.
        """
        target = self._sheet(sheet)
        place = _place(cell)
        self._put(target, place, self._input(target, place, value, overwrite))

    def set_values(self, sheet: str, top_left: str, rows: Sequence[Sequence[object]]) -> None:
        """Put rows of inputs into the rectangle that begins at ``top_left``, as ``set`` would: all of them or none."""
        target = self._sheet(sheet)
        top, left = _place(top_left)
        if top + len(rows) - 1 > MAX_ROW or left + max(map(len, rows), default=0) - 1 > MAX_COL:
            raise refuse("frame-size", sheet=target.name, cell=top_left)
        inputs = {}
        for row, values in enumerate(rows, top):
            for col, value in enumerate(values, left):
                inputs[row, col] = self._input(target, (row, col), value, overwrite=False)
        for place, new in inputs.items():
            self._put(target, place, new)

    def set_frame(self, sheet: str, top_left: str, frame: DataFrame, header: bool = False) -> None:
        """Put a pandas DataFrame into the inputs from ``top_left`` on: all or none; a missing value empties a cell."""
        from workbook import frames  # pandas: only who works with frames pays for it

        self.set_values(sheet, top_left, frames.rows_of(frame, header))

    def _input(self, target: Sheet, place: tuple[int, int], value: object, overwrite: bool) -> Value:
        """``value`` as the cell will hold it; ``Refusal`` when it cannot be an input there."""
        self._check_settable(target, place, overwrite)
        if isinstance(value, dt.date):
            value = _serial(value, self.model.date1904)
        return input_value(value, target.name, cell_name(*place))

    def _put(self, target: Sheet, place: tuple[int, int], new: Value) -> None:
        if _identical(target.value(*place), new) and not target.has_formula(*place):
            return
        target.set_value(*place, new)
        self._inputs.setdefault(target.name.lower(), {})[place] = new

    def _check_settable(self, target: Sheet, place: tuple[int, int], overwrite: bool) -> None:
        facts = self._facts[target.name.lower()]
        array = target.array_at(*place)
        if array is not None and array.rows * array.cols > 1:
            box = (array.row, array.col, array.row + array.rows - 1, array.col + array.cols - 1)
            raise refuse("array-part", range=range_name(*box), **_named(target, place))
        for box in facts.data_tables:
            if _inside(place, box):
                raise refuse("data-table-part", range=range_name(*box), **_named(target, place))
        for table in facts.tables:
            row1, col1, _, col2 = table.box
            if table.header_rows and _inside(place, (row1, col1, row1, col2)):
                raise refuse("table-header", table=table.name, **_named(target, place))
        if not overwrite and target.has_formula(*place):
            raise refuse("formula-cell", **_named(target, place))

    def recalculate(
        self,
        now: dt.datetime | None = None,
        seed: int | None = None,
        locale: str | Locale = "en-US",
        full: bool = False,
    ) -> Recalculation:
        """The report of a recalculation: everything the first time (or when ``full``), then what inputs made dirty."""
        if isinstance(locale, str):
            try:
                locale = locale_named(locale)
            except KeyError:
                raise refuse("bad-locale", locale=locale) from None
        report = self.model.recalculate(now=now, seed=seed, locale=locale, full=full)
        for sheet, col, rows in report.changed.runs():
            self._changed.setdefault(sheet.lower(), []).append((col, rows))
        return report

    def explain(self, sheet: str, cell: str) -> Explanation:
        """Where a cell's value comes from: its formula and precedents with their values, as a tree."""
        return self.model.explain(self._sheet(sheet).name, *_place(cell))

    def inputs(self, sheet: str) -> dict[tuple[int, int], Value]:
        """What was set in a sheet since the workbook was loaded or saved, by 1-based ``(row, col)``."""
        return dict(self._inputs.get(self._sheet(sheet).name.lower(), {}))

    def date_cells(self, sheet: str, area: str) -> frozenset[tuple[int, int]]:
        """The 1-based ``(row, col)`` of the range's cells whose number format shows a date."""
        target = self._sheet(sheet)
        return date_cells(self._package, self._info, self._facts[target.name.lower()].entry.part, _box(area))

    # -- saving ----------------------------------------------------------------------------------------------------

    @property
    def signed(self) -> bool:
        """Whether the file carries a digital signature, which no longer holds once anything in it changes."""
        return is_signed(self._package)

    def save(
        self, path: str | os.PathLike[str] | None = None, backup: bool = False, break_signature: bool = False
    ) -> Path | None:
        """Write the workbook, in place or to ``path``; only values of formula cells and set inputs change.

        With ``backup`` the file that is replaced is kept beside it as ``.bak``, whose path this returns; None
        where it is replaced by the very same.

        ``Refusal`` when the target cannot be written, is open in Excel, was changed by someone since it was read, or is
        the signed file itself that would change, unless ``break_signature``.
        """
        target = self.path if path is None else Path(path)
        self._check_suffix(target)
        check_target(os.fspath(target))
        in_place = os.path.realpath(target) == os.path.realpath(self.path)
        expected = self._stamp if in_place else None
        if expected is not None and stamp(target) not in (None, expected):
            raise refuse("changed-meanwhile", file=target)
        patch_package(self._package, self._info, self.model, self._facts, self._inputs, self._changed)
        if in_place and not break_signature and self._package.altered and self.signed:
            raise refuse("signed", file=target)
        self._inputs.clear()
        self._changed.clear()
        pieces = self._package.pieces()
        kept = keep_backup(target, pieces) if backup else None
        write_atomically(target, pieces, expected)
        if in_place:
            self._stamp = stamp(target)
        return None if kept is None else Path(kept)

    @property
    def signature_broken(self) -> bool:
        """Whether the file as it was last saved carries a signature that no longer holds."""
        return self._package.altered and self.signed

    def _check_suffix(self, target: Path) -> None:
        """Excel refuses to open a workbook whose extension and content disagree about macros."""
        suffix = target.suffix.lower()
        if suffix == self.path.suffix.lower():  # as it came, so it goes, even if it was named wrongly
            return
        if self._info.macros and suffix in _PLAIN_SUFFIXES:
            raise refuse("macro-extension", file=target, detail="có chứa macro", extension=".xlsm")
        if not self._info.macros and suffix in _MACRO_SUFFIXES:
            raise refuse("macro-extension", file=target, detail="không chứa macro", extension=".xlsx")

    # -- helpers ---------------------------------------------------------------------------------------------------

    def _sheet(self, name: str) -> Sheet:
        if name.lower() not in self._facts:
            names = ", ".join(f"“{own}”" for own in self.sheet_names)
            raise refuse("no-sheet", file=self.path, sheet=name, names=names)
        return self.model.sheet(name)


def _place(cell: str) -> tuple[int, int]:
    place = parse_cell(cell.strip())
    if place is None:
        raise refuse("bad-cell", cell=cell)
    return place


def _box(area: str) -> Box:
    box = parse_range(area.strip())
    if box is None:
        raise refuse("bad-range", cell=area)
    return box


def _inside(place: tuple[int, int], box: Box) -> bool:
    return box[0] <= place[0] <= box[2] and box[1] <= place[1] <= box[3]


def _named(target: Sheet, place: tuple[int, int]) -> dict[str, str]:
    return {"sheet": target.name, "cell": cell_name(*place)}


def _identical(old: Value, new: Value) -> bool:
    return old.__class__ is new.__class__ and content(old) == content(new)


def _serial(value: dt.date, date1904: bool) -> object:
    moment = value if isinstance(value, dt.datetime) else dt.datetime(value.year, value.month, value.day)
    return from_datetime(moment, date1904)
