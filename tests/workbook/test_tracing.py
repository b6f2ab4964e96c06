"""Chains of precedents lead to where a difference starts, through ranges, sheets, circles and long columns."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

import workbook
from workbook.book import Workbook
from workbook.compare import Difference
from workbook.jobs import recalc
from workbook.tracing import LINKS, traced

Make = Callable[[dict[str, object]], Workbook]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """A recalculated workbook of cells such as ``{"A1": 2, "T!B1": "=S!A1"}``; without a name it is sheet S."""

    def build(cells: dict[str, object]) -> Workbook:
        book = openpyxl.Workbook()
        first = book.active
        assert first is not None
        first.title = "S"
        book.create_sheet("T")
        for address, value in cells.items():
            sheet, _, cell = address.rpartition("!")
            book[sheet or "S"][cell] = value
        book.save(tmp_path / "so.xlsx")
        opened = workbook.load(tmp_path / "so.xlsx")
        opened.recalculate()
        return opened

    return build


def chains(book: Workbook, *differing: str) -> dict[str, list[str]]:
    """Cell -> the cells of its chain, when these cells (``"T!B1"``) are said to differ."""
    cells = [tuple(address.rpartition("!")[::2]) for address in differing]
    found = [
        Difference(sheet or "S", cell, book.formula(sheet or "S", cell), -1.0, book.value(sheet or "S", cell))
        for sheet, cell in cells
    ]
    return {
        f"{one.sheet}!{one.cell}".removeprefix("S!"): [f"{x.sheet}!{x.cell}".removeprefix("S!") for x in one.chain]
        for one in traced(book, found)
    }


def test_a_chain_goes_through_precedents_that_differ_and_no_others(make: Make) -> None:
    book = make({"A1": 1, "A2": 2, "B1": "=A1+A2", "C1": "=A1*5+B1", "D1": "=C1&A2"})
    assert chains(book, "D1", "C1", "B1") == {"D1": ["C1", "B1"], "C1": ["B1"], "B1": []}
    assert chains(book, "D1", "C1", "B1", "A2")["D1"] == ["C1", "B1", "A2"]
    assert chains(book, "D1", "B1") == {"D1": [], "B1": []}


def test_a_chain_leads_through_ranges_and_sheets(make: Make) -> None:
    book = make({"A1": 1, "A2": "=A1", "A3": "=A1+1", "T!B1": "=SUM(S!A1:A9)", "T!B2": "=SUM(S!A:A)", "C1": "=T!B2"})
    assert chains(book, "T!B1", "A3", "A2") == {"T!B1": ["A2"], "A3": [], "A2": []}
    assert chains(book, "C1", "T!B2", "A3") == {"C1": ["T!B2", "A3"], "T!B2": ["A3"], "A3": []}


def test_the_first_precedent_of_the_formula_is_followed(make: Make) -> None:
    book = make({"A1": "=1", "B1": "=2", "C1": "=B1+A1"})
    assert chains(book, "C1", "A1", "B1")["C1"] == ["B1"]


def test_a_circle_ends_where_it_closes(make: Make) -> None:
    book = make({"A1": "=B1+1", "B1": "=A1+1", "C1": "=A1"})
    assert chains(book, "A1", "B1", "C1") == {"A1": ["B1"], "B1": [], "C1": ["A1", "B1"]}


def test_a_long_column_keeps_the_first_links_and_the_start(make: Make) -> None:
    rows = 3000
    book = make({"A1": "=5"} | {f"A{row}": f"=A{row - 1}+1" for row in range(2, rows + 1)})
    found = [Difference("S", f"A{row}", "", 0.0, book.value("S", f"A{row}")) for row in reversed(range(1, rows + 1))]
    last = traced(book, found)[0]
    assert [one.cell for one in last.chain] == [f"A{rows - back}" for back in range(1, LINKS)] + ["A1"]
    assert last.omitted == rows - 1 - LINKS
    assert last.start == ("S", "A1")


def test_the_cells_of_an_array_lead_to_what_its_formula_reads(make: Make) -> None:
    book = make({"A1": 1, "A2": "=A1", "C1": "=B2"})
    book.model.sheet("S").set_array(1, 2, 2, 1, "=A1:A2*2")
    book.recalculate()
    assert chains(book, "C1", "B2", "A2") == {"C1": ["B2", "A2"], "B2": ["A2"], "A2": []}


def test_recalc_check_says_too_where_a_difference_starts(make: Make, tmp_path: Path) -> None:
    make({"A1": 1, "B1": "=A1*2", "C1": "=B1+1"}).save(tmp_path / "cu.xlsx")
    book = workbook.load(tmp_path / "cu.xlsx")
    book.set("S", "A1", 5)
    book.save(tmp_path / "cu.xlsx")
    stale = recalc(tmp_path / "cu.xlsx", check=True).stale
    assert stale is not None
    assert [(one.cell, one.start) for one in stale.differences] == [("B1", ("S", "B1")), ("C1", ("S", "B1"))]
