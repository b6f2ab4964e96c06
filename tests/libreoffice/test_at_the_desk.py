"""An officer's desk: LibreOffice on a screen, a number typed, buttons clicked, and what the headless command makes."""

from __future__ import annotations

import ast
import json
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from as_user import ROOT, run_chitieu
from likeness import same, texts
from office_user import OfficeUser
from screen import picture, screen

import workbook
from workbook import jobs, rolling, sheets

SCRIPT = Path(__file__).with_name("uno_at_the_desk.py")
COMPONENT = ROOT / "libreoffice" / "components" / "chitieu_nut.py"
PICTURES = ROOT / "out" / "libreoffice"
CELL, TYPED = "F12", 999.0


class Desk(NamedTuple):
    """The workbook after the buttons, the report beside it, what was said; and the same by the command line."""

    book: Path
    report: Path
    said: dict[str, Any]
    rolled: Path
    their_book: Path
    their_report: Path


def keep_pictures(folder: Path) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for taken in folder.glob("*.xwd"):
        (PICTURES / f"{taken.stem}.png").write_bytes(picture(taken.read_bytes()))


@pytest.fixture(scope="module")
def desk(user: OfficeUser, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    headless = tmp_path_factory.mktemp("lenh")
    folder = user.new_folder("Sổ của tôi")
    book = folder / "but-son-2023-h1.xlsx"
    jobs.new(jobs.DEMO_PACK, book)
    theirs = headless / book.name
    changed = workbook.load(book)
    changed.set(sheets.CHI_TIEU, CELL, TYPED)
    changed.save(theirs)
    assert run_chitieu("recalc", theirs).returncode == 0
    assert run_chitieu("report", theirs).returncode == 0
    user.own(folder)
    pictures = user.new_folder("man-hinh")
    try:
        with screen(pictures) as shown, user.office(shown.display):
            component = user.own(Path(shutil.copy(COMPONENT, pictures)))
            words = (book, sheets.CHI_TIEU, CELL, f"{TYPED:.0f}", shown.frame, pictures, component)
            said = json.loads(user.tell(SCRIPT, *words, display=shown.display))
    finally:
        keep_pictures(pictures)
    (report,) = folder.glob("*.docx")
    (their_report,) = headless.glob("*.docx")
    (rolled,) = set(folder.glob("*.xlsx")) - {book}
    return Desk(book, report, said, rolled, theirs, their_report)


def the_table_is_that_of_the_command(desk: Desk) -> None:
    ours, theirs = workbook.load(desk.book), workbook.load(desk.their_book)
    assert ours.value(sheets.CHI_TIEU, CELL) == TYPED
    wrong = {
        (sheet, cell): (ours.value(sheet, cell), value)
        for sheet in theirs.sheet_names
        for cell, value, _ in theirs.cells(sheet)
        if not same(ours.value(sheet, cell), value)
    }
    assert wrong == {}


def the_judgement_and_the_sentence_follow_what_was_typed(desk: Desk) -> None:
    book = workbook.load(desk.book)
    row = CELL[1:]
    assert book.value(sheets.CHI_TIEU, f"K{row}") == "Đạt dưới 50%"
    assert any("999 tấn" in str(value) for _, value, _ in book.cells(sheets.CAU_MAU))


def the_report_is_that_of_the_command(desk: Desk) -> None:
    ours, theirs = texts(desk.report), texts(desk.their_report)
    assert ours == theirs
    assert any("999" in text for text in ours)


def every_button_says_what_it_did(desk: Desk) -> None:
    assert any(text.startswith("Đã tính lại") for text in desk.said["Tính lại"])
    assert any(text.startswith("Đã kiểm tra") for text in desk.said["Kiểm tra"])
    assert any(text.startswith("Đã viết báo cáo") for text in desk.said["Lập báo cáo"])
    assert any(text.startswith("Đã lập sổ 9 tháng đầu năm 2023") for text in desk.said["Kỳ mới"])
    assert desk.said["menu"]


def an_old_python_is_told_in_one_sentence(desk: Desk) -> None:
    ast.parse(COMPONENT.read_text(encoding="utf-8"), feature_version=(3, 7))
    assert any("dùng Python 3.8" in text and "cần Python 3.11" in text for text in desk.said["old Python"])


def the_workbook_of_the_next_period_is_that_of_the_command(desk: Desk) -> None:
    ours = workbook.load(desk.rolled)
    target = desk.their_book.with_name("ky-sau.xlsx")
    rolling.roll(desk.their_book, "2023-9M", target)
    theirs = workbook.load(target)
    ours.recalculate()
    theirs.recalculate()
    wrong = {
        (sheet, cell): (ours.value(sheet, cell), value)
        for sheet in theirs.sheet_names
        for cell, value, formula in theirs.cells(sheet)
        if formula is None and not same(ours.value(sheet, cell), value)
    }
    assert wrong == {}


def test_typed_and_clicked(desk: Desk) -> None:
    """One test, because the fixture shows a whole LibreOffice and workers share none."""
    every_button_says_what_it_did(desk)
    an_old_python_is_told_in_one_sentence(desk)
    the_judgement_and_the_sentence_follow_what_was_typed(desk)
    the_table_is_that_of_the_command(desk)
    the_report_is_that_of_the_command(desk)
    the_workbook_of_the_next_period_is_that_of_the_command(desk)
