"""Many workbooks at once: one process per core recalculates them, the results come in the order of the files.

Imported when there are several files only: a single one must not pay for starting processes.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Final

from workbook import jobs
from workbook.book import Series
from workbook.packing import cores
from workbook.refusal import Refusal, refuse

Target = tuple[Path, Path | None]
"""A workbook and where it is saved (``None``: in place)."""
Outcome = jobs.RecalcResult | Refusal | OSError

_SERIES: Final = Series()  # of this process
AHEAD: Final = 4  # files that wait per process, so that none idles while results are taken


def workers(count: int, wanted: int | None) -> int:
    """How many processes recalculate ``count`` files: ``wanted``, or as many as there are cores for us."""
    return max(1, min(count, wanted or cores()))


def recalc_all(
    targets: list[Target], check: bool, processes: int, backup: bool = False, break_signature: bool = False
) -> Iterator[tuple[Path, Outcome]]:
    """Each file with its result, or with why there is none; one refusal does not stop the others.

    A process that the system ends (out of memory) takes the files with it that it had not finished: they are refused.
    """
    context = multiprocessing.get_context("fork" if "fork" in multiprocessing.get_all_start_methods() else None)
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_ignore_interrupt) as pool:
        started: list[Future[Outcome]] = []
        try:
            for place, (source, _) in enumerate(targets):
                for waiting in targets[len(started) : place + processes * AHEAD]:
                    started.append(_submitted(pool, waiting, check, backup, break_signature))
                yield source, _outcome(started[place], source)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _submitted(
    pool: ProcessPoolExecutor, target: Target, check: bool, backup: bool, break_signature: bool
) -> Future[Outcome]:
    try:
        return pool.submit(_one, *target, check, backup, break_signature)
    except BrokenProcessPool as error:
        failed: Future[Outcome] = Future()
        failed.set_exception(error)
        return failed


def _outcome(future: Future[Outcome], source: Path) -> Outcome:
    try:
        return future.result()
    except BrokenProcessPool:
        return refuse("process-ended", file=source)


def _one(source: Path, target: Path | None, check: bool, backup: bool, break_signature: bool) -> Outcome:
    """What became of one file, in a process of the pool."""
    try:
        return jobs.recalc(source, target, check, _SERIES.load, backup, break_signature)
    except Refusal as refusal:
        return refusal
    except OSError as error:
        return error
    except MemoryError:
        return refuse("no-memory")


def _ignore_interrupt() -> None:
    """Ctrl-C goes to the whole group; the first process alone answers it, when the files begun are whole."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
