"""Forms that people fill: started, kept, left and resumed, shared with others, sent."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from guichet.catalogue import events, rules
from guichet.catalogue.drafts import form_of_draft, may_write, merge
from guichet.catalogue.forms import Judge, check_email, missing
from guichet.catalogue.lifecycle import PUBLISHED
from guichet.catalogue.models import Draft, DraftPerson, FormVersion, Service
from guichet.catalogue.queries.drafts import draft_for
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Denied, Invalid, NotFound
from guichet.kernel.schema import current_schema
from guichet.kernel.texts import Text
from guichet.kernel.words import clean_line
from guichet.ledger.actions import record

KEPT_DAYS = 60
MINUTES = 15
MOST_TRIES, MOST_CODES, MOST_PEOPLE = 5, 8, 8


@transaction.atomic
def start_draft(
    actor: Actor,
    service: Service,
    *,
    email: str = "",
    name: str = "",
    answers: Mapping[str, Any] | None = None,
    language: str = "fr",
) -> DraftPerson:
    """Start filling the published form of a service; gives its owner, whose `key` stands in the addresses.

    `answers` are what is known already (prefilled). The caller remembers the key in this browser. Raises Conflict when
    a permit has no form.
    """
    authorise(actor, rules.may_fill)
    version = _published(service)
    if version is None and service.kind == "permit":
        raise Conflict(_("This service has no form to fill yet. Write to us, or call us."))
    now = moment.now()
    draft = Draft(
        service=service,
        version=version,
        language=language[:5],
        started_by_id=actor.id if actor.is_staff else None,
        resident_id=actor.id or None if not (actor.is_staff or actor.is_system) else None,
        created_at=now,
        saved_at=now,
        expires_at=now + dt.timedelta(days=KEPT_DAYS),
    )
    draft.answers = merge(form_of_draft(draft), {}, answers or {})
    draft.save()
    owner = DraftPerson.objects.create(
        draft=draft, owner=True, email=check_email(email), name=clean_line(name, 120), added_at=now
    )
    record(actor, events.DRAFT_STARTED, service, draft=draft.pk)
    return owner


def _published(service: Service) -> FormVersion | None:
    return FormVersion.objects.filter(service=service, state=PUBLISHED).order_by("-number").first()


@transaction.atomic
def follow_form(actor: Actor, key: str) -> list[Text]:
    """Bring a draft to the form that is published now; gives the questions whose answer has no place in it any more.

    What was typed stays as it was typed, and what is newly asked is asked. Does nothing when the form is the same.
    """
    person = draft_for(actor, key, lock=True)
    authorise(actor, rules.may_read_draft, person)
    draft, old = person.draft, form_of_draft(person.draft)
    newest = _published(draft.service)
    if newest is None or newest.pk == draft.version_id:
        return []
    draft.version = newest
    kept = merge(form_of_draft(draft), draft.answers, {})
    lost = [
        question.label for question in old.questions if question.code in draft.answers.keys() - kept.keys()
    ]
    draft.answers = kept
    draft.save(update_fields=["version", "answers"])
    record(actor, events.DRAFT_SAVED, draft.service, draft=draft.pk, form=newest.number)
    return lost


@transaction.atomic
def save_draft(
    actor: Actor,
    key: str,
    answers: Mapping[str, Any],
    *,
    page: str = "",
    done: bool | None = None,
    email: str | None = None,
    name: str | None = None,
) -> DraftPerson:
    """Keep what a person typed on a draft, readable or not, and who wrote it; nothing typed is lost.

    `answers` hold what was on the page, as a form gives it; those of a page that this person may not fill raise Denied.
    Each save lets the draft live KEPT_DAYS more.
    """
    person = draft_for(actor, key, lock=True)
    authorise(actor, rules.may_read_draft, person)
    draft = person.draft
    form = form_of_draft(draft)
    foreign = [code for code in answers if form.question(code) and not may_write(person, form, code)]
    if foreign:
        raise Denied(_("Someone else fills this page. Ask the person who started the form."))
    kept = merge(form, draft.answers, answers)
    changed = [code for code in answers if kept.get(code) != draft.answers.get(code)]
    draft.answers = kept
    draft.writers = draft.writers | dict.fromkeys(changed, person.pk)
    draft.page = page[:40] or draft.page
    draft.edition += 1
    draft.saved_at = moment.now()
    draft.expires_at = draft.saved_at + dt.timedelta(days=KEPT_DAYS)
    draft.save()
    _save_person(person, done=done, email=email, name=name)
    record(actor, events.DRAFT_SAVED, draft.service, draft=draft.pk, fields=changed)
    return person


def _save_person(person: DraftPerson, *, done: bool | None, email: str | None, name: str | None) -> None:
    person.done = person.done if done is None else done
    if person.owner and email is not None:
        person.email = check_email(email)
    if name is not None:
        person.name = clean_line(name, 120)
    person.save(update_fields=["done", "email", "name"])


@transaction.atomic
def share_draft(
    actor: Actor, key: str, *, email: str, name: str = "", pages: Sequence[str] = ()
) -> DraftPerson:
    """Let someone else fill some pages of a draft (none named: all); gives them, with the key of their address.

    The caller writes to them. Inviting an address again changes their pages. Raises Invalid, Conflict for too many.
    """
    owner = draft_for(actor, key, lock=True)
    authorise(actor, rules.may_share_draft, owner)
    draft = owner.draft
    address = check_email(email)
    known = {page.code for page in form_of_draft(draft).pages}
    if not address or address.lower() == owner.email.lower():
        sentence = _("Write the address of the person whom you invite.")
        raise Invalid(sentence, fields={"email": sentence})
    if not set(pages) <= known:
        raise Invalid(
            _("Choose among the pages shown."), fields={"pages": _("Choose among the pages shown.")}
        )
    person = draft.people.filter(email__iexact=address, owner=False).first()
    if person is None:
        if draft.people.count() >= MOST_PEOPLE:
            raise Conflict(_("At most %(n)d people fill one form.") % {"n": MOST_PEOPLE})
        person = DraftPerson(draft=draft, email=address, added_at=moment.now())
    person.name, person.pages = clean_line(name, 120) or person.name, list(pages)
    person.save()
    record(actor, events.DRAFT_SHARED, draft.service, draft=draft.pk, person=person.pk)
    return person


@transaction.atomic
def unshare_draft(actor: Actor, key: str, person_id: int) -> None:
    """Take a draft away from someone who was invited; what they wrote stays."""
    owner = draft_for(actor, key, lock=True)
    authorise(actor, rules.may_share_draft, owner)
    gone, _rows = owner.draft.people.filter(pk=person_id, owner=False).delete()
    if not gone:
        raise NotFound(_("This person is not on this form."))
    record(actor, events.DRAFT_SHARED, owner.draft.service, draft=owner.draft_id, person=person_id)


@dataclass(frozen=True, slots=True)
class DraftCode:
    """A code to be written to the person of a draft: the digits, the address, the language and the service of the mail."""

    digits: str
    email: str
    language: str
    person: int
    service: Text


def _hash(person: DraftPerson, digits: str) -> str:
    text = f"{current_schema()}:draft:{person.pk}:{digits}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


@transaction.atomic
def send_draft_code(actor: Actor, key: str) -> DraftCode:
    """Make a six-digit code for the person of a link; the caller writes it to their address, and nowhere else.

    Raises NotFound for a link of no draft, or of one without an address; Conflict when too many were sent.
    """
    authorise(actor, rules.may_fill)
    person = _person_of(key)
    if not person.email:
        raise NotFound(_("This form can be resumed only in the browser where it was started."))
    if person.codes_sent >= MOST_CODES:
        raise Conflict(_("Several codes were already sent. Wait an hour, or call us."))
    digits = f"{secrets.randbelow(1_000_000):06d}"
    person.code_hash = _hash(person, digits)
    person.code_until = moment.now() + dt.timedelta(minutes=MINUTES)
    person.code_tries = 0
    person.codes_sent += 1
    person.save(update_fields=["code_hash", "code_until", "code_tries", "codes_sent"])
    record(actor, events.DRAFT_OPENED, person.draft.service, draft=person.draft_id, code="sent")
    return DraftCode(digits, person.email, person.draft.language, person.pk, person.draft.service.name)


@transaction.atomic
def open_with_code(actor: Actor, key: str, digits: str) -> DraftPerson | None:
    """Tell whether a code opens a draft, once, within its minutes; the caller then remembers the key in this browser."""
    authorise(actor, rules.may_fill)
    person = _person_of(key)
    alive = person.code_until is not None and person.code_until > moment.now()
    if not alive or not person.code_hash or person.code_tries >= MOST_TRIES:
        return None
    if not hmac.compare_digest(person.code_hash, _hash(person, digits.strip().replace(" ", ""))):
        person.code_tries += 1
        person.save(update_fields=["code_tries"])
        return None
    person.code_hash, person.code_until, person.codes_sent = "", None, 0
    person.save(update_fields=["code_hash", "code_until", "codes_sent"])
    record(actor, events.DRAFT_OPENED, person.draft.service, draft=person.draft_id, code="used")
    return person


def _person_of(key: str) -> DraftPerson:
    rows = DraftPerson.objects.select_for_update(of=("self",)).select_related("draft__service")
    person = rows.filter(key=key, draft__expires_at__gt=moment.now(), draft__sent_as="").first()
    if person is None:
        raise NotFound(_("This form is no longer here: it was sent, or nobody wrote on it for two months."))
    return person


@transaction.atomic
def send_draft(
    actor: Actor, key: str, *, became: str, judge: Judge | None = None, judged: bool = False
) -> Draft:
    """Close a draft that is complete, once it has become something (« permit:P-26-00318 »); its answers stay readable.

    Called by the room that makes something of it, in the same transaction. Raises Invalid with what is missing, unless
    that room has `judged` the answers itself.
    """
    owner = draft_for(actor, key, lock=True)
    authorise(actor, rules.may_share_draft, owner)
    draft = owner.draft
    form = form_of_draft(draft)
    lacking = [] if judged else missing(form, draft.answers, internal=actor.is_staff, judge=judge)
    if lacking:
        raise Invalid(
            _("Some answers are missing or need a change."),
            fields={each.code: each.sentence for each in lacking},
        )
    draft.sent_as = became[:60]
    draft.save(update_fields=["sent_as"])
    record(actor, events.DRAFT_SENT, draft.service, draft=draft.pk)
    return draft


@transaction.atomic
def drop_draft(actor: Actor, key: str) -> str:
    """Give up a draft, with all that was written on it; gives the secret of its files, for who removes them."""
    owner = draft_for(actor, key, lock=True)
    authorise(actor, rules.may_share_draft, owner)
    files, service, number = owner.draft.files, owner.draft.service, owner.draft_id
    owner.draft.delete()
    record(actor, events.DRAFT_DROPPED, service, draft=number)
    return files


@transaction.atomic
def drop_expired_drafts(actor: Actor) -> int:
    """Remove the drafts that nobody touched for KEPT_DAYS, and those sent as long ago; gives how many."""
    authorise(actor, rules.may_tidy)
    old = list(Draft.objects.select_for_update(skip_locked=True).filter(expires_at__lt=moment.now())[:500])
    for draft in old:
        record(actor, events.DRAFT_DROPPED, draft.service, draft=draft.pk)
    Draft.objects.filter(pk__in=[draft.pk for draft in old]).delete()
    return len(old)
