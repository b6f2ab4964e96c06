"""What other programs read of a workbook's cells: openpyxl, python-calamine, pandas by both, LibreOffice."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import openpyxl
import pandas
import python_calamine
from openpyxl.utils import get_column_letter

import workbook
from workbook import verify_libreoffice
from workbook.xmltext import unescape
from xlcore import ExcelError
from xlcore.refs import parse_cell

Cells = dict[tuple[str, str], object]
"""Sheet and cell -> value; what is blank is left out."""

ERROR: Final = "an error"  # most readers show one as a blank
_DAY: Final = dt.timedelta(days=1)
_ROUNDED: Final = 6e-9  # days, half a millisecond: openpyxl rounds to those


class Day(float):
    """A number that a reader took for a date or a time, by the cell's format: it is rounded to microseconds."""


def agree(own: object, read: object, date1904: bool) -> bool:
    """Whether a reader's value is ours."""
    if own == ERROR:
        return read in (ERROR, None)
    if isinstance(read, Day) and isinstance(own, float):
        shift = read - own - (1462 if date1904 and read > 1462 else 0)
        if own < 0:  # calamine makes a time of day of it
            shift -= round(shift)
        # Before March 1900 Excel's serials are a day less than the days since its epoch.
        return abs(shift) < _ROUNDED or own < 61 and abs(shift - 1) < _ROUNDED
    return own == (unescape(read) if isinstance(read, str) else read)  # openpyxl leaves _x0007_ as it is


def disagreements(original: Path, saved: Path, read: Callable[[Path], Cells]) -> tuple[int, list[str]]:
    """How many results a reader has of a saved workbook, and where it has something else than we, or than it had."""
    before, after, now = read(original), read(saved), ours(saved)
    first, book = ours(original), workbook.load(saved)
    results = {
        place for place in now if book.formula(*place) and (place in before or place in after or place not in first)
    }
    wrong = [
        f"{place}: {now[place]!r} is read as {after.get(place)!r}"
        for place in results
        if not agree(now[place], after.get(place), book.model.date1904)
    ]
    others = {place for place in {*before, *after} - results if not _filled_by_array(book, place)}
    others -= {place for place in first if place not in now}  # an array has left it
    wrong += [f"{place}: was {before.get(place)!r}" for place in others if before.get(place) != after.get(place)]
    return len(results), wrong


def ours(path: Path) -> Cells:
    """The saved values as we read them, in the form of the other readers."""
    book = workbook.load(path)
    return {(s, c): _plain(v) for s in book.sheet_names for c, v, _ in book.cells(s) if v not in (None, "")}


def _filled_by_array(book: workbook.Workbook, place: tuple[str, str]) -> bool:
    where = parse_cell(place[1])
    return where is not None and book.has_sheet(place[0]) and book.model.sheet(place[0]).array_at(*where) is not None


def by_openpyxl(path: Path) -> Cells:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it would drop extensions when saving
        book = openpyxl.load_workbook(path, data_only=True)
    found = {(s.title, cell.coordinate): cell.value for s in book.worksheets for row in s.iter_rows() for cell in row}
    book.close()
    return _filled(found)


def by_calamine(path: Path) -> Cells:
    book = python_calamine.CalamineWorkbook.from_path(path)
    found: Cells = {}
    for name in book.sheet_names:
        found |= _from_rows(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False))
    return _filled(found)


def by_pandas(engine: str) -> Callable[[Path], Cells]:
    def read(path: Path) -> Cells:
        found: Cells = {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            frames = pandas.read_excel(path, sheet_name=None, header=None, engine=engine, keep_default_na=False)  # type: ignore[call-overload]
        for name, frame in frames.items():
            found |= _from_rows(name, frame.astype(object).where(frame.notna(), None).values.tolist())
        return _filled(found)

    return read


READERS: Final[dict[str, Callable[[Path], Cells]]] = {
    "openpyxl": by_openpyxl,
    "calamine": by_calamine,
    "pandas-openpyxl": by_pandas("openpyxl"),
    "pandas-calamine": by_pandas("calamine"),
}


def _from_rows(name: str, rows: Iterable[list[Any]]) -> Cells:
    return {
        (name, f"{get_column_letter(j)}{i}"): value for i, row in enumerate(rows, 1) for j, value in enumerate(row, 1)
    }


def _filled(found: Cells) -> Cells:
    return {place: _plain(value) for place, value in found.items() if value is not None and value != ""}


def _plain(value: object) -> object:
    """Numbers as floats, dates as serials, errors as one word."""
    if isinstance(value, ExcelError) or isinstance(value, str) and value.startswith("#") and value[-1:] in "!?A":
        return ERROR
    if isinstance(value, bool):
        return value
    if isinstance(value, dt.timedelta):
        return Day(value / _DAY)
    if isinstance(value, dt.time):
        return Day(dt.timedelta(0, value.second, value.microsecond, 0, value.minute, value.hour) / _DAY)
    if isinstance(value, dt.date):
        moment = value if isinstance(value, dt.datetime) else dt.datetime(value.year, value.month, value.day)
        return Day((moment - dt.datetime(1899, 12, 30)) / _DAY)
    return float(value) if isinstance(value, (int, float)) else value


def opened_by_libreoffice(paths: list[Path], folder: Path) -> dict[str, Cells]:
    """What LibreOffice, told never to recalculate and never to repair, shows of each file; one run for all of them."""
    office = verify_libreoffice.program()
    assert office is not None
    profile, out = folder / "profile", folder / "out"
    command = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--convert-to"]
    command += ["xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), *map(str, paths)]
    subprocess.run(
        command, check=True, timeout=240, env={**os.environ, "SAL_USE_VCLPLUGIN": "svp"}, capture_output=True
    )
    return {path.name: ours(out / f"{path.stem}.xlsx") for path in paths if (out / f"{path.stem}.xlsx").is_file()}
