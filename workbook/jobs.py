"""The jobs behind the command line, for Python callers too: recalculate, report, new workbook, demonstration.

A job returns what happened and prints nothing. Bad input is a ``Refusal``; then no file has changed.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from workbook import saved, sheets, summary
from workbook.book import Workbook, load
from workbook.compare import CLOCK_AND_CHANCE, Comparison, compare, values_of
from workbook.refusal import Refusal
from xlcore.recalculation import Recalculation

if TYPE_CHECKING:
    from workbook.report import ReportResult

DEMO_PACK: Final = "but-son-2023-h1"
TABLE_SHEETS: Final = (sheets.THONG_TIN, sheets.CHI_TIEU, sheets.CAU_MAU)
HEAD: Final = "AB1234567"  # how the cells of the row of letters and numbers begin, from column A on
SHOWN: Final = 5  # how many cells a sentence names before it says how many more there are


@dataclass(frozen=True, slots=True)
class RecalcResult:
    """What a recalculation did: ``out`` is the file written (None when nothing was), ``stale`` what ``check`` found.

    ``summary`` is None for a workbook that is not an indicator table.
    """

    path: Path
    out: Path | None
    run: Recalculation
    stale: Comparison | None
    summary: summary.Summary | None


@dataclass(frozen=True, slots=True)
class ReportJob:
    """The recalculation and the Word report that was written after it."""

    recalc: RecalcResult
    report: ReportResult


def recalc(
    path: str | os.PathLike[str], out: str | os.PathLike[str] | None = None, check: bool = False
) -> RecalcResult:
    """Recalculates the workbook at ``path`` and saves it there, or at ``out``; with ``check`` it only compares.

    In place, a workbook with a circular formula or an unknown function is refused: its saved values would be lost.
    """
    source = Path(path)
    book = load(source)
    if is_table(book):
        require_table(source, book)
    if check:
        return _check(source, book)
    run = book.recalculate()
    if out is None:
        refuse_loss(source, run)
    result = RecalcResult(source, Path(out or source), run, None, _finish(book))
    book.save(result.out)
    return result


def report(path: str | os.PathLike[str], out: str | os.PathLike[str] | None = None) -> ReportJob:
    """Recalculates the workbook in place and writes its Word report to ``out`` (by default beside the workbook)."""
    from workbook import report as report_writer  # docxtpl, docx and lxml: half of a cold start, for reports only

    source = Path(path)
    target = Path(out) if out is not None else source.with_suffix(".docx")
    book = load(source)
    require_table(source, book)
    run = book.recalculate()
    refuse_loss(source, run)
    result = RecalcResult(source, source, run, None, _finish(book))
    book.save(source)
    return ReportJob(result, report_writer.write(book, target))


def new(
    pack: str,
    out: str | os.PathLike[str],
    data: str | os.PathLike[str] | None = None,
    period: str | None = None,
    unit: str | None = None,
) -> RecalcResult:
    """Builds a workbook of the report kind ``pack`` at ``out`` and recalculates it; no file is replaced."""
    target = Path(out)
    if target.suffix.lower() != ".xlsx":
        raise Refusal("not-xlsx", f"Tên tệp mới phải có đuôi .xlsx, không phải “{target.name}”.")
    if target.exists():
        raise Refusal("exists", f"Đã có tệp {target}; hãy chọn tên khác hoặc xóa tệp cũ trước.")
    return _build(pack, target, data, period, unit)


def demo(folder: str | os.PathLike[str]) -> ReportJob:
    """Builds the demonstration workbook in ``folder``, recalculates it and writes its report.

    A workbook of an earlier demonstration in which a cell was changed is kept, under a name with its time.
    """
    target = Path(folder) / f"{DEMO_PACK}.xlsx"
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = set_aside(target)
    _build(DEMO_PACK, target, None, None, None)
    if aside is not None and same_cells(aside, target):
        aside.unlink()
    return report(target)


def refuse_loss(path: Path, run: Recalculation) -> None:
    """Refuses to save over a file whose good values would be replaced by errors that only we have."""
    if run.unsupported:
        name, cells = next(iter(run.unsupported.items()))
        raise Refusal(
            "unknown-function",
            f"{path.name}: không có hàm {name} (ô {named_cells(cells)}); tệp được giữ nguyên,"
            " muốn ghi kết quả ra tệp khác hãy dùng -o.",
        )
    if run.circular:
        raise Refusal(
            "circular",
            f"{path.name}: công thức vòng tròn, ô tính từ chính nó: {named_cells(run.circular[0])};"
            " tệp được giữ nguyên, muốn ghi kết quả ra tệp khác hãy dùng -o.",
        )


def is_table(book: Workbook) -> bool:
    """Whether the workbook has the sheets of an indicator table; a foreign workbook has not."""
    return all(book.has_sheet(name) for name in TABLE_SHEETS)


def require_table(path: Path, book: Workbook) -> None:
    """Refuses a workbook that lacks a sheet or a column which summary and report are written from."""
    for name in TABLE_SHEETS:
        if not book.has_sheet(name):
            raise Refusal("no-sheet", f"{path.name}: không có trang “{name}”, nên không viết được báo cáo từ tệp này.")
    row = sheets.LETTER_ROW
    found = book.values(sheets.CHI_TIEU, f"A{row}:{sheets.COLUMN_LETTERS[len(HEAD) - 1]}{row}")[0]
    for column, (letter, value) in enumerate(zip(HEAD, found, strict=True)):
        text = f"{value:g}" if isinstance(value, float) else str(value or "")
        if not text.strip().startswith(letter):
            raise Refusal(
                "no-column",
                f"{path.name}: ô {sheets.COLUMN_LETTERS[column]}{row} của trang “{sheets.CHI_TIEU}” phải là đầu cột"
                f" “{letter}” của bảng; có cột hay dòng đầu bảng đã bị xóa hoặc chèn thêm, hãy khôi phục rồi làm lại.",
            )


def named_cells(cells: list[tuple[str, str]]) -> str:
    """The first few cells as ``ChiTieu!G6, ChiTieu!H6, … (và 12 ô nữa)``."""
    text = ", ".join(f"{sheet}!{cell}" for sheet, cell in cells[:SHOWN])
    more = len(cells) - SHOWN
    return f"{text} … và {more} ô nữa" if more > 0 else text


def set_aside(path: Path) -> Path | None:
    """The name, with the time of its last change, under which the file at ``path`` now is; None when there is none."""
    if not path.exists():
        return None
    aside = path.with_name(f"{path.stem}-{time.strftime('%Y%m%d-%H%M%S', time.localtime(path.stat().st_mtime))}.xlsx")
    return path.replace(aside)


def same_cells(left: Path, right: Path) -> bool:
    """Whether two workbooks say the same in every cell; False when one cannot be read."""
    try:
        return values_of(load(left)) == values_of(load(right))
    except Refusal:
        return False


def _check(source: Path, book: Workbook) -> RecalcResult:
    before = values_of(book)
    run = book.recalculate()
    return RecalcResult(source, None, run, compare(book, before, CLOCK_AND_CHANCE), _summary(book))


def _build(
    pack: str, target: Path, data: str | os.PathLike[str] | None, period: str | None, unit: str | None
) -> RecalcResult:
    """Builds beside the target and moves the recalculated workbook there, so that a failure leaves nothing."""
    from workbook import template  # openpyxl: only who builds a workbook pays for it

    draft = target.with_name(f".{target.stem}.dang-dung{target.suffix}")
    try:
        template.build(pack, draft, data=data, period=period, unit=unit)
        return recalc(draft, target)
    finally:
        draft.unlink(missing_ok=True)


def _finish(book: Workbook) -> summary.Summary | None:
    """Refreshes the saved sentences of an indicator workbook, and its summary."""
    saved.refresh(book)
    return _summary(book)


def _summary(book: Workbook) -> summary.Summary | None:
    return summary.summarize(book) if is_table(book) else None
