"""The lexer and parser: Excel's grammar, its precedences, and the way back to text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcore.lexer import FormulaSyntaxError, tokens
from xlcore.nodes import (
    ArrayLiteral,
    Binary,
    Call,
    Group,
    Literal,
    Missing,
    Name,
    Node,
    Point,
    Prefix,
    Reference,
    Structured,
    Unary,
    write,
)
from xlcore.parser import MAX_DEPTH, parse
from xlcore.values import DIV0, NA, REF

SAME_TEXT = [
    "1+2*3^4%",
    "-2^2",
    '"a""b"&"c"',
    "A1:$B$2",
    "'My ''s'!A1",
    "Sheet1!$A:C",
    "$1:3",
    "Sheet1:Sheet3!A1",
    "'[2]Tờ khai'!A1",
    "Thống_kê!B2",
    "SUM((A1,B2))",
    "A1:B2 B1:C3",
    "{1,2;-3,4}",
    '{"a",TRUE,#N/A}',
    "IF(A1>=2,,1)",
    "A1:INDEX(B:B,3)",
    "Bang[[#This Row],[Kế hoạch]]",
    "Bang[#All]",
    "[@Cột]",
    "A1#",
    "@A1:A9",
    "LAMBDA(x,x+1)(2)",
    "ngưỡng*2",
    "A1<>B1",
    "#DIV/0!",
    "LOG10(5)+LOG10",
    "XFE1+A1048577",
    "Sheet1!A1:Sheet1!B2",
    "'My ''s'!A1:'My ''s'!B2",
    "Sheet1!$A$1,Sheet1!$B$2",
]


@pytest.mark.parametrize("text", SAME_TEXT)
def test_text_comes_back_as_written(text: str) -> None:
    assert write(parse(text, 20, 20), 20, 20) == text


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("-2^2", Binary("^", Unary("-", Literal(2.0)), Literal(2.0))),
        ("2^3^2", Binary("^", Binary("^", Literal(2.0), Literal(3.0)), Literal(2.0))),
        ("1-2-3", Binary("-", Binary("-", Literal(1.0), Literal(2.0)), Literal(3.0))),
        ("1+2&3", Binary("&", Binary("+", Literal(1.0), Literal(2.0)), Literal(3.0))),
        ("1=2&3", Binary("=", Literal(1.0), Binary("&", Literal(2.0), Literal(3.0)))),
        ("5%%", Unary("%", Unary("%", Literal(5.0)))),
        ("2*-3", Binary("*", Literal(2.0), Unary("-", Literal(3.0)))),
        ("F(,)", Call("F", (Missing(), Missing()))),
        ("F()", Call("F", ())),
        ("_xlfn.XLOOKUP(1,2,3)", Call("XLOOKUP", (Literal(1.0), Literal(2.0), Literal(3.0)))),
        ("_xlfn._xlws.SORT(1)", Call("SORT", (Literal(1.0),))),
        ("[1]!CT_X(1)", Call("CT_X", (Literal(1.0),))),
        ("'C:\\a b\\[chitieu.xlam]'!CT_X(1)", Call("CT_X", (Literal(1.0),))),
        ("(1)", Group(Literal(1.0))),
        ("true", Literal(True)),
        ("{-1,+2}", ArrayLiteral(((-1.0, 2.0),))),
        ("Bang[x]", Structured("Bang", "[x]")),
        ("Sheet1!ten", Name("ten", Prefix("Sheet1"))),
        ("#N/A", Literal(NA)),
        ("1e3", Literal(1000.0)),
        (" 1 + 2 ", Binary("+", Literal(1.0), Literal(2.0))),
        ("SUM( A1 )", Call("SUM", (Reference(None, *[Point(0, False)] * 4, "cell"),))),
    ],
)
def test_tree(text: str, node: Node) -> None:
    assert parse(text) == node


@pytest.mark.parametrize(
    "text", ["#REF!A1", "#REF!$A$1:$B$2", "#REF!A:B", "#REF!1:3", "#REF!ngưỡng", "#REF!#REF!", "[1]#REF!$A$1"]
)
def test_what_stood_on_a_deleted_sheet_is_an_error(text: str) -> None:
    assert parse(text) == Literal(REF)
    assert parse(f"SUM({text},2)+1") == Binary("+", Call("SUM", (Literal(REF), Literal(2.0))), Literal(1.0))


def test_relative_references_make_equal_trees() -> None:
    assert parse("A1+$B$1", 1, 3) == parse("A7+$B$1", 7, 3)
    assert parse("A1", 1, 3) != parse("A1", 2, 3)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1+",
        "SUM(1",
        ")",
        "1 2",
        '"a',
        "{1,2;3}",
        "A1:",
        "IF(1,2))",
        "[a",
        "1,2",
        "{A1}",
        "'a'b",
        "XFE:XFE",
        "&",
        "!A1",
    ],
)
def test_what_is_no_formula_is_refused(text: str) -> None:
    with pytest.raises(FormulaSyntaxError) as refused:
        parse(text)
    assert 0 <= refused.value.position <= len(text)


def test_depth_is_bounded_and_length_is_not() -> None:
    with pytest.raises(FormulaSyntaxError, match="nested too deeply"):
        parse("(" * (MAX_DEPTH + 1) + "1" + ")" * (MAX_DEPTH + 1))
    assert isinstance(parse("+".join(["1"] * 4000)), Binary)


def test_cell_lookalikes_are_names() -> None:
    assert [t.kind for t in tokens("XFE1 A1048577 LOG10( AB12x a1.b")] == [
        "name", "space", "name", "space", "function", "operator", "space", "name", "space", "name", "end",
    ]  # fmt: skip


_POINTS = st.builds(Point, st.integers(1, 60), st.just(True)) | st.builds(Point, st.integers(-10, 40), st.just(False))
_CELLS = st.builds(
    lambda prefix, row, col: Reference(prefix, row, col, row, col, "cell"),
    st.none() | st.sampled_from([Prefix("S1"), Prefix("Tờ 'a'"), Prefix("S1", "S3")]),
    _POINTS,
    _POINTS,
)
_RANGES = st.builds(lambda a, b, c, d: Reference(None, a, b, c, d), _POINTS, _POINTS, _POINTS, _POINTS)
_LITERALS = st.builds(
    Literal,
    st.floats(0, 1e300, allow_nan=False)
    | st.text(st.characters(blacklist_categories=["Cs"]), max_size=5)
    | st.booleans()
    | st.just(DIV0),
)


def _operand(node: Node) -> Node:
    return Group(node) if isinstance(node, (Binary, Unary)) else node


def _larger(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    operators = st.sampled_from(["+", "-", "*", "/", "^", "&", "=", "<>", "<=", ">=", "<", ">"])
    return (
        st.builds(lambda op, a, b: Binary(op, _operand(a), _operand(b)), operators, inner, inner)
        | st.builds(lambda op, a: Unary(op, _operand(a)), st.sampled_from(["-", "+", "%"]), inner)
        | st.builds(
            lambda name, args: Call(name, tuple(args)),
            st.sampled_from(["SUM", "IF", "CT_X"]),
            st.lists(inner, min_size=1, max_size=3),
        )
    )


_NODES: st.SearchStrategy[Node] = st.recursive(_LITERALS | _CELLS | _RANGES, _larger, max_leaves=12)


@given(_NODES)
def test_written_trees_parse_back(node: Node) -> None:
    assert parse(write(node, 30, 30), 30, 30) == node
