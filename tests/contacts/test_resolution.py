"""Settled at first contact: cases counted by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from guichet.contacts.queries.resolution import contacts_behind, first_contact
from guichet.kernel import moment
from guichet.kernel.errors import Denied
from guichet.people.queries import staff_actor
from tests.factories import make_account, make_contact, make_resident, make_subject, make_team

NOW = dt.datetime(2026, 11, 20, 17, 0, tzinfo=dt.UTC)
FIRST, LAST = NOW - dt.timedelta(days=40), NOW


@pytest.fixture
def lead(city):
    return staff_actor(make_account("team_lead"))


def ended(days_ago: float, result: str = "answered", topic: str = "water", **fields):
    start = NOW - dt.timedelta(days=days_ago)
    contact = make_contact(
        started_at=start, ended_at=start + dt.timedelta(minutes=4), state="ended", **fields
    )
    make_subject(contact, result, topic=topic, **({"answer_key": "k"} if result == "answered_bank" else {}))
    return contact


def counted(lead, **asked):
    with moment.as_if(NOW):
        found = first_contact(lead, FIRST, LAST, days=7, **asked)
    return found[0] if asked.get("by", "all") == "all" and found else found


def test_each_contact_is_judged_as_by_hand(lead):
    one, other = make_resident(), make_resident()
    ended(30, person=one)  # came back after three days on the same subject
    ended(27, "answered_bank", person=one)  # nobody came back within seven days: settled
    ended(20, person=one)  # seven days exactly after the one before, less four minutes: see below
    ended(18, topic="trees", person=other)  # came back, on something else: settled
    ended(16, topic="waste", person=other)  # settled
    ended(25, "call_back", phone_key="+14385550142")  # not answered
    ended(24, phone_key="+14385550142")  # settled
    ended(2, person=other, topic="snow")  # too recent
    ended(22)  # nobody to recognise
    ended(21, "abandoned", person=one)  # not counted at all
    line = counted(lead)
    assert line.subjects == 9
    assert (line.returned, line.settled, line.not_answered, line.recent, line.unknown) == (2, 4, 1, 1, 1)
    assert line.honest == pytest.approx(4 / 7)
    assert line.naive == pytest.approx(6 / 7)


def test_return_by_the_same_telephone_of_another_person_counts(lead):
    ended(30, person=make_resident(), phone_key="+14385550142")
    ended(28, person=make_resident(), phone_key="+14385550142")
    line = counted(lead)
    assert (line.returned, line.settled) == (1, 1)


def test_return_whose_subject_was_not_said_counts_against_the_first(lead):
    person = make_resident()
    ended(30, person=person)
    ended(28, topic="", person=person)
    assert counted(lead).returned == 1


def test_two_subjects_of_one_contact_are_judged_apart(lead):
    person = make_resident()
    first = ended(30, person=person)
    make_subject(first, "expert_answered", topic="trees")
    ended(28, topic="trees", person=person)
    line = counted(lead)
    assert (line.subjects, line.returned, line.settled) == (3, 1, 2)


def test_cut_by_team_channel_topic_and_hour_and_opened(lead):
    team, person = make_team("first"), make_resident()
    settled = ended(30, person=person, team=team, channel="counter")
    ended(29, topic="trees", person=person)
    assert {(line.one, line.settled) for line in counted(lead, by="team")} == {(str(team.pk), 1), ("", 1)}
    assert {line.one for line in counted(lead, by="channel")} == {"counter", "phone"}
    assert {line.one for line in counted(lead, by="topic")} == {"water", "trees"}
    assert [(line.one, line.subjects) for line in counted(lead, by="hour")] == [
        ("13", 2)
    ]  # Montréal, summer time
    with moment.as_if(NOW):
        behind = contacts_behind(lead, FIRST, LAST, by="channel", one="counter", verdict="settled", days=7)
        assert behind == [(settled.reference, "settled")]
        assert len(contacts_behind(lead, FIRST, LAST, verdict="answered", days=7)) == 2


def test_without_any_contact_there_is_no_share(lead):
    assert counted(lead) == []


def test_figures_are_not_for_everybody(city):
    with pytest.raises(Denied):
        first_contact(staff_actor(make_account("second_line")), FIRST, LAST)
