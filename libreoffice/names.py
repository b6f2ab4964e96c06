"""The names that formulas have for our functions: Excel's in its files, LibreOffice's own in an open workbook.

A cell that was loaded from a file of Excel's has an unknown name until its formula is entered anew, and what
LibreOffice writes is its own long name, which Excel does not know. So formulas are entered anew when a workbook is
opened, and names in a file of Excel's are put right when it was saved. LibreOffice itself is asked to do neither.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from libreoffice.interface import SERVICE, WITH_TABLES, methods_of, tables_of
from udfs import FUNCTIONS
from workbook import locks
from workbook.function_help import parameters
from workbook.package import read_package
from xlcore.registry import Function

FORMULAS: Final = 16  # com.sun.star.sheet.CellFlags.FORMULA
LONG: Final = f"{SERVICE}.".upper()
EXCEL_FILES: Final = frozenset({".xlsx", ".xlsm"})
_METHODS: Final = {name: methods_of(function) for name, function in FUNCTIONS.items()}
# A name as LibreOffice shows one that it does not know, with the file of an add-in before it or without.
_UNBOUND: Final = re.compile(
    r"(?:'[^']*'[#!.$]*|\[[^\]]*\]!?|(?<![\w.]))(" + "|".join(sorted(FUNCTIONS, key=len, reverse=True)) + r")(?=\()",
    re.IGNORECASE,
)
_BOUND: Final = re.compile(re.escape(LONG) + r"(\w+?)(?:" + WITH_TABLES + r"\d*)?(?=\()", re.IGNORECASE)
_FORMULA_TEXT: Final = re.compile(rb"(<f[ >][^<]*|<formula[12]?>[^<]*|<definedName[^<]*)", re.IGNORECASE)


def bind(book: Any) -> int:
    """How many formulas of an open workbook were entered anew, so that they call our functions."""
    found = list(_unbound(book))
    if not found:
        return 0
    changed = book.isModified()
    automatic = book.isAutomaticCalculationEnabled()
    undo = book.getUndoManager()
    undo.lock()
    book.lockControllers()
    book.enableAutomaticCalculation(False)  # or every cell would be computed once for each that is entered
    try:
        for cell, formula in found:
            cell.setFormula(formula)
    finally:
        book.enableAutomaticCalculation(automatic)
        book.unlockControllers()
        undo.unlock()
    if not changed:
        book.calculate()  # what is computed later would be taken for an edit
        book.setModified(False)
    return len(found)


def _unbound(book: Any) -> Iterator[tuple[Any, str]]:
    sheets = book.getSheets()
    for number in range(sheets.getCount()):
        sheet = sheets.getByIndex(number)
        for area in sheet.queryContentCells(FORMULAS).getRangeAddresses():
            cells = sheet.getCellRangeByPosition(area.StartColumn, area.StartRow, area.EndColumn, area.EndRow)
            for row, formulas in enumerate(cells.getFormulaArray()):
                for col, formula in enumerate(formulas):
                    if "ct_" in formula.lower() and (bound := bound_formula(formula)) != formula:
                        yield cells.getCellByPosition(col, row), bound


def bound_formula(formula: str) -> str:
    """The formula with LibreOffice's names for our functions; texts in quotes stay."""
    made = formula
    for found in reversed(list(_UNBOUND.finditer(formula))):
        if formula[: found.start()].count('"') % 2 == 0:
            function = FUNCTIONS[found[1].upper()]
            made = f"{made[: found.start()]}{LONG}{_method_for(function, made[found.end() :])}{made[found.end() :]}"
    return made


def _method_for(function: Function, rest: str) -> str:
    """The name of the method for a call whose parenthesis opens ``rest``: the one that takes as cells what is given."""
    given = _given(rest)
    names = list(parameters(function))
    tables = tables_of(function)
    held = [place < len(given) and given[place] for place in map(names.index, tables)]
    leading = held.index(False) if False in held else len(held)
    methods = _METHODS[function.name]
    needed = len(tables) - len(methods) + 1
    return methods[max(leading - needed, 0)].name


def _given(rest: str) -> list[bool]:
    """Of the arguments between the first parenthesis and the one that closes it, whether anything is written there."""
    depth, found = 0, [False]
    quoted = ""
    for sign in rest:
        if quoted:
            quoted = "" if sign == quoted else quoted
        elif sign in "\"'":
            quoted = sign
        elif sign in "({":
            depth += 1
            if depth == 1:
                continue
        elif sign in ")}":
            depth -= 1
            if depth == 0:
                break
        elif sign == ";" and depth == 1:
            found.append(False)
            continue
        found[-1] = found[-1] or not sign.isspace()
    return found


def excel_formula(text: str) -> str:
    """A formula's text with the names that Excel knows."""
    return _BOUND.sub(lambda found: found[1], text)


def excel_files(folders: Iterable[Path]) -> dict[Path, int]:
    """The files of Excel's in these folders, each with the time of its last change."""
    found: dict[Path, int] = {}
    for folder in dict.fromkeys(folders):
        with suppress(OSError):  # a folder that is gone, or may not be read
            found |= {path: path.stat().st_mtime_ns for path in folder.iterdir() if path.suffix.lower() in EXCEL_FILES}
    return found


def give_back(path: Path) -> bool:
    """Whether names in a file of Excel's that LibreOffice wrote were put right. Its time of change stays the same:
    LibreOffice would take another one for somebody else's work."""
    if path.suffix.lower() not in EXCEL_FILES:
        return False
    package = read_package(path)
    changed = False
    for part in package.names:
        if part.endswith(".xml") and (content := package.read(part)) and LONG.encode() in content.upper():
            new = _FORMULA_TEXT.sub(lambda found: excel_formula(found[0].decode()).encode(), content)
            if new != content:
                package.replace(part, new)
                changed = True
    if changed:
        _put_in_place(path.resolve(), package.pieces())
    return changed


def _put_in_place(path: Path, pieces: list[bytes]) -> None:
    """As ``workbook.atomic`` does, which refuses a file that a program has open, and this one is: by ourselves."""
    facts = os.stat(path)
    beside = path.with_name(f".{path.name[:40]}.{os.urandom(4).hex()}.chitieu.tmp")
    try:
        with beside.open("xb") as stream:
            locks.lock(stream.fileno())  # whoever sweeps up after killed processes leaves it alone
            stream.writelines(pieces)
            stream.flush()
            os.fsync(stream.fileno())
        shutil.copymode(path, beside)
        os.utime(beside, ns=(facts.st_atime_ns, facts.st_mtime_ns))
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
