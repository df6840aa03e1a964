"""Who may write mails, change their templates, see and send them again."""

from __future__ import annotations

from guichet.kernel.actor import Actor
from guichet.messaging.fields import SECRET_EVENTS, MailEvent
from guichet.messaging.models import Mail, MailState

ASKED_FOR = frozenset(
    {
        MailEvent.ACCESS_CODE,
        MailEvent.NUMBERS,
        MailEvent.PERMIT_LINK,
        MailEvent.DRAFT_LINK,
        MailEvent.DRAFT_CODE,
    }
)


def may_queue(actor: Actor, event: str) -> bool:
    """The house and its staff write mails; a resident causes only those that they ask for: a code, numbers, a link."""
    return actor.is_system or actor.is_staff or event in ASKED_FOR


def may_configure_templates(actor: Actor) -> bool:
    """Tell whether the actor may change what the city writes."""
    return actor.is_system or actor.has("config.templates")


def may_read_mails(actor: Actor) -> bool:
    """Tell whether the actor may read the mails of the whole city."""
    return actor.is_system or actor.has("mail.read")


def may_see_deliveries(actor: Actor) -> bool:
    """Tell whether the actor may see that a subject's mails left; which subjects they may see is asked before."""
    return actor.is_system or actor.is_staff


def may_resend(actor: Actor) -> bool:
    """Tell whether the actor may send a failed mail again."""
    return actor.is_system or actor.has("mail.resend")


def can_be_resent(mail: Mail) -> bool:
    """Tell whether a mail failed: one that waits goes by itself, one that left has left; a code is asked for anew."""
    return mail.state == MailState.FAILED and mail.event not in SECRET_EVENTS


def may_deliver(actor: Actor) -> bool:
    """Handing mails to the server is the worker's work."""
    return actor.is_system
