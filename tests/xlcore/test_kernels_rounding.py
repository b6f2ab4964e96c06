"""The vector forms of ROUND and its kin: where they decide, they decide as the scalar functions do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcore import BUILTINS
from xlcore.kernels.rounding import ROUNDING
from xlcore.kernels.vectors import from_values

TRICKY = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.floats(-1e6, 1e6),
    st.integers(-(10**6), 10**6).map(lambda n: n / 1000),
    st.integers(-(10**6), 10**6).map(lambda n: n / 200),
    st.sampled_from([1.005, 4.35 * 100, 0.5, -0.5, 2.5, 2.0**52 + 0.5, 1e308, 5e-324, -0.0, 0.285, 1.45, 9.995]),
)


@pytest.mark.parametrize("name", sorted(ROUNDING))
@settings(max_examples=100, deadline=None)
@given(numbers=st.lists(TRICKY, min_size=1, max_size=40), digits=st.floats(-350, 350) | st.integers(-4, 6).map(float))
def test_decided_rows_are_the_scalar_ones(name: str, numbers: list[float], digits: float) -> None:
    arguments = [] if name == "INT" else [digits]
    vecs = [from_values([value] * len(numbers)) for value in arguments]
    vec, odd = ROUNDING[name](from_values(numbers), *vecs)
    decided = np.ones(len(numbers), dtype=bool) if odd is None else ~odd
    for number, found, sure in zip(numbers, vec.num.tolist(), decided.tolist(), strict=True):
        wanted = BUILTINS[name].call(number, *arguments)
        assert not sure or (isinstance(wanted, float) and (found + 0.0).hex() == (wanted + 0.0).hex())


def test_ordinary_rows_are_decided() -> None:
    numbers = from_values([1.234, -5.678, 1000.5, 0.0, 7.0])
    for name in sorted(ROUNDING):
        if name not in ("INT", "ROUNDUP"):
            assert ROUNDING[name](numbers, from_values([1.0] * 5))[1] is None, name
