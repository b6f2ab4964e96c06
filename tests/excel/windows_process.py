"""xlwings' UDF server as Excel meets it, in a process of its own (``windows_stand_in.py``)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

from workbook.comvalues import CODES
from xlcore.values import ERRORS, ExcelError, Value

SCRIPT = Path(__file__).with_name("windows_stand_in.py")
MISSING = {"missing": True}


def range_of(rows: list[list[Value]], **more: int) -> dict[str, Any]:
    """A range with these values."""
    return {"range": sent(rows), **more}


def sent(value: Any) -> Any:
    """A value, or the rows of an array, as JSON."""
    if isinstance(value, (list, tuple)):
        return [sent(each) for each in value]
    return {"error": value.code} if isinstance(value, ExcelError) else value


def shown(value: Any) -> Any:
    """What a cell shows of a value that came back: ``ChiTieu_Values`` makes errors of the integers."""
    if isinstance(value, list):
        return [shown(each) for each in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return next(ERRORS[code] for code, number in CODES.items() if number == value)
    assert value is None or isinstance(value, (str, bool, float))
    return value


class WindowsProcess:
    """The server; ``reads`` are the ranges that the last call read, by rows and columns."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-B", SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )
        self.reads: list[tuple[int, int]] = []

    def __enter__(self) -> WindowsProcess:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=30)

    def ask(self, **request: Any) -> Any:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def call(self, name: str, *arguments: Any) -> Any:
        """What ``=NAME(arguments)`` shows: a value, or the rows of an array (of a single row, that row)."""
        answered = self.ask(call=name, arguments=[sent(each) for each in arguments])
        self.reads = [tuple(map(int, read)) for read in answered["reads"]]
        return shown(answered["given"])
