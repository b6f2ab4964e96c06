"""Where each placeholder's piece stands in a filled sentence."""

from __future__ import annotations

import but_son
import pytest

from udfs.sentences import Source, fill
from udfs.table import info_of, table_of
from udfs.tidying import Piece, tidy, tidy_pieces

SOURCE = Source(table_of(but_son.rows()), info_of(but_son.INFO))


@pytest.mark.parametrize(
    ("pattern", "pieces"),
    [
        ("  {luong_thuc.th}   {luong_thuc.dvt} .", ["2.300", "tấn"]),
        ("Đạt {luong_thuc.th} tấn[, {luong_thuc.so_ck}][, {via_he.so_ck}].", ["2.300",
          "tăng 2,68% so với cùng kỳ năm trước"]),
        ("{bhyt.ten} {bhyt.th} %", ["Tỷ lệ người dân tham gia BHYT trên tổng dân số (tỷ lệ bao phủ)", "93,3"]),
        ("Sản lượng {luong_thuc.th} ,{thuy_san.th}  tấn .", ["2.300", "65"]),
        ("Có {dem.tong:00} chỉ tiêu, kỳ {ky}", ["29", "6 tháng đầu năm 2023"]),
    ],
)  # fmt: skip
def test_pieces_are_found_in_the_tidied_text(pattern: str, pieces: list[str]) -> None:
    sentence = fill(pattern, SOURCE)
    assert [sentence.text[piece.start : piece.end] for piece in sentence.pieces] == pieces


def test_a_piece_names_its_path_and_format() -> None:
    assert fill("Còn {luong_thuc.con:1!} tấn", SOURCE).pieces == (Piece(4, 11, ("luong_thuc", "con"), "1!"),)


@pytest.mark.parametrize(
    "text", ["so với cùng kỳ bằng cùng kỳ", "bằng cùng kỳ so với cùng kỳ", "a  .  b ,\n  c ..", "  "]
)
def test_pieces_do_not_change_what_tidying_gives(text: str) -> None:
    made, (piece,) = tidy_pieces(text, [Piece(0, len(text), ("x",))])
    assert made == tidy(text) == made[piece.start : piece.end]


def test_a_footnote_with_a_placeholder_is_no_optional_piece() -> None:
    pattern = "Đạt {luong_thuc.th} tấn^[Cùng kỳ {luong_thuc.ck} tấn.][, {via_he.so_ck}]."
    assert fill(pattern, SOURCE).text == "Đạt 2.300 tấn^[Cùng kỳ 2.240 tấn.]."
