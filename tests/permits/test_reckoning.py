"""What is worked out without any table: clocks, the order of work, the fewest moves, codes, differences."""

from __future__ import annotations

import dataclasses
import datetime as dt
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.kernel.clock import WorkingCalendar
from guichet.kernel.errors import Invalid
from guichet.permits.checking import read_hours
from guichet.permits.clocks import LEGAL, PROMISE, Life, Rule, add_months, due_of, read
from guichet.permits.covering import Candidate, fewest
from guichet.permits.ordering import Waiting, Weights, in_words, read_weights, reasons, total
from guichet.permits.shapes import ClockPause
from guichet.permits.signing import read_code, read_number, write_code

HOURS = WorkingCalendar.build("Europe/Paris", [[(dt.time(9), dt.time(17))]] * 5)
SILENCE = Rule(LEGAL, 2, "months", silence="refusal", ground="CGPPP, art. L2122-1")


def at(day: str, hour: int = 10) -> dt.datetime:
    """Give an instant of a day in Paris."""
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(hour), tzinfo=HOURS.zone)


def paused(start: str, end: str | None, until: str) -> ClockPause:
    """Give a pause for an incomplete file."""
    return ClockPause(at(start), at(end) if end else None, at(until), "incomplete", {}, "CRPA, art. L114-5")


@pytest.mark.parametrize(
    ("rule", "pauses", "due"),
    [
        (SILENCE, (), "2026-03-12"),
        (SILENCE, (paused("2026-02-01", "2026-02-11", "2026-03-03"),), "2026-03-22"),
        (SILENCE, (paused("2026-02-01", None, "2026-02-21"),), "2026-04-01"),  # no longer than the time given
        (
            dataclasses.replace(SILENCE, silence="agreement"),
            (paused("2026-02-01", None, "2026-03-01"),),
            None,
        ),
        (
            dataclasses.replace(SILENCE, silence="agreement"),
            (paused("2026-02-01", "2026-02-10", "2026-03-01"),),
            "2026-04-10",  # it only starts with the complete file
        ),
        (Rule(PROMISE, 5, "working_days"), (), "2026-01-19"),
        (Rule(PROMISE, 5, "working_days"), (paused("2026-01-13", None, "2026-02-01"),), None),
    ],
)
def test_clock_leads_to_the_day_that_the_law_says(rule: Rule, pauses: tuple, due: str | None) -> None:
    found = due_of(rule, Life(at("2026-01-12"), pauses), HOURS)
    assert (found.date().isoformat() if found else None) == due


def test_months_end_on_the_same_day_or_the_last_one() -> None:
    assert add_months(dt.date(2026, 12, 31), 2) == dt.date(2027, 2, 28)
    assert add_months(dt.date(2026, 11, 30), 2) == dt.date(2027, 1, 30)


def test_clock_says_what_each_event_would_change() -> None:
    running = read(SILENCE, Life(at("2026-01-12")), HOURS, at("2026-02-01"))
    assert [each.event for each in running.what_if] == ["nothing", "asked_week", "asked_longest", "decided"]
    assert "refusée par silence après le jeudi 12" in running.what_if[0].sentence["fr"]
    assert running.what_if[1].due == running.due + dt.timedelta(days=7)
    waiting = read(
        SILENCE, Life(at("2026-01-12"), (paused("2026-02-01", None, "2026-03-03"),)), HOURS, at("2026-02-05")
    )
    assert [each.event for each in waiting.what_if] == ["completed_today", "completed_last_day", "never"]
    assert waiting.paused


def test_order_rule_is_blind_to_the_amount() -> None:
    names = {field.name for field in dataclasses.fields(Waiting)}
    assert names == {"starts_on", "complete_at", "due_at", "filed_late", "harm", "jump"}
    assert "Le montant à payer ne compte jamais" in in_words(Weights())["fr"]


def test_order_rule_puts_need_and_harm_first_and_late_filing_last() -> None:
    now = at("2026-01-12")
    plain = Waiting(dt.date(2026, 1, 22), at("2026-01-10"), None, filed_late=False, harm=0)

    def points(**changes: object) -> int:
        return total(reasons(Weights(), dataclasses.replace(plain, **changes), now))

    assert points(starts_on=dt.date(2026, 1, 14)) > points()
    assert points(harm=2) > points() > points(filed_late=True)
    assert points(due_at=at("2026-01-08")) > points()
    assert points(jump=100) == points() + 100


@pytest.mark.parametrize("weights", [{"amount": 5}, {"need": "many"}, {"waiting": -1}, {"need_days": 0}])
def test_order_rule_refuses_what_it_does_not_know(weights: dict) -> None:
    with pytest.raises(Invalid):
        read_weights(weights)


_MOVES = st.lists(
    st.tuples(st.frozensets(st.integers(0, 6), min_size=1, max_size=4), st.integers(1, 30)),
    min_size=1,
    max_size=8,
)


@given(_MOVES)
def test_fewest_moves_are_the_fewest(moves: list) -> None:
    candidates = [
        Candidate(f"m{number}", frozenset((str(each), "late") for each in saved), minutes)
        for number, (saved, minutes) in enumerate(moves)
    ]
    threats = sorted(set().union(*(each.saves for each in candidates)))
    cover = fewest(threats, candidates)
    assert set().union(*(each.saves for each in cover.chosen)) == set(threats)
    for size in range(len(cover.chosen)):
        for some in combinations(candidates, size):
            assert set().union(*(each.saves for each in some), set()) != set(threats)


def test_what_nothing_saves_is_said() -> None:
    cover = fewest([("a", "x"), ("b", "y")], [Candidate("m", frozenset({("a", "x")}), 5)])
    assert (cover.unsaved, cover.must) == ({("b", "y")}, {"m"})


def test_code_opens_its_own_version_only() -> None:
    code = write_code("P-26-00318", 2)
    assert read_code(code.lower()) == ("P-26-00318", 2)
    assert read_code(code.replace("-2-", "-3-")) is None
    assert read_code(code.replace("00318", "00319")) is None
    assert read_code("P-26-00318") is None
    assert read_number(" p 26 00318 ") == "P-26-00318"


@pytest.mark.parametrize(
    ("written", "kept"),
    [("9 h à 17 h", "09:00-17:00"), ("9:30-12:00", "09:30-12:00"), ("22h to 6h30", "22:00-06:30"), ("", "")],
)
def test_hours_are_read_as_people_write_them(written: str, kept: str) -> None:
    assert read_hours(written) == kept
    for wrong in ("le matin", "25:00-26:00", "9:75-10:00", "9"):
        with pytest.raises(Invalid):
            read_hours(wrong)
    assert read_hours(read_hours(written)) == kept
