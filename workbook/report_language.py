"""The language of Word templates: a small part of jinja's, with bounds. What a template may not say is refused.

A template comes with its pack, and so perhaps by mail. It may print what the report gives it, choose and repeat; it
reaches nothing else, and what it prints has a bounded length. Each part of jinja's language is refused unless it is
listed here, before anything runs. docxtpl's regular expressions read a template before jinja does, and take time that
grows with the square of a tag's length; so tags are looked at before docxtpl sees them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from jinja2 import StrictUndefined, TemplateSyntaxError, Undefined, nodes, pass_context
from jinja2.defaults import DEFAULT_TESTS
from jinja2.sandbox import SandboxedEnvironment

from workbook import report_marks, report_template
from workbook.refusal import Refusal

PRINTED: Final = 20_000_000  # characters of a filled part of the document; the longest report known has 2 million
STEPS: Final = 500_000  # parts of expressions that are evaluated; a table of 2,000 rows takes 100,000
SOURCE: Final = 8_000_000  # characters of a part of the template
TAGS: Final = 5_000
TAG: Final = 500  # characters of a tag
SPACES: Final = 20
DEPTH: Final = 12  # loops and branches within one another
NUMBER: Final = 1e15
TEXT: Final = 1_000_000  # characters of a text that is made of others
STEP: Final = 20  # characters or items of a value that a filter goes through in one step

_OPENING: Final = re.compile(r"\{[{%#]")
_CLOSING: Final = {"{{": "}}", "{%": "%}", "{#": "#}"}
_XML_TAG: Final = re.compile(r"<[^>]*>")
_WIDE: Final = re.compile(rf"\s{{{SPACES},}}")
_IN_ATTRIBUTE: Final = re.compile(r"<[^<>]*\{[{%#][^<>]*>")

_STATEMENTS: Final = frozenset({"Template", "Output", "TemplateData", "For", "If", "Assign"})
_EXPRESSIONS: Final = frozenset(
    {
        "Name", "Const", "Getattr", "Getitem", "Slice", "Filter", "Test", "Call", "CondExpr", "Compare", "Operand",
        "And", "Or", "Not", "Neg", "Pos", "Add", "Sub", "Mul", "Div", "FloorDiv", "Mod", "Concat", "List", "Tuple",
        "Keyword",
    }
)  # fmt: skip
_METHODS: Final = frozenset(
    {"upper", "lower", "title", "capitalize", "strip", "lstrip", "rstrip", "startswith", "endswith"}
)
_FUNCTIONS: Final = frozenset({"range"})
_NAMES: Final = frozenset({"loop", "range"})  # jinja's own; a template may not give them another meaning
_TESTS: Final = (
    "defined", "undefined", "none", "string", "number", "odd", "even", "eq", "ne", "lt", "le", "gt", "ge", "in", "true",
    "false",
)  # fmt: skip
_JOINED: Final = " noi"  # names that no template can spell
_COUNTED: Final = " dem"


def too_long() -> Refusal:
    """The refusal for a template that would print without end."""
    return Refusal(
        "template-too-long",
        "Mẫu Word: điền mẫu ra văn bản quá dài, vì một vòng lặp, một phép nhân hay phép nối lặp quá nhiều lần: hãy sửa "
        "lại trong mẫu rồi xuất lại.",
    )


def forbidden_word(line: str, word: str) -> Refusal:
    """The refusal for a part of jinja's language that templates do without."""
    return Refusal(
        "template-forbidden",
        f"Mẫu Word: đoạn “{line}” dùng “{word}”, điều mẫu báo cáo không được dùng: hãy bỏ đi trong mẫu rồi xuất lại.",
    )


def require_bounded_tags(xml: str) -> None:
    """``Refusal`` when a part of a template is too long, ``OddTag`` when a tag in it is, or does not end."""
    if len(xml) > SOURCE:
        raise too_long()
    for text in (_XML_TAG.sub("", xml), *_IN_ATTRIBUTE.findall(xml)):
        _require_bounded_tags(text)


def _require_bounded_tags(text: str) -> None:
    at = count = 0
    while found := _OPENING.search(text, at):
        count += 1
        start = found.start()
        end = text.find(_CLOSING[found[0]], start + 2, start + TAG)
        tag = text[start : end + 2] if end >= 0 else text[start : start + TAG]
        if end < 0 or _OPENING.search(tag, 2) or _WIDE.search(tag) or count > TAGS:
            raise OddTag(report_template.shortened(tag), 1)
        at = end + 2


class OddTag(TemplateSyntaxError):
    """A tag that is too long, too deep or without its end; the message is its text."""


class Language(SandboxedEnvironment):
    """jinja's environment with what a template may say; made anew for every report, for it counts what is done."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%"})

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=True, finalize=_printed)
        self.printed = self.steps = 0
        self.globals = {name: self.globals[name] for name in _FUNCTIONS}
        self.tests = {name: DEFAULT_TESTS[name] for name in _TESTS}
        self.filters = {name: _charged(function) for name, function in _FILTERS.items()}
        self.filters |= {_JOINED: _joined, _COUNTED: _counted}

    def spend(self, printed: int, steps: int = 1) -> None:
        """Counts characters that are printed or made, and steps; ``Refusal`` when there are too many."""
        self.printed += printed
        self.steps += steps
        if self.printed > PRINTED or self.steps > STEPS:
            raise too_long()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        try:
            tree = super()._parse(source, name, filename)
            _Grammar(source).check(tree)
        except RecursionError:
            raise OddTag("…", 1) from None
        _count(tree)
        tree.set_environment(self)
        return tree

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic is for numbers; ``+`` also joins texts."""
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            self.spend(len(left) + len(right))
            return left + right
        if not all(isinstance(each, int | float) and abs(each) < NUMBER for each in (left, right)):
            raise TypeError(f"{operator} of {type(left).__name__} and {type(right).__name__}")
        return super().call_binop(context, operator, left, right)

    def call(self, context: Any, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        """A method of a text costs what the text is long."""
        self.spend(0, _size(getattr(function, "__self__", None)))
        return super().call(context, function, *args, **kwargs)


@pass_context
def _printed(context: Any, value: object) -> object:
    """What is printed; it needs the context so that jinja does not do it beforehand, once for all rounds of a loop."""
    context.environment.spend(len(value) if isinstance(value, str) else 30, 0)
    return report_marks.printed(value)


@pass_context
def _joined(context: Any, values: Sequence[object]) -> str:
    """What ``~`` makes: the values as texts, one after the other."""
    texts = [str(value) for value in values]
    context.environment.spend(sum(map(len, texts)))
    return "".join(texts)


@pass_context
def _counted(context: Any, printed: int, steps: int) -> str:
    """Counts the text of a branch or of a round of a loop, and the steps in it; prints nothing."""
    context.environment.spend(printed, steps)
    return ""


class _Grammar:
    """Reads a template's syntax tree and refuses what is not in the language."""

    def __init__(self, source: str) -> None:
        self.source = source

    def check(self, node: nodes.Node, depth: int = 0) -> None:
        kind = type(node).__name__
        if kind not in _STATEMENTS and kind not in _EXPRESSIONS:
            raise self._forbidden(node, _WORDS.get(kind, kind.lower()))
        if kind in ("For", "If"):
            depth += 1
            if depth > DEPTH:
                raise self._forbidden(node, f"{DEPTH + 1} tầng lặp và điều kiện")
        word = _fault(node)
        if word:
            raise self._forbidden(node, word)
        for child in node.iter_child_nodes():
            self.check(child, depth - 1 if isinstance(node, nodes.If) and child in node.elif_ else depth)

    def _forbidden(self, node: nodes.Node, word: str) -> Refusal:
        return forbidden_word(report_template.text_of_line(self.source, node.lineno or 1), word)


# How a template spells the statements that an officer may have seen elsewhere.
_WORDS: Final = {
    "Include": "include", "Import": "import", "FromImport": "import", "Extends": "extends", "Macro": "macro",
    "CallBlock": "call", "FilterBlock": "filter", "AssignBlock": "set … endset", "With": "with", "Block": "block",
    "Pow": "**", "Dict": "{…}", "NSRef": "namespace", "Scope": "autoescape",
}  # fmt: skip


def _fault(node: nodes.Node) -> str:
    """The word of a node of a kind that is allowed, but not as it stands here; "" when it may stand."""
    if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
        return node.attr
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) and str(node.arg.value).startswith("_"):
        return str(node.arg.value)
    if isinstance(node, nodes.Call):
        return _called(node)
    if isinstance(node, nodes.For | nodes.Assign):
        plain = isinstance(node.target, nodes.Name) and node.target.name not in _NAMES
        return "" if plain and not (isinstance(node, nodes.For) and node.recursive) else "for … recursive"
    if isinstance(node, nodes.List | nodes.Tuple) and not all(isinstance(item, nodes.Const) for item in node.items):
        return "[…]"
    if isinstance(node, nodes.Filter) and (node.node is None or node.dyn_args or node.dyn_kwargs):
        return "*"
    return ""


def _called(node: nodes.Call) -> str:
    called = node.node
    name = called.name if isinstance(called, nodes.Name) else called.attr if isinstance(called, nodes.Getattr) else "()"
    known = _FUNCTIONS if isinstance(called, nodes.Name) else _METHODS if isinstance(called, nodes.Getattr) else ()
    return "" if name in known and not node.dyn_args and not node.dyn_kwargs else name


# What counts ---------------------------------------------------------------------------------------------------------


def _count(node: nodes.Node) -> None:
    """Puts the counting of what is printed and done into a syntax tree, and ``~`` into our hands."""
    for child in node.iter_child_nodes():
        _count(child)
    for name in node.fields:
        value = getattr(node, name)
        if isinstance(value, list):
            setattr(node, name, [_rejoined(each) for each in value])
        elif isinstance(value, nodes.Node):
            setattr(node, name, _rejoined(value))
    for body in _bodies(node):
        if body:
            body.insert(0, _counter(body, node))


def _bodies(node: nodes.Node) -> list[list[nodes.Node]]:
    """The statements that one of them may run often, or not at all."""
    if isinstance(node, nodes.Template):
        return [node.body]
    return [node.body, node.else_] if isinstance(node, nodes.For | nodes.If) else []


def _counter(body: list[nodes.Node], owner: nodes.Node) -> nodes.Node:
    data = (child for each in body if isinstance(each, nodes.Output) for child in each.nodes)
    length = sum(len(child.data) for child in data if isinstance(child, nodes.TemplateData))
    steps = 1 + sum(map(_steps, body))
    if isinstance(owner, nodes.For) and owner.test is not None:
        steps += _steps(owner.test)
    line = owner.lineno
    counted = nodes.Filter(
        nodes.Const(length, lineno=line), _COUNTED, [nodes.Const(steps, lineno=line)], [], None, None, lineno=line
    )
    return nodes.Output([counted], lineno=line)


def _steps(node: nodes.Node) -> int:
    """How many parts of expressions a statement evaluates by itself: those of its bodies count for themselves."""
    if isinstance(node, nodes.TemplateData):
        return 0
    inner = {id(child) for body in _bodies(node) for child in body}
    return 1 + sum(_steps(child) for child in node.iter_child_nodes() if id(child) not in inner)


def _rejoined(node: Any) -> Any:
    """``~`` as a filter of ours: jinja would join without asking how long the text gets."""
    if not isinstance(node, nodes.Concat):
        return node
    texts = nodes.List(node.nodes, lineno=node.lineno)
    return nodes.Filter(texts, _JOINED, [], [], None, None, lineno=node.lineno)


# The filters ---------------------------------------------------------------------------------------------------------


def _charged(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that counts the size of what it is given, and the length of the text that it makes."""

    @pass_context
    def filtered(context: Any, value: Any, *args: Any) -> Any:
        spend = context.environment.spend
        spend(0, _size(value) + sum(map(_size, args)))
        made = function(value, *args)
        spend(len(made) if isinstance(made, str) else 0)
        return made

    return filtered


def _size(value: object) -> int:
    return 1 + (len(value) // STEP if isinstance(value, str | list | tuple | dict | range) else 0)


def _join(values: Iterable[object], between: object = "") -> str:
    sign = str(between)
    if isinstance(values, str):
        _require_short(len(values) * (1 + len(sign)))
    texts = [str(value) for value in values]
    _require_short(sum(map(len, texts)) + len(texts) * len(sign))
    return sign.join(texts)


def _replace(text: object, old: object, new: object) -> str:
    whole, before, after = str(text), str(old), str(new)
    _require_short(len(whole) + whole.count(before) * max(len(after) - len(before), 0))
    return whole.replace(before, after)


def _round(value: Any, digits: Any = 0) -> float:
    return round(float(value), max(-15, min(int(digits), 15)))


def _default(value: object, other: object = "", also_false: object = False) -> object:
    return other if isinstance(value, Undefined) or (also_false and not value) else value


def _require_short(length: int) -> None:
    if length > TEXT:
        raise too_long()


_FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "abs": abs,
    "capitalize": lambda value: str(value).capitalize(),
    "count": len,
    "d": _default,
    "default": _default,
    "first": lambda value: next(iter(value)),
    "float": float,
    "int": int,
    "join": _join,
    "last": lambda value: value[-1],
    "length": len,
    "list": list,
    "lower": lambda value: str(value).lower(),
    "replace": _replace,
    "reverse": lambda value: value[::-1],
    "round": _round,
    "sort": sorted,
    "string": str,
    "title": lambda value: str(value).title(),
    "trim": lambda value: str(value).strip(),
    "upper": lambda value: str(value).upper(),
}
