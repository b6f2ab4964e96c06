"""Contents packed for a zip archive; long ones by threads of their own while the next piece is being made.

``zlib`` works without Python's lock, so packing costs hardly any time of its own where another processor is free. A
long content is packed in parts that know nothing of one another, and whose packed forms make up one when joined.
"""

from __future__ import annotations

import os
import queue
import threading
import zlib
from collections.abc import Iterable
from typing import Final, NamedTuple

_LONG: Final = 4 << 20  # bytes from which a content is packed less tightly
_TIGHT: Final = 5  # the next level takes a third longer for a fiftieth of the size
_QUICK: Final = 2  # the next level takes half as long again for a thirtieth of the size
_BATCH: Final = 2 << 20  # bytes packed at a time: what is lost where a part begins anew is a thousandth
_AHEAD: Final = 16  # batches that may wait: bounds the memory
_MOST: Final = 4  # threads

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


def cores() -> int:
    """How many processors are there for us."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def pack(content: bytes, stored: bool = False) -> Packed:
    """``content`` packed, in the calling thread."""
    if stored:
        return Packed(content, zlib.crc32(content), len(content), True)
    packer = zlib.compressobj(_TIGHT if len(content) < _LONG else _QUICK, zlib.DEFLATED, -15)
    return Packed(packer.compress(content) + packer.flush(), zlib.crc32(content), len(content))


def pack_pieces(pieces: Iterable[Piece], size: int, stored: bool = False) -> Packed:
    """The joined pieces packed while they are being made; ``size`` (bytes) is about what they come to."""
    if stored or size < _LONG:
        return pack(b"".join(pieces), stored)
    with _Threads() as workers:
        for batch in _batches(pieces):
            workers.add(batch)
    return workers.packed()


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


class _Threads:
    """Threads that pack batches, and live as long as the ``with`` block, however that ends."""

    def __init__(self) -> None:
        self.waiting: queue.Queue[tuple[int, bytes] | None] = queue.Queue(_AHEAD)
        self.done: dict[int, bytes] = {}
        self.count = 0
        self.crc = 0
        self.size = 0
        self.failed: MemoryError | None = None
        self.threads = [threading.Thread(target=self.run, name="packing") for _ in range(min(cores(), _MOST))]

    def __enter__(self) -> _Threads:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for _thread in self.threads:
            self.waiting.put(None)
        for thread in self.threads:
            thread.join()

    def add(self, batch: bytes) -> None:
        self.crc = zlib.crc32(batch, self.crc)
        self.size += len(batch)
        self.waiting.put((self.count, batch))
        self.count += 1

    def run(self) -> None:
        while (found := self.waiting.get()) is not None:
            number, batch = found
            try:
                if self.failed is None:
                    packer = zlib.compressobj(_QUICK, zlib.DEFLATED, -15)
                    # A full flush ends at a whole byte, and what follows refers to nothing before it.
                    self.done[number] = packer.compress(batch) + packer.flush(zlib.Z_FULL_FLUSH)
            except MemoryError as error:  # told to the thread that saves; this one goes on emptying the queue
                self.failed = error

    def packed(self) -> Packed:
        if self.failed is not None:
            raise self.failed
        end = zlib.compressobj(_QUICK, zlib.DEFLATED, -15).flush()  # an empty last block
        return Packed(b"".join([*(self.done[number] for number in range(self.count)), end]), self.crc, self.size)
