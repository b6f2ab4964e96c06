"""LibreOffice for an ordinary user with a profile of his own, the extension installed; ``unopkg`` refuses root."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import as_user
from as_user import printed, python_with_bridge

from libreoffice.extension import extension

ORDINARY = "nobody"
SECONDS = 900
IMPORTED = [Path(as_user.__file__).with_name(name) for name in ("uno_office.py", "uno_mouse.py")]  # by scripts


class OfficeUser:
    """A home folder, and programs that are run as its owner."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="chitieu-van-phong-"))
        self.extension = self.home / "chitieu.oxt"
        self.extension.write_bytes(extension())
        self._pipe = f"chitieu-nguoi{os.getpid()}"
        self._own(self.home)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        shutil.rmtree(self.home)

    @property
    def _profile(self) -> str:
        return f"-env:UserInstallation={(self.home / 'profile').as_uri()}"

    def _own(self, path: Path) -> None:
        if os.getuid() == 0:
            entry = pwd.getpwnam(ORDINARY)
            for each in (path, *path.rglob("*")):
                os.chown(each, entry.pw_uid, entry.pw_gid)

    def _as_owner(self) -> dict[str, Any]:
        """What ``subprocess`` is told, so that the program is the owner's."""
        environment = {**os.environ, "HOME": str(self.home), "SAL_USE_VCLPLUGIN": "svp", "TMPDIR": "/tmp"}
        # The guide and the tests are to see the same program everywhere.
        environment |= {"LC_ALL": "C.UTF-8", "XDG_STATE_HOME": str(self.home / "state")}
        environment.pop("PYTHONPATH", None)
        means: dict[str, Any] = {"env": environment, "encoding": "utf-8", "cwd": self.home}
        if os.getuid() == 0:
            entry = pwd.getpwnam(ORDINARY)
            means |= {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        return means

    def unopkg(self, *words: str) -> str:
        """What ``unopkg`` printed."""
        command = ["unopkg", *words[:1], self._profile, *words[1:]]
        return printed(subprocess.run(command, capture_output=True, timeout=SECONDS, **self._as_owner()))

    def install(self) -> str:
        """Installs the extension as the guide says; what is installed then."""
        self.unopkg("add", str(self.extension))
        return self.unopkg("list")

    def new_folder(self, name: str) -> Path:
        """A folder in the user's home."""
        (self.home / name).mkdir()
        return self.own(self.home / name)

    def own(self, path: Path) -> Path:
        """A file that was put into the user's folder, now his."""
        self._own(path)
        return path

    @contextmanager
    def office(self, display: str | None = None) -> Iterator[None]:
        """LibreOffice listening; without a display nobody sees it."""
        means = self._as_owner()
        command = ["soffice", self._profile, f"--accept=pipe,name={self._pipe};urp;", "--norestore", "--nologo"]
        if display is None:
            command.append("--headless")
        else:
            means["env"] |= {"DISPLAY": display, "SAL_USE_VCLPLUGIN": "gen"}
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True, **means)
        try:
            yield
            process.wait(SECONDS)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def tell(self, script: Path, *words: object, display: str | None = None) -> str:
        """What a script printed that was run by the Python with LibreOffice's bridge, as the same user."""
        means = self._as_owner()
        if display is not None:
            means["env"] |= {"DISPLAY": display}
        # Copies, because the user may not look into the folder of the tests.
        here = [Path(shutil.copy(each, self.home)) for each in (*IMPORTED, script)]
        command = [python_with_bridge(), "-B", str(here[-1]), self._pipe, *map(str, words)]
        return printed(subprocess.run(command, capture_output=True, timeout=SECONDS, **means))
