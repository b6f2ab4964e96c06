"""The sentences of the packs are our own words: they share no long run of syllables with the originals handed over."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from udfs.text import normalise

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / ".." / "shared" / "seeds"
PATTERNS = sorted((ROOT / "templates").glob("*/sentences.csv"))
# Stock phrases of administration are shorter ("đi làm việc ở nước ngoài", "so với cùng kỳ năm trước").
LONGEST = 8


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """Every run of more than ``LONGEST`` syllables of ``text``."""
    syllables = re.findall(r"[^\W_]+", text.lower())
    return (tuple(syllables[at : at + LONGEST + 1]) for at in range(len(syllables) - LONGEST))


@pytest.mark.parametrize("path", PATTERNS, ids=lambda path: path.parent.name)
def test_sentences_are_not_copied(path: Path) -> None:
    originals = {run for seed in SEEDS.glob("*.txt") for run in runs(normalise(seed.read_text(encoding="utf-8")))}
    assert originals
    with path.open(encoding="utf-8", newline="") as stream:
        pieces = [piece for row in csv.DictReader(stream) for piece in re.split(r"\{[^}]*\}", row["pattern"])]
    assert [" ".join(run) for piece in pieces for run in runs(piece) if run in originals] == []
