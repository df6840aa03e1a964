"""A contact from its first word to its end, its subjects and the call-backs that it promises."""

from __future__ import annotations

import datetime as dt

import pytest

from guichet.cases.actions.opening import NewCase
from guichet.contacts.actions.callbacks import finish_callback, give_up_callback, note_try, promise_callback
from guichet.contacts.actions.opening import open_case_from
from guichet.contacts.actions.subjects import NewSubject, add_subject, remove_subject
from guichet.contacts.actions.taking import (
    Draft,
    begin_contact,
    end_contact,
    hold_contact,
    resume_contact,
    save_contact_draft,
)
from guichet.contacts.models import CallBack, Contact, Subject
from guichet.kernel import moment
from guichet.kernel.errors import Conflict, Denied, Invalid, NotFound
from guichet.ledger.models import Entry
from guichet.people.queries import staff_actor
from tests.cases.scene import LUCIE
from tests.factories import make_account, make_resident, make_service

NOW = dt.datetime(2026, 11, 17, 15, 0, tzinfo=dt.UTC)


@pytest.fixture
def agent(city):
    return staff_actor(make_account("first_line"))


def begun(agent, **draft) -> Contact:
    return begin_contact(agent, f"key-{Contact.objects.count()}", Draft(**draft))


def test_begin_twice_begins_once_and_numbers_it(agent):
    with moment.as_if(NOW):
        contact = begin_contact(agent, "one")
        assert begin_contact(agent, "one", Draft(words="autre")).pk == contact.pk
        assert contact.reference.startswith("C26-")
        assert begin_contact(agent, "two").reference != contact.reference


def test_draft_outlives_the_browser_and_leaves_no_personal_value_in_the_ledger(agent):
    person = make_resident(name="Colette Pelletier", phone="438 555-0142", phone_key="+14385550142")
    contact = begun(agent)
    save_contact_draft(
        agent,
        contact.reference,
        Draft("eau brune", "deux enfants", phone="438 555-FLOU", person_id=person.pk, lat=45.5, lon=-73.6),
    )
    kept = Contact.objects.get(pk=contact.pk)
    assert (kept.words, kept.notes, kept.person_id) == ("eau brune", "deux enfants", person.pk)
    assert kept.phone_key == "+14385553568"
    told = str(list(Entry.objects.filter(subject="contacts.contact").values_list("data", flat=True)))
    assert "438" not in told
    assert "Pelletier" not in told
    assert "brune" not in told


def test_who_may_not_take_calls_is_refused_and_nothing_begins(city):
    stranger = staff_actor(make_account("second_line"))
    with pytest.raises(Denied):
        begin_contact(stranger, "one")
    assert not Contact.objects.exists()


def test_colleague_of_the_second_line_sees_no_contact_but_the_first_line_does(agent):
    contact = begun(agent, words="chien")
    with pytest.raises(NotFound):
        save_contact_draft(staff_actor(make_account("second_line")), contact.reference, Draft())
    other = staff_actor(make_account("first_line"))
    assert save_contact_draft(other, contact.reference, Draft(words="chat")).words == "chat"


def test_hold_is_counted_apart(agent):
    with moment.as_if(NOW):
        contact = begun(agent)
        hold_contact(agent, contact.reference)
        with pytest.raises(Conflict):
            hold_contact(agent, contact.reference)
    with moment.as_if(NOW + dt.timedelta(seconds=40)):
        assert resume_contact(agent, contact.reference).held_seconds == 40


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"result": "answered_bank"}, "answer"),
        ({"result": "case_followed"}, "case"),
        ({"result": "outside"}, "sent_to"),
        ({"result": "nothing"}, "result"),
    ],
)
def test_subject_that_says_too_little_is_refused(agent, given, field):
    contact = begun(agent)
    with pytest.raises(Invalid) as refusal:
        add_subject(agent, contact.reference, NewSubject(**given))
    assert field in refusal.value.fields
    assert not Subject.objects.exists()


def test_contact_without_a_subject_cannot_end(agent):
    contact = begun(agent)
    with pytest.raises(Conflict):
        end_contact(agent, contact.reference)
    add_subject(agent, contact.reference, NewSubject("answered"))
    assert end_contact(agent, contact.reference).state == "ended"
    with pytest.raises(Conflict):
        save_contact_draft(agent, contact.reference, Draft(words="trop tard"))


def test_several_subjects_and_one_taken_back(agent):
    contact = begun(agent)
    kept = add_subject(agent, contact.reference, NewSubject("answered_bank", answer_key="bac-brun"))
    slip = add_subject(agent, contact.reference, NewSubject("outside", sent_to="Hydro-Québec"))
    assert kept.topic == "answer:bac-brun"
    remove_subject(agent, contact.reference, slip.pk)
    assert [one.pk for one in Subject.objects.all()] == [kept.pk]


def test_promised_call_needs_a_way_back_a_date_and_an_owner(agent):
    contact = begun(agent)
    add_subject(agent, contact.reference, NewSubject("call_back"))
    with pytest.raises(Invalid) as refusal:
        end_contact(agent, contact.reference)
    assert "way_back" in refusal.value.fields
    with pytest.raises(Invalid) as refusal:
        promise_callback(agent, contact.reference, due_at=moment.now() - dt.timedelta(hours=1))
    assert set(refusal.value.fields) == {"due_at", "phone"}
    save_contact_draft(agent, contact.reference, Draft(phone="438 555-0142"))
    with pytest.raises(Invalid) as refusal:
        end_contact(agent, contact.reference)
    assert "callback" in refusal.value.fields
    made = promise_callback(agent, contact.reference, due_at=moment.now() + dt.timedelta(hours=3))
    assert (made.owner_id, made.phone) == (agent.id, "438 555-0142")
    assert end_contact(agent, contact.reference).state == "ended"


def test_callback_is_given_up_after_three_tries_only_and_done_with_words(agent):
    contact = begun(agent, phone="438 555-0142")
    made = promise_callback(agent, contact.reference, due_at=moment.now() + dt.timedelta(hours=3))
    for tries in (1, 2):
        assert note_try(agent, made.pk).tries == tries
    with pytest.raises(Conflict):
        give_up_callback(agent, made.pk)
    note_try(agent, made.pk)
    with pytest.raises(Invalid):
        finish_callback(agent, made.pk, told="  ")
    assert give_up_callback(agent, made.pk).state == "given_up"
    with pytest.raises(Conflict):
        finish_callback(agent, made.pk, told="Réglé")
    assert CallBack.objects.get(pk=made.pk).tries == 3


def test_case_is_opened_with_its_subject_and_its_person_once(agent):
    contact = begun(agent, words="trou")
    service = make_service("pothole")
    new = NewCase(service.code, "Un trou", contact=LUCIE, channel="phone", submission_key="k")
    case = open_case_from(agent, contact.reference, new)
    assert open_case_from(agent, contact.reference, new).pk == case.pk
    subject = Subject.objects.get()
    assert (subject.case_id, subject.result, subject.topic) == (case.pk, "case_opened", "pothole")
    assert Contact.objects.get().person_id == case.requester_id
    assert end_contact(agent, contact.reference).ended_at


def test_anonymous_case_needs_its_number_told(agent):
    contact = begun(agent)
    new = NewCase(make_service(anonymous=True).code, "Un trou", channel="phone")
    open_case_from(agent, contact.reference, new)
    with pytest.raises(Invalid):
        end_contact(agent, contact.reference)
    save_contact_draft(agent, contact.reference, Draft(number_given=True))
    assert end_contact(agent, contact.reference).state == "ended"


def test_case_that_cannot_be_opened_leaves_nothing(agent):
    contact = begun(agent)
    with pytest.raises(Invalid):
        open_case_from(agent, contact.reference, NewCase("no-such-service"))
    assert not Subject.objects.exists()
