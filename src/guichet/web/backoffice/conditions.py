"""Conditions chosen in words: « Afficher si la taille est grande et la durée dépasse 7 jours », over the CEL they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from guichet.catalogue.forms import Kind
from guichet.kernel.texts import localise
from guichet.web.backoffice.bilingual import language
from guichet.web.backoffice.explaining import quoted

Draft = Mapping[str, Any]
MOST = 5
AND, OR = "and", "or"
_JOINS = {AND: " && ", OR: " || "}
_HOLE = "{value}"
_NUMBER = r"-?\d+(?:\.\d+)?"
_TEXT = r'"[^"\\]*"'


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that can be asked of an answer: the question, the words, its CEL, where {value} is what is typed."""

    question: str
    words: str
    source: str
    takes: str = ""

    def with_value(self, typed: str) -> str:
        """Give the CEL with a typed value; empty when the value cannot be read."""
        if not self.takes:
            return self.source
        value = _number(typed) if self.takes == "number" else _text(typed)
        return self.source.replace(_HOLE, value) if value else ""

    def value_in(self, source: str) -> str | None:
        """Give the value that stands in a piece of CEL made from this clause; None for another piece."""
        pattern = re.escape(self.source).replace(
            re.escape(_HOLE), f"({_NUMBER if self.takes == 'number' else _TEXT})"
        )
        found = re.fullmatch(pattern, source)
        if found is None:
            return None
        return found[1].strip('"').removesuffix(".0") if self.takes else ""


def _number(typed: str) -> str:
    try:
        number = Decimal(typed.strip().replace(",", ".").replace("\u00a0", "").replace(" ", ""))
    except InvalidOperation:
        return ""
    if not number.is_finite():
        return ""
    plain = format(number, "f")
    return plain if "." in plain else f"{plain}.0"


def _text(typed: str) -> str:
    clean = typed.strip().replace('"', "").replace("\\", "")
    return f'"{clean}"' if clean else ""


def clauses_over(others: Iterable[Draft], root: str = "answers") -> list[Clause]:
    """Give what can be asked of the answers to some questions, in the order of the form."""
    found: list[Clause] = []
    for other in others:
        code = other.get("code")
        if code:
            label = quoted(localise(other.get("label") or {}, language()))
            found += [Clause(label, *piece) for piece in _pieces(other, f"{root}.{code}")]
    return found


def _pieces(other: Draft, name: str) -> list[tuple[str, ...]]:
    kind = str(other.get("kind"))
    if kind == Kind.CHOICE.value:
        return [piece for option in _options(other) for piece in _of_choice(name, *option)]
    if kind == Kind.CHOICES.value:
        return [
            (_("has %(choice)s") % {"choice": words}, f'"{code}" in {name}')
            for code, words in _options(other)
        ]
    counted = [
        (_("has at least one"), f"size({name}) > 0"),
        (_("has more than…"), f"double(size({name})) > {_HOLE}", "number"),
    ]
    by_kind: dict[str, list[tuple[str, ...]]] = {
        Kind.YES_NO.value: [(_("is yes"), name), (_("is no"), f"!{name}")],
        Kind.NUMBER.value: [
            (_("is more than…"), f"{name} > {_HOLE}", "number"),
            (_("is less than…"), f"{name} < {_HOLE}", "number"),
            (_("is exactly…"), f"{name} == {_HOLE}", "number"),
        ],
        Kind.PERIOD.value: [
            (_("lasts more than … days"), f"{name}.days > {_HOLE}", "number"),
            (_("lasts less than … days"), f"{name}.days < {_HOLE}", "number"),
        ],
        Kind.GROUP.value: [*counted],
        Kind.PHOTO.value: [*counted],
        Kind.FILE.value: [*counted],
        Kind.AREA.value: [(_("is drawn on the map"), f"{name}.drawn == true")],
    }
    return by_kind.get(kind) or [
        (_("is answered"), f'{name} != ""'),
        (_("is empty"), f'{name} == ""'),
        (_("is exactly…"), f"{name} == {_HOLE}", "text"),
    ]


def simple_conditions(others: Iterable[Draft]) -> list[tuple[str, str, str]]:
    """Give the conditions that need no value typed: question, words, expression."""
    kinds = {Kind.YES_NO.value, Kind.CHOICE.value, Kind.CHOICES.value}
    chosen = [other for other in others if other.get("kind") in kinds]
    return [(one.question, one.words, one.source) for one in clauses_over(chosen) if "!=" not in one.source]


def _options(other: Draft) -> list[tuple[str, str]]:
    return [
        (str(option["code"]), quoted(localise(option.get("label") or {}, language())))
        for option in other.get("options") or ()
    ]


def _of_choice(name: str, code: str, words: str) -> list[tuple[str, ...]]:
    return [
        (_("is %(choice)s") % {"choice": words}, f'{name} == "{code}"'),
        (_("is not %(choice)s") % {"choice": words}, f'{name} != "{code}"'),
    ]


@dataclass(frozen=True, slots=True)
class Composed:
    """A condition taken apart: how its clauses are joined, and each clause (its CEL with a hole) with its value."""

    join: str
    parts: tuple[tuple[str, str], ...]


def taken_apart(source: str, clauses: Sequence[Clause]) -> Composed | None:
    """Take a condition apart into clauses that can be chosen; None when it says more than they can."""
    text = source.strip()
    for join, sign in _JOINS.items():
        parts: list[tuple[str, str]] = []
        for piece in text.split(sign):
            known = next(
                (
                    (one.source, value)
                    for one in clauses
                    if (value := one.value_in(piece.strip())) is not None
                ),
                None,
            )
            if known is None:
                break
            parts.append(known)
        else:
            if len(parts) <= MOST:
                return Composed(join, tuple(parts))
    return None


def put_together(join: str, parts: Iterable[tuple[str, str]], clauses: Sequence[Clause]) -> str:
    """Give the CEL of chosen clauses; those that are not known, or whose value cannot be read, are left out."""
    by_source = {one.source: one for one in clauses}
    pieces = [by_source[source].with_value(value) for source, value in parts if source in by_source]
    return _JOINS[OR if join == OR else AND].join(piece for piece in pieces if piece)
