"""One run at a time for a file: the second waits a little, then is told. The lock is the system's own, so a process
that dies gives it back.

Locks are empty files in the user's own folder, never beside the file: an officer's folder is not to fill up with them.
Somebody at another computer, or another user, is noticed when the file is replaced (``atomic.write_atomically``).
"""

from __future__ import annotations

import os
import stat
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from workbook import ownfolder
from workbook.refusal import refuse

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

FOLDER: Final = "khoa"
PATIENCE: Final = 10.0  # seconds that a command waits for another one; a recalculation takes less
_STEP: Final = 0.05


@contextmanager
def held(file: str | os.PathLike[str], patience: float = PATIENCE) -> Iterator[None]:
    """While it is entered, no other process enters it for the same file: after ``patience`` seconds that one gets a
    ``Refusal`` running.

    Where no lock can be had (a profile on a full or read-only disk) the work goes on without.
    """
    handle, path = _acquired(os.fspath(file), patience)
    try:
        yield
    finally:
        if handle is not None:
            _release(handle, path)


def _acquired(file: str, patience: float) -> tuple[int | None, str]:
    path = _path(file)
    if path is None:
        return None, ""
    end = time.monotonic() + patience
    while True:
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
        except OSError:
            return None, path
        found = lock(handle)
        if found is None:
            os.close(handle)
            return None, path
        if found and _is_there(handle, path):
            return handle, path
        os.close(handle)
        if not found and time.monotonic() >= end:
            raise refuse("running", file=_name(file))
        if not found:
            time.sleep(_STEP)


def lock(handle: int) -> bool | None:
    """Whether the open file is now locked for this process alone; None where the disk knows no locks."""
    try:
        if sys.platform == "win32":
            os.lseek(handle, 0, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return None
    return True


def _is_there(handle: int, path: str) -> bool:
    """Whether the lock that was got is still the file of that name: whoever had it before has removed it, perhaps."""
    if sys.platform == "win32":
        return True  # a file that is open stays
    try:
        return os.path.samestat(os.fstat(handle), os.stat(path))
    except FileNotFoundError:
        return False


def _release(handle: int, path: str) -> None:
    """Give the lock back; the work is done by then, and no failure here may be told as one of it."""
    if sys.platform != "win32":
        _remove(path)
    with suppress(OSError):
        os.close(handle)
    if sys.platform == "win32":  # where an open file stays: this one too, if another process has opened it meanwhile
        _remove(path)


def _remove(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)


def _path(file: str) -> str | None:
    """The lock of a file, or of an address, as Excel names a workbook in the cloud. None: there is no place for it."""
    whole = file if "://" in file or "\0" in file else os.path.realpath(file)
    known = whole.casefold().encode("utf-8", "surrogatepass")
    folder = _folder()
    return None if folder is None else os.path.join(folder, f"{zlib.crc32(known):08x}{zlib.adler32(known):08x}")


def _folder() -> str | None:
    """The user's own folder; where the account has none (a service on a server), one under the temporary files."""
    with suppress(OSError):
        place = ownfolder.folder() / FOLDER
        place.mkdir(exist_ok=True)
        if os.access(place, os.W_OK | os.X_OK):
            return str(place)
    if sys.platform == "win32":
        return None
    place = Path(os.environ.get("TMPDIR") or "/tmp", f"chitieu-{os.getuid()}")
    with suppress(OSError):
        place.mkdir(mode=0o700, exist_ok=True)
        facts = place.lstat()
        if stat.S_ISDIR(facts.st_mode) and facts.st_uid == os.getuid():  # nobody else's trap
            return str(place)
    return None


def _name(file: str) -> str:
    return file.replace("\\", "/").rpartition("/")[2]
