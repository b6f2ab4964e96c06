"""The official table of Bút Sơn, six months of 2023, as rows of the sheet ChiTieu: the facts of a public document."""

from __future__ import annotations

from typing import Any

FIRST_ROW = 6

# TT, name, unit, plan, same period, actual, code, direction, year end, columns 5-7
_ROWS: list[tuple[Any, ...]] = [
    ("I", "Về kinh tế"),
    (1, "Giá trị sản xuất nông, lâm, thủy sản", "Tỷ đồng", 110.2, None, None, "gtsx_nong", "cao", "x", None),
    (2, "Cơ cấu giá trị sản xuất (giá hiện hành)", "%", None, None, None, "co_cau", None, "x", None),
    (None, "- Nông , lâm, thủy sản", "%", 9, None, None, "co_cau_nong", None, "x", None),
    (None, "- Công nghiệp - xây dựng", "%", 47, None, None, "co_cau_cn", None, "x", None),
    (None, "- Dịch vụ - thương mại", "%", 44, None, None, "co_cau_dv", None, "x", None),
    (3, "Tổng sản lượng lương thực có hạt", "Tấn", 4150, 2240, 2300, "luong_thuc", "cao", None, None),
    (4, "Tổng sản lượng thủy sản", "Tấn", 100, 68.5, 65, "thuy_san", "cao", None, None),
    (5, "Giá trị sản phẩm trên một ha đất trồng trọt và nuôi trồng thủy sản", "Tr. đồng", 106.8, None, None,
     "gia_tri_ha", "cao", "x", None),
    (6, "Thu nhập bình quân đầu người", "Tr. đồng", 72.4, None, None, "thu_nhap", "cao", "x", None),
    (7, "Diện tích đất nông nghiệp được tích tụ, tập trung để sản xuất nông nghiệp quy mô lớn, ứng dụng công nghệ cao",
     "Ha", 2, "-", 0, "tich_tu", "cao", None, None),
    (8, "Tỷ lệ tăng thu ngân sách so với KH huyện giao", "%", 15, None, None, "tang_thu", "cao", "x", None),
    (9, "Số doanh nghiệp thành lập mới", "DN", 10, 5, 8, "doanh_nghiep", "cao", None, None),
    (10, "Tổng huy động vốn đầu tư phát triển trong năm", "Tỷ đồng", 432, None, None, "von", "cao", "x", None),
    (11, "Số rãnh thoát nước làm mới trong khu dân cư", "Km", 1.4, 0.5, 1.1, "ranh", "cao", None, None),
    (12, "Vỉa hè làm mới trong khu dân cư", "m2", 500, "-", 0, "via_he", "cao", None, None),
    ("II", "Về văn hóa - xã hội"),
    (13, "Xây dựng cơ sở giết mổ gia súc, gia cầm ATTP", "Duy trì", "Duy trì", "Duy trì", "Duy trì", "giet_mo", None,
     None, None),
    (14, "Tỷ lệ trẻ em dưới 05 tuổi suy dinh dưỡng", "%", 5.5, 5.6, 5.0, "suy_dd", "thấp", None, "không"),
    (15, "Số hộ nghèo giảm", "hộ", 56, None, None, "ho_ngheo", "cao", "x", None),
    (16, "Số lao động đi xuất khẩu", "LĐ", 19, 5, 8, "xuat_khau_ld", "cao", None, None),
    (17, "Tỷ lệ lao động qua đào tạo", "%", 78.3, 77.4, 78.1, "dao_tao", "cao", None, "không"),
    (18, "Tỷ lệ lao động nông nghiệp trong tổng số lao động", "%", 14.53, 15, 14.71, "ld_nong", "thấp", None, "không"),
    (19, "Số người được giải quyết việc làm mới", "Người", 195, 82, 98, "viec_lam", "cao", None, None),
    (20, "Tỷ lệ người dân tham gia BHYT trên tổng dân số ( tỷ lệ bao phủ)", None, 94, 91.59, 93.3, "bhyt", "cao", None,
     "không"),
    (21, "Xây dựng phố, cơ quan đạt tiêu chí kiểu mẫu", "Đơn vị", 1, None, None, "kieu_mau", "cao", "x", None),
    (22, "Tỷ lệ gia đình công nhận danh hiệu văn hóa", "%", 87, None, None, "gia_dinh_vh", "cao", "x", None),
    (23, "Tỷ lệ khu dân cư được công nhận danh hiệu văn hóa", "%", 100, None, None, "khu_vh", "cao", "x", None),
    (24, "Xây dựng thị trấn đạt ATTP", "Duy trì", "Duy trì", "Duy trì", "Duy trì", "attp", None, None, None),
    (25, "Xây dựng thị trấn đạt ATTP nâng cao", None, 1, None, None, "attp_nc", "cao", "x", None),
    (26, "Tỷ lệ trường đạt chuẩn quốc gia", "%", 100, 100, 100, "truong_chuan", "cao", None, None),
    ("III", "Về môi trường"),
    (27, "Tỷ lệ dân số đô thị được dùng nước hợp vệ sinh", "%", 100, 100, 100, "nuoc_sach", "cao", None, None),
    (28, "Tỷ lệ thu gom, xử lý chất thải rắn sinh hoạt", "%", 99, 100, 100, "rac", "cao", None, None),
    ("-", "- Tỷ lệ xử lý bằng công nghệ cao", "%", 100, 100, 100, "rac_cnc", "cao", None, None),
    ("IV", "Về an ninh trật tự"),
    (29, "Tỷ lệ khu dân cư đạt tiêu chuẩn an toàn về ANTT", "%", 100, None, None, "antt", "cao", "x", None),
]  # fmt: skip

# What the official table prints in columns 5, 6, 7 of each row, by code; rows that are not here print nothing.
PRINTED = {
    "luong_thuc": ("102,68", "55,42", "1.850"),
    "thuy_san": ("94,89", "65", "35"),
    "tich_tu": ("", "-", "2"),
    "doanh_nghiep": ("160", "80", "2"),
    "ranh": ("220", "78,57", "0,3"),
    "via_he": ("", "-", "500"),
    "giet_mo": ("Duy trì", "Duy trì", ""),
    "xuat_khau_ld": ("160", "42,11", "11"),
    "viec_lam": ("119,51", "50,26", "97"),
    "attp": ("Duy trì", "Duy trì", ""),
    "truong_chuan": ("100", "100", "-"),
    "nuoc_sach": ("100", "100", "-"),
    "rac": ("100", "101,01", ""),
    "rac_cnc": ("100", "100", "-"),
}


def rows() -> list[list[Any]]:
    """The table as the 16 columns of ChiTieu, columns 5-7 as the formulas give them, status and verdict left blank."""
    table = []
    for row in _ROWS:
        tt, name, unit, plan, same, actual, code, direction, mark, show = (*row, *(None,) * 10)[:10]
        tt = float(tt) if isinstance(tt, int) else tt
        plan, same, actual = (float(x) if isinstance(x, int) else x for x in (plan, same, actual))
        shown = _columns(plan, same, actual, show)
        table.append([tt, name, unit, plan, same, actual, *shown, None, None, None, code, direction, mark, show])
    return table


def _columns(plan: Any, same: Any, actual: Any, show: Any) -> tuple[Any, Any, Any]:
    """Columns 5-7 as the sheet's ordinary formulas compute them in floats."""
    if show == "không" or actual is None:
        return "", "", ""
    if actual == "Duy trì":
        return ("" if same in (None, "-") else actual), actual, ""
    if not _is_number(actual):
        return "", "", ""
    growth = actual / same * 100 if _is_number(same) and same else ""
    if not _is_number(plan):
        return growth, "", ""
    share = "-" if actual == 0 else (actual / plan * 100 if plan else "")
    left = plan - actual if plan > actual else ("-" if plan == actual else "")
    return growth, share, left


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def position(table: list[list[Any]], code: str) -> int:
    """The 0-based place of the row with ``code``."""
    return next(i for i, row in enumerate(table) if row[12] == code)


def changed(of: str, /, **cells: Any) -> list[list[Any]]:
    """The table with cells of one row set (plan, same, actual, ...), its columns 5-7 computed anew unless given."""
    table = rows()
    row = table[position(table, of)]
    names = "tt name unit plan same actual c5 c6 c7 note status verdict code direction mark show".split()
    for name, value in cells.items():
        row[names.index(name)] = value
    if not {"c5", "c6", "c7"} & set(cells):
        row[6:9] = _columns(*row[3:6], row[15])
    return table


INFO = [
    ["don_vi", "Đơn vị", "Thị trấn Bút Sơn"],
    ["ky", "Kỳ báo cáo", "2023-H1"],
    ["nguong", "Ngưỡng", 50.0],
    ["ngay_ban_hanh", "Ngày ban hành", 45112.0],
    ["so_van_ban", "Số", 120.0],
    ["nguoi_ky", "Người ký", None],
    [None, "Ghi chú", None],
]


def info(**values: Any) -> list[list[Any]]:
    """ThongTin with some values changed."""
    return [[key, label, values.get(key, value) if key else value] for key, label, value in INFO]
