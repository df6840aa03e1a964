"""Attachments."""

from __future__ import annotations

import uuid

from django.db import models


class Attachment(models.Model):
    """A photo or file. Before its case exists it hangs on a draft (`draft_key`), then on a subject.

    `storage_key` and `thumbnail_key` are paths in the city's own folder of the store; `name` is what the person
    called it and is only ever shown, never used as a path.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft_key = models.CharField(max_length=64, blank=True, default="")
    subject_type = models.CharField(max_length=40, blank=True, default="")
    subject_id = models.BigIntegerField(default=0)
    message_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=10, default="file")
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
    stage = models.CharField(max_length=10, default="before")
    created_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["subject_type", "subject_id", "created_at"], name="attachment_subject"),
            models.Index(fields=["draft_key"], name="attachment_draft", condition=~models.Q(draft_key="")),
        )

    def __str__(self) -> str:
        return self.name
