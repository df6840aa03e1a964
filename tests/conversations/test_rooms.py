"""Who sees a room, who is there, how fast they answer, and how rooms are set up."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from guichet.conversations.actions.asking import answer, ask
from guichet.conversations.actions.rooms import NewDuty, NewRoom, save_room
from guichet.conversations.actions.talking import mark_read, say
from guichet.conversations.actions.upkeep import forget_old, keep_presence
from guichet.conversations.models import Message, Room
from guichet.conversations.queries.rooms import room_for, rooms_fitting, rooms_for
from guichet.conversations.queries.talk import talk_in
from guichet.conversations.queries.unread import unread_total
from guichet.kernel import moment
from guichet.kernel.actor import system, visitor
from guichet.kernel.errors import Conflict, Denied, Invalid, NotFound
from guichet.ledger.queries import entries_of_subject
from tests.factories import make_room, make_service

MONDAY = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)  # 10 h in Montréal


def test_room_is_for_its_teams(room, agent, expert, stranger):
    assert room_for(agent, "voirie") == room_for(expert, "voirie") == room
    for outsider in (stranger, visitor()):
        with pytest.raises(NotFound):
            room_for(outsider, "voirie")
    everyone = make_room("bourse", for_everyone=True)
    assert [one.code for one in rooms_for(stranger)] == [everyone.code]


def test_room_says_who_is_there_and_how_fast(room, agent, expert, stranger):
    save_room(
        system(),
        "voirie",
        NewRoom(
            {"fr": "Voirie"},
            first=["accueil"],
            second=["voirie"],
            duties=[
                NewDuty(expert.id, [1, 2], dt.time(8), dt.time(12)),
                NewDuty(agent.id, [1], dt.time(13), dt.time(16)),
            ],
        ),
    )
    with timezone.override("America/Toronto"), moment.as_if(MONDAY):
        for wait in (60, 120, 1800):
            question = ask(agent, "voirie", "Qui déneige ?")
            with moment.as_if(MONDAY + dt.timedelta(seconds=wait)):
                answer(expert, question.pk, "Nous.")
        ask(agent, "voirie", "Et les bancs de neige ?")
    with timezone.override("America/Toronto"), moment.as_if(MONDAY + dt.timedelta(hours=1)):
        place = room.conversation_id
        dismissed = keep_presence(system(), {(agent.id, place), (expert.id, place), (stranger.id, place)})
        [shown] = rooms_for(expert)
    assert dismissed == {(stranger.id, place)}
    assert (shown.on_duty, shown.online) == (["Victor Voirie"], ["Aline Accueil", "Victor Voirie"])
    assert (shown.median, shown.answered, shown.waiting, shown.unread) == (120.0, 3, 1, 4)


def test_unread_counts_what_others_said(room, agent, expert, stranger):
    for number in range(3):
        last = say(agent, "voirie", f"Message {number}")
    assert (unread_total(expert), unread_total(agent), unread_total(stranger)) == (3, 0, 0)
    mark_read(expert, room.conversation_id, last.seq)
    mark_read(expert, room.conversation_id, last.seq - 2)  # a page that was drawn before
    say(agent, "voirie", "Encore")
    assert unread_total(expert) == 1


def test_rooms_are_found_by_service_and_by_words(room, agent):
    make_service("nid-de-poule", name={"fr": "Nid-de-poule", "en": "Pothole"}, search_text="nid de poule")
    make_room("trous", for_everyone=True, services=["nid-de-poule"])
    make_room("arbres", for_everyone=True, name={"fr": "Arbres et parcs"})
    assert rooms_fitting(agent, "un arbre est tombé")[0].code == "arbres"
    by_words, by_service = (
        rooms_fitting(agent, "nid de poule"),
        rooms_fitting(agent, "", service="nid-de-poule"),
    )
    assert by_words[0].code == by_service[0].code == "trous"
    assert by_words[0].fits == ["nid-de-poule"]


@pytest.mark.parametrize(
    ("fields", "faulty"),
    [
        ({"minutes": 0}, "minutes"),
        ({"keep_months": 500}, "keep_months"),
        ({"second": []}, "second"),
        ({"second": ["nobody"]}, "second"),
        ({"services": ["no-such"]}, "services"),
        ({"name": {"en": "Roads"}}, "fr"),
        ({"duties": [NewDuty(0, [1], dt.time(8), dt.time(9))]}, "duties"),
    ],
)
def test_room_that_cannot_be_is_refused(roads, fields, faulty):
    with pytest.raises(Invalid) as refusal:
        save_room(system(), "voirie", NewRoom(**{"name": {"fr": "Voirie"}, "second": ["voirie"], **fields}))
    assert faulty in refusal.value.fields
    assert not Room.objects.exists()


def test_rooms_are_set_up_by_who_may(room, agent):
    with pytest.raises(Denied):
        save_room(agent, "voirie", NewRoom({"fr": "Voirie"}, second=["voirie"]))
    with pytest.raises(Conflict):
        save_room(system(), "voirie", NewRoom({"fr": "Voirie"}, second=["voirie"]), is_new=True)


def test_old_messages_are_forgotten_but_not_what_waits(room, agent, expert):
    long_ago = timezone.now() - dt.timedelta(days=800)
    with moment.as_if(long_ago):
        say(agent, "voirie", "Ancien")
        settled, waiting = ask(agent, "voirie", "Réglé ?"), ask(agent, "voirie", "Toujours en attente ?")
        answer(expert, settled.pk, "Oui.")
    say(agent, "voirie", "Récent")
    assert forget_old(system()) == 3
    texts = [message.text for message in talk_in(room.conversation).messages]
    assert texts == [waiting.message.text, "Récent"]
    assert forget_old(system()) == 0
    assert Message.objects.count() == 2
    assert [
        entry.data for entry in entries_of_subject("conversations.conversation", room.conversation_id)
    ] == [{"messages": 3}]
