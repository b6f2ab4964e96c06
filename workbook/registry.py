"""The registry of Windows, behind an interface narrow enough to be given by tests and by computers that have none.

A key is one text with its hive, ``HKCU\\Software\\chitieu``; the value without a name is named ``""``.
"""

from __future__ import annotations

import importlib
import itertools
import sys
from collections.abc import Iterator
from typing import Any, Final, Protocol

Value = str | int | bytes

HIVES: Final = {"HKCU": "HKEY_CURRENT_USER", "HKLM": "HKEY_LOCAL_MACHINE", "HKCR": "HKEY_CLASSES_ROOT"}


class Registry(Protocol):
    """What the program reads from the registry, and what its installer writes to the user's part of it."""

    def values(self, key: str) -> dict[str, Value]:
        """The values of a key by name; none where the key does not exist."""

    def keys(self, key: str) -> list[str]:
        """The names of the keys directly below a key."""

    def write(self, key: str, name: str, value: str | int) -> None:
        """Sets a value, making the key where needed: a text, or a number of 32 bits."""

    def erase(self, key: str, name: str) -> None:
        """Removes a value that is there."""

    def erase_key(self, key: str) -> None:
        """Removes a key that has no keys below it, with its values."""


class NoRegistry:
    """The registry of a computer that has none: nothing is in it, and nothing can be written."""

    def values(self, key: str) -> dict[str, Value]:
        return {}

    def keys(self, key: str) -> list[str]:
        return []

    def write(self, key: str, name: str, value: str | int) -> None:
        raise OSError(f"no registry to write {key} to")

    def erase(self, key: str, name: str) -> None:
        raise OSError(f"no registry to erase {key} from")

    def erase_key(self, key: str) -> None:
        raise OSError(f"no registry to erase {key} from")


class WindowsRegistry:
    """The registry that the standard library's ``winreg`` opens."""

    def __init__(self, winreg: Any) -> None:
        self._winreg = winreg

    def values(self, key: str) -> dict[str, Value]:
        try:
            with self._winreg.OpenKey(*self._split(key)) as opened:
                found = self._listed(self._winreg.EnumValue, opened)
                return {name: value for name, value, _ in found if isinstance(value, Value)}
        except FileNotFoundError:
            return {}

    def keys(self, key: str) -> list[str]:
        try:
            with self._winreg.OpenKey(*self._split(key)) as opened:
                return list(self._listed(self._winreg.EnumKey, opened))
        except FileNotFoundError:
            return []

    def write(self, key: str, name: str, value: str | int) -> None:
        kind = self._winreg.REG_SZ if isinstance(value, str) else self._winreg.REG_DWORD
        with self._winreg.CreateKey(*self._split(key)) as opened:
            self._winreg.SetValueEx(opened, name, 0, kind, value)

    def erase(self, key: str, name: str) -> None:
        hive, path = self._split(key)
        with self._winreg.OpenKey(hive, path, 0, self._winreg.KEY_SET_VALUE) as opened:
            self._winreg.DeleteValue(opened, name)

    def erase_key(self, key: str) -> None:
        self._winreg.DeleteKey(*self._split(key))

    def _split(self, key: str) -> tuple[Any, str]:
        hive, _, path = key.partition("\\")
        return getattr(self._winreg, HIVES[hive]), path

    def _listed(self, one: Any, opened: Any) -> Iterator[Any]:
        """What ``one`` gives by number until there is no more, which it says with OSError."""
        for number in itertools.count():
            try:
                found = one(opened, number)
            except OSError:
                return
            yield found


def of_this_computer() -> Registry:
    """This computer's registry; an empty one where there is none."""
    return WindowsRegistry(importlib.import_module("winreg")) if sys.platform == "win32" else NoRegistry()


def text(registry: Registry, key: str, name: str = "") -> str:
    """A value as text; ``""`` where there is none."""
    found = _value(registry, key, name)
    return found if isinstance(found, str) else ""


def number(registry: Registry, key: str, name: str) -> int | None:
    """A value as a number; None where there is none."""
    found = _value(registry, key, name)
    return found if isinstance(found, int) else None


def _value(registry: Registry, key: str, name: str) -> Value | None:
    """Windows does not tell names apart by case: policies write theirs small, programs as they like."""
    named = {present.lower(): value for present, value in registry.values(key).items()}
    return named.get(name.lower())
