"""button: the report by a press on the button in Excel, from the start of the process to the report on disk."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from benchmarks.inputs import FOLDER
from benchmarks.scenario import Case, Contestant, Scenario, bare, chitieu
from benchmarks.scenarios.commune import COMMUNE
from tests.excel import stage

COMPUTER: Final = FOLDER / "button"


def pressed(source: Path, target: Path) -> list[str]:
    """The launcher's command for the workbook, open in an Excel of the tests; without the report of the run before."""
    made = COMPUTER / "bin" / "python"
    python = made if made.with_name("python._pth").exists() else stage.make_computer(COMPUTER)
    home = COMPUTER / "nha"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    book = home / "Bảng chỉ tiêu.xlsx"
    shutil.copyfile(source, book)
    script = {"path": str(book), "name": str(book), "seen": str(home / "seen.json"), "timed": True}
    environment = stage.written(home, typed=[["ChiTieu", "F12", 4150]], **script)
    words = [f"{name}={value}" for name, value in environment.items()]
    return [shutil.which("env") or "env", *words, *stage.command(python, "report", str(book))]


SCENARIO: Final = Scenario(
    name="button",
    about="the Word report of one commune's workbook that is open in Excel, after an edit: from the press on the button"
    " to the report on disk. Excel itself is not here: what stands in for it (openpyxl, and the copy that Excel would"
    " save) is taken off the button's time, and counts in its processor time and memory",
    aim="near the command's",
    cases=(
        Case(
            "the Word report",
            COMMUNE,
            (
                Contestant("the button", pressed, inner=True, compared=False),
                Contestant("chitieu report", chitieu("report", "<", "-o", ">"), compared=False, suffix=".docx"),
                bare(),
            ),
        ),
    ),
    absent={"Excel": "runs on Windows only: its own part of the time is to be measured there"},
    repeat=9,
)
