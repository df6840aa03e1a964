"""The two cities of every test database: one lives under Québec's law, the other under France's."""

from __future__ import annotations

from guichet.cli.presets import city_settings
from guichet.tenancy.actions import NewCity

VILLE_A = NewCity(
    slug="ville-a",
    name={"fr": "Ville-A", "en": "Ville-A"},
    hosts=["ville-a.localhost"],
    settings={
        **city_settings("quebec", ["fr", "en"], "#0a4f5c", "311@ville-a.example"),
        "centre_lat": 45.5,
        "centre_lon": -73.6,
        "bounds": [-74.0, 45.4, -73.4, 45.7],
    },
)
VILLE_B = NewCity(
    slug="ville-b",
    name={"fr": "Ville-B"},
    hosts=["ville-b.localhost"],
    settings={
        **city_settings("france", ["fr"], "#7a1f3d", "bonjour@ville-b.example"),
        "centre_lat": 48.85,
        "centre_lon": 2.35,
        "bounds": [2.2, 48.8, 2.5, 48.95],
    },
)
CITIES = (VILLE_A, VILLE_B)
