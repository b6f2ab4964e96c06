"""Excel as a program: what it has open, its settings, its errors, and everything that was asked of it.

``SaveCopyAs`` is Excel's own work, which openpyxl cannot do (it drops what it does not know, and has no values for
formulas): the file is patched and computed by our package and core, with the functions that Excel has and without ours,
unless the add-in is there.
"""

from __future__ import annotations

import os
import re
import shutil
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import workbook
from xlcore import BUILTINS

BUSY = -2147418111
REFUSED = -2146827284  # 0x800A03EC
GONE = -2147023174
SIGNS = {"vi": (",", ".", ";", "/", "₫", 1), "en": (".", ",", ",", "/", "$", 0)}


class ComError(Exception):
    """pywin32's error of a COM call."""

    def __init__(self, hresult: int) -> None:
        super().__init__(hresult, "", None, None)
        self.hresult = hresult
        self.excepinfo = (0, "Microsoft Excel", "", "", 0, hresult)


def pywintypes() -> ModuleType:
    """What xlwings brings along on Windows: the module that names the errors of COM."""
    module = ModuleType("pywintypes")
    module.com_error = ComError  # type: ignore[attr-defined]
    module.error = type("error", (Exception,), {})  # type: ignore[attr-defined]
    return module


def age() -> float:
    """How many seconds ago this process was started, to a hundredth; 0 where the system does not say."""
    if not os.path.exists("/proc/self/stat"):
        return 0.0
    with open("/proc/self/stat") as stat:
        started = int(stat.read().rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
    return time.clock_gettime(time.CLOCK_BOOTTIME) - started


class Excel:
    """The program: its settings, the workbooks that it has open, and everything that was asked of it."""

    def __init__(self, language: str = "vi") -> None:
        self.documents: list[Document] = []
        self.addin: str | None = None  # where it is loaded from
        self.signs = SIGNS[language]
        self.own_separators: tuple[str, str] | None = None
        self.settings: dict[str, Any] = {
            "screen_updating": True,
            "display_alerts": True,
            "enable_events": True,
            "calculation": "automatic",
            "status_bar": False,
        }
        self.accesses: Counter[str] = Counter()
        self.alerts: list[tuple[str, str | None]] = []
        self.statuses: list[str] = []
        self.questions: list[str] = []
        self.dialogues: list[str] = []  # of its own, on which it may have insisted
        self.answer: Any = False  # what the user types into an input box; False: cancelled
        self.shown: tuple[str, str, str] | None = None
        self.asked_sheets: set[str] = set()
        self.rejects = 0  # so many calls to come find it busy
        self.gone = False
        self.told_after = 0.0  # seconds from the start of this process to its first message
        self.seconds = 0.0  # what openpyxl and the patching took, which Excel's work does not
        self.before_write: Callable[[], None] = lambda: None  # what somebody does in the meantime

    def told(self, text: str, mode: str | None) -> None:
        """A message is shown."""
        self.alerts.append((text, mode))
        self.told_after = self.told_after or age()

    def may_ask(self, what: str) -> None:
        """Something about which Excel may ask, a file that it does not find, unless it is told to show no dialogue."""
        if self.settings["display_alerts"]:
            self.dialogues.append(what)

    def called(self) -> None:
        """Every call from outside passes here."""
        if self.gone:
            raise ComError(GONE)
        if self.rejects:
            self.rejects -= 1
            raise ComError(BUSY)

    def open(self, path: Path, full_name: str | None = None) -> Document:
        """Opens a file; ``full_name`` is what Excel calls it, where that is no path, or that of no file."""
        document = Document(self, path, str(path) if full_name is None else full_name)
        self.documents.append(document)
        return document


class Document:
    """An open workbook, with what was changed in it since its file was read."""

    def __init__(self, excel: Excel, path: Path, full_name: str) -> None:
        self.excel = excel
        self.path = path
        self.full_name = full_name
        self.changes: dict[tuple[str, str], Any] = {}
        self.uncomputed = False
        self.passwords: set[str] = set()  # sheets that a password protects
        self._books: dict[bool, Any] = {}
        self._copies: dict[tuple[str, str | None, bool], bytes] = {}  # the last one, by what it was made of

    def cells(self, values: bool) -> Any:
        """openpyxl's workbook, of values or of formulas."""
        if values not in self._books:
            started = time.perf_counter()
            import openpyxl

            self._books[values] = openpyxl.load_workbook(self.path, data_only=values)
            for (sheet, cell), value in self.changes.items():
                self._books[values][sheet][cell].value = value
            self.excel.seconds += time.perf_counter() - started
        return self._books[values]

    def has_links(self) -> bool:
        """Whether other workbooks are named in the file; openpyxl takes long to say so."""
        with zipfile.ZipFile(self.path) as found:
            return any(name.startswith("xl/externalLinks/") for name in found.namelist())

    @property
    def name(self) -> str:
        return re.split(r"[\\/]", self.full_name)[-1]

    @property
    def folder(self) -> str:
        return self.full_name[: -len(self.name) - 1] if self.name != self.full_name else ""

    def put(self, sheet: str, cell: str, value: Any) -> None:
        """Changes a cell, as somebody does who types, without counting as an access."""
        self.changes[sheet, cell] = value
        self.uncomputed = True
        for book in self._books.values():
            book[sheet][cell].value = value
            book[sheet][cell].data_type = "f" if isinstance(value, str) and value.startswith("=") else (
                "s" if isinstance(value, str) else book[sheet][cell].data_type
            )  # fmt: skip

    def save_copy(self, path: Path) -> None:
        started = time.perf_counter()
        if self.changes:
            self._patched(path)
        else:
            shutil.copyfile(self.path, path)
        self.excel.seconds += time.perf_counter() - started

    def _patched(self, path: Path) -> None:
        if self.uncomputed and self.excel.settings["calculation"] == "automatic":
            self.uncomputed = False
        state = (repr(self.changes), self.excel.addin, self.uncomputed)
        if state not in self._copies:
            self._compute(path)
            self._copies = {state: path.read_bytes()}
        path.write_bytes(self._copies[state])

    def _compute(self, path: Path) -> None:
        book = workbook.load(self.path, None if self.excel.addin else BUILTINS)
        for (sheet, cell), value in self.changes.items():
            if not (isinstance(value, str) and value.startswith("=")):
                book.set(sheet, cell, value, overwrite=True)
        if not self.uncomputed:
            book.recalculate()
        book.save(path)
