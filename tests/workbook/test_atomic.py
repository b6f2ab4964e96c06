"""Writing in one step: whatever happens, the old file or the new one, whole."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbook import atomic
from workbook.atomic import write_atomically
from workbook.refusal import Refusal

ROOT = Path(__file__).resolve().parents[2]


def _code(path: Path, pieces: Iterator[bytes] | list[bytes] | None = None) -> str:
    with pytest.raises(Refusal) as caught:
        write_atomically(path, [b"new"] if pieces is None else pieces)
    assert path.name in caught.value.message
    return caught.value.code


def test_a_new_file_and_a_replaced_one(tmp_path: Path) -> None:
    target = tmp_path / "bảng.xlsx"
    write_atomically(target, [b"one ", b"two"])
    assert target.read_bytes() == b"one two"
    assert stat.S_IMODE(target.stat().st_mode) == 0o666 & ~_umask()
    target.chmod(0o640)
    write_atomically(target, [b"three"])
    assert target.read_bytes() == b"three"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["bảng.xlsx"]


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_link_keeps_pointing_where_it_points(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    real, link = tmp_path / "real" / "a.xlsx", tmp_path / "link.xlsx"
    real.write_bytes(b"old")
    link.symlink_to(real)
    write_atomically(link, [b"new"])
    assert link.is_symlink()
    assert real.read_bytes() == b"new"


def test_a_failure_in_the_middle_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")

    def pieces() -> Iterator[bytes]:
        yield b"half"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_atomically(target, pieces())
    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.xlsx"]


def test_a_full_disk(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")

    def pieces() -> Iterator[bytes]:
        yield b"x"
        raise OSError(errno.ENOSPC, "No space left on device")

    assert _code(target, pieces()) == "disk-full"
    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.xlsx"]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL")
def test_a_kill_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")
    program = (
        "import sys, time\nfrom workbook.atomic import write_atomically\n"
        "def pieces():\n    yield b'x' * 100000\n    print('half', flush=True)\n    time.sleep(60)\n"
        "write_atomically(sys.argv[1], pieces())\n"
    )
    process = subprocess.Popen([sys.executable, "-c", program, str(target)], cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"half\n"
    process.kill()
    process.communicate()
    assert target.read_bytes() == b"old"
    assert len(os.listdir(tmp_path)) == 2
    sweep_as_another_process(tmp_path)
    assert os.listdir(tmp_path) == ["a.xlsx"]


def sweep_as_another_process(folder: Path) -> None:
    """What the next run does first when it writes into the folder."""
    subprocess.run(
        [sys.executable, "-c", "import sys; from workbook import atomic; atomic.sweep(sys.argv[1])", str(folder)],
        cwd=ROOT,
        check=True,
    )


def test_what_another_process_is_writing_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"

    def pieces() -> Iterator[bytes]:
        yield b"half"
        assert len(os.listdir(tmp_path)) == 1
        sweep_as_another_process(tmp_path)
        assert len(os.listdir(tmp_path)) == 1
        yield b" and half"

    write_atomically(target, pieces())
    assert target.read_bytes() == b"half and half"


def test_only_our_own_leftovers_are_swept(tmp_path: Path) -> None:
    names = [".a.xlsx.0123abcd.tmp", "a.0123abcd.chitieu.tmp", ".a.xlsx.chitieu.tmp", ".a.0123abcd.chitieu.tmp.bak"]
    for name in names:
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "đích").write_bytes(b"mine")
    (tmp_path / ".a.xlsx.0123abcd.chitieu.tmp").symlink_to(tmp_path / "đích")
    (tmp_path / ".b.xlsx.0123abcd.chitieu.tmp").mkdir()
    (tmp_path / ".c.xlsx.0123abcd.chitieu.tmp").write_bytes(b"left")
    atomic.sweep(str(tmp_path))
    left = set(os.listdir(tmp_path))
    assert left == {*names, "đích", ".a.xlsx.0123abcd.chitieu.tmp", ".b.xlsx.0123abcd.chitieu.tmp"}
    assert (tmp_path / "đích").read_bytes() == b"mine"


def test_a_name_as_long_as_names_may_be(tmp_path: Path) -> None:
    target = tmp_path / f"{'ế' * 83}.xlsx"  # 254 bytes in UTF-8
    write_atomically(target, [b"new"])
    assert target.read_bytes() == b"new"


def test_what_few_may_read_is_never_readable_by_others(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")
    target.chmod(0o640)
    os.setxattr(target, "user.phong", b"ke toan")
    seen = []

    def pieces() -> Iterator[bytes]:
        yield b"new"
        seen.extend(stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir() if path != target)

    write_atomically(target, pieces())
    assert seen == [0o600]
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert os.getxattr(target, "user.phong") == b"ke toan"


def test_who_opens_or_writes_the_file_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    target, lock = tmp_path / "a.xlsx", tmp_path / "~$a.xlsx"
    target.write_bytes(b"old")
    found = atomic.stamp(target)

    def opened() -> Iterator[bytes]:
        yield b"new"
        lock.write_bytes(b"")

    assert _code(target, opened()) == "open-elsewhere"
    lock.unlink()

    def written() -> Iterator[bytes]:
        yield b"new"
        target.write_bytes(b"theirs")

    with pytest.raises(Refusal) as caught:
        write_atomically(target, written(), found)
    assert caught.value.code == "changed-meanwhile"
    assert target.read_bytes() == b"theirs"
    assert os.listdir(tmp_path) == ["a.xlsx"]


def test_a_disk_that_vanishes_while_it_is_written(tmp_path: Path) -> None:
    share, elsewhere = tmp_path / "share", tmp_path / "elsewhere"
    share.mkdir()
    target = share / "a.xlsx"
    target.write_bytes(b"old")

    def pieces() -> Iterator[bytes]:
        yield b"new"
        share.rename(elsewhere)

    assert _code(target, pieces()) == "share-gone"
    share.mkdir()
    (elsewhere / "a.xlsx").rename(target)
    assert target.read_bytes() == b"old"
    sweep_as_another_process(elsewhere)
    assert os.listdir(elsewhere) == []


def test_open_in_excel_or_libreoffice(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    for lock, program in (("~$a.xlsx", "Excel"), (".~lock.a.xlsx#", "LibreOffice")):
        (tmp_path / lock).write_bytes(b"")
        with pytest.raises(Refusal) as caught:
            write_atomically(target, [b"new"])
        assert caught.value.code == "open-elsewhere"
        assert program in caught.value.message
        assert lock in caught.value.message
        (tmp_path / lock).unlink()


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    assert _code(tmp_path / "không có" / "a.xlsx") == "no-folder"
    assert _code(tmp_path) == "is-folder"
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")
    target.chmod(0o444)
    assert _code(target) == "read-only"
    assert target.read_bytes() == b"old"


@pytest.mark.parametrize(
    "number,code",
    [(errno.EACCES, "no-write"), (errno.EROFS, "no-write"), (errno.EDQUOT, "disk-full"), (errno.ETXTBSY, "in-use"),
     (errno.EIO, "write-failed"), (errno.ESTALE, "share-gone"), (errno.EHOSTDOWN, "share-gone")],
)  # fmt: skip
def test_what_the_system_says_is_told(tmp_path: Path, number: int, code: str) -> None:
    def pieces() -> Iterator[bytes]:
        raise OSError(number, os.strerror(number))
        yield b""

    assert _code(tmp_path / "a.xlsx", pieces()) == code
    assert os.listdir(tmp_path) == []
