"""Sits at a workbook that LibreOffice shows: types with the keyboard, clicks with the mouse, reads what is said.

    python3 - PIPE WORKBOOK SHEET CELL TEXT FRAME PICTURES

Read from standard input by a Python with ``uno``; the display is the one that DISPLAY names. FRAME is the file in which
the X server keeps what is shown; copies of it go into the folder PICTURES. Printed as JSON: what the boxes said after
each button, and what the cells of the row showed before a button was clicked.
"""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

BUTTONS = ("Tính lại", "Kiểm tra", "Lập báo cáo", "Kỳ mới")
ASKS, ANSWER = {"Kỳ mới"}, "Lập"
POS_SIZE = 15
SECONDS = 90


def prop(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def connected(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def waited(what):
    """What the function gives once it gives something."""
    deadline = time.monotonic() + SECONDS
    while not (found := what()):
        if time.monotonic() > deadline:
            sys.exit(f"nothing came of {what.__name__}")
        time.sleep(0.1)
    return found


def xdotool(*words):
    subprocess.run(["xdotool", *map(str, words)], check=True)


def descendants(context):
    """The accessible contexts below this one; of the cells of a sheet none."""
    count = context.getAccessibleChildCount()
    for number in range(count if count < 1000 else 0):
        child = context.getAccessibleChild(number)
        if child is not None:
            below = child.getAccessibleContext()
            yield below
            yield from descendants(below)


def middle_of(window, name):
    def middle():
        for found in descendants(window.getAccessibleContext()):
            if found.getAccessibleName() == name and found.getSize().Width:
                place, size = found.getLocationOnScreen(), found.getSize()
                return place.X + size.Width // 2, place.Y + size.Height // 2

    return waited(middle)


def press(window, name):
    xdotool("mousemove", *middle_of(window, name), "click", 1)


class Desk:
    def __init__(self, context, workbook, frame, pictures):
        create = context.ServiceManager.createInstanceWithContext
        self.office = create("com.sun.star.frame.Desktop", context)
        self.toolkit = create("com.sun.star.awt.Toolkit", context)
        self.document = self.office.loadComponentFromURL(Path(workbook).as_uri(), "_blank", 0, ())
        self.frame = self.document.CurrentController.Frame
        self.window = self.frame.ContainerWindow
        self.window.setPosSize(0, 0, 1366, 768, POS_SIZE)
        self.shown, self.pictures = Path(frame), Path(pictures)

    def photograph(self, name):
        time.sleep(0.7)  # until it is painted
        shutil.copyfile(self.shown, self.pictures / f"{name}.xwd")

    def type(self, sheet, cell, text):
        """Types a text into a cell, and Enter."""
        controller = self.document.CurrentController
        found = self.document.Sheets.getByName(sheet)
        controller.setActiveSheet(found)
        xdotool("mousemove", 700, 560, "click", 1)
        time.sleep(0.5)
        controller.select(found.getCellRangeByName(cell))
        time.sleep(0.5)
        xdotool("type", "--delay", 60, text)
        xdotool("key", "Return")
        held = found.getCellRangeByName(cell)

        def typed():
            return held.getValue() == float(text)

        waited(typed)

    def box(self, button="OK"):
        windows = [self.toolkit.getTopWindow(number) for number in range(self.toolkit.getTopWindowCount())]
        return next((window for window in windows if button in words_in(window)), None)

    def click(self, name):
        """Clicks a button of the toolbar; what the box says that comes up, which is closed with its button."""
        press(self.window, name)

        def question():
            return self.box(ANSWER)

        def box():
            return self.box()

        def gone():
            return self.box() is None

        if name in ASKS:
            asked = waited(question)
            self.photograph(f"{name} hỏi")
            press(asked, ANSWER)

        found = waited(box)
        said = words_in(found)
        self.photograph(name)
        press(found, "OK")
        waited(gone)
        return said


def words_in(window):
    context = window.getAccessibleContext()
    names = [context.getAccessibleName(), *(each.getAccessibleName() for each in descendants(context))]
    return [name for name in names if name]


def main():
    pipe, workbook, sheet, cell, text, frame, pictures = sys.argv[1:]
    desk = Desk(connected(pipe), workbook, frame, pictures)
    desk.type(sheet, cell, text)
    desk.photograph("Đã nhập")
    said = {name: desk.click(name) for name in BUTTONS}
    said["menu"] = "Chỉ tiêu" in words_in(desk.window)
    desk.document.store()
    print(json.dumps(said))
    desk.document.close(True)
    desk.office.terminate()


main()
