"""A small pack with everything a report can have: parts, four levels, lists, tables, annexes, charts, footnotes."""

from __future__ import annotations

from pathlib import Path

from workbook import word_template

ID = "thu-bao-cao"
PACK = """id = "thu-bao-cao"
title = "Gói thử của báo cáo"
unit = "xã Ninh Hải"
period = "2025-H1"
threshold = 50

[table]
title = "KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU"
plan_head = "KH {nam}"
note_head = "Ghi chú"

[report]
summary = "Tình hình kinh tế - xã hội {ky_chu}"
numbering = "I,1,1.1,a"
parts = "chữ"
charts = ["trang_thai", "tien_do", "tang_truong"]
annexes = ["chi_tieu", { table = "trong_trot", title = "Chi tiết trồng trọt {ky_chu}", columns = ["tt", "ten", "dvt",
  "kh", "ck", "th", "ss_ck", "ss_kh", "con", "ghi_chu"] }]

[info]
co_quan_chu_quan = "Ủy ban nhân dân tỉnh Thanh Hóa"
dia_danh = "Ninh Hải"
ky_hieu = "BC-UBND"
kinh_gui = ["Ủy ban nhân dân tỉnh Thanh Hóa", "Sở Tài chính"]
noi_nhan = ["Như trên", "Đảng ủy, HĐND xã", "Lưu: VT"]
quyen_han = "TM. ỦY BAN NHÂN DÂN"
chuc_vu = "CHỦ TỊCH"

[[groups]]
tt = "I"
name = "Kinh tế"

[[groups]]
tt = "II"
name = "Xã hội"

[[facts]]
key = "trong_trot"
title = "Trồng trọt"

[[sections]]
key = "phan_1"
title = "Kết quả {ky_chu}"
level = 0

[[sections]]
key = "mo_dau"

[[sections]]
key = "kinh_te"
title = "Về kinh tế"

[[sections]]
key = "nong_nghiep"
title = "Nông nghiệp"
level = 2

[[sections]]
key = "trong_trot"
title = "Trồng trọt"
level = 3
table = "trong_trot"
columns = ["ten", "dvt", "kh", "th:Đã làm {ky_chu}", "ss_kh"]
caption = "Bảng 1. Diện tích các cây trồng {ky_chu}"

[[sections]]
key = "chan_nuoi"
title = "Chăn nuôi"
level = 3

[[sections]]
key = "tiem_phong"
title = "Tiêm phòng"
level = 4
list = true

[[sections]]
key = "xa_hoi"
title = "Về xã hội"
numbering = false

[[sections]]
key = "phan_2"
title = "Nhiệm vụ"
level = 0

[[sections]]
key = "nhiem_vu"
title = "Nhiệm vụ chung"

[[sections]]
key = "ket_thuc"
"""
CATALOGUE = """code,tt,group,parent,name,unit,plan,same_period,actual,direction,year_end,show_567,note
san_luong,1,I,,Sản lượng lương thực,Tấn,4150,2240,2300,cao,,,
thuy_san,2,I,,Sản lượng thủy sản,Tấn,100,68.5,65,cao,,,
duong,3,I,,Đường giao thông nông thôn làm mới,Km,4,-,0,cao,,,
thu_nhap,4,I,,Thu nhập bình quân,Triệu đồng,72.4,,,cao,x,,Cuối năm
viec_lam,5,II,,Số người có việc làm mới,Người,195,82,98,cao,,,
bhyt,6,II,,Tỷ lệ người dân có thẻ bảo hiểm y tế,%,94,91.59,93.3,cao,,không,
"""
FACTS = """code,group,tt,parent,name,unit,plan,same_period,actual,kind,formula,parts,direction,agg,note
dien_tich,trong_trot,1,,Tổng diện tích gieo trồng,ha,=,=,=,tổng,,đủ,,,
dt_lua,trong_trot,,dien_tich,Lúa,ha,560,270,278,,,,,,
dt_ngo,trong_trot,,dien_tich,Ngô,ha,200,101.5,98,,,,,,
dan_bo,trong_trot,2,,Đàn bò,con,1250,1180,1204,,,,,,
tien_giong,trong_trot,3,,Tiền giống,triệu đồng,1500,900,1284.671,,,,,,
"""
SENTENCES = """section,code,condition,pattern
mo_dau,mo_dau,TRUE,Ủy ban nhân dân {don_vi} báo cáo kết quả {ky} (kèm theo Phụ lục).
nong_nghiep,nn,TRUE,"Sản lượng lương thực đạt {san_luong.ket_qua}\
^[Cùng kỳ năm trước là {san_luong.ck} tấn.], {san_luong.so_kh}, {san_luong.so_ck}."
nong_nghiep,ts,[thuy_san.th]>0,"Sản lượng thủy sản {thuy_san.ket_qua}, {thuy_san.so_ck}."
trong_trot,tt,TRUE,"Gieo trồng {dien_tich.ket_qua}, gồm {dien_tich.phan}; riêng lúa chiếm {dt_lua.ti_le_phan}%."
trong_trot,giong,TRUE,"Tiền giống là {tien_giong.th:ty} trong năm 2025."
chan_nuoi,bo,TRUE,"Đàn bò có {dan_bo.th} con, {dan_bo.so_ck}."
tiem_phong,tp1,TRUE,Đã tiêm phòng đợt 1 cho đàn bò.
tiem_phong,tp2,TRUE,- Chuẩn bị tiêm phòng đợt 2.
xa_hoi,viec_lam,TRUE,"Có {viec_lam.th:chu} người có việc làm mới, {viec_lam.so_kh}."
xa_hoi,bhyt,TRUE,"{bhyt.ten} đạt {bhyt.ket_qua}, {bhyt.so_ck}."
nhiem_vu,dem,TRUE,"Trong {dem.tong:00} chỉ tiêu có {dem.phan_loai}."
nhiem_vu,con,TRUE,"Cần tập trung vào: {ds.con_lai}."
ket_thuc,ket_thuc,TRUE,Trên đây là báo cáo {ky}.
"""


def made(folder: Path) -> Path:
    """The folder of the pack, written below ``folder`` with its Word template."""
    home = folder / ID
    home.mkdir(parents=True, exist_ok=True)
    files = {"pack.toml": PACK, "catalogue.csv": CATALOGUE, "facts.csv": FACTS, "sentences.csv": SENTENCES}
    for name, text in files.items():
        (home / name).write_text(text, encoding="utf-8")
    assert word_template.main([str(home)]) == 0
    return home
