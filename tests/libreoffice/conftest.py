"""Lets the tests of LibreOffice's side import the helpers beside them, and the table of the tests of ``udfs``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "udfs")]

from office_user import OfficeUser  # noqa: E402  found in the folder named above


@pytest.fixture(scope="session")
def user() -> Iterator[OfficeUser]:
    """A user who installed the extension; it can be removed, too."""
    with OfficeUser() as made:
        assert "org.chitieu" in made.install()
        yield made
        made.unopkg("remove", "org.chitieu")
        assert "org.chitieu" not in made.unopkg("list")
