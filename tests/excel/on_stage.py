"""Imported by the interpreter of ``stage`` as it starts: gives xlwings an Excel, at the moment it is imported."""

from __future__ import annotations

import atexit
import importlib.util
import json
import os
import sys
import time
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

PLAYED = os.environ.get("CHITIEU_STAGE")


class Curtain(MetaPathFinder):
    """Finds xlwings where it is, and puts the Excel there as soon as it is loaded."""

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if fullname != "xlwings":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec("xlwings")
        assert spec is not None and spec.loader is not None
        load = spec.loader.exec_module

        def and_then(module: ModuleType) -> None:
            load(module)
            raised(module, json.loads(Path(str(PLAYED)).read_text(encoding="utf-8")))

        spec.loader.exec_module = and_then  # type: ignore[method-assign]
        return spec


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
        }
        Path(script["seen"]).write_text(json.dumps(found), encoding="utf-8")
        if script.get("timed"):  # how long it took to be done, without what stood in for Excel
            print(json.dumps({"seconds": excel.told_after - spent - excel.seconds}), flush=True)

    atexit.register(said)  # runs after what is registered later, and what xlwings registered runs before it
    atexit.register(windows.cleanup)


if PLAYED:
    sys.meta_path.insert(0, Curtain())
