"""The Word report: what it says, how it is numbered, what it refuses; read back from the docx as Word would."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from tests.workbook.report_cases import (
    COLUMNS_5_7,
    PACK,
    SENTENCES,
    annex_rows,
    catalogue,
    document,
    gathered,
    info_rows,
    paragraphs,
    rendered,
    sentence,
    warned,
    with_columns,
)
from udfs.sentences import Source, fill
from udfs.table import info_of, table_of
from workbook import packs, report, report_sentences, report_table, sheets
from workbook import report_wording as wording
from workbook.pack_sections import Section
from workbook.refusal import Refusal
from xlcore.values import DIV0, VALUE, Value

# The text -------------------------------------------------------------------------------------------------------


def test_sections_are_numbered_and_empty_ones_drop_their_heading() -> None:
    texts = paragraphs(rendered())
    start = texts.index("Mở đầu báo cáo.")
    assert texts[start : start + 6] == [
        "Mở đầu báo cáo.",
        "Phần thứ nhất",
        "TÌNH HÌNH THỰC HIỆN NHIỆM VỤ PHÁT TRIỂN KINH TẾ - XÃ HỘI, QUỐC PHÒNG - AN NINH 6 THÁNG ĐẦU NĂM 2023",
        "I. NHỮNG KẾT QUẢ ĐẠT ĐƯỢC",
        "1. Lĩnh vực kinh tế",
        "Lương thực đạt 2.300 tấn.",
    ]
    assert "Câu không nói." not in texts
    assert not any("môi trường" in text and text[:2] in ("2.", "3.") for text in texts)
    assert any(text.startswith("2. ") for text in texts)  # an_ninh moves up: the sections between are empty


def test_text_from_cells_is_escaped_and_the_last_paragraph_closes_with_the_sign() -> None:
    texts = paragraphs(rendered())
    assert "An ninh & trật tự <ổn định>." in texts
    assert "Trên đây là báo cáo (kèm theo Phụ lục)./." in texts
    assert sum(text.endswith("./.") for text in texts) == 1


def test_form_of_the_first_page() -> None:
    texts = paragraphs(rendered())
    expected = [
        "UBND HUYỆN HOẰNG HÓA", "ỦY BAN NHÂN DÂN", "THỊ TRẤN BÚT SƠN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc", "Số: 05/BC-UBND", "Bút Sơn, ngày 05 tháng 7 năm 2023", "BÁO CÁO",
    ]  # fmt: skip
    assert [text for text in texts if text in expected] == expected
    assert "Kính gửi: Ủy ban nhân dân huyện Hoằng Hóa." in texts
    assert texts[texts.index("Nơi nhận:") + 1 :][:3] == ["- Như trên;", "- Đảng ủy, HĐND;", "- Lưu: VT."]
    assert texts[texts.index("TM. ỦY BAN NHÂN DÂN") + 1] == "CHỦ TỊCH"


def test_rules_are_a_third_to_a_half_of_the_text_above() -> None:
    names = gathered().names
    for rule, texts, size in (("ke_co_quan", "co_quan", 12), ("ke_trich_yeu", "trich_yeu", 14)):
        drawn, lines = names[rule], names[texts]
        assert isinstance(drawn, str) and isinstance(lines, list)
        share = len(drawn) * 2 / max(wording.text_width(line, size) for line in lines)
        assert 1 / 3 <= share <= 1 / 2 and not drawn.strip(wording.NBSP)


def test_the_summary_breaks_before_a_period_and_never_inside() -> None:
    lines = gathered().names["trich_yeu"]
    assert isinstance(lines, list) and len(lines) == 2
    assert any("6 tháng đầu năm 2023" in line for line in lines)
    assert any("6 tháng cuối năm 2023" in line for line in lines)


def test_the_annex_is_titled_with_the_period() -> None:
    assert gathered().names["ten_phu_luc"] == "KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU 6 THÁNG ĐẦU NĂM 2023"
    assert gathered().names["kem_theo"] == (
        "(Kèm theo Báo cáo số 05/BC-UBND ngày 05 tháng 7 năm 2023 của Ủy ban nhân dân thị trấn Bút Sơn)"
    )


def test_a_year_and_a_document_number_have_no_thousand_dots() -> None:
    names = gathered(info=info_rows(so_van_ban=1234.0)).names
    assert names["nam"] == "2023" and names["so_ky_hieu"] == "1234/BC-UBND"


def test_what_a_report_cannot_go_without_is_named() -> None:
    warnings = warned(info=info_rows(dia_danh=None))
    assert warnings == ["ThongTin!C7: chưa nhập “Nhãn dia_danh”."]


def test_a_text_that_never_points_to_the_annex_is_warned_about() -> None:
    assert warned() == []
    assert "Phụ lục" in "".join(gathered(sentences=SENTENCES[:2]).warnings)


def test_missing_number_and_date_leave_room_and_the_year_stands() -> None:
    filled = gathered(info=info_rows(so_van_ban=None, ngay_ban_hanh=None))
    room = wording.GAP
    assert filled.names["so_ky_hieu"] == f"{room}/BC-UBND"
    assert filled.names["dia_danh_ngay_thang"] == f"Bút Sơn, ngày {room} tháng {room} năm 2023"


@pytest.mark.parametrize("typed", ["6 tháng", None, "2023-H3", "2023-13M", "giữa năm", 2023.5])
def test_a_period_that_is_none_is_refused_by_cell(typed: Value) -> None:
    with pytest.raises(Refusal, match=r"ThongTin!C11.*2023-H1"):
        gathered(info=info_rows(ky=typed))


def test_a_period_that_the_sheet_makes_no_words_of_is_refused() -> None:
    with pytest.raises(Refusal, match=r"ThongTin!C11.*“2023-H2”"):
        gathered(info=info_rows(ky="2023-H2", ky_chu=""))


@pytest.mark.parametrize("typed", ["05/7/2023", "5-07-2023", " 5.7.2023 ", "Ngày 05 tháng 7 năm 2023"])
def test_a_date_typed_as_text_is_read_day_first(typed: str) -> None:
    names = gathered(info=info_rows(ngay_ban_hanh=typed)).names
    assert names["dia_danh_ngay_thang"] == "Bút Sơn, ngày 05 tháng 7 năm 2023"
    assert names["ngay_ban_hanh"] == "ngày 05 tháng 7 năm 2023"


@pytest.mark.parametrize(
    "typed", ["hôm nay", "31/6/2023", "29/02/2023", "13/13/2023", "2023-07-05", 2023.0, 5072023.0, -1.0]
)
def test_what_is_no_date_is_refused_by_cell(typed: Value) -> None:
    with pytest.raises(Refusal, match=r"ThongTin!C10.*05/07/2023"):
        gathered(info=info_rows(ngay_ban_hanh=typed))


@pytest.mark.parametrize("typed", ["năm mươi", None, 0.0, -5.0, 150.0])
def test_a_threshold_that_is_none_is_warned_about_by_cell(typed: Value) -> None:
    warnings = gathered(info=info_rows(nguong=typed)).warnings
    assert [text for text in warnings if text.startswith("ThongTin!C12: ") and "kỳ này là 50" in text]


def test_a_finding_about_a_cell_that_is_warned_about_is_not_told_again() -> None:
    finding: list[Value] = [1.0, "ThongTin!C12", "ngưỡng không đúng", None]
    warnings = gathered(info=info_rows(nguong=150.0), findings=[finding]).warnings
    assert sum(warning.startswith("ThongTin!C12: ") for warning in warnings) == 1


def test_a_table_without_any_code_is_refused() -> None:
    table = with_columns(catalogue())
    for row in table:
        row[sheets.CODE - 1] = None
    with pytest.raises(Refusal, match="cột M"):
        gathered(table=table)


def test_deputy_signs_for_the_chairman_and_several_addressees_are_listed() -> None:
    info = info_rows(
        quyen_han="TM. ỦY BAN NHÂN DÂN\nKT. Chủ tịch", chuc_vu="Phó chủ tịch", kinh_gui="UBND tỉnh;\n- Sở Tài chính"
    )
    texts = paragraphs(rendered(info=info))
    at = texts.index("TM. ỦY BAN NHÂN DÂN")
    assert texts[at + 1 : at + 3] == ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]
    at = texts.index("Kính gửi:")
    assert texts[at + 1 : at + 3] == ["- UBND tỉnh;", "- Sở Tài chính."]


def test_a_unit_of_the_two_tier_system_needs_no_other_template() -> None:
    info = info_rows(don_vi="xã Ninh Hải", co_quan_chu_quan="Ủy ban nhân dân tỉnh Thanh Hóa", dia_danh="Ninh Hải")
    texts = paragraphs(rendered(info=info))
    assert "XÃ NINH HẢI" in texts and "Ninh Hải, ngày 05 tháng 7 năm 2023" in texts
    assert not any("Bút Sơn" in text or "thị trấn" in text.lower() for text in texts if "ATTP" not in text)


# The annex ------------------------------------------------------------------------------------------------------


def test_annex_prints_the_official_numbers_in_vietnamese_notation() -> None:
    rows = {row[0]: row for row in annex_rows(rendered())}
    for tt, printed in COLUMNS_5_7.items():
        assert tuple(rows[str(tt)][6:9]) == printed, tt
    assert rows["3"][3:6] == ["4.150", "2.240", "2.300"]
    assert rows["4"][4] == "68,5" and rows["7"][4:6] == ["-", "0"]


def test_groups_count_their_indicators_whatever_was_typed() -> None:
    names = [row[1] for row in annex_rows(rendered()) if row[0] in ("I", "II", "III", "IV")]
    assert names == [
        "Về kinh tế (12 chỉ tiêu)",
        "Văn hóa - xã hội (14 chỉ tiêu)",
        "Về môi trường (02 chỉ tiêu)",
        "An ninh trật tự (01 chỉ tiêu)",
    ]


def test_an_inserted_row_is_printed_and_counted() -> None:
    table = with_columns(catalogue())
    table.insert(8, [99.0, "Chỉ tiêu mới", "Km", 4.0, None, 3.0, None, 75.0, 1.0, None, *[None] * 6])
    rows = annex_rows(rendered(table=table))
    assert ["99", "Chỉ tiêu mới", "Km", "4", "", "3", "", "75", "1", ""] in rows
    assert any(row[1] == "Về kinh tế (13 chỉ tiêu)" for row in rows)


def test_a_cell_that_disagrees_with_the_rule_is_named_and_the_rule_printed() -> None:
    table = with_columns(catalogue())
    table[6][6:9] = [52.27, None, DIV0]
    wrong: list[report_table.Wrong] = []
    line = report_table.annex(table, wrong)[6]
    warnings = report_table.warnings_of(wrong)
    assert (line.ss_cung_ky, line.ss_ke_hoach, line.con_lai) == ("102,68", "55,42", "1.850")
    assert [warning.split(":")[0] for warning in warnings] == ["ChiTieu!G12", "ChiTieu!H12", "ChiTieu!I12"]
    assert "52,27" in warnings[0] and "102,68" in warnings[0]


def test_formulas_shifted_by_an_inserted_row_share_one_warning() -> None:
    table = with_columns(catalogue())
    for row, above in zip(table[7:], [list(row) for row in table[6:]], strict=False):
        row[6:9] = above[6:9]
    findings: list[list[Value]] = [[float(n), f"G{n}", "cột 5 sai", None] for n in range(13, 30)]
    warnings = gathered(table=table, findings=findings).warnings
    assert warnings[0].startswith("ChiTieu!G13, ") and "ô nữa" in warnings[0]
    assert len(warnings) < 12 and not any(warning.startswith("ChiTieu!G13: ") for warning in warnings)


def test_an_error_among_the_inputs_is_refused_by_cell() -> None:
    table = with_columns(catalogue())
    table[6][5] = VALUE
    with pytest.raises(Refusal, match="ChiTieu!F12.*#VALUE!"):
        gathered(table=table)


def test_a_number_not_entered_is_a_warning_that_names_the_cell() -> None:
    table = catalogue()
    table[6][5] = None
    warnings = gathered(table=with_columns(table)).warnings
    assert any(warning.startswith("ChiTieu!F12: ") and "lương thực" in warning for warning in warnings)


def test_findings_become_warnings_once() -> None:
    table = catalogue()
    table[6][5] = None
    findings: list[list[Value]] = [[1.0, "F12", "chưa nhập số liệu", None], [2.0, "", "", None]]
    warnings = gathered(table=with_columns(table), findings=findings).warnings
    assert [warning for warning in warnings if "F12" in warning] == ["ChiTieu!F12: chưa nhập số liệu"]


def test_findings_without_a_cell_reach_the_officer() -> None:
    """A finding may belong to no cell, and a cell may have two findings; a calm word and the advice are no findings."""
    told = ("Chưa có dòng nhóm nào.", "Và 3 điều nữa: sửa các điểm ở trên thì các điểm còn lại sẽ hiện ra.")
    findings: list[list[Value]] = [[1.0, "", told[0], None], [2.0, "D12", "một", None], [3.0, "D12", "hai", None]]
    findings += [[4.0, "", told[1], None], [5.0, "", sheets.RECALCULATE, None]]
    warnings = warned(findings=findings)
    assert warnings == [told[0], "ChiTieu!D12: một", "ChiTieu!D12: hai", told[1]]
    assert warned(findings=[[1.0, "", sheets.NO_FINDING, None]]) == []


# Sentences ------------------------------------------------------------------------------------------------------


def spoken(*rows: list[Value]) -> report_sentences.Sentences:
    return report_sentences.sentences(rows, [Section("kinh_te", "Kinh tế", 1)], but_son())


def but_son() -> Source:
    return Source(table_of(catalogue()), info_of(info_rows()))


def test_the_officers_wording_wins_even_over_an_error() -> None:
    result = spoken(sentence("kinh_te", VALUE, own="Câu sửa tay.\nĐoạn hai."))
    assert result.by_section == {"kinh_te": ["Câu sửa tay.", "Đoạn hai."]}


def test_a_stale_wording_is_warned_about_by_cell() -> None:
    result = spoken(sentence("kinh_te", "Mới.", own="Cũ.", warning="số 2.300 không còn đúng"))
    assert result.warnings == ["CauMau!F5: số 2.300 không còn đúng"]


def patterned(pattern: str, made: str, own: Value = None, condition: Value = True) -> list[Value]:
    row = sentence("kinh_te", made, own=own, condition=condition)
    row[sheets.PATTERN - 1] = pattern
    return row


BROKEN = [
    ("Đạt {khong_co.th} tấn.", "khong_co"),
    ("Đạt {luong_thuc.khong} tấn.", "khong"),
    ("Đạt {luong_thuc.th:9} tấn.", "{luong_thuc.th:9}"),
    ("Đạt {luong_thuc.th tấn.", "đóng }"),
    ("Đạt {dem.khong}.", "{dem.khong}"),
    ("Năm {namm}.", "{namm}"),
]


@pytest.mark.parametrize(("pattern", "word"), BROKEN)
def test_a_pattern_that_cannot_be_filled_is_refused_by_cell(pattern: str, word: str) -> None:
    with pytest.raises(Refusal, match="CauMau!D6") as refusal:
        spoken(sentence("kinh_te", "Câu."), patterned(pattern, fill(pattern, but_son()).text))
    assert word in refusal.value.message


def test_a_broken_pattern_that_does_not_speak_stops_nothing() -> None:
    silent = patterned(BROKEN[0][0], "", condition=False)
    replaced = patterned(BROKEN[0][0], BROKEN[0][0], own="Viết tay.")
    assert spoken(silent, replaced).by_section == {"kinh_te": ["Viết tay."]}


def test_literal_braces_and_figures_not_entered_are_no_broken_pattern() -> None:
    for pattern in ("Theo {{mẫu}} mới.", "Đạt {gtsx_nong_lam_thuy_san.th} tỷ đồng {{chưa có}}."):
        made = fill(pattern, but_son()).text
        assert spoken(patterned(pattern, made)).by_section == {"kinh_te": [made]}


@pytest.mark.parametrize("made", [VALUE, sheets.RECALCULATE])
def test_a_sentence_that_was_not_computed_is_refused_by_cell(made: Value) -> None:
    with pytest.raises(Refusal, match="CauMau!E6"):
        spoken(sentence("kinh_te", "Câu."), sentence("kinh_te", made))


def test_a_condition_in_error_is_refused_by_cell() -> None:
    with pytest.raises(Refusal, match="CauMau!C5"):
        spoken(sentence("kinh_te", "Câu.", condition=DIV0))


def test_a_section_the_pack_lacks_is_warned_about() -> None:
    result = spoken(sentence("kinh_tee", "Câu."))
    assert result.by_section == {} and result.warnings[0].startswith("CauMau!A5")


def test_numbering_restarts_under_each_part() -> None:
    titles = [Section("a", "Một", 1), Section("b", "Hai", 2), Section("c", "Ba", 3), Section("d", "Bốn", 1),
              Section("e", "Năm", 2), Section("f", "Sáu", 1)]  # fmt: skip
    made = report_sentences.parts(titles, {"c": ["x"], "e": ["y"]})
    assert [(part.so, part.ten) for part in made] == [
        ("I.", "MỘT"), ("1.", "Hai"), ("", "Ba"), ("II.", "BỐN"), ("1.", "Năm"),
    ]  # fmt: skip


# Words ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number_", "expected"), [("5", "05/BC-UBND"), ("05", "05/BC-UBND"), ("123", "123/BC-UBND"), ("12a", "12a/BC-UBND")]
)
def test_document_number(number_: str, expected: str) -> None:
    assert wording.sign_number(number_, "/BC-UBND") == expected


@pytest.mark.parametrize("text", ["Kết thúc", "Kết thúc.", "Kết thúc ./.", "Kết thúc./.", "Kết thúc;"])
def test_the_closing_sign_is_put_once(text: str) -> None:
    assert wording.close(text) == "Kết thúc./."


def test_recipients_end_with_the_archive() -> None:
    assert wording.recipients(["- Đảng ủy", "lưu: VT, VP."], False) == ["Đảng ủy;", "lưu: VT, VP."]
    assert wording.recipients([], True) == ["Như trên;", "Lưu: VT."]


def test_nobody_above_means_no_as_above() -> None:
    """ "Như trên" points to "Kính gửi": when that is empty, a typed one points to nothing."""
    assert wording.recipients(["- Như trên;", "- Đảng ủy;", "- Lưu: VT."], False) == ["Đảng ủy;", "Lưu: VT."]
    assert wording.recipients(["- như trên (để báo cáo);"], True) == ["như trên (để báo cáo);", "Lưu: VT."]


def test_a_long_summary_breaks_into_few_lines() -> None:
    text = "Kết quả thực hiện nhiệm vụ phát triển kinh tế - xã hội 6 tháng đầu năm 2023 và nhiệm vụ 6 tháng cuối năm"
    lines = wording.balanced([text], 14, 467)
    widths = [wording.text_width(line, 14) for line in lines]
    assert " ".join(lines) == text and len(lines) == 2
    assert max(widths) <= 467 and lines[1].startswith("và nhiệm vụ")


def test_a_summary_is_broken_between_its_parts_not_inside_a_word() -> None:
    text = (
        "Tình hình thực hiện nhiệm vụ phát triển kinh tế - xã hội, quốc phòng, an ninh năm 2023 "
        "và phương hướng, nhiệm vụ năm 2024"
    )
    assert wording.balanced([text], 14, 467)[0].endswith(",")
    text = "Tình hình kinh tế - xã hội, bảo đảm quốc phòng, an ninh năm 2026; nhiệm vụ trọng tâm năm 2027"
    assert wording.balanced([text], 14, 467)[1] == "nhiệm vụ trọng tâm năm 2027"
    text = "Công tác chỉ đạo, điều hành năm 2023 và nhiệm vụ chỉ đạo, điều hành năm 2024"
    assert wording.balanced([text], 14, 467)[1].startswith("và nhiệm vụ")
    assert wording.balanced(["Tình hình"], 14, 467) == ["Tình hình"] and wording.balanced([""], 14, 467) == [""]
    long = "kết quả " * 60
    assert all(wording.text_width(line, 14) <= 467 for line in wording.balanced([long.strip()], 14, 467))


def places() -> Iterator[Path]:
    yield from Path(__file__).parents[2].joinpath("templates").glob("*/bao-cao.docx")


def test_no_template_names_a_place_or_a_tier_of_government() -> None:
    for path in places():
        text = " ".join(paragraphs(document(path.read_bytes())))
        assert not re.search(r"thị trấn|huyện|bút sơn|\bxã (?!hội)|phường", text, re.IGNORECASE), path


def test_a_placeholder_in_the_documents_properties_is_filled() -> None:
    document = docx.Document(io.BytesIO(packs.word_template(PACK)))
    document.core_properties.subject = "Báo cáo của {{ don_vi }}"
    buffer = io.BytesIO()
    document.save(buffer)
    made = report.render(buffer.getvalue(), gathered().names, "Tên").packed()
    properties = docx.Document(io.BytesIO(made)).core_properties
    assert (properties.subject, properties.title) == ("Báo cáo của UBND thị trấn Bút Sơn", "Tên")
