"""Does things with workbooks in LibreOffice; run by a Python that has its bridge ``uno``.

    python3 uno_convert.py PIPE [ACTION FROM TO ...]

A workbook is opened as a user opens it: the extension hears of it, and nothing else is done to it. The actions: "as"
saves it as TO, "copy" saves a copy as TO, and "press" types 999 into a cell and presses three buttons first (nobody
sees what they say, in a LibreOffice without a display) and saves it as TO.
"""

import json
import sys
from pathlib import Path

from uno_office import connected, desktop, leave, prop

FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".xlsm": "Calc MS Excel 2007 VBA XML", ".ods": "calc8"}


def main():
    pipe, *words = sys.argv[1:]
    context = connected(pipe)
    office = desktop(context)
    for action, source, target in zip(words[::3], words[1::3], words[2::3], strict=True):
        hidden = prop("Hidden", action != "press")  # a button works on the workbook in front
        document = office.loadComponentFromURL(Path(source).as_uri(), "_blank", 0, (hidden,))
        if action == "press":
            press(context, document)
        save = document.storeToURL if action == "copy" else document.storeAsURL
        save(Path(target).as_uri(), (prop("FilterName", FILTERS[Path(target).suffix]),))
        document.close(True)
    described = context.ServiceManager.createInstanceWithContext("com.sun.star.sheet.FunctionDescriptions", context)
    print(
        json.dumps(
            [
                told
                for told in map(facts, (described.getByIndex(number) for number in range(described.getCount())))
                if told["Name"].startswith("CT_")
            ]
        )
    )
    leave(office)


def press(context, document):
    document.Sheets.getByName("ChiTieu").getCellRangeByName("F12").setValue(999)
    helper = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
    for job in ("recalc", "check", "report"):
        helper.executeDispatch(document.CurrentController.Frame, f"service:org.chitieu.Nut?{job}", "_self", 0, ())


def facts(described):
    """What the function wizard has of a function."""
    held = {one.Name: one.Value for one in described}
    arguments = [(one.Name, one.Description) for one in held["Arguments"] or ()]
    return {"Name": held["Name"], "Description": held["Description"], "Arguments": arguments}


main()
