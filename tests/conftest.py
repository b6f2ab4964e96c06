"""What every test may use: the checkout's root, and which tests need the material that only some machines have."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# Public workbooks and tables that are not part of the project lie beside some checkouts; their tests need them.
collect_ignore = [] if (ROOT.parent / "shared").is_dir() else ["shared"]
if os.name == "nt":  # no limits on what a process may write there
    collect_ignore.append("acceptance/test_full_disk.py")
