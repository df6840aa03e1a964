"""Speaking in rooms and on threads; what may be typed; correcting, taking back, finding again."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from guichet.conversations.actions.rooms import NewRoom, save_room
from guichet.conversations.actions.talking import edit, mark_read, retract, say, say_in_thread, unfollow
from guichet.conversations.models import Message
from guichet.conversations.queries.talk import (
    changes_since,
    references_in,
    search_room,
    talk_around,
    talk_in,
    thread_on,
    threads_followed,
)
from guichet.conversations.queries.unread import unread_total
from guichet.kernel import moment
from guichet.kernel.actor import system
from guichet.kernel.errors import Conflict, Denied, Invalid, NotFound
from guichet.ledger.models import Entry
from guichet.people.queries import staff_actor
from tests.factories import make_account


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Bonjour  ", "Bonjour"),
        ("é" * 5_000, "é" * 5_000),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("Привет, 你好, مرحبا", "Привет, 你好, مرحبا"),
        ("un\x00\r\ndeux", "un\ndeux"),
        ("'; DROP TABLE conversations_message; --", "'; DROP TABLE conversations_message; --"),
    ],
)
def test_say_keeps_what_was_typed(room, agent, typed, kept):
    assert say(agent, "voirie", typed).text == kept


@pytest.mark.parametrize("typed", ["", " \n\t ", "\x00", "x" * 8_001])
def test_say_refuses_nothing_and_too_much(room, agent, typed):
    with pytest.raises(Invalid):
        say(agent, "voirie", typed)
    assert not Message.objects.exists()


def test_say_is_for_the_room_and_while_it_is_open(room, agent, expert, stranger):
    message = say(agent, "voirie", "Bonjour")
    for attempt in (
        lambda: say(stranger, "voirie", "Coucou"),
        lambda: edit(stranger, message.pk, "Non"),
        lambda: retract(stranger, message.pk),
    ):
        with pytest.raises(NotFound):
            attempt()
    save_room(
        system(), "voirie", NewRoom({"fr": "Voirie"}, first=["accueil"], second=["voirie"], active=False)
    )
    with pytest.raises(Conflict):
        say(agent, "voirie", "Trop tard")
    assert [one.text for one in talk_in(room.conversation).messages] == ["Bonjour"]


def test_one_corrects_oneself_for_a_while(room, agent, expert):
    message = say(agent, "voirie", "Madame Untel, 514 555-0199")
    with pytest.raises(Denied):
        edit(expert, message.pk, "Autre chose")
    edit(agent, message.pk, "Une dame")
    [changed] = changes_since(room.conversation_id, message.seq)
    assert (changed.text, changed.seq, changed.changed_seq) == ("Une dame", 1, 2)
    assert changed.edited_at is not None
    with moment.as_if(timezone.now() + dt.timedelta(minutes=16)):
        with pytest.raises(Denied):
            edit(agent, message.pk, "Trop tard")
        with pytest.raises(Denied):
            retract(agent, message.pk)
        retract(
            staff_actor(make_account(grants=["config.rooms"], teams=[room.teams.first().team])), message.pk
        )
    assert Message.objects.get().text == ""
    events = list(Entry.objects.order_by("id").values_list("event", "actor_label"))
    assert [event for event, _who in events][-2:] == ["conversations.edited", "conversations.retracted"]
    assert "514" not in str(list(Entry.objects.values_list("data", flat=True)))


def test_pages_of_a_room_hold_together(room, agent):
    for number in range(1, 8):
        say(agent, "voirie", f"Message {number}")
    room.conversation.refresh_from_db()
    last = talk_in(room.conversation, limit=3)
    before = talk_in(room.conversation, before=last.messages[0].seq, limit=3)
    assert [one.seq for one in last.messages] == [5, 6, 7]
    assert [one.seq for one in before.messages] == [2, 3, 4]
    assert (last.seq, last.earlier, before.earlier) == (7, True, True)
    assert 2 in [one.seq for one in talk_around(room.conversation, 2).messages]


def test_search_reads_french_and_leaves_threads_and_what_was_taken_back_alone(room, agent, expert):
    say(agent, "voirie", "Les bacs bruns sont ramassés jeudi")
    gone = say(agent, "voirie", "Le bac brun de monsieur Untel")
    retract(agent, gone.pk)
    say_in_thread(expert, "case:26-041830", "Le bac brun a disparu")
    found = search_room(agent, room, "bac brun")
    assert [one.text for one in found.messages] == ["Les bacs bruns sont ramassés jeudi"]
    for odd in ("", "'; --", "&|!:*", "é" * 5_000, "你好"):
        assert search_room(agent, room, odd).messages == []


def test_numbers_of_cases_are_recognised():
    text = "Voir 26-041830, 26‑041831 et 26-041830 ; pas 514 555-0199, 2026-041832-1 ni 12345."
    assert references_in([text]) == {"26-041830", "26-041831"}


def test_thread_is_followed_by_who_wrote_and_who_was_called(room, roads, agent, expert, stranger):
    first = say_in_thread(agent, "case:26-041830", "Est-ce chez vous ?", teams=[roads.pk])
    assert [unread_total(one) for one in (agent, expert, stranger)] == [0, 1, 0]
    [line] = threads_followed(expert)
    assert (line.subject, line.last.text, line.is_unread) == ("26-041830", "Est-ce chez vous ?", True)
    mark_read(expert, first.conversation_id, first.seq)
    say_in_thread(expert, "case:26-041830", "Oui.")
    assert [unread_total(one) for one in (agent, expert)] == [1, 0]
    assert threads_followed(stranger) == []
    unfollow(agent, ["case:26-041830"])
    assert (unread_total(agent), threads_followed(agent)) == (0, [])
    assert [one.text for one in talk_in(thread_on("case:26-041830")).messages] == [
        "Est-ce chez vous ?",
        "Oui.",
    ]
    with pytest.raises(Invalid):
        say_in_thread(agent, "room:voirie'", "Par la fenêtre")
