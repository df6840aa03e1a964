"""Attachments."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Kind(models.TextChoices):
    """What an attachment is: a picture that we drew again, or a file kept as it came."""

    PHOTO = "photo"
    FILE = "file"


class Stage(models.TextChoices):
    """Whether a photo shows the thing before the work or after it."""

    BEFORE = "before"
    AFTER = "after"


class Attachment(models.Model):
    """A photo or file. Before its case exists it hangs on a draft (`draft_key`), then on a subject.

    `key` is what addresses of pages show. `storage_key` and `thumbnail_key` are paths in the city's own folder of the
    store; `name` is what the person called it and is only ever shown, never used as a path. `size`, `width` and
    `height` are those of what is kept, `sha256` is that of what was received.
    """

    id = models.BigAutoField(primary_key=True)
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    draft_key = models.CharField(max_length=64, blank=True, default="")
    subject_type = models.CharField(max_length=40, blank=True, default="")
    subject_id = models.BigIntegerField(default=0)
    message_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    storage_key = models.CharField(max_length=200)
    thumbnail_key = models.CharField(max_length=200, blank=True, default="")
    published = models.BooleanField(default=False)
    internal = models.BooleanField(default=False)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.BEFORE)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=(Q(subject_type="") & ~Q(draft_key="")) | (~Q(subject_type="") & Q(draft_key="")),
                name="attachment_has_one_place",
            ),
            models.CheckConstraint(
                condition=Q(published=False) | Q(kind=Kind.PHOTO, internal=False),
                name="attachment_published_photo",
            ),
            models.UniqueConstraint(
                fields=["draft_key", "sha256"], condition=~Q(draft_key=""), name="attachment_draft_once"
            ),
        )
        indexes = (
            models.Index(fields=["subject_type", "subject_id", "created_at"], name="attachment_subject"),
            models.Index(fields=["created_at"], name="attachment_stale", condition=~Q(draft_key="")),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_photo(self) -> bool:
        """Tell whether a page may show it as a picture."""
        return self.kind == Kind.PHOTO
