"""The ways to write a sentence: enough of them in every pack, the same figures in each, each fit to be printed."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest

import workbook
from udfs.facts import facts_of
from udfs.patterns import Placeholder, parse_pattern
from udfs.periods import Period, parse_period
from udfs.sentence_checks import slips
from udfs.sentences import Source, fill
from udfs.table import info_of, table_of
from udfs.text import doubled_words
from udfs.variants import chosen, variants
from workbook import jobs, packs, sheets

PACKS = sorted(packs.ids())
FEWEST = 6  # sentences of a report with more ways than one
BY_NUMBERS = re.compile(
    r"\[\w+\.(?:cham|dat|tang|giam|hang|dat_muc|kem|danh_gia|khong|trang_thai)\]|\[\w+\.th\](?:<|>=|>[\d\[])"
)
NO_FIGURES = frozenset({"ten", "dvt", "tt"})
NUMBER = re.compile(r"\d+(?:\.\d{3})*(?:,\d+)?")


class Made(NamedTuple):
    pack: packs.Pack
    source: Source
    spoken: frozenset[str]


@pytest.fixture(scope="module", params=PACKS)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    path = tmp_path_factory.mktemp("cach-viet") / "so.xlsx"
    jobs.new(request.param, path)
    book = workbook.load(path)
    source = Source(
        table_of(book.values(sheets.CHI_TIEU, sheets.TABLE_CELLS)),
        info_of(book.values(sheets.THONG_TIN, sheets.INFO_CELLS)),
        facts_of(book.values(sheets.SO_LIEU, sheets.FACT_CELLS)),
    )
    rows = book.values(sheets.CAU_MAU, sheets.SENTENCE_CELLS)
    spoken = frozenset(str(row[sheets.SENTENCE_CODE - 1]) for row in rows if row[sheets.CONDITION - 1] is True)
    return Made(packs.read(request.param), source, spoken)


def varied(pack: packs.Pack) -> dict[str, tuple[str, ...]]:
    """The ways of each sentence that has more than one."""
    ways = {rule.code: variants(rule.pattern) for rule in pack.rules}
    return {code: found for code, found in ways.items() if len(found) > 1}


def figures(way: str) -> set[tuple[str, ...]]:
    """The figures that one way asks for, however it writes them."""
    parts = (part for part in parse_pattern(way).parts if isinstance(part, Placeholder))
    return {part.path for part in parts if len(part.path) > 1 and part.path[-1] not in NO_FIGURES}


def test_the_sentences_that_speak_have_other_ways(made: Made) -> None:
    assert len([code for code in varied(made.pack) if code in made.spoken]) >= FEWEST


def test_sentences_are_chosen_by_what_the_numbers_say(made: Made) -> None:
    assert len([rule.code for rule in made.pack.rules if BY_NUMBERS.search(rule.condition)]) >= 2


def test_every_way_asks_for_the_same_figures(made: Made) -> None:
    for code, ways in varied(made.pack).items():
        assert len({frozenset(figures(way)) for way in ways}) == 1, code
        assert len(set(ways)) == len(ways), code


def test_every_way_says_the_same_numbers_and_reads_well(made: Made) -> None:
    for code, ways in varied(made.pack).items():
        if code not in made.spoken:
            continue
        said = [fill(way, made.source) for way in ways]
        numbers = {frozenset(NUMBER.findall(sentence.text)) for sentence in said}
        assert len(numbers) == 1, (code, [sentence.text for sentence in said])
        for way, sentence in zip(ways, said, strict=True):
            assert not sentence.problems and not slips(way, made.source), (code, sentence)
            assert not doubled_words(sentence.text) and "…" not in sentence.text, sentence.text
            assert not re.search(r"  | [,;.]|\d\.\d{1,2}\b(?!\.)|\bđạt\s+KH", sentence.text), sentence.text
            assert sentence.text.endswith((".", ":")), sentence.text


def test_the_next_period_reads_otherwise(made: Made) -> None:
    period = parse_period(made.pack.period)
    assert period is not None
    after = Period(period.year, period.kind, period.last_month + 1) if period.kind == "month" else _later(period)
    turned = [
        code
        for code, ways in varied(made.pack).items()
        if chosen(_pattern(ways), period, code) != chosen(_pattern(ways), after, code)
    ]
    assert len(turned) == len(varied(made.pack))


def _later(period: Period) -> Period:
    return Period(period.year + 1, period.kind, period.last_month)


def _pattern(ways: tuple[str, ...]) -> str:
    return " || ".join(ways)
