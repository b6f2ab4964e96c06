"""The state of one recalculation as seen from the cell being computed; functions receive it as their
``CallContext``."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Container
from typing import Any, Final, Protocol

from xlcore.effort import LONG_TEXT, Effort
from xlcore.functions.indexes import ColumnIndex, Indexes
from xlcore.grid import EMPTY, Area, AreaArray, Areas, Grid
from xlcore.locales import Locale
from xlcore.matrix import LARGEST_ARRAY, LONG, Array, Matrix
from xlcore.operators import finite
from xlcore.refs import cell_name
from xlcore.values import CALC, MAX_COL, MAX_ROW, REF, VALUE, ExcelError, Value

_NOWHERE: Final = Grid("")


class Host(Protocol):
    """What a frame needs of the model that runs it."""

    date1904: bool
    indexes: Indexes

    @property
    def sheet_names(self) -> list[str]: ...
    def grid(self, sheet: str) -> Grid | None: ...
    def parse_reference(self, text: str, sheet: str, row: int, col: int) -> Any: ...
    def ensure(self, area: Area) -> None: ...
    def spilled(self, anchor: Area) -> Area | ExcelError: ...
    def is_formula(self, sheet: str, row: int, col: int) -> bool: ...
    def formula_text(self, sheet: str, row: int, col: int) -> str | None: ...
    def sheet_index(self, sheet: str) -> int | None: ...
    def hidden_rows(self, sheet: str, by_hand: bool) -> Container[int]: ...
    def moved_value(self, sheet: str, row: int, col: int, down: int) -> Value: ...
    def shown_decimals(self, sheet: str) -> dict[tuple[int, int], int]: ...
    def last_row(self) -> int: ...
    def last_col(self) -> int: ...
    def stored_cells(self) -> int: ...


class Frame:
    """Where the evaluation is (``grid``, 1-based ``row``, ``col``) and under which clock, seed and locale."""

    __slots__ = (
        "_extent",
        "_random",
        "col",
        "depth",
        "effort",
        "grid",
        "host",
        "indexes",
        "locale",
        "now",
        "operands",
        "row",
        "seed",
        "tables",
        "variables",
    )

    def __init__(self, host: Host, now: dt.datetime, seed: int | None, locale: Locale) -> None:
        self.host = host
        self.now = now
        self.locale = locale
        self.seed = seed
        self._random: random.Random | None = None  # seeding takes longer than many an edit
        self.grid = _NOWHERE
        self.row = 1
        self.col = 1
        self.operands: list[Any] = []  # of a formula that shares its code with all of its shape
        self.variables: dict[str, Any] = {}  # of LET and LAMBDA
        self.depth = 0  # of LAMBDA calls
        self.indexes = host.indexes
        self.indexes.begin()
        self.tables: dict[Area, tuple[tuple[Value, ...], ...]] = {}
        self._extent: tuple[int, int] | None = None
        self.effort = Effort(host.stored_cells)

    @property
    def extent(self) -> tuple[int, int]:
        """The last row and column of the model in use: array formulas over whole columns walk no further."""
        if self._extent is None:
            self._extent = max(self.host.last_row(), 1), max(self.host.last_col(), 1)
        return self._extent

    @property
    def sheet(self) -> str:
        return self.grid.name

    @property
    def date1904(self) -> bool:
        return self.host.date1904

    def spend(self, amount: int) -> None:
        """Takes down what the formula of this cell has asked for; ``TooMuch`` when it is more than it may."""
        self.effort.spend(amount, (self.row, self.col, self.grid))

    def look(self) -> None:
        """Looks at the clock in the midst of work that was taken down; ``TooMuch`` when it takes too long."""
        self.effort.look((self.row, self.col, self.grid))

    def random(self) -> float:
        if self._random is None:
            self._random = random.Random(self.seed)
        return self._random.random()

    def forget(self) -> None:
        """Drops what was made of ranges: their cells change between rounds of iterative calculation."""
        self.tables.clear()

    def plain_rows(self, area: Area) -> tuple[tuple[Value, ...], ...]:
        """The cells of ``area`` as rows, cut after the last row in use; made once per recalculation, so that a hundred
        functions that look at one table get the same rows."""
        known = self.tables.get(area)
        if known is None:
            rows = list(zip(*area.columns(), strict=True))
            while rows and all(value is None for value in rows[-1]):
                rows.pop()
            known = self.tables[area] = tuple(rows)
        return known

    def index(self, cells: Matrix) -> ColumnIndex | None:
        return self.indexes.if_worthwhile(cells)

    def reference(self, text: str, a1: bool = True) -> Matrix | ExcelError:
        if not a1:
            converted = r1c1_to_a1(text, self.row, self.col)
            if converted is None:
                return REF
            text = converted
        found = self.host.parse_reference(text, self.sheet, self.row, self.col)
        if isinstance(found, Area):
            self._ensure(found)
            return found
        return found if isinstance(found, ExcelError) else REF

    def area(self, sheet: str, row: int, col: int, rows: int, cols: int) -> Matrix | ExcelError:
        grid = self.host.grid(sheet)
        if grid is None or row < 1 or col < 1 or rows < 1 or cols < 1:
            return REF
        if row + rows - 1 > MAX_ROW or col + cols - 1 > MAX_COL:
            return REF
        found = Area(grid, row, col, rows, cols)
        self._ensure(found)
        return found

    def _ensure(self, area: Area) -> None:
        """Has the cells of ``area`` computed before they are read; the evaluation then goes on where it was."""
        here = self.grid, self.row, self.col, self.operands, self.variables
        self.host.ensure(area)
        self.grid, self.row, self.col, self.operands, self.variables = here

    def spilled(self, anchor: Area) -> Area | ExcelError:
        """The area that the array formula anchored in a cell fills (``A1#``), or ``#REF!``."""
        self._ensure(anchor)
        return self.host.spilled(anchor)

    def is_formula(self, sheet: str, row: int, col: int) -> bool:
        return self.host.is_formula(sheet, row, col)

    def formula_text(self, sheet: str, row: int, col: int) -> str | None:
        return self.host.formula_text(sheet, row, col)

    def sheet_index(self, sheet: str) -> int | None:
        return self.host.sheet_index(sheet)

    def sheet_count(self) -> int:
        return len(self.host.sheet_names)

    def hidden_rows(self, sheet: str, by_hand: bool) -> Container[int]:
        return self.host.hidden_rows(sheet, by_hand)

    def moved_value(self, sheet: str, row: int, col: int, down: int) -> Value:
        here = self.grid, self.row, self.col
        value = self.host.moved_value(sheet, row, col, down)
        self.grid, self.row, self.col = here
        return value

    def intersect(self, area: Any) -> Value:
        """The one value of a reference that the row or column of this cell picks out, else ``#VALUE!``."""
        if isinstance(area, Areas):
            return self.intersect(area.parts[0]) if len(area.parts) == 1 else VALUE
        if area.rows == 1 and area.cols == 1:
            return area.grid.get(area.row, area.col)  # type: ignore[no-any-return]
        row = area.row if area.rows == 1 else self.row
        col = area.col if area.cols == 1 else self.col
        if area.rows > 1 and area.cols > 1:
            return VALUE
        if area.row <= row < area.row + area.rows and area.col <= col < area.col + area.cols:
            return area.grid.get(row, col)  # type: ignore[no-any-return]
        return VALUE

    def to_array(self, area: Any) -> Any:
        """The values of a reference as an array (or the single value); rows below all that is used are held once."""
        if isinstance(area, Areas):
            return VALUE if len(area.parts) != 1 else self.to_array(area.parts[0])
        if area.rows == 1 and area.cols == 1:
            return area.get(0, 0)
        rows, cols = area.rows, area.cols
        if rows > LONG:
            rows = max(1, min(rows, self.extent[0] - area.row + 1))
        if cols > LONG and rows * cols > LARGEST_ARRAY:
            cols = max(1, min(cols, self.extent[1] - area.col + 1))
        if rows * cols > LONG:
            self.spend(rows * cols)
        known = area.grid.columns
        columns = [known.get(area.col + c, EMPTY).slice(area.row, area.row + rows - 1) for c in range(cols)]
        top = [list(line) for line in zip(*columns, strict=True)]
        return Array(top) if rows == area.rows else Array(top, [None] * cols, area.rows)

    def settle(self, result: Any) -> Value:
        """What the cell holds after its formula gave ``result``: blank becomes 0; ``TooMuch``: no room for a text."""
        kind = result.__class__
        if kind is float:
            return finite(result) if result else 0.0
        if kind is str:
            if len(result) > LONG_TEXT:
                self.effort.keep(len(result))
            return result  # type: ignore[no-any-return]
        if kind is bool:
            return result  # type: ignore[no-any-return]
        if result is None:
            return 0.0
        if kind is ExcelError:
            return result  # type: ignore[no-any-return]
        if kind is int:
            return float(result)
        if kind is Array:
            return self.settle(result.get(0, 0))
        if kind is Area or kind is Areas:
            return self.settle(self.intersect(result))
        if kind is AreaArray:
            return self.settle(result.first_values()[0][0])
        return CALC  # a LAMBDA that nobody calls


def r1c1_to_a1(text: str, row: int, col: int) -> str | None:
    """An R1C1 reference, as INDIRECT takes it, in A1 form; ``None`` when it is none."""
    sheet, bang, body = text.rpartition("!")
    cells = []
    for part in body.split(":"):
        match = re.fullmatch(r"(?i)R([0-9]{1,7}|\[-?[0-9]{1,7}\])?C([0-9]{1,7}|\[-?[0-9]{1,7}\])?", part.strip())
        if match is None:
            return None
        place = []
        for given, base in ((match[1], row), (match[2], col)):
            place.append(base if not given else base + int(given[1:-1]) if given[0] == "[" else int(given))
        if min(place) < 1 or place[0] > MAX_ROW or place[1] > MAX_COL:
            return None
        cells.append(cell_name(*place))
    return sheet + bang + ":".join(cells)
