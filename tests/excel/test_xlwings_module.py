"""Of xlwings' own VBA only what reaches the Python server goes into the add-in, of an xlwings that is known."""

from __future__ import annotations

import importlib.metadata
import re
from pathlib import Path

import pytest
import xlwings

from workbook.refusal import Refusal
from workbook.vba.sources import addin_modules
from workbook.xlwings_module import KEPT, OURS, SOURCE, module_version, reduced, xlwings_module

INSTALLED = (Path(xlwings.__file__).parent / SOURCE).read_text(encoding="cp1252")
VERSION = importlib.metadata.version("xlwings")
PROCEDURE = re.compile(r"^(?:(?:Public|Private) )?(?:Function|Sub) (\w+)", re.MULTILINE)


def code(source: str) -> str:
    """VBA without its comments."""
    return re.sub(r"'.*$", "", source, flags=re.MULTILINE)


def test_only_the_procedures_that_reach_the_server_are_kept() -> None:
    assert PROCEDURE.findall(xlwings_module()) == ["XLPyLoadDLL", "XLPyServer", "ParentFolder"]


def test_nothing_is_left_that_a_workbook_a_folder_or_the_environment_could_rule() -> None:
    words = set(re.findall(r"\w+", code(xlwings_module())))
    outer = "ActiveWorkbook ThisWorkbook Environ WScript Shell CreateObject Open Kill Worksheets Run FileExists"
    assert not words & set(outer.split())
    assert words & set(outer.split()) != set(re.findall(r"\w+", code(INSTALLED))) & set(outer.split())


def test_the_licence_and_the_version_go_along() -> None:
    text = xlwings_module()
    assert "BSD 3-clause license" in text and "Redistributions of source code must retain" in text
    assert module_version(text) == VERSION
    assert f'"xlwings64-{VERSION}.dll"' in text


def test_what_is_kept_is_word_for_word_xlwings_but_for_the_name_that_the_wrappers_call() -> None:
    ours = {line for line in xlwings_module().replace("XLPyServer", "XLPy").splitlines() if line.strip()}
    assert ours - set(INSTALLED.splitlines()) == {"Option Private Module"}


def test_what_it_calls_besides_is_ours() -> None:
    own = {name: module.source for module in addin_modules() for name in PROCEDURE.findall(module.source)}
    assert own.keys() >= OURS
    assert not own.keys() & set(PROCEDURE.findall(xlwings_module()))  # VBA would call either ambiguous
    assert "XLPyServer()" in own["ChiTieu_Server"]


@pytest.mark.parametrize(
    "changed",
    [
        INSTALLED.replace(f'XLWINGS_VERSION As String = "{VERSION}"', 'XLWINGS_VERSION As String = "0.1"'),
        INSTALLED.replace("Function ParentFolder(", "Function FolderAbove("),
        INSTALLED.replace("Function GetConfig(", "Function ReadConfig("),
        INSTALLED.replace("    XLPyLoadDLL\r\n", "    XLPyLoadDLL\r\n    KillPy\r\n").replace(
            "    XLPyLoadDLL\n", "    XLPyLoadDLL\n    KillPy\n"
        ),
        "",
    ],
    ids=["another version", "what is kept is gone", "what is ours is gone", "calls what is not kept", "empty"],
)
def test_another_module_is_refused_with_one_sentence(changed: str) -> None:
    assert changed != INSTALLED
    with pytest.raises(Refusal) as refused:
        reduced(changed.replace("\r\n", "\n"), VERSION)
    assert refused.value.code == "odd-xlwings"
    assert VERSION in refused.value.message and refused.value.message.count(". ") == 0


def test_every_procedure_that_is_kept_is_in_the_pinned_module() -> None:
    assert {*KEPT, *OURS} <= set(PROCEDURE.findall(INSTALLED))
