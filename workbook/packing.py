"""Contents packed for a zip archive; long ones by a thread of their own while the next piece is being made.

``zlib`` works without Python's lock, so packing costs hardly any time of its own where a second processor is free.
"""

from __future__ import annotations

import queue
import threading
import zlib
from collections.abc import Iterable
from typing import Final, NamedTuple

_LONG: Final = 4 << 20  # bytes from which a content is packed less tightly
_TIGHT: Final = 6
_QUICK: Final = 2  # the next level takes half as long again for a thirtieth of the size
_BATCH: Final = 1 << 20  # bytes handed over at a time: the two threads seldom wait for one another
_AHEAD: Final = 16  # batches that may wait: bounds the memory

Piece = bytes | memoryview
"""A stretch of a content: new bytes, or a view of what was there before."""


class Packed(NamedTuple):
    """A content as an archive holds it: ``data`` deflated, or as it is where ``stored``; ``size`` when unpacked."""

    data: bytes
    crc: int
    size: int
    stored: bool = False

    def unpacked(self) -> bytes:
        """The content."""
        return self.data if self.stored else zlib.decompress(self.data, -15, self.size or 1)


def pack(content: bytes, stored: bool = False) -> Packed:
    """``content`` packed, in the calling thread."""
    if stored:
        return Packed(content, zlib.crc32(content), len(content), True)
    packer = _Deflater(len(content))
    packer.add(content)
    return packer.finish()


def pack_pieces(pieces: Iterable[Piece], size: int, stored: bool = False) -> Packed:
    """The joined pieces packed while they are being made; ``size`` (bytes) is about what they come to."""
    if stored or size < _LONG:
        return pack(b"".join(pieces), stored)
    with _Thread(size) as worker:
        for batch in _batches(pieces):
            worker.add(batch)
    return worker.packed()


def _batches(pieces: Iterable[Piece]) -> Iterable[bytes]:
    held: list[Piece] = []
    length = 0
    for piece in pieces:
        held.append(piece)
        length += len(piece)
        if length >= _BATCH:
            yield b"".join(held)
            held, length = [], 0
    yield b"".join(held)


class _Deflater:
    """Packs a content given piece by piece."""

    def __init__(self, size: int) -> None:
        self.packer = zlib.compressobj(_TIGHT if size < _LONG else _QUICK, zlib.DEFLATED, -15)
        self.pieces: list[bytes] = []
        self.crc = 0
        self.size = 0

    def add(self, piece: bytes) -> None:
        self.pieces.append(self.packer.compress(piece))
        self.crc = zlib.crc32(piece, self.crc)
        self.size += len(piece)

    def finish(self) -> Packed:
        self.pieces.append(self.packer.flush())
        return Packed(b"".join(self.pieces), self.crc, self.size)


class _Thread:
    """A deflater in a thread that lives as long as the ``with`` block, however that ends."""

    def __init__(self, size: int) -> None:
        self.deflater = _Deflater(size)
        self.waiting: queue.Queue[bytes | None] = queue.Queue(_AHEAD)
        self.failed: MemoryError | None = None
        self.thread = threading.Thread(target=self.run, name="packing")

    def __enter__(self) -> _Thread:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.waiting.put(None)
        self.thread.join()

    def add(self, batch: bytes) -> None:
        self.waiting.put(batch)

    def run(self) -> None:
        while (batch := self.waiting.get()) is not None:
            try:
                if self.failed is None:
                    self.deflater.add(batch)
            except MemoryError as error:  # told to the thread that saves; this one goes on emptying the queue
                self.failed = error

    def packed(self) -> Packed:
        if self.failed is not None:
            raise self.failed
        return self.deflater.finish()
