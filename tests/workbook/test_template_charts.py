"""The charts of TongHop: native, after the table's own columns 5 and 6, legible without colour."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

import workbook
from workbook import sheets, template
from workbook.template_charts import DARK, FIRST_ROW, LIGHT

PACK = "but-son-2023-h1"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bieu-do") / "bang.xlsx"
    template.build(PACK, path)
    return path


def drawn(built: Path) -> list[str]:
    with zipfile.ZipFile(built) as package:
        names = sorted(name for name in package.namelist() if name.startswith("xl/charts/chart"))
        return [package.read(name).decode() for name in names]


def test_there_are_three_charts_with_titles_and_scales_in_vietnamese(built: Path) -> None:
    status, progress, growth = drawn(built)
    assert "Số chỉ tiêu theo nhóm và trạng thái" in status
    assert "Thực hiện so với kế hoạch (cột 6)" in progress and "% kế hoạch năm" in progress
    assert "Tăng, giảm so với cùng kỳ (cột 5)" in growth and "% so với cùng kỳ" in growth


def test_bars_differ_without_colour_and_their_hidden_columns_are_drawn(built: Path) -> None:
    for chart in drawn(built)[1:]:
        assert {DARK, LIGHT} <= set(re.findall(r'srgbClr val="(\w+)"', chart))
        assert '<plotVisOnly val="0"' in chart
        assert '<invertIfNegative val="0"' in chart


def test_a_bar_is_as_long_as_its_figure_says(built: Path) -> None:
    """Of 90 and 102 alone, Excel would begin the scale near 90."""
    status, progress, growth = drawn(built)
    assert '<min val="0"' in status and '<min val="0"' in progress
    assert "<min " not in growth  # what fell is below zero


def test_the_figures_follow_the_table(built: Path) -> None:
    book = workbook.load(built)
    book.recalculate()
    rows = {row[1]: row for row in book.values(sheets.TONG_HOP, f"AE{FIRST_ROW}:AJ{FIRST_ROW + 30}") if row[1]}
    rice = rows["Tổng sản lượng lương thực có hạt"]
    assert rice == [7, "Tổng sản lượng lương thực có hạt", 55.42, "", 2.68, ""]
    assert rows["Tổng sản lượng thủy sản"][4:] == ["", -5.11]
    assert rows["Số lao động đi xuất khẩu"][2:4] == ["", 42.11]
    assert rows["Thu nhập bình quân đầu người"][2:] == ["", "", "", ""]  # judged at the year's end
    assert not any("suy dinh dưỡng" in str(name) for name in rows)  # no columns 5 to 7
    book.set(sheets.CHI_TIEU, "F12", 1000)
    book.recalculate()
    assert book.values(sheets.TONG_HOP, f"AG{FIRST_ROW + 1}:AJ{FIRST_ROW + 1}")[0] == ["", 24.1, "", -55.36]
