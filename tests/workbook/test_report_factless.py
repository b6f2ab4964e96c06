"""The report of a workbook without SoLieu, made before its pack had facts or by deleting the sheet."""

from __future__ import annotations

import csv
import io
import re
import shutil
from pathlib import Path

import openpyxl
import pytest

import workbook
from tests.workbook.word_file import WordFile
from workbook import jobs, packs, sheets, word_template

PACK = "but-son-2023-h1"


def asks_for_a_fact(record: dict[str, str], codes: set[str]) -> bool:
    return bool(codes & set(re.findall(r"[{\[](\w+)", f"{record['condition']} {record['pattern']}")))


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A workbook of the pack as it was without facts, and how many of today's sentences it does not have."""
    folder = tmp_path_factory.mktemp("cu") / PACK
    shutil.copytree(Path(str(packs.folder(PACK))), folder)
    facts = csv.DictReader(io.StringIO((folder / packs.FACTS_FILE).read_text(encoding="utf-8-sig")))
    codes = {record["code"] for record in facts}
    (folder / packs.FACTS_FILE).unlink()
    toml = (folder / "pack.toml").read_text(encoding="utf-8")
    toml = re.sub(r"\[\[facts\]\]\nkey = .*\ntitle = .*\n", "", toml)
    (folder / "pack.toml").write_text(
        re.sub(r"(?m)^(table = \"|columns = |caption = ).*\n", "", toml), encoding="utf-8"
    )
    text = (folder / packs.SENTENCES_FILE).read_text(encoding="utf-8-sig")
    rules = list(csv.DictReader(io.StringIO(text)))
    kept = [rule for rule in rules if not asks_for_a_fact(rule, codes)]
    with (folder / packs.SENTENCES_FILE).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rules[0]))
        writer.writeheader()
        writer.writerows(kept)
    assert word_template.main([str(folder)]) == 0
    path = folder.parent / "so-cu.xlsx"
    jobs.new(str(folder), path)
    assert not workbook.load(path).has_sheet(sheets.SO_LIEU)
    return path, len(rules) - len(kept)


def about_facts(warnings: list[str]) -> list[str]:
    return [warning for warning in warnings if sheets.SO_LIEU in warning]


def test_what_needs_facts_is_left_out_and_told_once(before: tuple[Path, int], tmp_path: Path) -> None:
    path = Path(shutil.copy(before[0], tmp_path / "so.xlsx"))
    job = jobs.report(path)
    (told,) = about_facts(job.report.warnings)
    assert f"không có {before[1]} câu (trong_trot, " in told
    assert "và 2 bảng (“Đăng ký hộ tịch”, “Vườn mẫu theo phố”)" in told
    assert f"chitieu new {PACK} --from SỔ_NÀY.xlsx -o SỔ_MỚI.xlsx (thêm --period 2023-H1" in told
    texts = WordFile(job.report.path).texts()
    assert any("2.300 tấn" in text for text in texts)
    assert not any("Vườn mẫu" in text and text.startswith("Bảng") for text in texts)
    made = jobs.new(PACK, tmp_path / "moi.xlsx", earlier=[path], period="2023-H1")
    assert made.summary is not None and workbook.load(tmp_path / "moi.xlsx").has_sheet(sheets.SO_LIEU)


def test_a_pattern_that_asks_for_a_fact_is_left_out_unless_the_officer_wrote_the_sentence(
    before: tuple[Path, int], tmp_path: Path
) -> None:
    path = Path(shutil.copy(before[0], tmp_path / "so.xlsx"))
    book = workbook.load(path)
    for row, own in ((5, None), (6, "Lúa gieo được 278 ha.")):
        book.set(sheets.CAU_MAU, f"C{row}", True, overwrite=True)
        book.set(sheets.CAU_MAU, f"D{row}", "Gieo trồng {dien_tich.th} ha.")
        book.set(sheets.CAU_MAU, f"F{row}", own)
    book.save()
    job = jobs.report(path)
    assert len(about_facts([text for text in job.report.warnings if "không có trang" in text])) == 1
    texts = WordFile(job.report.path).texts()
    assert not any("Gieo trồng" in text for text in texts)
    assert "Lúa gieo được 278 ha." in texts


def test_a_workbook_whose_sheet_was_deleted(tmp_path: Path) -> None:
    path = tmp_path / "so.xlsx"
    jobs.new(PACK, path)
    book = openpyxl.load_workbook(path)
    del book[sheets.SO_LIEU]
    del book.defined_names["BangSoLieu"]
    book.save(path)
    job = jobs.report(path)
    (told,) = about_facts(job.report.warnings)
    assert re.search(r"không có \d\d câu \(.*\) và 2 bảng", told)
    assert any("2.300 tấn" in text for text in WordFile(job.report.path).texts())


def test_a_pack_without_facts_has_nothing_to_tell(tmp_path: Path) -> None:
    path = tmp_path / "so.xlsx"
    jobs.new(PACK, path)
    assert about_facts(jobs.report(path).report.warnings) == []
