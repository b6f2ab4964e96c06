"""One whole process, measured from outside: wall time from start to end, and the peak memory of its process tree."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

KIB_A_MIB: Final = 1024
LAUNCHER: Final = Path(__file__).with_name("launcher.py")


@dataclass(frozen=True, slots=True)
class Measurement:
    """Wall ``seconds``, and seconds for which the processors were ``busy`` with it.

    ``peak_mib`` is resident memory over all processes at once (shared pages count in each), ``said`` the JSON object
    that the process printed last, ``failure`` the last line of one that failed.
    """

    seconds: float
    busy: float
    peak_mib: float
    said: dict[str, Any]
    failure: str = ""


def measure(command: list[str], limit: float) -> Measurement:
    """The measurement of one run of ``command``, which is ended after ``limit`` seconds."""
    # A machine that keeps no compiled modules would measure Python's compiler.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as folder:
        out, errors = Path(folder, "out"), Path(folder, "errors")
        launcher = [sys.executable, "-S", "-E", str(LAUNCHER), str(limit), str(out), str(errors), *command]
        done = subprocess.run(launcher, env=environment, capture_output=True, encoding="utf-8", check=True)
        seconds, busy, peak, code, late = json.loads(done.stdout)
        said = _last_line(out)
        complaint = _last_line(errors) or said or f"exit code {code}"
    failure = f"not done after {limit:.0f} s" if late else complaint if code else ""
    return Measurement(seconds, busy, peak / KIB_A_MIB, _object(said), failure)


def _last_line(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace").strip().rpartition("\n")[2]


def _object(line: str) -> dict[str, Any]:
    """What a contestant of ours says about itself; other programs say what they like."""
    if not line.startswith('{"'):
        return {}
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
