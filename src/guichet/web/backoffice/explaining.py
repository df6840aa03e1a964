"""A city's conditions said in words: what its names and values are called."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from guichet.cases.channels import CHANNEL_WORDS, Channel
from guichet.catalogue.forms import ANSWERS, ROW, Question
from guichet.catalogue.queries import newest_questions, service_groups, service_names
from guichet.catalogue.routing import VARIABLES
from guichet.kernel.expressions import ExpressionFault, compile_expression, explain
from guichet.kernel.texts import localise
from guichet.kernel.typography import NBSP, clock_time, is_french
from guichet.places.queries import district_names
from guichet.web.backoffice.bilingual import district_word, language

_SERVICE = re.compile(r"""\bservice\s*==\s*["']([a-z0-9-]+)["']""")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a condition: the sentence, and the line cut around the place (empty when it is unknown)."""

    sentence: str
    before: str
    mark: str
    after: str


def fault_of(source: str, variables: Mapping[str, str]) -> Fault | None:
    """Give what is wrong with a condition and where; None when it compiles and is a condition."""
    try:
        compile_expression(source, variables, result="bool")
    except ExpressionFault as fault:
        lines = source.split("\n")
        line = lines[fault.line - 1] if 0 < fault.line <= len(lines) else ""
        at = max(fault.column - 1, 0)
        found = re.match(r"\w+|.", line[at:])
        mark = found[0] if found else ""
        return (
            Fault(fault.message, line[:at], mark, line[at + len(mark) :])
            if line
            else Fault(fault.message, "", "", "")
        )
    return None


def quoted(words: str) -> str:
    """Put words between the quotation marks of the page's language."""
    return f"«{NBSP}{words}{NBSP}»" if is_french(language()) else f"“{words}”"


def question_labels(questions: Iterable[Question]) -> dict[str, str]:
    """Give what answers and their choices are called: the question itself between quotation marks."""
    labels: dict[str, str] = {}
    for question in questions:
        labels |= _labels(question, f"answers.{question.code}")
        for inner in question.questions:
            labels |= _labels(inner, f"row.{inner.code}")
    return labels


def _labels(question: Question, name: str) -> dict[str, str]:
    called = quoted(localise(question.label, language()))
    parts = {f"{name}.days": _("the number of days of %(period)s") % {"period": called}}
    return (
        {name: called}
        | parts
        | {f"{name}={option.code}": localise(option.label, language()) for option in question.options}
    )


def condition_words(source: str, labels: Mapping[str, str]) -> str:
    """Say a condition over answers (and over the row of a group) in words; empty when it does not compile."""
    if not source.strip() or fault_of(source, ANSWERS | ROW):
        return ""
    return explain(source, language(), labels)


class RuleWords:
    """Says routing rules in words; reads the names of the city once (four queries), and the questions that they need."""

    def __init__(self, expressions: Iterable[str]) -> None:
        self._labels = _fixed_labels()
        for service, name in service_names():
            self._labels[f"service={service}"] = localise(name, language())
        for group in service_groups():
            self._labels[f"group={group.code}"] = localise(group.name, language())
        for code, name in district_names():
            self._labels[f"district={code}"] = localise(name, language())
        self._questions: dict[str, Sequence[Question]] = newest_questions(_services_named(expressions))
        self._any = {
            name: words
            for questions in reversed(list(self._questions.values()))
            for name, words in question_labels(questions).items()
        }

    def say(self, expression: str) -> str:
        """Say a rule's condition; empty when it does not compile. Answers are those of the service that it names."""
        if fault_of(expression, VARIABLES):
            return ""
        named = _SERVICE.search(expression)
        own = question_labels(self._questions.get(named[1], ())) if named else {}
        return explain(_shorter(expression), language(), self._any | own | self._labels)


def _services_named(expressions: Iterable[str]) -> set[str] | None:
    """Give the services whose questions are spoken of; None for all, when a rule speaks of answers of any service."""
    codes: set[str] = set()
    for expression in expressions:
        if "answers." in expression:
            named = _SERVICE.findall(expression)
            if not named:
                return None
            codes.update(named)
    return codes


def _shorter(expression: str) -> str:
    """Leave out what people take for granted: that an answer was given which is then looked at; days by their names."""
    shorter = re.sub(r"\bhas\(answers\.(\w+)\)\s*&&\s*(?=[^|]*\banswers\.\1\b)", "", expression)
    return re.sub(r"\bweekday\s*>=\s*6\b", "weekday in [6, 7]", shorter)


def _fixed_labels() -> dict[str, str]:
    return {
        "service": _("the service"),
        "group": _("the heading"),
        "district": district_word("the"),
        "channel": _("the channel"),
        "priority": _("the priority"),
        "hour": _("the hour"),
        "weekday": _("the day"),
        **{f"channel={channel.value}": str(CHANNEL_WORDS[channel]) for channel in Channel},
        **{f"hour={hour}": clock_time(dt.time(hour), language()) for hour in range(24)},
        **{f"weekday={number + 1}": str(words).lower() for number, words in WEEKDAYS.items()},
    }
