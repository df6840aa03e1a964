"""Districts, the addresses that people search, and the hours during which promises run."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Edition(models.Model):
    """The current edition of one set of data of the city (districts, places, layers, calendar).

    Its stamp changes with every change of the set, so that each process knows with one cheap query whether what it
    keeps in memory is still right.
    """

    id = models.BigAutoField(primary_key=True)
    code = models.SlugField(max_length=20, unique=True)
    stamp = models.UUIDField(default=uuid.uuid4)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.code


class District(models.Model):
    """A borough or quarter: its name per language and its polygon (a valid GeoJSON geometry, WGS84)."""

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
    """Something that people name to say where: a street, a crossing, a park, a postal code, an exact address.

    `label` is the name (of an address: its street's), `number` the civic number of an address, `folded` both in
    plain letters. `words` are the ids of the PlaceWord rows that find it, `weight` (1 to 10) how well known it is.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=15, choices=PlaceKind.choices)
    label = models.CharField(max_length=200)
    detail = models.CharField(max_length=200, blank=True, default="")
    folded = models.CharField(max_length=240, db_collation="C")
    number = models.CharField(max_length=12, blank=True, default="")
    lat = models.FloatField()
    lon = models.FloatField()
    cell = models.BigIntegerField()
    district = models.ForeignKey(District, models.SET_NULL, null=True, related_name="+")
    weight = models.PositiveSmallIntegerField(default=1)
    words = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "folded", "district"], nulls_distinct=False, name="place_once"
            ),
        )
        indexes = (
            GinIndex(
                fields=["words"], fastupdate=False, condition=~models.Q(kind="address"), name="place_words"
            ),
            models.Index(fields=["number"], condition=models.Q(kind="address"), name="place_number"),
            models.Index(fields=["cell"], name="place_cell"),
        )

    def __str__(self) -> str:
        return self.label


class PlaceWord(models.Model):
    """A word of the places' names in plain letters, and its misspellings (the word less one or two letters)."""

    id = models.BigAutoField(primary_key=True)
    word = models.CharField(max_length=60, unique=True, db_collation="C")
    places = models.PositiveIntegerField(default=0)
    variants = ArrayField(models.CharField(max_length=60), default=list)

    class Meta:
        indexes = (GinIndex(fields=["variants"], fastupdate=False, name="place_word_variants"),)

    def __str__(self) -> str:
        return self.word


class MapLayer(models.Model):
    """A layer of the city's own base map (streets, parks) as GeoJSON, drawn without any outside server."""

    id = models.BigAutoField(primary_key=True)
    code = models.SlugField(max_length=40, unique=True)
    geojson = models.JSONField()
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.code


class OpeningHours(models.Model):
    """One span of opening on one weekday (1 = Monday), to midnight when it closes at 0:00; several a day are possible."""

    id = models.BigAutoField(primary_key=True)
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(weekday__range=(1, 7)), name="hours_weekday"),
            models.CheckConstraint(
                condition=models.Q(opens__lt=models.F("closes")) | models.Q(closes="00:00"),
                name="hours_order",
            ),
            models.UniqueConstraint(fields=["weekday", "opens"], name="hours_once"),
        )

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens}–{self.closes}"


class SpecialDay(models.Model):
    """A day that differs from its week: closed (holiday, bridge day), or open at other hours (« 09:00-12:00 »).

    `official` days come from the law (filled by Guichet); the others were typed by the city.
    """

    id = models.BigAutoField(primary_key=True)
    day = models.DateField(unique=True)
    name = models.JSONField()
    closed = models.BooleanField(default=True)
    spans = ArrayField(models.CharField(max_length=11), default=list, blank=True)
    official = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.day}"
