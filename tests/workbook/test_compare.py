"""When two values are the same, and which functions a formula calls."""

from __future__ import annotations

import pytest

from workbook.compare import functions_of, same, unknown_to
from xlcore import ExcelError


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (1.0, 1.0 + 1e-12, True),
        (1.0, 1.0001, False),
        (1e15, 1e15 + 1, True),
        (None, "", True),
        (None, 0.0, False),
        ("", 0.0, False),
        ("a", "A", False),
        (True, 1.0, True),
        (False, 1.0, False),
        (ExcelError("#N/A"), ExcelError("#N/A", ("S", "A1")), True),
        (ExcelError("#N/A"), ExcelError("#REF!"), False),
        (ExcelError("#N/A"), "#N/A", False),
        ("1", 1.0, False),
    ],
)
def test_same_is_what_a_person_would_call_the_same(left: object, right: object, expected: bool) -> None:
    assert same(left, right) is expected  # type: ignore[arg-type]
    assert same(right, left) is expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("formula", "names"),
    [
        ("=SUM(A1:A3)+1", {"SUM"}),
        ('=IF(A1="SUM(1)",CT_SO(2),"")', {"IF", "CT_SO"}),
        ("=_xlfn.XLOOKUP(1,A:A,B:B)", {"XLOOKUP"}),
        ("='Tổng (1)'!A1+ct_so (A1)", {"CT_SO"}),
        ('="a ""IF("" b"', set()),
        ("=[1]!CT_TRANG_THAI(A1)", {"CT_TRANG_THAI"}),
        ("=ERROR.TYPE(A1)", {"ERROR.TYPE"}),
    ],
)
def test_the_functions_a_formula_calls(formula: str, names: set[str]) -> None:
    assert functions_of(formula) == names


def test_a_program_that_knows_no_function_has_no_opinion() -> None:
    name = ExcelError("#NAME?")
    assert unknown_to(name, 5.0)
    assert not unknown_to(name, ExcelError("#NAME?"))
    assert not unknown_to(5.0, name)
