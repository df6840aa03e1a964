"""A contact from its first word to its end. A draft is saved as one types and outlives the browser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from guichet.cases.timing import city_time
from guichet.contacts import events, rules
from guichet.contacts.lifecycle import LIFECYCLE, OWES_A_CALL, Channel, Result
from guichet.contacts.models import Contact
from guichet.contacts.queries.trails import follow_search, names_in, trail_of
from guichet.contacts.queries.visible import contact_for, open_callbacks
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid
from guichet.kernel.words import clean_line, clean_text
from guichet.knowledge.actions import remember_miss
from guichet.ledger.actions import record
from guichet.people.contact_keys import COUNTRIES, phone_key
from guichet.people.queries import resident_with_id
from guichet.places.geo import check_point
from guichet.places.queries import district_at
from guichet.tenancy.queries import current_city

MAX_WORDS, MAX_NOTES = 8_000, 8_000
TYPED = ("service", "answer", "place", "none", "topic", "script")


@dataclass(frozen=True, slots=True)
class Draft:
    """What the console holds of a contact; `typed` are the choices made beside the field, and what it is about (TYPED)."""

    words: str = ""
    notes: str = ""
    channel: str = Channel.PHONE
    language: str = "fr"
    name: str = ""
    phone: str = ""
    email: str = ""
    person_id: int | None = None
    address: str = ""
    lat: float | None = None
    lon: float | None = None
    number_given: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)


def begin_contact(actor: Actor, key: str, draft: Draft | None = None) -> Contact:
    """Begin a contact, or give the one begun with the same key (a page sent twice). Raises Invalid."""
    authorise(actor, rules.may_take)
    cut = clean_line(key, 64)
    if not cut:
        raise Invalid(_("This page is too old. Open a new contact."))
    known = Contact.objects.filter(key=cut).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return _begin(actor, cut, draft or Draft())
    except IntegrityError:
        return Contact.objects.get(key=cut)


def _begin(actor: Actor, key: str, draft: Draft) -> Contact:
    now = moment.now()
    contact = Contact(
        reference=_next_reference(now),
        key=key,
        started_at=now,
        saved_at=now,
        agent_id=actor.id,
        team_id=min(actor.teams, default=None),
    )
    _fill(contact, draft)
    _follow_search(actor, contact, "")
    contact.save(force_insert=True)
    record(actor, events.BEGUN, contact, channel=contact.channel)
    return contact


def _next_reference(now: dt.datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('contact_number')")
        number = int(cursor.fetchone()[0])
    return f"C{city_time(now).year % 100:02d}-{number:06d}"


@transaction.atomic
def save_contact_draft(actor: Actor, reference: str, draft: Draft) -> Contact:
    """Keep what was typed so far. Who it is, where and by which channel are remembered in the ledger when they change."""
    contact = contact_for(actor, reference, lock=True)
    authorise(actor, rules.may_write, contact)
    LIFECYCLE.next(contact.state, "write")
    before, sought = _told(contact), str(contact.typed.get("sought", ""))
    _fill(contact, draft)
    _follow_search(actor, contact, sought)
    contact.saved_at = moment.now()
    contact.version += 1
    contact.save()
    changed = sorted(name for name, value in _told(contact).items() if value != before[name])
    if changed:
        record(actor, events.DRAFTED, contact, fields=changed)
    return contact


def _follow_search(actor: Actor, contact: Contact, sought: str) -> None:
    """Tell the bank which words were left for others without an answer having been given."""
    going_on, left = follow_search(sought, contact.typed.pop("topic", ""))
    if going_on:
        contact.typed["sought"] = going_on
    if left:
        remember_miss(actor, left, trail=trail_of(contact), names=names_in(contact))


def _told(contact: Contact) -> dict[str, object]:
    return {
        "person": contact.person_id,
        "channel": contact.channel,
        "language": contact.language,
        "address": contact.address,
        "phone": contact.phone,
        "email": contact.email,
    }


def _fill(contact: Contact, draft: Draft) -> None:
    """Put a draft on a contact, cleaned; what cannot be used is left out, never refused: someone is speaking."""
    contact.words = clean_text(draft.words, MAX_WORDS)
    contact.notes = clean_text(draft.notes, MAX_NOTES)
    if draft.channel in set(Channel):
        contact.channel = Channel(draft.channel)
    languages = current_city().languages or ["fr"]
    contact.language = draft.language if draft.language in languages else contact.language
    contact.name = clean_line(draft.name, 160)
    contact.phone = clean_line(draft.phone, 40)
    contact.phone_key = phone_key(contact.phone, COUNTRIES.get(current_city().legal_world, "CA"))
    contact.email = clean_line(draft.email, 254)
    contact.person = resident_with_id(draft.person_id) if draft.person_id else None
    if contact.person is not None:
        contact.phone_key = contact.phone_key or contact.person.phone_key
    contact.number_given = draft.number_given
    contact.typed = {
        name: clean_line(str(value), 120) for name, value in draft.typed.items() if name in TYPED
    }
    _fill_place(contact, draft)


def _fill_place(contact: Contact, draft: Draft) -> None:
    contact.address = clean_line(draft.address, 240)
    contact.lat, contact.lon, contact.district = None, None, None
    if draft.lat is None or draft.lon is None:
        return
    try:
        check_point(draft.lat, draft.lon)
    except Invalid:
        return
    contact.lat, contact.lon = draft.lat, draft.lon
    contact.district = district_at(draft.lat, draft.lon)


@transaction.atomic
def hold_contact(actor: Actor, reference: str) -> Contact:
    """Put the person on hold; the time on hold is counted apart."""
    contact = contact_for(actor, reference, lock=True)
    authorise(actor, rules.may_write, contact)
    contact.state = LIFECYCLE.next(contact.state, "hold")
    contact.held_since = moment.now()
    contact.save(update_fields=["state", "held_since"])
    record(actor, events.HELD, contact)
    return contact


@transaction.atomic
def resume_contact(actor: Actor, reference: str) -> Contact:
    """Take the person back from hold."""
    contact = contact_for(actor, reference, lock=True)
    authorise(actor, rules.may_write, contact)
    contact.state = LIFECYCLE.next(contact.state, "resume")
    _end_hold(contact, moment.now())
    contact.save(update_fields=["state", "held_since", "held_seconds"])
    record(actor, events.RESUMED, contact)
    return contact


def _end_hold(contact: Contact, now: dt.datetime) -> None:
    if contact.held_since is not None:
        contact.held_seconds += max(0, int((now - contact.held_since).total_seconds()))
        contact.held_since = None


@transaction.atomic
def end_contact(actor: Actor, reference: str) -> Contact:
    """End a contact. Refused while the person could not be reached for what was promised, or without any subject.

    Raises Invalid (`way_back`, `callback`), Conflict when it has ended already.
    """
    contact = contact_for(actor, reference, lock=True)
    authorise(actor, rules.may_write, contact)
    after = LIFECYCLE.next(contact.state, "end")
    results = [Result(one) for one in contact.subjects.order_by("id").values_list("result", flat=True)]
    if not results:
        raise Conflict(_("Say first how it came out: answered, opened, asked, called back or abandoned."))
    check_way_back(contact, results)
    now = moment.now()
    _end_hold(contact, now)
    contact.state, contact.ended_at = after, now
    contact.version += 1
    contact.save(update_fields=["state", "ended_at", "held_since", "held_seconds", "version"])
    record(actor, events.ENDED, contact, results=[one.value for one in results])
    return contact


def check_way_back(contact: Contact, results: list[Result]) -> None:
    """Refuse an end that would leave the person without news of what was promised."""
    reachable = bool(contact.phone or contact.email)
    if contact.person is not None:
        reachable = reachable or bool(contact.person.phone or contact.person.email)
    if any(one in OWES_A_CALL for one in results):
        if not reachable:
            words = _("A call-back is promised: note a telephone number or an e-mail address first.")
            raise Invalid(words, fields={"way_back": words})
        if not open_callbacks(contact) and not contact.callbacks.exists():
            words = _("Someone has to answer later: say when, and who calls back.")
            raise Invalid(words, fields={"callback": words})
    if Result.CASE_OPENED in results and not reachable and not contact.number_given:
        words = _(
            "Nobody can be reached about it: note a telephone number, or confirm that you gave its number."
        )
        raise Invalid(words, fields={"way_back": words})
