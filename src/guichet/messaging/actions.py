"""Writing mails, sending them, sending failed ones again; changing what the city writes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid, NotFound
from guichet.kernel.words import clean_line, clean_text
from guichet.ledger.actions import record
from guichet.messaging import events, rules
from guichet.messaging.delivery import GIVE_UP_AFTER, SECRET_FOR, Post, Try, message_of, next_try, open_post
from guichet.messaging.fields import SECRET_EVENTS
from guichet.messaging.models import Mail, MailAttempt, MailState, MailTemplate
from guichet.messaging.queries import check_event, city_values, find_source
from guichet.messaging.rendering import MAX_BODY, MAX_SUBJECT, check_template, render
from guichet.messaging.wording import for_follower
from guichet.tenancy.models import City
from guichet.tenancy.queries import current_city, public_url

_NOT_IN_IDS = re.compile(r"[^A-Za-z0-9-]+")


@transaction.atomic
def queue_mail(
    actor: Actor,
    *,
    key: str,
    event: str,
    to: str,
    language: str,
    values: Mapping[str, str],
    service_code: str = "",
    subject_type: str = "",
    subject_id: int = 0,
    thread: str = "",
    follows: bool = False,
) -> Mail | None:
    """Write a mail from the city's text and queue it, in the transaction of what it tells.

    Idempotent: the same `key` gives the mail that is there already. None without an address. A `link` that is a path
    becomes an address of the city's site. Mails of one `thread` (by default the subject's) are read together. Whoever
    only `follows` is told so at the end. An address that no mail can reach gives a failed mail, for people to see.
    Raises Invalid for an unknown event, ValueError for an unknown value.
    """
    authorise(actor, rules.may_queue, event)
    check_event(event)
    if not to.strip():
        return None
    city, now, fault = current_city(), moment.now(), _address_fault(to.strip())
    known = _known_values(city, language, values)
    source = find_source(event, service_code, language)
    written = render(for_follower(source, language) if follows else source, known, language)
    message_id, root = _thread_ids(city, key, thread or _thread_of(subject_type, subject_id, known))
    mail, created = Mail.objects.get_or_create(
        key=key,
        defaults={
            "event": event,
            "to": clean_line(to, 254),
            "language": language,
            "subject": written.subject,
            "text": written.text,
            "html": written.html,
            "message_id": message_id,
            "in_reply_to": root,
            "subject_type": subject_type,
            "subject_id": subject_id,
            "created_at": now,
            **_state_at(now, fault),
        },
    )
    if created:
        _remember_new(actor, mail, fault)
    return mail


def _state_at(now: dt.datetime, fault: str) -> dict[str, object]:
    """Give the state of a mail that is queued now, or that cannot go."""
    state = MailState.FAILED if fault else MailState.QUEUED
    return {"state": state, "next_try_at": None if fault else now, "queued_at": now}


def _known_values(city: City, language: str, values: Mapping[str, str]) -> dict[str, str]:
    known = {**city_values(city, language), **values}
    if known.get("link", "").startswith("/"):
        known["link"] = public_url(known["link"])
    return known


def _remember_new(actor: Actor, mail: Mail, fault: str) -> None:
    of = {"of": mail.subject_type, "of_id": mail.subject_id}
    record(actor, events.QUEUED, mail, mail=mail.event, **of)
    if fault:
        MailAttempt.objects.create(mail=mail, at=mail.created_at, accepted=False, answer=fault)
        record(actor, events.FAILED, mail, **of)


def _address_fault(address: str) -> str:
    try:
        validate_email(address)
    except ValidationError:
        return _("This is not an e-mail address.")
    return ""


def _thread_of(subject_type: str, subject_id: int, values: Mapping[str, str]) -> str:
    if not subject_type:
        return ""
    return f"{subject_type.rpartition('.')[2]}-{values.get('reference') or subject_id}"


def _thread_ids(city: City, key: str, thread: str) -> tuple[str, str]:
    """Give the mail's own id, which nobody can guess, and the id of its thread, which is always the same."""
    domain = city.sender.rpartition("@")[2].encode("idna").decode("ascii")
    secret = salted_hmac("guichet.messaging.message-id", f"{city.schema_name}:{key}").hexdigest()[:20]
    name = _NOT_IN_IDS.sub("-", thread).strip("-")[:80]
    if not name:
        return f"<{secret}@{domain}>", ""
    return f"<{name}.{secret}@{domain}>", f"<{name}@{domain}>"


def send_due_mails(actor: Actor, limit: int = 100) -> int:
    """Send the mails of the current city whose time has come; returns how many left. For the worker.

    Not to be called inside a transaction: what the server accepted is committed at once, mail by mail, so that a
    broken worker sends at most the one again that it was sending. Two workers never take the same mail. When the
    server is away, the batch ends at the first mail that notices.
    """
    authorise(actor, rules.may_deliver)
    city, sent = current_city(), 0
    with open_post() as post:
        for _turn in range(limit):
            done = _send_next(actor, post, city)
            if done is None:
                break
            sent += done.accepted
            if done.lost:
                break
    return sent


@transaction.atomic
def _send_next(actor: Actor, post: Post, city: City) -> Try | None:
    due = Mail.objects.select_for_update(skip_locked=True).filter(
        state=MailState.QUEUED, next_try_at__lte=moment.now()
    )
    mail = due.order_by("next_try_at", "id").first()
    if mail is None:
        return None
    done = _too_late(mail) or post.deliver(message_of(mail, city))
    _note(actor, mail, done)
    return done


def _too_late(mail: Mail) -> Try | None:
    """Give up a code that waited longer than it opens anything (its server was away): it would only mislead."""
    if mail.event not in SECRET_EVENTS or moment.now() <= mail.queued_at + SECRET_FOR:
        return None
    return Try(accepted=False, answer=_("This code was no longer valid: it was not sent."), permanent=True)


def _note(actor: Actor, mail: Mail, done: Try) -> None:
    now = moment.now()
    MailAttempt.objects.create(mail=mail, at=now, accepted=done.accepted, answer=done.answer)
    mail.attempts += 1
    if done.accepted:
        mail.state, mail.next_try_at, mail.sent_at = MailState.SENT, None, now
    else:
        lasting = SECRET_FOR if mail.event in SECRET_EVENTS else GIVE_UP_AFTER
        mail.next_try_at = None if done.permanent else next_try(mail.queued_at, mail.attempts, now, lasting)
        mail.state = MailState.QUEUED if mail.next_try_at else MailState.FAILED
    if mail.state != MailState.QUEUED and mail.event in SECRET_EVENTS and not settings.MAIL_OUTBOX:
        mail.subject, mail.text, mail.html = _("Code to open a case (the text is not kept)"), "", ""
    mail.save(update_fields=["attempts", "state", "next_try_at", "sent_at", "subject", "text", "html"])
    if mail.state != MailState.QUEUED:
        event = events.SENT if done.accepted else events.FAILED
        record(actor, event, mail, of=mail.subject_type, of_id=mail.subject_id, attempts=mail.attempts)


@transaction.atomic
def resend(actor: Actor, mail_id: int) -> Mail:
    """Queue a failed mail again, with a whole day of tries. Raises Conflict when it has not failed."""
    authorise(actor, rules.may_resend)
    mail = Mail.objects.select_for_update().filter(pk=mail_id).first()
    if mail is None:
        raise NotFound(_("There is no such e-mail."))
    if not rules.can_be_resent(mail):
        raise Conflict(_("Only an e-mail that failed can be sent again, and never one with a code."))
    if fault := _address_fault(mail.to):
        raise Invalid(fault, fields={"to": fault})
    mail.state, mail.attempts = MailState.QUEUED, 0
    mail.next_try_at = mail.queued_at = moment.now()
    mail.save(update_fields=["state", "attempts", "next_try_at", "queued_at"])
    record(actor, events.RESENT, mail, of=mail.subject_type, of_id=mail.subject_id)
    return mail


@transaction.atomic
def save_template(
    actor: Actor,
    *,
    event: str,
    subject: Mapping[str, str],
    body: Mapping[str, str],
    service_code: str = "",
    seen_version: int | None = None,
) -> MailTemplate:
    """Save what the city writes for an event, in each language; one left empty keeps Guichet's text.

    Raises Invalid with the faulty field (« subject.fr », « body.en ») and the place of the fault, Conflict when someone
    else saved it after `seen_version` (0: nothing was saved).
    """
    authorise(actor, rules.may_configure_templates)
    check_event(event)
    texts = _checked_texts(event, subject, body)
    saved = MailTemplate.objects.select_for_update().filter(event=event, service_code=service_code).first()
    template = saved or MailTemplate(event=event, service_code=clean_line(service_code, 80), version=0)
    if seen_version is not None and template.version != seen_version:
        raise Conflict(_("Someone else saved this text meanwhile. Compare, then save again."))
    template.subject = {language: pair[0] for language, pair in texts.items()}
    template.body = {language: pair[1] for language, pair in texts.items()}
    template.version += 1
    template.save()
    record(
        actor,
        events.TEMPLATE_SAVED,
        template,
        mail=event,
        service=service_code,
        version=template.version,
        languages=sorted(texts),
    )
    return template


def _checked_texts(
    event: str, subject: Mapping[str, str], body: Mapping[str, str]
) -> dict[str, tuple[str, str]]:
    texts: dict[str, tuple[str, str]] = {}
    faults: dict[str, str] = {}
    for language in sorted({*subject, *body}):
        words = (
            clean_text(subject.get(language, ""), MAX_SUBJECT + 1),
            clean_text(body.get(language, ""), MAX_BODY + 1),
        )
        if not any(words):
            continue
        try:
            check_template(*words, event)
        except Invalid as error:
            faults.update({f"{name}.{language}": sentence for name, sentence in error.fields.items()})
        texts[language] = words
    if not texts:
        faults["subject"] = _("Write this text.")
    if faults:
        raise Invalid(next(iter(faults.values())), fields=faults)
    return texts


@transaction.atomic
def remove_template(actor: Actor, *, event: str, service_code: str = "") -> None:
    """Go back to the general text for a service, or to Guichet's own for all; NotFound when nothing was saved."""
    authorise(actor, rules.may_configure_templates)
    template = MailTemplate.objects.select_for_update().filter(event=event, service_code=service_code).first()
    if template is None:
        raise NotFound(_("This text does not exist."))
    record(
        actor, events.TEMPLATE_REMOVED, template, mail=event, service=service_code, version=template.version
    )
    template.delete()
