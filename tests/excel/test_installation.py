"""What the installer leaves in the user's registry and add-in folder, and that removing it leaves nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.excel.paper_registry import PaperRegistry, PaperWinreg
from workbook import installation, registry
from workbook.refusal import Refusal
from workbook.registry import NoRegistry, Registry, WindowsRegistry

OFFICE16 = r"HKCU\Software\Microsoft\Office\16.0"
OPTIONS = OFFICE16 + r"\Excel\Options"
MANAGER = OFFICE16 + r"\Excel\Add-in Manager"
SETTING = r"HKCU\Software\VB and VBA Program Settings\chitieu\may"


def computer(**opened: str) -> PaperRegistry:
    """A computer with Excel 2016 or later, which opens these add-ins."""
    return PaperRegistry(
        {
            r"HKCR\Excel.Application\CurVer": {"": "Excel.Application.16"},
            OPTIONS: {"Font": "Arial,10", **opened},
            r"HKCU\Software\Microsoft\Office\16.0\Word\Options": {},
            r"HKCU\Software\Microsoft\Office\Common": {},
        }
    )


@pytest.fixture
def python(tmp_path: Path) -> str:
    made = tmp_path / "may" / "pythonw.exe"
    made.parent.mkdir()
    made.touch()
    return str(made)


@pytest.fixture
def addin(tmp_path: Path) -> Path:
    made = tmp_path / "dựng" / "chitieu.xlam"
    made.parent.mkdir()
    made.write_bytes(b"the add-in")
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The add-in folder of somebody whose name has Vietnamese letters."""
    return tmp_path / "Users" / "Nguyễn Hảo" / "AppData" / "Roaming" / "Microsoft" / "AddIns"


def test_the_launcher_finds_the_interpreter_where_vba_looks(python: str, folder: Path) -> None:
    found = computer()
    assert installation.record(found, python, None, folder) is None
    assert found.values(SETTING) == {"python": python}
    assert installation.interpreter(found) == python
    assert "OPEN" not in found.values(OPTIONS)


def test_the_add_in_is_opened_after_those_of_others(python: str, addin: Path, folder: Path) -> None:
    found = computer(OPEN='"C:\\A\\a.xlam"', OPEN1='/R "C:\\B\\b.xll"')
    target = installation.record(found, python, addin, folder)
    assert target == folder / "chitieu.xlam"
    assert target.read_bytes() == b"the add-in"
    options = found.values(OPTIONS)
    assert options == {
        "Font": "Arial,10",
        "OPEN": '"C:\\A\\a.xlam"',
        "OPEN1": '/R "C:\\B\\b.xll"',
        "OPEN2": f'"{target}"',
    }


def test_recording_again_changes_nothing(python: str, addin: Path, folder: Path) -> None:
    found = computer(OPEN='"C:\\A\\a.xlam"')
    installation.record(found, python, addin, folder)
    before = {key: dict(values) for key, values in found.content.items()}
    installation.record(found, python, addin, folder)
    assert found.content == before


def test_excel_that_was_never_started_is_told_too(python: str, addin: Path, folder: Path) -> None:
    found = PaperRegistry({r"HKCR\Excel.Application\CurVer": {"": "Excel.Application.16"}})
    installation.record(found, python, addin, folder)
    assert found.values(OPTIONS) == {"OPEN": f'"{folder / "chitieu.xlam"}"'}


def test_an_excel_before_2010_is_left_alone(python: str, addin: Path, folder: Path) -> None:
    old = r"HKCU\Software\Microsoft\Office\12.0\Excel\Options"
    found = PaperRegistry({old: {}, OPTIONS: {}})
    installation.record(found, python, addin, folder)
    assert found.values(old) == {}
    assert "OPEN" in found.values(OPTIONS)


def test_removing_leaves_nothing(python: str, addin: Path, folder: Path) -> None:
    found = computer(OPEN='"C:\\A\\a.xlam"')
    before = {key: dict(values) for key, values in found.content.items()}
    installation.record(found, python, addin, folder)
    installation.record_uninstall(found, r"C:\Users\hao\AppData\Local\chitieu", "0.1.0")
    installation.remove(found, folder)
    written = {key: values for key, values in found.content.items() if key in before or values}
    assert written == before
    assert not found.keys(r"HKCU\Software\VB and VBA Program Settings")
    assert r"HKCU\Software\VB and VBA Program Settings" not in found.content
    assert list(folder.iterdir()) == []


def test_removing_keeps_what_others_have(python: str, addin: Path, folder: Path) -> None:
    """No gap is left in what Excel opens, which would end the list there; other programs' settings stay."""
    found = computer(OPEN='"C:\\A\\a.xlam"')
    installation.record(found, python, addin, folder)
    options = found.content[OPTIONS]
    options["OPEN"], options["OPEN1"], options["OPEN2"] = options["OPEN1"], options["OPEN"], '/R "C:\\B\\b.xll"'
    found.write(MANAGER, f"{folder}\\chitieu.xlam", "")
    found.write(MANAGER, "C:\\A\\c.xlam", "")
    found.write(r"HKCU\Software\VB and VBA Program Settings\khac\cua-so", "rong", "800")
    (folder / "khac.xlam").touch()
    installation.remove(found, folder)
    assert found.values(OPTIONS) == {"Font": "Arial,10", "OPEN": '"C:\\A\\a.xlam"', "OPEN1": '/R "C:\\B\\b.xll"'}
    assert found.values(MANAGER) == {"C:\\A\\c.xlam": ""}
    assert found.keys(r"HKCU\Software\VB and VBA Program Settings") == ["khac"]
    assert [path.name for path in folder.iterdir()] == ["khac.xlam"]


def test_removing_what_was_never_installed_is_no_fault(folder: Path) -> None:
    found = computer(OPEN='"C:\\A\\a.xlam"')
    before = {key: dict(values) for key, values in found.content.items()}
    installation.remove(found, folder)
    assert found.content == before


@pytest.mark.parametrize("name", ["không có.exe", "nguyễn/pythonw.exe", "khong-co.exe"])
def test_an_interpreter_that_cannot_be_started_is_not_recorded(
    name: str, tmp_path: Path, addin: Path, folder: Path
) -> None:
    made = tmp_path / "nguyễn" / "pythonw.exe"
    made.parent.mkdir()
    made.touch()
    found = computer()
    with pytest.raises(Refusal, match="-Noi"):
        installation.record(found, str(tmp_path / name), addin, folder)
    assert not found.values(SETTING)
    assert not folder.exists()


def test_an_add_in_that_excel_holds_is_told(python: str, addin: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "~$chitieu.xlam").touch()
    found = computer()
    with pytest.raises(Refusal, match="đóng"):
        installation.record(found, python, addin, folder)
    assert not found.values(SETTING)


@pytest.mark.parametrize(
    ("entry", "ours"),
    [
        ('"C:\\Users\\hao\\AppData\\Roaming\\Microsoft\\AddIns\\chitieu.xlam"', True),
        ('"chitieu.xlam"', True),
        ('"C:\\x\\CHITIEU.XLAM"', True),
        ('"C:\\x\\kiem-chitieu.xlam"', False),
        ('/R "C:\\chitieu.xlam\\b.xll"', False),
    ],
)
def test_only_our_add_in_is_ours(entry: str, ours: bool) -> None:
    assert installation.is_ours(entry) is ours


def test_the_commands_of_the_installer(
    python: str, addin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("APPDATA", str(tmp_path / "Roaming"))
    found = computer()
    words = ["record", "--python", python, "--addin", str(addin), "--place", "C:\\chitieu"]
    assert installation.main(words, found) == 0
    assert python in capsys.readouterr().out
    command = found.values(installation.UNINSTALL)["UninstallString"]
    assert str(command).endswith(' -File "C:\\chitieu\\go-cai-dat.ps1"')
    assert (tmp_path / "Roaming" / "Microsoft" / "AddIns" / "chitieu.xlam").exists()
    assert installation.main(["remove"], found) == 0
    assert not found.values(SETTING)
    assert installation.main(["record", "--python", "không có"], found) == 1
    assert "-Noi" in capsys.readouterr().err


def test_a_computer_without_a_registry_says_so(python: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert installation.main(["record", "--python", python], NoRegistry()) == 1
    assert "Không ghi được thiết lập" in capsys.readouterr().err


@pytest.mark.parametrize("real", [False, True], ids=["interface", "winreg"])
def test_the_registry_of_windows_is_read_and_written(real: bool) -> None:
    """Through ``winreg``'s own functions too: what the interface promises is what they do."""
    paper = computer(OPEN="a")
    found: Registry = WindowsRegistry(PaperWinreg(paper)) if real else paper
    assert found.values(OPTIONS) == {"Font": "Arial,10", "OPEN": "a"}
    assert found.values(r"HKCU\Software\chitieu") == {}
    assert found.keys(r"HKCU\Software\Microsoft\Office") == ["16.0", "Common"]
    assert found.keys(r"HKCU\Software\chitieu") == []
    found.write(r"HKCU\Software\chitieu\may", "python", "C:\\p.exe")
    found.write(r"HKCU\Software\chitieu\may", "so", 1)
    assert registry.text(found, r"HKCU\Software\chitieu\may", "python") == "C:\\p.exe"
    assert registry.text(found, r"HKCU\Software\chitieu\may", "PYTHON") == "C:\\p.exe"  # as Windows does
    assert registry.number(found, r"HKCU\Software\chitieu\may", "so") == 1
    assert registry.text(found, r"HKCU\Software\chitieu\may", "so") == ""
    found.erase(r"HKCU\Software\chitieu\may", "so")
    assert registry.number(found, r"HKCU\Software\chitieu\may", "so") is None
    found.erase_key(r"HKCU\Software\chitieu\may")
    assert found.keys(r"HKCU\Software\chitieu") == []
