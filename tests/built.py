"""The workbooks of the packs as ``chitieu new`` makes them, each built once for a run and shared by its workers."""

from __future__ import annotations

import os
from pathlib import Path

from workbook import jobs


class Built:
    """``built("xa-phuong")`` is a path; the file is to be copied, not to be changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, pack: str, suffix: str = ".xlsx") -> Path:
        wanted = self._folder / f"{pack}{suffix}"
        if not wanted.exists():  # two workers that want the same one at once may both build it
            own = self._folder / f"{pack}-{os.getpid()}{suffix}"
            jobs.new(pack, own)
            own.replace(wanted)
        return wanted
