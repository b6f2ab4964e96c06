"""Inputs made by our own scripts, the same on every computer, and kept under ``out/`` until the script changes."""

from __future__ import annotations

import datetime as dt
import hashlib
import inspect
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import xlsxwriter

ROOT: Final = Path(__file__).resolve().parents[1]
FOLDER: Final = ROOT / "out" / "benchmarks"
_MADE: Final = dt.datetime(2023, 7, 5)

Sheet = xlsxwriter.workbook.Worksheet
Fill = Callable[[xlsxwriter.Workbook], None]


@dataclass(frozen=True)
class Input:
    """An input file, or a folder of files when ``suffix`` is empty; ``make`` writes it, ``script`` is where.

    ``built_from`` are patterns of other files, below the project's folder, that it is made of.
    """

    name: str
    make: Callable[[Path], None]
    script: str
    suffix: str = ".xlsx"
    built_from: tuple[str, ...] = ()

    def path(self) -> Path:
        """Where it is; made when it is not there yet or what it is made of has changed."""
        others = [one for pattern in self.built_from for one in sorted(ROOT.glob(pattern)) if one.is_file()]
        stamp = hashlib.sha256(b"".join(one.read_bytes() for one in [Path(self.script), *others])).hexdigest()[:10]
        path = FOLDER / f"{self.name}-{stamp}{self.suffix}"
        if not path.exists():
            draft = FOLDER / f"draft-{path.name}"
            FOLDER.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(draft, ignore_errors=True)
            draft.unlink(missing_ok=True)
            self.make(draft)
            for old in FOLDER.glob(f"{self.name}-{'[0-9a-f]' * len(stamp)}{self.suffix}"):  # of an earlier script
                shutil.rmtree(old) if old.is_dir() else old.unlink()
            draft.rename(path)
        return path


def written(name: str, fill: Fill) -> Input:
    """A workbook filled by ``fill``; its formulas carry 0 as their saved value."""

    def make(path: Path) -> None:
        book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_formulas": False})
        book.set_properties({"created": _MADE})
        fill(book)
        book.close()

    return Input(name, make, inspect.getfile(fill))
