"""Rules and conditions tried before they are saved: where cases would go, on which files a condition holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from guichet.catalogue import rules
from guichet.catalogue.forms import ANSWERS
from guichet.catalogue.models import RoutingRule
from guichet.catalogue.queries import all_rules
from guichet.catalogue.routing import VARIABLES, Routed, Situation, route
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.expressions import ExpressionFault, compile_expression


@dataclass(frozen=True, slots=True)
class Tried:
    """A situation routed twice. `holds` is None where the condition cannot be computed (an answer is not there)."""

    situation: Situation
    holds: bool | None
    before: Routed
    after: Routed


def try_rule(
    actor: Actor,
    situations: Sequence[Situation],
    *,
    expression: str,
    team_id: int,
    rule_id: int | None = None,
    active: bool = True,
) -> list[Tried]:
    """Route situations with the rules of today, and with one of them written otherwise (or a new one at the end).

    The expression must compile: ExpressionFault otherwise. Nothing is saved.
    """
    authorise(actor, rules.may_configure)
    known = all_rules()
    position = max((rule.position for rule in known), default=0) + 1
    candidate = RoutingRule(
        pk=rule_id, position=position, name={}, expression=expression, team_id=team_id, active=active
    )
    changed = [candidate if rule.pk == rule_id else rule for rule in known]
    if rule_id is None:
        changed.append(candidate)
    program = compile_expression(expression, VARIABLES, result="bool")
    tried: list[Tried] = []
    for situation in situations:
        try:
            holds: bool | None = bool(program.evaluate(situation.values()))
        except ExpressionFault:
            holds = None
        before = route(situation, [rule for rule in known if rule.active])
        after = route(situation, [rule for rule in changed if rule.active])
        tried.append(Tried(situation, holds, before, after))
    return tried


def holds_on(actor: Actor, expression: str, files: Sequence[Mapping[str, object]]) -> list[bool | None]:
    """Compute a condition over `answers` on the answers of past files, as expressions see them; None where it cannot be.

    An expression that does not compile holds nowhere.
    """
    authorise(actor, rules.may_configure)
    found: list[bool | None] = []
    for seen in files:
        try:
            program = compile_expression(expression, ANSWERS, result="bool")
            found.append(bool(program.evaluate({"answers": dict(seen)})))
        except ExpressionFault:
            found.append(None)
    return found
