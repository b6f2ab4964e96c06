"""LibreOffice with the extension against the engine: every CT_… function, and workbooks there and back again."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from as_user import printed, run_chitieu
from function_cases import CALLS, cases, error_that_goes_on
from likeness import same, texts
from office_user import OfficeUser

import workbook
from udfs import FUNCTIONS
from workbook import jobs, sheets
from workbook.book import Workbook
from workbook.function_help import help_of, parameters
from workbook.package import read_package
from workbook.vba.project import read_modules
from xlcore.nodes import Node
from xlcore.parser import parse
from xlcore.values import ExcelError

SCRIPT = Path(__file__).with_name("uno_convert.py")
LOST = {"xl/theme/theme#.xml"}
KEPT = (
    b"<dataValidation ",
    b"<cfRule ",
    b"<sheetProtection",
    b"<mergeCell ",
    b"<hyperlink ",
    b"<f[ >]",
    b"<definedName ",
)


def fresh(path: Path) -> Workbook:
    """A workbook as the engine computes it."""
    book = workbook.load(path)
    book.recalculate()
    return book


@pytest.fixture(scope="module")
def made(user: OfficeUser) -> Path:
    """A folder with workbooks before and after a way through LibreOffice, in one session of it."""
    folder = user.new_folder("Đi và về")
    cases(folder / "ham.xlsx")
    for name in ("so.xlsx", "nut.xlsm"):
        jobs.new(jobs.DEMO_PACK, folder / name)
    ways = [
        ("as", "ham.xlsx", "ham-ra.xlsx"),
        ("as", "so.xlsx", "so-ra.xlsx"),
        ("copy", "so.xlsx", "ban-sao.xlsx"),
        ("as", "so.xlsx", "so.ods"),
        ("press", "so.ods", "ods-bam.xlsx"),
        ("press", "nut.xlsm", "nut-bam.xlsm"),
    ]
    user.own(folder)
    with user.office():
        described = user.tell(SCRIPT, *(word for how, *way in ways for word in (how, *(folder / one for one in way))))
    (folder / "ham.json").write_text(described, encoding="utf-8")
    return folder


def every_function_is_called() -> None:
    assert {name for name in FUNCTIONS if not any(f"{name}(" in call for call in CALLS)} == set()


def functions_give_what_the_engine_gives(made: Path) -> None:
    ours, theirs = fresh(made / "ham.xlsx"), workbook.load(made / "ham-ra.xlsx")
    pairs = [(call, ours.value("Ra", f"A{row}"), theirs.value("Ra", f"A{row}")) for row, call in enumerate(CALLS, 1)]
    wrong = {call: (left, right) for call, left, right in pairs if not same(left, right)}
    others = {call: got for call, got in wrong.items() if error_that_goes_on(call) != getattr(got[1], "code", "")}
    assert others == {}
    assert sum(isinstance(left, ExcelError) for _, left, _ in pairs) > 100


@cache
def read(formula: str | None) -> Node | None:
    """The syntax tree of a formula: LibreOffice writes spaces and numbers in its own way, and TRUE as a function."""
    return None if formula is None else parse(formula.replace("TRUE()", "TRUE").replace("FALSE()", "FALSE"))


def comes_back(before: Path, after: Path) -> None:
    """Formulas are the same, and values are what the engine computes."""
    ours, theirs = fresh(before), workbook.load(after)
    assert theirs.sheet_names == ours.sheet_names
    formulas, values = {}, {}
    for sheet in ours.sheet_names:
        for cell, value, formula in ours.cells(sheet):
            back = theirs.formula(sheet, cell)
            if read(back) != read(formula):
                formulas[sheet, cell] = formula, back
            if not same(value, theirs.value(sheet, cell)):
                values[sheet, cell] = value, theirs.value(sheet, cell)
    assert list(formulas.items())[:5] == []
    assert list(values.items())[:5] == []


def nothing_else_is_lost(before: Path, after: Path) -> None:
    """What a save by LibreOffice leaves of the rest of a file: DIFFERENCES.md names what it does not."""
    old, new = read_package(before), read_package(after)
    left, right = (Counter(re.sub(r"\d+", "#", name) for name in package.names) for package in (old, new))
    assert set(left - right) == LOST  # LibreOffice numbers the charts anew with every save
    sheets_of = [name for name in old.names if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)]
    for part in ["xl/workbook.xml", *sheets_of]:
        for mark in KEPT:
            counts = [len(re.findall(b"<" + mark, package.read(part) or b"")) for package in (old, new)]
            assert counts[0] == counts[1], (part, mark, counts)
    for part in old.names:
        if "customUI" in part:
            assert old.read(part) == new.read(part)
        if part.endswith("vbaProject.bin"):  # LibreOffice writes the sources anew
            assert sources(old.read(part)) == sources(new.read(part))


def sources(project: bytes | None) -> dict[str, str]:
    return {module.name: module.source.strip() for module in read_modules(project or b"")}


def the_function_wizard_explains_every_function(made: Path) -> None:
    told = {one["Name"]: one for one in json.loads((made / "ham.json").read_text(encoding="utf-8"))}
    for name, function in FUNCTIONS.items():
        assert told[name]["Description"] == function.doc
        assert [tuple(one) for one in told[name]["Arguments"]] == [
            *zip(parameters(function), help_of(function), strict=True)
        ]


def buttons_do_what_the_command_does(made: Path, name: str, pressed: str) -> None:
    (made / "lenh").mkdir(exist_ok=True)
    theirs = made / "lenh" / name
    book = workbook.load(made / name)
    book.set(sheets.CHI_TIEU, "F12", 999.0)
    book.save(theirs)
    for command in ("recalc", "report"):
        printed(run_chitieu(command, theirs))
    comes_back(theirs, made / pressed)
    report = Path(name).with_suffix(".docx")
    assert texts(made / report) == texts(made / "lenh" / report)
    assert any("999" in text for text in texts(made / report))


def test_with_the_extension(made: Path) -> None:
    """One test, because the fixture shows a whole LibreOffice and workers share none."""
    every_function_is_called()
    functions_give_what_the_engine_gives(made)
    the_function_wizard_explains_every_function(made)
    comes_back(made / "so.xlsx", made / "so-ra.xlsx")
    comes_back(made / "so.xlsx", made / "ban-sao.xlsx")
    nothing_else_is_lost(made / "so.xlsx", made / "so-ra.xlsx")
    nothing_else_is_lost(made / "nut.xlsm", made / "nut-bam.xlsm")
    buttons_do_what_the_command_does(made, "so.xlsx", "ods-bam.xlsx")
    buttons_do_what_the_command_does(made, "nut.xlsm", "nut-bam.xlsm")
