"""What KiemTra says of the figures of the prose: each slip once, at its cell, and nothing of what is in order."""

from __future__ import annotations

import pytest

from udfs import ct_kiem_tra, ct_kiem_tra_o
from udfs.checks_facts import fact_findings
from udfs.facts import facts_of
from udfs.finding import UNUSABLE
from udfs.table import table_of
from xlcore.values import NA, Value

INFO: list[list[Value]] = [["ky", None, "2023-H1"], ["nguong", None, 50.0]]
TABLE: list[list[Value]] = [
    ["I", "Kinh tế"],
    [1.0, "Sản lượng lương thực", "Tấn", 4000.0, 2100.0, 2200.0, *[None] * 6, "luong_thuc"],
]


def row(
    name: str,
    plan: Value = None,
    same: Value = None,
    actual: Value = None,
    *,
    unit: str = "ha",
    kind: str = "nhập",
    parent: str | None = None,
    parts: str | None = None,
    code: str | None = None,
    note: str | None = None,
    printed: tuple[Value, Value, Value] = (None, None, None),
) -> list[Value]:
    own = code or name.lower().replace(" ", "_")
    return [
        "-",
        name,
        unit,
        plan,
        same,
        actual,
        *[None] * 3,
        note,
        *printed,
        None,
        own,
        kind,
        parent,
        parts,
        None,
        None,
    ]


def found(*rows: list[Value]) -> list[tuple[str, str]]:
    facts = facts_of(list(rows))
    return [(finding.cell(6), finding.text) for finding in sorted(fact_findings(facts, table_of(TABLE)))]


TOTAL = row("chung", 30.0, 20.0, 25.0, kind="tổng", parts="đủ")
A = row("a", 10.0, 10.0, 15.0, parent="chung")
B = row("b", 20.0, 10.0, 10.0, parent="chung")


def test_figures_that_fit_are_not_mentioned() -> None:
    worded = row("dịch bệnh", None, None, "Ổn định", kind="chữ")
    ranges = row("mức", "3-5", "3", ">70")
    assert found(TOTAL, A, B, worded, row("ngày", None, None, 45082.0, kind="ngày"), row("x", None, None, "-")) == []
    assert found(ranges)[0][1].startswith("Số liệu «mức»: ô cùng kỳ ghi «3» đang lưu dạng chữ")


@pytest.mark.parametrize(
    ("rows", "cell", "words"),
    [
        ([TOTAL, A, row("b", 20.0, 10.0, 11.0, parent="chung")], "SoLieu!F6",
         "số đã thực hiện là 25, các phần cộng lại là 26; cần xem lại công thức"),
        ([TOTAL, A, B, row("c", 0.0, 0.0, 7.0, parent="chung")], "SoLieu!F6",
         "phần «c» có vẻ đứng ngoài công thức cộng"),
        ([row("thu", 9.0, None, 5.0, parts="một phần"), row("thuế", None, None, 6.0, parent="thu")], "SoLieu!F6",
         "các phần (đã thực hiện) cộng lại là 6, lớn hơn số chung 5"),
        ([row("cơ cấu", parts="cơ cấu", unit="%"), row("x", 40.0, None, 60.0, unit="%", parent="cơ_cấu"),
          row("y", 60.0, None, 39.0, unit="%", parent="cơ_cấu")], "SoLieu!F6", "cộng lại là 99%, không bằng 100%"),
        ([row("a", 10.0, 8.0, 7.26, printed=(7.2, None, None))], "SoLieu!K6", "đã công bố 7,2, số ở cột F là 7,26"),
        ([row("a", 10.0, 8.0, 7.26, printed=(None, 72.0, None))], "SoLieu!L6",
         "% so với kế hoạch đã công bố 72, tính ra là 72,6"),
        ([row("a", 10.0, 8.0, 7.26, printed=(None, None, 9.3))], "SoLieu!M6",
         "% tăng, giảm đã công bố 9,3, tính ra là -9,25"),
        ([row("a", None, 203.5, 203.5)], "SoLieu!F6", "giống hệt số cùng kỳ, có thể là số năm trước chưa sửa"),
        ([row("a", None, None, "4.150")], "SoLieu!F6", "ghi «4.150» là chữ, có thể hiểu là 4.150 hoặc 4,15"),
        ([row("a", None, None, NA)], "SoLieu!F6", "ô đã thực hiện đang lỗi #N/A"),
        ([row("a", None, None, True)], "SoLieu!F6", "là TRUE/FALSE"),
        ([row("họp", None, None, "hôm qua", kind="ngày")], "SoLieu!F6", "«hôm qua» không phải là ngày"),
        ([row("a", 4000.0, 2100.0, 2.2)], "SoLieu!F6", "có vẻ nhỏ hơn khoảng 1.000 lần; có phải là 2.200 không"),
        ([row("tỷ lệ giải quyết", None, None, 103.0, unit="%")], "SoLieu!F6", "tỷ lệ đã thực hiện 103% lớn hơn 100%"),
        ([row("a", None, None, -3.0)], "SoLieu!F6", "số đã thực hiện -3 là số âm"),
        ([row("a", 1.0, 1.0, 1.5, parent="mất")], "SoLieu!Q6", "mã dòng cha «mất» không có ở trang này"),
        ([row("a", 1.0, 1.0, 1.5, code="luong_thuc")], "SoLieu!O6", "trùng với chỉ tiêu «Sản lượng lương thực»"),
        ([row("a", 1.0, 1.0, 1.5), row("b", 1.0, 1.0, 1.5, code="a")], "SoLieu!B7", "mang mã ẩn «a» của dòng «a»"),
        ([row("a", 1.0, 1.0, 1.5, kind="cộng")], "SoLieu!P6", "loại «cộng» không có"),
        ([row("a", 5.0, 4.0), row("b", None, 4.0), row("c", 4.0)], "SoLieu!F6",
         "Trang SoLieu còn 2 số liệu chưa có số đã thực hiện: «a», «b»."),
    ],
)  # fmt: skip
def test_a_slip_is_told_at_its_cell(rows: list[list[Value]], cell: str, words: str) -> None:
    assert [place for place, text in found(*rows) if words in text] == [cell]


REST = row("các khoản khác", 800.0, 390.0, -4337.0, kind="tính")


def test_a_computed_remainder_below_nothing_is_told_with_what_to_do() -> None:
    """A part larger than the whole: the remainder fits the sum, so that no sum is wrong."""
    parts = (row("thu thuế", 6200.0, 505.0, 560.0), row("thu đất", 5800.0, 410.0, 5000.0))
    assert found(*parts, REST) == [
        (
            "SoLieu!F8",
            "Số liệu «các khoản khác»: số đã thực hiện tự tính là -4.337, số âm: các phần đem trừ nhiều hơn số chung; "
            "cần xem lại số chung và các phần, trước hết là «thu đất» (5.000 ở ô SoLieu!F7).",
        )
    ]
    (finding,) = fact_findings(facts_of([*parts, REST]), table_of(TABLE))
    assert finding.severity == UNUSABLE


def test_a_remainder_below_nothing_inside_a_total_is_told_once() -> None:
    """The totals above it add up whatever it is."""
    top = row("chung", 100.0, 100.0, 100.0, kind="tổng", parts="đủ")
    inner = row("phần", 40.0, 40.0, 40.0, kind="tổng", parts="đủ", parent="chung")
    small = row("nhỏ", 30.0, 30.0, 90.0, parent="phần")
    rest = row("phần còn lại", 10.0, 10.0, -50.0, kind="tính", parent="phần")
    other = row("ngoài", 60.0, 60.0, 60.0, parent="chung")
    ((place, text),) = found(top, inner, small, rest, other)
    assert place == "SoLieu!F9" and "«nhỏ» (90 ở ô SoLieu!F8)" in text


def test_differences_rates_and_traces_of_rounding_are_no_remainders() -> None:
    fine = (
        row("chi cao hơn thu", 5.0, -3.0, -2.0, kind="tính"),
        row("chênh lệch thu chi", None, None, -2.0, kind="tính"),
        row("số vụ tăng giảm so với năm trước", None, None, -4.0, kind="tính"),
        row("tỷ lệ", None, None, -4.0, unit="%", kind="tính"),
        row("còn lại", None, None, -1e-11, kind="tính"),
        row("còn lại nữa", None, None, "", kind="tính"),
        row("ngày họp", None, None, 45082.0, kind="ngày"),
        row("ngày họp sau", 45082.0, 45081.0, "2023-06-06", kind="ngày"),
    )
    assert [text for _, text in found(*fine) if "số âm" in text or "ngày" in text.partition(":")[2]] == []


def test_a_copied_row_is_told_with_both_cells() -> None:
    rows = (row("a", 1.0, 1.0, 1.5), row("b", 1.0, 1.0, 1.5, code="a"))
    (finding,) = fact_findings(facts_of(list(rows)), table_of(TABLE))
    assert finding.cell(6) == "SoLieu!B7" and finding.told(6).endswith("(dòng kia ở ô B6).")
    assert finding.severity == UNUSABLE


def test_a_figure_that_is_the_same_by_its_nature_is_left_alone() -> None:
    assert found(row("a", None, 15.0, 15.0)) == []  # two digits may well be chance
    assert found(row("a", 203.5, 203.5, 203.5)) == []  # as planned
    assert found(row("a", None, 203.5, 203.5, note="không đổi")) == []


def test_growth_may_be_negative_and_above_a_hundred() -> None:
    rows = (row("tăng giảm sản lượng", None, None, -19.7, unit="%"), row("so với dự toán", None, None, 437.9, unit="%"))
    assert found(*rows) == []


def test_a_row_written_between_the_parts_counts() -> None:
    assert found(row("chung", None, None, 28.0, kind="tổng", parts="đủ"), A, row("mới", None, None, 3.0), B) == []


def test_the_cells_see_them_gravest_first() -> None:
    rows = [TOTAL, A, row("b", 20.0, 10.0, "4.150", parent="chung")]
    assert ct_kiem_tra_o(1, TABLE, INFO, 6, (), 0, rows) == "SoLieu!F8"
    assert "«4.150»" in ct_kiem_tra(1, TABLE, INFO, 6, (), 0, rows)
    assert not ct_kiem_tra_o(1, TABLE, INFO).startswith("SoLieu")
