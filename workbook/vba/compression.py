"""The compression of VBA sources (MS-OVBA 2.4.1): chunks of 4096 bytes made of literals and copies."""

from __future__ import annotations

import struct
from collections import defaultdict
from typing import Final

CHUNK: Final = 4096
_CONTAINER: Final = 1  # the first byte of every container
_SIGNATURE: Final = 0b011 << 12
_COMPRESSED: Final = 1 << 15
_SHORTEST: Final = 3  # bytes of a copy; fewer are written as they are


def compress(data: bytes) -> bytes:
    """The compressed container of ``data``.

    A chunk that would not shrink is stored, and the format has stored chunks of full length only: the end of such data
    comes back filled up with zeros. Source text always shrinks.
    """
    chunks = (_chunk(data[start : start + CHUNK]) for start in range(0, len(data), CHUNK))
    return bytes([_CONTAINER]) + b"".join(chunks)


def decompress(container: bytes) -> bytes:
    """The data of a compressed container; ``ValueError`` when it is damaged."""
    if not container or container[0] != _CONTAINER:
        raise ValueError("no compressed container")
    found = bytearray()
    at = 1
    while at + 2 <= len(container):
        (header,) = struct.unpack_from("<H", container, at)
        end = at + (header & 0x0FFF) + 3
        if header & 0x7000 != _SIGNATURE:
            raise ValueError("no chunk of a compressed container")
        chunk = container[at + 2 : end]
        found += _expanded(chunk) if header & _COMPRESSED else chunk
        at = end
    return bytes(found)


def _chunk(data: bytes) -> bytes:
    """One chunk with its header."""
    tokens = _tokens(data)
    if len(tokens) > CHUNK:
        return struct.pack("<H", _SIGNATURE | (CHUNK - 1)) + data.ljust(CHUNK, b"\0")
    return struct.pack("<H", _COMPRESSED | _SIGNATURE | (len(tokens) - 1)) + tokens


def _tokens(data: bytes) -> bytes:
    """The tokens of one chunk: after a byte of flags eight tokens, a literal byte or a copy (two bytes) each."""
    found = bytearray()
    places: dict[bytes, list[int]] = defaultdict(list)
    at = 0
    while at < len(data):
        flags, group = 0, bytearray()
        for number in range(8):
            if at >= len(data):
                break
            offset, length = _longest(data, at, places)
            if length:
                flags |= 1 << number
                group += _copy_token(at, offset, length)
            else:
                length = 1
                group.append(data[at])
            for place in range(at, at + length):
                places[data[place : place + _SHORTEST]].append(place)
            at += length
        found.append(flags)
        found += group
    return bytes(found)


def _longest(data: bytes, at: int, places: dict[bytes, list[int]]) -> tuple[int, int]:
    """How far back the longest earlier copy of what stands at ``at`` begins, and its length; the nearest of several."""
    most = min(len(data) - at, (0xFFFF >> _bits(at)) + _SHORTEST)
    offset = length = 0
    for place in reversed(places.get(data[at : at + _SHORTEST], ()) if most >= _SHORTEST else ()):
        same = _SHORTEST
        while same < most and data[place + same] == data[at + same]:
            same += 1
        if same > length:
            offset, length = at - place, same
            if length == most:
                break
    return offset, length


def _bits(at: int) -> int:
    """How many bits of a copy at this place of its chunk hold the offset; the others hold the length."""
    return max((at - 1).bit_length(), 4)


def _copy_token(at: int, offset: int, length: int) -> bytes:
    return struct.pack("<H", (offset - 1) << (16 - _bits(at)) | (length - _SHORTEST))


def _expanded(chunk: bytes) -> bytes:
    """The data that the tokens of one chunk stand for."""
    found = bytearray()
    at = 0
    while at < len(chunk):
        flags, at = chunk[at], at + 1
        for number in range(8):
            if at >= len(chunk):
                break
            if not flags >> number & 1:
                found.append(chunk[at])
                at += 1
                continue
            if at + 2 > len(chunk):
                raise ValueError("a copy is cut off")
            (token,) = struct.unpack_from("<H", chunk, at)
            at += 2
            _copy(found, token)
    return bytes(found)


def _copy(found: bytearray, token: int) -> None:
    """Appends the bytes that a copy names; a copy may run on into the bytes that it makes."""
    bits = _bits(len(found))
    offset = (token >> (16 - bits)) + 1
    length = (token & (0xFFFF >> bits)) + _SHORTEST
    if offset > len(found) or len(found) + length > CHUNK:
        raise ValueError("a copy leaves its chunk")
    for _ in range(length):
        found.append(found[-offset])
