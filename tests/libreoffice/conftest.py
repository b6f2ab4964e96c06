"""Lets the tests of LibreOffice's side import the helpers beside them, and the table of the tests of ``udfs``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "udfs")]

# The test at the desk (mouse, keyboard, a screen) has a target of its own, ``make desk``: on a busy machine it misses a
# click now and then.
collect_ignore = [] if os.environ.get("CHITIEU_DESK") else ["test_at_the_desk.py"]
