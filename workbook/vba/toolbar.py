"""The four buttons: what they are called, what they start, and the ribbon tab that shows them (MS-CUSTOMUI)."""

from __future__ import annotations

from typing import Final, NamedTuple
from xml.sax.saxutils import quoteattr

RIBBON_2007: Final = "http://schemas.microsoft.com/office/2006/01/customui"
RIBBON_2010: Final = "http://schemas.microsoft.com/office/2009/07/customui"
CALLBACK: Final = "ChiTieuNut.ChiTieu_Ribbon"
SHARED: Final = "urn:chitieu"
"""The namespace of the tab: a workbook's buttons and the add-in's are then groups of one tab, not two tabs alike. A tab
that looks whether the other is there would need a macro to run when a workbook opens."""
IN_WORKBOOK: Final = "Sổ chỉ tiêu"
IN_ADDIN: Final = "Sổ đang mở"


class Button(NamedTuple):
    """``job`` is what ``python -m workbook.ribbon`` is asked to do, ``macro`` what a click on the sheet starts;
    ``image`` one of Office's own pictures, ``key`` the letter after Alt."""

    job: str
    macro: str
    label: str
    image: str
    key: str
    tip: str


BUTTONS: Final = (
    Button(
        "recalc",
        "ChiTieu_TinhLai",
        "Tính lại",
        "CalculateNow",
        "T",
        "Tính lại toàn bộ sổ: đánh giá, câu văn, số đếm và trang KiemTra. Không đổi số đã nhập.",
    ),
    Button(
        "report",
        "ChiTieu_LapBaoCao",
        "Lập báo cáo",
        "CreateReport",
        "B",
        "Tính lại rồi viết báo cáo Word đặt cạnh sổ. Chỗ đã sửa tay trong báo cáo cũ được giữ.",
    ),
    Button(
        "check",
        "ChiTieu_KiemTra",
        "Kiểm tra",
        "ReviewAcceptChange",
        "K",
        "Tính lại rồi mở trang KiemTra: những số cần xem lại, mỗi dòng dẫn tới ô của nó.",
    ),
    Button(
        "roll",
        "ChiTieu_KyMoi",
        "Kỳ mới",
        "CalendarInsert",
        "M",
        "Lập sổ của kỳ sau thành một tệp mới: số kỳ này vào trang LichSu, ô nhập để trống. Tệp này giữ nguyên.",
    ),
)

ADVICE_NAME: Final = "ChiTieu_LoiNhac"
ADVICE: Final = (
    "Chỉ tiêu|Máy này chưa cài chương trình Chỉ tiêu, hoặc chương trình đã bị gỡ hay bị phần mềm diệt vi-rút chặn. Hãy "
    "tìm tệp cai-dat.cmd trong bộ cài, chạy tệp đó rồi bấm lại nút này.|cai-dat.cmd"
)
"""What the launcher says where there is no program: a title, a text, a file to look for. A name of the workbook holds
it: VBA has Vietnamese letters only by way of functions that make mail filters suspicious."""


def ribbon_xml(namespace: str = RIBBON_2010, group: str = IN_WORKBOOK) -> bytes:
    """The part that gives Excel the tab "Chỉ tiêu"; ``namespace`` says for which Excel, ``group`` for whose buttons."""
    buttons = "".join(
        f"<button id={quoteattr(button.macro)} label={quoteattr(button.label)} size='large'"
        f" imageMso={quoteattr(button.image)} tag={quoteattr(button.job)} keytip={quoteattr(button.key)}"
        f" screentip={quoteattr(button.label)} supertip={quoteattr(button.tip)} onAction={quoteattr(CALLBACK)}/>"
        for button in BUTTONS
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<customUI xmlns="{namespace}" xmlns:ct="{SHARED}"><ribbon><tabs>'
        '<tab idQ="ct:ChiTieu_Tab" label="Chỉ tiêu" insertAfterMso="TabHome" keytip="CT">'
        f'<group id="ChiTieu_Nhom" label={quoteattr(group)}>{buttons}</group>'
        "</tab></tabs></ribbon></customUI>\n"
    ).encode()
