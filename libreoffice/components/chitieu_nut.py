"""The component of the buttons, and of what is done when a workbook was opened or saved."""

from __future__ import annotations

import sys
from typing import Any

import unohelper
from com.sun.star.awt.MessageBoxType import WARNINGBOX
from com.sun.star.task import XJob, XJobExecutor

SERVICE = "org.chitieu.Nut"
OLDEST = (3, 11)
TOO_OLD = (
    "LibreOffice trên máy này dùng Python %d.%d, còn Chỉ tiêu cần Python 3.11 trở lên, nên các nút và hàm CT_… chưa"
    " chạy: hãy cài bản LibreOffice mới hơn rồi bấm lại; số liệu trong sổ vẫn nguyên."
)


class Nut(unohelper.Base, XJobExecutor, XJob):
    """Clicks arrive at ``trigger``, events of documents at ``execute``."""

    def __init__(self, context: Any) -> None:
        self.context = context

    def trigger(self, job: str) -> None:
        if sys.version_info < OLDEST:
            self._say(TOO_OLD % sys.version_info[:2])
            return
        from libreoffice.jobs import clicked  # only for whoever clicks: LibreOffice starts faster without it

        clicked(self.context, job)

    def execute(self, arguments: tuple) -> None:
        if sys.version_info < OLDEST:
            return  # cells show what they show where there is no program, and a click says why
        facts = {one.Name: one.Value for one in arguments}
        environment = {one.Name: one.Value for one in facts["Environment"]}
        from libreoffice.jobs import happened  # as above

        happened(self.context, environment["EventName"], environment.get("Model"))

    def _say(self, text: str) -> None:
        """Shows a box: the rest of the program cannot be read by an old Python, so this is done here."""
        create = self.context.ServiceManager.createInstanceWithContext
        window = create("com.sun.star.frame.Desktop", self.context).getCurrentFrame().ContainerWindow
        box = window.getToolkit().createMessageBox(window, WARNINGBOX, 1, "Chỉ tiêu", text)
        box.execute()
        box.dispose()


g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816  the name that LibreOffice looks for
g_ImplementationHelper.addImplementation(Nut, SERVICE, (SERVICE, "com.sun.star.task.Job"))
