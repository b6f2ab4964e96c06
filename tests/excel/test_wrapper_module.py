"""The VBA wrappers against what the pinned xlwings itself generates of our functions."""

from __future__ import annotations

import re
from importlib.util import find_spec

import pytest
from windows_process import WindowsProcess

from udfs import FUNCTIONS
from workbook.function_help import parameters
from workbook.wrapper_module import FAILED, PYTHON_MODULE, wrapper_module
from xlcore.registry import Function

ADDIN = "chitieu.xlam"
VBA_LINE = 1023  # the longest that the editor takes
# Words of VBA that cannot be names of arguments, apart from those that no Vietnamese word is spelt like.
KEYWORDS = set(
    "and as byref byval call case const date dim do each else end eqv erase event exit false for function get"
    " global gosub goto if imp implements in is let like loop lset me mid mod new next not nothing null on open"
    " option optional or preserve print private property public put raiseevent redim rem resume return rset seek"
    " select set static step stop sub then time to true type until variant wend while with write xor".split()
)


def source(volatile: tuple[str, ...] = ()) -> str:
    functions = [changed(function, function.name in volatile) for function in FUNCTIONS.values()]
    return wrapper_module(functions)


def changed(function: Function, volatile: bool) -> Function:
    values = {name: getattr(function, name) for name in Function.__slots__} | {"volatile": volatile}
    return Function(**values)


@pytest.mark.parametrize("volatile", [(), ("CT_CAU", "CT_NGAY")])
def test_the_wrappers_are_what_xlwings_generates_but_for_what_a_failure_gives(
    windows: WindowsProcess, volatile: tuple[str, ...]
) -> None:
    generated = windows.ask(wrapper=ADDIN, volatile=volatile)
    ours = source(volatile)
    assert generated.count("Err.Description") == len(FUNCTIONS)
    assert ours[ours.index("Function ") :] == generated.replace("Err.Description", FAILED)


def test_the_head_says_that_it_is_excel_and_carries_the_name_of_xlwings_module() -> None:
    head = source().partition("Function ")[0]
    assert head.startswith('Attribute VB_Name = "xlwings_udfs"\n')
    assert '\n#Const App = "Microsoft Excel"\n' in head
    assert "Option Private Module" not in head  # or no cell would find the functions


def test_the_module_that_vba_asks_for_is_there() -> None:
    assert find_spec(PYTHON_MODULE) is not None


def test_vba_can_read_it() -> None:
    text = source()
    text.encode("ascii")
    assert max(map(len, text.splitlines())) <= VBA_LINE
    for function in FUNCTIONS.values():
        names = list(parameters(function))
        assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)
        assert not KEYWORDS & set(names)
        assert len(names) <= 60  # arguments of a VBA procedure
