"""From data to summary: the demonstration table, changed inputs, inserted rows, and a pack that is not ours."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

import workbook
from workbook import packs, saved, sheets, summary, template

PACK = "but-son-2023-h1"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tong-hop") / "bang.xlsx"
    template.build(PACK, path)
    return path


@pytest.fixture(scope="module")
def book(built: Path) -> workbook.Workbook:
    book = workbook.load(built)
    run = book.recalculate()
    assert not run.errors and not run.circular and not run.unsupported
    return book


def by_tt(found: summary.Summary) -> dict[str, summary.Line]:
    return {line.tt: line for line in found.lines}


def test_the_count_is_the_official_one(book: workbook.Workbook) -> None:
    found = summary.summarize(book)
    assert found.count_line == (
        "29 = 12 đánh giá cuối năm + 14 đạt và vượt trên 50% + 01 đạt dưới 50% + 02 chưa thực hiện"
    )
    assert found.unit == "thị trấn Bút Sơn" and found.period == "6 tháng đầu năm 2023"
    assert not found.not_entered and not found.findings


def test_results_are_printed_in_the_vietnamese_notation(book: workbook.Workbook) -> None:
    found = summary.summarize(book)
    rice = by_tt(found)["3"]
    assert (rice.actual, rice.vs_same, rice.vs_plan, rice.remaining) == ("2.300", "102,68", "55,42", "1.850")
    text = str(found)
    assert text.startswith("Thị trấn Bút Sơn, 6 tháng đầu năm 2023\n")
    assert "Số chỉ tiêu: 29 = 12 đánh giá cuối năm" in text
    assert json.loads(json.dumps(found.to_json(), ensure_ascii=False))["counts"]["tong"] == 29


def test_groups_show_their_computed_count(book: workbook.Workbook) -> None:
    labels = [book.value(sheets.CHI_TIEU, cell) for cell in ("B6", "B22", "B37", "B41")]
    assert labels == [
        "Về kinh tế (12 chỉ tiêu)",
        "Văn hóa - xã hội (14 chỉ tiêu)",
        "Về môi trường (02 chỉ tiêu)",
        "An ninh trật tự (01 chỉ tiêu)",
    ]


def test_totals_are_counted_by_status_and_group(book: workbook.Workbook) -> None:
    rows = book.values(sheets.TONG_HOP, "E5:K11")
    assert rows[0] == [12.0, 6.0, 4.0, 0.0, 2.0, 0.0, 0.0]
    assert rows[1] == [14.0, 5.0, 8.0, 1.0, 0.0, 0.0, 0.0]
    assert rows[-1] == [29.0, 12.0, 14.0, 1.0, 2.0, 0.0, 0.0]


def test_sentences_are_generated_saved_and_complete(book: workbook.Workbook) -> None:
    count = saved.refresh(book)
    rows = book.values(sheets.CAU_MAU, sheets.SENTENCE_CELLS)
    spoken = [row for row in rows if row[sheets.CONDITION - 1] is True]
    assert count == len(spoken) > 20
    assert {row[sheets.CONDITION - 1] for row in rows} == {True, False, None}
    for row in spoken:
        sentence = str(row[sheets.SENTENCE - 1])
        assert "{" not in sentence and "…" not in sentence and "không có chỉ tiêu nào" not in sentence
        assert sentence[0].isupper() and sentence[-1] in ".:"
        assert row[sheets.SAVED_TEXT - 1] == sentence
        assert row[sheets.SAVED_FINGERPRINT - 1] == row[sheets.FINGERPRINT - 1]


def test_every_section_of_the_report_speaks(book: workbook.Workbook) -> None:
    rows = book.values(sheets.CAU_MAU, sheets.SENTENCE_CELLS)
    spoken = {row[0] for row in rows if row[sheets.CONDITION - 1] is True}
    with_headings_below = {"phan_1", "ket_qua", "quoc_phong_an_ninh", "han_che", "phan_2", "giai_phap",
                           "nv_kinh_te", "nv_vhxh", "nv_qpan"}  # fmt: skip
    assert spoken == {section.key for section in packs.read(PACK).sections} - with_headings_below


def test_without_our_functions_saved_sentences_stand_until_an_input_changes(
    built: Path, book: workbook.Workbook, tmp_path: Path
) -> None:
    saved.refresh(book)
    book.save(tmp_path / "da-tinh.xlsx")
    from xlcore import BUILTINS

    bare = workbook.load(tmp_path / "da-tinh.xlsx", functions=BUILTINS)
    bare.recalculate()
    first = bare.value(sheets.CAU_MAU, "E6")
    assert first == book.value(sheets.CAU_MAU, "E6") != sheets.RECALCULATE
    assert bare.values(sheets.TONG_HOP, "E11:K11") == book.values(sheets.TONG_HOP, "E11:K11")
    assert bare.values(sheets.CHI_TIEU, "K6:L42") == book.values(sheets.CHI_TIEU, "K6:L42")
    bare.set(sheets.CHI_TIEU, "F12", 2301)
    bare.recalculate()
    assert bare.value(sheets.CAU_MAU, "E6") == sheets.RECALCULATE
    assert saved.refresh(bare) == 0  # nothing stale is saved as if it were fresh


@pytest.mark.parametrize(
    "edits",
    [
        {"B12": "Tổng sản lượng lương thực có hột"},
        {"C12": "Tờn"},
        {"B12": "Tổng sản lượng thủy sản", "B13": "Tổng sản lượng lương thực có hạt"},
        {"F13": 11, "F39": 118},
        {"B12": "tổng sản lượng lương thực có hạt"},
        {"D20": "16"},
    ],
)
def test_no_saved_sentence_outlives_a_change_of_the_table(
    book: workbook.Workbook, tmp_path: Path, edits: dict[str, object]
) -> None:
    from xlcore import BUILTINS

    saved.refresh(book)
    book.save(tmp_path / "da-tinh.xlsx")
    bare = workbook.load(tmp_path / "da-tinh.xlsx", functions=BUILTINS)
    for cell, value in edits.items():
        bare.set(sheets.CHI_TIEU, cell, value)
    bare.recalculate()
    assert bare.value(sheets.CAU_MAU, "E6") == sheets.RECALCULATE
    assert bare.value(sheets.KIEM_TRA, "C5") == sheets.NOT_CHECKED
    assert str(bare.value(sheets.TONG_HOP, "A13")).startswith("Tổng số")


def test_changed_inputs_change_the_count_and_name_what_was_forgotten(built: Path) -> None:
    book = workbook.load(built)
    assert by_tt(recalculated(book))["16"].status == "Đạt dưới 50%"
    book.set(sheets.CHI_TIEU, "F26", 10)
    found = recalculated(book)
    assert by_tt(found)["16"].status == "Đạt và vượt trên 50%"
    assert (found.counts["dat"], found.counts["chua_dat"]) == (15, 0)
    closing = [row[4] for row in book.values(sheets.CAU_MAU, sheets.SENTENCE_CELLS) if row[0] == "tong_ket" and row[2]]
    assert "15 chỉ tiêu đạt và vượt trên 50%" in str(closing[0])
    book.set(sheets.CHI_TIEU, "F26", 8)
    book.set(sheets.CHI_TIEU, "F12", None)
    found = recalculated(book)
    assert (found.counts["cuoi_nam"], found.counts["dat"]) == (13, 13)
    assert found.count_line == (
        "29 = 12 đánh giá cuối năm + 13 đạt và vượt trên 50% + 01 đạt dưới 50% + 02 chưa thực hiện "
        "+ 01 chưa nhập số liệu"
    )
    assert [(f.cell, f.text) for f in found.not_entered] == [("F12", "chỉ tiêu 3, Tổng sản lượng lương thực có hạt")]
    assert any(f.cell == "F12" for f in found.findings)
    assert "Chưa nhập số liệu:\n  F12: chỉ tiêu 3" in str(found)


def recalculated(book: workbook.Workbook) -> summary.Summary:
    book.recalculate()
    return summary.summarize(book)


def test_a_row_inserted_with_openpyxl_counts_and_its_lack_of_formulas_is_said(built: Path, tmp_path: Path) -> None:
    other = openpyxl.load_workbook(built)
    ws = other[sheets.CHI_TIEU]
    ws.insert_rows(13)
    for col, value in enumerate((30, "Sản lượng muối", "Tấn", 200, 90, 120), 1):
        ws.cell(13, col).value = value
    other.save(tmp_path / "chen.xlsx")
    book = workbook.load(tmp_path / "chen.xlsx")
    found = recalculated(book)
    assert found.counts["tong"] == 30 and found.counts["dat"] == 15
    assert book.value(sheets.CHI_TIEU, "B6") == "Về kinh tế (13 chỉ tiêu)"
    assert book.value(sheets.CHI_TIEU, "B23") == "Văn hóa - xã hội (14 chỉ tiêu)"
    assert book.value(sheets.TONG_HOP, "E11") == 30.0
    assert any(f.cell == "G13" and "không có công thức" in f.text for f in found.findings)
    assert any(f.cell == "G14" and "tính từ số liệu của dòng khác" in f.text for f in found.findings)


def test_a_deleted_indicator_silences_its_sentences(built: Path, tmp_path: Path) -> None:
    book = workbook.load(built)
    for col in "ABCDEFM":
        book.set(sheets.CHI_TIEU, f"{col}12", None)
    book.recalculate()
    rows = book.values(sheets.CAU_MAU, sheets.SENTENCE_CELLS)
    assert [row[2] for row in rows if str(row[1]).startswith("luong_thuc")] == [False, False, False]
    assert summary.summarize(book).counts["tong"] == 28


SMALL_PACK = {
    "pack.toml": """
id = "phuong-2026-q1"
title = "Báo cáo quý"
unit = "phường Hạc Thành"
period = "2026-Q1"
threshold = 25
[table]
title = "CHỈ TIÊU QUÝ"
plan_head = "KH {nam} (HĐND phường giao)"
note_head = "Ghi chú"
[info]
dia_danh = "Thanh Hóa"
[[groups]]
tt = "I"
name = "Thu, chi ngân sách"
[[groups]]
tt = "II"
name = "Xã hội"
[[sections]]
key = "ket_qua"
title = "Kết quả"
""",
    "catalogue.csv": """code,tt,group,parent,name,unit,plan,same_period,actual,direction,year_end,show_567,note
thu,1,I,,Thu ngân sách,Tỷ đồng,120,25,31.5,cao,,,
thu_phi,-,I,thu,- Thu phí,Tỷ đồng,8,,1,cao,,,
ngheo,2,II,,Tỷ lệ hộ nghèo,%,1.2,1.5,1.4,thấp,,không,
viec,3,II,,Việc làm mới,Người,"400-500",80,70,cao,,,
""",
    "sentences.csv": """section,code,condition,pattern
ket_qua,thu,"[thu.ss_kh]>=[nguong]","Thu ngân sách {ky} đạt {thu.th} {thu.dvt}, bằng {thu.ss_kh}% kế hoạch."
ket_qua,nhom,"[dem.II.tong]=2","Nhóm xã hội có {dem.II.tong:00} chỉ tiêu."
""",
}


def test_a_second_pack_is_data_and_not_code(tmp_path: Path) -> None:
    folder = tmp_path / "phuong"
    folder.mkdir()
    for name, text in SMALL_PACK.items():
        (folder / name).write_text(text, encoding="utf-8")
    template.build(folder, tmp_path / "quy.xlsx")
    book = workbook.load(tmp_path / "quy.xlsx")
    run = book.recalculate()
    assert not run.errors and not run.unsupported
    assert book.value(sheets.CHI_TIEU, "A2") == "Phường Hạc Thành, quý I năm 2026"
    assert book.value(sheets.CHI_TIEU, "D3") == "KH 2026 (HĐND phường giao)"
    assert book.value(sheets.CHI_TIEU, "E3") == "Thực hiện quý I năm 2025"
    assert book.value(sheets.CHI_TIEU, "B6") == "Thu, chi ngân sách (01 chỉ tiêu)"
    assert book.value(sheets.CHI_TIEU, "B9") == "Xã hội (02 chỉ tiêu)"
    assert book.value(sheets.CHI_TIEU, "K7") == "Đạt và vượt trên 25%"
    found = summary.summarize(book)
    assert found.counts["tong"] == 3 and found.period == "quý I năm 2026"
    said = [row[4] for row in book.values(sheets.CAU_MAU, "A5:G6")]
    assert said == [
        "Thu ngân sách quý I năm 2026 đạt 31,5 tỷ đồng, bằng 26,25% kế hoạch.",
        "Nhóm xã hội có 02 chỉ tiêu.",
    ]
