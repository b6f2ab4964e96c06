"""Functions that a workbook calls and we do not have: why, in the words of an officer."""

from __future__ import annotations

from typing import Final

# What asks a server, or another program: a workbook from elsewhere shall not choose whom this computer talks to.
NOT_ASKED: Final = frozenset(
    """CALL REGISTER.ID RTD SQL.REQUEST WEBSERVICE STOCKHISTORY IMAGE TRANSLATE DETECTLANGUAGE COPILOT PY
    CUBEKPIMEMBER CUBEMEMBER CUBEMEMBERPROPERTY CUBERANKEDMEMBER CUBESET CUBESETCOUNT CUBEVALUE""".split()
)


def why(name: str) -> str:
    """Why cells that call the function are not computed."""
    if name.upper() in NOT_ASKED:
        return f"hàm {name} hỏi máy chủ hay chương trình khác nên chương trình cố ý không tính"
    return f"không có hàm {name}"
