"""The project's own VBA: files in ASCII beside this one, which become modules when a workbook is built."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

from workbook.vba.project import Module

LAUNCHER: Final = "ChiTieuMay"
BUTTONS: Final = "ChiTieuNut"
FUNCTIONS: Final = "ChiTieuHam"
SERVER: Final = "ChiTieuServer"


def own_modules() -> tuple[Module, ...]:
    """The launcher, and what the buttons and the ribbon start."""
    return tuple(Module(name, "standard", _source(f"{name}.bas")) for name in (LAUNCHER, BUTTONS))


def addin_modules() -> tuple[Module, ...]:
    """The same, and what the add-in alone has: what happens when it is opened, and how cells reach Python."""
    return (
        Module("ThisWorkbook", "document", _source("AddinWorkbook.cls")),
        Module("Sheet1", "document", ""),
        *own_modules(),
        Module(FUNCTIONS, "standard", _source(f"{FUNCTIONS}.bas")),
        Module(SERVER, "class", _source(f"{SERVER}.cls")),
    )


def _source(file: str) -> str:
    text = files("workbook.vba").joinpath("source", file).read_text(encoding="ascii")
    return text.replace("\r\n", "\n")
