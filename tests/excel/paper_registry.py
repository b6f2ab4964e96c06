"""A registry on paper: what Windows' has, as ``workbook.registry.Registry`` sees it and as ``winreg`` does."""

from __future__ import annotations

from types import TracebackType

from workbook.registry import Value


class PaperRegistry:
    """A registry in a dictionary: key -> name -> value. A key exists when it, or a key below it, was written."""

    def __init__(self, content: dict[str, dict[str, Value]] | None = None) -> None:
        self.content = {key: dict(values) for key, values in (content or {}).items()}

    def values(self, key: str) -> dict[str, Value]:
        return dict(self.content.get(key, {}))

    def keys(self, key: str) -> list[str]:
        below = (name.removeprefix(key + "\\") for name in self.content if name.startswith(key + "\\"))
        return list(dict.fromkeys(name.partition("\\")[0] for name in below))

    def write(self, key: str, name: str, value: str | int) -> None:
        parts = key.split("\\")
        for end in range(2, len(parts) + 1):
            self.content.setdefault("\\".join(parts[:end]), {})
        self.content[key][name] = value

    def erase(self, key: str, name: str) -> None:
        del self.content[key][name]

    def erase_key(self, key: str) -> None:
        if self.keys(key):
            raise PermissionError(f"{key} has keys below it")
        del self.content[key]


class Handle:
    """An open key of ``PaperWinreg``."""

    def __init__(self, key: str) -> None:
        self.key = key

    def __enter__(self) -> Handle:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Nothing is held open."""


class PaperWinreg:
    """The functions of the standard library's ``winreg`` that we call, as its documentation describes them."""

    HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE, HKEY_CLASSES_ROOT = "HKCU", "HKLM", "HKCR"
    REG_SZ, REG_DWORD = 1, 4
    KEY_READ, KEY_SET_VALUE = 0x20019, 0x2

    def __init__(self, paper: PaperRegistry) -> None:
        self.paper = paper

    def OpenKey(self, hive: str, path: str, reserved: int = 0, access: int = KEY_READ) -> Handle:
        key = f"{hive}\\{path}"
        if key not in self.paper.content and not self.paper.keys(key):
            raise FileNotFoundError(2, "The system cannot find the file specified")
        return Handle(key)

    def CreateKey(self, hive: str, path: str) -> Handle:
        return Handle(f"{hive}\\{path}")

    def EnumValue(self, opened: Handle, number: int) -> tuple[str, object, int]:
        found = list(self.paper.values(opened.key).items())
        if number >= len(found):
            raise OSError(259, "No more data is available")
        name, value = found[number]
        return name, value, self.REG_SZ if isinstance(value, str) else self.REG_DWORD

    def EnumKey(self, opened: Handle, number: int) -> str:
        found = self.paper.keys(opened.key)
        if number >= len(found):
            raise OSError(259, "No more data is available")
        return found[number]

    def SetValueEx(self, opened: Handle, name: str, reserved: int, kind: int, value: str | int) -> None:
        assert kind == (self.REG_SZ if isinstance(value, str) else self.REG_DWORD)
        self.paper.write(opened.key, name, value)

    def DeleteValue(self, opened: Handle, name: str) -> None:
        self.paper.erase(opened.key, name)

    def DeleteKey(self, hive: str, path: str) -> None:
        self.paper.erase_key(f"{hive}\\{path}")
