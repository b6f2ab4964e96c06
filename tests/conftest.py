"""What every test may use: the checkout's root, which tests need the material that only some machines have, and the
workbooks of the packs, each built once for a run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.built import Built

ROOT = Path(__file__).resolve().parents[1]

# Public workbooks and tables that are not part of the project lie beside some checkouts; their tests need them.
collect_ignore = [] if (ROOT.parent / "shared").is_dir() else ["shared"]
if os.name == "nt":  # no limits on what a process may write there
    collect_ignore.append("acceptance/test_full_disk.py")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "goi-da-dung"
    shared.mkdir(exist_ok=True)
    return Built(shared)
