"""Domain functions in plain Python: values in, values out.

``FUNCTIONS`` gives them to a model; Python callers use the same functions by their names here.
"""

from udfs.functions import (
    FUNCTIONS,
    ct_canh_bao_cau,
    ct_cau,
    ct_danh_gia,
    ct_dem,
    ct_diem_phan_tram,
    ct_doc_so,
    ct_kiem_tra,
    ct_kiem_tra_o,
    ct_ky,
    ct_ngay,
    ct_phan_tram,
    ct_so,
    ct_so_chu,
    ct_tang_truong,
    ct_ti_le,
    ct_tien,
    ct_tien_chu,
    ct_tong_ket,
    ct_trang_thai,
)

__all__ = [
    "FUNCTIONS",
    "ct_canh_bao_cau",
    "ct_cau",
    "ct_danh_gia",
    "ct_dem",
    "ct_diem_phan_tram",
    "ct_doc_so",
    "ct_kiem_tra",
    "ct_kiem_tra_o",
    "ct_ky",
    "ct_ngay",
    "ct_phan_tram",
    "ct_so",
    "ct_so_chu",
    "ct_tang_truong",
    "ct_ti_le",
    "ct_tien",
    "ct_tien_chu",
    "ct_tong_ket",
    "ct_trang_thai",
]
