"""What the installer leaves outside its own folder, for one user of Windows: written, and taken back without a trace.

``python -m workbook.installation record`` and ``remove`` are called by the scripts in ``windows/``, which need no
administrator. The launcher in workbooks and add-in starts the interpreter that is recorded here, and no other.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from workbook import registry
from workbook.atomic import write_atomically
from workbook.refusal import Refusal, reason, refuse
from workbook.registry import Registry

SETTINGS: Final = r"HKCU\Software\VB and VBA Program Settings"  # where VBA's GetSetting reads
SETTING: Final = SETTINGS + r"\chitieu\may"
INTERPRETER: Final = "python"
OFFICE: Final = r"HKCU\Software\Microsoft\Office"
UNINSTALL: Final = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\chitieu"
ADDIN: Final = "chitieu.xlam"
OLDEST_EXCEL: Final = 14  # Excel 2010, the first that reads the ribbon of our workbooks
OPENED: Final = re.compile(r"OPEN(\d*)", re.IGNORECASE)


def addins_folder(environment: Mapping[str, str]) -> Path:
    """The user's add-in folder: Excel does not translate its name."""
    return Path(environment.get("APPDATA") or Path.home() / "AppData" / "Roaming") / "Microsoft" / "AddIns"


def interpreter(found: Registry) -> str:
    """The interpreter that is recorded, ``""`` where none is."""
    return registry.text(found, SETTING, INTERPRETER)


def excel_versions(found: Registry) -> list[str]:
    """The versions of Excel to tell, ``["16.0"]``: the one installed and those that the user has started."""
    installed = re.fullmatch(r"Excel\.Application\.(\d+)", registry.text(found, r"HKCR\Excel.Application\CurVer"))
    started = {name for name in found.keys(OFFICE) if "Excel" in found.keys(rf"{OFFICE}\{name}")}
    names = started | ({f"{installed[1]}.0"} if installed else set())
    return sorted(name for name in names if re.fullmatch(r"\d+\.0", name) and float(name) >= OLDEST_EXCEL)


def options_key(version: str) -> str:
    """Where a version of Excel keeps the add-ins that it opens."""
    return rf"{OFFICE}\{version}\Excel\Options"


def opened(found: Registry, key: str) -> list[str]:
    """What Excel opens when it starts, in its order, as it is written there."""
    slots = [(int(match[1] or 0), name) for name in found.values(key) if (match := OPENED.fullmatch(name))]
    return [registry.text(found, key, name) for _, name in sorted(slots)]


def is_ours(entry: str) -> bool:
    """Whether an entry names our add-in, in whatever folder."""
    return re.split(r"[\\/]", entry.strip().strip('"'))[-1].lower() == ADDIN


def record(found: Registry, python: str, addin: Path | None, folder: Path) -> Path | None:
    """Where the add-in is now: ``python`` is recorded for the launcher, the add-in put into ``folder`` and opened."""
    if not python.isascii() or not os.path.isfile(python):
        raise Refusal(
            "bad-interpreter",
            f"Không ghi được Python “{python}”: cần một tệp python.exe có thật, đường dẫn không có chữ có dấu;"
            " hãy cài lại với -Noi, ví dụ -Noi D:\\chitieu.",
        )
    target = _put(addin, folder) if addin is not None else None
    found.write(SETTING, INTERPRETER, python)
    if target is not None:
        for version in excel_versions(found):
            key = options_key(version)
            others = [entry for entry in opened(found, key) if not is_ours(entry)]
            _write_opened(found, key, [*others, f'"{target}"'])
    return target


def record_uninstall(found: Registry, place: str, version: str) -> None:
    """Lists the program among the user's installed apps, so that it can be removed from Windows' settings."""
    command = f'powershell.exe -NoProfile -ExecutionPolicy Bypass -File "{place}\\go-cai-dat.ps1"'
    texts = {
        "DisplayName": "Chỉ tiêu (chitieu)",
        "DisplayVersion": version,
        "InstallLocation": place,
        "UninstallString": command,
    }
    for name, text in texts.items():
        found.write(UNINSTALL, name, text)
    for name in ("NoModify", "NoRepair"):
        found.write(UNINSTALL, name, 1)


def remove(found: Registry, folder: Path) -> None:
    """Takes back all that ``record`` and ``record_uninstall`` wrote; what is not there is no fault."""
    addin = folder / ADDIN
    try:
        addin.unlink(missing_ok=True)
    except PermissionError as error:
        raise refuse("in-use", file=addin) from error
    for version in excel_versions(found):
        key = options_key(version)
        entries = opened(found, key)
        if any(map(is_ours, entries)):
            _write_opened(found, key, [entry for entry in entries if not is_ours(entry)])
        manager = rf"{OFFICE}\{version}\Excel\Add-in Manager"
        for name in filter(is_ours, found.values(manager)):
            found.erase(manager, name)
    for key in (SETTING, SETTING.rpartition("\\")[0], UNINSTALL):
        if found.values(key) or _exists(found, key):
            found.erase_key(key)
    if _exists(found, SETTINGS) and not found.keys(SETTINGS) and not found.values(SETTINGS):
        found.erase_key(SETTINGS)


def _exists(found: Registry, key: str) -> bool:
    parent, _, name = key.rpartition("\\")
    return name in found.keys(parent)


def _write_opened(found: Registry, key: str, entries: Sequence[str]) -> None:
    """Writes the entries as OPEN, OPEN1, OPEN2...: Excel stops at the first number that is missing."""
    for name in [name for name in found.values(key) if OPENED.fullmatch(name)]:
        found.erase(key, name)
    for place, entry in enumerate(entries):
        found.write(key, f"OPEN{place or ''}", entry)


def _put(addin: Path, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / ADDIN
    write_atomically(target, [addin.read_bytes()])
    return target


def main(words: Sequence[str] | None = None, found: Registry | None = None) -> int:
    """The exit code of ``record --python FILE [--addin FILE] [--place FOLDER]`` or ``remove``."""
    parser = argparse.ArgumentParser("installation")
    parser.add_argument("job", choices=("record", "remove"))
    parser.add_argument("--python", default="")
    parser.add_argument("--addin", type=Path)
    parser.add_argument("--place", default="")
    asked = parser.parse_args(words)
    found = registry.of_this_computer() if found is None else found
    folder = addins_folder(os.environ)
    try:
        if asked.job == "remove":
            remove(found, folder)
            return 0
        target = record(found, asked.python, asked.addin, folder)
        if asked.place:
            record_uninstall(found, asked.place, importlib.metadata.version("chitieu"))
    except Refusal as refusal:
        print(refusal.message, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Không ghi được thiết lập của người dùng ({reason(error)}).", file=sys.stderr)
        return 1
    print(f"Đã ghi Python cho các nút: {asked.python}")
    if target is not None:
        print(f"Đã đặt phần bổ trợ (add-in): {target}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
