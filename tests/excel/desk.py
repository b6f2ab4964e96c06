"""An officer's desk: a workbook that is open in an Excel of ``openpyxl_engine``, and the button's side of it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import xlwings

from tests.excel import excel_program, openpyxl_engine
from tests.excel.excel_program import Document, Excel
from workbook import buttons
from workbook.book import Workbook, load
from workbook.excel_host import ExcelHost
from xlcore.values import Value

SETTINGS = {
    "screen_updating": True,
    "display_alerts": True,
    "enable_events": True,
    "calculation": "automatic",
    "status_bar": False,
}


class Desk:
    """A workbook in a folder of its own, open in Excel."""

    def __init__(self, excel: Excel, document: Document) -> None:
        self.excel = excel
        self.document = document
        self.folders: list[Path] = []  # what was opened in the program for files

    @property
    def folder(self) -> Path:
        """The folder of the file, wherever Excel says that it is."""
        return self.document.path.parent

    def host(self, patience: float = 5) -> ExcelHost:
        return ExcelHost(openpyxl_engine.book_of(self.document), self.folders.append, patience)

    def press(self, command: str, patience: float = 5) -> str:
        """What the button says."""
        buttons.press(command, self.host(patience))
        return self.excel.alerts[-1][0] if self.excel.alerts else ""

    def shown(self) -> Workbook:
        """What Excel shows in its cells now."""
        copy = self.folder / "chup.xlsx"
        self.document.save_copy(copy)
        try:
            return load(copy)
        finally:
            copy.unlink()

    def shown_constant(self, sheet: str, cell: str) -> Value:
        """What was entered in a cell that is no formula."""
        found: Value = self.document.cells(values=False)[sheet][cell].value
        return found

    @staticmethod
    def com_error(number: int) -> Exception:
        """What a call to Excel raises."""
        return excel_program.ComError(number)


@contextmanager
def desk_with(path: Path, full_name: str | None = None, language: str = "vi") -> Iterator[Desk]:
    """The file opened in Excel; xlwings finds that Excel and no other while this is entered."""
    excel = Excel(language)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "pywintypes", excel_program.pywintypes())
        patch.setattr(xlwings.engines, "engines", [])
        patch.setattr(xlwings.engines, "engines_by_name", {})
        patch.setattr(xlwings.engines, "active", None)
        openpyxl_engine.install(excel)
        yield Desk(excel, excel.open(path, full_name))


def copied(source: Path, folder: Path, name: str = "") -> Path:
    """A copy of the file in the folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(source, folder / (name or source.name)))
