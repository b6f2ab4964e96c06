"""Every public workbook has the same values, to the last bit, with blocks switched off and with every run of two rows
or more computed as a block: so its score is the same."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

import workbook
from xlcore import ExcelError, builder, evaluator
from xlcore.locales import EN_US

STRIPPED = Path(__file__).resolve().parents[2].parent / "shared" / "conformance" / "stripped"
FILES = sorted(STRIPPED.glob("*.xls[xm]"))
NOW = dt.datetime(2024, 5, 6, 7, 8, 9)


def test_there_are_workbooks() -> None:
    assert len(FILES) > 200


def values(path: Path, blocks: bool) -> dict[tuple[str, str], Any]:
    book = workbook.load(path)
    book.model.use_blocks = blocks
    book.recalculate(now=NOW, seed=1, full=True)
    return {(s, cell): bits(value) for s in book.sheet_names for cell, value, formula in book.cells(s) if formula}


def bits(value: Any) -> Any:
    if isinstance(value, float):
        return value.hex()
    return type(value).__name__, value.code if isinstance(value, ExcelError) else value


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_blocks_off_and_blocks_everywhere_agree(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exact = values(path, blocks=False)
    monkeypatch.setattr(evaluator, "BLOCK_ROWS", 2)
    monkeypatch.setattr(builder, "SHORT", 2)
    found = values(path, blocks=True)
    assert {place: (found[place], value) for place, value in exact.items() if found[place] != value} == {}


def test_blocks_really_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluator, "BLOCK_ROWS", 2)
    monkeypatch.setattr(builder, "SHORT", 2)
    engines = 0
    for path in FILES[::8]:
        book = workbook.load(path)
        book.recalculate(now=NOW, seed=1, full=True)
        running = book.model.evaluator(book.model.plan(), NOW, 1, EN_US)
        engines += running.has_engine
    assert engines > 10
