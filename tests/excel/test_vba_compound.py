"""Compound files: written, read back, and read by olefile, which shares no code with ours."""

from __future__ import annotations

import io

import olefile
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.vba.compound import read_compound, write_compound

NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,30}", fullmatch=True)
STREAMS = st.dictionaries(NAMES, st.binary(max_size=40).map(lambda seed: seed * 150), max_size=12)


def as_olefile_has_it(data: bytes) -> dict[str, bytes]:
    with olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_POTENTIAL) as found:
        return {"/".join(path): found.openstream(path).read() for path in found.listdir()}


@settings(max_examples=40, deadline=None)
@given(STREAMS)
def test_streams_come_back(streams: dict[str, bytes]) -> None:
    unlike = {name.upper(): data for name, data in streams.items()}  # names are equal whatever their case
    paths = {**{f"VBA/{name}": data for name, data in unlike.items()}, "PROJECT": b"x" * 4096, "PROJECTwm": b""}
    data = write_compound(paths)
    assert len(data) % 512 == 0
    assert read_compound(data) == paths == as_olefile_has_it(data)


def test_large_streams_take_more_than_one_table() -> None:
    streams = {"a": bytes(range(256)) * 1000, "b": b"b" * 65_537, "c": b"c"}
    data = write_compound(streams)
    assert read_compound(data) == streams == as_olefile_has_it(data)


def test_siblings_form_a_search_tree_that_is_red_and_black() -> None:
    streams = {f"Sheet{number}": b"x" for number in range(1, 24)} | {"dir": b"", "_VBA_PROJECT": b"y"}
    data = write_compound(streams)
    with olefile.OleFileIO(io.BytesIO(data)) as found:
        entries = found.direntries
        order: list[str] = []
        blacks: set[int] = set()

        def walk(number: int, black: int, parent_red: bool) -> None:
            if number == 0xFFFFFFFF:
                blacks.add(black)
                return
            entry = entries[number]
            red = entry.color == 0
            assert not (red and parent_red)
            walk(entry.sid_left, black + (not red), red)
            order.append(entry.name)
            walk(entry.sid_right, black + (not red), red)

        walk(entries[0].sid_child, 0, False)
    assert order == sorted(streams, key=lambda name: (len(name), name.upper()))
    assert len(blacks) == 1


def damaged(at: int, new: bytes) -> bytes:
    data = bytearray(write_compound({"VBA/dir": b"x" * 5000, "PROJECT": b"y"}))
    data[at : at + len(new)] = new
    return bytes(data)


TABLE = len(write_compound({"VBA/dir": b"x" * 5000, "PROJECT": b"y"})) - 512
CASES = {
    "empty": b"",
    "no compound file": damaged(0, b"PK"),
    "cut off": damaged(0, b"\xd0")[:700],
    "a chain in a circle": damaged(TABLE, bytes(512)),
    "a table beyond the end": damaged(76, b"\x00\xff\x00\x00"),
}


@pytest.mark.parametrize("data", CASES.values(), ids=CASES)
def test_a_damaged_file_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        read_compound(data)


def test_a_name_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="31"):
        write_compound({"x" * 32: b""})
