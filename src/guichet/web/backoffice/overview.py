"""What there is in each part of the settings, and what is missing, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guichet.catalogue.queries import configured_services
from guichet.kernel import moment
from guichet.kernel.actor import Actor
from guichet.messaging.queries import template_gaps, template_list
from guichet.people.queries import active_teams, configured_roles, count_accounts, people_gaps
from guichet.web.backoffice.bilingual import city_languages
from guichet.web.backoffice.navigation import Part, sections


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


Seen = tuple[str, list[Gap]]


def cards(actor: Actor) -> list[Card]:
    """Give a card for each part that an actor may set."""
    made = []
    for part in sections(actor):
        count, gaps = _LOOKS[part.name](actor) if part.name in _LOOKS else ("", [])
        made.append(Card(part, count, gaps))
    return made


def _services(actor: Actor) -> Seen:
    found = configured_services(actor, moment.today())
    offered = [service for service in found if service.active]
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


def _mails(actor: Actor) -> Seen:
    lines = template_list(actor)
    ours = sum(not line.is_ours for line in lines)
    count = ngettext("%(n)d written by your city", "%(n)d written by your city", ours) % {"n": ours}
    gaps = [
        Gap(
            _("« %(mail)s » is not written in every language") % {"mail": label},
            reverse("config_mail", args=[event]) + (f"?service={code}" if code else ""),
        )
        for event, label, code in template_gaps(actor)
    ]
    return count, gaps


def _teams(actor: Actor) -> Seen:
    n = len(active_teams())
    gaps = []
    if empty := people_gaps(actor)["teams"]:
        words = ngettext("One team has nobody in it", "%(n)d teams have nobody in them", empty) % {"n": empty}
        gaps.append(Gap(words, reverse("config_teams")))
    return ngettext("%(n)d at work", "%(n)d at work", n) % {"n": n}, gaps


def _people(actor: Actor) -> Seen:
    n = count_accounts(actor)
    gaps = []
    if without := people_gaps(actor)["accounts"]:
        words = ngettext("One account has no role", "%(n)d accounts have no role", without) % {"n": without}
        gaps.append(Gap(words, reverse("config_people")))
    return ngettext("%(n)d account can sign in", "%(n)d accounts can sign in", n) % {"n": n}, gaps


def _roles(actor: Actor) -> Seen:
    found = configured_roles(actor)
    return ngettext("%(n)d role", "%(n)d roles", len(found)) % {"n": len(found)}, []


_LOOKS: Mapping[str, Callable[[Actor], Seen]] = {
    "services": _services,
    "mails": _mails,
    "teams": _teams,
    "people": _people,
    "roles": _roles,
}
