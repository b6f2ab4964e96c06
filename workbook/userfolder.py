"""The program's own folder in the user's profile: what its buttons keep there, and where locks are.

``%LOCALAPPDATA%\\chitieu`` on Windows. It holds the log of the buttons and the locks of files that are being worked on
(``locks.py``); nothing in it is ever run.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final

from workbook import journal
from workbook.ownfolder import folder, home

__all__ = ["folder", "home", "is_passing", "note", "note_failure"]

LOG: Final = "nhat-ky.txt"
EARLIER_LOG: Final = "nhat-ky-cu.txt"
LONGEST_LOG: Final = 1_000_000  # bytes

# Where Outlook and the browsers open what was attached, and Windows, 7-Zip and WinRAR what was not unpacked.
_PASSING: Final = re.compile(
    r"INetCache|Temporary Internet Files|Content\.(Outlook|MSO)"
    r"|Temp\d*_.+\.(zip|rar|7z)(\.\w+)?|7z[OE]\w+|Rar\$\w+[\d.]*",
    re.IGNORECASE,
)


def is_passing(folder: Path) -> bool:
    """Whether a mail program, a browser or an unpacker made ``folder``, and will remove it with whatever is in it."""
    return any(_PASSING.fullmatch(name) for name in folder.parts)


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
