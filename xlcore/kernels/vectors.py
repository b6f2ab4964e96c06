"""``Vec``: the values of a column block's rows as arrays of kinds, numbers and objects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from xlcore.values import ExcelError, Value

BLANK: Final = 0
NUMBER: Final = 1
BOOL: Final = 2
TEXT: Final = 3
ERROR: Final = 4

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Kinds = npt.NDArray[np.uint8]

_KINDS: Final[dict[type, int]] = {type(None): BLANK, float: NUMBER, bool: BOOL, str: TEXT, ExcelError: ERROR}


class Vec:
    """``kind`` says what each row holds; ``num`` has numbers and booleans (0 elsewhere), ``obj`` texts and errors."""

    __slots__ = ("kind", "num", "obj")

    def __init__(self, kind: Kinds, num: Floats, obj: npt.NDArray[np.object_] | None = None) -> None:
        self.kind = kind
        self.num = num
        self.obj = obj

    def __len__(self) -> int:
        return len(self.kind)

    @property
    def objects(self) -> npt.NDArray[np.object_]:
        """``obj``, made when there is none yet."""
        if self.obj is None:
            self.obj = np.empty(len(self.kind), dtype=object)
        return self.obj

    def all_numbers(self) -> bool:
        return bool((self.kind == NUMBER).all())

    def put(self, rows: npt.NDArray[np.intp], values: Sequence[Value]) -> None:
        """Writes ``values`` into ``rows``."""
        part = from_values(list(values))
        self.kind[rows] = part.kind
        self.num[rows] = part.num
        if part.obj is not None:
            self.objects[rows] = part.obj


def numbers(values: Floats) -> Vec:
    """A vector of numbers only."""
    return Vec(np.full(len(values), NUMBER, dtype=np.uint8), values)


def booleans(values: Mask) -> Vec:
    """A vector of booleans only."""
    return Vec(np.full(len(values), BOOL, dtype=np.uint8), values.astype(np.float64))


def constant(value: Value, length: int) -> Vec:
    """The same value in every row."""
    vec = Vec(np.full(length, _KINDS[type(value)], dtype=np.uint8), np.zeros(length))
    if isinstance(value, (float, bool)):
        vec.num[:] = float(value)
    elif value is not None:
        vec.objects[:] = value
    return vec


def from_values(values: list[Value]) -> Vec:
    """The vector of Python values."""
    types = set(map(type, values))
    if types == {float}:
        return numbers(np.array(values, dtype=np.float64))
    kind = np.fromiter(map(_KINDS.__getitem__, map(type, values)), dtype=np.uint8, count=len(values))
    num = np.zeros(len(values))
    mixed = np.empty(len(values), dtype=object)
    mixed[:] = values
    if float in types or bool in types:
        lanes = (kind == NUMBER) | (kind == BOOL)
        num[lanes] = mixed[lanes].astype(np.float64)
    return Vec(kind, num, mixed if str in types or ExcelError in types else None)


def to_values(vec: Vec) -> list[Value]:
    """The Python values of a vector."""
    if vec.all_numbers():
        plain: list[Value] = vec.num.tolist()
        return plain
    # Everything goes through one object array: numpy then fills and lists it without a Python loop.
    mixed: Any = np.empty(len(vec.kind), dtype=object)
    if vec.obj is not None:
        lanes = vec.kind >= TEXT
        mixed[lanes] = vec.obj[lanes]
    lanes = vec.kind == NUMBER
    mixed[lanes] = vec.num[lanes]
    lanes = vec.kind == BOOL
    mixed[lanes] = vec.num[lanes] != 0.0
    found: list[Value] = mixed.tolist()
    return found


def select(mask: Mask, yes: Vec, no: Vec) -> Vec:
    """``yes`` where ``mask``, else ``no``."""
    obj = None
    if yes.obj is not None or no.obj is not None:
        obj = np.where(mask, yes.objects, no.objects)
    return Vec(np.where(mask, yes.kind, no.kind), np.where(mask, yes.num, no.num), obj)
