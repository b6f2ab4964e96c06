"""A little of ``make faults``: whatever happens to a run, the files are the old ones or the new ones, whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.security.faults import Stage, crowd, kills, limits


@pytest.mark.parametrize(("command", "count"), [("recalc", 6), ("report", 4)])
def test_kills_at_random_instants(command: str, count: int, tmp_path: Path) -> None:
    stage = Stage(tmp_path, command)
    assert kills(stage, count, seed=1).faults == count


def test_a_disk_that_is_full_at_any_byte(tmp_path: Path) -> None:
    assert set(limits(Stage(tmp_path, "recalc"), step=9).states) == {"all old"}


def test_several_at_once_never_interleave(tmp_path: Path) -> None:
    assert crowd(Stage(tmp_path, "recalc"), 4).faults == 4
