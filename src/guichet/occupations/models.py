"""What stands on public space, the register of what is planned there, and the city's layers that measures read."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Q

from guichet.occupations.bounds import BOX, PERIOD
from guichet.occupations.kinds import Kind
from guichet.occupations.lifecycle import Phase, State


class Occupation(models.Model):
    """One thing on public space from one instant to another, whatever its source (a permit, the register, a file).

    `geometry` is a GeoJSON area (WGS84); `west`, `south`, `east` and `north` are its limits in degrees, by which it is
    found. `end_known` is false when nobody said when it ends (`ends` is then a guess). `public` ones are on the map and in
    the open data. `street` and `detail` are words for lists, never a person's name.
    """

    id = models.BigAutoField(primary_key=True)
    source = models.CharField(max_length=40)
    reference = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in Kind])
    title = models.JSONField(default=dict)
    detail = models.JSONField(default=dict)
    geometry = models.JSONField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    end_known = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in State])
    public = models.BooleanField(default=False)
    area_m2 = models.FloatField()
    district = models.CharField(max_length=60, blank=True, default="")
    street = models.CharField(max_length=200, blank=True, default="")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["source", "reference"], name="occupation_once"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="occupation_ends_after_start"),
        )
        indexes = (
            GistIndex(BOX, PERIOD, name="occupation_stands"),
            models.Index(fields=["ends", "starts"], condition=Q(public=True), name="occupation_public"),
        )

    def __str__(self) -> str:
        return f"{self.source} {self.reference}"


class Clearance(models.Model):
    """How many metres around itself a kind of occupation disturbs others, where the city differs from what is usual."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=20, unique=True)
    metres = models.FloatField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(metres__gte=0, metres__lte=100), name="clearance_metres"),
        )

    def __str__(self) -> str:
        return f"{self.kind}: {self.metres} m"


class Certainty(models.TextChoices):
    """How sure a planned work is."""

    POSSIBLE = "possible"
    LIKELY = "likely"
    SURE = "sure"


class Vagueness(models.TextChoices):
    """How exactly the dates of a work are known; the dates kept are the widest that this allows."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"


class OwnerKind(models.TextChoices):
    """Who does a planned work."""

    CITY = "city"
    UTILITY = "utility"
    TRANSPORT = "transport"
    PRIVATE = "private"
    OTHER = "other"


class PlannedWork(models.Model):
    """Something known before any permit: works, an event, a closure; where, when (as vaguely as known) and by whom.

    `starts` and `ends` are dates, both included, as wide as `vagueness` makes them. `source` and `external_id` are those of
    the file that it came from, so that the file can be read again. `contact` is for colleagues. For
    `protect_months` months after its end nobody should dig here again (0: no matter).
    """

    id = models.BigAutoField(primary_key=True)
    reference = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=20)
    title = models.JSONField()
    detail = models.JSONField(default=dict, blank=True)
    owner = models.CharField(max_length=120)
    owner_kind = models.CharField(max_length=10, choices=OwnerKind.choices, default=OwnerKind.CITY)
    contact = models.CharField(max_length=200, blank=True, default="")
    streets = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    phase = models.CharField(max_length=10, default=Phase.IDEA)
    certainty = models.CharField(max_length=10, choices=Certainty.choices, default=Certainty.LIKELY)
    vagueness = models.CharField(max_length=10, choices=Vagueness.choices, default=Vagueness.DAY)
    starts = models.DateField()
    ends = models.DateField()
    geometry = models.JSONField()
    protect_months = models.PositiveSmallIntegerField(default=0)
    public = models.BooleanField(default=False)
    source = models.CharField(max_length=40, blank=True, default="")
    external_id = models.CharField(max_length=80, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="work_ends_after_start"),
            models.UniqueConstraint(
                fields=["source", "external_id"], condition=~Q(external_id=""), name="work_once"
            ),
        )
        indexes = (models.Index(fields=["phase", "starts"], name="work_phase"),)

    def __str__(self) -> str:
        return self.reference


class LayerKind(models.TextChoices):
    """What a layer of facts about public space tells."""

    WATER = "water"
    LANES = "lanes"
    CYCLING = "cycling"
    BUS = "bus"
    METERS = "meters"
    TREES = "trees"


class FactLayer(models.Model):
    """A layer of facts that measures read and that the map does not draw: water, lanes, cycling, bus, meters, trees.

    `features` are GeoJSON features whose property `v` is the value (a number of lanes, the kind of cycle way, a meter's
    number of places). `source` and `dated` say where the facts come from and of when they are. Where a `complete` layer has
    nothing, there is nothing; where another has nothing, nobody knows.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=10, choices=LayerKind.choices, unique=True)
    source = models.CharField(max_length=200)
    dated = models.DateField()
    complete = models.BooleanField(default=False)
    features = models.JSONField()
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.kind
