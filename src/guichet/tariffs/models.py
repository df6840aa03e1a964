"""By-laws on fees and their versions; what a version holds is read by content.py."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from guichet.kernel.money import Currency
from guichet.places.models import District
from guichet.tariffs.lifecycle import DRAFT, STATE_WORDS


class ByLaw(models.Model):
    """A by-law (règlement, délibération) on fees: its number, for the whole city or one district."""

    id = models.BigAutoField(primary_key=True)
    code = models.SlugField(max_length=60, unique=True)
    number = models.CharField(max_length=60)
    name = models.JSONField()
    district = models.ForeignKey(District, models.PROTECT, null=True, blank=True, related_name="+")
    currency = models.CharField(max_length=3, choices=[(one.value, one.value) for one in Currency])

    def __str__(self) -> str:
        return self.number


class Edition(models.Model):
    """One version of a by-law: in force from a day to a day (both counted), its articles, rates and rules as data.

    `codes` names the tariffs within, for finding them. Once published only `ends` changes.
    """

    id = models.BigAutoField(primary_key=True)
    bylaw = models.ForeignKey(ByLaw, models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, default=DRAFT, choices=list(STATE_WORDS.items()))
    content = models.JSONField(default=dict)
    codes = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    authors = ArrayField(models.BigIntegerField(), default=list, blank=True)
    note = models.CharField(max_length=300, blank=True, default="")
    returned_why = models.CharField(max_length=300, blank=True, default="")
    checked_by = models.CharField(max_length=120, blank=True, default="")
    published_by = models.CharField(max_length=120, blank=True, default="")
    published_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["bylaw", "number"], name="edition_number_once"),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="edition_ends_after_start"
            ),
        )

    def __str__(self) -> str:
        return f"{self.bylaw_id} v{self.number}"
