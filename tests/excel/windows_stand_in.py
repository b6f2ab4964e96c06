"""A process in which xlwings believes that it runs on Windows (see ``windows_process.py``): a JSON line per request.

pywin32 is replaced by the little of it that xlwings' UDF server touches; xlwings' own code is the installed one, down
to ``XLPython.CallUDF``, which is what VBA calls. Ranges are stand-ins that count how often they are read.
"""

from __future__ import annotations

import asyncio  # noqa: F401  the standard library makes up its mind about the platform before xlwings does
import ctypes
import io
import json
import subprocess  # noqa: F401
import sys
import types
from pathlib import Path
from typing import Any

RANGE = "{00020846-0000-0000-C000-000000000046}"
MISSING = -2147352572  # DISP_E_PARAMNOTFOUND, as pywin32 shows an argument left out
SCODES = -2146828288  # 0x800A0000, to which the numbers of Excel's errors are added
CODES = {"#NULL!": SCODES + 2000, "#DIV/0!": SCODES + 2007, "#VALUE!": SCODES + 2015, "#REF!": SCODES + 2023}
CODES |= {"#NAME?": SCODES + 2029, "#NUM!": SCODES + 2036, "#N/A": SCODES + 2042}


class Anything:
    """A stand-in for what is only passed around."""

    def __init__(self, *_: Any, **__: Any) -> None: ...

    def __call__(self, *_: Any, **__: Any) -> Any:
        return self

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        found = Anything()
        setattr(self, name, found)
        return found


class Cells:
    """A range as Excel's object model has it."""

    reads: list[tuple[int, int]] = []

    def __init__(self, rows: list[list[Any]], row: int = 1, used: int = 0, date1904: int = 0) -> None:
        self.rows = rows
        self.Row, self.Column = row, 1
        self.used = used  # the last row of the sheet in use
        self.Rows = types.SimpleNamespace(Count=len(rows))
        self.Columns = types.SimpleNamespace(Count=len(rows[0]))
        self.CountLarge = len(rows) * len(rows[0])
        self.Worksheet = Anything()
        self.Worksheet.Parent.Date1904 = bool(date1904)
        self.Worksheet.UsedRange = types.SimpleNamespace(Row=1, Rows=types.SimpleNamespace(Count=used))

    @property
    def Value2(self) -> Any:
        self.reads.append((len(self.rows), len(self.rows[0])))
        if len(self.rows) == len(self.rows[0]) == 1:
            return self.rows[0][0]
        return tuple(map(tuple, self.rows))

    def Resize(self, rows: int, columns: int) -> Dispatched:
        assert rows <= len(self.rows) and columns == len(self.rows[0])
        return Dispatched(PyIDispatch(Cells(self.rows[:rows], self.Row, self.used)))


class PyIDispatch:
    """What pywin32 hands over of a COM object."""

    def __init__(self, cells: Any) -> None:
        self.cells = cells

    def GetTypeInfo(self) -> Any:
        return types.SimpleNamespace(
            GetTypeAttr=lambda: types.SimpleNamespace(iid=RANGE), GetDocumentation=lambda _: ["Range"]
        )


class Dispatched:
    """``win32com.client.Dispatch`` of it."""

    def __init__(self, oleobj: Any, **_: Any) -> None:
        self._oleobj_ = oleobj

    def __getattr__(self, name: str) -> Any:
        return getattr(self._oleobj_.cells, name)


def module(name: str, **names: Any) -> types.ModuleType:
    made = types.ModuleType(name)
    made.__dict__.update(names)
    sys.modules[name] = made
    return made


class Policy:
    """``DefaultPolicy`` of pywin32, which makes no objects of itself."""

    def _CreateInstance_(self, clsid: str, iid: str) -> Any:
        raise AssertionError("the server was asked for another class")


registered: list[str] = []


def stand_in_for_pywin32() -> None:
    com_error = type("com_error", (Exception,), {})
    dispatch_id = "IDispatch"
    module("pywintypes", IID=str, com_error=com_error, error=com_error, TimeType=type("Time", (), {}))
    module(
        "pythoncom",
        __file__="pythoncom",
        IID_IDispatch=dispatch_id,
        IID_IEnumVARIANT="IEnumVARIANT",
        TypeIIDs={dispatch_id: PyIDispatch},
        ole_error=com_error,
        CoInitialize=lambda: None,
        CoUninitialize=lambda: None,
        CLSCTX_LOCAL_SERVER=4,
        REGCLS_MULTIPLEUSE=1,
        REGCLS_SUSPENDED=4,
        MakePyFactory=lambda clsid: clsid,
        CoRegisterClassObject=lambda clsid, *_: registered.append(clsid),
        EnableQuitMessage=lambda _: None,
        CoResumeClassObjects=lambda: None,
        PumpWaitingMessages=lambda: True,  # WM_QUIT: Excel has gone
        CoRevokeClassObject=lambda _: None,
    )
    classes = {name: type(name, (), {}) for name in ("CDispatch", "CoClassBaseClass", "DispatchBaseClass")}
    client = module("win32com.client", Dispatch=Dispatched, DispatchEx=Dispatched, **classes)
    policy = module("win32com.server.policy", DefaultPolicy=Policy)
    util = module("win32com.server.util", wrap=lambda made, *_: made)
    server = module("win32com.server", policy=policy, util=util, dispatcher=module("win32com.server.dispatcher"))
    module("win32com", client=client, server=server, __path__=[])
    server.__path__ = []
    module("win32event", MsgWaitForMultipleObjects=lambda *_: 0, WAIT_OBJECT_0=0, INFINITE=-1, QS_ALLEVENTS=255)
    module("win32api", GetCurrentThreadId=lambda: 1)
    module("win32process", GetWindowThreadProcessId=lambda _: (1, 2))
    for name in ("win32con", "win32gui", "win32timezone"):
        module(name)


def import_as_on_windows() -> Any:
    stand_in_for_pywin32()
    real = sys.platform, ctypes.PyDLL
    ctypes.PyDLL = ctypes.windll = ctypes.oledll = Anything()  # type: ignore[attr-defined, misc, assignment]
    sys.platform = "win32"
    try:
        import workbook.excel_functions
    finally:
        sys.platform, ctypes.PyDLL = real  # type: ignore[misc]
    return workbook.excel_functions


def argument(told: Any) -> Any:
    """An argument as VBA hands it on: a range, an array, a value, or nothing."""
    match told:
        case {"missing": True}:
            return MISSING
        case {"range": rows, **rest}:
            placed = {name: int(number) for name, number in rest.items()}
            return PyIDispatch(Cells([list(map(argument, row)) for row in rows], **placed))
        case {"error": code}:
            return CODES[code]
        case list():
            return tuple(map(argument, told))
    return told


def answer(request: dict[str, Any], functions: Any) -> Any:
    import xlwings.com_server
    import xlwings.udfs

    match request:
        case {"call": name, "arguments": told}:
            Cells.reads.clear()
            arguments = tuple(map(argument, told))
            caller = PyIDispatch(Cells([[None]]))
            given = xlwings.com_server.XLPython().CallUDF(functions.PYTHON_MODULE, name, arguments, None, caller)
            return {"given": given, "reads": Cells.reads}
        case {"wrapper": workbook_name, "volatile": volatile}:
            text = io.StringIO()
            book = types.SimpleNamespace(Name=workbook_name)
            for name in volatile:
                getattr(functions, name).__xlfunc__["volatile"] = True
            xlwings.udfs.generate_vba_wrapper(functions.PYTHON_MODULE, functions, text, book)
            for name in volatile:
                getattr(functions, name).__xlfunc__["volatile"] = False
            return text.getvalue()
        case {"described": name}:
            told = getattr(functions, name).__xlfunc__
            arguments = {each["name"]: [each["doc"], "optional" in each] for each in told["args"]}
            keys = ("name", "category", "volatile", "sub", "async_mode")
            return {key: told[key] for key in keys} | {"doc": told["ret"]["doc"], "arguments": arguments}
        case {"loaded": names}:
            return [name for name in names if name in sys.modules]
        case {"serve": clsid}:
            code = functions.main([clsid])
            made = sys.modules["win32com.server.policy"].DefaultPolicy()._CreateInstance_(clsid, "IID")
            kept = xlwings.udfs.udf_modules[functions.PYTHON_MODULE]
            return [code, registered, type(made).__name__, kept["filetime"], kept["module"] is functions]
    raise AssertionError(request)


def main() -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    out, sys.stdout = sys.stdout, sys.stderr  # the server says on standard output that it runs
    functions = import_as_on_windows()
    for line in io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8"):
        request = json.loads(line, parse_int=float)
        print(json.dumps(answer(request, functions)), file=out, flush=True)


if __name__ == "__main__":
    main()
