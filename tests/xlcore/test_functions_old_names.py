"""The names that functions had before Excel 2010, with the results of Excel's own pages of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

NUMBERS = [
    ("=HYPGEOMDIST(1,4,8,20)", 0.363261),
    ("=NEGBINOMDIST(10,5,0.25)", 0.0550487),
    ("=BETADIST(2,8,10,1,3)", 0.6854706),
    ("=F.DIST.RT(15.20686486,6,4)", 0.01),
    ("=FDIST(15.20686486,6,4)", 0.01),
    ("=LOGNORMDIST(4,3.5,1.2)", 0.0390836),
    ("=NORMSDIST(1.333333)", 0.908788726),
    ("=FISHERINV(0.972955)", 0.75),
]


@pytest.mark.parametrize(("formula", "expected"), NUMBERS)
def test_the_examples_of_excels_pages(compute: Callable[..., object], formula: str, expected: float) -> None:
    assert compute(formula) == pytest.approx(expected, rel=2e-6)


@pytest.mark.parametrize("formula", ['=ASC("ＥＸＣＥＬ")', '=DBCS("ＥＸＣＥＬ")'])
def test_widths_stay_where_no_language_has_two_of_them(compute: Callable[..., object], formula: str) -> None:
    assert compute(formula) == "ＥＸＣＥＬ"
