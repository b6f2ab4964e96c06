"""The project's own VBA: files in ASCII beside this one, which become modules when a workbook is built."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

from workbook.vba.project import Module

LAUNCHER: Final = "ChiTieuMay"
BUTTONS: Final = "ChiTieuNut"


def own_modules() -> tuple[Module, ...]:
    """The launcher, and what the buttons and the ribbon start."""
    return tuple(Module(name, "standard", _source(name)) for name in (LAUNCHER, BUTTONS))


def _source(name: str) -> str:
    text = files("workbook.vba").joinpath("source", f"{name}.bas").read_text(encoding="ascii")
    return text.replace("\r\n", "\n")
