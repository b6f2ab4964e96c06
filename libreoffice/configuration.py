"""What an extension tells LibreOffice of itself: its parts, its functions with their help, its menu and toolbar."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from libreoffice.interface import SERVICE, Method, methods_of
from workbook.function_help import help_of, parameters
from workbook.vba.toolbar import BUTTONS, Button
from xlcore.registry import Function

IDENTIFIER: Final = "org.chitieu"
JOBS: Final = "org.chitieu.Nut"
TITLE: Final = "Chỉ tiêu"
TOOLBAR: Final = "org.chitieu.thanh"
LOCALES: Final = ("en-US", "vi")
"""Excel's names are the same in every language; LibreOffice asks for the one that it shows its menus in, or English."""
HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
CATEGORY: Final = "Add-In"  # LibreOffice knows a fixed list
_OOR: Final = 'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
_CALC: Final = "com.sun.star.sheet.SpreadsheetDocument"


def functions(known: Iterable[Function]) -> str:
    """CalcAddIns.xcu: names and help of the functions, and the names that Excel's files have for them."""
    body = _node("AddInFunctions", "".join(_method(one) for function in known for one in methods_of(function)))
    return _component("org.openoffice.Office", "CalcAddIns", _node("AddInInfo", _new(SERVICE, body)))


def _method(method: Method) -> str:
    function = method.function
    told = zip(parameters(function), help_of(function), strict=True)
    arguments = "".join(_new(name, _named("DisplayName", name) + _named("Description", text)) for name, text in told)
    facts = _named("DisplayName", function.name) + _named("Description", function.doc)
    facts += _plain("Category", CATEGORY) + _named("CompatibilityName", function.name)
    return _new(method.name, facts + _node("Parameters", arguments))


def buttons() -> str:
    """Addons.xcu: the menu and the toolbar "Chỉ tiêu", which spreadsheets alone have."""
    items = "".join(_new(f"m{place}", _button(one)) for place, one in enumerate(BUTTONS, 1))
    menu = _named("Title", TITLE) + _plain("Context", _CALC) + _node("Submenu", items)
    body = _node("OfficeMenuBar", _new(IDENTIFIER, menu)) + _node("OfficeToolBar", _new(TOOLBAR, items))
    return _component("org.openoffice.Office", "Addons", _node("AddonUI", body))


def url_of(job: str) -> str:
    """What a click on the button of a job dispatches."""
    return f"service:{JOBS}?{job}"


def _button(button: Button) -> str:
    facts = _plain("URL", url_of(button.job)) + _named("Title", button.label) + _plain("Target", "_self")
    return facts + _plain("Context", _CALC)


def toolbar() -> str:
    """CalcWindowState.xcu: what the toolbar is called, and that it shows words, since it has no pictures."""
    facts = _named("UIName", TITLE) + _plain("Visible", "true") + _plain("Style", "1")
    states = _node("UIElements", _node("States", _new(f"private:resource/toolbar/addon_{TOOLBAR}", facts)))
    return _component("org.openoffice.Office.UI", "CalcWindowState", states)


EVENTS: Final = ("OnLoadFinished", "OnSaveDone", "OnSaveAsDone", "OnCopyTo", "OnCopyToDone")


def events() -> str:
    """Jobs.xcu: what LibreOffice tells us of workbooks that are opened and saved."""
    job = _node("Jobs", _new("ChiTieu", _plain("Service", JOBS)))
    told = "".join(_new(event, _node("JobList", _new("ChiTieu", ""))) for event in EVENTS)
    return _component("org.openoffice.Office", "Jobs", job + _node("Events", told))


def _component(package: str, name: str, body: str) -> str:
    return f'{HEAD}<oor:component-data {_OOR} oor:package="{package}" oor:name="{name}">{body}</oor:component-data>\n'


def _node(name: str, body: str) -> str:
    return f"<node oor:name={quoteattr(name)}>{body}</node>"


def _new(name: str, body: str) -> str:
    return f'<node oor:name={quoteattr(name)} oor:op="replace">{body}</node>'


def _named(name: str, text: str) -> str:
    values = "".join(f'<value xml:lang="{tag}">{escape(text)}</value>' for tag in LOCALES)
    return f'<prop oor:name="{name}">{values}</prop>'


def _plain(name: str, text: str) -> str:
    return f'<prop oor:name="{name}"><value>{escape(text)}</value></prop>'
