"""A condition said in words, for the people who live with the rule but did not write it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from guichet.kernel.expressions.reading import (
    Compared,
    Condition,
    Items,
    Literal,
    Name,
    Not,
    Operand,
    Unreadable,
    read_condition,
)
from guichet.kernel.typography import NBSP, is_french, number


@dataclass(frozen=True, slots=True)
class _Words:
    """The phrases of a language: how each sign is said, and its contrary."""

    language: str
    when: str
    joins: Mapping[str, str]
    says: Mapping[str, tuple[str, str]]
    quotes: tuple[str, str]
    answers: tuple[str, str]
    constants: tuple[str, str]
    contrary: str
    last: tuple[str, str]
    empty: tuple[str, str] = field(default=("", ""))


_FRENCH = _Words(
    language="fr",
    when="quand ",
    joins={"&&": " et ", "||": " ou "},
    says={
        "==": ("{0} est {1}", "{0} n’est pas {1}"),
        ">": ("{0} dépasse {1}", "{0} ne dépasse pas {1}"),
        ">=": ("{0} est d’au moins {1}", "{0} est de moins de {1}"),
        "<": ("{0} est de moins de {1}", "{0} est d’au moins {1}"),
        "<=": ("{0} ne dépasse pas {1}", "{0} dépasse {1}"),
        "in": ("{0} est {1}", "{0} n’est ni {1}"),
        "counts": ("{1} est parmi {0}", "{1} n’est pas parmi {0}"),
        "contains": ("{0} contient {1}", "{0} ne contient pas {1}"),
        "startsWith": ("{0} commence par {1}", "{0} ne commence pas par {1}"),
        "endsWith": ("{0} finit par {1}", "{0} ne finit pas par {1}"),
        "matches": ("{0} suit le modèle {1}", "{0} ne suit pas le modèle {1}"),
        "has": ("une réponse est donnée pour {0}", "aucune réponse n’est donnée pour {0}"),
        "holds": ("la réponse est oui pour {0}", "la réponse est non pour {0}"),
    },
    quotes=(f"«{NBSP}", f"{NBSP}»"),
    answers=("oui", "non"),
    constants=("toujours", "jamais"),
    contrary="il n’est pas vrai que ({0})",
    last=(" ou ", " ni "),
    empty=("{0} est vide", "{0} n’est pas vide"),
)
_ENGLISH = _Words(
    language="en",
    when="when ",
    joins={"&&": " and ", "||": " or "},
    says={
        "==": ("{0} is {1}", "{0} is not {1}"),
        ">": ("{0} is more than {1}", "{0} is at most {1}"),
        ">=": ("{0} is at least {1}", "{0} is less than {1}"),
        "<": ("{0} is less than {1}", "{0} is at least {1}"),
        "<=": ("{0} is at most {1}", "{0} is more than {1}"),
        "in": ("{0} is {1}", "{0} is neither {1}"),
        "counts": ("{1} is among {0}", "{1} is not among {0}"),
        "contains": ("{0} contains {1}", "{0} does not contain {1}"),
        "startsWith": ("{0} begins with {1}", "{0} does not begin with {1}"),
        "endsWith": ("{0} ends with {1}", "{0} does not end with {1}"),
        "matches": ("{0} follows the pattern {1}", "{0} does not follow the pattern {1}"),
        "has": ("an answer is given for {0}", "no answer is given for {0}"),
        "holds": ("the answer is yes for {0}", "the answer is no for {0}"),
    },
    quotes=("“", "”"),
    answers=("yes", "no"),
    constants=("always", "never"),
    contrary="it is not true that ({0})",
    last=(" or ", " nor "),
    empty=("{0} is empty", "{0} is not empty"),
)


def explain(source: str, language: str, labels: Mapping[str, str]) -> str:
    """Say a condition in words: « quand le service est « Nid-de-poule » et l’arrondissement est « Verdun » ».

    `labels` give the words of names, in the singular with their article (« service »: « le service »,
    « answers.size »: « la taille »; a list in the plural), and of values, under « name=value »
    (« service=pothole »: « Nid-de-poule »); what has none is shown as it is written. Says ==, !=, <, <=, >, >=, in, &&, ||, !, contains, startsWith, endsWith, matches, has and yes-or-no
    answers; an expression of any other form comes back as it was typed. It must compile: that is not checked here.
    """
    words = _FRENCH if is_french(language) else _ENGLISH
    try:
        condition = read_condition(source)
        if (
            isinstance(condition, Compared)
            and condition.sign == "holds"
            and isinstance(condition.left, Literal)
        ):
            return words.constants[0 if condition.left.value else 1]
        return words.when + _Speaker(words, labels).say(condition)
    except Unreadable:
        return source


@dataclass(frozen=True, slots=True)
class _Speaker:
    words: _Words
    labels: Mapping[str, str]

    def say(self, condition: Condition, *, contrary: bool = False, inside: str = "") -> str:
        """Say a condition or its contrary; `inside` is the join around it."""
        if isinstance(condition, Not):
            return self.say(condition.condition, contrary=not contrary, inside=inside)
        if isinstance(condition, Compared):
            return self._compare(condition, contrary=contrary)
        parts = [self.say(part, inside=condition.sign) for part in condition.conditions]
        text = self.words.joins[condition.sign].join(parts)
        if contrary:
            return self.words.contrary.format(text)
        return f"({text})" if inside == "&&" and condition.sign == "||" else text

    def _compare(self, found: Compared, *, contrary: bool) -> str:
        """Say one comparison by its sign, or by the contrary of its sign."""
        left, sign, right = found.left, found.sign, found.right
        if sign == "!=":
            sign, contrary = "==", not contrary
        if sign == "in" and isinstance(right, Name):
            left, sign, right = right, "counts", left
        if not isinstance(left, Name) or (isinstance(right, Items) and sign != "in"):
            raise Unreadable
        subject = self.labels.get(left.path, left.path)
        if isinstance(right, Literal) and isinstance(right.value, bool) and sign in {"==", "holds"}:
            return self.words.says["holds"][contrary is right.value].format(subject)
        if isinstance(right, Literal) and right.value == "" and sign == "==":
            return self.words.empty[contrary].format(subject)
        said = self._operand(left.path, right, contrary=contrary)
        return self.words.says[sign][contrary].format(subject, said)

    def _operand(self, path: str, operand: Operand, *, contrary: bool) -> str:
        """Say what a name is compared with."""
        if isinstance(operand, Name):
            return self.labels.get(operand.path, operand.path)
        if isinstance(operand, Literal):
            return self._value(path, operand)
        said = [self._value(path, literal) for literal in operand.literals]
        if not said:
            raise Unreadable
        link = self.words.last[contrary]
        if contrary:
            return link.join(said)
        return ", ".join(said[:-1]) + link + said[-1] if len(said) > 1 else said[0]

    def _value(self, path: str, literal: Literal) -> str:
        if isinstance(literal.value, bool):
            return self.words.answers[0 if literal.value else 1]
        if isinstance(literal.value, str):
            opening, closing = self.words.quotes
            return f"{opening}{self.labels.get(f'{path}={literal.value}', literal.value)}{closing}"
        known = self.labels.get(f"{path}={literal.value:g}")
        return known or number(literal.value, self.words.language)
