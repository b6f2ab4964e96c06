"""What tests do as a user would: run the command in a process of its own, find a row, find LibreOffice's Python."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from openpyxl.worksheet.worksheet import Worksheet

ROOT = Path(__file__).resolve().parents[2]
NAME = "but-son-2023-h1"

Run = Callable[..., subprocess.CompletedProcess[str]]


def run_chitieu(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """What the command printed and how it left."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "workbook", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", timeout=300)


def printed(done: subprocess.CompletedProcess[str]) -> str:
    """What a program printed that must have ended well; where it did not, how it ended and all that it said."""
    code = done.returncode
    how = f"signal {signal.Signals(-code).name}" if code < 0 else f"code {code}"
    assert code == 0, f"{done.args} ended with {how}\nstdout: {done.stdout}\nstderr: {done.stderr}"
    return done.stdout


def row_of(sheet: Worksheet, number: str) -> int:
    """The row of ``ChiTieu`` that has this text or number in column TT."""
    for row in range(6, sheet.max_row + 1):
        if str(sheet.cell(row, 1).value) == number:
            return row
    raise LookupError(number)


def python_with_bridge() -> str:
    """A Python that has LibreOffice's bridge ``uno``: the system's own, where Debian's python3-uno puts it."""
    for candidate in ("/usr/bin/python3", sys.executable):
        if subprocess.run([candidate, "-c", "import uno"], capture_output=True).returncode == 0:
            return candidate
    raise LookupError("no Python here has the module uno: install python3-uno")


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """The command left with 1, one sentence on standard error that has these words, and nothing else."""
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    sentence = done.stderr.strip()
    assert len(sentence.splitlines()) == 1, sentence
    assert sentence.endswith(".")
    for word in words:
        assert word in sentence
    assert done.stdout == ""


def unchanged(path: Path, run: Callable[[], subprocess.CompletedProcess[str]]) -> subprocess.CompletedProcess[str]:
    """What ``run`` did, once it is sure that neither the file nor its folder changed."""
    before, names = path.read_bytes(), sorted(path.parent.iterdir())
    done = run()
    assert path.read_bytes() == before
    assert sorted(path.parent.iterdir()) == names
    return done
