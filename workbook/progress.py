"""How far a long job is, on a terminal only: in a pipe, a log or a test nothing is printed."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TextIO

WIDTH = 78  # one line of a narrow terminal, so that the line can be rewritten in place


class Progress:
    """A context manager whose ``step`` rewrites one line of standard error, and which leaves that line clean.

    ``total`` is the number of steps; a job of a single quick step shows nothing.
    """

    def __init__(self, total: int, stream: TextIO | None = None) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._total = total
        self._done = 0
        self._shown = self._stream.isatty()

    def step(self, text: str) -> None:
        """Says that the next step has begun, and what it is about."""
        self._done += 1
        if self._shown:
            line = f"[{self._done}/{self._total}] {text}"
            self._stream.write("\r" + line[:WIDTH].ljust(WIDTH))
            self._stream.flush()

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown and self._done:
            self._stream.write("\r" + " " * WIDTH + "\r")
            self._stream.flush()
