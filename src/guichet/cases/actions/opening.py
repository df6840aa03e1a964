"""Opening a case: every door ends here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from guichet.cases import events, rules
from guichet.cases.channels import Channel
from guichet.cases.lifecycle import State, public_state
from guichet.cases.models import Case
from guichet.cases.timing import city_time, set_next_due, set_promises
from guichet.catalogue.forms import check_answers, expression_values
from guichet.catalogue.kept import CATALOGUE
from guichet.catalogue.models import Service
from guichet.catalogue.queries import (
    ServiceForm,
    active_rules,
    form_of,
    promised_for,
    serves_district,
    service_for,
)
from guichet.catalogue.routing import Situation, route
from guichet.documents.actions import adopt_drafts
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Invalid
from guichet.kernel.references import format_reference
from guichet.kernel.texts import localise
from guichet.kernel.typography import figure
from guichet.kernel.words import clean_line, clean_text
from guichet.ledger.actions import keep_and_record
from guichet.people.actions import Contact, meet_resident
from guichet.places.editions import CALENDAR, DISTRICTS, one_look
from guichet.places.geo import cell_of, check_point
from guichet.places.models import District
from guichet.places.queries import calendar, district_at, is_outside

MAX_DESCRIPTION = 4_000
MAX_ADDRESS = 240


@dataclass(frozen=True, slots=True)
class Where:
    """The place of a case; all empty means « no exact place »."""

    lat: float | None = None
    lon: float | None = None
    address: str = ""
    fictitious: bool = False


@dataclass(frozen=True, slots=True)
class NewCase:
    """A report as a door gives it. `submission_key` makes sending it twice open it once."""

    service: str
    description: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    where: Where = field(default_factory=Where)
    contact: Contact = field(default_factory=Contact)
    channel: str = Channel.WEB
    language: str = "fr"
    draft_key: str = ""
    submission_key: str = ""
    priority: int | None = None


def open_case(actor: Actor, new: NewCase) -> Case:
    """Open a case: check it, date its promises, send it to a team, tell its requester.

    Raises Invalid with the faults by field (`service`, `place`, `description`, `email`, `answers.<code>`…); the same
    `submission_key` gives the case already opened.
    """
    authorise(actor, rules.may_open)
    try:
        with transaction.atomic(), one_look(CATALOGUE, DISTRICTS, CALENDAR):
            return _open(actor, new)
    except (IntegrityError, Invalid):  # sent before, be it that the service has closed since
        twin = _sent_before(new.submission_key)
        if twin is None:
            raise
        return twin


def _sent_before(submission_key: str) -> Case | None:
    """Give the case that a form opened already: asked for every case and seldom there, so written out."""
    if not submission_key:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM cases_case WHERE submission_key = %s", [submission_key])
        row = cursor.fetchone()
    return Case.objects.get(pk=row[0]) if row else None


def _open(actor: Actor, new: NewCase) -> Case:
    now = moment.now()
    form = _offered(actor, new, now)
    kept, seen, district = _checked(actor, new, form)
    service = form.service
    requester = meet_resident(actor, new.contact)
    priority = new.priority or service.priority
    situation = Situation(
        service=service,
        district=district.code if district else "",
        channel=new.channel,
        priority=priority,
        local_time=city_time(now),
        answers=seen,
    )
    routed = route(situation, active_rules())
    case = Case(
        reference=_next_reference(now),
        service=service,
        form=form.version,
        answers=kept,
        title=_title(service, new.language),
        description=clean_text(new.description, MAX_DESCRIPTION),
        language=new.language,
        channel=Channel(new.channel),
        priority=priority,
        state=State.RECEIVED,
        public_state=public_state(State.RECEIVED),
        requester=requester,
        team_id=routed.team_id,
        route=routed.as_data(),
        district=district,
        published=service.published and new.where.lat is not None,
        unread=True,
        submission_key=new.submission_key or None,
        opened_at=now,
        updated_at=now,
    )
    _set_place(case, new.where)
    promised = promised_for(service, district.pk if district else None, priority)
    set_promises(case, promised, calendar(), now)
    set_next_due(case)
    told = {"team": case.team_id, "channel": new.channel, "route": routed.rule_id}
    keep_and_record(actor, events.OPENED, case, version=1, **told)
    if new.draft_key:
        adopt_drafts(actor, new.draft_key, case)
    return case


def _offered(actor: Actor, new: NewCase, now: dt.datetime) -> ServiceForm:
    service = service_for(actor, new.service, city_time(now).date())
    if service is None:
        message = _(
            "This service is not offered at the moment. Choose another, or write to us with “Other subject”."
        )
        raise Invalid(message, fields={"service": message}, code="service_closed")
    return form_of(service)


def _checked(
    actor: Actor, new: NewCase, form: ServiceForm
) -> tuple[list[dict[str, Any]], dict[str, object], District | None]:
    """Check everything at once, so that a person sees all that is missing together."""
    faults: dict[str, str] = {}
    kept, answer_faults = check_answers(
        form.questions, new.answers, language=new.language, internal=actor.is_staff
    )
    faults.update({f"answers.{code}": message for code, message in answer_faults.items()})
    if len(new.description) > MAX_DESCRIPTION:
        faults["description"] = _("Shorten your text to 4,000 characters; it has %(n)s.") % {
            "n": figure(len(new.description))
        }
    district = _checked_place(form.service, new.where, faults)
    if new.channel not in set(Channel):
        faults["channel"] = _("Choose one of the answers shown")
    if new.priority is not None and new.priority not in {1, 2, 3, 4}:
        faults["priority"] = _("Choose a priority from 1 to 4.")
    anonymous = not (new.contact.email or new.contact.phone or new.contact.name)
    if anonymous and not form.service.anonymous and not actor.is_system:
        faults["email"] = _(
            "For this service we need a way to answer you: an e-mail address or a telephone number."
        )
    if faults:
        raise Invalid(_("Some answers are missing or need a change."), fields=faults)
    return kept, expression_values(form.questions, {item["code"]: item["value"] for item in kept}), district


def _checked_place(service: Service, where: Where, faults: dict[str, str]) -> District | None:
    if (length := len(clean_line(where.address, 20_000))) > MAX_ADDRESS:
        faults["place"] = _(
            "Shorten the place to %(most)s characters; it has %(length)s. Say the rest in the description."
        ) % {"most": figure(MAX_ADDRESS), "length": figure(length)}
        return None
    if where.lat is None or where.lon is None:
        if service.location == "required" and not where.address.strip():
            faults["place"] = _("Say where it is: an address, an intersection or the name of a park.")
        return None
    try:
        check_point(where.lat, where.lon)
    except Invalid as fault:
        faults["place"] = fault.message
        return None
    district = district_at(where.lat, where.lon)
    if district is None and is_outside(where.lat, where.lon):
        faults["place"] = _("This place is outside the city. Choose a place within its limits.")
    elif not serves_district(service, district.pk if district else None):
        faults["place"] = _("This service is not offered in this part of the city.")
    return district


def _set_place(case: Case, where: Where) -> None:
    case.address = clean_line(where.address, MAX_ADDRESS)
    case.fictitious_place = where.fictitious
    if where.lat is not None and where.lon is not None:
        case.lat, case.lon, case.cell = where.lat, where.lon, cell_of(where.lat, where.lon)


def _title(service: Service, language: str) -> str:
    return localise(service.name, language)[:160]


def _next_reference(now: dt.datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('case_number')")
        number = cursor.fetchone()[0]
    return format_reference(city_time(now).year, int(number))
