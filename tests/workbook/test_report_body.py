"""Sections, tables, footnotes, annexes and charts of a report, as the pack plans them; read back from the docx."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

import workbook
from tests.workbook import report_pack
from tests.workbook.word_file import WordFile
from udfs.facts import CODE, PARENT, WIDTH, facts_of
from udfs.table import table_of
from workbook import chartxml, jobs, packs, report, report_sections
from workbook import report_wording as wording
from workbook.pack_sections import Section, TableAsked
from workbook.refusal import Refusal
from workbook.report_body_tables import body_table
from workbook.report_sentences import Numbering, parts
from xlcore.values import Value

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("than-bai")
    pack = report_pack.made(folder)
    jobs.new(str(pack), folder / "so.xlsx")
    assert jobs.report(folder / "so.xlsx").report.warnings == []
    return folder


@pytest.fixture(scope="module")
def word(folder: Path) -> WordFile:
    return WordFile(folder / "so.docx")


# Headings -------------------------------------------------------------------------------------------------------


def test_parts_and_four_levels_are_numbered_as_the_pack_says(word: WordFile) -> None:
    texts = word.texts()
    headings = [
        "Phần thứ nhất", "KẾT QUẢ 6 THÁNG ĐẦU NĂM 2025", "I. VỀ KINH TẾ", "1. Nông nghiệp", "1.1. Trồng trọt",
        "1.2. Chăn nuôi", "Tiêm phòng", "VỀ XÃ HỘI", "Phần thứ hai", "NHIỆM VỤ", "I. NHIỆM VỤ CHUNG",
    ]  # fmt: skip
    assert [text for text in texts if text in headings] == headings


def test_a_listed_section_prints_lines_with_one_dash(word: WordFile) -> None:
    texts = word.texts()
    at = texts.index("Tiêm phòng")
    assert texts[at + 1 : at + 3] == ["- Đã tiêm phòng đợt 1 cho đàn bò.", "- Chuẩn bị tiêm phòng đợt 2."]


@pytest.mark.parametrize(
    ("signs", "numbers"),
    [
        (("I", "1", "a", "-"), ["I.", "1.", "a)", "-"]),
        (("A", "I", "1", "a"), ["A.", "I.", "1.", "a)"]),
        (("I", "1", "1.1", "a"), ["I.", "1.", "1.1.", "a)"]),
        (("1", "1.1", "1.1", "a"), ["1.", "1.1.", "1.1.1.", "a)"]),
    ],
)
def test_numbering_signs(signs: tuple[str, ...], numbers: list[str]) -> None:
    titles = [Section("abcd"[level - 1], "Tên", level) for level in (1, 2, 3, 4)]
    others = [Section("DC"[at], "Tên nữa", level) for at, level in enumerate((4, 3))]
    texts = {key: ["x"] for key in "dDC"}
    made = parts([*titles, *others], texts, numbering=Numbering(signs))
    assert [part.so for part in made[:4]] == numbers


def test_a_letter_stands_only_where_another_follows() -> None:
    titles = [
        Section("kinh_te", "Kinh tế", 2), Section("san_xuat", "Sản xuất", 3), Section("tai_chinh", "Tài chính", 3),
        Section("xa_hoi", "Xã hội", 2), Section("giao_duc", "Giáo dục", 3),
    ]  # fmt: skip

    def headings(*said: str) -> list[str]:
        return [part.tieu_de for part in parts(titles, {key: ["x"] for key in said})]

    both = ["1. Kinh tế", "a) Sản xuất", "b) Tài chính"]
    assert headings("san_xuat", "tai_chinh") == both
    assert headings("tai_chinh", "giao_duc") == ["1. Kinh tế", "Tài chính", "2. Xã hội", "Giáo dục"]
    assert headings("san_xuat", "tai_chinh", "giao_duc") == [*both, "2. Xã hội", "Giáo dục"]


def test_an_unnumbered_heading_is_no_reason_for_a_letter() -> None:
    titles = [Section("a", "Một", 2), Section("b", "Hai", 3, numbered=False), Section("c", "Ba", 3)]
    assert [part.tieu_de for part in parts(titles, {"b": ["x"], "c": ["y"]})] == ["1. Một", "Hai", "Ba"]


def test_the_decree_numbers_parts_in_roman() -> None:
    assert (wording.part_number(2, False), wording.part_number(2, True)) == ("Phần II", "Phần thứ hai")


def test_an_unnumbered_heading_takes_no_number_from_the_next() -> None:
    titles = [Section("a", "Một", 1, numbered=False), Section("b", "Hai", 1)]
    assert [part.tieu_de for part in parts(titles, {"a": ["x"], "b": ["y"]})] == ["MỘT", "I. HAI"]


# Tables ---------------------------------------------------------------------------------------------------------


def tables(word: WordFile) -> list[Any]:
    return list(docx.Document(str(word.path)).tables)


def test_a_table_of_facts_has_the_columns_and_heads_asked_for(word: WordFile) -> None:
    table = next(table for table in tables(word) if table.rows[0].cells[0].text == "Nội dung")
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows == [
        ["Nội dung", "ĐVT", "Kế hoạch", "Đã làm 6 tháng đầu năm 2025", "So với kế hoạch (%)"],
        ["Tổng diện tích gieo trồng", "ha", "760", "376", "49,47"],
        ["- Lúa", "ha", "560", "278", "49,64"],
        ["- Ngô", "ha", "200", "98", "49"],
        ["Đàn bò", "con", "1.250", "1.204", "96,32"],
        ["Tiền giống", "triệu đồng", "1.500", "1.284,671", "85,64"],
    ]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    widths = [column.width.mm for column in table.columns]
    assert abs(sum(widths) - 165) < 1 and widths[0] == max(widths)
    texts = word.texts()
    assert texts[texts.index("Nội dung") - 1] == "Bảng 1. Diện tích các cây trồng 6 tháng đầu năm 2025"


def test_a_group_may_be_an_annex_of_its_own(word: WordFile) -> None:
    table = next(
        table for table in tables(word) if [cell.text for cell in table.rows[0].cells][:2] == ["TT", "Nội dung"]
    )
    assert [cell.text for cell in table.rows[1].cells] == [
        "1", "Tổng diện tích gieo trồng", "ha", "760", "371,5", "376", "101,21", "49,47", "384", "",
    ]  # fmt: skip
    assert "CHI TIẾT TRỒNG TRỌT 6 THÁNG ĐẦU NĂM 2025" in word.texts()


@pytest.mark.parametrize("typed", ["", "- ", "+ "])
def test_parts_of_parts_have_a_sign_of_their_own(typed: str) -> None:
    def fact(code: str, name: str, parent: str = "") -> list[Value]:
        cells: list[Value] = [None] * WIDTH
        cells[1], cells[5], cells[CODE], cells[PARENT] = name, 5.0, code, parent
        return cells

    head: list[Value] = [None, "Trồng trọt", *[None] * 13, "nhóm", "trong_trot"]
    rows = [
        head,
        fact("cay", "- Cây trồng"),
        fact("lua", f"{typed}Lúa", "cay"),
        fact("lua_xuan", f"{typed}Lúa xuân", "lua"),
        fact("lua_som", f"{typed}Lúa xuân sớm", "lua_xuan"),
        fact("ngo", f"{typed}Ngô", "cay"),
        fact("la", f"{typed}Dòng của cha đã xóa", "khong_con"),
        fact("a", "Vòng", "b"),
        fact("b", "Tròn", "a"),
    ]
    asked = TableAsked("trong_trot", (("ten", "Nội dung"), ("th", "Thực hiện")), "")
    made = body_table(asked, "x", table_of([]), facts_of(rows))
    assert made is not None
    assert [line.o[0].chu for line in made.dong] == [
        "- Cây trồng", "- Lúa", "+ Lúa xuân", "• Lúa xuân sớm", "- Ngô", "- Dòng của cha đã xóa", "+ Vòng", "+ Tròn",
    ]  # fmt: skip


def test_annexes_are_numbered_and_each_counts_its_pages_anew(word: WordFile) -> None:
    document = docx.Document(str(word.path))
    assert [text for text in word.texts() if text.startswith("Phụ lục ")] == ["Phụ lục I", "Phụ lục II", "Phụ lục III"]
    shapes = [(section.page_width > section.page_height) for section in document.sections]
    assert shapes == [False, True, True, False]
    assert all(section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1" for section in document.sections)


def test_a_table_without_figures_is_left_out_with_a_warning(folder: Path, tmp_path: Path) -> None:
    book = workbook.load(folder / "so.xlsx")
    for row in (8, 9, 10, 11):
        for column in "DEF":
            book.set("SoLieu", f"{column}{row}", None)
    book.recalculate()
    done = report.write(book, tmp_path / "a.docx")
    assert any("chưa có số liệu nào nên không được in" in warning for warning in done.warnings)
    assert "Nội dung" not in WordFile(done.path).texts()


# Footnotes ------------------------------------------------------------------------------------------------------


def test_a_footnote_is_one_to_word(word: WordFile) -> None:
    with zipfile.ZipFile(word.path) as package:
        notes, body = package.read("word/footnotes.xml").decode(), package.read("word/document.xml").decode()
        settings, types = package.read("word/settings.xml").decode(), package.read("[Content_Types].xml").decode()
    assert "Cùng kỳ năm trước là 2.240 tấn." in notes and "2.240 tấn." not in body
    assert body.count("w:footnoteReference ") == 1 and "^[" not in body
    assert 'w:type="separator"' in notes and "footnotePr" in settings and "footnotes+xml" in types
    assert docx.Document(str(word.path)).styles["Chú thích"].font.size.pt == 10
    assert any(text.startswith("Sản lượng lương thực đạt 2.300 tấn^[") for text in word.texts())


# Charts ---------------------------------------------------------------------------------------------------------


def charts(word: WordFile) -> list[Any]:
    names = sorted(name for name in word.package.parts if name.startswith("word/charts/chart"))
    return [word.package.root(name) for name in names]


def values(chart: Any) -> list[list[str]]:
    return [[node.text for node in series.find(f"{C}val").iter(f"{C}v")] for series in chart.iter(f"{C}ser")]


def test_charts_show_the_numbers_of_the_table(word: WordFile) -> None:
    status, progress, growth = charts(word)
    assert values(status) == [["2", "2"], ["1", "0"], ["1", "0"]]
    assert [[round(float(text), 2) for text in row] for row in values(progress)] == [[55.42, 65.0, 50.26]]
    assert [[round(float(text), 2) for text in row] for row in values(growth)] == [[2.68, -5.11, 19.51]]
    labels = [node.text for node in growth.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}t")]
    assert labels == ["+2,68%", "-5,11%", "+19,51%"]


def test_a_bar_below_zero_leaves_room_for_its_label() -> None:
    def lowest(values: list[float]) -> list[str | None]:
        made = chartxml.chart_xml(
            chartxml.Chart("tang_truong", "t", ["a", "b"], [chartxml.Series("s", values)]), "rId1"
        )
        return [node.get("val") for node in etree.fromstring(made).iter(f"{C}min")]

    assert lowest([60.0, -5.0]) == ["-18"]
    assert lowest([60.0, 5.0]) == ["0"]  # never in the middle of the bars


def test_charts_can_be_told_apart_without_colour(word: WordFile) -> None:
    for chart in charts(word):
        fills = set()
        for series in chart.iter(f"{C}ser"):
            looks = series.find(f"{C}spPr")
            colours = {node.get("val") for node in looks.iter("{*}srgbClr")}
            assert all(colour[:2] == colour[2:4] == colour[4:] for colour in colours)  # black, white and greys
            fills.add(tuple(sorted(colours)) + tuple(node.get("prst") for node in looks.iter("{*}pattFill")))
        assert len(fills) == len(list(chart.iter(f"{C}ser")))


def test_a_chart_carries_the_sheet_of_its_numbers(word: WordFile) -> None:
    names = [name for name in word.package.parts if name.startswith("word/embeddings/")]
    assert len(names) == 3
    for name in names:
        with zipfile.ZipFile(io.BytesIO(word.package.parts[name])) as sheet:
            assert b"<row" in sheet.read("xl/worksheets/sheet1.xml")


# The plan -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("level = 4", "level = 5", "level từ 0 đến 4"),
        ("list = true", 'list = "có"', "list chỉ nhận true hoặc false"),
        ('columns = ["ten", "dvt", "kh", "th', 'columns = ["ten", "dvtt", "kh", "th', "không có cột “dvtt”"),
        ('numbering = "I,1,1.1,a"', 'numbering = "I,2"', "numbering"),
        ('parts = "chữ"', 'parts = "thơ"', "parts"),
        ('"tang_truong"]', '"tang"]', "không có biểu đồ “tang”"),
        ('annexes = ["chi_tieu"', 'annexes = [7', "annexes"),
        ('table = "trong_trot"\n', 'table = "trong_tro"\n', "bảng “trong_tro”"),
        ("các cây trồng {ky_chu}", "các cây trồng {ky_toi}", "{ky_toi}"),
    ],
)  # fmt: skip
def test_a_faulty_plan_is_refused_in_vietnamese(tmp_path: Path, old: str, new: str, said: str) -> None:
    home = report_pack.made(tmp_path)
    text = report_pack.PACK
    assert old in text
    (home / packs.PACK_FILE).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        packs.read(home)
    assert said in refused.value.message


def test_without_annexes_there_is_no_further_section(tmp_path: Path) -> None:
    plan = report_sections.plan_of({"sections": [{"key": "a"}], "report": {"summary": "x", "annexes": []}})
    assert plan.annexes == []
