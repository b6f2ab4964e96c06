"""Shapes: formulas that differ in their operands share one tree, and mean what each means by itself."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcore import BUILTINS, ExcelError, Model
from xlcore.lexer import FormulaSyntaxError
from xlcore.nodes import Binary, Call, Group, Literal, Node, Reference, Unary
from xlcore.parser import parse
from xlcore.shapes import Hole, Operands, Reader, as_reference, shape_tree

SHAPED = [
    'IF(AND(A1>3.5E-3,"x""A1"=B2),LOG10(C3),TRUE)',
    "SUM('Tờ A1'!A1:B2,Sheet2!$C3)+ 5%",
    '-a1^2&"\'"&.5',
    "2024!A1*1.",
    "ABS((A1,B2))",
    "A1:B3 A2:C2",
]
SHAPELESS = [
    "1:1+2",
    "A:B+1",
    "Ten+A1",
    "SUM(Bang[A1])",
    "ABC9999999+1",
    "A1:B2!C3",
    "[1]S!A1+1",
    "S:T!A1",
    "{1,2}+A1",
    "A1#",
    "@A1",
    "A1:INDEX(B1:B9,2)",
    "LET(x,1,x)",
    "SUMIF(A1:A3,1,B1)",
    "#REF!+A1",
    "A1+",
    "",
]


def with_operands(node: Node, operands: Operands, fixed: tuple[int, ...], row: int, col: int) -> Node:
    """The tree of a formula from that of its shape."""

    def put(inner: Node) -> Node:
        return with_operands(inner, operands, fixed, row, col)

    match node:
        case Hole():
            return Literal(operands[node.place])
        case Reference():
            return as_reference(node, operands, fixed, row, col)
        case Unary(op, operand):
            return Unary(op, put(operand))
        case Binary(op, left, right):
            return Binary(op, put(left), put(right))
        case Call(name, args):
            return Call(name, tuple(put(arg) for arg in args))
        case Group(inner):
            return Group(put(inner))
    return node


@pytest.mark.parametrize("text", SHAPED)
def test_the_tree_of_a_shape_is_that_of_its_formula(text: str) -> None:
    reader = Reader()
    tree = shape_tree(text, reader)
    assert tree is not None
    assert with_operands(tree, reader.read(text)[1], reader.fixed(text), 4, 3) == parse(text, 4, 3)


@pytest.mark.parametrize("text", SHAPELESS)
def test_what_is_not_sure_has_no_shape(text: str) -> None:
    assert shape_tree(text, Reader()) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [("A1+1", "A1+B1"), ("A1+1", 'A1+"1"'), ("A1", "$A1"), ("$A1", "A$1"), ("S!A1", "T!A1"), ("A1+B1", "A1-B1"),
     ("SUM(A1)", "MAX(A1)"), ("A1", "XFE1"), ("TRUE=A1", "FALSE=A1"), ("A1:B1", "A1,B1")],
)  # fmt: skip
def test_other_shapes_have_other_keys(one: str, other: str) -> None:
    reader = Reader()
    assert reader.read(one)[0] != reader.read(other)[0]


PIECES = ["A1", "$B$2", "c$3", "XFD9", "XFE9", "A1048576", "A1048577", "1", "2.5", ".5", "1e5", "1E-2", '"x"', '"A1"',
          "+", "-", "*",
          ",", ":", "(", ")", "SUM(", "LOG10(", "S!", "'S T'!", "2!", "Ten", "R1", "TRUE", " ", "%", "&", "!",
          "$", ".", "é", "…", "[", "]", "{", "#", "'", '"', "\\", "?", "_"]  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=7), st.lists(st.sampled_from(PIECES), max_size=40))
def test_two_texts_of_one_shape_have_one_tree(pieces: list[str], spare: list[str]) -> None:
    """The second text has other pieces where it can; whenever the keys agree, so must the trees."""
    reader = Reader()
    one = "".join(pieces)
    other = "".join(spare.pop() if spare and spare[-1][-1].isalnum() and p[-1].isalnum() else p for p in pieces)
    tree = shape_tree(one, reader)
    if tree is None:
        return
    for text in (one, other):
        key, operands = reader.read(text)
        if key == reader.read(one)[0]:
            assert with_operands(tree, operands, reader.fixed(text), 9, 9) == parse(text, 9, 9)


@given(st.text(alphabet="A1$:.\"'!(e+,S[ ", max_size=12))
def test_any_text_with_a_shape_reads_as_its_shape_says(text: str) -> None:
    reader = Reader()
    tree = shape_tree(text, reader)
    if tree is None:
        return
    try:
        expected = parse(text, 5, 5)
    except FormulaSyntaxError:
        pytest.fail(f"{text!r} has a shape and is no formula")
    assert with_operands(tree, reader.read(text)[1], reader.fixed(text), 5, 5) == expected


FORMULAS = [
    "({a}+{b})/2+{k}",
    "IF({a}>{b},{c},{d})*0.5+{k}",
    "MAX({a},{b})-MIN({c},{d})",
    "ROUND({a}*0.9,2)-{b}/{k}",
    "SUM({a},{b},{c})/3",
    "IF(AND({a}>{k},{b}<{c}),{d},IFERROR({a}/{b},{k}))/4",
    'IF({a}="x",{b}&"!",-{c})',
    "SUM({a}:{b})+S!{c}",
    "{a}:{b}",
    "INDEX({a}:{b},1)+ROW({c})",
    "COUNTIF({a}:{b},{c})",
    "{a}%",
    "+{a}",
    "{k}",
    "{a}={b}",
    "ROWS({a}:{b})+COLUMN()",
]
VALUES: list[Any] = [None, 0.0, 1.5, -3.0, "x", "12", True, 1e300, ExcelError("#N/A")]


@st.composite
def sheets(draw: st.DrawFn) -> dict[tuple[int, int], Any]:
    """Cells of a small sheet: values, and formulas that read cells at random (in circles too)."""
    name = st.builds(
        lambda row, col, mark: "$" * (mark & 1) + "ABCDEF"[col - 1] + "$" * (mark >> 1) + str(row),
        st.integers(1, 9), st.integers(1, 6), st.integers(0, 3),
    )  # fmt: skip
    cells: dict[tuple[int, int], Any] = {}
    for row in range(1, 10):
        for col in range(1, 7):
            if draw(st.booleans()):
                cells[row, col] = draw(st.sampled_from(VALUES))
            else:
                names = {letter: draw(name) for letter in "abcd"}
                cells[row, col] = "=" + draw(st.sampled_from(FORMULAS)).format(k=draw(st.integers(0, 9)), **names)
    return cells


def computed(cells: dict[tuple[int, int], Any], by_itself: bool) -> tuple[Any, ...]:
    """Everything a recalculation tells; LET has no shape, so inside it each formula is read by itself."""
    model = Model(BUILTINS)
    sheet = model.add_sheet("S")
    for (row, col), content in cells.items():
        if isinstance(content, str) and content[0] == "=":
            sheet.set_formula(row, col, f"=LET(q,0,{content[1:]})" if by_itself else f"=({content[1:]})")
        else:
            sheet.set_value(row, col, content)
    run = model.recalculate(seed=1)
    values = [bits(sheet.value(*place)) for place in sorted(cells)]
    errors = sorted((name, cell, error.code, error.origin) for name, cell, error in run.errors)
    return values, errors, run.circular, sorted(run.recomputed), sorted(run.changed)


def bits(value: Any) -> Any:
    if isinstance(value, ExcelError):
        return (value.code, value.origin)
    return value.hex() if isinstance(value, float) else (type(value).__name__, value)


@settings(max_examples=60, deadline=None)
@given(sheets())
def test_shapes_equal_formulas_read_by_themselves(cells: dict[tuple[int, int], Any]) -> None:
    assert computed(cells, False) == computed(cells, True)


@settings(max_examples=60, deadline=None)
@given(sheets(), st.lists(st.tuples(st.integers(1, 9), st.integers(1, 6), st.sampled_from(VALUES)), max_size=3))
def test_dirty_equals_full(cells: dict[tuple[int, int], Any], edits: list[tuple[int, int, Any]]) -> None:
    models = []
    for dirty in (True, False):
        model = Model(BUILTINS)
        sheet = model.add_sheet("S")
        for (row, col), content in cells.items():
            if isinstance(content, str) and content[0] == "=":
                sheet.set_formula(row, col, content)
            else:
                sheet.set_value(row, col, content)
        if dirty:
            model.recalculate(seed=1)
        for row, col, value in edits:
            if not isinstance(cells[row, col], str) or cells[row, col][0] != "=":
                sheet.set_value(row, col, value)
        model.recalculate(seed=1)
        models.append(sheet)
    assert [bits(models[0].value(*place)) for place in cells] == [bits(models[1].value(*place)) for place in cells]
