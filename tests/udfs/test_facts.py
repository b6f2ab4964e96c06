"""Facts of the prose: what is read from SoLieu, what placeholders make of it, and the ways to write a sentence."""

from __future__ import annotations

import pytest

from udfs import ct_canh_bao_cau, ct_cau
from udfs.facts import NO_FACTS, facts_of
from udfs.periods import parse_period
from udfs.variants import chosen, variants
from xlcore.values import Value

INFO: list[list[Value]] = [["ky", None, "2023-H1"], ["nguong", None, 50.0], ["don_vi", None, "xã Mẫu Sơn"]]
TABLE: list[list[Value]] = [["I", "Kinh tế"], [1.0, "Sản lượng lương thực", "Tấn", 4000.0, 2100.0, 2200.0]]


def row(
    code: str,
    name: str,
    unit: str = "ha",
    figures: tuple[Value, Value, Value] = (None, None, None),
    kind: str = "nhập",
    parent: str = "",
    parts: str = "",
) -> list[Value]:
    return ["-", name, unit, *figures, *[None] * 8, code, kind, parent or None, parts or None, None, None]


def head(key: str, title: str) -> list[Value]:
    return [None, title, *[None] * 13, "nhóm", key, None, None, None]


ROWS = [
    head("trong_trot", "Trồng trọt"),
    row("dien_tich", "Tổng diện tích gieo trồng", figures=(None, 409.5, 418.19), kind="tổng", parts="đủ"),
    row("lua", "Lúa", figures=(280.0, 270.0, 278.0), parent="dien_tich"),
    row("ngo", "Ngô", figures=(100.0, 99.5, 98.0), parent="dien_tich"),
    row("khac", "Các cây trồng khác", figures=(None, 40.0, 42.19), parent="dien_tich"),
    head("khac", "Khác"),
    row("hop", "Ngày họp", "", (None, None, 45082.0), kind="ngày"),
    row("hop_chu", "Ngày họp ghi bằng chữ", "", (None, None, "2023-06-05"), kind="ngày"),
    row("dich", "Tình hình dịch bệnh", "", (None, None, "Ổn định"), kind="chữ"),
    row("ho_so", "Hồ sơ đã giải quyết", "hồ sơ", (None, None, "31/38 (81,6%)")),
    row("thu", "Thu ngân sách", "đồng", (8.9e9, 4.2e9, 5.0e9), parts="một phần"),
    row("thue", "Thuế", "đồng", (None, None, 1.3e9), parent="thu"),
    row("ty_le", "Tỷ lệ hộ nghèo", "%", (3.0, 4.5, 3.9)),
]


def said(pattern: str, code: str = "", period: str = "2023-H1") -> str:
    return ct_cau(pattern, TABLE, [["ky", None, period], *INFO[1:]], ROWS, code)


def test_groups_facts_and_parts_are_read() -> None:
    facts = facts_of(ROWS)
    assert [(group.key, group.title, group.position, len(group.facts)) for group in facts.groups] == [
        ("trong_trot", "Trồng trọt", 0, 4),
        ("khac", "Khác", 5, 7),
    ]
    assert [part.code for part in facts.parts(facts.by_code["dien_tich"])] == ["lua", "ngo", "khac"]
    parent = facts.parent(facts.by_code["lua"])
    assert parent is not None and parent.code == "dien_tich"
    assert facts.by_code["ty_le"].columns == ("", "", "")  # a percentage has no columns 5, 6, 7
    assert facts_of(ROWS) is facts and facts_of([]) is NO_FACTS


def test_a_number_and_a_truth_are_not_the_same_cell() -> None:
    one, true = ([row("a", "A", figures=(None, None, value))] for value in (1.0, True))
    assert facts_of(one).by_code["a"].actual == 1.0
    assert facts_of(true).by_code["a"].actual is True


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("{dien_tich.ten} {dien_tich.th} {dien_tich.dvt}", "Tổng diện tích gieo trồng 418,19 ha"),
        ("Lúa {lua.ket_qua}, {lua.so_kh}, {lua.so_ck}", "Lúa 278 ha, bằng 99,29% kế hoạch năm, tăng 2,96% so với "
         "cùng kỳ năm trước"),
        ("gồm {dien_tich.phan}", "gồm lúa 278 ha; ngô 98 ha; các cây trồng khác 42,19 ha"),
        ("gồm {dien_tich.phan:0}", "gồm lúa 278 ha, ngô 98 ha và các cây trồng khác 42 ha"),
        ("gồm {thu.phan:trieu}", "gồm thuế 1.300 triệu đồng"),
        ("nhất là {dien_tich.phan_lon_nhat} ({dien_tich.phan_lon_nhat.ket_qua})", "nhất là lúa (278 ha)"),
        ("chiếm {lua.ti_le_phan}%", "chiếm 66,48%"),
        ("ngô đứng thứ {ngo.hang}", "ngô đứng thứ 2"),
        ("họp {hop.ngay}; {hop.th}; {hop_chu.ngay}", "họp ngày 05 tháng 6 năm 2023; 05/6/2023; "
         "ngày 05 tháng 6 năm 2023"),
        ("tình hình {dich.th}, hồ sơ {ho_so.th}", "tình hình ổn định, hồ sơ 31/38 (81,6%)"),
        ("{thu.th:ty}, {thu.ss_kh}%", "5 tỷ đồng, 56,18%"),
        ("{ty_le.diem}", "Giảm 0,6 điểm %"),
        ("Lúa{x.th}", "Lúa{x.th}"),
        ("{lua.phan}", "…"),
        ("Thu đạt {thu.th:ty}^[Trong đó {thue.ten} {thue.th:ty}[, {thu.so_ck}][, {khac.kh} ha].].",
         "Thu đạt 5 tỷ đồng^[Trong đó thuế 1,3 tỷ đồng, tăng 19,05% so với cùng kỳ năm trước.]."),
    ],
)  # fmt: skip
def test_placeholders_over_facts(pattern: str, sentence: str) -> None:
    assert said(pattern) == sentence


def test_parts_of_an_indicator_are_its_sub_rows() -> None:
    table = [*TABLE, ["-", "Vụ xuân", "Tấn", None, None, 1200.0], ["-", "Vụ mùa", "Tấn", None, None, 1000.0]]
    table[1] = [*table[1], *[None] * 6, "luong_thuc"]
    assert ct_cau("{luong_thuc.phan}", table, INFO) == "Vụ xuân 1.200 tấn và vụ mùa 1.000 tấn"


def test_texts_and_dates_need_no_unit() -> None:
    assert ct_canh_bao_cau("Giải quyết {ho_so.th}, họp {hop.th}.", None, TABLE, INFO, True, ROWS) == ""
    assert "thiếu đơn vị «ha»" in ct_canh_bao_cau("Trồng {lua.th}.", None, TABLE, INFO, True, ROWS)


def test_own_wording_is_held_against_facts() -> None:
    warned = ct_canh_bao_cau("Lúa {lua.ket_qua}, {lua.so_ck}.", "Lúa 278 ha, giảm 2,96%.", TABLE, INFO, True, ROWS)
    assert warned == "Câu sửa tay ghi «giảm» nhưng lúa tăng so với cùng kỳ."


def test_an_optional_piece_may_hold_a_footnote() -> None:
    pattern = "Lúa {lua.ket_qua}[, {lua.so_ck}^[Kế hoạch {lua.kh} ha.]][, {thue.so_ck}^[Không có.]]."
    assert said(pattern) == "Lúa 278 ha, tăng 2,96% so với cùng kỳ năm trước^[Kế hoạch 280 ha.]."


def test_a_footnote_that_is_not_closed_is_told() -> None:
    warned = ct_canh_bao_cau("Lúa {lua.ket_qua}^[Kế hoạch {lua.kh} ha.", None, TABLE, INFO, True, ROWS)
    assert warned == "Thiếu dấu ] đóng ghi chú ở gần «^[Kế hoạch {lua.kh} ha.»."


# ---------------------------------------------------------------- ways to write it

WAYS = "Một {lua.th} ha. || Hai {lua.th} ha. || Ba {lua.th} ha."


def test_variants_are_parted_by_bars_between_spaces() -> None:
    assert variants("a || b\n||\nc") == ("a", "b", "c")
    assert variants("a||b") == ("a||b",)
    assert variants("a || ") == ("a",)
    assert variants("") == ("",)


def test_the_choice_is_fixed_for_a_period_and_changes_from_month_to_month() -> None:
    months = [said(WAYS, "lua", f"2023-M{month:02d}") for month in range(1, 13)]
    assert months == [said(WAYS, "lua", f"2023-M{month:02d}") for month in range(1, 13)]
    assert all(one != other for one, other in zip(months, months[1:], strict=False))
    assert len(set(months)) == 3
    firsts = {said(WAYS, code, "2023-M01") for code in ("a", "b", "c", "d", "e", "f")}
    assert len(firsts) > 1  # sentences do not change in step


@pytest.mark.parametrize("period", ["2023-Q1", "2023-H1", "2023-9M", "2023"])
def test_neighbouring_periods_of_a_kind_read_otherwise(period: str) -> None:
    now = parse_period(period)
    assert now is not None
    assert chosen("a || b", now, "x") != chosen("a || b", now.previous_year, "x") or period == "2023-Q1"


def test_every_variant_is_checked() -> None:
    for code in ("a", "b", "c"):
        assert "không có mã chỉ tiêu «hong»" in ct_canh_bao_cau(
            f"{WAYS} || {{hong.th}}", None, TABLE, INFO, True, ROWS, code
        )
        assert "hiếu dấu ngoặc đóng" in ct_canh_bao_cau(f"{WAYS} || {{lua.th", None, TABLE, INFO, False, ROWS, code)


# ---------------------------------------------------------------- directions


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("Ngô {ngo.th} ha, tăng so với cùng kỳ.", "Mẫu câu ghi «tăng» nhưng ngô giảm so với cùng kỳ."),
        ("Lúa {lua.th} ha, giảm so với cùng kỳ.", "Mẫu câu ghi «giảm» nhưng lúa tăng so với cùng kỳ."),
        ("Lúa {lua.th} ha, tăng so với cùng kỳ.", ""),
        ("Tăng cường chăm sóc {ngo.th} ha ngô.", ""),
        ("Giảm nghèo bền vững; lúa {lua.th} ha.", ""),
        ("Ngô {ngo.th} ha; thu ngân sách tăng, đạt {thu.th:ty}.", ""),  # another clause
        ("Lúa và ngô tăng, {lua.th} ha và {ngo.th} ha.", ""),  # they do not agree with each other
        ("Thuế tăng, đạt {thue.th:ty}, ngô {ngo.th} ha.", ""),  # nothing to compare the taxes with
    ],
)
def test_a_direction_written_into_a_pattern_is_held_against_the_figures(pattern: str, told: str) -> None:
    assert ct_canh_bao_cau(pattern, None, TABLE, INFO, True, ROWS) == told
