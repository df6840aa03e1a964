"""The city itself, and what changed, on their pages."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guichet.catalogue.actions import save_service
from guichet.kernel.actor import system
from guichet.ledger.models import Entry
from guichet.people.actions import save_team
from guichet.tenancy.queries import city_named
from tests.factories import make_service

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>'


@pytest.fixture
def admin(sign_in):
    return sign_in(grants=["config.city", "ledger.read"])


def city_form(admin, **changes):
    form = admin.get("/config/city/").context["form"]
    typed = {bound.html_name: bound.value() for bound in form}
    kept = {name: value for name, value in typed.items() if value not in (None, False, "")}
    return kept | changes


def test_save_city_changes_its_row_and_is_recorded_in_its_own_ledger(admin):
    typed = city_form(
        admin,
        name_fr="Val-Fleuri",
        phone="311",
        case_fr_one="demande",
        case_fr_other="demandes",
        reopen_days="45",
    )
    assert admin.post("/config/city/", typed).status_code == 303
    city = city_named("ville-a")
    assert (city.name["fr"], city.reopen_days) == ("Val-Fleuri", 45)
    assert city.vocabulary["case"]["fr"] == {"one": "demande", "other": "demandes", "gender": "f"}
    entry = Entry.objects.get(event="places.city_changed")
    assert entry.data["fields"] == ["name", "reopen_days", "vocabulary"]
    assert "Val-Fleuri" not in str(entry.data)


def test_save_city_leaves_the_other_one_alone(admin, other_city):
    admin.post("/config/city/", city_form(admin, name_fr="Val-Fleuri"))
    assert city_named("ville-b").name == other_city.name


def test_colour_that_calls_for_a_warning_is_shown_before_it_is_kept(admin):
    answer = admin.post("/config/city/", city_form(admin, colour="#ffe600"))
    assert answer.status_code == 422
    assert answer.context["form"].warnings
    assert answer.context["tried"].startswith("ffe600-")
    assert "try=ffe600" in answer.content.decode()
    assert city_named("ville-a").colour == "#0a4f5c"
    assert admin.post("/config/city/", city_form(admin, colour="#ffe600", accept="on")).status_code == 303
    assert city_named("ville-a").colour == "#ffe600"


def test_look_at_colours_saves_nothing(admin):
    answer = admin.post("/config/city/", city_form(admin, colour="#7a1f3d", name_fr="Autre", look="1"))
    assert answer.status_code == 200
    assert answer.context["tried"].startswith("7a1f3d-")
    assert answer.context["form"]["name_fr"].value() == "Autre"
    assert city_named("ville-a").colour == "#0a4f5c"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"colour": "teal"}, "colour"),
        ({"languages_spoken": ["en"]}, "languages_spoken"),
        ({"sender": "guichet"}, "sender"),
        ({"reopen_days": "900"}, "reopen_days"),
        ({"name_fr": ""}, "name_fr"),
        ({"case_fr_other": ""}, "case_fr_other"),
    ],
)
def test_city_with_a_fault_is_refused_beside_its_field(admin, typed, field):
    answer = admin.post("/config/city/", city_form(admin, **typed))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


@pytest.mark.parametrize(
    "drawing",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<svg xmlns='http://www.w3.org/2000/svg'><a href='http://example.org'/></svg>",
        b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x89PNG\r\n",
    ],
)
def test_emblem_that_is_not_a_plain_drawing_is_refused(admin, drawing):
    typed = city_form(admin, logo=SimpleUploadedFile("logo.svg", drawing))
    answer = admin.post("/config/city/", typed)
    assert answer.status_code == 422
    assert "logo" in answer.context["form"].errors
    assert city_named("ville-a").logo == ""


def test_emblem_is_kept_then_taken_away(admin):
    assert (
        admin.post("/config/city/", city_form(admin, logo=SimpleUploadedFile("logo.svg", SVG))).status_code
        == 303
    )
    assert city_named("ville-a").logo.startswith("<svg")
    assert admin.post("/config/city/", city_form(admin, no_logo="on")).status_code == 303
    assert city_named("ville-a").logo == ""


def test_save_city_after_someone_else_is_refused_once(admin):
    typed = city_form(admin, phone="411")
    admin.post("/config/city/", city_form(admin, phone="211"))
    answer = admin.post("/config/city/", typed)
    assert answer.status_code == 409
    assert "211" in answer.content.decode()
    assert city_named("ville-a").phone == "211"
    assert (
        admin.post("/config/city/", typed | {"seen": answer.context["form"]["seen"].value()}).status_code
        == 303
    )
    assert city_named("ville-a").phone == "411"


def test_history_tells_who_changed_what_and_turns_its_pages(admin):
    service = make_service("nid", name={"fr": "Nid-de-poule"})
    for number in range(60):
        save_service(system(), "nid", {"priority": number % 4 + 1})
    save_team(system(), "voirie", {"fr": "Voirie"})
    first = admin.get("/config/history/")
    assert (first.context["lines"][0].name, first.context["lines"][1].name) == ("Voirie", service.name["fr"])
    second = admin.get("/config/history/" + first.context["following"])
    assert len(first.context["lines"]) + len(second.context["lines"]) == 61
    teams = admin.get("/config/history/?part=people").context["lines"]
    assert [line.name for line in teams] == ["Voirie"]


def test_history_needs_as_many_queries_for_30_lines_as_for_1(admin):
    save_team(system(), "voirie", {"fr": "Voirie"})
    one = _queries(admin)
    for number in range(29):
        save_team(system(), f"team-{number}", {"fr": "Équipe"})
    assert _queries(admin) == one


def _queries(admin) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert admin.get("/config/history/").status_code == 200
    return len(caught)
