"""The functions as formulas: given to a model they see cells, blanks, errors and changes."""

from __future__ import annotations

import but_son
import pytest

import udfs
from xlcore import BUILTINS, Model
from xlcore.values import NUM

TABLE = "ChiTieu!$A$6:$P$505"
INFO = "ThongTin!$A$4:$C$60"


@pytest.fixture
def model() -> Model:
    model = Model(functions=BUILTINS | udfs.FUNCTIONS)
    info = model.add_sheet("ThongTin")
    for row, values in enumerate(but_son.INFO, 4):
        for col, value in enumerate(values, 1):
            info.set_value(row, col, value)
    sheet = model.add_sheet("ChiTieu")
    for row, values in enumerate(but_son.rows(), but_son.FIRST_ROW):
        for col, value in enumerate(values, 1):
            sheet.set_value(row, col, value)
        arguments = f"$A{row},$D{row},$F{row},$O{row},ThongTin!$C$5,ThongTin!$C$6"
        sheet.set_formula(row, 11, f"=CT_TRANG_THAI({arguments})")
    out = model.add_sheet("Ra")
    formulas = (
        f"=CT_TONG_KET({TABLE},{INFO})",
        f'=CT_DEM({TABLE},"dat","2023-H1",50)',
        f'=CT_CAU("{{luong_thuc.ten}} đạt {{luong_thuc.th}} tấn.",{TABLE},{INFO})',
        f"=CT_KIEM_TRA(1,{TABLE},{INFO},ROW(ChiTieu!$A$6))",
        f"=CT_KIEM_TRA_O(1,{TABLE},{INFO},6)",
        f'=CT_CANH_BAO_CAU("{{abc.th}}",B1,{TABLE},{INFO})',
        "=CT_SO(4150)&CT_PHAN_TRAM(55.4217,1)&CT_NGAY(45112)",
        f'=CT_DEM({TABLE},"tong","2023-H1",50,"II")',
        "=CT_TANG_TRUONG(B1,5)&CT_DIEM_PHAN_TRAM(2,1)",
        "=CT_DOC_SO(\"4.150\")",
        "=CT_TI_LE(1,0)",
    )  # fmt: skip
    for row, formula in enumerate(formulas, 1):
        out.set_formula(row, 1, formula)
    model.recalculate()
    return model


def values(model: Model) -> list[object]:
    return [model.sheet("Ra").value(row, 1) for row in range(1, 12)]


def test_formulas_see_the_table(model: Model) -> None:
    got = values(model)
    assert str(got[0]).startswith("Tính đến hết 6 tháng đầu năm 2023, trong tổng số 29 chỉ tiêu")
    assert got[1:5] == [14.0, "Tổng sản lượng lương thực có hạt đạt 2.300 tấn.", "", ""]
    assert "không có mã chỉ tiêu «abc»" in str(got[5])
    assert got[6:9] == ["4.15055,4%ngày 05 tháng 7 năm 2023", 14.0, "1"]
    assert [str(value) for value in got[9:]] == ["#VALUE!", "#DIV/0!"]
    statuses = [model.sheet("ChiTieu").value(row, 11) for row in range(6, 43)]
    assert statuses.count("Đánh giá cuối năm") == 12 and statuses.count("Đạt và vượt trên 50%") == 14
    assert statuses.count("") == len(statuses) - 29


def test_formulas_follow_a_change(model: Model) -> None:
    model.sheet("ChiTieu").set_value(12, 6, 2.3)
    model.recalculate()
    got = values(model)
    assert got[1] == 13.0 and got[4] == "F12" and "2.300" in str(got[3])
    assert got[2] == "Tổng sản lượng lương thực có hạt đạt 2,3 tấn."


def test_dates_of_a_workbook_that_counts_from_1904() -> None:
    """45112 - 1462 is 5 July 2023 there; DATE and CT_NGAY must speak of the same day."""
    model = Model(functions=BUILTINS | udfs.FUNCTIONS, date1904=True)
    info = model.add_sheet("ThongTin")
    given = [["ngay_ban_hanh", None, 43650.0], ["so_van_ban", None, 43650.0], *but_son.INFO]
    for row, values in enumerate(given, 4):
        for col, value in enumerate(values, 1):
            info.set_value(row, col, value)
    facts = model.add_sheet("SoLieu")
    for col, value in ((2, "Ngày khánh thành"), (6, 43650.0), (15, "khanh_thanh"), (16, "ngày")):
        facts.set_value(6, col, value)
    model.add_sheet("ChiTieu").set_value(6, 1, "I")
    out = model.add_sheet("Ra")
    for row, formula in enumerate(
        (
            "=CT_NGAY(DATE(2023,7,5))",
            "=CT_NGAY(-1)",
            f'=CT_CAU("{{ngay_ban_hanh}}; {{khanh_thanh.ngay}}; {{so_van_ban}}",{TABLE},{INFO},SoLieu!$A$6:$T$9)',
            "=CT_NGAY(A1:A2)",
        ),
        1,
    ):
        out.set_formula(row, 3, formula)
    for row in (1, 2):
        out.set_value(row, 1, 43649.0 + row)
    for row in range(1, 400):  # a column of the same formula
        out.set_value(row, 5, 43650.0)
        out.set_formula(row, 6, f"=CT_NGAY(E{row})")
    model.recalculate()
    day = "ngày 05 tháng 7 năm 2023"
    assert out.value(1, 3) == day
    assert out.value(2, 3) == NUM
    assert out.value(3, 3) == f"Ngày 05 tháng 7 năm 2023; {day}; 43650"
    assert {out.value(row, 6) for row in range(1, 400)} == {day}
