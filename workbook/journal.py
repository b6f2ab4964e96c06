"""Logs: what a command did and why not, by cell and code. What cells hold stays out of them, unless somebody asks.

The buttons always keep one in the user's folder (``userfolder.note``), the command line where ``--log`` names a file.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final

from workbook.refusal import Refusal, reason, refuse

HELD: Final = ("summary", "stale", "notices")  # of a result: what cells hold, or is made of it

_BEGINS: Final = re.compile(rb"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d  ")
_OTHERS: Final = {".xlsx", ".xlsm", ".xlam", ".docx", ".csv", ".bak"}  # what our commands read or write besides logs


def require_log(log: Path, others: Iterable[str]) -> None:
    """``Refusal`` when log lines would spoil a file: one of the ``others`` that the command is about, or anything that
    is there and does not begin as our logs do."""
    if log.suffix.lower() in _OTHERS:
        raise refuse("not-log", file=log, detail=f"đuôi {log.suffix} là của tệp khác")
    if os.path.realpath(log) in map(os.path.realpath, others):
        raise refuse("not-log", file=log, detail="lệnh này dùng tệp đó vào việc khác")
    try:
        if log.exists() and not log.is_dir() and not log.is_file():
            raise refuse("not-file", file=log)
        with log.open("rb") as stream:
            begin = stream.read(32)
    except OSError:  # not there yet; what cannot be read perhaps cannot be written, and then that is told
        return
    if begin and not _BEGINS.match(begin):
        raise refuse("not-log", file=log, detail="tệp đó đã có và không phải nhật ký của chương trình")


def append(log: Path, text: str) -> None:
    """Adds lines with the time to a log; ``OSError`` where it cannot be written."""
    with log.open("a", encoding="utf-8", errors="backslashreplace") as stream:
        stream.write(f"{dt.datetime.now():%Y-%m-%d %H:%M:%S}  {text}\n")


def frames(trace: TracebackType | None) -> Iterator[str]:
    """Where an exception went through, a line each, without the program's text."""
    while trace is not None:
        code = trace.tb_frame.f_code
        yield f'  File "{code.co_filename}", line {trace.tb_lineno}, in {code.co_qualname}'
        trace = trace.tb_next


def failure(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Where a bug showed itself. What an exception says may quote cells, so only its kind is kept."""
    return "\n".join([f"{kind.__module__}.{kind.__qualname__}", *frames(trace)])


class Journal:
    """The log of one command; without a path it keeps nothing. ``values``: what cells hold may go in too."""

    def __init__(self, path: Path | None = None, values: bool = False) -> None:
        self.path = path
        self.values = values

    def note(self, text: str) -> None:
        """Adds lines. A log that cannot be written stops nothing, but whoever asked for it is told once."""
        if self.path is None:
            return
        try:
            append(self.path, text)
        except OSError as error:
            print(f"Lưu ý: không ghi được nhật ký {self.path} ({reason(error)}).", file=sys.stderr)
            self.path = None

    def begin(self, words: Sequence[str]) -> None:
        """What was asked of which Python on which system."""
        system = f"Python {platform.python_version()}, {platform.system()} {platform.release()}, process {os.getpid()}"
        self.note(f"chitieu {' '.join(words)}\n  {system}")

    def result(self, data: Mapping[str, object]) -> None:
        """What a job did, as ``--json`` tells it."""
        told = {name: value for name, value in data.items() if self.values or name not in HELD}
        self.note(json.dumps(told, ensure_ascii=False))

    def refusal(self, refusal: Refusal, file: Path | None = None) -> None:
        """Why there is no result; the sentence may quote a cell."""
        said = f": {refusal.message}" if self.values else ""
        lines = [f"{refusal.code}{said}", *([f"  {file}"] if file else []), *frames(refusal.__traceback__)]
        self.note("\n".join(lines))

    def failure(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """A bug."""
        said = f"\n  {error}\n{error.__cause__ or ''}" if self.values else ""
        self.note(f"{failure(kind, trace)}{said}")
