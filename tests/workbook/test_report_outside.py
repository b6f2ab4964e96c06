"""What Word would fetch when it opens a report that somebody edited: none of it comes along, and it is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import workbook
from tests.workbook import report_pack
from tests.workbook.word_file import WordFile
from workbook import jobs, report, report_target, word_outside, wordxml
from workbook.wordpackage import DOCUMENT
from workbook.wordxml import Element

AWAY = "https://x.example/"
DRAWN = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
PICTURE = (
    "<w:drawing {drawn}><wp:inline><a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip {blip}/></pic:blipFill>"
    "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
)
OBJECT = (
    "<w:object {drawn}><v:shape><v:imagedata r:id='{own}'/></v:shape>"
    "<o:OLEObject Type='Link' ProgID='Excel.Sheet.12' r:id='{away}' UpdateMode='Always'/></w:object>"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ben-ngoai")
    jobs.new(str(report_pack.made(folder)), folder / "so.xlsx")
    jobs.report(folder / "so.xlsx")
    return folder


class Officer:
    """Somebody with Word, who puts things into the report at ``path``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.word = WordFile(path)

    def related(self, kind: str, target: str, source: str = DOCUMENT, mode: str = "External") -> str:
        """The id of a relationship to what is elsewhere."""
        identity = self.word.package.relate(source, kind, "word/x")
        folder, _, name = source.rpartition("/")
        node = self.word.package.root(f"{folder}/_rels/{name}.rels")[-1]
        node.set("Target", target)
        if mode:
            node.set("TargetMode", mode)
        return identity

    def put(self, xml: str, text: str = "") -> Element:
        """A paragraph of its own with a run that holds ``xml``, behind the first paragraph."""
        added = wordxml.made(f"<w:p><w:r>{xml}</w:r><w:r><w:t>{text}</w:t></w:r></w:p>")
        self.word.paragraphs()[0].addnext(added)
        return added

    def written_again(self) -> tuple[report.ReportResult, WordFile]:
        self.word.save()
        assert not report_target.is_untouched(self.path)
        book = workbook.load(self.path.with_suffix(".xlsx"))
        book.recalculate()
        done = report.write(book, self.path)
        assert done.merged is not None
        return done, WordFile(self.path)


@pytest.fixture
def officer(built: Path, tmp_path: Path) -> Officer:
    shutil.copytree(built, tmp_path / "viec")
    return Officer(tmp_path / "viec" / "so.docx")


def nothing_leads_away(word: WordFile, *but: str) -> None:
    for name, content in word.package.parts.items():
        text = content.decode("utf-8", "replace")
        for kept in but:
            text = text.replace(kept, "")
        assert "x.example" not in text and "may-chu" not in text, name
        assert "External" not in (text if not but and name.endswith(".rels") else ""), name


def test_a_picture_that_word_would_fetch_goes_and_is_told(officer: Officer) -> None:
    linked = officer.related("image", f"{AWAY}anh.png")
    officer.put(PICTURE.format(drawn=DRAWN, blip=f"r:link='{linked}'"), "Lời của cán bộ")
    done, word = officer.written_again()
    nothing_leads_away(word)
    assert not list(wordxml.each(word.find("Lời của cán bộ"), "drawing"))
    assert [text for text in done.warnings if "nơi khác" in text] == [
        f"Đã bỏ khỏi báo cáo 1 phần mà Word sẽ tự lấy từ nơi khác hoặc tự chạy khi mở tệp: ảnh {AWAY}anh.png."
        " Cần ảnh hay số liệu đó thì chèn hẳn vào tệp Word, không chèn liên kết."
    ]
    assert done.kept == report_target.last_of(officer.path)  # the officer's own, whole
    assert AWAY.encode() in b"".join(WordFile(done.kept).package.parts.values())


def test_a_picture_with_a_copy_in_the_file_keeps_the_copy(officer: Officer) -> None:
    officer.word.package.put("word/media/anh.png", b"\x89PNG", "image/png")
    own = officer.word.package.relate(DOCUMENT, "image", "word/media/anh.png")
    linked = officer.related("image", f"{AWAY}anh.png")
    officer.put(PICTURE.format(drawn=DRAWN, blip=f"r:embed='{own}' r:link='{linked}'"), "Lời của cán bộ")
    done, word = officer.written_again()
    nothing_leads_away(word)
    (blip,) = word.find("Lời của cán bộ").iter("{http://schemas.openxmlformats.org/drawingml/2006/main}blip")
    assert blip.items() == [(f"{{{wordxml.R}}}embed", own)]
    assert word.package.related(DOCUMENT, "image")[own] == "word/media/anh.png"


def test_a_linked_object_becomes_the_picture_it_showed(officer: Officer) -> None:
    officer.word.package.put("word/media/so.emf", b"EMF", "image/x-emf")
    own = officer.word.package.relate(DOCUMENT, "image", "word/media/so.emf")
    away = officer.related("oleObject", r"file:///\\may-chu\so.xlsx")
    officer.put(OBJECT.format(drawn=DRAWN, own=own, away=away), "Bảng của phòng")
    done, word = officer.written_again()
    nothing_leads_away(word)
    paragraph = word.find("Bảng của phòng")
    assert [str(node.tag).rpartition("}")[2] for node in paragraph.iter()][2:5] == ["object", "shape", "imagedata"]
    assert any(r"đối tượng file:///\\may-chu\so.xlsx" in text for text in done.warnings)


def test_other_parts_from_elsewhere_go(officer: Officer) -> None:
    parts = {
        "subDocument": ("<w:subDoc r:id='{}'/>", "văn bản con"),
        "aFChunk": ("<w:altChunk r:id='{}'/>", "văn bản chèn"),
        "control": ("<w:control r:id='{}'/>", "điều khiển ActiveX"),
        "chart": ("<w:drawing><a><graphicData><chart r:id='{}'/></graphicData></a></w:drawing>", "phần"),
    }
    for kind, (xml, _) in parts.items():
        officer.put(xml.format(officer.related(kind, f"{AWAY}{kind}")), f"Lời ở {kind}")
    done, found = officer.written_again()
    nothing_leads_away(found)
    for kind in parts:
        assert [len(run) for run in found.find(f"Lời ở {kind}")] == [0, 1]
    told = " ".join(done.warnings)
    assert sum(f"{word} {AWAY}{kind}" in told for kind, (_, word) in parts.items()) == word_outside.SHOWN
    assert "và 1 phần nữa" in told


@pytest.mark.parametrize("part", ["settings", "webSettings"])
def test_templates_and_frames_go_from_the_settings(officer: Officer, part: str) -> None:
    name, tag = f"word/{part}.xml", {"settings": "attachedTemplate", "webSettings": "sourceFileName"}[part]
    kind = {"settings": "attachedTemplate", "webSettings": "frame"}[part]
    if name not in officer.word.package:
        officer.word.package.put(name, wordxml.written(wordxml.made(f"<w:{part}/>")), "x/xml")
        officer.word.package.relate(DOCUMENT, part, name)
    officer.word.package.root(name).insert(
        0, wordxml.made(f"<w:{tag} r:id='{officer.related(kind, f'{AWAY}mau.dotm', name)}'/>")
    )
    done, word = officer.written_again()
    nothing_leads_away(word)
    assert tag.encode() not in word.package.parts[name]
    assert any(f"{AWAY}mau.dotm" in text for text in done.warnings)


def test_an_address_that_only_pretends_to_be_inside_goes_too(officer: Officer) -> None:
    linked = officer.related("image", r"\\may-chu\anh.png", mode="")
    officer.put(PICTURE.format(drawn=DRAWN, blip=f"r:embed='{linked}'"))
    _, word = officer.written_again()
    nothing_leads_away(word)


def test_a_picture_called_a_hyperlink_is_still_a_picture(officer: Officer) -> None:
    linked = officer.related("hyperlink", f"{AWAY}anh.png")
    officer.put(PICTURE.format(drawn=DRAWN, blip=f"r:link='{linked}'"))
    _, word = officer.written_again()
    nothing_leads_away(word)


def test_a_hyperlink_stays_and_is_not_told(officer: Officer) -> None:
    linked = officer.related("hyperlink", f"{AWAY}van-ban")
    paragraph = officer.put("", "Xem")
    paragraph.append(wordxml.made(f"<w:hyperlink r:id='{linked}'><w:r><w:t>văn bản gốc</w:t></w:r></w:hyperlink>"))
    done, word = officer.written_again()
    assert f'Target="{AWAY}van-ban"'.encode() in word.package.parts["word/_rels/document.xml.rels"]
    assert word.find("văn bản gốc") is not None
    assert not [text for text in done.warnings if "nơi khác" in text]
    assert done.merged is not None and not done.merged.outside


def field(code: str, *shown: str) -> str:
    """A field as Word writes it, its code in two pieces."""
    half = len(code) // 2
    said = f"<w:instrText>{code[:half]}</w:instrText><w:instrText>{code[half:]}</w:instrText>"
    result = "".join(f"<w:t>{text}</w:t>" for text in shown)
    begin, separate, end = (f'<w:fldChar w:fldCharType="{kind}"/>' for kind in ("begin", "separate", "end"))
    return f"{begin}{said}{separate}{result}{end}"


def test_a_field_that_fetches_becomes_what_it_showed(officer: Officer) -> None:
    for name in word_outside.FETCHING:
        officer.put(field(f' {name.lower()} "{AWAY}x" ', f"kết quả của {name}."), "Lời của cán bộ")
    done, word = officer.written_again()
    nothing_leads_away(word)
    for name in word_outside.FETCHING:
        assert not list(wordxml.each(word.find(f"kết quả của {name}."), "fldChar", "instrText"))
    assert any(f"bỏ khỏi báo cáo {len(word_outside.FETCHING)} phần" in text for text in done.warnings)


def test_fields_within_fields(officer: Officer) -> None:
    """A page number in the code of one that fetches goes with the code; in its result it stays."""
    inner, page = field(" PAGE ", "7"), field(" PAGE ", "8")
    begin, separate, end = (f'<w:fldChar w:fldCharType="{kind}"/>' for kind in ("begin", "separate", "end"))
    code = f'<w:instrText> INCLUDETEXT "{AWAY}</w:instrText>{inner}<w:instrText>" </w:instrText>'
    officer.put(f"{begin}{code}{separate}<w:t>trang </w:t>{page}{end}", ", hết")
    _, word = officer.written_again()
    nothing_leads_away(word)
    paragraph = word.find("trang ")
    assert "".join(node.text or "" for node in wordxml.each(paragraph, "t")) == "trang 8, hết"
    assert [node.text for node in wordxml.each(paragraph, "instrText")] == [" PA", "GE "]
    assert len(list(wordxml.each(paragraph, "fldChar"))) == 3


def test_a_simple_field_and_an_address_of_a_shape(officer: Officer) -> None:
    officer.put(f"<w:fldSimple w:instr='DDEAUTO \"{AWAY}\"'><w:r><w:t>giá cũ</w:t></w:r></w:fldSimple>")
    officer.put(f"<w:pict {DRAWN}><v:shape><v:imagedata src='{AWAY}a.png'/></v:shape></w:pict>", "hình cũ")
    done, word = officer.written_again()
    nothing_leads_away(word)
    assert word.find("giá cũ") is not None and word.find("hình cũ") is not None
    assert any("bỏ khỏi báo cáo 2 phần" in text for text in done.warnings)


def test_what_runs_by_itself_goes_though_it_is_in_the_file(officer: Officer) -> None:
    """A control may show a page of the web, a chunk is HTML with whatever it names, an add-in of the web is fetched."""
    package, parts = officer.word.package, {}
    for kind in word_outside.RUNNING:
        parts[kind] = f"word/{kind}1.xml"
        package.put(parts[kind], b"<x/>", "application/xml")
    control, chunk = (package.relate(DOCUMENT, kind, parts[kind]) for kind in ("control", "aFChunk"))
    package.relate("", "webextensiontaskpanes", parts["webextensiontaskpanes"])
    officer.put(f"<w:object><w:pict/><w:control r:id='{control}'/></w:object>", "Lời ở nút")
    officer.put(f"<w:altChunk r:id='{chunk}'/>", "Lời ở đoạn")
    done, word = officer.written_again()
    assert [str(node.tag).rpartition("}")[2] for node in word.find("Lời ở nút").iter()][2:4] == ["object", "pict"]
    assert not list(wordxml.each(word.package.body, "control", "altChunk"))
    for name, content in word.package.parts.items():
        assert not name.endswith(".rels") or not any(f"/{kind}".encode() in content for kind in word_outside.RUNNING)
    assert any("bỏ khỏi báo cáo 3 phần" in text for text in done.warnings)


def test_many_parts_are_counted(officer: Officer) -> None:
    for number in range(5):
        linked = officer.related("image", f"{AWAY}{number}{'x' * 200}.png")
        officer.put(PICTURE.format(drawn=DRAWN, blip=f"r:link='{linked}'"))
    done, _ = officer.written_again()
    (told,) = (text for text in done.warnings if "nơi khác" in text)
    assert "; và 2 phần nữa." in told and len(told) < 600


def test_what_the_whole_file_is_related_to_goes_too(officer: Officer) -> None:
    package = officer.word.package
    node = package.root("_rels/.rels")
    values = {"Id": "rIdX", "Type": "x/image", "Target": AWAY, "TargetMode": "External"}
    node.append(node.makeelement(node[0].tag, values))
    word_outside.take_out(package)
    assert package.outside == [f"ảnh {AWAY}"]
    assert word_outside.warnings([]) == []
