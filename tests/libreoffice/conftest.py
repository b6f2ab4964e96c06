"""Lets the tests of LibreOffice's side import the helpers beside them, and the table of the tests of ``udfs``."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "udfs")]
