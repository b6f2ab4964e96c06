"""Calls the VBA of the add-in's functions inside LibreOffice; run by a Python that has its bridge ``uno``.

    python3 uno_functions.py WORKBOOK PIPE FUNCTION ARGUMENT [FUNCTION ARGUMENT ...]

The functions stand in the module Thu of the workbook's project and take a text. LibreOffice must be listening on the
named PIPE. Printed as JSON: what each gave.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "acceptance"))
from uno_office import connected, desktop, leave, prop


def main():
    workbook, pipe, *words = sys.argv[1:]
    office = desktop(connected(pipe))
    always = prop("MacroExecutionMode", 4)
    document = office.loadComponentFromURL(Path(workbook).as_uri(), "_blank", 0, (prop("Hidden", True), always))
    scripts = document.getScriptProvider()
    given = []
    for name, argument in zip(words[::2], words[1::2], strict=True):
        script = scripts.getScript(f"vnd.sun.star.script:ChiTieu.Thu.{name}?language=Basic&location=document")
        given.append(script.invoke((argument,), (), ())[0])
    print(json.dumps(given))
    document.close(True)
    leave(office)


if __name__ == "__main__":
    main()
