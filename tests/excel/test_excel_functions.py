"""Every CT_… function as Excel calls it, through xlwings' own UDF server: as the engine has it, and Python."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import but_son
import pytest
from windows_process import MISSING, WindowsProcess, range_of

import udfs
from workbook.function_help import CATEGORY, LONGEST, help_of, parameters
from xlcore import BUILTINS, Model
from xlcore.refs import parse_cell
from xlcore.values import DIV0, NA, ExcelError, Value

CLSID = "{506e67c3-55b5-48c3-a035-eed5deea7d6d}"
INPUTS: list[Value] = [4150.0, 102.678, None, "", "Duy trì", "-", True, DIV0, "4.150", 45112.0]


class Ref(str):
    """An argument that is a reference."""


TABLE, INFO = Ref("ChiTieu!A6:P42"), Ref("ThongTin!A4:C10")
LONG_TABLE = Ref("ChiTieu!A6:P505")

CALLS: list[tuple[Any, ...]] = [
    ("CT_TRANG_THAI", Ref("ChiTieu!A12"), Ref("ChiTieu!D12"), Ref("ChiTieu!F12"), Ref("ChiTieu!O12"), "2023-H1", 50.0),
    ("CT_TRANG_THAI", Ref("ChiTieu!A7"), Ref("ChiTieu!D7"), Ref("ChiTieu!F7"), Ref("ChiTieu!O7"), "2023-H1", None),
    ("CT_TRANG_THAI", 3.0, 100.0, 20.0, "", "2023", 50.0, "thấp"),
    ("CT_DANH_GIA", Ref("ChiTieu!D12"), Ref("ChiTieu!F12"), Ref("ChiTieu!N12")),
    ("CT_DANH_GIA", "14,5-15,5", 15.0, "cao"),
    ("CT_TONG_KET", NA, INFO),
    ("CT_TANG_TRUONG", Ref("ChiTieu!F12"), Ref("ChiTieu!E12")),
    ("CT_TANG_TRUONG", Ref("O!A8"), 5.0),
    ("CT_DIEM_PHAN_TRAM", 78.1, 77.4),
    ("CT_TI_LE", 2300.0, 4150.0),
    ("CT_TI_LE", 1.0, 0.0),
    ("CT_TI_LE", "chữ", 2.0),
    ("CT_SO", Ref("O!A2")),
    ("CT_SO", Ref("O!A2"), 1.0),
    ("CT_SO", True),
    ("CT_SO", Ref("O!A3")),
    ("CT_PHAN_TRAM", 55.4217, 1.0),
    ("CT_TIEN", 8900000000.0, None, 1.0),
    ("CT_TIEN", 8900000000.0, "triệu"),
    ("CT_TIEN", 8900000000.0, "đấu"),
    ("CT_SO_CHU", 102.68),
    ("CT_SO_CHU", 1e30),
    ("CT_TIEN_CHU", 8900000000.0),
    ("CT_NGAY", Ref("O!A10")),
    ("CT_KY", "2023-H1"),
    ("CT_KY", 2023.0, "con_lai"),
    ("CT_KY", "2023-H1", "ti_le"),
    ("CT_DOC_SO", "8,9 tỷ đồng"),
    ("CT_DOC_SO", Ref("O!A9"), "vi"),
    ("CT_DEM", TABLE, "tong", "2023-H1", 50.0),
    ("CT_DEM", LONG_TABLE, "dat", "2023-H1", 50.0, "II"),
    ("CT_DEM", TABLE, "la", "2023-H1", 50.0),
    ("CT_TONG_KET", LONG_TABLE, INFO),
    ("CT_CAU", "{luong_thuc.ten} đạt {luong_thuc.th} tấn.", LONG_TABLE, INFO),
    ("CT_CAU", Ref("O!A3"), TABLE, INFO),
    ("CT_CAU", Ref("O!A8"), TABLE, INFO),
    ("CT_CANH_BAO_CAU", "{abc.th}", None, TABLE, INFO),
    ("CT_KIEM_TRA", 1.0, LONG_TABLE, INFO, 6.0),
    ("CT_KIEM_TRA", "1", TABLE, INFO, 6.0, None, 1.0),
    ("CT_KIEM_TRA", "chữ", TABLE, INFO),
    ("CT_KIEM_TRA_O", 1.0, TABLE, INFO, 6.0),
]  # fmt: skip
COLUMN = Ref("O!A1:A10")
SPREAD: list[tuple[Any, ...]] = [
    ("CT_SO", COLUMN),
    ("CT_SO", COLUMN, Ref("O!B1:D1")),
    ("CT_TI_LE", COLUMN, 50.0),
    ("CT_TI_LE", COLUMN, Ref("O!B1:D1")),
    ("CT_TI_LE", COLUMN, Ref("O!A1:A3")),
    ("CT_DOC_SO", COLUMN),
    ("CT_NGAY", COLUMN),
    ("CT_DANH_GIA", Ref("ChiTieu!D6:D42"), Ref("ChiTieu!F6:F42"), Ref("ChiTieu!N6:N42")),
    ("CT_KY", Ref("O!E1:F1"), "chu"),
    ("CT_CAU", COLUMN, TABLE, INFO),
]


@pytest.fixture(scope="module")
def model() -> Model:
    """The table of Bút Sơn with a mistake in it, and a sheet of odd inputs."""
    model = Model(functions=BUILTINS | udfs.FUNCTIONS)
    sheets = {"ThongTin": (4, but_son.INFO), "ChiTieu": (6, but_son.changed("luong_thuc", actual=2.3))}
    across: list[list[Value]] = [[100.0, 0.0, 50.0, "2023-H1", "2023-Q2"]]
    for name, (first, rows) in sheets.items():
        sheet = model.add_sheet(name)
        for row, values in enumerate(rows, first):
            for col, value in enumerate(values, 1):
                sheet.set_value(row, col, value)
    odd = model.add_sheet("O")
    for row, value in enumerate(INPUTS, 1):
        odd.set_value(row, 1, value)
    for col, value in enumerate(across[0], 2):
        odd.set_value(1, col, value)
    model.add_sheet("Ra")
    return model


def formula(call: tuple[Any, ...]) -> str:
    name, *arguments = call
    return f"={name}({','.join(map(written, arguments))})"


def written(argument: Any) -> str:
    """An argument as it stands in a formula."""
    if argument is None or isinstance(argument, Ref):
        return argument or ""
    if isinstance(argument, bool):
        return str(argument).upper()
    if isinstance(argument, ExcelError):
        return argument.code
    return '"{}"'.format(argument.replace('"', '""')) if isinstance(argument, str) else repr(argument)


def handed_over(model: Model, argument: Any) -> Any:
    """An argument as Excel hands it to VBA: a range, a value, or nothing."""
    if not isinstance(argument, Ref):
        return MISSING if argument is None else argument
    name, _, area = argument.partition("!")
    first, _, last = area.partition(":")
    (top, left), (bottom, right) = parse_cell(first) or (0, 0), parse_cell(last or first) or (0, 0)
    grid = model.sheet(name).grid
    rows = [[grid.get(row, col) for col in range(left, right + 1)] for row in range(top, bottom + 1)]
    return range_of(rows, row=top, used=grid.last_row())


def by_the_engine(model: Model, call: tuple[Any, ...], rows: int = 1, cols: int = 1) -> Any:
    sheet = model.sheet("Ra")
    if rows == cols == 1:
        sheet.set_formula(1, 1, formula(call))
    else:
        sheet.set_array(1, 1, rows, cols, formula(call))
    model.recalculate()
    found = [[sheet.value(row, col) for col in range(1, cols + 1)] for row in range(1, rows + 1)]
    if rows > 1 or cols > 1:
        del sheet.arrays[1, 1]
        model.restructured()
    return found[0][0] if rows == cols == 1 else found[0] if rows == 1 else found


def identical(one: Any, other: Any) -> bool:
    """Equal, and of the same types: 1 is not TRUE."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(identical, one, other))
    return type(one) is type(other) and one == other


def test_every_function_is_called_here() -> None:
    assert {name for name, *_ in CALLS} == set(udfs.FUNCTIONS)


@pytest.mark.parametrize("call", CALLS, ids=formula)
def test_a_call_from_excel_gives_what_the_engine_gives(
    windows: WindowsProcess, model: Model, call: tuple[Any, ...]
) -> None:
    name, *arguments = call
    got = windows.call(name, *(handed_over(model, argument) for argument in arguments))
    assert identical(got, by_the_engine(model, call)), (got, by_the_engine(model, call))
    assert len(windows.reads) == sum(isinstance(argument, Ref) for argument in arguments)


@pytest.mark.parametrize("call", [call for call in CALLS if not any(isinstance(each, Ref) for each in call)])
def test_and_what_python_gives(windows: WindowsProcess, call: tuple[Any, ...]) -> None:
    name, *arguments = call
    handed = [MISSING if argument is None else argument for argument in arguments]
    assert identical(windows.call(name, *handed), getattr(udfs, name.lower())(*arguments))


@pytest.mark.parametrize("call", SPREAD, ids=formula)
def test_a_column_is_one_call(windows: WindowsProcess, model: Model, call: tuple[Any, ...]) -> None:
    name, *arguments = call
    got = windows.call(name, *(handed_over(model, argument) for argument in arguments))
    rows = len(got) if isinstance(got[0], list) else 1
    cols = len(got[0]) if isinstance(got[0], list) else len(got)
    assert identical(got, by_the_engine(model, call, rows, cols))
    assert len(windows.reads) == sum(isinstance(argument, Ref) for argument in arguments)
    shapes = [shape(argument) for argument in arguments if isinstance(argument, Ref) and argument not in (TABLE, INFO)]
    assert (rows, cols) == (max(high for high, _ in shapes), max(wide for _, wide in shapes))


def shape(ref: str) -> tuple[int, int]:
    first, _, last = ref.partition("!")[2].partition(":")
    (top, left), (bottom, right) = parse_cell(first) or (0, 0), parse_cell(last) or (0, 0)
    return bottom - top + 1, right - left + 1


def test_of_a_long_table_only_the_rows_in_use_are_read(windows: WindowsProcess, model: Model) -> None:
    arguments = [handed_over(model, argument) for argument in (LONG_TABLE, "tong", "2023-H1", 50.0)]
    assert windows.call("CT_DEM", *arguments) == 29.0
    assert windows.reads == [(37, 16)]


def test_a_table_below_everything_in_use_is_empty(windows: WindowsProcess) -> None:
    below = range_of([[None] * 16] * 100, row=900, used=42)
    assert windows.call("CT_DEM", below, "tong", "2023-H1", 50.0) == 0.0
    assert windows.reads == [(1, 16)]


def test_array_constants_have_rows_and_columns(windows: WindowsProcess) -> None:
    assert windows.call("CT_SO", [4150.0, 2.5]) == ["4.150", "2,5"]
    assert windows.call("CT_SO", [[4150.0], [2.5]]) == [["4.150"], ["2,5"]]


def test_errors_come_and_go_as_errors(windows: WindowsProcess) -> None:
    assert windows.call("CT_SO", NA) == NA
    assert windows.call("CT_TI_LE", range_of([[1.0, 2.0]]), range_of([[0.0, NA]])) == [DIV0, NA]


def test_what_is_left_out_takes_the_default_and_a_gap_is_a_blank(windows: WindowsProcess) -> None:
    assert windows.call("CT_TIEN", 8900000000.0, MISSING, MISSING) == "8,9 tỷ đồng"
    assert windows.call("CT_SO", MISSING, 1.0) == ""
    assert windows.call("CT_SO", range_of([[None]]), 1.0) == ""


def test_dates_are_counted_as_the_workbook_of_the_cell_counts_them(windows: WindowsProcess) -> None:
    assert windows.call("CT_NGAY", range_of([[45112.0]])) == "ngày 05 tháng 7 năm 2023"
    assert windows.call("CT_NGAY", range_of([[43650.0]], date1904=1)) == "ngày 05 tháng 7 năm 2023"


@pytest.mark.parametrize("name", sorted(udfs.FUNCTIONS))
def test_the_wizard_is_told_in_vietnamese(windows: WindowsProcess, name: str) -> None:
    function = udfs.FUNCTIONS[name]
    told = windows.ask(described=name)
    assert told["name"] == name
    assert told["doc"] == function.doc
    assert told["category"] == CATEGORY
    assert told["volatile"] is function.volatile is False
    assert told["sub"] is False and told["async_mode"] is None
    assert list(told["arguments"]) == list(parameters(function))
    assert [text for text, _ in told["arguments"].values()] == list(help_of(function))
    assert [optional for _, optional in told["arguments"].values()] == list(parameters(function).values())
    assert all(5 <= len(text) <= LONGEST and text.endswith(".") for text in help_of(function))


def test_the_server_loads_nothing_that_it_does_not_need(windows: WindowsProcess) -> None:
    assert windows.ask(loaded=["xlwings", "xlwings.udfs", "xlwings.pro", "pandas", "numpy", "openpyxl", "jinja2"]) == [
        "xlwings",
        "xlwings.udfs",
    ]


def test_the_server_serves_the_class_that_excel_asks_for(windows: WindowsProcess) -> None:
    code, registered, made, filetime, same = windows.ask(serve=CLSID)
    assert (code, registered, made) == (0, [CLSID], "XLPython")
    assert filetime is None and same is True  # so that nothing is loaded anew, nor the open workbook searched for code


def test_elsewhere_the_server_says_so_and_runs_nothing_that_lies_about(tmp_path: Path) -> None:
    for name in ("workbook", "xlwings", "udfs", "win32api", "pythoncom", "sitecustomize", "usercustomize", "start"):
        (tmp_path / f"{name}.py").write_text("print('planted')\n", encoding="utf-8")
    (tmp_path / "xlwings.conf").write_text('"INTERPRETER_WIN","planted"\n', encoding="utf-8")
    planted = {"PYTHONPATH": ".", "PYTHONSTARTUP": "start.py", "PYTHONHOME": "", "XLWINGS_ON_SERVER": "true"}
    done = subprocess.run(
        [sys.executable, "-I", "-B", "-m", "workbook.excel_functions", CLSID],
        cwd=tmp_path,
        env={**os.environ, **planted},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "Hàm trong ô chỉ chạy được trong Excel trên Windows, với gói xlwings và pywin32.\n"


def test_started_by_hand_the_server_says_who_starts_it() -> None:
    words = [sys.executable, "-I", "-B", "-m", "workbook.excel_functions"]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", timeout=120)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Lệnh này do Excel tự gọi cho các hàm CT_… trong ô")


def test_names_of_cells_are_not_names_of_functions() -> None:
    assert all(parse_cell(name) is None for name in udfs.FUNCTIONS)
