"""Folders for what a job makes on its way; they are gone when it is done, and those of a killed one at the next use."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from workbook import locks

PREFIX: Final = "chitieu-tam-"
_MARK: Final = ".khoa"  # in every such folder; whoever uses the folder holds its lock
_UNMARKED: Final = 3600  # seconds after which a folder without one is nobody's


@contextmanager
def folder() -> Iterator[Path]:
    """A new folder that only this user may look into."""
    _sweep(Path(tempfile.gettempdir()))
    with tempfile.TemporaryDirectory(prefix=PREFIX) as name:
        handle = os.open(Path(name, _MARK), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            locks.lock(handle)
            yield Path(name)
        finally:
            os.close(handle)  # first: Windows removes no file that is open


def _sweep(home: Path) -> None:
    for left in home.glob(f"{PREFIX}*"):
        with suppress(OSError):
            if _is_dead(left):
                shutil.rmtree(left)


def _is_dead(left: Path) -> bool:
    """Whether the folder is this user's and whoever made it has ended."""
    facts = left.lstat()
    if left.is_symlink() or (sys.platform != "win32" and facts.st_uid != os.getuid()):
        return False
    try:
        handle = os.open(left / _MARK, os.O_RDWR)
    except FileNotFoundError:
        return time.time() - facts.st_mtime > _UNMARKED
    try:
        return locks.lock(handle) is True
    finally:
        os.close(handle)
