"""Services and headings on their pages."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guichet.catalogue.models import Service, ServiceGroup
from guichet.ledger.models import Entry
from tests.factories import make_district, make_group, make_service, make_team


@pytest.fixture
def admin(sign_in):
    return sign_in(grants=["config.catalogue"])


def service_form(**changes):
    make_group("rues", name={"fr": "Rues", "en": "Streets"})
    return {
        "name_fr": "Nid-de-poule",
        "name_en": "Pothole",
        "group": "rues",
        "icon": "cone-striped",
        "active": "on",
        "public": "on",
        "location": "required",
        "priority": "2",
        "same_incident_radius": "60",
    } | changes


def test_create_service_leads_to_its_questions(admin):
    make_team("voirie")
    make_district("nord")
    typed = service_form(
        team="voirie",
        territory=["nord"],
        keywords_fr="trou, bosse\nfissure",
        local_words="cratère",
        season_from_day="15",
        season_from_month="11",
        season_to_day="1",
        season_to_month="4",
    )
    answer = admin.post("/config/services/new/", typed)
    assert answer.headers["Location"] == "/config/services/nid-de-poule/questions/"
    service = Service.objects.get()
    assert service.keywords["fr"] == ["trou", "bosse", "fissure"]
    assert (service.season_from, service.season_to) == ("11-15", "04-01")
    assert [district.code for district in service.territory.all()] == ["nord"]
    assert service.team.code == "voirie"
    assert service.version == 1


def test_create_service_with_a_taken_short_name_is_refused(admin):
    make_service("nid-de-poule")
    answer = admin.post("/config/services/new/", service_form(code="nid-de-poule"))
    assert answer.status_code == 422
    assert answer.context["form"].errors["code"]
    assert Service.objects.get().name["en"] == "nid-de-poule"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name_fr": ""}, "name_fr"),
        ({"season_from_day": "31", "season_from_month": "2"}, "season_from_day"),
        ({"season_from_day": "1", "season_from_month": "2"}, "season_to_day"),
        ({"same_incident_radius": "5000"}, "same_incident_radius"),
        ({"reply_0_outcome": "", "reply_0_fr": "Bonjour."}, "reply_0_outcome"),
        ({"reply_0_outcome": "done", "reply_0_en": "Hello."}, "reply_0_fr"),
    ],
)
def test_create_service_with_a_fault_says_it_beside_its_field(admin, typed, field):
    answer = admin.post("/config/services/new/", service_form(**typed))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Service.objects.exists()


def test_save_service_keeps_its_ready_answers_and_drops_emptied_ones(admin):
    replies = [
        {"code": "done", "outcome": "done", "text": {"fr": "Fait.", "es": "Hecho."}},
        {"code": "old", "outcome": "done", "text": {"fr": "Ancien."}},
    ]
    make_service("nid", group=make_group("rues"), replies=replies)
    typed = service_form(
        reply_0_code="done", reply_0_outcome="planned", reply_0_fr="Prévu.", reply_0_en="Planned.",
        reply_1_code="old", reply_1_outcome="done", reply_1_fr="",
        reply_2_outcome="not_ours", reply_2_fr="À la province.",
    )  # fmt: skip
    assert admin.post("/config/services/nid/", typed).status_code == 303
    saved = Service.objects.get().replies
    assert saved[0] == {
        "code": "done", "outcome": "planned", "text": {"es": "Hecho.", "fr": "Prévu.", "en": "Planned."},
    }  # fmt: skip
    assert [reply["outcome"] for reply in saved] == ["planned", "not_ours"]


def test_save_service_after_someone_else_shows_both_and_can_be_sent_again(admin):
    service = make_service("nid", group=make_group("rues"))
    typed = service_form(name_fr="Trou", seen="1")
    Service.objects.update(name={"fr": "Cratère"}, version=2)
    answer = admin.post("/config/services/nid/", typed)
    assert answer.status_code == 409
    assert "Cratère" in answer.content.decode()
    service.refresh_from_db()
    assert service.name == {"fr": "Cratère"}
    again = admin.post("/config/services/nid/", typed | {"seen": answer.context["form"]["seen"].value()})
    assert again.status_code == 303
    service.refresh_from_db()
    assert service.name["fr"] == "Trou"


def test_switch_service_off_then_on_is_recorded(admin):
    service = make_service("nid")
    for on in ("0", "1"):
        assert admin.post("/config/services/nid/switch/", {"on": on}).status_code == 303
        service.refresh_from_db()
        assert service.active is (on == "1")
    assert Entry.objects.filter(event="catalogue.service_saved", subject_id=service.pk).count() == 2


def test_switch_leads_back_within_the_list_only(admin):
    make_service("nid")
    back = "/config/services/?state=active"
    answer = admin.post("/config/services/nid/switch/", {"on": "0", "back": back})
    assert answer.headers["Location"] == back
    answer = admin.post("/config/services/nid/switch/", {"on": "0", "back": "//elsewhere.example/"})
    assert answer.headers["Location"] == "/config/services/"


def test_find_services_by_words_and_state(admin):
    team = make_team("voirie")
    make_service("nid", name={"fr": "Nid-de-poule", "en": "Pothole"}, search_text="nid poul|trou", team=team)
    make_service("bac", name={"fr": "Bac brun"}, search_text="bac brun|", active=False)
    found = admin.get("/config/services/?q=trous").context["groups"]
    assert [line.service.code for _heading, lines in found for line in lines] == ["nid"]
    closed = admin.get("/config/services/?state=closed").context["groups"]
    assert [line.service.code for _heading, lines in closed for line in lines] == ["bac"]


def test_list_of_services_takes_as_many_queries_for_30_as_for_1(admin):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert admin.get("/config/services/").status_code == 200
        return len(caught)

    make_service(team=make_team())
    one = queries()
    for _number in range(29):
        make_service(team=make_team(), group=make_group(f"group-{_number}"))
    assert queries() == one


def test_overview_takes_as_many_queries_for_30_services_as_for_1(sign_in):
    admin = sign_in(
        grants=["config.catalogue", "config.people", "config.city", "config.templates", "ledger.read"]
    )

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert admin.get("/config/").status_code == 200
        return len(caught)

    make_service(team=make_team())
    one = queries()
    for _number in range(29):
        make_service(team=make_team())
    assert queries() == one


def test_create_and_change_heading(admin):
    assert (
        admin.post("/config/headings/", {"name_fr": "Rues et trottoirs", "position": "10"}).status_code == 303
    )
    group = ServiceGroup.objects.get()
    assert group.code == "rues-et-trottoirs"
    assert (
        admin.post("/config/headings/rues-et-trottoirs/", {"name_fr": "Rues", "position": "5"}).status_code
        == 303
    )
    group.refresh_from_db()
    assert (group.name, group.position) == ({"fr": "Rues"}, 5)
