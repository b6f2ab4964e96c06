"""The VBA module through which cells call our functions: as xlwings generates it, without Excel and without Windows.

xlwings makes this module on an officer's computer ("Import Functions"), which needs access to the VBA project and
macros that nobody should allow. Here it is part of the add-in from the start. Only one line of each function differs
from what the pinned xlwings writes (a test compares): a function that failed gives an error value, not an English text.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from workbook.function_help import parameters
from xlcore.registry import Function

NAME: Final = "xlwings_udfs"
PYTHON_MODULE: Final = "workbook.excel_functions"
FAILED: Final = "ChiTieu_Failed(Err.Number)"
"""What a function that failed gives (``workbook/vba/source/ChiTieuHam.bas``)."""

_HEAD: Final = f"""Attribute VB_Name = "{NAME}"
' The functions CT_... in cells, made of the registry of chitieu (workbook/wrapper_module.py).
#Const App = "Microsoft Excel"
"""
_FUNCTION: Final = """Function {name}({declared})
{volatile}    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        {name} = XLPy.CallUDF("{module}", "{name}", Array({names}), ActiveWorkbook, Application.Caller)
        Exit Function
    #Else
        {name} = XLPy.CallUDF("{module}", "{name}", Array({names}))
        Exit Function
    #End If
failed:
    {name} = {failed}
End Function

"""


def wrapper_module(functions: Iterable[Function]) -> str:
    """The module's source for these functions, in the order of their names."""
    return _HEAD + "".join(map(wrapper, sorted(functions, key=lambda function: function.name)))


def wrapper(function: Function) -> str:
    """The VBA function that hands its arguments on to Python."""
    named = parameters(function)
    return _FUNCTION.format(
        name=function.name,
        declared=", ".join(f"Optional {name}" if optional else name for name, optional in named.items()),
        names=", ".join(named),
        module=PYTHON_MODULE,
        volatile="    Application.Volatile\n" if function.volatile else "",
        failed=FAILED,
    )
