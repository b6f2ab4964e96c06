"""What the add-in takes of xlwings' own VBA: how its DLL is loaded and asked for the Python server, and nothing else.

Read from the installed package when an add-in is built; never part of this project. The rest of that module starts
programs that a workbook, a file beside it or the environment names: none of it goes along. What is kept calls
``GetConfig`` and ``XLPyCommand``, which are ours (``workbook/vba/source/ChiTieuHam.bas``).
"""

from __future__ import annotations

import importlib.metadata
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from workbook.refusal import Refusal

NAME: Final = "xlwings"
SOURCE: Final = "xlwings_custom_addin.bas"
KEPT: Final = ("XLPyLoadDLL", "XLPy", "ParentFolder")
RENAMED: Final = {"XLPy": "XLPyServer"}
"""``XLPy`` is what the wrappers call: ours, which hands on to this one and deals with failures."""
OURS: Final = frozenset({"GetConfig", "XLPyCommand"})

_PROCEDURE: Final = re.compile(
    r"^(?:(?:Public|Private) )?(?:Function|Sub) (\w+)\b.*?^End (?:Function|Sub)[ \t]*$", re.MULTILINE | re.DOTALL
)
_VERSION: Final = re.compile(r'^Public Const XLWINGS_VERSION As String = "([^"]+)"$', re.MULTILINE)
_MAC: Final = re.compile(r"^[ \t]*#If Mac Then\n(?:(?![ \t]*#).*\n)*[ \t]*#End If\n", re.MULTILINE)
_COMMENT: Final = re.compile(r"'.*$", re.MULTILINE)


def xlwings_module() -> str:
    """The module for the add-in, of the xlwings that is installed; ``Refusal`` when it is none that we know."""
    spec = find_spec("xlwings")
    if spec is None or spec.origin is None:
        raise Refusal("no-xlwings", "Máy này chưa có gói xlwings: hãy cài bằng lệnh “pip install chitieu[excel]”.")
    text = (Path(spec.origin).parent / SOURCE).read_text(encoding="cp1252").replace("\r\n", "\n")
    return reduced(text, importlib.metadata.version("xlwings"))


def reduced(text: str, version: str) -> str:
    """The module with the procedures that are kept; ``Refusal`` when it is not that of ``version``, or calls others."""
    procedures = {match[1]: match for match in _PROCEDURE.finditer(text)}
    stated = _VERSION.search(text)
    if stated is None or stated[1] != version or not {*KEPT, *OURS} <= procedures.keys():
        raise _unknown(version)
    head = _MAC.sub("", text[: min(match.start() for match in procedures.values())])  # what Excel for Mac would load
    body = "\n\n".join(procedures[name][0] for name in KEPT)
    if {*procedures} - {*KEPT, *OURS} & set(re.findall(r"\w+", _COMMENT.sub("", head + body))):
        raise _unknown(version)
    for name, other in RENAMED.items():
        body = re.sub(rf"\b{name}\b", other, body)
    first, _, rest = head.partition("\n")
    return f"{first}\nOption Private Module\n{rest.rstrip()}\n\n{body}\n"


def module_version(source: str) -> str | None:
    """The version of xlwings that a module says it is of."""
    stated = _VERSION.search(source.replace("\r\n", "\n"))
    return None if stated is None else stated[1]


def _unknown(version: str) -> Refusal:
    return Refusal(
        "odd-xlwings",
        f"Gói xlwings {version} trên máy này không đúng bản đã thử nên không dựng được phần bổ trợ: "
        "hãy cài lại bằng lệnh “pip install --force-reinstall chitieu[excel]”.",
    )
