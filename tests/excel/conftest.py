"""Lets the tests of Excel's side import the helpers beside them, and the table of the tests of ``udfs``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "udfs")]

from windows_process import WindowsProcess  # noqa: E402  found in the folder named above


@pytest.fixture(scope="session")
def windows() -> Iterator[WindowsProcess]:
    """xlwings' UDF server in a process of its own that believes to be on Windows."""
    with WindowsProcess() as process:
        yield process
