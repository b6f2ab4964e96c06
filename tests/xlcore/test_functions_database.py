"""Database functions against Excel's documented orchard, and against lists that Excel computed."""

import pytest

from xlcore.values import DIV0, NA, NUM, VALUE

ORCHARD = {
    "A1": [["Tree", "Height", "Age", "Yield", "Profit", "Height"]],
    "A2": [["=Apple", ">10", None, None, None, "<16"]],
    "A3": [["=Pear", None, None, None, None, None]],
    "A5": [
        ["Tree", "Height", "Age", "Yield", "Profit"],
        ["Apple", 18, 20, 14, 105],
        ["Pear", 12, 12, 10, 96],
        ["Cherry", 13, 14, 9, 105],
        ["Apple", 14, 15, 10, 75],
        ["Pear", 9, 8, 8, 76.8],
        ["Apple", 8, 9, 6, 45],
    ],
}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('=DSUM(A5:E11,"Profit",A1:A2)', 225.0),
        ('=DSUM(A5:E11,"Profit",A1:F3)', 247.8),
        ('=DCOUNT(A5:E11,"Age",A1:F2)', 1.0),
        ('=DCOUNTA(A5:E11,"Profit",A1:F2)', 1.0),
        ("=DCOUNT(A5:E11,,A1:F3)", 3.0),
        ('=DCOUNT(A5:E11,"Tree",A1:A3)', 0.0),
        ('=DCOUNTA(A5:E11,"tree",A1:A3)', 5.0),
        ('=DMAX(A5:E11,"Profit",A1:F3)', 96.0),
        ('=DMIN(A5:E11,"Profit",A1:F3)', 75.0),
        ('=DAVERAGE(A5:E11,"Yield",A1:B2)', 12.0),
        ("=DAVERAGE(A5:E11,3,A5:E11)", 13.0),
        ('=DSTDEV(A5:E11,"Yield",A1:A3)', 2.96647939483827),
        ('=DSTDEVP(A5:E11,"Yield",A1:A3)', 2.65329983228432),
        ('=DVAR(A5:E11,"Yield",A1:A3)', 8.8),
        ('=DVARP(A5:E11,"Yield",A1:A3)', 7.04),
        ('=DPRODUCT(A5:E11,"Yield",A1:F3)', 800.0),
        ('=DGET(A5:E11,"Yield",A1:A3)', NUM),
        ('=DGET(A5:E11,"Yield",A1:F2)', 10.0),
        ('=DSUM(A5:E11,"None",A1:A2)', VALUE),
        ("=DSUM(A5:E11,0,A1:A2)", VALUE),
        ("=DSUM(A5:E11,6,A1:A2)", VALUE),
        ("=DSUM(A5:E11,5.9,A1:A2)", 225.0),
        ("=DSUM(A5:E11,D5:E5,A1:A2)", VALUE),
        ("=DSUM(A5:E5,5,A1:A2)", VALUE),
        ("=DSUM(A5:E11,5,A1:A1)", VALUE),
        ('=DSUM(A5:E11,"Profit",A1:F4)', 502.8),
    ],
)
def test_the_documented_orchard(compute, formula, expected):
    result = compute(formula, ORCHARD)
    if isinstance(expected, float):
        assert result == pytest.approx(expected, rel=1e-12)
    else:
        assert result == expected


CITIES = {
    "A1": [
        ["City", True, 1, "n"],
        ["Berlin", "a", "x", 1],
        ["BERLIN", "A", "y", 2],
        ["Berlino", "b", None, 4],
        [" Berlin", NA, "X", 8],
    ],
    "F1": ["City"],
}


@pytest.mark.parametrize(
    ("name", "wanted", "expected"),
    [
        ("City", "Berlin", 7.0),  # a text without an operator finds what begins with it
        ("City", "=Berlin", 3.0),
        ("City", "<>Berlin", 12.0),
        ("city", "*berlin*", 15.0),
        ("City", ">berlin", 4.0),
        (True, "a", 3.0),
        ("true", "<>a", 12.0),  # names are compared as text; an error is not equal to "a"
        (1, "x", 9.0),
        (1, "=", 4.0),
        (1, "<>", 11.0),
        ("n", ">2", 12.0),
        ("n", 2, 2.0),
        ("n", "abc", 0.0),
        ("nobody", "Berlin", 0.0),
        ("nobody", None, 15.0),
        ("nobody", True, 15.0),
    ],
)
def test_what_a_condition_finds(compute, name, wanted, expected):
    assert compute('=DSUM(A1:D5,"n",F1:F2)', {**CITIES, "F1": [name, wanted]}) == expected


def test_nothing_found(compute):
    cells = {**CITIES, "F1": ["City", "Hue"]}
    assert compute("=DMAX(A1:D5,4,F1:F2)", cells) == 0.0
    assert compute("=DPRODUCT(A1:D5,4,F1:F2)", cells) == 0.0
    assert compute("=DAVERAGE(A1:D5,4,F1:F2)", cells) == DIV0
    assert compute("=DGET(A1:D5,4,F1:F2)", cells) == VALUE
    assert compute("=DSTDEVP(A1:D5,4,F1:F2)", cells) == DIV0


def test_an_error_counts_only_in_a_matched_record(compute):
    assert compute("=DSUM(A1:D5,2,F1:F2)", {**CITIES, "F1": ["City", "Berlin"]}) == 0.0
    assert compute("=DSUM(A1:D5,2,F1:F2)", {**CITIES, "F1": ["City", "*Berlin"]}) == NA
    assert compute("=DCOUNTA(A1:D5,2,F1:F2)", {**CITIES, "F1": ["City", "*Berlin"]}) == 4.0


def test_a_computed_criterion_is_moved_down_the_records(compute):
    cells = {**ORCHARD, "G1": "Over the mean", "G2": "=E6>AVERAGE($E$6:$E$11)"}
    assert compute('=DCOUNT(A5:E11,"Profit",G1:G2)', cells) == 3.0
    assert compute('=DSUM(A5:E11,"Profit",G1:G2)', {**cells, "G1": None, "G2": '=AND(A6="Apple",B6>C6-2)'}) == 120.0
    assert compute('=DSUM(A5:E11,"Profit",G1:G2)', {**cells, "G1": "x", "G2": "=E6/0"}) == 0.0


def test_a_formula_under_a_field_name_is_its_value(compute):
    assert compute('=DSUM(A5:E11,"Profit",G1:G2)', {**ORCHARD, "G1": "Age", "G2": "=7+8"}) == 75.0


def test_sheets_and_cells(compute):
    assert compute("=SHEET()+SHEETS()") == 2.0
    assert compute('=SHEET("s")') == 1.0
    assert compute("=SHEET(A1)") == 1.0
    assert compute("=SHEET(0)") == NA
    assert compute('=SHEET("none")') == NA
    assert compute("=SHEETS(A1:B2)") == 1.0
    assert compute('=CELL("address",B3:D9)') == "$B$3"
    assert compute('=CELL("row")') == 50.0
    assert compute('=CELL("contents",B3)', {"B3": "x"}) == "x"
    assert compute('=CELL("type",B3)&CELL("type",B4)&CELL("Type",B5)', {"B3": "x", "B4": 1}) == "lvb"
    assert compute('=RIGHT(CELL("filename",A1),LEN(CELL("filename",A1))-FIND("]",CELL("filename",A1)))') == "S"
    assert compute('=CELL("none",B3)') == VALUE
    assert compute('=INFO("recalc")') == "Automatic"
    assert compute('=INFO("numfile")') == 1.0
    assert compute('=INFO("none")') == VALUE
