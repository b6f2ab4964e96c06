"""The functions of the registry as a UNO interface, and the type library (.rdb) that tells LibreOffice of it.

LibreOffice hands a cell's arguments over as the types of the method say: ``XCellRange`` is the cells themselves, with
blanks and errors as they are, but it must be given and be a reference; ``any`` is a value or a block, may be left out,
is copied cell by cell, and comes without what was blank or wrong. So tables that must be given are cells, and
everything else is ``any``. A function with tables that may be left out has further methods, which take one more of
them as cells, and another, up to all: a formula is bound to the one that it gives the tables for when a workbook is
opened (``names.py``).
The first argument is the workbook that calls, which nobody sees in the formula.

The library's format is that of LibreOffice's own ``unoidl`` (unoidl/README.md in its sources): a map of names to
modules and interfaces, every place in it counted from the beginning of the file.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from workbook.cellcalls import ROWS
from workbook.function_help import parameters
from xlcore.registry import Function

MODULES: Final = ("org", "chitieu")
INTERFACE: Final = "XHam"
SERVICE: Final = "org.chitieu.Ham"
ANY: Final = "any"
CELLS: Final = "com.sun.star.table.XCellRange"
BOOK: Final = "com.sun.star.beans.XPropertySet"
BOOK_NAME: Final = "so_goi"
WITH_TABLES: Final = "_BANG"
_BASE: Final = "com.sun.star.uno.XInterface"
_MAGIC: Final = b"UNOIDL\xff\x00"
_MODULE, _INTERFACE, _IN = b"\0", b"\5", b"\0"


class Method(NamedTuple):
    """A method that takes a workbook and the arguments of a function: their names, each with its type."""

    name: str
    function: Function
    arguments: Sequence[tuple[str, str]]


def methods_of(function: Function) -> list[Method]:
    """The methods that serve a function: the one of its name, and those for formulas that give more of its tables."""
    names = parameters(function)
    tables = tables_of(function)
    needed = sum(not names[name] for name in tables)
    return [
        Method(
            _method_name(function.name, count, len(tables) - needed), function, _typed(names, tables[: needed + count])
        )
        for count in range(len(tables) - needed + 1)
    ]


def tables_of(function: Function) -> list[str]:
    """The names of the arguments that are tables."""
    return [name for place, name in enumerate(parameters(function)) if function.code(place) == ROWS]


def _method_name(name: str, count: int, most: int) -> str:
    """What a method is called that takes so many as cells of the tables that may be left out."""
    if count == 0:
        return name
    return name + WITH_TABLES + (str(count) if count < most else "")


def _typed(names: Iterable[str], cells: Sequence[str]) -> list[tuple[str, str]]:
    return [(name, CELLS if name in cells else ANY) for name in names]


def type_library(methods: Iterable[Method]) -> bytes:
    """The file that declares the interface with these methods."""
    made = bytearray(_MAGIC + bytes(8))  # where the map is, and how many entries it has, are known at the end
    place = _added(made, _interface(methods))
    entry = _entry(made, INTERFACE, place)
    for module in reversed(MODULES):
        entry = _entry(made, module, _added(made, _MODULE + _number(1) + entry))
    struct.pack_into("<II", made, len(_MAGIC), _added(made, entry), 1)
    return bytes(made)


def _interface(methods: Iterable[Method]) -> bytes:
    """An interface without attributes: its base, no optional base, and the methods, none of which raises."""
    bodies = [_method(method) for method in methods]
    head = _INTERFACE + _number(1) + _text(_BASE) + _number(0) + _number(0)
    return head + _number(len(bodies)) + b"".join(bodies)


def _method(method: Method) -> bytes:
    arguments = [(BOOK_NAME, BOOK), *method.arguments]
    written = b"".join(_IN + _text(name) + _text(kind) for name, kind in arguments)
    return _text(method.name) + _text(ANY) + _number(len(arguments)) + written + _number(0)


def _entry(made: bytearray, name: str, place: int) -> bytes:
    """A line of a map: where the name stands, and where what it names does."""
    return _number(_added(made, name.encode("ascii") + b"\0")) + _number(place)


def _added(made: bytearray, piece: bytes) -> int:
    place = len(made)
    made += piece
    return place


def _number(value: int) -> bytes:
    return struct.pack("<I", value)


def _text(value: str) -> bytes:
    return _number(len(value)) + value.encode("ascii")
