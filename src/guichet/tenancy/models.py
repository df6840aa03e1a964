"""The list of cities, shared by the whole installation (schema « public »)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django_tenants.models import DomainMixin, TenantMixin


class LegalWorld(models.TextChoices):
    """Which law the city lives under; chosen per city, as data."""

    QUEBEC = "quebec", "Québec"
    FRANCE = "france", "France"


class City(TenantMixin):
    """One city: everything that makes its pages its own. No city ever needs a line of Python."""

    auto_create_schema = False
    auto_drop_schema = False

    id = models.BigAutoField(primary_key=True)
    slug = models.SlugField(max_length=40, unique=True)
    name = models.JSONField()
    languages = ArrayField(models.CharField(max_length=5), default=list)
    locale = models.CharField(max_length=5, default="fr-ca")
    time_zone = models.CharField(max_length=50, default="America/Toronto")
    legal_world = models.CharField(max_length=10, choices=LegalWorld.choices, default=LegalWorld.QUEBEC)
    vocabulary = models.JSONField(default=dict)
    colour = models.CharField(max_length=7, default="#0a4f5c")
    flower = models.CharField(max_length=7, default="#f5c542")
    logo = models.TextField(default="", blank=True)
    phone = models.CharField(max_length=30, default="311")
    phone_hours = models.JSONField(default=dict)
    sender = models.EmailField(default="guichet@city.example")
    banner = models.JSONField(default=dict, blank=True)
    attribution = models.JSONField(default=dict, blank=True)
    claims = models.JSONField(default=dict, blank=True)
    reopen_days = models.PositiveSmallIntegerField(default=30)
    first_contact_days = models.PositiveSmallIntegerField(default=7)
    centre_lat = models.FloatField(default=45.5)
    centre_lon = models.FloatField(default=-73.6)
    bounds = ArrayField(models.FloatField(), size=4, default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.slug


class Domain(DomainMixin):
    """A host name that leads to a city."""

    id = models.BigAutoField(primary_key=True)
