"""Where a case goes: ordered rules over service, answers, district, time and channel."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from guichet.catalogue.models import RoutingRule, Service
from guichet.kernel.errors import Invalid
from guichet.kernel.expressions import ExpressionFault, compile_expression

VARIABLES = {
    "service": "string",
    "group": "string",
    "district": "string",
    "channel": "string",
    "priority": "int",
    "hour": "int",
    "weekday": "int",
    "answers": "map",
}


@dataclass(frozen=True, slots=True)
class Situation:
    """What routing knows of a case; `local_time` is in the city's zone."""

    service: Service
    district: str
    channel: str
    priority: int
    local_time: dt.datetime
    answers: Mapping[str, object]

    def values(self) -> dict[str, object]:
        """Give the variables of the rules; weekday 1 is Monday."""
        return {
            "service": self.service.code,
            "group": self.service.group.code,
            "district": self.district,
            "channel": self.channel,
            "priority": self.priority,
            "hour": self.local_time.hour,
            "weekday": self.local_time.isoweekday(),
            "answers": dict(self.answers),
        }


@dataclass(frozen=True, slots=True)
class Routed:
    """The team found and why: the rule's id (0: the service's own team) and its name at that moment."""

    team_id: int | None
    rule_id: int
    rule_name: Mapping[str, str]
    skipped: tuple[int, ...] = ()

    def as_data(self) -> dict[str, object]:
        """Give what the case keeps about its route."""
        return {"rule": self.rule_id, "name": dict(self.rule_name), "skipped": list(self.skipped)}


def check_rule(expression: str) -> None:
    """Refuse an expression that does not compile or is not a condition; the message holds its position."""
    try:
        compile_expression(expression, VARIABLES, result="bool")
    except ExpressionFault as fault:
        raise Invalid(fault.message, fields={"expression": fault.message}) from fault


def route(situation: Situation, rules: Sequence[RoutingRule]) -> Routed:
    """Give the team of the first rule that is true, else the service's own team, or none when that one is closed.

    A rule that cannot be computed for this case (it names an answer that this service does not ask) does not apply;
    it is kept in `skipped` so that the case can say so.
    """
    values = situation.values()
    skipped: list[int] = []
    for rule in rules:
        holds = _holds(rule.expression, values)
        if holds is None:
            skipped.append(rule.pk)
        elif holds:
            return Routed(rule.team_id, rule.pk, rule.name, tuple(skipped))
    name = {"fr": "équipe habituelle du service", "en": "usual team of the service"}
    usual = situation.service.team
    return Routed(usual.pk if usual is not None and usual.active else None, 0, name, tuple(skipped))


def _holds(expression: str, values: Mapping[str, object]) -> bool | None:
    """Tell whether a rule is true; None when it cannot be computed."""
    needs = _needs(expression)
    if "answers" in needs:
        return _computed(expression, values)
    return _remembered(expression, tuple((name, values[name]) for name in needs))


@lru_cache(maxsize=2048)
def _needs(expression: str) -> tuple[str, ...]:
    """Give the names that an expression mentions, within texts too: at least those that it needs."""
    return tuple(name for name in VARIABLES if re.search(rf"\b{name}\b", expression))


@lru_cache(maxsize=16_384)
def _remembered(expression: str, values: tuple[tuple[str, object], ...]) -> bool | None:
    """Compute a rule over what takes few values (a service, a district, an hour…), once for each."""
    return _computed(expression, dict(values))


def _computed(expression: str, values: Mapping[str, object]) -> bool | None:
    try:
        return bool(compile_expression(expression, VARIABLES, result="bool").evaluate(values))
    except ExpressionFault:
        return None


def route_words(data: Mapping[str, object], language: str) -> str:
    """Say in words why a case went where it went."""
    name = data.get("name")
    words = (name.get(language) or name.get("fr") or "") if isinstance(name, Mapping) else ""
    if data.get("by_hand"):
        return _("Chosen by hand")
    return _("Rule “%(name)s”") % {"name": words} if words else ""
