"""Entries of the ledger about settings, told in words. What they are about is named as it is called today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from guichet.catalogue.queries import names_of_catalogue, service_names
from guichet.conversations.queries.rooms import configured_rooms
from guichet.kernel import typography
from guichet.kernel.texts import localise
from guichet.messaging.fields import EVENT_WORDS
from guichet.occupations.kinds import kind_words
from guichet.people.queries import names_of_people
from guichet.tariffs.queries import bylaw_names
from guichet.web.backoffice.bilingual import language, language_words
from guichet.web.backoffice.grants import GRANT_WORDS

if TYPE_CHECKING:
    from guichet.ledger.models import Entry

SUBJECTS: Mapping[str, Sequence[str]] = {
    "catalogue": ("catalogue.service", "catalogue.servicegroup"),
    "routing": ("catalogue.routingrule",),
    "mails": ("messaging.mailtemplate",),
    "people": ("people.team", "people.role", "people.account"),
    "rooms": ("conversations.room",),
    "places": ("places.edition", "places.district", "places.place", "places.specialday", "places.maplayer"),
    "ground": ("occupations.clearance",),
    "city": ("tenancy.city",),
    "permits": ("permits.permittype", "permits.condition", "permits.queuerule"),
    "fees": ("tariffs.bylaw",),
    "finance": ("billing.office", "billing.creditreason", "billing.signinglimit"),
}
_ABOUT: Mapping[str, str | Promise] = {
    "catalogue.service": gettext_lazy("Service"),
    "catalogue.servicegroup": gettext_lazy("Heading"),
    "catalogue.routingrule": gettext_lazy("Routing rule"),
    "messaging.mailtemplate": gettext_lazy("E-mail text"),
    "people.team": gettext_lazy("Team"),
    "people.role": gettext_lazy("Role"),
    "people.account": gettext_lazy("Account"),
    "conversations.room": gettext_lazy("Room"),
    "places.edition": gettext_lazy("Places and calendar"),
    "places.district": gettext_lazy("Part of the city"),
    "places.place": gettext_lazy("Place"),
    "places.specialday": gettext_lazy("Day"),
    "places.maplayer": gettext_lazy("Map"),
    "occupations.clearance": gettext_lazy("Distance to keep"),
    "tenancy.city": gettext_lazy("City"),
    "permits.permittype": gettext_lazy("Kind of permit"),
    "permits.condition": gettext_lazy("Condition of permits"),
    "permits.queuerule": gettext_lazy("Order of work on permits"),
    "tariffs.bylaw": gettext_lazy("By-law on fees"),
    "billing.office": gettext_lazy("Billing"),
    "billing.creditreason": gettext_lazy("Reason of credits"),
    "billing.signinglimit": gettext_lazy("Limit of signature"),
}
CREATED, CHANGED = pgettext_lazy("history", "created"), pgettext_lazy("history", "changed")
_DONE: Mapping[str, str | Promise] = {
    "catalogue.service_saved": CHANGED,
    "catalogue.form_published": gettext_lazy("questions published"),
    "catalogue.form_saved": gettext_lazy("draft of the form saved"),
    "catalogue.form_submitted": gettext_lazy("form given to be read"),
    "catalogue.form_returned": gettext_lazy("form sent back to its author"),
    "catalogue.form_discarded": gettext_lazy("draft of the form dropped"),
    "catalogue.sample_saved": gettext_lazy("sample answers kept"),
    "catalogue.sample_removed": gettext_lazy("sample answers removed"),
    "catalogue.rule_saved": CHANGED,
    "catalogue.rule_removed": gettext_lazy("removed"),
    "catalogue.commitment_saved": gettext_lazy("promise saved"),
    "catalogue.commitment_removed": gettext_lazy("promise withdrawn"),
    "messaging.template_saved": CHANGED,
    "messaging.template_removed": gettext_lazy("removed"),
    "people.account_saved": CHANGED,
    "people.team_saved": CHANGED,
    "people.role_saved": CHANGED,
    "conversations.room_saved": CHANGED,
    "places.districts_imported": gettext_lazy("outlines imported"),
    "places.places_imported": gettext_lazy("places imported"),
    "places.place_named": gettext_lazy("named"),
    "places.streets_imported": gettext_lazy("streets imported"),
    "places.layer_saved": CHANGED,
    "places.hours_set": gettext_lazy("opening hours set"),
    "places.special_day_set": gettext_lazy("set apart"),
    "places.special_day_removed": gettext_lazy("a day like any other again"),
    "places.holidays_filled": gettext_lazy("holidays filled"),
    "places.district_named": gettext_lazy("named"),
    "places.city_changed": CHANGED,
    "occupations.clearance_set": CHANGED,
    "permit.type_saved": CHANGED,
    "permit.condition_saved": CHANGED,
    "permit.order_published": gettext_lazy("order published"),
    "tariffs.bylaw_saved": gettext_lazy("draft saved"),
    "tariffs.bylaw_checked": gettext_lazy("given to be published"),
    "tariffs.bylaw_returned": gettext_lazy("sent back to its author"),
    "tariffs.bylaw_published": gettext_lazy("published"),
    "tariffs.bylaw_ended": gettext_lazy("ended"),
    "tariffs.bylaw_discarded": gettext_lazy("draft dropped"),
    "billing.configured": CHANGED,
}
_FIELDS: Mapping[str, str | Promise] = {
    "name": pgettext_lazy("setting", "name"),
    "description": pgettext_lazy("setting", "description"),
    "urgent_note": pgettext_lazy("setting", "warning"),
    "keywords": pgettext_lazy("setting", "words by which it is found"),
    "local_words": pgettext_lazy("setting", "local words"),
    "season_from": pgettext_lazy("setting", "beginning of the season"),
    "season_to": pgettext_lazy("setting", "end of the season"),
    "icon": pgettext_lazy("setting", "picture"),
    "external": pgettext_lazy("setting", "names in imported files"),
    "replies": pgettext_lazy("setting", "ready answers"),
    "active": pgettext_lazy("setting", "in use or not"),
    "public": pgettext_lazy("setting", "shown to residents or not"),
    "published": pgettext_lazy("setting", "on the public map or not"),
    "anonymous": pgettext_lazy("setting", "anonymous or not"),
    "claim_words": pgettext_lazy("setting", "words about damage"),
    "location": pgettext_lazy("setting", "place needed or not"),
    "priority": pgettext_lazy("setting", "priority"),
    "same_incident_radius": pgettext_lazy("setting", "distance of the same incident"),
    "group": pgettext_lazy("setting", "heading"),
    "team": pgettext_lazy("setting", "team"),
    "territory": pgettext_lazy("setting", "territory"),
    "position": pgettext_lazy("setting", "rank"),
    "email": pgettext_lazy("setting", "e-mail address"),
    "on_call": pgettext_lazy("setting", "on call or not"),
    "shortcuts": pgettext_lazy("setting", "single keys"),
    "languages": pgettext_lazy("setting", "languages"),
    "vocabulary": pgettext_lazy("setting", "the city’s words"),
    "colour": pgettext_lazy("setting", "colour"),
    "flower": pgettext_lazy("setting", "decoration"),
    "logo": pgettext_lazy("setting", "emblem"),
    "phone": pgettext_lazy("setting", "telephone"),
    "phone_hours": pgettext_lazy("setting", "hours of the telephone"),
    "sender": pgettext_lazy("setting", "sender’s address"),
    "banner": pgettext_lazy("setting", "sentence at the top"),
    "attribution": pgettext_lazy("setting", "sources"),
    "claims": pgettext_lazy("setting", "words about damage"),
    "reopen_days": pgettext_lazy("setting", "days to reopen"),
    "first_contact_days": pgettext_lazy("setting", "days of the first contact"),
}
_PARTS: Mapping[str, str | Promise] = {
    "catalogue": gettext_lazy("Services, questions, commitments"),
    "routing": gettext_lazy("Routing"),
    "mails": gettext_lazy("E-mail texts"),
    "people": gettext_lazy("Teams, people, roles"),
    "rooms": gettext_lazy("Rooms"),
    "places": gettext_lazy("Places, hours, days"),
    "ground": gettext_lazy("Distances to keep"),
    "city": gettext_lazy("The city"),
    "permits": gettext_lazy("Permits"),
    "fees": gettext_lazy("Fees"),
    "finance": gettext_lazy("Billing"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One change in words: when, who, what about, what was done, and the details."""

    at: dt.datetime
    who: str
    who_id: int
    kind: str
    name: str
    done: str
    details: str


def subject_options() -> list[tuple[str, str]]:
    """Give the parts of the settings by which changes are found."""
    return [(code, str(words)) for code, words in _PARTS.items()]


def told(entries: Sequence[Entry]) -> list[Told]:
    """Tell entries in words; the number of queries does not depend on how many there are."""
    ids: dict[str, set[int]] = {}
    for entry in entries:
        ids.setdefault(entry.subject, set()).add(entry.subject_id)

    def of(kind: str) -> set[int]:
        return ids.get(kind, set())

    names: dict[tuple[str, int], Any] = {
        **names_of_catalogue(
            of("catalogue.service"), of("catalogue.servicegroup"), of("catalogue.routingrule")
        ),
        **names_of_people(of("people.team"), of("people.role"), of("people.account")),
        **bylaw_names(of("tariffs.bylaw")),
    }
    if of("conversations.room"):
        names |= {("conversations.room", room.pk): room.name for room in configured_rooms()}
    if of("permits.permittype"):
        services = dict(service_names())
        names |= {
            (entry.subject, entry.subject_id): services.get(entry.data.get("service", ""))
            for entry in entries
            if entry.subject == "permits.permittype"
        }
    return [_told(entry, names.get((entry.subject, entry.subject_id))) for entry in entries]


def _told(entry: Entry, name: Any) -> Told:
    is_new = entry.data.get("version") == 1
    return Told(
        at=entry.at,
        who=entry.actor_label,
        who_id=entry.actor_id if entry.actor_kind == "staff" else 0,
        kind=str(_ABOUT.get(entry.subject, entry.subject)),
        name=_name(entry, name),
        done=str(CREATED if is_new else _DONE.get(entry.event, entry.event)),
        details="" if is_new else _details(entry.data),
    )


def _name(entry: Entry, name: Any) -> str:
    if isinstance(name, Mapping):
        return localise(name, language())
    if name:
        return str(name)
    if entry.subject == "messaging.mailtemplate":
        return str(EVENT_WORDS.get(entry.data.get("mail", ""), ""))
    if entry.subject == "occupations.clearance":
        return kind_words(entry.data.get("kind", ""))
    if entry.subject.startswith("catalogue.") and entry.event.endswith("_removed"):
        return _("(removed since)")
    return ""


def _details(data: Mapping[str, Any]) -> str:
    return " · ".join(words for key, tell in _TELL.items() if key in data and (words := tell(data[key])))


def _listed(words: Sequence[Any]) -> str:
    return ", ".join(str(word) for word in words)


_TELL: Mapping[str, Callable[[Any], str]] = {
    "fields": lambda names: _listed([_FIELDS[name] for name in names if name in _FIELDS]),
    "grants": lambda grants: _listed([GRANT_WORDS.get(grant, grant) for grant in grants]),
    "teams": lambda codes: _("teams: %(list)s") % {"list": _listed(codes)} if codes else _("no team"),
    "roles": lambda codes: _("roles: %(list)s") % {"list": _listed(codes)} if codes else _("no role"),
    "active": lambda on: "" if on else _("closed"),
    "number": lambda number: _("version %(n)s") % {"n": number},
    "version": lambda number: _("version %(n)s") % {"n": number},
    "languages": lambda codes: _listed([language_words(code).lower() for code in codes]),
    "day": str,
    "years": _listed,
    "added": lambda n: _("added: %(n)s") % {"n": n},
    "changed": lambda n: _("changed: %(n)s") % {"n": n},
    "removed": lambda n: _("removed: %(n)s") % {"n": n},
    "metres_before": lambda n: _("before: %(n)s m") % {"n": typography.number(n, language())},
    "metres": lambda n: _("now: %(n)s m") % {"n": typography.number(n, language())},
}
