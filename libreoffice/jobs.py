"""What LibreOffice calls when a button is clicked, and when a workbook was opened or saved."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any, Final

import uno

from libreoffice import names
from libreoffice.host import LibreOfficeHost, found_in
from workbook import buttons, userfolder
from workbook.refusal import Refusal
from workbook.ribbon import BROKEN

OPENED: Final = frozenset({"OnLoadFinished"})
SAVED: Final = frozenset({"OnSaveDone", "OnSaveAsDone"})
COPYING, COPIED = "OnCopyTo", "OnCopyToDone"
CALC: Final = "com.sun.star.sheet.SpreadsheetDocument"


class Told:
    """A bug on the way is noted, and told in one sentence where there is somebody to tell."""

    def __init__(self, host: LibreOfficeHost | None) -> None:
        self._host = host

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            log = userfolder.note_failure(kind, trace)
            if self._host is not None:
                self._host.message(BROKEN.format(log=log), "warning")


def clicked(context: Any, job: str) -> None:
    """Does the work of a button on the workbook in front."""
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    try:
        host = LibreOfficeHost(context, found_in(desktop))
    except Refusal as refusal:
        userfolder.note(f"{job}: {refusal.code}")
        return
    with Told(host):
        buttons.press(job, host)


def happened(context: Any, event: str, document: Any) -> None:
    """Binds the formulas of a workbook that was opened; puts the names right in a file that was saved."""
    if document is None or not document.supportsService(CALC):
        return
    with Told(None):
        if event in OPENED:
            names.bind(document)
        elif event in SAVED:
            if (path := _path(document.getURL())) is not None:
                names.give_back(path)
        elif event == COPYING:
            _BEFORE[document.RuntimeUID] = names.excel_files(_where_copies_go(context, document))
        elif event == COPIED:
            before = _BEFORE.pop(document.RuntimeUID, {})
            for path, changed in names.excel_files(_where_copies_go(context, document)).items():
                if before.get(path) != changed:
                    names.give_back(path)


_BEFORE: Final[dict[str, dict[Path, int]]] = {}
"""Of each workbook that is being copied, the files that were there. LibreOffice does not say where it writes a copy."""


def _where_copies_go(context: Any, document: Any) -> list[Path]:
    """The folders that LibreOffice proposes for a copy: that of the workbook, and that of the user's documents."""
    path = _path(document.getURL())
    documents = _path(context.getValueByName("/singletons/com.sun.star.util.thePathSettings").Work)
    return [folder for folder in (path and path.parent, documents) if folder is not None]


def _path(url: str) -> Path | None:
    return Path(uno.fileUrlToSystemPath(url)) if url.startswith("file:") else None
