"""What is not the city's, and whose it is."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Elsewhere(models.Model):
    """A body that people take for the city: what it does, in the words that people use, and how to reach it.

    `name`, `does` and `hours` are texts by language; `words` are what callers say (« Hydro », « permis de conduire »).
    A `neighbour` is another municipality: an address that ends with one of its words is not in this city.
    """

    id = models.BigAutoField(primary_key=True)
    key = models.SlugField(max_length=80, unique=True)
    name = models.JSONField()
    does = models.JSONField()
    phone = models.CharField(max_length=40, blank=True, default="")
    hours = models.JSONField(default=dict, blank=True)
    url = models.CharField(max_length=300, blank=True, default="")
    words = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    active = models.BooleanField(default=True)
    neighbour = models.BooleanField(default=False)
    example = models.BooleanField(default=False)
    checked_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.key
