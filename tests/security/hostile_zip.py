"""Hostile zip files: bombs, lies in the directory, names that lead elsewhere, files cut short."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from tests.security import seedbooks
from tests.security.hostile import COMPUTED, PLAIN_ROWS, S1, Hostile, book, with_part
from tests.workbook.xlsxparts import parts, sheet, zipped


def members(contents: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method, compresslevel=9) as archive:
        for name, data in contents.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return stream.getvalue()


def bomb(size: int, piece: bytes = b" ") -> bytes:
    """A workbook one of whose parts is ``size`` bytes of the same piece."""
    whole = sheet(PLAIN_ROWS).encode()
    return with_part(S1, whole.replace(b"</worksheet>", piece * (size // len(piece)) + b"</worksheet>"))


def lying_bomb() -> bytes:
    """The directory says 100 bytes, the member unpacks to 100 MB."""
    data = bytearray(bomb(100 << 20))
    at = data.index(b"PK\x01\x02" + data[data.index(b"PK\x01\x02") + 4 : data.index(b"PK\x01\x02") + 8])
    while data[at + 46 : at + 46 + len(S1)] != S1.encode():
        at = data.index(b"PK\x01\x02", at + 4)
    data[at + 24 : at + 28] = struct.pack("<I", 100)
    return bytes(data)


def overlapping_bomb() -> bytes:
    """Entries whose data is one and the same stretch (D. Fifield's bomb)."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    kernel = packer.compress(b" " * 1_000_000) + packer.flush()
    crc = zlib.crc32(b" " * 1_000_000)
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, crc, len(kernel), 1_000_000, 5, 0)
    body = local + b"a.xml" + kernel
    directory = b"".join(
        struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, crc, len(kernel), 1_000_000, 7, 0, 0, 0, 0, 0, 0)
        + b"%05d.x" % number
        for number in range(15_000)
    )
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 15_000, 15_000, len(directory), len(body), 0)
    return body + directory + end


def nested_bomb() -> bytes:
    """A zip in a zip in a zip, each of which unpacks to much; nobody unpacks what is embedded."""
    inner = members({"a.bin": b"\0" * (40 << 20)})
    for _ in range(4):
        inner = members({f"{number}.zip": inner for number in range(10)})
    return with_part("xl/embeddings/oleObject1.zip", inner)


def many_large(count: int) -> bytes:
    """So many parts, none of which is large enough to be looked at by itself."""
    return members({f"xl/media/{number}.xml": bytes(15 << 20) for number in range(count)})


def many_members(count: int) -> bytes:
    return members({f"xl/media/{number}.xml": b"" for number in range(count)})


def renamed(name: str) -> bytes:
    return members(parts({"S": sheet(PLAIN_ROWS)}) | {name: b"x"})


def twice(one: str, other: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in parts({"S": sheet(PLAIN_ROWS)}).items():
            archive.writestr(zipfile.ZipInfo(name if name != S1 else one), data)
        archive.writestr(zipfile.ZipInfo(other), b"<x/>")
    data = stream.getvalue()
    return data


def field(offset: int, code: str, number: int, head: bytes = b"PK\x01\x02") -> bytes:
    """The plain workbook with another number in a field of its first structure of that kind."""
    data = bytearray(book())
    at = data.index(head) + offset
    data[at : at + struct.calcsize(code)] = struct.pack(code, number)
    return bytes(data)


def end_in_comment() -> bytes:
    """A directory entry that points into the archive's comment, where half of a local header stands."""
    data = bytearray(members(parts({"S": sheet(PLAIN_ROWS)}) | {"z.xml": b"z" * 50}, zipfile.ZIP_STORED))
    at = data.rindex(b"PK\x01\x02")
    end = data.rindex(b"PK\x05\x06")
    data[end + 20 : end + 22] = struct.pack("<H", 8)
    data += b"PK\x03\x04cmnt"
    data[at + 42 : at + 46] = struct.pack("<I", len(data) - 8)
    return bytes(data)


def encrypted_member() -> bytes:
    return field(8, "<H", 1)


def cut(percent: int) -> bytes:
    whole = zipped(seedbooks.rich())
    return whole[: len(whole) * percent // 100]


ZIPS = [
    Hostile("zip", "a part of 700 MB in 700 kB", lambda: bomb(700 << 20), "zip-bomb", costly=True),
    Hostile("zip", "a part of 300 MB of the same tag", lambda: bomb(300 << 20, b"<a></a>"), "zip-bomb", costly=True),
    Hostile("zip", "a directory that says less than a part unpacks to", lying_bomb, "truncated", costly=True),
    Hostile("zip", "15,000 entries over the same stretch of data", overlapping_bomb, "zip-bomb"),
    Hostile("zip", "a bomb embedded five zips deep", nested_bomb, COMPUTED, costly=True),
    Hostile("zip", "12 parts of 15 MB in 200 kB", lambda: many_large(12), "zip-bomb", costly=True),
    Hostile("zip", "30,000 members", lambda: many_members(30_000), "zip-bomb", costly=True),
    Hostile(
        "zip", "a directory that says it has 65,535 entries", lambda: field(10, "<H", 65_535, b"PK\x05\x06"), "zip-bomb"
    ),
    Hostile("zip", "a member at the end of the file", lambda: field(42, "<I", 0xFFFFFFF0), "truncated"),
    Hostile("zip", "a member in the middle of the archive's comment", end_in_comment, "truncated"),
    Hostile("zip", "a packed size of 4 GB", lambda: field(20, "<I", 0xFFFFFFFE), "truncated"),
    Hostile("zip", "an unpacked size of 4 GB", lambda: field(24, "<I", 0xFFFFFFFE), "zip-bomb"),
    Hostile("zip", "a compression method that Excel does not use", lambda: field(10, "<H", 93), "odd-compression"),
    Hostile("zip", "a member marked as encrypted", encrypted_member, "encrypted"),
    Hostile("zip", "a wrong checksum", lambda: field(16, "<I", 1), "truncated"),
    Hostile("zip", "a name that leaves the archive (../../etc/x)", lambda: renamed("../../etc/x"), "unsafe-path"),
    Hostile("zip", "an absolute name (/etc/passwd)", lambda: renamed("/etc/passwd"), "unsafe-path"),
    Hostile("zip", "a name with a drive (C:/x)", lambda: renamed("C:/x"), "unsafe-path"),
    Hostile("zip", "a name with backslashes that leaves the archive", lambda: renamed("xl\\..\\..\\x"), "unsafe-path"),
    Hostile("zip", "a name with signs that end a line", lambda: renamed("a\x85b\u2028c/../x"), "unsafe-path"),
    Hostile("zip", "a very long name", lambda: renamed("a" * 60_000), COMPUTED),
    Hostile("zip", "two parts of one name", lambda: twice(S1, S1.upper()), "duplicate-part"),
    Hostile("zip", "an archive without a member", lambda: b"PK\x05\x06" + bytes(18), "no-workbook"),
    Hostile("zip", "a text file", lambda: b"TT;CHI TIEU\n" * 1000, "not-zip"),
    Hostile("zip", "nothing", lambda: b"", "empty-file"),
    Hostile("zip", "an OLE compound file (.xls)", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), "old-xls"),
    *[Hostile("truncated", f"cut after {n} % of its length", lambda n=n: cut(n), "truncated") for n in range(1, 100)],
    Hostile("truncated", "cut after 0 % of its length", lambda: cut(0), "empty-file"),
]
