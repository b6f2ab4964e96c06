"""Rows are read once when they cannot change, and anew when they may have."""

from __future__ import annotations

from udfs.once import KEPT, Rows, once
from udfs.table import table_of
from xlcore.values import Value


def test_the_same_tuples_are_read_once_and_lists_every_time() -> None:
    seen: list[Rows] = []

    @once
    def read(rows: Rows) -> Value:
        seen.append(rows)
        return rows[0][0]

    fixed, loose = ((1.0,),), [[1.0]]
    assert read(fixed) == read(fixed) == 1.0
    assert len(seen) == 1
    assert read(loose) == 1.0
    loose[0][0] = 2.0
    assert read(loose) == 2.0
    assert read(([3.0],)) == 3.0


def test_only_so_many_readings_are_kept_and_none_is_mistaken_for_another() -> None:
    seen: list[Rows] = []

    @once
    def read(rows: Rows) -> Value:
        seen.append(rows)
        return rows[0][0]

    for turn in range(3 * KEPT):
        rows = ((float(turn),),)  # the next one may get the address of one that is gone
        assert read(rows) == float(turn)
        del rows
    assert len(seen) == 3 * KEPT


def test_equal_contents_of_other_types_are_other_tables() -> None:
    one, true = (((1.0, "Lúa", "Tấn"),), ((True, "Lúa", "Tấn"),))
    assert table_of(one) is not table_of(true)
    assert table_of(one) is table_of((tuple(one[0]),))
