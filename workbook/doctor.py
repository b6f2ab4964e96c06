"""What this computer has and lacks for the jobs, each finding with what to do about it."""

from __future__ import annotations

import importlib.metadata
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from workbook import doctor_install, doctor_windows, packs, registry, verify_libreoffice
from workbook.doctor_check import Check

PYTHON: Final = (3, 11)

# Package -> what stops working without it.
PACKAGES: Final = {
    "openpyxl": "dựng sổ mới",
    "docxtpl": "viết báo cáo Word",
    "numpy": "tính nhanh bảng lớn",
    "formulas": "các hàm Excel ít gặp và lệnh verify --against formulas",
}


# What the buttons in Excel need besides, on Windows alone.
EXCEL_PACKAGES: Final = {"xlwings": "bấm nút trong Excel", "pywin32": "bấm nút trong Excel"}


def examine(workbooks: Sequence[Path] = ()) -> list[Check]:
    """Every check of this computer and of ``workbooks``, in the order a person should mend them."""
    computer = doctor_windows.Computer(registry.of_this_computer())
    windows = sys.platform == "win32"
    checks = [_python(), *_packages(PACKAGES | EXCEL_PACKAGES if windows else PACKAGES), _pack_data(), _folder()]
    checks += [_language(), _libreoffice()]
    if windows:
        checks += doctor_windows.examine(computer)
    return [*checks, *doctor_install.examine(computer, workbooks)]


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    advice = f"cài Python {PYTHON[0]}.{PYTHON[1]} trở lên"
    return Check("Python", sys.version_info >= PYTHON, True, version, advice)


def _packages(wanted: dict[str, str]) -> Iterator[Check]:
    again = "chạy lại cai-dat.cmd" if sys.platform == "win32" else "cài bằng: pip install {}"
    for name, use in wanted.items():
        try:
            yield Check(name, True, True, importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            yield Check(name, False, True, "chưa có", f"không có thì không {use} được; {again.format(name)}")


def _pack_data() -> Check:
    names = ", ".join(packs.ids())
    return Check("Loại báo cáo", bool(names), True, names or "chưa có", "cài lại chương trình, thiếu dữ liệu mẫu")


def _folder() -> Check:
    here = Path.cwd()
    good = os.access(here, os.W_OK) and os.access(tempfile.gettempdir(), os.W_OK)
    return Check(
        "Ghi vào thư mục này", good, True, str(here), "chuyển sang thư mục khác, ví dụ Documents, rồi chạy lại"
    )


def _language() -> Check:
    encoding = sys.getfilesystemencoding()
    return Check("Tên tệp tiếng Việt", encoding == "utf-8", False, encoding, "đặt biến môi trường PYTHONUTF8=1")


def _libreoffice() -> Check:
    found = verify_libreoffice.program()
    advice = "chỉ cần cho lệnh verify --against libreoffice; cài LibreOffice Calc"
    return Check("LibreOffice", found is not None, False, found or "chưa có", advice)
