"""Clicks the buttons of a workbook that LibreOffice shows; run by a Python that has its bridge ``uno``.

    python3 uno_click.py WORKBOOK PIPE RECORD INTERPRETER

LibreOffice must be listening on the named PIPE, on the display that DISPLAY names. It has no GetSetting, so a module
that has one is put beside those of the workbook: it gives INTERPRETER, and after the last button a file that is not
there. INTERPRETER makes a file "begun" beside RECORD, and writes to RECORD what it is started with. Printed as JSON:
what every button started, and the words in the box that comes up when there is no interpreter.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "acceptance"))
from uno_mouse import Boxes, focus, press, waited, window_called, words_in
from uno_office import connected, desktop, leave, prop

BUTTONS = ("ChiTieu_TinhLai", "ChiTieu_LapBaoCao", "ChiTieu_KiemTra", "ChiTieu_KyMoi")
POS_SIZE = 15
SETTING = """Option VBASupport 1
Public Function GetSetting(app As String, section As String, key As String, Optional fallback As String) As String
    GetSetting = fallback
    If app & "/" & section & "/" & key = "chitieu/may/python" Then GetSetting = "{interpreter}"
End Function
"""


def started(window, name, record):
    """What the interpreter was started with by a press on a button: its words, a line each."""
    begun = record.with_name("begun")

    def interpreter_begun():
        return begun.exists()

    def what_was_started():
        return record.is_file() and record.read_text(encoding="utf-8").endswith("\n\n")

    focus(window_called("Bảng"))
    press(window, name, interpreter_begun)
    waited(what_was_started)
    words = record.read_text(encoding="utf-8").split("\n")[:-2]
    record.unlink()
    begun.unlink()
    return words


def main():
    workbook, pipe, record, interpreter = sys.argv[1:]
    context = connected(pipe)
    create = context.ServiceManager.createInstanceWithContext
    office = desktop(context)
    always = prop("MacroExecutionMode", 4)
    document = office.loadComponentFromURL(Path(workbook).as_uri(), "_blank", 0, (always,))
    document.CurrentController.Frame.ContainerWindow.setPosSize(0, 0, 1360, 760, POS_SIZE)
    window = document.CurrentController.Frame.ComponentWindow
    library = document.BasicLibraries.getByName("ChiTieu")
    library.insertByName("CaiDat", SETTING.format(interpreter=interpreter))
    said = {"modules": list(library.ElementNames), "started": {}}
    for name in BUTTONS:
        said["started"][name] = started(window, name, Path(record))
    library.removeByName("CaiDat")
    library.insertByName("CaiDat", SETTING.format(interpreter=f"{interpreter}-khong-co"))
    boxes = Boxes(create("com.sun.star.awt.Toolkit", context))

    def box():
        return boxes.with_button("OK")

    focus(window_called("Bảng"))
    found = press(window, BUTTONS[0], box)
    said["box"] = words_in(found)
    boxes.close(found, "OK")
    said["started after that"] = Path(record).exists()
    print(json.dumps(said))
    document.close(True)
    leave(office)


if __name__ == "__main__":
    main()
