"""MS-OVBA compression: the examples of its specification (3.2), round trips, and oletools' opinion."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oletools.olevba import decompress_stream

from workbook.vba.compression import CHUNK, compress, decompress

EXAMPLES = [
    (
        b"abcdefghijklmnopqrstuv.",
        "01 19 B0 00 61 62 63 64 65 66 67 68 00 69 6A 6B 6C 6D 6E 6F 70 00 71 72 73 74 75 76 2E",
    ),
    (
        b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa",
        "01 2F B0 00 23 61 61 61 62 63 64 65 82 66 00 70 61 67 68 69 6A 01 38 08 61 6B 6C 00 30 6D 6E 6F 70 06 71 02 70"
        " 04 10 72 73 74 75 76 10 77 78 79 7A 00 3C",
    ),
    (b"a" * 73, "01 03 B0 02 61 45 00"),
]
SOURCES = st.lists(st.sampled_from(["Dim x As Long\r\n", "x = x + 1\r\n", "End Sub\r\n", "  ", "'é"]), max_size=1500)


@pytest.mark.parametrize(("data", "container"), EXAMPLES)
def test_the_examples_of_the_specification(data: bytes, container: str) -> None:
    """Of copies of one length the specification chooses another than we do; both are right, and as long."""
    assert decompress(bytes.fromhex(container)) == data
    assert decompress(compress(data)) == data
    assert len(compress(data)) == len(bytes.fromhex(container))


@given(SOURCES.map("".join))
def test_what_was_compressed_comes_back(text: str) -> None:
    data = text.encode("cp1252")
    assert decompress(compress(data)) == data
    assert bytes(decompress_stream(bytearray(compress(data)))) == data


@given(st.binary(max_size=3600))
def test_bytes_that_do_not_shrink_come_back_too(data: bytes) -> None:
    assert decompress(compress(data)) == data


def test_a_full_chunk_that_does_not_shrink_is_stored() -> None:
    data = bytes(number * number * 2654435761 >> 13 & 0xFF for number in range(CHUNK))
    stored = compress(data)
    assert len(stored) == 1 + 2 + CHUNK
    assert decompress(stored) == data


@pytest.mark.parametrize(
    "container",
    [b"", b"\2", b"\1\0\0", compress(b"a" * 73)[:-1], bytes.fromhex("01 02 B0 01 FF FF"), b"\1\x01\xb0\x01\x00"],
    ids=["empty", "no container", "no chunk", "cut off", "copy from before the start", "copy cut off"],
)
def test_a_damaged_container_is_refused(container: bytes) -> None:
    with pytest.raises(ValueError):
        decompress(container)
