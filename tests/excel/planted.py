"""Code of a stranger's wherever Python, xlwings or a library of theirs might look for it: beside a workbook, in the
user's own folder, and in every variable that Python knows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

SHOUT: Final = "open({!r}, 'a').close()\n"  # without an import, which would find the next one
OTHER_PYTHON: Final = ("PYTHONEXECUTABLE", "__PYVENV_LAUNCHER__")
"""Python obeys these even with ``-I``: it takes its libraries from the environment that stands where they point."""
UNLISTED: Final = (*OTHER_PYTHON, "PYTHONUSERBASE", "PYTHONLEGACYWINDOWSSTDIO", "PYTHONLEGACYWINDOWSFSENCODING")
# Where any path will do, Python is given the folder of the workbook; these it refuses to start with.
REFUSED: Final = {"PYTHONHASHSEED": "x", "PYTHONMALLOC": "x", "PYTHONUTF8": "x", "PYTHONIOENCODING": "utf-16:x"}


def known_to_python() -> set[str]:
    """The variables that this Python says it reads, and those that it does not tell."""
    done = subprocess.run([sys.executable, "-I", "--help-env"], capture_output=True, encoding="utf-8", check=True)
    listed = set(re.findall(r"^\s*(PYTHON[A-Z0-9_]+)", done.stdout, re.MULTILINE))
    assert {"PYTHONPATH", "PYTHONHOME", "PYTHONPLATLIBDIR", "PYTHONSTARTUP"} <= listed
    return listed | set(UNLISTED)


def plant(folder: Path, home: Path, caught: Path) -> dict[str, str]:
    """The environment that points to what is planted, which touches ``caught`` when it is run.

    ``folder`` is the workbook's, ``home`` the user's own.
    """
    shout = SHOUT.format(str(caught))
    for name in ("workbook.py", "xlwings.py", "udfs.py", "xlcore.py", "sitecustomize.py", "usercustomize.py", "re.py"):
        folder.joinpath(name).write_text(shout, encoding="utf-8")
    for package in ("openpyxl", "docx", "templates"):
        folder.joinpath(package).mkdir()
        folder.joinpath(package, "__init__.py").write_text(shout, encoding="utf-8")
    settings = f'"INTERPRETER_WIN","evil.exe"\n"PYTHONPATH","{folder}"\n"LICENSE_KEY","noncommercial"\n'
    folder.joinpath("xlwings.conf").write_text(settings, encoding="utf-8")
    home.joinpath(".xlwings").mkdir()
    home.joinpath(".xlwings", "xlwings.conf").write_text(settings, encoding="utf-8")
    _packages(home / ".local", shout)
    return {
        **dict.fromkeys(known_to_python(), str(folder)),
        **REFUSED,
        **dict.fromkeys(OTHER_PYTHON, str(other_python(home / "khac", shout))),
        "PYTHONSTARTUP": str(folder / "workbook.py"),
        "PYTHONUSERBASE": str(home / ".local"),
        "PYTHONINSPECT": "1",
        "PYTHONWARNINGS": "error::workbook.X",
        "PYTHONBREAKPOINT": "workbook.X",
        "OPENSSL_CONF": str(openssl_settings(home)),
        "XLWINGS_LICENSE_KEY": "noncommercial",
        "XLWINGS_ON_SERVER": "true",
    }


def other_python(folder: Path, shout: str) -> Path:
    """The name of an interpreter in an environment of Python's, with code that runs as Python starts there."""
    python = folder / "bin" / "python"
    python.parent.mkdir(parents=True)
    folder.joinpath("pyvenv.cfg").write_text(f"home = {python.parent}\n", encoding="utf-8")
    _packages(folder, shout)
    return python


def _packages(folder: Path, shout: str) -> None:
    version = ".".join(map(str, sys.version_info[:2]))
    packages = folder / "lib" / f"python{version}" / "site-packages"
    packages.mkdir(parents=True)
    for name in ("sitecustomize.py", "usercustomize.py"):
        packages.joinpath(name).write_text(shout, encoding="utf-8")
    packages.joinpath("chay.pth").write_text(shout, encoding="utf-8")


def openssl_settings(folder: Path) -> Path:
    """What OpenSSL, which Python's hashes are of, is set to by the file: here to have none; it could run a library."""
    path = folder / "openssl.cnf"
    path.write_text(
        "openssl_conf = chinh\n[chinh]\nalg_section = thuat\n[thuat]\ndefault_properties = fips=yes\n", encoding="utf-8"
    )
    return path


def runs(python: Path, caught: Path, **environment: str) -> bool:
    """Whether Python, isolated, runs what is planted there, or has no hashes."""
    code = "import hashlib; hashlib.sha256(b'')"
    environment["PATH"] = os.environ["PATH"]
    done = subprocess.run([python, "-I", "-B", "-c", code], env=environment, capture_output=True)
    return caught.exists() or done.returncode != 0
