"""A workbook in a test: always recalculated, with the test's clock and seed, compared with what is expected."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from workbook import golden
from workbook.book import Workbook, load
from workbook.cellvalues import input_value
from workbook.compare import Difference, Snapshot
from xlcore.dates import from_datetime
from xlcore.explain import Explanation
from xlcore.recalculation import Recalculation
from xlcore.refs import parse_range, quote_sheet
from xlcore.values import Value

if TYPE_CHECKING:
    from pandas import DataFrame

NOW: Final = dt.datetime(2024, 1, 1)
"""The clock of a test that sets none: the same result on every day."""
SEED: Final = 0


class OpenBook(Protocol):
    """What the fixture ``chitieu_book`` is."""

    def __call__(
        self,
        path: str | os.PathLike[str],
        *,
        now: dt.datetime = NOW,
        seed: int = SEED,
        locale: str = "en-US",
    ) -> BookUnderTest: ...


def opener(beside: Path, folder: Path) -> OpenBook:
    """A function that opens copies, made in ``folder``, of workbooks that lie in ``beside`` or the current folder."""
    numbers = count(1)

    def open_book(
        path: str | os.PathLike[str], *, now: dt.datetime = NOW, seed: int = SEED, locale: str = "en-US"
    ) -> BookUnderTest:
        source = find(path, beside)
        copy = folder / f"chitieu-{next(numbers)}" / source.name
        if source.is_file():
            copy.parent.mkdir(parents=True)
            shutil.copyfile(source, copy)
        return BookUnderTest(load(copy if source.is_file() else source), beside, now, seed, locale)

    return open_book


def find(path: str | os.PathLike[str], beside: Path) -> Path:
    """``path`` as it is when absolute, else in the folder ``beside`` if it is there, else in the current folder."""
    near = beside / path
    return near if near.exists() else Path(path)


class BookUnderTest:
    """A recalculated workbook; after ``set`` whatever is read next is recalculated first.

    ``run`` is the report of the last recalculation, ``workbook`` the ``Workbook`` itself.
    """

    def __init__(self, workbook: Workbook, beside: Path, now: dt.datetime, seed: int, locale: str) -> None:
        self.workbook = workbook
        self.now = now
        self.seed = seed
        self.locale = locale
        self._beside = beside
        self._stale = False
        self.run = self.recalculate()

    # -- inputs and recalculation ------------------------------------------------------------------------------------

    def set(self, sheet: str, cell: str, value: object) -> None:
        """Put an input into a cell; ``Refusal`` for a formula cell."""
        self.workbook.set(sheet, cell, value)
        self._stale = True

    def set_values(self, sheet: str, top_left: str, rows: Sequence[Sequence[object]]) -> None:
        """Put rows of inputs into the rectangle that begins at ``top_left``: all of them or none."""
        self.workbook.set_values(sheet, top_left, rows)
        self._stale = True

    def set_frame(self, sheet: str, top_left: str, frame: DataFrame, header: bool = False) -> None:
        """Put a DataFrame into the inputs from ``top_left`` on; missing values empty their cells."""
        self.workbook.set_frame(sheet, top_left, frame, header)
        self._stale = True

    def recalculate(
        self, now: dt.datetime | None = None, seed: int | None = None, locale: str | None = None
    ) -> Recalculation:
        """The report of a recalculation; a clock, seed or locale given here holds from now on."""
        self.now = self.now if now is None else now
        self.seed = self.seed if seed is None else seed
        self.locale = self.locale if locale is None else locale
        self.run = self.workbook.recalculate(now=self.now, seed=self.seed, locale=self.locale)
        self._stale = False
        return self.run

    def _fresh(self) -> Workbook:
        if self._stale:
            self.recalculate()
        return self.workbook

    # -- reading -----------------------------------------------------------------------------------------------------

    def value(self, sheet: str, cell: str) -> Value:
        """A cell's value: ``None``, ``float``, ``str``, ``bool`` or ``ExcelError``."""
        return self._fresh().value(sheet, cell)

    def values(self, sheet: str, area: str) -> list[list[Value]]:
        """The values of a range, row by row."""
        return self._fresh().values(sheet, area)

    def formula(self, sheet: str, cell: str) -> str | None:
        """A cell's formula, ``"=IF(...)"``, or ``None``."""
        return self.workbook.formula(sheet, cell)

    def explain(self, sheet: str, cell: str) -> Explanation:
        """Where a cell's value comes from, as a tree."""
        return self._fresh().explain(sheet, cell)

    def to_frame(self, sheet: str, area: str, header: bool = True, dates: bool = False) -> DataFrame:
        """The range as a DataFrame with the types and the blanks kept."""
        return self._fresh().to_frame(sheet, area, header, dates)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the recalculated workbook to ``path``: the golden workbook of a later test."""
        self._fresh().save(path)

    # -- expectations ------------------------------------------------------------------------------------------------

    def assert_equals(
        self,
        path: str | os.PathLike[str],
        sheet: str | None = None,
        range: str | None = None,
        tolerance: float | None = None,
    ) -> None:
        """Fails unless every cell holds what the golden workbook at ``path`` has saved in it.

        ``sheet`` and ``range`` restrict what is compared; by default it is every cell of every sheet of the golden
        workbook. The golden workbook is read, not recalculated.
        """
        __tracebackhide__ = True
        source = find(path, self._beside)
        expected = load(source)
        book = self._fresh()
        for name in expected.sheet_names if sheet is None else [sheet]:
            for one in (book, expected):
                one.values(name, range or "A1")  # what either lacks is refused, not taken for equal
        self._check(golden.snapshot(expected, book), sheet, range, tolerance, Path(source).name)

    def assert_range(
        self, sheet: str, area: str, rows: Sequence[Sequence[object]], tolerance: float | None = None
    ) -> None:
        """Fails unless the range holds ``rows``: numbers, texts, booleans, dates, ``ExcelError``, ``None`` (blank)."""
        __tracebackhide__ = True
        plain = [[self._value(value, sheet, area) for value in row] for row in rows]
        self._check(golden.expected_rows(sheet, area, plain), sheet, area, tolerance, "what is expected")

    def assert_frame(
        self, sheet: str, place: str, frame: DataFrame, header: bool = True, tolerance: float | None = None
    ) -> None:
        """Fails unless the cells from ``place`` (a cell, or the whole range) hold the frame, its labels first."""
        __tracebackhide__ = True
        from workbook import frames  # pandas: only who works with frames pays for it

        area = frames.area_of(frame, place, header)
        self.assert_range(sheet, area, frames.rows_of(frame, header), tolerance)

    def _value(self, value: object, sheet: str, area: str) -> Value:
        if isinstance(value, dt.date):
            moment = value if isinstance(value, dt.datetime) else dt.datetime(value.year, value.month, value.day)
            value = from_datetime(moment, self.workbook.model.date1904)
        return input_value(value, sheet, area)

    def _check(
        self, expected: Snapshot, sheet: str | None, area: str | None, tolerance: float | None, name: str
    ) -> None:
        __tracebackhide__ = True
        book = self._fresh()
        known = golden.differences(book, expected, tolerance)
        wrong = golden.inside(known, sheet, area)
        if wrong:
            raise AssertionError(golden.message(book, self._title(wrong, sheet, area, name), wrong, known))

    def _title(self, wrong: list[Difference], sheet: str | None, area: str | None, name: str) -> str:
        places = [quote_sheet(self.workbook.model.sheet(sheet).name)] if sheet is not None else []
        where = "!".join(places + ([area] if area is not None else []))
        cells = f"{len(wrong)} cell{'s' if len(wrong) > 1 else ''}"
        if area is not None and (box := parse_range(area)) is not None:
            cells = f"{len(wrong)} of {(box[2] - box[0] + 1) * (box[3] - box[1] + 1)} cells"
        return f"{self.workbook.path.name} differs from {name} in {cells}{f' of {where}' if where else ''}:"
