"""Imported by the interpreter of ``stage`` beside xlwings: gives it an Excel, at the moment it is imported."""

from __future__ import annotations

import atexit
import json
import os
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any


def play(xlwings: ModuleType) -> None:
    """Raises the Excel of the script that the environment names, if it names one."""
    script = os.environ.get("CHITIEU_STAGE")
    if script:
        raised(xlwings, json.loads(Path(script).read_text(encoding="utf-8")))


def raised(xlwings: Any, script: dict[str, Any]) -> None:
    """The Excel of the script, with its workbook open; what it saw is written when the process ends."""
    present = [name for name, module in sys.modules.items() if module is not None]
    imported = {name.partition(".")[0] for name in present} | {name for name in present if "xlwings" in name}
    started = time.perf_counter()
    from tests.excel import excel_program, openpyxl_engine

    sys.modules["pywintypes"] = excel_program.pywintypes()
    windows = ModuleType("xlwings._xlwindows")
    windows.N_COM_ATTEMPTS = 0  # type: ignore[attr-defined]  # as xlwings has it: ask for ever
    windows.ExcelBusyError = type("ExcelBusyError", (Exception,), {})  # type: ignore[attr-defined]
    ended: list[str] = []
    windows.cleanup = lambda: ended.append("every Excel without a window")  # type: ignore[attr-defined]
    sys.modules["xlwings._xlwindows"] = windows
    excel = excel_program.Excel()
    document = excel.open(Path(script["path"]), script["name"])
    for sheet, cell, value in script.get("typed", ()):
        document.put(sheet, cell, value)
    if script.get("bug"):
        document.save_copy = lambda path: 1 / 0  # type: ignore[assignment, method-assign, return-value]
    openpyxl_engine.install(excel)
    openpyxl_engine.book_of(document).set_mock_caller()
    spent = time.perf_counter() - started

    def said() -> None:
        found = {
            "alerts": excel.alerts,
            "accesses": dict(excel.accesses),
            "sheets": sorted(excel.asked_sheets),
            "settings": excel.settings,
            "imported": sorted(imported),
            "attempts": windows.N_COM_ATTEMPTS,
            "ended": ended,
            "argv": sys.argv[1:],
            "hashes": hashes_are_given(),
        }
        Path(script["seen"]).write_text(json.dumps(found), encoding="utf-8")
        if script.get("timed"):  # how long it took to be done, without what stood in for Excel
            print(json.dumps({"seconds": excel.told_after - spent - excel.seconds}), flush=True)

    atexit.register(said)  # runs after what is registered later, and what xlwings registered runs before it
    atexit.register(windows.cleanup)


def hashes_are_given() -> bool:
    """Whether OpenSSL was not set, by the file that a variable names, to give none (``planted``)."""
    import hashlib  # here: the program is to import it first

    try:
        return bool(hashlib.sha256(b"").digest())
    except ValueError:
        return False
