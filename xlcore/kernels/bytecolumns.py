"""Columns of texts inside one long run of bytes: cut out, compared and read as numbers without a Python object each.

A column is given by where its texts start and how long they are. Everything is exact: what a kernel here cannot read to
the last bit, it says so and leaves to Python.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from xlcore.kernels.vectors import Floats, Mask

Places = npt.NDArray[np.intp]
Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]

LONGEST: Final = 18
"""Signs of a number that are looked at: more digits than that a double does not hold."""
_EXACT: Final = 1 << 53  # integers below are doubles, and so are powers of ten up to 22: one division then is exact
_POWERS: Final = 10.0 ** np.arange(LONGEST + 1)
MASKS: Final[Words] = np.array([(1 << (8 * n)) - 1 for n in range(8)] + [2**64 - 1], dtype=np.uint64)
"""``MASKS[n]`` keeps the first ``n`` bytes of a word."""
_DOT: Final = 254  # "." and "-" less "0", as bytes
_MINUS: Final = 253


class ByteColumns:
    """One run of bytes, seen as signs, pairs of signs and words at every place."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.signs: Bytes = np.frombuffer(data, dtype=np.uint8)
        self.pairs = self._overlapping("<u2", 2)
        self.words: Words = self._overlapping("<u8", 8)

    def _overlapping(self, dtype: str, size: int) -> Any:
        return np.ndarray((max(0, len(self.data) - size + 1),), dtype, self.data, strides=(1,))

    def texts(self, starts: Places, length: int) -> Any:
        """The texts of ``length`` bytes at ``starts``, as fixed-width bytes."""
        return self._overlapping(f"S{length}", length)[starts]

    def groups(self, starts: Places, lengths: Places, most: int) -> tuple[Places, list[bytes]] | None:
        """Which of the distinct texts each one is, and these (the first is the empty one); ``None``: over ``most``."""
        which = np.zeros(len(starts), dtype=np.intp)
        found = [b""]
        left = np.flatnonzero(lengths)
        while len(left):
            if len(found) > most:
                return None
            at, length = int(starts[left[0]]), int(lengths[left[0]])
            text = self.data[at : at + length]
            same = lengths[left] == length
            candidates = left[same]
            for offset in range(0, length, 8):
                mask = MASKS[min(8, length - offset)]
                word = self.words[at + offset] & mask
                candidates = candidates[(self.words[starts[candidates] + offset] & mask) == word]
            which[candidates] = len(found)
            found.append(text)
            left = left[which[left] == 0]
        return which, found

    def decimals(self, starts: Places, lengths: Places) -> tuple[Floats, Mask]:
        """The numbers that the texts are, and which of them could be read: digits with a sign and a point at most."""
        count = len(starts)
        mantissa = np.zeros(count, dtype=np.int64)
        places = np.zeros(count, dtype=np.intp)  # digits behind the point
        dots = np.zeros(count, dtype=np.intp)
        good = (lengths > 0) & (lengths <= LONGEST)
        negative: Mask = (self.signs[starts] == 45) & (lengths > 1)
        sure = good
        for i in range(int(lengths[good].max(initial=0))):
            at = np.flatnonzero(good & (lengths > i))
            if i == 0 and negative.any():
                at = at[~negative[at]]
            sign = self.signs[starts[at] + i] - np.uint8(48)
            digit = sign < 10
            if digit.all():
                mantissa[at] = mantissa[at] * 10 + sign
                places[at] += dots[at]
                continue
            here = at[digit]
            mantissa[here] = mantissa[here] * 10 + sign[digit]
            places[here] += dots[here]
            other, signs = at[~digit], sign[~digit]
            dots[other] += 1
            good[other[(signs != _DOT) | (dots[other] > 1)]] = False
        # A point alone is no number.
        sure = good & (mantissa < _EXACT) & (lengths - negative - dots > 0)
        numbers = mantissa / _POWERS[np.minimum(places, LONGEST)]
        return np.where(negative, -numbers, numbers), sure


def digits_of(numbers: npt.NDArray[np.int64], width: int) -> Bytes:
    """The decimal digits of numbers of ``width`` digits, a row of signs each."""
    signs = np.empty((len(numbers), width), dtype=np.uint8)
    for i in range(width - 1, -1, -1):
        numbers, signs[:, i] = np.divmod(numbers, 10)
    return signs + np.uint8(48)


_TENS: Final = 10 ** np.arange(1, 19, dtype=np.int64)


def widths_of(numbers: npt.NDArray[np.int64]) -> Places:
    """How many digits the numbers (not negative) have."""
    return np.searchsorted(_TENS, numbers, side="right") + 1
