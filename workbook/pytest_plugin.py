"""The pytest plugin that comes with the package: the fixture ``chitieu_book``.

pytest imports this file in every run on a computer that has the package, so nothing of ours is imported until a test
asks for the fixture.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from workbook.undertest import OpenBook


@pytest.fixture
def chitieu_book(request: pytest.FixtureRequest, tmp_path: Path) -> OpenBook:
    """``chitieu_book("bang.xlsx", now=..., seed=..., locale=...)`` loads and recalculates a copy of a workbook.

    A relative path is looked for beside the test file, then in the current folder. What it returns reads cells, sets
    inputs, recalculates and compares with golden workbooks; clock and seed are the test's, never the computer's.
    """
    from workbook.undertest import opener  # the engine: only a test that asks for a workbook pays for it

    return opener(request.path.parent, tmp_path)
