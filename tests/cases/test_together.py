"""Several people at one moment: one wins, the others wait or are told; never an error, never a loss."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from guichet.cases.actions.ending import Ending, end_case
from guichet.cases.actions.grouping import attach, detach, follow
from guichet.cases.actions.handling import take
from guichet.cases.actions.opening import NewCase, open_case
from guichet.cases.actions.schedule import do_due_work
from guichet.cases.actions.talking import note, reply
from guichet.cases.actions.waiting import ask_resident
from guichet.cases.models import Case, Message
from guichet.kernel.actor import system, visitor
from guichet.kernel.errors import Conflict
from guichet.kernel.moment import as_if
from guichet.people.actions import Contact
from tests.cases.scene import HERE, LUCIE, TUESDAY, agent, at, fresh, happened, in_hand, opened, owner
from tests.factories import make_service, make_team

DONE = Ending("done", "Le trou a été bouché ce matin.")


def at_once(city, *acts: Callable[[], object]) -> list[object]:
    """Do several things at one moment, each with its own connection; give what each gave, or raised."""
    gate = threading.Barrier(len(acts))

    def one(act: Callable[[], object]) -> object:
        connection.set_tenant(city)
        try:
            gate.wait(timeout=30)
            return act()
        except Conflict as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(one, act) for act in acts]]


@pytest.fixture
def room(own_database, city):
    """Give a city of this test's own, where commits are real, with a team and eight agents."""
    team = make_team("roads")
    return team, [agent(team) for _n in range(8)]


def test_together(room, city):
    """All in one database of its own: making one takes longer than what is tried in it."""
    team, agents = room
    sent_twice(city, team)
    taken_by_eight(city, team, agents)
    ended_by_eight(city, agents)
    written_by_eight(city, agents)
    followed_by_eight(city, team)
    grouped_while_ended(city, team, agents)
    swept_twice(city, agents)


def sent_twice(city, team):
    new = NewCase(make_service(team=team).code, contact=LUCIE, submission_key="sent-twice")
    found = at_once(city, *[lambda: open_case(visitor(), new)] * 8)
    assert len({case.pk for case in found}) == 1
    assert Case.objects.filter(submission_key="sent-twice").count() == 1
    assert happened(found[0]) == ["opened"]


def taken_by_eight(city, team, agents):
    case = opened(team=team)
    found = at_once(city, *[lambda who=who: take(who, case.reference) for who in agents])
    won = [one for one in found if isinstance(one, Case)]
    assert len(won) == 1
    assert fresh(case).assignee_id == won[0].assignee_id
    assert happened(case) == ["opened", "taken"]


def ended_by_eight(city, agents):
    case = in_hand(agents[0])
    seen = fresh(case).version
    found = at_once(
        city, *[lambda who=who: end_case(who, case.reference, DONE, seen_version=seen) for who in agents]
    )
    lost = [one for one in found if isinstance(one, Conflict)]
    assert (len(lost), {len(one.changes) for one in lost}) == (7, {1})
    assert happened(case) == ["opened", "taken", "resolved"]
    assert Message.objects.filter(case=case).count() == 1


def written_by_eight(city, agents):
    case = in_hand(agents[0])
    found = at_once(city, *[lambda who=who: note(who, case.reference, who.label) for who in agents])
    assert not any(isinstance(one, Conflict) for one in found)
    assert Message.objects.filter(case=case).count() == 8
    assert fresh(case).version == 2 + 8


def followed_by_eight(city, team):
    case = opened(team=team, where=HERE)
    contacts = [Contact(email=f"follower-{n % 4}@example.org") for n in range(8)]
    at_once(
        city, *[lambda contact=contact: follow(visitor(), case.reference, contact) for contact in contacts]
    )
    assert fresh(case).follower_count == case.followers.count()


def grouped_while_ended(city, team, agents):
    for _round in range(4):
        main, report, other = in_hand(agents[0]), opened(team=team), opened(team=team)
        attach(agents[0], report.reference, main.reference)
        at_once(
            city,
            lambda main=main: end_case(agents[1], main.reference, DONE),
            lambda report=report: detach(agents[2], report.reference),
            lambda report=report: reply(owner(report), report.reference, "Toujours là"),
            lambda main=main, other=other: attach(agents[3], other.reference, main.reference),
        )
        assert fresh(main).state == "resolved"
        assert fresh(main).follower_count == Case.objects.filter(main_case=main).count()
        for case in Case.objects.filter(main_case=main):
            assert case.state == "resolved"


def swept_twice(city, agents):
    case = in_hand(agents[0])
    with as_if(TUESDAY):
        ask_resident(agents[0], case.reference, "Où ?", days=1)

    def sweep():
        with as_if(at(2026, 11, 19, 9, 0)):
            return do_due_work(system())

    at_once(city, sweep, sweep, sweep)
    assert happened(case).count("reminded") == 1
