"""Our own VBA and the ribbon tab: what mail filters, Office and an officer meet of them."""

from __future__ import annotations

import unicodedata

import pytest
from oletools.olevba import VBA_Scanner
from ribbon_rules import broken_rules

from workbook import buttons, installation
from workbook.vba.project import Module, project_bytes, read_modules
from workbook.vba.sources import own_modules
from workbook.vba.toolbar import ADVICE, BUTTONS, RIBBON_2007, RIBBON_2010, ribbon_xml


def suspicious(source: str) -> list[tuple[str, str]]:
    """What oletools makes of a source: its kind of finding and the word."""
    return [(kind, word) for kind, word, _ in VBA_Scanner(source).scan(include_decoded_strings=True)]


def test_nothing_in_our_sources_is_suspicious_but_that_they_start_a_process() -> None:
    found = {module.name: suspicious(module.source) for module in own_modules()}
    assert found == {"ChiTieuMay": [("Suspicious", "Shell")], "ChiTieuNut": []}


def test_our_sources_can_be_written_and_come_back() -> None:
    assert read_modules(project_bytes(own_modules())) == own_modules()


def test_every_button_starts_a_job_that_there_is() -> None:
    source = next(module.source for module in own_modules() if module.name == "ChiTieuNut")
    assert [button.job for button in BUTTONS] == list(buttons.COMMANDS)
    for button in BUTTONS:
        assert f'Public Sub {button.macro}()\n    ChiTieu_Start "ribbon {button.job}"\nEnd Sub' in source


def test_the_launcher_looks_where_the_installer_writes() -> None:
    source = next(module.source for module in own_modules() if module.name == "ChiTieuMay")
    program, section = installation.SETTING.removeprefix(installation.SETTINGS + "\\").split("\\")
    assert f'GetSetting("{program}", "{section}", "{installation.INTERPRETER}", "")' in source


@pytest.mark.parametrize("namespace", [RIBBON_2007, RIBBON_2010])
def test_the_ribbon_keeps_to_the_rules(namespace: str) -> None:
    assert broken_rules(ribbon_xml(namespace), own_modules()) == []


SPOILT = {
    "a callback that is not there": (b"ChiTieuNut.ChiTieu_Ribbon", b"ChiTieuNut.ChiTieu_Ribon"),
    "an id twice": (b'"ChiTieu_KyMoi" label', b'"ChiTieu_KiemTra" label'),
    "an attribute that a tab does not have": (b"<tab ", b'<tab size="large" '),
    "a button without a label": (b'label="T\xc3\xadnh l\xe1\xba\xa1i" ', b""),
    "another namespace": (b"2009/07", b"2010/07"),
    "a keytip that nobody can type": (b'keytip="T"', 'keytip="Ệ"'.encode()),
}


@pytest.mark.parametrize(("old", "new"), SPOILT.values(), ids=SPOILT)
def test_a_ribbon_that_breaks_a_rule_is_found(old: bytes, new: bytes) -> None:
    part = ribbon_xml()
    assert old in part
    assert broken_rules(part.replace(old, new), own_modules())


def test_a_callback_with_other_arguments_is_found() -> None:
    modules = [Module("ChiTieuNut", "standard", "Public Sub ChiTieu_Ribbon()\nEnd Sub\n")]
    assert broken_rules(ribbon_xml(), modules)


def test_what_an_officer_reads_is_vietnamese_and_composed() -> None:
    texts = [ADVICE, *(text for button in BUTTONS for text in (button.label, button.tip))]
    assert all(unicodedata.is_normalized("NFC", text) for text in texts)
    assert len(ADVICE) <= 255, "a longer text cannot stand in a name"
    assert ADVICE.count("|") == 2 and '"' not in ADVICE
    assert len({button.key for button in BUTTONS}) == len(BUTTONS)
