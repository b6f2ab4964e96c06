"""A display that nobody sees, and pictures of it."""

from __future__ import annotations

import os
import struct
import subprocess
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

WIDTH, HEIGHT = 1366, 768
FRAME = "Xvfb_screen0"  # where the server keeps what is shown, in the format of xwd


class Screen(NamedTuple):
    """The name of a display, and the file that holds what it shows."""

    display: str
    frame: Path


@contextmanager
def screen(folder: Path) -> Iterator[Screen]:
    """A new display."""
    reading, writing = os.pipe()
    size = f"{WIDTH}x{HEIGHT}x24"
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp", "-fbdir", str(folder)]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            name = told.readline().strip()
        (folder / FRAME).chmod(0o644)  # for whoever sits at it
        yield Screen(f":{name}", folder / FRAME)
    finally:
        server.terminate()
        server.wait()


def picture(xwd: bytes) -> bytes:
    """A PNG of what an xwd file holds: a header of numbers, a table of colours, and four bytes for each dot."""
    facts = struct.unpack(">25I", xwd[:100])
    width, height, line, colours = facts[4], facts[5], facts[12], facts[19]
    start = facts[0] + 12 * colours
    rows = bytearray()
    for row in range(height):
        dots = xwd[start + row * line : start + row * line + 4 * width]
        inked = bytearray(3 * width)
        inked[0::3], inked[1::3], inked[2::3] = dots[2::4], dots[1::4], dots[0::4]
        rows += b"\0" + inked
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pieces = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in pieces
    )
