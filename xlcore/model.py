"""The workbook as the engine sees it: sheets of values and formulas, names, tables; recalculation and explanation."""

from __future__ import annotations

import datetime as dt
import gc
import sys
import time
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import product
from typing import Any, Final

from xlcore.builder import ArraySource, Builder, Plan, SheetSource
from xlcore.compile import Compiler
from xlcore.evaluator import Evaluator, Waiting
from xlcore.explain import Explanation
from xlcore.families import SharedFormula, Source
from xlcore.functions.indexes import Indexes
from xlcore.graph import Block, Box, Dependents, dirty
from xlcore.grid import Area, Areas, Grid
from xlcore.lexer import FormulaSyntaxError
from xlcore.locales import Locale, locale_named
from xlcore.nodes import Call, Node, walk
from xlcore.parser import parse
from xlcore.recalculation import Iteration, Recalculation
from xlcore.refs import cell_name, quote_sheet
from xlcore.registry import Library
from xlcore.resolve import Table, resolve
from xlcore.values import REF, ExcelError, Value

_STACK: Final = 30_000
"""Evaluation nests one Python frame or two per term; 8,192 characters make at most some 4,000 terms."""
_RESPILLS: Final = 8
"""Rounds in which spilled arrays of changing size may push one another; then it stays as it is."""
_FEW: Final = 100_000
_THIN: Final = 8
"""A sheet's rectangle is walked through where it has few places, or so many for each cell that holds something."""
_SHOWN: Final = 12
"""``explain`` names this many cells of a range and counts the rest."""


class Sheet:
    """A sheet of a ``Model``: constants and formulas at 1-based rows and columns.

    ``hidden_rows`` are the rows that nobody sees, ``filtered_rows`` those among them that a filter hides: SUBTOTAL and
    AGGREGATE pass over them. Whoever fills the sheet sets them; a recalculation does not filter anew.
    ``shown_decimals`` are set where the workbook asks for "precision as displayed": formula results are rounded to
    them.
    """

    def __init__(self, model: Model, name: str) -> None:
        self.model = model
        self.name = name
        self.grid = Grid(name)
        self.formulas: dict[int, dict[int, Source]] = {}
        self.arrays: dict[tuple[int, int], ArraySource] = {}
        self.hidden_rows: set[int] = set()
        self.filtered_rows: set[int] = set()
        self.shown_decimals: dict[tuple[int, int], int] = {}

    def set_value(self, row: int, col: int, value: Value) -> None:
        """Puts a constant into a cell (``None`` empties it); a formula that stood there is gone."""
        if self.formulas.get(col, {}).pop(row, None) is not None or self.arrays.pop((row, col), None) is not None:
            self.model.restructured()
        elif self.arrays and self.model.calculated and self.array_at(row, col) is not None:
            self.model.restructured()  # what is put inside an array lasts until the array is computed
        if value.__class__ is int:
            value = float(value)
        self.grid.set(row, col, value)
        self.model.changed(self.grid, (row, col, row, col))

    def put_column(self, col: int, first_row: int, values: Sequence[Value]) -> None:
        """Puts constants or cached values into a column from ``first_row`` down; formulas stay, to be computed anew."""
        if values:
            self.grid.column(col).put(first_row, values)
            last_row = first_row + len(values) - 1
            self.model.changed(self.grid, (first_row, col, last_row, col))
            if self.model.calculated and self.has_formulas(col, first_row, last_row):
                self.model.restructured()

    def set_formula(self, row: int, col: int, text: str, cached: Value = None) -> None:
        """Puts a formula into a cell; ``cached`` is shown until it is recalculated."""
        self._put(row, col, text.removeprefix("="), cached)

    def set_shared(self, row: int, col: int, master: SharedFormula, cached: Value = None) -> None:
        """Puts a member of a shared formula into a cell."""
        self._put(row, col, master, cached)

    def _put(self, row: int, col: int, source: Source, cached: Value) -> None:
        self.formulas.setdefault(col, {})[row] = source
        self.grid.set(row, col, cached)
        self.model.restructured()

    def set_array(
        self, row: int, col: int, rows: int, cols: int, text: str, cached: Value = None, dynamic: bool = False
    ) -> None:
        """Puts an array formula into ``rows`` x ``cols`` cells; the other cells' cached values are set as constants
        before."""
        self.arrays[row, col] = ArraySource(text.removeprefix("="), row, col, rows, cols, dynamic)
        self.grid.set(row, col, cached)
        for r in range(row, row + rows):
            for c in range(col, col + cols):
                self.grid.set(r, c, self.grid.get(r, c))
        self.model.restructured()

    def value(self, row: int, col: int) -> Value:
        return self.grid.get(row, col)

    def formula(self, row: int, col: int) -> str | None:
        """``"=IF(...)"``, or ``None`` where there is none."""
        source = self.formulas.get(col, {}).get(row)
        if source is not None:
            return "=" + (source if isinstance(source, str) else source.at(row, col))
        anchor = self.array_at(row, col)
        return None if anchor is None else "=" + anchor.text

    def has_formula(self, row: int, col: int) -> bool:
        """Whether a formula gives the cell's value."""
        return row in self.formulas.get(col, ()) or self.array_at(row, col) is not None

    def has_formulas(self, col: int, row1: int, row2: int) -> bool:
        """Whether a formula gives the value of a cell of that stretch."""
        arrays = self.arrays.values()
        return any(row1 <= row <= row2 for row in self.formulas.get(col, ())) or any(
            a.col <= col < a.col + a.cols and a.row <= row2 and row1 < a.row + a.rows for a in arrays
        )

    def array_at(self, row: int, col: int) -> ArraySource | None:
        """The array formula whose rectangle covers the cell."""
        for anchor in self.arrays.values():
            if anchor.row <= row < anchor.row + anchor.rows and anchor.col <= col < anchor.col + anchor.cols:
                return anchor
        return None

    def contents(self) -> Iterator[tuple[int, int, Value, str | None]]:
        """``(row, col, value, formula or None)`` of every cell with content, row by row."""
        arrays: dict[tuple[int, int], str] = {}
        for anchor in self.arrays.values():
            for row in range(anchor.row, anchor.row + anchor.rows):
                for col in range(anchor.col, anchor.col + anchor.cols):
                    arrays.setdefault((row, col), "=" + anchor.text)
        for row, col in self.places(arrays):
            value, source = self.grid.get(row, col), self.formulas.get(col, {}).get(row)
            if source is None:
                formula = arrays.get((row, col))
            else:
                formula = "=" + (source if isinstance(source, str) else source.at(row, col))
            if value is not None or formula is not None:
                yield row, col, value, formula

    def places(self, more: Iterable[tuple[int, int]]) -> Iterable[tuple[int, int]]:
        """The places that may hold something, and ``more``, row by row; some of them may be empty."""
        cols = sorted({*self.grid.columns, *self.formulas})
        # A formula that no program has computed yet may stand below every value.
        last = max([self.grid.last_row(), *(max(rows) for rows in self.formulas.values() if rows)])
        held = self.grid.held + sum(map(len, self.formulas.values()))
        if last * len(cols) <= _FEW + _THIN * held:
            return product(range(1, last + 1), cols)
        found = {(row, col) for col, column in self.grid.columns.items() for row in column.rows()}
        found.update((row, col) for col, rows in self.formulas.items() for row in rows)
        return sorted(found.union(more))

    def formula_cells(self) -> Iterator[tuple[int, int]]:
        """Every cell whose value a formula gives, array members included, as ``(row, col)``."""
        for col, sources in self.formulas.items():
            for row in sources:
                yield row, col
        for anchor in self.arrays.values():
            for row in range(anchor.row, anchor.row + anchor.rows):
                for col in range(anchor.col, anchor.col + anchor.cols):
                    yield row, col


class Model:
    """Sheets, names and tables with a function library; ``use_blocks`` switches the numpy path."""

    def __init__(self, functions: Library, date1904: bool = False, use_blocks: bool = True) -> None:
        self.functions = functions
        self.date1904 = date1904
        self.use_blocks = use_blocks
        self.iterate = Iteration()
        self.sheets: dict[str, Sheet] = {}
        self._order: list[Sheet] = []
        self._names: dict[tuple[str, str], str] = {}
        self._tables: dict[str, Table] = {}
        self._external: dict[tuple[str, str], Grid] = {}
        self.indexes = Indexes()
        self._builder = Builder(self, functions)
        self._plan: Plan | None = None
        self._dependents: Dependents | None = None
        self._volatile: list[Block] = []
        self._changes: list[tuple[Grid, Box]] = []
        self._calculated = False
        self._locale: Locale | None = None
        self._waiting: Waiting = {}
        self._evaluator: Evaluator | None = None
        self._running: Evaluator | None = None

    # -- building ------------------------------------------------------------------------------------------------

    def add_sheet(self, name: str) -> Sheet:
        """A new sheet; ``ValueError`` when one of that name (case does not count) is there."""
        if name.lower() in self.sheets:
            raise ValueError(f"sheet {name!r} exists")
        sheet = self.sheets[name.lower()] = Sheet(self, name)
        self._order.append(sheet)
        self.recompile()
        return sheet

    def sheet(self, name: str) -> Sheet:
        """The sheet of that name, upper and lower case alike; ``KeyError`` when there is none."""
        return self.sheets[name.lower()]

    @property
    def sheet_names(self) -> list[str]:
        return [sheet.name for sheet in self._order]

    def define_name(self, name: str, text: str, sheet: str | None = None) -> None:
        """A name of the workbook, or of ``sheet``; relative references in ``text`` are written for A1."""
        self._names[(sheet or "").lower(), name.lower()] = text.removeprefix("=")
        self.recompile()

    def define_table(
        self,
        name: str,
        sheet: str,
        first_row: int,
        first_col: int,
        last_row: int,
        last_col: int,
        columns: Sequence[str],
        header_rows: int = 1,
        totals_rows: int = 0,
    ) -> None:
        """A table for structured references."""
        self._tables[name.lower()] = Table(
            name, sheet, first_row, first_col, last_row, last_col, tuple(columns), header_rows, totals_rows
        )
        self.recompile()

    def recompile(self) -> None:
        """Forgets compiled formulas: what sheet, name or table texts mean has changed."""
        if self._builder.formulas:
            self._builder = Builder(self, self.functions)
        self.restructured()

    def restructured(self) -> None:
        """Forgets the graph: a formula came or went."""
        self._plan = None
        self._dependents = None
        self._calculated = False

    @property
    def calculated(self) -> bool:
        """Whether all values are those of the last recalculation, but for the edits since."""
        return self._calculated

    def changed(self, grid: Grid, box: Box) -> None:
        """Remembers an edit for the next recalculation."""
        if self._calculated:
            self._changes.append((grid, box))

    def refill(self, other: Model) -> bool:
        """Takes the values of ``other``, of which there is no further use, when it has the same formulas, names and
        tables; all that was made of them serves once more. ``False`` when they differ: then nothing has happened.

        Many workbooks come from one template: reading their formulas anew takes longer than computing them.
        """
        if not self._reads_like(other):
            return False
        for mine, theirs in zip(self._order, other._order, strict=True):
            mine.hidden_rows, mine.filtered_rows = theirs.hidden_rows, theirs.filtered_rows
            mine.shown_decimals = theirs.shown_decimals
        grids = [(mine.grid, theirs.grid) for mine, theirs in zip(self._order, other._order, strict=True)]
        grids += [(grid, other._external[place]) for place, grid in self._external.items()]
        for grid, filled in grids:  # compiled formulas hold on to the grid and to its dictionary of columns
            grid.columns.clear()
            grid.columns.update(filled.columns)
        self.iterate, self.use_blocks = other.iterate, other.use_blocks
        self.indexes = Indexes()
        self._changes, self._waiting, self._evaluator = [], {}, None
        self._calculated, self._locale = False, None
        return True

    def _reads_like(self, other: Model) -> bool:
        """Whether every formula of another model stands where it stands here and means the same."""
        return (
            [sheet.name for sheet in self._order] == [sheet.name for sheet in other._order]
            and all(
                mine.formulas == theirs.formulas and mine.arrays == theirs.arrays
                for mine, theirs in zip(self._order, other._order, strict=True)
            )
            and (self._names, self._tables, self.date1904) == (other._names, other._tables, other.date1904)
            and self._external.keys() == other._external.keys()
            and self.functions == other.functions
        )

    # -- what formulas look up (Scope, Sheets, Host) ---------------------------------------------------------------

    def grid(self, sheet: str) -> Grid | None:
        found = self.sheets.get(sheet.lower())
        return None if found is None else found.grid

    def grids_between(self, first: str, last: str) -> list[Grid]:
        ends = [self.sheets.get(first.lower()), self.sheets.get(last.lower())]
        if None in ends:
            return []
        places = sorted(self._order.index(sheet) for sheet in ends if sheet is not None)
        return [sheet.grid for sheet in self._order[places[0] : places[1] + 1]]

    def external(self, book: str, sheet: str) -> Grid | None:
        return self._external.get((book.lower(), sheet.lower()))

    def add_external(self, book: str, sheet: str) -> Grid:
        """A grid for the cached values of a sheet of another workbook; ``book`` as formulas name it, ``"[1]"``."""
        grid = self._external[book.lower(), sheet.lower()] = Grid(f"{book}{sheet}")
        self.recompile()
        return grid

    def named(self, name: str, sheet: str) -> Node | None:
        text = self._names.get((sheet.lower(), name.lower()), self._names.get(("", name.lower())))
        if text is None:
            return None
        try:
            return parse(text)
        except FormulaSyntaxError:
            return None

    def is_function(self, name: str) -> bool:
        return name in self.functions

    def table(self, name: str) -> Table | None:
        return self._tables.get(name.lower())

    def table_at(self, sheet: str, row: int, col: int) -> Table | None:
        for table in self._tables.values():
            inside = table.first_row <= row <= table.last_row and table.first_col <= col <= table.last_col
            if inside and table.sheet.lower() == sheet.lower():
                return table
        return None

    def sheet_index(self, sheet: str) -> int | None:
        found = self.sheets.get(sheet.lower())
        return None if found is None else self._order.index(found) + 1

    def is_formula(self, sheet: str, row: int, col: int) -> bool:
        return self.formula_text(sheet, row, col) is not None

    def formula_text(self, sheet: str, row: int, col: int) -> str | None:
        found = self.sheets.get(sheet.lower())  # there is none for a sheet of another workbook
        return None if found is None else found.formula(row, col)

    def hidden_rows(self, sheet: str, by_hand: bool) -> Container[int]:
        """The rows of a sheet that a filter hides; with ``by_hand`` also those hidden by hand or in a closed group."""
        found = self.sheets.get(sheet.lower())
        if found is None:
            return ()
        return found.hidden_rows if by_hand else found.filtered_rows

    def shown_decimals(self, sheet: str) -> dict[tuple[int, int], int]:
        return self.sheet(sheet).shown_decimals

    def last_row(self) -> int:
        return max((sheet.grid.last_row() for sheet in self._order), default=0)

    def last_col(self) -> int:
        return max((sheet.grid.last_col() for sheet in self._order), default=0)

    def stored_cells(self) -> int:
        """About how many cells hold something, those of other workbooks among them."""
        grids = [*(sheet.grid for sheet in self._order), *self._external.values()]
        return sum(grid.held for grid in grids)

    def parse_reference(self, text: str, sheet: str, row: int, col: int) -> Any:
        """The ``Area`` that a text names, seen from a cell (INDIRECT), or ``#REF!``."""
        grid = self.grid(sheet)
        if grid is None or self._running is None:
            return REF
        try:
            node = resolve(parse(text, row, col), self, grid.name, row, col)
        except FormulaSyntaxError:
            return REF
        if any(isinstance(part, Call) for part in walk(node)):
            return REF  # Excel: INDIRECT takes addresses and names of ranges, not names whose range is computed
        found = Compiler(self, self.functions, grid).raw(node)(self._running.frame)
        return found if isinstance(found, (Area, Areas, ExcelError)) else REF

    def moved_value(self, sheet: str, row: int, col: int, down: int) -> Value:
        """What the formula of a cell would give ``down`` rows below (a computed criterion of a list)."""
        home = self.sheet(sheet)
        text = home.formula(row, col)
        if text is None or self._running is None:
            return home.value(row, col)
        moved = SharedFormula(text, row, col).at(row + down, col)
        try:
            node = resolve(parse(moved, row + down, col), self, home.name, row + down, col)
        except FormulaSyntaxError:
            return home.value(row, col)
        frame = self._running.frame
        frame.grid, frame.row, frame.col = home.grid, row + down, col
        return frame.settle(Compiler(self, self.functions, home.grid).value(node)(frame))

    def spilled(self, anchor: Area) -> Area | ExcelError:
        sheet = self.sheets.get(anchor.sheet.lower())
        if sheet is None:
            return REF  # of another workbook only values are known
        if self._running is not None:
            for block, (rows, cols) in self._running.resized.items():
                if block.grid is sheet.grid and (block.row1, block.col1) == (anchor.row, anchor.col):
                    return Area(sheet.grid, anchor.row, anchor.col, rows, cols)
        source = sheet.arrays.get((anchor.row, anchor.col))
        return REF if source is None else Area(sheet.grid, anchor.row, anchor.col, source.rows, source.cols)

    def ensure(self, area: Area) -> None:
        if self._running is not None:
            self._running.ensure(area)

    # -- recalculation -----------------------------------------------------------------------------------------------

    def plan(self) -> Plan:
        """The blocks in topological order."""
        if self._plan is None:
            # Trees and closures by the hundred thousand, and no rubbish among them: collecting meanwhile doubles the
            # time.
            collecting = gc.isenabled()
            gc.disable()
            try:
                self._plan = self._builder.plan(
                    SheetSource(sheet.grid, sheet.formulas, sheet.arrays) for sheet in self._order
                )
            finally:
                if collecting:
                    gc.enable()
        return self._plan

    def recalculate(
        self,
        now: dt.datetime | None = None,
        seed: int | None = None,
        locale: str | Locale = "en-US",
        full: bool = False,
    ) -> Recalculation:
        """The report of a recalculation: all formulas the first time (or when ``full``, or when the locale is another
        one), then what edits made dirty."""
        reading = locale if isinstance(locale, Locale) else locale_named(locale)
        reading = reading.from_1904() if self.date1904 else reading
        limit, collecting = sys.getrecursionlimit(), gc.isenabled()
        sys.setrecursionlimit(max(limit, _STACK))
        gc.disable()
        try:
            plan = self.plan()
            everything = full or not self._calculated or reading != self._locale
            wanted = {b: (b.row1, b.row2) for b in plan.order} if everything else self.dirty_blocks(plan)
            start = time.perf_counter()
            self._running = self.evaluator(plan, now, seed, reading)
            self._calculated, self._locale = True, reading
            self._changes.clear()
            report = self._running.run(wanted, self.iterate)
            for _ in range(_RESPILLS):
                if not self._running.resized:
                    break
                self.respill(self._running, now, seed, reading, report)
            report.seconds = time.perf_counter() - start
            return report
        finally:
            self._running = None
            sys.setrecursionlimit(limit)
            if collecting:
                gc.enable()

    def evaluator(self, plan: Plan, now: dt.datetime | None, seed: int | None, locale: Locale) -> Evaluator:
        """The plan's evaluator, ready to run."""
        if self._evaluator is None or self._evaluator.plan is not plan:
            self._evaluator = Evaluator(self, plan, self.functions, self._waiting)
        self._evaluator.begin(now or dt.datetime.now(), seed, locale, self.use_blocks)
        return self._evaluator

    def respill(
        self, done: Evaluator, now: dt.datetime | None, seed: int | None, locale: Locale, report: Recalculation
    ) -> None:
        """Arrays that spilled further or less far than before: the graph follows, and what reads their cells."""
        boxes: list[tuple[Grid, Box]] = []
        for block, (rows, cols) in done.resized.items():
            sheet = self.sheet(block.grid.name)
            source = sheet.arrays[block.row1, block.col1]
            sheet.arrays[block.row1, block.col1] = source.reshaped(rows, cols)
            last_row, last_col = block.row1 + max(rows, source.rows) - 1, block.col1 + max(cols, source.cols) - 1
            boxes.append((block.grid, (block.row1, block.col1, last_row, last_col)))
        anchors = {(block.grid, block.row1, block.col1) for block in done.resized}
        self._plan = self._dependents = None
        plan = self.plan()
        freed = self.freed(plan, boxes)
        wanted = dirty(self.dependents(plan), boxes, freed)
        wanted = {b: rows for b, rows in wanted.items() if (b.grid, b.row1, b.col1) not in anchors or b in freed}
        if report.errors:
            again = {
                (block.grid.name, cell_name(row, col))
                for block, (row1, row2) in wanted.items()
                for row in range(row1, row2 + 1)
                for col in range(block.col1, block.col2 + 1)
            }
            report.errors[:] = [found for found in report.errors if found[:2] not in again]
        self._running = self.evaluator(plan, now, seed, locale)
        self._running.report = report
        self._running.run(wanted, self.iterate)

    def freed(self, plan: Plan, boxes: list[tuple[Grid, Box]]) -> list[Block]:
        """The arrays that wait for cells in ``boxes``; one of their own does not count."""
        found = []
        for (grid, row, col), (row1, col1, row2, col2) in list(self._waiting.items()):
            block = plan.places.at(grid, row, col)
            if block is None or not block.dynamic or (block.row1, block.col1) != (row, col):
                del self._waiting[grid, row, col]
            elif any(
                where is grid and (a, b) != (row, col) and a <= row2 and c >= row1 and b <= col2 and d >= col1
                for where, (a, b, c, d) in boxes
            ):
                found.append(block)
        return found

    def dirty_blocks(self, plan: Plan) -> dict[Block, tuple[int, int]]:
        """What the edits since the last recalculation, and the volatile functions, make dirty."""
        dependents, always = self.dependents(plan), self._volatile
        if self._waiting:
            always = always + self.freed(plan, self._changes)
        return dirty(dependents, self._changes, always)

    def dependents(self, plan: Plan) -> Dependents:
        if self._dependents is None:
            self._dependents = Dependents(plan.order)
            self._volatile = [block for block in plan.order if block.formula.volatile]
        return self._dependents

    # -- reading -----------------------------------------------------------------------------------------------------

    def value(self, sheet: str, row: int, col: int) -> Value:
        return self.sheet(sheet).value(row, col)

    def explain(self, sheet: str, row: int, col: int, depth: int = 4) -> Explanation:
        """Where the value of a cell comes from: its formula and, ``depth`` levels down, the cells it reads."""
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(max(limit, _STACK))
        try:
            return self._explain(self.sheet(sheet), row, col, depth, set())
        finally:
            sys.setrecursionlimit(limit)

    def _explain(self, sheet: Sheet, row: int, col: int, depth: int, above: set[tuple[str, int, int]]) -> Explanation:
        place = (sheet.name, row, col)
        found = Explanation(
            f"{quote_sheet(sheet.name)}!{cell_name(row, col)}", sheet.formula(row, col), sheet.value(row, col)
        )
        block = self.plan().places.at(sheet.grid, row, col)
        if block is None or depth == 0 or place in above:
            return found
        cells: dict[tuple[str, int, int], None] = {}
        for grid, (row1, col1, row2, col2) in self._reads(block, row, col):
            row2, col2 = min(row2, max(grid.last_row(), row1)), min(col2, max(grid.last_col(), col1))
            found.omitted += max(0, (row2 - row1 + 1) * (col2 - col1 + 1) - _SHOWN)
            shown = ((grid.name, r, c) for r in range(row1, row2 + 1) for c in range(col1, col2 + 1))
            for _, cell in zip(range(_SHOWN), shown, strict=False):
                cells.setdefault(cell)
        for name, r, c in cells:
            found.precedents.append(self._explain(self.sheet(name), r, c, depth - 1, above | {place}))
        return found

    def _reads(self, block: Block, row: int, col: int) -> Iterator[tuple[Grid, Box]]:
        """What the formula of one cell reads, in the order in which it stands in the formula."""
        base_row, base_col = (block.row1, block.col1) if block.array else (row, col)
        for grid, ref in block.reads:
            box = ref.box(base_row, base_col)
            if box is not None:
                yield grid, box
