"""Column N of SoLieu says natively what KiemTra says by our functions; totals are the sums of their parts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from udfs.checks_facts import fact_findings
from udfs.facts import facts_of
from udfs.numbers import decimal_of
from udfs.table import Table
from workbook import sheets
from workbook import template_fact_formulas as formulas
from workbook.pack_facts import Fact
from xlcore import BUILTINS, Model
from xlcore.values import Value

FIRST = sheets.FACT_FIRST_ROW
FIGURES = (sheets.PLAN, sheets.SAME_PERIOD, sheets.ACTUAL)
BLANK = Fact("", "n", "-", "", "Một dòng", "ha", None, None, None, "nhập", "", "", "", "tổng", None, None, None, "")
Row = tuple[Value, Value, Value]

number = st.decimals(0, 5000, places=2).map(float)
figure = st.one_of(st.none(), number)
figures = st.tuples(figure, figure, figure)
near = st.sampled_from([0.0, 0.004, 0.005, 0.05, 0.5, 1.0, -0.05, 12.0])


def model_of(fact: Fact, own: Row, parts: list[Row], printed: Row) -> Model:
    """A sheet with the fact in its first row and its parts below; column N of the first row is its check."""
    model = Model(functions=BUILTINS)
    sheet = model.add_sheet(sheets.SO_LIEU)
    for row, values in enumerate([own, *parts], FIRST):
        for col, value in zip(FIGURES, values, strict=True):
            sheet.set_value(row, col, value)
    sheet.set_value(FIRST, sheets.UNIT, fact.unit)
    for col, value in enumerate(printed, sheets.FACT_PRINTED):
        sheet.set_value(FIRST, col, value)
    sheet.set_formula(FIRST, sheets.FACT_CHECK, formulas.check(FIRST, fact, rows_of(parts)))
    model.recalculate()
    return model


def rows_of(parts: list[Row]) -> list[int]:
    return list(range(FIRST + 1, FIRST + 1 + len(parts)))


def said_natively(fact: Fact, own: Row, parts: list[Row], printed: Row) -> set[str]:
    text = model_of(fact, own, parts, printed).sheet(sheets.SO_LIEU).value(FIRST, sheets.FACT_CHECK)
    assert isinstance(text, str)
    return set(filter(None, text.split("; ")))


def said_by_us(fact: Fact, own: Row, parts: list[Row], printed: Row) -> set[str]:
    hidden: list[Value] = ["chung", fact.kind, None, fact.parts or None, None, None]
    rows: list[list[Value]] = [["-", fact.name, fact.unit, *own, *[None] * 4, *printed, None, *hidden]]
    rows += [["-", f"Phần {n}", fact.unit, *part, *[None] * 8, f"phan_{n}", "nhập", "chung", None, None, None]
             for n, part in enumerate(parts)]  # fmt: skip
    words = {
        "số âm: các phần": formulas.NEGATIVE,
        "không bằng 100%": formulas.SHARES_DIFFER,
        "lớn hơn số chung": formulas.PARTS_EXCEED,
        "xem lại công thức": formulas.PARTS_DIFFER,
        "% so với kế hoạch đã": formulas.PRINTED_PLAN,
        "% tăng, giảm đã": formulas.PRINTED_GROWTH,
        ": đã công bố": formulas.PRINTED,
    }
    found = [finding for finding in fact_findings(facts_of(rows), Table(())) if finding.position == 0]
    return {said for finding in found for part, said in words.items() if part in finding.text}


@settings(max_examples=120, deadline=None)
@given(figures, st.lists(figures, min_size=1, max_size=4), st.sampled_from(["đủ", "một phần", "cơ cấu"]))
def test_parts_are_judged_alike(own: Row, parts: list[Row], kind: str) -> None:
    fact = replace(BLANK, parts=kind, unit="%" if kind == "cơ cấu" else "ha")
    nothing = (None, None, None)
    assert said_natively(fact, own, parts, nothing) == said_by_us(fact, own, parts, nothing)


@settings(max_examples=60, deadline=None)
@given(st.lists(number, min_size=1, max_size=5), near, st.sampled_from(["đủ", "một phần"]))
def test_sums_that_nearly_fit_are_judged_alike(numbers: list[float], off: float, kind: str) -> None:
    parts: list[Row] = [(None, None, part) for part in numbers]
    own: Row = (None, None, float(sum(map(decimal_of, numbers), Decimal(0)) + decimal_of(off)))
    fact, nothing = replace(BLANK, parts=kind), (None, None, None)
    native = said_natively(fact, own, parts, nothing)
    assert native == said_by_us(fact, own, parts, nothing)
    assert bool(native) == (off != 0 if kind == "đủ" else off < 0)


@settings(max_examples=120, deadline=None)
@given(st.tuples(number, number, number), st.tuples(near, near, near), st.sampled_from([0, 1, 2]),
       st.sampled_from(["ha", "%"]))  # fmt: skip
def test_published_figures_are_judged_alike(own: Row, off: Row, places: int, unit: str) -> None:
    plan, same, actual = (float(value or 0) for value in own)
    growth = actual - same if unit == "%" else (actual - same) / same * 100 if same else None
    exact = (actual, actual / plan * 100 if plan else None, growth)
    printed = tuple(
        None if right is None else round(right + float(slip or 0), places)
        for right, slip in zip(exact, off, strict=True)
    )
    shown: Row = (printed[0], printed[1], printed[2])
    fact = replace(BLANK, unit=unit)
    assert said_natively(fact, own, [], shown) == said_by_us(fact, own, [], shown)


signed = st.one_of(st.none(), st.sampled_from([-0.0000001, -0.01, 0.0, -4337.0]), number)


@settings(max_examples=60, deadline=None)
@given(st.tuples(signed, signed, signed), st.sampled_from(["Các khoản thu khác", "Chênh lệch thu, chi"]),
       st.sampled_from(["Triệu đồng", "%"]), st.sampled_from([sheets.COMPUTED, sheets.ENTERED]))  # fmt: skip
def test_negative_remainders_are_judged_alike(own: Row, name: str, unit: str, kind: str) -> None:
    fact, nothing = replace(BLANK, kind=kind, unit=unit, name=name), (None, None, None)
    native = said_natively(fact, own, [], nothing)
    assert native == said_by_us(fact, own, [], nothing)
    below = any(value is not None and value < -0.001 for value in own)
    assert bool(native) == (below and name.endswith("khác") and unit != "%" and kind == sheets.COMPUTED)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.none(), number, st.just("Duy trì"), st.just("")), min_size=1, max_size=6))
def test_a_total_is_the_sum_of_the_parts_that_have_a_number(parts: list[Value]) -> None:
    model = Model(functions=BUILTINS)
    sheet = model.add_sheet(sheets.SO_LIEU)
    for row, value in enumerate(parts, FIRST + 1):
        sheet.set_value(row, sheets.ACTUAL, value)
    rows = list(range(FIRST + 1, FIRST + 1 + len(parts)))
    sheet.set_formula(FIRST, sheets.ACTUAL, formulas.total(sheets.ACTUAL, rows))
    model.recalculate()
    numbers = [value for value in parts if isinstance(value, float)]
    total = sheet.value(FIRST, sheets.ACTUAL)
    assert total == (pytest.approx(sum(numbers), abs=1e-6) if numbers else "")


@pytest.mark.parametrize(
    ("rows", "areas"), [([8], "F8"), ([8, 9, 10], "F8:F10"), ([8, 10, 11, 14], "F8,F10:F11,F14"), ([], "")]
)
def test_neighbouring_parts_are_one_range(rows: list[int], areas: str) -> None:
    assert formulas.areas(sheets.ACTUAL, rows) == areas
