"""The conditions of questions: what they may speak of, and that none waits for itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from guichet.catalogue.forms.questions import ANSWERS, ATTACHED, ROW, Kind, Question
from guichet.kernel.errors import Invalid
from guichet.kernel.expressions import ExpressionFault, compile_expression

# What is asked of the answers as a whole is known only with them.
_UNTYPED = re.compile(r"\bhas\s*\(|\b(?:answers|row)\b(?!\.)")
_NAMES = {"answers": re.compile(r"\banswers\.([A-Za-z_]\w*)"), "row": re.compile(r"\brow\.([A-Za-z_]\w*)")}
_TYPES: dict[Kind, str] = {
    Kind.YES_NO: "bool",
    Kind.CHOICES: "list_string",
    Kind.NUMBER: "double",
    Kind.PERIOD: "map",
    Kind.AREA: "map",
    Kind.GROUP: "list",
} | dict.fromkeys(ATTACHED, "list")


def names_in(source: str, root: str = "answers") -> set[str]:
    """Give the codes of the questions whose answers a condition looks at (`row`: those of its own row)."""
    return set(_NAMES[root].findall(source))


def check_conditions(questions: Sequence[Question]) -> None:
    """Refuse a condition that does not compile, or names an answer that no other question gives. Raises Invalid."""
    for question in questions:
        others = [other for other in questions if other is not question]
        for source in (question.shown_if, question.required_if):
            if source:
                _check(question.code, source, {"answers": others})
        for inner in question.questions:
            rest = [other for other in question.questions if other is not inner]
            for source in (inner.shown_if, inner.required_if):
                if source:
                    _check(question.code, source, {"answers": others, "row": rest})


def _check(code: str, source: str, known: Mapping[str, Sequence[Question]]) -> None:
    roots = ANSWERS | (ROW if "row" in known else {})
    unknown = [
        name
        for root, others in known.items()
        for name in sorted(names_in(source, root) - {other.code for other in others})
    ]
    try:
        compile_expression(source, roots, result="bool")
        if not unknown:
            _check_types(source, known)
    except ExpressionFault as fault:
        raise Invalid(
            _("Question “%(code)s”: %(fault)s") % {"code": code, "fault": fault.message},
            fields={code: fault.message},
        ) from fault
    for name in unknown:
        message = _("Question “%(code)s”: no other question is called “%(name)s”.") % {
            "code": code,
            "name": name,
        }
        raise Invalid(message, fields={code: message})


def _check_types(source: str, known: Mapping[str, Sequence[Question]]) -> None:
    """Compare answers with what they can be: a text with a text, a number with a whole number or one with decimals."""
    if _UNTYPED.search(source):
        return
    types = {
        f"{root}.{question.code}": _TYPES.get(question.kind, "string")
        for root, others in known.items()
        for question in others
    }
    try:
        compile_expression(source, types, result="bool")
    except ExpressionFault as fault:
        whole = {name: "int" if kind == "double" else kind for name, kind in types.items()}
        try:
            compile_expression(source, whole, result="bool")
        except ExpressionFault:
            raise fault from None


def check_circles(questions: Sequence[Question]) -> None:
    """Refuse questions that each are asked only when the other is answered: none ever would be. Raises Invalid."""
    _check_circle({question.code: names_in(question.shown_if) for question in questions}, questions)
    for group in questions:
        _check_circle({inner.code: names_in(inner.shown_if, "row") for inner in group.questions}, [group])


def _check_circle(waits_for: Mapping[str, set[str]], questions: Sequence[Question]) -> None:
    top = {question.code for question in questions}
    for code in waits_for:
        if path := _path_back(code, waits_for):
            message = _("These questions wait for each other, so none is ever asked: %(path)s.") % {
                "path": " → ".join(path)
            }
            field = code if code in top else next(iter(top))
            raise Invalid(message, fields={field: message})


def _path_back(code: str, waits_for: Mapping[str, Iterable[str]]) -> list[str]:
    """Give a way from a question to itself over what it waits for; nothing when there is none."""
    ways: list[list[str]] = [[code]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for name in sorted(waits_for.get(way[-1], ())):
            if name == code:
                return [*way, code]
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []
