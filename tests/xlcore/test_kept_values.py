"""A formula that calls a function which we do not have keeps the value saved in its cell, and what reads it has it."""

from __future__ import annotations

from xlcore import BUILTINS
from xlcore.model import Model
from xlcore.refs import parse_cell
from xlcore.values import NAME, ExcelError, Value


def model_of(formulas: dict[str, tuple[str, Value]], constants: dict[str, Value] | None = None) -> Model:
    """A model of one sheet: formulas with their saved values, and constants."""
    model = Model(BUILTINS)
    sheet = model.add_sheet("S")
    for cell, value in (constants or {}).items():
        sheet.set_value(*at(cell), value)
    for cell, (text, cached) in formulas.items():
        sheet.set_formula(*at(cell), text, cached=cached)
    return model


def at(cell: str) -> tuple[int, int]:
    place = parse_cell(cell)
    assert place is not None
    return place


def value(model: Model, cell: str) -> Value:
    return model.sheet("S").value(*at(cell))


def test_a_saved_value_stays_and_is_read() -> None:
    model = model_of({"A1": ("=FOO(1)+1", 5.0), "B1": ("=A1*2", 1.0), "A2": ("=SUM(FOO(1))", "chữ")})
    run = model.recalculate()
    assert (value(model, "A1"), value(model, "B1"), value(model, "A2")) == (5.0, 10.0, "chữ")
    assert run.unsupported == {"FOO": [("S", "A1"), ("S", "A2")]}
    assert list(run.changed) == [("S", "B1")]
    assert run.errors == []


def test_it_stays_when_what_it_reads_changes_and_is_named_again() -> None:
    model = model_of({"A1": ("=FOO(C1)", 5.0), "B1": ("=A1+C1", 6.0)}, {"C1": 1.0})
    model.recalculate()
    model.sheet("S").set_value(1, 3, 2.0)
    assert model.recalculate().unsupported == {"FOO": [("S", "A1")]}
    assert (value(model, "A1"), value(model, "B1")) == (5.0, 7.0)


def test_a_long_column_keeps_its_values_also_where_a_cell_reads_the_one_above() -> None:
    down = {f"A{row}": (f"=FOO(C{row})", float(row)) for row in range(1, 201)}
    chain = {f"B{row}": (f"=B{row - 1}+FOO({row})", float(row)) for row in range(2, 201)}
    model = model_of(down | chain, {"B1": 1.0})
    run = model.recalculate()
    assert all(value(model, f"{col}{row}") == float(row) for col in "AB" for row in range(2, 201))
    assert len(run.unsupported["FOO"]) == len(down) + len(chain)
    assert not list(run.changed)


def test_an_array_keeps_all_its_values() -> None:
    for dynamic in (False, True):
        model = model_of({}, {"B1": 1.0, "B2": 2.0})
        sheet = model.sheet("S")
        sheet.set_value(2, 1, 20.0)
        sheet.set_array(1, 1, 2, 1, "=FOO(B1:B2)", 10.0, dynamic)
        run = model.recalculate()
        assert (value(model, "A1"), value(model, "A2")) == (10.0, 20.0)
        assert ("S", "A1") in run.unsupported["FOO"]
        assert (sheet.arrays[1, 1].rows, sheet.arrays[1, 1].cols) == (2, 1)


def test_without_a_saved_value_it_is_name_and_a_saved_error_stays() -> None:
    model = model_of({"A1": ("=FOO(1)", None), "A2": ("=FOO(1)", ExcelError("#VALUE!"))})
    for _ in range(2):
        run = model.recalculate(full=True)
        assert (value(model, "A1"), value(model, "A2")) == (NAME, ExcelError("#VALUE!"))
        assert [(cell, error.code) for _, cell, error in run.errors] == [("A1", "#NAME?"), ("A2", "#VALUE!")]


def test_what_can_be_computed_without_the_function_is() -> None:
    model = model_of(
        {
            "A1": ('=IFERROR(FOO(1),"không")', "có"),
            "A2": ("=IF(FALSE,FOO(1),7)", 8.0),
            "A3": ("=IF(ERROR.TYPE(FOO(1))=5,3,4)", 9.0),
        }
    )
    model.recalculate()
    assert [value(model, cell) for cell in ("A1", "A2", "A3")] == ["không", 7.0, 3.0]


def test_an_error_of_another_cell_is_passed_on() -> None:
    model = model_of({"A1": ("=1/0", 1.0), "A2": ("=FOO(1)+A1", 5.0), "A3": ("=A1+FOO(1)", 5.0)})
    model.recalculate()
    assert value(model, "A2") == 5.0  # the unknown function comes first
    error = value(model, "A3")
    assert isinstance(error, ExcelError) and error.code == "#DIV/0!"
