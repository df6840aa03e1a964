"""Who may do what with attachments. Whether someone may see the subject itself is asked of the subject's room."""

from __future__ import annotations

from guichet.documents.models import Attachment, Kind, Stage
from guichet.kernel.actor import Actor


def may_keep(actor: Actor, *, internal: bool, stage: str) -> bool:
    """Anybody may join a file to what they write; only staff keep internal files and pictures of work done."""
    return actor.is_staff or actor.is_system or (not internal and stage == Stage.BEFORE)


def may_adopt(actor: Actor, *, internal: bool) -> bool:
    """Anybody who holds the key of a draft may hang its files on a subject that they may write on."""
    return actor.is_staff or actor.is_system or not internal


def may_change_draft(actor: Actor, draft_key: str) -> bool:
    """Whoever holds the key of a draft may change it: the key is a secret of its form."""
    return bool(draft_key) or actor.is_system


def may_see(actor: Actor, attachment: Attachment, *, published_only: bool) -> bool:
    """Tell whether someone who may see the subject (in whole, or only what is published of it) may see this."""
    if published_only:
        return attachment.published
    return actor.is_staff or actor.is_system or not attachment.internal


def may_publish(actor: Actor) -> bool:
    """Tell whether the actor may show a photo to everybody, or take it away."""
    return actor.is_system or actor.has("case.publish")


def can_be_published(attachment: Attachment) -> bool:
    """Tell whether it is a picture that we cleaned and that is not internal: nothing else is ever published."""
    return attachment.kind == Kind.PHOTO and not attachment.internal


def may_tidy(actor: Actor) -> bool:
    """Removing what nobody sent is the house's own work."""
    return actor.is_system
