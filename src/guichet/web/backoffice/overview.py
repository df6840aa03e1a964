"""What there is in each part of the settings, and what is missing, in words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guichet.catalogue.queries import configured_rules, configured_services
from guichet.catalogue.routing import VARIABLES
from guichet.catalogue.rules import may_configure
from guichet.kernel import moment
from guichet.kernel.actor import Actor
from guichet.kernel.texts import localise
from guichet.kernel.typography import figure
from guichet.messaging.queries import template_gaps, template_list
from guichet.people.queries import active_teams, configured_roles, count_accounts, people_gaps
from guichet.permits.queries.types import permit_services
from guichet.places.queries import (
    configured_districts,
    configured_places,
    opening_hours,
    overlapping_districts,
    special_days,
)
from guichet.web.backoffice.bilingual import city_languages, district_word, language
from guichet.web.backoffice.explaining import fault_of
from guichet.web.backoffice.navigation import Part, sections

if TYPE_CHECKING:
    from guichet.catalogue.models import Service


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing: the sentence, and where to mend it."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Card:
    """A part of the settings: how much is in it, and what is missing."""

    part: Part
    count: str
    gaps: Sequence[Gap]


AUTUMN = 9  # from this month on, next year's holidays are looked for too
Seen = tuple[str, list[Gap]]


def cards(actor: Actor) -> list[Card]:
    """Give a card for each part that an actor may set."""
    made = []
    offered = configured_services(actor, moment.today(), state="active") if may_configure(actor) else []
    for part in sections(actor):
        count, gaps = _LOOKS[part.name](actor, offered) if part.name in _LOOKS else ("", [])
        made.append(Card(part, count, gaps))
    return made


def _services(actor: Actor, offered: Sequence[Service]) -> Seen:
    address = reverse("config_services")
    gaps = []
    if n := sum(service.team_id is None for service in offered):
        words = ngettext("One service has no team", "%(n)d services have no team", n) % {"n": n}
        gaps.append(Gap(words, f"{address}?state=without_team"))
    closed = [service for service in offered if service.team and not service.team.active]
    if n := len(closed):
        words = ngettext("One service goes to a closed team", "%(n)d services go to a closed team", n) % {
            "n": n
        }
        gaps.append(Gap(words, reverse("config_service", args=[closed[0].code])))
    wanted = city_languages()
    partly = [
        service
        for service in offered
        if service.public and any(not service.name.get(code) for code in wanted)
    ]
    if n := len(partly):
        words = ngettext("One service lacks a language", "%(n)d services lack a language", n) % {"n": n}
        gaps.append(Gap(words, reverse("config_service", args=[partly[0].code])))
    n = len(offered)
    return ngettext("%(n)d offered", "%(n)d offered", n) % {"n": n}, gaps


def _mails(actor: Actor, offered: Sequence[Service]) -> Seen:
    lines = template_list(actor)
    ours = sum(not line.is_ours for line in lines)
    count = ngettext("%(n)d written by your city", "%(n)d written by your city", ours) % {"n": ours}
    gaps = [
        Gap(
            _("“%(mail)s” is not written in every language") % {"mail": label},
            reverse("config_mail", args=[event]) + (f"?service={code}" if code else ""),
        )
        for event, label, code in template_gaps(actor)
    ]
    return count, gaps


def _teams(actor: Actor, offered: Sequence[Service]) -> Seen:
    n = len(active_teams())
    gaps = []
    if empty := people_gaps(actor)["teams"]:
        words = ngettext("One team has nobody in it", "%(n)d teams have nobody in them", empty) % {"n": empty}
        gaps.append(Gap(words, reverse("config_teams")))
    return ngettext("%(n)d at work", "%(n)d at work", n) % {"n": n}, gaps


def _people(actor: Actor, offered: Sequence[Service]) -> Seen:
    n = count_accounts(actor)
    gaps = []
    if without := people_gaps(actor)["accounts"]:
        words = ngettext("One account has no role", "%(n)d accounts have no role", without) % {"n": without}
        gaps.append(Gap(words, reverse("config_people")))
    return ngettext("%(n)d account can sign in", "%(n)d accounts can sign in", n) % {"n": n}, gaps


def _roles(actor: Actor, offered: Sequence[Service]) -> Seen:
    found = configured_roles(actor)
    return ngettext("%(n)d role", "%(n)d roles", len(found)) % {"n": len(found)}, []


def _routing(actor: Actor, offered: Sequence[Service]) -> Seen:
    found = [rule for rule in configured_rules(actor) if rule.active]
    gaps = [
        Gap(
            _("The rule “%(name)s” never holds: it is wrong") % {"name": localise(rule.name, language())},
            reverse("config_rule", args=[rule.pk]),
        )
        for rule in found
        if fault_of(rule.expression, VARIABLES)
    ]
    gaps += [
        Gap(
            _("The rule “%(name)s” sends to a closed team") % {"name": localise(rule.name, language())},
            reverse("config_rule", args=[rule.pk]),
        )
        for rule in found
        if not rule.team.active
    ]
    return ngettext("%(n)d rule", "%(n)d rules", len(found)) % {"n": len(found)}, gaps


def _promises_nothing(service: Service, permits: Collection[str]) -> bool:
    """Tell whether residents are promised nothing; a permit has its own clock."""
    return service.public and service.code not in permits and not service.commitments.all()


def _commitments(actor: Actor, offered: Sequence[Service]) -> Seen:
    promised, permits = sum(bool(service.commitments.all()) for service in offered), permit_services()
    gaps = []
    if n := sum(_promises_nothing(service, permits) for service in offered):
        words = ngettext("One service promises nothing", "%(n)d services promise nothing", n) % {"n": n}
        gaps.append(Gap(words, reverse("config_all_commitments")))
    return ngettext("%(n)d service", "%(n)d services", promised) % {"n": promised}, gaps


def _districts(actor: Actor, offered: Sequence[Service]) -> Seen:
    n = len(configured_districts(actor))
    overlaps, address = overlapping_districts(actor), reverse("config_districts")
    gaps = [] if n else [Gap(_("No part of the city is drawn"), address)]
    if overlaps:
        words = ngettext("Two outlines overlap", "%(n)d pairs of outlines overlap", len(overlaps)) % {
            "n": len(overlaps)
        }
        gaps.append(Gap(words, address))
    return f"{n} {district_word('one' if n == 1 else 'other')}", gaps


def _hours(actor: Actor, offered: Sequence[Service]) -> Seen:
    address, gaps = reverse("config_hours"), []
    if not opening_hours():
        gaps.append(Gap(_("The opening hours are not set"), address))
    today = moment.today()
    for year in (today.year, today.year + 1) if today.month >= AUTUMN else (today.year,):
        if not any(day.official for day in special_days(year)):
            words = _("The holidays of %(year)s are not filled") % {"year": year}
            gaps.append(Gap(words, f"{address}?year={year}#days"))
    return "", gaps


def _places(actor: Actor, offered: Sequence[Service]) -> Seen:
    n = sum(configured_places(actor).values())
    gaps = [] if n else [Gap(_("No street can be found by its name yet"), reverse("config_places"))]
    return figure(n), gaps


_LOOKS: Mapping[str, Callable[[Actor, Sequence[Service]], Seen]] = {
    "services": _services,
    "routing": _routing,
    "commitments": _commitments,
    "mails": _mails,
    "teams": _teams,
    "people": _people,
    "roles": _roles,
    "districts": _districts,
    "places": _places,
    "hours": _hours,
}
