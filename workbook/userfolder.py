"""The program's own folder in the user's profile: what its buttons keep there, and where locks are.

``%LOCALAPPDATA%\\chitieu`` on Windows. It holds the log of the buttons and the locks of files that are being worked on
(``locks.py``); nothing in it is ever run.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final

from workbook import journal

LOG: Final = "nhat-ky.txt"
EARLIER_LOG: Final = "nhat-ky-cu.txt"
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
        journal.append(log, text)
    return log


def note_failure(kind: type[BaseException], trace: TracebackType | None) -> Path:
    """Adds to the log where a bug showed itself."""
    return note(journal.failure(kind, trace))
