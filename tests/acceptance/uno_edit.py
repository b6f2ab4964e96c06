"""Edits a workbook inside LibreOffice, as a person at its window would; run by a Python that has its bridge ``uno``.

    python3 uno_edit.py WORKBOOK PIPE set CELL VALUE [CELL VALUE ...]
    python3 uno_edit.py WORKBOOK PIPE insert ROW TT NAME UNIT PLAN SAME ACTUAL
    python3 uno_edit.py WORKBOOK PIPE delete ROW

The sheet ChiTieu stays protected: what its protection refuses ends the script with an error, and nothing is saved.
The workbook is saved in place as .xlsx by LibreOffice, which must be listening on the named PIPE.
"""

import sys
from pathlib import Path

from uno_office import connected, desktop, leave, prop


class Table:
    """The protected sheet ChiTieu of an open document, edited through the commands of menu and keyboard.

    Those heed the protection; assigning to a cell's properties would not.
    """

    def __init__(self, context, document):
        self.sheet = document.Sheets.getByName("ChiTieu")
        if not self.sheet.isProtected():
            sys.exit("the sheet ChiTieu is not protected")
        self.controller = document.CurrentController
        self.controller.setActiveSheet(self.sheet)
        self.helper = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)

    def command(self, name, selection, *arguments):
        """Carries out a command on what is selected first."""
        self.controller.select(selection)
        self.helper.executeDispatch(self.controller.Frame, f".uno:{name}", "", 0, arguments)

    def enter(self, cell, text):
        """Types ``text`` into the cell."""
        self.command("EnterString", cell, prop("StringName", text))
        held = cell.String if cell.Type.value == "TEXT" else f"{cell.Value:g}"
        if held != text:
            sys.exit(f"{cell.AbsoluteName} holds {held!r}, not {text!r}")

    def insert(self, row, texts):
        """Inserts a whole row above 1-based ``row`` and types TT, name, unit, plan, same period and actual into it."""
        self.sheet.Rows.insertByIndex(row - 1, 1)  # raises where the protection forbids it
        for column, text in enumerate(texts):
            if text:
                self.enter(self.sheet.getCellByPosition(column, row - 1), text)

    def delete(self, row):
        """Deletes the whole 1-based ``row``."""
        self.sheet.Rows.removeByIndex(row - 1, 1)  # raises where the protection forbids it


def main():
    workbook, pipe, action, *rest = sys.argv[1:]
    context = connected(pipe)
    office = desktop(context)
    document = office.loadComponentFromURL(Path(workbook).resolve().as_uri(), "_blank", 0, (prop("Hidden", True),))
    table = Table(context, document)
    if action == "insert":
        table.insert(int(rest[0]), rest[1:])
    elif action == "delete":
        table.delete(int(rest[0]))
    else:
        for address, text in zip(rest[::2], rest[1::2], strict=True):
            table.enter(table.sheet.getCellRangeByName(address), text)
    if not table.sheet.isProtected():
        sys.exit("the sheet ChiTieu lost its protection")
    document.storeToURL(Path(workbook).resolve().as_uri(), (prop("FilterName", "Calc MS Excel 2007 XML"),))
    document.close(True)
    leave(office)


if __name__ == "__main__":
    main()
