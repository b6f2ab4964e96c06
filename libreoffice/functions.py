"""The functions of the registry as the methods that LibreOffice calls for a cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from libreoffice.callers import NUMBERS, callers_in
from libreoffice.cells import table_of
from libreoffice.interface import CELLS, Method
from libreoffice.values import received, received_table, returned
from workbook.cellcalls import ROWS, Argument, Place, called
from xlcore.registry import OMITTED

FROM_1904: Final = (1, 1, 1904)


def call_of(method: Method) -> Callable[..., Any]:
    """What is called with the component, the workbook, and the arguments of a cell's formula."""
    function = method.function
    kinds = [kind for _, kind in method.arguments]
    tables = [function.code(place) == ROWS for place in range(len(kinds))]

    def given(place: int, argument: Any) -> Argument:
        if argument is None:
            return OMITTED if place >= function.min_args else None  # written, with nothing between its commas
        if kinds[place] == CELLS:
            return table_of(argument)
        return received_table(argument) if tables[place] else received(argument)

    def call(component: object, book: Any, *arguments: Any) -> Any:
        ready = [given(place, argument) for place, argument in enumerate(arguments)]
        if any(argument in NUMBERS for argument in arguments if isinstance(argument, float)):
            for place, value in callers_in(book).meant(method.name, arguments).items():
                ready[place] = value
        return returned(called(function, ready, place_of(book) if function.context else Place()))

    return call


def place_of(book: Any) -> Place:
    """What a function is told of the workbook that calls it."""
    day = book.getPropertyValue("NullDate")
    return Place((day.Day, day.Month, day.Year) == FROM_1904)
