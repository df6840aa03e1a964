"""The link and the code by which someone comes back to a form that was left unfinished."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from guichet.catalogue.actions.drafts import MINUTES, DraftCode
from guichet.kernel import moment
from guichet.kernel.actor import Actor
from guichet.kernel.texts import localise
from guichet.messaging.actions import queue_mail

if TYPE_CHECKING:
    from guichet.catalogue.models import DraftPerson, Service


def resume_url(service: Service, key: str) -> str:
    """Give the address at which a person of a draft comes back to it."""
    if service.kind == "permit":
        return reverse("portal_permit_resume", args=[key])
    return reverse("portal_resume", args=[service.code, key])


def mail_draft_link(actor: Actor, person: DraftPerson) -> None:
    """Send someone the link of a form, once a quarter of an hour at most."""
    now, draft = moment.now(), person.draft
    queue_mail(
        actor,
        key=f"draft_link:{person.pk}:{now:%Y-%m-%dT%H}:{now.minute // 15}",
        event="draft_link",
        to=person.email,
        language=draft.language,
        service_code=draft.service.code,
        values={
            "first_name": person.name.partition(" ")[0],
            "service": localise(draft.service.name, draft.language),
            "link": resume_url(draft.service, person.key),
        },
    )


def mail_draft_code(actor: Actor, code: DraftCode, link: str) -> None:
    """Send the digits that open a form, with the address (`link`) where they are typed."""
    queue_mail(
        actor,
        key=f"draft_code:{code.person}:{moment.now().isoformat()}",
        event="draft_code",
        to=code.email,
        language=code.language,
        values={
            "first_name": "",
            "service": localise(code.service, code.language),
            "link": link,
            "code": code.digits,
            "code_minutes": str(MINUTES),
        },
    )
