"""Clicks the buttons of a workbook that LibreOffice shows; run by a Python that has its bridge ``uno``.

    python3 uno_click.py WORKBOOK PIPE RECORD INTERPRETER

LibreOffice must be listening on the named PIPE, on the display that DISPLAY names. It has no GetSetting, so a module
that has one is put beside those of the workbook: it gives INTERPRETER, and after the last button a file that is not
there. INTERPRETER writes what it is started with to the file RECORD. Printed as JSON: what every button started, the
workbook's name as LibreOffice has it, and the words in the box that comes up when there is no interpreter.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "acceptance"))
from uno_edit import connected, prop

BUTTONS = ("ChiTieu_TinhLai", "ChiTieu_LapBaoCao", "ChiTieu_KiemTra", "ChiTieu_KyMoi")
POS_SIZE = 15
SECONDS = 30
SETTING = """Option VBASupport 1
Public Function GetSetting(app As String, section As String, key As String, Optional fallback As String) As String
    GetSetting = fallback
    If app & "/" & section & "/" & key = "chitieu/may/python" Then GetSetting = "{interpreter}"
End Function
"""


def waited(what):
    """What the function gives once it gives something."""
    deadline = time.monotonic() + SECONDS
    while not (found := what()):
        if time.monotonic() > deadline:
            sys.exit(f"nothing came of {what.__name__}")
        time.sleep(0.1)
    return found


def descendants(context):
    """The accessible contexts below this one; of the cells of a sheet none."""
    count = context.getAccessibleChildCount()
    for number in range(count if count < 1000 else 0):
        child = context.getAccessibleChild(number).getAccessibleContext()
        yield child
        yield from descendants(child)


def press(window, name):
    """Presses the mouse on what has this name; of a sheet's four panes, in the one in which it is seen."""

    def middle():
        for found in descendants(window.getAccessibleContext()):
            if found.getAccessibleName() == name and found.getSize().Width:
                place, size = found.getLocationOnScreen(), found.getSize()
                return place.X + size.Width // 2, place.Y + size.Height // 2

    at = waited(middle)
    subprocess.run(["xdotool", "mousemove", *map(str, at), "click", "1"], check=True)


def started(record):
    """What the interpreter was started with: its words, a line each."""

    def what_was_started():
        return record.is_file() and record.read_text(encoding="utf-8").endswith("\n\n")

    waited(what_was_started)
    words = record.read_text(encoding="utf-8").split("\n")[:-2]
    record.unlink()
    return words


def words_of_the_box(toolkit):
    """The title and the words of the box that is up, which is closed."""

    def box():
        windows = [toolkit.getTopWindow(number) for number in range(toolkit.getTopWindowCount())]
        return next((window for window in windows if "OK" in words_in(window)), None)

    def no_box():
        return box() is None

    found = waited(box)
    words = words_in(found)
    press(found, "OK")
    waited(no_box)
    return words


def words_in(window):
    context = window.getAccessibleContext()
    names = [context.getAccessibleName(), *(each.getAccessibleName() for each in descendants(context))]
    return [name for name in names if name]


def main():
    workbook, pipe, record, interpreter = sys.argv[1:]
    context = connected(pipe)
    create = context.ServiceManager.createInstanceWithContext
    office = create("com.sun.star.frame.Desktop", context)
    always = prop("MacroExecutionMode", 4)
    document = office.loadComponentFromURL(Path(workbook).as_uri(), "_blank", 0, (always,))
    document.CurrentController.Frame.ContainerWindow.setPosSize(0, 0, 1360, 760, POS_SIZE)
    window = document.CurrentController.Frame.ComponentWindow
    library = document.BasicLibraries.getByName("ChiTieu")
    library.insertByName("CaiDat", SETTING.format(interpreter=interpreter))
    said = {"modules": list(library.ElementNames), "started": {}}
    for name in BUTTONS:
        press(window, name)
        said["started"][name] = started(Path(record))
    library.removeByName("CaiDat")
    library.insertByName("CaiDat", SETTING.format(interpreter=f"{interpreter}-khong-co"))
    press(window, BUTTONS[0])
    said["box"] = words_of_the_box(create("com.sun.star.awt.Toolkit", context))
    said["started after that"] = Path(record).exists()
    print(json.dumps(said))
    document.close(True)
    office.terminate()


if __name__ == "__main__":
    main()
