"""The page on making a pack, followed by somebody who has read only it: its files, its commands, what it promises."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import docx
import pytest
from as_user import ROOT, Run, refused

import workbook
from workbook import packs, sheets
from workbook.pack_csv import ESCAPE
from workbook.pack_facts import FACT_COLUMNS
from workbook.pack_sections import CHARTS, COLUMNS, PACK_FILE
from workbook.report_sections import NUMBERS

PAGE = (ROOT / "docs" / "goi-bao-cao.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"^`([\w.-]+)`:\n\n```\w+\n(.*?)```", PAGE, re.MULTILINE | re.DOTALL))
(CONSOLE,) = re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
PACK_ID = "benh-vien"


def command(line: str, folder: Path, chitieu: Run) -> subprocess.CompletedProcess[str]:
    """What a line of the page's console does in ``folder``."""
    program, *arguments = line.split()
    if program == "chitieu":
        return chitieu(*arguments, cwd=folder)
    assert program == "python"
    environment = {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=120
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the pack as the page has it."""
    folder = tmp_path_factory.mktemp("nguoi moi")
    (folder / PACK_ID).mkdir()
    for name, text in FILES.items():
        (folder / PACK_ID / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def said(made: Path, chitieu: Run) -> list[str]:
    """What the page's commands print, in order."""
    printed = []
    for line in CONSOLE.splitlines():
        done = command(line, made, chitieu)
        assert done.returncode == 0, done.stderr
        printed.append(done.stdout)
    return printed


def told(path: Path) -> dict[str, str]:
    """The sentences that speak, by code; none of them with a warning."""
    rows = [row for row in workbook.load(path).values(sheets.CAU_MAU, sheets.SENTENCE_CELLS) if row[2] is True]
    assert [row[sheets.SENTENCE_WARNING - 1] for row in rows if row[sheets.SENTENCE_WARNING - 1]] == []
    return {str(row[sheets.SENTENCE_CODE - 1]): str(row[sheets.SENTENCE - 1]) for row in rows}


def test_the_page_has_every_file_of_a_pack() -> None:
    assert list(FILES) == ["pack.toml", "catalogue.csv", "facts.csv", "sentences.csv"]


def test_the_commands_of_the_page_make_workbook_and_report(made: Path, said: list[str]) -> None:
    assert "Số chỉ tiêu: 06 = 01 đánh giá cuối năm + 03 đạt và vượt trên 50% + 02 đạt dưới 50%" in said[1]
    assert said[1].count("«Tổng thu»: đã công bố 48.214,5, tính ra là 48.114,5.") == 1
    sentences = told(made / f"{PACK_ID}.xlsx")
    assert len(sentences) == len(FILES["sentences.csv"].splitlines()) - 1
    assert sentences["giuong"].endswith("đạt 96,4%, vượt mức kế hoạch (95%); tăng 5,2 điểm % so với cùng kỳ năm trước.")
    assert "chiếm 69%; cùng kỳ, bảo hiểm y tế chiếm 67,4%." in sentences["thu"]
    assert "ngày 28 tháng 6 năm 2026" in sentences["dich"] and "đủ cơ số ba tháng" in sentences["dich"]


def test_the_report_is_the_hospitals(made: Path, said: list[str]) -> None:
    document = docx.Document(str(made / f"{PACK_ID}.docx"))
    lines = [paragraph.text.strip() for paragraph in document.paragraphs]
    heads = ["I. KẾT QUẢ THỰC HIỆN", "1. Khám bệnh, chữa bệnh", "2. Nguồn thu", "II. TỒN TẠI"]
    assert [line for line in lines if line in heads] == heads
    assert [cell.text for cell in document.tables[0].rows[0].cells][0].split("\n")[:2] == [
        "SỞ Y TẾ TỈNH BÌNH AN",
        "BỆNH VIỆN ĐA KHOA PHÚ MỸ",
    ]
    income = next(table for table in document.tables if table.rows[0].cells[0].text == "Nguồn thu")
    rows = [[cell.text for cell in row.cells] for row in income.rows]
    assert ["Tổng thu", "Triệu đồng", "44.260", "48.114,5", "108,71"] in rows
    # A computed rate is printed as every other comparison is, however many decimals it has.
    assert ["Tỷ lệ thu từ bảo hiểm y tế", "%", "67,42", "69,02", ""] in rows


def test_another_period_says_nothing_of_figures_that_are_not_there(made: Path, said: list[str], chitieu: Run) -> None:
    done = chitieu("new", PACK_ID, "--period", "2027-H1", "-o", "thu.xlsx", cwd=made)
    assert done.returncode == 0, done.stderr
    assert list(told(made / "thu.xlsx")) == ["mo_dau", "ket_thuc"]


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("sentences.csv", "{luot_kham.th} lượt người, ", "{luot_kham.th}, ", ("dòng 3", "thiếu đơn vị «lượt»")),
        ("sentences.csv", "{giuong.th:1}", "{giuong.th:1", ("dòng 6", "thiếu dấu ngoặc đóng")),
        ("sentences.csv", "[noi_tru.giam]", "[noi_tru.kem_hon]", ("[noi_tru.kem_hon]",)),
        ("facts.csv", "Triệu đồng,,,,tổng", "Triệu đồng,,,48000,tổng", ("facts.csv, dòng 2", "printed")),
        ("facts.csv", "[thu_bao_hiem]", "[thu_bhyt]", ("facts.csv, dòng 6", "thu_bhyt")),
        ("catalogue.csv", ",show_567,", ",show567,", ("catalogue.csv, dòng 1", "show_567")),
        ("pack.toml", 'table = "thu"', 'table = "thu_nhap"', ("pack.toml", "thu_nhap")),
        ("pack.toml", 'name = "Chất lượng và đào tạo"', "name = Chất lượng", ("pack.toml, dòng", "TOML")),
    ],
)
def test_a_slip_is_named_as_the_page_says(
    name: str, old: str, new: str, words: tuple[str, ...], tmp_path: Path, chitieu: Run
) -> None:
    folder = tmp_path / PACK_ID
    folder.mkdir()
    for file, text in FILES.items():
        assert file != name or text.count(old) == 1
        (folder / file).write_text(text.replace(old, new) if file == name else text, encoding="utf-8")
    refused(chitieu("new", PACK_ID, "-o", "so.xlsx", cwd=tmp_path), *words)


def test_the_page_names_every_column_and_key_that_there_is() -> None:
    sections = dict(re.findall(r"^## \d+\. `([\w.-]+)`\n(.*?)(?=^## )", PAGE, re.MULTILINE | re.DOTALL))
    assert list(sections) == [PACK_FILE, packs.CATALOGUE_FILE, "facts.csv", packs.SENTENCES_FILE, packs.WORD_FILE]
    wanted = {
        PACK_FILE: (*COLUMNS, *CHARTS, *NUMBERS),
        packs.CATALOGUE_FILE: (*packs.CATALOGUE_COLUMNS, *packs.OPTIONAL_COLUMNS),
        "facts.csv": FACT_COLUMNS,
        packs.SENTENCES_FILE: packs.SENTENCE_COLUMNS,
    }
    for name, columns in wanted.items():
        assert [column for column in columns if f"`{column}`" not in sections[name]] == [], name
    assert [kind for kind in (*sheets.FACT_KINDS[1:], *sheets.PARTS) if f"`{kind}`" not in sections["facts.csv"]] == []
    assert not ESCAPE.search(FILES["facts.csv"] + FILES["catalogue.csv"])


def test_the_guide_leads_to_the_page() -> None:
    assert "(goi-bao-cao.md)" in (ROOT / "docs" / "huong-dan.md").read_text(encoding="utf-8")
    assert "(docs/goi-bao-cao.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
