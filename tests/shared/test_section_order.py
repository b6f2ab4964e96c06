"""The sections of two packs follow their source reports: the same headings, in the same order (titles alone)."""

from __future__ import annotations

import re

import pytest

from tests.shared.test_numbers import seed_text
from workbook import packs, report_sections

# What a heading is called in the source, where our title spells out an abbreviation or leaves out a judgement.
AS_PRINTED = {
    "thanh-ha-2023": {
        "phan_1": "A. Kết quả thực hiện nhiệm vụ", "nong_nghiep": "* Công tác sản xuất nông nghiệp",
        "thcs": "- Trường THCS", "mam_non": "- Trường Mầm non", "tieu_hoc": "- Trường Tiểu học",
        "y_te_dan_so": "6. Công tác y tế, dân số KHHGĐ", "dan_so": "b. Công tác Dân số - KHHGĐ",
        "van_hoa": "7. Hoạt động VHTT và phát thanh", "lao_dong": "8. Công tác Lao động – Thương binh xã hội",
        "tu_phap": "9. Lĩnh vực Tư pháp tiếp công dân và giải quyết đơn thư", "phan_2": "Phần thứ hai",
        "nv_nong_nghiep": "1. Về lĩnh vực nông nghiệp", "nv_tai_nguyen": "3. Tài nguyên và môi trường, phòng chống",
        "nv_van_hoa": "7. Về công tác văn hóa-TBXH",
    },
    "huong-tra-2023": {
        "ket_qua": "I. Kết quả thực hiện chương trình công tác và Quy chế làm việc của UBND",
        "cuoc_hop": "1. Các cuộc họp, làm việc của UBND thị xã và Chủ tịch UBND thị xã",
        "kinh_te": "2.1. Về Kinh tế", "xa_hoi": "2.2. Văn hoá - xã hội",
        "do_thi": "2.3. Phát triển đô thị và thực hiện các Chương trình MTQG", "trung_tam": "Tại TTHCC thị xã",
        "xa_phuong": "Đối với các xã, phường", "tinh_giao": "2.6. Về đánh giá tình hình thực hiện các nhiệm vụ",
        "chi_dao_giao": "2.7. Về thực hiện ý kiến chỉ đạo của UBND thị xã", "chuc_nang": "1.1. Về thực hiện chức năng",
        "linh_vuc": "1.2. Về chỉ đạo điều hành các lĩnh vực", "nguyen_nhan": "* Nguyên nhân của những khuyết điểm",
        "nhiem_vu": "III. Nhiệm vụ, giải pháp công tác chỉ đạo điều hành",
    },
}  # fmt: skip


def plain(text: str) -> str:
    """Letters, digits and stops in one case: how headings are marked, and their spaces, aside."""
    return " ".join(
        re.sub(r"[#*_\\]|(?<=\d)\.(?=\s)|(?<=[IVXab])\.(?=\s)", " ", text.casefold().replace("–", "-")).split()
    )


def heads(pack: str) -> list[tuple[str, str]]:
    """Key and heading as the source has it, of every titled section in the pack's order."""
    plan = report_sections.read(packs.folder(pack))
    titled = [section for section in plan.sections if section.title]
    return [(s.key, AS_PRINTED[pack].get(s.key, re.sub(r"\{\w+\}", "", s.title))) for s in titled]


@pytest.mark.parametrize("pack", AS_PRINTED)
def test_sections_stand_in_the_order_of_the_source(pack: str) -> None:
    lines = [plain(line) for line in seed_text(pack).splitlines()]
    at = -1
    for key, head in heads(pack):
        wanted = plain(head)
        numberless = re.compile(rf"(?:[\divxab]+(?:\.\d+)*[.)]? |- )?{re.escape(wanted)}")
        found = next((number for number, line in enumerate(lines) if number > at and numberless.match(line)), None)
        assert found is not None, (key, head, f"after line {at + 1}")
        at = found


@pytest.mark.parametrize("pack", AS_PRINTED)
def test_only_titles_of_the_pack_are_named(pack: str) -> None:
    assert set(AS_PRINTED[pack]) <= {key for key, _ in heads(pack)}
