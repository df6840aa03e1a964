"""Who may do what: each rule × each role, and one answer to « who sees it », asked in two ways."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import pytest

from guichet.cases import rules
from guichet.cases.actions.handling import transfer
from guichet.cases.models import Case, Task
from guichet.cases.queries.page import case_page, reports_of
from guichet.cases.queries.queue import VIEWS, Filters, queue, view_counts
from guichet.cases.queries.visible import case_for, cases_for
from guichet.kernel.actor import system, visitor
from guichet.kernel.errors import NotFound
from guichet.people.rules import GRANTS
from tests.cases.scene import agent, fresh, in_hand, owner
from tests.factories import ROLES, make_case, make_service, make_task, make_team

ENDED = {"state": "resolved", "public_state": "done", "outcome": "done"}
NOW = dt.datetime(2026, 11, 17, tzinfo=dt.UTC)
# Each rule about a case, and the grant that lets someone of its team pass.
NEEDS = {
    "may_handle": {"case.handle"},
    "may_note": {"case.handle", "case.open"},
    "may_assign": {"case.assign"},
    "may_transfer": {"case.transfer"},
    "may_close": {"case.close"},
    "may_attach": {"case.attach"},
    "may_publish": {"case.publish"},
    "may_read": {"case.read_team", "case.read_all"},
}
ALONE = {
    "may_open": {"case.open"},
    "may_act_in_bulk": {"case.bulk"},
    "may_follow": {"case.open"},
}


@pytest.mark.parametrize("role", ROLES)
def test_each_rule_for_each_role_in_the_team(team, role):
    actor, case = agent(team, role), make_case(team=team)
    found = {rule: getattr(rules, rule)(actor, case) for rule in NEEDS}
    assert found == {rule: bool(grants & actor.grants) for rule, grants in NEEDS.items()}
    alone = {rule: getattr(rules, rule)(actor) for rule in ALONE}
    assert alone == {rule: bool(grants & actor.grants) for rule, grants in ALONE.items()}


@pytest.mark.parametrize("rule", [name for name in NEEDS if name not in {"may_note", "may_attach"}])
def test_each_rule_outside_of_the_team_needs_to_see_everything(team, rule):
    case, every = make_case(team=make_team()), [grant for grant in GRANTS if grant != "case.read_all"]
    assert not getattr(rules, rule)(agent(team, grants=every), case)
    assert getattr(rules, rule)(agent(team, grants=GRANTS), case)


@pytest.mark.parametrize("rule", [*NEEDS, "may_reply"])
def test_residents_do_nothing_of_the_staff_s(team, rule):
    case = make_case(team=team)
    mine, other = owner(case), visitor()
    assert getattr(rules, rule)(mine, case) == (rule in {"may_read", "may_reply"})
    assert not getattr(rules, rule)(other, case)


def test_the_house_itself_may_do_its_work(team):
    case = make_case(team=team)
    assert all(getattr(rules, rule)(system(), case) for rule in NEEDS)
    assert rules.may_import(system())
    assert not rules.may_import(agent(team, grants=GRANTS))
    assert not rules.may_change_team_work(agent(team, grants=GRANTS))
    assert not rules.may_save_view(visitor())


@pytest.mark.parametrize(("days", "inside"), [(0, True), (30, True), (31, False)])
def test_reopening_window_counts_from_the_end(team, days, inside):
    case = make_case(team=team, **ENDED, ended_at=NOW)
    assert rules.may_reopen(owner(case), case, NOW + dt.timedelta(days=days), 30) == inside
    assert rules.may_reopen(agent(team), case, NOW + dt.timedelta(days=days), 30)
    assert not rules.may_reopen(visitor(), case, NOW, 30)


def crowd(seed: int) -> tuple[list[Case], list]:
    """Make cases of several teams with tasks and assignees, and people who look at them."""
    chance = random.Random(seed)  # noqa: S311  # the same cases each time
    teams = [make_team() for _n in range(4)]
    people = [
        agent(
            None,
            grants=chance.sample(["case.read_team", "case.read_all", "case.handle"], k=chance.randint(1, 2)),
        )
        for _n in range(3)
    ]
    for role in ("first_line", "second_line", "team_lead", "manager", "administrator", "newcomer"):
        member = agent(chance.choice(teams), role)
        people.append(member)
    service = make_service()
    cases = []
    for _n in range(25):
        case = make_case(
            service,
            team=chance.choice([*teams, None]),
            assignee_id=chance.choice([*(person.id for person in people), None]),
            **chance.choice([{}, {**ENDED, "ended_at": NOW}]),
        )
        for _task in range(chance.choice([0, 0, 1, 2])):
            when = chance.choice([{}, {"done_at": NOW}, {"cancelled_at": NOW}])
            make_task(case, chance.choice(teams), **when)
        cases.append(case)
    people += [owner(*chance.sample(cases, k=3)), visitor(), system()]
    return cases, people


@pytest.mark.parametrize("seed", range(2))
def test_the_rule_and_the_query_give_one_answer(city, seed):
    cases, people = crowd(seed)
    for actor in people:
        working = {
            case.pk: set(Task.objects.filter(case=case, cancelled_at=None).values_list("team_id", flat=True))
            for case in cases
        }
        by_rule = {case.pk for case in cases if rules.may_read(actor, case, working[case.pk])}
        seen = [case.pk for case in cases_for(actor)]
        assert set(seen) == by_rule, actor
        assert len(seen) == len(set(seen))


def test_someone_of_two_teams_sees_each_case_once(team):
    other = make_team()
    case = make_case(team=team)
    make_task(case, other)
    make_task(case, team)
    both = replace(agent(team), teams=frozenset({team.pk, other.pk}))
    assert list(cases_for(both)) == [case]
    assert [row.id for row in queue(both, Filters(view="team")).rows] == [case.pk]
    assert view_counts(both)["team"] == 1


def test_after_a_transfer_the_old_team_sees_it_nowhere(team, handler):
    case = in_hand(handler, description="Ornière profonde")
    report = make_case(team=team, main_case=case)
    transfer(handler, case.reference, make_team("parks").code, "Un arbre")
    Case.objects.filter(pk=report.pk).update(team=fresh(case).team)
    for view in VIEWS:
        assert queue(handler, Filters(view=view)).rows == []
    for words in (case.reference, "orniere", case.reference.replace("-", " ")):
        assert queue(handler, Filters(q=words)).rows == []
    assert not any(view_counts(handler).values())
    assert reports_of(handler, case) == []
    for read in (case_for, case_page):
        with pytest.raises(NotFound):
            read(handler, case.reference)


def test_nobody_s_case_is_seen_by_those_who_see_everything_only(city):
    case = make_case(team=None)
    assert list(cases_for(agent(None, "first_line"))) == [case]
    assert not cases_for(agent(make_team(), "team_lead")).exists()
