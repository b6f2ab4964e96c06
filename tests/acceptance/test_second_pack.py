"""A second kind of report is data, not code: a folder made here goes from catalogue to signed-quality Word report."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from as_user import Run, refused, unchanged

from workbook import word_template

PACK_ID = "xa-quy"
TOML = f"""
id = "{PACK_ID}"
title = "Báo cáo quý của xã"
unit = "xã Phú Mỹ"
period = "2026-Q1"
threshold = 25

[table]
title = "KẾT QUẢ THỰC HIỆN NHIỆM VỤ"
plan_head = "Kế hoạch năm {{nam}}"
note_head = "Ghi chú"

[report]
summary = "Kết quả thực hiện nhiệm vụ {{ky_chu}}"

[info]
dia_danh = "Phú Mỹ"
ky_hieu = "BC-UBND"
noi_nhan = ["Như trên", "Lưu: VT"]
quyen_han = "TM. ỦY BAN NHÂN DÂN"
chuc_vu = "CHỦ TỊCH"

[[groups]]
tt = "I"
name = "Nông nghiệp và môi trường"

[[groups]]
tt = "II"
name = "Chuyển đổi số"

[[sections]]
key = "mo_dau"

[[sections]]
key = "ket_qua"
title = "Kết quả"

[[sections]]
key = "viec_toi"
title = "Nhiệm vụ {{ky_con_lai}}"
"""
CATALOGUE = """\
code,tt,group,parent,name,unit,plan,same_period,actual,direction,year_end,show_567,note
trong_rung,1,I,,Diện tích rừng trồng mới,Ha,120,24,30,cao,,,
kenh_muong,2,I,,Kênh mương được nạo vét,Km,8.5,,1.7,cao,,,
ho_so_so,3,II,,Hồ sơ nộp trực tuyến,Hồ sơ,4000,800,1200,cao,,,
diem_wifi,4,II,,Điểm truy cập mạng công cộng,Điểm,6,,,cao,x,,Đánh giá cuối năm
"""
SENTENCES = """\
section,code,condition,pattern
mo_dau,mo_dau,,"Ủy ban nhân dân {don_vi} báo cáo {ky} như sau (số liệu tại Phụ lục kèm theo):"
ket_qua,rung,[trong_rung.th]>0,"{trong_rung.ten} là {trong_rung.th} ha, bằng {trong_rung.ss_kh}% kế hoạch năm."
ket_qua,muong_cham,"AND([kenh_muong.th]>0,[kenh_muong.ss_kh]<[nguong])","{kenh_muong.ten} mới được {kenh_muong.th} km."
ket_qua,dem,,"Trong {dem.tong:00} chỉ tiêu có {dem.dat:00} chỉ tiêu đạt, {dem.II.cuoi_nam:00} đánh giá cuối năm."
viec_toi,con,[dem.con_lai]>0,"Tập trung hoàn thành: {ds.con_lai}."
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """The folder of the pack, away from where workbooks are."""
    folder = tmp_path / "goi tu lam" / PACK_ID
    folder.mkdir(parents=True)
    for name, text in (("pack.toml", TOML), ("catalogue.csv", CATALOGUE), ("sentences.csv", SENTENCES)):
        (folder / name).write_text(text, encoding="utf-8")
    assert word_template.main([str(folder)]) == 0
    return folder


@pytest.fixture
def built(pack: Path, tmp_path: Path, chitieu: Run) -> Path:
    """A workbook of the pack in a folder of its own, as ``chitieu new`` makes it."""
    path = tmp_path / "so" / "quy.xlsx"
    path.parent.mkdir()
    done = chitieu("new", pack, "-o", path)
    assert done.returncode == 0, done.stderr
    assert "Số chỉ tiêu: 04 = 01 đánh giá cuối năm + 02 đạt và vượt trên 25% + 01 đạt dưới 25%" in done.stdout
    return path


def in_command(pack: Path, workbook: Path) -> tuple[object, ...]:
    return ("--pack", pack)


def beside(pack: Path, workbook: Path) -> tuple[object, ...]:
    shutil.copytree(pack, workbook.parent / PACK_ID)
    return ()


@pytest.mark.parametrize("place", [in_command, beside])
def test_a_pack_of_ones_own_goes_through_to_the_word_report(
    place: Callable[[Path, Path], tuple[object, ...]], pack: Path, built: Path, tmp_path: Path, chitieu: Run
) -> None:
    options = place(pack, built)
    book = openpyxl.load_workbook(built)
    assert book["ChiTieu"]["B10"].value == "Hồ sơ nộp trực tuyến"
    book["ChiTieu"]["F10"] = 900
    book.save(built)
    done = chitieu("report", built, *options, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Số chỉ tiêu: 04 = 01 đánh giá cuối năm + 01 đạt và vượt trên 25% + 02 đạt dưới 25%" in done.stdout
    document = docx.Document(str(built.with_suffix(".docx")))
    lines = [paragraph.text.strip() for paragraph in document.paragraphs]
    for line in (
        "Ủy ban nhân dân xã Phú Mỹ báo cáo quý I năm 2026 như sau (số liệu tại Phụ lục kèm theo):",
        "I. KẾT QUẢ",
        "Diện tích rừng trồng mới là 30 ha, bằng 25% kế hoạch năm.",
        "Kênh mương được nạo vét mới được 1,7 km.",
        "Trong 04 chỉ tiêu có 01 chỉ tiêu đạt, 01 đánh giá cuối năm.",
        "II. NHIỆM VỤ QUÝ II NĂM 2026",
    ):
        assert line in lines
    tasks = next(line for line in lines if line.startswith("Tập trung hoàn thành: "))
    for name, left in (("rừng trồng mới", "90 ha"), ("được nạo vét", "6,8 km"), ("nộp trực tuyến", "3.100 hồ sơ")):
        assert re.search(rf"{name}[^;]* {left}\b", tasks)
    assert tasks.endswith("./.")
    summary = " ".join(" ".join(lines).replace("\u00a0", " ").split())
    assert "Kết quả thực hiện nhiệm vụ quý I năm 2026" in summary
    head, annex = document.tables[0], document.tables[-1]
    assert "XÃ PHÚ MỸ" in head.cell(0, 0).text
    rows = [[cell.text for cell in row.cells] for row in annex.rows]
    assert ["3", "Hồ sơ nộp trực tuyến", "Hồ sơ", "4.000", "800", "900", "112,5", "22,5", "3.100", ""] in rows
    assert [row[1] for row in rows if row[0] in ("I", "II")] == [
        "Nông nghiệp và môi trường (02 chỉ tiêu)",
        "Chuyển đổi số (02 chỉ tiêu)",
    ]


def test_a_pack_that_is_not_found_is_refused_with_the_places(pack: Path, built: Path, chitieu: Run) -> None:
    places = ("“xa-quy”", "but-son-2023-h1", str(built.parent / PACK_ID), "--pack")
    # From the pack's own surroundings too: the current folder does not count.
    refused(unchanged(built, lambda: chitieu("report", built, cwd=pack.parent)), *places)


def test_a_pack_without_its_word_template_is_refused(pack: Path, built: Path, chitieu: Run) -> None:
    (pack / "bao-cao.docx").unlink()
    refused(unchanged(built, lambda: chitieu("report", built, "--pack", pack)), "“xa-quy”", "thiếu tệp bao-cao.docx")


def test_a_workbook_does_not_choose_what_is_read(pack: Path, built: Path, chitieu: Run) -> None:
    book = openpyxl.load_workbook(built)
    cell = next(row[2] for row in book["ThongTin"].iter_rows(min_row=4) if row[0].value == "goi")
    for path in (str(pack), f"../goi tu lam/{PACK_ID}"):
        cell.value = path
        book.save(built)
        refused(unchanged(built, lambda: chitieu("report", built, cwd=pack.parent)), "không phải mã gói")


def test_another_pack_than_the_workbooks_own_is_refused(built: Path, chitieu: Run) -> None:
    refused(
        unchanged(built, lambda: chitieu("report", built, "--pack", "but-son-2023-h1")), "xa-quy", "but-son-2023-h1"
    )


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("sentences.csv", "{trong_rung.th}", "{trong_rug.th}", ("sentences.csv, dòng 3", "trong_rug")),
        ("sentences.csv", "[kenh_muong.th]", "[khong_co.th]", ("sentences.csv, dòng 4", "[khong_co.th]")),
        ("pack.toml", "{ky_con_lai}", "{ky_toi}", ("pack.toml, dòng 40", "{ky_toi}")),
    ],
)
def test_a_slip_in_the_pack_is_named_by_file_and_line(
    name: str, old: str, new: str, words: tuple[str, ...], pack: Path, tmp_path: Path, chitieu: Run
) -> None:
    text = (pack / name).read_text(encoding="utf-8")
    assert old in text
    (pack / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    refused(chitieu("new", pack, "-o", tmp_path / "quy.xlsx"), *words)
    assert not (tmp_path / "quy.xlsx").exists()
