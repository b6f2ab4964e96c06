"""The .xlsm beside the .xlsx of the same pack: the same but for the macros, which are ours and nothing else."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from oletools.olevba import VBA_Parser
from ribbon_rules import broken_rules

import workbook
from tests.built import Built
from tests.excel.desk import copied
from workbook import jobs, macro_book, packs, report, rolling, sheets, template_table
from workbook.compare import values_of
from workbook.package import open_package, read_package
from workbook.refusal import Refusal
from workbook.vba.project import read_modules
from workbook.vba.sources import own_modules
from workbook.vba.toolbar import ADVICE, BUTTONS
from workbook.workbookxml import read_workbook

Two = tuple[Path, Path]
NEW_PARTS = {
    "xl/vbaProject.bin",
    "customUI/customUI.xml",
    "customUI/customUI14.xml",
    "xl/drawings/drawing2.xml",
    "xl/worksheets/_rels/sheet2.xml.rels",
}


@pytest.fixture(scope="module")
def two(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Two:
    """One pack as ``.xlsx`` and as ``.xlsm``; not to be changed."""
    folder = tmp_path_factory.mktemp("Sổ có nút & không")
    return (
        copied(built(jobs.DEMO_PACK), folder, "bảng.xlsx"),
        copied(built(jobs.DEMO_PACK, ".xlsm"), folder, "bảng.xlsm"),
    )


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as found:
        assert found.testzip() is None
        return {name: found.read(name) for name in found.namelist()}


# What is in it ------------------------------------------------------------------------------------------------------
def test_only_macros_ribbon_and_buttons_are_put_in(two: Two) -> None:
    plain, macros = map(parts, two)
    assert set(macros) - set(plain) == NEW_PARTS
    assert not set(plain) - set(macros)
    for name, data in plain.items():
        text = macros[name].decode("utf-8", "replace")
        if name == "xl/workbook.xml":
            text = re.sub(r'<definedName name="ChiTieu_LoiNhac".*?</definedName>', "", text)
            text = text.replace(' codeName="ThisWorkbook"', "")
        elif name.startswith("xl/worksheets/sheet"):
            text = re.sub(r' codeName="Sheet\d"', "", text)
            text = re.sub("<drawing xmlns:r=[^>]*/>(?=</worksheet>)", "", text) if "sheet2" in name else text
        elif name in ("[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels", "docProps/core.xml"):
            continue
        assert text == data.decode("utf-8", "replace"), name


def test_content_types_and_relationships_lead_to_what_is_there(two: Two) -> None:
    found = parts(two[1])
    types = found["[Content_Types].xml"].decode()
    for name, kind in {
        "xl/workbook.xml": macro_book.MACRO_WORKBOOK,
        "xl/vbaProject.bin": macro_book.MACRO_PROJECT,
        "xl/drawings/drawing2.xml": "application/vnd.openxmlformats-officedocument.drawing+xml",
        "customUI/customUI14.xml": "application/xml",
    }.items():
        assert re.findall(rf'<Override PartName="/{name}" ContentType="([^"]*)"/>', types) == [kind]
    package = read_package(two[1])
    assert read_workbook(package).macros
    ribbon = r'Type="http://schemas.microsoft.com/office/(\d+)/relationships/ui/extensibility" Target="([^"]*)"'
    assert re.findall(ribbon, found["_rels/.rels"].decode()) == [
        ("2006", "customUI/customUI.xml"),
        ("2007", "customUI/customUI14.xml"),
    ]


def test_the_vba_is_our_source_and_nothing_else(two: Two) -> None:
    """Read by oletools, which shares no code with ours."""
    parser = VBA_Parser(str(two[1]))
    try:
        found = {stream.removeprefix("VBA/"): code for _, stream, _, code in parser.extract_macros()}
    finally:
        parser.close()
    for module in own_modules():
        head = f'Attribute VB_Name = "{module.name}"\n'
        assert found.pop(module.name).replace("\r\n", "\n") == head + module.source
    assert list(found) == ["ThisWorkbook", *(f"Sheet{number}" for number in range(1, 8))]
    assert all(line.startswith("Attribute ") for code in found.values() for line in code.splitlines())


def test_nothing_runs_by_itself_and_one_word_is_suspicious(two: Two) -> None:
    parser = VBA_Parser(str(two[1]))
    try:
        found = {(kind, word) for kind, word, _ in parser.analyze_macros()}
    finally:
        parser.close()
    every_project = {("Suspicious", "Hex Strings")}  # the classes of workbook and sheets, in whatever Excel saves
    assert found == {("Suspicious", "Shell"), *every_project}


def test_every_sheet_has_the_module_that_its_code_name_names(two: Two) -> None:
    found = parts(two[1])
    names = [found["xl/workbook.xml"], *(found[f"xl/worksheets/sheet{number}.xml"] for number in range(1, 8))]
    coded = [re.search(rb'Pr codeName="(\w+)"', text) for text in names]
    documents = [module.name for module in read_modules(found["xl/vbaProject.bin"]) if module.kind == "document"]
    assert [match[1].decode() for match in coded if match] == documents == [*dict.fromkeys(documents)]


def test_the_ribbon_calls_what_is_in_the_vba(two: Two) -> None:
    found = parts(two[1])
    modules = read_modules(found["xl/vbaProject.bin"])
    for name in ("customUI/customUI.xml", "customUI/customUI14.xml"):
        assert broken_rules(found[name], modules) == []


def test_the_buttons_call_what_is_in_the_vba_and_do_not_print(two: Two) -> None:
    drawing = parts(two[1])["xl/drawings/drawing2.xml"].decode()
    sources = "".join(module.source for module in own_modules())
    assert re.findall(r'macro="\[0\]!(\w+)"', drawing) == [button.macro for button in BUTTONS]
    assert all(f"Public Sub {button.macro}()" in sources for button in BUTTONS)
    assert re.findall("<a:t>(.*?)</a:t>", drawing) == [button.label for button in BUTTONS]
    assert drawing.count('fPrintsWithSheet="0"') == len(BUTTONS)


def test_the_buttons_stand_above_the_table_where_nothing_scrolls_away(two: Two) -> None:
    drawing = parts(two[1])["xl/drawings/drawing2.xml"].decode()
    rows = [int(row) + 1 for row in re.findall("<xdr:row>(.*?)</xdr:row>", drawing)]
    assert set(rows) == {sheets.SUBTITLE_ROW}
    heights = [int(height) for height in re.findall(r'<xdr:ext cx="\d+" cy="(\d+)"', drawing)]
    offset = int(re.findall("<xdr:rowOff>(.*?)<", drawing)[0])
    with_height = openpyxl.load_workbook(two[1])[sheets.CHI_TIEU]
    assert offset + max(heights) <= with_height.row_dimensions[sheets.SUBTITLE_ROW].height * 12700
    assert with_height.freeze_panes == f"C{sheets.FIRST_ROW}"
    # Digits of Times New Roman 12 are 7 (LibreOffice) to 8 pixels (Excel) wide.
    frozen = sum(template_table.WIDTHS[:2]) * 8 * 9525
    ends = [
        int(col) * template_table.WIDTHS[0] * 8 * 9525 + int(off) + int(width)
        for col, off, width in re.findall(r"<xdr:col>(\d)</xdr:col><xdr:colOff>(\d+)<.*?cx=\"(\d+)\"", drawing)
    ]
    assert ends == sorted(ends) and max(ends) <= frozen


def test_the_launchers_advice_is_in_a_hidden_name(two: Two) -> None:
    name = openpyxl.load_workbook(two[1]).defined_names["ChiTieu_LoiNhac"]
    assert name.hidden
    assert name.attr_text == f'"{ADVICE}"'


# The same workbook --------------------------------------------------------------------------------------------------
def test_both_recalculate_to_the_same_values_and_the_same_report(two: Two, tmp_path: Path) -> None:
    said = {}
    for path in two:
        folder = tmp_path / path.suffix[1:]
        folder.mkdir()
        copy = folder / path.name
        copy.write_bytes(path.read_bytes())
        book = workbook.load(copy)
        book.set(sheets.CHI_TIEU, "F12", 4150)
        book.set(sheets.THONG_TIN, "C5", "Thị trấn Bút Sơn")
        book.save()
        job = jobs.report(copy)
        values = values_of(workbook.load(copy))
        said[path.suffix] = values, parts(job.report.path), job.recalc.summary
    (plain, report, summary), (macros, other_report, other_summary) = said.values()
    assert plain == macros
    assert summary == other_summary
    assert len(plain) > 3000
    assert set(report) == set(other_report)
    for name, data in report.items():
        if name != "docProps/core.xml":  # has the time
            assert data == other_report[name], name


@pytest.mark.parametrize("pack", packs.ids())
def test_of_every_pack_both_compute_the_same_values_and_the_same_report(
    built: Built, pack: str, tmp_path: Path
) -> None:
    """With every figure another one."""
    paths = [copied(built(pack), tmp_path, f"Bảng & số{suffix}") for suffix in (".xlsx", ".xlsm")]
    macro_book.add_to_file(paths[1])  # as a new .xlsm gets them
    said = []
    for path in paths:
        book = workbook.load(path)
        assert (macro_book.PROJECT in read_package(path)) == (path.suffix == ".xlsm")
        figures = change(book)
        book.recalculate()
        made = report.prepare(book, path.with_suffix(".docx"))
        said.append((values_of(book), made.warnings, docx_parts(made.content), figures))
    (plain, warned, words, figures), macros = said[0], said[1]
    assert (plain, warned, words, figures) == macros
    assert figures >= 7 and len(plain) > 1500


def change(book: workbook.Workbook) -> int:
    """Raises every figure that somebody typed as an actual, or as done in the period, by a tenth; how many."""
    cells = [
        (f"{column}{row}", book.value(sheets.CHI_TIEU, f"{column}{row}"))
        for row in range(sheets.FIRST_ROW, sheets.LAST_ROW + 1)
        for column in (sheets.COLUMN_LETTERS[sheets.ACTUAL - 1], sheets.COLUMN_LETTERS[sheets.IN_PERIOD - 1])
        if book.formula(sheets.CHI_TIEU, f"{column}{row}") is None
    ]
    figures = [(cell, value) for cell, value in cells if isinstance(value, float)]
    for cell, value in figures:
        book.set(sheets.CHI_TIEU, cell, value * 1.1)
    return len(figures)


def docx_parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        return {name: found.read(name) for name in found.namelist() if name != "docProps/core.xml"}  # has the time


def test_recalculating_keeps_macros_ribbon_and_buttons_to_the_byte(two: Two, tmp_path: Path) -> None:
    copy = tmp_path / "bảng.xlsm"
    copy.write_bytes(two[1].read_bytes())
    book = workbook.load(copy)
    book.set(sheets.CHI_TIEU, "F12", 4150)
    book.save()
    jobs.report(copy)
    before, after = parts(two[1]), parts(copy)
    assert list(before) == list(after)
    assert {name for name, data in before.items() if data != after[name]} <= {
        name for name in before if name.startswith("xl/worksheets/sheet")
    }
    assert before["xl/worksheets/sheet2.xml"] != after["xl/worksheets/sheet2.xml"]


def test_the_next_period_of_a_workbook_with_buttons_has_them_too(two: Two, tmp_path: Path) -> None:
    """The very same, of whatever version: all that stands in a workbook's project may be somebody's work."""
    rolled = rolling.roll(two[1], "2023-9M", tmp_path / "bảng 9 tháng.xlsm")
    before, after = parts(two[1]), parts(rolled.out)
    assert all(before[name] == after[name] for name in NEW_PARTS)
    with pytest.raises(Refusal) as caught:
        rolling.roll(two[1], "2023-9M", tmp_path / "bảng.xlsx")
    assert caught.value.code == "bad-suffix"


def test_macros_are_not_lost_by_saving_under_another_name(two: Two, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as caught:
        workbook.load(two[1]).save(tmp_path / "bảng.xlsx")
    assert caught.value.code == "macro-extension"


# Workbooks that others have saved -----------------------------------------------------------------------------------
def changed(path: Path, change: Callable[[str, str], str]) -> bytes:
    """The file with the texts of its XML parts changed, by part name and text."""
    package = read_package(path)
    for name in package.names:
        if name.endswith((".xml", ".rels")):
            text = package.read(name).decode("utf-8")
            package.replace(name, change(name, text).encode("utf-8"))
    return b"".join(package.pieces())


def with_macros(data: bytes) -> dict[str, bytes]:
    package = open_package(data, "bảng.xlsx")
    macro_book.add_macros(package)
    again = open_package(b"".join(package.pieces()), "bảng.xlsm")
    return {name: again.read(name) for name in again.names}


def test_code_names_of_the_workbook_are_kept_unless_vba_cannot_use_them(two: Two) -> None:
    def change(name: str, text: str) -> str:
        if name == "xl/worksheets/sheet1.xml":
            return text.replace("<sheetPr", '<sheetPr codeName="Trang_Dau"', 1)
        if name == "xl/worksheets/sheet3.xml":
            return text.replace("<sheetPr", '<sheetPr codeName="Trang_tính1"', 1)
        if name == "xl/worksheets/sheet4.xml":
            return text.replace("<sheetPr", "<sheetPr codeName='sheet2'", 1)
        return text

    found = with_macros(changed(two[0], change))
    documents = [module.name for module in read_modules(found["xl/vbaProject.bin"]) if module.kind == "document"]
    assert documents[1:5] == ["Trang_Dau", "Sheet2", "Sheet3", "Sheet4"]
    assert b"codeName='sheet2'" not in found["xl/worksheets/sheet4.xml"]


def test_a_workbook_without_properties_and_names_gets_them_in_their_place(two: Two) -> None:
    def change(name: str, text: str) -> str:
        if name == "xl/workbook.xml":
            text = re.sub("<workbookPr.*?/>", "", text)
            text = text.replace("<workbookProtection/>", "")
            return re.sub("<definedNames>.*</definedNames>", "", text)
        return re.sub(r"<sheetPr.*?</sheetPr>", "", text) if "worksheets/sheet" in name else text

    found = with_macros(changed(two[0], change))
    order = re.findall(r"<(workbookPr|bookViews|sheets|definedNames|calcPr)\b", found["xl/workbook.xml"].decode())
    assert order == ["workbookPr", "bookViews", "sheets", "definedNames", "calcPr"]
    assert re.match(rb"<worksheet [^>]*><sheetPr codeName=\"Sheet2\"/>", found["xl/worksheets/sheet2.xml"])


def test_a_drawing_that_is_there_keeps_what_it_has(two: Two) -> None:
    """A picture or a shape that an officer has put on the sheet."""
    plain = parts(two[1])
    own = plain["xl/drawings/drawing2.xml"].decode().partition("<xdr:oneCellAnchor")[0]
    shape = '<xdr:oneCellAnchor><xdr:sp><xdr:cNvPr id="7" name="Dấu"/></xdr:sp></xdr:oneCellAnchor></xdr:wsDr>'
    package = read_package(two[0])
    macro_book.add_part(
        package, "xl/worksheets/sheet2.xml", "xl/drawings/drawing9.xml", (own + shape).encode(), "x/drawing", "x"
    )
    found = with_macros(b"".join(package.pieces()))
    drawing = found["xl/drawings/drawing9.xml"].decode()
    assert "xl/drawings/drawing2.xml" not in found
    assert shape.removesuffix("</xdr:wsDr>") in drawing
    assert re.findall(r'cNvPr id="(\d+)"', drawing) == ["7", "8", "9", "10", "11"]


@pytest.mark.parametrize("tail", ["legacyDrawing", "tableParts", "extLst"])
def test_the_drawing_is_named_before_what_must_follow_it(two: Two, tail: str) -> None:
    def change(name: str, text: str) -> str:
        return text.replace("</worksheet>", f"<{tail}/></worksheet>") if name == "xl/worksheets/sheet2.xml" else text

    text = with_macros(changed(two[0], change))["xl/worksheets/sheet2.xml"].decode()
    assert re.search(rf"</headerFooter><drawing [^>]*/><{tail}/></worksheet>$", text)


def test_a_workbook_of_another_kind_or_with_macros_is_refused(two: Two) -> None:
    def change(name: str, text: str) -> str:
        return text.replace('name="ChiTieu"', 'name="Khac"') if name == "xl/workbook.xml" else text

    for data, code in ((changed(two[0], change), "not-ours"), (two[1].read_bytes(), "has-macros")):
        with pytest.raises(Refusal) as caught:
            with_macros(data)
        assert caught.value.code == code


def test_a_new_workbook_is_xlsx_or_xlsm(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as caught:
        jobs.new(jobs.DEMO_PACK, tmp_path / "bảng.xls")
    assert caught.value.code == "not-xlsx"
    assert list(tmp_path.iterdir()) == []
