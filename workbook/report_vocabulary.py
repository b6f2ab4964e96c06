"""The words that a Word template may use, and the check that it uses no other, before anything is filled in.

A name inside a loop or branch that happens not to run would be found only in the report of another month. So the
template's syntax tree is read whole: every name, and every field of what the lists hold. Nothing here imports jinja2:
its nodes are told apart by their class names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from workbook import report_table
from workbook.report_body import PrintedAnnex
from workbook.report_body_tables import BodyTable, Cell, Column, Line
from workbook.report_charts import Picture
from workbook.report_sentences import Part


class Listed(NamedTuple):
    """A list of things of one type."""

    of: Any


Type = Any  # None: a text or number, anything may be asked of it; a mapping: an object by its fields; Listed
_KNOWN_TO_JINJA: Final = frozenset({"loop", "range"})


def _fields(kind: type, **of: Type) -> dict[str, Type]:
    """The fields of a class, texts unless ``of`` says otherwise."""
    return {name: of.get(name) for name in kind.__slots__}  # type: ignore[attr-defined]


_LINE: Final = _fields(Line, o=Listed(_fields(Cell)))
_TABLE: Final = _fields(BodyTable, cot=Listed(_fields(Column)), dong=Listed(_LINE))
_PICTURES: Final = Listed(_fields(Picture))
_PART: Final = _fields(Part, cac_doan=Listed(None), cac_bang=Listed(_TABLE), cac_hinh=_PICTURES)
_LINES: Final = ("co_quan_tren", "co_quan", "trich_yeu", "noi_gui", "noi_nhan", "quyen_han_chuc_vu")
TYPES: Final[dict[str, Type]] = {name: Listed(None) for name in _LINES} | {
    "cac_muc": Listed(_PART),
    "bang": Listed(_fields(report_table.Line)),
    "dau_bang": dict.fromkeys(report_table.HEAD_FIELDS),
    "cac_phu_luc": Listed(_fields(PrintedAnnex, bang=_TABLE)),
    "cac_hinh": _PICTURES,
}


class Unknown(NamedTuple):
    """A name that stands for nothing, the line of the template it stands in, and the names it could have been."""

    name: str
    line: int
    known: tuple[str, ...]


def first_unknown(tree: Any, names: Iterable[str]) -> Unknown | None:
    """The first name or field in jinja's tree that is neither among ``names`` nor a field of what a list holds."""
    check = _Check()
    check.walk(tree, {name: TYPES.get(name) for name in names})
    return check.found


class _Check:
    def __init__(self) -> None:
        self.found: Unknown | None = None

    def walk(self, node: Any, scope: dict[str, Type]) -> None:
        """Reads a node with what is known at its place; assignments add to ``scope``."""
        kind = type(node).__name__
        if self.found is not None:
            return
        if kind == "For":
            of = self.type_of(node.iter, scope)
            inner = scope | {node.target.name: of.of if isinstance(of, Listed) else None} if _is_name(node) else scope
            for child in (node.test, *node.body, *node.else_):
                if child is not None:
                    self.walk(child, inner)
        elif kind == "Assign" and _is_name(node):
            scope[node.target.name] = self.type_of(node.node, scope)
        elif kind in ("Name", "Getattr", "Getitem"):
            self.type_of(node, scope)
        else:
            for child in node.iter_child_nodes():
                self.walk(child, scope)

    def type_of(self, node: Any, scope: dict[str, Type]) -> Type:
        """What an expression is, as far as it is known; an unknown name in it is taken down."""
        kind = type(node).__name__
        if kind == "Name":
            if node.name not in scope and node.name not in _KNOWN_TO_JINJA:
                self._unknown(node.name, node.lineno, scope)
            return scope.get(node.name)
        if kind == "Getattr":
            of = self.type_of(node.node, scope)
            if isinstance(of, Mapping) and node.attr not in of:
                self._unknown(node.attr, node.lineno, of)
            return of.get(node.attr) if isinstance(of, Mapping) else None
        if kind == "Getitem":
            of = self.type_of(node.node, scope)
            sliced = type(node.arg).__name__ == "Slice"
            return (of if sliced else of.of) if isinstance(of, Listed) else None
        self.walk(node, scope)
        return None

    def _unknown(self, name: str, line: int, known: Iterable[str]) -> None:
        if self.found is None:
            self.found = Unknown(name, line, tuple(known))


def _is_name(node: Any) -> bool:
    return type(node.target).__name__ == "Name"
