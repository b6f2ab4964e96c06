"""When two values of a cell are the same, and which formulas another program cannot have an opinion on.

Every comparison of results (``recalc --check``, ``verify``) is made here, so that they never disagree on what differs.
"""

from __future__ import annotations

import math
import re
from typing import Final

from workbook import lacking
from workbook.book import Workbook
from xlcore import ExcelError
from xlcore.builder import SYNTAX, names_workbook
from xlcore.effort import TOO_MUCH
from xlcore.graph import Dependents, dirty
from xlcore.recalculation import Recalculation
from xlcore.records import Record
from xlcore.refs import cell_name, parse_cell
from xlcore.values import NAME, Value

Cell = tuple[str, str]  # (sheet, "G12")
Snapshot = dict[Cell, Value]

# Programs add and round in other orders than ours; beyond this nobody sees a difference, and Excel shows 15 digits.
RELATIVE: Final = 1e-9
ABSOLUTE: Final = 1e-9

# A saved result of these is not wrong because the clock has moved on.
CLOCK_AND_CHANCE: Final = frozenset({"NOW", "TODAY", "RAND", "RANDBETWEEN", "RANDARRAY"})

NOT_GIVEN: Final = "bên kia không cho giá trị"
FOLLOWS: Final = "tính từ những ô trên"
KEPT: Final = "đọc sổ khác không kèm giá trị, giữ giá trị đang lưu"
UNREAD: Final = "không đọc được công thức, giữ giá trị đang lưu"
GREEDY: Final = "công thức đòi tính quá nhiều, giữ giá trị đang lưu"
LACKING: Final = "{why}, giữ giá trị đang lưu"

_TEXT = re.compile(r'"(?:[^"]|"")*"' + r"|'(?:[^']|'')*'!?")
_CALL = re.compile(r"([^\W\d][\w.]*)\s*\(")
_PREFIX = re.compile(r"^(?:_xlfn\.|_xlws\.|_xludf\.)+", re.IGNORECASE)


class Difference(Record):
    """A cell whose value we compute otherwise than the other side gives it.

    ``chain`` leads through its precedents to the first cell where the two sides differ, which is its last; it is empty
    where the difference starts in this cell. ``omitted`` counts links left out before the last of a long chain.
    ``formula`` is None for an input; ``expected`` is the other side's value (say, the saved one), ``got`` ours.
    """

    __slots__ = ("sheet", "cell", "formula", "expected", "got", "chain", "omitted")

    def __init__(
        self,
        sheet: str,
        cell: str,
        formula: str | None,
        expected: Value,
        got: Value,
        chain: tuple[Difference, ...] = (),
        omitted: int = 0,
    ) -> None:
        self.sheet = sheet
        self.cell = cell
        self.formula = formula
        self.expected = expected
        self.got = got
        self.chain = chain
        self.omitted = omitted

    @property
    def start(self) -> Cell:
        """The cell in which the difference starts: perhaps this one."""
        first = self.chain[-1] if self.chain else self
        return first.sheet, first.cell


class Comparison(Record):
    """What a comparison found: how many formulas were compared, those that differ, those without an opinion.

    ``reasons`` maps why there is none, in Vietnamese, to the cells of ``excluded`` that it keeps out.
    """

    __slots__ = ("compared", "differences", "excluded", "reasons")

    def __init__(self) -> None:
        self.compared: int = 0
        self.differences: list[Difference] = []
        self.excluded: list[Cell] = []
        self.reasons: dict[str, list[Cell]] = {}

    def exclude(self, cell: Cell, reason: str) -> None:
        """Leaves a cell out of the comparison."""
        self.excluded.append(cell)
        self.reasons.setdefault(reason, []).append(cell)


def values_of(book: Workbook) -> Snapshot:
    """Every cell of the workbook with the value it has now; before a recalculation, the saved one."""
    return {(sheet, cell): value for sheet in book.sheet_names for cell, value, _ in book.cells(sheet)}


def same(left: Value, right: Value) -> bool:
    """Whether both values would show as the same in a cell.

    An empty text and no value are one, because a saved file cannot tell them apart; a boolean equals the number that
    programs without a type for it (LibreOffice) keep.
    """
    if left in (None, "") and right in (None, ""):
        return True
    if isinstance(left, float | int) and isinstance(right, float | int):
        return math.isclose(left, right, rel_tol=RELATIVE, abs_tol=ABSOLUTE)
    return type(left) is type(right) and left == right


def functions_of(formula: str) -> set[str]:
    """The upper-case names of the functions that a formula text calls, without Excel's ``_xlfn.`` prefixes."""
    return {_PREFIX.sub("", name).upper() for name in _CALL.findall(_TEXT.sub('""', formula))}


def unknown_to(other: Value, ours: Value) -> bool:
    """Whether the other program answered that it does not know a function which we do know."""
    return isinstance(other, ExcelError) and other.code == "#NAME?" and not same(other, ours)


def compare(book: Workbook, expected: Snapshot, own: frozenset[str], run: Recalculation | None = None) -> Comparison:
    """The recalculated workbook against ``expected``; ``run`` is the recalculation's report.

    No opinion exists on a cell that ``expected`` lacks, and on a formula that calls a function of ``own``; where such a
    cell differs, neither does one exist on what follows from it. Of a formula that kept its saved value we have none.
    """
    result = Comparison()
    kept = _kept(run) if run is not None else {}
    doubtful: list[Cell] = []
    differing: list[Difference] = []
    for sheet in book.sheet_names:
        for cell, got, formula in book.cells(sheet):
            if formula is None:
                continue
            other = expected.get((sheet, cell))
            result.compared += 1
            reason = _no_opinion(formula, own, other, got) if (sheet, cell) in expected else NOT_GIVEN
            reason = kept.get((sheet, cell), reason) if kept else reason
            if reason:
                result.exclude((sheet, cell), reason)
                doubtful += [] if same(other, got) else [(sheet, cell)]
            elif not same(other, got):
                differing.append(Difference(sheet, cell, formula, other, got))
    _sort_out(book, result, differing, doubtful)
    return result


def _kept(run: Recalculation) -> dict[Cell, str]:
    """The cells that were not computed, or without a function that they call, with the reason: ours is no opinion."""
    return {cell: _why_kept(name) for name, cells in run.unsupported.items() for cell in cells}


def _why_kept(name: str) -> str:
    if name == SYNTAX:
        return UNREAD
    if name == TOO_MUCH:
        return GREEDY
    return KEPT if names_workbook(name) else LACKING.format(why=lacking.why(name))


def _no_opinion(formula: str, own: frozenset[str], other: Value, got: Value) -> str:
    """Why the other side has no opinion on a formula that it has a value for; "" when it has one."""
    called = sorted(functions_of(formula) & own)
    if called:
        return f"gọi hàm {', '.join(called)}"
    return f"bên kia không biết một hàm trong ô ({NAME.code})" if unknown_to(other, got) else ""


def _sort_out(book: Workbook, result: Comparison, differing: list[Difference], doubtful: list[Cell]) -> None:
    """Differences that may follow from a doubtful cell are excluded; the others stand."""
    followers = _followers(book, doubtful) if differing and doubtful else set()
    for one in differing:
        if (one.sheet, one.cell) in followers:
            result.exclude((one.sheet, one.cell), FOLLOWS)
        else:
            result.differences.append(one)
    result.compared -= len(result.excluded)


def _followers(book: Workbook, cells: list[Cell]) -> set[Cell]:
    """Every formula cell whose value can change when one of ``cells`` does."""
    boxes = []
    for sheet, cell in cells:
        grid, place = book.model.grid(sheet), parse_cell(cell)
        if grid is not None and place is not None:
            boxes.append((grid, (*place, *place)))
    blocks = dirty(Dependents(book.model.plan().order), boxes, ())
    return {
        (block.grid.name, cell_name(row, col))
        for block, (first, last) in blocks.items()
        for row in range(first, last + 1)
        for col in range(block.col1, block.col2 + 1)
    }
