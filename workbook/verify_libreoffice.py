"""What LibreOffice computes for a workbook: an independent opinion on every ordinary formula.

The workbook is copied, opened and recalculated headless in a profile of its own, and read back. That the opinion is
LibreOffice's own, and not an echo of the values saved in the file, is a setting of that profile (``PROFILE``).
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Final

from workbook import scratch
from workbook.book import load
from workbook.compare import Snapshot, values_of
from workbook.refusal import Refusal, reason

SECONDS: Final = 240  # a cold start on a busy machine and a large table; beyond this it hangs

# "Recalculation on file load, Excel 2007 and newer": 0 = always (1 = never, 2 = ask); LibreOffice never by default.
# The workbook may be anybody's: no macro runs (level 3: only of trusted folders, and there are none), no embedded
# object is started, links are never updated (2), and no document is asked for that another one names.
_SETTINGS: Final = (
    ("Office.Calc/Formula/Load", "OOXMLRecalcMode", "0"),
    ("Office.Calc/Content/Update", "Link", "2"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
)
PROFILE: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">\n'
    + "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop>'
        "</item>\n"
        for path, name, value in _SETTINGS
    )
    + "</oor:items>\n"
)

PLACES: Final = (
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)


def program() -> str | None:
    """The path of LibreOffice's program on this computer, or None."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in PLACES if Path(place).is_file()), None)


def values(path: Path) -> Snapshot:
    """LibreOffice's value of every formula cell of the workbook at ``path``, which is not touched.

    ``Refusal`` when LibreOffice is missing, fails or does not finish.
    """
    office = program()
    if office is None:
        raise Refusal("no-libreoffice", "Máy này chưa có LibreOffice; hãy cài LibreOffice Calc rồi chạy lại.")
    with scratch.folder() as folder:
        return values_of(load(_converted(office, path, folder)))


def _converted(office: str, path: Path, folder: Path) -> Path:
    """The copy of ``path`` that LibreOffice recalculated and saved under ``folder``."""
    source = folder / ("in" + path.suffix.lower())
    shutil.copyfile(path, source)
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
    command = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out"), str(source)]
    _run(command, path)
    result = folder / "out" / "in.xlsx"
    if not result.is_file():
        raise Refusal("libreoffice-failed", f"LibreOffice không mở được tệp {path.name}.")
    return result


def _run(command: list[str], path: Path) -> None:
    """Runs LibreOffice to its end; a hung one is ended with everything that it started."""
    environment = {**os.environ, "SAL_USE_VCLPLUGIN": "svp"}  # no display is needed, nor looked for
    quiet = subprocess.DEVNULL
    try:
        process = subprocess.Popen(
            command, env=environment, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
        )
    except OSError as error:
        raise Refusal("libreoffice-failed", f"Không khởi động được LibreOffice: {reason(error)}.") from error
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        raise Refusal("libreoffice-slow", f"LibreOffice không tính xong {path.name} sau {SECONDS} giây.") from None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends a process that is still running, and on POSIX its group: ``soffice`` is only the parent of the real one."""
    if process.poll() is not None:
        return
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()
