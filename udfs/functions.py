"""The domain functions as cells call them: CT_… names, argument codes, Vietnamese help of at most 255 characters.

``bang`` is the 16-column table of ChiTieu as rows of values, ``tt`` the rows (key, label, value) of ThongTin.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import wraps
from typing import Any, Final

from udfs.checks import findings
from udfs.checks_history import history_of
from udfs.checks_sentences import is_used
from udfs.comparison import percent_change, ratio
from udfs.date_systems import facts_from_1900, info_from_1900, serial_from_1900
from udfs.dates import date_words
from udfs.facts import facts_of
from udfs.indicators import category, is_marked, row_kind, status_words, threshold_for
from udfs.lists import listed
from udfs.numbers import (
    ENGLISH,
    VIETNAMESE,
    money_unit,
    money_words,
    number_in,
    number_words,
    read_amount,
    write_money,
    write_number,
    write_percent,
)
from udfs.once import Rows
from udfs.periods import Period, parse_period
from udfs.plans import verdict
from udfs.sentence_checks import warnings
from udfs.sentences import Source, closing_sentence, fill
from udfs.table import info_of, table_of
from udfs.text import capitalise, is_blank, is_dash, key
from xlcore.registry import CallContext, Kind, Library, declare
from xlcore.values import DIV0, NUM, VALUE, ExcelError, Value

FUNCTIONS: Final[Library] = {}
excel = declare(FUNCTIONS)

MAX_PLACES: Final = 15
NOTHING_FOUND: Final = "Không có điều cần xem lại."
_Comparison = Callable[[Decimal, Decimal], Decimal | None]
# Arguments that hold dates, and how those of a workbook that counts from 1904 become the serials that we read.
_DATED: Final[dict[str, Callable[[Any], Any]]] = {
    "ngay": serial_from_1900,
    "tt": info_from_1900,
    "so_lieu": facts_from_1900,
}


def dated(call: Callable[..., Value]) -> Callable[..., Value]:
    """``call`` as a cell calls it: the cell's workbook goes first, and tells from which year its days are counted."""
    code = call.__code__
    changes = [_DATED.get(name) for name in code.co_varnames[: code.co_argcount]]

    @wraps(call)
    def called(context: CallContext, *arguments: Any) -> Value:
        if context.date1904:
            given = zip(arguments, changes, strict=False)
            arguments = tuple(value if change is None else change(value) for value, change in given)
        return call(*arguments)

    return called


def dated_excel(name: str, signature: str, kind: Kind = Kind.ELEMENTWISE) -> Callable[[Callable[..., Any]], Any]:
    """Declares a function that reads dates; Python callers keep the plain one, whose days are counted from 1900."""
    register = excel(name, signature, kind, context=True)

    def declared(call: Callable[..., Any]) -> Callable[..., Any]:
        register(dated(call))
        return call

    return declared


# ---------------------------------------------------------------- judging


@excel("CT_TRANG_THAI", "e e e e v v e?")
def ct_trang_thai(
    tt_so: Value, ke_hoach: Value, thuc_hien: Value, cuoi_nam: Value, ky: Value, nguong: Value, chieu: Value = None
) -> str:
    """Trạng thái của chỉ tiêu trong kỳ: đạt trên/dưới ngưỡng, chưa thực hiện, đánh giá cuối năm, chưa nhập số liệu;
    hết năm: hoàn thành vượt, hoàn thành, chưa hoàn thành. Dòng không phải chỉ tiêu để trống."""
    if row_kind(tt_so, "x") != "indicator":
        return ""
    period = parse_period(ky)
    threshold = threshold_for(period, nguong)
    return status_words(category(ke_hoach, thuc_hien, is_marked(cuoi_nam), period, threshold, chieu), period, threshold)


@excel("CT_DANH_GIA", "e e e")
def ct_danh_gia(ke_hoach: Value, thuc_hien: Value, chieu: Value = None) -> str:
    """«Đạt», «Không đạt» hoặc để trống, so số thực hiện với kế hoạch theo chiều «cao» hay «thấp». Kế hoạch có thể là
    số, khoảng 14,5-15,5, mức >70, phân số 31/38, nhiều phần «01 xã, 01 phường», «Duy trì»."""
    return verdict(ke_hoach, thuc_hien, chieu)


@excel("CT_TANG_TRUONG", "v v")
def ct_tang_truong(nay: Value, truoc: Value) -> Value:
    """Mức tăng, giảm (%) của số kỳ này so với số kỳ trước: 2300 so với 2240 là 2,68 (tăng), số âm là giảm.
    Một ô trống hoặc ghi «-» thì để trống."""
    return _compared(nay, truoc, percent_change)


@excel("CT_DIEM_PHAN_TRAM", "v v")
def ct_diem_phan_tram(nay: Value, truoc: Value) -> Value:
    """Số điểm phần trăm tăng (dương) hoặc giảm (âm) giữa hai tỷ lệ %: 78,1 so với 77,4 là 0,7.
    Một ô trống hoặc ghi «-» thì để trống."""
    return _compared(nay, truoc, lambda now, before: now - before)


@excel("CT_TI_LE", "v v")
def ct_ti_le(tu: Value, mau: Value) -> Value:
    """Tỷ lệ phần trăm của tử số trên mẫu số: 2300 trên 4150 là 55,42. Một ô trống hoặc ghi «-» thì để trống."""
    return _compared(tu, mau, ratio)


def _compared(first: Value, second: Value, compare: _Comparison) -> Value:
    if any(is_blank(value) or is_dash(value) for value in (first, second)):
        return ""
    a, b = number_in(first), number_in(second)
    if a is None or b is None:
        return next((v for v in (first, second) if isinstance(v, ExcelError)), VALUE)
    result = compare(a, b)
    return DIV0 if result is None else float(result)


# ---------------------------------------------------------------- numbers, money, dates in words


def _places(value: Value, default: int = 2) -> int | None:
    """The number of decimals asked for, or None when it is not one of 0-15."""
    if is_blank(value):
        return default
    number = number_in(value)
    return int(number) if number is not None and 0 <= number <= MAX_PLACES else None


def _written(value: Value, places: Value, write: Callable[[Decimal, int], str]) -> Value:
    """A number written; blanks stay blank, and texts such as "Duy trì" or "-" stand for themselves."""
    if isinstance(value, (str, ExcelError)):
        return value
    if value is None:
        return ""
    number, wanted = number_in(value), _places(places)
    return VALUE if number is None or wanted is None else write(number, wanted)


@excel("CT_SO", "v v?")
def ct_so(so: Value, so_le: Value = None) -> Value:
    """Chữ số viết theo lối Việt Nam, làm tròn, bỏ số 0 thừa: 4150 thành 4.150; 102,678 thành 102,68.
    so_le là số chữ số thập phân nhiều nhất, mặc định 2. Ô ghi chữ được giữ nguyên."""
    return _written(so, so_le, write_number)


@excel("CT_PHAN_TRAM", "v v?")
def ct_phan_tram(so: Value, so_le: Value = None) -> Value:
    """Số phần trăm viết theo lối Việt Nam: 55,4217 thành «55,42%» (số đã tính bằng %, không nhân thêm 100).
    so_le là số chữ số thập phân nhiều nhất, mặc định 2."""
    return _written(so, so_le, write_percent)


@excel("CT_TIEN", "v v? v?")
def ct_tien(dong: Value, don_vi: Value = None, so_le: Value = None) -> Value:
    """Số tiền (đồng) viết gọn: 8900000000 thành «8,9 tỷ đồng». don_vi là «đồng», «nghìn», «triệu» hoặc «tỷ»;
    để trống thì chọn đơn vị lớn nhất vừa với số tiền."""
    unit = None if is_blank(don_vi) else money_unit(str(don_vi))
    if unit is None and not is_blank(don_vi):
        return VALUE
    return _written(dong, so_le, lambda number, places: write_money(number, unit, places))


def _worded(value: Value, words: Callable[[Decimal], str | None]) -> Value:
    if is_blank(value):
        return ""
    number = number_in(value)
    if number is None:
        return VALUE
    said = words(number)
    return NUM if said is None else said


@excel("CT_SO_CHU", "v")
def ct_so_chu(so: Value) -> Value:
    """Số đọc thành chữ: 2300 thành «hai nghìn ba trăm»; 102,68 thành «một trăm linh hai phẩy sáu mươi tám»."""
    return _worded(so, number_words)


@excel("CT_TIEN_CHU", "v")
def ct_tien_chu(dong: Value) -> Value:
    """Số tiền đọc thành chữ, viết hoa chữ đầu: 8900000000 thành «Tám tỷ chín trăm triệu đồng»."""
    return _worded(dong, money_words)


@dated_excel("CT_NGAY", "v")
def ct_ngay(ngay: Value) -> Value:
    """Ngày viết theo Nghị định 30/2020/NĐ-CP: «ngày 05 tháng 7 năm 2023» (thêm số 0 trước ngày dưới 10 và
    tháng 1, 2)."""
    if is_blank(ngay):
        return ""
    number = number_in(ngay)
    return VALUE if number is None else date_words(float(number))


_PERIOD_FORMS: Final[dict[str, Callable[[Period], Value]]] = {
    "chu": lambda period: period.name,
    "hoa": lambda period: capitalise(period.name),
    "ngan": lambda period: period.short_name,
    "con_lai": lambda period: period.remaining,
    "cung_ky": lambda period: period.previous_year.name,
    "ma": lambda period: period.code,
    "ma_cung_ky": lambda period: period.previous_year.code,
    "nam": lambda period: float(period.year),
    "ti_le": lambda period: float(period.share),
}


@excel("CT_KY", "v v?")
def ct_ky(ky: Value, dang: Value = None) -> Value:
    """Tên kỳ báo cáo: 2023-H1 thành «6 tháng đầu năm 2023». dang: chu, hoa, ngan (không có năm), con_lai («6 tháng
    cuối năm 2023»), cung_ky, ma, ma_cung_ky, nam (2023), ti_le (50, phần của năm tính bằng %)."""
    if is_blank(ky):
        return ""
    period = parse_period(ky)
    form = _PERIOD_FORMS.get("chu" if is_blank(dang) else key(str(dang)))
    return VALUE if period is None or form is None else form(period)


@excel("CT_DOC_SO", "v v?")
def ct_doc_so(chu: Value, kieu: Value = None) -> Value:
    """Số đọc từ chữ như «110,2», «1.284.671.000đ», «8,9 tỷ đồng»; #VALUE! khi không rõ, ví dụ «4.150».
    kieu: «vi» (4.150,5) hoặc «en» (4,150.5) để chọn cách đọc."""
    if is_blank(chu):
        return ""
    number = number_in(chu)
    if number is not None:
        return float(number)
    notation = None if is_blank(kieu) else key(str(kieu))
    if not isinstance(chu, str) or notation not in (None, VIETNAMESE, ENGLISH):
        return VALUE
    numbers = read_amount(chu, notation)
    return float(numbers[0]) if len(numbers) == 1 else VALUE


# ---------------------------------------------------------------- counts, sentences, findings


@excel("CT_DEM", "m t v v t?", Kind.REDUCTION)
def ct_dem(bang: Rows, loai: str, ky: Value, nguong: Value, nhom: str = "") -> Value:
    """Số chỉ tiêu. loai: tong, cuoi_nam, cho_cuoi_nam, dat, vuot, hoan_thanh, chua_dat, chua_thuc_hien, chua_nhap,
    can_kiem_tra, cham, chua_bat_dau, kem_muc, giam_ck, han_che, con_lai, duy_tri, dat_ke_hoach, dat_muc, dat_ghi_tay,
    ghi_tay_khac. nhom: I, II…"""
    period = parse_period(ky)
    found = listed(table_of(bang), loai, period, threshold_for(period, nguong), nhom or "")
    return VALUE if found is None else float(len(found))


@excel("CT_TONG_KET", "m m", Kind.REDUCTION)
def ct_tong_ket(bang: Rows, tt: Rows) -> str:
    """Câu tổng kết: trong tổng số chỉ tiêu có bao nhiêu đánh giá vào cuối năm, đạt, chưa đạt, chưa thực hiện; nêu tên
    chỉ tiêu chưa nhập số liệu."""
    return closing_sentence(table_of(bang), info_of(tt))


@dated_excel("CT_CAU", "v m m m? v?", Kind.REDUCTION)
def ct_cau(mau: Value, bang: Rows, tt: Rows, so_lieu: Rows = (), ma: Value = None) -> str:
    """Câu báo cáo điền từ câu mẫu, ví dụ «Sản lượng đạt {luong_thuc.th} tấn»; chỗ không hiểu giữ nguyên, số còn thiếu
    thành dấu ba chấm. so_lieu là bảng SoLieu. Các cách viết ngăn bằng || được chọn theo kỳ và ma (mã câu)."""
    if is_blank(mau):
        return ""
    return fill(str(mau), Source(table_of(bang), info_of(tt), facts_of(so_lieu)), _code(ma)).text


def _code(value: Value) -> str:
    return value if isinstance(value, str) else ""


@dated_excel("CT_CANH_BAO_CAU", "v v m m e? m? v?", Kind.REDUCTION)
def ct_canh_bao_cau(
    mau: Value, cau_sua: Value, bang: Rows, tt: Rows, dung: Value = True, so_lieu: Rows = (), ma: Value = None
) -> str:
    """Lời cảnh báo về câu: mã hay trường không có, thiếu ngoặc, số liệu, đơn vị, lặp từ, câu sửa tay không còn khớp số
    liệu. dung là điều kiện của câu: FALSE thì chỉ xem mẫu câu. so_lieu, ma như ở CT_CAU."""
    if is_blank(mau) and is_blank(cau_sua):
        return ""
    edited = "" if cau_sua is None else str(cau_sua)
    pattern = "" if mau is None else str(mau)
    source = Source(table_of(bang), info_of(tt), facts_of(so_lieu))
    found = warnings(pattern, edited, source, is_used(dung), _code(ma))
    return capitalise("; ".join(found)) + "." if found else ""


@dated_excel("CT_KIEM_TRA", "i m m i? m? i? m? m?", Kind.REDUCTION)
def ct_kiem_tra(
    k: int,
    bang: Rows,
    tt: Rows,
    dong_dau: int = 6,
    cau: Rows = (),
    so_dong: int = 0,
    so_lieu: Rows = (),
    lich_su: Rows = (),
) -> str:
    """Điểm cần xem lại thứ k, nặng nhất trước: chữ thay cho số, số lệch 10, 100, 1000 lần, thiếu số liệu, sai công
    thức, câu mẫu (cau), số liệu (so_lieu), lệch kỳ trước (lich_su). Dòng thứ so_dong nói còn bao nhiêu điều."""
    found = findings(table_of(bang), info_of(tt), cau, facts_of(so_lieu), history_of(lich_su))
    if k == 1 and so_dong > 0 and not found:  # a list with nothing in it would look like one that was not made
        return NOTHING_FOUND
    if 0 < so_dong == k < len(found):
        return f"Và {len(found) - k + 1} điều nữa: sửa các điểm ở trên thì các điểm còn lại sẽ hiện ra."
    return found[k - 1].told(dong_dau) if 1 <= k <= len(found) else ""


@dated_excel("CT_KIEM_TRA_O", "i m m i? m? i? m? m?", Kind.REDUCTION)
def ct_kiem_tra_o(
    k: int,
    bang: Rows,
    tt: Rows,
    dong_dau: int = 6,
    cau: Rows = (),
    so_dong: int = 0,
    so_lieu: Rows = (),
    lich_su: Rows = (),
) -> str:
    """Địa chỉ ô của điểm cần xem lại thứ k, ví dụ «F12» (trang ChiTieu) hoặc «ThongTin!C11»; để trống khi không có.
    Các tham số như ở CT_KIEM_TRA."""
    found = findings(table_of(bang), info_of(tt), cau, facts_of(so_lieu), history_of(lich_su))
    if 0 < so_dong == k < len(found):
        return ""
    return found[k - 1].cell(dong_dau) if 1 <= k <= len(found) else ""
