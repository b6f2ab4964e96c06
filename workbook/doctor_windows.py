"""What Windows and Excel themselves allow: versions, kinds of installation, policies on macros and add-ins, folders."""

from __future__ import annotations

import ntpath
import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from workbook import registry
from workbook.doctor_check import Check
from workbook.registry import Registry

WINDOWS: Final = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion"
APP_PATH: Final = r"\Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
CLICK_TO_RUN: Final = r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
FOLDERS: Final = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"
POLICIES: Final = (  # whoever sets one of these, the user cannot change it
    r"HKCU\Software\Policies\Microsoft\Office",
    r"HKLM\SOFTWARE\Policies\Microsoft\Office",
    r"HKCU\Software\Policies\Microsoft\Cloud\Office",
)
ENVIRONMENTS: Final = (
    r"HKCU\Environment",
    r"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment",
)
OTHER_PYTHON: Final = ("PYTHONEXECUTABLE", "__PYVENV_LAUNCHER__")
"""Python obeys these even with ``-I``, unless the installer's list of its folders stands beside it."""
FOLDERS_OF_PYTHON: Final = "python3*._pth"
DEFENDER: Final = r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
FORBIDDEN: Final = {  # https://learn.microsoft.com/defender-endpoint/attack-surface-reduction-rules-reference
    "D4F940AB-401B-4EFC-AADC-AD5F3C50688A": "không cho Excel gọi chương trình khác, nên nút bấm không chạy được",
    "92E97FA1-2EDF-4476-BDD6-9DD0B4DDDC7B": "không cho macro gọi thư viện, nên hàm CT_… trong ô không tính được",
}
OFFICE: Final = r"HKCU\Software\Microsoft\Office"
WPS: Final = r"HKCU\Software\Kingsoft\Office"

BUILDS: Final = ((22000, "Windows 11"), (10240, "Windows 10"), (9600, "Windows 8.1"))
EXCELS: Final = {16: "Excel 2016 trở lên", 15: "Excel 2013", 14: "Excel 2010", 12: "Excel 2007", 11: "Excel 2003"}
OLDEST_EXCEL: Final = 14

BY_POLICY: Final = "đây là quy định của đơn vị: đề nghị bộ phận công nghệ thông tin cho phép"
TRUST_CENTER: Final = "trong Excel mở File > Options > Trust Center > Trust Center Settings"
STORE: Final = r"\windowsapps" + "\\"  # where Microsoft Store keeps programs, out of reach of others


@dataclass(frozen=True)
class Computer:
    """What the checks look at: the registry, the environment, and the Python that runs."""

    registry: Registry
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    executable: str = sys.executable
    bits: int = 64 if sys.maxsize > 2**32 else 32

    def policy(self, version: str, place: str, name: str) -> int | None:
        """What an administrator has set for one version of Office; None where nobody has."""
        found = (registry.number(self.registry, rf"{root}\{version}\{place}", name) for root in POLICIES)
        return next((value for value in found if value is not None), None)

    def setting(self, version: str, place: str, name: str) -> int | None:
        """What an administrator, or else the user, has set for one version of Office."""
        value = self.policy(version, place, name)
        return registry.number(self.registry, rf"{OFFICE}\{version}\{place}", name) if value is None else value


def examine(computer: Computer) -> list[Check]:
    """Every check of Windows and Excel, in the order a person should mend them."""
    checks = [_windows(computer), *_python(computer), _documents(computer)]
    version = excel_version(computer.registry)
    if version is None:
        return [*checks, _no_excel(computer)]
    policies = (_macros, _macros_from_internet, _addins)
    return [
        *checks,
        _excel(computer, version),
        _defender(computer),
        *(check(computer, f"{version}.0") for check in policies),
    ]


def excel_version(found: Registry) -> int | None:
    """The version of Excel that opens workbooks, 16; None where there is none."""
    installed = re.fullmatch(r"Excel\.Application\.(\d+)", registry.text(found, r"HKCR\Excel.Application\CurVer"))
    return int(installed[1]) if installed else None


def _windows(computer: Computer) -> Check:
    build = registry.text(computer.registry, WINDOWS, "CurrentBuildNumber")
    number = int(build) if build.isdigit() else 0
    name = next((name for least, name in BUILDS if number >= least), "Windows 7 hoặc cũ hơn")
    release = registry.text(computer.registry, WINDOWS, "DisplayVersion")
    found = " ".join(filter(None, (name, release, f"(bản dựng {build})" if build else "")))
    return Check("Windows", number >= 10240, False, found, "nâng lên Windows 10 trở lên: bản này không còn được vá lỗi")


def _python(computer: Computer) -> Iterator[Check]:
    where = computer.executable
    again = "chạy lại cai-dat.cmd để có Python 64 bit riêng của chương trình"
    if STORE in where.lower():
        yield Check(
            "Nguồn Python", False, True, "Microsoft Store", f"Excel không dùng được Python của Microsoft Store: {again}"
        )
    yield Check("Python 64 bit", computer.bits == 64, True, f"{computer.bits} bit", again)
    yield Check(
        "Đường dẫn Python",
        where.isascii(),
        True,
        where,
        "nút bấm trong Excel không gọi được đường dẫn có chữ có dấu: chạy lại cai-dat.cmd -Noi D:\\chitieu",
    )
    found = [name for name in OTHER_PYTHON if any(registry.text(computer.registry, key, name) for key in ENVIRONMENTS)]
    if computer.environment.get(OTHER_PYTHON[0]):
        found = found or [OTHER_PYTHON[0]]
    deaf = is_deaf(where)
    names = ", ".join(found) or "không có biến nào chọn Python khác"
    yield Check(
        "Biến môi trường",
        deaf or not found,
        True,
        f"{names} (Python riêng của chương trình không nghe theo)" if found and deaf else names,
        f"biến này bắt nút bấm chạy một Python khác: {again}; hoặc tìm “Edit environment variables for your account” ở"
        " Start, xóa biến, rồi mở lại Excel",
    )


def is_deaf(python: str) -> bool:
    """Whether no variable of the environment has a say in which libraries this Python runs."""
    return any(Path(python).parent.glob(FOLDERS_OF_PYTHON))


def _documents(computer: Computer) -> Check:
    path = registry.text(computer.registry, FOLDERS, "Personal")
    path = path.replace("%USERPROFILE%", computer.environment.get("USERPROFILE", "%USERPROFILE%"))
    clouds = {computer.environment.get(name, "") for name in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")}
    synced = any(cloud and path.lower().startswith(cloud.lower()) for cloud in clouds)
    where = " (trong OneDrive; sổ mở từ OneDrive vẫn dùng được)" if synced else ""
    return Check("Thư mục Documents", True, False, f"{path or 'mặc định'}{where}")


def _no_excel(computer: Computer) -> Check:
    wps = bool(computer.registry.keys(WPS))
    advice = "không có Excel thì không dùng được nút bấm; các lệnh chitieu vẫn dùng được"
    return Check("Excel", False, False, "chưa có; máy dùng WPS Office" if wps else "chưa có", advice)


def excel_path(found: Registry) -> str:
    """Where the Excel is that Windows starts, ``""`` when it does not say."""
    return registry.text(found, f"HKCU{APP_PATH}") or registry.text(found, f"HKLM{APP_PATH}")


def excel_bits(found: Registry, version: int) -> int:
    """32 or 64: what the installation says about itself, or the folder that it is in."""
    platform = registry.text(found, CLICK_TO_RUN, "Platform")
    if platform:
        return 32 if platform == "x86" else 64
    folder = rf"HKLM\SOFTWARE\WOW6432Node\Microsoft\Office\{version}.0\Excel\InstallRoot"
    return 32 if registry.text(found, folder, "Path") or "(x86)" in excel_path(found).lower() else 64


def _excel(computer: Computer, version: int) -> Check:
    found = computer.registry
    exact = registry.text(found, CLICK_TO_RUN, "VersionToReport") or f"{version}.0"
    name = f"{EXCELS.get(version, 'Excel')} ({exact}, {excel_bits(found, version)} bit)"
    if version < OLDEST_EXCEL:
        return Check("Excel", False, True, name, "nút bấm cần Excel 2010 trở lên; các lệnh chitieu vẫn dùng được")
    if STORE in ntpath.normpath(excel_path(found)).lower():
        advice = "gỡ Office của Microsoft Store rồi cài Office tải từ office.com: bản Store không cho gọi chương trình"
        return Check("Excel", False, True, f"{name}, cài từ Microsoft Store", f"{advice} bên ngoài và giấu phần bổ trợ")
    return Check("Excel", True, True, name)


def _defender(computer: Computer) -> Check:
    """Rules that a unit sets for all its computers: 1 is forbidden, 2 noted down, 6 asked about."""
    for rule, found in FORBIDDEN.items():
        if "1" in (
            registry.text(computer.registry, DEFENDER, rule),
            str(registry.number(computer.registry, DEFENDER, rule)),
        ):
            return Check("Windows Defender", False, True, found, f"{BY_POLICY}; các lệnh chitieu vẫn dùng được")
    return Check("Windows Defender", True, True, "cho Excel gọi chương trình")


def _macros(computer: Computer, version: str) -> Check:
    """https://learn.microsoft.com/deployoffice/security: the four levels of "VBA Macro Notification Settings"."""
    if computer.setting(version, "Common", "VBAOff") == 1:
        return Check("Macro", False, True, "VBA bị tắt trong cả bộ Office", BY_POLICY)
    level = computer.setting(version, r"Excel\Security", "VBAWarnings")
    forced = computer.policy(version, r"Excel\Security", "VBAWarnings") is not None
    choose = f"{TRUST_CENTER} > Macro Settings, chọn “Disable VBA macros with notification”"
    advice = BY_POLICY if forced else choose
    if level == 4:
        return Check("Macro", False, True, "bị tắt hết, không hỏi", advice)
    if level == 3:
        return Check("Macro", False, True, "chỉ chạy macro có chữ ký số; sổ của chương trình chưa ký", advice)
    return Check("Macro", True, True, "chạy hết, không hỏi" if level == 1 else "hỏi trước khi chạy")


def _macros_from_internet(computer: Computer, version: str) -> Check:
    words = {0: "không chặn", 1: "chặn theo quy định của đơn vị", None: "Excel tự chặn (mặc định)"}
    value = computer.setting(version, r"Excel\Security", "BlockContentExecutionFromInternet")
    found = f"{words.get(value, words[1])}; sổ .xlsx cùng phần bổ trợ không bị ảnh hưởng"
    return Check("Macro của tệp từ mạng", True, False, found)


def _addins(computer: Computer, version: str) -> Check:
    place = r"Excel\Security"
    settings = (
        (place, "DisableAllAddins", "mọi phần bổ trợ bị tắt", "bỏ chọn “Disable all Application Add-ins”"),
        (place, "RequireAddinSig", "chỉ nhận phần bổ trợ có chữ ký số", "bỏ chọn “Require Application Add-ins…”"),
        (r"Common\Security", "RequireAlwaysOnMacroSig", "chỉ nhận phần bổ trợ có chữ ký số", ""),
    )
    for where, name, found, mend in settings:
        if computer.setting(version, where, name) == 1:
            forced = not mend or computer.policy(version, where, name) is not None
            advice = BY_POLICY if forced else f"{TRUST_CENTER} > Add-ins, {mend}"
            advice += "; trong lúc chờ, dùng sổ .xlsm có nút"
            return Check("Phần bổ trợ của Excel", False, True, found, advice)
    return Check("Phần bổ trợ của Excel", True, True, "được phép")
