"""What is true today and changes what one says."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class NoticeEffect(models.TextChoices):
    """What a notice does to the report forms of its services."""

    TELL = "tell"
    WARN = "warn"
    STOP = "stop"


class Notice(models.Model):
    """« Collecte reportée à jeudi »: where, about which services, from when to when.

    `title`, `console` (what agents read) and `portal` (what residents read; empty: not shown to them) are texts by
    language. No district: everywhere; no service: none in particular. `key` stands in addresses.
    """

    id = models.BigAutoField(primary_key=True)
    key = models.SlugField(max_length=80, unique=True)
    title = models.JSONField()
    console = models.JSONField(default=dict)
    portal = models.JSONField(default=dict, blank=True)
    districts = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    services = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    effect = models.CharField(max_length=5, choices=NoticeEffect.choices, default=NoticeEffect.TELL)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    author_name = models.CharField(max_length=120)
    example = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = (models.Index(fields=["ends_at"], name="notice_ends"),)
        constraints = (models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="notice_order"),)

    def __str__(self) -> str:
        return self.key
