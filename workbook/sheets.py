"""Where things stand in the workbook that staff see: sheet names, rows, columns, keys, words.

Everything that builds, reads or reports the workbook takes its addresses from here, so that a layout has one home.
Rows and columns are 1-based. Nothing is imported: a cold recalculation may use this file freely.
"""

from __future__ import annotations

from typing import Final

# Sheets ---------------------------------------------------------------------------------------------------------
THONG_TIN: Final = "ThongTin"
CHI_TIEU: Final = "ChiTieu"
CAU_MAU: Final = "CauMau"
TONG_HOP: Final = "TongHop"
KIEM_TRA: Final = "KiemTra"
SO_LIEU: Final = "SoLieu"  # only in a workbook whose pack has facts
LICH_SU: Final = "LichSu"
HOP_NHAT: Final = "HopNhat"  # only in a workbook of units that were merged
SHEETS: Final = (THONG_TIN, CHI_TIEU, CAU_MAU, TONG_HOP, KIEM_TRA, LICH_SU)  # those of every workbook
ALL_SHEETS: Final = (THONG_TIN, CHI_TIEU, SO_LIEU, CAU_MAU, TONG_HOP, KIEM_TRA, LICH_SU)

# ChiTieu: the official table --------------------------------------------------------------------------------------
TITLE_ROW: Final = 1
SUBTITLE_ROW: Final = 2
HEAD_FIRST_ROW: Final = 3  # the two-row head with the merged block, then the row of letters
HEAD_SECOND_ROW: Final = 4
LETTER_ROW: Final = 5
FIRST_ROW: Final = 6  # first row of the table's body
LAST_ROW: Final = 505  # last row of the generous range every other formula uses

TT: Final = 1  # A
NAME: Final = 2  # B
UNIT: Final = 3  # C
PLAN: Final = 4  # D  (2)
SAME_PERIOD: Final = 5  # E  (3)
ACTUAL: Final = 6  # F  (4)
VS_SAME: Final = 7  # G  (5)
VS_PLAN: Final = 8  # H  (6)
REMAINING: Final = 9  # I  (7)
NOTE: Final = 10  # J
STATUS: Final = 11  # K
VERDICT: Final = 12  # L
CODE: Final = 13  # M, hidden
DIRECTION: Final = 14  # N, hidden
YEAR_END: Final = 15  # O, hidden
SHOW_567: Final = 16  # P, hidden
LAST_COL: Final = 24
LAST_PRINTED_COL: Final = NOTE
UPPER_PLAN: Final = 17  # Q, the plan that the level above has given
VS_UPPER_PLAN: Final = 18  # R
AGG: Final = 19  # S, hidden: how a longer period follows from its months
IN_PERIOD: Final = 20  # T, what was done in the period; in an accumulating table the input, F is then a formula
IN_PERIOD_BEFORE: Final = 21  # U
BEFORE: Final = 22  # V, what was reached before the period began
IN_PERIOD_USED: Final = 23  # W, hidden: T, or what follows for the period from F and V
HAND_VERDICT: Final = 24  # X, the verdict that an officer has set; blank where the rule decides

COLUMN_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"  # letter of column n is COLUMN_LETTERS[n - 1]
INPUT_COLUMNS: Final = (PLAN, SAME_PERIOD, ACTUAL, NOTE)
TABLE: Final = f"{CHI_TIEU}!$A${FIRST_ROW}:$X${LAST_ROW}"  # what CT_ functions get as `bang`
TABLE_CELLS: Final = f"A{FIRST_ROW}:X{LAST_ROW}"  # the same for Workbook.values(CHI_TIEU, ...)

# SoLieu: the figures of the prose; columns A to J as in ChiTieu --------------------------------------------------
FACT_FIRST_ROW: Final = 6
FACT_LAST_ROW: Final = 1005
FACT_PRINTED: Final = 11  # K, what was published elsewhere: the figure, its percent of the plan, its growth
FACT_PRINTED_PLAN: Final = 12  # L
FACT_PRINTED_GROWTH: Final = 13  # M
FACT_CHECK: Final = 14  # N
FACT_CODE: Final = 15  # O, hidden
FACT_KIND: Final = 16  # P, hidden
FACT_PARENT: Final = 17  # Q, hidden
FACT_PARTS: Final = 18  # R, hidden
FACT_DIRECTION: Final = 19  # S, hidden
FACT_AGG: Final = 20  # T, hidden
FACT_LAST_COL: Final = 20
FACTS: Final = f"{SO_LIEU}!$A${FACT_FIRST_ROW}:$T${FACT_LAST_ROW}"  # what CT_ functions get as `so_lieu`
FACT_CELLS: Final = f"A{FACT_FIRST_ROW}:T{FACT_LAST_ROW}"  # the same for Workbook.values(SO_LIEU, ...)

# ThongTin: key | label | value | note ------------------------------------------------------------------------------
INFO_FIRST_ROW: Final = 4
INFO_LAST_ROW: Final = 60
INFO_KEY: Final = 1  # A, hidden
INFO_LABEL: Final = 2  # B
INFO_VALUE: Final = 3  # C
INFO_NOTE: Final = 4  # D
INFO: Final = f"{THONG_TIN}!$A${INFO_FIRST_ROW}:$C${INFO_LAST_ROW}"  # what CT_ functions get as `tt`
INFO_CELLS: Final = f"A{INFO_FIRST_ROW}:C{INFO_LAST_ROW}"  # the same for Workbook.values(THONG_TIN, ...)

KEY_PACK: Final = "goi"
KEY_UNIT: Final = "don_vi"
KEY_PERIOD: Final = "ky"
KEY_THRESHOLD: Final = "nguong"
KEY_DATE: Final = "ngay_ban_hanh"
KEY_NUMBER: Final = "so_van_ban"

# CauMau: section | code | condition | pattern | sentence | officer's wording | warning | hidden copies ------------
SENTENCE_HEAD_ROW: Final = 4
SENTENCE_FIRST_ROW: Final = 5
SENTENCE_LAST_ROW: Final = 304
SECTION: Final = 1  # A
SENTENCE_CODE: Final = 2  # B
CONDITION: Final = 3  # C
PATTERN: Final = 4  # D
SENTENCE: Final = 5  # E
OWN_WORDING: Final = 6  # F
SENTENCE_WARNING: Final = 7  # G
SAVED_TEXT: Final = 8  # H, hidden
SAVED_FINGERPRINT: Final = 9  # I, hidden
FINGERPRINT: Final = 10  # J, hidden
EARLIER_WORDING: Final = 11  # K, the officer's wording of the period before, kept for reading
SENTENCE_CELLS: Final = f"A{SENTENCE_FIRST_ROW}:J{SENTENCE_LAST_ROW}"
TABLE_USED: Final = f"J{SENTENCE_HEAD_ROW - 3}"  # how many rows of the table are in use
TABLE_FINGERPRINT: Final = f"J{SENTENCE_HEAD_ROW - 2}"  # of the table and ThongTin
NAMES_FINGERPRINT: Final = f"J{SENTENCE_HEAD_ROW - 1}"  # of the names and units
SAVED_NAMES: Final = f"I{SENTENCE_HEAD_ROW - 1}"
FACTS_USED: Final = f"I{SENTENCE_HEAD_ROW - 3}"  # how many rows of SoLieu are in use
FACTS_FINGERPRINT: Final = f"I{SENTENCE_HEAD_ROW - 2}"  # of SoLieu, where there is one

# TongHop: hidden columns of the closing sentence's row --------------------------------------------------------------
SAVED_CLOSING: Final = "N"
SAVED_CLOSING_FINGERPRINT: Final = "O"

# KiemTra: number | place | what is wrong | link -----------------------------------------------------------------
FINDING_HEAD_ROW: Final = 4
FINDING_FIRST_ROW: Final = 5
FINDING_COUNT: Final = 40
FINDING_LAST_ROW: Final = FINDING_FIRST_ROW + FINDING_COUNT - 1
FINDING_NUMBER: Final = 1  # A
FINDING_PLACE: Final = 2  # B
FINDING_TEXT: Final = 3  # C
FINDING_LINK: Final = 4  # D
SAVED_PLACE: Final = 5  # E, hidden
SAVED_FINDING: Final = 6  # F, hidden
FINDING_FINGERPRINTS: Final = 7  # G, hidden: the current fingerprint and, below it, the saved one
FINDING_FINGERPRINT: Final = f"{COLUMN_LETTERS[FINDING_FINGERPRINTS - 1]}{FINDING_HEAD_ROW - 2}"
SAVED_FINDING_FINGERPRINT: Final = f"{COLUMN_LETTERS[FINDING_FINGERPRINTS - 1]}{FINDING_HEAD_ROW - 1}"
FINDING_CELLS: Final = f"A{FINDING_FIRST_ROW}:D{FINDING_LAST_ROW}"

# LichSu: code | name | unit | period | in the period | cumulative | note | hidden key ---------------------------
HISTORY_HEAD_ROW: Final = 4
HISTORY_FIRST_ROW: Final = 5
HISTORY_LAST_ROW: Final = 8004
HISTORY_CODE: Final = 1  # A
HISTORY_NAME: Final = 2  # B
HISTORY_UNIT: Final = 3  # C
HISTORY_PERIOD: Final = 4  # D
HISTORY_IN_PERIOD: Final = 5  # E
HISTORY_CUMULATIVE: Final = 6  # F
HISTORY_NOTE: Final = 7  # G
HISTORY_KEY: Final = (
    8  # H, hidden: code and last month, "luong_thuc|202306", kept by the program; what formulas look for
)
HISTORY_USED: Final = "H2"  # how many rows are in use
HISTORY_CELLS: Final = f"A{HISTORY_FIRST_ROW}:G{HISTORY_LAST_ROW}"
HISTORY_WITH_KEYS: Final = f"A{HISTORY_FIRST_ROW}:H{HISTORY_LAST_ROW}"

# HopNhat: code | name | unit | a column per old unit | their sum | what became of it ---------------------------------
MERGED_HEAD_ROW: Final = 4
MERGED_FIRST_ROW: Final = 5
MERGED_FIRST_UNIT: Final = 4  # D

# Words an officer meets in cells --------------------------------------------------------------------------------
MAINTAIN: Final = "Duy trì"
DASH: Final = "-"
HIGHER_IS_BETTER: Final = "cao"
LOWER_IS_BETTER: Final = "thấp"
MARK_YEAR_END: Final = "x"
HIDE_567: Final = "không"
# Kinds of facts; a blank one is entered.
ENTERED: Final = "nhập"
TOTAL: Final = "tổng"
COMPUTED: Final = "tính"
WORDED: Final = "chữ"
DATED: Final = "ngày"
FACT_GROUP: Final = "nhóm"  # the head of a group of SoLieu, with its key in the column of the parent
FACT_KINDS: Final = (ENTERED, TOTAL, COMPUTED, WORDED, DATED)
# How the parts of a fact stand to it.
COMPLETE: Final = "đủ"
PARTIAL: Final = "một phần"
SHARES: Final = "cơ cấu"
PARTS: Final = (COMPLETE, PARTIAL, SHARES)
# How the figure of a longer period follows from those of its months.
SUMMED: Final = "tổng"
MEAN: Final = "bình quân"
LAST: Final = "cuối"
AGGREGATES: Final = (SUMMED, MEAN, LAST)
# In KiemTra, when its saved copy is not of these figures: what a person can do.
NOT_CHECKED: Final = "Máy này chưa có bộ hàm CT_ nên chưa kiểm tra được: bấm Tính lại, hoặc chạy lệnh chitieu recalc."
NO_FINDING: Final = "Không có điều cần xem lại."  # what CT_KIEM_TRA says of a clean workbook
RECALCULATE: Final = "Bấm Tính lại"  # shown where only our functions could say more
NOT_FINDINGS: Final = frozenset({NOT_CHECKED, NO_FINDING, RECALCULATE})

# Defined names: what each stands for, for people and for other programs -----------------------------------------
NAMES: Final = {
    "BangChiTieu": TABLE,
    "ThongTinBang": INFO,
}
