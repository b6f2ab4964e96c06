"""Every CT_… function in Excel's cells, through xlwings' UDF server.

The add-in starts ``python -I -B -m workbook.excel_functions CLSID`` (``workbook/vba/source/ChiTieuHam.bas``) and calls
the functions below by their names. They are made of the registry: names, arguments and help are those of ``udfs``.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from functools import partial
from typing import Any, Final, NamedTuple

from udfs import FUNCTIONS
from workbook.cellcalls import ROWS, Block, Place, called
from workbook.comvalues import received_block, returned_block
from workbook.function_help import CATEGORY, help_of, parameters
from workbook.lean_xlwings import load_xlwings
from workbook.wrapper_module import PYTHON_MODULE
from xlcore.registry import OMITTED, Function, Omitted
from xlcore.values import Value

MANY_CELLS: Final = 1_000
"""Of a larger table only the rows down to the sheet's last one in use are read: the formulas of a workbook look at
thousands of rows, of which a hundred are in use, and every cell that crosses over to Python takes its time."""
XW: Final[Any] = load_xlwings()  # what it has, and with which types, depends on the platform
BY_HAND: Final = "Lệnh này do Excel tự gọi cho các hàm CT_… trong ô, không gõ bằng tay: hãy mở sổ trong Excel."
NOT_HERE: Final = "Hàm trong ô chỉ chạy được trong Excel trên Windows, với gói xlwings và pywin32."


class Cells(XW.conversion.Accessor):
    """xlwings' converter for the arguments and the results: whole ranges in one access, in both directions."""

    @classmethod
    def reader(cls, options: Any) -> Any:
        return XW.conversion.Pipeline().append_stage(partial(_read, rows=options["rows"], dated=options["dated"]))

    @classmethod
    def writer(cls, options: Any) -> Any:
        return XW.conversion.Pipeline().append_stage(_write)


class Given(NamedTuple):
    """An argument: its cells, and whether they stand in a workbook that counts its days from 1904."""

    cells: Block
    date1904: bool = False


def _read(context: Any, rows: bool, dated: bool) -> None:
    """Value2 has dates and money as the numbers they are; what is no range was computed by Excel."""
    if context.range is None:
        context.value = Given(received_block(context.value))
        return
    cells = context.range.api
    values = received_block((_used(cells) if rows else cells).Value2)
    context.value = Given(values, dated and bool(cells.Worksheet.Parent.Date1904))


def _used(cells: Any) -> Any:
    """A table without the rows below the last one of its sheet that is in use."""
    if cells.CountLarge <= MANY_CELLS:
        return cells
    used = cells.Worksheet.UsedRange
    count = used.Row + used.Rows.Count - cells.Row
    return cells.Resize(max(1, min(count, cells.Rows.Count)), cells.Columns.Count)


def _write(context: Any) -> None:
    context.value = returned_block(context.value)


def _excel_function(function: Function) -> Callable[..., Value | Block]:
    """The function as xlwings registers it: its own name, arguments and help, and values converted by ``Cells``."""

    def call(*arguments: Given | Omitted) -> Value | Block:
        given = [argument.cells if isinstance(argument, Given) else argument for argument in arguments]
        place = Place(any(isinstance(argument, Given) and argument.date1904 for argument in arguments))
        return called(function, given, place)

    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    call.__name__ = call.__qualname__ = function.name
    call.__doc__ = function.doc
    call.__annotations__ = {}  # xlwings would choose converters by them
    call.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(name, kind, default=OMITTED if optional else inspect.Parameter.empty)
            for name, optional in parameters(function).items()
        ]
    )
    made = XW.ret(convert=Cells)(call)
    for place, (name, text) in enumerate(zip(parameters(function), help_of(function), strict=True)):
        rows = function.code(place) == ROWS
        made = XW.arg(name, convert=Cells, doc=text, rows=rows, dated=function.context)(made)
    # Last: each of these decorators forgets category and volatility of the one before.
    registered: Callable[..., Value | Block] = XW.func(made, category=CATEGORY, volatile=function.volatile)
    return registered


EXCEL_FUNCTIONS: Final = {name: _excel_function(function) for name, function in FUNCTIONS.items()}
globals().update(EXCEL_FUNCTIONS)  # where xlwings looks for them


def main(arguments: list[str] | None = None) -> int:
    """Serves Excel, which gave this COM class identifier, until it goes; the process's exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    if len(given) != 1:
        print(BY_HAND, file=sys.stderr)
        return 2
    try:
        from xlwings import udfs  # there on Windows alone
    except ImportError:
        print(NOT_HERE, file=sys.stderr)
        return 1
    # xlwings would import the module once more, and before that look into the open workbook for sheets with code.
    udfs.udf_modules[PYTHON_MODULE] = {"filename": __file__, "filetime": None, "module": sys.modules[__name__]}
    XW.serve(given[0])
    return 0


if __name__ == "__main__":
    sys.exit(main())
