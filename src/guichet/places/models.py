"""Districts, the addresses that people search, and the hours during which promises run."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models


class District(models.Model):
    """A borough or quarter with its polygon (GeoJSON geometry, WGS84)."""

    id = models.BigAutoField(primary_key=True)
    code = models.SlugField(max_length=60, unique=True)
    name = models.JSONField()
    polygon = models.JSONField(default=dict)
    repaired = models.BooleanField(default=False)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.code


class PlaceKind(models.TextChoices):
    """What an entry of the address search is."""

    STREET = "street"
    INTERSECTION = "intersection"
    PUBLIC = "public"
    POSTAL_CODE = "postal_code"
    ADDRESS = "address"


class Place(models.Model):
    """Something that people name to say where: a street, a crossing, a park, a postal code, an exact address."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=15, choices=PlaceKind.choices)
    label = models.CharField(max_length=200)
    detail = models.CharField(max_length=200, blank=True, default="")
    folded = models.CharField(max_length=200)
    number = models.CharField(max_length=12, blank=True, default="")
    lat = models.FloatField()
    lon = models.FloatField()
    cell = models.BigIntegerField()
    district = models.ForeignKey(District, models.SET_NULL, null=True, related_name="+")
    weight = models.PositiveSmallIntegerField(default=1)

    class Meta:
        indexes = (
            GinIndex(OpClass("folded", name="gin_trgm_ops"), name="place_folded"),
            models.Index(fields=["cell"], name="place_cell"),
        )

    def __str__(self) -> str:
        return self.label


class MapLayer(models.Model):
    """A layer of the city's own base map (streets, parks) as GeoJSON, drawn without any outside server."""

    id = models.BigAutoField(primary_key=True)
    code = models.SlugField(max_length=40, unique=True)
    geojson = models.JSONField()
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.code


class OpeningHours(models.Model):
    """One span of opening on one weekday (1 = Monday); several a day are possible."""

    id = models.BigAutoField(primary_key=True)
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(weekday__range=(1, 7)), name="hours_weekday"),
            models.CheckConstraint(condition=models.Q(opens__lt=models.F("closes")), name="hours_order"),
        )

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens}–{self.closes}"


class SpecialDay(models.Model):
    """A day that differs from its week: closed (holiday, bridge day), or open at other hours."""

    id = models.BigAutoField(primary_key=True)
    day = models.DateField(unique=True)
    name = models.JSONField()
    closed = models.BooleanField(default=True)
    spans = ArrayField(models.CharField(max_length=11), default=list, blank=True)
    official = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.day}"
