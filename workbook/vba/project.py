"""A VBA project (MS-OVBA) written from source, as ``vbaProject.bin`` holds it, and the sources of one read back.

Only the sources are written. Office makes everything else of them when it opens the file, because the header of the
compiled part says that it belongs to no version (MS-OVBA 2.3.4.1).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from workbook.refusal import Refusal
from workbook.vba.compound import read_compound, write_compound
from workbook.vba.compression import compress, decompress

Kind = Literal["standard", "class", "document"]


class Module(NamedTuple):
    """A module. ``source`` is what the editor shows, with line ends ``\\n``; attributes (``Attribute VB_...``) stand
    before it where they differ from those that every module of its kind has."""

    name: str
    kind: Kind
    source: str


class Reference(NamedTuple):
    """A type library that the project uses: its name in the project, and its ``*\\G{...}`` identifier."""

    name: str
    library: str


STDOLE: Final = Reference(
    "stdole",
    r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation",
)
OFFICE: Final = Reference(
    "Office",
    r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#"
    r"C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL#Microsoft Office 16.0 Object Library",
)

WORKBOOK_BASE: Final = "0{00020819-0000-0000-C000-000000000046}"
SHEET_BASE: Final = "0{00020820-0000-0000-C000-000000000046}"
_CLASS_BASE: Final = "0{FCFB3D2A-A0FA-1068-A738-08002B3371B5}"
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")
_ATTRIBUTE: Final = re.compile(r"Attribute (VB_\w+) = (.*)")
_EXPORTED: Final = re.compile(r"\AVERSION 1\.0 CLASS\r?\nBEGIN\r?\n.*?\r?\nEND\r?\n", re.DOTALL)
_HEADER: Final = bytes.fromhex("cc61 ffff 00 0000")  # of _VBA_PROJECT: no version, so nothing compiled is believed
_CODE_PAGE: Final = 1252

# Identifiers of the records in the stream ``dir`` (MS-OVBA 2.3.4.2).
_SYSTEM, _LCID, _CODEPAGE, _PROJECT_NAME = 0x01, 0x02, 0x03, 0x04
_VERSION, _COOKIE, _MODULES = 0x09, 0x13, 0x0F
_REFERENCE_NAME, _REGISTERED = 0x16, 0x0D
_MODULE_NAME, _STREAM_NAME, _OFFSET = 0x19, 0x1A, 0x31
_PROCEDURAL, _OBJECT, _MODULE_END, _END = 0x21, 0x22, 0x2B, 0x10


def project_bytes(
    modules: Sequence[Module], *, name: str = "ChiTieu", references: Sequence[Reference] = (STDOLE, OFFICE)
) -> bytes:
    """The content of ``vbaProject.bin`` with these modules; ``ValueError`` when a name or a source cannot be written.

    A document module belongs to the workbook part or the sheet that has its name as ``codeName``; the first is the
    workbook's. The same modules give the same bytes.
    """
    _check_names(name, modules)
    first = next((module for module in modules if module.kind == "document"), None)
    streams = {
        "VBA/dir": compress(_dir(name, modules, references)),
        **{f"VBA/{module.name}": compress(_text(module, module is first).encode("cp1252")) for module in modules},
        "VBA/_VBA_PROJECT": _HEADER,
        "PROJECT": _project(name, modules).encode("cp1252"),
        "PROJECTwm": _both_names(modules),
    }
    return write_compound(streams)


def read_modules(data: bytes) -> tuple[Module, ...]:
    """The modules of a ``vbaProject.bin``, in its order; ``Refusal`` bad-vba when it is damaged.

    A form is read as a class: it is one, apart from its controls, which are not read.
    """
    try:
        streams = {path.casefold(): content for path, content in read_compound(data).items()}
        listing = decompress(streams["vba/dir"])
        encoding = f"cp{_code_page(listing)}"
        kinds = _kinds(streams["project"].decode(encoding))
        return tuple(
            _module(streams[f"vba/{place.stream}".casefold()], place, kinds, encoding)
            for place in _places(listing, encoding)
        )
    except (ValueError, LookupError, struct.error) as error:
        raise Refusal(
            "bad-vba",
            f"Phần macro (vbaProject.bin) bị hỏng nên không đọc được ({error}): hãy lấy lại tệp từ nơi gửi.",
        ) from error


# Sources ------------------------------------------------------------------------------------------------------------
def _defaults(name: str, kind: Kind, is_workbook: bool) -> dict[str, str]:
    """The attributes that a module of this kind has when nobody says otherwise."""
    own = {"VB_Name": f'"{name}"'}
    if kind == "standard":
        return own
    document = str(kind == "document")
    base = _CLASS_BASE if kind == "class" else WORKBOOK_BASE if is_workbook else SHEET_BASE
    return own | {
        "VB_Base": f'"{base}"',
        "VB_GlobalNameSpace": "False",
        "VB_Creatable": "False",
        "VB_PredeclaredId": document,
        "VB_Exposed": document,
        "VB_TemplateDerived": "False",
        "VB_Customizable": document,
    }


def _text(module: Module, is_workbook: bool) -> str:
    """A module as its stream holds it: every attribute, then the source, with the line ends of Windows."""
    own, source = _split(module.source)
    usual = _defaults(module.name, module.kind, is_workbook)
    given = dict(own)
    if given.get("VB_Name", usual["VB_Name"]) != usual["VB_Name"]:
        raise ValueError(f"the source of {module.name} calls itself {given['VB_Name']}")
    kept = [(key, value) for key, value in usual.items() if given.get(key, value) == value]
    return (_head([*kept, *_unusual(own, usual)]) + source).replace("\n", "\r\n")


def _head(attributes: Iterable[tuple[str, str]]) -> str:
    return "".join(f"Attribute {key} = {value}\n" for key, value in attributes)


def _unusual(own: Iterable[tuple[str, str]], usual: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(key, value) for key, value in own if usual.get(key) != value]


def _split(source: str) -> tuple[list[tuple[str, str]], str]:
    """The attributes at the head of a source, and the rest; what an exported class has before them is left out."""
    source = _EXPORTED.sub("", source.removeprefix("\ufeff")).replace("\r\n", "\n")
    found = []
    while match := _ATTRIBUTE.match(source):
        found.append((match[1], match[2]))
        source = source[match.end() :].removeprefix("\n")
    return found, source


def _module(stream: bytes, place: _Place, kinds: Mapping[str, Kind], encoding: str) -> Module:
    own, source = _split(decompress(stream[place.offset :]).decode(encoding))
    kind = kinds.get(place.name.casefold(), "standard")
    usual = _defaults(place.name, kind, ("VB_Base", f'"{WORKBOOK_BASE}"') in own)
    return Module(place.name, kind, _head(_unusual(own, usual)) + source)


def _check_names(name: str, modules: Sequence[Module]) -> None:
    names = [name, *(module.name for module in modules)]
    wrong = [each for each in names if not _NAME.fullmatch(each)]
    if wrong:
        raise ValueError(f"names that VBA does not allow: {wrong}")
    if len({each.casefold() for each in names}) < len(names):
        raise ValueError(f"two of these names are equal: {names}")


# The stream ``dir`` -------------------------------------------------------------------------------------------------
def _record(number: int, data: bytes = b"") -> bytes:
    return struct.pack("<HL", number, len(data)) + data


def _both(number: int, unicode_number: int, text: str) -> bytes:
    """A text twice, in the code page and in UTF-16."""
    return _record(number, text.encode("cp1252")) + _record(unicode_number, text.encode("utf-16-le"))


def _long(value: int) -> bytes:
    return struct.pack("<L", value)


def _dir(name: str, modules: Sequence[Module], references: Sequence[Reference]) -> bytes:
    english = _long(0x0409)
    information = (
        _record(_SYSTEM, _long(3))  # 64-bit Windows; Office of 32 bits reads it all the same
        + _record(_LCID, english)
        + _record(0x14, english)
        + _record(_CODEPAGE, struct.pack("<H", _CODE_PAGE))
        + _record(_PROJECT_NAME, name.encode("cp1252"))
        + _both(0x05, 0x40, "")  # description
        + _record(0x06)  # help file, twice
        + _record(0x3D)
        + _record(0x07, _long(0))  # help context
        + _record(0x08, _long(0))  # flags
        + struct.pack("<HLLH", _VERSION, 4, 1, 0)  # its length says four, and means the first of two numbers
        + _both(0x0C, 0x3C, "")  # constants
    )
    used = b"".join(_both(_REFERENCE_NAME, 0x3E, each.name) + _registered(each) for each in references)
    count = _record(_MODULES, struct.pack("<H", len(modules))) + _record(_COOKIE, b"\xff\xff")
    return information + used + count + b"".join(map(_module_record, modules)) + _record(_END)


def _registered(reference: Reference) -> bytes:
    library = reference.library.encode("cp1252")
    return _record(_REGISTERED, _long(len(library)) + library + bytes(6))


def _module_record(module: Module) -> bytes:
    return (
        _both(_MODULE_NAME, 0x47, module.name)
        + _both(_STREAM_NAME, 0x32, module.name)
        + _both(0x1C, 0x48, "")  # description
        + _record(_OFFSET, _long(0))  # nothing compiled stands before the source
        + _record(0x1E, _long(0))  # help context
        + _record(0x2C, b"\xff\xff")  # cookie
        + _record(_PROCEDURAL if module.kind == "standard" else _OBJECT)
        + _record(_MODULE_END)
    )


class _Place(NamedTuple):
    name: str
    stream: str
    offset: int


def _records(listing: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 6 <= len(listing):
        number, size = struct.unpack_from("<HL", listing, at)
        if number == _VERSION:
            size = 6
        yield number, listing[at + 6 : at + 6 + size]
        at += 6 + size


def _code_page(listing: bytes) -> int:
    found = next((data for number, data in _records(listing) if number == _CODEPAGE), b"")
    return int(struct.unpack("<H", found)[0])


def _places(listing: bytes, encoding: str) -> Iterator[_Place]:
    """Every module with its stream and where in it the source begins."""
    name = stream = ""
    for number, data in _records(listing):
        if number == _MODULE_NAME:
            name = stream = data.decode(encoding)
        elif number == _STREAM_NAME:
            stream = data.decode(encoding)
        elif number == _OFFSET:
            yield _Place(name, stream, struct.unpack("<L", data)[0])


# The streams ``PROJECT`` and ``PROJECTwm`` ----------------------------------------------------------------------------
_WORDS: Final[dict[Kind, str]] = {"standard": "Module=", "class": "Class=", "document": "Document="}


def _project(name: str, modules: Sequence[Module]) -> str:
    identity = "{" + str(uuid5(NAMESPACE_URL, f"chitieu:vba:{name}")).upper() + "}"
    tail = {"standard": "", "class": "", "document": "/&H00000000"}
    lines = [
        f'ID="{identity}"',
        *(f"{_WORDS[module.kind]}{module.name}{tail[module.kind]}" for module in modules),
        f'Name="{name}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{_hidden(bytes(4), identity)}"',  # not protected,
        f'DPB="{_hidden(bytes(1), identity)}"',  # no password,
        f'GC="{_hidden(bytes([0xFF]), identity)}"',  # visible
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{module.name}=0, 0, 0, 0, C" for module in modules),
        "",
    ]
    return "\r\n".join(lines)


def _kinds(project: str) -> dict[str, Kind]:
    words: dict[str, Kind] = {"Module": "standard", "Class": "class", "BaseClass": "class", "Document": "document"}
    found: dict[str, Kind] = {}
    for line in project.splitlines():
        word, _, name = line.partition("=")
        if word in words:
            found[name.partition("/")[0].casefold()] = words[word]
    return found


def _both_names(modules: Iterable[Module]) -> bytes:
    """The stream ``PROJECTwm``: each name in the code page and in UTF-16."""
    pairs = (module.name.encode("cp1252") + b"\0" + module.name.encode("utf-16-le") + b"\0\0" for module in modules)
    return b"".join(pairs) + b"\0\0"


def _hidden(data: bytes, identity: str, seed: int = 0x88) -> str:
    """``data`` in the cipher of the project's protection settings (MS-OVBA 2.4.3.2), which wants it even for none."""
    key = sum(identity.encode("ascii")) & 0xFF
    found = bytearray([seed, seed ^ 2, seed ^ key])
    before = key
    ignored = bytes((seed & 6) // 2)
    for plain in ignored + _long(len(data)) + data:
        found.append(plain ^ (found[-2] + before) & 0xFF)
        before = plain
    return found.hex().upper()
