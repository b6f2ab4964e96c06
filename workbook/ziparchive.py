"""A zip archive as Excel files use it: its directory read with bounds, its members copied as the bytes they are.

``zipfile`` is not used: its import costs more than reading a small workbook, and it cannot copy a member without
unpacking it. Source: PKWARE APPNOTE 6.3, sections 4.3 and 4.4.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from typing import Final

from workbook.packing import Packed
from workbook.refusal import refuse
from xlcore.records import Record

_END: Final = struct.Struct("<4s4H2LH")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_LOCATOR64: Final = struct.Struct("<4sLQL")
_END64: Final = struct.Struct("<4sQ2H2L4Q")
_FULL32: Final = 0xFFFFFFFF

STORED: Final = 0
DEFLATED: Final = 8
FLAG_ENCRYPTED: Final = 0x1
FLAG_DESCRIPTOR: Final = 0x8
FLAG_UTF8: Final = 0x800


class Limits(Record):
    """What reading may cost; sizes in bytes. A ratio counts only for members larger than ``ratio_from``, and that of
    all members together, ``whole``, from ``whole_from`` on: real sheets shrink to a tenth, and reading one takes four
    times its size."""

    __slots__ = ("members", "part", "total", "ratio", "ratio_from", "whole", "whole_from")

    def __init__(
        self,
        members: int = 20000,
        part: int = 1 << 30,
        total: int = 1 << 30,
        ratio: int = 300,
        ratio_from: int = 16 << 20,
        whole: int = 40,
        whole_from: int = 160 << 20,
    ) -> None:
        self.members = members
        self.part = part
        self.total = total
        self.ratio = ratio
        self.ratio_from = ratio_from
        self.whole = whole
        self.whole_from = whole_from


class Member(Record):
    """One entry of the directory. ``start``:``end`` is its whole local entry, gaps and data descriptor included."""

    __slots__ = ("name", "flags", "method", "crc", "packed", "size", "start", "data_start", "end", "central")

    def __init__(
        self,
        name: str,
        flags: int,
        method: int,
        crc: int,
        packed: int,
        size: int,
        start: int,
        data_start: int,
        end: int,
        central: bytes,
    ) -> None:
        self.name = name
        self.flags = flags
        self.method = method
        self.crc = crc
        self.packed = packed
        self.size = size
        self.start = start
        self.data_start = data_start
        self.end = end
        self.central = central


class Archive(Record):
    """The bytes of a zip file and its members in the order of the central directory."""

    __slots__ = ("data", "members", "comment", "file", "limits")

    def __init__(self, data: bytes, members: tuple[Member, ...], comment: bytes, file: str, limits: Limits) -> None:
        self.data = data
        self.members = members
        self.comment = comment
        self.file = file
        self.limits = limits


def read_archive(data: bytes, file: str, limits: Limits | None = None) -> Archive:
    """The archive in ``data``; ``Refusal`` (truncated, zip-bomb, unsafe-path, duplicate-part, encrypted) otherwise."""
    limits = limits or Limits()
    count, size, offset, end_at, comment = _find_end(data, file)
    if count > limits.members:
        raise refuse("zip-bomb", file=file, detail=f"{count} phần bên trong")
    shift = end_at - size - offset  # bytes put before the archive move every offset
    if shift < 0:
        raise refuse("truncated", file=file, detail="thiếu mục lục của tệp nén")
    entries = _central_entries(data, offset + shift, end_at, count, shift, file)
    members = _with_ends(data, entries, offset + shift, file)
    _check_names(members, file)
    _check_sizes(members, file, limits)
    return Archive(data, members, comment, file, limits)


def _find_end(data: bytes, file: str) -> tuple[int, int, int, int, bytes]:
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if at < 0 or at + _END.size > len(data):
        raise refuse("truncated", file=file, detail="thiếu phần cuối của tệp nén")
    _, _, _, _, count, size, offset, length = _END.unpack_from(data, at)
    comment = data[at + _END.size : at + _END.size + length]
    locator = at - _LOCATOR64.size
    if locator >= 0 and data[locator : locator + 4] == b"PK\x06\x07":
        at64 = data.rfind(b"PK\x06\x06", 0, locator)
        if at64 < 0 or at64 + _END64.size > len(data):
            raise refuse("truncated", file=file, detail="mục lục ZIP64 hỏng")
        fields = _END64.unpack_from(data, at64)
        return fields[7], fields[8], fields[9], at64, comment
    return count, size, offset, at, comment


def _central_entries(data: bytes, at: int, stop: int, count: int, shift: int, file: str) -> list[Member]:
    entries = []
    for _ in range(count):
        if at + _CENTRAL.size > stop or data[at : at + 4] != b"PK\x01\x02":
            raise refuse("truncated", file=file, detail="mục lục của tệp nén hỏng")
        fields = _CENTRAL.unpack_from(data, at)
        flags, method, crc, packed, size = fields[3], fields[4], *fields[7:10]
        name_length, extra_length, comment_length = fields[10:13]
        end = at + _CENTRAL.size + name_length + extra_length + comment_length
        if end > stop:
            raise refuse("truncated", file=file, detail="mục lục của tệp nén hỏng")
        name_end = at + _CENTRAL.size + name_length
        name = _decode_name(data[at + _CENTRAL.size : name_end], flags)
        extra = data[name_end : name_end + extra_length]
        size, packed, offset = _wide(extra, size, packed, fields[16])
        start = offset + shift
        entries.append(Member(name, flags, method, crc, packed, size, start, 0, 0, data[at:end]))
        at = end
    return entries


def _decode_name(raw: bytes, flags: int) -> str:
    """The member's name with forward slashes (some producers write backslashes)."""
    try:
        name = raw.decode("utf-8")
    except UnicodeDecodeError:
        name = raw.decode("cp437")
    return name.replace("\\", "/")


def _wide(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """Sizes and offset with the ZIP64 extra field in place of those that are all ones."""
    values = [size, packed, offset]
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        field = extra[at + 4 : at + 4 + length]
        if kind == 1:
            for i, value in enumerate(values):
                if value == _FULL32 and len(field) >= 8:
                    values[i], field = struct.unpack_from("<Q", field)[0], field[8:]
        at += 4 + length
    return values[0], values[1], values[2]


def _with_ends(data: bytes, entries: list[Member], directory: int, file: str) -> tuple[Member, ...]:
    """The members with the places of their data; entries that overlap (a known kind of bomb) are refused."""
    if not entries:
        return ()
    starts = sorted({entry.start for entry in entries})
    following = dict(zip(starts, [*starts[1:], directory], strict=True))
    if len(starts) != len(entries):
        raise refuse("zip-bomb", file=file, detail="các phần nén chồng lên nhau")
    return tuple(_with_end(data, entry, following[entry.start], file) for entry in entries)


def _with_end(data: bytes, entry: Member, end: int, file: str) -> Member:
    if entry.start < 0 or entry.start + _LOCAL.size > end or data[entry.start : entry.start + 4] != b"PK\x03\x04":
        raise refuse("truncated", file=file, detail=f"không thấy phần {entry.name}")
    name_length, extra_length = _LOCAL.unpack_from(data, entry.start)[9:11]
    data_start = entry.start + _LOCAL.size + name_length + extra_length
    if data_start + entry.packed > end:
        raise refuse("truncated", file=file, detail=f"phần {entry.name} không trọn vẹn")
    return Member(
        entry.name, entry.flags, entry.method, entry.crc, entry.packed, entry.size, entry.start, data_start, end,
        entry.central,
    )  # fmt: skip


def _check_names(members: tuple[Member, ...], file: str) -> None:
    seen: set[str] = set()
    for member in members:
        name = member.name
        if not name or name.startswith("/") or ":" in name.split("/")[0] or ".." in name.split("/") or "\0" in name:
            raise refuse("unsafe-path", file=file, part=name.replace("\0", "?"))
        key = name.casefold()  # part names are equal whatever their case (OPC 6.2.2)
        if key in seen:
            raise refuse("duplicate-part", file=file, part=name)
        seen.add(key)


def _check_sizes(members: tuple[Member, ...], file: str, limits: Limits) -> None:
    for member in members:
        if member.flags & FLAG_ENCRYPTED:
            raise refuse("encrypted", file=file)
        if member.size > limits.part:
            raise refuse("zip-bomb", file=file, detail=f"phần {member.name} dài {member.size >> 20} MB")
        if member.size > limits.ratio_from and member.size > member.packed * limits.ratio:
            times = member.size // max(member.packed, 1)
            raise refuse("zip-bomb", file=file, detail=f"phần {member.name} phình to {times} lần")
    total = sum(member.size for member in members)
    if total > limits.total:
        raise refuse("zip-bomb", file=file, detail=f"tổng cộng {total >> 20} MB")
    packed = sum(member.packed for member in members)
    if total > limits.whole_from and total > packed * limits.whole:
        raise refuse("zip-bomb", file=file, detail=f"tổng cộng {total >> 20} MB, gấp {total // max(packed, 1)} lần")


def unpack(archive: Archive, member: Member) -> bytes:
    """The content of ``member``, never longer than the directory says; ``Refusal`` when it is damaged."""
    packed = memoryview(archive.data)[member.data_start : member.data_start + member.packed]
    if member.method == STORED:
        content = bytes(packed)
    elif member.method == DEFLATED:
        content = _inflate(packed, member, archive.file)
    else:
        raise refuse("odd-compression", file=archive.file, part=member.name)
    if len(content) != member.size or zlib.crc32(content) != member.crc:
        raise refuse("truncated", file=archive.file, detail=f"phần {member.name} sai nội dung")
    return content


def _inflate(packed: memoryview, member: Member, file: str) -> bytes:
    inflater = zlib.decompressobj(-15)
    try:
        return inflater.decompress(packed, member.size + 1)
    except zlib.error:
        raise refuse("truncated", file=file, detail=f"phần {member.name} không giải nén được") from None


def write_archive(
    archive: Archive,
    replaced: Mapping[str, Packed],
    removed: frozenset[str] = frozenset(),
    added: Mapping[str, Packed] | None = None,
) -> list[bytes]:
    """The pieces of a new file: members as they are, but for the ``replaced`` contents and the ``removed`` names, and
    after them the ``added`` ones.

    Members keep their order, times, flags and extra fields. With nothing to change the result is the file itself.
    """
    if not replaced and not removed and not added:
        return [archive.data]
    in_file = sorted(archive.members, key=lambda member: member.start)
    pieces = [archive.data[: in_file[0].start]]
    at = len(pieces[0])
    records: dict[str, bytes] = {}
    for member in in_file:
        if member.name in removed:
            continue
        if member.name in replaced:
            piece, record = _repacked(archive, member, replaced[member.name], at)
        else:
            piece, record = archive.data[member.start : member.end], _central_record(member, member.packed, at)
        pieces.append(piece)
        records[member.name] = record
        at += len(piece)
    directory = [records[member.name] for member in archive.members if member.name in records]
    for name, new in (added or {}).items():
        piece, record = _new_member(name, new, at)
        pieces.append(piece)
        directory.append(record)
        at += len(piece)
    size = sum(map(len, directory))
    if at + size > _FULL32:
        raise refuse("write-failed", file=archive.file, detail="tệp lớn hơn 4 GB")
    end = _END.pack(b"PK\x05\x06", 0, 0, len(directory), len(directory), size, at, len(archive.comment))
    return [*pieces, *directory, end, archive.comment]


def _repacked(archive: Archive, member: Member, new: Packed, at: int) -> tuple[bytes, bytes]:
    """The local entry and the directory record of ``member`` with a new content."""
    packed, crc, flags = new.data, new.crc, member.flags & ~FLAG_DESCRIPTOR
    local = list(_LOCAL.unpack_from(archive.data, member.start))
    name_start = member.start + _LOCAL.size
    name = archive.data[name_start : name_start + local[9]]
    extra = _without_zip64(archive.data[name_start + local[9] : member.data_start])
    local[2] &= ~FLAG_DESCRIPTOR
    local[6:9] = [crc, len(packed), new.size]
    local[10] = len(extra)
    record = _central_record(member, len(packed), at, flags, crc, new.size)
    return _LOCAL.pack(*local) + name + extra + packed, record


def _new_member(name: str, new: Packed, at: int) -> tuple[bytes, bytes]:
    """The local entry and the directory record of a member that the file did not have; it bears no time."""
    raw = name.encode("ascii")
    method = STORED if new.stored else DEFLATED
    common = (20, 0, method, 0, 0x21, new.crc, len(new.data), new.size, len(raw), 0)  # 0x21: the first of January 1980
    local = _LOCAL.pack(b"PK\x03\x04", *common)
    return local + raw + new.data, _CENTRAL.pack(b"PK\x01\x02", 20, *common, 0, 0, 0, 0, at) + raw


def _central_record(
    member: Member, packed: int, at: int, flags: int | None = None, crc: int | None = None, size: int | None = None
) -> bytes:
    """The directory record of ``member`` at offset ``at``, with other sizes where given."""
    fields = list(_CENTRAL.unpack_from(member.central))
    name_end = _CENTRAL.size + fields[10]
    extra = _without_zip64(member.central[name_end : name_end + fields[11]])
    comment = member.central[name_end + fields[11] :]
    fields[3] = member.flags if flags is None else flags
    fields[7] = member.crc if crc is None else crc
    fields[8], fields[9] = packed, member.size if size is None else size
    fields[11], fields[16] = len(extra), at
    return _CENTRAL.pack(*fields) + member.central[_CENTRAL.size : name_end] + extra + comment


def _without_zip64(extra: bytes) -> bytes:
    """``extra`` without its ZIP64 field: the sizes now stand in the record itself."""
    kept, at = b"", 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind != 1:
            kept += extra[at : at + 4 + length]
        at += 4 + length
    return kept + extra[at:]
