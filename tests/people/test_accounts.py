"""Accounts, teams, roles: who may do what is data, and someone always stays in charge."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from guichet.kernel.actor import system, visitor
from guichet.kernel.errors import Conflict, Denied, Invalid, NotFound
from guichet.ledger.models import Entry
from guichet.people.actions import (
    NewAccount,
    give_new_grants,
    save_account,
    save_role,
    save_team,
    set_shortcuts,
)
from guichet.people.models import Account, Role, Team
from guichet.people.queries import (
    account_with_id,
    accounts_of_teams,
    active_teams,
    configured_accounts,
    people_gaps,
    staff_actor,
    team_named,
)
from guichet.people.rules import GIVEN_WITH, GRANTS
from tests.cases.scene import agent, refuses
from tests.factories import ROLES, make_account, make_team

NEW = {"email": "amira@ville.example", "name": "Amira Haddad"}


@pytest.fixture
def keeper(city):
    """Give an administrator, two teams and two roles."""
    make_team("roads")
    make_team("parks")
    administrator = agent(None, "administrator")
    save_role(administrator, "reader", {"fr": "Lecture"}, ["case.read_team"])
    save_role(administrator, "closer", {"fr": "Clôture"}, ["case.read_team", "case.close"])
    return administrator


def save(keeper, account_id=None, **given):
    return save_account(keeper, NewAccount(**{**NEW, **given}), account_id=account_id)


def test_actor_has_all_that_its_roles_give_and_its_teams(keeper, django_assert_num_queries):
    account = save(keeper, teams=["roads", "parks"], roles=["reader", "closer"])
    with django_assert_num_queries(1):
        actor = staff_actor(account)
    assert actor.grants == {"case.read_team", "case.close"}
    assert actor.teams == set(Team.objects.values_list("pk", flat=True))
    assert (actor.label, actor.is_staff, actor.id) == ("Amira Haddad", True, account.pk)


@pytest.mark.parametrize("password", ["Amira Haddad", "amira@ville.ex", "password1234", "court"])
def test_save_account_refuses_a_password_that_is_easily_found(keeper, password):
    with refuses(Invalid) as refusal:
        save(keeper, password=password)
    assert set(refusal.value.fields) == {"password"}


def test_save_account_changes_its_teams_and_roles(keeper):
    account = save(keeper, teams=["roads"], roles=["reader"])
    save(keeper, account.pk, name="Amira H.", teams=["parks"], roles=["closer"], active=False)
    account.refresh_from_db()
    assert (account.name, account.is_active) == ("Amira H.", False)
    assert [membership.team.code for membership in account.memberships.all()] == ["parks"]
    assert [held.role.code for held in account.held_roles.all()] == ["closer"]
    assert Entry.objects.latest("id").data == {"teams": ["parks"], "roles": ["closer"], "active": False}
    assert account_with_id(account.pk) is None


def test_save_account_keeps_the_password_when_none_is_given(keeper):
    account = save(keeper)
    assert not account.has_usable_password()
    save(keeper, account.pk, password="une phrase assez longue 42")
    save(keeper, account.pk)
    account.refresh_from_db()
    assert account.check_password("une phrase assez longue 42")
    assert account.password.startswith("argon2")


@pytest.mark.parametrize("password", ["court", "password", "1234567890", "qwertyuiop"])
def test_save_account_with_a_weak_password_is_refused(keeper, password):
    with refuses(Invalid) as caught:
        save(keeper, password=password)
    assert set(caught.value.fields) == {"password"}


@pytest.mark.parametrize("email", ["amira@ville.example", "AMIRA@Ville.example", " amira@ville.example "])
def test_save_account_with_an_address_that_is_taken_is_a_conflict(keeper, email):
    save(keeper)
    with refuses(Conflict):
        save(keeper, email=email)
    assert Account.objects.filter(email="amira@ville.example").count() == 1


@pytest.mark.parametrize(
    "given",
    [
        {"email": ""},
        {"email": "nobody"},
        {"email": "x" * 300 + "@ville.example"},
        {"name": "  "},
        {"teams": ["nowhere"]},
        {"roles": ["king"]},
    ],
)
def test_save_account_with_a_fault_is_refused(keeper, given):
    before = Account.objects.count()
    with refuses(Invalid):
        save(keeper, **given)
    assert Account.objects.count() == before
    with refuses(NotFound):
        save(keeper, 10**9)


def test_address_is_unique_whatever_its_capitals(city):
    make_account(email="amira@ville.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_account(email="AMIRA@ville.example")


def test_nobody_takes_the_last_right_to_manage_people_away(keeper):
    administrator = Account.objects.get(pk=keeper.id)
    with refuses(Conflict):
        save_account(keeper, NewAccount(administrator.email, "X"), account_id=administrator.pk)
    with refuses(Conflict):
        save_role(keeper, "administrator", {"fr": "x"}, ["config.city"])
    with refuses(Conflict):
        save_account(
            keeper,
            NewAccount(administrator.email, "X", roles=["administrator"], active=False),
            account_id=administrator.pk,
        )
    save(keeper, roles=["administrator"])
    save_account(keeper, NewAccount(administrator.email, "X"), account_id=administrator.pk)
    assert not staff_actor(administrator).has("config.people")


def test_save_role_changes_what_it_lets_do(keeper):
    role = save_role(keeper, "reader", {"fr": "Lecture"}, ["case.read_all", "case.read_all"])
    assert role.grants == ["case.read_all"]
    assert Entry.objects.latest("id").data == {"grants": ["case.read_all"]}
    with refuses(Conflict):
        save_role(keeper, "reader", {"fr": "Autre"}, [], new=True)


@pytest.mark.parametrize(
    ("code", "name", "grants"),
    [
        ("Reader", {"fr": "x"}, []),
        ("x", {}, []),
        ("x", {"fr": "x"}, ["case.eat"]),
        ("x" * 61, {"fr": "x"}, []),
    ],
)
def test_save_role_with_a_fault_is_refused(keeper, code, name, grants):
    with refuses(Invalid):
        save_role(keeper, code, name, grants)
    assert Role.objects.count() == 3


def test_roles_of_the_demonstration_give_known_rights():
    assert {grant for grants in ROLES.values() for grant in grants} <= set(GRANTS)
    assert len(GRANTS) == len(set(GRANTS))


def test_save_team_keeps_the_names_that_files_use(keeper):
    save_team(keeper, "roads", {"fr": "Voirie"}, external=["PWDx_Street"], on_call=True)
    save_team(keeper, "roads", {"fr": "Voirie et trottoirs"}, email="voirie@ville.example")
    team = team_named("roads")
    assert (team.name["fr"], team.external, team.email) == (
        "Voirie et trottoirs",
        ["PWDx_Street"],
        "voirie@ville.example",
    )
    with refuses(Conflict):
        save_team(keeper, "roads", {"fr": "x"}, new=True)
    with refuses(Invalid):
        save_team(keeper, "Roads", {"fr": "x"})
    with refuses(Invalid):
        save_team(keeper, "rivers", {"fr": "é" * 81})


def test_closed_team_receives_nothing_any_more(keeper):
    save_team(keeper, "roads", {"fr": "Voirie"}, active=False)
    assert [team.code for team in active_teams()] == ["parks"]


def test_people_of_teams_are_named_once(keeper):
    both = save(keeper, teams=["roads", "parks"])
    gone = save(keeper, email="paul@ville.example", name="Paul", teams=["roads"], active=False)
    found = list(accounts_of_teams(Team.objects.values_list("pk", flat=True)))
    assert found == [both]
    assert gone not in found


def test_list_of_accounts_is_found_by_words_and_pages(keeper, django_assert_num_queries):
    for number in range(7):
        name = ("Agent Zoé", "Agent Éva", "agent Eve")[number % 3]
        save(keeper, email=f"agent{number}@ville.example", name=name, teams=["roads"])
    with django_assert_num_queries(3):
        found = configured_accounts(keeper, words="agent ville", team="roads", active=True)
        assert [account.memberships.all()[0].team.code for account in found] == ["roads"] * 7
    assert list(dict.fromkeys(one.name for one in found)) == ["Agent Éva", "agent Eve", "Agent Zoé"]
    seen, after = [], None
    while page := configured_accounts(keeper, words="agent", after=after, limit=2):
        seen += [account.pk for account in page]
        after = (page[-1].name, page[-1].pk)
    assert seen == [account.pk for account in found]
    assert configured_accounts(keeper, role="reader") == []


def test_gaps_count_teams_without_people_and_people_without_a_role(keeper):
    save(keeper, teams=["roads"])
    assert people_gaps(keeper) == {"teams": 1, "accounts": 1}


def test_people_are_changed_by_those_who_may(keeper):
    for who in (agent(make_team(), "team_lead"), visitor()):
        for act in (
            lambda who=who: save(who),
            lambda who=who: save_team(who, "x", {"fr": "x"}),
            lambda who=who: save_role(who, "x", {"fr": "x"}, []),
            lambda who=who: configured_accounts(who),
            lambda who=who: people_gaps(who),
        ):
            with refuses(Denied):
                act()
    assert configured_accounts(system())


def test_shortcuts_are_one_s_own(keeper):
    set_shortcuts(keeper, on=False)
    assert not Account.objects.get(pk=keeper.id).shortcuts
    with refuses(Denied):
        set_shortcuts(visitor(), on=True)


def test_a_right_that_came_later_is_given_once_to_those_who_hold_its_like(city):
    admin = make_account(grants=["config.people"])
    clerk = make_account(grants=["case.open"])
    lead = make_account(grants=["case.bulk"])
    assert "config.rooms" in give_new_grants(system())
    assert {"permit.handle", "credit.ask"} <= staff_actor(lead).grants
    assert not {"credit.approve", "payment.refund"} & staff_actor(lead).grants  # in other hands
    assert set(GIVEN_WITH) | set(GIVEN_WITH.values()) <= set(GRANTS)
    assert "config.rooms" in staff_actor(admin).grants
    assert "config.rooms" not in staff_actor(clerk).grants
    assert give_new_grants(system()) == []
