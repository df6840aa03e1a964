"""Hours, holidays and special days of the city."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django_tenants.utils import tenant_context

from guichet.kernel.actor import system, visitor
from guichet.kernel.errors import Denied, Invalid, NotFound
from guichet.ledger.models import Entry
from guichet.places import queries
from guichet.places.actions import add_special_day, fill_holidays, remove_special_day, set_hours
from guichet.places.models import OpeningHours, SpecialDay

OFFICE = (dt.time(8, 30), dt.time(16, 30))
MORNING, AFTERNOON = (dt.time(8, 30), dt.time(12)), (dt.time(13), dt.time(16, 30))
MONTREAL = ZoneInfo("America/Toronto")
MONDAY = dt.date(2026, 11, 23)
SATURDAY = dt.date(2026, 11, 28)


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def is_open(day, hour, minute=0):
    return queries.calendar().is_open(
        dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=MONTREAL)
    )


def test_calendar_of_a_new_city_has_office_hours(city):
    assert is_open(MONDAY, 8, 30)
    assert not is_open(MONDAY, 16, 30)
    assert not is_open(SATURDAY, 10)
    assert queries.calendar().zone == MONTREAL


def test_calendar_is_in_the_zone_of_its_city(city, other_city):
    with tenant_context(other_city):
        assert queries.calendar().zone.key == "Europe/Paris"
    assert queries.calendar("America/Halifax").zone.key == "America/Halifax"


def test_set_hours_changes_the_calendar(city):
    set_hours(system(), {6: [(dt.time(10), dt.time(0))], 1: [AFTERNOON, MORNING]})
    assert is_open(SATURDAY, 23, 59)
    assert not is_open(MONDAY, 12, 30)
    assert not is_open(MONDAY + dt.timedelta(days=1), 10)
    set_hours(system(), {day: [OFFICE] for day in range(1, 6)} | {6: [], 7: []})
    assert not is_open(SATURDAY, 10)
    assert len(queries.opening_hours()) == 5


def test_calendar_is_kept_between_calls(city, django_assert_num_queries):
    set_hours(system(), {1: [OFFICE]})
    first = queries.calendar()
    with django_assert_num_queries(1):
        assert queries.calendar() is first


@pytest.mark.parametrize(
    "hours",
    [
        {},
        {1: []},
        {0: [OFFICE]},
        {8: [OFFICE]},
        {1: [(dt.time(12), dt.time(9))]},
        {1: [(dt.time(9), dt.time(9))]},
        {1: [OFFICE, (dt.time(16), dt.time(18))]},
        {1: [(dt.time(20), dt.time(0)), (dt.time(22), dt.time(23))]},
    ],
)
def test_set_hours_refuses_what_makes_no_week(city, hours):
    set_hours(system(), {1: [OFFICE]})
    with pytest.raises(Invalid):
        set_hours(system(), hours)
    assert OpeningHours.objects.count() == 1


def test_only_whom_may_changes_the_calendar(city):
    for change in (
        lambda: set_hours(visitor(), {1: [OFFICE]}),
        lambda: add_special_day(visitor(), MONDAY, {"fr": "Pont"}),
        lambda: remove_special_day(visitor(), MONDAY),
        lambda: fill_holidays(visitor(), [2026]),
    ):
        with pytest.raises(Denied):
            change()
    assert not SpecialDay.objects.exists()


def test_add_special_day_closes_the_city(city):
    add_special_day(system(), MONDAY, {"fr": "Pont", "en": "Bridge day"})
    assert not is_open(MONDAY, 10)
    add_special_day(system(), MONDAY, {"fr": "Matin seulement"}, spans=[MORNING])
    assert is_open(MONDAY, 10)
    assert not is_open(MONDAY, 14)
    assert [(day.name, day.closed, day.spans) for day in queries.special_days(2026)] == [
        ({"fr": "Matin seulement"}, False, ["08:30-12:00"])
    ]


def test_add_special_day_opens_a_day_of_rest(city):
    add_special_day(system(), SATURDAY, {"fr": "Journée portes ouvertes"}, spans=[OFFICE])
    assert is_open(SATURDAY, 10)


def test_add_special_day_needs_a_name(city):
    with pytest.raises(Invalid):
        add_special_day(system(), MONDAY, {"en": "Bridge day"})
    with pytest.raises(Invalid):
        add_special_day(system(), MONDAY, {"fr": "Pont"}, spans=[(dt.time(12), dt.time(9))])
    assert not SpecialDay.objects.exists()


def test_remove_special_day_makes_it_usual_again(city):
    add_special_day(system(), MONDAY, {"fr": "Pont"})
    remove_special_day(system(), MONDAY)
    assert is_open(MONDAY, 10)
    with pytest.raises(NotFound):
        remove_special_day(system(), MONDAY)


def test_fill_holidays_follows_the_law_of_the_city(city, other_city):
    assert fill_holidays(system(), [2026]) >= 8
    national = SpecialDay.objects.get(day=dt.date(2026, 6, 24))
    assert national.official
    assert not is_open(dt.date(2026, 6, 24), 10)
    assert not SpecialDay.objects.filter(day=dt.date(2026, 7, 14)).exists()
    with tenant_context(other_city):
        fill_holidays(system(), [2026])
        assert SpecialDay.objects.filter(day=dt.date(2026, 7, 14)).exists()
        assert not SpecialDay.objects.filter(day=dt.date(2026, 6, 24)).exists()


def test_fill_holidays_leaves_what_the_city_has_set(city):
    add_special_day(system(), dt.date(2026, 6, 24), {"fr": "Ouvert pour la fête"}, spans=[MORNING])
    fill_holidays(system(), [2026])
    assert is_open(dt.date(2026, 6, 24), 10)
    assert fill_holidays(system(), [2026]) == 0


@pytest.mark.parametrize(("years", "part"), [([1900], ""), ([2026], "atlantis")])
def test_fill_holidays_refuses_what_is_not_known(city, years, part):
    with pytest.raises(Invalid):
        fill_holidays(system(), years, subdivision=part)


def test_changes_of_the_calendar_are_remembered(city):
    set_hours(system(), {1: [OFFICE]})
    add_special_day(system(), MONDAY, {"fr": "Pont"})
    remove_special_day(system(), MONDAY)
    fill_holidays(system(), [2026])
    assert list(Entry.objects.order_by("id").values_list("event", flat=True)) == [
        "places.hours_set",
        "places.special_day_set",
        "places.special_day_removed",
        "places.holidays_filled",
    ]


@pytest.mark.parametrize(
    ("hours", "french", "english"),
    [
        (
            {day: [OFFICE] for day in range(1, 6)},
            "du lundi au vendredi, de 8 h 30 à 16 h 30",
            "Monday to Friday, 8:30 a.m. to 4:30 p.m.",
        ),
        (
            {day: [MORNING, AFTERNOON] for day in range(1, 5)} | {5: [MORNING]},
            "du lundi au jeudi, de 8 h 30 à 12 h et de 13 h à 16 h 30 ; le vendredi, de 8 h 30 à 12 h",
            "Monday to Thursday, 8:30 a.m. to noon and 1 p.m. to 4:30 p.m.; Friday, 8:30 a.m. to noon",
        ),
        (
            {1: [OFFICE], 2: [OFFICE], 4: [OFFICE]},
            "le lundi, le mardi et le jeudi, de 8 h 30 à 16 h 30",
            "Monday, Tuesday and Thursday, 8:30 a.m. to 4:30 p.m.",
        ),
        (
            {day: [(dt.time(0), dt.time(0))] for day in range(1, 8)},
            "tous les jours, 24 heures sur 24",
            "every day, around the clock",
        ),
        ({6: [(dt.time(18), dt.time(0))]}, "le samedi, de 18 h à minuit", "Saturday, 6 p.m. to midnight"),
    ],
)
def test_opening_sentence_says_the_week(city, hours, french, english):
    set_hours(system(), hours)
    assert plain(queries.opening_sentence("fr-ca")) == french
    assert plain(queries.opening_sentence("en")) == english


def test_opening_sentence_keeps_hours_together_on_a_line(city):
    assert queries.opening_sentence("fr") == "du lundi au vendredi, de 8\u00a0h\u00a030 à 16\u00a0h\u00a030"
