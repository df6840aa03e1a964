"""Mails that tests write."""

from __future__ import annotations

from itertools import count

from guichet.kernel.actor import Actor, ActorKind, system
from guichet.messaging.actions import queue_mail
from guichet.messaging.models import Mail

_numbers = count(1)
VALUES = {
    "reference": "26-041873",
    "service": "Nid-de-poule",
    "link": "/suivre/26-041873/",
    "first_name": "Lucie",
}


def staff(*grants: str) -> Actor:
    """Give someone of the staff who may do some things."""
    return Actor(ActorKind.STAFF, 1, "Agent", grants=frozenset(grants))


def write(
    to: str = "lucie@example.org", *, event: str = "case_received", language: str = "fr", **more: object
) -> Mail:
    """Queue a mail about case 12."""
    values = VALUES | dict(more.pop("values", {}))
    given = {"key": f"key-{next(_numbers)}", "subject_type": "cases.case", "subject_id": 12, **more}
    mail = queue_mail(system(), event=event, to=to, language=language, values=values, **given)
    assert mail is not None
    return mail
