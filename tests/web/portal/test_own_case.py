"""One's own case: what was done, what was said, what one can still say."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from guichet.cases.actions.ending import Ending, end_case
from guichet.cases.actions.grouping import attach
from guichet.cases.actions.handling import take
from guichet.cases.actions.talking import note, write
from guichet.cases.actions.waiting import ask_resident, plan
from guichet.cases.models import Case, Message
from guichet.documents.models import Attachment
from guichet.kernel import moment
from guichet.kernel.actor import system
from guichet.ledger.models import Entry
from tests.cases.scene import opened
from tests.factories import make_photo
from tests.web.portal.resident import words

ANSWER = "Le trou a été rempli ce matin."


@pytest.fixture
def number(visitor, pothole):
    """Give the number of a case that this browser has just opened."""
    visitor.ready()
    return visitor.send()


@pytest.fixture
def ended(number):
    """Give the same once the city has answered."""
    end_case(system(), number, Ending("done", ANSWER))
    return number


def page(visitor, number):
    return words(visitor.get(f"/suivre/{number}/"))


def test_page_says_what_happened_and_never_a_note(visitor, number):
    take(system(), number)
    note(system(), number, "Voisin difficile")
    write(system(), number, "Nous passons jeudi.")
    said = page(visitor, number)
    assert "A team is working on it" in said
    assert "Nous passons jeudi." in said
    assert "Voisin difficile" not in said


def test_page_says_a_planned_day(visitor, number):
    plan(system(), number, moment.today() + dt.timedelta(days=3))
    assert "The work is planned for" in page(visitor, number)


def test_late_case_says_that_it_is_late(visitor, number):
    Case.objects.filter(reference=number).update(due_at=timezone.now() - dt.timedelta(days=2))
    assert "We are late" in page(visitor, number)


def test_question_is_answered_with_a_photo(visitor, number, photo):
    ask_resident(system(), number, "De quel côté de la rue ?")
    assert "We have a question for you" in page(visitor, number)
    visitor.post(f"/suivre/{number}/message/", {"body": "Du côté pair.", "joined": photo()})
    assert visitor.at.endswith("?sent=1")
    case = Case.objects.get(reference=number)
    reply = Message.objects.get(case=case, kind="reply")
    assert (case.state, reply.body) == ("in_progress", "Du côté pair.")
    assert Attachment.objects.get().message_id == reply.pk
    assert "Your message has reached the team." in page(visitor, number)


def test_empty_message_is_refused(visitor, number):
    answer = visitor.post(f"/suivre/{number}/message/", {"body": " "})
    assert answer.status_code == 422
    assert not Message.objects.exists()


def test_refused_file_keeps_the_message_and_the_good_file(visitor, number, photo):
    bad = photo("ruse.jpg")
    bad.file.seek(0)
    bad.file.write(b"MZ" + b"\0" * 40)
    bad.file.seek(0)
    answer = visitor.post(
        f"/suivre/{number}/message/", {"body": "Voici.", "joined": [photo("bonne.jpg"), bad]}
    )
    assert answer.status_code == 422
    said = words(answer)
    assert "Voici." in said
    assert "bonne.jpg" in said
    visitor.post(f"/suivre/{number}/message/", {"body": "Voici."})
    assert Attachment.objects.get().name == "bonne.jpg"


def test_end_shows_the_answer_and_the_photos(visitor, ended):
    case = Case.objects.get(reference=ended)
    after = make_photo(case, stage="after")
    said = page(visitor, ended)
    assert ANSWER in said
    assert "It has been settled since" in said
    assert "After" in said
    answer = visitor.get(f"/requetes/{ended}/fichiers/{after.key}/?small=1")
    assert answer["Content-Type"] == "image/webp"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_not_settled_reopens_with_the_reason(visitor, ended):
    visitor.post(f"/suivre/{ended}/rouvrir/", {"reason": "back", "words": "Depuis hier."})
    case = Case.objects.get(reference=ended)
    assert case.state == "reopened"
    assert (
        Message.objects.get(case=case, kind="reopening").body == "It was done, but it came back. Depuis hier."
    )
    assert "It is open again" in page(visitor, ended)


def test_reopening_needs_a_reason(visitor, ended):
    answer = visitor.post(f"/suivre/{ended}/rouvrir/", {"words": "Non"})
    assert answer.status_code == 422
    assert "Choose what is wrong" in words(answer)
    assert Case.objects.get(reference=ended).state == "resolved"


def test_reopening_after_the_window_is_refused_with_what_to_do(visitor, ended):
    long_ago = timezone.now() - dt.timedelta(days=31)
    Case.objects.filter(reference=ended).update(ended_at=long_ago)
    assert "Report it again" in page(visitor, ended)
    answer = visitor.post(f"/suivre/{ended}/rouvrir/", {"reason": "still", "words": ""})
    assert answer.status_code == 422
    assert "Send a new report" in words(answer)


def test_settled_is_kept_until_it_is_reopened(visitor, ended):
    visitor.post(f"/suivre/{ended}/regle/", {})
    visitor.post(f"/suivre/{ended}/regle/", {})
    case = Case.objects.get(reference=ended)
    assert case.confirmed_at is not None
    assert Entry.objects.filter(event="case.confirmed", subject_id=case.pk).count() == 1
    said = page(visitor, ended)
    assert "Thank you. If it comes back, say so here." in said
    assert "You told us that it is settled" in said
    visitor.post(f"/suivre/{ended}/rouvrir/", {"reason": "back", "words": ""})
    assert Case.objects.get(reference=ended).confirmed_at is None


def test_open_case_is_not_said_settled(visitor, number):
    visitor.post(f"/suivre/{number}/regle/", {})
    assert Case.objects.get(reference=number).confirmed_at is None
    assert "has not ended yet" in page(visitor, number)


def test_report_of_a_main_case_can_be_reopened_by_its_requester(visitor, number):
    attach(system(), number, opened().reference)
    main = Case.objects.exclude(reference=number).get()
    end_case(system(), main.reference, Ending("done", ANSWER))
    assert "It is not settled" in page(visitor, number)
    visitor.post(f"/suivre/{number}/rouvrir/", {"reason": "still", "words": ""})
    found = Case.objects.get(reference=number)
    assert (found.state, found.main_case_id) == ("reopened", None)


def test_end_that_is_not_ours_says_whose_it_is(visitor, number):
    ending = Ending("not_ours", "Cette rue est entretenue par le gouvernement.", "Ministère des Transports")
    end_case(system(), number, ending)
    said = page(visitor, number)
    assert "This is not in the city’s hands" in said
    assert "Ministère des Transports" in said
    assert "promised date" not in said


def test_page_of_an_own_case_stays_on_no_shared_computer(visitor, number):
    assert visitor.get(f"/suivre/{number}/")["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("act", ["message", "rouvrir", "regle"])
def test_case_of_someone_else_is_not_there(visitor, number, act, client_of, city):
    assert client_of(city).post(f"/suivre/{number}/{act}/", {}).status_code == 404
