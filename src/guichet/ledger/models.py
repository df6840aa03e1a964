"""The one memory of a city: what happened, to what, by whom; and the outbox that tells the rest of the house."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One fact, written in the transaction of the change that it tells.

    It has no foreign key (nothing cascades) and no personal value: only ids, states and names of fields, so that
    erasing a person never rewrites history. The runtime role may insert and read it, nothing else.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    event = models.CharField(max_length=60)
    subject = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField()
    actor_label = models.CharField(max_length=120)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = (models.Index(fields=["subject", "subject_id", "id"], name="entry_subject"),)

    def __str__(self) -> str:
        return f"{self.event} {self.subject} {self.subject_id}"


class OutboxRow(models.Model):
    """An entry that has follow-ups and was not yet handed to the worker. Deleted when handed over."""

    id = models.BigAutoField(primary_key=True)
    entry_id = models.BigIntegerField()
    event = models.CharField(max_length=60)

    class Meta:
        db_table = "ledger_outbox"

    def __str__(self) -> str:
        return f"{self.event} {self.entry_id}"


class EffectRun(models.Model):
    """A follow-up that was done for an entry: makes every effect idempotent."""

    id = models.BigAutoField(primary_key=True)
    entry_id = models.BigIntegerField()
    effect = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["entry_id", "effect"], name="effect_once"),)

    def __str__(self) -> str:
        return f"{self.effect} {self.entry_id}"
