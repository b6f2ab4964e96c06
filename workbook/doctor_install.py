"""What the installation left on this computer and what has become of it: files, add-in, mark of the web."""

from __future__ import annotations

import importlib.metadata
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from workbook import installation, xlwings_module
from workbook.doctor_check import Check
from workbook.doctor_windows import Computer, excel_version, is_deaf
from workbook.package import read_package
from workbook.refusal import Refusal
from workbook.registry import Registry
from workbook.vba.project import Module, read_modules
from workbook.vba.sources import addin_modules

AGAIN: Final = "chạy lại cai-dat.cmd"
QUARANTINE: Final = (
    "phần mềm diệt virus hay cách ly tệp loại này: mở lịch sử bảo vệ (Protection history) để khôi phục,"
    f" thêm thư mục của chương trình vào danh sách loại trừ, rồi {AGAIN}"
)
PROGRAM_FILES: Final = {".py", ".pyd", ".so", ".dll", ".exe"}
INTERNET: Final = 3  # ZoneId of the mark of the web: from the internet; 4 is worse
LONGEST_PATH: Final = 218  # Excel's own limit for a workbook's full name
MACROS: Final = "xl/vbaProject.bin"


def examine(computer: Computer, workbooks: Sequence[Path] = ()) -> list[Check]:
    """Every check of what was installed, and of the workbooks that were asked about."""
    checks = [files(_distributions())]
    version = excel_version(computer.registry)
    if version is not None:
        checks += [_interpreter(computer), _addin(computer)]
        checks += _disabled(computer.registry, f"{version}.0")
    return [*checks, *(check for path in workbooks for check in workbook(path))]


def _distributions() -> Iterable[importlib.metadata.Distribution]:
    """The packages in the folders of this very Python, where the installer put them."""
    return importlib.metadata.distributions()


def files(distributions: Iterable[importlib.metadata.Distribution]) -> Check:
    """Whether every program file that was installed is still there."""
    gone = [file for distribution in distributions for file in missing(distribution)]
    name = "Tệp của chương trình"
    if not gone:
        return Check(name, True, True, "đủ")
    shown = ", ".join(sorted({os.path.basename(file) for file in gone})[:3])
    return Check(name, False, True, f"thiếu {len(gone)} tệp, như {shown}", QUARANTINE)


def missing(distribution: importlib.metadata.Distribution) -> list[str]:
    """The program files that a package installed and that are gone."""
    listed = (file for file in distribution.files or () if file.suffix.lower() in PROGRAM_FILES)
    return [str(file) for file in listed if not os.path.exists(str(distribution.locate_file(file)))]


def _interpreter(computer: Computer) -> Check:
    name, recorded = "Python cho nút bấm", installation.interpreter(computer.registry)
    if not recorded:
        return Check(name, False, True, "chưa ghi", f"các nút chưa biết gọi Python nào: {AGAIN}")
    if not os.path.isfile(recorded):
        return Check(name, False, True, f"{recorded} không còn", QUARANTINE)
    if not recorded.isascii():
        return Check(name, False, True, recorded, "đường dẫn có chữ có dấu: chạy lại cai-dat.cmd -Noi D:\\chitieu")
    if os.path.dirname(recorded).lower() != os.path.dirname(computer.executable).lower():
        return Check(name, True, False, f"{recorded} (lệnh này đang chạy bằng Python khác: {computer.executable})")
    if not is_deaf(recorded):
        return Check(name, False, False, f"{recorded} còn nghe biến môi trường", f"{AGAIN} để có Python riêng")
    return Check(name, True, True, recorded)


def _addin(computer: Computer) -> Check:
    found, name = computer.registry, "Phần bổ trợ chitieu.xlam"
    file = installation.addins_folder(computer.environment) / installation.ADDIN
    opened = any(
        installation.is_ours(entry)
        for version in installation.excel_versions(found)
        for entry in installation.opened(found, installation.options_key(version))
    )
    if not file.exists():
        advice = QUARANTINE if opened else f"chỉ cần khi muốn dùng nút với sổ .xlsx: {AGAIN}"
        return Check(name, False, opened, "không còn tệp" if opened else "chưa cài", advice)
    if (zone(file) or 0) >= INTERNET:
        return Check(name, False, True, f"{file} mang dấu “tải từ mạng”", unblock_advice(file))
    if not opened:
        advice = "trong Excel mở File > Options > Add-ins > Go…, tích “Chitieu” rồi OK"
        return Check(name, False, False, "có tệp nhưng Excel chưa mở", advice)
    return _fits(name, file) or Check(name, True, True, str(file))


def _fits(name: str, addin: Path) -> Check | None:
    """What is wrong with the add-in's macros beside the packages here; None when they belong together."""
    try:
        modules = macros(addin)
    except Refusal as refusal:
        return Check(name, False, True, f"tệp hỏng: {refusal.message}", QUARANTINE)
    here = importlib.metadata.version("xlwings")
    source = next((module.source for module in modules if module.name == xlwings_module.NAME), "")
    made_for = xlwings_module.module_version(source)
    if made_for not in (None, here):
        found = f"dựng cho xlwings {made_for}, trên máy là {here}"
        return Check(name, False, True, found, f"hai bên phải cùng bản: {AGAIN}")
    if changed := other_versions(modules):
        return Check(name, False, False, f"thuộc bản khác của chương trình ({', '.join(changed)})", AGAIN)
    return None


def macros(path: Path) -> tuple[Module, ...]:
    """The modules in a workbook or add-in, none when it has no macros; ``Refusal`` when it cannot be read."""
    package = read_package(path)
    return read_modules(package.read(MACROS)) if MACROS in package else ()


def other_versions(modules: Sequence[Module]) -> list[str]:
    """The names of our modules among these that are not those of the program that runs."""
    ours = {module.name: _bare(module.source) for module in addin_modules() if module.kind != "document"}
    return [module.name for module in modules if module.name in ours and _bare(module.source) != ours[module.name]]


def _bare(source: str) -> str:
    """A module's code without the attributes at its head, which a program adds when it saves."""
    lines = (line.rstrip() for line in source.splitlines() if not line.startswith("Attribute "))
    return "\n".join(lines).strip()


def _disabled(found: Registry, version: str) -> Iterator[Check]:
    """Excel switches off by itself an add-in during whose work it once ended; it lists it in bytes with its path."""
    key = rf"{installation.OFFICE}\{version}\Excel\Resiliency\DisabledItems"
    values = (value for value in found.values(key).values() if isinstance(value, bytes))
    if any(installation.ADDIN in value.decode("utf-16-le", "ignore").lower() for value in values):
        advice = "trong Excel mở File > Options > Add-ins > Manage: Disabled Items > Go…, chọn chitieu.xlam, Enable"
        yield Check("Phần bổ trợ bị Excel tắt", False, True, "Excel đã tự tắt sau một lần bị đóng đột ngột", advice)


def workbook(path: Path) -> Iterator[Check]:
    """The checks of one workbook: whether it and its macros may run where it lies."""
    name, full = f"Sổ {path.name}", os.path.abspath(path)
    if not path.is_file():
        yield Check(name, False, True, "không tìm thấy", "hãy kiểm tra lại tên tệp và thư mục")
        return
    if len(full) > LONGEST_PATH:
        advice = f"Excel không mở đường dẫn dài quá {LONGEST_PATH} ký tự: chuyển sổ ra thư mục gần gốc ổ đĩa"
        yield Check(name, False, True, f"đường dẫn dài {len(full)} ký tự", advice)
    try:
        modules = macros(path)
    except Refusal as refusal:
        yield Check(name, False, True, "không đọc được", refusal.message)
        return
    if modules and (zone(path) or 0) >= INTERNET:
        yield Check(name, False, True, "có nút, mang dấu “tải từ mạng”", unblock_advice(path))
    elif changed := other_versions(modules):
        advice = "nút vẫn gọi được; sổ lập mới bằng bản này có nút mới, sổ chuyển kỳ giữ nút cũ"
        yield Check(name, False, False, f"nút thuộc bản khác của chương trình ({', '.join(changed)})", advice)
    else:
        yield Check(name, True, True, "có nút" if modules else "không có nút; dùng nút của phần bổ trợ")


def unblock_advice(path: Path) -> str:
    """How to take the mark of the web off a file that one trusts."""
    return (
        "macro trong tệp bị chặn; nếu tin nơi gửi: bấm phải chuột vào tệp, Properties, tích Unblock (Bỏ chặn), OK,"
        f' hoặc cai-dat.cmd -BoChan "{path}"'
    )


def zone(path: Path) -> int | None:
    """The zone in a file's mark of the web (3: the internet); None when it carries none.

    https://learn.microsoft.com/openspecs/windows_protocols/ms-fscc, "Zone.Identifier Stream Name"
    """
    try:
        text = Path(f"{path}:Zone.Identifier").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    found = re.search(r"^ZoneId\s*=\s*(\d)", text, re.MULTILINE)
    return int(found[1]) if found else None
