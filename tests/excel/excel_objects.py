"""Excel's own objects behind xlwings' ``.api``, as far as the buttons use them; capital letters are Excel's."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from tests.excel.excel_program import REFUSED, ComError, Document, Excel

if TYPE_CHECKING:
    from tests.excel.openpyxl_engine import Range, Sheet

GUARDS = ("AllowFormattingCells", "AllowFormattingColumns", "AllowFormattingRows", "AllowInsertingColumns",
          "AllowInsertingRows", "AllowInsertingHyperlinks", "AllowDeletingColumns", "AllowDeletingRows",
          "AllowSorting", "AllowFiltering", "AllowUsingPivotTables")  # fmt: skip


class NativeApp:
    def __init__(self, excel: Excel) -> None:
        self.excel = excel

    @property
    def UseSystemSeparators(self) -> bool:
        return self.excel.own_separators is None

    @property
    def DecimalSeparator(self) -> str:
        return (self.excel.own_separators or self.excel.signs)[0]

    @property
    def ThousandsSeparator(self) -> str:
        return (self.excel.own_separators or self.excel.signs)[1]

    def International(self, number: int) -> Any:
        self.excel.called()
        decimal, thousands, list_sign, date_sign, currency, order = self.excel.signs
        return {3: decimal, 4: thousands, 5: list_sign, 17: date_sign, 25: currency, 32: float(order)}[number]

    def InputBox(self, Prompt: str, Title: str, Default: str, Type: int) -> Any:
        self.excel.called()
        assert len(Prompt) <= 255 and Type == 2
        self.excel.questions.append(Default)
        return Default if self.excel.answer is True else self.excel.answer

    def Goto(self, reference: NativeRange) -> None:
        self.excel.called()
        where = reference.range
        self.excel.shown = (where.sheet.document.full_name, where.sheet.name, where.address)


class NativeBook:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.Name, self.FullName, self.Path = document.name, document.full_name, document.folder

    def SaveCopyAs(self, path: str) -> None:
        self.document.excel.accesses["copy"] += 1
        self.document.save_copy(Path(path))

    def LinkSources(self, kind: int) -> tuple[str, ...] | None:
        if not self.document.has_links():
            return None
        links = self.document.cells(values=False)._external_links
        return tuple(link.file_link.Target for link in links) or None

    def ChangeLink(self, old: str, new: str, kind: int) -> None:
        self.document.excel.may_ask("ChangeLink")
        for link in self.document.cells(values=False)._external_links:
            if link.file_link.Target == old:
                link.file_link.Target = new


class NativeSheet:
    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.guard = sheet.cells_of(values=False).protection
        self.ProtectDrawingObjects = self.ProtectScenarios = self.ProtectionMode = False

    @property
    def is_open(self) -> bool:
        return not self.guard.sheet

    @property
    def ProtectContents(self) -> bool:
        return bool(self.guard.sheet)

    @property
    def Protection(self) -> Any:
        return SimpleNamespace(**{name: not getattr(self.guard, _own(name)) for name in GUARDS})

    def Unprotect(self, password: str) -> None:
        if self.sheet.name in self.sheet.document.passwords:
            raise ComError(REFUSED)
        self.guard.sheet = False

    def Protect(self, **options: bool) -> None:
        self.guard.sheet = True
        for name in GUARDS:
            setattr(self.guard, _own(name), not options[name])

    @property
    def Cells(self) -> NativeSheet:
        return self

    def Replace(self, what: str, replacement: str, look_at: int) -> None:
        self.sheet.document.excel.accesses["replace"] += 1
        self.sheet.document.excel.may_ask("Replace")
        links = NativeBook(self.sheet.document).LinkSources(1) or ()
        wanted = re.sub("~(.)", r"\1", what)
        for row in self.sheet.cells_of(values=False).iter_rows():
            for cell in row:
                if cell.data_type == "f" and isinstance(cell.value, str):
                    for number, link in enumerate(links, 1):
                        if wanted == f"'{link}'!":
                            cell.value = cell.value.replace(f"[{number}]!", replacement)


def _own(name: str) -> str:
    """openpyxl's name of something that a protected sheet may allow."""
    verb, noun = re.fullmatch(r"Allow(Formatting|Inserting|Deleting|Using|)(\w+)", name).groups()  # type: ignore[union-attr]
    if verb == "Using":
        return "pivotTables"
    if not verb:
        return {"Sorting": "sort", "Filtering": "autoFilter"}[noun]
    return {"Formatting": "format", "Inserting": "insert", "Deleting": "delete"}[verb] + noun


class NativeRange:
    def __init__(self, range_: Range) -> None:
        self.range = range_

    @property
    def Locked(self) -> bool | None:
        row1, col1, row2, col2 = self.range.box
        rows = self.range.sheet.cells_of(values=False).iter_rows(row1, row2, col1, col2)
        found = {bool(cell.protection.locked) for row in rows for cell in row}
        return found.pop() if len(found) == 1 else None
