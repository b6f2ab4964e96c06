"""Excel's names given back to a file that LibreOffice wrote: whole, in place, with nothing left beside it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from libreoffice import names
from tests.workbook.xlsxparts import parts, read_parts, sheet, zipped

LONG = '<row r="1"><c r="A1" t="str"><f>ORG.CHITIEU.HAM.CT_SO(1,"ORG.CHITIEU.HAM.CT_SO")</f><v>1</v></c></row>'


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    path = tmp_path / "bản sao.xlsx"
    path.write_bytes(zipped(parts({"S": sheet(LONG)})))
    path.chmod(0o640)
    return path


def test_a_link_a_time_and_permissions_stay(copy: Path) -> None:
    link = copy.with_name("lối tắt.xlsx")
    link.symlink_to(copy)
    before = os.stat(copy)
    assert names.give_back(link)
    after = os.stat(copy)
    assert link.is_symlink()
    assert (after.st_mtime_ns, stat.S_IMODE(after.st_mode)) == (before.st_mtime_ns, 0o640)
    assert b"<f>CT_SO(1," in read_parts(copy)["xl/worksheets/sheet1.xml"]
    assert {path.name for path in copy.parent.iterdir()} == {copy.name, link.name}
    assert not names.give_back(copy)


def test_what_cannot_be_put_in_place_leaves_nothing(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = copy.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)  # where a full disk shows last
    with pytest.raises(OSError, match="No space"):
        names.give_back(copy)
    assert copy.read_bytes() == content
    assert list(copy.parent.iterdir()) == [copy]
