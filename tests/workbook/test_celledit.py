"""A cell in its usual form is edited without being taken apart; the outcome is that of every other cell."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workbook.celledit import CellEdit, edit_cell, edit_element
from workbook.cellvalues import content
from xlcore.values import DIV0, NA, Value

_FORMULAS = ("", "<f>A1+1</f>", '<f t="shared" ref="A1:A9" si="0">B1&amp;"x"</f>', '<f t="shared" si="0"/>', "<f/>")
_TEXTS = st.text(alphabet="aB1 ạ&<_x00A9D\r\n'\"", max_size=6)
VALUES: st.SearchStrategy[Value] = st.one_of(
    st.none(), st.booleans(), st.sampled_from([DIV0, NA, 0.0, 1.0, -0.5, 1e300, 12.25]), _TEXTS
)


@st.composite
def cells(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from(["", ' t="b"', ' t="e"', ' t="str"', ' t="n"', ' t="s"', " t='str'"]))
    style = draw(st.sampled_from(["", ' s="4"', ' s="4" cm="1"']))
    formula = draw(st.sampled_from(_FORMULAS))
    value = draw(
        st.sampled_from(["", "<v></v>", "<v/>", "<v>1</v>", "<v>1.0</v>", "<v>#DIV/0!</v>", "<v>a</v>", "<v>TRUE</v>"])
        | st.sampled_from(['<v xml:space="preserve"> a</v>', "<v>&amp;</v>", "<v>_x000D_</v>", "<v>a\r\n</v>"])
    )
    return f'<c r="B7"{style}{kind}>{formula}{value}</c>'


@given(cells(), VALUES)
def test_the_usual_form_is_edited_as_any_other(source: str, value: Value) -> None:
    edit = CellEdit(content(value))
    assert edit_cell(source, edit) == edit_element(source, edit)


def test_the_quick_way_is_taken_and_changes_the_value() -> None:
    old = '<c r="B7" s="4" t="str"><f>A1&amp;"x"</f><v>cũ</v></c>'
    assert edit_cell(old, CellEdit(content("mới & hơn"))) == old.replace("cũ", "mới &amp; hơn")
    assert edit_cell(old, CellEdit(content(2.5))) == old.replace(' t="str"', "").replace("cũ", "2.5")
