"""How the paragraphs of a report look: one style for each element of Nghị định 30/2020/NĐ-CP, Phụ lục I, phần V.

Sizes are points and lengths millimetres, chosen inside the decree's ranges. Style names are Vietnamese because staff
meet them in Word's style list.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

FONT: Final = "Times New Roman"
FIRST_LINE_MM: Final = 12.7
LEFT_ALIGNED: Final = "left"
CENTRED: Final = "center"
JUSTIFIED: Final = "both"
NOTE_NUMBER: Final = "Số chú thích"  # the style of a footnote's raised number


@dataclass(frozen=True, slots=True)
class Look:
    """How the paragraphs of one style look; ``exact`` is an exact line height in points (None: single line)."""

    name: str
    size: float
    bold: bool = False
    italic: bool = False
    align: str = CENTRED
    before: float = 0
    after: float = 0
    first_line_mm: float = 0
    left_mm: float = 0
    keep_next: bool = False
    outline: int | None = None  # level in Word's navigation pane, from 0
    exact: float | None = None
    underline: bool = False
    keep_together: bool = False


LOOKS: tuple[Look, ...] = (
    Look("Cơ quan chủ quản", 12),
    Look("Cơ quan ban hành", 12, bold=True),
    Look("Quốc hiệu", 12, bold=True),
    Look("Tiêu ngữ", 13, bold=True),
    # A rule is a line of underlined no-break spaces: its length can follow the text above it, and staff can retype it.
    Look("Đường kẻ", 8, exact=7, underline=True),
    Look("Số ký hiệu", 13, before=4),
    Look("Địa danh ngày tháng", 13, italic=True, before=4),
    Look("Tên loại", 14, bold=True, before=18, keep_next=True),
    Look("Trích yếu", 14, bold=True, keep_next=True),
    Look("Kính gửi", 14, before=12, after=12),
    Look("Kính gửi nhiều nơi", 14, align=LEFT_ALIGNED, left_mm=45),
    Look("Nội dung", 14, align=JUSTIFIED, after=6, first_line_mm=FIRST_LINE_MM),
    # The last paragraph goes over to the next page with the signature, which must not stand there alone.
    Look("Đoạn kết", 14, align=JUSTIFIED, after=6, first_line_mm=FIRST_LINE_MM, keep_next=True),
    Look("Mục", 14, bold=True, align=JUSTIFIED, after=6, first_line_mm=FIRST_LINE_MM, keep_next=True, outline=0),
    Look("Khoản", 14, bold=True, align=JUSTIFIED, after=6, first_line_mm=FIRST_LINE_MM, keep_next=True, outline=1),
    Look("Điểm", 14, align=JUSTIFIED, after=6, first_line_mm=FIRST_LINE_MM, keep_next=True, outline=2),
    Look("Tiết", 14, align=JUSTIFIED, after=6, first_line_mm=FIRST_LINE_MM, keep_next=True, outline=3),
    Look("Phần", 14, bold=True, before=6, keep_next=True, outline=0),
    Look("Tên phần", 14, bold=True, after=6, keep_next=True),
    Look("Tên bảng", 13, bold=True, before=6, after=3, keep_next=True),
    Look("Biểu đồ", 13, after=6, keep_together=True),
    Look("Tên biểu đồ", 13, bold=True, before=6, after=3, keep_next=True),
    Look("Chú thích", 10, align=JUSTIFIED),
    Look("Nơi nhận", 12, bold=True, italic=True, align=LEFT_ALIGNED, keep_next=True),
    Look("Nơi nhận danh sách", 11, align=LEFT_ALIGNED),
    Look("Quyền hạn chức vụ", 14, bold=True, keep_next=True),
    Look("Họ tên", 14, bold=True, before=84),
    Look("Phụ lục", 14, bold=True, keep_next=True, outline=0),
    Look("Tên phụ lục", 14, bold=True, keep_next=True),
    Look("Kèm theo", 14, italic=True, keep_next=True),
    Look("Đầu bảng", 12, bold=True),
    Look("Hàng chữ số", 11, italic=True),
    Look("Ô bảng", 12),
    Look("Tên chỉ tiêu", 12, align=LEFT_ALIGNED),
    Look("Nhóm", 12, bold=True, keep_next=True),
    Look("Tên nhóm", 12, bold=True, align=LEFT_ALIGNED, keep_next=True),
    Look("Cách nhỏ", 2, exact=6),
    Look("Cuối bảng", 1, exact=1),  # a table cannot end a page section: this must never need a page of its own
    Look("Số trang", 13),
)


def style_id(name: str) -> str:
    """The style's id: its name without marks and spaces, because some readers stumble over other ids."""
    plain = unicodedata.normalize("NFD", name.replace("Đ", "D").replace("đ", "d"))
    return "".join(sign for sign in plain.title() if sign.isascii() and sign.isalnum())
