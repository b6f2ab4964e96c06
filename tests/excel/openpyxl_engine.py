"""An xlwings engine over openpyxl, written on xlwings' own base classes: Excel as far as our buttons can tell.

Excel's ways that have cost somebody a number are imitated: a text that is written is read as if it were typed, unless
an apostrophe stands before it; a locked cell of a protected sheet refuses; a long text refuses to be part of a block;
under a filter a block reaches only the rows that can be seen; a busy Excel rejects every call.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import xlwings
from xlwings import base_classes

from tests.excel.excel_objects import NativeApp, NativeBook, NativeRange, NativeSheet
from tests.excel.excel_program import GONE, REFUSED, ComError, Document, Excel
from xlcore.refs import cell_name

LONGEST_IN_BLOCK = 8203


def install(excel: Excel) -> None:
    """Makes it the Excel that xlwings finds."""
    engine = xlwings.Engine(impl=Engine(excel))
    xlwings.engines.add(engine)
    xlwings.engines.active = engine


def book_of(document: Document) -> xlwings.Book:
    """An open workbook, as xlwings gives it."""
    return xlwings.Book(impl=Book(document))


class Engine:
    name, type = "excel", "desktop"

    def __init__(self, excel: Excel) -> None:
        self.apps = Apps(excel)

    @staticmethod
    def prepare_xl_data_element(x: Any, options: Any) -> Any:
        return "" if x is None or x != x else x.item() if hasattr(x, "item") else x

    @staticmethod
    def clean_value_data(data: Any, datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: bool) -> Any:
        def clean(value: Any) -> Any:
            if value in ("", None):
                return empty_as
            if isinstance(value, dt.datetime):
                return datetime_builder(value.year, value.month, value.day) if datetime_builder else value
            return number_builder(value) if number_builder is not None and isinstance(value, float) else value

        return [[clean(value) for value in row] for row in data]


class Apps(base_classes.Apps):
    def __init__(self, excel: Excel) -> None:
        self.excel = excel

    def __iter__(self) -> Iterator[App]:
        return iter([App(self.excel)])

    def __len__(self) -> int:
        return 1

    def keys(self) -> list[int]:
        return [App.pid]


class App(base_classes.App):
    pid, hwnd, version = 4711, 1234, "16.0"

    def __init__(self, excel: Excel) -> None:
        self.excel = excel

    @property
    def engine(self) -> Engine:
        return Engine(self.excel)

    @property
    def api(self) -> NativeApp:
        return NativeApp(self.excel)

    @property
    def books(self) -> Books:
        return Books(self.excel)

    def calculate(self) -> None:
        self.excel.called()
        self.excel.accesses["calculate"] += 1
        for document in self.excel.documents:
            document.uncomputed = False

    def alert(self, prompt: Any, title: Any, buttons: Any, mode: Any, callback: Any) -> str:
        if self.excel.gone:
            raise ComError(GONE)
        self.excel.told(prompt, mode)
        return "ok"


def _setting(name: str) -> property:
    def get(app: App) -> Any:
        app.excel.called()
        return app.excel.settings[name]

    def put(app: App, value: Any) -> None:
        app.excel.called()
        app.excel.settings[name] = value
        if name == "status_bar" and value:
            app.excel.statuses.append(value)

    return property(get, put)


for _name in ("screen_updating", "display_alerts", "enable_events", "calculation", "status_bar"):
    setattr(App, _name, _setting(_name))


class Books(base_classes.Books):
    def __init__(self, excel: Excel) -> None:
        self.excel = excel

    def __call__(self, name_or_index: Any) -> Book:
        self.excel.called()
        if name_or_index == "chitieu.xlam" and self.excel.addin:
            return Book(Document(self.excel, Path(self.excel.addin), self.excel.addin))
        for number, document in enumerate(self.excel.documents, 1):
            if name_or_index == number or str(name_or_index).lower() == document.name.lower():
                return Book(document)
        raise KeyError(name_or_index)

    def __len__(self) -> int:
        return len(self.excel.documents)

    def __iter__(self) -> Iterator[Book]:
        return iter([Book(document) for document in self.excel.documents])


class Book(base_classes.Book):
    def __init__(self, document: Document) -> None:
        self.document = document

    @property
    def api(self) -> NativeBook:
        self.document.excel.called()
        return NativeBook(self.document)

    @property
    def app(self) -> App:
        self.document.excel.called()
        return App(self.document.excel)

    @property
    def name(self) -> str:
        return self.document.name

    @property
    def fullname(self) -> str:
        raise AssertionError("xlwings looks into the sheet xlwings.conf for it where the workbook lives at a URL")

    @property
    def sheets(self) -> Sheets:
        return Sheets(self.document)


class Sheets(base_classes.Sheets):
    def __init__(self, document: Document) -> None:
        self.document = document

    @property
    def names(self) -> list[str]:
        found: list[str] = self.document.cells(values=False).sheetnames
        return found

    def __call__(self, name_or_index: Any) -> Sheet:
        self.document.excel.called()
        name = self.names[name_or_index - 1] if isinstance(name_or_index, int) else name_or_index
        self.document.excel.asked_sheets.add(name)
        if name not in self.names:
            raise ComError(REFUSED)
        return Sheet(self.document, name)

    def __len__(self) -> int:
        return len(self.names)

    def __iter__(self) -> Iterator[Sheet]:
        return iter([Sheet(self.document, name) for name in self.names])


class Sheet(base_classes.Sheet):
    def __init__(self, document: Document, name: str) -> None:
        self.document = document
        self._name = name

    @property
    def name(self) -> str:
        return self._name

    @property
    def api(self) -> NativeSheet:
        self.document.excel.called()
        return NativeSheet(self)

    @property
    def book(self) -> Book:
        return Book(self.document)

    @property
    def index(self) -> int:
        return Sheets(self.document).names.index(self._name) + 1

    def cells_of(self, values: bool) -> Any:
        return self.document.cells(values)[self._name]

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        def corners(arg: Any) -> tuple[int, int, int, int]:
            if isinstance(arg, Range):
                return arg.box
            if isinstance(arg, tuple):
                if len(arg) == 4:
                    row, col, rows, cols = arg
                    return row, col, row + rows - 1, col + cols - 1
                return (*arg, *arg)
            from openpyxl.utils.cell import range_boundaries

            col1, row1, col2, row2 = range_boundaries(arg)
            return row1, col1, row2, col2

        first = corners(arg1)
        last = first if arg2 is None else corners(arg2)
        return Range(self, (first[0], first[1], last[2], last[3]))


class Range(base_classes.Range):
    def __init__(self, sheet: Sheet, box: tuple[int, int, int, int]) -> None:
        self._sheet = sheet
        self.box = box
        self.excel = sheet.document.excel
        self.options: Any = {}

    @property
    def api(self) -> NativeRange:
        self.excel.called()
        return NativeRange(self)

    @property
    def sheet(self) -> Sheet:
        return self._sheet

    @property
    def row(self) -> int:
        return self.box[0]

    @property
    def column(self) -> int:
        return self.box[1]

    @property
    def shape(self) -> tuple[int, int]:
        return self.box[2] - self.box[0] + 1, self.box[3] - self.box[1] + 1

    @property
    def coords(self) -> tuple[Any, int, int, int, int]:
        return (self._sheet, *self.box[:2], *self.shape)

    def __call__(self, arg1: int, arg2: int | None = None) -> Range:
        across = self.shape[1]
        down, right = (arg1 - 1, arg2 - 1) if arg2 is not None else divmod(arg1 - 1, across)
        row, col = self.row + down, self.column + right
        return Range(self._sheet, (row, col, row, col))

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    @property
    def address(self) -> str:
        names = cell_name(*self.box[:2]), cell_name(*self.box[2:])
        return names[0] if names[0] == names[1] else ":".join(names)

    def end(self, direction: str) -> Range:
        down, across = {"down": (1, 0), "right": (0, 1)}[direction]
        row, col = self.box[:2]
        cells = self._sheet.cells_of(values=True)
        while cells.cell(row + down, col + across).value is not None:
            row, col = row + down, col + across
        return Range(self._sheet, (row, col, row, col))

    @property
    def raw_value(self) -> Any:
        return self._read("value", lambda cell: cell.value, values=True)

    @property
    def formula(self) -> Any:
        links = [link.file_link.Target for link in self._sheet.document.cells(values=False)._external_links]

        def entered(cell: Any) -> str:
            value = getattr(cell.value, "text", cell.value)
            if value is None:
                return ""
            if isinstance(value, bool):
                return str(value).upper()
            if isinstance(value, float | int):
                return f"{value:.15g}"
            return re.sub(r"\[(\d+)\]!", lambda found: f"'{links[int(found[1]) - 1]}'!", str(value))

        return self._read("formula", entered, values=False)

    def _read(self, what: str, of: Callable[[Any], Any], values: bool) -> Any:
        self.excel.called()
        self.excel.accesses[what] += 1
        row1, col1, row2, col2 = self.box
        rows = self._sheet.cells_of(values).iter_rows(row1, row2, col1, col2)
        found = tuple(tuple(of(cell) for cell in row) for row in rows)
        return found[0][0] if len(self) == 1 else found

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        self.excel.called()
        self.excel.before_write()
        self.excel.accesses["write"] += 1
        rows = data if isinstance(data, list | tuple) else [[data] * self.shape[1]] * self.shape[0]
        assert (len(rows), len(rows[0])) == self.shape
        native = NativeSheet(self._sheet)
        if native.ProtectContents and not native.is_open and NativeRange(self).Locked is not False:
            raise ComError(REFUSED)
        if len(self) > 1 and any(isinstance(v, str) and len(v) > LONGEST_IN_BLOCK for row in rows for v in row):
            raise ComError(REFUSED)
        sheet = self._sheet.cells_of(values=False)
        for row, values in enumerate(rows, self.row):
            if len(self) > 1 and sheet.auto_filter.ref and sheet.row_dimensions[row].hidden:
                continue
            for col, value in enumerate(values, self.column):
                self._sheet.document.put(self._sheet.name, cell_name(row, col), typed(value))


def typed(value: Any) -> Any:
    """What Excel makes of a value that it is given: a text is read as if it were typed."""
    if not isinstance(value, str):
        return value
    if value.startswith("'"):
        return value[1:]
    if value in ("TRUE", "FALSE"):
        return value == "TRUE"
    if re.fullmatch(r"[+-]?[\d.,]+%?", value) or re.fullmatch(r"\d+[/-]\d+([/-]\d+)?", value):
        return float(re.sub(r"\D", "", value) or 0)
    return value or None
