"""Numbers and filled texts cut out of long bytes: exact, or left to Python."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from xlcore.kernels.bytecolumns import ByteColumns
from xlcore.kernels.filled import Filled

SPELLINGS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.decimals(-(10**12), 10**12, places=4).map(str),
    st.integers(-(10**19), 10**19).map(str),
    st.from_regex(r"[-+.0-9eE ]{0,20}", fullmatch=True),
)


def _columns(texts: list[str]) -> tuple[ByteColumns, np.ndarray, np.ndarray]:
    raw = [text.encode() for text in texts]
    lengths = np.array([len(one) for one in raw], dtype=np.intp)
    starts = np.cumsum(lengths + 1) - lengths - 1
    return ByteColumns(b"<".join(raw) + b" " * 32), starts, lengths


@given(st.lists(SPELLINGS, min_size=1, max_size=30))
def test_a_number_that_is_read_is_the_one_that_python_reads(texts: list[str]) -> None:
    columns, starts, lengths = _columns(texts)
    numbers, sure = columns.decimals(starts, lengths)
    for text, number, read in zip(texts, numbers.tolist(), sure.tolist(), strict=True):
        assert not read or repr(number) == repr(float(text))


def test_ordinary_numbers_are_read() -> None:
    texts = ["0", "-0", "7", "12.5", "-0.001", "123456789012345", "0.30000000000004", "4150.25"]
    numbers, sure = _columns(texts)[0].decimals(*_columns(texts)[1:])
    assert sure.all() and numbers.tolist() == [float(text) for text in texts]


def test_texts_are_grouped() -> None:
    texts = ["", ' t="s"', ' s="12" t="str"', ' t="s"', "", ' t="b"']
    columns, starts, lengths = _columns(texts)
    found = columns.groups(starts, lengths, 10)
    assert found is not None
    assert [found[1][which].decode() for which in found[0].tolist()] == texts
    assert columns.groups(starts, lengths, 2) is None


def test_a_text_filled_down_is_recognised() -> None:
    rows = np.arange(8, 13)
    texts = [f"A{row}*B{row - 7}+$C$1" for row in rows.tolist()]
    texts[3] = "A11*B4+$C$2"
    columns, starts, lengths = _columns(texts)
    filled = Filled([b"A", b"*B", b"+$C$1"], [0, -7])
    assert filled.fits(columns, rows, starts, lengths).tolist() == [True, True, True, False, True]
    assert Filled([b"A", b"*B", b"+$C$1"], [0, -9]).fits(columns, rows, starts, lengths).tolist() == [False] * 5
