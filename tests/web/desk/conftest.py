"""Who works at the desk in these tests, and what they work on."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from guichet.cases.actions.opening import NewCase, open_case
from guichet.catalogue.actions import publish_form, save_commitment
from guichet.kernel.actor import system, visitor
from guichet.people.actions import Contact
from tests.factories import make_service, make_team

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
    {"code": "gate", "kind": "text", "label": {"fr": "Code de la barrière"}, "internal": True},
    {
        "code": "why",
        "kind": "text",
        "label": {"fr": "Pourquoi si grand ?"},
        "shown_if": 'answers.size == "large"',
    },
]
REPLIES = [
    {
        "code": "filled",
        "outcome": "done",
        "text": {"fr": "Le trou a été rempli hier.", "en": "The hole was filled."},
    }
]


@pytest.fixture
def team(city):
    return make_team("voirie", name="Voirie")


@pytest.fixture
def other_team(city):
    return make_team("parcs", name="Parcs")


@pytest.fixture
def service(team):
    made = make_service(
        "nid-de-poule", team=team, name={"fr": "Nid-de-poule", "en": "Pothole"}, replies=REPLIES
    )
    publish_form(system(), made.code, QUESTIONS)
    save_commitment(system(), made.code, {"resolve": (5, "working_days")})
    return made


@pytest.fixture
def lead(sign_in, team):
    """A team lead: handles, assigns, acts in bulk, publishes."""
    return sign_in("team_lead", teams=[team], name="Inès Lead")


@pytest.fixture
def agent(sign_in, team):
    """A member of the team."""
    return sign_in("second_line", teams=[team], name="Samuel Roy")


@pytest.fixture
def opened(service):
    """Give a function that opens a case as a resident does."""

    def open_one(words: str = "Un trou profond.", **contact: str):
        given = {"name": "Alice Tremblay", "email": "alice@exemple.ca", **contact}
        return open_case(
            visitor(),
            NewCase(
                service=service.code, description=words, answers={"size": "small"}, contact=Contact(**given)
            ),
        )

    return open_one


@pytest.fixture
def case(opened):
    return opened()


@pytest.fixture
def in_days():
    """Give a function that writes a day to come as a form sends it."""
    return lambda days: (timezone.localtime().date() + dt.timedelta(days=days)).isoformat()


def page_of(case, *parts: str) -> str:
    """Give the address of a case's page, or of one below it."""
    return "/desk/cases/" + "/".join((case.reference, *parts)) + "/"


@pytest.fixture
def picture():
    """Give a function that makes a small photo to send."""

    def make(name: str = "trou.jpg") -> SimpleUploadedFile:
        drawn = io.BytesIO()
        Image.new("RGB", (40, 30), "teal").save(drawn, "JPEG")
        return SimpleUploadedFile(name, drawn.getvalue(), content_type="image/jpeg")

    return make
