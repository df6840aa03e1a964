"""Decision trees that lead an agent from question to question."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from guichet.people.models import Team


class Script(models.Model):
    """Questions to ask in order, until an answer, a service or « not ours ».

    `steps` are [{"code", "question": {"fr", "en"}, "help": {…}, "choices": [{"label": {…}, "to": "step:…" |
    "answer:…" | "service:…" | "elsewhere:…", "answers": {question code: value}}]}]; the first one is where it begins.
    `answers` belong to a choice that leads to a service: its questions, already answered.
    """

    id = models.BigAutoField(primary_key=True)
    key = models.SlugField(max_length=80, unique=True)
    title = models.JSONField()
    intro = models.JSONField(default=dict, blank=True)
    steps = models.JSONField(default=list)
    keywords = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    owner_team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    active = models.BooleanField(default=True)
    example = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key
