"""What Excel's function wizard says of every argument of our functions, by the argument's name."""

from __future__ import annotations

import inspect
from typing import Final

from xlcore.registry import Function

CATEGORY: Final = "Chỉ tiêu"
LONGEST: Final = 255  # characters that the wizard shows

_BY_NAME: Final[dict[str, str]] = {
    "bang": "Bảng chỉ tiêu của trang ChiTieu: các dòng từ dòng đầu của bảng, từ cột A đến cột cuối của bảng.",
    "cau": "Bảng câu của trang CauMau; bỏ trống thì không xem xét câu.",
    "cau_sua": "Câu do cán bộ sửa tay (cột «Câu sửa tay» của trang CauMau); để trống khi không sửa.",
    "chieu": "Chiều phấn đấu: «cao» (càng cao càng tốt) hoặc «thấp» (càng thấp càng tốt). Bỏ trống là «cao».",
    "chu": "Ô ghi chữ cần đọc thành số, ví dụ «110,2» hay «8,9 tỷ đồng».",
    "cuoi_nam": "Ghi «x» khi chỉ tiêu chỉ đánh giá vào cuối năm; để trống khi đánh giá từng kỳ.",
    "dang": "Cách viết: chu, hoa, ngan, con_lai, cung_ky, ma, ma_cung_ky, nam, ti_le. Bỏ trống là chu.",
    "don_vi": "Đơn vị viết ra: «đồng», «nghìn», «triệu» hoặc «tỷ». Bỏ trống thì lấy đơn vị lớn nhất vừa với số.",
    "dong": "Số tiền tính bằng đồng.",
    "dong_dau": "Số dòng trên trang của dòng đầu bảng, để nói đúng địa chỉ ô. Bỏ trống là 6.",
    "dung": "Điều kiện của câu: TRUE khi câu được dùng, FALSE thì chỉ xem mẫu câu. Bỏ trống là TRUE.",
    "k": "Thứ tự của điều cần xem lại: 1 là điều nặng nhất.",
    "ke_hoach": "Kế hoạch năm: số, khoảng 14,5-15,5, mức >70, phân số 31/38 hoặc chữ «Duy trì».",
    "kieu": "Cách đọc dấu trong số: «vi» là 4.150,5; «en» là 4,150.5. Bỏ trống thì chỉ đọc số không có hai cách hiểu.",
    "ky": "Kỳ báo cáo: 2023-M06 (tháng), 2023-Q2 (quý), 2023-H1 (6 tháng), 2023-9M (9 tháng), 2023 (năm).",
    "lich_su": "Bảng của trang LichSu, để so với kỳ trước; bỏ trống thì không so.",
    "loai": "Loại cần đếm, ví dụ tong, dat, chua_dat, chua_thuc_hien, chua_nhap, cuoi_nam.",
    "ma": "Mã của câu ở trang CauMau, để chọn cách viết theo kỳ. Có thể bỏ trống.",
    "mau": "Câu mẫu, có các chỗ điền như {luong_thuc.th}.",
    "nay": "Số của kỳ này.",
    "ngay": "Ngày, là số ngày của Excel.",
    "nguong": "Ngưỡng đánh giá trong kỳ, tính bằng % kế hoạch năm. Bỏ trống thì lấy phần thời gian đã qua của năm.",
    "nhom": "Số La Mã của nhóm chỉ tiêu, ví dụ «II». Bỏ trống là mọi nhóm.",
    "so": "Số cần viết.",
    "so_dong": "Số dòng của danh sách; dòng cuối cùng nói còn bao nhiêu điều nữa. Bỏ trống là 0: không nói.",
    "so_le": "Số chữ số thập phân nhiều nhất, từ 0 đến 15. Bỏ trống là 2.",
    "so_lieu": "Bảng số liệu của trang SoLieu. Có thể bỏ trống.",
    "thuc_hien": "Số đã thực hiện từ đầu năm đến hết kỳ.",
    "truoc": "Số của kỳ trước hoặc cùng kỳ năm trước.",
    "tt": "Bảng thông tin của trang ThongTin: ba cột mã, nhãn, giá trị.",
    "tt_so": "Số thứ tự (cột TT) của dòng. Dòng không có số thứ tự là dòng con hay tên nhóm, kết quả để trống.",
    "tu": "Tử số.",
}
_OF_ONE: Final[dict[tuple[str, str], str]] = {("CT_TI_LE", "mau"): "Mẫu số."}
"""Where a name says something else than elsewhere."""


def parameters(function: Function) -> dict[str, bool]:
    """The names of the arguments of a function of ours in order, each with whether it may be left out."""
    names = list(inspect.signature(function.call).parameters)
    named = names[len(names) - len(function.required + function.optional) :]  # without the cell that some are told of
    return {name: place >= function.min_args for place, name in enumerate(named)}


def help_of(function: Function) -> tuple[str, ...]:
    """What the wizard says of each argument, in order."""
    return tuple(_OF_ONE.get((function.name, name)) or _BY_NAME[name] for name in parameters(function))
