"""Texts that are one text filled down a column, with other row numbers: recognised many at a time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from xlcore.kernels.bytecolumns import ByteColumns, Places, digits_of, widths_of
from xlcore.kernels.vectors import Mask


class Filled:
    """``parts`` with the number ``row + offset`` between each two of them."""

    def __init__(self, parts: Sequence[bytes], offsets: Sequence[int]) -> None:
        self.parts = parts
        self.offsets = offsets
        self.fixed = sum(map(len, parts))

    def fits(self, columns: ByteColumns, rows: npt.NDArray[np.int64], starts: Places, lengths: Places) -> Mask:
        """Whether the text of each row is this one as filled down to it."""
        numbers = [rows + offset for offset in self.offsets]
        widths = [widths_of(found) for found in numbers]
        possible = lengths == (sum(widths, np.zeros(len(rows), dtype=np.intp)) + self.fixed)
        for found in numbers:
            possible &= found > 0
        fitting = np.zeros(len(rows), dtype=np.bool_)
        if not possible.any():
            return fitting
        shapes = np.zeros(len(rows), dtype=np.intp)
        for width in widths:
            shapes = shapes * 32 + width
        for shape in np.unique(shapes[possible]).tolist():
            at = np.flatnonzero(possible & (shapes == shape))
            wanted = self.written([found[at] for found in numbers], [int(width[at[0]]) for width in widths], len(at))
            fitting[at] = columns.texts(starts[at], wanted.dtype.itemsize) == wanted
        return fitting

    def written(
        self, numbers: Sequence[npt.NDArray[np.int64]], widths: Sequence[int], count: int
    ) -> npt.NDArray[np.bytes_]:
        """The text with the given numbers, each of one width."""
        length = self.fixed + sum(widths)
        signs = np.empty((count, length), dtype=np.uint8)
        known: dict[int, npt.NDArray[np.uint8]] = {}
        at = 0
        for part, offset, found, width in zip(self.parts, self.offsets, numbers, widths, strict=False):
            signs[:, at : at + len(part)] = np.frombuffer(part, dtype=np.uint8)
            at += len(part)
            if offset not in known:
                known[offset] = digits_of(found, width)
            signs[:, at : at + width] = known[offset]
            at += width
        signs[:, at:] = np.frombuffer(self.parts[-1], dtype=np.uint8)
        return signs.view(f"S{length}").reshape(count)
