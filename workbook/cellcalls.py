"""A function of ours called with what a spreadsheet program hands over: scalars, blocks of cells, errors, nothing.

The engine evaluates the arguments of a call itself (``xlcore/calls.py``); a program has done that already. The rules
are the same: scalars are coerced as the signature says, an error where none is wanted is the result, and a block where
a scalar is wanted makes a block of results, so that a whole column is one call.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from udfs.once import typed
from xlcore.coerce import to_bool, to_integer, to_number, to_text
from xlcore.registry import Function, Omitted
from xlcore.values import NA, VALUE, ExcelError, Value

Block = tuple[tuple[Value, ...], ...]
"""Rows of cells, all of the same length; at least one cell."""
Argument = Value | Block | Omitted


class Place(NamedTuple):
    """What a function that asks is told of the cell that calls it."""

    date1904: bool = False


NOWHERE: Final = Place()
_COERCE: Final[dict[str, Callable[[Any], Any]]] = {
    "n": to_number,
    "i": to_integer,
    "t": to_text,
    "b": to_bool,
    "v": lambda value: value,
    "e": lambda value: value,
}
ROWS: Final = "m"
KEPT: Final = 16  # blocks of cells that are known again: as many as the formulas of a workbook look at


def called(function: Function, arguments: Sequence[Argument], place: Place = NOWHERE) -> Value | Block:
    """What the function gives for these arguments; what is omitted at the end takes the function's own defaults."""
    given = list(arguments)
    while given and isinstance(given[-1], Omitted):
        given.pop()
    if not function.accepts(len(given)):
        return VALUE
    ready = [
        _rows(argument) if function.code(i) == ROWS else _scalar_or_block(argument) for i, argument in enumerate(given)
    ]
    spread = [argument for i, argument in enumerate(ready) if function.code(i) != ROWS and isinstance(argument, tuple)]
    if not spread:
        return _once(function, ready, place)
    height, width = max(map(len, spread)), max(len(block[0]) for block in spread)
    return tuple(
        tuple(_once(function, _element(function, ready, row, col), place) for col in range(width))
        for row in range(height)
    )


def _scalar_or_block(argument: Argument) -> Any:
    """An omitted argument in the middle is a blank, as in ``IF(a,,b)``; a single cell is its value."""
    if isinstance(argument, Omitted):
        return None
    return argument[0][0] if isinstance(argument, tuple) and len(argument) == len(argument[0]) == 1 else argument


def _rows(argument: Argument) -> Any:
    """Plain rows, cut after the last one in use. Equal ones are the same object: a hundred formulas look at one table,
    which is then read once (``udfs/once.py``)."""
    if not isinstance(argument, tuple):
        return ((None if isinstance(argument, Omitted) else argument,),)
    used = next((i for i in range(len(argument), 0, -1) if any(cell is not None for cell in argument[i - 1])), 0)
    return _known(*typed(argument[:used]))


@lru_cache(maxsize=KEPT)
def _known(cells: Block, _: tuple[type, ...]) -> Block:
    return cells


def _element(function: Function, arguments: list[Any], row: int, col: int) -> list[Any]:
    """The arguments for one place of the result: single rows and columns repeat, beyond the others there is #N/A."""
    return [
        _cell(argument, row, col) if isinstance(argument, tuple) and function.code(i) != ROWS else argument
        for i, argument in enumerate(arguments)
    ]


def _cell(block: Block, row: int, col: int) -> Value:
    line = block[0] if len(block) == 1 else block[row] if row < len(block) else None
    if line is None:
        return NA
    return line[0] if len(line) == 1 else line[col] if col < len(line) else NA


def _once(function: Function, arguments: list[Any], place: Place) -> Value:
    ready: list[Any] = [place] if function.context else []
    for i, argument in enumerate(arguments):
        code = function.code(i)
        value = argument if code == ROWS else _COERCE[code](argument)
        if isinstance(value, ExcelError) and code != "e":
            return value
        ready.append(value)
    result: Value = function.call(*ready)
    return result
