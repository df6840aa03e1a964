"""From the first page of a request to the file that the city studies: prepared, filed, completed, given up."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from guichet.catalogue.forms.reading import check_email
from guichet.catalogue.models import FormVersion
from guichet.documents.actions import adopt_drafts
from guichet.documents.queries import attachments_of
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor, system
from guichet.kernel.errors import Conflict, Invalid
from guichet.kernel.texts import localise
from guichet.kernel.words import clean_line, clean_text
from guichet.people.actions import Contact, meet_resident
from guichet.permits import events, rules
from guichet.permits.actions.keeping import check_unchanged, keep, move, note_version, remember, tick
from guichet.permits.actions.money import follow_payer, give_up_bill
from guichet.permits.actions.standing import show_on_map
from guichet.permits.checking import check_period, check_start, lacks_of, plain_values, read_hours, write_lack
from guichet.permits.lifecycle import FINAL, Role, State
from guichet.permits.models import Party, Permit, PermitType, new_secret
from guichet.permits.placing import Placed, place
from guichet.permits.queries.types import earliest_of, shown, too_late_words, type_row
from guichet.permits.queries.visible import permit_for
from guichet.permits.shapes import TypeShown
from guichet.permits.signing import KEY_BYTES, format_number
from guichet.permits.timing import set_next, terms_of
from guichet.places.queries import calendar


@dataclass(frozen=True, slots=True)
class NewParty:
    """Someone of a file as they were named at the door; empty values are allowed until the bill."""

    role: str
    name: str = ""
    organisation: str = ""
    number: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    language: str = "fr"


@dataclass(frozen=True, slots=True)
class NewPermit:
    """A request for a permit. `area` is a GeoJSON geometry, `answers` those of the form with their words.

    The same `submission_key` files once, however often it is sent. `measures` replaces what the map gives (old files,
    an agent who measured on site): code → `{value, unit, origin}`.
    """

    type: str
    starts_on: dt.date
    ends_on: dt.date
    parties: Sequence[NewParty] = ()
    hours: str = ""
    answers: Sequence[Mapping[str, Any]] = ()
    form: FormVersion | None = None
    area: Mapping[str, Any] | None = None
    address: str = ""
    lat: float | None = None
    lon: float | None = None
    measures: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    title: str = ""
    language: str = "fr"
    channel: str = "web"
    submission_key: str = ""
    draft_key: str = ""


@transaction.atomic
def start_permit(actor: Actor, new: NewPermit) -> Permit:
    """Begin a file that its author can leave and take up again; nothing is asked of the city yet.

    Raises Invalid by field for an end before the start, a permit that is too long or out of season, an area that cannot
    be (self-crossing, in water, outside of the city, too large).
    """
    authorise(actor, rules.may_start)
    permit, _made = _start(actor, new)
    return permit


@transaction.atomic
def file_permit(actor: Actor, new: NewPermit, *, late_reason: str = "") -> Permit:
    """Begin and file at once, as a form that was sent; the same submission gives the file that is there."""
    authorise(actor, rules.may_start)
    permit, made = _start(actor, new)
    if made or permit.state == State.DRAFT:
        _file(actor, permit, late_reason)
    return permit


@transaction.atomic
def file(actor: Actor, reference: str, *, late_reason: str = "") -> Permit:
    """File what was prepared: the clocks start. Raises Invalid with the first lawful day when it starts too soon.

    An agent may give a reason (`late_reason`) to file what comes too late; the order of work then takes it into account.
    """
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_file, permit)
    return _file(actor, permit, late_reason)


def _start(actor: Actor, new: NewPermit) -> tuple[Permit, bool]:
    key = clean_line(new.submission_key, 64) or None
    known = Permit.objects.defer("search").filter(submission_key=key).first() if key else None
    if known is not None:
        return known, False
    placed = place(new.area, new.lat, new.lon, new.measures)
    row, change = type_row(actor, new.type, placed.district.code if placed.district else "")
    kind = shown(row, change)
    check_period(kind, new.starts_on, new.ends_on)
    permit = _new_row(new, row, kind, placed, key)
    set_next(permit, row, calendar())
    permit.save(force_insert=True)
    for party in new.parties:
        _put_party(actor, permit, party)
    if new.draft_key:
        adopt_drafts(actor, new.draft_key, permit)
    remember(actor, events.STARTED, permit)
    return permit, True


def _new_row(new: NewPermit, row: PermitType, kind: TypeShown, placed: Placed, key: str | None) -> Permit:
    now = moment.now()
    return Permit(
        reference=format_number(calendar().local(now).year, _next_number()),
        key=secrets.token_urlsafe(KEY_BYTES),
        type=row,
        form=new.form,
        answers=[dict(answer) for answer in new.answers],
        title=clean_line(new.title, 160) or localise(kind.name, new.language)[:160],
        language=new.language[:5],
        channel=new.channel[:10],
        starts_on=new.starts_on,
        ends_on=new.ends_on,
        hours=read_hours(new.hours),
        area=placed.area,
        measures=placed.measures,
        lat=placed.lat,
        lon=placed.lon,
        cell=placed.cell,
        district=placed.district,
        address=clean_line(new.address, 240) or placed.street,
        team=row.service.team,
        harm=kind.harm,
        by_company=any(p.role == Role.APPLICANT and bool(p.organisation.strip()) for p in new.parties),
        submission_key=key,
        created_at=now,
        updated_at=now,
    )


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('permit_number')")
        return int(cursor.fetchone()[0])


def _put_party(actor: Actor, permit: Permit, new: NewParty) -> Party:
    """Put someone in a role of a file; they become a resident of the city's records when they can be reached."""
    role = Role(new.role)
    email = check_email(new.email)
    contact = Contact(new.name or new.organisation, email, new.phone, new.language)
    resident = meet_resident(actor, contact) if email or new.phone.strip() else None
    party = Party.objects.filter(permit=permit, role=role).first() or Party(permit=permit, role=role.value)
    if party.pk and party.email.casefold() != email.casefold():
        party.secret, party.link_sent_at, party.link_opened_at = new_secret(), None, None
    values = {
        "resident": resident,
        "name": clean_line(new.name, 160),
        "organisation": clean_line(new.organisation, 160),
        "number": clean_line(new.number, 30),
        "email": email,
        "phone": clean_line(new.phone, 40),
        "address": clean_text(new.address, 600),
        "language": new.language[:2],
    }
    for name, value in values.items():
        setattr(party, name, value)
    party.save()
    return party


def _file(actor: Actor, permit: Permit, late_reason: str) -> Permit:
    kind = shown(permit.type, *_change_of(actor, permit))
    now = moment.now()
    earliest = earliest_of(kind, calendar().local(now).date(), calendar())
    permit.filed_late = permit.starts_on < earliest.day
    may_be_late = (actor.is_system or actor.has("permit.handle")) and bool(clean_line(late_reason, 200))
    if permit.filed_late and not may_be_late:
        check_start(earliest, permit.starts_on, too_late_words(kind, earliest))
    check_period(kind, permit.starts_on, permit.ends_on)
    blocking, missing = _lacks(permit, kind)
    if blocking:
        raise Invalid(next(iter(blocking.values())), fields=blocking)
    move(permit, "file")
    permit.late_reason = clean_line(late_reason, 200)
    permit.filed_at = permit.complete_at = now
    permit.terms, permit.missing = terms_of(kind), missing
    tick(permit, "started", "filed")
    note_version(actor, permit, "file")
    show_on_map(actor, permit, "asked")
    keep(permit, _FILED)
    remember(actor, events.FILED, permit, late=permit.filed_late)
    return permit


_FILED = ("filed_late", "late_reason", "filed_at", "complete_at", "terms", "missing", "facts_version")


def _change_of(actor: Actor, permit: Permit) -> tuple[Any, ...]:
    code = permit.district.code if permit.district else ""
    return (type_row(actor, permit.type.service.code, code)[1],) if code else ()


def _lacks(permit: Permit, kind: TypeShown) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """Part what forbids to file (a place, someone to answer to) from the documents that may still come."""
    values = plain_values(permit.answers)
    applicant = Party.objects.filter(permit=permit, role=Role.APPLICANT).first()
    found = lacks_of(
        kind,
        values,
        given={*values, *_joined(permit)},
        has_area=permit.area is not None or bool(permit.measures),
        has_address=bool(permit.address),
        reachable=applicant is not None and bool(applicant.email or applicant.phone),
    )
    blocking = {
        lack.code: localise(lack.sentence, permit.language) for lack in found if lack.kind != "document"
    }
    return blocking, [write_lack(lack) for lack in found if lack.kind == "document"]


def _joined(permit: Permit) -> set[str]:
    """Give the documents that were joined: a file may be named after the document that it is (« plan.pdf »)."""
    found = attachments_of(system(), permit, published_only=False)
    return {each.name.rpartition(".")[0] or each.name for each in found}


@transaction.atomic
def complete(
    actor: Actor,
    reference: str,
    *,
    answers: Sequence[Mapping[str, Any]] = (),
    draft_key: str = "",
    words: str = "",
) -> Permit:
    """Bring what was missing: answers that were changed or added, files of a draft; the clock runs again."""
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_file, permit)
    move(permit, "complete")
    new = {str(answer["code"]): dict(answer) for answer in answers}
    kept = [answer for answer in permit.answers if answer.get("code") not in new]
    permit.answers = [*kept, *new.values()]
    if draft_key:
        adopt_drafts(actor, draft_key, permit)
    permit.missing = []
    permit.complete_at, permit.waiting_until, permit.reminded_at = moment.now(), None, None
    permit.decision = {**permit.decision, "completed_with": clean_text(words, 2_000)}
    tick(permit, "resumed", "completed")
    if new:
        note_version(actor, permit, "complete")
    keep(
        permit,
        ("answers", "missing", "complete_at", "waiting_until", "reminded_at", "decision", "facts_version"),
    )
    remember(actor, events.COMPLETED, permit)
    return permit


@transaction.atomic
def set_party(actor: Actor, reference: str, new: NewParty) -> Party:
    """Say who has a role in a file and how to reach them; whoever asked may until it is filed, an agent until its end."""
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_file, permit)
    if State(permit.state) in FINAL:
        raise Conflict(_("This file is over: its people can no longer be changed."))
    party = _put_party(actor, permit, new)
    follow_payer(actor, permit)
    if party.role == Role.APPLICANT:
        permit.by_company = bool(party.organisation)
    keep(permit, ("by_company",))
    remember(actor, events.PARTY_CHANGED, permit, role=party.role)
    return party


@transaction.atomic
def withdraw(actor: Actor, reference: str, reason: str = "", *, seen_version: int | None = None) -> Permit:
    """Give a file up before anything stands on site; a bill that was stated is stated again."""
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_withdraw, permit)
    check_unchanged(permit, seen_version)
    move(permit, "withdraw")
    permit.decided_at = moment.now()
    permit.decision = {**permit.decision, "withdrawn": clean_line(reason, 300)}
    tick(permit, "stopped", "decided")
    give_up_bill(actor, permit, _("Withdrawn"))
    show_on_map(actor, permit, "")
    keep(permit, ("decided_at", "decision", "fee"))
    remember(actor, events.WITHDRAWN, permit)
    return permit
