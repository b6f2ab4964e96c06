"""PowerShell scripts as their syntax trees: which commands they run with what, and where their variables come from.

The grammar is tree-sitter's. It knows no Windows PowerShell 5.1, so what that version offers is written down here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import tree_sitter_powershell
from tree_sitter import Language, Node, Parser

GRAMMAR: Final = Parser(Language(tree_sitter_powershell.language()))
MARK: Final = b"\xef\xbb\xbf"

# The cmdlets of Windows PowerShell 5.1 that the scripts use, each with the parameters they give it.
COMMON: Final = {"ErrorAction"}
CMDLETS: Final[dict[str, set[str]]] = {
    "Add-Type": {"AssemblyName"},
    "Copy-Item": {"LiteralPath", "Destination", "Recurse", "Force"},
    "ForEach-Object": set(),
    "Get-Acl": {"LiteralPath"},
    "Get-ChildItem": {"LiteralPath", "Path", "Recurse", "File", "Directory", "Force", "Filter"},
    "Get-Content": {"LiteralPath", "Stream"},
    "Get-Date": {"Format"},
    "Get-FileHash": {"LiteralPath", "Algorithm"},
    "Get-Item": {"LiteralPath", "Stream"},
    "Get-Process": {"Name"},
    "Invoke-WebRequest": {"Uri", "OutFile", "UseBasicParsing"},
    "Join-Path": set(),
    "Measure-Object": {"Property", "Sum"},
    "Move-Item": {"LiteralPath", "Destination"},
    "New-Item": {"ItemType", "Path", "Force"},
    "New-ItemProperty": {"LiteralPath", "Name", "Value", "PropertyType"},
    "New-Object": {"ComObject"},
    "Out-Host": set(),
    "Out-Null": set(),
    "Read-Host": set(),
    "Remove-Item": {"LiteralPath", "Recurse", "Force"},
    "Remove-ItemProperty": {"LiteralPath", "Name"},
    "Set-Content": {"LiteralPath", "Value", "Encoding"},
    "Set-Location": {"LiteralPath"},
    "Set-StrictMode": {"Version"},
    "Sort-Object": {"Property", "Descending"},
    "Split-Path": {"Parent", "Leaf"},
    "Stop-Process": {"Force"},
    "Test-Path": {"LiteralPath", "PathType"},
    "Unblock-File": {"LiteralPath"},
    "Where-Object": set(),
    "Write-Host": {"ForegroundColor"},
}
AUTOMATIC: Final = {"_", "executioncontext", "false", "lastexitcode", "matches", "null", "psscriptroot", "true"}
AUTOMATIC_SETTINGS: Final = {"erroractionpreference", "progresspreference"}


class Call(NamedTuple):
    """A command as it is written: ``name`` is "" where a variable or a file is started."""

    name: str
    parameters: list[str]
    positional: int
    text: str


class Script:
    """One script, read whole; its text is without the mark at its start."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.data = path.read_bytes()
        self.text = self.data.removeprefix(MARK).decode("utf-8")
        self.root = GRAMMAR.parse(self.text.encode("utf-8")).root_node

    def nodes(self, *kinds: str) -> Iterator[Node]:
        waiting = [self.root]
        while waiting:
            node = waiting.pop()
            waiting.extend(node.children)
            if not kinds or node.type in kinds:
                yield node

    def faults(self) -> list[str]:
        """What the grammar could not read."""
        wrong = (node for node in self.nodes() if node.type == "ERROR" or node.is_missing)
        return [f"line {node.start_point.row + 1}: {text_of(node)[:60]}" for node in wrong]

    def functions(self) -> dict[str, list[str]]:
        """The functions defined here, each with its parameters."""
        return {text_of(child(node, "function_name")): _parameters(node) for node in self.nodes("function_statement")}

    def calls(self) -> Iterator[Call]:
        for node in self.nodes("command"):
            elements = [one for part in node.children if part.type == "command_elements" for one in part.children]
            parameters = [text_of(one)[1:] for one in elements if one.type == "command_parameter"]
            values = [one for one in elements if one.type not in ("command_parameter", "command_argument_sep")]
            name = next((text_of(one) for one in node.children if one.type == "command_name"), "")
            yield Call(name, parameters, len(values), text_of(node))

    def variables(self) -> set[str]:
        """The variables that are used, small, without those of the environment."""
        names = {text_of(node).lstrip("$@{").rstrip("}").lower() for node in self.nodes("variable")}
        return {name for name in names if not name.startswith("env:")}

    def assigned(self) -> set[str]:
        """The variables that are given a value here, by assignment, as a parameter or by a loop."""
        homes = self.nodes("left_assignment_expression", "script_parameter")
        loops = (node.children for node in self.nodes("foreach_statement"))
        found = [variable for home in homes for variable in _variables(home)]
        found += [node for children in loops for node in children if node.type == "variable"]
        return {text_of(node).lstrip("$").lower() for node in found}


def text_of(node: Node) -> str:
    assert node.text is not None
    return node.text.decode("utf-8")


def child(node: Node, kind: str) -> Node:
    return next(one for one in node.children if one.type == kind)


def _variables(node: Node) -> Iterator[Node]:
    if node.type == "variable":
        yield node
    for one in node.children:
        yield from _variables(one)


def _parameters(function: Node) -> list[str]:
    lists = [one for one in function.children if one.type == "function_parameter_declaration"]
    return [text_of(variable).lstrip("$") for one in lists for variable in _variables(one)]
