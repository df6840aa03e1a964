"""What the bank cannot answer yet, and how many people wait for it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from guichet.knowledge.models.answers import Answer


class GapState(models.TextChoices):
    """What was done about a missing answer."""

    OPEN = "open"
    DRAFTED = "drafted"
    DISMISSED = "dismissed"


class GapSource(models.TextChoices):
    """Where it was noticed that an answer is missing."""

    SEARCH = "search"
    CONTACT = "contact"
    EXPERT = "expert"


class Gap(models.Model):
    """One question without an answer, whatever the words in which it was asked.

    `stems` are what its wordings have in common, sorted; `waiting` counts the people who asked since it was last
    settled, `by_source` the same by source.
    """

    id = models.BigAutoField(primary_key=True)
    stems = ArrayField(models.CharField(max_length=60))
    language = models.CharField(max_length=5, default="fr")
    title = models.CharField(max_length=200)
    subject = models.CharField(max_length=80, blank=True, default="")
    state = models.CharField(max_length=10, choices=GapState.choices, default=GapState.OPEN)
    waiting = models.PositiveIntegerField(default=0)
    by_source = models.JSONField(default=dict)
    answer = models.ForeignKey(Answer, models.SET_NULL, null=True, related_name="gaps")
    why = models.CharField(max_length=300, blank=True, default="")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["-waiting"], name="gap_waiting", condition=Q(state="open")),
            GinIndex(fields=["stems"], name="gap_stems"),
        )

    def __str__(self) -> str:
        return self.title


class GapWording(models.Model):
    """One way in which a missing answer was asked for, without any personal detail."""

    id = models.BigAutoField(primary_key=True)
    gap = models.ForeignKey(Gap, models.CASCADE, related_name="wordings")
    words = models.CharField(max_length=200)
    source = models.CharField(max_length=10, choices=GapSource.choices)
    times = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["gap", "words", "source"], name="gap_wording_once"),)

    def __str__(self) -> str:
        return self.words
