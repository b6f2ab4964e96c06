"""Coverage-guided fuzzing of the readers with atheris: ``python -m tests.security.fuzz formulas --seconds 300``.

atheris is no dependency of the project; ``make fuzz`` installs it into an environment of its own. A finding ends the
run and is written to ``out/fuzz``; what is refused in the reader's own words is none.
"""

from __future__ import annotations

import argparse
import os
import random
import struct
import sys
import zipfile
import zlib
from pathlib import Path
from typing import Final

import atheris

with atheris.instrument_imports(include=["xlcore", "workbook"]):
    from tests.security import fuzztargets, mutations

ROOT: Final = Path(__file__).resolve().parents[2]
OUT: Final = ROOT / "out" / "fuzz"


def spoilt_package(data: bytes, most: int, seed: int) -> bytes:
    """A mutation that leaves a zip file a zip file: bytes alone would seldom get past the checksums."""
    rng = random.Random(seed)
    try:
        if rng.random() < 0.8:
            return mutations.mutated(data, rng)[:most]
    except (zipfile.BadZipFile, zlib.error, struct.error, LookupError, OSError, RuntimeError, ValueError, EOFError):
        pass  # it is none any more
    return bytes(atheris.Mutate(data, most))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=fuzztargets.TARGETS)
    parser.add_argument("--seconds", type=int, default=300)
    given = parser.parse_args()
    target, seeds = fuzztargets.TARGETS[given.target]
    corpus = OUT / given.target
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds()):
        (corpus / f"seed-{number}").write_bytes(seed)
    words = [
        sys.argv[0], str(corpus), f"-max_total_time={given.seconds}", "-timeout=10", "-rss_limit_mb=1024",
        f"-artifact_prefix={OUT}{os.sep}{given.target}-", "-max_len=60000", "-print_final_stats=1", "-verbosity=1",
    ]  # fmt: skip
    if given.target == "packages":
        atheris.Setup(words, target, custom_mutator=spoilt_package)
    else:
        atheris.Setup(words, target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
