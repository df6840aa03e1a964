"""Types of permits as data, what each district changes of them, the library of conditions, the order rule."""

from __future__ import annotations

from django.db import models

from guichet.catalogue.models import Service
from guichet.permits.lifecycle import Silence
from guichet.places.models import District


class PermitKind(models.TextChoices):
    """How long a permit lives."""

    TEMPORARY = "temporary"
    PERIODIC = "periodic"
    PERMANENT = "permanent"


class PermitUse(models.TextChoices):
    """What stands on public space: for drawings, lists and figures."""

    WORKS = "works"
    CONTAINER = "container"
    SCAFFOLD = "scaffold"
    CRANE = "crane"
    MATERIALS = "materials"
    MOVING = "moving"
    FILMING = "filming"
    EVENT = "event"
    TERRACE = "terrace"
    STRUCTURE = "structure"
    OTHER = "other"


class LeadUnit(models.TextChoices):
    """How days before the start are counted."""

    WORKING_DAYS = "working_days"
    DAYS = "days"


class ClockUnit(models.TextChoices):
    """How the time to decide is counted; a month ends on the same day of the month."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    MONTHS = "months"


class Billed(models.TextChoices):
    """When the invoice leaves."""

    ISSUE = "issue"
    END = "end"
    MONTHLY = "monthly"


class PermitType(models.Model):
    """What a catalogue service of kind « permit » asks, allows, costs and promises.

    Its name, description, words, questions and territory are the service's. `documents` are
    `{code, label, help, required, when}` (`when` is CEL over `answers`), `reviewers` `{field, team, days, unit, when}`,
    `checklist` `{code, label}`, `conditions` `{code, when}` of the library. `tariff` is a tariff's code, empty when free
    by nature. The legal clock (`clock_amount`, 0 for none) and what silence means come with their article
    (`clock_source`); the promise (`promise_amount`) binds nobody by law. Days in `complete_days` are those given to
    complete a file, `remind_days` those before the end at which the holder is reminded. A permit is extended
    `most_extensions` times at most and lasts `longest_total` days at most with them (null: as often, as long as needed).
    """

    id = models.BigAutoField(primary_key=True)
    service = models.OneToOneField(Service, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=PermitKind.choices, default=PermitKind.TEMPORARY)
    use = models.CharField(max_length=12, choices=PermitUse.choices, default=PermitUse.OTHER)
    tariff = models.CharField(max_length=60, blank=True, default="")
    needed_by = models.JSONField(default=dict, blank=True)
    not_needed = models.JSONField(default=dict, blank=True)
    documents = models.JSONField(default=list, blank=True)
    lead_amount = models.PositiveSmallIntegerField(default=5)
    lead_unit = models.CharField(max_length=12, choices=LeadUnit.choices, default=LeadUnit.WORKING_DAYS)
    late_help = models.JSONField(default=dict, blank=True)
    longest_days = models.PositiveIntegerField(default=30)
    extendable = models.BooleanField(default=True)
    most_extensions = models.PositiveSmallIntegerField(null=True)
    longest_total = models.PositiveIntegerField(null=True)
    reviewers = models.JSONField(default=list, blank=True)
    conditions = models.JSONField(default=list, blank=True)
    promise_amount = models.PositiveSmallIntegerField(default=5)
    promise_unit = models.CharField(max_length=12, choices=ClockUnit.choices, default=ClockUnit.WORKING_DAYS)
    clock_amount = models.PositiveSmallIntegerField(default=0)
    clock_unit = models.CharField(max_length=12, choices=ClockUnit.choices, default=ClockUnit.MONTHS)
    silence = models.CharField(
        max_length=10, choices=[(each.value, each.value) for each in Silence], default=Silence.NONE
    )
    clock_source = models.CharField(max_length=200, blank=True, default="")
    complete_days = models.PositiveSmallIntegerField(default=30)
    pause_source = models.CharField(max_length=200, blank=True, default="")
    appeal = models.JSONField(default=dict, blank=True)
    billed = models.CharField(max_length=8, choices=Billed.choices, default=Billed.ISSUE)
    paid_before_issue = models.BooleanField(default=False)
    must_declare = models.BooleanField(default=False)
    unused_days = models.PositiveSmallIntegerField(default=30)
    renewable = models.BooleanField(default=False)
    renewal_free_study = models.BooleanField(default=False)
    season_from = models.CharField(max_length=5, blank=True, default="")
    season_to = models.CharField(max_length=5, blank=True, default="")
    remind_days = models.PositiveSmallIntegerField(default=3)
    checklist = models.JSONField(default=list, blank=True)
    harm = models.PositiveSmallIntegerField(default=0)
    public_map = models.BooleanField(default=True)
    drawn = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(longest_days__gte=1), name="permit_type_longest"),
            models.CheckConstraint(condition=models.Q(harm__lte=3), name="permit_type_harm"),
            models.CheckConstraint(
                condition=models.Q(silence=Silence.NONE) | models.Q(clock_amount__gt=0),
                name="permit_type_silence_has_clock",
            ),
        )

    def __str__(self) -> str:
        return f"permit type {self.service_id}"


class DistrictRule(models.Model):
    """What one district changes of a type; null leaves what the city says."""

    id = models.BigAutoField(primary_key=True)
    type = models.ForeignKey(PermitType, models.CASCADE, related_name="district_rules")
    district = models.ForeignKey(District, models.CASCADE, related_name="+")
    lead_amount = models.PositiveSmallIntegerField(null=True)
    longest_days = models.PositiveIntegerField(null=True)
    promise_amount = models.PositiveSmallIntegerField(null=True)
    tariff = models.CharField(max_length=60, blank=True, default="")
    documents = models.JSONField(default=list, blank=True)
    note = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["type", "district"], name="district_rule_once"),)

    def __str__(self) -> str:
        return f"{self.type_id}/{self.district_id}"


class Condition(models.Model):
    """A condition of the city's library: its words, and the service that asks for it (« fire »)."""

    id = models.BigAutoField(primary_key=True)
    code = models.SlugField(max_length=60, unique=True)
    text = models.JSONField()
    field = models.CharField(max_length=20, blank=True, default="")
    active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.code


class QueueRule(models.Model):
    """The order in which files are studied, as published; the newest is in force. `weights` are points by name."""

    id = models.BigAutoField(primary_key=True)
    number = models.PositiveIntegerField(unique=True)
    weights = models.JSONField()
    note = models.JSONField(default=dict, blank=True)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=120, blank=True, default="")

    def __str__(self) -> str:
        return f"order {self.number}"
