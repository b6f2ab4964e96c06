"""The list of functions is that of the registry, and what it says of tests and workbooks can be so."""

from __future__ import annotations

import importlib.util
import re
import statistics
import sys
from pathlib import Path
from types import ModuleType

import pytest

from xlcore.registry import Function, Kind

ROOT = Path(__file__).resolve().parents[1]
RENEW = "run python docs/make_functions.py"


def load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_functions", ROOT / "docs" / "make_functions.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_functions"] = module
    spec.loader.exec_module(module)
    return module


script = load_script()
ROWS = re.compile(r"^\| ([A-Z][\w.]*) \| (.*?) \| (.*?) \| (.*?) \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def page() -> str:
    text: str = script.PAGE.read_text(encoding="utf-8")
    return text


def listed(page: str) -> list[tuple[str, str, str]]:
    """``(file, function, whose)`` of every row of the page."""
    found = []
    for part in page.split("\n## ")[1:]:
        home = part.partition("\n")[0].strip("`")
        found += [(home, name, by) for name, by, _, _ in ROWS.findall(part)]
    return found


def test_the_page_lists_the_registry(page: str) -> None:
    entries = script.entries()
    assert listed(page) == [(entry.home, entry.name, entry.by) for entry in entries], RENEW
    assert f"\n{len(entries)} functions," in page, RENEW


def test_every_function_has_a_case() -> None:
    assert [entry.name for entry in script.entries() if not entry.cases] == []


def test_the_cases_that_the_page_names_are_there(page: str) -> None:
    now = {entry.name: set(entry.cases) for entry in script.entries()}
    for name, _, cases, _ in ROWS.findall(page):
        files = set(re.findall(r"\d+ in ([\w/]+\.py)", cases))
        assert files and files <= now[name], f"{name}: {RENEW}"


def test_the_page_carries_the_figures_of_the_data(page: str) -> None:
    measured = script.read_measured()
    assert all(0 <= agree <= cells and 0 < workbooks <= cells for workbooks, cells, agree in measured.values())
    shown = {name: seen for name, _, _, seen in ROWS.findall(page)}
    assert shown == {name: script.seen(measured.get(name)) for name in shown}
    assert measured.keys() <= shown.keys()


def test_the_page_is_written_the_same_twice() -> None:
    entries, measured = script.entries(), script.read_measured()
    assert script.render(entries, measured) == script.render(list(entries), dict(measured))


def test_a_function_of_another_library_would_be_called_borrowed(monkeypatch: pytest.MonkeyPatch) -> None:
    both = {"LENT": Function("LENT", statistics.fmean, "r", "", "", Kind.REDUCTION), "SUM": script.library()["SUM"]}
    monkeypatch.setattr(script, "library", lambda: both)
    assert {entry.name: entry.by for entry in script.entries()} == {"LENT": "statistics", "SUM": "ours"}
