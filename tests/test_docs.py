"""What the documents say exists, and what exists is documented."""

from __future__ import annotations

import argparse
import inspect
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from udfs import FUNCTIONS
from workbook import packs
from workbook.cli import build_parser

ROOT = Path(__file__).resolve().parents[1]
GUIDE = (ROOT / "docs" / "huong-dan.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
# What a public project must not carry: folders of the machine it was written on, and addresses of package registries.
PRIVATE = re.compile(
    r"/wo" + r"rk/(?:main|shared)|\.lib" + r"rary/|stee" + r"ring|pypi\.org/sim" + r"ple|files\.python" + r"hosted"
)


def commands() -> dict[str, argparse.ArgumentParser]:
    actions = build_parser()._actions
    (subcommands,) = (action for action in actions if isinstance(action, argparse._SubParsersAction))
    return dict(subcommands.choices)


def options(parser: argparse.ArgumentParser) -> set[str]:
    return {text for action in parser._actions for text in action.option_strings if text.startswith("--")}


@pytest.mark.parametrize("name", commands())
def test_every_command_is_in_the_readme_and_the_guide(name: str) -> None:
    assert f"`chitieu {name}" in README
    assert f"chitieu {name}" in GUIDE


def test_every_option_is_in_the_guide() -> None:
    everything = set().union(*(options(parser) for parser in commands().values())) - {"--help"}
    assert {option for option in everything if option not in GUIDE} == set()


def test_the_documents_name_no_command_that_does_not_exist() -> None:
    named = set(re.findall(r"(?:`|^|bin/)chitieu ([a-z]+)", README + GUIDE, re.MULTILINE))
    assert named == set(commands())


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_of_ours_is_in_the_guide_as_the_wizard_tells_it(name: str) -> None:
    call = inspect.unwrap(FUNCTIONS[name].call)
    arguments = "; ".join(call.__code__.co_varnames[: call.__code__.co_argcount])
    assert f"| `{name}({arguments})` | {FUNCTIONS[name].doc} |\n" in GUIDE


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_of_ours_fits_the_function_wizard(name: str) -> None:
    assert 20 <= len(FUNCTIONS[name].doc) <= 255


@pytest.mark.parametrize("name", packs.ids())
def test_every_pack_is_in_the_guide(name: str) -> None:
    assert f"`{name}`" in GUIDE


def test_the_two_commands_of_the_readme_are_targets() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    asked = set(re.findall(r"`?make ([a-z]+)", README)) - {"what"}
    assert {"demo", "test"} <= asked <= targets


def programs(lines: list[str]) -> list[str]:
    """The programs of the environment that these lines of a script run, each with its arguments."""
    found = (re.match(r"\s*(?:\$\(BIN\)/|\.venv\\Scripts\\)(.*?)(?: \|\| exit /b 1)?$", line) for line in lines)
    return [match[1].replace('"', "'") for match in found if match]


def test_the_windows_script_tests_what_make_test_does() -> None:
    make = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipes = {
        name: programs(body.splitlines()) for name, body in re.findall(r"^(\S+):.*\n((?:\t.*\n)*)", make, re.MULTILINE)
    }
    wanted = [*recipes["$(VENV)/.dev"], *recipes["lint"], *recipes["test"]]
    script = (ROOT / "chay-thu.cmd").read_text(encoding="utf-8").partition(":test\n")[2].splitlines()
    assert len(wanted) == 6
    assert programs(script) == wanted
    assert all(line.endswith("|| exit /b 1") for line in script[:-2])  # a failure is not passed over
    assert script[-1] == "exit /b %errorlevel%"


@pytest.mark.skipif(shutil.which("make") is None, reason="Windows has no make")
def test_a_folder_with_spaces_and_quotes_is_one_word_of_the_makefile() -> None:
    folder = "Thư mục của 'x'"
    own = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    words = ["make", "-n", "-o", ".venv/.dev", "roundtrip", f"FOLDER={folder}"]
    said = subprocess.run(words, cwd=ROOT, env=own, capture_output=True, check=True)
    assert shlex.split(said.stdout.decode().splitlines()[-1])[-2:] == ["tests.workbook.lossless", folder]


def test_continuous_integration_runs_the_command_of_the_readme() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert script.rstrip().endswith("make test")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    broken = [link for link in links if not link.startswith("http") and not (page.parent / link).exists()]
    assert not broken


def test_the_architecture_names_every_room_and_dependency() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    declared = re.findall(
        r'^    "([a-z-]+)>=', (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("[project.opt")[0], re.M
    )
    assert declared
    for name in (*(f"{room}/" for room in ("xlcore", "udfs", "workbook", "templates", "tests")), *declared):
        assert name in text


def test_the_changelog_has_an_open_section() -> None:
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_no_file_names_the_machine_it_was_written_on() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    private = []
    for name in filter(None, listed.decode("utf-8").split("\0")):
        path = ROOT / name
        if path.is_file() and PRIVATE.search(path.read_bytes().decode("utf-8", "replace")):
            private.append(name)
    assert not private


def test_the_page_of_figures_names_no_folder_of_the_computer_it_was_made_on() -> None:
    for name in ("benchmarks.md", "benchmarks.json"):
        assert not re.search(r"[`\"\s]/[a-z]+/", (ROOT / "docs" / name).read_text(encoding="utf-8"))
