"""Random workbooks: the block path equals the scalar path to the last bit, a dirty recalculation equals a full one."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from xlcore import BUILTINS, ExcelError, Model
from xlcore.evaluator import BLOCK_ROWS
from xlcore.values import NA

ROWS = BLOCK_ROWS + 8

VALUES: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.floats(-1e6, 1e6),
    st.integers(-9, 9).map(float),
    st.sampled_from(
        ["-", "Duy trì", "duy trì", "5", "", "2,5", "a*", True, False, NA, 0.0, -0.0, 0.1, 0.3, 1e308, 0.1 + 0.2]
    ),
)

# {a} {b} {c}: cells of the same row in the input columns; {x}: the formula column before.
PATTERNS = [
    '=IF(ISNUMBER({a}),IF({b}=0,"",{a}/{b}*100),"-")',
    "={a}-{b}+{c}",
    "={a}*{b}-{c}",
    "=IFERROR({a}/{b},{c})",
    "=AND({a}>{b},{c}<5)",
    "=OR({a},{b}={c})",
    "=NOT({a})",
    "=ROUND({a}/3,2)",
    "=SUM({a},{b},{c})",
    "=SUM($A{r}:$C{r})",
    "=SUM(B$3:B{r})",
    "=ABS($A$1:$A$200)+1",
    "=SUM(ABS($B$1:$B$200))+{a}",
    "=SUMPRODUCT(ISNUMBER($A$1:$A$9)*1)+{b}",
    "=SUM($A$1:$A$20)+{a}",
    '=COUNT($A:$A)-COUNTIF($C$1:$C$300,">1")+{b}',
    "=SUM($A$5:$C$6)*SUM(A{r}:B{r})",
    "=VLOOKUP({a},$A$1:$C$300,2,FALSE)",
    "=MATCH({c},$A:$A,0)",
    "=COUNTIF($A$1:$A$300,{b})",
    "=SUMIF($A$1:$A$300,{a},$C$1:$C$300)",
    "=SUMIFS($C$1:$C$300,$A$1:$A$300,{a},$B$1:$B$300,{b})",
    '={a}&"x"&{b}',
    "=-{a}%",
    "={a}={b}",
    "={a}<={b}",
    "=IF({a},{b},{c})",
    "={a}^2",
    '=IF({c}="duy trì",1,{x})',
    "={x}+{a}",
    "={x}",
    "=LEFT({b},2)",
    "=MAX({a},{b})",
    '=MIN({a},{b}*2,5)+MAX({c},IF({b}>0,{a},"x"),{x})',
    "=ROUND({a},{b})+INT({c})",
    "=ROUNDUP({a}/3,-2)&ROUNDDOWN({c}*1.005,2)",
    "=TRUNC({a}*{b})-ROUND({c}/7,1)",
    "=ABS({a})+SQRT({b})",
    "=ISBLANK({a})",
    "={a}+$B$2",
    "=IF({a}>0,$C$1,{x}-1)",
]


@st.composite
def workbooks(draw: st.DrawFn) -> tuple[list[list[Any]], list[str]]:
    pool = draw(st.lists(VALUES, min_size=6, max_size=18))
    seed = draw(st.integers(0, 10_000))
    columns = [[pool[(seed + 7 * c + row * (c + 3) + row * row) % len(pool)] for row in range(ROWS)] for c in range(3)]
    patterns = draw(st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=5))
    return columns, patterns


def build(columns: list[list[Any]], patterns: list[str], use_blocks: bool) -> Model:
    model = Model(BUILTINS, use_blocks=use_blocks)
    sheet = model.add_sheet("S")
    for c, values in enumerate(columns, 1):
        sheet.put_column(c, 1, values)
    for p, pattern in enumerate(patterns):
        col, before = chr(69 + p), chr(68 + p)
        for row in range(1, ROWS + 1):
            text = pattern.format(a=f"A{row}", b=f"B{row}", c=f"C{row}", x=f"{before}{row}", r=row)
            sheet.set_formula(row, ord(col) - 64, text)
    return model


def bits(value: Any) -> Any:
    if isinstance(value, float):
        return ("n", value.hex())
    return (type(value).__name__, value.code if isinstance(value, ExcelError) else value)


def contents(model: Model, patterns: list[str]) -> list[Any]:
    sheet = model.sheet("S")
    return [bits(sheet.value(row, 5 + p)) for p in range(len(patterns)) for row in range(1, ROWS + 1)]


@settings(max_examples=60, deadline=None)
@given(workbooks())
def test_blocks_equal_scalars(case: tuple[list[list[Any]], list[str]]) -> None:
    columns, patterns = case
    fast, slow = build(columns, patterns, True), build(columns, patterns, False)
    fast.recalculate(seed=1)
    slow.recalculate(seed=1)
    assert contents(fast, patterns) == contents(slow, patterns)


def test_an_error_wins_over_a_text_in_blocks_as_in_cells() -> None:
    columns = [["-", NA, "-", 1.0] * (ROWS // 4), [NA, "x", "y", NA] * (ROWS // 4), [None] * ROWS]
    for pattern in ("={a}-{b}", "={a}/{b}", "={a}*{b}+{c}"):
        fast, slow = build(columns, [pattern], True), build(columns, [pattern], False)
        fast.recalculate()
        slow.recalculate()
        assert contents(fast, [pattern]) == contents(slow, [pattern])


@settings(max_examples=40, deadline=None)
@given(workbooks(), st.lists(st.tuples(st.integers(1, ROWS), st.integers(1, 3), VALUES), min_size=1, max_size=5))
def test_dirty_equals_full(case: tuple[list[list[Any]], list[str]], edits: list[tuple[int, int, Any]]) -> None:
    columns, patterns = case
    dirty, full = build(columns, patterns, True), build(columns, patterns, True)
    dirty.recalculate(seed=1)
    for row, col, value in edits:
        dirty.sheet("S").set_value(row, col, value)
        full.sheet("S").set_value(row, col, value)
    dirty.recalculate(seed=1)
    full.recalculate(seed=1)
    assert contents(dirty, patterns) == contents(full, patterns)


@settings(max_examples=20, deadline=None)
@given(workbooks(), st.integers(1, ROWS), VALUES)
def test_what_changed_is_what_differs(case: tuple[list[list[Any]], list[str]], row: int, value: Any) -> None:
    columns, patterns = case
    model = build(columns, patterns, True)
    model.recalculate(seed=1)
    before = contents(model, patterns)
    model.sheet("S").set_value(row, 1, value)
    run = model.recalculate(seed=1)
    after = contents(model, patterns)
    differing = sum(a != b for a, b in zip(before, after, strict=True))
    assert len(run.changed) == differing
    assert len(run.recomputed) >= differing
