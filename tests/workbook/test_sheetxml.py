"""Reading worksheet parts: the fast readers, the careful reader, and that they agree."""

from __future__ import annotations

import random

import pytest

from tests.workbook.xlsxparts import MAIN, sheet
from workbook import rowforms, sheetxml
from workbook.package import Part
from workbook.refusal import Refusal
from workbook.sharedstrings import read_shared_strings
from workbook.sheetcells import FormulaTag, SheetCells
from xlcore.refs import cell_name, parse_cell
from xlcore.values import ExcelError, Value

STRINGS = ["không", "một", "hai"]


def _part(source: str | bytes) -> Part:
    return Part("t.xlsx", "xl/worksheets/sheet1.xml", source.encode() if isinstance(source, str) else source)


def _read(source: str | bytes, date1904: bool = False) -> SheetCells:
    return sheetxml.read_cells(_part(source), STRINGS, date1904)


def _values(cells: SheetCells) -> dict[str, Value]:
    return {
        cell_name(row, col): value
        for col, (rows, values) in cells.columns.items()
        for row, value in zip(rows, values, strict=True)
        if value is not None
    }


def _everything(cells: SheetCells) -> tuple[object, ...]:
    """What the cells hold, however it was read."""
    return _values(cells), _texts(cells), sorted(cells.special_cells()), cells.hidden


def _texts(cells: SheetCells) -> dict[int, dict[int, str]]:
    return {
        col: {row: text if isinstance(text, str) else text.at(row, col) for row, text in texts.items()}
        for col, texts in cells.formulas.items()
        if texts
    }


def _in_bulk(source: str) -> SheetCells:
    """The cells as a large sheet's are read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheetxml, "BULK", 0)
        patch.setattr(sheetxml, "_BULK_CHUNK", 5000)
        return _read(source)


def _both(rows: str) -> SheetCells:
    """The cells read cell by cell, after checking that the row pattern, reading in bulk and the careful reader see the
    same."""
    source = sheet(rows)
    assert sheetxml.plain_bounds(source.encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rowforms, "_MIN_ROWS", 0)
        by_rows = _read(source)
        patch.setattr(rowforms, "_MIN_ROWS", 10**9)
        by_cells = _read(source)
    careful = _read(source.replace("<sheetData>", "<!-- careful --><sheetData>"))
    assert _everything(by_rows) == _everything(by_cells) == _everything(careful) == _everything(_in_bulk(source))
    return by_cells


def test_every_type_of_value() -> None:
    cells = _both(
        '<row r="1"><c r="A1"><v>1.5</v></c><c r="B1" t="s"><v>2</v></c><c r="C1" t="str"><v>a &lt; b</v></c>'
        '<c r="D1" t="b"><v>1</v></c><c r="E1" t="e"><v>#DIV/0!</v></c><c r="F1" s="3"/>'
        '<c r="G1" t="inlineStr"><is><t>trong ô</t></is></c><c r="H1" t="n"><v>-1E-7</v></c>'
        '<c r="I1" t="d"><v>2023-07-05T12:00:00Z</v></c><c r="J1"><v/></c><c r="K1" t="str"><v></v></c>'
        '<c r="L1" t="e"><v>#MỚI!</v></c><c r="M1" s="1" t="b"><v>0</v></c></row>'
    )
    assert _values(cells) == {
        "A1": 1.5, "B1": "hai", "C1": "a < b", "D1": True, "E1": ExcelError("#DIV/0!"), "G1": "trong ô",
        "H1": -1e-7, "I1": 45112.5, "K1": "", "L1": ExcelError("#MỚI!"), "M1": False,
    }  # fmt: skip
    assert [type(v) for v in _values(cells).values()][3] is bool


def test_dates_of_the_1904_system() -> None:
    rows = '<row r="1"><c r="A1" t="d"><v>1904-01-02</v></c><c r="B1" t="d"><v>06:00:00</v></c></row>'
    assert _values(_read(sheet(rows), date1904=True)) == {"A1": 1.0, "B1": 0.25}


def test_formulas_of_every_kind() -> None:
    cells = _both(
        '<row r="1"><c r="A1"><f>B1&amp;"&lt;é&gt;"</f><v>2</v></c><c r="B1"><f t="shared" ref="B1:B3" si="0">A1+1</f>'
        '<v>3</v></c><c r="C1" cm="1"><f t="array" ref="C1:C2">A1:A2*2</f><v>4</v></c><c r="D1"><f ca="1">NOW()</f></c>'
        '<c r="E1"><f t="dataTable" ref="E1:E2" dt2D="0" dtr="0" r1="A1"/><v>9</v></c></row>'
        '<row r="2"><c r="B2" t="str"><f t="shared" si="0"/><v>x</v></c><c r="C2"><f ca="1"/><v>8</v></c></row>'
    )
    assert cells.formulas == {1: {1: 'B1&"<é>"'}, 4: {1: "NOW()"}}
    assert [(cell.row, cell.col, cell.tag, cell.text, cell.meta) for cell in cells.special_cells()] == [
        (1, 2, FormulaTag("shared", 0, "B1:B3"), "A1+1", 0),
        (1, 3, FormulaTag("array", -1, "C1:C2"), "A1:A2*2", 1),
        (1, 5, FormulaTag("dataTable", -1, "E1:E2"), "", 0),
        (2, 2, FormulaTag("shared", 0), "", 0),
        (2, 3, FormulaTag(), "", 0),
    ]
    assert _values(cells)["B2"] == "x"


@pytest.mark.parametrize(
    "text,value",
    [
        ("_x000D_dòng", "\rdòng"), ("_x005F_x000D_", "_x000D_"), ("a&#10;b&#x41;", "a\nbA"),
        ("&#38;lt; &#212;", "&lt; Ô"), ("Th&#244;n &amp;amp; x&#227;&#128512;", "Thôn &amp; xã😀"),
        ("&quot;&apos;&amp;lt;", "\"'&lt;"),
        ("_xD83D__xDE00_", "\U0001f600"), ("x\r\ny", "x\ny"), (" đầu", " đầu"), ("_x00ZZ_", "_x00ZZ_"),
    ],
)  # fmt: skip
def test_escapes_in_texts(text: str, value: str) -> None:
    rows = f'<row r="1"><c r="A1" t="str"><v>{text}</v></c><c r="B1" t="inlineStr"><is><t>{text}</t></is></c></row>'
    assert _values(_both(rows)) == {"A1": value, "B1": value}
    strings = f'<sst xmlns="{MAIN}"><si><t>{text}</t></si><si><r><t>{text}</t></r><r><t>2</t></r></si></sst>'
    assert read_shared_strings(_part(strings)) == [value, value + "2"]


def test_an_unusual_document_is_read_with_care() -> None:
    source = (
        f"<x:worksheet xmlns:x='{MAIN}'><x:sheetData><x:row><x:c><x:v>1</x:v></x:c><x:c t='s'><x:v>1</x:v></x:c>"
        "<!-- <x:c> --><x:c r='E1' t='inlineStr'><x:is><x:r><x:t>giàu</x:t></x:r><x:rPh><x:t>!</x:t></x:rPh>"
        "<x:r><x:t xml:space='preserve'> có</x:t></x:r></x:is></x:c></x:row>"
        "<x:row><x:c><x:f>A1<![CDATA[<2]]></x:f><x:v>1</x:v></x:c></x:row>"
        "<x:row r='7' spans='1:2'><x:c/><x:c><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    )
    for data in (source.encode(), f"\ufeff{source}".encode(), f"\ufeff{source}".encode("utf-16-le")):
        cells = _read(data)
        assert _values(cells) == {"A1": 1.0, "B1": "một", "E1": "giàu có", "A2": 1.0, "B7": 7.0}
        assert cells.formulas == {1: {2: "A1<2"}}


def test_a_cell_written_oddly_sends_the_whole_part_to_the_careful_reader() -> None:
    quotes, spaces, order = "<c r='B1'><v>2</v></c>", '<c r="B1" ><v>2</v></c >', '<c t="n" r="B1"><v >2</v></c>'
    for odd in (quotes, spaces, order, "<c><v>2</v></c>"):
        assert _values(_read(sheet(f'<row r="1"><c r="A1"><v>1</v></c>{odd}</row>'))) == {"A1": 1.0, "B1": 2.0}


def _random_rows(seed: int, count: int) -> str:
    """A table with styles and types that vary, cells that are left out, and now and then a row of another form."""
    rng, rows = random.Random(seed), []
    for r in range(1, count + 1):
        style = rng.choice(["", ' s="1"', ' s="12"'])
        cells = [
            f'<c r="A{r}"{style}><v>{rng.randint(0, 9999) / 8}</v></c>',
            f'<c r="B{r}"{style} t="s"><v>{rng.randint(0, 2)}</v></c>',
            f'<c r="C{r}"{style}/>',
            f'<c r="D{r}"{style}><f>A{r}&amp;"&#x111;"</f><v>{r}</v></c>',
            f'<c r="E{r}"{style} t="str"><f>A{r}&lt;2</f><v>é&gt;_x000A_{r}</v></c>',
            f'<c r="F{r}"{style}><f t="shared" si="3"/><v>{r}</v></c>',
            f'<c r="G{r}"{style} t="b"><f>A{r}=1</f><v>{r % 2}</v></c>',
            f'<c r="H{r}" t="e"{style}><v>#N/A</v></c>',
            rng.choice(
                ["", f'<c r="I{r}"><v>-1E-3</v></c>', f'<c r="I{r}" t="inlineStr"><is><t>x{r % 7}</t></is></c>']
            ),
            rng.choice([f'<c r="J{r}"><f ca="1">NOW()</f><v>2</v></c>', f'<c r="J{r}"><f>A{r}</f><v/></c>', ""]),
            f'<c r="K{r}" t="str"><f t="shared" ref="K{r}:K{r + 3}" si="{r}">A{r}&amp;"a"</f><v></v></c>',
        ]
        if rng.random() < 1 / 20:
            del cells[rng.randint(0, 7)]
        if rng.random() < 1 / 2000:
            cells[5:5] = cells[:2]  # out of order: for the reader that goes cell by cell
        hidden = rng.choice(["", "", ' hidden="1"', ' hidden="0"'])
        rows.append(f'<row r="{r}" spans="1:8"{hidden}>{"".join(cells)}</row>')
    return "".join(rows)


@pytest.mark.parametrize("seed", range(3))
def test_rows_of_one_form_are_read_as_cell_by_cell(seed: int) -> None:
    cells = _both(_random_rows(seed, 1500))
    assert sum(len(texts) for texts in cells.formulas.values()) > 3000


def test_a_whole_table_goes_through_the_row_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is left to the reader that goes cell by cell: it would take several times as long."""
    monkeypatch.setattr(sheetxml, "_CELL", None)
    rows = "".join(
        f'<row r="{r}"><c r="A{r}"><v>{r}</v></c>'
        + (f'<c r="B{r}" s="1"/>' if r % 3 else "")
        + f'<c r="C{r}"><f t="shared" si="0"/><v>{r}</v></c></row>'
        for r in range(2, 9000)
    )
    first = '<row r="1"><c r="C1"><f t="shared" ref="C1:C8999" si="0">A1+1</f><v>0</v></c></row><row r="9999"/>'
    cells = _read(sheet(first + rows))
    assert len(_values(cells)) == 2 * 8998 + 1
    assert [type(item).__name__ for item in cells.special[:2]] == ["FormulaCell", "SharedMembers"]
    assert sum(1 for _ in cells.special_cells()) == 8999


def test_wide_and_odd_sheets_are_left_to_the_other_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rowforms, "_MAX_COLUMNS", 3)
    cells = _both('<row r="1">' + "".join(f'<c r="{col}1"><v>1</v></c>' for col in "ABCD") + "</row>")
    assert len(_values(cells)) == 4


def test_a_column_that_changes_from_number_to_text_halfway_is_seen() -> None:
    rows = "".join(f'<row r="{r}"><c r="A{r}"><v>{r}</v></c></row>' for r in range(1, 200))
    rows += '<row r="200"><c r="A200" t="s"><v>1</v></c></row><row r="201"/><row r="202"><c r="A202"><v></v></c></row>'
    values = _values(_read(sheet(rows)))
    assert len(values) == 200
    assert values["A200"] == "một"


@pytest.mark.parametrize(
    "rows,cell",
    [
        ('<row r="3"><c r="B3"><v>12,5</v></c></row>', "B3"),
        ('<row r="3"><c r="B3"><v>NaN</v></c></row>', "B3"),
        ('<row r="3"><c r="B3"><f>1</f><v>-INF</v></c></row>', "B3"),
        ('<row r="3"><c r="B3" t="s"><v>99</v></c></row>', "B3"),
        ('<row r="3"><c r="B3" t="lạ"><v>1</v></c></row>', "B3"),
        ('<row r="3"><c r="B3" t="d"><v>hôm qua</v></c></row>', "B3"),
    ],
)
def test_damaged_cells_are_named(rows: str, cell: str) -> None:
    for source in (sheet(rows), sheet("<!-- -->" + rows)):
        with pytest.raises(Refusal) as caught:
            _read(source)
        assert caught.value.code == "bad-cell-data"
        assert f"Ô {cell} " in caught.value.message


@pytest.mark.parametrize("cell", ["A1048577", "XFE1", "A0"])
def test_cells_beyond_the_sheet_are_refused(cell: str) -> None:
    assert parse_cell(cell) is None
    with pytest.raises(Refusal):
        _read(sheet(f'<row r="1"><c r="{cell}"><v>1</v></c></row>'))
    with pytest.raises(Refusal):
        _read(sheet(f'<row r="1"><c r="{cell}"><f>1</f></c></row>'))


def test_entities_and_broken_xml_are_refused() -> None:
    bomb = sheet("").replace("<worksheet", '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet', 1)
    with pytest.raises(Refusal) as caught:
        _read(bomb)
    assert caught.value.code == "dtd"
    entity = '<row r="1"><c r="A1" t="str"><v>&la;</v></c></row>'
    for broken in (sheet("")[:-3], sheet("")[:-40], sheet(entity), sheet("<!-- -->" + entity), sheet("<!-- --><row")):
        with pytest.raises(Refusal) as caught:
            _read(broken)
        assert caught.value.code == "bad-xml"


def test_strings_with_prefix_and_phonetics() -> None:
    rich = "<x:si><x:t>漢</x:t><x:rPh><x:t>kan</x:t></x:rPh></x:si>"
    source = f'<x:sst xmlns:x="{MAIN}"><x:si><x:t>một</x:t></x:si>{rich}</x:sst>'
    assert read_shared_strings(_part(source)) == ["một", "漢"]
    assert read_shared_strings(_part(f'<sst xmlns="{MAIN}"><si/><si><t/></si><si><t>x</t></si></sst>')) == ["", "", "x"]
