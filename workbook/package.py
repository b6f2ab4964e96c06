"""An Office package: every part kept as the bytes of its zip member; only replaced parts are packed anew."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from workbook.packing import Packed, Piece, pack, pack_pieces
from workbook.refusal import Refusal, reason, refuse
from workbook.ziparchive import STORED, Archive, Limits, Member, read_archive, unpack, write_archive

MAX_FILE: Final = 1 << 30  # bytes of the file itself
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Part(NamedTuple):
    """A part's content together with what a refusal about it must name."""

    file: str
    name: str
    data: bytes

    def refusal(self, code: str, **fields: object) -> Refusal:
        """The refusal ``code`` about this part."""
        return refuse(code, file=self.file, part=self.name, **fields)


class Package:
    """The parts of one Office file by name; names are matched whatever their case, as OPC says."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._members: dict[str, Member] = {member.name.casefold(): member for member in archive.members}
        self._replaced: dict[str, Packed] = {}
        self._added: dict[str, Packed] = {}
        self._removed: set[str] = set()
        self._ahead: list[_Unpacking] = []

    @property
    def file(self) -> str:
        """The file's name as the caller gave it, for messages."""
        return self._archive.file

    @property
    def altered(self) -> bool:
        """Whether a part was replaced, added or removed since the file was read."""
        return bool(self._replaced or self._added or self._removed)

    @property
    def names(self) -> list[str]:
        """The parts' names, in the directory's order."""
        kept = [member.name for member in self._archive.members if member.name not in self._removed]
        return [*kept, *self._added]

    def __contains__(self, name: str) -> bool:
        if name in self._added:
            return True
        member = self._members.get(name.casefold())
        return member is not None and member.name not in self._removed

    def read(self, name: str) -> bytes:
        """The part's present content; ``Refusal`` missing-part, truncated."""
        if name not in self:
            raise refuse("missing-part", file=self.file, part=name)
        if name in self._added:
            return self._added[name].unpacked()
        member = self._members[name.casefold()]
        replaced = self._replaced.get(member.name)
        if replaced is not None:
            return replaced.unpacked()
        if self._ahead and self._ahead[0].member is member:
            found = self._ahead.pop(0).result()
            self._start_next()
            if found is not None:
                return found
        return unpack(self._archive, member)

    def large(self, names: Iterable[str], size: int) -> list[str]:
        """Those of the parts that are at least so many bytes long."""
        members = [(name, self._members.get(name.casefold())) for name in names]
        return [name for name, member in members if member is not None and member.size >= size]

    def unpack_ahead(self, names: Iterable[str]) -> None:
        """Unpack parts, in the order in which they will be read, while other things are done; each is kept until it is
        read, and the next one begun then."""
        self._ahead = [_Unpacking(self._archive, self._members[name.casefold()]) for name in names]
        self._start_next()

    def _start_next(self) -> None:
        if self._ahead:
            self._ahead[0].start()

    def part(self, name: str) -> Part:
        """The part with its name, for a reader that may have to refuse it."""
        return Part(self.file, name, self.read(name))

    def replace(self, name: str, data: bytes) -> None:
        """Give an existing part a new content; the content that the file has leaves its member untouched."""
        if name in self._added:
            self._added[name] = pack(data)
            return
        member = self._members[name.casefold()]
        self._put(member, pack(data, member.method == STORED))

    def replace_pieces(self, name: str, pieces: Iterable[Piece]) -> None:
        """As ``replace``, with a content that comes in pieces; a long one is packed while they are being made."""
        member = self._members[name.casefold()]
        self._put(member, pack_pieces(pieces, member.size, member.method == STORED))

    def _put(self, member: Member, new: Packed) -> None:
        same = (new.crc, new.size) == (member.crc, member.size) and unpack(self._archive, member) == new.unpacked()
        if same:
            self._replaced.pop(member.name, None)
        else:
            self._replaced[member.name] = new

    def add(self, name: str, data: bytes) -> None:
        """Give the package a part that it does not have (its relationship and content type: ``opc.add_part``)."""
        if name.casefold() in {each.casefold() for each in (*self._members, *self._added)}:
            raise ValueError(f"the package has or had a part {name}")
        self._added[name] = pack(data)

    def remove(self, name: str) -> None:
        """Drop a part (its relationship and content type are the caller's business)."""
        if self._added.pop(name, None) is not None:
            return
        member = self._members[name.casefold()]
        self._replaced.pop(member.name, None)
        self._removed.add(member.name)

    def pieces(self) -> list[bytes]:
        """The bytes of the file as it stands now, in pieces to be written one after another."""
        return write_archive(self._archive, self._replaced, frozenset(self._removed), self._added)


class _Unpacking(threading.Thread):
    """A thread that unpacks one member; what hinders it will hinder whoever reads the part."""

    def __init__(self, archive: Archive, member: Member) -> None:
        super().__init__(name="unpacking", daemon=True)
        self.archive = archive
        self.member = member
        self.content: bytes | None = None

    def run(self) -> None:
        try:
            self.content = unpack(self.archive, self.member)
        except (Refusal, MemoryError):
            self.content = None

    def result(self) -> bytes | None:
        """The content; ``None`` when it could not be unpacked."""
        self.join()
        return self.content


def read_package(path: str | os.PathLike[str], limits: Limits | None = None) -> Package:
    """The package in the file ``path``; ``Refusal`` when it is no readable Office package."""
    file = os.fspath(path)
    return open_package(_read_file(Path(file), file), file, limits)


def open_package(data: bytes, file: str, limits: Limits | None = None) -> Package:
    """The package in ``data``; ``file`` is the name used in refusals."""
    if not data:
        raise refuse("empty-file", file=file)
    if data.startswith(_OLE):
        raise refuse(_ole_kind(data), file=file)
    if not data.startswith(b"PK") and data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557)) < 0:
        raise refuse("not-zip", file=file)
    return Package(read_archive(data, file, limits))


def _read_file(path: Path, file: str) -> bytes:
    try:
        if path.is_dir():
            raise refuse("is-folder", file=file)
        if path.exists() and not path.is_file():  # whoever reads a pipe waits for somebody to write
            raise refuse("not-file", file=file)
        if path.stat().st_size > MAX_FILE:
            raise refuse("zip-bomb", file=file, detail="tệp lớn hơn 1 GB")
        return path.read_bytes()
    except FileNotFoundError:
        raise refuse("no-file", file=file) from None
    except PermissionError:
        raise refuse("no-read", file=file) from None
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise refuse("os-long-name", place=f" “{file}”") from None
        raise refuse("read-failed", file=file, detail=reason(error)) from None
    except ValueError:  # a NUL in the name
        raise refuse("read-failed", file=file, detail="tên tệp sai") from None


def _ole_kind(data: bytes) -> str:
    """What an OLE compound file is: its directory names are UTF-16."""
    return "encrypted" if "EncryptedPackage".encode("utf-16-le") in data else "old-xls"
