"""What the search of the bank learns: words of the place, choices, searches that found nothing; vectors of the texts."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from guichet.knowledge.models.answers import Answer, AnswerVersion


class SynonymsState(models.TextChoices):
    """Whether words are taken one for another."""

    USED = "used"
    PROPOSED = "proposed"
    REFUSED = "refused"


class Synonyms(models.Model):
    """Words that mean the same here: « vidanges », « ordures »; as proposed by searches, or decided by someone.

    `mark` is the same for the same words whatever their order; `times` counts the searches that proposed them.
    """

    id = models.BigAutoField(primary_key=True)
    words = ArrayField(models.CharField(max_length=80))
    mark = models.CharField(max_length=400, unique=True)
    state = models.CharField(max_length=10, choices=SynonymsState.choices, default=SynonymsState.USED)
    note = models.CharField(max_length=200, blank=True, default="")
    times = models.PositiveIntegerField(default=0)
    example = models.BooleanField(default=False)
    author_name = models.CharField(max_length=120, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.mark


class Choice(models.Model):
    """An answer that agents chose for a question, known by its stems; `words` are one way in which it was asked."""

    id = models.BigAutoField(primary_key=True)
    stems = models.CharField(max_length=300)
    words = models.CharField(max_length=200)
    answer = models.ForeignKey(Answer, models.CASCADE, related_name="choices")
    times = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["stems", "answer"], name="choice_once"),)
        indexes = (models.Index(fields=["-last_at"], name="choice_last"),)

    def __str__(self) -> str:
        return f"{self.words} → {self.answer_id}"


class Miss(models.Model):
    """A search that found nothing, kept for an hour: what the same person finds next may mean the same.

    `trail` is a hash of who searched; the words hold nothing that points at someone.
    """

    id = models.BigAutoField(primary_key=True)
    trail = models.CharField(max_length=64)
    words = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["trail", "at"], name="miss_trail"),)

    def __str__(self) -> str:
        return self.words


class AnswerVectors(models.Model):
    """The vectors of a version's texts, so that no process works them out again.

    `layout` says in which order: [{"district", "language", "rows"}]; `rows` are half-precision numbers.
    """

    id = models.BigAutoField(primary_key=True)
    answer_version = models.OneToOneField(AnswerVersion, models.CASCADE, related_name="vectors")
    model = models.CharField(max_length=40)
    layout = models.JSONField(default=list)
    rows = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.answer_version_id}"
