"""The functions that formulas can call without further ado, by their Excel names: ``BUILTINS``."""

from __future__ import annotations

from xlcore.functions import (
    arrays,
    bessel,
    complex_numbers,
    conditional,
    database,
    dates_times,
    discrete,
    distributions,
    distributions_inverse,
    engineering,
    financial,
    financial_bonds,
    financial_cashflows,
    financial_depreciation,
    financial_odd,
    financial_securities,
    hypotheses,
    information,
    integers,
    lambdas,
    logic,
    lookup,
    mathematics,
    ranking,
    references,
    regression,
    reshape,
    rounding,
    statistics,
    subtotal,
    surroundings,
    text,
    textparts,
    trends,
    trigonometry,
    units,
)
from xlcore.registry import Library

_CATEGORIES = (
    logic,
    mathematics,
    trigonometry,
    integers,
    arrays,
    rounding,
    statistics,
    ranking,
    regression,
    subtotal,
    conditional,
    information,
    lookup,
    references,
    reshape,
    text,
    textparts,
    dates_times,
    lambdas,
    financial,
    financial_cashflows,
    financial_depreciation,
    financial_bonds,
    financial_odd,
    financial_securities,
    database,
    surroundings,
    discrete,
    distributions,
    distributions_inverse,
    hypotheses,
    trends,
    engineering,
    bessel,
    complex_numbers,
    units,
)


def _merged() -> Library:
    merged: Library = {}
    for category in _CATEGORIES:
        twice = merged.keys() & category.FUNCTIONS.keys()
        if twice:
            raise ValueError(f"declared in two categories: {', '.join(sorted(twice))}")
        merged.update(category.FUNCTIONS)
    return merged


BUILTINS: Library = _merged()
