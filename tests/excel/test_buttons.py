"""Every button through xlwings, over a workbook that is open in the Excel of ``openpyxl_engine``."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import openpyxl
import pytest

import workbook
from tests.built import Built
from tests.excel.desk import SETTINGS, Desk, copied, desk_with
from tests.excel.excel_program import SIGNS
from workbook import buttons, jobs, locks, sheets, userfolder
from workbook.compare import values_of
from workbook.excel_host import open_in_explorer, patiently
from workbook.writeback import AREAS
from xlcore.locales import EN_US, VI_VN

NAME = "Bảng chỉ tiêu & tháng 6 (bản 1).xlsx"
FIRST_SENTENCE = f"E{sheets.SENTENCE_FIRST_ROW}"


@pytest.fixture(scope="module")
def made(built: Built) -> Path:
    return built(jobs.DEMO_PACK)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own folders."""
    monkeypatch.setenv("HOME", str(tmp_path / "nha"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "nha" / "state"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "nha" / "state"))
    return tmp_path / "nha"


@pytest.fixture
def desk(made: Path, tmp_path: Path) -> Iterator[Desk]:
    with desk_with(copied(made, tmp_path / "Hồ sơ & số liệu", NAME)) as found:
        yield found


def headless(desk: Desk, tmp_path: Path) -> workbook.Workbook:
    """The workbook as the command line recalculates it, with the edits that are in it now."""
    copy = tmp_path / "lenh.xlsx"
    desk.document.save_copy(copy)
    jobs.recalc(copy)
    return workbook.load(copy)


def assert_left_as_it_was(desk: Desk) -> None:
    assert desk.excel.settings == SETTINGS


# Tính lại --------------------------------------------------------------------------------------------------------
class Pressed(NamedTuple):
    """A button pressed after an edit: what Excel showed before and after, what the button said."""

    desk: Desk
    before: workbook.Workbook
    said: str
    folder: Path


@contextmanager
def after_an_edit(made: Path, folder: Path, button: str) -> Iterator[Pressed]:
    with pytest.MonkeyPatch.context() as patch, desk_with(copied(made, folder / "Hồ sơ & số liệu", NAME)) as desk:
        patch.setenv("XDG_STATE_HOME", str(folder / "nha"))
        patch.setenv("LOCALAPPDATA", str(folder / "nha"))
        patch.setattr(tempfile, "tempdir", str(folder / "tam"))
        (folder / "tam").mkdir()
        desk.document.put("ChiTieu", "F12", 4150)
        desk.document.put("ChiTieu", "F20", None)
        yield Pressed(desk, desk.shown(), desk.press(button), folder)


@pytest.fixture(scope="module")
def recalculated(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pressed]:
    with after_an_edit(made, tmp_path_factory.mktemp("tinh-lai"), "recalc") as pressed:
        yield pressed


def test_new_figures_reach_the_saved_sentences(recalculated: Pressed, tmp_path: Path) -> None:
    desk, before, said, _ = recalculated
    assert re.match(r"Đã tính lại 1\.\d+ công thức; 29 chỉ tiêu gồm 12 đánh giá cuối năm, ", said)
    shown, expected = desk.shown(), headless(desk, tmp_path)
    sentences = [cell for cell, value, _ in before.cells("CauMau") if value == sheets.RECALCULATE]
    assert len(sentences) > 10
    assert sheets.RECALCULATE not in {shown.value("CauMau", cell) for cell in sentences}
    assert values_of(shown) == values_of(expected)
    assert_left_as_it_was(desk)


def test_cells_are_read_and_written_by_the_block(recalculated: Pressed) -> None:
    accesses = recalculated.desk.excel.accesses
    areas = sum(len(own) for own in AREAS.values())
    assert len(recalculated.desk.document.changes) > 100
    assert 0 < accesses["write"] <= areas
    assert accesses["formula"] <= len(AREAS) + areas
    assert (accesses["copy"], accesses["value"]) == (1, 0)


def test_no_formula_is_written_over(recalculated: Pressed) -> None:
    before = recalculated.before
    formulas = {(sheet, cell) for sheet in before.sheet_names for cell, _, text in before.cells(sheet) if text}
    assert not formulas & recalculated.desk.document.changes.keys()


def test_what_stands_in_for_our_functions_is_no_difference(recalculated: Pressed) -> None:
    assert "Excel hiện" not in recalculated.said


def test_nothing_is_written_where_nothing_changed(desk: Desk) -> None:
    desk.press("recalc")
    assert not desk.document.changes
    assert not desk.excel.accesses["write"]
    assert_left_as_it_was(desk)


def test_a_workbook_of_somebody_else_is_only_compared(made: Path, tmp_path: Path) -> None:
    path = tmp_path / "khac.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A2"] = 2, "=A1*2"
    book.save(path)
    with desk_with(path) as desk:
        said = desk.press("recalc")
    assert "không phải sổ chỉ tiêu" in said
    assert "Sheet!A2" in said  # Excel shows nothing there yet
    assert not desk.document.changes


def test_a_cell_that_excel_has_wrong_is_named_with_both_values(desk: Desk, tmp_path: Path) -> None:
    book = workbook.load(desk.document.path)
    grid = book.model.sheet("ChiTieu").grid
    grid.set(12, 8, 77.5)
    book._changed["chitieu"] = [(8, [12])]
    book.save()
    said = desk.press("recalc")
    assert "- ô ChiTieu!H12: Excel hiện 77,5, tính lại ra " in said


def test_many_differences_are_all_in_a_file(desk: Desk) -> None:
    book = workbook.load(desk.document.path)
    grid = book.model.sheet("ChiTieu").grid
    rows = [row for row in range(6, 45) if book.formula("ChiTieu", f"I{row}")]
    for row in rows:
        grid.set(row, 9, -1.0)
    book._changed["chitieu"] = [(9, rows)]
    book.save()
    said = desk.press("recalc")
    listed = (userfolder.folder() / buttons.DIFFERENCES).read_text(encoding="utf-8").splitlines()
    assert len([line for line in listed if "ChiTieu!I" in line]) == len(rows)
    assert f"liệt kê trong tệp {userfolder.folder() / buttons.DIFFERENCES}" in said
    assert "dòng nữa" in said


# Excel's ways ----------------------------------------------------------------------------------------------------
def test_the_signs_are_those_of_excel(desk: Desk) -> None:
    assert desk.host().locale() == VI_VN
    desk.excel.signs = SIGNS["en"]
    assert desk.host().locale() == EN_US
    desk.excel.own_separators = (",", ".")
    mixed = desk.host().locale()
    assert (mixed.decimal, mixed.group, mixed.date_order) == (",", ".", "mdy")
    assert mixed.tag not in ("en-US", "vi-VN")


@pytest.mark.parametrize(("language", "sign"), [("vi", "phẩy"), ("en", "chấm")])
def test_formulas_are_computed_with_excels_signs(made: Path, tmp_path: Path, language: str, sign: str) -> None:
    with desk_with(copied(made, tmp_path / "so"), language=language) as desk, buttons.opened(desk.host()) as copy:
        buttons.computed(desk.host(), copy)
        texts = [value for _, value, _ in copy.book.cells("ThongTin") if isinstance(value, str)]
    assert any(f"dấu {sign} thập phân:" in text for text in texts)


def test_in_manual_mode_excel_computes_before_and_after(desk: Desk) -> None:
    desk.excel.settings["calculation"] = "manual"
    desk.document.put("ChiTieu", "F12", 4150)
    assert desk.shown().value("ChiTieu", "H12") != 100
    said = desk.press("recalc")
    assert "Excel hiện" not in said
    assert desk.shown().value("ChiTieu", "H12") == 100
    assert desk.excel.accesses["calculate"] == 2
    assert desk.excel.settings == SETTINGS | {"calculation": "manual"}


def test_protected_sheets_are_written_and_protected_as_before(desk: Desk) -> None:
    guards = {ws.title: dict(vars(ws.protection)) for ws in desk.document.cells(values=False)}
    assert guards["KiemTra"]["sheet"]
    desk.document.put("ChiTieu", "F12", 4150)
    desk.press("recalc")
    assert any(sheet == "KiemTra" for sheet, _ in desk.document.changes)
    assert {ws.title: dict(vars(ws.protection)) for ws in desk.document.cells(values=False)} == guards


def test_a_sheet_with_a_password_is_said_and_left_alone(desk: Desk) -> None:
    desk.document.passwords.add("KiemTra")
    desk.document.put("ChiTieu", "F12", 4150)
    said = desk.press("recalc")
    assert said.startswith("Trang KiemTra đang bảo vệ bằng mật khẩu")
    assert desk.document.cells(values=False)["KiemTra"].protection.sheet
    assert_left_as_it_was(desk)


def test_under_a_filter_every_row_is_written(desk: Desk, tmp_path: Path) -> None:
    sheet = desk.document.cells(values=False)["CauMau"]
    sheet.auto_filter.ref = "A4:G304"
    for row in range(6, 300):
        sheet.row_dimensions[row].hidden = True
    desk.document.put("ChiTieu", "F12", 4150)
    assert desk.press("recalc").startswith("Đã tính lại")
    expected = headless(desk, tmp_path)
    for row in range(sheets.SENTENCE_FIRST_ROW, sheets.SENTENCE_LAST_ROW + 1):
        assert desk.shown_constant("CauMau", f"H{row}") == expected.value("CauMau", f"H{row}")


def test_texts_stay_texts_whatever_they_look_like(desk: Desk) -> None:
    host = desk.host()
    texts = ["=1+1", "12/5", "4.150", "TRUE", "'trích", "+84", "-", "Câu văn dài " * 2000, "Câu thường, đủ dài để đọc."]
    host.write("CauMau", 10, sheets.SAVED_TEXT, [[text] for text in texts])
    written = host.contents("CauMau", (10, sheets.SAVED_TEXT, 9 + len(texts), sheets.SAVED_TEXT))
    assert [row[0] for row in written] == texts
    host.write("CauMau", 10, sheets.SAVED_TEXT, [[None]])
    assert host.contents("CauMau", (10, sheets.SAVED_TEXT, 10, sheets.SAVED_TEXT)) == [[""]]


def test_a_row_inserted_meanwhile_is_noticed_before_anything_is_written(desk: Desk) -> None:
    desk.document.put("ChiTieu", "F12", 4150)
    host = desk.host()
    save = host.save_copy

    def and_then(path: Path) -> None:
        save(path)
        desk.document.put("CauMau", "B20", "cau_moi_chen")

    host.save_copy = and_then  # type: ignore[method-assign]
    before = dict(desk.document.changes)
    assert not buttons.press("recalc", host)
    assert desk.excel.alerts[-1][0].startswith("Trang CauMau vừa được sửa trong lúc tính")
    assert desk.document.changes == before | {("CauMau", "B20"): "cau_moi_chen"}
    assert_left_as_it_was(desk)


def test_a_busy_excel_is_asked_again(desk: Desk) -> None:
    host = desk.host()
    desk.excel.rejects = 3
    buttons.press("recalc", host)
    assert desk.excel.alerts[-1][0].startswith("Đã tính lại")


def test_one_that_stays_busy_is_told_to_press_enter(desk: Desk) -> None:
    host = desk.host(patience=0.3)
    desk.excel.rejects = 1000
    with pytest.raises(workbook.Refusal, match="bấm Enter"):
        host.name()


def test_what_pywin32_and_xlwings_make_of_a_busy_excel_is_asked_again_too(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    windows = ModuleType("xlwings._xlwindows")
    windows.ExcelBusyError = type("ExcelBusyError", (Exception,), {})  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "xlwings._xlwindows", windows)
    answers: list[Exception] = [AttributeError("Property 'Excel.Value' can not be set."), windows.ExcelBusyError()]

    def asked() -> str:
        if answers:
            raise answers.pop()
        return "xong"

    assert patiently(asked, 2) == "xong"
    answers += [windows.ExcelBusyError()] * 5
    with pytest.raises(workbook.Refusal, match="bấm Enter"):
        patiently(asked, 0.3)


def test_a_failure_while_writing_leaves_excel_as_it_was(desk: Desk) -> None:
    desk.document.put("ChiTieu", "F12", 4150)

    def broken() -> None:
        raise desk.com_error(-2146827284)

    desk.excel.before_write = broken
    said = desk.press("recalc")
    assert said.startswith("Excel không làm được một việc được yêu cầu (mã 800A03EC)")
    assert_left_as_it_was(desk)


def test_an_excel_that_was_closed_is_said_without_it(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    host = desk.host()
    desk.excel.gone = True
    with pytest.raises(workbook.Refusal, match="đã đóng giữa chừng"):
        host.progress("…")
    host.message("Chuyện đã xảy ra.", "warning")
    assert capsys.readouterr().err == "Chuyện đã xảy ra.\n"


def test_another_workbook_that_is_active_is_not_touched(desk: Desk, made: Path, tmp_path: Path) -> None:
    other = desk.excel.open(copied(made, tmp_path / "khac", "khac.xlsx"))
    desk.excel.documents.reverse()
    desk.document.put("ChiTieu", "F12", 4150)
    assert desk.press("check").startswith("Đã kiểm tra")
    assert desk.excel.shown is not None and desk.excel.shown[0] == desk.document.full_name
    assert not other.changes


def test_a_second_press_is_told_that_the_first_is_at_work(desk: Desk) -> None:
    with locks.held(desk.document.full_name.upper()):
        said = desk.press("report")
    assert said.startswith("Một việc khác của chương trình chỉ tiêu đang chạy với tệp")
    assert desk.press("recalc").startswith("Đã tính lại")


# Lập báo cáo -----------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def reported(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pressed]:
    with after_an_edit(made, tmp_path_factory.mktemp("bao-cao"), "report") as pressed:
        yield pressed


def test_the_report_stands_beside_the_workbook_and_says_what_the_command_says(
    reported: Pressed, tmp_path: Path
) -> None:
    desk = reported.desk
    written = desk.document.path.with_suffix(".docx")
    assert reported.said.startswith(f"Đã viết báo cáo {written.name} vào thư mục {written.parent}")
    assert desk.folders == [written.parent]
    copy = tmp_path / "so.xlsx"
    desk.document.save_copy(copy)
    jobs.report(copy)
    assert content(written) == content(copy.with_suffix(".docx"))
    assert_left_as_it_was(desk)


def test_the_job_is_told_in_the_status_bar_which_is_then_given_back(reported: Pressed) -> None:
    assert [text.removeprefix("Chỉ tiêu: ") for text in reported.desk.excel.statuses] == [
        "đang đọc sổ…",
        "đang tính lại…",
        "đang viết báo cáo…",
        "đang ghi kết quả vào sổ…",
    ]
    assert reported.desk.excel.settings["status_bar"] is False


def test_nothing_of_a_button_stays_in_the_temporary_folder(reported: Pressed) -> None:
    assert not list((reported.folder / "tam").iterdir())


def content(path: Path) -> bytes:
    with zipfile.ZipFile(path) as package:
        return package.read("word/document.xml")


def test_a_report_edited_in_word_keeps_its_edits(desk: Desk) -> None:
    desk.press("report")
    report = desk.document.path.with_suffix(".docx")
    edit(report, " (đã sửa)")
    desk.document.put("ChiTieu", "F12", 4150)
    said = desk.press("report")
    assert re.search(r"- Báo cáo đã có được viết tiếp: .* giữ nguyên [1-9]\d* chỗ đã sửa tay", said)
    assert f"- Bản trước đây được giữ lại: {report.stem}-ban-truoc.docx." in said
    assert "(đã sửa)" in content(report).decode()


def edit(path: Path, more: str) -> None:
    """Adds to the first long text of a Word file, as somebody does who edits it."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    text = parts["word/document.xml"].decode()
    found = re.search(r"<w:t(?: [^>]*)?>[^<]{60,}</w:t>", text)
    assert found
    changed = found[0].replace("</w:t>", f"{more}</w:t>")
    parts["word/document.xml"] = text.replace(found[0], changed, 1).encode()
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)


@pytest.mark.parametrize(
    ("folder", "full_name", "stem"),
    [
        ("x", "https://d.docs.live.net/1a2b/Tài liệu/Bảng & số.xlsx", "Bảng & số"),
        ("x", "Book1", "Book1"),
        ("INetCache/Content.Outlook/8XQ2", "", "bang"),
    ],
)
def test_without_a_folder_of_its_own_the_report_goes_to_documents(
    made: Path, tmp_path: Path, home: Path, folder: str, full_name: str, stem: str
) -> None:
    with desk_with(copied(made, tmp_path / folder, "bang.xlsx"), full_name or None) as desk:
        assert f"vào thư mục {home / 'Documents'}" in desk.press("report")
    assert (home / "Documents" / f"{stem}.docx").is_file()


def test_a_report_that_is_open_in_word_is_refused_before_anything_is_written(desk: Desk) -> None:
    report = desk.document.path.with_suffix(".docx")
    dropped = min(max(len(report.stem) - 6, 0), 2)
    report.with_name(f"~${report.name[dropped:]}").touch()
    desk.document.put("ChiTieu", "F12", 4150)
    said = desk.press("report")
    assert "đang mở trong Word" in said
    assert list(desk.document.changes) == [("ChiTieu", "F12")]
    assert not report.exists()


def test_the_folder_is_opened_and_never_the_program_beside_it_that_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked for ``D:\\so``, Windows runs ``D:\\so.bat`` although there is such a folder; not so for ``D:\\so\\``."""
    asked: list[str] = []
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(os, "startfile", lambda path: asked.append(os.fspath(path)), raising=False)
    open_in_explorer(tmp_path)
    assert asked == [f"{tmp_path}{os.sep}"]


def test_a_folder_that_windows_does_not_show_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The report is there by then, and the message has named its folder."""

    def refused(path: object) -> None:
        raise OSError(5, "Access is denied")

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(os, "startfile", refused, raising=False)
    open_in_explorer(tmp_path)


def test_a_refusal_names_the_workbook_and_not_its_copy(made: Path, tmp_path: Path) -> None:
    with desk_with(copied(made, tmp_path / "so", "cu.xlsx")) as desk:
        old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
        desk.document.save_copy = lambda path: path.write_bytes(old)  # type: ignore[assignment]
        said = desk.press("recalc")
    assert "“cu.xlsx”" in said
    assert "chitieu-" not in said


def test_the_log_has_no_content_of_cells(desk: Desk) -> None:
    desk.document.put("ChiTieu", "F12", 4150)
    desk.press("recalc")
    desk.document.put("ThongTin", "C11", "không phải kỳ")
    desk.press("report")
    log = (userfolder.folder() / userfolder.LOG).read_text(encoding="utf-8").splitlines()
    assert [line.split("  ", 1)[1] for line in log][0] == "recalc"
    assert len(log) == 2 and "kỳ" not in log[1]


# Kiểm tra --------------------------------------------------------------------------------------------------------
def test_the_check_shows_its_sheet_and_counts(desk: Desk) -> None:
    desk.document.put("ChiTieu", "F12", 415000)
    said = desk.press("check")
    assert re.match(r"Đã kiểm tra; 29 chỉ tiêu gồm .*; [1-9]\d* điều cần xem lại\.\n\n- ", said)
    assert desk.excel.shown == (desk.document.full_name, "KiemTra", "A5")
    assert desk.excel.alerts[-1][1] == "critical"


def test_a_workbook_without_the_sheet_is_refused(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "khac.xlsx")
    with desk_with(tmp_path / "khac.xlsx") as desk:
        said = desk.press("check")
    assert said.startswith("Sổ khac.xlsx không có trang KiemTra")


# Kỳ mới ----------------------------------------------------------------------------------------------------------
def test_the_next_period_is_a_new_workbook_beside_the_old_one(desk: Desk, tmp_path: Path) -> None:
    desk.document.put("ChiTieu", "F12", 4150)
    desk.excel.answer = True  # what is proposed
    old = desk.document.path.read_bytes()
    said = desk.press("roll")
    assert desk.excel.questions == ["2023-9M"]
    new = desk.document.path.with_name(NAME.replace(".xlsx", "-2023-9M.xlsx"))
    assert said.startswith(f"Đã lập sổ 9 tháng đầu năm 2023: {new.name} trong thư mục {new.parent};")
    assert desk.folders == [new.parent]
    assert desk.document.path.read_bytes() == old
    rolled = workbook.load(new)
    assert rolled.value("ChiTieu", "F12") is None
    assert 4150.0 in [row[5] for row in rolled.values("LichSu", "A5:G200")]
    assert list(desk.document.changes) == [("ChiTieu", "F12")]


def test_a_workbook_with_buttons_keeps_them_in_the_next_period(built: Built, tmp_path: Path) -> None:
    path = copied(built(jobs.DEMO_PACK, ".xlsm"), tmp_path, "Sổ tháng 6.xlsm")
    with desk_with(path) as desk:
        desk.excel.answer = "2023-9M"
        assert desk.press("roll").startswith("Đã lập sổ 9 tháng đầu năm 2023: Sổ tháng 6-2023-9M.xlsm")
        assert desk.press("report").startswith("Đã viết báo cáo Sổ tháng 6.docx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "Sổ tháng 6-2023-9M.xlsm") as new:
        assert old.read("xl/vbaProject.bin") == new.read("xl/vbaProject.bin")
        assert old.namelist() == new.namelist()


def test_whoever_does_not_answer_gets_no_workbook(desk: Desk) -> None:
    before = sorted(desk.folder.iterdir())
    desk.press("roll")
    assert sorted(desk.folder.iterdir()) == before
    assert not desk.excel.alerts


def test_a_period_that_is_none_or_there_already_is_refused(desk: Desk) -> None:
    desk.excel.answer = "quý tới"
    assert desk.press("roll").startswith("Không hiểu kỳ “quý tới”")
    desk.excel.answer = "2022"
    assert "không sau kỳ của sổ này" in desk.press("roll")
    desk.excel.answer = "2023-9m"
    desk.press("roll")
    said = desk.press("roll")
    assert said.startswith(f"Trong thư mục {desk.folder} đã có sổ")
    assert " -o" not in said


@pytest.mark.parametrize(
    ("period", "after"),
    [
        ("2023-M05", "2023-M06"),
        ("2023-M12", "2024-M01"),
        ("2023-Q1", "2023-Q2"),
        ("2023-Q4", "2024-Q1"),
        ("2023-H1", "2023-9M"),
        ("2023-9M", "2023"),
        ("2023", "2024-H1"),
    ],
)
def test_the_period_that_is_proposed(period: str, after: str) -> None:
    found = buttons.parse_period(period)
    assert found is not None
    assert buttons.following(found).code == after


# Links to the add-in of another computer -----------------------------------------------------------------------------
FOREIGN = "file:///C:\\Users\\người khác\\AppData\\Roaming\\Microsoft\\AddIns\\chitieu.xlam"


def linked(made: Path, path: Path) -> Path:
    """The workbook as an Excel with the add-in saves it: its functions lie in another file."""
    from openpyxl.packaging.relationship import Relationship
    from openpyxl.workbook.external_link.external import ExternalBook, ExternalLink

    book = openpyxl.load_workbook(made)
    link = ExternalLink(externalBook=ExternalBook(id="rId1"))
    link.file_link = Relationship(type="externalLinkPath", Target=FOREIGN, TargetMode="External", Id="rId1")
    book._external_links.append(link)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f" and isinstance(cell.value, str):
                    cell.value = re.sub(r"\bCT_", "[1]!CT_", cell.value)
    book.save(path)
    jobs.recalc(path)
    return path


@pytest.fixture(scope="module")
def from_elsewhere(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return linked(made, tmp_path_factory.mktemp("may-khac") / "so.xlsx")


def test_links_to_another_computers_addin_lead_to_this_ones(from_elsewhere: Path, tmp_path: Path) -> None:
    here = str(tmp_path / "AddIns" / "chitieu.xlam")
    with desk_with(copied(from_elsewhere, tmp_path / "so")) as desk:
        desk.excel.addin = here
        assert desk.host().repair_links() == 1
        links = desk.document.cells(values=False)._external_links
        assert [link.file_link.Target for link in links] == [here]
        assert desk.host().repair_links() == 0
        assert not desk.excel.dialogues
        assert_left_as_it_was(desk)


def test_a_link_behind_a_password_stays_and_the_job_is_done(from_elsewhere: Path, tmp_path: Path) -> None:
    with desk_with(copied(from_elsewhere, tmp_path / "so")) as desk:
        desk.excel.addin = str(tmp_path / "AddIns" / "chitieu.xlam")
        desk.document.passwords.add("TongHop")
        assert desk.host().repair_links() == 0
        assert desk.document.cells(values=False)["ChiTieu"].protection.sheet
        assert desk.press("recalc").startswith("Đã tính lại")


def test_without_the_addin_the_functions_get_their_bare_names(from_elsewhere: Path, tmp_path: Path) -> None:
    with desk_with(copied(from_elsewhere, tmp_path / "so")) as desk:
        assert desk.press("recalc").startswith("Đã tính lại")
        formulas = desk.document.cells(values=False)
        texts = [c.value for ws in formulas for row in ws.iter_rows() for c in row if c.data_type == "f"]
        assert not [text for text in texts if "]!CT_" in str(text)]
        assert len([text for text in texts if "CT_" in str(text)]) > 100
        assert formulas["ChiTieu"].protection.sheet
        assert not desk.excel.dialogues
        assert_left_as_it_was(desk)


def test_the_engine_reads_such_links_as_they_are(from_elsewhere: Path, made: Path) -> None:
    assert values_of(workbook.load(from_elsewhere)) == values_of(workbook.load(made))
