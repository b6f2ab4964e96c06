"""Writes docs/functions.md: every function, whose it is, and how it was checked.

python docs/make_functions.py                   writes the page from the registry, the tests and docs/functions.csv
python docs/make_functions.py --workbooks DIR   first measures docs/functions.csv anew

DIR holds public workbooks: index.json (a list with "id" and "ext"), stripped/ID.EXT (without the saved values of
formulas) and expected/ID.json.gz ({"cells": [[sheet, cell, formula, [kind, value], ...], ...]}: what Excel saved).
"""

from __future__ import annotations

import argparse
import ast
import csv
import gzip
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

import udfs
import workbook
from workbook.compare import functions_of
from xlcore import BUILTINS
from xlcore.registry import Function, FunctionLibrary
from xlcore.values import ERRORS, ExcelError, Value

DOCS: Final = Path(__file__).resolve().parent
PAGE: Final = DOCS / "functions.md"
DATA: Final = DOCS / "functions.csv"
TESTS: Final = DOCS.parent / "tests"

HEAD: Final = """# Functions

{count} functions, by the file that holds them. This page is made by `python docs/make_functions.py`; a test holds it
against the registry.

- **by**: *ours* is written here; else the library that it is borrowed from.
- **cases**: tests that call it, by file (in `tests/`). The expected values are those of Excel's own pages, of Excel, or
  worked out by hand, as each file says. Names that stand for one and the same function share their cases.
- **workbooks**: public workbooks, saved by Excel, in which cells call it, and how many of these cells came out as Excel
  saved them, type and value, when all was recalculated from scratch. A cell that is wrong because of another function
  in its formula, or of a cell before it, counts against each. A dash: none of these workbooks calls it. The exceptions
  are explained in [DIFFERENCES.md](../DIFFERENCES.md).
"""

Measured = dict[str, tuple[int, int, int]]  # name -> workbooks, cells, cells that agree


class Entry(NamedTuple):
    """One function: its name, the file that declares it, whose it is, and its cases by test file."""

    name: str
    home: str
    by: str
    cases: dict[str, int]


def library() -> dict[str, Function]:
    """Every function that a workbook can call."""
    return dict(FunctionLibrary({**BUILTINS, **udfs.FUNCTIONS}, BUILTINS.rare).load())


def entries() -> list[Entry]:
    """Every function, in the order of the files and of the alphabet."""
    functions, found = library(), cases()
    twins: dict[int, list[str]] = defaultdict(list)
    for name, function in functions.items():
        twins[id(function.call)].append(name)
    made = []
    for name, function in functions.items():
        home = function.call.__module__.replace(".", "/") + ".py"
        own = home.startswith(("xlcore/", "udfs/"))
        shared: Counter[str] = Counter()
        for twin in twins[id(function.call)]:
            shared.update(found.get(twin, {}))
        made.append(
            Entry(
                name, home, "ours" if own else function.call.__module__.partition(".")[0], dict(sorted(shared.items()))
            )
        )
    return sorted(made, key=lambda entry: (entry.home.startswith("udfs/"), entry.home, entry.name))


@lru_cache
def cases() -> dict[str, Counter[str]]:
    """Name -> test file -> how many formulas or rows of cases call it."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for path in sorted(TESTS.rglob("test_*.py")):
        if "shared" in path.relative_to(TESTS).parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for name in called(node):
                found[name][path.relative_to(TESTS).as_posix()] += 1
    return dict(found)


def called(node: ast.AST) -> Iterable[str]:
    """The functions that a piece of a test calls: in a formula's text, as ``("NAME", arguments)``, or in Python."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("="):
        return functions_of(node.value)
    if isinstance(node, ast.Tuple | ast.Call):
        own = ast.unparse(node.func).rpartition(".")[2] if isinstance(node, ast.Call) else ""
        if own.startswith("ct_"):
            return [own.upper()]
        first = (node.elts if isinstance(node, ast.Tuple) else node.args)[:1]
        if first and isinstance(first[0], ast.Constant) and isinstance(first[0].value, str):
            return [first[0].value]
    return []


def render(listed: list[Entry], measured: Measured) -> str:
    """The page."""
    lines = [HEAD.format(count=len(listed)).rstrip()]
    home = ""
    for entry in listed:
        if entry.home != home:
            home = entry.home
            lines += ["", f"## `{home}`", "", "| function | by | cases | workbooks |", "|---|---|---|---|"]
        tests = ", ".join(f"{count} in {file}" for file, count in entry.cases.items())
        lines.append(f"| {entry.name} | {entry.by} | {tests} | {seen(measured.get(entry.name))} |")
    return "\n".join(lines) + "\n"


def seen(figures: tuple[int, int, int] | None) -> str:
    """What the workbooks say of a function."""
    if figures is None:
        return "-"
    workbooks, cells, agree = figures
    how = "all" if agree == cells else f"{agree:,}"
    return f"{workbooks}: {how} of {cells:,} cells"


def read_measured() -> Measured:
    """The figures of the last measurement."""
    with DATA.open(encoding="utf-8", newline="") as file:
        return {
            row["name"]: (int(row["workbooks"]), int(row["cells"]), int(row["agree"])) for row in csv.DictReader(file)
        }


def measure(folder: Path) -> Measured:
    """What every workbook of ``folder`` says of the functions that its cells call."""
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    with ProcessPoolExecutor(2) as pool:
        for counted in pool.map(measure_one, [(folder, entry["id"], entry["ext"]) for entry in index]):
            for name, (cells, agree) in counted.items():
                totals[name] = [old + new for old, new in zip(totals[name], (1, cells, agree), strict=True)]
    return {name: (figures[0], figures[1], figures[2]) for name, figures in sorted(totals.items()) if name in library()}


def measure_one(place: tuple[Path, str, str]) -> dict[str, tuple[int, int]]:
    """Name -> cells that call it, and of these the ones that agree with what Excel saved."""
    folder, identity, suffix = place
    with gzip.open(folder / "expected" / f"{identity}.json.gz", "rt", encoding="utf-8") as file:
        cells = json.load(file)["cells"]
    book = workbook.load(folder / "stripped" / f"{identity}{suffix}")
    book.recalculate()
    counted: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for sheet, cell, formula, expected, *_ in cells:
        agrees = same(value_of(*expected), normal(book.value(sheet, cell)))
        for name in functions_of(formula):
            counted[name][0] += 1
            counted[name][1] += agrees
    return {name: (figures[0], figures[1]) for name, figures in counted.items()}


def value_of(kind: str, value: float | str | bool) -> Value:
    """A saved value: kind n, s, b or e."""
    if kind == "e":
        return ERRORS.get(str(value)) or ExcelError(str(value))
    if kind == "n":
        return float(value)
    return bool(value) if kind == "b" else normal(str(value))


def same(expected: Value, got: Value) -> bool:
    """Whether type and value are as saved: numbers to nine digits, an empty text is not a blank."""
    if isinstance(expected, float) and isinstance(got, float):
        return math.isclose(expected, got, rel_tol=1e-9, abs_tol=1e-12)
    return type(expected) is type(got) and expected == got


def normal(value: Value) -> Value:
    """Texts with one kind of line end."""
    return re.sub(r"\r\n?", "\n", value) if isinstance(value, str) else value


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workbooks", type=Path, metavar="DIR")
    folder = parser.parse_args().workbooks
    if folder is not None:
        measured = measure(folder)
        with DATA.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["name", "workbooks", "cells", "agree"])
            writer.writerows([name, *figures] for name, figures in measured.items())
    PAGE.write_text(render(entries(), read_measured()), encoding="utf-8")


if __name__ == "__main__":
    main()
