"""What is recomputed after an edit, in which order, and how far chains may go."""

from xlcore import BUILTINS, Model
from xlcore.refs import cell_name
from xlcore.values import VALUE


def column(model: Model, col: int, count: int, text: str, first: int = 1) -> None:
    sheet = model.sheet("S")
    for row in range(first, first + count):
        sheet.set_formula(row, col, text.format(r=row, p=row - 1, n=row + 1))


def new_model() -> Model:
    model = Model(BUILTINS)
    model.add_sheet("S")
    return model


def cells(found: object) -> list[str]:
    return sorted(cell for _, cell in found)  # type: ignore[attr-defined]


def test_an_edit_recomputes_its_dependents_only() -> None:
    model = new_model()
    sheet = model.sheet("S")
    for row in range(1, 6):
        sheet.set_value(row, 1, float(row))
    column(model, 2, 5, "=A{r}*2")
    sheet.set_formula(1, 3, "=SUM(B1:B3)")
    sheet.set_formula(2, 3, "=B5")
    assert len(model.recalculate().recomputed) == 7
    assert len(model.recalculate().recomputed) == 0
    sheet.set_value(2, 1, 20.0)
    run = model.recalculate()
    assert cells(run.recomputed) == ["B2", "C1"] == cells(run.changed)
    sheet.set_value(5, 1, 5.0)
    run = model.recalculate()
    assert (cells(run.recomputed), cells(run.changed)) == (["B5", "C2"], [])


def test_volatile_cells_are_always_recomputed() -> None:
    model = new_model()
    model.sheet("S").set_formula(1, 1, "=RAND()")
    model.sheet("S").set_formula(2, 1, "=A1+1")
    model.sheet("S").set_formula(3, 1, "=1+1")
    model.recalculate(seed=1)
    first = model.value("S", 1, 1)
    assert cells(model.recalculate(seed=2).recomputed) == ["A1", "A2"]
    assert model.value("S", 1, 1) != first
    model.recalculate(seed=1)
    assert model.value("S", 1, 1) == first


def test_running_total_goes_down_and_its_mirror_up() -> None:
    model = new_model()
    sheet = model.sheet("S")
    for row in range(1, 1001):
        sheet.set_value(row, 1, 1.0)
    sheet.set_formula(1, 2, "=A1")
    column(model, 2, 999, "=B{p}+A{r}", 2)
    sheet.set_formula(1000, 3, "=A1000")
    column(model, 3, 999, "=C{n}+A{r}")
    column(model, 4, 1000, "=SUM(A$1:A{r})")
    model.recalculate()
    assert (sheet.value(1000, 2), sheet.value(1, 3), sheet.value(500, 4)) == (1000.0, 1000.0, 500.0)
    sheet.set_value(990, 1, 2.0)
    run = model.recalculate()
    assert sheet.value(1000, 2) == 1001.0
    assert "B989" not in cells(run.recomputed) and "B990" in cells(run.recomputed)


def test_columns_that_read_one_another_crosswise() -> None:
    model = new_model()
    sheet = model.sheet("S")
    sheet.set_value(1, 1, 1.0)
    sheet.set_value(1, 2, 1.0)
    column(model, 1, 400, "=B{p}+1", 2)
    column(model, 2, 400, "=A{r}*1", 2)
    run = model.recalculate()
    assert run.circular == []
    assert sheet.value(401, 2) == 401.0


def test_a_chain_of_100_000_cells_in_single_steps() -> None:
    model = new_model()
    sheet = model.sheet("S")
    sheet.set_value(1, 1, 1.0)
    # Zig-zag over two columns with changing constants: no family, no block, only depth.
    for step in range(2, 100_001):
        row, col = (step + 1) // 2, 1 + (step + 1) % 2
        before = step - 1
        sheet.set_formula(row, col, f"={cell_name((before + 1) // 2, 1 + (before + 1) % 2)}+{1 + step % 2}-{step % 2}")
    model.recalculate()
    assert sheet.value(50_000, 2) == 100_000.0


def test_whole_columns_cost_what_is_used() -> None:
    model = new_model()
    sheet = model.sheet("S")
    sheet.set_value(1, 1, 2.0)
    sheet.set_value(1_048_576, 1, 3.0)
    sheet.set_formula(1, 3, '=SUM(A:A)+COUNTIF(A:B,">2")+SUM(A1:XFD1048576)*0')
    sheet.set_formula(2, 3, "=SUM(A:B)")
    model.recalculate()
    assert sheet.value(2, 3) == 5.0
    assert len(sheet.grid.columns[1].values) == 1  # the far cell did not fill the column


def test_indirect_sees_cells_that_stand_later() -> None:
    model = new_model()
    sheet = model.sheet("S")
    sheet.set_formula(1, 1, '=INDIRECT("B1")+OFFSET(C1,0,1)')
    sheet.set_formula(1, 2, "=E1*2")
    sheet.set_formula(1, 4, "=B1+1")
    sheet.set_value(1, 5, 5.0)
    model.recalculate()
    assert sheet.value(1, 1) == 21.0
    sheet.set_value(1, 5, 6.0)
    model.recalculate()
    assert sheet.value(1, 1) == 25.0


def test_a_formula_of_4_000_terms() -> None:
    model = new_model()
    model.sheet("S").set_formula(1, 1, "=" + "+".join(["1"] * 4000))
    model.recalculate()
    assert model.value("S", 1, 1) == 4000.0


def test_an_edit_that_makes_every_block_dirty_is_computed_in_order() -> None:
    model = Model(BUILTINS)
    sheet = model.add_sheet("S")
    sheet.put_column(1, 1, [1.0] * 300)
    for row in range(1, 301):
        sheet.set_formula(row, 5, f"A{row}*2")
        sheet.set_formula(row, 6, f"A{row}+E{row}")
    model.recalculate()
    sheet.set_value(246, 1, 10.0)
    model.recalculate()
    assert sheet.value(246, 6) == 30.0


def test_another_locale_makes_everything_dirty() -> None:
    model = Model(functions=BUILTINS)
    sheet = model.add_sheet("S")
    sheet.set_formula(1, 1, '="1,5"+1')
    sheet.set_formula(2, 1, '=2.5&""')
    model.recalculate()
    assert (sheet.value(1, 1), sheet.value(2, 1)) == (VALUE, "2.5")
    model.recalculate(locale="vi-VN")
    assert (sheet.value(1, 1), sheet.value(2, 1)) == (2.5, "2,5")
    assert len(model.recalculate(locale="vi-VN").recomputed) == 0
    model.recalculate()
    assert (sheet.value(1, 1), sheet.value(2, 1)) == (VALUE, "2.5")


def test_texts_read_as_dates_count_from_1904_where_the_workbook_does() -> None:
    model = Model(functions=BUILTINS, date1904=True)
    sheet = model.add_sheet("S")
    sheet.set_value(1, 2, "1/1/2024")
    for row, formula in enumerate(('="1/1/2024"+0', "=B1*1", '=DATEVALUE("1/1/2024")'), 1):
        sheet.set_formula(row, 1, formula)
    model.recalculate()
    assert [sheet.value(row, 1) for row in range(1, 4)] == [45292.0 - 1462] * 3


def test_an_input_inside_an_array_is_overwritten_whenever_it_came() -> None:
    early, late = Model(BUILTINS), Model(BUILTINS)
    for model in (early, late):
        sheet = model.add_sheet("S")
        sheet.set_array(1, 1, 2, 1, "={0.25;0.5}")
    early.sheet("S").set_value(2, 1, "a")
    early.recalculate()
    late.recalculate()
    late.sheet("S").set_value(2, 1, "a")
    late.recalculate()
    assert early.value("S", 2, 1) == late.value("S", 2, 1) == 0.5
