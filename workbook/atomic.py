"""Writing a file so that a crash, a full disk or a kill at any instant leaves the old file or the new one, whole."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterable
from typing import Final

from workbook.refusal import Refusal, refuse

_FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_SHARING: Final = {32, 33}  # Windows: ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION
_WRITABLE: Final = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


def write_atomically(path: str | os.PathLike[str], pieces: Iterable[bytes]) -> None:
    """Write the pieces to ``path`` in one step; ``Refusal`` when that cannot be done, the old file then untouched.

    The new content goes to a file beside the target, is flushed to disk and takes the target's place. A link keeps
    pointing where it points, and an existing file keeps its permissions.
    """
    file = os.fspath(path)
    target = os.path.realpath(file)
    check_target(file, target)
    temporary = os.path.join(os.path.dirname(target), f".{os.path.basename(target)[:100]}.{os.urandom(4).hex()}.tmp")
    try:
        _write_file(temporary, target, pieces)
        os.replace(temporary, target)
    except OSError as error:
        raise _refusal(error, file, target) from error
    finally:
        with contextlib.suppress(OSError):  # gone already when the replacement succeeded
            os.unlink(temporary)
    _sync_folder(os.path.dirname(target))


def check_target(file: str, target: str | None = None) -> None:
    """``Refusal`` when ``file`` cannot be written: no folder, a folder, read-only, open in Excel or LibreOffice."""
    target = target or os.path.realpath(file)
    folder = os.path.dirname(target)
    if not os.path.isdir(folder):
        raise refuse("no-folder", file=file, folder=folder)
    if os.path.isdir(target):
        raise refuse("is-folder", file=file)
    check_not_open(file, target)
    if os.path.exists(target) and (not os.stat(target).st_mode & _WRITABLE or not os.access(target, os.W_OK)):
        raise refuse("read-only", file=file)


def check_not_open(file: str, target: str) -> None:
    """``Refusal`` open-elsewhere when an office program's lock file stands beside the target."""
    folder, name = os.path.split(target)
    for lock, program in ((f"~${name}", "Excel"), (f".~lock.{name}#", "LibreOffice")):
        if os.path.exists(os.path.join(folder, lock)):
            raise refuse("open-elsewhere", file=file, program=program, lock=lock)


def _write_file(temporary: str, target: str, pieces: Iterable[bytes]) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with open(os.open(temporary, flags, 0o666), "wb") as stream:
        stream.writelines(pieces)
        stream.flush()
        if os.path.exists(target):
            _keep_permissions(temporary, target)
        os.fsync(stream.fileno())


def _keep_permissions(temporary: str, target: str) -> None:
    old = os.stat(target)
    if hasattr(os, "chown"):
        with contextlib.suppress(OSError):  # only the superuser may give a file away
            os.chown(temporary, old.st_uid, old.st_gid)
    os.chmod(temporary, stat.S_IMODE(old.st_mode))


def _sync_folder(folder: str) -> None:
    """Make the replacement itself durable; Windows does so on its own and cannot open a folder."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):  # some network disks refuse it; the file's content is safe by now
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _refusal(error: OSError, file: str, target: str) -> Refusal:
    if getattr(error, "winerror", None) in _SHARING:
        return refuse("in-use", file=file)
    if error.errno in _FULL:
        return refuse("disk-full", file=file)
    if error.errno == errno.ETXTBSY or (os.name == "nt" and error.errno == errno.EACCES):
        return refuse("in-use", file=file)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return refuse("no-write", file=file, folder=os.path.dirname(target))
    return refuse("write-failed", file=file, detail=error.strerror or str(error.errno))
