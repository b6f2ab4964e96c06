"""Item 7, where the system can be told to let a process write no more (not on Windows): a disk that fills up."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

from as_user import ROOT, refused, unchanged


def test_a_full_disk(table: Path) -> None:
    """The system lets the process write 4 kB and no more, as a full disk would."""

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "workbook", "recalc", str(table)],
            env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "PATH": "/usr/bin:/bin"},
            capture_output=True,
            encoding="utf-8",
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)),
        )

    refused(unchanged(table, run), table.name)
