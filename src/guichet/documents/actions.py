"""Keeping, moving, publishing and removing attachments. The subject is asked of its own room before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from guichet.documents import events, rules, store
from guichet.documents.intake import Examined, Upload, examine
from guichet.documents.models import Attachment, Stage
from guichet.documents.queries import attachment_for
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid, NotFound
from guichet.kernel.words import clean_line
from guichet.ledger.actions import record, record_many

MAX_FILES = 10
STALE_AFTER = dt.timedelta(hours=48)
# Forms that are left and resumed keep their files longer, and have more of them: their keys begin so.
LASTING, MAX_LASTING = "keep-", 40
LASTING_STALE_AFTER = dt.timedelta(days=180)
_KEY_LENGTH = 64
_BATCH = 200


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file goes: on a form that is not sent yet (its secret key), or on a subject that is there already."""

    draft_key: str = ""
    subject: models.Model | None = None
    message_id: int | None = None

    def __post_init__(self) -> None:
        if bool(self.draft_key) == (self.subject is not None) or len(self.draft_key) > _KEY_LENGTH:
            raise ValueError("a file goes either on a draft or on a subject")


def keep_upload(
    actor: Actor,
    upload: Upload,
    place: Place,
    *,
    name: str,
    internal: bool = False,
    stage: str = Stage.BEFORE,
    photos_only: bool = False,
) -> Attachment:
    """Keep a file that someone sends, once its content was found to be what we accept.

    The same file sent twice to one draft is kept once. Raises Invalid (field « file ») with a sentence for the
    sender when the content is refused (with `photos_only`, whatever is not a picture) or the draft has MAX_FILES
    already, Denied for what only staff may keep.
    """
    authorise(actor, lambda who: rules.may_keep(who, internal=internal, stage=stage))
    examined = examine(upload)
    if problem := examined.problem(photos_only=photos_only):
        raise _refused(problem)
    attachment = _described(examined, place, name)
    attachment.internal, attachment.stage = internal, Stage(stage)
    kept: Attachment | None = None
    try:
        attachment.storage_key = store.put(examined.content, examined.extension)
        if examined.thumbnail:
            attachment.thumbnail_key = store.put(examined.thumbnail, "webp")
        kept = _insert(actor, attachment)
    finally:
        if (
            kept is not attachment
        ):  # refused, broken off, or there already: leave no file that nothing tells of
            store.remove((attachment.storage_key, attachment.thumbnail_key))
    return kept


def _described(examined: Examined, place: Place, name: str) -> Attachment:
    subject = place.subject
    return Attachment(
        draft_key=place.draft_key,
        subject_type=subject._meta.label_lower if subject else "",
        subject_id=subject.pk if subject else 0,
        message_id=place.message_id,
        kind=examined.kind,
        name=clean_line(name, 200) or _("Untitled"),
        media_type=examined.media_type,
        size=len(examined.content),
        sha256=examined.sha256,
        width=examined.width,
        height=examined.height,
        created_at=moment.now(),
    )


@transaction.atomic
def _insert(actor: Actor, attachment: Attachment) -> Attachment:
    if attachment.draft_key:
        _lock_draft(attachment.draft_key)
        others = list(Attachment.objects.filter(draft_key=attachment.draft_key).order_by("id"))
        same = next((other for other in others if other.sha256 == attachment.sha256), None)
        if same is not None:
            return same
        most = MAX_LASTING if attachment.draft_key.startswith(LASTING) else MAX_FILES
        if len(others) >= most:
            raise _refused(
                _("You have joined %(most)d files already. Remove one before adding another.")
                % {"most": most}
            )
    attachment.save(force_insert=True)
    record(
        actor,
        events.KEPT,
        attachment,
        kind=attachment.kind,
        of=attachment.subject_type,
        of_id=attachment.subject_id,
        internal=attachment.internal,
    )
    return attachment


def _lock_draft(draft_key: str) -> None:
    """Let the files of one draft arrive one after the other until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"draft {draft_key}"])


def _refused(sentence: str) -> Invalid:
    return Invalid(sentence, fields={"file": sentence})


@transaction.atomic(savepoint=False)  # most often a part of opening a case: one transaction is enough
def adopt_drafts(
    actor: Actor,
    draft_key: str,
    subject: models.Model,
    *,
    message_id: int | None = None,
    internal: bool = False,
) -> int:
    """Hang the files of a draft on the subject that the form became; returns how many there were."""
    authorise(actor, lambda who: rules.may_adopt(who, internal=internal))
    if not draft_key:
        return 0
    _lock_draft(draft_key)
    with connection.cursor() as cursor:  # most forms have no file: asked for every case, so written out once
        cursor.execute("SELECT 1 FROM documents_attachment WHERE draft_key = %s LIMIT 1", [draft_key])
        if cursor.fetchone() is None:
            return 0
    found = list(Attachment.objects.filter(draft_key=draft_key).order_by("id"))
    for attachment in found:
        attachment.draft_key = ""
        attachment.subject_type = subject._meta.label_lower
        attachment.subject_id = subject.pk
        attachment.message_id = message_id
        attachment.internal = internal or attachment.internal
    Attachment.objects.bulk_update(
        found, ["draft_key", "subject_type", "subject_id", "message_id", "internal"]
    )
    of = {"of": subject._meta.label_lower, "of_id": subject.pk}
    return record_many(actor, events.ADOPTED, [(attachment, dict(of)) for attachment in found])


@transaction.atomic
def keep_drafts_longer(actor: Actor, draft_key: str, lasting_key: str) -> int:
    """Let the files of a form wait under another secret, as long as the form that is now left for later; gives how many."""
    authorise(actor, rules.may_change_draft, draft_key)
    _lock_draft(draft_key)
    found = list(Attachment.objects.filter(draft_key=draft_key).order_by("id"))
    for attachment in found:
        attachment.draft_key = lasting_key
    Attachment.objects.bulk_update(found, ["draft_key"])
    return record_many(actor, events.KEPT, [(attachment, {"kind": attachment.kind}) for attachment in found])


@transaction.atomic
def publish(actor: Actor, subject: models.Model, key: UUID) -> Attachment:
    """Show a photo of a subject to everybody. Raises Conflict for what is never published (files, internal photos)."""
    attachment = attachment_for(actor, subject, key, published_only=False)
    authorise(actor, rules.may_publish)
    if not rules.can_be_published(attachment):
        raise Conflict(_("Only a photo that is not internal can be published."))
    attachment.published = True
    attachment.save(update_fields=["published"])
    record(actor, events.PUBLISHED, attachment, of=attachment.subject_type, of_id=attachment.subject_id)
    return attachment


@transaction.atomic
def unpublish(actor: Actor, subject: models.Model, key: UUID) -> Attachment:
    """Take a photo back from the public page; those who may see its subject still see it."""
    attachment = attachment_for(actor, subject, key, published_only=False)
    authorise(actor, rules.may_publish)
    attachment.published = False
    attachment.save(update_fields=["published"])
    record(actor, events.UNPUBLISHED, attachment, of=attachment.subject_type, of_id=attachment.subject_id)
    return attachment


def remove_draft(actor: Actor, draft_key: str, key: UUID) -> None:
    """Take a file off a form that is not sent yet; NotFound when it is not there (any more)."""
    authorise(actor, rules.may_change_draft, draft_key)
    with transaction.atomic():
        found = list(
            Attachment.objects.select_for_update().filter(draft_key=draft_key, key=key).order_by("id")
        )
        if not found:
            raise NotFound(_("There is no such file here."))
        _forget(actor, found)
    _remove_files(found)


def remove_stale_drafts(actor: Actor, *, older_than: dt.timedelta = STALE_AFTER) -> int:
    """Remove the files of forms that were never sent; returns how many. Scheduled work, safe to run twice at once."""
    authorise(actor, rules.may_tidy)
    now, removed = moment.now(), 0
    old = Q(created_at__lt=now - older_than) & ~Q(draft_key__startswith=LASTING)
    old |= Q(created_at__lt=now - LASTING_STALE_AFTER)
    while True:
        with transaction.atomic():
            stale = Attachment.objects.select_for_update(skip_locked=True).exclude(draft_key="")
            found = list(stale.filter(old).order_by("created_at", "id")[:_BATCH])
            _forget(actor, found)
        _remove_files(found)
        removed += len(found)
        if not found:
            return removed


def _forget(actor: Actor, found: list[Attachment]) -> None:
    record_many(actor, events.REMOVED, [(attachment, {"kind": attachment.kind}) for attachment in found])
    Attachment.objects.filter(pk__in=[attachment.pk for attachment in found]).delete()


def _remove_files(found: list[Attachment]) -> None:
    for attachment in found:
        store.remove((attachment.storage_key, attachment.thumbnail_key))
