"""OLE compound files (MS-CFB) as Office keeps a VBA project in: streams by their paths, written anew and read back."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final, NamedTuple

SIGNATURE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER: Final = struct.Struct("<8s16s5H6s9L")
_ENTRY: Final = struct.Struct("<64sHBBLLL16sLQQLQ")
_SECTOR: Final = 512
_MINI: Final = 64
_CUTOFF: Final = 4096  # shorter streams lie in the mini stream
_END: Final = 0xFFFFFFFE
_FREE: Final = 0xFFFFFFFF
_FAT: Final = 0xFFFFFFFD
_NONE: Final = 0xFFFFFFFF
_IN_HEADER: Final = 109  # sectors of the allocation table that the header itself names
_STORAGE: Final = 1
_STREAM: Final = 2
_ROOT: Final = 5
_RED: Final = 0
_BLACK: Final = 1
_MOST_ENTRIES: Final = 10_000


# Writing ----------------------------------------------------------------------------------------------------------
class _Node:
    """An entry of the directory while it is being built."""

    def __init__(self, name: str, kind: int, data: bytes = b"") -> None:
        self.name = name
        self.kind = kind
        self.data = data
        self.children: dict[str, _Node] = {}
        self.number = self.left = self.right = self.child = _NONE
        self.colour = _BLACK
        self.start = _END

    def packed(self) -> bytes:
        name = self.name.encode("utf-16-le") + b"\0\0"
        if len(name) > 64:
            raise ValueError(f"the name {self.name} is longer than 31 characters")
        size = len(self.data)
        return _ENTRY.pack(
            name, len(name), self.kind, self.colour, self.left, self.right, self.child, b"", 0, 0, 0, self.start, size
        )


def write_compound(streams: Mapping[str, bytes]) -> bytes:
    """The compound file (version 3) with these streams; a path such as ``VBA/dir`` puts one into a storage."""
    nodes = _tree(streams)
    root = nodes[0]
    sectors = _Sectors()
    mini = _Sectors()
    pieces = bytearray()
    for node in nodes:
        if node.kind == _STREAM and 0 < len(node.data) < _CUTOFF:
            node.start = mini.take(len(node.data), _MINI)
            pieces += _filled(node.data, _MINI)
    root.data = bytes(pieces)
    content = bytearray()
    for node in nodes:
        if node is root or len(node.data) >= _CUTOFF:
            node.start = sectors.take(len(node.data), _SECTOR)
            content += _filled(node.data, _SECTOR)
    mini_table = struct.pack(f"<{len(mini.links)}L", *mini.links)
    mini_start = sectors.take(len(mini_table), _SECTOR)
    content += _filled(mini_table, _SECTOR, b"\xff")
    directory = b"".join(node.packed() for node in nodes)
    empty = _ENTRY.pack(b"", 0, 0, 0, _NONE, _NONE, _NONE, b"", 0, 0, 0, 0, 0)
    directory += empty * (-len(nodes) % (_SECTOR // _ENTRY.size))
    directory_start = sectors.take(len(directory), _SECTOR)
    tables = sectors.add_tables()
    header = _HEADER.pack(
        SIGNATURE, b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, len(tables), directory_start, 0, _CUTOFF,
        mini_start, len(mini_table) // _SECTOR + bool(len(mini_table) % _SECTOR), _END, 0,
    )  # fmt: skip
    named = struct.pack(f"<{_IN_HEADER}L", *tables, *[_FREE] * (_IN_HEADER - len(tables)))
    table = _filled(struct.pack(f"<{len(sectors.links)}L", *sectors.links), _SECTOR, b"\xff")
    return header + named + bytes(content) + directory + table


class _Sectors:
    """The links of an allocation table: streams take the next sectors, one after another."""

    def __init__(self) -> None:
        self.links: list[int] = []

    def take(self, size: int, sector: int) -> int:
        """The first sector of a stream of ``size`` bytes."""
        count = -(-size // sector)
        if not count:
            return _END
        start = len(self.links)
        self.links += [*range(start + 1, start + count), _END]
        return start

    def add_tables(self) -> list[int]:
        """The sectors that the table itself takes at the end, which it names too."""
        per_sector = _SECTOR // 4
        count = -(-len(self.links) // (per_sector - 1))
        if count > _IN_HEADER:
            raise ValueError("the streams are longer than seven megabytes")
        start = len(self.links)
        self.links += [_FAT] * count
        return list(range(start, start + count))


def _filled(data: bytes, sector: int, filler: bytes = b"\0") -> bytes:
    return data + filler * (-len(data) % sector)


def _tree(streams: Mapping[str, bytes]) -> list[_Node]:
    """The entries of the directory in order, the root first; the entries of a storage form a search tree."""
    root = _Node("Root Entry", _ROOT)
    for path, data in streams.items():
        *folders, name = path.split("/")
        storage = root
        for folder in folders:
            storage = storage.children.setdefault(folder, _Node(folder, _STORAGE))
        storage.children[name] = _Node(name, _STREAM, data)
    nodes: list[_Node] = []
    _number(root, nodes)
    for node in nodes:
        ordered = sorted(node.children.values(), key=lambda child: _sort_key(child.name))
        node.child = _balanced(ordered, 0, len(ordered).bit_length() - 1)
    for node in nodes:
        if node.kind == _STORAGE:
            node.start = 0  # a storage has no data of its own
    return nodes


def _number(node: _Node, nodes: list[_Node]) -> None:
    node.number = len(nodes)
    nodes.append(node)
    for child in node.children.values():
        _number(child, nodes)


def _sort_key(name: str) -> tuple[int, str]:
    """How siblings are ordered: shorter names first, then whatever their case (MS-CFB 2.6.4)."""
    return len(name.encode("utf-16-le")), name.upper()


def _balanced(nodes: list[_Node], depth: int, deepest: int) -> int:
    """The number of the node at the top of a balanced tree; its deepest level is red: each path has as many black."""
    if not nodes:
        return _NONE
    middle = len(nodes) // 2
    node = nodes[middle]
    node.left = _balanced(nodes[:middle], depth + 1, deepest)
    node.right = _balanced(nodes[middle + 1 :], depth + 1, deepest)
    node.colour = _RED if depth == deepest and depth else _BLACK
    return node.number


# Reading ----------------------------------------------------------------------------------------------------------
class _Entry(NamedTuple):
    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


def read_compound(data: bytes) -> dict[str, bytes]:
    """The streams of a compound file by their paths; ``ValueError`` when it is damaged."""
    try:
        return _File(data).streams()
    except struct.error:
        raise ValueError("a compound file is cut off") from None


class _File:
    """A compound file that is being read; nothing in it is trusted to end."""

    def __init__(self, data: bytes) -> None:
        fields = _HEADER.unpack_from(data)
        if fields[0] != SIGNATURE or fields[5] not in (9, 12) or fields[6] != 6:
            raise ValueError("no compound file")
        self.data = data
        self.sector = 1 << fields[5]
        self.table = self._allocation(fields[15], struct.unpack_from(f"<{_IN_HEADER}L", data, _HEADER.size))
        self.entries = list(self._directory(fields[10]))
        if not self.entries:
            raise ValueError("no directory")
        self.mini_table = self._longs(self._chain(fields[13]))
        root = self.entries[0]
        self.mini_stream = self._chain(root.start)[: root.size]

    def streams(self) -> dict[str, bytes]:
        """Every stream by its path."""
        found: dict[str, bytes] = {}
        seen: set[int] = set()
        waiting = [("", self.entries[0].child)]
        while waiting:
            folder, number = waiting.pop()
            if number == _NONE:
                continue
            if number in seen or number >= len(self.entries):
                raise ValueError("the directory is no tree")
            seen.add(number)
            entry = self.entries[number]
            path = folder + entry.name
            waiting += [(folder, entry.left), (folder, entry.right)]
            if entry.kind == _STREAM:
                found[path] = self._content(entry)
            elif entry.kind == _STORAGE:
                waiting.append((f"{path}/", entry.child))
        return found

    def _content(self, entry: _Entry) -> bytes:
        if entry.size >= _CUTOFF:
            found = self._chain(entry.start)
        else:
            links = self._links(entry.start, self.mini_table) if entry.size else []
            found = b"".join(self.mini_stream[link * _MINI : (link + 1) * _MINI] for link in links)
        if len(found) < entry.size:
            raise ValueError(f"the stream {entry.name} is cut off")
        return found[: entry.size]

    def _allocation(self, more: int, named: tuple[int, ...]) -> list[int]:
        sectors = [number for number in named if number != _FREE]
        seen = set()
        while more not in (_END, _FREE):
            if more in seen:
                raise ValueError("the allocation table runs in a circle")
            seen.add(more)
            *numbers, more = self._longs(self._sector(more))
            sectors += [number for number in numbers if number != _FREE]
        return [link for number in sectors for link in self._longs(self._sector(number))]

    def _directory(self, start: int) -> Iterator[_Entry]:
        for fields in islice(_ENTRY.iter_unpack(self._chain(start)), _MOST_ENTRIES):
            name = fields[0][: max(fields[1] - 2, 0)].decode("utf-16-le", "replace")
            left, right, child = fields[4:7]
            yield _Entry(name, fields[2], left, right, child, fields[11], fields[12] & 0xFFFFFFFF)

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in self._links(start, self.table))

    def _links(self, start: int, table: list[int]) -> list[int]:
        found: list[int] = []
        while start != _END:
            if start >= len(table) or len(found) > len(table):
                raise ValueError("a chain of sectors has no end")
            found.append(start)
            start = table[start]
        return found

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.sector
        found = self.data[start : start + self.sector]
        if not found:
            raise ValueError("a sector lies beyond the end")
        return found.ljust(self.sector, b"\0")  # some writers leave the last one short

    def _longs(self, data: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(data) // 4}L", data))
