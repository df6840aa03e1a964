"""Services, their versioned questions, routing rules and commitments."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from guichet.people.models import Team
from guichet.places.models import District


class ServiceGroup(models.Model):
    """A heading under which services are shown."""

    id = models.BigAutoField(primary_key=True)
    code = models.SlugField(max_length=60, unique=True)
    name = models.JSONField()
    position = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.code


class LocationNeed(models.TextChoices):
    """Whether a report must say where."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    NONE = "none"


class Service(models.Model):
    """Something that a resident can ask for."""

    id = models.BigAutoField(primary_key=True)
    code = models.SlugField(max_length=80, unique=True)
    group = models.ForeignKey(ServiceGroup, models.PROTECT, related_name="services")
    name = models.JSONField()
    description = models.JSONField(default=dict)
    keywords = models.JSONField(default=dict)
    local_words = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    search_text = models.TextField(default="", blank=True)
    icon = models.CharField(max_length=40, default="inbox")
    active = models.BooleanField(default=True)
    public = models.BooleanField(default=True)
    published = models.BooleanField(default=True)
    location = models.CharField(max_length=10, choices=LocationNeed.choices, default=LocationNeed.REQUIRED)
    anonymous = models.BooleanField(default=True)
    season_from = models.CharField(max_length=5, blank=True, default="")
    season_to = models.CharField(max_length=5, blank=True, default="")
    territory = models.ManyToManyField(District, blank=True, related_name="+")
    same_incident_radius = models.PositiveSmallIntegerField(default=250)
    urgent_note = models.JSONField(default=dict, blank=True)
    claim_words = models.BooleanField(default=False)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    priority = models.PositiveSmallIntegerField(default=2)
    replies = models.JSONField(default=list, blank=True)
    external = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(priority__range=(1, 4)), name="service_priority"),
        )

    def __str__(self) -> str:
        return self.code


class FormVersion(models.Model):
    """The questions of a service at one moment. Never changed once a case refers to it: a new version is added."""

    id = models.BigAutoField(primary_key=True)
    service = models.ForeignKey(Service, models.PROTECT, related_name="forms")
    number = models.PositiveIntegerField()
    questions = models.JSONField(default=list)
    published_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["service", "number"], name="form_number_once"),)

    def __str__(self) -> str:
        return f"{self.service_id} v{self.number}"


class RoutingRule(models.Model):
    """« When this expression is true, this team »; the first true one, by position, wins."""

    id = models.BigAutoField(primary_key=True)
    position = models.PositiveIntegerField(unique=True)
    name = models.JSONField()
    expression = models.TextField()
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.position} {self.expression}"


class SpanUnit(models.TextChoices):
    """How a delay is counted."""

    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    HOURS = "hours"
    DAYS = "days"


class Commitment(models.Model):
    """What is promised for a service: acknowledged, taken in charge, resolved; the most precise row applies.

    A row with a district or a priority is more precise than one without. Amounts are in `unit` of the row's step;
    null means that the step is not promised.
    """

    id = models.BigAutoField(primary_key=True)
    service = models.ForeignKey(Service, models.CASCADE, related_name="commitments")
    district = models.ForeignKey(District, models.CASCADE, null=True, blank=True, related_name="+")
    priority = models.PositiveSmallIntegerField(null=True, blank=True)
    acknowledge_amount = models.PositiveSmallIntegerField(null=True, blank=True)
    acknowledge_unit = models.CharField(
        max_length=15, choices=SpanUnit.choices, default=SpanUnit.WORKING_DAYS
    )
    take_amount = models.PositiveSmallIntegerField(null=True, blank=True)
    take_unit = models.CharField(max_length=15, choices=SpanUnit.choices, default=SpanUnit.WORKING_DAYS)
    resolve_amount = models.PositiveSmallIntegerField(null=True, blank=True)
    resolve_unit = models.CharField(max_length=15, choices=SpanUnit.choices, default=SpanUnit.WORKING_DAYS)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["service", "district", "priority"], name="commitment_once", nulls_distinct=False
            ),
        )

    def __str__(self) -> str:
        return f"{self.service_id}/{self.district_id}/{self.priority}"
