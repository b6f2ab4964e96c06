"""One whole process, measured from outside: wall time from start to end, and peak memory."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass
from typing import Final

KIB_A_MIB: Final = 1024


@dataclass(frozen=True, slots=True)
class Measurement:
    """Wall ``seconds``, ``peak_mib`` of resident memory, and the last line of a process that failed."""

    seconds: float
    peak_mib: float
    failure: str = ""


def measure(command: list[str]) -> Measurement:
    """The measurement of one run of ``command``, its output thrown away."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)  # wait4 tells this child's peak; getrusage only the largest child's
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    last = said.decode("utf-8", "replace").strip().rpartition("\n")[2] or f"exit code {process.returncode}"
    return Measurement(seconds, usage.ru_maxrss / KIB_A_MIB, last if process.returncode else "")
