"""The answers to the hostile inputs: ``python -m tests.security.answers`` (``make hostile``) asks for all of them.

Each input that costs much is tried in a process of its own, the others of a group one after the other in one process;
every process has a gigabyte, and every input ten seconds of the processor.
"""

from __future__ import annotations

import dataclasses
import gc
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.conftest import ROOT
from tests.security import limits
from tests.security.hostile import COMPUTED, Hostile
from tests.security.hostile_table import GROUPS, TABLE
from workbook import cli


@dataclasses.dataclass
class Answer:
    """What became of one input: its place in the table, the answer, how long it took, the most memory so far, and what
    was wrong with it (``""``: nothing)."""

    place: int
    answer: str
    seconds: float
    memory: int
    wrong: str


def answer(one: Hostile, path: Path) -> tuple[str, float, str]:
    """The answer to the input that ``path`` holds, how long it took, and what is wrong with it."""
    data, out = path.read_bytes(), path.with_name("ra.xlsx")
    said = limits.command(["recalc", str(path), "-o", str(out), "--json"])
    if said.wrong or said.code not in (cli.DONE, cli.FAULT):
        return said.wrong or f"left with {said.code}", said.seconds, said.why or said.err
    told = json.loads(said.out)["files"][0]
    got = told.get("code", COMPUTED)
    again = limits.command(["recalc", str(out), "--check", "--json"]) if got == COMPUTED else None
    seconds = max(said.seconds, again.seconds if again else 0)
    faults = {
        f"not {one.answer}": got != one.answer,
        "the file was changed": path.read_bytes() != data,
        "a traceback": "Traceback" in said.err,
    }
    if again is not None:
        unsupported = set(told["unsupported"])
        faults |= {
            f"{one.kept} is not named": bool(one.kept) and one.kept not in unsupported,
            "it was not computed": bool(unsupported & {"#TOO-MUCH", "#SYNTAX"} - {one.kept}),
            f"not read again: {again.wrong} {again.why} {again.err}": again.code not in (cli.DONE, cli.DIFFERENT),
        }
    else:
        sentence = told["refused"]
        faults |= {
            f"no sentence: {sentence}": not sentence.endswith(".") or "\n" in sentence or len(sentence) > 500,
            "something was written": sorted(each.name for each in path.parent.iterdir()) != [path.name],
        }
    wrong = "; ".join(fault for fault, there in faults.items() if there)
    return got, seconds, wrong and f"{wrong}: {json.dumps(told, ensure_ascii=False)}"[:3000]


def ask(places: Sequence[int]) -> None:
    """Tries these inputs one after the other and prints a line about each: its place before, its answer after."""
    made = [(place, TABLE[place].make()) for place in places]
    limits.limit_this_process()
    for place, data in made:
        with tempfile.TemporaryDirectory(prefix="chitieu-hostile-") as home:
            path = Path(home, "vao.xlsx")
            path.write_bytes(data)
            print(place, flush=True)
            _forget_peak()
            got, seconds, wrong = answer(TABLE[place], path)
        print(json.dumps(dataclasses.asdict(Answer(place, got, seconds, _peak(), wrong))), flush=True)
        gc.collect()


def _forget_peak() -> None:
    """The most memory of this process counts from now on; what made the inputs is no matter."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")


def _peak() -> int:
    """The most memory that this process had, in megabytes."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) >> 10  # type: ignore[index]


def answers(places: Sequence[int]) -> Iterator[Answer]:
    """The answers to these inputs, asked for in a process of its own; one that ends it costs all that follow."""
    words = [sys.executable, "-m", "tests.security.answers", "--ask", *map(str, places)]
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    assert process.stdout is not None and process.stderr is not None
    watch = limits.Watch(process)
    left = list(places)
    for line in process.stdout:
        watch.heard()
        if line.startswith("{"):
            yield Answer(**json.loads(line))
            left.pop(0)
    complained = process.stderr.read()
    process.wait()
    process.stdout.close()
    process.stderr.close()
    watch.close()
    if left:
        what = "killed" if watch.fired else "died"
        yield Answer(left[0], what, 0.0, 0, f"{process.returncode} {complained[-3000:]}")


def cheap(group: str) -> list[int]:
    """The places of a group's inputs that cost little."""
    return [place for place, one in enumerate(TABLE) if one.group == group and not one.costly]


def main(words: Sequence[str]) -> int:
    if words[:1] == ["--ask"]:
        ask(list(map(int, words[1:])))
        return 0
    together = [cheap(group) for group in GROUPS]
    alone = [[place] for place, one in enumerate(TABLE) if one.costly]
    count = wrong = 0
    for places in (*together, *alone):
        for found in answers(places):
            one = TABLE[found.place]
            count += 1
            wrong += bool(found.wrong)
            print(f"{found.seconds:6.2f} s {found.memory:5} MB  {found.answer:14} {one.group}: {one.name}", flush=True)
            if found.wrong:
                print(f"    WRONG: {found.wrong}", flush=True)
    print(f"{count} of {len(TABLE)} hostile inputs tried, {wrong} with a wrong answer")
    return 1 if wrong or count < len(TABLE) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
