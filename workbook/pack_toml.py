"""The file ``pack.toml`` as plain objects; what cannot be read, or what no cell can hold, is a ``Refusal``."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from workbook.pack_csv import held
from workbook.pack_sections import PACK_FILE
from workbook.refusal import Refusal


def read(content: bytes) -> dict[str, Any]:
    """What the bytes of a ``pack.toml`` say."""
    try:
        data: dict[str, Any] = _held(tomllib.loads(content.decode("utf-8-sig")), "")
    except UnicodeDecodeError:
        raise Refusal("bad-encoding", f"Tệp {PACK_FILE} không phải mã UTF-8.") from None
    except RecursionError:
        raise Refusal("bad-pack", f"Tệp {PACK_FILE}: các ngoặc hay các mục lồng nhau quá sâu.") from None
    except ValueError as error:  # besides its syntax also a number of more digits than Python reads
        place = re.search(r"line (\d+)", str(error))
        line = f", dòng {place[1]}" if place else ""
        raise Refusal("bad-pack", f"Tệp {PACK_FILE}{line}: sai cú pháp TOML.") from None
    return data


def _held(value: Any, name: str) -> Any:
    """``value`` with every text in it as a cell can hold it; ``name`` is the key that it stands under."""
    if isinstance(value, str):
        return held(value, f"Tệp {PACK_FILE}, mục “{name}”")
    if isinstance(value, dict):
        return {held(key, f"Tệp {PACK_FILE}, tên mục"): _held(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_held(inner, name) for inner in value]
    return value
