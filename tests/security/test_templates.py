"""A Word template comes with its pack, perhaps by mail: what is written in it reaches nothing and ends soon."""

from __future__ import annotations

import time

import pytest

from tests.security.templates import TEMPLATES, Template
from tests.workbook.report_cases import PACK, document, gathered, paragraphs, sentence
from workbook import packs, report
from workbook.refusal import Refusal

NAMES = gathered().names


@pytest.mark.parametrize("one", TEMPLATES, ids=lambda one: one.name)
def test_a_hostile_template_is_refused_in_one_sentence_and_soon(one: Template) -> None:
    data, names = one.make(), NAMES
    started = time.process_time()
    try:
        report.render(data, names)
        code, message = "", "."
    except Refusal as refusal:
        code, message = refusal.code, refusal.message
    assert time.process_time() - started < 10
    assert (code, message.count("\n"), message[-1]) == (one.code, 0, "."), message
    assert len(message) < 400


def test_what_a_cell_says_is_printed_and_never_run() -> None:
    filled = gathered(sentences=[sentence("mo_dau", "{{ 7 * 7 }} {% include 'x' %} {_{ 8 * 8 }_} <w:p/> hết")])
    content = report.render(packs.word_template(PACK), filled.names, filled.title).packed()
    # Braces with a line between them are docxtpl's own way to write braces.
    assert "{{ 7 * 7 }} {% include 'x' %} {{ 8 * 8 }} <w:p/> hết./." in paragraphs(document(content))
