"""Packs: the built-in one is whole, a folder is a pack too, and a fault names file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from workbook import packs
from workbook.refusal import Refusal

ROOT = Path(__file__).parents[2]
BUILT_IN = ROOT / "templates" / "but-son-2023-h1"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BUILT_IN, tmp_path / "goi"))


def change(pack: Path, name: str, old: str, new: str) -> None:
    text = (pack / name).read_text(encoding="utf-8")
    assert old in text
    (pack / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def refused(pack: Path) -> Refusal:
    with pytest.raises(Refusal) as caught:
        packs.read(pack)
    return caught.value


def test_built_in_packs_are_listed_with_their_titles() -> None:
    assert "but-son-2023-h1" in packs.ids()
    assert dict(packs.available())["but-son-2023-h1"].startswith("Báo cáo 6 tháng")


def test_every_built_in_pack_can_be_read() -> None:
    for pack_id in packs.ids():
        assert packs.read(pack_id).id == pack_id


def test_the_official_table_has_29_indicators_and_4_sub_rows() -> None:
    pack = packs.read("but-son-2023-h1")
    counts = {group.tt: sum(row.is_indicator for row in pack.rows_of(group)) for group in pack.groups}
    assert counts == {"I": 12, "II": 14, "III": 2, "IV": 1}
    assert sum(not row.is_indicator for row in pack.rows) == 4
    assert sum(row.year_end for row in pack.rows) == 12
    assert {row.tt for row in pack.rows if row.is_indicator and not row.show_567} == {"2", "14", "17", "18", "20"}
    assert {row.tt for row in pack.rows if row.direction == "thấp"} == {"14", "18"}


def test_a_folder_is_a_pack(copy: Path) -> None:
    assert packs.read(copy) == packs.read(str(copy)) == packs.read("but-son-2023-h1")


def test_a_byte_order_mark_and_semicolons_are_read(copy: Path) -> None:
    text = "section;code;condition;pattern\r\nmo_dau;mo_dau;;Mở đầu, có dấu phẩy.\r\n"
    (copy / "sentences.csv").write_bytes(text.encode("utf-8-sig"))
    assert packs.read(copy).rules == (packs.SentenceRule("mo_dau", "mo_dau", "", "Mở đầu, có dấu phẩy."),)


def test_an_unknown_pack_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="but-son-2023-h1"):
        packs.read("khong-co")
    with pytest.raises(Refusal, match="thiếu tệp pack.toml"):
        packs.read(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("luong_thuc,3,", "Lương thực,3,", "catalogue.csv, dòng 7: mã “Lương thực” phải viết"),
        ("thuy_san,4,", "luong_thuc,4,", "catalogue.csv, dòng 8: mã “luong_thuc” đã dùng"),
        ("thuy_san,4,", "thuy_san,3,", "catalogue.csv, dòng 8: TT 3 đã dùng"),
        ("thuy_san,4,I,", "thuy_san,4,V,", "catalogue.csv, dòng 8: nhóm “V” không có"),
        ("thuy_san,4,", "thuy_san,4b,", "catalogue.csv, dòng 8: TT “4b” phải là số"),
        ("I,co_cau_gtsx,", "I,co_cau,", "catalogue.csv, dòng 4: dòng cha “co_cau” phải đứng"),
        (",68.5,65,cao,", ",68.5,65,lên,", "catalogue.csv, dòng 8: cột direction chỉ nhận"),
        ("thuy_san,4,", "vung_xa_ven,4,", "catalogue.csv, dòng 8: mã “vung_xa_ven” chứa “_xa_”"),
        ("code,tt,", "ma,tt,", "catalogue.csv, dòng 1: thiếu cột “code”"),
        ("Tổng sản lượng thủy sản,", '"Tổng "sản lượng thủy sản,', "catalogue.csv, dòng 8: sai dấu nháy kép"),
        ("Tấn,100,68.5,65,cao,,,", "Tấn,100,68.5,65,cao,,,,,", "catalogue.csv, dòng 8: có 15 ô"),
    ],
)
def test_a_fault_in_the_catalogue_names_its_line(copy: Path, old: str, new: str, expected: str) -> None:
    change(copy, "catalogue.csv", old, new)
    assert expected in refused(copy).message


def test_rows_out_of_the_order_of_the_groups_are_refused(copy: Path) -> None:
    change(copy, "catalogue.csv", "thuy_san,4,I,", "thuy_san,4,II,")
    assert "thứ tự nhóm" in refused(copy).message


def test_faults_in_the_sentences_name_their_line(copy: Path) -> None:
    change(copy, "sentences.csv", "nong_nghiep,luong_thuc_dat,", "nong_ngiep,luong_thuc_dat,")
    assert "sentences.csv, dòng 3: mục “nong_ngiep” không có" in refused(copy).message


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("{luong_thuc.ten}", "{luong_thuk.ten}", "mẫu câu: {luong_thuk.ten}: không có mã chỉ tiêu «luong_thuk»"),
        ("{luong_thuc.th}", "{luong_thuc.thuc_hien}", "mẫu câu: {luong_thuc.thuc_hien}: không có trường «thuc_hien»"),
        ("{luong_thuc.th}", "{luong_thuc.th:tan}", "mẫu câu: {luong_thuc.th:tan}: không có dạng viết «tan»"),
        ("{luong_thuc.th}", "{luong_thuc}", "mẫu câu: {luong_thuc}: thiếu trường sau mã"),
        ("{luong_thuc.th}", "{don_vj}", "mẫu câu: {don_vj}: không có mã «don_vj» trong ThongTin"),
        ("{luong_thuc.th}", "{dem.IX.tong}", "mẫu câu: {dem.IX.tong}: bảng không có nhóm IX"),
        ("{luong_thuc.th}", "{ds.chua_lam}", "mẫu câu: {ds.chua_lam}: không có danh sách này"),
        ("{luong_thuc.th}", "{luong_thuc.th", "mẫu câu: thiếu dấu ngoặc đóng }"),
        ("[luong_thuc.th]>0", "[khong_co.th]>0", "“[khong_co.th]” dùng mã “khong_co” không có"),
        ("[luong_thuc.th]>0", "[luong_thuc.thuc_hien]>0", "không hiểu “[luong_thuc.thuc_hien]”"),
        ("[luong_thuc.th]>0", "[luong thuc.th]>0", "không hiểu “[luong thuc.th]”"),
        ("[luong_thuc.th]>0", "[dem.IX.dat]>0", "“[dem.IX.dat]” dùng nhóm “IX” không có"),
        ("[luong_thuc.th]>0", "[dem.xong]>0", "không hiểu “[dem.xong]”"),
        ("AND([luong_thuc.th]>0", "AND(([luong_thuc.th]>0", "không đọc được như một công thức Excel"),
    ],
)
def test_a_sentence_that_names_what_is_not_there_is_refused_with_its_line(
    copy: Path, old: str, new: str, expected: str
) -> None:
    change(copy, "sentences.csv", old, new)
    refusal = refused(copy)
    assert refusal.code == "bad-sentences"
    assert refusal.message.startswith("Tệp sentences.csv, dòng 3: ")
    assert expected in refusal.message


def test_every_code_and_key_of_a_pack_may_be_named(copy: Path) -> None:
    codes = [row.code for row in packs.read(copy).rows]
    pattern = (
        " ".join(f"{{{code}.ket_qua}}" for code in codes) + " {ky} {ky_con_lai} {nam} {don_vi} {dem.I.tong:00} {{x}}"
    )
    condition = "AND(" + ",".join(f"[{code}.th]>=0" for code in codes) + ',[nguong]>0,[dem.II.dat]>0,""[x y]""<>"""")'
    text = f'section,code,condition,pattern\nmo_dau,mo_dau,"{condition}","{pattern}"\n'
    (copy / "sentences.csv").write_text(text, encoding="utf-8")
    assert len(packs.read(copy).rules) == 1


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('plan_head = "KH {nam}', 'plan_head = "KH {nam_nay}', "pack.toml, dòng 12: “{nam_nay}” không có trong trang"),
        ('trọng tâm {ky_con_lai}"', 'trọng tâm {ky_toi}"', "dòng 18: “{ky_toi}” không có trong trang ThongTin"),
        ('dia_danh = "', 'dia_diem = "', "mục [info] có “dia_diem”"),
        ('id = "but-son-2023-h1"', 'id = "../but-son"', "id “../but-son” chỉ được có"),
    ],
)
def test_unknown_names_in_pack_toml_are_refused(copy: Path, old: str, new: str, expected: str) -> None:
    change(copy, "pack.toml", old, new)
    assert expected in refused(copy).message


# Where the pack of a workbook is found ----------------------------------------------------------------------------


def renamed(folder: Path, pack_id: str) -> Path:
    """A copy of the built-in pack under another id, in ``folder``."""
    Path(shutil.copytree(BUILT_IN, folder))
    change(folder, "pack.toml", 'id = "but-son-2023-h1"', f'id = "{pack_id}"')
    return folder


def test_an_installed_pack_is_not_hidden_by_a_folder_beside_or_around(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = Path(shutil.copytree(BUILT_IN, tmp_path / "but-son-2023-h1"))
    monkeypatch.chdir(tmp_path)
    for found in (packs.folder("but-son-2023-h1"), packs.of_workbook("but-son-2023-h1", tmp_path)):
        assert str(found) == str(BUILT_IN)
    assert packs.folder("./but-son-2023-h1") == Path("but-son-2023-h1")
    assert packs.of_workbook("but-son-2023-h1", tmp_path, beside) == beside  # what the command names goes first


def test_a_pack_is_found_beside_the_workbook_under_its_own_name(tmp_path: Path) -> None:
    folder = renamed(tmp_path / "xa-mau", "xa-mau")
    assert packs.of_workbook("xa-mau", tmp_path) == folder
    assert packs.of_workbook("xa-mau", tmp_path / "khac", folder) == folder


def test_a_pack_that_is_nowhere_is_refused_with_the_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    renamed(tmp_path / "xa-mau", "xa-mau")
    monkeypatch.chdir(tmp_path)  # the current folder does not count: a workbook's report is the same from everywhere
    with pytest.raises(Refusal) as caught:
        packs.of_workbook("xa-mau", tmp_path / "khac")
    for word in ("“xa-mau”", "but-son-2023-h1", str(tmp_path / "khac" / "xa-mau"), "--pack"):
        assert word in caught.value.message


@pytest.mark.parametrize("name", ["../xa-mau", "./xa-mau", "/xa-mau", "xa-mau/", "..", "C:xa-mau", "~", "Xa-mau", ""])
def test_a_workbook_may_not_name_a_path(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    renamed(tmp_path / "xa-mau", "xa-mau")
    (tmp_path / "so").mkdir()
    monkeypatch.chdir(tmp_path)
    for text in (name, name.replace("/xa-mau", str(tmp_path / "xa-mau")) if name == "/xa-mau" else name):
        with pytest.raises(Refusal, match="không phải mã gói"):
            packs.of_workbook(text, tmp_path / "so")


def test_a_folder_that_holds_another_pack_is_refused(tmp_path: Path) -> None:
    folder = renamed(tmp_path / "xa-mau", "xa-khac")
    for options in ({"beside": tmp_path}, {"named": folder}):
        with pytest.raises(Refusal, match="thuộc gói báo cáo “xa-mau”, còn thư mục “.*” là gói “xa-khac”"):
            packs.of_workbook("xa-mau", **options)


def test_a_pack_without_a_word_template_says_what_to_do(copy: Path) -> None:
    (copy / "bao-cao.docx").unlink()
    with pytest.raises(Refusal, match=r"“goi” thiếu tệp bao-cao\.docx là mẫu Word .*: hãy chép"):
        packs.word_template(copy)


def test_faults_in_pack_toml_are_named(copy: Path) -> None:
    change(copy, "pack.toml", 'period = "2023-H1"', 'period = "6 tháng 2023"')
    assert "kỳ báo cáo “6 tháng 2023” không hợp lệ" in refused(copy).message
    change(copy, "pack.toml", 'period = "6 tháng 2023"', "period = 2023-H1")
    assert refused(copy).message == "Tệp pack.toml, dòng 7: sai cú pháp TOML; hãy sửa gói báo cáo rồi làm lại."


def test_a_missing_part_of_a_pack_is_named(copy: Path) -> None:
    (copy / "sentences.csv").unlink()
    assert "thiếu tệp sentences.csv" in refused(copy).message


def test_text_in_another_encoding_is_refused(copy: Path) -> None:
    (copy / "catalogue.csv").write_bytes("mã".encode("cp1258", errors="replace") + b"\xe3\xff")
    assert refused(copy).code == "bad-encoding"
