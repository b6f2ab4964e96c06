"""Workbooks that somebody spoiled: one seed in, one spoilt file out, the same for the same random numbers."""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from tests.security import chanceformulas

Parts = dict[str, bytes]

NUMBERS: Final = (
    b"0", b"-1", b"1", b"00", b"1048576", b"1048577", b"16384", b"16385", b"2147483648", b"4294967296", b"1e308",
    b"1e400", b"-0", b"NaN", b"INF", b"1_0", b"0x10", b"", b" 7 ", b"9" * 30, b"9" * 5000, "٣".encode(), b"1.5",
    b"99999999999",
)  # fmt: skip
ADDRESSES: Final = (
    b"A1", b"XFD1048576", b"XFE1", b"A0", b"A1048577", b"A1:XFD1048576", b"B2:A1", b"A:A", b"1:1", b"a1", b"$A$1",
    b"", b"A1:B2 C3", b"#REF!", b"A" * 300 + b"1", b"A" + b"1" * 400, b"AAAA1",
)  # fmt: skip
TOKENS: Final = (
    b"<", b">", b"&", b"\"", b"'", b"/>", b"</c>", b"</row>", b"<row>", b"<c>", b"<v/>", b"<v></v>", b"<f/>", b"<f>",
    b"<is><t>x</t></is>", b"<!-- -->", b"<!--", b"<![CDATA[", b"]]>", b"<?x?>", b"&#0;", b"&#xD800;", b"&#1114112;",
    b"&amp;", b"&lol;", b"_x0000_", b"_xD83D_", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"<sheetData/>",
    b"</sheetData>", b"<sheetData>", b' t="s"', b' t="shared"', b' si="0"', b' t="array" ref="A1:XFD1048576"',
    b' cm="1"', b' r="A1"', b'xmlns:x="y"', b'<!DOCTYPE a [<!ENTITY lol "x">]>',
    b"<mergeCell ref=\"A1:XFD1048576\"/>", b' encoding="utf-7"', b"\r\n", b"\xc3",
)  # fmt: skip
HEADS: Final = (b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07", b"PK\x07\x08")
# What is read, and so most worth spoiling; everything else is seldom touched.
_OFTEN: Final = re.compile(
    r"worksheets/[^/]*\.xml|workbook\.xml|sharedStrings|styles|tables/|metadata|externalLink|\.rels|Types"
)
_NUMBER: Final = re.compile(rb"(?<=[\">])-?[0-9.]+(?=[\"<])")
_ADDRESS: Final = re.compile(rb"(?<=[\">])\$?[A-Z]{1,3}\$?[0-9]+(?::[A-Z]+[0-9]+)?(?=[\"<])")
_FORMULA: Final = re.compile(rb"(?<=>)[^<>]*(?=</f>|</[a-z]:f>|</definedName>)")
_ELEMENT: Final = re.compile(rb"<([a-zA-Z:]+)[^<>]*?(?:/>|>[^<>]*</\1>)")


def mutated(seed: bytes, rng: random.Random, others: Sequence[bytes] = ()) -> bytes:
    """The workbook ``seed`` spoilt in one or several ways; parts may come from ``others``."""
    if rng.random() < 0.12:
        return _spoilt_bytes(seed, rng)
    parts = unzipped(seed)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 6))):
        if rng.random() < 0.9:
            _spoil_part(parts, rng)
        else:
            rng.choice(_WHOLE)(parts, rng, others)
    data = packed(parts, rng)
    return _spoilt_bytes(data, rng) if rng.random() < 0.05 else data


def unzipped(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes], rng: random.Random) -> bytes:
    """The parts as a zip file, now and then in another order or not compressed."""
    names = list(parts)
    if rng.random() < 0.1:
        rng.shuffle(names)
    method = zipfile.ZIP_STORED if rng.random() < 0.1 else zipfile.ZIP_DEFLATED
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method, compresslevel=1) as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), parts[name], method)
    return stream.getvalue()


# A part -----------------------------------------------------------------------------------------------------------


def _spoil_part(parts: Parts, rng: random.Random) -> None:
    often = [name for name in parts if _OFTEN.search(name)]
    name = rng.choice(often if often and rng.random() < 0.93 else list(parts) or ["xl/workbook.xml"])
    parts[name] = spoilt_text(parts.get(name, b""), rng)


def spoilt_text(data: bytes, rng: random.Random) -> bytes:
    """An XML text with one thing wrong in it."""
    return rng.choice(_TEXT)(data, rng)


def _at(data: bytes, rng: random.Random) -> tuple[int, int]:
    start = rng.randrange(len(data) + 1)
    return start, min(len(data), start + rng.choice((1, 1, 2, 4, 8, 30, 200, 2000)))


def _flip(data: bytes, rng: random.Random) -> bytes:
    if not data:
        return b"\0"
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :]


def _cut(data: bytes, rng: random.Random) -> bytes:
    start, end = _at(data, rng)
    return data[:start] + data[end:]


def _end(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _repeat(data: bytes, rng: random.Random) -> bytes:
    start, end = _at(data, rng)
    return data[:end] + data[start:end] * rng.choice((1, 1, 2, 10, 1000)) + data[end:]


def _token(data: bytes, rng: random.Random) -> bytes:
    start, end = _at(data, rng)
    return data[:start] + rng.choice(TOKENS) * rng.choice((1, 1, 1, 1, 500)) + data[rng.choice((start, end)) :]


def _replacing(
    pattern: re.Pattern[bytes], words: Callable[[random.Random], bytes]
) -> Callable[[bytes, random.Random], bytes]:
    """What puts another word in place of one of the stretches that ``pattern`` finds."""

    def spoil(data: bytes, rng: random.Random) -> bytes:
        found = list(pattern.finditer(data))
        if not found:
            return _token(data, rng)
        match = rng.choice(found)
        return data[: match.start()] + words(rng) + data[match.end() :]

    return spoil


def _formula(rng: random.Random) -> bytes:
    text = chanceformulas.formula(rng).encode("utf-8", "surrogatepass")
    return text.replace(b"&", b"&amp;").replace(b"<", b"&lt;") if rng.random() < 0.9 else text


def _element(data: bytes, rng: random.Random) -> bytes:
    """One element gone, moved elsewhere, doubled, nested in itself many times or very often there."""
    found = list(_ELEMENT.finditer(data))
    if not found:
        return _cut(data, rng)
    match, other = rng.choice(found), rng.choice(found)
    whole = match[0]
    without = data[: match.start()] + data[match.end() :]
    kind = rng.randrange(5)
    if kind == 0:
        return without
    if kind == 1:
        at = min(other.start(), len(without))
        return without[:at] + whole + without[at:]
    if kind == 2:
        return data[: match.end()] + whole * rng.choice((1, 2, 3000)) + data[match.end() :]
    if kind == 3:
        tag, count = match[1], rng.choice((2, 100, 5000))
        return data[: match.start()] + b"<%b>" % tag * count + whole + b"</%b>" % tag * count + data[match.end() :]
    return data[: match.start()] + other[0] + data[match.end() :]


def _encoding(data: bytes, rng: random.Random) -> bytes:
    text = data.decode("utf-8", "replace")
    kind = rng.choice(("utf-16", "utf-16-be", "utf-16-le", "latin-1", "utf-32", "cp1258"))
    return text.encode(kind, "replace")


_TEXT: Final[tuple[Callable[[bytes, random.Random], bytes], ...]] = (
    _flip, _flip, _cut, _cut, _end, _repeat, _repeat, _token, _token, _token, _element, _element, _element, _encoding,
    *[_replacing(_NUMBER, lambda rng: rng.choice(NUMBERS))] * 4,
    *[_replacing(_ADDRESS, lambda rng: rng.choice(ADDRESSES))] * 4, *[_replacing(_FORMULA, _formula)] * 6,
    _replacing(re.compile(rb"(?<=\")[^\"<>]{1,60}(?=\")"), lambda rng: rng.choice((*NUMBERS, *ADDRESSES, *TOKENS))),
)  # fmt: skip


# The parts together -----------------------------------------------------------------------------------------------


def _lose(parts: Parts, rng: random.Random, _: Sequence[bytes]) -> None:
    if parts:
        del parts[rng.choice(list(parts))]


def _rename(parts: Parts, rng: random.Random, _: Sequence[bytes]) -> None:
    if parts:
        name = rng.choice(list(parts))
        other = rng.choice(
            ("", "../" + name, "/" + name, name.upper(), name + "/", "C:" + name, name + "\0", "é" + name, "a" * 70_000)
        )
        parts[other[:65_000]] = parts.pop(name)


def _swap(parts: Parts, rng: random.Random, _: Sequence[bytes]) -> None:
    if parts:
        one, other = rng.choice(list(parts)), rng.choice(list(parts))
        parts[one], parts[other] = parts[other], parts[one]


def _foreign(parts: Parts, rng: random.Random, others: Sequence[bytes]) -> None:
    """Parts of another workbook under their own names, or one of them under the name of one of ours."""
    if others and parts:
        theirs = unzipped(rng.choice(others))
        if rng.random() < 0.5:
            parts.update({name: data for name, data in theirs.items() if rng.random() < 0.5})
        else:
            parts[rng.choice(list(parts))] = rng.choice(list(theirs.values()))


def _doctype(parts: Parts, rng: random.Random, _: Sequence[bytes]) -> None:
    if parts:
        name = rng.choice(list(parts))
        entities = b"".join(b'<!ENTITY a%d "%b">' % (i, b"&a%d;" % (i - 1) * 10 if i else b"ha") for i in range(12))
        head, mark, rest = parts[name].partition(b"?>")
        parts[name] = head + mark + b"<!DOCTYPE x [" + entities + b"]>" + rest.replace(b"</", b"&a11;</", 1)


_WHOLE: Final = (_lose, _rename, _swap, _foreign, _doctype)


# The bytes of the file --------------------------------------------------------------------------------------------


def _spoilt_bytes(data: bytes, rng: random.Random) -> bytes:
    for _ in range(rng.choice((1, 1, 2, 8))):
        data = rng.choice((_flip, _flip, _cut, _end, _repeat, _header, _header, _header))(data, rng)
    return data


def _header(data: bytes, rng: random.Random) -> bytes:
    """A field of one of the zip structures with another number in it, or a structure where there was none."""
    places = [match.start() for match in re.finditer(rb"PK[\x01\x03\x05\x06][\x02\x04\x06\x07]", data)]
    if not places or rng.random() < 0.1:
        at = rng.randrange(len(data) + 1)
        return data[:at] + rng.choice(HEADS) + data[at + rng.choice((0, 4)) :]
    at = rng.choice(places) + rng.randrange(4, 56)
    code = rng.choice(("<B", "<H", "<I", "<Q"))
    most = 256 ** struct.calcsize(code) - 1
    number = rng.choice((0, 1, 2, 8, 30, 255, 65_535, most, most // 2 + 1, most - 1, rng.randrange(most), len(data)))
    return data[:at] + struct.pack(code, min(number, most)) + data[at + struct.calcsize(code) :]
