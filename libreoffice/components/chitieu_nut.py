"""The component of the buttons, and of what is done when a workbook was opened or saved."""

from __future__ import annotations

import sys

import unohelper
from com.sun.star.task import XJob, XJobExecutor

SERVICE = "org.chitieu.Nut"
OLDEST = (3, 11)


class Nut(unohelper.Base, XJobExecutor, XJob):
    """Clicks arrive at ``trigger``, events of documents at ``execute``."""

    def __init__(self, context: object) -> None:
        self.context = context

    def trigger(self, job: str) -> None:
        if sys.version_info < OLDEST:
            raise RuntimeError("LibreOffice này dùng Python cũ hơn 3.11: hãy cài bản LibreOffice mới hơn.")
        from libreoffice.jobs import clicked  # only for whoever clicks: LibreOffice starts faster without it

        clicked(self.context, job)

    def execute(self, arguments: tuple) -> None:
        facts = {one.Name: one.Value for one in arguments}
        environment = {one.Name: one.Value for one in facts["Environment"]}
        from libreoffice.jobs import happened  # as above

        happened(environment["EventName"], environment.get("Model"))


g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816  the name that LibreOffice looks for
g_ImplementationHelper.addImplementation(Nut, SERVICE, (SERVICE, "com.sun.star.task.Job"))
