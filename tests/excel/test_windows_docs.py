"""What the pages about Windows say exists: options, places, files, functions, buttons."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.excel.powershell import Script
from workbook import installation, userfolder
from workbook.vba.toolbar import BUTTONS

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "huong-dan.md").read_text(encoding="utf-8")
INSTALLING = (ROOT / "docs" / "cai-dat.md").read_text(encoding="utf-8")
PASS = (ROOT / "docs" / "first-pass-on-windows.md").read_text(encoding="utf-8")
SOURCES = "".join(
    path.read_text(encoding="utf-8-sig")
    for folder, pattern in (("workbook", "*.py"), ("workbook/vba/source", "*.*"), ("windows", "*.ps1"))
    for path in sorted((ROOT / folder).glob(pattern))
)


def test_every_option_of_the_installer_is_told() -> None:
    (block,) = Script(ROOT / "windows" / "cai-dat.ps1").nodes("param_block")
    declared = re.findall(r"\]\$(\w+)", (block.text or b"").decode())
    assert {f"-{name}" for name in declared} == set(re.findall(r"^\| `(-\w+)", INSTALLING, re.MULTILINE))


def test_every_place_that_is_written_is_told() -> None:
    setting = installation.SETTING.rpartition("\\")[0]
    for place in (
        setting,
        installation.UNINSTALL,
        installation.options_key("16.0"),
        installation.ADDIN,
        userfolder.LOG,
    ):
        assert place in INSTALLING


def test_the_pages_name_only_commands_that_can_be_clicked() -> None:
    own = {"chitieu.cmd"}  # which the installer writes
    named = set(re.findall(r"[\w-]+\.cmd\b", GUIDE + INSTALLING + PASS)) - own
    assert named == {path.name for path in ROOT.glob("*.cmd")}


def test_the_guide_tells_every_button() -> None:
    for button in BUTTONS:
        assert f"**{button.label}**" in GUIDE


def test_the_guide_tells_ten_troubles() -> None:
    table = GUIDE.partition("### Mười trục trặc hay gặp nhất")[2].partition("###")[0]
    numbers = re.findall(r"^\| (\d+)\. ", table, re.MULTILINE)
    assert numbers == [str(number) for number in range(1, 11)]
    rows = [line.strip("|").split(" | ") for line in table.splitlines() if re.match(r"\| \d", line)]
    assert all(len(row) == 3 for row in rows)


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`((?:workbook|windows|docs)/[\w./-]*)`", PASS))))
def test_the_check_list_names_files_that_exist(name: str) -> None:
    assert (ROOT / name).exists()


AT_FAULT = " ".join(line.split("|")[-2] for line in PASS.splitlines() if line.startswith("| "))
NAMES = re.findall(r"`(\w*[a-z]\w*_\w+|_[a-z]\w+|[A-Z][a-z]+-[A-Z]\w+|[A-Z_]{5,}|\w+)`", AT_FAULT)


@pytest.mark.parametrize("name", sorted(set(NAMES)))
def test_the_check_list_names_functions_that_exist(name: str) -> None:
    assert re.search(rf"\b{re.escape(name)}\b", SOURCES)
