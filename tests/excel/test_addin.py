"""The add-in as it is built: a package that Excel can open, whose VBA is our sources and what xlwings' DLL needs."""

from __future__ import annotations

import importlib.metadata
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from oletools.olevba import VBA_Parser
from ribbon_rules import broken_rules

from udfs import FUNCTIONS
from workbook import addin
from workbook.cli import main
from workbook.function_help import CATEGORY, help_of
from workbook.macro_book import PROJECT
from workbook.opc import content_type, relationships
from workbook.package import Package, read_package
from workbook.vba.project import Module, read_modules
from workbook.vba.sources import addin_modules, own_modules
from workbook.vba.toolbar import ADVICE, ADVICE_NAME, IN_ADDIN, IN_WORKBOOK, RIBBON_2007, RIBBON_2010, ribbon_xml
from workbook.xlwings_module import xlwings_module

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# What olevba remarks on, each with its reason; the add-in stays in a folder of the user's own and is sent to nobody.
REMARKED = {
    "Shell": "the launcher starts Python",
    "Lib": "xlwings' DLL",
    "binary": "a word of xlwings' licence",
    "Hex Strings": "class identifiers of every VBA project",
    "Base64 Strings": "words that might be such",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bo tro & hàm") / "chitieu.xlam"
    addin.write_addin(path)
    return path


@pytest.fixture(scope="module")
def package(built: Path) -> Package:
    return read_package(built)


@pytest.fixture(scope="module")
def vba(built: Path) -> dict[str, str]:
    """The sources of the modules as olevba reads them, without their attributes."""
    parser = VBA_Parser(str(built))
    found = {name.rpartition(".")[0]: code for _, _, name, code in parser.extract_macros()}
    parser.close()
    return {name: without_attributes(code) for name, code in found.items()}


def without_attributes(code: str) -> str:
    return re.sub(r"\A(?:Attribute .*\n)+", "", code.replace("\r\n", "\n"))


def test_the_vba_is_our_sources_the_wrappers_and_xlwings_module(vba: dict[str, str]) -> None:
    expected = {module.name: without_attributes(module.source) for module in addin.modules(xlwings_module())}
    assert {name: code.rstrip("\n") for name, code in vba.items()} == {
        name: code.rstrip("\n") for name, code in expected.items()
    }
    assert {module.name for module in addin_modules()} < set(vba)


def test_workbooks_and_the_add_in_carry_the_same_launcher_and_buttons(vba: dict[str, str]) -> None:
    for module in own_modules():
        assert vba[module.name].rstrip("\n") == without_attributes(module.source).rstrip("\n")


def test_it_is_read_back_by_our_own_reader(package: Package) -> None:
    kinds = {module.name: module.kind for module in read_modules(package.read(PROJECT))}
    assert kinds["ThisWorkbook"] == kinds["Sheet1"] == "document"
    assert kinds["ChiTieuServer"] == "class"
    assert kinds["xlwings_udfs"] == kinds["xlwings"] == "standard"


def test_olevba_remarks_on_nothing_but_what_has_its_reason(built: Path) -> None:
    parser = VBA_Parser(str(built))
    remarks = [(kind, word) for kind, word, _ in parser.analyze_macros()]
    parser.close()
    assert {word for kind, word in remarks if kind == "AutoExec"} == {"Workbook_Open"}
    assert {word for kind, word in remarks if kind == "Suspicious"} <= set(REMARKED)


def test_only_the_users_own_profile_chooses_the_interpreter(vba: dict[str, str]) -> None:
    code = {name: re.sub(r"'.*$", "", text, flags=re.MULTILINE) for name, text in vba.items()}
    everything = "\n".join(code.values())
    assert everything.count("GetSetting(") == 1
    assert not re.search(r"\b(Environ|Open|WScript|CreateObject|GetObject|Evaluate|ExecuteExcel4Macro)\b", everything)
    assert "-I -B -m workbook.excel_functions" in code["ChiTieuHam"]
    assert "cmd" not in everything.replace("cai-dat.cmd", "")


def test_every_function_is_found_by_cells_and_nothing_else_is(vba: dict[str, str]) -> None:
    public = [name for name, text in vba.items() if "Option Private Module" not in text]
    assert set(public) == {"ThisWorkbook", "Sheet1", "ChiTieuNut", "ChiTieuServer", "xlwings_udfs"}
    assert re.findall(r"^Function (\w+)", vba["xlwings_udfs"], re.MULTILINE) == sorted(FUNCTIONS)
    assert not re.search(r"^(Public )?Function", vba["ChiTieuNut"], re.MULTILINE)


def test_names_are_not_ambiguous(vba: dict[str, str]) -> None:
    """VBA refuses to run a project in which two modules offer the same name and somebody uses it."""
    procedure = re.compile(r"^(?:Public )?(?:Function|Sub) (\w+)", re.MULTILINE | re.IGNORECASE)
    offered = [
        name.lower() for module, text in vba.items() if module != "ChiTieuServer" for name in procedure.findall(text)
    ]
    assert len(offered) == len(set(offered))
    assert not {name.lower() for name in vba} & set(offered)


def test_every_name_of_ours_that_is_used_is_there(vba: dict[str, str]) -> None:
    everything = re.sub(r"'.*$|\"[^\"\n]*\"", "", "\n".join(vba.values()), flags=re.MULTILINE)
    used = set(re.findall(r"\b(?:ChiTieu_|XLPy)\w*", everything))
    defined = set(re.findall(r"(?:Function|Sub|Const) (\w+)", everything))
    assert used <= defined


def test_the_package_is_whole(package: Package) -> None:
    assert content_type(package, "xl/workbook.xml") == addin.ADDIN_TYPE
    for source in ("", "xl/workbook.xml"):
        for relationship in relationships(package, source):
            assert relationship.target in package and content_type(package, relationship.target)
    for name in package.names:
        if not name.endswith(".bin"):
            ET.fromstring(package.read(name))
    kinds = {relationship.kind for relationship in relationships(package, "")}
    assert kinds == {"officeDocument", "core-properties", "extensibility"}


def test_the_ribbon_is_that_of_the_workbooks(package: Package, vba: dict[str, str]) -> None:
    modules = [Module(name, "standard", text) for name, text in vba.items()]
    for name, namespace in (("customUI", RIBBON_2007), ("customUI14", RIBBON_2010)):
        part = package.read(f"customUI/{name}.xml")
        assert part == ribbon_xml(namespace, IN_ADDIN)
        assert part.replace(IN_ADDIN.encode(), IN_WORKBOOK.encode()) == ribbon_xml(namespace)
        assert broken_rules(part, modules) == []


def test_a_workbook_with_buttons_and_the_add_in_share_one_tab(package: Package) -> None:
    """MS-CUSTOMUI 2.3.9: a tab with a qualified id is one, whoever asks for it; each has its own group in it."""
    found = [ET.fromstring(part) for part in (ribbon_xml(), package.read("customUI/customUI14.xml"))]
    tabs = [next(part.iter(f"{{{RIBBON_2010}}}tab")) for part in found]
    groups = [next(part.iter(f"{{{RIBBON_2010}}}group")) for part in found]
    assert tabs[0].attrib == tabs[1].attrib and tabs[0].get("idQ") == "ct:ChiTieu_Tab"
    assert [group.get("label") for group in groups] == [IN_WORKBOOK, IN_ADDIN]
    assert b"onLoad" not in ribbon_xml() and b"getVisible" not in ribbon_xml()


def test_the_launcher_finds_what_to_say(package: Package) -> None:
    names = ET.fromstring(package.read("xl/workbook.xml")).findall(f"{MAIN}definedNames/{MAIN}definedName")
    assert {name.get("name"): name.text for name in names} == {ADVICE_NAME: f'"{ADVICE}"'}
    assert len(ADVICE) <= 255  # the longest text that a formula may hold


def test_its_sheet_holds_what_the_wizard_is_told(package: Package) -> None:
    sheet = ET.fromstring(package.read("xl/worksheets/sheet1.xml"))
    rows = [["".join(cell.itertext()) for cell in row] for row in sheet.iter(f"{MAIN}row")]
    assert rows == [[name, CATEGORY, function.doc, *help_of(function)] for name, function in sorted(FUNCTIONS.items())]


def test_the_same_sources_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    again = addin.write_addin(tmp_path / "lan-hai.xlam")
    assert again.path.read_bytes() == built.read_bytes()
    assert (again.functions, again.xlwings) == (len(FUNCTIONS), importlib.metadata.version("xlwings"))


def test_the_command_writes_it_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["addin"]) == 0
    assert (tmp_path / "chitieu.xlam").stat().st_size > 10_000
    said = capsys.readouterr().out
    assert "chitieu.xlam" in said and f"{len(FUNCTIONS)} hàm" in said
    assert main(["addin", "-o", "khác.xlam", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["out"] == "khác.xlam"


def test_a_name_left_out_is_a_slip(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["addin", "-o", ""])
    assert left.value.code == 2
    assert capsys.readouterr().err.endswith("Lỗi cách dùng: -o/--out: cần một tên đi kèm, không được để trống.\n")


@pytest.mark.parametrize("words", [["recalc"], ["recalc", "--check"], ["verify"], ["report"]])
def test_it_is_no_workbook_to_recalculate(built: Path, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    before = built.read_bytes()
    assert main([*words, str(built)]) == 1
    told = capsys.readouterr()
    assert "là phần bổ trợ của Excel (add-in), không phải sổ làm việc" in told.out + told.err
    assert built.read_bytes() == before


@pytest.mark.parametrize("name", ["chitieu.xlsx", "chitieu"])
def test_another_suffix_is_refused(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["addin", "-o", str(tmp_path / name)]) == 1
    assert capsys.readouterr().err == f"Phần bổ trợ của Excel phải có đuôi .xlam: hãy đổi tên “{name}”.\n"
    assert not (tmp_path / name).exists()
