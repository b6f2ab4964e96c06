"""Item 7: bad input gets one clear sentence, exit code 1, no traceback, and the file stays as it was."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from as_user import Run, refused, row_of, unchanged
from openpyxl.worksheet.worksheet import Worksheet

OLE = bytes.fromhex("D0CF11E0A1B11AE1")


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("bang.xlsx", b"TT;CHI TIEU\n1;abc\n", "không phải"),
        ("bang.xlsx", b"", "rỗng"),
        ("cu.xls", OLE + bytes(1016), ".xls"),
        ("mat-khau.xlsx", OLE + bytes(1016) + "EncryptedPackage".encode("utf-16-le") + bytes(512), "mật khẩu"),
        ("cut.xlsx", b"PK\x03\x04" + bytes(60), "hỏng"),
    ],
)
@pytest.mark.parametrize("command", ["recalc", "report", "verify"])
def test_a_file_that_is_no_workbook(
    command: str, name: str, content: bytes, word: str, tmp_path: Path, chitieu: Run
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    refused(unchanged(path, lambda: chitieu(command, path)), name, word)


def test_a_file_that_is_not_there(tmp_path: Path, chitieu: Run) -> None:
    refused(chitieu("recalc", tmp_path / "khong-co.xlsx"), "khong-co.xlsx")


@pytest.mark.parametrize("sheet", ["ThongTin", "ChiTieu", "CauMau"])
def test_a_workbook_without_a_sheet_of_the_report(sheet: str, table: Path, chitieu: Run) -> None:
    book = openpyxl.load_workbook(table)
    del book[sheet]
    book.save(table)
    refused(unchanged(table, lambda: chitieu("report", table)), sheet)


def test_a_column_that_is_missing(table: Path, chitieu: Run) -> None:
    book = openpyxl.load_workbook(table)
    book["ChiTieu"].delete_cols(4, 13)
    book.save(table)
    refused(unchanged(table, lambda: chitieu("report", table)), "cột")


def small(tmp_path: Path, **cells: object) -> Path:
    """A workbook of these cells, without saved values."""
    path = tmp_path / "nho.xlsx"
    book = openpyxl.Workbook()
    for name, value in cells.items():
        book.active[name] = value  # type: ignore[index]
    book.save(path)
    return path


def test_a_circular_formula(tmp_path: Path, chitieu: Run) -> None:
    path = small(tmp_path, A1="=B1+1", B1="=A1*2", C1="=1+1")
    refused(unchanged(path, lambda: chitieu("recalc", path)), "A1", "B1", "vòng")
    done = chitieu("recalc", path, "-o", tmp_path / "ra.xlsx")
    assert done.returncode == 0
    assert "A1" in done.stderr
    assert openpyxl.load_workbook(tmp_path / "ra.xlsx", data_only=True).active["C1"].value == 2  # type: ignore[index]


def test_an_unknown_function(tmp_path: Path, chitieu: Run) -> None:
    path = small(tmp_path, A1="=HAM_LA(1)", C1="=1+1")
    refused(unchanged(path, lambda: chitieu("recalc", path)), "HAM_LA", "A1")
    done = chitieu("recalc", path, "-o", tmp_path / "ra.xlsx")
    assert done.returncode == 0
    assert "HAM_LA" in done.stderr
    assert openpyxl.load_workbook(tmp_path / "ra.xlsx", data_only=True).active["C1"].value == 2  # type: ignore[index]


def test_a_read_only_target(table: Path, chitieu: Run) -> None:
    table.chmod(0o444)
    refused(unchanged(table, lambda: chitieu("recalc", table)), table.name)


@pytest.mark.parametrize("lock", ["~$bang.xlsx", ".~lock.bang.xlsx#"])
def test_a_file_open_in_another_program(lock: str, table: Path, chitieu: Run) -> None:
    (table.parent / lock).write_bytes(b",officer,pc,,;" + bytes(40))
    refused(unchanged(table, lambda: chitieu("recalc", table)), table.name, "đóng")


def test_a_target_folder_that_is_not_there(table: Path, chitieu: Run) -> None:
    refused(unchanged(table, lambda: chitieu("recalc", table, "-o", table.parent / "khong" / "ra.xlsx")), "khong")


def test_one_bad_file_among_many_does_not_stop_the_others(table: Path, tmp_path: Path, chitieu: Run) -> None:
    bad = tmp_path / "hong.xlsx"
    bad.write_bytes(b"khong phai zip")
    out = tmp_path / "ra"
    done = chitieu("recalc", bad, table, "-o", out)
    assert done.returncode == 1
    assert "hong.xlsx" in done.stderr
    assert [path.name for path in out.iterdir()] == [table.name]


@pytest.mark.parametrize(
    ("number", "typed"),
    [("3", "12,5 tấn"), ("3", "2.000"), ("3", 2300000), ("19", "98 người")],
)
def test_what_is_no_certain_number_is_named_and_never_guessed(
    number: str, typed: object, table: Path, chitieu: Run, change_with_openpyxl: Callable[..., Path]
) -> None:
    def edit(sheet: Worksheet) -> None:
        sheet.cell(row_of(sheet, number), 6).value = typed  # type: ignore[assignment]

    path = change_with_openpyxl(edit)
    done = chitieu("recalc", path)
    assert done.returncode == 0, done.stderr
    book = openpyxl.load_workbook(path, data_only=True)
    row = row_of(book["ChiTieu"], number)
    assert f"F{row}" in [cell.value for cell in book["KiemTra"]["B"][4:44]]
    assert book["ChiTieu"].cell(row, 6).value == typed
    assert f"F{row}" in done.stdout
    if isinstance(typed, str):
        assert book["ChiTieu"].cell(row, 11).value == "Cần kiểm tra"


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ((), "LỆNH"),
        (("tinh",), "tinh"),
        (("recalc",), "TỆP"),
        (("recalc", "a.xlsx", "--khong-co"), "--khong-co"),
        (("verify", "a.xlsx", "--against", "gnumeric"), "gnumeric"),
        (("new", "but-son-2023-h1"), "-o"),
    ],
)
def test_wrong_usage_leaves_with_2_in_vietnamese(arguments: tuple[str, ...], word: str, chitieu: Run) -> None:
    done = chitieu(*arguments)
    assert done.returncode == 2
    assert word in done.stderr
    assert "Cách dùng" in done.stderr
    assert not {"usage", "error", "required", "invalid", "argument"} & set(done.stderr.replace(":", " ").split())


def test_new_never_replaces_a_file(table: Path, chitieu: Run) -> None:
    refused(unchanged(table, lambda: chitieu("new", "but-son-2023-h1", "-o", table)), table.name)


def test_a_second_demonstration_keeps_what_someone_changed(
    demo: tuple[Path, str], tmp_path: Path, chitieu: Run
) -> None:
    folder = Path(shutil.copytree(demo[0], tmp_path / "ra"))
    path = folder / "but-son-2023-h1.xlsx"
    book = openpyxl.load_workbook(path)
    book["ChiTieu"]["F12"] = 2301
    book.save(path)
    assert chitieu("demo", "-o", folder).returncode == 0
    kept = [name for name in folder.glob("*.xlsx") if name != path]
    assert [openpyxl.load_workbook(name)["ChiTieu"]["F12"].value for name in kept] == [2301]
    assert openpyxl.load_workbook(path)["ChiTieu"]["F12"].value == 2300
