"""The pages of rooms, with a browser that has no JavaScript, and as htmx asks for their parts."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from guichet.contacts.actions.taking import Draft, begin_contact
from guichet.contacts.models import CallBack
from guichet.conversations.actions.asking import answer, ask
from guichet.conversations.actions.talking import say, say_in_thread
from guichet.conversations.models import Message, Question, Room
from guichet.kernel import moment
from guichet.knowledge.models import Gap
from guichet.people.rules import GRANTS
from tests.factories import make_case, make_room, make_service

HTMX = {"HX-Request": "true"}


@pytest.fixture
def aline(sign_in, front):
    return sign_in(grants=["contact.take", "case.read_team"], teams=[front], name="Aline Accueil")


@pytest.fixture
def victor(sign_in, roads):
    return sign_in(grants=["case.read_team", "knowledge.write"], teams=[roads], name="Victor Voirie")


def text_of(answer) -> str:
    return answer.content.decode()


def test_message_is_sent_once_and_shown_as_text(room, aline, victor):
    form = {"text": "<script>alert(1)</script>\nPrivet, привет", "once": "abc"}
    for _twice in range(2):
        answered = aline.post("/desk/rooms/voirie/", form)
        assert (answered.status_code, answered["Location"]) == (303, "/desk/rooms/voirie/#end")
    page = text_of(victor.get("/desk/rooms/voirie/"))
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 1
    assert "<script>alert(1)" not in page
    assert "привет" in page
    part = victor.post("/desk/rooms/voirie/", {"text": "Oui", "once": "d"}, headers=HTMX)
    assert (part["HX-Trigger"], "<html" in text_of(part)) == ("said", False)


@pytest.mark.parametrize(("typed", "kept"), [("", ""), ("é" * 8_001, "é" * 8_001)])
def test_refused_message_is_kept_in_its_field(room, aline, typed, kept):
    for headers, status in (({}, 422), (HTMX, 200)):
        answered = aline.post("/desk/rooms/voirie/", {"text": typed}, headers=headers)
        assert answered.status_code == status
        assert f'aria-describedby="say-error">{kept}</textarea>' in text_of(answered)
    assert not Message.objects.exists()


def test_closed_room_is_read_and_refuses_with_what_was_typed(room, aline):
    say(aline.actor, "voirie", "Avant")
    Room.objects.update(active=False)
    page = text_of(aline.get("/desk/rooms/voirie/"))
    assert "Avant" in page
    assert "say-text" not in page
    refused = aline.post("/desk/rooms/voirie/", {"text": "Après"}, headers=HTMX)
    assert "Après" in text_of(refused)


def test_case_is_linked_for_those_who_see_it_only(room, front, roads, aline, victor):
    case = make_case(make_service(), team=roads, title="Zorglub au coin")
    say(aline.actor, "voirie", f"Voir {case.reference}, s’il vous plaît")
    link = f'href="/desk/cases/{case.reference}/"'
    for browser, sees in ((victor, True), (aline, False)):
        for address in ("/desk/rooms/voirie/", "/desk/rooms/voirie/?q=plait"):
            page = text_of(browser.get(address))
            assert (link in page, "Zorglub" in page, case.reference in page) == (sees, sees, True)
    message = Message.objects.get()
    assert link in text_of(victor.get(f"/desk/rooms/messages/{message.pk}/", headers=HTMX))


def test_thread_is_for_those_who_see_the_case(room, roads, aline, victor):
    case = make_case(make_service(), team=roads)
    sent = victor.post(f"/desk/rooms/cases/{case.reference}/", {"text": "Qui y va ?", "team": str(roads.pk)})
    assert sent.status_code == 303
    message = Message.objects.get()
    assert "Qui y va" in text_of(victor.get(f"/desk/rooms/cases/{case.reference}/"))
    assert victor.get(f"/desk/rooms/messages/{message.pk}/").status_code == 200
    for path in (f"/desk/rooms/cases/{case.reference}/", f"/desk/rooms/messages/{message.pk}/"):
        assert aline.get(path).status_code == 404
    say_in_thread(aline.actor, f"case:{case.reference}", "Vu autrefois")
    page = text_of(aline.get("/desk/rooms/"))
    assert case.reference not in page
    assert case.reference in text_of(victor.get("/desk/rooms/"))


def test_question_is_asked_from_a_call_answered_and_promised(room, aline, victor):
    contact = begin_contact(aline.actor, "key-1", Draft(words="Qui ?", phone="514 555-0199"))
    asked = aline.get(f"/desk/rooms/ask/?contact={contact.reference}&words=Qui+ramasse+la+branche")
    assert "Qui ramasse la branche</textarea>" in text_of(asked)
    form = {
        "words": "Qui ramasse la branche ?",
        "room": "voirie",
        "urgency": "hold",
        "contact": contact.reference,
    }
    panel = aline.post("/desk/rooms/ask/", form | {"once": "x"}, headers=HTMX)
    question = Question.objects.get()
    address = f"/desk/rooms/questions/{question.pk}/"
    assert address in text_of(panel)
    assert Gap.objects.get().by_source == {"expert": 1}
    stamp = "?v=asked-0-0-0"
    assert aline.get(address + stamp, headers=HTMX).status_code == 204
    victor.post(f"{address}do/take/")
    assert victor.post(address, {"text": ""}).status_code == 422
    with moment.as_if(timezone.now() + dt.timedelta(minutes=6)):
        page = text_of(aline.get(address + stamp, headers=HTMX))
        assert "Personne n’a répondu à temps" in page
        past = aline.post(f"{address}do/promise/", {"on": "2020-01-01T10:00"})
        assert past.status_code == 422
        soon = timezone.localtime(timezone.now() + dt.timedelta(hours=5)).strftime("%Y-%m-%dT%H:%M")
        assert aline.post(f"{address}do/promise/", {"on": soon}).status_code == 303
    assert CallBack.objects.get().contact == contact
    assert victor.post(address, {"text": "La voirie, demain.", "once": "y"}).status_code == 303
    page = text_of(aline.get(f"/desk/rooms/contacts/{contact.reference}/"))
    assert "La voirie, demain." in page


def test_answer_becomes_a_draft_of_the_bank(room, roads, aline, sign_in):
    author = sign_in(grants=GRANTS, teams=[roads])
    question = ask(aline.actor, "voirie", "Qui ramasse la branche ?")
    reply = answer(author.actor, question.pk, "La voirie, au 514 555-0199.")
    page = text_of(author.get(f"/desk/rooms/messages/{reply.pk}/"))
    assert "Qui ramasse la branche" in page
    form = {"title": "Qui ramasse la branche ?", "body": "La voirie, sous 48 h.", "once": "z"}
    assert author.post(f"/desk/rooms/messages/{reply.pk}/bank/", form).status_code == 303
    assert aline.post(f"/desk/rooms/messages/{reply.pk}/bank/", form).status_code in {403, 422}


def test_messages_are_corrected_and_taken_back_on_their_page(room, aline, victor):
    message = say(aline.actor, "voirie", "Faute")
    address = f"/desk/rooms/messages/{message.pk}/"
    assert victor.post(f"{address}edit/", {"text": "Autre"}).status_code == 422
    assert aline.post(f"{address}edit/", {"text": "Corrigé"}).status_code == 303
    assert "Corrigé" in text_of(victor.get("/desk/rooms/voirie/"))
    assert victor.post(f"{address}retract/").status_code == 403
    assert aline.post(f"{address}retract/").status_code == 303
    assert "Corrigé" not in text_of(victor.get("/desk/rooms/voirie/"))


def test_pages_ask_the_database_as_often_for_many_as_for_one(
    room, roads, front, aline, django_assert_max_num_queries
):
    for number in range(12):
        make_room(f"salon-{number}", first=[front], second=[roads])
        case = make_case(make_service(), team=front)
        say(aline.actor, "voirie", f"Message {number} sur {case.reference}")
        say_in_thread(aline.actor, f"case:{case.reference}", "Fil")
        ask(aline.actor, "voirie", f"Question {number}")
    for address in ("/desk/rooms/", "/desk/rooms/voirie/", "/desk/rooms/ask/?words=arbre"):
        aline.get(address)
        with django_assert_max_num_queries(15):
            aline.get(address)


def test_navigation_counts_what_was_not_read(room, aline, victor):
    say(aline.actor, "voirie", "Bonjour")
    assert '<b class="hot">1<span' in text_of(victor.get("/desk/"))
    victor.get("/desk/rooms/voirie/")
    assert '<b class="hot">1<span' not in text_of(victor.get("/desk/"))


def test_room_is_set_up_in_the_settings(room, roads, sign_in, victor):
    chief = sign_in(grants=["config.rooms"])
    page = text_of(chief.get("/config/rooms/voirie/"))
    assert "Victor Voirie" in page
    form = {
        "name_fr": "Voirie et neige", "second": ["voirie"], "minutes": "7", "keep_months": "12", "active": "on",
        "account_0": str(victor.account.pk), "days_0": ["1", "2"], "starts_0": "08:00", "ends_0": "16:00",
    }  # fmt: skip
    assert chief.post("/config/rooms/voirie/", form | {"ends_0": "07:00"}).status_code == 422
    assert chief.post("/config/rooms/voirie/", form).status_code == 303
    room.refresh_from_db()
    assert (room.minutes, room.duties.get().weekdays) == (7, [1, 2])
    new = {"name_fr": "Arbres", "second": ["voirie"], "minutes": "5", "keep_months": "24", "active": "on"}
    assert chief.post("/config/rooms/new/", new).status_code == 303
    assert Room.objects.filter(code="arbres").exists()
