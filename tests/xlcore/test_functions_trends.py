"""Least squares, regular expressions and TRIMRANGE against the examples of Excel's own pages."""

import pytest

from xlcore.values import NA, NUM, REF, VALUE

OFFICES = [
    [2310, 2, 2, 20, 142000],
    [2333, 2, 2, 12, 144000],
    [2356, 3, 1.5, 33, 151000],
    [2379, 3, 2, 43, 150000],
    [2402, 2, 3, 53, 139000],
    [2425, 4, 2, 23, 169000],
    [2448, 2, 1.5, 99, 126000],
    [2471, 2, 2, 34, 142900],
    [2494, 3, 3, 23, 163000],
    [2517, 4, 4, 55, 169000],
    [2540, 2, 3, 22, 149000],
]
UNITS = [[11, 33100], [12, 47300], [13, 69000], [14, 102000], [15, 150000], [16, 220000]]
PRICES = [133890, 135000, 135790, 137300, 138130, 139100, 139900, 141120, 141890, 143230, 144000, 145290]


def flat(rows):
    return [value for row in rows for value in row]


def test_linest_of_one_variable(compute):
    assert compute("=LINEST({1,9,5,7},{0,4,2,3},,FALSE)", shape=(1, 2)) == [[pytest.approx(2.0), pytest.approx(1.0)]]


def test_linest_of_four_variables_with_statistics(compute):
    found = compute("=LINEST(E1:E11,A1:D11,TRUE,TRUE)", {"A1": OFFICES}, (5, 5))
    expected = [
        [-234.2371645, 2553.21066, 12529.76817, 27.64138737, 52317.83051],
        [13.26801148, 530.6691519, 400.0668382, 5.429374042, 12237.3616],
        [0.996747993, 970.5784629, NA, NA, NA],
        [459.7536742, 6.0, NA, NA, NA],
        [1732393319.0, 5652135.316, NA, NA, NA],
    ]
    for value, wanted in zip(flat(found), flat(expected), strict=True):
        assert value == (wanted if wanted is NA else pytest.approx(wanted, rel=1e-8))


def test_a_variable_that_others_determine_is_left_out(compute):
    found = compute("=LINEST({3;5;7;10},{1,2;2,4;3,6;4,8},TRUE,TRUE)", shape=(2, 3))
    assert [0.0, 0.0] in ([found[0][0], found[1][0]], [found[0][1], found[1][1]])
    assert compute("=INDEX(LINEST({3;5;7;10},{1,2;2,4;3,6;4,8},TRUE,TRUE),4,2)") == 2.0


def test_without_a_constant(compute):
    found = compute("=LINEST({1;2;3.5},{1;2;3},FALSE,TRUE)", shape=(5, 2))
    assert found[0] == [pytest.approx(15.5 / 14), 0.0]
    assert found[1][1] == NA
    assert found[3][1] == 2.0


def test_logest_growth_and_trend(compute):
    cells = {"A1": UNITS, "C1": [17, 18]}
    assert flat(compute("=LOGEST(B1:B6,A1:A6)", cells, (1, 2))) == pytest.approx([1.463275628, 495.3047702], rel=1e-8)
    assert flat(compute("=GROWTH(B1:B6,A1:A6,C1:C2)", cells, (2, 1))) == pytest.approx(
        [320196.7184, 468536.0542], rel=1e-9
    )
    wanted = [146171.5152, 147189.6970, 148207.8788, 149226.0606, 150244.2424]
    found = compute("=TREND(A1:A12,,{13;14;15;16;17})", {"A1": PRICES}, (5, 1))
    assert flat(found) == pytest.approx(wanted, rel=1e-9)


def test_trend_of_rows_and_of_several_variables(compute):
    assert flat(compute("=TREND({1,3,5},{1,2,3},{4,5})", shape=(1, 2))) == pytest.approx([7.0, 9.0])
    assert compute("=TREND({3;5;8;9},{1,1;2,1;3,2;3,3},{5,5})") == pytest.approx(15.0)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('=TREND({1;2},{1;"x"})', VALUE),
        ("=GROWTH({1;2;3},{1;2})", REF),
        ("=LOGEST({1;-2;3})", NUM),
        ("=TREND({1;2;3},{1,1;2,2;3,5},{1})", REF),
        ("=TREND({1;2;3},{1;1/0;3})", VALUE),
        ("=LINEST(A1:A3)", VALUE),
    ],
)
def test_least_squares_refuse(compute, formula, expected):
    if "1/0" in formula:
        formula = "=TREND(A1:A3,B1:B3)"
        assert str(compute(formula, {"A1": [1, 2, 3], "B1": [1], "B2": "=1/0", "B3": [3]})) == "#DIV/0!"
        return
    assert compute(formula) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('=REGEXTEST("alfalfa","a")', True),
        ('=REGEXTEST("alfalfa","[0-9]")', False),
        ('=REGEXTEST("Alfalfa","^a",1)', True),
        ('=REGEXTEST("CRANE","^[A-Z]{5}$")', True),
        ('=REGEXTEST("a","[")', VALUE),
        ('=REGEXTEST("a","a",2)', VALUE),
        ('=REGEXTEST("a]b","^[]a]+b")', True),
        ('=REGEXTEST("ab[1]","[[:alpha:]]+\\[[[:digit:]]")', True),
        ('=REGEXTEST("noon","(?<x>o)\\k<x>")', True),
        ('=REGEXTEST("1+1","\\Q1+\\E")', True),
        ('=REGEXTEST("x","\\p{Sm}")', VALUE),
        ('=REGEXEXTRACT("DylanWilliams","[A-Z][a-z]+")', "Dylan"),
        ('=REGEXEXTRACT("tiếng Việt","\\p{L}+$")', "Việt"),
        ('=REGEXEXTRACT("abc","[0-9]+")', NA),
        ('=REGEXEXTRACT("abc","b",3)', VALUE),
        ('=INDEX(REGEXEXTRACT("10 apples, 12 oranges","[0-9]+",1),2)', "12"),
        ('=INDEX(REGEXEXTRACT("my Luve red rose","my (\\w+) red (\\w+)",2),2)', "rose"),
        ('=REGEXREPLACE("SoniaRees","([A-Z][a-z]+)([A-Z][a-z]+)","$2, $1")', "Rees, Sonia"),
        ('=REGEXREPLACE("(378) 555-4195","[0-9]+-","***-")', "(378) ***-4195"),
        ('=REGEXREPLACE("a1b2c3","\\d","x",-1)', "a1b2cx"),
        ('=REGEXREPLACE("a1b2c3","\\d","x",2)', "a1bxc3"),
        ('=REGEXREPLACE("a1b2c3","\\d","x",9)', "a1b2c3"),
        ('=REGEXREPLACE("a1","\\d","$$$0")', "a$1"),
        ('=REGEXREPLACE("a1","(?<d>\\d)","<${d}>")', "a<1>"),
        ('=REGEXREPLACE("a1","\\d","$7")', VALUE),
    ],
)
def test_regular_expressions(compute, formula, expected):
    assert compute(formula) == expected


def test_encodeurl(compute):
    link = "http://contoso.sharepoint.com/April report.xlsx"
    assert compute(f'=ENCODEURL("{link}")') == "http%3A%2F%2Fcontoso.sharepoint.com%2FApril%20report.xlsx"
    assert compute('=ENCODEURL("lúa")') == "l%C3%BAa"


def test_small_mends(compute):
    cells = {"A1": [1, "x", None]}
    assert compute("=T(A2:A3)", cells) == "x"
    assert compute("=T(A1:A2)", cells) == ""
    assert compute("=N(A1:A2)", cells) == 1.0
    assert compute('=INDIRECT("A01")', cells) == 1.0
    assert compute('=ROW(INDIRECT("SS077:SW090"))') == 77.0
    assert compute('=SEARCH("~d","My dear")') == 4.0
    assert compute('=SEARCH("~","Hi ~Bang!")') == 1.0
    assert compute('=SEARCH("~~","Hi ~Bang!")') == 4.0
    assert compute('=INT(" 2024-01-10")') == VALUE
    assert compute('=INT(" 10 ")') == 10.0
    assert compute("=MROUND(,5)") == NA
    assert compute("=MROUND(A3,5)", cells) == 0.0
    assert compute("=MROUND(A1:A2,5)", cells) == VALUE
    assert compute('=HYPERLINK("x",A3)', cells) == 0.0
    assert compute("=LOGNORM.INV(0.5,0,1)") == 1.0


def test_trimrange(compute):
    cells = {"B3": [[1, None], [None, 2]]}
    assert compute("=TRIMRANGE(A1:E9)", cells, (2, 2)) == [[1.0, 0.0], [0.0, 2.0]]
    assert compute("=ROWS(TRIMRANGE(A1:E9,1))", cells) == 7.0
    assert compute("=ROWS(TRIMRANGE(A1:E9,2))", cells) == 4.0
    assert compute("=COLUMNS(TRIMRANGE(A1:E9,3,0))", cells) == 5.0
    assert compute("=ADDRESS(ROW(TRIMRANGE(A1:E9,3,3)),1)", cells, (1, 1)) == [["$A$3"]]
    assert compute("=TRIMRANGE(D1:E9)", cells) == REF
    assert compute("=TRIMRANGE(A1:E9,4)", cells) == VALUE
