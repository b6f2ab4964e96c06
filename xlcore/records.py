"""Small classes of named fields, without ``dataclasses``: importing that and decorating some twenty classes would
take longer than
recalculating a commune's workbook. Nobody writes to a record after it is made.
"""

from __future__ import annotations


class Record:
    """Equal to another of its class when all fields are equal; the fields are its ``__slots__``."""

    __slots__: tuple[str, ...] = ()

    def _fields(self) -> tuple[object, ...]:
        return tuple([getattr(self, name) for name in self.__slots__])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Record) or self.__class__ is not other.__class__:
            return False
        return self._fields() == other._fields()

    def __hash__(self) -> int:
        return hash((self.__class__.__name__, self._fields()))

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__slots__)
        return f"{self.__class__.__name__}({fields})"
