"""Findings about the figures of the prose: parts and totals, shares, what was published, dates, codes."""

from __future__ import annotations

from collections.abc import Iterator

from udfs.facts import Facts
from udfs.finding import Finding
from udfs.table import Table


def fact_findings(facts: Facts, table: Table) -> Iterator[Finding]:
    """Findings of every fact, and of facts beside the indicators of ``table``."""
    yield from ()
