"""A user's means: the command line in a process of its own, other programs, a demonstration to spoil."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from as_user import NAME, Run, printed, python_with_bridge, run_chitieu
from openpyxl.worksheet.worksheet import Worksheet


@pytest.fixture(scope="session")
def chitieu() -> Run:
    return run_chitieu


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder that ``chitieu demo`` filled, and what it printed; not to be changed."""
    folder = tmp_path_factory.mktemp("demo")
    done = run_chitieu("demo", "-o", folder)
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


@pytest.fixture
def table(demo: tuple[Path, str], tmp_path: Path) -> Path:
    """A copy of the recalculated Bút Sơn workbook, to change."""
    return Path(shutil.copy(demo[0] / f"{NAME}.xlsx", tmp_path / "bang.xlsx"))


@pytest.fixture
def change_with_openpyxl(table: Path) -> Callable[[Callable[[Worksheet], None]], Path]:
    """A function that lets ``edit`` change the sheet ``ChiTieu`` as another program would, and saves the workbook."""

    def change(edit: Callable[[Worksheet], None]) -> Path:
        book = openpyxl.load_workbook(table)
        edit(book["ChiTieu"])
        book.save(table)
        return table

    return change


@pytest.fixture
def edit_in_libreoffice(tmp_path: Path) -> Callable[..., None]:
    """A function that runs one action in a LibreOffice of its own, which saves the file.

    ``uno_edit.py`` has the actions for a workbook, ``uno_write.py`` those for a document.
    """

    def edit(path: Path, action: str, *words: object) -> None:
        profile, pipe = tmp_path / "profile", f"chitieu-sua{os.getpid()}"
        listen = [f"--accept=pipe,name={pipe};urp;", "--headless", "--norestore", "--nologo"]
        office = subprocess.Popen(
            ["soffice", f"-env:UserInstallation={profile.as_uri()}", *listen],
            env={**os.environ, "SAL_USE_VCLPLUGIN": "svp"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        script = Path(__file__).with_name("uno_write.py" if path.suffix == ".docx" else "uno_edit.py")
        command = [python_with_bridge(), str(script), str(path), pipe, action, *map(str, words)]
        try:
            printed(subprocess.run(command, capture_output=True, encoding="utf-8", timeout=240))
            office.wait(240)
        finally:
            if office.poll() is None:
                os.killpg(office.pid, signal.SIGKILL)
                office.wait()

    return edit
