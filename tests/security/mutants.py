"""Mutated workbooks through the command line: ``python -m tests.security.mutants --count 20000``.

A batch of them runs in a process of its own that may have 1 GiB of memory; one that takes more than 10 seconds of the
processor is interrupted, and one that does not heed this is killed. Whatever ends otherwise than with a result or one
sentence is kept in ``out/fuzz`` with what Python said. The same seed makes the same workbooks.
"""

from __future__ import annotations

import argparse
import dataclasses
import gc
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from tests.security import limits, seedbooks
from tests.security.mutations import mutated
from workbook import cli, load
from workbook.refusal import Refusal

BATCH: Final = 250
ROOT: Final = Path(__file__).resolve().parents[2]
KEPT: Final = ROOT / "out" / "fuzz"


@dataclasses.dataclass
class Case:
    """What became of one mutated workbook."""

    number: int
    answer: str
    seconds: float
    finding: str = ""


def workbook_of(seed: int, number: int, folder: Path | None) -> tuple[bytes, list[str]]:
    """The mutated workbook of that number, and the words of the command it is for."""
    rng = random.Random(f"{seed}/{number}")
    if rng.random() < 0.15:
        made = seedbooks.fixed(seedbooks.with_formulas(rng))
        return (made if rng.random() < 0.7 else mutated(made, rng)), _command(rng)
    known = seedbooks.seeds() if folder is None or rng.random() < 0.5 else _in_folder(folder)
    names = sorted(known)
    return mutated(known[rng.choice(names)], rng, [known[rng.choice(names)]]), _command(rng)


def _command(rng: random.Random) -> list[str]:
    return rng.choice((["recalc"], ["recalc"], ["recalc", "--json"], ["recalc", "--check"], ["verify"]))


_FOLDERS: dict[Path, dict[str, bytes]] = {}


def _in_folder(folder: Path) -> dict[str, bytes]:
    if folder not in _FOLDERS:
        _FOLDERS[folder] = seedbooks.in_folder(folder)
    return _FOLDERS[folder]


def run(data: bytes, words: Sequence[str], home: Path) -> Case:
    """The command's answer to a workbook, and what was wrong with it (``""``: a result or one sentence)."""
    path, out = home / "vao.xlsx", home / "ra.xlsx"
    path.write_bytes(data)
    out.unlink(missing_ok=True)
    target = ["-o", str(out)] if words[0] == "recalc" and "--check" not in words else []
    said = limits.command([words[0], str(path), *words[1:], *target])
    if said.wrong:
        return Case(0, said.wrong, said.seconds, said.why)
    finding = _wrong(said.code, said.out, said.err, out if target else None)
    if path.read_bytes() != data:
        finding = "the input was changed"
    return Case(0, _answer(said.code, said.out, said.err), said.seconds, finding)


def _wrong(code: int, said: str, complained: str, out: Path | None) -> str:
    if code not in (cli.DONE, cli.FAULT, cli.DIFFERENT):
        return f"left with {code}"
    if code == cli.FAULT and len(_refusals(said, complained)) != 1:
        return f"not one sentence: {said}{complained}"
    if code == cli.DONE and out is not None:
        try:
            load(out)
        except Refusal as refusal:
            return f"what was written is refused: {refusal.code}: {refusal}"
    return ""


def _refusals(said: str, complained: str) -> list[str]:
    """The sentences of a refusal, on standard error or (for machines) in the answer."""
    found = complained.strip().splitlines()
    if not found and said.startswith("{"):
        found = [each["refused"] for each in json.loads(said)["files"] if "refused" in each]
    return found


def _answer(code: int, said: str, complained: str) -> str:
    if code != cli.FAULT:
        return {cli.DONE: "done", cli.DIFFERENT: "different"}[code]
    return "memory" if any("bộ nhớ" in sentence for sentence in _refusals(said, complained)) else "refused"


# The process of a batch -------------------------------------------------------------------------------------------


def batch(seed: int, first: int, count: int, folder: Path | None) -> None:
    """Tries workbooks one after the other and prints a line about each; the number first, before it is tried."""
    limits.limit_this_process()
    with tempfile.TemporaryDirectory(prefix="chitieu-fuzz-") as home:
        for number in range(first, first + count):
            data, words = workbook_of(seed, number, folder)
            print(number, flush=True)
            try:
                case = run(data, words, Path(home))
            except limits.TooSlow:  # between two of our own lines
                case = Case(0, "slow", limits.SECONDS, "longer than 10 s")
            case.number = number
            print(json.dumps(dataclasses.asdict(case)), flush=True)
            gc.collect()


def cases(seed: int, first: int, count: int, folder: Path | None) -> Iterator[Case]:
    """Every case of a range, tried in processes of their own; one that dies costs one case."""
    last = first + count
    while first < last:
        words = ["--batch", "--seed", seed, "--first", first, "--count", min(BATCH, last - first)]
        words += [] if folder is None else ["--folder", folder]
        command = [sys.executable, "-m", "tests.security.mutants", *map(str, words)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
        assert process.stdout is not None and process.stderr is not None
        begun = None
        timer = limits.Watch(process)
        for line in process.stdout:
            timer.heard()
            if line.startswith("{"):
                yield Case(**json.loads(line))
                first, begun = first + 1, None
            else:
                begun = int(line)
        complained = process.stderr.read()
        process.wait()
        process.stdout.close()
        process.stderr.close()
        timer.close()
        if first < last and (begun is not None or process.returncode):
            yield Case(first, "killed" if timer.fired else "died", 0.0, f"{process.returncode}\n{complained[-4000:]}")
            first += 1


def summary(found: Counter[str], slowest: float, seconds: float) -> str:
    answers = ", ".join(f"{answer} {count}" for answer, count in sorted(found.items()))
    return f"{found.total()} workbooks in {seconds:.0f} s: {answers}; the slowest took {slowest:.2f} s"


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--folder", type=Path, help="a folder of workbooks to mutate as well")
    parser.add_argument("--kept", type=Path, default=KEPT, help="where findings are written")
    parser.add_argument("--batch", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args(words)
    if given.batch:
        batch(given.seed, given.first, given.count, given.folder)
        return 0
    found: Counter[str] = Counter()
    slowest, findings, started = 0.0, 0, time.monotonic()
    for case in cases(given.seed, given.first, given.count, given.folder):
        found[case.answer] += 1
        slowest = max(slowest, case.seconds)
        if case.finding:
            findings += 1
            given.kept.mkdir(parents=True, exist_ok=True)
            data, command = workbook_of(given.seed, case.number, given.folder)
            name = given.kept / f"{case.answer}-{given.seed}-{case.number}"
            name.with_suffix(".xlsx").write_bytes(data)
            name.with_suffix(".txt").write_text(
                f"{' '.join(command)}\n{case.finding}", encoding="utf-8", errors="replace"
            )
        if found.total() % 1000 == 0:
            print(summary(found, slowest, time.monotonic() - started), f"{findings} findings", flush=True)
    print(summary(found, slowest, time.monotonic() - started), f"{findings} findings", flush=True)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
