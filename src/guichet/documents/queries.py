"""Reading attachments.

Whether someone may see the subject (a case) is asked of the subject's own room first, by the door: an attachment is
only ever found through the subject, or the draft, that it hangs on. `published_only` is true for whoever was only
allowed to see what is published of it. Not yours and not there are the same NotFound.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from guichet.documents import rules
from guichet.documents.models import Attachment, Kind
from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound


def attachments_of(actor: Actor, subject: models.Model, *, published_only: bool) -> list[Attachment]:
    """Give what hangs on a subject that the actor may see, oldest first."""
    found = Attachment.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)
    return _visible(actor, found, published_only=published_only)


def names_of(subject: models.Model) -> list[str]:
    """Give the names of all files of a subject, for a room that decides by what is there; nobody is shown them."""
    found = Attachment.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)
    return list(found.order_by("id").values_list("name", flat=True))


def attachment_for(actor: Actor, subject: models.Model, key: UUID, *, published_only: bool) -> Attachment:
    """Give one attachment of a subject that the actor may see; NotFound when it is not there or not for them."""
    found = Attachment.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=subject.pk, key=key
    ).first()
    if found is None or not rules.may_see(actor, found, published_only=published_only):
        raise NotFound(_("There is no such file here."))
    return found


def published_photos(model: type[models.Model], subject_ids: Sequence[int]) -> dict[int, Attachment]:
    """Give the first published photo of each of many subjects, with one query; those without one are left out."""
    found = Attachment.objects.filter(
        subject_type=model._meta.label_lower, subject_id__in=subject_ids, kind=Kind.PHOTO, published=True
    )
    return {photo.subject_id: photo for photo in found.order_by("-created_at", "-id")}


def drafts_of(actor: Actor, draft_key: str) -> list[Attachment]:
    """Give what was joined to a form that is not sent yet, oldest first; whoever holds its key may see it."""
    if not rules.may_change_draft(actor, draft_key):
        return []
    return list(Attachment.objects.filter(draft_key=draft_key).order_by("created_at", "id"))


def draft_for(actor: Actor, draft_key: str, key: UUID) -> Attachment:
    """Give one attachment of a form that is not sent yet, to show it back; else NotFound."""
    found = next((attachment for attachment in drafts_of(actor, draft_key) if attachment.key == key), None)
    if found is None:
        raise NotFound(_("There is no such file here."))
    return found


def _visible(actor: Actor, found: models.QuerySet[Attachment], *, published_only: bool) -> list[Attachment]:
    ordered = found.order_by("created_at", "id")
    return [one for one in ordered if rules.may_see(actor, one, published_only=published_only)]
