"""Teams, people and roles on their pages."""

from __future__ import annotations

import pytest

from guichet.cases.models import Case
from guichet.catalogue.models import Service
from guichet.ledger.models import Entry
from guichet.people.models import Account, Role, Team
from tests.factories import make_account, make_case, make_service, make_team

ADMIN = {"grants": ["config.people"]}


@pytest.fixture
def admin(sign_in):
    return sign_in(**ADMIN)


def role_of(client) -> Role:
    return Role.objects.get(holders__account=client.account)


def person_form(**changes):
    return {
        "name": "Ana Roy",
        "email": "ana.roy@ville.example",
        "language": "fr",
        "how": "keep",
        "active": "on",
    } | changes


def test_create_team_makes_its_code_from_its_name(admin):
    answer = admin.post(
        "/config/teams/new/", {"name_fr": "Voirie et trottoirs", "name_en": "Roads", "active": "on"}
    )
    assert answer.status_code == 303
    team = Team.objects.get(code="voirie-et-trottoirs")
    assert team.name == {"fr": "Voirie et trottoirs", "en": "Roads"}
    assert Entry.objects.filter(event="people.team_saved", subject_id=team.pk).exists()


def test_create_team_without_french_name_is_refused_and_keeps_what_was_typed(admin):
    answer = admin.post("/config/teams/new/", {"name_en": "Roads crew", "active": "on"})
    assert answer.status_code == 422
    assert "Roads crew" in answer.content.decode()
    assert not Team.objects.exists()


def test_save_team_after_someone_else_shows_both_and_loses_nothing(admin):
    team = make_team("voirie", name="Voirie")
    page = admin.get("/config/teams/voirie/")
    seen = page.context["form"].initial["seen"]
    team.name = {"fr": "Rues"}
    team.save()
    typed = {"name_fr": "Chaussées", "active": "on", "seen": seen}
    answer = admin.post("/config/teams/voirie/", typed)
    assert answer.status_code == 409
    assert "Rues" in answer.content.decode()
    assert "Chaussées" in answer.content.decode()
    assert Team.objects.get().name == {"fr": "Rues"}
    again = admin.post("/config/teams/voirie/", typed | {"seen": answer.context["form"]["seen"].value()})
    assert again.status_code == 303
    assert Team.objects.get().name["fr"] == "Chaussées"


def test_close_team_is_refused_while_work_goes_to_it(admin):
    team = make_team("roads")
    case = make_case(make_service(team=team), team=team)
    sent = {"name_fr": "Voirie", "name_en": "Roads"}
    answer = admin.post("/config/teams/roads/", sent)
    assert answer.status_code == 409
    assert Team.objects.get(code="roads").active
    Case.objects.filter(pk=case.pk).update(team=make_team("other"))
    Service.objects.update(team=None)
    assert admin.post("/config/teams/roads/", sent).status_code == 303
    assert not Team.objects.get(code="roads").active


def test_create_person_shows_a_made_password_once(admin):
    make_team("voirie")
    typed = person_form(how="make", roles=[role_of(admin).code], teams=["voirie"])
    answer = admin.post("/config/people/new/", typed)
    account = Account.objects.get(email="ana.roy@ville.example")
    assert account.check_password(answer.context["password"])
    assert answer.headers["Cache-Control"] == "no-store"
    assert list(account.memberships.values_list("team__code", flat=True)) == ["voirie"]


def test_create_person_with_a_weak_password_is_refused_beside_the_field(admin):
    typed = person_form(how="type", password="motdepasse", roles=[role_of(admin).code])
    answer = admin.post("/config/people/new/", typed)
    assert answer.status_code == 422
    assert answer.context["form"].errors["password"]
    assert not Account.objects.filter(email="ana.roy@ville.example").exists()


def test_create_person_with_a_taken_address_is_refused(admin):
    make_account(email="ana.roy@ville.example", grants=[])
    answer = admin.post(
        "/config/people/new/", person_form(email="ANA.roy@ville.example", roles=[role_of(admin).code])
    )
    assert answer.status_code == 409
    assert Account.objects.filter(email__iexact="ana.roy@ville.example").count() == 1


def test_close_the_last_person_in_charge_is_refused(admin):
    me = admin.account
    typed = person_form(name=me.name, email=me.email, roles=[role_of(admin).code])
    del typed["active"]
    answer = admin.post(f"/config/people/{me.pk}/", typed)
    assert answer.status_code == 409
    assert Account.objects.get(pk=me.pk).is_active


def test_close_someone_else_keeps_their_past(admin):
    other = make_account(grants=["case.open"], name="Part bientôt")
    held = Role.objects.get(holders__account=other)
    typed = person_form(name=other.name, email=other.email, roles=[held.code])
    del typed["active"]
    assert admin.post(f"/config/people/{other.pk}/", typed).status_code == 303
    assert not Account.objects.get(pk=other.pk).is_active


def test_save_roles_moves_the_right_over_people_from_one_to_another(admin):
    mine = role_of(admin)
    other = make_account(grants=["case.open"])
    theirs = Role.objects.get(holders__account=other)
    answer = admin.post(
        "/config/roles/", {f"{theirs.code}:config.people": "on", f"{mine.code}:config.city": "on"}
    )
    assert answer.status_code == 303
    assert Role.objects.get(pk=theirs.pk).grants == ["config.people"]
    assert Role.objects.get(pk=mine.pk).grants == ["config.city"]


def test_save_roles_so_that_nobody_manages_people_is_refused(admin):
    mine = role_of(admin)
    answer = admin.post("/config/roles/", {f"{mine.code}:case.open": "on"})
    assert answer.status_code == 409
    assert Role.objects.get(pk=mine.pk).grants == ["config.people"]


def test_create_role_begins_without_rights(admin):
    answer = admin.post("/config/roles/new/", {"name_fr": "Éclusier"})
    assert answer.status_code == 303
    assert Role.objects.get(code="eclusier").grants == []


def test_find_people_by_word_team_and_state(admin):
    team = make_team("voirie")
    make_account(grants=[], name="Zoé Lafleur", teams=[team])
    make_account(grants=[], name="Zoé Martin", is_active=False)
    found = admin.get("/config/people/?q=zoé&team=voirie").context["accounts"]
    assert [account.name for account in found] == ["Zoé Lafleur"]
    closed = admin.get("/config/people/?state=closed").context["accounts"]
    assert [account.name for account in closed] == ["Zoé Martin"]


def test_list_of_people_turns_its_pages(admin):
    for number in range(60):
        make_account(grants=[], name=f"Agent {number:02}")
    first = admin.get("/config/people/")
    second = admin.get("/config/people/" + first.context["following"])
    names = [account.name for page in (first, second) for account in page.context["accounts"]]
    assert len(names) == 61
    assert len(set(names)) == 61
