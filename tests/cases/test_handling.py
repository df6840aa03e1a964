"""Sorting, taking, giving, sending elsewhere: what changes, what is remembered, what is refused."""

from __future__ import annotations

import pytest

from guichet.cases.actions.handling import assign, set_priority, set_published, take, transfer, triage
from guichet.cases.lifecycle import STATE_WORDS
from guichet.cases.queries.visible import case_for
from guichet.kernel.actor import system, visitor
from guichet.kernel.errors import Conflict, Denied, Invalid, NotFound
from guichet.kernel.moment import as_if
from guichet.ledger.models import OutboxRow
from tests.cases.scene import HERE, TUESDAY, agent, at, fresh, happened, in_hand, last_entry, opened, refuses
from tests.factories import make_account, make_team


def test_triage_says_that_it_was_read(team, handler):
    case = opened(team=team)
    with as_if(at(2026, 11, 18, 9, 0)):
        triage(handler, case.reference)
    found = fresh(case)
    assert (found.state, found.public_state, found.unread) == ("triaged", "received", False)
    assert found.acknowledged_at == at(2026, 11, 18, 9, 0)
    assert (found.version, happened(case)) == (2, ["opened", "triaged"])


def test_take_makes_it_the_work_of_the_actor_and_tells_the_requester(team, handler):
    case = opened(team=team)
    with as_if(TUESDAY):
        take(handler, case.reference)
    found, entry = fresh(case), last_entry(case)
    assert (found.state, found.public_state, found.assignee_id) == ("in_progress", "working", handler.id)
    assert found.taken_at == found.acknowledged_at == found.updated_at == TUESDAY
    assert (entry.event, entry.actor_id, entry.actor_label) == ("case.taken", handler.id, handler.label)
    assert entry.data == {"version": 2, "team": team.pk}
    assert OutboxRow.objects.filter(entry_id=entry.pk).count() == 1


def test_take_twice_is_a_conflict(team, handler):
    case = in_hand(handler)
    with refuses(Conflict) as caught:
        take(handler, case.reference)
    assert str(STATE_WORDS["in_progress"]) in caught.value.message


def test_take_keeps_the_first_hour_when_taken_again_after_a_transfer(team, handler):
    with as_if(TUESDAY):
        case = in_hand(handler)
    transfer(handler, case.reference, make_team("parks").code, "Un arbre")
    take(agent(fresh(case).team), case.reference)
    assert fresh(case).taken_at == TUESDAY


def test_transfer_never_takes_the_resident_back(team, handler):
    case, parks = in_hand(handler), make_team("parks")
    transfer(handler, case.reference, parks.code, "Un arbre")
    assert (fresh(case).state, fresh(case).public_state) == ("triaged", "working")
    take(agent(parks), case.reference)
    assert fresh(case).public_state == "working"


def test_assign_gives_to_someone_of_the_team(team, lead):
    case, colleague = opened(team=team), make_account(teams=[team])
    assign(lead, case.reference, colleague.pk)
    assert fresh(case).assignee_id == colleague.pk
    assert last_entry(case).data["assignee"] == colleague.pk
    assign(lead, case.reference, None)
    assert fresh(case).assignee_id is None


@pytest.mark.parametrize("who", ["stranger", "gone", "nobody"])
def test_assign_to_someone_else_is_refused(team, lead, who):
    case = opened(team=team)
    account = {
        "stranger": lambda: make_account(teams=[make_team()]).pk,
        "gone": lambda: make_account(teams=[team], is_active=False).pk,
        "nobody": lambda: 10**9,
    }[who]()
    with refuses(Invalid) as caught:
        assign(lead, case.reference, account)
    assert set(caught.value.fields) == {"assignee"}


def test_transfer_counts_the_hop_and_says_why(team, handler):
    case = in_hand(handler)
    parks = make_team("parks")
    transfer(handler, case.reference, "parks", " C’est un  arbre ")
    found = fresh(case)
    assert (found.team_id, found.assignee_id, found.hops, found.state) == (parks.pk, None, 1, "triaged")
    reasons = {"by_hand": True, "reason": "C’est un arbre", "reasons": ["C’est un arbre"]}
    assert (found.unread, found.route) == (True, reasons)
    assert last_entry(case).data == {"version": 3, "team": parks.pk, "came_from": team.pk, "hops": 1}
    transfer(system(), case.reference, team.code, "Non, un trou")
    assert fresh(case).route["reasons"] == ["C’est un arbre", "Non, un trou"]


def test_transfer_takes_the_case_out_of_the_old_team_s_sight(team, handler):
    case = in_hand(handler)
    transfer(handler, case.reference, make_team("parks").code, "Un arbre")
    with pytest.raises(NotFound):
        case_for(handler, case.reference)
    with refuses(NotFound):
        take(handler, case.reference)


@pytest.mark.parametrize(
    ("goes_to", "reason", "kind"),
    [
        ("nowhere", "x", Invalid),
        ("closed", "x", Invalid),
        ("roads", "x", Conflict),
        ("parks", "  ", Invalid),
    ],
)
def test_transfer_without_a_good_reason_to_another_team_is_refused(team, handler, goes_to, reason, kind):
    make_team("parks"), make_team("closed", active=False)
    case = opened(team=team)
    with refuses(kind):
        transfer(handler, case.reference, goes_to, reason)


@pytest.mark.parametrize("priority", [1, 4])
def test_set_priority_leaves_the_promise(team, handler, priority):
    case = opened(team=team)
    set_priority(handler, case.reference, priority)
    assert (fresh(case).priority, fresh(case).due_at) == (priority, case.due_at)
    data = last_entry(case).data
    assert (data["fields"], data["before"], data["after"]) == (["priority"], 2, priority)


@pytest.mark.parametrize("priority", [0, 5, -1])
def test_set_priority_out_of_the_scale_is_refused(team, handler, priority):
    case = opened(team=team)
    with refuses(Invalid):
        set_priority(handler, case.reference, priority)


def test_publish_and_withdraw_are_remembered(team, lead):
    case = opened(team=team, where=HERE)
    assert case.published
    set_published(lead, case.reference, on=False)
    assert not fresh(case).published
    set_published(lead, case.reference, on=True)
    assert fresh(case).published
    assert happened(case)[1:] == ["withdrawn", "published"]


@pytest.mark.parametrize(
    "act",
    [
        triage,
        take,
        lambda who, number: assign(who, number, None),
        lambda who, number: transfer(who, number, "parks", "x"),
        lambda who, number: set_priority(who, number, 1),
        lambda who, number: set_published(who, number, on=True),
    ],
)
def test_handle_another_team_s_case_finds_nothing(team, act):
    case, stranger = opened(team=team), agent(make_team("parks"), "team_lead")
    for nobody in (stranger, visitor()):
        with refuses(NotFound):
            act(nobody, case.reference)


def test_handle_is_denied_to_those_who_only_read(team):
    case, reader = opened(team=team), agent(role="privacy_officer")
    with refuses(Denied):
        take(reader, case.reference)


def test_handle_by_the_house_itself_is_allowed(team):
    case = opened(team=team)
    assert take(system(), case.reference).assignee_id is None


def test_handle_what_a_colleague_changed_tells_what_changed(team, handler):
    case, colleague = opened(team=team), agent(team, name="Amira Haddad")
    seen = case.version
    take(colleague, case.reference)
    set_priority(colleague, case.reference, 1)
    with refuses(Conflict) as caught:
        set_priority(handler, case.reference, 4, seen_version=seen)
    assert len(caught.value.changes) == 2
    assert all(line.startswith("Amira Haddad") for line in caught.value.changes)
    set_priority(handler, case.reference, 4, seen_version=3)
    assert fresh(case).priority == 4
