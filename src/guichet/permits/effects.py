"""What follows from events: the people of a file are written to. Each effect is idempotent by its mail's key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from guichet.billing.events import PAID
from guichet.kernel.actor import system
from guichet.kernel.events import Fact, on
from guichet.kernel.texts import localise
from guichet.kernel.typography import long_date
from guichet.messaging.actions import queue_mail
from guichet.permits import events
from guichet.permits.actions.deciding import REFUSAL_WORDS
from guichet.permits.actions.paying import note_paid
from guichet.permits.actions.sharing import note_link_sent
from guichet.permits.lifecycle import Role, Silence
from guichet.permits.linking import own_link
from guichet.permits.models import Opinion, Party, Permit, PermitMessage
from guichet.permits.timing import silence_words
from guichet.permits.wording import both, field_words
from guichet.places.queries import calendar
from guichet.tenancy.queries import current_city

MAIL_OF = {
    events.FILED.name: "permit_filed",
    events.ASKED_MISSING.name: "permit_missing",
    events.REMINDED_MISSING.name: "permit_missing_reminder",
    events.MORE_TIME.name: "permit_more_time",
    events.APPROVED.name: "permit_approved",
    events.ISSUED.name: "permit_issued",
    events.AMENDED.name: "permit_amended",
    events.EXTENDED.name: "permit_extended",
    events.ENDING.name: "permit_ending",
    events.ENDED.name: "permit_ended",
    events.REFUSED.name: "permit_refused",
    events.WITHDRAWN.name: "permit_withdrawn",
    events.LAPSED.name: "permit_lapsed",
    events.REVOKED.name: "permit_revoked",
}
HOLDERS = frozenset({events.ISSUED.name, events.AMENDED.name, events.EXTENDED.name, events.REVOKED.name})
"""What the beneficiary and the contractor are told too: they stand on site with the paper."""


def _permit(fact: Fact) -> Permit | None:
    rows = Permit.objects.select_related("type", "type__service", "team").defer("search", "area")
    return rows.filter(pk=fact.subject_id, elsewhere=False).first()


def _readers(permit: Permit, event: str) -> Iterator[Party]:
    roles = [Role.APPLICANT]
    if event in HOLDERS:
        roles += [Role.BENEFICIARY, Role.CONTRACTOR]
    told: set[str] = set()
    for party in Party.objects.filter(permit=permit, role__in=roles).exclude(email="").order_by("id"):
        if party.email.lower() not in told:
            told.add(party.email.lower())
            yield party


@on(
    events.FILED,
    events.ASKED_MISSING,
    events.REMINDED_MISSING,
    events.MORE_TIME,
    events.APPROVED,
    events.ISSUED,
    events.AMENDED,
    events.EXTENDED,
    events.ENDING,
    events.ENDED,
    events.REFUSED,
    events.WITHDRAWN,
    events.LAPSED,
    events.REVOKED,
)
def tell_people(fact: Fact) -> None:
    """Tell a step to the applicant, and what concerns the site to those who stand on it."""
    permit = _permit(fact)
    if permit is None:
        return
    for party in _readers(permit, fact.event):
        _write(fact, MAIL_OF[fact.event], permit, party)


@on(events.SILENCE)
def tell_silence(fact: Fact) -> None:
    """Tell what silence decided, with its article and how to go on."""
    permit = _permit(fact)
    if permit is None:
        return
    refused = fact.data.get("meaning") == Silence.REFUSAL
    for party in _readers(permit, fact.event):
        _write(fact, "permit_silence" if refused else "permit_approved", permit, party)


@on(events.WROTE)
def send_message(fact: Fact) -> None:
    """Send the city's words to the applicant; what they answer comes to the file."""
    permit = _permit(fact)
    message = PermitMessage.objects.filter(permit=fact.subject_id, pk=str(fact.data["message"])).first()
    if permit is None or message is None:
        return
    for party in _readers(permit, fact.event):
        _write(fact, "permit_message", permit, party, message=message.words)


@on(events.OPINION_CHASED)
def remind_service(fact: Fact) -> None:
    """Send a service one message with all the opinions that it owes."""
    ids = fact.data.get("opinions")
    rows = Opinion.objects.filter(pk__in=ids if isinstance(ids, list) else [], given_at__isnull=True)
    owed = list(rows.select_related("permit", "team").defer("permit__search").order_by("due_at", "id"))
    addresses = {row.team.email for row in owed if row.team and row.team.email}
    for address in sorted(addresses):
        mine = [row for row in owed if row.team and row.team.email == address]
        lines = [f"{row.permit.reference} – {row.permit.title} ({_day(row.due_at, 'fr')})" for row in mine]
        queue_mail(
            system(),
            key=f"{fact.entry_id}:{address}",
            event="permit_opinion_reminder",
            to=address,
            language="fr",
            values={
                "numbers": "\n".join(lines),
                "service": localise(field_words(mine[0].field), "fr"),
                "link": "/desk/permits/opinions/",
            },
            subject_type=mine[0].permit._meta.label_lower,
            subject_id=mine[0].permit_id,
        )


@on(PAID)
def note_payment(fact: Fact) -> None:
    """Note on a permit that its bill is paid, so that it can be issued."""
    if fact.data.get("kind") == "permit" and fact.data.get("settled"):
        note_paid(system(), str(fact.data.get("reference")))


def _write(fact: Fact, event: str, permit: Permit, party: Party, **more: str) -> None:
    note_link_sent(system(), permit, party)
    queue_mail(
        system(),
        key=f"{fact.entry_id}:{permit.pk}:{party.pk}",
        event=event,
        to=party.email,
        language=party.language,
        service_code=permit.type.service.code,
        values=_values(permit, party) | more,
        subject_type=permit._meta.label_lower,
        subject_id=permit.pk,
    )


def _day(at: dt.datetime | None, language: str) -> str:
    return long_date(calendar().local(at).date(), language) if at else ""


def _office(permit: Permit, language: str) -> str:
    """Name who studies a file and how to reach them; the city while no team has it."""
    city, team = current_city(), permit.team
    name = localise(team.name if team else city.name, language)
    reach = (team.email, team.phone) if team else (city.sender, city.phone)
    return ", ".join(filter(None, (name, *reach)))


def _values(permit: Permit, party: Party) -> dict[str, str]:
    language, decision = party.language, permit.decision
    missing = [f"- {localise(lack['label'], language)}" for lack in permit.missing]
    reasons = [localise(both(REFUSAL_WORDS[code].__str__), language) for code in decision.get("reasons", [])]
    words = decision.get("revoked") or decision.get("words") or decision.get("asked") or ""
    return {
        "reference": permit.reference,
        "service": localise(permit.type.service.name, language),
        "place": permit.address,
        "first_day": long_date(permit.starts_on, language),
        "last_day": long_date(permit.ends_on, language),
        "promise_date": _day(permit.due_at, language),
        "received_date": _day(permit.filed_at, language),
        "team": _office(permit, language),
        "silence": localise(silence_words(permit, calendar()), language),
        "new_date": _day(permit.waiting_until, language),
        "missing": "\n".join(missing),
        "reason": ". ".join([*reasons, words]) if reasons else words,
        "message": words,
        "appeal": localise(decision.get("appeal") or permit.type.appeal, language),
        "link": own_link(permit, party),
        "first_name": party.name.split(" ")[0] if party.name else "",
    }
