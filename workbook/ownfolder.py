"""Where the program's own folder in the user's profile is: every command looks, so nothing else is in this file."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def home() -> Path:
    """Where the folder is, or will be: ``%LOCALAPPDATA%\\chitieu`` on Windows."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        base = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    return base / "chitieu"


def folder() -> Path:
    """The folder, which is there after this."""
    found = home()
    found.mkdir(parents=True, exist_ok=True)
    return found
