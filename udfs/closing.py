"""The closing count in words: how many indicators there are, and what they are counted as."""

from __future__ import annotations

from udfs.numbers import write_count, write_number
from udfs.table import Info, Record, Table, records_counted
from udfs.text import capitalise, join_words

_NAMED_AT_MOST = 3


def closing_sentence(table: Table, info: Info) -> str:
    """The closing count in one sentence: the total, what is judged later, what is met, unmet, not started; no zeros."""
    total = _counted(table, info, "tong")
    if not total:
        return "Bảng chưa có chỉ tiêu nào."
    if info.period is None:
        return "Chưa phân loại được các chỉ tiêu vì ThongTin chưa có kỳ báo cáo đúng."
    parts = _parts(table, info)
    if len(parts) == 1:
        return f"{capitalise(info.period.name)}, cả {write_count(len(total))} chỉ tiêu được giao đều {parts[0][1]}."
    counted = classification(table, info)
    return f"Tính đến hết {info.period.name}, trong tổng số {write_count(len(total))} chỉ tiêu được giao có {counted}."


def classification(table: Table, info: Info) -> str:
    """ "12 chỉ tiêu đánh giá vào cuối năm, 14 chỉ tiêu đạt ... và 02 chỉ tiêu chưa thực hiện"; "" without a period."""
    listed = [f"{write_count(count)} chỉ tiêu {words}" for count, words in _parts(table, info)]
    if any("," in text or ";" in text for text in listed):  # names in a note bring their own commas
        return "; ".join(listed)
    return " và ".join([", ".join(listed[:-1]), listed[-1]]) if len(listed) > 1 else "".join(listed)


def _counted(table: Table, info: Info, kind: str) -> list[Record]:
    return records_counted(table, kind, info.period, info.threshold) or []


def _parts(table: Table, info: Info) -> list[tuple[int, str]]:
    if info.period is None:
        return []
    parts = _year_parts(table, info) if info.period.ends_year else _interim_parts(table, info)
    return [(len(records), words) for records, words in parts if records]


def _interim_parts(table: Table, info: Info) -> list[tuple[list[Record], str]]:
    share = write_number(info.threshold)
    return [
        _later(table, info),
        (_counted(table, info, "dat"), f"đạt và vượt trên {share}% kế hoạch năm"),
        (_counted(table, info, "chua_dat"), f"đạt dưới {share}% kế hoạch năm"),
        (_counted(table, info, "chua_thuc_hien"), "chưa thực hiện"),
        (_counted(table, info, "can_kiem_tra"), "cần kiểm tra lại số liệu"),
    ]


def _later(table: Table, info: Info) -> tuple[list[Record], str]:
    """What the official count holds together: judged at the year's end, and not entered, which is said and named."""
    later, missing = _counted(table, info, "cuoi_nam"), _counted(table, info, "chua_nhap")
    if not missing:
        return later, "đánh giá vào cuối năm"
    if len(missing) == len(later):
        return later, f"chưa có số liệu{_named(missing)}"
    note = f"trong đó {write_count(len(missing))} chỉ tiêu chưa có số liệu{_named(missing, ': ', '')}"
    return later, f"đánh giá vào cuối năm hoặc chưa có số liệu ({note})"


def _year_parts(table: Table, info: Info) -> list[tuple[list[Record], str]]:
    missing = _counted(table, info, "chua_nhap")
    return [
        (_counted(table, info, "vuot"), "hoàn thành vượt kế hoạch"),
        (_counted(table, info, "hoan_thanh"), "hoàn thành kế hoạch"),
        (_counted(table, info, "chua_dat"), "chưa hoàn thành kế hoạch"),
        (_counted(table, info, "chua_thuc_hien"), "chưa thực hiện"),
        (missing, f"chưa có số liệu{_named(missing)}"),
        (_counted(table, info, "can_kiem_tra"), "cần kiểm tra lại số liệu"),
    ]


def _named(records: list[Record], before: str = " (", after: str = ")") -> str:
    """The names of a few indicators; of many none, a sentence of their own lists them."""
    names = [record.spoken for record in records]
    return f"{before}{join_words(names)}{after}" if len(names) <= _NAMED_AT_MOST else ""
