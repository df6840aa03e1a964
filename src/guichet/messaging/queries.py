"""Reading mails and the texts from which they are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _

from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Invalid, NotFound
from guichet.kernel.texts import localise
from guichet.messaging import rules
from guichet.messaging.fields import EVENT_FIELDS, EVENT_WORDS, FIELD_WORDS, MailEvent
from guichet.messaging.layout import mail_page
from guichet.messaging.models import Mail, MailAttempt, MailState, MailTemplate
from guichet.messaging.rendering import Source, Written, check_template, render
from guichet.messaging.wording import case_word, choose_source, sample_values
from guichet.tenancy.models import City
from guichet.tenancy.queries import current_city, public_url

PAGE = 50


@dataclass(frozen=True, slots=True)
class MailPage:
    """A mail as it is shown: its tries, oldest first, and the whole HTML page that left (or will)."""

    mail: Mail
    tries: list[MailAttempt]
    html: str


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """A mail of the list of templates: the services that have their own text, and whether the city wrote a general one."""

    event: str
    label: str
    is_ours: bool
    service_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TemplatePage:
    """A template as it is edited. `version` is 0 while nothing is saved; the texts shown are then those in use."""

    event: str
    label: str
    service_code: str
    version: int
    subject: Mapping[str, str]
    body: Mapping[str, str]
    fields: Mapping[str, str]


def mails_of(actor: Actor, subject_type: str, subject_id: int) -> list[Mail]:
    """Give the mails about a subject with their tries, without their text, oldest first; for staff.

    Whether the actor may see the subject was asked of its room.
    """
    authorise(actor, rules.may_see_deliveries)
    found = Mail.objects.filter(subject_type=subject_type, subject_id=subject_id).defer("text", "html")
    return list(found.prefetch_related(_tries()).order_by("id"))


def outbox(actor: Actor, before_id: int | None = None, *, state: str = "", limit: int = PAGE) -> list[Mail]:
    """Give the city's mails, newest first, with their tries; `before_id` is the last one of the page before."""
    authorise(actor, rules.may_read_mails)
    found = Mail.objects.defer("text", "html")
    if state:
        found = found.filter(state=state)
    if before_id is not None:
        found = found.filter(id__lt=before_id)
    return list(found.prefetch_related(_tries()).order_by("-id")[:limit])


def failed_mails(actor: Actor, before_id: int | None = None, *, limit: int = PAGE) -> list[Mail]:
    """Give the mails that were given up, newest first, with what the server said."""
    return outbox(actor, before_id, state=MailState.FAILED, limit=limit)


def failed_count(actor: Actor) -> int:
    """Count the mails that were given up and not sent again."""
    authorise(actor, rules.may_read_mails)
    return Mail.objects.filter(state=MailState.FAILED).count()


def mail_for(actor: Actor, mail_id: int) -> MailPage:
    """Give one mail to be read."""
    authorise(actor, rules.may_read_mails)
    mail = Mail.objects.prefetch_related(_tries()).filter(pk=mail_id).first()
    if mail is None:
        raise NotFound(_("There is no such e-mail."))
    return MailPage(
        mail, list(mail.tries.all()), mail_page(current_city(), mail.language, mail.subject, mail.html)
    )


def template_list(actor: Actor) -> list[TemplateLine]:
    """Give every mail that Guichet can write, in the order of a case's life."""
    authorise(actor, rules.may_configure_templates)
    saved: dict[str, list[str]] = {}
    for event, code in MailTemplate.objects.order_by("event", "service_code").values_list(
        "event", "service_code"
    ):
        saved.setdefault(event, []).append(code)
    return [
        TemplateLine(
            event=event,
            label=str(EVENT_WORDS[event]),
            is_ours="" not in saved.get(event, []),
            service_codes=tuple(code for code in saved.get(event, []) if code),
        )
        for event in MailEvent
    ]


def template_gaps(actor: Actor) -> list[tuple[str, str, str]]:
    """Give the texts that the city wrote, but not in each of its languages: event, words of the event, service."""
    authorise(actor, rules.may_configure_templates)
    languages = current_city().languages or ["fr"]
    return [
        (template.event, str(EVENT_WORDS[template.event]), template.service_code)
        for template in MailTemplate.objects.order_by("event", "service_code")
        if any(not template.subject.get(code) or not template.body.get(code) for code in languages)
    ]


def template_for(actor: Actor, event: str, service_code: str = "") -> TemplatePage:
    """Give what a city writes for an event, and for a service: its own text, else the one that is used instead."""
    authorise(actor, rules.may_configure_templates)
    check_event(event)
    saved = MailTemplate.objects.filter(event=event, service_code=service_code).first()
    used = {
        language: find_source(event, service_code, language)
        for language in current_city().languages or ["fr"]
    }
    return TemplatePage(
        event=event,
        label=str(EVENT_WORDS[event]),
        service_code=service_code,
        version=saved.version if saved else 0,
        subject={language: source.subject for language, source in used.items()},
        body={language: source.body for language, source in used.items()},
        fields={name: str(words) for name, words in FIELD_WORDS.items() if name in EVENT_FIELDS[event]},
    )


def preview(actor: Actor, event: str, source: Source, language: str) -> tuple[Written, str]:
    """Write a text with invented values: the mail, and its whole HTML page. Invalid where the text is at fault."""
    authorise(actor, rules.may_configure_templates)
    check_event(event)
    check_template(source.subject, source.body, event)
    city = current_city()
    values = city_values(city, language) | sample_values(language) | {"link": public_url("/")}
    allowed = {name: value for name, value in values.items() if name in EVENT_FIELDS[event]}
    written = render(source, allowed, language)
    return written, mail_page(city, language, written.subject, written.html)


def find_source(event: str, service_code: str, language: str) -> Source:
    """Give the text from which a mail is written, for the house's own use."""
    saved = MailTemplate.objects.filter(event=event, service_code__in=["", service_code]).order_by(
        "service_code"
    )
    return choose_source(saved, event, service_code, language)


def check_event(event: str) -> None:
    """Refuse a mail that Guichet does not write."""
    if event not in EVENT_FIELDS:
        raise Invalid(
            _("There is no such e-mail: %(event)s.") % {"event": event[:40]}, fields={"event": event[:40]}
        )


def city_values(city: City, language: str) -> dict[str, str]:
    """Give the values that are the city's own."""
    return {"city": localise(city.name, language), "case_words": case_word(city.vocabulary, language)}


def _tries() -> models.Prefetch[str]:
    return models.Prefetch("tries", MailAttempt.objects.order_by("id"))
