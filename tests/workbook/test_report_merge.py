"""A report written again over one that somebody edited: nothing a person did is lost, nothing untouched is stale."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import workbook
from tests.workbook import report_pack
from tests.workbook.word_file import WordFile
from workbook import jobs, report, report_target, wordpackage, wordxml
from workbook.refusal import Refusal
from workbook.report_merge import CHANGED, GONE, Merged

GRAIN = "Sản lượng lương thực đạt"
FISH = "Sản lượng thủy sản 65 tấn"
COWS = "Đàn bò có 1.204 con"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("viet-lai")
    pack = report_pack.made(folder)
    jobs.new(str(pack), folder / "so.xlsx")
    jobs.report(folder / "so.xlsx")
    return folder


class Office:
    """A workbook, its report, and the officer who works on both."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.book = workbook.load(folder / "so.xlsx")
        self.target = folder / "so.docx"

    def change(self, **cells: object) -> None:
        """Sets cells of ChiTieu (``F6``) and of SoLieu (``s_F8``)."""
        for name, value in cells.items():
            sheet = "SoLieu" if name.startswith("s_") else "ChiTieu"
            self.book.set(sheet, name.removeprefix("s_"), value)  # type: ignore[arg-type]

    def write(self, fresh: bool = False) -> report.ReportResult:
        self.book.recalculate()
        return report.write(self.book, self.target, fresh)

    def merged(self) -> Merged:
        done = self.write().merged
        assert done is not None
        return done

    @property
    def word(self) -> WordFile:
        return WordFile(self.target)


@pytest.fixture
def office(built: Path, tmp_path: Path) -> Office:
    shutil.copytree(built, tmp_path / "viec")
    return Office(tmp_path / "viec")


def edited(office: Office, *edits: tuple[str, ...]) -> None:
    word = office.word
    for name, *words in edits:
        getattr(word, name)(*words)
    word.save()
    assert not report_target.is_untouched(office.target)


def test_an_untouched_report_is_written_anew(office: Office) -> None:
    office.change(F7=2500)
    done = office.write()
    assert done.merged is None and done.kept is None
    assert any("2.500 tấn" in text for text in office.word.texts())


def test_untouched_paragraphs_and_rows_follow_the_numbers_and_edits_stay(office: Office) -> None:
    edited(office, ("replace", "Ủy ban nhân dân xã Ninh Hải báo cáo", "Ủy ban nhân dân xã kính báo cáo"))
    office.change(F7=2500, s_F8=300)
    done = office.merged()
    texts = office.word.texts()
    assert any(text.startswith("Ủy ban nhân dân xã kính báo cáo kết quả") for text in texts)
    assert any(text.startswith(f"{GRAIN} 2.500 tấn^[Cùng kỳ năm trước là 2.240 tấn.], bằng 60,24%") for text in texts)
    assert "2.500" in texts and "2.300" not in texts  # the annex
    assert any("gồm lúa 300 ha" in text for text in texts)
    assert (done.kept, done.changed, done.inserted, done.removed) == (1, 0, 0, 0) and done.updated > 5
    assert office.word.comments() == {}


def test_no_template_from_elsewhere_comes_along(office: Office) -> None:
    """Word would fetch it, with its macros, when the report is opened: a file that somebody put beside the workbook."""
    word = office.word
    settings = word.package.root("word/settings.xml")
    for name, target in (("attachedTemplate", "https://x.example/mau.dotm"), ("mailMergeSource", "file://x/a.mdb")):
        number = word.package.relate("word/settings.xml", name, "word/x")
        node = word.package.root("word/_rels/settings.xml.rels")[-1]
        node.set("Target", target)
        node.set("TargetMode", "External")
        settings.insert(0, wordxml.made(f'<w:{name.removesuffix("Source")} r:id="{number}"/>'))
    word.replace("Ủy ban nhân dân xã Ninh Hải báo cáo", "Ủy ban nhân dân xã kính báo cáo")
    word.save()
    assert office.merged().kept == 1
    parts = office.word.package.parts
    assert not [name for name, content in parts.items() if b"x.example" in content or b"a.mdb" in content]
    assert not [name for name in (b"attachedTemplate", b"mailMerge") if name in parts["word/settings.xml"]]
    assert b"compat" in parts["word/settings.xml"]


def test_a_report_whose_settings_are_broken_is_kept_aside(office: Office) -> None:
    word = office.word
    word.replace("Ủy ban nhân dân xã Ninh Hải báo cáo", "Ủy ban nhân dân xã kính báo cáo")
    word.save()
    broken = wordpackage.read(office.target.read_bytes(), "so.docx")
    broken.parts["word/settings.xml"] = b"<w:settings"
    office.target.write_bytes(broken.packed())
    done = office.write()
    assert done.merged is None and done.kept is not None and done.kept.exists()


def test_an_edited_paragraph_whose_facts_changed_gets_the_new_sentence_as_a_comment(office: Office) -> None:
    edited(office, ("replace", "giảm 5,11%", "giảm sâu, 5,11%"))
    office.change(F8=80)
    assert office.merged().changed == 1
    own = "Sản lượng thủy sản 65 tấn, giảm sâu, 5,11% so với cùng kỳ năm trước."
    new = "Sản lượng thủy sản 80 tấn, tăng 16,79% so với cùng kỳ năm trước."
    assert office.word.comments() == {own: [CHANGED, new]}
    assert office.merged().changed == 0 and len(office.word.comments()) == 1  # not told twice
    office.change(F8=90)
    office.write()
    assert office.word.comments()[own][1].startswith("Sản lượng thủy sản 90 tấn")
    edited(office, ("replace", own, office.word.comments()[own][1]))  # the officer takes the new words
    office.change(F8=95)
    office.write()
    word = office.word
    assert any(text.startswith("Sản lượng thủy sản 95 tấn, tăng") for text in word.texts()) and word.comments() == {}


def test_added_paragraphs_stay_in_place_and_deleted_ones_stay_deleted(office: Office) -> None:
    edited(office, ("add_after", GRAIN, "Đoạn viết thêm."), ("delete", COWS))
    office.change(F7=2500, s_F10=1300)
    assert office.merged().deleted == 1
    texts = office.word.texts()
    place = texts.index("Đoạn viết thêm.")
    assert texts[place - 1].startswith(f"{GRAIN} 2.500") and texts[place + 1].startswith(FISH)
    assert not any(text.startswith("Đàn bò có") for text in texts)
    assert office.merged().deleted == 1 and not any("Đàn bò có" in text for text in office.word.texts())


def test_a_new_sentence_comes_behind_the_one_before_it_and_an_old_one_goes(office: Office) -> None:
    edited(office, ("replace", "xã Ninh Hải báo cáo", "xã Ninh Hải xin báo cáo"))
    office.change(F8=None)
    assert office.merged().removed == 1
    assert not any(text.startswith("Sản lượng thủy sản 65") for text in office.word.texts())
    office.change(F8=70)
    done = office.merged()
    texts = office.word.texts()
    place = next(at for at, text in enumerate(texts) if text.startswith(f"{GRAIN} 2.300"))
    assert texts[place + 1].startswith("Sản lượng thủy sản 70 tấn")
    assert done.inserted == 1
    office.change(F8=75)  # what was inserted is known and follows
    office.write()
    assert any(text.startswith("Sản lượng thủy sản 75 tấn") for text in office.word.texts())


def test_an_edited_sentence_that_is_no_longer_written_stays_with_a_comment(office: Office) -> None:
    edited(office, ("replace", "giảm 5,11%", "giảm mạnh"))
    office.change(F8=None)
    office.write()
    own = "Sản lượng thủy sản 65 tấn, giảm mạnh so với cùng kỳ năm trước."
    assert office.word.comments() == {own: [GONE]}
    office.change(F8=70)
    office.write()
    assert sum(text.startswith("Sản lượng thủy sản ") for text in office.word.texts()) == 1
    assert office.word.comments()[own][1].startswith("Sản lượng thủy sản 70 tấn")


def test_formatting_by_hand_survives_in_an_untouched_paragraph(office: Office) -> None:
    edited(office, ("bold", "2.300 tấn"))
    office.change(F7=2500)
    done = office.merged()
    assert done.kept == 0 and office.word.is_bold("2.500 tấn")
    (note,) = [text for text in office.word.texts() if text.startswith(GRAIN)]
    assert "^[Cùng kỳ năm trước là 2.240 tấn.]" in note  # the footnote is still there, and only once


def test_an_edited_cell_stays_and_its_neighbours_follow(office: Office) -> None:
    word = office.word
    word.row("Sản lượng lương thực")
    word.replace("4.150", "4.151")
    word.save()
    office.change(D7=4000, F7=2500)
    done = office.merged()
    word = office.word
    assert (done.kept, done.changed) == (1, 1)
    row = [text for text in word.texts() if text in ("4.151", "2.500", "62,5")]
    assert row == ["4.151", "2.500", "62,5"]
    assert word.comments() == {"4.151": [CHANGED, "4.000"]}


def test_rows_come_go_and_stay_deleted(office: Office) -> None:
    word = office.word
    fish, own = word.row("Sản lượng thủy sản"), word.row("Đường giao thông nông thôn làm mới")
    fish.getparent().remove(fish)  # type: ignore[union-attr]
    word.replace("Đường giao thông nông thôn làm mới", "Đường giao thông làm mới")
    word.save()
    for column, value in (("A", 7), ("B", "Số hộ nghèo giảm"), ("C", "Hộ"), ("D", 20), ("F", 12)):
        office.book.set("ChiTieu", f"{column}14", value)
    office.write()
    word = office.word
    assert word.row("Số hộ nghèo giảm").getprevious() is word.row("Tỷ lệ người dân có thẻ bảo hiểm y tế")
    assert "Đường giao thông làm mới" in word.texts() and "Sản lượng thủy sản" not in word.texts()
    assert own is not None


def test_charts_follow_and_keep_their_size(office: Office) -> None:
    word = office.word
    extent = next(node for node in word.package.body.iter() if str(node.tag).endswith("}extent"))
    extent.set("cx", "3000000")
    word.save()
    office.change(F7=4150)
    office.write()
    word = office.word
    extent = next(node for node in word.package.body.iter() if str(node.tag).endswith("}extent"))
    charts = "".join(word.package.parts[name].decode() for name in word.package.parts if "charts/chart" in name)
    assert extent.get("cx") == "3000000" and "100%" in charts and "+85,27%" in charts


def test_a_bookmark_that_another_program_dropped_is_no_loss(office: Office) -> None:
    word = office.word
    for node in list(word.package.body.iter("{*}bookmarkStart", "{*}bookmarkEnd")):
        node.getparent().remove(node)  # type: ignore[union-attr]
    word.add_after(GRAIN, "Đoạn viết thêm.")
    word.save()
    office.change(F7=2500)
    office.write()
    texts = office.word.texts()
    assert any(text.startswith(f"{GRAIN} 2.500") for text in texts) and "Đoạn viết thêm." in texts


def test_a_paragraph_split_in_two_is_edited_and_both_halves_stay(office: Office) -> None:
    word = office.word
    word.replace(", giảm 5,11% so với cùng kỳ năm trước.", ".")
    word.add_after("Sản lượng thủy sản 65 tấn.", "Giảm so với cùng kỳ.")
    word.save()
    assert office.merged().kept == 1
    texts = office.word.texts()
    at = texts.index("Sản lượng thủy sản 65 tấn.")
    assert texts[at + 1] == "Giảm so với cùng kỳ."


def test_fresh_writes_anew_and_keeps_the_edited_report_beside(office: Office) -> None:
    edited(office, ("add_after", GRAIN, "Đoạn viết thêm."))
    office.write()
    held = office.target.read_bytes()
    done = office.write(fresh=True)
    assert done.merged is None and done.kept is not None and done.kept.read_bytes() == held
    assert "Đoạn viết thêm." not in office.word.texts()


def test_the_version_before_is_kept_once(office: Office) -> None:
    edited(office, ("add_after", GRAIN, "Đoạn viết thêm."))
    before = office.target.read_bytes()
    office.change(F7=2500)
    kept = office.write().kept
    assert kept is not None and kept.read_bytes() == before and kept.name == "so-ban-truoc.docx"


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 cut short"])
def test_what_is_no_report_of_ours_is_kept_aside(office: Office, content: bytes) -> None:
    office.target.write_bytes(content)
    done = office.write()
    assert done.merged is None and done.kept is not None and done.kept.read_bytes() == content
    assert any(text.startswith(GRAIN) for text in office.word.texts())


def test_a_last_version_that_cannot_be_kept_is_found_before_anything_is_written(office: Office) -> None:
    edited(office, ("add_after", GRAIN, "Đoạn viết thêm."))
    before = office.target.read_bytes()
    (office.folder / "~$-ban-truoc.docx").write_bytes(b"")  # open in Word
    office.change(F7=2500)
    with pytest.raises(Refusal, match="đang mở trong Word"):
        office.write()
    assert office.target.read_bytes() == before
