"""A small city where residents report things: a district, a park, a street, services with and without a place."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from guichet.catalogue.actions import publish_form, save_commitment
from guichet.catalogue.models import Service
from guichet.kernel.actor import system
from guichet.places.actions import NewPlace, import_districts, import_places
from tests.factories import make_service, make_team
from tests.web.portal.resident import Resident, browser

SQUARE = [[-73.60, 45.50], [-73.56, 45.50], [-73.56, 45.54], [-73.60, 45.54], [-73.60, 45.50]]
DISTRICTS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"code": "plateau", "name": "Le Plateau"},
            "geometry": {"type": "Polygon", "coordinates": [SQUARE]},
        }
    ],
}
PLACES = [
    NewPlace(kind="public", label="Parc La Fontaine", lat=45.5263, lon=-73.5697),
    NewPlace(kind="public", label="Parc Laurier", lat=45.5330, lon=-73.5880),
    NewPlace(kind="public", label="Parc lointain", lat=45.6900, lon=-73.5000),
]
QUESTIONS = [
    {
        "code": "size",
        "kind": "choice",
        "label": {"fr": "De quelle taille ?", "en": "How big?"},
        "options": [
            {"code": "small", "label": {"fr": "Petit", "en": "Small"}},
            {"code": "large", "label": {"fr": "Grand", "en": "Large"}},
        ],
        "required": True,
    },
    {
        "code": "depth",
        "kind": "number",
        "label": {"fr": "Profondeur ?", "en": "How deep?"},
        "unit": "cm",
        "shown_if": 'answers.size == "large"',
        "required_if": 'answers.size == "large"',
    },
    {
        "code": "gate",
        "kind": "text",
        "label": {"fr": "Code interne", "en": "Internal code"},
        "internal": True,
    },
]


@pytest.fixture
def places(city) -> None:
    import_districts(system(), DISTRICTS, code_property="code", name_property="name")
    import_places(system(), PLACES)


@pytest.fixture
def pothole(places) -> Service:
    """A service with a place, a question that brings another, and a promise of five days."""
    made = make_service(
        "nid-de-poule",
        team=make_team("voirie", name="Voirie"),
        name={"fr": "Nid-de-poule", "en": "Pothole"},
        description={"fr": "Un trou dans la chaussée.", "en": "A hole in the roadway."},
        search_text="nid poul pothol|trou chausse",
        location="required",
        same_incident_radius=200,
    )
    publish_form(system(), made.code, QUESTIONS)
    save_commitment(system(), made.code, {"resolve": (5, "working_days")})
    return made


@pytest.fixture
def question(city) -> Service:
    """A service without a place that answers anything else."""
    return make_service(
        "autre",
        team=make_team("accueil"),
        name={"fr": "Autre question", "en": "Other question"},
        search_text="autr question other|renseignement information",
        published=False,
        anonymous=False,
    )


@pytest.fixture
def visitor(client) -> Resident:
    """Give a resident's browser, in English."""
    return browser(client)


@pytest.fixture
def photo() -> Callable[..., SimpleUploadedFile]:
    """Give a function that makes a photo to send."""

    def make(name: str = "trou.jpg", colour: str = "teal") -> SimpleUploadedFile:
        drawn = io.BytesIO()
        Image.new("RGB", (40, 30), colour).save(drawn, "JPEG")
        return SimpleUploadedFile(name, drawn.getvalue(), content_type="image/jpeg")

    return make
