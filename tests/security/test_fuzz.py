"""A little of ``make mutants`` and ``make fuzz``, the same at every run."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from tests.security import mutants, mutations
from tests.security.fuzztargets import TARGETS


def test_spoilt_workbooks_end_with_a_result_or_a_sentence() -> None:
    found = list(mutants.cases(seed=20, first=0, count=40, folder=None))
    assert [(case.number, case.answer, case.finding) for case in found if case.finding] == []
    assert [case.number for case in found] == list(range(40))
    assert len(Counter(case.answer for case in found)) >= 3  # done, different and refused: it does reach further


def test_the_same_seed_spoils_a_workbook_in_the_same_way() -> None:
    assert mutants.workbook_of(3, 5, None) == mutants.workbook_of(3, 5, None)
    assert mutants.workbook_of(3, 5, None) != mutants.workbook_of(3, 6, None)


@pytest.mark.parametrize("name", TARGETS)
def test_readers_take_any_bytes(name: str) -> None:
    target, seeds = TARGETS[name]
    rng = random.Random(name)
    known = seeds()
    for _ in range(150):
        seed = rng.choice(known)
        target(mutations.mutated(seed, rng) if name == "packages" else mutations.spoilt_text(seed, rng))
