"""Word templates that somebody wrote to do harm, and what each may not do."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Final, NamedTuple

from tests.workbook.report_cases import PACK, edited
from workbook import packs

PLACE: Final = "Số: {{ so_ky_hieu }}"
BODY: Final = "word/document.xml"
HUGE: Final = "9" * 9


class Template(NamedTuple):
    """A hostile template: its name, how it is made, and the code of the refusal (``""``: it may be filled)."""

    name: str
    make: Callable[[], bytes]
    code: str


def saying(code: str) -> Callable[[], bytes]:
    """The pack's template with ``code`` in one of its paragraphs."""
    return lambda: edited({PLACE: code.replace("&", "&amp;").replace("<", "&lt;")})


def with_parts(change: Callable[[dict[str, bytes]], None], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The pack's template with other parts."""
    with zipfile.ZipFile(io.BytesIO(packs.word_template(PACK))) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    change(parts)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as target:
        for name, data in parts.items():
            target.writestr(name, data)
    return buffer.getvalue()


def in_body(old: bytes, new: bytes) -> Callable[[], bytes]:
    def change(parts: dict[str, bytes]) -> None:
        assert old in parts[BODY]
        parts[BODY] = parts[BODY].replace(old, new, 1)

    return lambda: with_parts(change)


def bomb() -> bytes:
    return with_parts(lambda parts: parts.update({"word/media/a.xml": b" " * (40 << 20)}))


def laughs() -> bytes:
    entities = b"".join(b'<!ENTITY l%d "%b">' % (i, b"&l%d;" % (i - 1) * 10 if i else b"ha") for i in range(12))

    def change(parts: dict[str, bytes]) -> None:
        head, mark, rest = parts[BODY].partition(b"?>")
        parts[BODY] = head + mark + b"<!DOCTYPE a [" + entities + b"]>" + rest.replace(b"</w:t>", b"&l11;</w:t>", 1)

    return with_parts(change)


def external_entity() -> bytes:
    def change(parts: dict[str, bytes]) -> None:
        head, mark, rest = parts[BODY].partition(b"?>")
        declared = b'<!DOCTYPE a [<!ENTITY l SYSTEM "file:///etc/passwd">]>'
        parts[BODY] = head + mark + declared + rest.replace(b"</w:t>", b"&l;</w:t>", 1)

    return with_parts(change)


def without_grid() -> bytes:
    def change(parts: dict[str, bytes]) -> None:
        text = parts[BODY]
        start, end = text.index(b"<w:tblGrid>"), text.index(b"</w:tblGrid>") + len(b"</w:tblGrid>")
        parts[BODY] = text[:start] + text[end:]

    return with_parts(change)


def nested(count: int) -> str:
    return "{% if nam %}" * count + "x" + "{% endif %}" * count


FORBIDDEN, SYNTAX, LONG, FAILS = "template-forbidden", "template-syntax", "template-too-long", "template-expression"
UNKNOWN, CORRUPT = "template-placeholder", "template-corrupt"

CODE: Final = {
    "a walk to every class": ("{{ ''.__class__.__mro__[1].__subclasses__() }}", FORBIDDEN),
    "a walk by brackets": ("{{ ''['__class__'] }}", FORBIDDEN),
    "a walk by a joined name": ("{{ nam['__cl' ~ 'ass__'] }}", FAILS),
    "a walk by the filter attr": ("{{ ''|attr('__class__') }}", SYNTAX),
    "a walk by the filter map": ("{{ trich_yeu|map(attribute='__class__')|list }}", SYNTAX),
    "a walk by format": ("{{ '{0.__class__}'.format(nam) }}", FORBIDDEN),
    "a walk from a function": ("{{ range.__init__.__globals__ }}", FORBIDDEN),
    "a walk from the loop": ("{% for x in trich_yeu %}{{ loop.__init__ }}{% endfor %}", FORBIDDEN),
    "a walk from a joiner": ("{{ joiner.__init__.__globals__.os }}", FORBIDDEN),
    "a walk from self": ("{{ self._TemplateReference__context }}", FORBIDDEN),
    "a global of jinja": ("{{ lipsum(n=100000) }}", FORBIDDEN),
    "a namespace": ("{% set ns = namespace(x=1) %}", FORBIDDEN),
    "include": ("{% include '/etc/passwd' %}", FORBIDDEN),
    "import": ("{% import 'os' as os %}", FORBIDDEN),
    "from import": ("{% from 'os' import system %}", FORBIDDEN),
    "extends": ("{% extends 'http://127.0.0.1:9/a' %}", FORBIDDEN),
    "a macro that calls itself": ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", FORBIDDEN),
    "a block": ("{% block a %}{{ self.a() }}{% endblock %}", FORBIDDEN),
    "a call block": ("{% call range(3) %}x{% endcall %}", FORBIDDEN),
    "a filter block": ("{% filter upper %}x{% endfilter %}", FORBIDDEN),
    "a block of text that is set": ("{% set a %}{{ nam }}{% endset %}", FORBIDDEN),
    "autoescape off": ("{% autoescape false %}{{ nam }}{% endautoescape %}", FORBIDDEN),
    "a recursive loop": ("{% for x in trich_yeu recursive %}{{ loop(trich_yeu) }}{% endfor %}", FORBIDDEN),
    "raw XML by the filter safe": ("{{ '<w:p/>'|safe }}", SYNTAX),
    "a text 10^9 times": ("{{ 'x' * 10**9 }}", FORBIDDEN),
    "a text 999,999,999 times": (f"{{{{ 'x' * {HUGE} }}}}", FAILS),
    "a list 999,999,999 times": (f"{{{{ [1] * {HUGE} }}}}", FAILS),
    "a power": ("{{ 9 ** 999999999 }}", FORBIDDEN),
    "squares of squares": ("{% set a = 99999 %}" + "{% set a = a * a %}" * 40 + "{{ a }}", FAILS),
    "a text that doubles 60 times": ("{% set a = 'xx' %}" + "{% set a = a ~ a %}" * 60 + "{{ a }}", LONG),
    "a sum of texts that doubles": ("{% set a = 'xx' %}" + "{% set a = a + a %}" * 60 + "{{ a }}", LONG),
    "a list within lists": ("{% set a = [1] %}" + "{% set a = [a, a] %}" * 40 + "{{ a }}", FORBIDDEN),
    "a join that doubles": ("{% set a = 'xxxxxxxx' %}" + "{% set a = a|join(a) %}" * 20 + "{{ a }}", LONG),
    "a replace that multiplies": ("{% set a = 'x' * 9 %}" + "{% set a = a|replace('x', a) %}" * 9, FAILS),
    "a replace that squares": ("{% set a = 'xxxx' %}" + "{% set a = a|replace('x', a) %}" * 9 + "{{ a }}", LONG),
    "a width of 10^9": ("{{ 'x'.ljust(1000000000) }}", FORBIDDEN),
    "a width by a method without its name": ("{% set f = 'x'['ljust'] %}{{ f(1000000000) }}", FORBIDDEN),
    "range under another name": ("{% set range = 'x'['ljust'] %}{{ range(1000000000) }}", FORBIDDEN),
    "a width by the filter center": ("{{ 'x'|center(1000000000) }}", SYNTAX),
    "a width by the filter format": ("{{ '%1000000000d'|format(1) }}", SYNTAX),
    "a width by a percent sign": ("{{ '%1000000000d' % 1 }}", FAILS),
    "10^9 decimals": ("{{ 1.5|round(1000000000) }}", ""),
    "a range of 10^9": ("{% for i in range(1000000000) %}x{% endfor %}", FAILS),
    "ranges within ranges": ("{% for i in range(99999) %}{% for j in range(99999) %}x{% endfor %}{% endfor %}", LONG),
    "13 loops within one another": ("{% for i in range(9) %}" * 13 + "x" + "{% endfor %}" * 13, FORBIDDEN),
    "12 loops within one another": ("{% for i in range(9) %}" * 12 + "x" + "{% endfor %}" * 12, LONG),
    "a range as a list, over and over": (
        "{% for i in range(99999) %}{{ range(99999)|list|join|length }}{% endfor %}",
        LONG,
    ),
    "a sort in every round": ("{% for i in range(99999) %}{% if range(99999)|sort %}{% endif %}{% endfor %}", LONG),
    "a thousand branches within one another": (nested(1_000), SYNTAX),
    "4,000 brackets": ("{{ " + "(" * 4_000 + "1" + ")" * 4_000 + " }}", SYNTAX),
    "200 brackets": ("{{ " + "(" * 200 + "1" + ")" * 200 + " }}", SYNTAX),
    "a chain of 160 methods": ("{{ nam" + "|upper" * 75 + " }}", ""),
    "a tag of 100,000 spaces": ("{% colspan" + " " * 100_000 + "x", SYNTAX),
    "100,000 tags that do not end": ("{{p " * 100_000, SYNTAX),
    "6,000 tags": ("{{ nam }}" * 6_000, SYNTAX),
    "a number of 400 digits": ("{{ " + "9" * 400 + " + 1 }}", FAILS),
    "half a surrogate pair": ('{{ "\\ud800" }}', "template-tags"),
    "a NUL": ('{{ "\\x00" }}', "template-tags"),
    "division by zero": ("{{ 1 / 0 }}", FAILS),
    "the environment": ("{{ environment.loader }}", UNKNOWN),
    "a file": ("{{ open('/etc/passwd').read() }}", FORBIDDEN),
    "a UDF": ("{{ CT_TRANG_THAI(1) }}", FORBIDDEN),
}

TEMPLATES: Final[list[Template]] = [
    *[Template(name, saying(code), answer) for name, (code, answer) in CODE.items()],
    Template("a part of 40 MB that packs to nothing", bomb, CORRUPT),
    Template("entities that expand", laughs, CORRUPT),
    Template("an external entity", external_entity, CORRUPT),
    Template("a table without a grid", without_grid, CORRUPT),
    Template("a span of 10^9", in_body(b"<w:tcPr>", b'<w:tcPr><w:gridSpan w:val="1000000000"/>'), ""),
    Template("a span that is no number", in_body(b"<w:tcPr>", b'<w:tcPr><w:gridSpan w:val="x"/>'), CORRUPT),
    Template("a tag within an attribute", in_body(b"<w:body>", b'<w:body w:x="{{ ' + b"{" * 300 + b'">'), SYNTAX),
]
