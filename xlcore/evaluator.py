"""Runs blocks: in sequence where rows depend on one another, in numpy where a column is long, cell by cell
otherwise."""

from __future__ import annotations

import datetime as dt
import time
from functools import cache
from importlib.util import find_spec
from itertools import compress
from operator import attrgetter, ne
from typing import Any, Final

from xlcore.builder import Plan
from xlcore.effort import TOO_MUCH, TooMuch
from xlcore.frame import Frame, Host
from xlcore.functions.rounding import round_
from xlcore.graph import Block, Box
from xlcore.grid import Area, Areas, Grid
from xlcore.locales import Locale
from xlcore.matrix import Array
from xlcore.recalculation import Iteration, Recalculation
from xlcore.refs import cell_name
from xlcore.registry import Library
from xlcore.values import MAX_COL, MAX_ROW, NA, NAME, SPILL, ExcelError, Value

BLOCK_ROWS: Final = 256
"""Columns shorter than this are computed cell by cell: below it, importing and filling numpy costs more than it
saves."""


_MARK: Final = ExcelError("#CIRCULAR!", ("", ""))
_ROUNDS: Final = 64
_PLACE: Final = attrgetter("place")
_CIRCLING: Final = 1_000_000
"""Cells of a cycle that are computed, over all rounds, before the cycle counts as one that asks for too much."""

_GREED: Final = (TooMuch, MemoryError)
"""What ends a formula that asks for more than it may, or than the computer has: its cached values stay."""


Waiting = dict[tuple[Grid, int, int], Box]
"""Arrays that cannot spill, by the cell they stand in, with the cells that they want."""


@cache
def has_numpy() -> bool:
    """Whether numpy is installed. Inside LibreOffice it is not: long columns are computed cell by cell there."""
    return find_spec("numpy") is not None


class Evaluator:
    """Computes the blocks of a plan: ``begin`` starts a recalculation, ``run`` computes the wanted rows in order.

    It lives as long as its plan: an edit that makes one cell dirty does not pay for setting it up.
    """

    def __init__(self, host: Host, plan: Plan, functions: Library, waiting: Waiting) -> None:
        self.host = host
        self.plan = plan
        self.functions = functions
        self.waiting = waiting
        self.cycle_of = {block: cycle for cycle in plan.cycles for block in cycle}
        self._engine: Any = None

    def begin(self, now: dt.datetime, seed: int | None, locale: Locale, blocks: bool = True) -> None:
        """A recalculation begins, with its clock, seed and locale; ``blocks`` allows the numpy path."""
        self.frame = Frame(self.host, now, seed, locale)
        self.blocks = blocks
        self.pending: dict[Block, tuple[int, int]] = {}
        self.report = Recalculation()
        self.resized: dict[Block, tuple[int, int]] = {}
        self.shown: dict[Grid, dict[tuple[int, int], int]] = {}

    def run(self, wanted: dict[Block, tuple[int, int]], iteration: Iteration) -> Recalculation:
        """The report of computing ``wanted`` (block -> first and last row)."""
        start = time.perf_counter()
        if len(wanted) == 1:
            self.pending = dict(wanted)
        elif len(wanted) == len(self.plan.order):
            self.pending = {block: wanted[block] for block in self.plan.order}  # what an edit made dirty has no order
        else:
            self.pending = {block: wanted[block] for block in sorted(wanted, key=_PLACE)}
        self.iteration = iteration
        cells: list[tuple[Block, Value]] = []
        for block in list(self.pending):
            if block.operands is not None and block.row1 == block.row2 and not block.broken:
                if self.pending.pop(block, None) is not None:
                    cells.append((block, self.compute_cell(block)))
            else:
                self.compute(block)
        self.record_cells(cells)
        self.report.seconds = time.perf_counter() - start
        return self.report

    def ensure(self, area: Area) -> None:
        """Computes what is pending in ``area``: a reference that only evaluation found may point ahead of the order."""
        if not self.pending:
            return
        for block in list(self.plan.places.within(area.grid, area.box)):
            if block in self.pending:
                self.compute(block)

    def compute(self, block: Block) -> None:
        rows = self.pending.pop(block, None)
        if rows is None:
            return
        if block.broken:
            self.compute_cycle(self.cycle_of[block])
            return
        formula = block.formula
        if rows[0] == rows[1] and not block.array and not formula.unknown and formula.closure is not None:
            self.compute_row(block, rows[0])
            return
        before = self.snapshot(block, *rows)
        if formula.closure is not None and formula.unknown:
            self.evaluate_keeping(block, rows, before)
        elif formula.closure is not None:
            self.evaluate(block, *rows)
        self.record(block, rows, before)

    def compute_row(self, block: Block, row: int) -> None:
        """One row of a column block, as most edits make it dirty: without the lists that more rows need."""
        grid, col, report = block.grid, block.col1, self.report
        column = grid.column(col)
        before = column.get(row)
        self.evaluate_rows(block, range(row, row + 1))
        value = column.get(row)
        report.recomputed.add(grid.name, col, [row])
        if value is not before and not same(before, value):
            report.changed.add(grid.name, col, [row])
        if value.__class__ is ExcelError:
            report.errors.append((grid.name, cell_name(row, col), value))

    def compute_cell(self, block: Block) -> Value:
        """A single cell without the lists that longer blocks need; what stood there before."""
        grid, row, col, frame, formula = block.grid, block.row1, block.col1, self.frame, block.formula
        assert formula.closure is not None and block.operands is not None
        column = grid.column(col)
        before = column.get(row)
        value: Value = None if formula.code is None else formula.code(block.operands)
        if value is None:
            frame.grid, frame.row, frame.col, frame.operands = grid, row, col, block.operands
            try:
                value = formula.closure(frame)
                if value.__class__ is not float or value - value != 0.0 or value == 0.0:
                    value = frame.settle(value)
            except _GREED:
                self.give_up(grid, row, col)
                return before
        elif value.__class__ is not float or value - value != 0.0 or value == 0.0:
            value = frame.settle(value)
        if value.__class__ is ExcelError:
            value = value.at(grid.name, cell_name(row, col))
            self.report.errors.append((grid.name, cell_name(row, col), value))
        shown = self.shown_in(grid)
        if shown and value.__class__ is float and (row, col) in shown:
            value = round_(value, shown[row, col])
        column.set(row, value)
        return before

    def record_cells(self, cells: list[tuple[Block, Value]]) -> None:
        """``record`` for single cells, each with what it held before."""
        recomputed: dict[tuple[Grid, int], list[int]] = {}
        changed: dict[tuple[Grid, int], list[int]] = {}
        for block, before in cells:
            grid, row, col = block.grid, block.row1, block.col1
            recomputed.setdefault((grid, col), []).append(row)
            value = grid.get(row, col)
            if value is not before and not same(before, value):
                changed.setdefault((grid, col), []).append(row)
        for kept, found in ((self.report.recomputed, recomputed), (self.report.changed, changed)):
            for (grid, col), rows in found.items():
                kept.add(grid.name, col, sorted(rows))

    def shown_in(self, grid: Grid) -> dict[tuple[int, int], int]:
        """The decimals of cells that are rounded to what they show; asked for once per sheet."""
        found = self.shown.get(grid)
        if found is None:
            found = self.shown[grid] = self.host.shown_decimals(grid.name)
        return found

    def snapshot(self, block: Block, row1: int, row2: int) -> list[list[Value]]:
        return [block.grid.column(col).slice(row1, row2) for col in range(block.col1, block.col2 + 1)]

    def record(self, block: Block, rows: tuple[int, int], before: list[list[Value]]) -> None:
        """Writes into the report what was recomputed, what changed and which errors stand there now."""
        row1, row2 = rows
        sheet, report = block.grid.name, self.report
        for old, col in zip(before, range(block.col1, block.col2 + 1), strict=True):
            report.recomputed.add(sheet, col, range(row1, row2 + 1))
            new = block.grid.column(col).slice(row1, row2)
            kinds = set(map(type, new))
            changed = differing(old, new, row1, kinds)
            if changed:
                report.changed.add(sheet, col, changed)
            if ExcelError in kinds:
                for i, value in enumerate(new):
                    if value.__class__ is ExcelError:
                        report.errors.append((sheet, cell_name(row1 + i, col), value))
            for name in block.formula.unknown:
                cells = report.unsupported.setdefault(name, [])
                cells.extend((sheet, cell_name(row, col)) for row in range(row1, row2 + 1))

    def evaluate_keeping(self, block: Block, rows: tuple[int, int], before: list[list[Value]]) -> None:
        """Computes a formula that calls functions which we do not have. Where that makes it ``#NAME?``, it keeps the
        values that it had; a row at a time, as one may read another."""
        grid, col = block.grid, block.col1
        if block.array:
            self.evaluate(block, *rows)
            if self.lacks(grid, block.row1, col, before[0][0]):
                self.resized.pop(block, None)
                for i, values in enumerate(before):
                    for row, value in enumerate(values, block.row1):
                        grid.set(row, col + i, value)
            return
        step = -1 if block.direction < 0 else 1
        for row in range(rows[0], rows[1] + 1)[::step]:
            self.evaluate(block, row, row)
            old = before[0][row - rows[0]]
            if self.lacks(grid, row, col, old):
                grid.set(row, col, old)

    def lacks(self, grid: Grid, row: int, col: int, old: Value) -> bool:
        """Whether a cell became ``#NAME?`` by its own formula and held a value before, be it another error."""
        new = grid.get(row, col)
        arisen = isinstance(new, ExcelError) and new == NAME and new.origin == (grid.name, cell_name(row, col))
        return arisen and old is not None

    def evaluate(self, block: Block, row1: int, row2: int) -> None:
        if block.array:
            self.evaluate_array(block)
        elif self.suits_numpy(block, row2 - row1 + 1):
            try:
                self.block_engine().evaluate(block, row1, row2, self.frame)
            except _GREED:  # of one row perhaps: the others are not to suffer for it
                self.evaluate_rows(block, range(row1, row2 + 1))
        else:
            step = -1 if block.direction < 0 else 1
            rows = range(row1, row2 + 1) if step > 0 else range(row2, row1 - 1, -1)
            self.evaluate_rows(block, rows)

    def give_up(self, grid: Grid, row: int, col: int) -> None:
        """The formula of a cell asked for too much: the cell keeps what it holds."""
        self.report.unsupported.setdefault(TOO_MUCH, []).append((grid.name, cell_name(row, col)))

    def suits_numpy(self, block: Block, rows: int) -> bool:
        if not self.blocks or rows < BLOCK_ROWS or block.direction != 0 or block.formula.volatile or not has_numpy():
            return False
        if block.operands is not None:
            return False  # its tree is that of all its shape
        return not self.shown_in(block.grid)

    def evaluate_rows(self, block: Block, rows: range) -> None:
        """The scalar path: one cell after the other, each written before the next is computed."""
        frame, closure, column, sheet = (
            self.frame,
            block.formula.closure,
            block.grid.column(block.col1),
            block.grid.name,
        )
        assert closure is not None
        settle, write, col = frame.settle, column.set, block.col1
        shown = self.shown_in(block.grid)
        shaped = block.operands is not None
        for row in rows:
            frame.grid, frame.row, frame.col = block.grid, row, col
            if shaped:
                frame.operands = block.operands_at(row)
            try:
                value = settle(closure(frame))
            except _GREED:
                self.give_up(block.grid, row, col)
                continue
            if shown and value.__class__ is float and (row, col) in shown:
                value = round_(value, shown[row, col])
            if value.__class__ is ExcelError and value.origin is None:
                value = value.at(sheet, cell_name(row, col))
            write(row, value)

    def evaluate_array(self, block: Block) -> None:
        """An array formula fills its rectangle: a single row or column repeats, what is left over is #N/A."""
        frame, closure = self.frame, block.formula.closure
        assert closure is not None
        frame.grid, frame.row, frame.col = block.grid, block.row1, block.col1
        try:
            result = closure(frame)
            if isinstance(result, (Area, Areas)):
                result = frame.to_array(result)
        except _GREED:
            self.give_up(block.grid, block.row1, block.col1)
            return
        rows, cols = block.row2 - block.row1 + 1, block.col2 - block.col1 + 1
        if block.dynamic:
            result, (rows, cols) = self.spill(block, result, (rows, cols))
        for row in range(block.row1, block.row1 + rows):
            for col in range(block.col1, block.col1 + cols):
                value = result
                if isinstance(result, Array):
                    i = 0 if result.rows == 1 else row - block.row1
                    j = 0 if result.cols == 1 else col - block.col1
                    value = result.get(i, j) if i < result.rows and j < result.cols else NA
                try:
                    settled = frame.settle(value)
                except _GREED:
                    self.give_up(block.grid, block.row1, block.col1)
                    return
                shown = self.shown_in(block.grid)
                if isinstance(settled, float) and (row, col) in shown:
                    settled = round_(settled, shown[row, col])
                if isinstance(settled, ExcelError):
                    settled = settled.at(block.grid.name, cell_name(row, col))
                block.grid.set(row, col, settled)

    def spill(self, block: Block, result: Any, old: tuple[int, int]) -> tuple[Any, tuple[int, int]]:
        """The result and the shape it takes: what stands in the way makes #SPILL!; cells no longer filled are
        emptied."""
        shape = (result.rows, result.cols) if isinstance(result, Array) else (1, 1)
        place = block.grid, block.row1, block.col1
        if self.blocked(block, shape, old):
            self.waiting[place] = block.row1, block.col1, block.row1 + shape[0] - 1, block.col1 + shape[1] - 1
            result, shape = SPILL, (1, 1)
        else:
            self.waiting.pop(place, None)
        for row in range(block.row1, block.row1 + old[0]):
            for col in range(block.col1, block.col1 + old[1]):
                if row >= block.row1 + shape[0] or col >= block.col1 + shape[1]:
                    block.grid.set(row, col, None)
        if shape != old:
            self.resized[block] = shape
        return result, shape

    def blocked(self, block: Block, shape: tuple[int, int], old: tuple[int, int]) -> bool:
        if block.row1 + shape[0] - 1 > MAX_ROW or block.col1 + shape[1] - 1 > MAX_COL:
            return True
        for row in range(block.row1, block.row1 + shape[0]):
            for col in range(block.col1, block.col1 + shape[1]):
                inside = row < block.row1 + old[0] and col < block.col1 + old[1]
                other = self.plan.places.at(block.grid, row, col)
                if other is not None and other is not block:
                    return True
                if not inside and block.grid.get(row, col) is not None:
                    return True
        return False

    @property
    def has_engine(self) -> bool:
        """Whether some column was long enough for numpy."""
        return self._engine is not None

    def block_engine(self) -> Any:
        """The numpy path, imported when the first long column asks for it: a small workbook never pays for numpy."""
        if self._engine is None:
            from xlcore.blocks import BlockEngine  # numpy is heavy

            self._engine = BlockEngine(self.functions)
        return self._engine

    def compute_cycle(self, cycle: list[Block]) -> None:
        """Cells that depend on themselves: iterated when the file asks for it, else 0, as Excel leaves them."""
        before = []
        for block in cycle:
            self.pending.pop(block, None)
            before.append(self.snapshot(block, block.row1, block.row2))
        if self.iteration.enabled:
            if not self.solve(cycle, self.iteration):
                self.give_back(cycle, before)
        else:
            stuck = self.untangle(cycle)
            if stuck:
                self.report.circular.append([(b.grid.name, cell_name(b.row1, b.col1)) for b in stuck])
        self.frame.forget()
        for block, old in zip(cycle, before, strict=True):
            self.record(block, (block.row1, block.row2), old)

    def untangle(self, cycle: list[Block]) -> list[Block]:
        """The blocks that really depend on themselves, left at 0; the others get their values.

        A reference into the circle is not yet a circle: INDEX(2:2,1,2) in A2 never reads A2. So all start as a mark
        that no formula
        makes, and whatever comes out without it depends on none of them.
        """
        self.fill(cycle, _MARK)
        stuck = cycle
        for _ in range(_ROUNDS):
            left = []
            for block in stuck:
                self.frame.forget()
                self.evaluate_cell_or_array(block)
                if block.grid.get(block.row1, block.col1) == _MARK:
                    left.append(block)
            if len(left) == len(stuck) or not left:
                stuck = left
                break
            stuck = left
        self.fill(stuck, 0.0)
        return stuck

    def fill(self, blocks: list[Block], value: Value) -> None:
        for block in blocks:
            for col in range(block.col1, block.col2 + 1):
                block.grid.column(col).put(block.row1, [value] * block.rows)

    def solve(self, cycle: list[Block], iteration: Iteration) -> bool:
        """Rounds of the cycle's cells until none moves by ``delta`` or ``count`` rounds are done; False when that would
        take too long."""
        once = sum(block.rows for block in cycle)
        for done in range(iteration.count):
            if done * once > _CIRCLING:
                return False
            moved = 0.0
            for block in cycle:
                old = block.grid.get(block.row1, block.col1)
                self.frame.forget()
                self.evaluate_cell_or_array(block)
                new = block.grid.get(block.row1, block.col1)
                moved = max(moved, _distance(old, new))
            if moved < iteration.delta:
                break
        return True

    def give_back(self, cycle: list[Block], before: list[list[list[Value]]]) -> None:
        """The cells of a cycle keep the values that they had, and are named."""
        for block, old in zip(cycle, before, strict=True):
            for col, values in zip(range(block.col1, block.col2 + 1), old, strict=True):
                block.grid.column(col).put(block.row1, values)
            for row in range(block.row1, block.row2 + 1):
                self.give_up(block.grid, row, block.col1)

    def evaluate_cell_or_array(self, block: Block) -> None:
        if block.formula.closure is None:
            return
        if block.array:
            self.evaluate_array(block)
        else:
            self.evaluate_rows(block, range(block.row1, block.row2 + 1))


def _distance(old: Value, new: Value) -> float:
    if isinstance(new, float) and (old is None or isinstance(old, float)):
        return abs(new - (old or 0.0))
    return 0.0 if same(old, new) else float("inf")


def differing(old: list[Value], new: list[Value], row1: int, after: set[type]) -> range | list[int]:
    """The rows whose value is another one, or one of another type; ``after`` has the types of the new values."""
    before = set(map(type, old))
    if before == {type(None)} and type(None) not in after:
        return range(row1, row1 + len(new))  # nothing was there before
    if bool in before or bool in after:  # TRUE and 1 are equal to Python
        return [row1 + i for i, (a, b) in enumerate(zip(old, new, strict=True)) if not same(a, b)]
    return list(compress(range(row1, row1 + len(new)), map(ne, old, new)))


def same(a: Value, b: Value) -> bool:
    """Whether two values are the same value of the same type."""
    return a.__class__ is b.__class__ and a == b
