"""Every figure that a source report prints: found, and stated by the pack's report as the workbook computes it.

``numbers/<pack>.csv`` has one row per figure: ``printed`` as it stands in the source (with its unit or a word beside it
where the bare number would be ambiguous), ``meaning``, ``where`` the workbook holds it (``code.field``, with a format
behind a colon where the report uses one; ``dem.dat`` for a count), ``computed`` as the report writes it, ``tick`` x
when the report states it, ``reason`` when it does not or when the source's arithmetic is another.
"""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import docx
import pytest

import workbook
from udfs.facts import facts_of
from udfs.numbers import readings, round_half_up
from udfs.patterns import Placeholder
from udfs.sentences import Source, fill, resolve
from udfs.table import info_of, table_of
from udfs.text import normalise
from workbook import jobs, packs, sheets
from workbook.book import Workbook

ROOT = Path(__file__).parents[2]
SEEDS = ROOT.parent / "shared" / "seeds"
NUMBERS = sorted(Path(__file__).with_name("numbers").glob("*.csv"))
SEED_OF = {
    "thi-tran-2023-h1": "000",
    "but-son-2023-h1": "001",
    "thanh-ha-2023": "002",
    "quang-tri-2021-h1": "003",
    "huong-tra-2023": "004",
}
COLUMNS = ["printed", "meaning", "where", "computed", "tick", "reason"]
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# What is no figure, by name. The order counts: what one has found is gone for those below it.
NO_FIGURES = {
    "number of a document": r"\d+[A-Za-z]?(?:\s*/\s*(?:19|20)\d\d)?\s*[/-]\s*(?=[A-ZĐ])[\w&]+(?:\s*-\s*[\w&]+)*",
    "date": r"\d{1,2}\s*/\s*\d{1,2}\s*/\s*(?:19|20)\d\d|(?:tháng|quý)\s+\d{1,2}\s*/\s*(?:19|20)\d\d",
    "year": r"(?<![\d.,/])(?:19|20)\d\d(?![.,/]?\d)|/\s*(?:19|20)\d\d(?!\d)",
    "period": r"(?i)\b0?[69]\s+tháng",
    "number of a footnote": r"<sup>\d+</sup>",
    "number of a heading": r"(?m)^[ \t#*]*\(?\d{1,2}(?:\.\d{1,2})*[.)](?=[\s*])|^[ \t]*\d\.\d(?=\s+\D)",
    "running number in a table": r"(?m)^[ \t]*\d{1,2}[ \t]*$",
    "head of the official table": r"A\s+B\s+1\s+2\s+3\s+4\s+5=4/3\*\s+100\s+6=4/2\s+\*100\s+7=2-4",
    "name": r"(?i)covid\s*[-–]?\s*19|iso\s+9001",
}


class Figure(NamedTuple):
    """A row of the table of numbers, and its line."""

    line: int
    printed: str
    meaning: str
    where: str
    computed: str
    tick: str
    reason: str


class Made(NamedTuple):
    """A pack's workbook, as what placeholders are filled from, and the numbers that its report prints."""

    source: Source
    stated: frozenset[str]


def seed_text(pack: str) -> str:
    (path,) = SEEDS.glob(f"{SEED_OF[pack]}_*.txt")
    return normalise(path.read_text(encoding="utf-8"))


def figures(path: Path) -> list[Figure]:
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        assert reader.fieldnames == COLUMNS
        return [Figure(line, *(normalise(row[c] or "").strip() for c in COLUMNS)) for line, row in enumerate(reader, 2)]


def numbers_in(text: str) -> list[str]:
    return NUMBER.findall(text)


def places(printed: str, text: str) -> list[tuple[int, int]]:
    """Where ``printed`` stands in ``text``, line breaks and double spaces aside; never inside a longer number."""
    words = r"\s+".join(re.escape(word) for word in printed.split())
    before = r"(?<!\d)(?<!\d[.,])" if printed[0].isdigit() else ""
    after = r"(?![.,]?\d)" if printed[-1].isdigit() else ""
    return [found.span() for found in re.finditer(before + words + after, text, re.IGNORECASE)]


def source_of(book: Workbook) -> Source:
    facts = book.values(sheets.SO_LIEU, sheets.FACT_CELLS) if sheets.SO_LIEU in book.sheet_names else []
    return Source(
        table_of(book.values(sheets.CHI_TIEU, sheets.TABLE_CELLS)),
        info_of(book.values(sheets.THONG_TIN, sheets.INFO_CELLS)),
        facts_of(facts),
    )


def report_text(path: Path) -> str:
    """Everything that the report prints: paragraphs, tables, footnotes."""
    document = docx.Document(str(path))
    xml = [part.blob.decode("utf-8") for part in document.part.package.iter_parts() if "footnotes" in part.partname]
    body = [document.element.body.xml, *xml]
    lines = [line for text in body for line in re.split(r"</w:p>", text)]
    return "\n".join("".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", line)) for line in lines)


@pytest.fixture(scope="module", params=NUMBERS, ids=lambda path: path.stem)
def table(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


@pytest.fixture(scope="module")
def made(table: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    path = tmp_path_factory.mktemp("so") / f"{table.stem}.xlsx"
    jobs.new(table.stem, path)
    report = jobs.report(path).report
    return Made(source_of(workbook.load(path)), frozenset(numbers_in(normalise(report_text(report.path)))))


def test_every_pack_made_of_a_source_has_its_numbers() -> None:
    assert {pack for pack in packs.ids() if pack in SEED_OF} == {path.stem for path in NUMBERS}


def test_no_figure_of_the_source_is_missing(table: Path) -> None:
    text = seed_text(table.stem)
    bare = text
    for pattern in NO_FIGURES.values():
        bare = re.sub(pattern, lambda found: re.sub(r"\d", "·", found[0]), bare)
    covered = [span for row in figures(table) for span in places(row.printed, text)]
    missing = [
        " ".join(text[max(0, found.start() - 40) : found.end() + 20].split())
        for found in NUMBER.finditer(bare)
        if not any(start <= found.start() and found.end() <= end for start, end in covered)
    ]
    assert not missing, f"{len(missing)}:\n" + "\n".join(missing)


def test_every_row_is_printed_in_the_source(table: Path) -> None:
    text = seed_text(table.stem)
    assert [row for row in figures(table) if not places(row.printed, text)] == []


def test_every_row_is_complete(table: Path) -> None:
    for row in figures(table):
        assert row.meaning and row.tick in ("", "x"), row
        assert (row.where and row.computed) if row.tick else row.reason, row


def test_what_is_computed_is_what_the_workbook_holds(table: Path, made: Made) -> None:
    wrong = [f"{row}: {held}" for row in figures(table) if row.where and (held := other(row, made.source))]
    assert not wrong, "\n".join(wrong)


def other(row: Figure, source: Source) -> str:
    """What the workbook holds where it is not what the row says; "" where it is."""
    code, _, form = row.where.partition(":")
    filled = resolve(Placeholder("", tuple(code.lower().split(".")), form), source)
    if filled.problem or not filled.text:
        return filled.problem or "nothing"
    precise = filled.text if form else fill(f"{{{code}:4}}", source).text
    wanted, held = numbers_in(row.computed), numbers_in(precise)
    if not wanted:  # a result in words
        return "" if row.computed.lower() in filled.text.lower() else filled.text
    if len(wanted) != len(held):
        return filled.text
    return "" if all(same(w, h) for w, h in zip(wanted, held, strict=True)) else precise


def same(stated: str, held: str) -> bool:
    """Whether a number as the report states it is the number held, to the decimals stated."""
    (value,) = readings(held, "vi") or (Decimal(-1),)
    return any(round_half_up(value, decimals(stated)) == number for number in readings(stated))


def decimals(text: str) -> int:
    return len(text.partition(",")[2])


def test_what_is_ticked_is_stated_by_the_report(table: Path, made: Made) -> None:
    absent = [row for row in figures(table) if row.tick and not set(numbers_in(row.computed)) <= made.stated]
    assert absent == []


def test_a_figure_that_differs_from_the_print_has_its_reason(table: Path) -> None:
    for row in figures(table):
        printed = {number for text in numbers_in(row.printed) for number in readings(text)}
        computed = {number for text in numbers_in(row.computed) for number in readings(text)}
        if row.where and computed and not row.reason:
            assert printed & computed or rounded_alike(row), row


def rounded_alike(row: Figure) -> bool:
    """Whether the print shows the computed figure with fewer decimals: 101 for 101,01."""
    computed = [number for text in numbers_in(row.computed) for number in readings(text, "vi")]
    for text in numbers_in(row.printed):
        kept = len(text) - 1 - max(text.rfind("."), text.rfind(",")) if re.search(r"[.,]", text) else 0
        if any(round_half_up(number, kept) in readings(text) for number in computed):
            return True
    return False
