"""What stops a job before it saves: a table that lacks a sheet or a column, and good values that would be lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from workbook import lacking, sheets
from workbook.book import load
from workbook.refusal import Refusal
from xlcore.builder import SYNTAX, names_workbook
from xlcore.effort import TOO_MUCH
from xlcore.values import ExcelError

if TYPE_CHECKING:
    from workbook.book import Workbook
    from xlcore.recalculation import Recalculation

Cell = tuple[str, str]

TABLE_SHEETS: Final = (sheets.THONG_TIN, sheets.CHI_TIEU, sheets.CAU_MAU)
LETTERS: Final = "AB1234567"  # how the cells of the row of letters and numbers begin, from column A on
# How the heads of the columns right of the printed ones begin; the row of letters is blank there.
HEADS: Final = {
    sheets.STATUS: "Trạng thái",
    sheets.VERDICT: "Đánh giá",
    sheets.CODE: "Mã",
    sheets.DIRECTION: "Chiều",
    sheets.YEAR_END: "Cuối năm",
    sheets.SHOW_567: "Cột 5-7",
}
LOST: Final = ("#REF!", "#NAME?")  # what a formula shows once what it names is gone
SHOWN: Final = 5  # how many cells a sentence names before it says how many more there are

# What a person can do instead, after "the file is left as it was".
ELSEWHERE: Final = "muốn ghi kết quả ra tệp khác hãy dùng -o"
MEND: Final = "hãy sửa các ô đó trong Excel rồi viết báo cáo lại"


def is_table(book: Workbook) -> bool:
    """Whether the workbook has the sheets of an indicator table; a foreign workbook has not."""
    return all(book.has_sheet(name) for name in TABLE_SHEETS)


def require_table(path: Path, book: Workbook, needed: tuple[str, ...] = TABLE_SHEETS) -> None:
    """Refuses a workbook that lacks one of the sheets ``needed``, or a column of the table."""
    for name in needed:
        if not book.has_sheet(name):
            raise Refusal("no-sheet", f"{path.name}: không có trang “{name}”, nên không viết được báo cáo từ tệp này.")
    row = sheets.LETTER_ROW
    found = book.values(sheets.CHI_TIEU, f"A{row}:{sheets.COLUMN_LETTERS[len(LETTERS) - 1]}{row}")[0]
    for column, (letter, value) in enumerate(zip(LETTERS, found, strict=True)):
        text = f"{value:g}" if isinstance(value, float) else str(value or "")
        if not text.strip().startswith(letter):
            raise Refusal(
                "no-column",
                f"{path.name}: ô {sheets.COLUMN_LETTERS[column]}{row} của trang “{sheets.CHI_TIEU}” phải là đầu cột"
                f" “{letter}” của bảng; có cột hay dòng đầu bảng đã bị xóa hoặc chèn thêm, hãy khôi phục rồi làm lại.",
            )
    _require_own_columns(path, book)


def _require_own_columns(path: Path, book: Workbook) -> None:
    """Refuses a table one of whose own columns is gone: its head is blank, or that of the next column.

    A head that was only worded anew is nobody's fault.
    """
    row = sheets.HEAD_FIRST_ROW
    heads = tuple(head.casefold() for head in HEADS.values())
    for column, head in HEADS.items():
        letter = sheets.COLUMN_LETTERS[column - 1]
        found = str(book.value(sheets.CHI_TIEU, f"{letter}{row}") or "").strip().casefold()
        if not found or (found.startswith(heads) and not found.startswith(head.casefold())):
            raise Refusal(
                "no-column",
                f"{path.name}: trang “{sheets.CHI_TIEU}” thiếu cột “{head}” (cột {letter}, có thể là cột ẩn);"
                " hãy khôi phục cột đó từ bản sao lưu rồi làm lại.",
            )


def refuse_loss(path: Path, run: Recalculation, advice: str = ELSEWHERE) -> None:
    """Refuses to save over a file whose good values would be replaced by errors; ``advice`` says what to do instead.

    Unknown functions and circular formulas may be ours alone; ``#REF!`` and ``#NAME?`` where the file at ``path``, not
    yet saved, holds a value come of a sheet or a name that somebody took away. What reads another workbook of which the
    file carries no values keeps its own, so nothing is lost there.
    """
    unknown = [one for one in run.unsupported.items() if not names_workbook(one[0])]
    if unknown:
        name, cells = unknown[0]
        place = f"{named_cells(cells)}; tệp được giữ nguyên, {advice}."
        if name == TOO_MUCH:
            raise Refusal("too-much-work", f"{path.name}: công thức đòi tính quá nhiều so với cỡ của sổ, ô {place}")
        if name == SYNTAX:
            raise Refusal("unreadable-formula", f"{path.name}: không đọc được công thức ở ô {place}")
        raise Refusal("unknown-function", f"{path.name}: {lacking.why(name)}, ô {place}")
    if run.circular:
        cells = run.circular[0]
        text = f"{path.name}: công thức vòng tròn, ô tính từ chính nó: {named_cells(cells)}"
        raise Refusal("circular", f"{text}; tệp được giữ nguyên, {advice}.")
    lost = lost_values(path, run)
    if lost:
        (sheet, cell), error = lost[0]
        named = named_cells([place for place, _ in lost])
        text = f"{path.name}: giá trị đang lưu ở ô {named} sẽ thành lỗi {error.code}"
        start = error.origin
        begins = f" (lỗi bắt đầu từ ô {start[0]}!{start[1]})" if start not in (None, (sheet, cell)) else ""
        why = "có thể trang hay tên mà công thức nhắc đến đã bị xóa hoặc đổi tên"
        raise Refusal("lost-values", f"{text}{begins}, {why}; tệp được giữ nguyên, {advice}.")


def lost_values(path: Path, run: Recalculation) -> list[tuple[Cell, ExcelError]]:
    """The cells that became ``#REF!`` or ``#NAME?`` and have a good value in the file at ``path``."""
    errors = {(sheet, cell): error for sheet, cell, error in run.errors if error.code in LOST}
    changed = [cell for cell in run.changed if cell in errors] if errors else []
    if not changed:
        return []
    saved = load(path)  # rare: only to see what the cells held
    return [
        (cell, errors[cell])
        for cell in changed
        if saved.value(*cell) is not None and not isinstance(saved.value(*cell), ExcelError)
    ]


def named_cells(cells: list[Cell]) -> str:
    """The first few cells as ``ChiTieu!G6, ChiTieu!H6, … (và 12 ô nữa)``."""
    text = ", ".join(f"{sheet}!{cell}" for sheet, cell in cells[:SHOWN])
    more = len(cells) - SHOWN
    return f"{text} … và {more} ô nữa" if more > 0 else text
