"""Logs: what a command did and why not, by cell and code. What cells hold stays out of them, unless somebody asks.

The buttons always keep one in the user's folder (``userfolder.note``), the command line where ``--log`` names a file.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final

from workbook.refusal import Refusal, reason

HELD: Final = ("summary", "stale", "notices")  # of a result: what cells hold, or is made of it


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
