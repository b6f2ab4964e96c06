"""Edits a workbook inside LibreOffice, as a person at its window would; run by a Python that has its bridge ``uno``.

    python3 uno_edit.py WORKBOOK PIPE set CELL VALUE [CELL VALUE ...]
    python3 uno_edit.py WORKBOOK PIPE insert ROW TT NAME UNIT PLAN SAME ACTUAL

The workbook is saved in place as .xlsx by LibreOffice, which must be listening on the named PIPE.
"""

import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException


def prop(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def desktop(pipe):
    """LibreOffice's desktop, waited for while it starts."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    deadline = time.monotonic() + 120
    while True:
        try:
            remote = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return remote.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", remote)
        except NoConnectException:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def enter(cell, text):
    """Types ``text`` into the cell: a number where it is one, else text."""
    try:
        cell.Value = float(text)
    except ValueError:
        cell.String = text


def insert(sheet, row, texts):
    """Inserts a whole row above 1-based ``row`` and types TT, name, unit, plan, same period and actual into it."""
    sheet.Rows.insertByIndex(row - 1, 1)
    for column, text in enumerate(texts):
        if text:
            enter(sheet.getCellByPosition(column, row - 1), text)


def main():
    workbook, pipe, action, *rest = sys.argv[1:]
    office = desktop(pipe)
    document = office.loadComponentFromURL(Path(workbook).resolve().as_uri(), "_blank", 0, (prop("Hidden", True),))
    sheet = document.Sheets.getByName("ChiTieu")
    sheet.unprotect("")
    if action == "insert":
        insert(sheet, int(rest[0]), rest[1:])
    else:
        for address, text in zip(rest[::2], rest[1::2], strict=True):
            enter(sheet.getCellRangeByName(address), text)
    document.storeToURL(Path(workbook).resolve().as_uri(), (prop("FilterName", "Calc MS Excel 2007 XML"),))
    document.close(True)
    office.terminate()


if __name__ == "__main__":
    main()
