"""Arrays are computed column by column; every element is what the scalar rule gives, to the last bit."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from xlcore.functions import BUILTINS
from xlcore.locales import EN_US
from xlcore.model import Model
from xlcore.operators import ARITHMETIC, COMPARISONS, binary, pairwise
from xlcore.values import NA, VALUE, Value

NUMBERS = st.one_of(
    st.sampled_from([0.0, 1.0, -1.0, 0.1, 1e308, -1e308, 1e-308, 1e15, 1e15 + 0.1]),
    st.floats(allow_nan=False, allow_infinity=False),
)
TEXTS = st.sampled_from(["", "a", "A", "12", " 1.5 ", "1/2", "TRUE", "đ", "không"])
MIXED: st.SearchStrategy[Value] = st.one_of(NUMBERS, TEXTS, st.none(), st.booleans(), st.sampled_from([NA, VALUE]))
COLUMNS = st.one_of(
    *(st.lists(st.tuples(a, b), min_size=1, max_size=12) for a in (NUMBERS, TEXTS, MIXED) for b in (NUMBERS, MIXED))
)


def bits(value: Value) -> tuple[str, str]:
    return type(value).__name__, f"{math.copysign(1.0, value)}{value!r}" if isinstance(value, float) else repr(value)


@given(op=st.sampled_from([*ARITHMETIC, *COMPARISONS, "&"]), pairs=COLUMNS)
def test_pairs_of_a_column_are_computed_as_each_is_alone(op: str, pairs: list[tuple[Value, Value]]) -> None:
    left, right = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    if op not in ARITHMETIC:  # equal pairs are looked at once, and 0 is equal to -0
        left, right = (
            [0.0 if value == 0 and isinstance(value, float) else value for value in side] for side in (left, right)
        )
    assert [bits(v) for v in pairwise(op, left, right, EN_US)] == [bits(binary(op, x, y, EN_US)) for x, y in pairs]


CALLS = (
    "LEN({})", "MID({},2,1)", "FIND(\"1\",{})", "LEFT({},{})", "RIGHT({},2)", "ISNUMBER({})", "ISTEXT({})",
    "SUBSTITUTE({},\"1\",\"22\")", "MOD({},3)", "ABS({})", "ROUND({},1)", "TEXT({},\"0.0\")", "UPPER({})",
    "EXACT({},{})", "DATE({},1,1)", "VALUE({})", "TRIM({})",
)  # fmt: skip


@given(call=st.sampled_from(CALLS), values=st.lists(MIXED, min_size=2, max_size=12))
def test_a_function_of_a_column_gives_what_it_gives_of_each_cell(call: str, values: list[Value]) -> None:
    model = Model(BUILTINS)
    sheet = model.add_sheet("S")
    for row, value in enumerate(values, 1):
        sheet.set_value(row, 1, value)
        sheet.set_formula(row, 2, "=" + call.replace("{}", f"A{row}"))
    whole = call.replace("{}", f"A1:A{len(values)}")
    sheet.set_array(1, 3, len(values), 1, whole)
    model.recalculate()
    assert [sheet.value(row, 3) for row in range(1, len(values) + 1)] == [
        sheet.value(row, 2) for row in range(1, len(values) + 1)
    ]
