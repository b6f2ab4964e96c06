"""New values into a large sheet of which ``bulkread.py`` knows where the formula cells stand.

Only cells whose value a recalculation changed are touched; what stands between two of them is copied as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from workbook.cellvalues import content
from workbook.packing import Piece
from workbook.valueelements import Elements, Typed
from xlcore.grid import Column, Grid
from xlcore.kernels.bytecolumns import Places
from xlcore.values import Value

_BATCH: Final = 1 << 14  # cells written at a time

Run = tuple[int, range | list[int]]
"""A column and rows of it."""


class FormulaPlaces:
    """Where the formula cells of a part stand, in file order.

    Of each: row and column, its attributes besides the address (a number of ``shapes``), where its opening tag ends,
    and the span of its value's element, empty where it has none. ``complete``: these are all formula cells.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.complete = True
        self._known: dict[bytes, int] = {}
        self._added: list[tuple[npt.NDArray[np.int32], ...]] = []

    def add(self, attributes: Sequence[bytes], shapes: Places, *places: npt.NDArray[Any]) -> None:
        """Add cells: ``shapes`` index ``attributes``, ``places`` are rows, columns, ends of the tags, and spans."""
        known = self._known
        numbers = np.array([known.setdefault(one, len(known)) for one in attributes])
        # A part is shorter than 2 GB, so that half of the memory does.
        self._added.append(tuple(found.astype(np.int32) for found in (numbers[shapes], *places)))

    def serves(self, altered: Sequence[Run]) -> bool:
        """Whether the changed cells can be written from here: none changed twice (it might be what it was), and none
        holds rich data, which belongs to the old value."""
        rich = any(b" vm=" in one for one in self._known)
        return self.complete and bool(self._added) and not rich and not _overlapping(altered)

    def pieces(self, grid: Grid, altered: Sequence[Run]) -> Iterator[Piece]:
        """The part in pieces, with the present values of the ``altered`` cells."""
        writer = _Writer(self.data, list(self._known), grid)
        shapes, *places = (np.concatenate(found) for found in zip(*self._added, strict=True))
        chosen = np.flatnonzero(_marked(places[0], places[1], altered))
        for start in range(0, len(chosen), _BATCH):
            batch = chosen[start : start + _BATCH]
            yield writer.written(shapes[batch], *(found[batch] for found in places))
        yield memoryview(self.data)[writer.at :]


def by_column(cols: npt.NDArray[Any]) -> Iterator[tuple[int, Places]]:
    """Each column with the indices at which it stands, in order."""
    if not len(cols):
        return
    order = np.argsort(cols.astype(np.uint16), kind="stable")
    ordered = cols[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    for start, at in zip(starts.tolist(), np.split(order, starts[1:]), strict=True):
        yield int(ordered[start]), at


def _overlapping(altered: Sequence[Run]) -> bool:
    """Whether two runs of one column may share a row."""
    spans = sorted((col, min(rows), max(rows)) for col, rows in altered if rows)
    return any(a[0] == b[0] and b[1] <= a[2] for a, b in zip(spans, spans[1:], strict=False))


def _marked(rows: npt.NDArray[np.int32], cols: npt.NDArray[np.int32], altered: Sequence[Run]) -> npt.NDArray[np.bool_]:
    """Which of the cells are among the altered ones."""
    runs: dict[int, list[range | list[int]]] = {}
    for col, found in altered:
        runs.setdefault(col, []).append(found)
    marked = np.zeros(len(rows), dtype=np.bool_)
    last = int(rows.max())
    for col, at in by_column(cols):
        flags = np.zeros(last + 2, dtype=np.bool_)
        for found in runs.get(col, ()):
            if isinstance(found, range):
                flags[found.start : found.stop] = True
            else:
                flags[[row for row in found if row <= last]] = True
        marked[at] = flags[rows[at]]
    return marked


class _Writer:
    """Writes batches of cells in file order; ``at`` is how far the part has been gone through."""

    def __init__(self, data: bytes, shapes: list[bytes], grid: Grid) -> None:
        self.data = data
        self.shapes = shapes
        self.widths = np.array([len(one) for one in shapes])
        self.grid = grid
        self.elements = Elements()
        self.at = 0
        self.types = [Typed(""), Typed("str"), Typed("", blank=True), Typed("b"), Typed("e")]

    def written(
        self,
        shapes: npt.NDArray[np.int32],
        rows: npt.NDArray[np.int32],
        cols: npt.NDArray[np.int32],
        opened: npt.NDArray[np.int32],
        start: npt.NDArray[np.int32],
        end: npt.NDArray[np.int32],
    ) -> bytes:
        """The part from where the last batch ended to the end of the last cell's value."""
        new = np.empty(len(rows), dtype=object)
        types = np.zeros(len(rows), dtype=np.intp)
        for col, places in by_column(cols):
            values = _values(self.grid.columns.get(col, _EMPTY), rows[places])
            new[places] = _objects(self.elements.of(values))
            found = set(map(type, values))
            if found <= _SIMPLE:
                if found != {float}:
                    types[places] = list(map(_TYPES.__getitem__, map(type, values)))
            else:
                types[places] = list(map(_type, values))
        retyped, attributes = self.attributes(types, shapes)
        # One cut for a cell's value, one before it where the attributes change.
        ends = np.cumsum(1 + retyped) - 1
        before = ends[retyped] - 1
        count = int(ends[-1]) + 1
        starts, stops, texts = np.empty(count, np.int64), np.empty(count, np.int64), np.empty(count, dtype=object)
        starts[ends], stops[ends], texts[ends] = start, end, new
        starts[before], stops[before] = (opened - self.widths[shapes])[retyped], opened[retyped]
        texts[before] = attributes[retyped]
        kept = [self.at, *stops[:-1].tolist()]
        self.at = int(stops[-1])
        pieces = [b""] * (2 * count)
        pieces[0::2] = map(self.data.__getitem__, map(slice, kept, starts.tolist()))
        pieces[1::2] = texts.tolist()
        return b"".join(pieces)

    def attributes(self, types: Places, shapes: npt.NDArray[np.int32]) -> tuple[npt.NDArray[np.bool_], Any]:
        """Which cells get other attributes, and the attributes of all."""
        pairs = types * len(self.shapes) + shapes
        distinct, which = np.unique(pairs, return_inverse=True)
        old = [self.shapes[pair % len(self.shapes)] for pair in distinct.tolist()]
        new = [
            self.types[pair // len(self.shapes)][b'"' + attributes][1:]
            for pair, attributes in zip(distinct.tolist(), old, strict=True)
        ]
        differs = np.array([a != b for a, b in zip(old, new, strict=True)])
        return differs[which], _objects(new)[which]


_EMPTY: Final = Column()
_TYPES: Final[dict[type, int]] = {float: 0, str: 1, type(None): 2}
_SIMPLE: Final = frozenset(_TYPES)
_OTHERS: Final = {"": 0, "b": 3, "e": 4}


def _type(value: Value) -> int:
    found = _TYPES.get(type(value))
    return _OTHERS[content(value).type] if found is None else found


def _values(column: Column, rows: npt.NDArray[np.int32]) -> list[Value]:
    first, last = int(rows[0]), int(rows[-1])
    if last - first + 1 == len(rows):
        return column.slice(first, last)
    return list(map(column.get, rows.tolist()))


def _objects(values: list[bytes]) -> Any:
    """An array of objects; numpy would make one of fixed width by itself."""
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found
