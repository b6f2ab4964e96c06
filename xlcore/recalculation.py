"""What a recalculation reports: recomputed, changed, errors, circular, unsupported."""

from __future__ import annotations

from collections.abc import Iterator

from xlcore.records import Record
from xlcore.refs import cell_name
from xlcore.values import ExcelError


class Cells:
    """Cells as ``(sheet, "G12")`` in a sized iterable; kept as runs, so that 400,000 of them cost little."""

    __slots__ = ("_count", "_runs")

    def __init__(self) -> None:
        self._runs: list[tuple[str, int, range | list[int]]] = []
        self._count = 0

    def add(self, sheet: str, col: int, rows: range | list[int]) -> None:
        self._runs.append((sheet, col, rows))
        self._count += len(rows)

    def runs(self) -> Iterator[tuple[str, int, range | list[int]]]:
        """``(sheet, col, rows)``, the form in which they are kept."""
        return iter(self._runs)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for sheet, col, rows in self._runs:
            for row in rows:
                yield sheet, cell_name(row, col)

    def __contains__(self, cell: object) -> bool:
        return any(cell == found for found in self)

    def __repr__(self) -> str:
        return f"<{self._count} cells>"


class Recalculation(Record):
    """The report of one recalculation.

    ``recomputed`` and ``changed`` are sized iterables of ``(sheet, "G12")``; ``errors`` lists ``(sheet, cell,
    error)``, the
    error's ``origin`` being the cell where it arose; ``circular`` lists the cycles, each a list of ``(sheet, cell)``;
    ``unsupported``
    maps a function name to the cells that call it; ``seconds`` is wall time.
    """

    __slots__ = ("recomputed", "changed", "errors", "circular", "unsupported", "seconds")

    def __init__(self) -> None:
        self.recomputed = Cells()
        self.changed = Cells()
        self.errors: list[tuple[str, str, ExcelError]] = []
        self.circular: list[list[tuple[str, str]]] = []
        self.unsupported: dict[str, list[tuple[str, str]]] = {}
        self.seconds = 0.0


class Iteration(Record):
    """Iterative calculation as the file asks for it: at most ``count`` rounds, until nothing moves by ``delta``."""

    __slots__ = ("enabled", "count", "delta")

    def __init__(self, enabled: bool = False, count: int = 100, delta: float = 0.001) -> None:
        self.enabled = enabled
        self.count = count
        self.delta = delta
