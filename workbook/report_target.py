"""Where a report may be written: over no other kind of file, and over no text that somebody edited by hand.

Every report carries a mark of its own content (``mark``). Word and LibreOffice write all parts anew, so a report whose
mark no longer fits has been through somebody's hands.
"""

from __future__ import annotations

import os
import time
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from workbook import atomic
from workbook.refusal import Refusal

SUFFIX: Final = ".docx"
CORE_PART: Final = "docProps/core.xml"  # holds the mark, and does not count for it
LAST: Final = "-ban-truoc"
BY_HAND: Final = "chitieu-sua-tay"
UNMARKED: Final = "chitieu-00000000"


def target_of(source: Path, out: str | os.PathLike[str] | None) -> Path:
    """The path of the report on the workbook ``source``: ``out``, or beside it under the same name.

    ``Refusal`` for a folder, for a name that does not end with .docx, and for the workbook itself.
    """
    if out is None:
        return source.with_suffix(SUFFIX)
    target = Path(out)
    example = (target if target.is_dir() else target.parent) / f"{source.stem}{SUFFIX}"
    if target.is_dir():
        raise Refusal("is-folder", f"“{target}” là một thư mục: hãy chỉ rõ tên tệp báo cáo .docx, ví dụ “{example}”.")
    if target.suffix.lower() != SUFFIX:
        raise Refusal(
            "not-docx",
            f"Tên tệp báo cáo phải có đuôi .docx, không phải “{target.name}”: hãy đặt tên khác, ví dụ “{example}”.",
        )
    if target.exists() and source.exists() and target.samefile(source):
        raise Refusal("same-file", f"“{target}” chính là sổ chỉ tiêu: hãy ghi báo cáo ra tệp khác, ví dụ “{example}”.")
    return target


def require_writable(target: Path) -> None:
    """``Refusal`` when the report cannot be written to ``target``, or is open in an office program."""
    atomic.check_target(os.fspath(target))


def mark(parts: Iterable[tuple[str, int]]) -> str:
    """The mark of a document with these parts, each a name and the CRC-32 of its content."""
    listed = "\n".join(f"{name} {crc:08x}" for name, crc in sorted(parts) if name != CORE_PART)
    return f"chitieu-{zlib.crc32(listed.encode()) or 1:08x}"


def is_untouched(path: Path) -> bool:
    """Whether the file is a report as it was written, with nothing changed since."""
    try:
        with zipfile.ZipFile(path) as package:
            wanted = mark((info.filename, info.CRC) for info in package.infolist())
            return wanted.encode() in package.read(CORE_PART)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError):
        return False


def keep_edited(target: Path) -> Path | None:
    """The copy that was made of the file at ``target`` because it is not a report as it was written; None without one.

    The copy stands beside it under a name with the time of its last change; one that is there already is enough.
    """
    if not target.exists() or is_untouched(target):
        return None
    content = target.read_bytes()
    stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(target.stat().st_mtime))
    for number in range(1, 1000):
        kept = target.with_name(f"{target.stem}-{stamp}{f'-{number}' if number > 1 else ''}{target.suffix}")
        if not kept.exists():
            atomic.write_atomically(kept, [content])
            return kept
        if kept.read_bytes() == content:
            return kept
    raise Refusal("too-many-copies", f"Cạnh “{target}” có quá nhiều bản sao cũ: hãy chuyển bớt sang thư mục khác.")


def last_of(target: Path) -> Path:
    """Where the version before the report at ``target`` is kept."""
    return target.with_name(f"{target.stem}{LAST}{target.suffix}")


def keep_last(target: Path) -> Path:
    """The copy of the file at ``target``, made before a report that takes over its edits: one, the last, is enough."""
    kept = last_of(target)
    atomic.write_atomically(kept, [target.read_bytes()])
    return kept
