"""Sits at a workbook that LibreOffice shows: types with the keyboard, clicks with the mouse, reads what is said.

    python3 uno_at_the_desk.py PIPE WORKBOOK SHEET CELL TEXT FRAME PICTURES COMPONENT

Run by a Python that has LibreOffice's bridge ``uno``; the display is the one that DISPLAY names. FRAME is the file in
which the X server keeps what is shown; copies of it go into the folder PICTURES. COMPONENT is the extension's file for
the buttons, which is run here once more in a Python that takes itself for an old one. Printed as JSON: what the boxes
said after each button, what the old Python said, and whether the menu is there.
"""

import json
import sys
import threading
import time
from pathlib import Path

from uno_mouse import Boxes, focus, press, waited, window_called, words_in, xdotool
from uno_office import connected, desktop, leave

BUTTONS = ("Tính lại", "Kiểm tra", "Lập báo cáo", "Kỳ mới")
ASKS, ANSWER = {"Kỳ mới"}, "Lập"
TOOLBAR = "private:resource/toolbar/addon_org.chitieu.thanh"
POS_SIZE = 15
PAINTED = 10.0


class Desk:
    def __init__(self, context, workbook, frame, pictures):
        self.office = desktop(context)
        self.toolkit = context.ServiceManager.createInstanceWithContext("com.sun.star.awt.Toolkit", context)
        self.document = self.office.loadComponentFromURL(Path(workbook).as_uri(), "_blank", 0, ())
        self.controller = self.document.CurrentController
        self.window = self.controller.Frame.ContainerWindow
        self.window.setPosSize(0, 0, 1366, 768, POS_SIZE)
        self.shown, self.pictures = Path(frame), Path(pictures)
        self.toolbar = waited(self.toolbar_shown)
        self.number = window_called(Path(workbook).stem)

    def toolbar_shown(self):
        found = self.controller.Frame.LayoutManager.getElement(TOOLBAR)
        window = found and found.getRealInterface()
        return window if window and window.isVisible() else None

    def photograph(self, name):
        """A picture of the screen, once it stays as it is."""
        deadline, before, now = time.monotonic() + PAINTED, b"", self.shown.read_bytes()
        while now != before and time.monotonic() < deadline:
            time.sleep(0.4)
            before, now = now, self.shown.read_bytes()
        (self.pictures / f"{name}.xwd").write_bytes(now)

    def windows(self):
        """The words of every window, and where it is."""
        found = [self.toolkit.getTopWindow(number) for number in range(self.toolkit.getTopWindowCount())]
        return [(str(window.getPosSize()), words_in(window)[:20]) for window in found]

    def type(self, sheet, cell, text):
        """Types a text into a cell, and Enter."""
        found = self.document.Sheets.getByName(sheet)
        held = found.getCellRangeByName(cell)
        self.controller.setActiveSheet(found)

        def typed():
            self.controller.select(held)
            time.sleep(0.5)
            xdotool("key", "Escape")
            xdotool("type", "--delay", 60, text)
            xdotool("key", "Return")

            def arrived():
                return held.getValue() == float(text)

            return waited(arrived, 50)

        focus(self.number)
        xdotool("mousemove", 700, 560, "click", 1)
        waited(typed)

    def click(self, name):
        """Clicks a button of the toolbar; what the box says that comes up, which is closed with its button."""
        boxes = Boxes(self.toolkit)
        focus(self.number)

        def question():
            return boxes.with_button(ANSWER)

        def box():
            return boxes.with_button("OK")

        if name in ASKS:
            asked = press(self.toolbar, name, question)
            self.photograph(f"{name} hỏi")
            boxes.close(asked, ANSWER)
            found = waited(box)
        else:
            found = press(self.toolbar, name, box)
        said = words_in(found)
        self.photograph(name)
        boxes.close(found, "OK")
        return said

    def old_python(self, context, component):
        """What the box says that comes up where LibreOffice's Python is too old."""
        sys.version_info = (3, 8, 10)
        held = {"__name__": "chitieu_nut"}
        exec(compile(Path(component).read_text(encoding="utf-8"), component, "exec"), held)
        boxes = Boxes(self.toolkit)
        threading.Thread(target=held["Nut"](context).trigger, args=("recalc",), daemon=True).start()

        def box():
            return boxes.with_button("OK")

        found = waited(box)
        said = words_in(found)
        boxes.close(found, "OK")
        return said


def main():
    pipe, workbook, sheet, cell, text, frame, pictures, component = sys.argv[1:]
    context = connected(pipe)
    desk = Desk(context, workbook, frame, pictures)
    try:
        desk.type(sheet, cell, text)
        desk.photograph("Đã nhập")
        said = {name: desk.click(name) for name in BUTTONS}
        said["old Python"] = desk.old_python(context, component)
    except SystemExit:
        desk.photograph("Hỏng")
        print(desk.windows(), file=sys.stderr)
        raise
    said["menu"] = "Chỉ tiêu" in words_in(desk.window)
    desk.document.store()
    print(json.dumps(said))
    desk.document.close(True)
    leave(desk.office)


main()
