"""Several workbooks in one command: processes, order, refusals, one that dies."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter

from workbook import jobs, load, many
from workbook.book import Series
from workbook.cli import main
from workbook.refusal import Refusal


def books(folder: Path, count: int) -> list[Path]:
    """Small workbooks: A2 is twice A1, saved as 0."""
    paths = [folder / f"so-{number:02d}.xlsx" for number in range(count)]
    for number, path in enumerate(paths):
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet("S")
            sheet.write_number("A1", number)
            sheet.write_formula("A2", "=A1*2")
    return paths


def doubled(path: Path) -> object:
    return load(path).value("S", "A2")


def test_all_files_are_recalculated_in_place_and_reported_in_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = books(tmp_path, 9)
    assert main(["recalc", "--jobs", "2", *map(str, paths)]) == 0
    assert [doubled(path) for path in paths] == [2.0 * number for number in range(9)]
    printed = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in printed] == [str(path) for path in paths]


def test_one_process_and_several_say_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = list(map(str, books(tmp_path, 5)))
    said = []
    for count in ("1", "2"):
        assert main(["recalc", "--json", "--jobs", count, "-o", str(tmp_path / count), *paths]) == 0
        files = json.loads(capsys.readouterr().out)["files"]
        said.append([{**one, "seconds": 0, "out": Path(one["out"]).name} for one in files])
    assert said[0] == said[1]
    assert doubled(tmp_path / "2" / "so-04.xlsx") == 8.0


def test_a_series_makes_the_same_files_as_each_alone(tmp_path: Path) -> None:
    paths = books(tmp_path, 6)
    with xlsxwriter.Workbook(str(paths[3])) as book:  # not of the same template
        sheet = book.add_worksheet("S")
        sheet.write_number("A1", 3)
        sheet.write_formula("A2", "=A1*3")
    series = Series()
    for path in paths:
        alone, following = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
        first = jobs.recalc(path, alone)
        second = jobs.recalc(path, following, opened=series.load)
        assert alone.read_bytes() == following.read_bytes()
        assert list(first.run.changed) == list(second.run.changed)


def test_many_files_do_not_go_into_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = books(tmp_path, 2)
    out = tmp_path / "ra.xlsx"
    out.write_bytes(b"x")
    assert main(["recalc", "-o", str(out), *map(str, paths)]) == 1
    assert "-o phải là một thư mục" in capsys.readouterr().err
    assert out.read_bytes() == b"x"


def test_a_refusal_does_not_stop_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = books(tmp_path, 4)
    paths[1].write_text("không phải sổ", encoding="utf-8")
    missing = tmp_path / "khong-co.xlsx"
    assert main(["recalc", "--jobs", "2", *map(str, [*paths, missing])]) == 1
    told = capsys.readouterr()
    assert [doubled(paths[place]) for place in (0, 2, 3)] == [0.0, 4.0, 6.0]
    assert len(told.out.splitlines()) == 3
    assert [name in line for name, line in zip(("so-01", "khong-co"), told.err.splitlines(), strict=True)] == [True] * 2


def test_stale_values_in_one_of_many_files_give_exit_code_3(tmp_path: Path) -> None:
    paths = books(tmp_path, 3)
    assert main(["recalc", *map(str, paths)]) == 0
    assert main(["recalc", "--check", *map(str, paths)]) == 0
    book = load(paths[2])
    book.set("S", "A1", 70.0)
    book.save()
    assert main(["recalc", "--check", *map(str, paths)]) == 3


def test_the_same_file_twice_is_done_once_after_the_other(tmp_path: Path) -> None:
    (path,) = books(tmp_path, 1)
    assert main(["recalc", str(path), str(path)]) == 0
    assert doubled(path) == 0.0


def dying(*_: object) -> jobs.RecalcResult:
    """A recalculation that the system ends, as it does when memory runs out."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


def test_a_process_that_the_system_ends_is_a_refusal_of_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = books(tmp_path, 12)
    monkeypatch.setattr(jobs, "recalc", dying)  # the processes are copies of this one
    found = list(many.recalc_all([(path, None) for path in paths], False, 2))
    assert [source for source, _ in found] == paths
    assert all(isinstance(outcome, Refusal) and outcome.code == "process-ended" for _, outcome in found)


def test_as_many_processes_as_wanted_and_useful() -> None:
    assert many.workers(500, 4) == 4
    assert many.workers(3, 8) == 3
    assert many.workers(3, -1) == 1
    assert 1 <= many.workers(500, None) <= (os.cpu_count() or 1)


def test_a_single_file_pays_for_no_processes(tmp_path: Path) -> None:
    (path,) = books(tmp_path, 1)
    command = [sys.executable, "-X", "importtime", "-m", "workbook", "recalc", str(path)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert "multiprocessing" not in done.stderr and "concurrent" not in done.stderr
