"""Loading the demonstration's bank, rooms and contacts: through the verbs of people, and once only."""

from __future__ import annotations

import datetime as dt

import pytest

from guichet.cli.demo.bank import load_bank, load_remarks, season_days
from guichet.cli.demo.loading import FOLDER, load_catalogue, load_people, read_json
from guichet.cli.demo.talk import load_contacts, load_rooms
from guichet.contacts.models import CallBack, Contact
from guichet.conversations.models import Message, Question
from guichet.kernel.actor import system, visitor
from guichet.knowledge.models import Answer, AnswerVersion, Gap
from guichet.knowledge.queries.notices import notices_now
from guichet.knowledge.queries.shown import answer_shown
from guichet.places.actions.districts import import_districts

PARIS = FOLDER / "paris"


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        ("2027-01-10", "2026-11-01", "2027-04-15"),
        ("2026-11-01", "2026-11-01", "2027-04-15"),
        ("2026-07-01", "2026-11-01", "2027-04-15"),
    ],
)
def test_hold_a_season_that_crosses_the_new_year(today, first, last):
    day = dt.date.fromisoformat(today)
    begins, ends = season_days("11-01", "04-15", day)
    assert (begins.isoformat(), ends.isoformat()) == (first, last)


def test_next_season_when_this_years_is_over():
    assert season_days("05-01", "09-30", dt.date(2026, 11, 22)) == (dt.date(2027, 5, 1), dt.date(2027, 9, 30))


def test_fill_a_bank_as_people_do_and_once_only(city):
    load_people(PARIS)
    districts = read_json(PARIS / "districts.geojson")
    import_districts(system(), districts, code_property="code", name_property="name")
    load_catalogue(PARIS)
    assert load_bank(PARIS) >= 15
    load_remarks(PARIS)
    assert load_rooms(PARIS) == 4
    assert load_contacts(PARIS) >= 7

    published = Answer.objects.filter(live__isnull=False)
    assert published.count() >= 15
    assert all(answer.example and answer.second_reader_id for answer in published)
    for answer in published.select_related("live"):
        assert answer.reviewed_by != answer.live.author_name
    shown = answer_shown(visitor(), "depot-sauvage-paris", language="en", district="75018")
    assert shown.district == "75018"
    assert "Sunday" in shown.say
    assert not shown.staff_html
    assert len(notices_now(system())) >= 2
    assert Gap.objects.filter(waiting__gte=3).exists()
    assert CallBack.objects.filter(state="waiting").exists()
    assert Question.objects.filter(state="answered").exists()
    assert Contact.objects.exclude(state="ended").count() == 0

    before = [model.objects.count() for model in (AnswerVersion, Message, Contact, CallBack)]
    load_bank(PARIS)
    load_rooms(PARIS)
    load_contacts(PARIS)
    assert [model.objects.count() for model in (AnswerVersion, Message, Contact, CallBack)] == before
