"""Every state × every verb: what the table of moves allows is done, what it does not is refused."""

from __future__ import annotations

import datetime as dt

import pytest

from guichet.cases.actions.ending import Ending, end_case, reopen
from guichet.cases.actions.handling import take, transfer, triage
from guichet.cases.actions.waiting import ask_resident, plan, resume, wait_for_third_party
from guichet.cases.lifecycle import (
    ENDED_STATES,
    LIFECYCLE,
    OPEN_STATES,
    OUTCOME_WORDS,
    PUBLIC_WORDS,
    STATE_WORDS,
    WAITING_WORDS,
    Outcome,
    PublicState,
    State,
    WaitingFor,
    public_state,
)
from guichet.kernel.errors import Conflict
from tests.cases.scene import agent, fresh, opened, refuses
from tests.factories import make_team

ANSWER = "Nous avons fait ce qu’il fallait."
# Each verb of the table, and the actions that make it.
ACTIONS = {
    "triage": (triage,),
    "take": (take,),
    "wait": (
        lambda who, number: plan(who, number, dt.date(2040, 1, 1)),
        lambda who, number: wait_for_third_party(who, number, "Bell"),
        lambda who, number: ask_resident(who, number, "Où ?"),
    ),
    "resume": (resume,),
    "transfer": (lambda who, number: transfer(who, number, "parks", "Un arbre"),),
    "resolve": (lambda who, number: end_case(who, number, Ending("done", ANSWER)),),
    "close": (lambda who, number: end_case(who, number, Ending("nothing_found", ANSWER)),),
    "reopen": (lambda who, number: reopen(who, number, "Encore", reopen_days=30),),
}
MOVES = [(state, verb, act) for state in LIFECYCLE.states for verb, acts in ACTIONS.items() for act in acts]


def brought_to(state, who, team):
    """Open a case and bring it to a state by what people do."""
    case = opened(team=team)
    number = case.reference
    steps = {
        "received": (),
        "triaged": (triage,),
        "in_progress": (take,),
        "waiting": (ACTIONS["wait"][0],),
        "resolved": ACTIONS["resolve"],
        "closed": ACTIONS["close"],
        "reopened": (*ACTIONS["resolve"], *ACTIONS["reopen"]),
    }
    for step in steps[state]:
        step(who, number)
    assert fresh(case).state == state
    return case


def test_each_verb_of_the_table_is_tried():
    assert set(ACTIONS) == set(LIFECYCLE.verbs_all)


@pytest.mark.parametrize(
    ("state", "verb", "act"), MOVES, ids=[f"{state}-{verb}" for state, verb, _a in MOVES]
)
def test_each_move_follows_the_table(team, state, verb, act):
    make_team("parks")
    who = agent(team)
    case = fresh(brought_to(state, who, team))
    if LIFECYCLE.allows(state, verb):
        act(who, case.reference)
        found = fresh(case)
        assert found.state == LIFECYCLE.next(state, verb)
        assert found.public_state == public_state(found.state, found.waiting_for, before=case.public_state)
    else:
        with refuses(Conflict):
            act(who, case.reference)


def test_every_state_is_shown_to_the_resident_and_named():
    shown = {public_state(state) for state in State if state != State.WAITING}
    shown |= {public_state("waiting", reason) for reason in WaitingFor}
    assert shown <= set(PublicState)
    for words, every in (
        (STATE_WORDS, State),
        (WAITING_WORDS, WaitingFor),
        (PUBLIC_WORDS, PublicState),
        (OUTCOME_WORDS, Outcome),
    ):
        assert set(words) == set(every)
    assert {*OPEN_STATES, *ENDED_STATES} == set(State)
