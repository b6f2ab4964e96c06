"""A year of an accumulating table: twelve months, quarters, half-year, nine months and year, rolled from one another.

Only column T, what was done in the month, is ever entered. Everything longer follows.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from pathlib import Path
from typing import NamedTuple

import docx
import openpyxl
import pytest
from as_user import Run, refused, unchanged

import workbook
from udfs.periods import parse_period
from workbook import jobs, rolling, sheets, word_template
from workbook.refusal import Refusal
from xlcore.values import Value

TOML = """
id = "thang"
title = "Báo cáo tháng của xã"
unit = "xã Phú Mỹ"
period = "2025-M01"
threshold = 8.33

[table]
title = "KẾT QUẢ THỰC HIỆN NHIỆM VỤ"
plan_head = "Kế hoạch năm {nam}"
upper_plan_head = "Tỉnh giao năm {nam}"
note_head = "Ghi chú"
accumulate = true

[report]
summary = "Kết quả thực hiện nhiệm vụ {ky_chu}"

[info]
dia_danh = "Phú Mỹ"
ky_hieu = "BC-UBND"
noi_nhan = ["Như trên", "Lưu: VT"]
quyen_han = "TM. ỦY BAN NHÂN DÂN"
chuc_vu = "CHỦ TỊCH"

[[groups]]
tt = "I"
name = "Về kinh tế"

[[groups]]
tt = "II"
name = "Về dịch vụ công"

[[sections]]
key = "mo_dau"

[[sections]]
key = "ket_qua"
title = "Kết quả"

[[sections]]
key = "viec_toi"
title = "Nhiệm vụ {ky_con_lai}"
"""
CATALOGUE = """\
code,tt,group,parent,name,unit,plan,same_period,actual,direction,year_end,show_567,note,agg,upper_plan
thu,1,I,,Thu ngân sách trên địa bàn,Triệu đồng,6000,,,cao,,,,,5500
gia_heo,2,I,,Giá lợn hơi,Nghìn đồng/kg,60,,,,,,,bình quân,
dan_so,3,I,,Dân số trung bình,Người,12000,,,,,,,cuối,
ho_so,4,II,,Hồ sơ đã giải quyết,Hồ sơ,2400,,,cao,,,,,
dung_han,5,II,,Tỷ lệ hồ sơ đúng hạn,%,98,,,cao,,,,,
"""
SENTENCES = """\
section,code,condition,pattern
mo_dau,mo_dau,,"Ủy ban nhân dân {don_vi} báo cáo kết quả {ky} như sau:"
ket_qua,thu,[thu.th]>0,"{thu.ten} từ đầu năm là {thu.ket_qua}, {thu.so_kh}[, {thu.so_ck}]."
ket_qua,ho_so,[ho_so.th]>0,"Đã giải quyết {ho_so.th} hồ sơ[, {ho_so.so_ck}]."
viec_toi,con,,"Tiếp tục thực hiện các nhiệm vụ {ky_con_lai}."
"""
ROWS = {"thu": 7, "gia_heo": 8, "dan_so": 9, "ho_so": 11, "dung_han": 12}  # of ChiTieu
MONTHS: dict[str, list[float]] = {
    "thu": [410.5, 388.2, 502.1, 455, 470.3, 533.7, 498, 512.4, 560.1, 530, 541.6, 601.9],
    "gia_heo": [58, 57.5, 59, 60, 61.5, 62, 63, 62.5, 61, 60.5, 60, 62],
    "dan_so": [12010, 12012, 12020, 12025, 12031, 12040, 12044, 12050, 12055, 12061, 12066, 12072],
    "ho_so": [190, 175, 210, 220, 198, 230, 205, 215, 240, 222, 208, 236],
    "dung_han": [97.5, 98, 98.2, 98.4, 98.1, 98.6, 98.8, 99, 98.7, 99.1, 99, 99.2],
}
LONGER = {3: ("2025-Q1",), 6: ("2025-Q2", "2025-H1"), 9: ("2025-Q3", "2025-9M"), 12: ("2025-Q4", "2025")}
OWN = "Chợ mới được kiên cố hóa"


class Year(NamedTuple):
    """The workbook of each period by its code, and the bytes it had when the next one was made of it."""

    files: dict[str, Path]
    digests: dict[str, str]


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("goi") / "thang"
    folder.mkdir()
    for name, text in (("pack.toml", TOML), ("catalogue.csv", CATALOGUE), ("sentences.csv", SENTENCES)):
        (folder / name).write_text(text, encoding="utf-8")
    assert word_template.main([str(folder)]) == 0
    return folder


def enter(path: Path, month: int) -> None:
    """What the officer does in a month: column T of the table, F of the row that is all his own, and nothing else."""
    book = workbook.load(path)
    for code, row in ROWS.items():
        book.set(sheets.CHI_TIEU, f"T{row}", MONTHS[code][month - 1])
    if month == 6:  # a row of his own, under the last one
        for cell, value in zip(("A13", "B13", "C13", "D13", "E13"), (6, OWN, "Km", 5, 2), strict=True):
            book.set(sheets.CHI_TIEU, cell, value)
        book.set(sheets.CAU_MAU, "F6", "Thu ngân sách tháng 6 vượt dự kiến.")
    if month >= 6:
        book.set(sheets.CHI_TIEU, "F13", month / 4)
    book.save()
    jobs.recalc(path)


@pytest.fixture(scope="module")
def year(pack: Path, tmp_path_factory: pytest.TempPathFactory) -> Year:
    folder = tmp_path_factory.mktemp("nam")
    path = folder / "so-2025-M01.xlsx"
    jobs.new(str(pack), path)
    made = Year({"2025-M01": path}, {})

    def forward(code: str) -> Path:
        before = list(made.files.values())[-1]
        made.digests[before.stem] = digest(before)
        rolled = rolling.roll(before, code)
        made.files[rolled.after.code] = rolled.out
        return rolled.out

    for month in range(1, 13):
        if month > 1:
            path = forward(f"2025-M{month:02d}")
        enter(path, month)
        for code in LONGER.get(month, ()):
            forward(code)
    forward("2026-M06")
    return made


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def figures(path: Path, letter: str) -> dict[str, Value]:
    """A column of the table by code."""
    book = workbook.load(path)
    return {code: book.value(sheets.CHI_TIEU, f"{letter}{row}") for code, row in ROWS.items()}


def test_every_figure_since_january_follows_from_the_months(year: Year) -> None:
    assert [path.stem for path in year.files.values()][:5] == [
        f"so-2025-{part}" for part in ("M01", "M02", "M03", "Q1", "M04")
    ]
    assert len(year.files) == 20
    for code, path in year.files.items():
        period = parse_period(code)
        assert period is not None
        if period.year == 2026:
            continue
        until = {name: months[: period.last_month] for name, months in MONTHS.items()}
        wanted = {
            "thu": sum(until["thu"]),
            "gia_heo": sum(until["gia_heo"]) / period.last_month,
            "dan_so": until["dan_so"][-1],
            "ho_so": sum(until["ho_so"]),
            "dung_han": until["dung_han"][-1],
        }
        mean = wanted.pop("gia_heo")
        found = figures(path, "F")
        assert found.pop("gia_heo") == pytest.approx(mean, abs=0.005001), code  # shown so, and kept unrounded
        assert found == pytest.approx(wanted, abs=1e-6), code
        assert workbook.load(path).value(sheets.CHI_TIEU, "R7") == pytest.approx(wanted["thu"] / 5500 * 100)


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [("2025-M05", 5, 5), ("2025-Q1", 1, 3), ("2025-Q2", 4, 6), ("2025-Q3", 7, 9), ("2025-Q4", 10, 12)]
    + [("2025-H1", 1, 6), ("2025-9M", 1, 9), ("2025", 1, 12)],
)
def test_what_was_done_in_a_longer_period_is_the_sum_the_mean_or_the_last_of_its_months(
    year: Year, code: str, first: int, last: int
) -> None:
    months = {name: values[first - 1 : last] for name, values in MONTHS.items()}
    wanted = {name: sum(values) for name, values in months.items()}
    wanted["gia_heo"] /= last - first + 1
    wanted |= {name: months[name][-1] for name in ("dan_so", "dung_han")}
    assert figures(year.files[code], "W") == pytest.approx(wanted, abs=0.005001)


def test_nothing_is_typed_twice(year: Year) -> None:
    for code, path in year.files.items():
        typed = any(value is not None for value in figures(path, "T").values())
        assert typed == ("-M" in code and not code.startswith("2026")), code


def test_the_year_after_finds_its_same_period(year: Year) -> None:
    before, after = year.files["2025-M06"], year.files["2026-M06"]
    assert figures(after, "E") == pytest.approx(figures(before, "F"), abs=0.006)
    assert figures(after, "U") == pytest.approx({name: months[5] for name, months in MONTHS.items()})
    assert set(figures(after, "F").values()) == {""}
    assert set(figures(after, "D").values()) == {None}
    book = workbook.load(after)
    assert book.value(sheets.CHI_TIEU, "E3") == "Thực hiện tháng 6 năm 2025"
    assert book.value(sheets.CHI_TIEU, "E13") == 1.5


def test_what_the_officer_made_is_carried_along(year: Year) -> None:
    for code in ("2025-Q2", "2025-M07", "2025", "2026-M06"):
        book = workbook.load(year.files[code])
        assert book.value(sheets.CHI_TIEU, "B13") == OWN
        assert book.value(sheets.CHI_TIEU, "M13") == "cho_moi_duoc_kien_co_hoa"
    assert workbook.load(year.files["2025-H1"]).value(sheets.CHI_TIEU, "F13") == 1.5
    assert workbook.load(year.files["2025-M12"]).value(sheets.CHI_TIEU, "F13") == 3
    for code in ("2025-Q2", "2025-M07"):  # a wording of June is no wording of July; it is kept for reading
        book = workbook.load(year.files[code])
        assert book.value(sheets.CAU_MAU, "F6") is None
        assert book.value(sheets.CAU_MAU, "K6") == "Thu ngân sách tháng 6 vượt dự kiến."


CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"(?: s="([0-9]+)")?')


def test_formats_and_every_other_part_stay_as_they_were(year: Year) -> None:
    before, after = (zipfile.ZipFile(year.files[code]) for code in ("2025-M06", "2025-M07"))
    assert before.namelist() == after.namelist()
    for name in before.namelist():
        old, new = before.read(name), after.read(name)
        if "worksheets/sheet" not in name:
            assert old == new, name
            continue
        styles = dict(CELL.findall(new))
        assert {cell: style for cell, style in CELL.findall(old) if styles[cell] != style} == {}, name
        for part in (b"<sheetData>", b"</sheetData>"):
            side = -1 if part.startswith(b"</") else 0
            dimension = re.compile(rb'<dimension ref="[^"]*"/>')
            assert dimension.sub(b"", old.split(part)[side]) == dimension.sub(b"", new.split(part)[side]), name


def test_the_old_files_are_not_touched(year: Year) -> None:
    assert {year.files[code].stem for code in year.files if not code.startswith("2026")} == set(year.digests)
    for path in year.files.values():
        if path.stem in year.digests:
            assert digest(path) == year.digests[path.stem]


def test_each_period_has_its_report_in_its_own_words(year: Year, pack: Path, tmp_path: Path) -> None:
    words = {
        "2025-M05": ("tháng 5 năm 2025", "tháng 6 năm 2025"),
        "2025-Q3": ("quý III năm 2025", "quý IV năm 2025"),
        "2025-H1": ("6 tháng đầu năm 2025", "6 tháng cuối năm 2025"),
        "2025-9M": ("9 tháng đầu năm 2025", "3 tháng cuối năm 2025"),
        "2025": ("năm 2025", "năm 2026"),
        "2026-M06": ("tháng 6 năm 2026", "tháng 7 năm 2026"),
    }
    for code, path in year.files.items():
        copy = tmp_path / path.name
        copy.write_bytes(path.read_bytes())
        job = jobs.report(copy, pack=pack)
        text = "\n".join(paragraph.text for paragraph in docx.Document(str(job.report.path)).paragraphs)
        for said in words.get(code, ()):
            assert said in text
    lines = text_of(tmp_path / "so-2025-H1.docx")
    assert "Thu ngân sách trên địa bàn từ đầu năm là 2.759,8 triệu đồng, bằng 46% kế hoạch năm." in lines


def text_of(path: Path) -> list[str]:
    return [paragraph.text.strip() for paragraph in docx.Document(str(path)).paragraphs]


def test_the_command_rolls_and_says_what_is_left_to_do(year: Year, tmp_path: Path, chitieu: Run) -> None:
    source = tmp_path / "bảng.xlsx"
    source.write_bytes(year.files["2025-M12"].read_bytes())
    done = chitieu("roll", source, "--to", "2026-M01")
    assert done.returncode == 0, done.stderr
    assert "bảng-2026-M01.xlsx" in done.stdout and "tháng 12 năm 2025" in done.stdout
    assert "sang năm 2026 nên kế hoạch để trống" in done.stderr
    counted = next(line for line in done.stdout.splitlines() if line.startswith("Số chỉ tiêu: "))
    assert counted.startswith("Số chỉ tiêu: 06 = 00 đánh giá cuối năm + ")  # no row waits for the year's end
    assert counted.endswith(" + 06 chưa nhập số liệu.")
    assert (tmp_path / "bảng-2026-M01.xlsx").exists()
    told = chitieu("roll", source, "--to", "2026-M02", "--json")
    assert '"after": "2026-M02"' in told.stdout


def kept_row(book: workbook.Workbook, code: str, period: str) -> tuple[int, list[Value]]:
    """The row of LichSu for a code and period."""
    rows = enumerate(book.values(sheets.LICH_SU, "A5:G400"), 5)
    return next((row, cells) for row, cells in rows if cells[0] == code and cells[3] == period)


@pytest.fixture
def skipped(year: Year, tmp_path: Path) -> rolling.Rolled:
    """April made of February: nobody made March."""
    source = tmp_path / "so-2025-M02.xlsx"
    source.write_bytes(year.files["2025-M02"].read_bytes())
    rolled = rolling.roll(source, "2025-M04")
    enter(rolled.out, 4)
    return rolled


def test_the_sum_goes_on_over_a_month_that_was_skipped(skipped: rolling.Rolled) -> None:
    (told,) = skipped.notices
    assert "chưa có số của tháng 3 năm 2025" in told and "đến hết tháng 02 được mang sang" in told
    assert "các dòng kỳ 2025-M03 ở trang LichSu" in told
    found = figures(skipped.out, "F")
    assert found["thu"] == pytest.approx(410.5 + 388.2 + 455)
    assert found["ho_so"] == 190 + 175 + 220
    assert found["gia_heo"] == pytest.approx((58 + 57.5 + 57.75 + 60) / 4, abs=0.005001)  # March as the months before
    assert (found["dan_so"], found["dung_han"]) == (12025, 98.4)
    assert figures(skipped.out, "W") == {code: months[3] for code, months in MONTHS.items()}
    book = workbook.load(skipped.out)
    said = [str(row[0]) for row in book.values(sheets.KIEM_TRA, "C5:C20")]
    assert any("chưa gồm tháng 3" in text and text.startswith("Lũy kế của 3 dòng") for text in said)
    _, cells = kept_row(book, "thu", "2025-M03")
    assert cells[4:6] == [None, 798.7] and "chưa gồm tháng 3" in str(cells[6])


def test_the_skipped_month_is_told_later_and_the_sum_follows(skipped: rolling.Rolled) -> None:
    book = workbook.load(skipped.out)
    row, cells = kept_row(book, "thu", "2025-M03")
    book.set(sheets.LICH_SU, f"E{row}", 502.1)
    book.set(sheets.LICH_SU, f"F{row}", 798.7 + 502.1)
    book.save()
    jobs.recalc(skipped.out)
    assert figures(skipped.out, "F")["thu"] == pytest.approx(sum(MONTHS["thu"][:4]))
    said = [str(row[0]) for row in workbook.load(skipped.out).values(sheets.KIEM_TRA, "C5:C20")]
    assert any(text.startswith("Lũy kế của 2 dòng") for text in said)


def test_what_was_carried_is_no_figure_of_its_month(skipped: rolling.Rolled) -> None:
    """Not in the year after, nor in the quarter; the months that follow go on from it."""
    may = rolling.roll(skipped.out, "2025-M05")
    assert may.notices == ()
    enter(may.out, 5)
    assert figures(may.out, "F")["thu"] == pytest.approx(410.5 + 388.2 + 455 + 470.3)
    after = rolling.roll(may.out, "2026-M03")
    assert figures(after.out, "E") == dict.fromkeys(ROWS)
    assert any("chưa có số của tháng 01 và tháng 02 năm 2026" in notice for notice in after.notices)
    april = rolling.roll(may.out, "2026-M04", after.out.with_name("thang-4.xlsx"))
    assert figures(april.out, "E")["thu"] == pytest.approx(410.5 + 388.2 + 455)


def test_a_year_that_begins_in_its_course_has_nothing_to_carry(year: Year, tmp_path: Path) -> None:
    source = tmp_path / "so-2025-M12.xlsx"
    source.write_bytes(year.files["2025-M12"].read_bytes())
    rolled = rolling.roll(source, "2026-M03")
    assert any("lũy kế của tháng 3 năm 2026 chỉ gồm số trong kỳ" in notice for notice in rolled.notices)
    assert not any("chưa có số" in notice for notice in rolling.roll(source, "2026-H1").notices)


def test_what_cannot_be_rolled_is_refused_and_nothing_changes(year: Year, tmp_path: Path, chitieu: Run) -> None:
    source = tmp_path / "so-2025-M06.xlsx"
    source.write_bytes(year.files["2025-M06"].read_bytes())
    for code, words in (
        ("2025-M06", ("chính là kỳ của sổ này",)),
        ("2025-M05", ("không sau kỳ của sổ này", "tháng 6 năm 2025")),
        ("2025-Q1", ("không sau kỳ của sổ này",)),
        ("thang 7", ("Không hiểu kỳ “thang 7”", "2024-M06")),
    ):
        refused(unchanged(source, lambda code=code: chitieu("roll", source, "--to", code)), *words)  # type: ignore[misc]
    taken = tmp_path / "so-2025-M07.xlsx"
    taken.write_bytes(b"nothing of ours")
    refused(unchanged(source, lambda: chitieu("roll", source, "--to", "2025-M07")), "đã có sẵn", "so-2025-M07.xlsx")
    refused(
        unchanged(source, lambda: chitieu("roll", source, "--to", "2025-M07", "-o", source)), "chính là sổ đang dùng"
    )


def test_a_file_that_is_none_of_ours_is_refused(tmp_path: Path) -> None:
    foreign = tmp_path / "khac.xlsx"
    openpyxl.Workbook().save(foreign)
    with pytest.raises(Refusal, match="không phải sổ chỉ tiêu"):
        rolling.roll(foreign, "2025-M07")
    with pytest.raises(Refusal, match="không lấy được số cùng kỳ"):
        jobs.new("thang", tmp_path / "moi.xlsx", earlier=[foreign])
