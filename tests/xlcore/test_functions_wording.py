"""Thai amounts, readings of texts, and what an XPath finds."""

import pytest

from xlcore.values import DIV0, VALUE


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("1234", "หนึ่งพันสองร้อยสามสิบสี่บาทถ้วน"),  # Excel's page
        ("1234.56", "หนึ่งพันสองร้อยสามสิบสี่บาทห้าสิบหกสตางค์"),
        ("2500.75", "สองพันห้าร้อยบาทเจ็ดสิบห้าสตางค์"),
        ("0", "ศูนย์บาทถ้วน"),
        ("0.5", "ห้าสิบสตางค์"),
        ("-21.25", "ลบยี่สิบเอ็ดบาทยี่สิบห้าสตางค์"),
        ("11", "สิบเอ็ดบาทถ้วน"),
        ("1", "หนึ่งบาทถ้วน"),
        ("1000001", "หนึ่งล้านเอ็ดบาทถ้วน"),
        ("21000000", "ยี่สิบเอ็ดล้านบาทถ้วน"),
        ("1.005", "หนึ่งบาทหนึ่งสตางค์"),
        ('"12"', "สิบสองบาทถ้วน"),
        ("-0.001", "ศูนย์บาทถ้วน"),
        ("1E15", VALUE),
        ('"x"', VALUE),
    ],
)
def test_bahttext(compute, number, expected):
    assert compute(f"=BAHTTEXT({number})") == expected


def test_phonetic_gives_the_text_itself(compute):
    sheet = {"A1": "東京", "A2": 5, "A3": "=1/0", "B1": "x"}
    assert compute("=PHONETIC(A1)", sheet) == "東京"
    assert compute("=PHONETIC(A1:B2)", sheet) == "東京"
    assert compute("=PHONETIC(A2)", sheet) == ""
    assert compute("=PHONETIC(A3)", sheet) == DIV0


BOOKS = (
    "<shop><book id='1'><title lang='vi'>Số</title><price>10</price></book>"
    "<book id='2'><title>Lá</title><price>25.5</price></book><note>b</note></shop>"
)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("//title", [["Số"], ["Lá"]]),
        ("/shop/book[2]/title", [["Lá"]]),
        ("//book[last()]/price", [[25.5]]),
        ("//book[price>20]/@id", [[2.0]]),
        ("//book[@id='1']/title", [["Số"]]),
        ("//title[@lang]", [["Số"]]),
        ("//title[not(@lang)]", [["Lá"]]),
        ("//book[position()<2]/price", [[10.0]]),
        ("//book[contains(.,'L')][last()]/title", [["Lá"]]),
        ("//price[.*0=0]", [[10.0], [25.5]]),
        ("//title|//note", [["Số"], ["Lá"], ["b"]]),
        ("(//price)[2]", [[25.5]]),
        ("//book[1]/following-sibling::note", [["b"]]),
        ("//note/preceding::price[1]", [[25.5]]),
        ("//price/ancestor::book[@id=2]/title/text()", [["Lá"]]),
        ("//book[starts-with(title,'S') and string-length(title)=2]/price", [[10.0]]),
        ("//price[number(.)=10 or .='25.5']", [[10.0], [25.5]]),
        ("//book[count(*)=2]/descendant::price", [[10.0], [25.5]]),
        ("//book[normalize-space(title)=translate('sỐ','sỐ','Số')]/price", [[10.0]]),
        ("//title/..//price[floor(. div 10) mod 2 = 0]", [[25.5]]),
        ("//nothing", VALUE),
        ("count(//book)", VALUE),
        ("//book[", VALUE),
        ("//book[nosuch(.)]", VALUE),
        ("", VALUE),
        ("((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((", VALUE),
    ],
)
def test_filterxml(compute, path, expected):
    shape = (len(expected), 1) if isinstance(expected, list) else None
    assert compute(f'=FILTERXML(A1,"{path}")', {"A1": BOOKS}, shape) == expected


@pytest.mark.parametrize(
    "xml",
    [
        "<a><b></a>",
        "no xml",
        '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        '<!DOCTYPE a SYSTEM "http://nowhere.invalid/a.dtd"><a>1</a>',
        "<a>&unknown;</a>",
    ],
)
def test_what_is_no_plain_xml_is_refused(compute, xml):
    assert compute('=FILTERXML(A1,"//a")', {"A1": xml}) == VALUE


def test_a_text_is_split_by_way_of_xml(compute):
    formula = '=FILTERXML("<t><s>"&SUBSTITUTE(A1,",","</s><s>")&"</s></t>","//s[not(.=preceding::s)]")'
    assert compute(formula, {"A1": "a,b,a,7,b"}, (3, 1)) == [["a"], ["b"], [7.0]]
