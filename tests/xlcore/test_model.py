"""Models recalculated: coercions, errors and their origins, references, names, tables, arrays, cycles, explanations."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest

from xlcore import BUILTINS, ExcelError, Iteration, Model
from xlcore.refs import parse_cell
from xlcore.values import DIV0, NA, NAME, NULL, NUM, REF, VALUE


def model_of(cells: Mapping[str, Any], **sheets: Mapping[str, Any]) -> Model:
    model = Model(BUILTINS)
    for name, content in {"S": cells, **sheets}.items():
        sheet = model.add_sheet(name)
        for place, value in content.items():
            row, col = parse_cell(place) or (0, 0)
            if isinstance(value, str) and value.startswith("="):
                sheet.set_formula(row, col, value)
            else:
                sheet.set_value(row, col, value)
    return model


def value(model: Model, place: str, sheet: str = "S") -> Any:
    row, col = parse_cell(place) or (0, 0)
    return model.value(sheet, row, col)


def result(formula: str, **cells: Any) -> Any:
    model = model_of({**cells, "Z99": formula})
    model.recalculate(now=dt.datetime(2023, 6, 30), seed=1)
    return value(model, "Z99")


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=-2^2", 4.0),
        ("=1+TRUE", 2.0),
        ('="3"*"4"', 12.0),
        ('="a"+1', VALUE),
        ("=A1", 0.0),
        ('=A1&"x"', "x"),
        ("=1/0", DIV0),
        ("=0^0", NUM),
        ("=0^-1", DIV0),
        ("=(-8)^(1/3)", -2.0),
        ("=(-8)^0.5", NUM),
        ("=10^400", NUM),
        ("=1E+200*1E+200", NUM),
        ("=FOO(1)", NAME),
        ("=khong_co", NAME),
        ("=Nowhere!A1", REF),
        ("=A1:A3 C1:C3", NULL),
        ("=50%", 0.5),
        ("=1=1", True),
        ('="A"="a"', True),
        ('=1<"1"', True),
        ('="z"<TRUE', True),
        ("=0.5-0.4-0.1", 0.0),
        ("=(0.5-0.4-0.1)*1", pytest.approx(-2.7755575615628914e-17, rel=1e-12)),
        # Two bits apart, but not in the same fifteenth digit; 0 in a workbook that Excel saved. The third differs more.
        ("=41188816.235798836-41188816.23579885", 0.0),
        ("=32607703.13615906-32607703.136159047", 0.0),
        ("=10.1-10-0.1", pytest.approx(-3.6082248300317588e-16, rel=1e-12)),
        ("=ORG.EXAMPLE.ADDIN.SUM(1,2)", 3.0),  # as LibreOffice saves what it takes for an extension's function
        ("=0.1+0.2=0.3", True),
        ("=1&2", "12"),
        ('=0.1&""', "0.1"),
        ('=SUM(1,"2",TRUE)', 4.0),
        ("=SUMPRODUCT({1,2,3}*{4,5,6})", 32.0),
        ("=SUMPRODUCT(LEN(A6:A505)*ROW(A6:A505))", 0.0),
        ("=SUM({1,2;3,4}*10)", 100.0),
        ("=IF(1/0,1,2)", DIV0),
        ("=IF(FALSE,1/0,2)", 2.0),
        ("=IF(TRUE,,2)", 0.0),
        ("=IF(FALSE,1)", False),
        ('=IFERROR(1/0,"x")', "x"),
        ('=IFERROR(FOO(),"x")', "x"),
        ("=ERROR.TYPE(FOO())", 5.0),
        ("=NA()", NA),
        ("=MATCH(3,{1,2,3},0)", 3.0),
        ("=SUM(INDEX({1,2;3,4},2,0))", 7.0),
        ("=YEAR(TODAY())", 2023.0),
        ("=ROWS(A$1:A5)", 5.0),
    ],
)
def test_formula(formula: str, expected: Any) -> None:
    found = result(formula)
    assert found == expected and (not isinstance(found, bool) or isinstance(expected, bool))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=SUM(B1:B3)", 6.0),
        ("=SUM(B:B)", 6.0),
        ("=SUM(1:1)", 1.0),
        ("=SUM((B1,B3))", 4.0),
        ("=SUM(B1:B2 B2:B3)", 2.0),
        ("=SUM(B1:INDEX(B:B,2))", 3.0),
        ("=SUM(OFFSET(B1,1,0,2,1))", 5.0),
        ('=SUM(INDIRECT("B1:B2"))', 3.0),
        ('=INDIRECT("R2C2",FALSE)', 2.0),
        ("=SUM(IF(TRUE,B1:B3,A1))", 6.0),
        ("=SUMPRODUCT((B1:B3>1)*B1:B3)", 5.0),
        ("=SUMPRODUCT((B:B>1)*1)", 2.0),
        ('=COUNTIF(B:B,">1")', 2.0),
        ("=VLOOKUP(2,B1:C3,2,FALSE)", "hai"),
        ('=INDEX(C:C,MATCH("BA",C:C,0))', "ba"),
        ('=XLOOKUP(9,B1:B3,C1:C3,"không")', "không"),
        ("=ISBLANK(A1)", True),
        ("=COUNTBLANK(A1:C3)", 3.0),
        ("=SUM(S!B1:B2)", 3.0),
    ],
)
def test_ranges(formula: str, expected: Any) -> None:
    assert result(formula, B1=1.0, B2=2.0, B3=3.0, C1="một", C2="hai", C3="ba") == expected


def test_implicit_intersection() -> None:
    model = model_of({"A1": 1.0, "A2": 2.0, "B2": "=A1:A2*10", "B5": "=A1:A2", "C2": "=ABS(A1:A2)", "D9": "=@A1:A2"})
    model.recalculate()
    assert [value(model, c) for c in ("B2", "B5", "C2", "D9")] == [20.0, VALUE, 2.0, VALUE]


@pytest.mark.parametrize(
    ("formula", "inside", "outside"),
    [
        ('=IFERROR(A1:A3,"x")', 2.0, "x"),
        ('=IFERROR(INDEX(A1:A3,0),"x")', 2.0, "x"),
        ("=IFNA(A1:A3,0)", 2.0, VALUE),
        ('=SWITCH(A1:A3,2,"hai","khác")', "hai", VALUE),
        ("=CHOOSE(A1:A3,10,20,30)", 20.0, VALUE),
        ("=IFS(A1:A3,A1:A3)", 2.0, VALUE),
        ("=SUM(IF(TRUE,A1:A3))", 6.0, 6.0),
        ("=SUM(CHOOSE(1,A1:A3))", 6.0, 6.0),
    ],
)
def test_lazy_arguments_that_want_a_value_intersect(formula: str, inside: Any, outside: Any) -> None:
    model = model_of({"A1": 1.0, "A2": 2.0, "A3": 3.0, "B2": formula, "B9": formula})
    model.recalculate()
    assert (value(model, "B2"), value(model, "B9")) == (inside, outside)


@pytest.mark.parametrize(("number", "expected"), [("1", 1.0), ("0", 1.0), ("2", REF), ("-1", VALUE)])
def test_index_of_a_single_cell(number: str, expected: Any) -> None:
    assert result(f"=INDEX(A1,{number})", A1=1.0) == expected


def test_error_keeps_its_origin() -> None:
    model = model_of({"A1": "=1/0", "A2": "=A1+1", "A3": "=SUM(A2,1)", "B1": '=VALUE("x")'})
    run = model.recalculate()
    assert [(s, c, e.code, e.origin) for s, c, e in run.errors] == [
        ("S", "A1", "#DIV/0!", ("S", "A1")),
        ("S", "A2", "#DIV/0!", ("S", "A1")),
        ("S", "A3", "#DIV/0!", ("S", "A1")),
        ("S", "B1", "#VALUE!", ("S", "B1")),
    ]


def test_sheets_are_found_in_any_case_and_three_d() -> None:
    model = model_of({"A1": "=SUM(t1:t3!A1)", "A2": "='T1'!A1+T2!A1"}, T1={"A1": 1.0}, T2={"A1": 2.0}, T3={"A1": 4.0})
    model.recalculate()
    assert (value(model, "A1"), value(model, "A2")) == (7.0, 3.0)


def test_arrays_of_references_are_taken_one_by_one() -> None:
    months = {f"T{m}": {"A1": "x", "B1": float(m), "A2": "y", "B2": 100.0, "A3": "x", "B3": 10.0} for m in (1, 2, 3)}
    model = model_of(
        {
            "A1": '=SUMPRODUCT(SUMIF(INDIRECT("T"&ROW(1:3)&"!A:A"),"x",INDIRECT("T"&ROW(1:3)&"!B:B")))',
            "A2": "=SUMPRODUCT(SUBTOTAL(9,OFFSET(C1,ROW(1:3)-1,0,1,2)))",
            "A3": '=SUMPRODUCT(N(INDIRECT("T"&{1,2,3}&"!B1")))',
            **{"C1": 1.0, "D1": 2.0, "C2": 3.0, "D2": 4.0, "C3": 5.0, "D3": 6.0},
        },
        **months,
    )
    model.recalculate()
    assert [value(model, cell) for cell in ("A1", "A2", "A3")] == [36.0, 21.0, 6.0]


def test_names_of_workbook_and_sheet() -> None:
    model = model_of(
        {"A1": 5.0, "B1": "=nguong*2", "B2": "=ben_trai", "B3": "=hang", "B4": "=vong"}, T={"B1": "=nguong*2"}
    )
    model.define_name("Nguong", "S!$A$1")
    model.define_name("nguong", "T!$Z$1", sheet="T")
    model.define_name("ben_trai", "SUM(A1)")  # relative: the cell in the same place as A1 is to A1
    model.define_name("hang", "3.5")
    model.define_name("vong", "vong+1")
    model.recalculate()
    assert [value(model, c) for c in ("B1", "B3", "B4")] == [10.0, 3.5, NAME]
    assert value(model, "B1", "T") == 0.0


def test_a_column_whose_name_has_brackets() -> None:
    model = model_of({"A1": "Số [kg]", "A2": 1.0, "B2": 10.0, "C2": "=SUM(Bang[Số '[kg']])", "D2": "=Bang[@Số '[kg']]"})
    model.define_table("Bang", "S", 1, 1, 2, 2, ["Số [kg]", "b"])
    model.recalculate()
    assert [value(model, c) for c in ("C2", "D2")] == [1.0, 1.0]


def test_indirect_takes_no_name_that_is_computed() -> None:
    """Excel: a name of a range yes, a dynamic one (OFFSET, INDEX) and a call in the text no: ``#REF!``."""
    model = model_of({"A1": 1.0, "A2": 2.0, **{f"B{i}": f'=SUM(INDIRECT("{t}"))' for i, t in enumerate(TEXTS, 1)}})
    model.define_name("Vung", "S!$A$1:$A$2")
    model.define_name("Dong", "OFFSET(S!$A$1,0,0,2,1)")
    model.recalculate()
    assert [value(model, f"B{i}") for i in range(1, len(TEXTS) + 1)] == [3.0, REF, REF]


TEXTS = ("Vung", "Dong", "OFFSET(A1,0,0)")


def test_names_of_several_areas_and_of_deleted_sheets() -> None:
    model = model_of({"A1": 1.0, "A2": 2.0, "A3": 4.0, "B1": "=SUM(Nhieu)", "B2": "=Hong", "B3": "=SUM(S!A1:S!A3)"})
    model.define_name("Nhieu", "S!$A$1,S!$A$2:$A$3")
    model.define_name("Hong", "#REF!$A$1")
    model.recalculate()
    assert [value(model, c) for c in ("B1", "B2", "B3")] == [7.0, REF, 7.0]


def test_structured_references() -> None:
    model = model_of(
        {
            **{"A2": 1.0, "A3": 2.0, "B2": 10.0, "B3": 20.0},
            **{f"C{row}": "=Bang[[#This Row],[a]]*2" for row in (2, 3)},
            **{"E1": "=SUM(Bang[b])", "E2": "=SUM(Bang)", "E3": "=COUNTA(Bang[#All])"},
            **{"E4": "=SUM(Bang[[a]:[b]])", "E5": "=Bang[x]"},
        }
    )
    for col, name in enumerate("abc", 1):
        model.sheet("S").set_value(1, col, name)
    model.define_table("Bang", "S", 1, 1, 3, 3, ["a", "b", "c"])
    model.recalculate()
    assert [value(model, c) for c in ("C2", "C3", "E1", "E2", "E3", "E4", "E5")] == [
        2.0,
        4.0,
        30.0,
        39.0,
        9.0,
        33.0,
        REF,
    ]


def test_array_formulas() -> None:
    model = model_of({"A1": 1.0, "A2": 2.0, "A3": 3.0})
    sheet = model.sheet("S")
    sheet.set_array(1, 2, 3, 1, "=A1:A3*2")
    sheet.set_array(1, 3, 1, 1, "=SUM(IF(A1:A3>1,A1:A3))")
    sheet.set_array(1, 4, 4, 1, "=A1:A3")
    model.recalculate()
    assert [sheet.value(r, 2) for r in (1, 2, 3)] == [2.0, 4.0, 6.0]
    assert sheet.value(1, 3) == 5.0
    assert [sheet.value(r, 4) for r in (1, 2, 3, 4)] == [1.0, 2.0, 3.0, NA]
    assert sheet.formula(2, 2) == "=A1:A3*2"


def test_cycle_is_reported_and_zero() -> None:
    model = model_of({"A1": "=B1+1", "B1": "=A1*2", "C1": "=A1+5", "D1": "=D1", "E1": 3.0})
    run = model.recalculate()
    assert run.circular == [[("S", "A1"), ("S", "B1")], [("S", "D1")]]
    assert [value(model, c) for c in ("A1", "B1", "C1", "D1")] == [0.0, 0.0, 5.0, 0.0]


def test_a_reference_into_the_circle_is_no_circle_yet() -> None:
    model = model_of(
        {
            "A2": "=INDEX(2:2,1,3)",
            "B2": '=CHOOSE(2,B2,"không vòng")',
            "C2": "=D9+1",
            "D9": "=SUM(A9:C9)",
            "A9": "=IF(TRUE,5,C2)",
        }
    )
    run = model.recalculate()
    assert run.circular == []
    assert [value(model, c) for c in ("A2", "B2", "C2", "D9", "A9")] == [6.0, "không vòng", 6.0, 5.0, 5.0]


def test_iterative_calculation() -> None:
    model = model_of({"A1": 100.0, "B1": "=A1-C1", "C1": "=B1*0.1"})
    model.iterate = Iteration(True, 100, 1e-9)
    run = model.recalculate()
    assert run.circular == []
    assert value(model, "B1") == pytest.approx(100 / 1.1, abs=1e-6)


def test_explain_shows_where_a_value_comes_from() -> None:
    model = model_of({"E12": 2240.0, "F12": 2300.0, "G12": "=F12/E12*100", "H12": '=G12&"%"'})
    model.recalculate()
    tree = model.explain("S", 12, 8)
    assert tree.formula == '=G12&"%"'
    assert [p.cell for p in tree.precedents] == ["S!G12"]
    assert [(p.cell, p.value) for p in tree.precedents[0].precedents] == [("S!F12", 2300.0), ("S!E12", 2240.0)]
    assert "S!F12 = 2300" in str(tree)
    assert tree.to_json()["precedents"][0]["formula"] == "=F12/E12*100"  # type: ignore[index]


def test_long_ranges_are_explained_in_part() -> None:
    model = model_of({**{f"A{r}": float(r) for r in range(1, 101)}, "B1": "=SUM(A1:A100)"})
    model.recalculate()
    tree = model.explain("S", 1, 2)
    assert len(tree.precedents) == 12 and tree.omitted == 88


def test_editing_a_formula_and_clearing_it() -> None:
    model = model_of({"A1": 1.0, "B1": "=A1+1"})
    model.recalculate()
    model.sheet("S").set_formula(1, 2, "=A1+2")
    model.recalculate()
    assert value(model, "B1") == 3.0
    model.sheet("S").set_value(1, 2, 9.0)
    model.sheet("S").set_value(1, 1, 5.0)
    assert list(model.recalculate().recomputed) == []
    assert value(model, "B1") == 9.0


def test_unknown_functions_are_named() -> None:
    model = model_of({"A1": "=FOO(1)+BAR(2)", "A2": "=FOO(1)"})
    assert model.recalculate().unsupported == {"BAR": [("S", "A1")], "FOO": [("S", "A1"), ("S", "A2")]}


def test_what_cannot_be_read_is_named_and_keeps_its_value() -> None:
    model = model_of({})
    model.sheet("S").set_formula(1, 1, "=SUM(1,2", cached=3.0)
    assert model.recalculate().unsupported == {"#SYNTAX": [("S", "A1")]}
    assert value(model, "A1") == 3.0


def test_errors_compare_by_code() -> None:
    assert ExcelError("#N/A", ("S", "A1")) == NA
    assert NA != VALUE
