"""One whole process, measured from outside: wall time from start to end, and peak memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Final

KIB_A_MIB: Final = 1024

# A child's peak memory counts from its parent's, because a fork begins as a copy. So a small process of its own starts
# the contestant: what is measured is never less than a bare Python, and no more than the contestant's own above that.
LAUNCHER: Final = """
import json, os, sys, time
start = time.perf_counter()
pid = os.spawnv(os.P_NOWAIT, sys.argv[1], sys.argv[1:])
_, status, usage = os.wait4(pid, 0)
print(json.dumps([time.perf_counter() - start, usage.ru_maxrss, os.waitstatus_to_exitcode(status)]))
"""


@dataclass(frozen=True, slots=True)
class Measurement:
    """Wall ``seconds``, ``peak_mib`` of resident memory, and the last line of a process that failed."""

    seconds: float
    peak_mib: float
    failure: str = ""


def measure(command: list[str]) -> Measurement:
    """The measurement of one run of ``command``, its output thrown away."""
    launcher = [sys.executable, "-S", "-E", "-c", LAUNCHER, *command]
    # A machine that keeps no compiled modules would measure Python's compiler.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        launcher, env=environment, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=True
    )
    seconds, peak, code = json.loads(done.stdout.strip().rpartition("\n")[2])
    last = done.stderr.strip().rpartition("\n")[2] or f"exit code {code}"
    return Measurement(seconds, peak / KIB_A_MIB, last if code else "")
