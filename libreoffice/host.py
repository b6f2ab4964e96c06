"""LibreOffice as the ``Host`` of a button: an open spreadsheet document, and the program around it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar

import uno
from com.sun.star.awt.MessageBoxType import INFOBOX, WARNINGBOX
from com.sun.star.beans import PropertyValue
from com.sun.star.lang import IllegalArgumentException, Locale
from com.sun.star.system import SystemShellExecuteException
from com.sun.star.uno import Exception as UnoException

from libreoffice import names
from libreoffice.dialog import asked
from workbook import userfolder
from workbook.excel_host import documents
from workbook.host import Block, Box, Kind
from workbook.refusal import Refusal
from xlcore import locales

Given = ParamSpec("Given")
Result = TypeVar("Result")

TITLE: Final = "Chỉ tiêu"
OK: Final = 1  # com.sun.star.awt.MessageBoxButtons.BUTTONS_OK
FILTERS: Final = {".xlsx": "Calc MS Excel 2007 XML", ".xlsm": "Calc MS Excel 2007 VBA XML"}
COPIED: Final = ".xlsx"  # what the copy of a workbook of another kind is
# com.sun.star.i18n.NumberFormatIndex: 1.234,50; 1.234,50 with the currency; a short date.
NUMBER, CURRENCY, DATE = 4, 14, 30
SHOWN: Final = 1234.5
DAY: Final = 45290.0  # 30/12/2023


def _refusing(action: Callable[Given, Result]) -> Callable[Given, Result]:
    """``action``, in one sentence where LibreOffice does not do it: its own exceptions pass through no ``with``."""

    @wraps(action)
    def done(*given: Given.args, **named: Given.kwargs) -> Result:
        try:
            return action(*given, **named)
        except UnoException as error:
            kind = type(error).__name__.rpartition(".")[2]
            userfolder.note(f"{action.__name__}: {kind}")
        raise Refusal(
            f"libreoffice-{kind}",
            f"LibreOffice không làm được một việc được yêu cầu ({kind}): hãy lưu sổ, đóng rồi mở lại LibreOffice và bấm"
            " nút lại.",
        )

    return done


class LibreOfficeHost:
    """An open spreadsheet of LibreOffice."""

    program = "LibreOffice"

    def __init__(self, context: Any, document: Any) -> None:
        self._context = context
        self._book = document
        self._bar: Any = None

    def _made(self, service: str) -> Any:
        return self._context.ServiceManager.createInstanceWithContext(service, self._context)

    # -- the workbook ----------------------------------------------------------------------------------------------

    def _path(self) -> Path | None:
        url = self._book.getURL()
        return Path(uno.fileUrlToSystemPath(url)) if url.startswith("file:") else None

    @_refusing
    def name(self) -> str:
        path = self._path()
        name = path.name if path is not None else self._book.Title
        return name if Path(name).suffix.lower() in FILTERS else f"{Path(name).stem if path else name}{COPIED}"

    @_refusing
    def full_name(self) -> str:
        path = self._path()
        return str(path) if path is not None else self._book.getURL() or self._book.RuntimeUID

    @_refusing
    def folder(self) -> Path:
        path = self._path()
        if path is not None and os.access(path.parent, os.W_OK):
            return path.parent
        return documents()

    @_refusing
    def locale(self) -> locales.Locale:
        formatter = self._made("com.sun.star.util.NumberFormatter")
        formatter.attachNumberFormatsSupplier(self._book)
        formats = self._book.getNumberFormats()
        number, money, day = (
            formatter.convertNumberToString(formats.getFormatIndex(index, Locale()), value)
            for index, value in ((NUMBER, SHOWN), (CURRENCY, SHOWN), (DATE, DAY))
        )
        return locale_shown(number, money, day)

    @_refusing
    def save_copy(self, path: Path) -> None:
        if not self._book.isAutomaticCalculationEnabled():
            self._book.calculate()
        kind = PropertyValue()
        kind.Name, kind.Value = "FilterName", FILTERS[path.suffix.lower()]
        self._book.storeToURL(uno.systemPathToFileUrl(str(path)), (kind,))
        names.give_back(path)

    @_refusing
    def repair_links(self) -> int:
        return names.bind(self._book)

    # -- cells -----------------------------------------------------------------------------------------------------

    def _cells(self, sheet: str, box: Box) -> Any:
        top, left, bottom, right = box
        found = self._book.getSheets().getByName(sheet)
        return found.getCellRangeByPosition(left - 1, top - 1, right - 1, bottom - 1)

    @_refusing
    def contents(self, sheet: str, box: Box) -> list[list[str]]:
        cells = self._cells(sheet, box)
        return [
            [_entered(*pair) for pair in zip(*rows, strict=True)]
            for rows in zip(cells.getFormulaArray(), cells.getDataArray(), strict=True)
        ]

    @_refusing
    def write(self, sheet: str, row: int, col: int, block: Block) -> None:
        cells = self._cells(sheet, (row, col, row + len(block) - 1, col + len(block[0]) - 1))
        held = cells.getDataArray()
        # One by one, and what is new alone: a whole block heeds the protection of the sheet, a cell does not, so that
        # none of it need be lifted (LibreOffice would put a poorer one in its place).
        for down, line in enumerate(block):
            for across, value in enumerate(line):
                shown = "" if value is None else value
                if held[down][across] != shown:
                    cell = cells.getCellByPosition(across, down)
                    if isinstance(shown, str):
                        cell.setString(shown)
                    else:
                        cell.setValue(shown)

    # -- the program -----------------------------------------------------------------------------------------------

    @contextmanager
    def held(self) -> Iterator[None]:
        book = self._book
        automatic = book.isAutomaticCalculationEnabled()
        undo = book.getUndoManager()
        book.lockControllers()
        book.enableAutomaticCalculation(False)
        undo.enterUndoContext(TITLE)
        try:
            yield
        finally:
            undo.leaveUndoContext()
            book.enableAutomaticCalculation(automatic)
            book.unlockControllers()
        book.calculate()

    @_refusing
    def progress(self, text: str | None) -> None:
        if self._bar is not None:
            self._bar.end()
            self._bar = None
        if text is not None:
            self._bar = self._book.CurrentController.Frame.createStatusIndicator()
            self._bar.start(text, 0)

    @_refusing
    def message(self, text: str, kind: Kind) -> None:
        window = self._book.CurrentController.Frame.ContainerWindow
        sign = INFOBOX if kind == "info" else WARNINGBOX
        box = window.getToolkit().createMessageBox(window, sign, OK, TITLE, text)
        box.execute()
        box.dispose()

    @_refusing
    def ask(self, text: str, proposal: str) -> str | None:
        return asked(self._context, self._book.CurrentController.Frame.ContainerWindow, TITLE, text, proposal)

    @_refusing
    def select(self, sheet: str, cell: str) -> None:
        found = self._book.getSheets().getByName(sheet)
        controller = self._book.CurrentController
        controller.setActiveSheet(found)
        controller.select(found.getCellRangeByName(cell))

    @_refusing
    def open_folder(self, path: Path) -> None:
        shell = self._made("com.sun.star.system.SystemShellExecute")
        # Where no program opens folders, the message has named it already.
        with suppress(SystemShellExecuteException, IllegalArgumentException):
            shell.execute(uno.systemPathToFileUrl(str(path.parent)), "", 0)


def _entered(formula: str, value: Any) -> str:
    """What was entered in a cell: LibreOffice shows an apostrophe before a text that looks like a number."""
    return value if isinstance(value, str) and formula == f"'{value}" else formula


def locale_shown(number: str, money: str, day: str) -> locales.Locale:
    """The locale in which 1234.5, the same amount of money and 30/12/2023 are shown like this."""
    group, decimal = number[1:2], number[-3:-2]
    if group.isdigit():
        group = ""
    currency = "".join(sign for sign in money if not sign.isdigit() and sign not in f"{group}{decimal} \xa0-")
    sign = next((sign for sign in day if not sign.isalnum()), "/")
    parts = day.split(sign)
    order = "dmy" if parts[0] == "30" else "mdy" if parts[0] == "12" else "ymd"
    return locales.locale_of(decimal, group, ";" if decimal == "," else ",", order, sign, currency or "$")


def found_in(desktop: Any) -> Any:
    """The spreadsheet in front; ``Refusal`` when there is none."""
    document = desktop.getCurrentComponent()
    if document is None or not document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
        raise Refusal("no-book-open", "LibreOffice chưa mở sổ nào: hãy mở sổ chỉ tiêu rồi bấm nút lại.")
    return document
