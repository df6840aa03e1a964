"""What the public sees of cases, and residents of their own: no personal data, no exact place, no note."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from guichet.cases.actions.ending import Ending, end_case
from guichet.cases.actions.grouping import attach, follow
from guichet.cases.actions.handling import set_published, take
from guichet.cases.actions.talking import note, reply, write
from guichet.cases.actions.waiting import ask_resident, plan, reschedule, wait_for_third_party
from guichet.cases.models import Case
from guichet.cases.queries.public import (
    PublicCase,
    case_with_files,
    followed_case,
    frequent_services,
    kept_promises,
    own_case,
    public_page,
    published_case,
    published_cases,
)
from guichet.kernel.actor import visitor
from guichet.kernel.errors import NotFound
from guichet.kernel.moment import as_if
from guichet.places.geo import metres_between
from tests.cases.scene import HERE, LUCIE, TUESDAY, agent, at, fresh, in_hand, opened, owner
from tests.cases.test_grouping import NOAH
from tests.factories import make_case, make_district, make_photo, make_service

ANSWER = "Le trou a été bouché, merci Lucie."
DONE = Ending("done", ANSWER)
PRIVATE = (
    "Lucie",
    "lucie",
    "Tremblay",
    "devant chez moi",
    "4200",
    "DÉTAIL",
    "MESSAGE",
    "QUESTION",
    "RÉPLIQUE",
    "NOTE",
    "BELL",
    "Amira",
)


@pytest.fixture
def published(handler):
    """Give a published case with everything written on it that is nobody else's business."""
    with as_if(TUESDAY):
        case = in_hand(handler, where=HERE, description="devant chez moi")
        number = case.reference
        note(handler, number, "NOTE")
        write(handler, number, "MESSAGE")
        wait_for_third_party(handler, number, "BELL")
        ask_resident(handler, number, "QUESTION")
        reply(owner(case), number, "RÉPLIQUE")
        plan(handler, number, dt.date(2026, 11, 20), "DÉTAIL")
        reschedule(handler, number, at(2026, 11, 27, 16, 0), "DÉTAIL")
    return fresh(case)


def test_public_page_holds_nothing_personal(published, handler):
    with as_if(TUESDAY):
        end_case(handler, published.reference, DONE)
        page = public_page(visitor(), published.reference)
        shown = str((dataclasses.asdict(page.case), page.lines, published_cases(), page.photos))
    for words in (*PRIVATE, ANSWER):
        assert words not in shown
    assert str(published.lat) not in shown
    assert [line.body for line in page.lines] == [""] * len(page.lines)
    assert [line.state for line in page.lines] == ["done", "planned", "planned", "taken", "received"]


def test_public_case_has_no_field_for_what_is_private():
    assert not {"address", "description", "requester", "answers", "answer", "title", "assignee"} & {
        field.name for field in dataclasses.fields(PublicCase)
    }


def test_public_position_is_rounded_and_always_the_same(team):
    first = opened(team=team, where=HERE)
    found = published_case(first.reference)
    metres = metres_between(HERE.lat, HERE.lon, found.lat, found.lon)
    assert (found.lat, found.lon) != (HERE.lat, HERE.lon)
    assert metres <= 75
    second = published_case(opened(team=team, where=HERE).reference)
    assert (second.lat, second.lon) == (found.lat, found.lon)


@pytest.mark.parametrize("act", [lambda who, number: set_published(who, number, on=False)])
def test_withdrawn_case_is_nowhere(published, lead, act):
    act(lead, published.reference)
    assert published_cases() == []
    assert published_case(published.reference) is None
    for read in (public_page, case_with_files):
        with pytest.raises(NotFound):
            read(visitor(), published.reference)


def test_unpublished_service_shows_nothing(team):
    case = opened(service=make_service(team=team, published=False), where=HERE)
    assert published_cases() == []
    assert published_case(case.reference) is None


@pytest.mark.parametrize("reference", ["26-999999", "", "\x00", "x" * 500, "'; --"])
def test_public_page_of_no_case_is_not_found(city, reference):
    assert published_case(reference) is None
    for read in (public_page, case_with_files):
        with pytest.raises(NotFound):
            read(visitor(), reference)
    with pytest.raises(NotFound):
        followed_case(visitor(), reference, 1)
    with pytest.raises(NotFound):
        own_case(visitor(), reference)


@pytest.mark.parametrize("limit", [1, 3, 30])
def test_public_list_visits_every_case_once_from_the_newest(city, limit):
    service = make_service()
    hours = [1, 1, 2, 3, 3, 3, 4]
    made = [
        make_case(service, published=True, opened_at=TUESDAY + dt.timedelta(hours=hour)) for hour in hours
    ]
    make_case(service, published=False)
    seen, key = [], ""
    while page := published_cases(after=key, limit=limit):
        seen += [case.reference for case in page]
        key = page[-1].key
    assert seen == [case.reference for case in reversed(made)]


@pytest.mark.parametrize(
    "key", ["nonsense", "|²", "2026-11-17|5", "\x00|1", "2026-11-17T10:00:00+00:00|" + "9" * 30]
)
def test_public_list_after_a_tampered_key_is_still_a_list(city, key):
    make_case(published=True)
    assert len(published_cases(after=key)) in {0, 1}


def test_public_list_narrows(city):
    hole, verdun = make_service("hole"), make_district("verdun")
    make_case(hole, published=True, district=verdun)
    make_case(published=True, state="resolved", outcome="done", ended_at=TUESDAY)
    assert len(published_cases(service="hole")) == 1
    assert len(published_cases(district="verdun")) == 1
    assert len(published_cases(only_open=True)) == 1
    assert published_cases(service="\x00", district="\x00") == []


def test_public_page_shows_the_photos_that_were_published(published):
    shown, kept = make_photo(published), make_photo(published)
    type(shown).objects.filter(pk=shown.pk).update(published=True)
    assert [photo.pk for photo in public_page(visitor(), published.reference).photos] == [shown.pk]
    own = own_case(owner(published), published.reference)
    assert {photo.pk for photo in own.attachments} == {shown.pk, kept.pk}
    assert case_with_files(visitor(), published.reference)[1]
    assert not case_with_files(owner(published), published.reference)[1]


def test_own_case_hides_notes_and_what_is_internal(published):
    own = own_case(owner(published), published.reference)
    written = {message.body for message in own.messages}
    assert {"MESSAGE", "QUESTION", "RÉPLIQUE"} <= written
    assert "NOTE" not in str(written) + str(own.lines)
    assert [line.state for line in own.lines][-2:] == ["taken", "received"]
    assert own.question is None


def test_own_case_shows_the_question_while_it_waits(handler):
    case = in_hand(handler)
    ask_resident(handler, case.reference, "Où ?")
    assert own_case(owner(case), case.reference).question.body == "Où ?"


def test_own_case_that_follows_another_shows_its_course_not_its_requester(team, handler):
    main, report = in_hand(handler), opened(team=team, contact=NOAH)
    attach(handler, report.reference, main.reference)
    reply(owner(main), main.reference, "RÉPLIQUE DE LUCIE")
    write(handler, main.reference, "Nous passerons jeudi.")
    ask_resident(handler, main.reference, "QUESTION À LUCIE")
    reply(owner(main), main.reference, "RÉPONSE DE LUCIE")
    end_case(handler, main.reference, DONE)
    own = own_case(owner(report), report.reference)
    written = [message.body for message in own.messages]
    assert written == ["Nous passerons jeudi.", ANSWER]
    assert own.main.pk == main.pk
    assert "LUCIE" not in str(own.lines)


def test_followed_case_shows_what_followers_are_told(published, handler):
    follow(visitor(), published.reference, NOAH)
    resident = published.followers.get().resident_id
    with as_if(TUESDAY):
        end_case(handler, published.reference, DONE)
    followed = followed_case(visitor(), published.reference, resident)
    shown = str(followed.lines)
    assert "MESSAGE" in shown
    assert followed.answer == ANSWER
    for words in ("NOTE", "QUESTION", "RÉPLIQUE", "BELL", LUCIE.email):
        assert words not in shown
    with pytest.raises(NotFound):
        followed_case(visitor(), published.reference, published.requester_id)


def test_frequent_services_are_those_asked_for_most(city):
    for code, times in (("hole", 1), ("tree", 3), ("lamp", 2)):
        service = make_service(code)
        for _time in range(times):
            make_case(service, published=True)
    make_case(make_service("old"), published=True, opened_at=TUESDAY - dt.timedelta(days=4000))
    assert frequent_services(limit=2) == ["tree", "lamp"]


def test_kept_promises_count_those_ended_by_their_date(city, handler):
    with as_if(TUESDAY):
        service = make_service()
        for late in (-1, 0, 1):
            end = TUESDAY + dt.timedelta(hours=late)
            make_case(
                service,
                published=True,
                opened_at=TUESDAY - dt.timedelta(days=2),
                promised_at=TUESDAY,
                ended_at=end,
                state="resolved",
                outcome="done",
            )
        make_case(service, published=True, opened_at=TUESDAY)
        assert kept_promises() == (2, 3)


def test_take_by_staff_shows_no_name(published, team):
    colleague = agent(team, name="Amira Haddad")
    other = opened(team=team, where=HERE)
    take(colleague, other.reference)
    assert "Amira" not in str(public_page(visitor(), other.reference))
    assert "Amira" not in str(own_case(owner(other), other.reference).lines)
    assert Case.objects.get(pk=other.pk).assignee_id == colleague.id
