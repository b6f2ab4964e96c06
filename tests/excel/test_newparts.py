"""Parts put into a package, and the edits to XML text that lead to them."""

from __future__ import annotations

import io
import zipfile

import pytest

from workbook.newparts import add_part, set_content_type
from workbook.opc import content_type, drop_part, relationships
from workbook.package import Package, open_package
from workbook.partedit import (
    attribute_of,
    prefix_of,
    with_attribute,
    with_child,
    with_element_before,
    with_first_child,
)

TYPES = (
    '<?xml version="1.0"?>\n<Types xmlns="http://x"><Default Extension="xml" ContentType="application/xml"/></Types>'
)
EMPTY_TYPES = '<ct:Types xmlns:ct="http://x"/>'


def package_of(types: str = TYPES, **more: str) -> Package:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", types)
        made.writestr("xl/workbook.xml", "<workbook/>")
        for name, text in more.items():
            made.writestr(name.replace("__", "/"), text)
    return open_package(written.getvalue(), "a.xlsx")


def reopened(package: Package) -> Package:
    data = b"".join(package.pieces())
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        assert found.testzip() is None
        assert {name: found.read(name) for name in found.namelist()} == {
            name: package.read(name) for name in package.names
        }
    return open_package(data, "b.xlsx")


@pytest.mark.parametrize("types", [TYPES, EMPTY_TYPES])
def test_a_part_is_added_with_its_type_and_relationship(types: str) -> None:
    package = package_of(types)
    assert add_part(package, "xl/workbook.xml", "xl/vbaProject.bin", b"\0\1", "http://y/vbaProject", "x/vba") == "rId1"
    assert (
        add_part(package, "", "customUI/customUI.xml", b"<a/>", "http://y/extensibility", "application/xml") == "rId1"
    )
    found = reopened(package)
    assert found.read("xl/vbaProject.bin") == b"\0\1"
    assert content_type(found, "xl/vbaProject.bin") == "x/vba"
    (rel,) = relationships(found, "xl/workbook.xml")
    assert (rel.kind, rel.target) == ("vbaProject", "xl/vbaProject.bin")
    assert [rel.target for rel in relationships(found, "")] == ["customUI/customUI.xml"]


def test_relationships_that_are_there_keep_their_ids() -> None:
    listing = '<Relationships xmlns="http://x"><Relationship Id="rId2" Type="a/b" Target="c"/></Relationships>'
    package = package_of(**{"xl___rels__workbook.xml.rels": listing})
    ids = [add_part(package, "xl/workbook.xml", f"xl/media/{n}.bin", b"", "a/b", "x") for n in range(3)]
    assert ids == ["rId1", "rId3", "rId4"]
    assert [rel.target for rel in relationships(package, "xl/workbook.xml")] == [
        "xl/c", "xl/media/0.bin", "xl/media/1.bin", "xl/media/2.bin",
    ]  # fmt: skip


def test_an_added_part_is_like_any_other() -> None:
    package = package_of()
    add_part(package, "", "a.bin", b"1", "x/y", "x")
    package.replace("a.bin", b"2")
    assert "a.bin" in package and package.read("a.bin") == b"2"
    set_content_type(package, "a.bin", "z")
    assert content_type(reopened(package), "a.bin") == "z"
    drop_part(package, "", "a.bin")
    assert "a.bin" not in package
    assert "a.bin" not in reopened(package)


@pytest.mark.parametrize("name", ["xl/workbook.xml", "XL/Workbook.XML"])
def test_a_part_is_not_added_twice(name: str) -> None:
    with pytest.raises(ValueError):
        package_of().add(name, b"")


def test_a_content_type_replaces_what_was_said_before() -> None:
    package = package_of()
    for kind in ("x/one", "x/two"):
        set_content_type(package, "xl/workbook.xml", kind)
    assert content_type(package, "xl/workbook.xml") == "x/two"
    assert package.read("[Content_Types].xml").count(b"Override") == 1


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("<a/>", '<a k="v"/>'),
        ("<x:a  b='1' />", "<x:a  b='1' k=\"v\"/>"),
        ('<r><a k="old" c="&gt;">t</a></r>', '<r><a c="&gt;" k="v">t</a></r>'),
        ("<r><ab k='1'/><a b='x>y'/></r>", "<r><ab k='1'/><a b='x>y' k=\"v\"/></r>"),
    ],
)
def test_an_attribute_is_set(text: str, after: str) -> None:
    assert with_attribute(text, "a", "k", "v") == after
    assert attribute_of(after, "a", "k") == "v"


def test_what_is_not_there_is_told() -> None:
    assert attribute_of("<a/>", "a", "k") is None
    assert attribute_of("<a/>", "b", "k") is None
    for edit in (with_child, with_first_child):
        with pytest.raises(ValueError):
            edit("<a/>", "b", "<c/>")
    with pytest.raises(ValueError):
        with_attribute("<a/>", "b", "k", "v")


def test_children_are_put_at_both_ends() -> None:
    assert with_child("<a><b/></a>", "a", "<c/>") == "<a><b/><c/></a>"
    assert with_child("<x:a />", "a", "<c/>") == "<x:a><c/></x:a>"
    assert with_first_child("<a k='1'><b/></a>", "a", "<c/>") == "<a k='1'><c/><b/></a>"


def test_an_element_is_put_before_what_must_follow_it_and_only_among_the_roots_children() -> None:
    text = "<?xml version='1.0'?><r>ế<v><ext/></v><pic/><ext/></r>"
    assert with_element_before(text, "<d/>", ("ext",), "r") == text.replace("<ext/></r>", "<d/><ext/></r>")
    assert with_element_before(text, "<d/>", ("ext", "pic"), "r") == text.replace("<pic/>", "<d/><pic/>")
    assert with_element_before(text, "<d/>", ("none",), "r") == text.replace("</r>", "<d/></r>")


@pytest.mark.parametrize(("text", "prefix"), [("<a/>", ""), ("<?xml version='1.0'?>\n<x:a b='c:d'/>", "x:")])
def test_the_prefix_of_the_root(text: str, prefix: str) -> None:
    assert prefix_of(text) == prefix
