"""What the doctor finds on a computer with Windows and Excel, and on this one."""

from __future__ import annotations

import importlib.metadata
import json
import shutil
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.excel.paper_registry import PaperRegistry
from workbook import doctor_install, doctor_windows, installation, jobs
from workbook.addin import write_addin
from workbook.cli import main
from workbook.doctor_check import Check
from workbook.doctor_windows import Computer
from workbook.registry import NoRegistry, Value
from workbook.vba.project import Module, project_bytes
from workbook.vba.sources import own_modules

Content = dict[str, dict[str, Value]]

SECURITY = r"HKCU\Software\Microsoft\Office\16.0\Excel\Security"
POLICY = r"HKCU\Software\Policies\Microsoft\Office\16.0\Excel\Security"
RESILIENCY = r"HKCU\Software\Microsoft\Office\16.0\Excel\Resiliency\DisabledItems"
EXCEL: Content = {
    r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion": {"CurrentBuildNumber": "22631", "DisplayVersion": "23H2"},
    r"HKCR\Excel.Application\CurVer": {"": "Excel.Application.16"},
    r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration": {
        "VersionToReport": "16.0.14332.20255",
        "Platform": "x64",
    },
    r"HKLM\Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe": {
        "": r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE"
    },
}


def computer(*changes: Content, executable: str = r"C:\Users\hao\python.exe", **environment: str) -> Computer:
    """A computer with Windows 11 and Excel 365 of 64 bits, with these changes."""
    content = {key: dict(values) for key, values in EXCEL.items()}
    for change in changes:
        for key, values in change.items():
            content.setdefault(key, {}).update(values)
    return Computer(PaperRegistry(content), environment, executable)


def named(checks: list[Check], name: str) -> Check:
    (found,) = (check for check in checks if check.name == name)
    return found


def windows(name: str, *changes: Content, **options: str) -> Check:
    return named(doctor_windows.examine(computer(*changes, **options)), name)


def test_a_usual_computer_is_good() -> None:
    checks = doctor_windows.examine(computer())
    assert [check.name for check in checks if not check.good] == []
    assert named(checks, "Windows").found == "Windows 11 23H2 (bản dựng 22631)"
    assert named(checks, "Excel").found == "Excel 2016 trở lên (16.0.14332.20255, 64 bit)"


@pytest.mark.parametrize(
    ("build", "name", "good"),
    [("19045", "Windows 10", True), ("9600", "Windows 8.1", False), ("7601", "Windows 7 hoặc cũ hơn", False)],
)
def test_the_version_of_windows(build: str, name: str, good: bool) -> None:
    check = windows("Windows", {r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion": {"CurrentBuildNumber": build}})
    assert check.found.startswith(name)
    assert check.good is good


APP = r"HKLM\Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
CONFIGURATION = r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration"


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({CONFIGURATION: {"Platform": "x86"}}, "32 bit"),
        ({CONFIGURATION: {"Platform": ""}}, "64 bit"),
        ({CONFIGURATION: {"Platform": ""}, APP: {"": r"C:\Program Files (x86)\Office\EXCEL.EXE"}}, "32 bit"),
        (
            {
                CONFIGURATION: {"Platform": ""},
                r"HKLM\SOFTWARE\WOW6432Node\Microsoft\Office\16.0\Excel\InstallRoot": {"Path": "D:\\Office16\\"},
            },
            "32 bit",
        ),
    ],
)
def test_excel_of_32_bits_is_told_by_what_is_known_of_it(changes: Content, found: str) -> None:
    check = windows("Excel", changes)
    assert check.good
    assert found in check.found


def test_excel_of_the_store_must_be_replaced() -> None:
    check = windows("Excel", {APP: {"": r"C:\Program Files\WindowsApps\Microsoft.Office.Desktop.Excel_16\EXCEL.EXE"}})
    assert (check.good, check.needed) == (False, True)
    assert "Microsoft Store" in check.found


def test_an_excel_that_is_too_old_is_named() -> None:
    old: Content = {
        r"HKCR\Excel.Application\CurVer": {"": "Excel.Application.12"},
        CONFIGURATION: {"VersionToReport": ""},
    }
    check = windows("Excel", old)
    assert not check.good
    assert "Excel 2007 (12.0" in check.found


@pytest.mark.parametrize(
    ("content", "found"),
    [({}, "chưa có"), ({r"HKCU\Software\Kingsoft\Office\6.0": {}}, "chưa có; máy dùng WPS Office")],
)
def test_without_excel_the_commands_still_work(content: Content, found: str) -> None:
    check = named(doctor_windows.examine(Computer(PaperRegistry(content), {}, "C:\\p.exe")), "Excel")
    assert (check.good, check.needed, check.found) == (False, False, found)


@pytest.mark.parametrize(
    ("changes", "good", "found", "advice"),
    [
        ({}, True, "hỏi trước khi chạy", ""),
        ({SECURITY: {"VBAWarnings": 2}}, True, "hỏi trước khi chạy", ""),
        ({SECURITY: {"VBAWarnings": 1}}, True, "chạy hết, không hỏi", ""),
        ({SECURITY: {"VBAWarnings": 3}}, False, "chữ ký số", "Trust Center"),
        ({SECURITY: {"VBAWarnings": 4}}, False, "bị tắt hết", "Trust Center"),
        ({POLICY: {"vbawarnings": 4}, SECURITY: {"VBAWarnings": 1}}, False, "bị tắt hết", "quy định của đơn vị"),
        ({POLICY: {"vbawarnings": 2}, SECURITY: {"VBAWarnings": 4}}, True, "hỏi trước khi chạy", ""),
        (
            {r"HKLM\SOFTWARE\Policies\Microsoft\Office\16.0\Common": {"vbaoff": 1}},
            False,
            "VBA bị tắt",
            "quy định của đơn vị",
        ),
    ],
)
def test_what_is_allowed_of_macros(changes: Content, good: bool, found: str, advice: str) -> None:
    check = windows("Macro", changes)
    assert check.good is good
    assert found in check.found
    assert advice in check.advice


@pytest.mark.parametrize(
    ("changes", "found", "advice"),
    [
        ({SECURITY: {"DisableAllAddins": 1}}, "bị tắt", "bỏ chọn"),
        ({SECURITY: {"RequireAddinSig": 1}}, "chữ ký số", "bỏ chọn"),
        ({POLICY: {"requireaddinsig": 1}}, "chữ ký số", "quy định"),
        (
            {r"HKCU\Software\Policies\Microsoft\Office\16.0\Common\Security": {"requirealwaysonmacrosig": 1}},
            "chữ ký số",
            "quy định",
        ),
        (
            {r"HKCU\Software\Policies\Microsoft\Cloud\Office\16.0\Excel\Security": {"disablealladdins": 1}},
            "bị tắt",
            "quy định",
        ),
    ],
)
def test_what_is_allowed_of_add_ins(changes: Content, found: str, advice: str) -> None:
    check = windows("Phần bổ trợ của Excel", changes)
    assert (check.good, check.needed) == (False, True)
    assert found in check.found
    assert advice in check.advice
    assert ".xlsm" in check.advice


@pytest.mark.parametrize(("value", "found"), [(0, "không chặn"), (1, "chặn theo quy định"), (None, "Excel tự chặn")])
def test_macros_of_files_from_the_internet(value: int | None, found: str) -> None:
    changes: Content = {} if value is None else {POLICY: {"blockcontentexecutionfrominternet": value}}
    assert windows("Macro của tệp từ mạng", changes).found.startswith(found)


@pytest.mark.parametrize(
    ("executable", "name"),
    [
        (r"C:\Users\Nguyễn Hảo\python.exe", "Đường dẫn Python"),
        (r"C:\Program Files\WindowsApps\PythonSoftwareFoundation.Python.3.12\python.exe", "Nguồn Python"),
    ],
)
def test_a_python_that_excel_cannot_start(executable: str, name: str) -> None:
    check = windows(name, executable=executable)
    assert (check.good, check.needed) == (False, True)
    assert "cai-dat.cmd" in check.advice


def test_a_python_of_32_bits() -> None:
    found = Computer(PaperRegistry(EXCEL), {}, "C:\\p.exe", 32)
    assert not named(doctor_windows.examine(found), "Python 64 bit").good


@pytest.mark.parametrize("key", doctor_windows.ENVIRONMENTS)
@pytest.mark.parametrize("name", ["PYTHONEXECUTABLE", "__PYVENV_LAUNCHER__"])
def test_a_variable_that_python_obeys_whatever_it_is_told_is_named(key: str, name: str) -> None:
    check = windows("Biến môi trường", {key: {"Path": r"C:\x", name: r"D:\x\python.exe"}})
    assert (check.good, check.needed) == (False, True)
    assert check.found == name
    assert "xóa" in check.advice


def test_it_is_named_also_where_only_this_process_has_it() -> None:
    assert windows("Biến môi trường", PYTHONEXECUTABLE="x").found == "PYTHONEXECUTABLE"
    assert windows("Biến môi trường", Path="x").good


@pytest.mark.parametrize("name", ["PYTHONEXECUTABLE", "__PYVENV_LAUNCHER__"])
def test_it_has_no_say_where_the_installers_list_stands_beside_python(name: str, tmp_path: Path) -> None:
    (tmp_path / "python311._pth").write_text("Lib\n", encoding="ascii")
    key = doctor_windows.ENVIRONMENTS[0]
    check = windows("Biến môi trường", {key: {name: r"D:\x\python.exe"}}, executable=str(tmp_path / "python.exe"))
    assert check.good
    assert check.found.startswith(f"{name} (Python riêng")


RULES = r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"


@pytest.mark.parametrize(
    ("rule", "value", "found"),
    [
        ("D4F940AB-401B-4EFC-AADC-AD5F3C50688A", "1", "chương trình khác"),
        ("d4f940ab-401b-4efc-aadc-ad5f3c50688a", 1, "chương trình khác"),
        ("92e97fa1-2edf-4476-bdd6-9dd0b4dddc7b", "1", "thư viện"),
    ],
)
def test_what_defender_forbids_excel_is_named(rule: str, value: Value, found: str) -> None:
    check = windows("Windows Defender", {RULES: {rule: value}})
    assert (check.good, check.needed) == (False, True)
    assert found in check.found
    assert "quy định" in check.advice


@pytest.mark.parametrize("value", ["0", "2", 6])
def test_what_defender_only_notes_down_is_allowed(value: Value) -> None:
    assert windows("Windows Defender", {RULES: {"D4F940AB-401B-4EFC-AADC-AD5F3C50688A": value}}).good


def test_documents_in_onedrive_are_named() -> None:
    folders: Content = {doctor_windows.FOLDERS: {"Personal": r"%USERPROFILE%\OneDrive - UBND\Documents"}}
    where = {"USERPROFILE": r"C:\Users\hao", "OneDriveCommercial": r"C:\Users\hao\OneDrive - UBND"}
    check = windows("Thư mục Documents", folders, **where)
    assert check.good
    assert check.found.startswith(r"C:\Users\hao\OneDrive - UBND\Documents (trong OneDrive")


# What was installed ---------------------------------------------------------------------------------------------------


@pytest.fixture
def installed(tmp_path: Path) -> Callable[[Content], Computer]:
    """A computer where the installer ran, and what has changed in the registry since."""
    python = tmp_path / "may" / "pythonw.exe"
    python.parent.mkdir()
    python.touch()
    python.with_name("python311._pth").touch()
    addin = with_macros(tmp_path / "dựng.xlam", own_modules())
    roaming = tmp_path / "Roaming"
    paper = PaperRegistry(EXCEL)
    installation.record(paper, str(python), addin, installation.addins_folder({"APPDATA": str(roaming)}))

    def made(changes: Content) -> Computer:
        for key, values in changes.items():
            paper.content.setdefault(key, {}).update(values)
        return Computer(paper, {"APPDATA": str(roaming)}, str(python.with_name("python.exe")))

    return made


def with_macros(path: Path, modules: tuple[Module, ...]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        if modules:
            archive.writestr(doctor_install.MACROS, project_bytes(modules))
    return path


def mark(path: Path, zone: int) -> None:
    """The mark of the web, where NTFS keeps it; other file systems take the name as it is."""
    Path(f"{path}:Zone.Identifier").write_text(f"[ZoneTransfer]\nZoneId={zone}\nHostUrl=https://x/\n", encoding="utf-8")


def addin_of(found: Computer) -> Path:
    return installation.addins_folder(found.environment) / installation.ADDIN


def test_what_the_installer_left_is_good(installed: Callable[[Content], Computer]) -> None:
    checks = doctor_install.examine(installed({}))
    assert [(check.name, check.found) for check in checks if not check.good] == []
    assert {"Tệp của chương trình", "Python cho nút bấm", "Phần bổ trợ chitieu.xlam"} == {one.name for one in checks}


def test_before_the_installation_the_interpreter_is_missing() -> None:
    checks = doctor_install.examine(computer(APPDATA="/khong/co"))
    python, addin = named(checks, "Python cho nút bấm"), named(checks, "Phần bổ trợ chitieu.xlam")
    assert (python.good, python.needed) == (False, True)
    assert (addin.good, addin.needed) == (False, False)
    assert "cai-dat.cmd" in python.advice and "cai-dat.cmd" in addin.advice


def test_an_interpreter_that_an_older_installer_made(installed: Callable[[Content], Computer], tmp_path: Path) -> None:
    (tmp_path / "may" / "python311._pth").unlink()
    check = named(doctor_install.examine(installed({})), "Python cho nút bấm")
    assert (check.good, check.needed) == (False, False)
    assert "biến môi trường" in check.found and "cai-dat.cmd" in check.advice


def test_an_interpreter_in_quarantine(installed: Callable[[Content], Computer], tmp_path: Path) -> None:
    (tmp_path / "may" / "pythonw.exe").unlink()
    check = named(doctor_install.examine(installed({})), "Python cho nút bấm")
    assert not check.good
    assert "diệt virus" in check.advice


def test_an_add_in_in_quarantine(installed: Callable[[Content], Computer]) -> None:
    found = installed({})
    addin_of(found).unlink()
    check = named(doctor_install.examine(found), "Phần bổ trợ chitieu.xlam")
    assert (check.good, check.needed) == (False, True)
    assert "diệt virus" in check.advice


def test_an_add_in_that_excel_does_not_open(installed: Callable[[Content], Computer]) -> None:
    found = installed({})
    del found.registry.content[installation.options_key("16.0")]["OPEN"]  # type: ignore[attr-defined]
    check = named(doctor_install.examine(found), "Phần bổ trợ chitieu.xlam")
    assert not check.good
    assert "Add-ins" in check.advice


def test_an_add_in_from_the_internet(installed: Callable[[Content], Computer]) -> None:
    found = installed({})
    mark(addin_of(found), 3)
    check = named(doctor_install.examine(found), "Phần bổ trợ chitieu.xlam")
    assert not check.good
    assert "Unblock" in check.advice


def test_an_add_in_that_excel_switched_off(installed: Callable[[Content], Computer]) -> None:
    path = "\x01\x00c:\\users\\hao\\appdata\\roaming\\microsoft\\addins\\CHITIEU.XLAM\x00chitieu\x00"
    found = installed({RESILIENCY: {"2F1A": path.encode("utf-16-le"), "3B": b"\x00\x01"}})
    check = named(doctor_install.examine(found), "Phần bổ trợ bị Excel tắt")
    assert "Disabled Items" in check.advice


def test_an_add_in_made_for_another_xlwings(installed: Callable[[Content], Computer]) -> None:
    found = installed({})
    source = 'Public Const XLWINGS_VERSION As String = "0.30.1"\n'
    with_macros(addin_of(found), (*own_modules(), Module("xlwings", "standard", source)))
    check = named(doctor_install.examine(found), "Phần bổ trợ chitieu.xlam")
    assert (check.good, check.needed) == (False, True)
    assert "0.30.1" in check.found and importlib.metadata.version("xlwings") in check.found


def test_an_add_in_of_another_version_of_ours(installed: Callable[[Content], Computer]) -> None:
    found = installed({})
    launcher, *others = own_modules()
    with_macros(addin_of(found), (launcher._replace(source="Option Explicit\n"), *others))
    check = named(doctor_install.examine(found), "Phần bổ trợ chitieu.xlam")
    assert not check.good
    assert launcher.name in check.found


def test_the_add_in_that_the_program_builds_belongs_to_it(installed: Callable[[Content], Computer]) -> None:
    found = installed({})
    write_addin(addin_of(found))
    check = named(doctor_install.examine(found), "Phần bổ trợ chitieu.xlam")
    assert check.good, check.found


def test_an_add_in_that_is_broken(installed: Callable[[Content], Computer]) -> None:
    found = installed({})
    addin_of(found).write_bytes(b"PK")
    check = named(doctor_install.examine(found), "Phần bổ trợ chitieu.xlam")
    assert "hỏng" in check.found


def test_program_files_that_antivirus_took_are_counted(tmp_path: Path) -> None:
    """A package as pip installs it, with its list of files; what need not be there is not missed."""
    site = tmp_path / "site-packages"
    info = site / "xlwings-0.37.8.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Name: xlwings\nVersion: 0.37.8\n", encoding="utf-8")
    files = ["xlwings/main.py", "../xlwings32-0.37.8.dll", "../xlwings64-0.37.8.dll", "xlwings/__pycache__/main.pyc"]
    (info / "RECORD").write_text("".join(f"{file},,\n" for file in files), encoding="utf-8")
    (site / "xlwings").mkdir()
    (site / "xlwings" / "main.py").touch()
    (tmp_path / "xlwings32-0.37.8.dll").touch()
    (package,) = importlib.metadata.distributions(path=[str(site)])
    check = doctor_install.files([package])
    assert (check.good, check.needed) == (False, True)
    assert check.found == "thiếu 1 tệp, như xlwings64-0.37.8.dll"
    (tmp_path / "xlwings64-0.37.8.dll").touch()
    assert doctor_install.files([package]).good


# One workbook ---------------------------------------------------------------------------------------------------------


def test_a_workbook_with_buttons_from_the_internet(tmp_path: Path) -> None:
    path = with_macros(tmp_path / "sổ & bảng.xlsm", own_modules())
    (check,) = doctor_install.workbook(path)
    assert (check.good, check.found) == (True, "có nút")
    mark(path, 3)
    (check,) = doctor_install.workbook(path)
    assert (check.good, check.needed) == (False, True)
    assert f'-BoChan "{path}"' in check.advice
    mark(path, 1)  # the office's own network
    (check,) = doctor_install.workbook(path)
    assert check.good


def test_a_workbook_without_buttons_may_come_from_the_internet(tmp_path: Path) -> None:
    path = with_macros(tmp_path / "so.xlsx", ())
    mark(path, 3)
    (check,) = doctor_install.workbook(path)
    assert check.good


def test_the_workbook_that_the_program_builds_has_its_buttons(tmp_path: Path) -> None:
    jobs.new("thi-tran-2023-h1", tmp_path / "so.xlsm")
    (check,) = doctor_install.workbook(tmp_path / "so.xlsm")
    assert (check.good, check.found) == (True, "có nút")


def test_a_workbook_with_older_buttons(tmp_path: Path) -> None:
    launcher, *others = own_modules()
    path = with_macros(tmp_path / "so.xlsm", (launcher._replace(source="Option Explicit\n"), *others))
    (check,) = doctor_install.workbook(path)
    assert (check.good, check.needed) == (False, False)


@pytest.mark.parametrize(("content", "found"), [(None, "không tìm thấy"), (b"khong phai", "không đọc được")])
def test_a_workbook_that_cannot_be_read(content: bytes | None, found: str, tmp_path: Path) -> None:
    path = tmp_path / "so.xlsm"
    if content is not None:
        path.write_bytes(content)
    (check,) = doctor_install.workbook(path)
    assert (check.good, check.found) == (False, found)


def test_a_workbook_whose_path_is_too_long_for_excel(tmp_path: Path) -> None:
    folder = tmp_path / ("a" * 120) / ("b" * 100)
    folder.mkdir(parents=True)
    long, good = doctor_install.workbook(with_macros(folder / "so.xlsx", ()))
    assert not long.good and good.good
    assert "218" in long.advice


# The command ----------------------------------------------------------------------------------------------------------


def test_the_command_on_this_computer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = with_macros(tmp_path / "so.xlsm", own_modules())
    assert main(["doctor", str(path)]) == 0
    printed = capsys.readouterr().out
    assert f"được     Python: {sys.version.split()[0]}\n" in printed
    assert "được     Sổ so.xlsm: có nút\n" in printed
    assert printed.endswith("Máy này dùng được.\n")
    mark(path, 3)
    assert main(["doctor", str(path), "--json"]) == 1
    (check,) = (one for one in json.loads(capsys.readouterr().out)["checks"] if one["name"] == "Sổ so.xlsm")
    assert not check["good"]


def test_a_computer_without_windows_is_not_asked_about_it() -> None:
    assert [check.name for check in doctor_install.examine(Computer(NoRegistry(), {}))] == ["Tệp của chương trình"]


def test_every_fault_says_what_to_do(installed: Callable[[Content], Computer], tmp_path: Path) -> None:
    bad: Content = {
        SECURITY: {"VBAWarnings": 4, "DisableAllAddins": 1},
        r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion": {"CurrentBuildNumber": "7601"},
        APP: {"": r"C:\Program Files\WindowsApps\x\EXCEL.EXE"},
    }
    found = installed(bad)
    shutil.rmtree(tmp_path / "may")
    checks = [*doctor_windows.examine(found), *doctor_install.examine(found)]
    faults = [check for check in checks if not check.good]
    assert len(faults) >= 5
    assert all(len(check.advice) > 20 and check.advice[-1] != "." for check in faults)
