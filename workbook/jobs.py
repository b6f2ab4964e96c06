"""The jobs behind the command line, for Python callers too: recalculate, report, new workbook, demonstration.

A job returns what happened and prints nothing. Bad input is a ``Refusal``; then no file has changed.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from workbook import guards, history, locks, saved, sheets, summary
from workbook.atomic import check_target, keep_backup
from workbook.book import Workbook, load
from workbook.compare import CLOCK_AND_CHANCE, Comparison, compare, values_of
from workbook.refusal import Refusal
from workbook.signatures import broken_notice
from workbook.tracing import traced
from xlcore.locales import Locale
from xlcore.recalculation import Recalculation
from xlcore.records import Record

if TYPE_CHECKING:
    from workbook.report import ReportResult

DEMO_PACK: Final = "but-son-2023-h1"


class RecalcResult(Record):
    """What a recalculation did: ``out`` is the file written (None when nothing was), ``stale`` what ``check`` found.

    ``summary`` is None for a workbook that is not an indicator table; ``notices`` say what a new one still lacks.
    ``backup`` is the copy of the file that was replaced, where one was asked for.
    """

    __slots__ = ("path", "out", "run", "stale", "summary", "notices", "backup")

    def __init__(
        self,
        path: Path,
        out: Path | None,
        run: Recalculation,
        stale: Comparison | None,
        summary: summary.Summary | None,
        notices: tuple[str, ...] = (),
        backup: Path | None = None,
    ) -> None:
        self.path = path
        self.out = out
        self.run = run
        self.stale = stale
        self.summary = summary
        self.notices = notices
        self.backup = backup


class ReportJob(Record):
    """The recalculation and the Word report that was written after it.

    ``kept`` are copies of what somebody had changed by hand and the job would have written over.
    """

    __slots__ = ("recalc", "report", "kept")

    def __init__(self, recalc: RecalcResult, report: ReportResult, kept: tuple[Path, ...] = ()) -> None:
        self.recalc = recalc
        self.report = report
        self.kept = kept


def recalc(
    path: str | os.PathLike[str],
    out: str | os.PathLike[str] | None = None,
    check: bool = False,
    opened: Callable[[Path], Workbook] = load,
    backup: bool = False,
    break_signature: bool = False,
) -> RecalcResult:
    """Recalculates the workbook at ``path`` and saves it there, or at ``out``; with ``check`` it only compares.

    In place, a workbook is refused whose good saved values would be lost: to a circular formula, an unknown function, a
    sheet that is gone. ``opened`` loads it: one of many is loaded after the others (``book.Series``).
    ``backup`` keeps the file that is replaced. A signed one is replaced only with ``break_signature``.
    """
    source = Path(path)
    if check:
        return _check(source, _opened(source, opened))
    with locks.held(out or source):
        return _recalc(source, None if out is None else Path(out), opened, backup, break_signature)


def _recalc(
    source: Path,
    out: Path | None,
    opened: Callable[[Path], Workbook] = load,
    backup: bool = False,
    break_signature: bool = False,
) -> RecalcResult:
    book = _opened(source, opened)
    run, told = compute(book, source if out is None else None)
    kept = book.save(out or source, backup, break_signature)
    return RecalcResult(source, out or source, run, None, told, _signature_notices(book, out or source), kept)


def _signature_notices(book: Workbook, out: Path) -> tuple[str, ...]:
    return (broken_notice(out),) if book.signature_broken else ()


def _opened(source: Path, opened: Callable[[Path], Workbook]) -> Workbook:
    book = opened(source)
    if guards.is_table(book):
        guards.require_table(source, book)
    return book


def compute(
    book: Workbook, source: Path | None, advice: str = guards.ELSEWHERE, locale: str | Locale = "en-US"
) -> tuple[Recalculation, summary.Summary | None]:
    """Recalculates an open workbook: before it the keys of its history, after it the saved sentences and the summary.

    ``source`` is the file with its values as they were saved; ``Refusal``, with ``advice``, where good ones of them
    would be lost. None: they may be.
    """
    _keep_history(book)
    run = book.recalculate(locale=locale)
    if source is not None:
        guards.refuse_loss(source, run, advice)
    return run, _finish(book)


def report(
    path: str | os.PathLike[str],
    out: str | os.PathLike[str] | None = None,
    pack: str | Path | None = None,
    fresh: bool = False,
    trace: bool = False,
    backup: bool = False,
    break_signature: bool = False,
) -> ReportJob:
    """Recalculates the workbook in place and writes its Word report to ``out`` (by default beside the workbook).

    Whatever makes a report impossible is found before the workbook is saved. What somebody edited in a report that is
    there stays in the new one; ``fresh`` writes it wholly anew and keeps the old one under a name with its time.
    ``trace`` writes beside it where every number comes from. ``pack`` is the folder (or id) of the workbook's pack,
    where that is neither installed nor beside the workbook. ``backup`` keeps the workbook and the report of before.
    A signed workbook that would change is refused unless ``break_signature``.
    """
    from workbook import report as report_writer  # docxtpl, docx and lxml: half of a cold start, for reports only

    source = Path(path)
    with locks.held(source):
        book = load(source)
        guards.require_table(source, book, report_writer.NEEDED_SHEETS)
        run, told = compute(book, source, guards.MEND)
        prepared = report_writer.prepare(book, out, pack, fresh, trace)
        if backup:  # first, because a report whose backup cannot be made is refused before anything is written
            keep_backup(prepared.target, [prepared.content])
        saved_before = book.save(source, backup, break_signature)
        result = RecalcResult(source, source, run, None, told, _signature_notices(book, source), saved_before)
        written = report_writer.store(prepared)
    return ReportJob(result, written, () if written.kept is None else (written.kept,))


def new(
    pack: str,
    out: str | os.PathLike[str],
    data: str | os.PathLike[str] | None = None,
    period: str | None = None,
    unit: str | None = None,
    earlier: Sequence[str | os.PathLike[str]] = (),
) -> RecalcResult:
    """Builds a workbook of the report kind ``pack`` at ``out`` and recalculates it; no file is replaced.

    An ``.xlsm`` gets the buttons. ``earlier`` are workbooks of the year before, of this unit or of those that were
    merged into it.
    """
    target = Path(out)
    if target.suffix.lower() not in (".xlsx", ".xlsm"):
        raise Refusal("not-xlsx", f"Tên tệp mới phải có đuôi .xlsx, hay .xlsm để có nút bấm: “{target.name}”.")
    with locks.held(target):
        if target.exists():
            raise Refusal("exists", f"Đã có tệp {target}; hãy chọn tên khác hoặc xóa tệp cũ trước.")
        return _build(pack, target, data, period, unit, earlier)


def demo(folder: str | os.PathLike[str]) -> ReportJob:
    """Builds the demonstration workbook in ``folder``, recalculates it and writes its report.

    A workbook of an earlier demonstration in which a cell was changed is kept, under a name with its time.
    """
    home = Path(folder)
    if home.suffix.lower() in (".xlsx", ".docx") or (home.exists() and not home.is_dir()):
        raise Refusal("not-folder", f"“{home}” phải là tên thư mục, nơi ghi hai tệp mẫu, ví dụ “{home.stem}”.")
    home.mkdir(parents=True, exist_ok=True)
    target = home / f"{DEMO_PACK}.xlsx"
    with locks.held(target):
        aside = set_aside(target)
        _build(DEMO_PACK, target)
    if aside is not None and same_cells(aside, target):
        aside.unlink()
        aside = None
    job = report(target)
    return ReportJob(job.recalc, job.report, job.kept if aside is None else (aside, *job.kept))


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
    found = compare(book, before, CLOCK_AND_CHANCE, run)
    found.differences = traced(book, found.differences)
    return RecalcResult(source, None, run, found, _summary(book))


def _build(
    pack: str,
    target: Path,
    data: str | os.PathLike[str] | None = None,
    period: str | None = None,
    unit: str | None = None,
    earlier: Sequence[str | os.PathLike[str]] = (),
) -> RecalcResult:
    """Builds elsewhere and saves the recalculated workbook to the target, so that a failure leaves nothing."""
    from workbook import drafts  # openpyxl: only who builds a workbook pays for it

    check_target(os.fspath(target))  # what cannot be written is refused by its own name, not by the draft's
    with drafts.built(pack, target.name, data, period, unit, earlier) as draft:
        done = _recalc(draft.path, target)
    return RecalcResult(target, target, done.run, None, done.summary, draft.notices)


def _keep_history(book: Workbook) -> None:
    """Lets formulas find the rows of LichSu that somebody wrote by hand since the last recalculation."""
    if guards.is_table(book) and book.has_sheet(sheets.LICH_SU):
        history.refresh_keys(book)


def _finish(book: Workbook) -> summary.Summary | None:
    """Refreshes the saved sentences of an indicator workbook, and its summary."""
    saved.refresh(book)
    return _summary(book)


def _summary(book: Workbook) -> summary.Summary | None:
    return summary.summarize(book) if guards.is_table(book) else None
