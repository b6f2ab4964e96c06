"""Every hostile input of the table gets its answer within ten seconds of the processor and a gigabyte.

What costs more than a second to make or to answer is tried by ``make hostile`` alone; each of its kind has one here.
"""

from __future__ import annotations

import pytest

from tests.security import inputs_page
from tests.security.answers import answers, cheap
from tests.security.hostile_table import GROUPS, TABLE


@pytest.mark.parametrize("group", GROUPS)
def test_every_input_gets_its_answer(group: str) -> None:
    places = cheap(group)
    found = list(answers(places))
    assert [f"{TABLE[one.place].name}: {one.wrong}" for one in found if one.wrong] == []
    assert [one.place for one in found] == places


def test_the_page_of_hostile_inputs_is_the_table() -> None:
    assert inputs_page.PAGE.read_text(encoding="utf-8") == inputs_page.page(), "python -m tests.security.inputs_page"
