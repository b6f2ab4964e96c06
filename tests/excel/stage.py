"""The launcher's command line as a real process: the program that the installer puts on a computer, with an Excel.

The interpreter is a copy of its own with a list of its folders beside it, as the installer makes an officer's; it alone
knows of the Excel (``on_stage``), which waits until the program itself imports xlwings. So what is imported, when and
from where, is what it is on an officer's computer.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = "CHITIEU_STAGE"  # the environment's name of what is played: a JSON file


# Found before xlwings itself, whose place it leaves to it.
DOOR = """import sys
from pathlib import Path
sys.path.remove(str(Path(__file__).parent))
del sys.modules["xlwings"]
import xlwings
from tests.excel import on_stage
on_stage.play(xlwings)
"""


def make_computer(folder: Path) -> Path:
    """The interpreter of a computer on which the program is installed."""
    shutil.rmtree(folder, ignore_errors=True)
    python, door = folder / "bin" / "python", folder / "san-khau"
    python.parent.mkdir(parents=True)
    shutil.copy(os.path.realpath(sys.executable), python)
    folder.joinpath("lib").symlink_to(os.path.join(sys.base_prefix, "lib"))  # where some look for their own library
    door.mkdir()
    door.joinpath("xlwings.py").write_text(DOOR, encoding="utf-8")
    library = [sysconfig.get_path(name) for name in ("stdlib", "purelib")]
    paths = [str(door), *library, sysconfig.get_config_var("DESTSHARED"), str(ROOT)]
    python.with_name("python._pth").write_text("\n".join(paths) + "\n", encoding="utf-8")
    return python


def encoded(text: str) -> str:
    """A text as the launcher writes it: ASCII, everything else a ``%XXXX`` per UTF-16 unit."""
    units = text.encode("utf-16-be", "surrogatepass")
    found = ""
    for high, low in zip(units[::2], units[1::2], strict=True):
        sign = chr(high << 8 | low)
        found += sign if sign.isascii() and (sign.isalnum() or sign in "._-") else f"%{high:02X}{low:02X}"
    return found


def command(python: Path, button: str, full_name: str) -> list[str]:
    """The words that the launcher starts."""
    program = encoded(r"C:\Program Files\Microsoft Office\root\Office16\Microsoft Excel")
    words = ["-I", "-B", "-m", "workbook.ribbon", button, f"--wb={encoded(full_name)}", f"--app={program}"]
    return [str(python), *words, "--hwnd=1234"]


def written(folder: Path, **script: Any) -> dict[str, str]:
    """The environment of a process that plays this script in the user's own ``folder``."""
    place = folder / "kich-ban.json"
    place.write_text(json.dumps(script), encoding="utf-8")
    return {"HOME": str(folder), "XDG_STATE_HOME": str(folder / "state"), SCRIPT: str(place)}


def play(
    python: Path,
    button: str,
    path: Path,
    folder: Path,
    full_name: str | None = None,
    environment: dict[str, str] | None = None,
    **more: Any,
) -> tuple[subprocess.CompletedProcess[str], dict[str, Any]]:
    """The process of a button pressed in the workbook at ``path``, run in its folder, and what its Excel saw.

    ``folder`` is the user's own; ``more`` is said to ``on_stage``.
    """
    name = str(path) if full_name is None else full_name
    seen = folder / "excel.json"
    own = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    own |= written(folder, path=str(path), name=name, seen=str(seen), **more) | (environment or {})
    done = subprocess.run(
        command(python, button, name), cwd=path.parent, env=own, capture_output=True, encoding="utf-8", timeout=120
    )
    found: dict[str, Any] = json.loads(seen.read_text(encoding="utf-8")) if seen.exists() else {}
    return done, found
