"""What the commands print for a machine: one JSON document, by the same functions as ``console`` has."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbook.console import Refused, address
from workbook.refusal import Refusal
from xlcore import ExcelError
from xlcore.values import Value

if TYPE_CHECKING:  # each command loads its own job; nothing here needs another's
    from workbook.addin import Addin
    from workbook.compare import Comparison, Difference
    from workbook.doctor_check import Check
    from workbook.jobs import RecalcResult, ReportJob
    from workbook.rolling import Rolled


def show_recalc(results: list[RecalcResult], refused: Refused) -> None:
    """Prints what became of every file."""
    _print_json({"files": [recalc_data(result) for result in results] + _refused_data(refused)})


def show_roll(rolled: Rolled) -> None:
    """Prints where the workbook of the later period is."""
    files = {"file": str(rolled.source), "out": str(rolled.out)}
    periods = {"before": rolled.before.code, "after": rolled.after.code, "recorded": rolled.recorded}
    _print_json(files | periods | {"notices": list(rolled.notices)})


def show_report(job: ReportJob) -> None:
    """Prints the recalculation, and where the report is."""
    written: dict[str, Any] = {"report": str(job.report.path), "kept": list(map(str, job.kept))}
    if job.report.merged is not None:
        written["merged"] = {name: getattr(job.report.merged, name) for name in type(job.report.merged).__slots__}
    if job.report.beside:
        written["trace"] = list(map(str, job.report.beside))
    _print_json(recalc_data(job.recalc) | written | {"warnings": list(map(str, job.report.warnings))})


def show_verify(found: list[tuple[Path, Comparison]], against: str, refused: Refused) -> None:
    """Prints per file every formula that differs."""
    files = [{"file": str(path), "against": against} | _comparison_data(result) for path, result in found]
    _print_json({"files": files + _refused_data(refused)})


def show_packs(packs: list[tuple[str, str]]) -> None:
    """Prints the report kinds."""
    _print_json({"packs": [{"id": pack, "title": title} for pack, title in packs]})


def show_addin(addin: Addin) -> None:
    """Prints where the add-in is, and what is in it."""
    _print_json({"out": str(addin.path), "functions": addin.functions, "xlwings": addin.xlwings})


def show_doctor(checks: list[Check]) -> None:
    """Prints every check."""
    keys = ("name", "good", "needed", "found", "advice")
    _print_json({"checks": [{key: getattr(check, key) for key in keys} for check in checks]})


def show_fault(refusal: Refusal) -> None:
    """Prints why there is no result."""
    _print_json({"refused": refusal.message, "code": refusal.code})


def recalc_data(result: RecalcResult) -> dict[str, Any]:
    """What became of a file."""
    run = result.run
    data: dict[str, Any] = {
        "file": str(result.path),
        "out": None if result.out is None else str(result.out),
        "recomputed": len(run.recomputed),
        "changed": [address(cell) for cell in run.changed],
        "errors": [_error_data(sheet, cell, error) for sheet, cell, error in run.errors],
        "circular": [[address(cell) for cell in chain] for chain in run.circular],
        "unsupported": {name: [address(cell) for cell in cells] for name, cells in run.unsupported.items()},
        "seconds": run.seconds,
    }
    if result.notices:
        data["notices"] = list(result.notices)
    if result.backup is not None:
        data["backup"] = str(result.backup)
    if result.stale is not None:
        data["stale"] = _comparison_data(result.stale)["differences"]
    if result.summary is not None:
        data["summary"] = result.summary.to_json()
    return data


def _error_data(sheet: str, cell: str, error: ExcelError) -> dict[str, Any]:
    return {"cell": address((sheet, cell)), "error": error.code, "origin": address(error.origin or (sheet, cell))}


def _refused_data(refused: Refused) -> list[dict[str, Any]]:
    return [{"file": str(path), "refused": one.message, "code": one.code} for path, one in refused]


def _comparison_data(result: Comparison) -> dict[str, Any]:
    differences = [_difference_data(one) for one in result.differences]
    excluded = [address(cell) for cell in result.excluded]
    reasons = {reason: [address(cell) for cell in cells] for reason, cells in result.reasons.items()}
    return {"compared": result.compared, "differences": differences, "excluded": excluded, "reasons": reasons}


def _difference_data(one: Difference) -> dict[str, Any]:
    return _link_data(one) | {
        "chain": [_link_data(link) for link in one.chain],
        "omitted": one.omitted,
        "start": address(one.start),
    }


def _link_data(one: Difference) -> dict[str, Any]:
    return {
        "cell": address((one.sheet, one.cell)),
        "formula": one.formula,
        "expected": _plain(one.expected),
        "got": _plain(one.got),
    }


def _plain(value: Value) -> float | str | bool | None:
    return value.code if isinstance(value, ExcelError) else value


def _print_json(data: dict[str, Any]) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=1))
