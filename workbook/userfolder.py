"""The program's own folder in the user's profile: what its buttons keep there, and that only one works at a time.

``%LOCALAPPDATA%\\chitieu`` on Windows. It holds the log and the locks of the buttons; nothing in it is ever run.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Final

from workbook.refusal import Refusal

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LOG: Final = "nhat-ky.txt"
EARLIER_LOG: Final = "nhat-ky-cu.txt"
LOCKS: Final = "khoa"
LONGEST_LOG: Final = 1_000_000  # bytes


def home() -> Path:
    """Where the folder is, or will be."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        base = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    return base / "chitieu"


def folder() -> Path:
    """The folder, which is there after this."""
    found = home()
    found.mkdir(parents=True, exist_ok=True)
    return found


def note(text: str) -> Path:
    """Adds a line with the time to the log, whose path this returns; an old log that grew long is kept apart.

    A log that cannot be written stops nothing.
    """
    log = home() / LOG
    with suppress(OSError):
        folder()
        if log.exists() and log.stat().st_size > LONGEST_LOG:
            log.replace(log.with_name(EARLIER_LOG))
        with log.open("a", encoding="utf-8") as stream:
            stream.write(f"{dt.datetime.now():%Y-%m-%d %H:%M:%S}  {text}\n")
    return log


def note_failure(kind: type[BaseException], trace: TracebackType | None) -> Path:
    """Adds to the log where a bug showed itself. What an exception says may quote cells, so only its kind is kept."""
    lines = "".join(traceback.format_tb(trace)).rstrip()
    return note(f"{kind.__module__}.{kind.__qualname__}\n{lines}")


@contextmanager
def one_at_a_time(workbook: str) -> Iterator[None]:
    """While it is entered no other process enters it for the same workbook: that one gets a ``Refusal``.

    The system's own lock on a file, which a process that dies gives back.
    """
    locks = folder() / LOCKS
    locks.mkdir(exist_ok=True)
    path = locks / hashlib.sha256(workbook.casefold().encode("utf-8", "surrogatepass")).hexdigest()[:32]
    with path.open("a+b") as stream:
        try:
            _lock(stream.fileno())
        except OSError as error:
            raise Refusal(
                "running", "Một việc khác của sổ này đang chạy: hãy đợi nó báo xong rồi bấm nút lại."
            ) from error
        yield  # the file stays: one that is removed while another process opens it would lock nothing


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
