"""Opens workbooks in LibreOffice and saves them under other names; run by a Python that has its bridge ``uno``.

    python3 uno_convert.py PIPE FROM TO [FROM TO ...]

What each was saved from is opened as a user opens it: the extension hears of it, and nothing else is done to it.
"""

import json
import sys
from pathlib import Path

from uno_office import connected, desktop, leave, prop

FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".xlsm": "Calc MS Excel 2007 VBA XML", ".ods": "calc8"}


def main():
    pipe, *names = sys.argv[1:]
    context = connected(pipe)
    office = desktop(context)
    for source, target in zip(names[::2], names[1::2], strict=True):
        document = office.loadComponentFromURL(Path(source).as_uri(), "_blank", 0, (prop("Hidden", True),))
        document.storeAsURL(Path(target).as_uri(), (prop("FilterName", FILTERS[Path(target).suffix]),))
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


def facts(described):
    """What the function wizard has of a function."""
    held = {one.Name: one.Value for one in described}
    arguments = [(one.Name, one.Description) for one in held["Arguments"] or ()]
    return {"Name": held["Name"], "Description": held["Description"], "Arguments": arguments}


main()
