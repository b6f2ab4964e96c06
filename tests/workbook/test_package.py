"""The package: parts kept as bytes, unchanged members copied as they are packed."""

from __future__ import annotations

import io
import zipfile

import pytest

from workbook.package import Package, open_package
from workbook.refusal import Refusal
from workbook.ziparchive import Limits


def _zip(stored: bool = False) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in (("a.xml", "<a/>" * 500), ("b/c.bin", "máy" * 300), ("d.xml", "<d/>")):
            info = zipfile.ZipInfo(name, (2019, 5, 6, 7, 8, 10))
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            info.extra = b"\xfe\xca\x04\x00abcd"
            info.external_attr = 0o640 << 16
            info.comment = b"ghi ch\xc3\xba"
            archive.writestr(info, text)
        archive.comment = b"note"
    return stream.getvalue()


def _written(package: Package) -> bytes:
    return b"".join(package.pieces())


def _raw(data: bytes, info: zipfile.ZipInfo) -> bytes:
    """The packed bytes of a member."""
    names = int.from_bytes(data[info.header_offset + 26 : info.header_offset + 28], "little")
    extra = int.from_bytes(data[info.header_offset + 28 : info.header_offset + 30], "little")
    start = info.header_offset + 30 + names + extra
    return data[start : start + info.compress_size]


def test_nothing_changed_is_the_same_file() -> None:
    data = _zip()
    assert _written(open_package(data, "x")) == data


@pytest.mark.parametrize("stored", [False, True])
def test_a_replaced_part_leaves_the_others_packed_bytes_and_all_metadata(stored: bool) -> None:
    data = _zip(stored)
    package = open_package(data, "x")
    package.replace("B/C.BIN", b"new content" * 50)  # names are matched whatever their case
    written = _written(package)
    before, after = zipfile.ZipFile(io.BytesIO(data)), zipfile.ZipFile(io.BytesIO(written))
    assert after.testzip() is None
    assert after.comment == b"note"
    assert after.read("b/c.bin") == b"new content" * 50
    for old, new in zip(before.infolist(), after.infolist(), strict=True):
        kept = ("filename", "date_time", "compress_type", "extra", "external_attr", "comment", "flag_bits")
        assert [getattr(old, k) for k in kept] == [getattr(new, k) for k in kept]
        if old.filename != "b/c.bin":
            assert _raw(data, old) == _raw(written, new)


def test_a_part_put_back_to_what_it_was_is_untouched_again() -> None:
    data = _zip()
    package = open_package(data, "x")
    old = package.read("a.xml")
    package.replace("a.xml", b"<other/>")
    package.replace("a.xml", old)
    assert _written(package) == data


def test_members_with_data_descriptors_are_copied_and_repacked() -> None:
    class Pipe(io.BytesIO):
        def tell(self) -> int:
            raise OSError("a pipe has no place")

    stream = Pipe()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("one.xml", "<one/>" * 100)
        archive.writestr("two.xml", "<two/>" * 100)
    data = stream.getvalue()
    assert zipfile.ZipFile(io.BytesIO(data)).infolist()[0].flag_bits & 8
    package = open_package(data, "x")
    assert _written(package) == data
    package.replace("one.xml", b"<new/>")
    after = zipfile.ZipFile(io.BytesIO(_written(package)))
    assert (after.read("one.xml"), after.read("two.xml")) == (b"<new/>", b"<two/>" * 100)
    assert [info.flag_bits & 8 for info in after.infolist()] == [0, 8]


def test_a_removed_part_is_gone() -> None:
    package = open_package(_zip(), "x")
    package.remove("d.xml")
    assert zipfile.ZipFile(io.BytesIO(_written(package))).namelist() == ["a.xml", "b/c.bin"]
    assert "d.xml" not in package
    assert package.names == ["a.xml", "b/c.bin"]


def test_a_zip64_archive_is_read_and_written_plainly() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("a.xml", "w", force_zip64=True) as member:
            member.write(b"<a/>" * 1000)
    package = open_package(stream.getvalue(), "x")
    assert package.read("a.xml") == b"<a/>" * 1000
    package.replace("a.xml", b"<b/>")
    assert zipfile.ZipFile(io.BytesIO(_written(package))).read("a.xml") == b"<b/>"


def _code(data: bytes, limits: Limits | None = None, read: str = "") -> str:
    with pytest.raises(Refusal) as caught:
        package = open_package(data, "bang.xlsx", limits)
        package.read(read or package.names[0])
    assert "bang.xlsx" in caught.value.message
    return caught.value.code


def test_every_cut_of_a_file_is_refused() -> None:
    data = _zip()
    assert {_code(data[:n], read="b/c.bin") for n in range(4, len(data) - 4, 97)} == {"truncated"}


def test_a_flipped_byte_in_a_part_is_noticed() -> None:
    data = bytearray(_zip(stored=True))
    data[data.index(b"<a/>") + 1] ^= 1
    assert _code(bytes(data)) == "truncated"


def test_a_size_that_lies_does_not_unpack_more() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", b"\0" * 3_000_000)
    data = bytearray(stream.getvalue())
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    assert _code(bytes(data)) == "truncated"


def test_bombs_by_ratio_part_total_count_and_overlap() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", b"\0" * 400_000)
        archive.writestr("b.xml", b"\0" * 400_000)
    data = stream.getvalue()
    assert open_package(data, "x").read("a.xml") == b"\0" * 400_000
    assert open_package(data, "x", Limits(whole_from=800_001)).names == ["a.xml", "b.xml"]
    for limits in (
        Limits(ratio_from=1000),
        Limits(part=300_000),
        Limits(total=500_000),
        Limits(members=1),
        Limits(whole_from=799_999),
    ):
        assert _code(data, limits) == "zip-bomb"
    second = data.rindex(b"PK\x01\x02")
    overlapping = bytearray(data)
    overlapping[second + 42 : second + 46] = b"\0\0\0\0"  # both entries point at the first member
    assert _code(bytes(overlapping)) == "zip-bomb"


@pytest.mark.parametrize("name", ["/etc/passwd", "../out.xml", "xl/../../x", "C:/x.xml", "..\\x.xml"])
def test_paths_that_lead_out_are_refused(name: str) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), "x")
    assert _code(stream.getvalue()) == "unsafe-path"


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("names", [("a.xml", "a.xml"), ("xl/A.xml", "xl/a.XML")])
def test_duplicate_names_are_refused(names: tuple[str, str]) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    assert _code(stream.getvalue()) == "duplicate-part"
