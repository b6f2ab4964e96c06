"""Writing a file so that a crash, a full disk or a kill at any instant leaves the old file or the new one, whole."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import sys
import time
from collections.abc import Iterable, Sequence
from typing import Final

from workbook import locks
from workbook.refusal import Refusal, reason, refuse

Stamp = tuple[int, int]
"""Size and time of change of a file, by which somebody else's writing is noticed."""

_FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_SHARING: Final = {32, 33}  # Windows: ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION
_FULL_WINDOWS: Final = {39, 112}  # ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL
# A network disk that cannot be reached any more; of Windows ERROR_BAD_NETPATH, ERROR_NETWORK_BUSY, ERROR_DEV_NOT_EXIST,
# ERROR_UNEXP_NET_ERR, ERROR_NETNAME_DELETED, ERROR_SEM_TIMEOUT, ERROR_NOT_READY, ERROR_NETWORK_UNREACHABLE.
_GONE: Final = {
    getattr(errno, name)
    for name in ("ESTALE", "ENOTCONN", "EHOSTDOWN", "EHOSTUNREACH", "ENETUNREACH", "ENETDOWN", "ETIMEDOUT", "ENODEV",
                 "ENXIO", "ECONNRESET", "ECONNABORTED", "EREMOTEIO")
    if hasattr(errno, name)
}  # fmt: skip
_GONE_WINDOWS: Final = {53, 54, 55, 59, 64, 121, 21, 1231}
BACKUP: Final = ".bak"
_WRITABLE: Final = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
_LONGEST: Final = 40  # letters of the target's name in that of the file beside it: names may have 255 bytes
_BESIDE: Final = re.compile(r"\..*\.[0-9a-f]{8}\.chitieu\.tmp", re.DOTALL)
_FRESH: Final = 60  # seconds in which Windows, where a file is closed before it takes another's place, shows no owner
_TRIES: Final = 8

_swept: Final[set[str]] = set()  # folders in which this process has looked for what killed ones left


def write_atomically(
    path: str | os.PathLike[str],
    pieces: Iterable[bytes],
    expected: Stamp | None = None,
    like: str | os.PathLike[str] | None = None,
) -> None:
    """Write the pieces to ``path`` in one step; ``Refusal`` when that cannot be done, the old file then untouched.

    The new content goes to a file beside the target, is flushed to disk and takes the target's place. A link keeps
    pointing where it points, and an existing file keeps its permissions. ``expected`` is the stamp of the file from
    which the content was made: one that somebody else has written since is not replaced. ``like`` is a file whose
    permissions it gets instead of its own.
    """
    file = os.fspath(path)
    target = os.path.realpath(file)
    check_target(file, target)
    sweep(os.path.dirname(target))
    model = target if like is None else os.path.realpath(like)
    temporary = None
    try:
        temporary, handle = _created(target, os.path.exists(model))
        stream = open(handle, "wb")
        try:
            stream.writelines(pieces)
            stream.flush()
            if os.path.exists(model):
                _keep_permissions(temporary, model)
            os.fsync(stream.fileno())
            if sys.platform != "win32":  # which moves no file that is open
                _replace(temporary, file, target, expected)
        finally:
            with contextlib.suppress(OSError):  # what was flushed to disk is safe, whatever closing says
                stream.close()
        if sys.platform == "win32":
            _replace(temporary, file, target, expected)
    except OSError as error:
        raise _refusal(error, file, target) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):  # gone already when the replacement succeeded
                os.unlink(temporary)
    _sync_folder(os.path.dirname(target))


def keep_backup(path: str | os.PathLike[str], new: Sequence[bytes]) -> str | None:
    """The copy of a file that is about to be replaced, beside it as ``.bak``; None when there is none yet.

    A backup of before is replaced, in one step as everything is; but not where the pieces that are to come, ``new``,
    are what the file holds already: the original would be gone, and nothing gained.
    """
    file = os.fspath(path)
    backup = f"{file}{BACKUP}"
    try:
        facts = os.stat(file)
        with open(file, "rb") as stream:
            content = stream.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise refuse("no-backup", file=file, detail=reason(error)) from error
    if _holds(content, new):
        return None
    if os.path.islink(backup):  # perhaps somebody else's, and what it leads to is no backup
        raise refuse("backup-link", file=backup)
    write_atomically(backup, [content], like=file)
    with contextlib.suppress(OSError):  # it is as old as what it keeps
        os.utime(backup, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    return backup


def _holds(content: bytes, pieces: Sequence[bytes]) -> bool:
    """Whether the pieces together are this content."""
    if sum(map(len, pieces)) != len(content):
        return False
    start = 0
    for piece in pieces:
        if content[start : start + len(piece)] != piece:
            return False
        start += len(piece)
    return True


def stamp(path: str | os.PathLike[str]) -> Stamp | None:
    """The stamp of a file; ``None`` when it is not there."""
    try:
        facts = os.stat(path)
    except (OSError, ValueError):  # ValueError: a NUL in the name
        return None
    return facts.st_size, facts.st_mtime_ns


def sweep(folder: str) -> None:
    """Remove from a folder what processes that were killed have left there; once per process is enough.

    Who is still writing holds a lock on his file (POSIX) or has it open (Windows), and so keeps it.
    """
    if folder in _swept:
        return
    _swept.add(folder)
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        left = [entry.path for entry in entries if _BESIDE.fullmatch(entry.name)]
        for path in left:
            with contextlib.suppress(OSError):
                _remove_dead(path)


def _remove_dead(path: str) -> None:
    if sys.platform == "win32":
        if time.time() - os.stat(path).st_mtime > _FRESH:
            os.unlink(path)
        return
    handle = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        if locks.lock(handle):
            os.unlink(path)
    finally:
        os.close(handle)


def _created(target: str, private: bool) -> tuple[str, int]:
    """A file of this process alone beside the target, and its open handle, which holds a lock on it.

    It is ``private`` until it gets the permissions of a file that perhaps few may read.
    """
    folder, name = os.path.split(target)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    mode = 0o600 if private else 0o666
    for _ in range(_TRIES):
        temporary = os.path.join(folder, f".{name[:_LONGEST]}.{os.urandom(4).hex()}.chitieu.tmp")
        handle = os.open(temporary, flags, mode)
        # Another process may have taken it for a dead one's in the instant before the lock.
        if sys.platform == "win32" or (locks.lock(handle) is not False and os.fstat(handle).st_nlink):
            return temporary, handle
        os.close(handle)
    raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))


def _replace(temporary: str, file: str, target: str, expected: Stamp | None) -> None:
    check_not_open(file, target)  # a long recalculation leaves time to open it
    if expected is not None and stamp(target) not in (None, expected):
        raise refuse("changed-meanwhile", file=file)
    for left in reversed(range(_TRIES)):
        try:
            os.replace(temporary, target)
            return
        except PermissionError:
            if sys.platform != "win32" or not left:
                raise
            time.sleep(0.25)  # whoever looks for viruses, or makes an index, is soon done with it


def check_target(file: str, target: str | None = None) -> None:
    """``Refusal`` when ``file`` cannot be written: no folder, a folder, read-only, open in Excel or LibreOffice."""
    target = target or os.path.realpath(file)
    folder = os.path.dirname(target)
    if not os.path.isdir(folder):
        raise refuse("no-folder", file=file, folder=folder)
    if os.path.isdir(target):
        raise refuse("is-folder", file=file)
    if os.path.exists(target) and not os.path.isfile(target):
        raise refuse("not-file", file=file)
    check_not_open(file, target)
    if os.path.exists(target) and (not os.stat(target).st_mode & _WRITABLE or not os.access(target, os.W_OK)):
        raise refuse("read-only", file=file)


def check_not_open(file: str, target: str) -> None:
    """``Refusal`` open-elsewhere when an office program's lock file stands beside the target.

    Word's drops up to two letters of a longer name: ``~$o-cao-6.docx`` stands for ``bao-cao-6.docx``.
    """
    folder, name = os.path.split(target)
    stem, suffix = os.path.splitext(name)
    own = (
        (f"~${name[min(max(len(stem) - 6, 0), 2) :]}", "Word") if suffix.lower() == ".docx" else (f"~${name}", "Excel")
    )
    for lock, program in (own, (f".~lock.{name}#", "LibreOffice")):
        if os.path.exists(os.path.join(folder, lock)):
            raise refuse("open-elsewhere", file=file, program=program, lock=lock)


def _keep_permissions(temporary: str, target: str) -> None:
    """Mode, owner, access list and other attributes of the target, as far as this user may give them."""
    old = os.stat(target)
    if sys.platform == "win32":
        _keep_attributes(temporary, target, old.st_file_attributes)
        return
    for owner in ((old.st_uid, old.st_gid), (-1, old.st_gid)):
        try:
            os.chown(temporary, *owner)
            break
        except OSError:  # only the superuser may give a file away, and a group only who is in it
            continue
    if sys.platform == "linux":
        _keep_extended(temporary, target)
    with contextlib.suppress(OSError):  # some network disks know no modes
        os.chmod(temporary, stat.S_IMODE(old.st_mode))


if sys.platform == "win32":
    import ctypes

    _KEPT: Final = 0x2 | 0x4 | 0x20 | 0x2000  # hidden, system, archive, not indexed

    def _keep_attributes(temporary: str, target: str, attributes: int) -> None:
        ctypes.windll.kernel32.SetFileAttributesW(temporary, attributes & _KEPT or 0x80)
        # Where a file came from: what arrived by mail stays under Excel's protection.
        with contextlib.suppress(OSError), open(f"{target}:Zone.Identifier", "rb") as zone:
            with open(f"{temporary}:Zone.Identifier", "wb") as kept:
                kept.write(zone.read(1 << 16))

elif sys.platform == "linux":

    def _keep_extended(temporary: str, target: str) -> None:
        with contextlib.suppress(OSError):
            for name in os.listxattr(target):
                with contextlib.suppress(OSError):  # the system's own are not a user's to set
                    os.setxattr(temporary, name, os.getxattr(target, name))


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
    if error.errno in _FULL or getattr(error, "winerror", None) in _FULL_WINDOWS:
        return refuse("disk-full", file=file)
    if (
        error.errno in _GONE
        or getattr(error, "winerror", None) in _GONE_WINDOWS
        or not os.path.isdir(os.path.dirname(target))
    ):
        return refuse("share-gone", file=file)
    if error.errno == errno.ETXTBSY or (os.name == "nt" and error.errno == errno.EACCES):
        return refuse("in-use", file=file)
    if error.errno == errno.ENAMETOOLONG:
        return refuse("os-long-name", place=f" “{file}”")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return refuse("no-write", file=file, folder=os.path.dirname(target))
    return refuse("write-failed", file=file, detail=reason(error))
