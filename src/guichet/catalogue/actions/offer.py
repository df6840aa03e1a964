"""Changing services, their routing and their commitments; each change is recorded."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from guichet.catalogue import events, rules
from guichet.catalogue.models import (
    Commitment,
    FormVersion,
    LocationNeed,
    RoutingRule,
    Service,
    ServiceGroup,
    ServiceKind,
)
from guichet.catalogue.routing import check_rule
from guichet.catalogue.search import service_search_text
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.clock import Unit
from guichet.kernel.errors import Conflict, Invalid, NotFound
from guichet.kernel.texts import Text, check_text
from guichet.kernel.words import clean_line
from guichet.ledger.actions import record
from guichet.people.queries import team_named
from guichet.places.queries import district_named, districts_named

MAX_GROUP_CODE = 60
_CODE = re.compile(r"^[a-z0-9][a-z0-9-]{0,78}$")
_SEASON = re.compile(r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")
_FLAGS = ("active", "public", "published", "anonymous", "claim_words")


@transaction.atomic
def save_group(actor: Actor, code: str, name: Text, *, position: int = 0) -> ServiceGroup:
    """Create or rename a heading of the catalogue."""
    authorise(actor, rules.may_configure)
    if not _CODE.match(code) or len(code) > MAX_GROUP_CODE:
        raise Invalid(_("The code takes lower-case letters, digits and hyphens."), fields={"code": code})
    group, _created = ServiceGroup.objects.update_or_create(
        code=code, defaults={"name": check_text(name, max_length=80), "position": position}
    )
    record(actor, events.SERVICE_SAVED, group, fields=["name", "position"])
    return group


@transaction.atomic
def save_service(
    actor: Actor, code: str, values: Mapping[str, Any], *, seen_version: int | None = None
) -> Service:
    """Create or change a service; `values` holds only what changes.

    Raises Invalid with the faulty fields, Conflict when someone else saved it after `seen_version`.
    """
    authorise(actor, rules.may_configure)
    if not _CODE.match(code):
        raise Invalid(_("The code takes lower-case letters, digits and hyphens."), fields={"code": code})
    service = Service.objects.select_for_update().filter(code=code).first() or Service(code=code, version=0)
    if seen_version is not None and service.version != seen_version:
        raise Conflict(_("Someone else saved this service meanwhile. Compare, then save again."))
    was = service.kind
    changed = _apply(service, values)
    if service.pk and service.kind != was and FormVersion.objects.filter(service=service).exists():
        message = _("What a service opens no longer changes once it has a form. Make another service.")
        raise Conflict(message)
    service.version += 1
    service.search_text = service_search_text(service)
    service.save()
    if "territory" in values and _limit(service, values["territory"]):
        changed.append("territory")
    record(actor, events.SERVICE_SAVED, service, fields=changed, version=service.version)
    return service


def _limit(service: Service, codes: Sequence[str]) -> bool:
    """Say where a service is offered; tells whether that is new."""
    before = set(service.territory.values_list("pk", flat=True))
    districts = districts_named(codes)
    service.territory.set(districts)
    return before != {one.pk for one in districts}


def _apply(service: Service, values: Mapping[str, Any]) -> list[str]:
    """Put checked values on a service; gives the names of the fields that changed."""
    checked: dict[str, Any] = {}
    texts = {"name": 120, "description": 600, "urgent_note": 300}
    for name, length in texts.items():
        if name in values:
            needed = ("fr",) if name == "name" else ()
            checked[name] = check_text(values[name], required=needed, max_length=length)
    checked.update({name: bool(values[name]) for name in _FLAGS if name in values})
    checked.update(_checked_words(values))
    for name in ("season_from", "season_to"):
        if name in values:
            if values[name] and not _SEASON.match(values[name]):
                raise Invalid(_("Write the day as month-day, such as 11-15."), fields={name: values[name]})
            checked[name] = values[name]
    checked.update(_checked_numbers(values))
    checked.update(_checked_links(values))
    for name in ("icon", "external", "replies"):
        if name in values:
            checked[name] = values[name]
    changed = [name for name, value in checked.items() if getattr(service, name, None) != value]
    for name, value in checked.items():
        setattr(service, name, value)
    return changed


def _checked_words(values: Mapping[str, Any]) -> dict[str, Any]:
    checked: dict[str, Any] = {}
    if "keywords" in values:
        checked["keywords"] = {language: _words(words) for language, words in values["keywords"].items()}
    if "local_words" in values:
        checked["local_words"] = _words(values["local_words"])
    return checked


def _words(words: Sequence[object]) -> list[str]:
    return [clean_line(str(word), 60) for word in words][:40]


def _checked_numbers(values: Mapping[str, Any]) -> dict[str, Any]:
    checked: dict[str, Any] = {}
    if "location" in values:
        if values["location"] not in LocationNeed.values:
            raise Invalid(
                _("Choose whether the place is needed."), fields={"location": str(values["location"])}
            )
        checked["location"] = values["location"]
    if "kind" in values:
        if values["kind"] not in ServiceKind.values:
            message = _("Choose whether this opens a request or a permit.")
            raise Invalid(message, fields={"kind": message})
        checked["kind"] = values["kind"]
    for name, low, high in (("priority", 1, 4), ("same_incident_radius", 0, 1000)):
        if name in values:
            number = int(values[name])
            if not low <= number <= high:
                message = _("Choose a number from %(low)d to %(high)d.") % {"low": low, "high": high}
                raise Invalid(message, fields={name: message})
            checked[name] = number
    return checked


def _checked_links(values: Mapping[str, Any]) -> dict[str, Any]:
    checked: dict[str, Any] = {}
    if "group" in values:
        group = ServiceGroup.objects.filter(code=values["group"]).first()
        if group is None:
            raise Invalid(_("Choose a heading that exists."), fields={"group": str(values["group"])})
        checked["group"] = group
    if "team" in values:
        team = team_named(values["team"]) if values["team"] else None
        if values["team"] and team is None:
            raise Invalid(_("Choose a team that exists."), fields={"team": str(values["team"])})
        checked["team"] = team
    return checked


def locked_service(code: str) -> Service:
    """Find a service to change something of it, its row locked. Raises NotFound."""
    service = Service.objects.select_for_update(of=("self",)).filter(code=code).first()
    if service is None:
        raise NotFound(_("This service does not exist."))
    return service


@transaction.atomic
def save_rule(
    actor: Actor,
    *,
    name: Text,
    expression: str,
    team: str,
    rule_id: int | None = None,
    position: int | None = None,
    active: bool = True,
) -> RoutingRule:
    """Create or change a routing rule. An expression that does not compile is refused with the fault's position."""
    authorise(actor, rules.may_configure)
    check_rule(expression)
    goes_to = team_named(team)
    if goes_to is None or not goes_to.active:
        raise Invalid(_("Choose a team that exists."), fields={"team": team})
    rule = RoutingRule.objects.select_for_update().filter(pk=rule_id).first() if rule_id else RoutingRule()
    if rule is None:
        raise NotFound(_("This rule does not exist."))
    rule.name = check_text(name, max_length=160)
    rule.expression, rule.team, rule.active = expression.strip(), goes_to, active
    if position is not None:
        rule.position = position
    elif rule.pk is None:
        rule.position = (RoutingRule.objects.aggregate(last=Max("position"))["last"] or 0) + 10
    if RoutingRule.objects.filter(position=rule.position).exclude(pk=rule.pk).exists():
        raise Conflict(_("The list of rules changed meanwhile. Look at it again, then order it."))
    rule.save()
    record(actor, events.RULE_SAVED, rule, team=goes_to.pk, active=active)
    return rule


@transaction.atomic
def order_rules(actor: Actor, rule_ids: Sequence[int]) -> None:
    """Put the routing rules in an order; the list must name each rule once."""
    authorise(actor, rules.may_configure)
    known = {rule.pk: rule for rule in RoutingRule.objects.select_for_update()}
    if sorted(rule_ids) != sorted(known):
        raise Conflict(_("The list of rules changed meanwhile. Look at it again, then order it."))
    top = max([10 * len(known), *(rule.position for rule in known.values())])
    for first, step in ((top + 1, 1), (10, 10)):  # two rules never have one position, not even meanwhile
        for index, rule_id in enumerate(rule_ids):
            RoutingRule.objects.filter(pk=rule_id).update(position=first + index * step)
    for rule in known.values():
        record(actor, events.RULE_SAVED, rule, fields=["position"])


@transaction.atomic
def remove_rule(actor: Actor, rule_id: int) -> None:
    """Remove a routing rule; cases keep the name of the rule that sent them."""
    authorise(actor, rules.may_configure)
    rule = RoutingRule.objects.select_for_update().filter(pk=rule_id).first()
    if rule is None:
        raise NotFound(_("This rule does not exist."))
    record(actor, events.RULE_REMOVED, rule, team=rule.team_id)
    rule.delete()


@transaction.atomic
def save_commitment(
    actor: Actor,
    code: str,
    steps: Mapping[str, tuple[int, str] | None],
    *,
    district: str = "",
    priority: int | None = None,
) -> Commitment:
    """Set what is promised for a service; `steps` names acknowledge, take and resolve, each (amount, unit) or None."""
    authorise(actor, rules.may_configure)
    service = locked_service(code)
    area = district_named(district) if district else None
    if district and area is None:
        raise Invalid(_("Choose a district that exists."), fields={"district": district})
    values: dict[str, Any] = {}
    for step in ("acknowledge", "take", "resolve"):
        span = steps.get(step)
        if span is not None and (not 0 < span[0] <= 730 or span[1] not in {unit.value for unit in Unit}):
            raise Invalid(_("Promise a delay from 1 to 730."), fields={step: str(span)})
        values[f"{step}_amount"] = span[0] if span else None
        if span:
            values[f"{step}_unit"] = span[1]
    commitment, _created = Commitment.objects.update_or_create(
        service=service, district=area, priority=priority, defaults=values
    )
    record(actor, events.COMMITMENT_SAVED, service, commitment=commitment.pk)
    return commitment


@transaction.atomic
def remove_commitment(actor: Actor, code: str, commitment_id: int) -> None:
    """Stop promising; open cases keep what was promised to them."""
    authorise(actor, rules.may_configure)
    service = locked_service(code)
    gone, _rows = Commitment.objects.filter(pk=commitment_id, service=service).delete()
    if not gone:
        raise NotFound(_("This commitment does not exist."))
    record(actor, events.COMMITMENT_REMOVED, service, commitment=commitment_id)
