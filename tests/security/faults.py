"""Faults on purpose: kills, a full disk, calls that fail, several runs at once; and what must be true after each.

``python -m tests.security.faults`` (``make faults``) does all of it and prints a table; the suite does a little.
Every fault is real: the process is killed by the system, and calls are made to fail by the system's own tracer.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import docx

import workbook
from workbook import jobs

ROOT = Path(__file__).resolve().parents[2]
BOOK, REPORT, LAST = "bang.xlsx", "bang.docx", "bang-ban-truoc.docx"
LEFT = re.compile(r"\.bang.*\.chitieu\.tmp")
CALLS = "openat,write,chown,chmod,flock,fsync,close,rename,unlink,fsetxattr,setxattr"
ERRORS = {
    "openat": ("ENOSPC", "EACCES", "EROFS", "EMFILE"),
    "write": ("ENOSPC", "EDQUOT", "EIO", "ESTALE"),
    "fsync": ("ENOSPC", "EIO"),
    "close": ("EDQUOT", "EIO"),
    "rename": ("EACCES", "EPERM", "ESTALE", "EIO"),
    "chown": ("EPERM",),
    "chmod": ("EPERM",),
    "flock": ("ENOLCK",),
    "unlink": ("EACCES",),
}
MEASURE = 2  # runs whose longest is the length over which kills are spread


class Tally(NamedTuple):
    """How many faults of a kind there were, how the files stood afterwards, and what was left beside them."""

    name: str
    faults: int
    states: Counter[str]
    left: int

    @property
    def line(self) -> str:
        """A row of the table."""
        states = ", ".join(f"{count} {state}" for state, count in sorted(self.states.items()))
        return f"| {self.name} | {self.faults} | {states} | {self.left} |"


class Stage:
    """A folder with a workbook to recalculate, and for ``report`` a report beside it that somebody has edited.

    ``before`` are its files as they were, ``after`` what a run that nothing disturbs makes of them.
    """

    def __init__(self, folder: Path, command: str) -> None:
        self.folder = folder / command
        self.folder.mkdir()
        self.command = command
        path = self.folder / BOOK
        jobs.new(jobs.DEMO_PACK, path)
        if command == "report":
            document = docx.Document(str(jobs.report(path).report.path))
            document.paragraphs[-1].insert_paragraph_before("Câu viết thêm bằng tay.")
            document.save(str(self.folder / REPORT))
        book = workbook.load(path)
        book.set("ChiTieu", "F12", 4150)
        book.save()
        self.home = folder / "nha"
        self.before = self.files()
        done = self.run()
        assert done.returncode == 0, done.stderr
        self.after = self.files()
        assert self.after != self.before
        self.restore()

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.folder.iterdir() if not LEFT.fullmatch(path.name)}

    def left(self) -> list[str]:
        """What a killed run has left: in the folder, and of locks."""
        locks = self.home / "chitieu" / "khoa"
        return [path.name for path in self.folder.iterdir() if LEFT.fullmatch(path.name)] + (
            [path.name for path in locks.iterdir()] if locks.is_dir() else []
        )

    def restore(self) -> None:
        """The files as they were before; leftovers stay."""
        for name in self.files().keys() - self.before.keys():
            (self.folder / name).unlink()
        for name, content in self.before.items():
            (self.folder / name).write_bytes(content)

    def start(self, *prefix: str, limit: int | None = None) -> subprocess.Popen[str]:
        """The command in a process of its own, which may write files of at most ``limit`` bytes."""

        def limited() -> None:
            if limit is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        return subprocess.Popen(
            [*prefix, sys.executable, "-B", "-m", "workbook", self.command, BOOK],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(self.home)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            preexec_fn=limited,
        )

    def run(self, *prefix: str, limit: int | None = None) -> subprocess.CompletedProcess[str]:
        with self.start(*prefix, limit=limit) as process:
            out, err = process.communicate(timeout=300)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def state(self) -> str:
        """Which of the files are new; ``AssertionError`` for one that is neither the old one nor the new one, whole."""
        found = self.files()
        assert found.keys() <= self.before.keys() | self.after.keys(), found.keys()
        new = []
        for name in self.before.keys() | self.after.keys():
            if found.get(name) != self.before.get(name):
                assert found.get(name) == self.after.get(name), f"{name} is neither the old file nor the new one"
                new.append(name)
        if LAST in self.after:  # what somebody wrote by hand is in one of the two at any instant
            assert self.before[REPORT] in (found[REPORT], found.get(LAST))
        return "all new" if len(new) == len(changed(self)) else f"new: {' + '.join(sorted(new))}" if new else "all old"

    def tidied(self) -> int:
        """How many leftovers there are; a run that nothing disturbs removes all of them."""
        count = len(self.left())
        self.restore()
        done = self.run()
        assert done.returncode == 0, done.stderr
        assert self.left() == []
        assert self.state() == "all new"
        self.restore()
        return count


def changed(stage: Stage) -> set[str]:
    """The names of the files that a run changes."""
    return {name for name, content in stage.after.items() if stage.before.get(name) != content}


def kills(stage: Stage, count: int, seed: int) -> Tally:
    """Kills ``count`` runs, each at a random instant of its own share of a run's length."""
    chance = random.Random(seed)
    length = 0.0
    for _ in range(MEASURE):
        started = time.monotonic()
        assert stage.run().returncode == 0
        length = max(length, time.monotonic() - started)
        stage.restore()
    states: Counter[str] = Counter()
    for number in range(count):
        share = (number + chance.random()) / count
        while not _killed(stage, share * length):  # it was done before: what it takes has changed since
            length *= 0.95
            stage.restore()
        states[stage.state()] += 1
        stage.restore()
    return Tally(f"`{stage.command}` killed at a random instant", count, states, stage.tidied())


def _killed(stage: Stage, delay: float) -> bool:
    """Whether a run was still at work after so many seconds, and was killed then."""
    with stage.start() as process:
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    return process.returncode == -signal.SIGKILL


def limits(stage: Stage, step: int = 1) -> Tally:
    """A disk that is full after so many bytes: within and at the end of every part, every ``step``-th of them."""
    content = stage.after[BOOK]
    starts = [found.start() for found in re.finditer(b"PK\x03\x04|PK\x01\x02|PK\x05\x06", content)]
    sizes = sorted({0, *starts, *(start + 20 for start in starts), len(content) - 1})[::step]
    states: Counter[str] = Counter()
    for size in sizes:
        done = stage.run(limit=size)
        assert_told(done, "đầy")
        states[stage.state()] += 1
        assert stage.left() == [], stage.left()
    return Tally(f"`{stage.command}`, disk full after so many bytes", len(sizes), states, stage.tidied())


def assert_told(done: subprocess.CompletedProcess[str], word: str = "") -> None:
    """The run says in one sentence what is wrong."""
    assert done.returncode == 1, (done.returncode, done.stderr)
    assert len(done.stderr.splitlines()) == 1 and done.stderr.endswith(".\n") and word in done.stderr, done.stderr


class Call(NamedTuple):
    """The ``number``-th call of this kind in the run."""

    kind: str
    number: int


def calls(stage: Stage) -> list[Call]:
    """The calls by which a run writes its files, from the first file it makes beside one to the last flush."""
    log = stage.folder.parent / "calls"
    done = stage.run("strace", "-f", "-o", str(log), "-e", f"trace={CALLS}")
    assert done.returncode == 0, done.stderr
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    stage.restore()
    main = lines[0].split()[0]
    seen: Counter[str] = Counter()
    found: list[Call] = []
    writing, last = False, 0
    for line in lines:
        match = re.match(rf"{main} +(\w+)\((.*)", line)
        if match is None:
            continue
        seen[match[1]] += 1
        writing = writing or (match[1] == "openat" and LEFT.search(match[2]) is not None)
        if writing:
            found.append(Call(match[1], seen[match[1]]))
            last = len(found) if match[1] in ("rename", "unlink", "fsync") else last
    return found[: last + 1]


def failing_calls(stage: Stage) -> Iterator[Tally]:
    """Kills the run at every one of those calls, and lets every one fail in every way it can."""
    known = calls(stage)
    states: Counter[str] = Counter()
    for call in known:
        stage.run(*_injecting(call, "signal=KILL"))
        states[stage.state()] += 1
        stage.restore()
    yield Tally(f"`{stage.command}` killed at each call that writes", len(known), states, stage.tidied())
    for kind, errors in ERRORS.items():
        states, count = Counter(), 0
        for error in errors:
            for call in (call for call in known if call.kind == kind):
                done = stage.run(*_injecting(call, f"error={error}"))
                assert done.returncode in (0, 1) and "Traceback" not in done.stderr, done.stderr
                if done.returncode:
                    assert_told(done)
                    assert stage.command == "report" or stage.state() == "all old", (call, error)
                else:
                    assert stage.state() == "all new", (call, error)
                states[stage.state()] += 1
                count += 1
                stage.restore()
        if count:
            yield Tally(f"`{stage.command}`, {kind}: {', '.join(errors)}", count, states, stage.tidied())


def _injecting(call: Call, what: str) -> tuple[str, ...]:
    return "strace", "-f", "-o", "/dev/null", "-e", f"inject={call.kind}:{what}:when={call.number}"


def crowd(stage: Stage, count: int) -> Tally:
    """So many runs of the same file at once: each does its work or is told that another one is at it."""
    running = [stage.start() for _ in range(count)]
    states: Counter[str] = Counter()
    for process in running:
        _, err = process.communicate(timeout=300)
        assert process.returncode == 0 or (process.returncode == 1 and "đang chạy" in err), err
        states["did its work" if process.returncode == 0 else "was told to wait"] += 1
        process.wait()
    assert states["did its work"] >= 1
    found = stage.files()
    assert found[BOOK] == stage.after[BOOK] and found.keys() == stage.after.keys()
    stage.restore()
    return Tally(f"{count} × `{stage.command}` at once", count, states, len(stage.left()))


def small_disks(stage: Stage) -> Tally | None:
    """A real disk without room, and one that becomes read-only; None where this user may mount none."""
    mount = stage.folder.parent / "dia"
    mount.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "chitieu", mount], capture_output=True).returncode:
        return None
    states: Counter[str] = Counter()
    home, stage.folder = stage.folder, mount
    count = 0
    try:
        for room in (0, 4096, 65536, *(range(0, len(stage.after[BOOK]) + 4096, 32768))):
            stage.restore()
            filler = mount.parent / "dia" / "đầy"
            free = os.statvfs(mount)
            filler.write_bytes(b"\0" * max(0, free.f_bavail * free.f_bsize - room))
            done = stage.run()
            filler.unlink()
            if done.returncode:
                assert_told(done, "đầy")
            states[stage.state()] += 1
            count += 1
            assert not any(LEFT.fullmatch(path.name) for path in mount.iterdir())
        stage.restore()
        subprocess.run(["mount", "-o", "remount,ro", mount], check=True)
        assert_told(stage.run())
        states[f"{stage.state()} (read-only disk)"] += 1
    finally:
        stage.folder = home
        subprocess.run(["umount", mount], check=True)
    return Tally(f"`{stage.command}` on a real disk without room", count + 1, states, 0)


def everything(folder: Path, count: int, seed: int) -> Iterator[Tally]:
    """All faults, on a workbook and on a report."""
    for command in ("recalc", "report"):
        stage = Stage(folder, command)
        yield kills(stage, count, seed)
        yield crowd(stage, 6)
        if command == "recalc":
            yield limits(stage)
        if shutil.which("strace"):
            yield from failing_calls(stage)
        disk = small_disks(stage) if command == "recalc" else None
        if disk is not None:
            yield disk


def main(run: Callable[[Path, int, int], Iterator[Tally]] = everything) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=160, help="per command")
    parser.add_argument("--seed", type=int, default=6)
    wanted = parser.parse_args()
    print("| fault | times | the files afterwards | left until the next run |\n|---|---|---|---|", flush=True)
    total = 0
    with tempfile.TemporaryDirectory() as name:
        for tally in run(Path(name), wanted.kills, wanted.seed):
            total += tally.faults
            print(tally.line, flush=True)
    print(f"\n{total} faults: nothing lost, no file but the old one or the new one, nothing left after the next run.")


if __name__ == "__main__":
    main()
