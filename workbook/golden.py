"""A recalculated workbook against what a test expects, and the sentence that says where they part."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from workbook.book import Workbook
from workbook.compare import ABSOLUTE, RELATIVE, Difference, Snapshot, values_of
from workbook.tracing import Tracer
from xlcore.explain import show
from xlcore.refs import cell_name, parse_cell, parse_range, quote_sheet
from xlcore.values import Value

SHOWN: Final = 10  # differences in a message
READ: Final = 6  # precedents shown of the cell where a difference starts


def equal(expected: Value, got: Value, tolerance: float | None = None) -> bool:
    """Whether a cell holds what a test expects: numbers to ``tolerance`` (absolute), by default to nine digits.

    An empty text and a blank are one; a boolean is no number; errors are equal by their codes.
    """
    if expected in (None, "") and got in (None, ""):
        return True
    if type(expected) is not type(got):
        return False
    if isinstance(expected, float) and isinstance(got, float):
        if tolerance is not None:
            return abs(expected - got) <= tolerance
        return math.isclose(expected, got, rel_tol=RELATIVE, abs_tol=ABSOLUTE)
    return expected == got


def snapshot(golden: Workbook, book: Workbook) -> Snapshot:
    """What ``golden`` holds in every cell that it or ``book`` has, on sheets that both have, named as in ``book``."""
    own = {name.lower(): name for name in book.sheet_names}
    expected: Snapshot = {
        (own[sheet.lower()], cell): value for (sheet, cell), value in values_of(golden).items() if sheet.lower() in own
    }
    for sheet in book.sheet_names:
        if golden.has_sheet(sheet):
            for cell, _, _ in book.cells(sheet):
                expected.setdefault((sheet, cell), None)
    return expected


def expected_rows(sheet: str, area: str, rows: Sequence[Sequence[Value]]) -> Snapshot:
    """Rows of values as what is expected in a range; ``ValueError`` when their shape is another."""
    box = parse_range(area)
    assert box is not None, area
    row1, col1, row2, col2 = box
    shape = {len(row) for row in rows}
    if len(rows) != row2 - row1 + 1 or shape != {col2 - col1 + 1}:
        wide = "/".join(map(str, sorted(shape))) or "0"
        raise ValueError(f"{area} has {row2 - row1 + 1} x {col2 - col1 + 1} cells, {len(rows)} x {wide} are expected")
    return {
        (sheet, cell_name(row1 + down, col1 + across)): value
        for down, row in enumerate(rows)
        for across, value in enumerate(row)
    }


def differences(book: Workbook, expected: Snapshot, tolerance: float | None = None) -> list[Difference]:
    """The cells of ``expected`` in which the recalculated workbook holds something else, in the order given."""
    return [
        Difference(sheet, cell, book.formula(sheet, cell), want, got)
        for (sheet, cell), want in expected.items()
        if not equal(want, got := book.value(sheet, cell), tolerance)
    ]


def inside(found: Iterable[Difference], sheet: str | None, area: str | None) -> list[Difference]:
    """The differences that lie on ``sheet`` and in ``area`` (``None``: anywhere), by sheet, row and column."""
    box = None if area is None else parse_range(area)
    kept = []
    for one in found:
        row, col = parse_cell(one.cell) or (0, 0)
        on_sheet = sheet is None or one.sheet.lower() == sheet.lower()
        if on_sheet and (box is None or (box[0] <= row <= box[2] and box[1] <= col <= box[3])):
            kept.append((one.sheet, row, col, one))
    return [one for *_, one in sorted(kept, key=lambda entry: entry[:3])]


def message(book: Workbook, title: str, wrong: list[Difference], known: list[Difference]) -> str:
    """What a failed test prints: each difference with its formula, and the chain to where it starts.

    ``known`` are all differences of the workbook, through which the chains may lead.
    """
    tracer = Tracer(book, known)
    lines = [title]
    traced = [tracer.with_chain(one) for one in wrong[:SHOWN]]
    for one in traced:
        lines += _lines(book, one)
    if len(wrong) > SHOWN:
        lines.append(f"  ... and {len(wrong) - SHOWN} more")
    starts = Counter(tracer.with_chain(one).start for one in wrong)
    if len(starts) < len(wrong):
        named = [f"{_address(*cell)} ({count})" for cell, count in starts.most_common(SHOWN)]
        lines.append(f"  they start in {len(starts)}: {', '.join(named)}{', ...' if len(starts) > SHOWN else ''}")
    return "\n".join(lines)


def _lines(book: Workbook, one: Difference) -> list[str]:
    lines = [f"  {_sentence(one)}"]
    for number, link in enumerate(one.chain):
        if one.omitted and number == len(one.chain) - 1:
            lines.append(f"    <- ... {one.omitted} cells ...")
        lines.append(f"    <- {_sentence(link)}")
    first = one.chain[-1] if one.chain else one
    if first.formula is not None:
        lines.append(f"       starts here{_reads(book, first)}")
    return lines


def _sentence(one: Difference) -> str:
    formula = "(an input)" if one.formula is None else one.formula
    return f"{_address(one.sheet, one.cell)}: expected {show(one.expected)}, got {show(one.got)}   {formula}"


def _reads(book: Workbook, one: Difference) -> str:
    """What the formula of the cell reads, with the values it has."""
    tree = book.explain(one.sheet, one.cell)
    read = [f"{found.cell} = {show(found.value)}" for found in tree.precedents[:READ]]
    more = ", ..." if len(tree.precedents) > READ or tree.omitted else ""
    return f", from {', '.join(read)}{more}" if read else ""


def _address(sheet: str, cell: str) -> str:
    return f"{quote_sheet(sheet)}!{cell}"
