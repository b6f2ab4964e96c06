"""The sheet SoLieu: what a pack may say of its facts, what the sheet holds, and what it comes to when computed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import openpyxl
import pytest

import workbook
from workbook import jobs, packs, sheets, summary, template, template_data, template_facts
from workbook.book import Workbook
from workbook.refusal import Refusal

PACK = Path(__file__).parent / "goi-so-lieu"
SO_LIEU = sheets.SO_LIEU


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACK, tmp_path / "goi-so-lieu"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("so-lieu") / "bang.xlsx"
    template.build(PACK, path)
    book = workbook.load(path)
    book.recalculate()
    book.save()
    return path


@pytest.fixture
def book(built: Path) -> Workbook:
    return workbook.load(built)


def change(pack: Path, name: str, old: str, new: str) -> None:
    text = (pack / name).read_text(encoding="utf-8")
    assert old in text
    (pack / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def refused(pack: Path) -> str:
    with pytest.raises(Refusal) as caught:
        packs.read(pack)
    return caught.value.message


# ---------------------------------------------------------------- the pack


def test_facts_are_read_with_what_follows_from_their_kind() -> None:
    facts = {fact.code: fact for fact in packs.read(PACK).facts}
    total, entered, computed = facts["dien_tich"], facts["dt_ngo"], facts["ket_du"]
    assert (total.kind, total.parts, total.plan, total.same_period, total.actual) == ("tổng", "đủ", "=", "=", "=")
    assert (entered.kind, entered.plan, entered.actual, entered.agg) == ("nhập", 100, 98, "tổng")
    assert (computed.plan, computed.same_period, computed.actual) == ("=", None, "=")
    assert facts["dt_lua"].same_period == 270  # its parts have none
    assert facts["ngay_hop"].actual == 45082
    assert (facts["nang_suat"].agg, facts["ty_le_thu"].agg) == ("bình quân", "cuối")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("dt_ngo,", "Ngô,", "dòng 6: mã “Ngô” phải viết"),
        ("dt_ngo,", "dt_lua,", "dòng 6: mã “dt_lua” đã dùng ở dòng trên"),
        ("dt_ngo,", "luong_thuc,", "dòng 6: mã “luong_thuc” đã dùng trong bảng chỉ tiêu"),
        ("dt_ngo,", "ds,", "dòng 6: mã “ds” là từ dành riêng"),
        ("dt_ngo,trong_trot", "dt_ngo,rau_mau", "dòng 6: nhóm “rau_mau” không có trong các mục [[facts]]"),
        ("-,dien_tich,Ngô", "-,khong_co,Ngô", "dòng 6: dòng cha “khong_co” phải đứng ở phía trên"),
        ("-,dien_tich,Ngô", "-,dt_lua_mua,Ngô", "dòng 6: dòng cha “dt_lua_mua” chưa khai cột parts"),
        (",Ngô,ha,", ",,ha,", "dòng 6: thiếu tên"),
        ("100,99.5,98,,", "100,99.5,98,cộng,", "dòng 6: cột kind chỉ nhận “nhập”, “tổng”, “tính”, “chữ”, “ngày”"),
        ("100,99.5,98,", "=,99.5,98,", "dòng 6: dấu “=” ở cột plan chỉ dùng cho dòng loại “tổng” hoặc “tính”"),
        ("100,99.5,98,", "100,99.5,98,tổng", "dòng 6: dòng loại “tổng” tự tính nên để trống cột actual"),
        ("100,99.5,98,", "100,99.5,,tính", "dòng 6: dòng loại “tính” phải có cột formula"),
        ("100,99.5,98,,", "100,99.5,98,,[thu]", "dòng 6: cột formula chỉ dùng cho dòng loại “tính”"),
        ("100,99.5,98,,,", "100,99.5,98,nhập,,đủ", "dòng 6: dòng có các phần đủ (parts = đủ) phải là loại “tổng”"),
        ("100,99.5,98,,,", "100,99.5,98,,,một phần", "dòng 6: dòng “dt_ngo” khai các phần (parts) nhưng không có"),
        ("ha,,270,,tổng,,đủ,", "ha,,270,,tổng,,một phần,", "dòng 3: dòng loại “tổng” chỉ đi với các phần đủ"),
        ("148,,,,,", "148,,,,lên,", "dòng 4: cột direction chỉ nhận “cao”, “thấp”"),
        ("cao,,418.19", "cao,gấp,418.19", "dòng 2: cột agg chỉ nhận “tổng”, “bình quân”, “cuối”"),
        ("418.19", "bốn trăm", "dòng 2: cột printed chỉ nhận số thuần"),
        ("Lúa,ha,,270", "Lúa,ha,280,270", "dòng 3: cột plan: các phần đã có số nên dòng tổng tự tính"),
        ("2023-06-05", "05.13.2023", "dòng 20: cột actual: “05.13.2023” không phải là ngày"),
        ("[thu]-[chi]", "[thu]-[chu]", "dòng 16: công thức: “[chu]” dùng mã “chu” không có"),
        ("[thu]-[chi]", "[thu.nam]-[chi]", "dòng 16: công thức: “[thu.nam]”, sau dấu chấm chỉ dùng kh, ck, th"),
        ("[thu]-[chi]", "([thu]-[chi]", "dòng 16: công thức “([thu]-[chi]” không đọc được"),
        ("[thu]-[chi]", "[thu]-[chi", "dòng 16: công thức “[thu]-[chi” thiếu hoặc thừa ngoặc vuông"),
        ("100-[co_cau_lua]", "100-[co_cau_mau]", "dòng 11: công thức tính vòng quanh: co_cau_mau → co_cau_mau"),
        ("thu_phi,ngan_sach", "thu_phi,trong_trot", "dòng 14: dòng cha “thu” thuộc nhóm khác"),
        (",printed_growth,note", ",printed_growth,ghi_chu", "dòng 1: không biết cột “ghi_chu”"),
    ],
)
def test_a_fault_in_the_facts_names_file_and_line(copy: Path, old: str, new: str, expected: str) -> None:
    change(copy, "facts.csv", old, new)
    assert refused(copy).startswith(f"Tệp facts.csv, {expected}")


def test_a_circle_through_a_total_is_found(copy: Path) -> None:
    change(copy, "facts.csv", "+,dt_lua,Lúa mùa,ha,130,,130,,", "+,dt_lua,Lúa mùa,ha,130,,,tính,[dien_tich]/4")
    assert "tính vòng quanh: dien_tich → dt_lua → dt_lua_mua → dien_tich" in refused(copy)


def test_the_columns_of_a_formula_are_told_apart(copy: Path) -> None:
    """The plan may follow from an actual that follows from another plan: no circle."""
    change(copy, "facts.csv", "chi,ngan_sach,2,,Tổng chi ngân sách,đồng,8700000000,,4100000000,,,",
           "chi,ngan_sach,2,,Tổng chi ngân sách,đồng,8700000000,,,tính,[ket_du.kh]*2,")  # fmt: skip
    assert packs.read(copy)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("{dien_tich.phan};", "{dien_tich.gi};", "dòng 2: mẫu câu: {dien_tich.gi}: không có trường «gi»"),
        ("{dien_tich.dvt}", "", "dòng 2: mẫu câu: {dien_tich.th}: thiếu đơn vị «ha» ở sau"),
        ("Cây lúa chiếm", "Cây lúa lúa chiếm", "dòng 3: mẫu câu: lặp từ «lúa lúa»"),
        ("đứng thứ {dt_lua.hang}.", "đứng thứ {dt_lua.hang.", "dòng 3: mẫu câu: thiếu dấu ngoặc đóng }"),
        ("{thu_phi.th:trieu}.]", "{thu_phi.th:trieu}.", "dòng 4: mẫu câu: thiếu dấu ] đóng ghi chú"),
        ("[dt_lua.hang]", "[dt_lua.cuoi_nam]", "dòng 3: Điều kiện"),
        ("[dt_lua.hang]", "[luong_thuc.hang]", "dòng 3: Điều kiện"),
        ("[dt_lua.giam]", "[dt_lua.cho_cuoi_nam]", "dòng 3: Điều kiện"),
        ("[dt_lua.giam]", "[dt_khoai.giam]", "dòng 3: điều kiện: “[dt_khoai.giam]” dùng mã “dt_khoai” không có"),
    ],
)
def test_a_fault_in_a_sentence_over_facts_names_file_and_line(copy: Path, old: str, new: str, expected: str) -> None:
    change(copy, "sentences.csv", old, new)
    assert refused(copy).startswith(f"Tệp sentences.csv, {expected}")


def test_groups_of_facts_need_a_file_and_the_file_groups(copy: Path) -> None:
    (copy / "facts.csv").unlink()
    assert "thiếu tệp facts.csv" in refused(copy)


def test_a_repeated_group_is_refused(copy: Path) -> None:
    change(copy, "pack.toml", 'key = "khac"', 'key = "ngan_sach"')
    assert "mã nhóm số liệu “ngan_sach” đã dùng" in refused(copy)


# ---------------------------------------------------------------- the sheet


def test_the_sheet_stands_behind_the_table(book: Workbook) -> None:
    assert tuple(book.sheet_names) == sheets.ALL_SHEETS


def test_a_pack_without_facts_has_no_such_sheet(copy: Path, tmp_path: Path) -> None:
    (copy / "facts.csv").unlink()
    text = (copy / "pack.toml").read_text(encoding="utf-8")
    head, _, rest = text.partition("[[facts]]")
    (copy / "pack.toml").write_text(head + rest[rest.index("[[sections]]") :], encoding="utf-8")
    rule = "section,code,condition,pattern\nket_qua,lt,,Sản lượng {luong_thuc.ket_qua}. || Đạt {luong_thuc.ket_qua}.\n"
    (copy / "sentences.csv").write_text(rule, encoding="utf-8")
    jobs.new(copy, tmp_path / "bang.xlsx")
    book = workbook.load(tmp_path / "bang.xlsx")
    assert tuple(book.sheet_names) == sheets.SHEETS
    assert SO_LIEU not in "".join(book.formula("KiemTra", f"C{row}") or "" for row in range(5, 45))
    assert book.value("CauMau", "E5") in ("Sản lượng 2.200 tấn.", "Đạt 2.200 tấn.")


def test_places_are_where_the_rows_stand(book: Workbook) -> None:
    stand = template_facts.places(template_data.content(packs.read(PACK)))
    assert len(stand) == 21
    for code, (sheet, row) in stand.items():
        letter = sheets.COLUMN_LETTERS[(sheets.FACT_CODE if sheet == SO_LIEU else sheets.CODE) - 1]
        assert book.value(sheet, f"{letter}{row}") == code


def test_totals_and_computed_figures_are_direct_formulas(book: Workbook) -> None:
    assert book.formula(SO_LIEU, "F7") == '=IF(COUNT(F8,F11:F12)=0,"",SUM(F8,F11:F12))'
    assert book.formula(SO_LIEU, "D8") == '=IF(COUNT(D9:D10)=0,"",SUM(D9:D10))'
    assert book.formula(SO_LIEU, "E8") is None and book.value(SO_LIEU, "E8") == 270
    indicator = 'INDEX(ChiTieu!$F$6:$F$505,MATCH("luong_thuc",ChiTieu!$M$6:$M$505,0))'
    assert book.formula(SO_LIEU, "F13") == f'=IF(OR({indicator}="",$F$8=""),"",IFERROR({indicator}*10/$F$8,""))'
    assert book.formula(SO_LIEU, "D22") == '=IF(OR($D$18="",$D$21=""),"",IFERROR($D$18-$D$21,""))'
    assert book.formula(SO_LIEU, "E22") is None


def test_what_it_comes_to(book: Workbook) -> None:
    values = {cell: book.value(SO_LIEU, cell) for cell in ("D7", "E7", "F7", "G7", "H7", "F8", "F13", "F15", "E15")}
    assert values == pytest.approx(
        {"D7": 380, "E7": 409.5, "F7": 418.19, "G7": 102.1221, "H7": 110.05, "F8": 278, "F13": 79.13669,
         "F15": 66.47696, "E15": 65.93407},
        rel=1e-6,
    )  # fmt: skip
    assert book.value(SO_LIEU, "F22") == 912_345_678
    assert book.value(SO_LIEU, "G15") == ""  # a percentage has no columns 5, 6, 7


def test_a_missing_operand_leaves_the_result_blank_and_no_error(book: Workbook) -> None:
    for cell in ("F9", "F10"):
        book.set(SO_LIEU, cell, None)
    book.set("ChiTieu", "F7", None)
    run = book.recalculate()
    assert not run.errors
    assert [book.value(SO_LIEU, cell) for cell in ("F8", "F13", "F15", "F16")] == ["", "", "", ""]
    assert book.value(SO_LIEU, "F7") == pytest.approx(140.19)  # the parts that have a number
    book.set(SO_LIEU, "F9", 0)
    book.set(SO_LIEU, "F10", 0)
    assert not book.recalculate().errors
    assert book.value(SO_LIEU, "F13") == ""  # no division by zero


def test_conditions_and_sentences_read_the_sheet(book: Workbook) -> None:
    said = [book.value("CauMau", f"E{row}") for row in range(5, 9)]
    assert said[0] == (
        "Tổng diện tích gieo trồng 6 tháng đầu năm 2023 là 418,19 ha, tăng 2,12% so với cùng kỳ năm trước, gồm: "
        "lúa 278 ha; ngô 98 ha; các cây trồng khác 42,19 ha; nhiều nhất là lúa."
    )
    assert said[3] == "Hội nghị họp ngày 05 tháng 6 năm 2023; tình hình ổn định; hồ sơ giải quyết 31/38 (81,6%)."
    assert book.value("CauMau", "C6") is True
    book.set(SO_LIEU, "F11", 300)
    book.recalculate()
    assert book.value("CauMau", "C6") is False  # the rice is second now
    assert "nhiều nhất là ngô" in str(book.value("CauMau", "E5"))


def test_the_variant_follows_the_period_and_the_code(book: Workbook) -> None:
    said = set()
    for month in (1, 2, 3):
        book.set("ThongTin", "C11", f"2023-M{month:02d}")
        book.recalculate()
        said.add(book.value("CauMau", "E6"))
    assert len(said) == 3


@pytest.mark.parametrize(
    ("cell", "value"),
    [("F11", 99), ("D9", 151), ("B11", "Ngô lai"), ("C11", "sào"), ("F25", "32/38 (84,2%)"), ("F26", "phức tạp"),
     ("K7", 400), ("O11", "dt_khoai"), ("F27", 45083)],
)  # fmt: skip
def test_the_fingerprint_follows_every_input(book: Workbook, cell: str, value: str | float) -> None:
    before = book.value("CauMau", sheets.TABLE_FINGERPRINT)
    book.set(SO_LIEU, cell, value)
    book.recalculate()
    assert book.value("CauMau", sheets.TABLE_FINGERPRINT) != before


def test_findings_of_the_sheet_have_their_links(book: Workbook) -> None:
    book.set(SO_LIEU, "F19", 4_900_000_000)
    book.recalculate()
    found = {row[1]: (row[2], row[3]) for row in book.values("KiemTra", sheets.FINDING_CELLS) if row[1]}
    text, link = found["SoLieu!F18"]
    assert "các phần (đã thực hiện) cộng lại là 5.100.000.000, lớn hơn số chung 5.012.345.678" in str(text)
    assert link == "Mở ô SoLieu!F18"
    assert book.value(SO_LIEU, "N18") == "Các phần cộng lại lớn hơn số chung"


def test_published_figures_that_differ_are_told(book: Workbook) -> None:
    assert book.value(SO_LIEU, "N7") == "Khác mức tăng, giảm đã công bố"
    assert "SoLieu!M7" in {row[1] for row in book.values("KiemTra", sheets.FINDING_CELLS)}
    assert book.value(SO_LIEU, "N18") == ""  # 56.3 is 56,318 to one decimal


# ---------------------------------------------------------------- Excel's view of it


def test_formulas_stay_within_excels_limits(built: Path) -> None:
    ws = openpyxl.load_workbook(built)[SO_LIEU]
    for line in ws.iter_rows():
        for cell in line:
            if isinstance(cell.value, str) and cell.value.startswith("="):
                assert len(cell.value) <= 8192, cell.coordinate
    for rule in ws.data_validations.dataValidation:
        assert len(rule.formula1) <= 255 and len(rule.error) <= 225 and len(rule.errorTitle) <= 32


def test_the_sheet_is_guarded_and_printed_as_the_table_is(built: Path) -> None:
    book = openpyxl.load_workbook(built)
    ws, table = book[SO_LIEU], book[sheets.CHI_TIEU]
    assert ws.protection.sheet and not ws.protection.insertRows and not ws.protection.deleteRows
    assert (ws.print_title_rows, ws.page_setup.orientation) == (table.print_title_rows, "landscape")
    assert ws.page_setup.paperSize == 9  # A4
    assert all(ws.column_dimensions[letter].hidden for letter in "OPQRST")
    assert ws["F11"].fill.start_color.rgb == table["F7"].fill.start_color.rgb  # an input
    assert ws["F7"].fill.start_color.rgb != ws["F11"].fill.start_color.rgb
    assert ws["F27"].number_format == "dd/mm/yyyy"
    assert re.fullmatch(r"\S*SoLieu\S*\$A\$6:\$T\$1005", book.defined_names["BangSoLieu"].attr_text)


# ---------------------------------------------------------------- other units and periods


def test_another_unit_starts_without_figures(tmp_path: Path) -> None:
    jobs.new(PACK, tmp_path / "bang.xlsx", unit="xã Khác")
    book = workbook.load(tmp_path / "bang.xlsx")
    figures = [value for row in book.values(SO_LIEU, "D6:M27") for value in (*row[:3], *row[7:]) if value]
    assert figures == []
    assert book.formula(SO_LIEU, "F7") and book.formula(SO_LIEU, "E8")


def test_a_year_later_the_actuals_are_the_same_period(tmp_path: Path) -> None:
    jobs.new(PACK, tmp_path / "bang.xlsx", period="2024-H1")
    book = workbook.load(tmp_path / "bang.xlsx")
    assert [book.value(SO_LIEU, cell) for cell in ("E11", "F11", "D11", "K7")] == [98, None, None, None]
    assert book.value(SO_LIEU, "E7") == pytest.approx(418.19)
    assert book.value(SO_LIEU, "E8") == 278  # summed from its parts, where 270 had been typed


def filled(tmp_path: Path, lines: str) -> Workbook:
    (tmp_path / "so-lieu.csv").write_text(lines, encoding="utf-8")
    jobs.new(PACK, tmp_path / "bang.xlsx", data=tmp_path / "so-lieu.csv")
    return workbook.load(tmp_path / "bang.xlsx")


def test_facts_come_from_the_csv_by_their_codes(tmp_path: Path) -> None:
    lines = (
        'tt,cung_ky,thuc_hien\n1,2100,2300\ndt_ngo,99,"97,5"\nho_so,,40/44\nngay_hop,,07/06/2023\ntinh_hinh,,phức tạp\n'
    )
    book = filled(tmp_path, lines)
    assert [book.value(SO_LIEU, cell) for cell in ("E11", "F11", "F25", "F26", "F27")] == [
        99, 97.5, "40/44", "phức tạp", 45084,
    ]  # fmt: skip
    assert [book.value(SO_LIEU, cell) for cell in ("F9", "F18", "K7", "D9")] == [None, None, None, 150]
    assert book.value(SO_LIEU, "F7") == 97.5  # what is computed follows
    assert book.value("ChiTieu", "F7") == 2300


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("dien_tich,,418", "dòng 2 (TT dien_tich), cột thuc_hien: dòng “Tổng diện tích gieo trồng” tự tính"),
        ("dt_lua_mua,,4.150", "dòng 2 (TT dt_lua_mua), cột thuc_hien: “4.150” có thể là 4.150 hoặc 4,15"),
        ("ngay_hop,,hôm qua", "cột thuc_hien: “hôm qua” không phải là ngày"),
        ("dt_khoai,,1", "không có chỉ tiêu mang TT “dt_khoai”"),
        ("dt_ngo,,1\ndt_ngo,,2", "dòng 3 (TT dt_ngo): TT này đã có ở dòng trên"),
    ],
)
def test_a_fault_in_the_csv_names_file_and_line(tmp_path: Path, line: str, expected: str) -> None:
    with pytest.raises(Refusal) as caught:
        filled(tmp_path, f"tt,cung_ky,thuc_hien\n{line}\n")
    assert expected in caught.value.message
    assert not (tmp_path / "bang.xlsx").exists()


# ---------------------------------------------------------------- the summary


def test_the_summary_tells_how_much_is_entered(book: Workbook) -> None:
    made = summary.summarize(book)
    told = "Số liệu của báo cáo (trang SoLieu): 18 dòng, gồm 11 đã nhập, 0 để trống, 7 tự tính"
    assert told in str(made)
    assert made.to_json()["facts"] == {"rows": 18, "entered": 11, "blank": 0, "computed": 7}


def test_a_total_that_a_value_was_written_over_is_named(book: Workbook) -> None:
    book.set(SO_LIEU, "F7", 418.19, overwrite=True)
    book.recalculate()
    cells = {finding.cell: finding.text for finding in summary.summarize(book).findings}
    assert cells["SoLieu!F7"].startswith("dòng tổng «Tổng diện tích gieo trồng» không còn công thức ở cột F")
