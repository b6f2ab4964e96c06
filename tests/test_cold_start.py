"""A small recalculation pays for nothing heavy: what a cold process imports, read from Python's own account of it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from workbook import jobs

ROOT = Path(__file__).resolve().parents[1]
HEAVY = {"numpy", "pandas", "openpyxl", "formulas", "docx", "docxtpl", "lxml", "jinja2", "scipy", "xlwings"}


def imported(*arguments: str) -> set[str]:
    """The top-level packages that a fresh Python imported to run this, from ``-X importtime``."""
    command = [sys.executable, "-X", "importtime", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=120)
    assert done.returncode == 0, done.stderr
    names = re.findall(r"^import time:\s+\d+ \|\s+\d+ \| +(\S+)$", done.stderr, re.MULTILINE)
    return {name.partition(".")[0] for name in names}


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lanh") / "bang.xlsx"
    jobs.new(jobs.DEMO_PACK, path)
    return path


@pytest.mark.parametrize("options", [(), ("--check",), ("--json",)])
def test_recalculating_the_but_son_workbook_imports_nothing_heavy(table: Path, options: tuple[str, ...]) -> None:
    packages = imported("-m", "workbook", "recalc", str(table), *options)
    assert {"workbook", "xlcore", "udfs"} <= packages
    assert not packages & HEAVY


def test_importing_the_front_door_imports_almost_nothing() -> None:
    packages = imported("-c", "import workbook") - imported("-c", "import typing")
    assert packages == {"workbook", "__future__"}


def test_a_report_imports_what_it_needs_and_no_engine_of_others(table: Path) -> None:
    packages = imported("-m", "workbook", "report", str(table))
    assert "docxtpl" in packages
    assert not packages & {"openpyxl", "formulas", "pandas", "scipy", "numpy"}
