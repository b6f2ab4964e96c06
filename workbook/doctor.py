"""What this computer has and lacks for the jobs, each finding with what to do about it."""

from __future__ import annotations

import importlib.metadata
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from workbook import packs, verify_libreoffice

PYTHON: Final = (3, 11)

# Package -> what stops working without it.
PACKAGES: Final = {
    "openpyxl": "dựng sổ mới",
    "docxtpl": "viết báo cáo Word",
    "numpy": "tính nhanh bảng lớn",
    "formulas": "các hàm Excel ít gặp và lệnh verify --against formulas",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: whether it is ``good``, whether the jobs need it, what was found, and what to do."""

    name: str
    good: bool
    needed: bool
    found: str
    advice: str = ""


def examine() -> list[Check]:
    """Every check, in the order a person should mend them."""
    return [_python(), *_packages(), _pack_data(), _folder(), _language(), _libreoffice()]


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    advice = f"cài Python {PYTHON[0]}.{PYTHON[1]} trở lên"
    return Check("Python", sys.version_info >= PYTHON, True, version, advice)


def _packages() -> Iterator[Check]:
    for name, use in PACKAGES.items():
        try:
            yield Check(name, True, True, importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            yield Check(name, False, True, "chưa có", f"không có thì không {use} được; cài bằng: pip install {name}")


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
