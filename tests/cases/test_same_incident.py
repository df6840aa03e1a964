"""Which cases near a place are proposed as the same thing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.cases.same_incident import Candidate, Habits, Reason, Report, address_key, propose

NOW = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
LAT, LON = 45.5236, -73.5985
METRE = 1 / 111_195


def report(address="", *, placed=True, service_code="lampadaire"):
    return Report(service_code, NOW, LAT if placed else None, LON if placed else None, address)


def case(
    number,
    *,
    metres=0.0,
    days=0.0,
    address="",
    placed=True,
    closed=None,
    followers=0,
    service_code="lampadaire",
):
    return Candidate(
        number,
        service_code,
        NOW - timedelta(days=days),
        LAT + metres * METRE if placed else None,
        LON if placed else None,
        address,
        None if closed is None else NOW - timedelta(days=closed),
        followers,
    )


def proposed(*candidates, to=None, **how):
    return [proposal.candidate_id for proposal in propose(to or report(), candidates, **how)]


def test_propose_puts_the_nearer_first():
    assert proposed(case(1, metres=60), case(2, metres=20)) == [2, 1]


def test_propose_puts_the_newer_first_when_days_apart():
    assert proposed(case(1, days=20), case(2, days=3)) == [2, 1]


def test_propose_prefers_what_others_follow():
    assert proposed(case(1, days=3), case(2, days=3.5, followers=2)) == [2, 1]


def test_propose_puts_the_head_of_a_burst_before_its_copies():
    burst = [case(3, days=1), case(4, metres=10, days=0.99), case(5, days=0.98)]
    assert proposed(*burst)[0] == 3


def test_propose_keeps_two_incidents_of_one_spot_apart():
    assert proposed(case(1, days=2), case(2, days=1)) == [2, 1]


def test_propose_gives_at_most_the_limit():
    cases = [case(number, metres=number) for number in range(1, 9)]
    assert len(proposed(*cases)) == 3
    assert len(proposed(*cases, limit=5)) == 5


def test_propose_says_nothing_when_nothing_is_likely():
    assert proposed(case(1, metres=240, days=60)) == []


def test_propose_follows_the_threshold():
    assert proposed(case(1, metres=240, days=60), threshold=-20) == [1]
    assert proposed(case(1), threshold=0) == []


def test_propose_shows_a_less_likely_one_beside_a_likely_one():
    weak = case(2, metres=200, days=2)
    assert proposed(weak) == []
    assert proposed(case(1), weak) == [1, 2]


def test_propose_leaves_out_what_is_outside_the_radius():
    assert proposed(case(1, metres=120), radius_m=100) == []
    assert proposed(case(1, metres=80), radius_m=100) == [1]
    assert proposed(case(1), radius_m=0) == []


def test_propose_puts_recently_closed_after_open_and_forgets_older():
    candidates = [case(1, days=20, closed=2), case(2, days=20), case(3, days=40, closed=20)]
    assert proposed(*candidates) == [2, 1]


def test_propose_does_not_know_a_closing_that_is_still_to_come():
    (proposal,) = propose(report(), [case(1, days=1, closed=-5)])
    assert Reason.RECENTLY_CLOSED not in proposal.reasons


def test_propose_counts_the_same_address_as_near_however_geocoded():
    there = case(1, metres=90, address="2545, rue Saint-Denis")
    here = report("2545 rue saint denis")
    (proposal,) = propose(here, [there, case(2, metres=60)], limit=1)
    assert (proposal.candidate_id, round(proposal.metres)) == (1, 90)
    assert Reason.SAME_ADDRESS in proposal.reasons


def test_propose_finds_by_address_when_a_position_is_missing():
    here = report("Angle Rachel Est et Saint-Denis", placed=False)
    crossing = case(1, address="Saint-Denis / Rachel Est")
    (proposal,) = propose(here, [crossing, case(2, address="Saint-Denis / Roy Est")])
    assert (proposal.candidate_id, proposal.metres) == (1, None)


def test_propose_says_nothing_without_any_place():
    assert proposed(case(1), to=report("rue Saint-Denis", placed=False)) == []
    assert proposed(case(1, placed=False)) == []


def test_propose_leaves_other_services_out_until_the_city_links_them():
    other = case(1, service_code="panne-electrique")
    links = {("lampadaire", "panne-electrique"): 2, ("panne-electrique", "lampadaire"): 1}
    twice = {("lampadaire", "panne-electrique"): 2}
    assert proposed(other) == []
    assert proposed(other, habits=Habits({"lampadaire": 500}, twice)) == []
    assert proposed(other, habits=Habits({"lampadaire": 500}, links)) == [1]
    assert Habits({}, links).related("lampadaire") == {"panne-electrique"}


def test_propose_is_discreet_for_a_service_never_linked_but_keeps_the_same_spot():
    never = Habits({"lampadaire": 100_000}, {})
    assert proposed(case(1, metres=40)) == [1]
    assert proposed(case(1, metres=40), habits=never) == []
    assert proposed(case(1, days=0.5), habits=never) == [1]


def test_propose_is_bolder_for_a_service_often_linked():
    far = case(1, metres=150, days=4)
    assert proposed(far) == []
    assert proposed(far, habits=Habits({"lampadaire": 1000}, {("lampadaire", "lampadaire"): 90})) == [1]


def test_propose_gives_its_reasons():
    (proposal,) = propose(report(), [case(1, metres=10, days=0.2, followers=1)])
    assert proposal.reasons == (Reason.SAME_SPOT, Reason.SAME_DAY, Reason.FOLLOWED)


@given(
    st.permutations(range(6)),
    st.lists(st.tuples(st.floats(0, 300), st.floats(0, 90)), min_size=6, max_size=6),
)
def test_propose_does_not_depend_on_the_order_of_candidates(order, places):
    cases = [case(number, metres=metres, days=days) for number, (metres, days) in enumerate(places)]
    given_in_order = propose(report(), cases, threshold=-99)
    assert propose(report(), [cases[number] for number in order], threshold=-99) == given_in_order
    scores = [proposal.score for proposal in given_in_order]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12, rue de l’Église", "12 RUE DE L'EGLISE"),
        ("INTERSECTION of Gould St & Laurie Ave", "Laurie Ave & Gould St"),
        ("Angle de la rue Rachel et de la rue Boyer", "rue Boyer / rue Rachel"),
        ("3 rue du Sacré-Cœur", "3, rue du Sacre Coeur"),
    ],
)
def test_address_key_is_the_same_for_the_same_place(one, other):
    assert address_key(one) == address_key(other) != ""


@pytest.mark.parametrize("vague", ["", "rue Rachel", "Parc La Fontaine", " , "])
def test_address_key_is_empty_for_what_is_no_exact_place(vague):
    assert address_key(vague) == ""


def test_address_key_tells_numbers_apart():
    assert address_key("12 rue Rachel") != address_key("14 rue Rachel")
