"""Builds ``chitieu.oxt``: ``python -m libreoffice.extension OUT``.

The extension carries the program's rooms and the packages that its jobs need, as they are installed beside it. Some of
these are compiled, so an extension is for the kind of computer and of Python that it was built with; on another one
everything works but the Word report (``needs``).
"""

from __future__ import annotations

import re
import sys
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from importlib import metadata
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from libreoffice import configuration
from libreoffice.configuration import HEAD, IDENTIFIER, JOBS, TITLE
from libreoffice.interface import SERVICE, methods_of, type_library
from udfs import FUNCTIONS
from workbook.atomic import write_atomically

ROOT: Final = Path(__file__).resolve().parents[1]
ROOMS: Final = ("xlcore", "udfs", "workbook", "templates", "libreoffice")
PACKAGES: Final = ("docxtpl", "openpyxl")
"""What the jobs import, besides what that needs; numpy is left out: it is for sheets of megabytes."""
COMPONENTS: Final = {"chitieu_ham.py": SERVICE, "chitieu_nut.py": JOBS}
LEFT_OUT: Final = frozenset({"__pycache__", "includes", "tests"})
CONTENTS: Final = {
    "chitieu.rdb": "application/vnd.sun.star.uno-typelibrary;type=RDB",
    "chitieu.components": "application/vnd.sun.star.uno-components",
    "CalcAddIns.xcu": "application/vnd.sun.star.configuration-data",
    "Jobs.xcu": "application/vnd.sun.star.configuration-data",
    "Addons.xcu": "application/vnd.sun.star.configuration-data",
    "CalcWindowState.xcu": "application/vnd.sun.star.configuration-data",
}
ALWAYS: Final = (1980, 1, 1, 0, 0, 0)  # the same sources make the same file


def extension() -> bytes:
    """The extension's file."""
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts():
            archive.writestr(zipfile.ZipInfo(name, ALWAYS), content, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def parts() -> Iterator[tuple[str, bytes]]:
    """What is in the file: names and contents."""
    yield "META-INF/manifest.xml", _manifest().encode()
    yield "description.xml", _description().encode()
    yield "mo-ta.txt", DESCRIPTION.encode()
    yield "LICENSE", (ROOT / "LICENSE").read_bytes()
    yield "chitieu.rdb", type_library(chain.from_iterable(map(methods_of, FUNCTIONS.values())))
    yield "chitieu.components", _components().encode()
    yield "CalcAddIns.xcu", configuration.functions(FUNCTIONS.values()).encode()
    yield "Addons.xcu", configuration.buttons().encode()
    yield "Jobs.xcu", configuration.events().encode()
    yield "CalcWindowState.xcu", configuration.toolbar().encode()
    for name in COMPONENTS:
        yield name, (ROOT / "libreoffice" / "components" / name).read_bytes()
    for room in ROOMS:
        yield from ((f"pythonpath/{name}", content) for name, content in _files(ROOT / room, ROOT))
    for package in sorted(needed(PACKAGES)):
        yield from _installed(package)


DESCRIPTION: Final = (
    "Các hàm CT_… trong ô, và bốn nút Tính lại, Lập báo cáo, Kiểm tra, Kỳ mới cho sổ chỉ tiêu của xã, phường, thị trấn."
)


def needed(packages: Iterable[str]) -> set[str]:
    """These packages and all that they need; what they would need for more than we use, they name as extras."""
    found: set[str] = set()
    left = list(packages)
    while left:
        package = left.pop().lower()
        if package not in found:
            found.add(package)
            lines = (line for line in metadata.requires(package) or () if "extra ==" not in line)
            left += (re.split(r"[^\w.-]", line)[0] for line in lines)
    return found


def _files(folder: Path, root: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not LEFT_OUT & set(path.relative_to(root).parts):
            yield path.relative_to(root).as_posix(), path.read_bytes()


def _installed(package: str) -> Iterator[tuple[str, bytes]]:
    """The files of an installed package, its licences among them."""
    for file in sorted(metadata.files(package) or ()):
        if not LEFT_OUT & set(file.parts) and ".." not in file.parts and file.suffix != ".pyc":
            yield f"pythonpath/{file.as_posix()}", Path(str(file.locate())).read_bytes()


def _manifest() -> str:
    entries = "".join(
        f"<manifest:file-entry manifest:full-path={quoteattr(name)} manifest:media-type={quoteattr(kind)}/>"
        for name, kind in CONTENTS.items()
    )
    return (
        f'{HEAD}<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">{entries}</manifest:manifest>\n'
    )


def _description() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = "".join(f'<name lang="{tag}">{escape(TITLE)}</name>' for tag in ("en", "vi"))
    texts = "".join(f'<src lang="{tag}" xlink:href="mo-ta.txt"/>' for tag in ("en", "vi"))
    return (
        f'{HEAD}<description xmlns="http://openoffice.org/extensions/description/2006"'
        ' xmlns:xlink="http://www.w3.org/1999/xlink">'
        f'<identifier value="{IDENTIFIER}"/><version value="{project["version"]}"/>'
        f"<display-name>{names}</display-name><extension-description>{texts}</extension-description>"
        "</description>\n"
    )


def _components() -> str:
    """The components, named here so that LibreOffice need not run Python to install the extension."""
    made = "".join(
        f'<component loader="com.sun.star.loader.Python" uri="{file}"><implementation name="{service}">'
        f'<service name="{service}"/></implementation></component>'
        for file, service in COMPONENTS.items()
    )
    return f'{HEAD}<components xmlns="http://openoffice.org/2010/uno-components">{made}</components>\n'


def main(arguments: list[str] | None = None) -> int:
    """Writes the extension; the process's exit code."""
    (name,) = sys.argv[1:] if arguments is None else arguments
    target = Path(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(target, [extension()])
    return 0


if __name__ == "__main__":
    sys.exit(main())
