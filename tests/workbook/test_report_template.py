"""The Word template as staff edit it: what is refused, in whose words, and what may be said."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.workbook.report_cases import PACK, document, edited, gathered, paragraphs
from workbook import packs, report
from workbook.refusal import Refusal

# The template as staff edit it ----------------------------------------------------------------------------------


def refusal(template: bytes) -> Refusal:
    with pytest.raises(Refusal) as caught:
        report.render(template, gathered().names)
    return caught.value


def test_a_misspelt_placeholder_names_its_paragraph_and_the_nearest_name() -> None:
    message = refusal(edited({"{{ so_ky_hieu }}": "{{ so_ky_hiu }}"})).message
    assert "“Số: {{ so_ky_hiu }}”" in message and "“so_ky_hieu”" in message


def test_a_misspelt_field_in_the_table_loop_names_its_paragraph() -> None:
    message = refusal(edited({"{{ dong.con_lai }}": "{{ dong.con_laii }}"})).message
    assert "{{ dong.con_laii }}" in message and "“con_lai”" in message


def test_a_placeholder_split_by_words_formatting_still_works() -> None:
    split = "{{ so_</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>ky_hieu }}"
    content = report.render(edited({"{{ so_ky_hieu }}": split}), gathered().names).packed()
    assert "Số: 05/BC-UBND" in paragraphs(document(content))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"{{ so_ky_hieu }}": "{{ so_ky_hieu + }}"}, "template-syntax"),
        ({"{%tr endfor %}": "hết"}, "template-syntax"),
        ({"{{ so_ky_hieu }}": "{{ so_ky_hieu.__class__.__mro__ }}"}, "template-forbidden"),
        ({"{{ so_ky_hieu }}": "{{ so_ky_hieu - 1 }}"}, "template-expression"),
        ({"{%tr for dong in bang %}": "{% for dong in bang %}"}, "template-tags"),
    ],
)
def test_a_broken_template_is_refused_in_vietnamese(change: dict[str, str], code: str) -> None:
    refused = refusal(edited(change))
    assert refused.code == code and refused.message.startswith("Mẫu Word: ")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"{%tr endfor %}": "hết"}, "đoạn “{%tr for dong in bang %}” mở “for” nhưng thiếu “endfor”"),
        ({"{%p for muc in cac_muc %}": "các mục"}, "đoạn “{%p endfor %}” có “endfor” thừa"),
        ({"{{ nguoi_ky }}": "{{ nguoi_ky"}, "đoạn “{{ nguoi_ky” thiếu dấu }}"),
        ({"{{ nguoi_ky }}": "{{ nguoi_ky|uper }}"}, "đoạn “{{ nguoi_ky|uper }}” dùng từ “uper”"),
        ({"{%p for muc in cac_muc %}": "{%p fo muc in cac_muc %}"}, "đoạn “{%p endfor %}”"),
    ],
)
def test_a_lost_end_or_an_unknown_word_is_named_with_its_paragraph(change: dict[str, str], said: str) -> None:
    assert said in refusal(edited(change)).message


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut short", packs.word_template(PACK)[:3000]])
def test_a_file_that_is_no_word_file_is_refused(content: bytes) -> None:
    assert refusal(content).code == "template-corrupt"


def test_the_same_numbers_give_the_same_bytes() -> None:
    filled = gathered()
    first, second = (report.render(packs.word_template(PACK), filled.names, filled.title).packed() for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert b"6 th\xc3\xa1ng" in package.read("docProps/core.xml")


# Names are checked before anything is filled -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "{{ hinh.cho }}",
            "{{ hinh.chu }}",
            ("{{ hinh.chu }}", "“cho”"),
        ),  # no chart in this report: the loop runs never
        ("{{ cot.ten }}", "{{ cot.tenn }}", ("{{ cot.tenn }}", "“ten”")),
        ("{{ o.chu }}", "{{ o.chuu }}", ("{{ o.chuu }}", "“chu”")),
        ("{%tr for dong in bang.dong %}", "{%tr for dong in bang.hang %}", ("bang.hang", "không có trong dữ liệu")),
        ("{%p if muc.la_phan %}", "{%p if muc.la_phn %}", ("muc.la_phn", "“la_phan”")),
        ("{{ noi_gui[0] }}", "{{ noi_gi[0] }}", ("noi_gi", "“noi_gui”")),
        ("{%p elif muc.cap == 4 %}", "{%p elif mucc.cap == 4 %}", ("mucc", "“muc”")),
    ],
)
def test_a_name_in_a_branch_that_does_not_run_is_refused_too(old: str, new: str, said: tuple[str, ...]) -> None:
    refused = refusal(edited({old: new}))
    assert refused.code == "template-placeholder"
    assert all(words in refused.message for words in said)


@pytest.mark.parametrize(
    "code",
    [
        "{% for x in cac_muc[:1] %}{{ x.ten }}{% endfor %}",
        "{% set a = cac_muc[0] %}{{ a.so }}",
        "{{ trich_yeu|join(' ') }}{{ nam }}{{ range(3)|list }}",
        "{% for x in trich_yeu %}{{ loop.index }}{{ x.upper() }}{% endfor %}",
    ],
)
def test_what_a_template_may_say_is_not_refused(code: str) -> None:
    assert report.render(edited({"Số: {{ so_ky_hieu }}": code}), gathered().names)
