"""The facts of a file, read against the questions of a by-law: units, limits, defaults, nothing missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guichet.kernel.errors import Invalid
from guichet.kernel.texts import localise
from guichet.kernel.typography import period_words
from guichet.tariffs.content import SPANS, Question
from guichet.tariffs.reading import exact
from guichet.tariffs.spans import LONGEST_DAYS
from guichet.tariffs.units import name_unit, read_unit, say_quantity
from guichet.tariffs.values import Input, Value

Fact = Decimal | str | bool
_YES, _NO = frozenset(("yes", "true", "1", "oui")), frozenset(("no", "false", "0", "non"))
SPAN_LABELS = {
    "days": {"fr": "nombre de jours", "en": "number of days"},
    "weeks": {"fr": "semaines commencées", "en": "started weeks"},
    "months": {"fr": "mois commencés", "en": "started months"},
    "years": {"fr": "années commencées", "en": "started years"},
}


class Facts:
    """What is known of a file; asking for what is missing raises Invalid with the question's words."""

    def __init__(self, questions: Mapping[str, Question], inputs: Mapping[str, Input]) -> None:
        self.questions = questions
        self.inputs: dict[str, Input] = {}
        self.values: dict[str, Fact] = {}
        faults: dict[str, str] = {}
        for code, question in questions.items():
            given = inputs.get(code)
            if given is None and question.default is None:
                continue
            try:
                self._keep(question, given)
            except Invalid as fault:
                faults[code] = fault.message
        if faults:
            raise Invalid(next(iter(faults.values())), fields=faults)

    def _keep(self, question: Question, given: Input | None) -> None:
        """Read one fact; what is not given takes the by-law's own default."""
        if given is None:
            value = read_fact(question, question.default or "", question.unit)
            origin = "type"
        else:
            value = read_fact(question, given.value, given.unit)
            origin = given.origin
        label = given.label if given and given.label else question.label
        note = given.note if given else {}
        self.values[question.code] = value
        self.inputs[question.code] = Input(question.code, value, question.unit, label, origin, note)

    def need(self, code: str) -> Fact:
        """Give a fact; Invalid when it is missing."""
        if code in self.values:
            return self.values[code]
        label = localise(self.questions[code].label, get_language() or "fr")
        words = _("The fee needs this: %(what)s. Give it, then try again.") % {"what": label}
        raise Invalid(words, fields={code: words}, code="missing_input")


def read_fact(question: Question, given: Value, unit: str) -> Fact:
    """Read a value given for a question; Invalid in another unit, out of its limits, not one of its choices."""
    if question.kind == "yes_no":
        return _read_yes_no(given)
    if question.kind == "choice":
        if str(given) not in dict(question.choices):
            known = ", ".join(localise(label, get_language() or "fr") for _code, label in question.choices)
            raise Invalid(_("Choose one of: %(known)s.") % {"known": known})
        return str(given)
    language = get_language() or "fr"
    if unit and read_unit(unit) != read_unit(question.unit):
        words = _("This is in %(given)s; it is needed in %(wanted)s.")
        names = {
            "given": name_unit(read_unit(unit), language),
            "wanted": name_unit(read_unit(question.unit), language),
        }
        raise Invalid(words % names, code="units")
    if isinstance(given, bool | dt.date | float):
        raise Invalid(_("Write a number, such as 12 or 1.15."))
    value = exact(str(given), question.code)
    if value < question.lowest:
        least = say_quantity(question.lowest, question.unit, language)
        raise Invalid(_("This cannot be under %(least)s.") % {"least": least}, code="negative")
    if question.highest is not None and value > question.highest:
        most = say_quantity(question.highest, question.unit, language)
        raise Invalid(_("This cannot be over %(most)s.") % {"most": most})
    if question.kind == "whole" and value != value.to_integral_value():
        raise Invalid(_("Write a whole number."))
    return value


def _read_yes_no(given: Value) -> bool:
    if isinstance(given, bool):
        return given
    if str(given).lower() in _YES:
        return True
    if str(given).lower() in _NO:
        return False
    raise Invalid(_("Answer yes or no."))


def check_period(starts: dt.date, ends: dt.date) -> None:
    """Refuse a period that ends before it starts, or is longer than ten years."""
    if ends < starts:
        words = _("The last day comes before the first one. Check the two dates.")
        raise Invalid(words, fields={"ends": words}, code="period")
    if (ends - starts).days >= LONGEST_DAYS:
        words = _("A period is at most ten years long.")
        raise Invalid(words, fields={"ends": words}, code="period")


def span_input(code: str, number: int, starts: dt.date, ends: dt.date) -> Input:
    """Give the input of a count of time, with the period that it counts."""
    note = {language: period_words(starts, ends, language) for language in ("fr", "en")}
    return Input(code, Decimal(number), SPANS[code], SPAN_LABELS[code], "calendar", note)


def in_order(codes: Iterable[str]) -> tuple[str, ...]:
    """Give names once each, in the order in which they came."""
    return tuple(dict.fromkeys(codes))
