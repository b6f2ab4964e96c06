"""What looks wrong in the workbook: every finding with its cell, in Vietnamese, the gravest first."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from udfs.checks_facts import fact_findings
from udfs.checks_figures import figure_findings
from udfs.checks_history import NO_HISTORY, History, history_findings
from udfs.checks_info import info_findings
from udfs.checks_sentences import sentence_findings
from udfs.checks_structure import structure_findings
from udfs.facts import NO_FACTS, Facts
from udfs.finding import Finding
from udfs.once import Rows, once, typed
from udfs.sentences import Source
from udfs.table import Info, Table
from xlcore.values import Value


def findings(
    table: Table, info: Info, rules: Rows = (), facts: Facts = NO_FACTS, history: History = NO_HISTORY
) -> tuple[Finding, ...]:
    """All findings, ordered by severity, then sheet, row and column; ``rules`` are the rows of CauMau, A to F."""
    return _findings(table, info, facts, history, _rules_of(rules))


class _Rules:
    """The rows of CauMau; equal only to itself, so that caches may key on it."""

    def __init__(self, cells: tuple[tuple[Value, ...], ...]) -> None:
        self.cells = cells


@once
def _rules_of(rows: Rows) -> _Rules:
    return _rules(*typed(rows))


@lru_cache(maxsize=8)
def _rules(cells: tuple[tuple[Value, ...], ...], _types: tuple[type, ...]) -> _Rules:
    return _Rules(cells)


@lru_cache(maxsize=8)
def _findings(table: Table, info: Info, facts: Facts, history: History, rules: _Rules) -> tuple[Finding, ...]:
    return tuple(sorted(_every(table, info, facts, history, rules.cells), key=Finding.order))


def _every(table: Table, info: Info, facts: Facts, history: History, rules: Rows) -> Iterator[Finding]:
    yield from info_findings(info)
    yield from figure_findings(table, info)
    yield from structure_findings(table)
    yield from fact_findings(facts, table)
    yield from history_findings(table, facts, info, history)
    yield from sentence_findings(rules, Source(table, info, facts))
