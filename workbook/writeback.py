"""What a recalculation set in a copy of the open workbook, written into the workbook itself: into value cells only.

Between the copy and the writing a second or two pass, in which the user may have inserted a row. So the cells are
looked at once more before, and once after: nothing is written where anything has moved, and nothing half.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from workbook import sheets
from workbook.host import Block, Box, Host
from workbook.refusal import Refusal
from workbook.saved import CLOSING_ROWS
from xlcore.refs import cell_name, parse_cell
from xlcore.values import ExcelError, Value

if TYPE_CHECKING:
    from workbook.book import Workbook
    from workbook.compare import Snapshot

Place = tuple[int, int]


def _cell(name: str) -> Box:
    row, col = parse_cell(name) or (0, 0)
    return row, col, row, col


# What the program writes besides formulas. An area is written as one block, and what lies between its new values is
# written again as it was: in these hidden columns of the program's own stand no dates, no rich text, nobody's notes.
AREAS: Final[Mapping[str, tuple[Box, ...]]] = {
    sheets.CAU_MAU: (
        _cell(sheets.SAVED_NAMES),
        (sheets.SENTENCE_FIRST_ROW, sheets.SAVED_TEXT, sheets.SENTENCE_LAST_ROW, sheets.SAVED_FINGERPRINT),
    ),
    sheets.TONG_HOP: (
        (
            CLOSING_ROWS[0],
            sheets.COLUMN_LETTERS.index(sheets.SAVED_CLOSING) + 1,
            CLOSING_ROWS[-1],
            sheets.COLUMN_LETTERS.index(sheets.SAVED_CLOSING_FINGERPRINT) + 1,
        ),
    ),
    sheets.KIEM_TRA: (
        _cell(sheets.SAVED_FINDING_FINGERPRINT),
        (sheets.FINDING_FIRST_ROW, sheets.SAVED_PLACE, sheets.FINDING_LAST_ROW, sheets.SAVED_FINDING),
    ),
    sheets.LICH_SU: ((sheets.HISTORY_FIRST_ROW, sheets.HISTORY_KEY, sheets.HISTORY_LAST_ROW, sheets.HISTORY_KEY),),
}


class Writing(NamedTuple):
    """A block to write: the sheet, its first cell, and its values, none of them in a cell with a formula."""

    sheet: str
    row: int
    col: int
    values: Block

    @property
    def box(self) -> Box:
        """The cells of the block."""
        return self.row, self.col, self.row + len(self.values) - 1, self.col + len(self.values[0]) - 1


def planned(book: Workbook) -> list[Writing]:
    """The blocks that bring the open workbook up to what was set in its recalculated copy ``book``."""
    found: list[Writing] = []
    for sheet in book.sheet_names:
        left = book.inputs(sheet)
        own = next((areas for name, areas in AREAS.items() if name.lower() == sheet.lower()), ())
        for area in own:
            inside = {place for place in left if _inside(place, area)}
            if inside:
                found += _blocks(book, sheet, inside)
            left = {place: value for place, value in left.items() if place not in inside}
        if left:
            raise ValueError(f"{sheet}: {sorted(left)[0]} belongs to no area that the program writes")
    return found


def _inside(place: Place, box: Box) -> bool:
    return box[0] <= place[0] <= box[2] and box[1] <= place[1] <= box[3]


def _blocks(book: Workbook, sheet: str, places: set[Place]) -> Iterator[Writing]:
    """The smallest rectangle around ``places``, in pieces where one of its rows has a formula."""
    rows, cols = [row for row, _ in places], [col for _, col in places]
    first_col, last_col = min(cols), max(cols)
    held = book.model.sheet(sheet)
    piece: list[list[Value]] = []
    for row in range(min(rows), max(rows) + 2):
        own = range(first_col, last_col + 1)
        if row <= max(rows) and not any(held.has_formula(row, col) or held.array_at(row, col) for col in own):
            piece.append([held.value(row, col) for col in own])
        else:
            if any((row - back, col) in places for back in range(1, len(piece) + 1) for col in own):
                yield Writing(sheet, row - len(piece), first_col, piece)
            piece = []


def write(host: Host, book: Workbook, before: Snapshot) -> int:
    """How many cells of the open workbook have other values now; ``Refusal`` where it is no longer what was copied.

    ``before`` are the values of the copy before it was recalculated.
    """
    writings = planned(book)
    if not writings:
        return 0
    with host.held():
        for sheet in dict.fromkeys(writing.sheet for writing in writings):
            _require_unmoved(host, book, before, sheet, [one.box for one in writings if one.sheet == sheet])
        for writing in writings:
            host.write(writing.sheet, writing.row, writing.col, writing.values)
            _require_written(host, writing)
    return sum(len(book.inputs(sheet)) for sheet in book.sheet_names)


def _require_unmoved(host: Host, book: Workbook, before: Snapshot, sheet: str, boxes: list[Box]) -> None:
    """Compares formulas and texts from column A to the last one that is written: a row that moved shows in them."""
    first, last = min(box[0] for box in boxes), max(box[2] for box in boxes)
    box = (first, 1, last, max(box[3] for box in boxes))
    held = book.model.sheet(sheet)
    for row, texts in enumerate(host.contents(sheet, box), first):
        for col, text in enumerate(texts, 1):
            if not _is_still(text, held.has_formula(row, col), before.get((sheet, cell_name(row, col)))):
                raise Refusal(
                    "moved",
                    f"Trang {sheet} vừa được sửa trong lúc tính nên chưa ghi kết quả vào sổ: hãy bấm nút lại một lần"
                    " nữa.",
                )


def _is_still(text: str, is_formula: bool, value: Value) -> bool:
    """Whether the text of a cell can be that of the formula or the value it had."""
    if is_formula:
        return text.startswith("=")
    if isinstance(value, str):
        return plain(text) == plain(value)
    if value is None:
        return text == ""
    return not text.startswith("=")


def _require_written(host: Host, writing: Writing) -> None:
    """Reads the block once more, and writes again by itself what did not arrive, as under a filter it may."""
    wrong = _different(host, writing)
    for row, col in wrong:
        host.write(writing.sheet, row, col, [[writing.values[row - writing.row][col - writing.col]]])
    left = _different(host, writing) if wrong else []
    if left:
        raise Refusal(
            "not-written",
            f"Không ghi được {len(left)} ô của trang {writing.sheet}: hãy bỏ lọc và bỏ bảo vệ trang đó rồi bấm Tính"
            " lại.",
        )


def _different(host: Host, writing: Writing) -> list[Place]:
    """The cells of the block that do not hold what was written."""
    texts = host.contents(writing.sheet, writing.box)
    return [
        (writing.row + down, writing.col + across)
        for down, row in enumerate(writing.values)
        for across, value in enumerate(row)
        if not _holds(texts[down][across], value)
    ]


def _holds(text: str, value: Value) -> bool:
    if isinstance(value, str):
        return plain(text) == plain(value)
    if value is None:
        return text == ""
    return bool(text) if not isinstance(value, ExcelError) else text == value.code


def plain(text: str) -> str:
    """A text with the line ends of every program alike."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
