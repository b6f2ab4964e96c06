"""VBA projects: oletools reads what we write, we read what Excel's users have, and LibreOffice loads it."""

from __future__ import annotations

import importlib.util
import struct
import zipfile
from pathlib import Path

import pytest
from oletools.olevba import VBA_Parser

from workbook.refusal import Refusal
from workbook.vba import project
from workbook.vba.compound import read_compound
from workbook.vba.compression import decompress
from workbook.vba.project import Module, project_bytes, read_modules

XLWINGS = Path(str(importlib.util.find_spec("xlwings").origin)).parent  # type: ignore[union-attr]
MODULES = (
    Module("ThisWorkbook", "document", ""),
    Module("Sheet1", "document", "Option Explicit\n"),
    Module("Nut", "standard", 'Option Explicit\nPublic Sub Bam()\n    MsgBox "Xin chào"\nEnd Sub\n'),
    Module("Tui", "class", "Private giu As Collection\n"),
    Module("Mo", "class", "Attribute VB_PredeclaredId = True\nPublic x As Long\n"),
)


def parts(path: Path) -> bytes:
    with zipfile.ZipFile(path) as found:
        return found.read("xl/vbaProject.bin")


def as_olevba_has_it(data: bytes) -> dict[str, str]:
    """The module's stream name -> its text with every attribute."""
    parser = VBA_Parser("vbaProject.bin", data=data)
    try:
        return {stream: code for _, stream, _, code in parser.extract_macros()}
    finally:
        parser.close()


def test_modules_come_back() -> None:
    assert read_modules(project_bytes(MODULES)) == MODULES


def test_the_same_modules_give_the_same_bytes() -> None:
    assert project_bytes(MODULES) == project_bytes(MODULES)


def test_oletools_reads_the_sources() -> None:
    found = as_olevba_has_it(project_bytes(MODULES))
    assert found["VBA/Nut"].replace("\r\n", "\n") == 'Attribute VB_Name = "Nut"\n' + MODULES[2].source
    assert found["VBA/Tui"].replace("\r\n", "\n").endswith("VB_Customizable = False\n" + MODULES[3].source)
    assert "VB_PredeclaredId = True" in found["VBA/Mo"]
    assert 'VB_Base = "0{00020819-' in found["VBA/ThisWorkbook"]
    assert 'VB_Base = "0{00020820-' in found["VBA/Sheet1"]


@pytest.mark.parametrize(
    "name", ["quickstart_standalone.xlsm", "quickstart.xlsm", "quickstart_addin_ribbon.xlam", "addin/xlwings.xlam"]
)
def test_what_excel_users_have_is_read_as_oletools_reads_it(name: str) -> None:
    data = parts(XLWINGS / name)
    found = as_olevba_has_it(data)
    modules = read_modules(data)
    assert {f"VBA/{module.name}" for module in modules} == set(found)
    for module in modules:
        text = found[f"VBA/{module.name}"].replace("\r\n", "\n")
        assert text.endswith(module.source.rpartition("\nAttribute VB_")[2].partition("\n")[2] or module.source)
        assert 'Attribute VB_Name = "' not in module.source.partition("\n")[0]


def records(data: bytes) -> list[tuple[int, bytes]]:
    return list(project._records(decompress(read_compound(data)["VBA/dir"])))


def kept(found: list[tuple[int, bytes]]) -> list[int]:
    """The kinds of records in their order, without the references, and without what a module may do without."""
    references = {0x16, 0x3E, 0x33, 0x2F, 0x30, 0x0D}
    return [number for number, _ in found if number not in references]


def test_the_structure_is_that_of_a_project_that_excel_reads() -> None:
    """xlwings ships a project without compiled parts that its users open every day."""
    theirs_data = parts(XLWINGS / "quickstart_standalone.xlsm")
    modules = read_modules(theirs_data)
    ours_data = project_bytes(modules, name="VBAProject")
    theirs, ours = read_compound(theirs_data), read_compound(ours_data)
    assert set(ours) == set(theirs)
    assert kept(records(ours_data)) == kept(records(theirs_data))
    assert ours["PROJECTwm"] == theirs["PROJECTwm"]
    assert ours["VBA/_VBA_PROJECT"][:5] == theirs["VBA/_VBA_PROJECT"][:5]
    assert len(ours["VBA/_VBA_PROJECT"]) == len(theirs["VBA/_VBA_PROJECT"])
    ids = {0x01, 0x02, 0x14, 0x03, 0x04, 0x07, 0x08, 0x0F, 0x19, 0x47, 0x1A, 0x32, 0x1E, 0x21, 0x22}
    assert [r for r in records(ours_data) if r[0] in ids] == [r for r in records(theirs_data) if r[0] in ids]
    for module in modules:
        stream = f"VBA/{module.name}"
        text = decompress(theirs[stream][offset_of(theirs_data, module.name) :]).replace(b"\r\n", b"\n")
        assert sorted(decompress(ours[stream]).split(b"\r\n")) == sorted(text.split(b"\n"))  # attributes in any order


def offset_of(data: bytes, name: str) -> int:
    places = project._places(decompress(read_compound(data)["VBA/dir"]), "cp1252")
    return next(place.offset for place in places if place.name == name)


def settings_of(text: str) -> dict[str, str]:
    lines = (line.partition("=") for line in text.splitlines())
    return {key: value.strip('"') for key, _, value in lines if key in ("ID", "CMG", "DPB", "GC")}


def plain(cipher: str, identity: str) -> bytes:
    """MS-OVBA 2.4.3.3: what a protection setting says."""
    data = bytes.fromhex(cipher)
    seed, key = data[0], sum(identity.encode()) & 0xFF
    assert data[1] ^ seed == 2 and data[2] ^ seed == key
    found, before = bytearray(), key
    for at in range(3, len(data)):
        before = data[at] ^ (data[at - 2] + before) & 0xFF
        found.append(before)
    found = found[(seed & 6) // 2 :]
    (length,) = struct.unpack("<L", found[:4])
    assert len(found) == 4 + length
    return bytes(found[4:])


@pytest.mark.parametrize("whose", ["ours", "theirs"])
def test_the_project_is_not_protected_and_can_be_seen(whose: str) -> None:
    data = project_bytes(MODULES) if whose == "ours" else parts(XLWINGS / "quickstart_standalone.xlsm")
    found = settings_of(read_compound(data)["PROJECT"].decode("cp1252"))
    assert {key: plain(found[key], found["ID"]) for key in ("CMG", "DPB", "GC")} == {
        "CMG": bytes(4),
        "DPB": b"\0",
        "GC": b"\xff",
    }


@pytest.mark.parametrize(
    ("modules", "why"),
    [
        ([Module("ChiTieu", "standard", "")], "equal"),
        ([Module("Nút", "standard", "")], "allow"),
        ([Module("a" * 32, "standard", "")], "allow"),
        ([Module("Nut", "standard", 'Attribute VB_Name = "Khac"\n')], "calls itself"),
        ([Module("Nut", "standard", "' Tính lại, số liệu\n")], "codec"),
    ],
)
def test_what_vba_cannot_hold_is_refused(modules: list[Module], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        project_bytes(modules)


def test_an_exported_class_may_be_given_as_it_is() -> None:
    text = 'VERSION 1.0 CLASS\r\nBEGIN\r\n  MultiUse = -1\r\nEND\r\nAttribute VB_Name = "Tui"\r\nPublic x As Long\r\n'
    (module,) = read_modules(project_bytes([Module("Tui", "class", text)]))
    assert module == Module("Tui", "class", "Public x As Long\n")


@pytest.mark.parametrize("data", [b"", b"PK\3\4", project_bytes(MODULES)[:1500]], ids=["empty", "zip", "cut off"])
def test_a_damaged_project_is_refused(data: bytes) -> None:
    with pytest.raises(Refusal) as caught:
        read_modules(data)
    assert caught.value.code == "bad-vba"
